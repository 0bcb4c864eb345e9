"""List the parts of a Word file as Word does, already filled: nothing to update, nothing asked on opening."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from policygen.document import Contents, Document, Part, text
from policygen.look import Look
from policygen.writers.word_text import Pen, field_of, pieces, plain

_MOST = 8
"""So many parts carry a page number: each begins a page, so that a line more or less before it changes nothing."""


def counted_parts(document: Document) -> tuple[str, ...]:
    """Anchors of the parts whose page the contents name; none where there are no contents."""
    if not any(isinstance(thing, Contents) for part in document.parts for thing in part.content):
        return ()
    return tuple(part.anchor for part in document.parts if part.kind in ("appendix", "back") and part.new_page)[:_MOST]


def contents(pen: Pen, document: Document, look: Look, counted: Collection[str]) -> str:
    """The contents as a field. `counted`: the anchors of parts that carry a page number; it is put in by `with_pages`."""
    entries = [_entry(pen, part, look, part.anchor in counted) for part in document.parts if part.kind != "front"]
    if not entries:
        return ""
    # Word lists the same when somebody asks it to: sections (2) without their page, whatever else begins one with it.
    bare = "2-2" if counted else "1-3"
    asked = f' TOC \\h \\z \\n {bare} \\t "heading 1,2,Appendix Heading,1,Heading 1 Unnumbered,3" '
    drawn, end = field_of(asked, "SHOWN").split("SHOWN")
    last = len(entries) - 1
    listed = "".join(
        plain(style, (drawn if place == 0 else "") + entry + (end if place == last else ""))
        for place, (style, entry) in enumerate(entries)
    )
    about = (
        f'<w:id w:val="{next(pen.numbers)}"/><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj>"
    )
    return f"<w:sdt><w:sdtPr>{about}</w:sdtPr><w:sdtContent>{listed}</w:sdtContent></w:sdt>"


def with_pages(drawn: str, pages: Mapping[str, int]) -> str:
    """A drawn body with its page numbers, bookmark → page, in the contents."""
    for name, page in pages.items():
        drawn = drawn.replace(_page(name, 0), _page(name, page))
    return drawn


def _page(name: str, page: int) -> str:
    return field_of(f" PAGEREF {name} \\h ", pieces(str(page)))


def _entry(pen: Pen, part: Part, look: Look, counted: bool) -> tuple[str, str]:
    """Style and words of a line of the contents; the whole of it leads to its part."""
    section, name = part.kind == "section", pen.anchors[part.anchor]
    number = f"{part.number}{look.number_ends[0]}" if section else f"Appendix {part.number}" if part.number else ""
    inner = f"{pieces(number)}<w:r><w:tab/></w:r>" if number else ""
    inner += pieces(text(part.title))
    if counted:
        inner += f"<w:r><w:tab/></w:r>{_page(name, 0)}"
    style = "TOC2" if section else "TOC1" if number else "TOC3"
    return style, f'<w:hyperlink w:anchor="{name}" w:history="1">{inner}</w:hyperlink>'
