"""Draw lines as Word paragraphs: the style, link and comment of each run, and a hidden bookmark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from xml.sax.saxutils import escape

from policygen.document import Line, Run

# Arabic (with Syriac, Thaana, N'Ko) and Hebrew letters, and the spaces and signs between two words of them.
_LEFTWARDS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
_RIGHT_TO_LEFT = re.compile(f"([{_LEFTWARDS}]+(?:[\\s'’\"”.,-]+[{_LEFTWARDS}]+)*)")
_HEBREW = re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]")
_BOLD = "<w:b/><w:bCs/>"
STYLED = 8
"""How many numberings belong to styles (templates/word/numbering.xml); those of single lists follow."""


@dataclass(slots=True)
class Pen:
    """What is gathered while one document is drawn."""

    width: int
    """Of the text area, in twentieths of a point."""
    anchors: Mapping[str, str]
    """Anchor of the tree → bookmark."""
    remarks: Mapping[str, str]
    """Question → what the comment says of it."""
    numbered: Mapping[str, str] = field(default_factory=dict)
    """Anchor → the number Word gives its heading."""
    language: str = "en-GB"
    clause: str = "cover"
    """The clause or part being drawn."""
    subheading: str = "PlainHeading2"
    """The style of a heading inside it."""
    after_table: bool = False
    """A table without a caption stands just above."""
    comments: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    """Address outside the document → relation."""
    lists: list[int] = field(default_factory=list)
    """The abstract numbering of each list that counts."""
    drawings: list[str] = field(default_factory=list)
    """Flow charts as SVG."""
    reached: set[str] = field(default_factory=set)
    """Bookmarks of headings already drawn."""
    counted: dict[str, int] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    """Names of the controls of forms."""
    tables: Iterator[int] = field(default_factory=lambda: count(1))
    """Numbers of tables that have a caption."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    """One run of ids for bookmarks, controls and pictures: none can be given twice."""

    def place(self) -> str:
        """The name of the next paragraph or row of this clause, at most 33 characters: `allegations_2`."""
        clause = bookmark(self.clause)[:24]
        self.counted[clause] = self.counted.get(clause, 0) + 1
        return f"{clause}_{self.counted[clause]}"


@lru_cache(maxsize=4096)
def bookmark(anchor: str) -> str:
    """An anchor as Word allows it in the name of a bookmark; LibreOffice cuts names at 40 characters."""
    name = re.sub(r"\W", "_", anchor, flags=re.ASCII)
    return (name if name[:1].isalpha() else f"a_{name}")[:40]


def paragraph(pen: Pen, style: str, line: Line, properties: str = "", anchor: str = "") -> str:
    """A paragraph with its hidden bookmark; nothing at all where there are no words."""
    inner = words(pen, line)
    if not inner:
        return ""
    if anchor:
        inner = marked(pen, anchor, inner)
    return plain(style, marked(pen, f"_pg_{pen.place()}", inner), properties)


def plain(style: str, inner: str, properties: str = "") -> str:
    """A paragraph as given, without a bookmark."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def marked(pen: Pen, name: str, inner: str) -> str:
    """What it is given inside a bookmark, which never spans paragraphs: LibreOffice loses those."""
    number = next(pen.numbers)
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def words(pen: Pen, line: Line) -> str:
    """The runs of a line; empty where it has no words."""
    return "".join([_run(pen, run) for run in line if run.text])


def pieces(text: str, style: str = "", properties: str = "") -> str:
    """Words as runs of one style; right-to-left words get runs of their own: the rest keeps its direction."""
    styled = f'<w:rStyle w:val="{style}"/>' if style else ""
    if text.isascii() or not _RIGHT_TO_LEFT.search(text):
        return _piece(text, styled + properties)
    drawn = []
    for place, piece in enumerate(_RIGHT_TO_LEFT.split(text)):
        if not piece:
            continue
        if place % 2:
            language = "he-IL" if _HEBREW.search(piece) else "ar-SA"
            drawn.append(_piece(piece, f'{styled}{properties}<w:rtl/><w:lang w:bidi="{language}"/>'))
        else:
            drawn.append(_piece(piece, styled + properties))
    return "".join(drawn)


def quoted(text: str) -> str:
    """Text as the value of an attribute."""
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def _piece(text: str, properties: str) -> str:
    inner = escape(text)
    if "\n" in inner or "\t" in inner:
        for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
            inner = inner.replace(sign, f'</w:t>{element}<w:t xml:space="preserve">')
    about = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{about}<w:t xml:space="preserve">{inner}</w:t></w:r>'


def _run(pen: Pen, run: Run) -> str:
    if run.state:
        style = "Gap" if run.state == "gap" else "Assumed"
    elif run.link:
        style = "Hyperlink"
    else:
        style = "Strong" if run.strong else ""
    properties = _BOLD if run.strong and style in ("Assumed", "Hyperlink") else ""
    drawn = _counted(pen, run, style, properties) or pieces(run.text, style, properties)
    remark = pen.remarks.get(run.question) if run.state else None
    if remark:
        number = len(pen.comments)
        pen.comments.append(remark)
        drawn = (
            f'<w:commentRangeStart w:id="{number}"/>{drawn}<w:commentRangeEnd w:id="{number}"/>'
            '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
            f'<w:commentReference w:id="{number}"/></w:r>'
        )
    if run.link.startswith("#"):
        target = pen.anchors.get(run.link[1:]) or bookmark(run.link[1:])
        return f'<w:hyperlink w:anchor="{target}" w:history="1">{drawn}</w:hyperlink>'
    if run.link:
        relation = pen.addresses.setdefault(run.link, f"rIdLink{len(pen.addresses) + 1}")
        return f'<w:hyperlink r:id="{relation}" w:history="1">{drawn}</w:hyperlink>'
    return drawn


def _counted(pen: Pen, run: Run, style: str, properties: str) -> str:
    """A reference that ends with the number of a heading: Word counts it again where clauses are moved or added."""
    number = pen.numbered.get(run.link[1:], "") if run.link.startswith("#") else ""
    before, found, after = run.text.rpartition(number) if number else ("", "", "")
    if not found or after not in ("", ")"):
        return ""
    asked = f" REF {pen.anchors[run.link[1:]]} \\n \\h "
    told = f'<w:rPr><w:rStyle w:val="{style}"/>{properties}</w:rPr>'
    drawn = field_of(asked, pieces(number, style, properties), told)
    return (
        (pieces(before, style, properties) if before else "")
        + drawn
        + (pieces(after, style, properties) if after else "")
    )


def field_of(asked: str, shown: str, about: str = "") -> str:
    """A field with the words it last gave, so that nothing has to be worked out on opening."""
    return (
        f'<w:r>{about}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{about}<w:instrText xml:space="preserve">{escape(asked)}</w:instrText></w:r>'
        f'<w:r>{about}<w:fldChar w:fldCharType="separate"/></w:r>{shown}'
        f'<w:r>{about}<w:fldChar w:fldCharType="end"/></w:r>'
    )
