"""Every line of one organisation’s documents with the place it stands at, to be searched as one text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from policygen.assembly import Assembled
from policygen.document import Document, Line, Passage, Run, Table, lines_of
from policygen.errors import Problem
from policygen.outlines import LOOKING, BlockItem

_ENDS = re.compile(r"[.;?!](?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands."""

    document: str
    """The document’s title."""
    number: str
    """3.2, Appendix B, or the heading of an unnumbered part."""
    anchor: str
    """The clause, else the part."""
    place: str = ""
    """The nation, in a part that is one nation’s."""

    def __str__(self) -> str:
        return f"{self.document}, {f'{self.number} ' if self.number else ''}({self.anchor})"


@dataclass(frozen=True)
class Statements:
    """All lines, one below the other: `text` is what is searched, `spots` and `lines` tell what stands at an offset."""

    text: str
    starts: tuple[int, ...]
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]

    @cached_property
    def lower(self) -> str:
        """The text in small letters, of the same length."""
        small = self.text.lower()
        return small if len(small) == len(self.text) else "".join(letter.lower()[0] for letter in self.text)

    def row(self, at: int) -> int:
        """The line at an offset."""
        return bisect_right(self.starts, at) - 1

    def spot(self, at: int) -> Spot:
        """Where the words at an offset stand."""
        return self.spots[self.row(at)]

    def run(self, at: int) -> Run:
        """The run that the words at an offset come from."""
        row = self.row(at)
        left = at - self.starts[row]
        for run in self.lines[row]:
            if left < len(run.text):
                return run
            left -= len(run.text)
        return Run("")

    def bounds(self, row: int) -> tuple[int, int]:
        """Where a line begins and ends."""
        end = self.starts[row + 1] - 1 if row + 1 < len(self.starts) else len(self.text)
        return self.starts[row], end

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around an offset begins and ends."""
        first, last = self.bounds(self.row(at))
        ends = [found.end() for found in _ENDS.finditer(self.text, first, last)]
        begin = max((end for end in ends if end <= at), default=first)
        return begin, min((end for end in ends if end > at), default=last)

    def around(self, begin: int, end: int) -> str:
        """The words of a stretch with some that lead to it and follow it in its sentence."""
        first, last = self.sentence(begin)
        last = max(last, end)
        left = first if begin - first < 70 else self.text.rfind(" ", first, begin - 50) + 1
        right = last if last - end < 50 else self.text.find(" ", end + 30)
        shown = " ".join(self.text[left:right].split()).rstrip(".;")
        return f"{'… ' if left > first else ''}{shown}{' …' if right < last else ''}"


def statements(made: Iterable[Assembled]) -> Statements:
    """Every line of the documents but those of the papers about them, in reading order; the cells of a row on one line."""
    pieces: list[str] = []
    starts: list[int] = []
    spots: list[Spot] = []
    told: list[Line] = []
    at = 0
    for one in made:
        if any(
            isinstance(item, BlockItem) and item.block in LOOKING for place in one.places for _, item in place.items
        ):
            continue
        values = {place.anchor: place.value for place in one.places if place.value}
        for spot, line in _lines(one.document, values):
            words = "".join([run.text for run in line])
            if words:
                starts.append(at)
                spots.append(spot)
                told.append(line)
                pieces.append(words)
                at += len(words) + 1
    return Statements("\n".join(pieces), tuple(starts), tuple(spots), tuple(told))


def _lines(document: Document, values: Mapping[str, str]) -> Iterator[tuple[Spot, Line]]:
    title, cover = document.title, document.cover
    for line in (cover.organisation, *(line for _, line in cover.facts), *cover.warnings):
        yield Spot(title, "Cover", "cover"), line
    for part in document.parts:
        if part.anchor == "to-confirm":
            continue  # the usual answers it tells are not what the document says
        place = values.get(part.anchor, "")
        named = f"Appendix {part.number}" if part.kind == "appendix" else part.number
        named = named or "".join([run.text for run in part.title])
        whole = Spot(title, named, part.anchor, place)
        for thing in part.content:
            here = whole
            blocks = (thing,) if not isinstance(thing, Passage) else thing.blocks
            if isinstance(thing, Passage):
                here = Spot(title, thing.number or named, thing.anchor, place)
                yield here, thing.title
            for block in blocks:
                if isinstance(block, Table):
                    yield from ((here, _joined(row)) for row in (block.header, *block.rows))
                else:
                    yield from ((here, line) for line in lines_of(block))


_BETWEEN = Run("\t")


def _joined(row: tuple[Line, ...]) -> Line:
    made: list[Run] = []
    for cell in row:
        if made:
            made.append(_BETWEEN)
        made.extend(cell)
    return tuple(made)


def clash(said: Statements, here: tuple[int, int], there: tuple[int, int] | str, remedy: str) -> Problem:
    """Two places that contradict each other, each with its words. `there` is words where it is outside the documents."""
    other = there if isinstance(there, str) else f"{said.spot(there[0])} says ‘{said.around(*there)}’"
    return Problem(str(said.spot(here[0])), 0, f"it says ‘{said.around(*here)}’, and {other}", remedy)
