"""List the parts of a Word file as Word does, already filled: nothing to update, nothing asked on opening."""

from __future__ import annotations

from collections.abc import Mapping

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


def contents(pen: Pen, document: Document, look: Look, pages: Mapping[str, int]) -> str:
    """The contents as a field. `pages`: bookmark → page, of the parts that carry one."""
    entries = [_entry(pen, part, look, pages) for part in document.parts if part.kind != "front"]
    if not entries:
        return ""
    # Word lists the same when somebody asks it to: sections (2) without their page, whatever else begins one with it.
    bare = "2-2" if pages else "1-3"
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


def _entry(pen: Pen, part: Part, look: Look, pages: Mapping[str, int]) -> tuple[str, str]:
    """Style and words of a line of the contents; the whole of it leads to its part."""
    section, name = part.kind == "section", pen.anchors[part.anchor]
    number = f"{part.number}{look.number_ends[0]}" if section else f"Appendix {part.number}" if part.number else ""
    inner = f"{pieces(number)}<w:r><w:tab/></w:r>" if number else ""
    inner += pieces(text(part.title))
    if name in pages:
        asked = f" PAGEREF {name} \\h "
        inner += f"<w:r><w:tab/></w:r>{field_of(asked, pieces(str(pages[name])))}"
    style = "TOC2" if section else "TOC1" if number else "TOC3"
    return style, f'<w:hyperlink w:anchor="{name}" w:history="1">{inner}</w:hyperlink>'
