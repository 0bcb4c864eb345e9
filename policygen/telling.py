"""Turn one clause into a passage of one organisation's document: its slots filled, its cross-references numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from policygen.clauses import Clause
from policygen.document import Block, Items, Line, Notice, Paragraph, Passage, Run, Subheading, Table
from policygen.filling import Speaker
from policygen.library import Library
from policygen.prose import Grid, Leaf, List, Para, Prose, Quote, Slot, Sub, Words


@dataclass(frozen=True)
class Teller:
    """Turns a clause's prose into blocks of one document, with its cross-references numbered."""

    library: Library
    document: str
    number: Callable[[str, str], str] = lambda document, anchor: ""
    """(document, anchor) → the number that a reference to it shows, empty where there is none."""
    title: Callable[[str], str] = str
    """Document → its title here, for references from one document to another."""
    bound: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Where the document is told as a part of a book: (document, anchor) → the number and the anchor it has there."""

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
                return Table(
                    told,
                    tuple(row for cells in rows for row in self.rows(cells, speaker)),
                    widths=_widths(header, rows),
                )
            case Quote(title, inner):
                kept = tuple(
                    block for one in inner if isinstance(block := self.block(one, speaker), (Paragraph, Items))
                )
                return Notice(self.line(title, speaker), kept)

    def lines(self, leaf: Leaf, speaker: Speaker) -> tuple[Line, ...]:
        """One item; as many as the list has values where the item is one list slot."""
        if speaker.is_list(leaf) and isinstance(leaf[0], Slot):
            return speaker.repeated(leaf[0])
        return (self.line(leaf, speaker),)

    def rows(self, cells: tuple[Leaf, ...], speaker: Speaker) -> Iterator[tuple[Line, ...]]:
        for first in self.lines(cells[0], speaker):
            yield (first, *(self.line(cell, speaker) for cell in cells[1:]))

    def line(self, leaf: Leaf, speaker: Speaker) -> Line:
        return self.retold(speaker.say(leaf))

    def retold(self, line: Line) -> Line:
        """Cross-references with their numbers: “who to tell (6.3)”. One to a place that is not here is words alone."""
        return tuple(
            self.reference(run) if "#" in run.link and not run.link.startswith("http") else run for run in line
        )

    def reference(self, run: Run) -> Run:
        document, _, anchor = run.link.partition("#")
        if there := self.bound.get((document or self.document, anchor)):
            return replace(run, text=f"{run.text} ({there[0]})", link=f"#{there[1]}")
        number = self.number(document or self.document, anchor)
        if not document or document == self.document:
            return replace(
                run, text=f"{run.text} ({number})" if number else run.text, link=f"#{anchor}" if number else ""
            )
        title = self.title(document)
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
    columns = zip(header, *rows, strict=True)
    return tuple(max(12, min(48, max(_length(cell) for cell in column))) for column in columns)


def _length(leaf: Leaf) -> int:
    return sum(len(part.text) if isinstance(part, Words) else 20 for part in leaf)
