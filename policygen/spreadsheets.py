"""A workbook for one organisation: the sheets, columns and choices that it has, its words filled, every formula pointing at its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from policygen.document import text
from policygen.filling import Speaker
from policygen.workbook import Cell, Column, Formula, Grid, Sheet, Value, Workbook, address, letters
from policygen.workbooks import LISTS, REFERENCE, ColumnWords, GridWords, Row, SheetWords, WorkbookWords

MOST_WORDS = 250
"""Letters that a formula may hold between quotation marks, in every program."""
Rows = Mapping[str, Sequence[Mapping[str, Cell]]]
"""Table → rows that come from elsewhere: column → what stands in it."""


def filled(words: WorkbookWords, speaker: Speaker, rows: Rows | None = None) -> Workbook:
    """The workbook of one organisation. `rows` stand in their tables behind those of the library."""
    return _Filler(words, speaker, rows or {}).workbook()


class _Own(str):
    """A formula that the library gives one row of a table."""


@dataclass
class _Placed:
    """A table whose place is known: what a formula needs to point at it."""

    words: GridWords
    sheet: str
    columns: tuple[ColumnWords, ...]
    top: int
    count: int
    rows: dict[str, int] = field(default_factory=dict)
    """id of a row → its number, from 0."""

    def at(self, key: str) -> int:
        return next(number for number, column in enumerate(self.columns) if column.key == key)


@dataclass
class _Filler:
    words: WorkbookWords
    speaker: Speaker
    rows: Rows
    placed: dict[str, _Placed] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: dict[tuple[str, str, str], tuple[tuple[str, bool], ...]] = field(default_factory=dict)

    def workbook(self) -> Workbook:
        holds = self.speaker.facts.holds
        sheets = [sheet for sheet in self.words.sheets if holds(sheet.condition)]
        grids = [grid for sheet in sheets for grid in sheet.grids if holds(grid.condition)]
        columns = {grid.id: tuple(self.columns(grid)) for grid in grids}
        used = {column.of for chosen in columns.values() for column in chosen} | {grid.each for grid in grids}
        for items in self.words.lists:
            if items.id in used:
                self.choices[items.id] = tuple(self.say(said.text) for said in items.said if holds(said.condition))
        told = {sheet.id: tuple(self.lines(sheet)) for sheet in sheets}
        for sheet in sheets:
            at = 2 + len(told[sheet.id])
            for grid in (grid for grid in sheet.grids if holds(grid.condition)):
                at += 2 if grid.title else 1
                self.placed[grid.id] = place = _Placed(grid, sheet.title, columns[grid.id], at, self.count(grid))
                place.rows.update({row.id: nth for nth, row in enumerate(self.fixed(grid)) if row.id})
                at += place.count + (2 if grid.totals else 1)
        made = tuple(self.sheet(sheet, told[sheet.id]) for sheet in sheets)
        lists = (self.lists(),) if self.choices else ()
        organisation = self.speaker.answers.text("organisation")
        title, use = self.say(self.words.title), self.say(self.words.use)
        return Workbook(self.words.id, title, organisation, (*made, *lists), use, tuple(self.open))

    def say(self, words: str) -> str:
        line = self.speaker.say(self.words.leaf(words)) if words else ()
        self.open.update((run.question, None) for run in line if run.state and run.question)
        return text(line)

    def columns(self, grid: GridWords) -> Iterator[ColumnWords]:
        """Of several with one key the first whose condition holds."""
        seen: set[str] = set()
        for column in grid.columns:
            if column.key in seen:
                continue
            self.open.update(dict.fromkeys(self.speaker.facts.resting(column.condition)))
            if self.speaker.facts.holds(column.condition):
                seen.add(column.key)
                yield column

    def lines(self, sheet: SheetWords) -> Iterator[str]:
        for said in sheet.said:
            if self.speaker.facts.holds(said.condition):
                yield self.say(said.text)

    def fixed(self, grid: GridWords) -> list[Row]:
        """The rows that the library gives it; of several with one id the first whose condition holds."""
        found: dict[object, Row] = {}
        for nth, row in enumerate(grid.rows):
            if self.speaker.facts.holds(row.condition):
                found.setdefault(row.id or nth, row)
        return [*found.values()]

    def count(self, grid: GridWords) -> int:
        """How many rows the table has."""
        fixed = len(self.choices[grid.each]) if grid.each else len(self.fixed(grid)) + len(self.rows.get(grid.id, ()))
        return fixed + int(grid.spare)

    def sheet(self, words: SheetWords, told: tuple[str, ...]) -> Sheet:
        grids = tuple(self.grid(self.placed[grid.id]) for grid in words.grids if grid.id in self.placed)
        return Sheet(
            words.id, words.title, self.say(words.heading or words.title),
            tuple(enumerate(told, 2)), grids, not grids, int(words.still), words.upright or not grids,
        )  # fmt: skip

    def grid(self, place: _Placed) -> Grid:
        rows = []
        for nth, given in enumerate(self.given(place)):
            cells = (self.cell(column, given.get(column.key), place, nth) for column in place.columns)
            rows.append(tuple(cells))
        totals: tuple[Cell, ...] = ()
        if place.words.totals:
            totals = tuple(self.total(column, place) for column in place.columns)
        columns = tuple(self.column(column, place) for column in place.columns)
        title = self.say(place.words.title)
        return Grid(place.words.id, title, place.top, columns, tuple(rows), totals, self.say(place.words.alt) or title)

    def given(self, place: _Placed) -> Iterator[Mapping[str, Cell]]:
        """What is known of each row before anybody fills it in."""
        grid, first = place.words, place.columns[0].key
        if grid.each:
            for nth, item in enumerate(self.choices[grid.each]):
                yield {first: Formula(f"={self.chosen(grid.each, nth)}", item)}
        kinds = {column.key: column for column in place.columns}
        for row in self.fixed(grid):
            yield {key: self.typed(kinds[key], held) for key, held in row.cells.items() if key in kinds}
        yield from self.rows.get(grid.id, ())
        for nth in range(1, int(grid.spare) + 1):
            yield {first: f"{grid.keys}{nth:03}"} if grid.keys else {}

    def typed(self, column: ColumnWords, held: str) -> Value:
        """A cell as the library writes it."""
        if column.value and held.startswith("="):
            return _Own(held)
        if column.kind in ("number", "percent") or (column.formula and re.fullmatch(r"-?\d+(\.\d+)?", held)):
            return float(held) if "." in held else int(held)
        return date.fromisoformat(held) if column.kind == "date" and held else self.say(held)

    def cell(self, column: ColumnWords, given: Cell, place: _Placed, nth: int) -> Cell:
        if isinstance(given, _Own):
            return Formula(self.pointed(given, column, place, place.top + 1 + nth), self.typed(column, column.value))
        if isinstance(given, Formula):
            return Formula(self.pointed(given.text, column, place, place.top + 1 + nth), given.value)
        if not column.formula:
            return given
        value = given if given is not None else self.typed(column, column.value) if column.value else ""
        assert not isinstance(value, Formula)
        return Formula(self.pointed(column.formula, column, place, place.top + 1 + nth), value)

    def total(self, column: ColumnWords, place: _Placed) -> Cell:
        if not column.total:
            return self.say(column.total_value) or None
        value = self.typed(column, column.total_value) if column.total_value else ""
        return Formula(self.pointed(column.total, column, place, place.top + 1 + place.count), value)

    def column(self, column: ColumnWords, place: _Placed) -> Column:
        ours = column is place.columns[0] and bool(place.words.each or place.words.keys)
        return Column(
            column.key, self.say(column.title), column.kind, float(column.width), self.say(column.hint),
            self.source(column.of), float(column.least) if column.least else None,
            float(column.most) if column.most else None, bool(column.formula) or column.locked or ours, column.flag,
            column.quiet,
        )  # fmt: skip

    def source(self, of: str) -> str:
        """The cells that are chosen from."""
        if not of:
            return ""
        if "." in of:
            grid, _, key = of.partition(".")
            return self.whole(grid, key)
        first = self.chosen(of, 0)
        return f"{first}:{self.chosen(of, len(self.choices[of]) - 1).partition('!')[2]}"

    def chosen(self, items: str, nth: int) -> str:
        """The cell of one choice on the sheet of lists."""
        return address("Lists", [*self.choices].index(items), _LISTS_TOP + 1 + nth)

    def whole(self, grid: str, key: str) -> str:
        """The cells of a column of another table."""
        if grid == LISTS:
            return self.source(key)
        place = self.placed[grid]
        return address(place.sheet, place.at(key), place.top + 1, place.top + place.count)

    def pointed(self, formula: str, column: ColumnWords, place: _Placed, row: int) -> str:
        """The formula with its names replaced by cells. `row` is the one it stands in, from 0."""
        key = (place.words.id, column.key, formula)
        if key not in self.parts:
            self.parts[key] = tuple(self.split(formula, column, place))
        here = str(row + 1)
        return "".join(part + here if own else part for part, own in self.parts[key])

    def split(self, formula: str, column: ColumnWords, place: _Placed) -> Iterator[tuple[str, bool]]:
        """The parts of a formula, and whether each is a cell of its own row, whose number is still to follow."""
        at = 0
        for match in REFERENCE.finditer(formula):
            name, key, other = match.groups()
            yield formula[at : match.start()], False
            at = match.end()
            if not key and re.fullmatch(r"w[1-9]", name):
                said = self.say(column.words[int(name[1]) - 1])[:MOST_WORDS]
                yield '"' + said.replace('"', '""') + '"', False
            elif not key:
                yield f"${letters(place.at(name))}", True
            elif other:
                owner = self.placed[name]
                yield address(owner.sheet, owner.at(key), owner.top + 1 + owner.rows[other]), False
            else:
                yield self.whole(name, key), False
        yield formula[at:], False

    def lists(self) -> Sheet:
        """Everything that can be chosen. What no formula rests on may be put in other words."""
        titles = {items.id: items for items in self.words.lists}
        columns = tuple(
            Column(id, self.say(titles[id].title), "text", _wide(said), locked=titles[id].fixed)
            for id, said in self.choices.items()
        )
        most = max(map(len, self.choices.values()))
        rows = tuple(
            tuple(said[nth] if nth < len(said) else None for said in self.choices.values()) for nth in range(most)
        )
        grid = Grid(LISTS, "", _LISTS_TOP, columns, rows, alt="Everything that can be chosen in this workbook.")
        return Sheet(LISTS, "Lists", "What can be chosen", tuple(enumerate(_LISTS_TOLD, 2)), (grid,))


_LISTS_TOLD = (
    "The lists in white may be put in your own words, best before the first entry. Those in grey are counted by formulas and stay.",
)
_LISTS_TOP = 4


def _wide(said: Iterable[str]) -> float:
    return min(60, max(14, *(len(one) + 2 for one in said)))
