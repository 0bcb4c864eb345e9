"""Workbooks for the tests: made for an organisation, filled in as a person would, and worked out again by LibreOffice."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import schools

from policygen.answers import Answers
from policygen.boards import board_rows
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.look import DEFAULT
from policygen.spreadsheets import filled
from policygen.workbook import Cell, Grid, Sheet, Workbook
from policygen.writers.sheet import write_sheet


def workbooks(answers: Answers, on: date = schools.ON) -> dict[str, Workbook]:
    """The workbooks that an organisation has."""
    library = schools.library()
    speaker = Speaker(library, derive(library, answers), answers)
    held = [
        words for words in library.workbooks.values() if words.pack != "none" and speaker.facts.holds(words.condition)
    ]
    return {words.id: filled(words, speaker, board_rows(words, library, speaker, on)) for words in held}


def written(workbook: Workbook, on: date = schools.ON) -> bytes:
    """The file."""
    return write_sheet(workbook, DEFAULT, on, {"library": "test"})


def save(workbook: Workbook, path: Path, rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None) -> Path:
    """The file, with rows filled in by column: table → its first rows."""
    path.write_bytes(written(workbook))
    if rows:
        book = openpyxl.load_workbook(path)
        for sheet, grid in workbook.grids():
            for nth, row in enumerate(rows.get(grid.id, ())):
                for key, value in row.items():
                    book[sheet.title].cell(grid.top + 2 + nth, at(grid, key) + 1).value = value
        book.save(path)
    return path


def at(grid: Grid, key: str) -> int:
    """The number of a column."""
    return [column.key for column in grid.columns].index(key)


def recalculated(paths: Iterable[Path], folder: Path) -> dict[str, Any]:
    """Each file as LibreOffice works it out, by name."""
    named = [*paths]
    subprocess.run(
        [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder / 'office'}", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), *map(str, named),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {path.name: openpyxl.load_workbook(folder / "out" / path.name, data_only=True) for path in named}


def shown(value: Any) -> Any:
    """A value so that two programs can be compared: nothing and no words are the same, a day is a day."""
    if isinstance(value, datetime):
        return value.date()
    if value in (None, ""):
        return ""
    if value == time(0):  # a nought that is shown as a day
        return 0.0
    return float(value) if isinstance(value, int | float) else value


def column(book: Any, workbook: Workbook, grid: str, key: str) -> list[Any]:
    """What stands in a column of a table."""
    sheet, found = next((sheet, one) for sheet, one in workbook.grids() if one.id == grid)
    cells = (book[sheet.title].cell(found.top + 2 + nth, at(found, key) + 1).value for nth in range(len(found.rows)))
    return [shown(value) for value in cells]


def cells(workbook: Workbook) -> Iterator[tuple[Sheet, int, int, Cell]]:
    """Every cell of every table with its row and column, from 0."""
    for sheet, grid in workbook.grids():
        for nth, row in enumerate((*grid.rows, *([grid.totals] if grid.totals else [])), grid.top + 1):
            for place, value in enumerate(row):
                yield sheet, nth, place, value
