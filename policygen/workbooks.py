"""The words of a workbook: its sheets, tables, lists to choose from and formulas, before they are those of one organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, TypeAdapter

from policygen.conditions import Condition, Match
from policygen.errors import Problem, nearest
from policygen.prose import Leaf, leaf
from policygen.reading import Flag, Listing, Table, Words, read_table, record
from policygen.workbook import Kind

REFERENCE = re.compile(r"\{(\w+)(?:\.(\w+))?(?:\[([\w-]+)\])?\}")
"""What a formula names: `{column}` of the same row, `{grid.column}` whole, `{grid.column[row]}` one cell, `{w1}` the first of
its words."""
LISTS = "lists"
"""The table of everything that can be chosen."""
Destination = Literal["school", "trustee", "training", "lead", "none"]
"""The pack it belongs to. none: a command of its own makes it."""


@dataclass(frozen=True)
class Row:
    """A row that the library gives: column → words. Of several with one id the first whose condition holds is taken."""

    cells: Mapping[str, str]
    id: str
    condition: Condition
    line: int


def _rows(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    if not isinstance(value, Listing) or not all(isinstance(row, Table) for row in value):
        raise ValueError("should be a list of rows such as {what: …}")
    return tuple(_row(row) for row in value)


def _row(table: Table) -> Row:
    when, unless = (_MATCH.validate_python(table.get(key, {})) for key in ("when", "unless"))
    cells = {key: words for key, words in table.items() if key not in ("id", "when", "unless")}
    return Row(cells, table.get("id", ""), Condition(when, unless), table.line)


_MATCH = TypeAdapter(Match)
Rows = Annotated[tuple[Any, ...], BeforeValidator(_rows)]


@dataclass(frozen=True)
class Said:
    """Words that not everybody needs."""

    text: str
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class ListWords:
    """What can be chosen, in order."""

    id: str
    title: str
    items: tuple[str | Said, ...]
    fixed: Flag = False
    """Whether formulas rest on its words, so that nobody may change them."""

    @property
    def said(self) -> tuple[Said, ...]:
        return tuple(Said(item) if isinstance(item, str) else item for item in self.items)


@dataclass(frozen=True)
class ColumnWords:
    """A column; of several with one key the first whose condition holds is taken."""

    key: str
    title: str
    kind: Kind = "text"
    width: str = "12"
    hint: str = ""
    of: str = ""
    """The list, or the `grid.column`, that is chosen from."""
    least: str = ""
    most: str = ""
    formula: str = ""
    value: str = ""
    """What the formula gives in a row that says nothing else."""
    words: Words = ()
    """Words that the formula gives, named `{w1}`, `{w2}` in it."""
    locked: Flag = False
    flag: Flag = False
    quiet: Flag = False
    total: str = ""
    """The formula below it, where the table has a row of totals."""
    total_value: str = ""
    """What that formula gives; without one, what stands there."""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class GridWords:
    """A table. Its rows are those given, those of a list (`each:`), numbered keys (`keys: P`), and `spare` empty ones."""

    id: str
    columns: tuple[ColumnWords, ...]
    title: str = ""
    alt: str = ""
    each: str = ""
    keys: str = ""
    spare: str = "0"
    rows: Rows = ()
    totals: Flag = False
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class SheetWords:
    """A sheet."""

    id: str
    title: str
    heading: str = ""
    lines: tuple[str | Said, ...] = ()
    grids: tuple[GridWords, ...] = ()
    still: str = "0"
    upright: Flag = False
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    @property
    def said(self) -> tuple[Said, ...]:
        return tuple(Said(line) if isinstance(line, str) else line for line in self.lines)


@dataclass(frozen=True)
class WorkbookWords:
    """One file of clauses/workbooks/."""

    id: str
    title: str
    file: str
    pack: Destination = "school"
    use: str = ""
    """What is done with it, in one sentence, for the sheet on top of the pack. May hold slots."""
    when: Match = ()
    unless: Match = ()
    lists: tuple[ListWords, ...] = ()
    sheets: tuple[SheetWords, ...] = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    @property
    def grids(self) -> tuple[GridWords, ...]:
        """Every table."""
        return tuple(grid for sheet in self.sheets for grid in sheet.grids)

    def grid(self, id: str) -> GridWords:
        """The table of that id. Raises KeyError."""
        return next(grid for grid in self.grids if grid.id == id)

    def leaf(self, words: str) -> Leaf:
        """Words of this file, split into text and slots."""
        return leaf(words, self.file)

    def conditions(self) -> Iterator[Condition]:
        """Of everything in it."""
        yield self.condition
        for items in self.lists:
            yield from (said.condition for said in items.said)
        for sheet in self.sheets:
            yield sheet.condition
            yield from (said.condition for said in sheet.said)
        for grid in self.grids:
            yield grid.condition
            yield from (column.condition for column in grid.columns)
            yield from (row.condition for row in grid.rows)

    def texts(self) -> Iterator[str]:
        """Everything in it that prints."""
        yield from (self.title, self.use)
        for items in self.lists:
            yield from (items.title, *(said.text for said in items.said))
        for sheet in self.sheets:
            yield from (sheet.title, sheet.heading, *(said.text for said in sheet.said))
        for grid in self.grids:
            yield from (grid.title, grid.alt)
            for column in grid.columns:
                yield from (column.title, column.hint, *column.words, *([] if column.total else [column.total_value]))
            worked = {column.key for column in grid.columns if column.formula or column.kind in ("number", "date")}
            for row in grid.rows:
                yield from (words for key, words in row.cells.items() if key not in worked)


def read_workbook(path: Path, shown: str, problems: list[Problem]) -> WorkbookWords | None:
    """One file of clauses/workbooks/."""
    table = read_table(path, shown)
    made = record(WorkbookWords, table, shown, problems, {"file": shown})
    if made is not None:
        problems.extend(_mistakes(made))
    return made


def _mistakes(made: WorkbookWords) -> Iterator[Problem]:
    """Every table, list, column or row that is named and not there."""
    grids = {grid.id: grid for grid in made.grids}
    lists = {items.id: items for items in made.lists}
    for grid in made.grids:
        keys = {column.key for column in grid.columns}
        if grid.each and grid.each not in lists:
            yield Problem(
                made.file, 1, f"{grid.id}: no list is called '{grid.each}'", nearest(grid.each, lists, "add it")
            )
        for row in grid.rows:
            for key in row.cells.keys() - keys:
                what = f"{grid.id}: a row fills '{key}', and there is no such column"
                yield Problem(made.file, row.line, what, nearest(key, keys, "add the column"))
        for column in grid.columns:
            named = [column.of] if column.of else []
            for name in named:
                owner, _, key = name.partition(".")
                fits = any(c.key == key for c in grids[owner].columns) if key and owner in grids else name in lists
                if not fits:
                    what = f"{grid.id}.{column.key}: there is nothing called '{name}' to choose from"
                    yield Problem(made.file, 1, what, nearest(name, lists, "name a list, or a table and its column"))
            for formula in (column.formula, column.total, *(row.cells.get(column.key, "") for row in grid.rows)):
                yield from _named(formula, grid, column, grids, made)


def _named(
    formula: str, grid: GridWords, column: ColumnWords, grids: dict[str, GridWords], made: WorkbookWords
) -> Iterator[Problem]:
    for match in REFERENCE.finditer(formula):
        name, key, row = match.groups()
        owner = grids.get(name) if key else grid
        wanted = key or name
        if not key and re.fullmatch(r"w[1-9]", name):
            right = int(name[1]) <= len(column.words)
        elif name == LISTS and key:
            right = any(items.id == key for items in made.lists)
        elif owner is None:
            right = False
        else:
            right = any(one.key == wanted for one in owner.columns)
            right = right and (not row or any(held.id == row for held in owner.rows))
        if not right:
            what = f"{grid.id}.{column.key}: the formula names '{match[0]}', and there is none"
            yield Problem(made.file, 1, what, "name a column of the table, a table and its column, or one of its words")
