"""A document as a tree: what will be said, in order, and where each word came from. Writers draw it and decide nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

State = Literal["", "gap", "assumed"]
"""Empty: the organisation's own answer or the library's words. gap: no answer. assumed: settled by the usual answer."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one origin. `source` is empty for the library's own words, else the term or question they came from."""

    text: str
    source: str = ""
    state: State = ""
    question: str = ""
    """The question that would settle a gap or an assumption."""
    strong: bool = False
    link: str = ""
    """`#anchor` inside this document, or an `https:`, `mailto:` or `tel:` address."""


Line = tuple[Run, ...]
Layout = Literal["book", "brief", "paper", "wide", "page", "poster", "check"]
"""book: a cover, then numbered parts. brief: a title in place of the cover, so that page 1 says whom to tell. paper: a
title above unnumbered parts. wide: the same on A4 turned on its side. page: one side of A4. poster: the same, to be read from
across a room. check: questions whose answers unfold, a web page alone."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line
    style: Literal["body", "lead", "follows"] = "body"
    """lead: larger opening words. follows: the small line that names the guidance followed."""


@dataclass(frozen=True, slots=True)
class Items:
    """A flat list: bullets, numbered steps (restarting at 1), or letters (a) (b) (c)."""

    kind: Literal["bullets", "steps", "letters"]
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str = ""
    widths: tuple[int, ...] = ()
    """Relative column widths; empty: equal."""

    @property
    def written(self) -> bool:
        """Whether it is there to be written in: a column is empty in every row."""
        return bool(self.rows) and any(not any(column) for column in zip(*self.rows, strict=False))


@dataclass(frozen=True, slots=True)
class Subheading:
    line: Line


@dataclass(frozen=True, slots=True)
class Notice:
    """A box that must not be missed."""

    title: Line
    blocks: tuple[Paragraph | Items, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A place on a form. `lines`: the writing space wanted; `choices`: boxes to tick; date: a day."""

    label: Line
    kind: Literal["text", "date", "choices", "signature"] = "text"
    hint: Line = ()
    lines: int = 1
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill; `title` names one block of it (empty: no heading)."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A box of the flow chart. A question has a `yes` branch drawn at its side and goes on downwards on no."""

    kind: Literal["start", "question", "action", "end"]
    line: Line
    yes: Line = ()
    """question only: what to do if yes."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow chart; `alt` says the same in words for those who cannot see it. The same steps follow it as Items."""

    steps: tuple[Step, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart. `values`: a length for each series, None where there is nothing; `shown`: what is said at its end."""

    label: str
    values: tuple[float | None, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars from 0 to `most`; `alt` says what it shows. A table with the same figures always follows it."""

    series: tuple[str, ...]
    rows: tuple[Bar, ...]
    most: int
    alt: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The list of parts; writers make it from the headings."""


Block = Paragraph | Items | Table | Subheading | Notice | Form | Flow | Bars | Contents


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause in its place: numbered heading and blocks. `anchor` is the clause's id."""

    anchor: str
    number: str
    title: Line
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section, an appendix or an unnumbered page. `content` mixes passages and blocks."""

    anchor: str
    kind: Literal["front", "section", "appendix", "back"]
    number: str
    """4, A, or empty."""
    title: Line
    content: tuple[Passage | Block, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    organisation: Line
    title: str
    draft: str
    """Empty once approved and without gaps, else for example "DRAFT: 7 answers open"."""
    facts: tuple[tuple[str, Line], ...]
    """Rows: Version, Approved by, Approved on, Next review …"""
    warnings: tuple[Line, ...]
    """Gaps on the ladder and in the threshold contact."""
    note: Line
    """What it is and is not (adopted by a responsible person, not legal advice)."""


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    title: str
    language: str
    """BCP 47: en-GB."""
    cover: Cover
    parts: tuple[Part, ...]
    running: str
    """The running head: organisation and short title."""
    version: str
    comments: tuple[tuple[str, str], ...] = ()
    """(question id, what Word's comment says of it) for each gap or assumption in the text."""
    layout: Layout = "book"


def lines_of(block: Block) -> Iterator[Line]:
    """Every line of a block in reading order. Pictures give none: a list or a table beside them says the same."""
    match block:
        case Paragraph(line) | Subheading(line):
            yield line
        case Items(_, items):
            yield from items
        case Table(header, rows):
            yield from header
            for row in rows:
                yield from row
            if block.caption:
                yield (Run(block.caption),)
        case Notice(title, blocks):
            if title:
                yield title
            for inner in blocks:
                yield from lines_of(inner)
        case Form(title, fields):
            if title:
                yield (Run(title),)
            for field in fields:
                yield field.label
                if field.hint:
                    yield field.hint
                for choice in field.choices:
                    yield (Run(choice),)
        case _:
            return


def lines(document: Document) -> Iterator[Line]:
    """Every line of the document in reading order, cover first, numbers of headings apart."""
    cover = document.cover
    yield cover.organisation
    yield (Run(cover.title),)
    if cover.draft:
        yield (Run(cover.draft),)
    for label, line in cover.facts:
        yield (Run(label),)
        yield line
    yield from cover.warnings
    yield cover.note
    for part in document.parts:
        yield part.title
        for thing in part.content:
            if isinstance(thing, Passage):
                yield thing.title
                for block in thing.blocks:
                    yield from lines_of(block)
            else:
                yield from lines_of(thing)


def text(line: Line) -> str:
    """The words of a line as they print."""
    return "".join(run.text for run in line)
