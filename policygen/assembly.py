"""Put the chosen clauses in order, number them, fill them, point cross-references at their numbers, and cite what they follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from policygen import blocks
from policygen.answers import Answers
from policygen.clauses import Clause
from policygen.document import (
    Block,
    Document,
    Items,
    Line,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Subheading,
    Table,
    text,
)
from policygen.facts import Facts
from policygen.filling import Speaker
from policygen.library import Library
from policygen.marks import Marks, marks_of
from policygen.outlines import BlockItem, Outline, PartOutline
from policygen.prose import Grid, Leaf, List, Para, Prose, Quote, Sub
from policygen.selection import Selection, select

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Place:
    """A part of the outline that is in, for one value of its `each`: what stands in it, and its number."""

    part: PartOutline
    anchor: str
    number: str
    items: tuple[tuple[str, Clause | BlockItem], ...]
    """(number, clause or block)"""
    speaker: Speaker
    selection: Selection
    suffix: str = ""


@dataclass(frozen=True)
class Assembled:
    """A document with what chose it and what is left to confirm."""

    document: Document
    selection: Selection
    marks: Marks
    places: tuple[Place, ...]

    def where(self) -> Mapping[str, str]:
        """Clause → the number it stands at."""
        return {item.id: number for place in self.places for number, item in place.items if isinstance(item, Clause)}


def assemble(library: Library, facts: Facts, answers: Answers, on: date, documents: Iterable[str] = ()) -> tuple[Assembled, ...]:
    """The documents asked for (all that are made for this organisation, if none is named). Numbers first, over all
    documents; then words, so that a reference in one can name a place in another."""
    speaker = Speaker(library, facts, answers)
    wanted = tuple(documents)
    outlines = [o for o in library.outlines.values() if facts.holds(o.condition)]
    planned = {outline.id: tuple(_plan(library, outline, speaker, on)) for outline in outlines}
    numbers = {
        (id, anchor): shown for id, places in planned.items() for place in places for anchor, shown in _anchors(place)
    }
    return tuple(
        _document(library, outline, planned[outline.id], numbers, speaker, on)
        for outline in outlines
        if not wanted or outline.id in wanted
    )


def _plan(library: Library, outline: Outline, speaker: Speaker, on: date) -> Iterator[Place]:
    section = appendix = 0
    for part in outline.parts:
        values: tuple[str, ...] = speaker.facts.each.get(part.each, ()) if part.each else ()
        for value in values or ("",):
            local = speaker.narrowed(part.each, value) if value else speaker
            if not local.facts.holds(part.condition):
                continue
            selection = select(library, local.facts, outline.id, on)
            chosen = [item for item in _ordered(library, part, outline) if _is_in(item, selection)]
            if part.kind == "section" and not chosen:
                continue
            number = ""
            if part.kind == "section":
                section += 1
                number = str(section)
            elif part.kind == "appendix":
                number = LETTERS[appendix]
                appendix += 1
            items = tuple(_numbered(part, number, chosen, selection))
            anchor = f"{part.id}-{value}" if len(values) > 1 else part.id
            yield Place(part, anchor, number, items, local, selection, f" ({value})" if len(values) > 1 else "")


def _ordered(library: Library, part: PartOutline, outline: Outline) -> list[str | BlockItem]:
    """What the outline lists, then what a layer adds: after the clause it names, else at the end."""
    order: list[str | BlockItem] = list(part.contents)
    for id, dated in library.clauses.items():
        if id not in order and dated[0].section == part.id and library.document(dated[0]) == outline.id:
            after = dated[0].after
            order.insert(order.index(after) + 1 if after in order else len(order), id)
    return order


def _is_in(item: str | BlockItem, selection: Selection) -> bool:
    return isinstance(item, BlockItem) or (item in selection.choices and selection.choices[item].chosen)


def _numbered(part: PartOutline, number: str, chosen: list[str | BlockItem], selection: Selection) -> Iterator[tuple[str, Clause | BlockItem]]:
    at = 0
    for item in chosen:
        heads = isinstance(item, str) or bool(item.title)
        at += heads and part.kind == "section"
        shown = f"{number}.{at}" if heads and part.kind == "section" else ""
        if isinstance(item, BlockItem):
            yield shown, item
        elif clause := selection.choices[item].clause:
            yield shown, clause


def _anchors(place: Place) -> Iterator[tuple[str, str]]:
    if place.part.kind == "section":
        yield place.part.id, f"section {place.number}"
    elif place.part.kind == "appendix":
        yield place.part.id, f"Appendix {place.number}"
    for number, item in place.items:
        fallback = f"Appendix {place.number}" if place.part.kind == "appendix" else ""
        if isinstance(item, BlockItem):
            yield item.block, number or fallback
        else:
            yield item.id, number or fallback


def _document(
    library: Library,
    outline: Outline,
    places: tuple[Place, ...],
    numbers: Mapping[tuple[str, str], str],
    speaker: Speaker,
    on: date,
) -> Assembled:
    teller = _Teller(library, outline.id, numbers)
    selection = places[0].selection if places else select(library, speaker.facts, outline.id, on)
    cited = tuple(dict.fromkeys(name for place in places for _, item in place.items if isinstance(item, Clause) for name in item.cites))
    parts = []
    for place in places:
        if place.part.id not in ("cover", "to-confirm") or place.part.kind != "block":
            parts.append(_part(library, place, teller, on, cited))
    marks = marks_of(parts, selection, speaker, _where(places))
    if any(place.part.id == "to-confirm" and place.part.kind == "block" for place in places) and marks.open:
        parts.append(blocks.to_confirm(marks, speaker))
    cover = blocks.cover(outline.title, marks, speaker, on)
    name = text(speaker.say(blocks.NAME))
    document = Document(
        outline.id, outline.title, "en-GB", cover, tuple(parts), f"{name} · {outline.title}",
        speaker.answers.text("version"), marks.comments,
    )  # fmt: skip
    return Assembled(document, selection, marks, places)


def _where(places: tuple[Place, ...]) -> dict[str, str]:
    return {
        item.id if isinstance(item, Clause) else item.block: number
        for place in places
        for number, item in place.items
        if number
    }


def _part(library: Library, place: Place, teller: _Teller, on: date, cited: tuple[str, ...]) -> Part:
    part, speaker = place.part, place.speaker
    title = (Run(part.title + place.suffix),) if part.title else ()
    if part.kind == "block":
        return blocks.page(part, title, library, speaker, on, cited, teller.retold)
    content: list[Passage | Block] = []
    for number, item in place.items:
        if isinstance(item, Clause):
            assumed = place.selection.choices[item.id].assumed
            content.append(teller.passage(item, number, speaker, assumed))
        else:
            made = blocks.block(item, library, speaker, on, cited)
            content.extend([Passage(item.block, number, (Run(item.title),), made)] if number else made)
    if part.kind == "section" and (follows := _follows(library, place, on)):
        content.append(Paragraph((Run(f"Follows: {follows}."),), "follows"))
    kind = "section" if part.kind == "section" else "appendix"
    return Part(place.anchor, kind, place.number, title, tuple(content), new_page=kind == "appendix")


def _follows(library: Library, place: Place, on: date) -> str:
    """The guidance that a section's clauses cite, each place once, our own practice left out."""
    told: dict[str, None] = {}
    for _, item in place.items:
        for name in item.cites if isinstance(item, Clause) else ():
            if (found := library.place(name)) and found[0].standing != "good practice" or (found and found[0].id == "farrer"):
                told[found[0].cite(found[1], on)] = None
    return "; ".join(sorted(told, key=str.casefold))


@dataclass(frozen=True)
class _Teller:
    """Turns a clause's prose into blocks of one document, with its cross-references numbered."""

    library: Library
    document: str
    numbers: Mapping[tuple[str, str], str]

    def passage(self, clause: Clause, number: str, speaker: Speaker, assumed: tuple[str, ...]) -> Passage:
        made = tuple(self.block(block, speaker) for block in clause.blocks)
        if assumed:
            mark = Run("[assumed] ", state="assumed", question=assumed[0])
            made = _marked(made, mark)
        return Passage(clause.id, number, speaker.say(clause.title), made)

    def block(self, prose: Prose, speaker: Speaker) -> Block:
        match prose:
            case Para(leaf):
                return Paragraph(self.line(leaf, speaker))
            case Sub(leaf):
                return Subheading(self.line(leaf, speaker))
            case List(kind, items):
                return Items(kind, tuple(line for leaf in items for line in self.lines(leaf, speaker)))
            case Grid(header, rows):
                told = tuple(self.line(cell, speaker) for cell in header)
                return Table(told, tuple(row for cells in rows for row in self.rows(cells, speaker)), widths=_widths(header, rows))
            case Quote(title, inner):
                kept = tuple(block for one in inner if isinstance(block := self.block(one, speaker), (Paragraph, Items)))
                return Notice(self.line(title, speaker), kept)

    def lines(self, leaf: Leaf, speaker: Speaker) -> tuple[Line, ...]:
        """One item; as many as the list has values where the item is one list slot."""
        if speaker.is_list(leaf):
            return speaker.repeated(leaf[0])  # type: ignore[arg-type]
        return (self.line(leaf, speaker),)

    def rows(self, cells: tuple[Leaf, ...], speaker: Speaker) -> Iterator[tuple[Line, ...]]:
        for first in self.lines(cells[0], speaker):
            yield (first, *(self.line(cell, speaker) for cell in cells[1:]))

    def line(self, leaf: Leaf, speaker: Speaker) -> Line:
        return self.retold(speaker.say(leaf))

    def retold(self, line: Line) -> Line:
        """Cross-references with their numbers: “who to tell (6.3)”. One to a place that is not here is words alone."""
        return tuple(self.reference(run) if "#" in run.link and not run.link.startswith("http") else run for run in line)

    def reference(self, run: Run) -> Run:
        document, _, anchor = run.link.partition("#")
        number = self.numbers.get((document or self.document, anchor), "")
        if not document or document == self.document:
            return replace(run, text=f"{run.text} ({number})" if number else run.text, link=f"#{anchor}" if number else "")
        title = self.library.outlines[document].title if document in self.library.outlines else document
        return replace(run, text=f"{run.text} ({title}, {number})" if number else f"{run.text} ({title})", link="")


def _marked(made: tuple[Block, ...], mark: Run) -> tuple[Block, ...]:
    """The clause with its mark at the front of its first words."""
    first, rest = made[0], made[1:]
    match first:
        case Paragraph(line, style):
            return (Paragraph((mark, *line), style), *rest)
        case _:
            return (Paragraph((replace(mark, text=mark.text.strip()),)), *made)


def _widths(header: tuple[Leaf, ...], rows: tuple[tuple[Leaf, ...], ...]) -> tuple[int, ...]:
    """Column widths from the longest text in each, within bounds, so that short columns stay narrow."""
    columns = zip(header, *rows)
    return tuple(max(12, min(48, max(_length(cell) for cell in column))) for column in columns)


def _length(leaf: Leaf) -> int:
    return sum(len(part.text) if hasattr(part, "text") else 20 for part in leaf)
