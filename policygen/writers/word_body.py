"""Draw the tree as the body of a Word file: cover, contents, headings Word numbers itself, lists, boxes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

from policygen.document import (
    Bars,
    Block,
    Contents,
    Cover,
    Document,
    Flow,
    Form,
    Items,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Subheading,
    Table,
    text,
)
from policygen.look import Look
from policygen.writers.word_blocks import facts, figure, form, table
from policygen.writers.word_contents import contents
from policygen.writers.word_crest import COVER, HEAD, crest_above
from policygen.writers.word_package import text_width
from policygen.writers.word_text import STYLED, Pen, bookmark, paragraph, plain

_LISTS = {"bullets": ("Bullet", 2), "steps": ("Number", 3), "letters": ("Letter", 4)}
"""Ending of the style, and the abstract numbering; that of a list in a box is three further on."""
_OTHER = {"lead": "Lead", "follows": "Follows"}
_SPACE_ABOVE = '<w:spacing w:before="180"/>'
_BREAK = "<w:pageBreakBefore/>"
_KEEP = "<w:keepNext/>"


def body(document: Document, look: Look, counted: Collection[str] = (), begin: Collection[str] = ()) -> tuple[str, Pen]:
    """All paragraphs and tables in reading order, and what was gathered on the way.

    `counted` names the parts whose page the contents print (`with_pages` puts it in); `begin` those that begin a page besides
    the ones that the tree says.
    """
    anchors = _anchors(document)
    pen = Pen(text_width(look, turned=document.layout == "wide"), anchors, dict(document.comments))
    pen.numbered, pen.language = _numbers(document), document.language
    book = document.layout == "book"
    drawn = [_cover(pen, document.cover, look) if book else _opening(pen, document.cover, look)]
    for place, part in enumerate(document.parts):
        new_page = part.new_page or (place == 0 and book) or part.anchor in begin
        drawn.append(_part(pen, part, document, look, counted, new_page))
    return "".join(drawn), pen


def _numbers(document: Document) -> dict[str, str]:
    """Anchor → the number of its heading, of those that Word counts."""
    told: dict[str, str] = {}
    for part in document.parts:
        if part.kind in ("section", "appendix"):
            told.setdefault(part.anchor, f"Appendix {part.number}" if part.kind == "appendix" else part.number)
            for thing in part.content:
                if isinstance(thing, Passage):
                    told.setdefault(thing.anchor, thing.number if part.number else "")
    return {anchor: number for anchor, number in told.items() if number}


def _anchors(document: Document) -> dict[str, str]:
    """Anchor → bookmark; the first heading of a name wins: a section may be called as its first clause is."""
    named: dict[str, str] = {}
    for part in document.parts:
        for anchor in (part.anchor, *(thing.anchor for thing in part.content if isinstance(thing, Passage))):
            name = bookmark(anchor)
            while anchor not in named and name in named.values():
                name = f"{name[:37]}_{len(named)}"
            named.setdefault(anchor, name)
    return named


def _cover(pen: Pen, cover: Cover, look: Look) -> str:
    drawn = [
        crest_above(pen, look, text(cover.organisation), COVER, "CoverCrest"),
        paragraph(pen, "Subtitle", cover.organisation),
        paragraph(pen, "Title", (Run(cover.title),)),
    ]
    if cover.draft:
        drawn.append(paragraph(pen, "CoverDraft", (Run(cover.draft),)))
    if cover.facts:
        drawn.append(facts(pen, cover.facts))
    drawn.extend(paragraph(pen, "CoverWarning", line) for line in cover.warnings)
    drawn.append(paragraph(pen, "CoverNote", cover.note))
    return "".join(drawn)


def _opening(pen: Pen, cover: Cover, look: Look) -> str:
    """The title of a paper, which begins below it."""
    drawn = [
        crest_above(pen, look, text(cover.organisation), HEAD, "Crest"),
        paragraph(pen, "PaperOrganisation", cover.organisation),
        paragraph(pen, "PaperTitle", (Run(cover.title),)),
    ]
    if cover.draft:
        drawn.append(paragraph(pen, "PaperDraft", (Run(cover.draft),)))
    about = [(Run(f"{' · ' if place else ''}{label}: "), *line) for place, (label, line) in enumerate(cover.facts)]
    drawn.append(paragraph(pen, "Follows", tuple(run for line in about for run in line)))
    drawn.extend(paragraph(pen, "CoverWarning", line) for line in cover.warnings)
    drawn.append(paragraph(pen, "PaperNote", cover.note))
    return "".join(drawn)


def _part(pen: Pen, part: Part, document: Document, look: Look, counted: Collection[str], new_page: bool) -> str:
    numbered = part.number and part.kind in ("section", "appendix")
    family = ("AppendixHeading", "AppendixHeading2") if part.kind == "appendix" else ("Heading1", "Heading2")
    first = family[0] if numbered else "FrontHeading" if part.kind == "front" else "PlainHeading1"
    pen.clause, pen.subheading = part.anchor, "PlainHeading2"
    drawn = [_heading(pen, first, part, _BREAK if new_page else "")]
    held = _held(part, document)
    for thing in part.content:
        if isinstance(thing, Passage):
            pen.clause, pen.subheading = thing.anchor, "Heading3"
            drawn.append(_heading(pen, family[1] if numbered and thing.number else "PlainHeading2", thing))
            drawn.extend(
                _block(pen, block, document, look, thing is held or _leads(thing.blocks[at:]))
                for at, block in enumerate(thing.blocks)
            )
            pen.clause, pen.subheading = part.anchor, "PlainHeading2"
        elif isinstance(thing, Contents):
            drawn.append(contents(pen, document, look, counted))
        else:
            drawn.append(_block(pen, thing, document, look))
    return "".join(drawn)


def _held(part: Part, document: Document) -> Passage | None:
    """The last clause but one of a short document: it stays with the last, so that no page holds one alone."""
    sections = [one for one in document.parts if one.kind == "section"]
    if document.layout != "brief" or part is not sections[-1]:
        return None
    passages = [thing for thing in part.content if isinstance(thing, Passage)]
    return passages[-2] if len(passages) > 1 else None


def _heading(pen: Pen, style: str, thing: Part | Passage, properties: str = "") -> str:
    """Word counts the numbers itself; links go to the bookmark, which only the first of a name has."""
    pen.after_table = False
    name = pen.anchors[thing.anchor]
    anchor = "" if name in pen.reached else name
    pen.reached.add(name)
    return paragraph(pen, style, thing.title, properties, anchor)


def _leads(rest: Sequence[Block]) -> bool:
    """Whether these blocks begin with words in front of a form, which stay with it."""
    words = list(takewhile(lambda block: isinstance(block, Paragraph | Items), rest))
    return bool(words) and isinstance(next(iter(rest[len(words) :]), None), Form)


def _block(pen: Pen, block: Block, document: Document, look: Look, leads: bool = False) -> str:
    """One block. A table has no space below it in Word: what follows brings it, and two are kept apart."""
    after_table, pen.after_table = pen.after_table, False
    keep, above = _KEEP if leads else "", _SPACE_ABOVE if after_table else ""
    match block:
        case Paragraph(line, "body"):
            return paragraph(pen, "AfterTable" if after_table else "BodyText", line, keep)
        case Paragraph(line, style):
            return paragraph(pen, _OTHER[style], line, keep + above)
        case Subheading(line):
            return paragraph(pen, pen.subheading, line)
        case Items():
            return _items(pen, block, "List", 0, keep, above)
        case Notice():
            return _notice(pen, block)
        case Table() | Form():
            pen.after_table = not (isinstance(block, Table) and block.caption)
            title = isinstance(block, Form) and block.title
            named = paragraph(pen, pen.subheading, (Run(title),)) if title else ""
            apart = plain("TableBreak", "") if after_table and not named else ""
            return named + apart + (table(pen, block) if isinstance(block, Table) else form(pen, block))
        case Flow() | Bars():
            return figure(pen, block, look)
        case Contents():
            return ""


def _items(pen: Pen, block: Items, family: str, further: int = 0, keep: str = "", above: str = "") -> str:
    """A list. Steps and letters get a numbering of their own, so that each starts again at the first."""
    ending, numbering = _LISTS[block.kind]
    counts = ""
    if block.kind != "bullets":
        pen.lists.append(numbering + further)
        counts = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{STYLED + len(pen.lists)}"/></w:numPr>'
    return "".join(
        paragraph(pen, family + ending, line, keep + counts + (above if place == 0 else ""))
        for place, line in enumerate(block.items)
    )


def _notice(pen: Pen, block: Notice) -> str:
    drawn = [paragraph(pen, "NoticeTitle", block.title)]
    for inner in block.blocks:
        if isinstance(inner, Items):
            drawn.append(_items(pen, inner, "Notice", 3))
        else:
            drawn.append(paragraph(pen, "Notice", inner.line))
    return "".join(drawn)
