"""A workbook as a tree: its sheets, tables and formulas, each with the place it stands at and the value it gives. The writer draws it and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Formula:
    """What is worked out. `value` is what it gives as the workbook is made, for programs that do not work it out again."""

    text: str
    value: Value


Cell = Value | Formula
Kind = Literal["text", "long", "number", "date", "percent", "choice"]
"""long: several lines. percent: a share of 1."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Widths are in characters."""

    key: str
    title: str
    kind: Kind = "text"
    width: float = 12
    hint: str = ""
    """What is shown beside a cell that is about to be filled in."""
    choices: str = ""
    """The cells that hold what may be chosen, as `Lists!$A$4:$A$9`."""
    least: float | None = None
    most: float | None = None
    locked: bool = False
    flag: bool = False
    """Whether words in it stand out, because somebody has to act."""
    quiet: bool = False
    """Whether a nought is not shown."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `top` is the row of its column heads, from 0; its rows follow, then the row of totals, if there is one."""

    id: str
    title: str
    top: int
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] = ()
    alt: str = ""
    """What it holds, for those who cannot see it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: words and tables, one below the other. Rows are counted from 0."""

    id: str
    title: str
    """On its tab: at most 31 characters."""
    heading: str
    words: tuple[tuple[int, str], ...]
    """(row, paragraph)"""
    grids: tuple[Grid, ...]
    reading: bool = False
    """Whether it is words to be read and nothing to fill in."""
    still: int = 0
    """How many columns stay in sight when the table is moved sideways."""
    upright: bool = False
    """Whether it is printed on upright paper."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file of sheets."""

    id: str
    title: str
    organisation: str
    sheets: tuple[Sheet, ...]
    use: str = ""
    """What is done with it, in one sentence."""
    open: tuple[str, ...] = ()
    """The questions without which some of its words or formulas are a gap or rest on a usual answer."""

    def grids(self) -> Iterator[tuple[Sheet, Grid]]:
        """Every table with its sheet."""
        for sheet in self.sheets:
            for grid in sheet.grids:
                yield sheet, grid


def letters(column: int) -> str:
    """The name of a column, from 0: A, B … Z, AA."""
    made = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def address(sheet: str, column: int, first: int, last: int | None = None) -> str:
    """The cells of a column from row `first` to `last` (from 0), on a sheet: `Record!$C$5:$C$304`, or one cell of it."""
    where = f"'{sheet}'" if not sheet.isidentifier() else sheet
    name = letters(column)
    shown = f"{where}!${name}${first + 1}"
    return shown if last is None else f"{shown}:${name}${last + 1}"
