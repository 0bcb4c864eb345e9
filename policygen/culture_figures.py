"""The figures of the culture report: bars with their table, groups side by side, and last time beside this time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import cast

from policygen.assessed import Assessed, frame_of, said
from policygen.assessment import Lens
from policygen.blocks import worded
from policygen.culture import IN_PLACE, WIDE, WORDS_BELOW, Measured, Score
from policygen.document import Bar, Bars, Block, Line, Paragraph, Run, Table
from policygen.filling import Speaker, long_date
from policygen.library import Library

LENS: dict[Lens, str] = {"have": "What we have", "experience": "What people experience"}


def shown(value: Fraction) -> str:
    """A mean to one decimal place, a half rounded up."""
    return f"{_tenths(value) // 10}.{_tenths(value) % 10}"


def _tenths(value: Fraction) -> int:
    return int((value * 10 + Fraction(1, 2)) // 1)


def apart(one: Fraction, other: Fraction) -> Fraction:
    """How much more the one is than the other, as a reader works it out from the figures that are shown."""
    return Fraction(_tenths(one) - _tenths(other), 10)


def tabled(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...]) -> Table:
    """A table of plain words."""
    return Table(
        tuple(worded(cell) for cell in header),
        tuple(tuple(worded(cell) for cell in row) for row in rows),
        widths=widths,
    )


class Figures:
    """What was measured, said to one organisation."""

    def __init__(self, library: Library, assessed: Assessed, speaker: Speaker) -> None:
        self.library, self.assessed, self.speaker = library, assessed, speaker
        self.frame, self.result = frame_of(library), assessed.result

    def saying(self, id: str) -> Line:
        return worded(said(self.speaker, self.frame.sayings[id]))

    def named(self, id: str) -> str:
        return said(self.speaker, self.library.dimensions[id].title)

    def block(self, groups: tuple[str, ...]) -> str:
        """The groups of a block in words."""
        names = [group.short for group in self.frame.groups if group.id in groups]
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))

    def band(self, mean: Fraction) -> str:
        """The words for a mean of what people experience."""
        return next(band.label for band in self.frame.bands if mean >= band.at)

    def bars(self) -> Iterator[Block]:
        yield Paragraph(self.saying("have"))
        yield Paragraph(
            (
                *self.saying("experience"),
                Run(" Its steps are drawn from 0 to 4, so that both bars have one length; 0 is strongly disagree. "),
                Run(f"In place begins at {shown(IN_PLACE['have'])} for what we have and at "),
                Run(f"{shown(IN_PLACE['experience'])} for what people experience."),
            )
        )
        rows = [self._bar(one) for one in self.result.dimensions]
        alt = (
            f"Bars for {len(rows)} dimensions from 0 to 4. The filled bar is what we have, the open bar what people "
            "experience. The table that follows has the same figures."
        )
        yield Bars((LENS["have"], LENS["experience"]), tuple(rows), 4, alt)
        yield Paragraph(worded("The same in a table:"))
        yield tabled(
            ("Dimension", LENS["have"], LENS["experience"], "Gap between the two", "“I don’t know”"),
            [self._row(one) for one in self.result.dimensions],
            (32, 17, 19, 17, 15),
        )

    def _bar(self, one: Measured) -> Bar:
        values = tuple(None if (m := one.score(lens).mean) is None else self._long(lens, m) for lens in LENS)
        return Bar(self.named(one.dimension.id), values, tuple(self._score(lens, one.score(lens)) for lens in LENS))

    def _long(self, lens: Lens, mean: Fraction) -> float:
        """The length of a bar; where words stand for the number, the middle of what the word means."""
        if lens == "have" or not self.result.in_words:
            return float(mean)
        bounds = [Fraction(4), *(band.at for band in self.frame.bands)]
        at = next(n for n, bound in enumerate(bounds[1:], 1) if mean >= bound)
        return float((bounds[at] + bounds[at - 1]) / 2)

    def _score(self, lens: Lens, found: Score) -> str:
        if found.mean is None:
            return "not scored" if found.asked else "not asked"
        return self.band(found.mean) if lens == "experience" and self.result.in_words else shown(found.mean)

    def _row(self, one: Measured) -> tuple[str, ...]:
        cells = [self.named(one.dimension.id)]
        for lens in LENS:
            found = one.score(lens)
            part = (
                f" ({found.scored} of {found.asked})" if found.mean is not None and found.scored < found.asked else ""
            )
            cells.append(self._score(lens, found) + part)
        return (*cells, self._gap(one), self._unsure(one))

    def _gap(self, one: Measured) -> str:
        gap = one.gap
        if gap is None or one.have.mean is None or one.experience.mean is None:
            return "–"
        which = "we have more than people feel" if gap > 0 else "people feel more than we can show"
        if self.result.in_words:
            return which if abs(gap) >= WIDE else "small"
        difference = shown(abs(apart(one.have.mean, one.experience.mean)))
        return f"{difference}: {which}" if abs(gap) >= WIDE else difference

    def _unsure(self, one: Measured) -> str:
        unsure = one.have.unsure + one.experience.unsure
        every = unsure + one.have.views + one.experience.views
        if not self.result.round.surveyed:
            return str(unsure) if unsure else "none"
        if not unsure:
            return "none"
        if self.result.in_words:
            return "many" if one.experience.many_unsure else "some"
        return f"{unsure} of {every} answers"

    def groups(self) -> Iterator[Block]:
        result = self.result
        if not result.round.surveyed:
            yield Paragraph(
                worded(
                    "Nobody was asked by groups this time. A short survey shows whether leaders, staff and volunteers see the same place."
                )
            )
            return
        yield Paragraph(self.saying("apart"))
        if len(result.blocks) < 2:
            yield Paragraph(worded("So everybody who answered is shown together, above."))
            return
        joined = [block for block in result.blocks if len(block) > 1]
        if joined:
            yield Paragraph(worded(f"Shown together for that reason: {'; '.join(map(self.block, joined))}."))
        rows = []
        for one in result.dimensions:
            if one.experience.asked:
                cells = [self._cell(one, block) for block in result.blocks]
                rows.append((self.named(one.dimension.id), *cells, self._apart(one)))
        header = (
            "What people experience",
            *(self.block(block).capitalize() for block in result.blocks),
            "Furthest apart",
        )
        wide = 44 // len(result.blocks)
        yield tabled(header, rows, (32, *([wide] * len(result.blocks)), 24))
        if any(one.apart for one in result.dimensions):
            yield Paragraph(
                worded(
                    "Where those who lead see a place more kindly than those they lead, the plan begins by asking why, without asking who."
                )
            )

    def _cell(self, one: Measured, block: tuple[str, ...]) -> str:
        mean = one.blocks.get(block)
        if mean is None:
            return "not apart"
        size = sum(self.result.round.people(group) for group in block)
        return self.band(mean) if size < WORDS_BELOW else shown(mean)

    def _apart(self, one: Measured) -> str:
        if one.apart is None:
            return "–"
        higher, lower, _ = one.apart
        return f"{self.block(higher)} see it more kindly than {self.block(lower)}"

    def before(self) -> Iterator[Block]:
        assessed = self.assessed
        first, last = map(long_date, assessed.again)
        if assessed.before is None:
            yield Paragraph(
                worded(f"This was the first time. Ask again between {first} and {last}, with the same statements.")
            )
            return
        yield Paragraph(
            worded(
                f"Last time was {long_date(assessed.before.on)}. Only statements that could be scored both times are compared. "
                f"Ask again between {first} and {last}."
            )
        )
        few = any(0 < n < WORDS_BELOW for n in (self.result.people, self._people_before()))
        rows = []
        for dimension, lens, was, now in sorted(assessed.moved, key=self._order):
            last_time, this_time = cast("Fraction", was), cast("Fraction", now)
            words = few and lens == "experience"
            cells = tuple(self.band(m) if words else shown(m) for m in (last_time, this_time))
            rows.append((self.named(dimension), LENS[lens], *cells, _moved(apart(this_time, last_time), words)))
        yield tabled(("Dimension", "Lens", "Last time", "This time", "Change"), rows, (34, 24, 14, 14, 14))

    def _order(self, moved: tuple[str, Lens, object, object]) -> tuple[int, int]:
        """Dimension by dimension, what we have first."""
        return list(self.library.dimensions).index(moved[0]), list(LENS).index(moved[1])

    def _people_before(self) -> int:
        before = self.assessed.before
        return sum(before.people(group) for group in before.counts) if before else 0


def _moved(change: Fraction, words: bool) -> str:
    if words:
        return "about the same" if abs(change) < Fraction(1, 2) else "better" if change > 0 else "worse"
    if shown(abs(change)) == "0.0":
        return "the same"
    return f"{shown(abs(change))} {'up' if change > 0 else 'down'}"
