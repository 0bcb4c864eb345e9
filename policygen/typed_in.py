"""What somebody typed into a workbook of ours: read back by table and column, and every cell that cannot be used named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from policygen.errors import AnswersError, Problem
from policygen.workbook import Column, Formula, Grid, Sheet, Workbook, letters

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
Typed = Mapping[str, str | int | float | date | None]


def typed(path: Path, workbook: Workbook) -> dict[str, tuple[Typed, ...]]:
    """Table → its rows as they stand in the file now: column → value, in the order of the workbook’s own rows. Rows in which
    nothing was filled in are there too, so that they can be told apart from those that are missing.

    Raises AnswersError naming sheet and cell where the file is another one, or where something cannot be what the column
    wants. Formulas are not read, only their place is passed over."""
    book = _opened(path)
    try:
        found: dict[str, tuple[Typed, ...]] = {}
        problems: list[Problem] = []
        for sheet, grid in workbook.grids():
            if sheet.title not in book.sheetnames:
                raise AnswersError(_wrong(path, f"there is no sheet '{sheet.title}'"))
            found[grid.id] = tuple(_rows(book[sheet.title], sheet, grid, path, problems))
    finally:
        book.close()
    if problems:
        raise AnswersError(*problems)
    return found


def _opened(path: Path) -> Any:
    """The file, unless it is too large or no workbook."""
    import openpyxl

    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise ValueError
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise AnswersError(_wrong(path, f"the file cannot be read ({reason})")) from None
    except Exception:  # openpyxl raises whatever a file of another kind makes it stumble over
        raise AnswersError(_wrong(path, "the file is not a workbook that can be read")) from None


def _wrong(path: Path, what: str) -> Problem:
    return Problem(path.name, 0, what, "give the workbook that this program made, saved as xlsx and without a password")


def _rows(page: Any, sheet: Sheet, grid: Grid, path: Path, problems: list[Problem]) -> Iterator[Typed]:
    rows = page.iter_rows(
        min_row=grid.top + 1, max_row=grid.top + 1 + len(grid.rows), max_col=len(grid.columns), values_only=True
    )
    shown = [*rows]
    heads = tuple(str(value or "") for value in shown[0]) if shown else ()
    wanted = tuple(column.title for column in grid.columns)
    if heads != wanted:
        what = f"the table “{grid.title or sheet.title}” does not stand where it was made"
        raise AnswersError(_wrong(path, what))
    for nth, cells in enumerate(grid.rows):
        given = shown[nth + 1] if nth + 1 < len(shown) else ()
        row: dict[str, Any] = {}
        for at, (column, made) in enumerate(zip(grid.columns, cells, strict=True)):
            value = given[at] if at < len(given) else None
            if isinstance(made, Formula):
                continue
            if column.locked:
                row[column.key] = made  # as it was made: what was changed there in spite of the lock is not taken
                continue
            try:
                row[column.key] = _value(column, value)
            except ValueError as mistake:
                cell = f"{path.name}, sheet {sheet.title}, cell {letters(at)}{grid.top + 2 + nth}"
                problems.append(Problem(cell, 0, f"‘{str(value)[:60]}’ cannot be used", str(mistake)))
        yield row


def _value(column: Column, value: Any) -> Any:
    """A cell as its column wants it; None where it is empty. Raises ValueError that says what would be right."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if column.kind in ("number", "percent"):
        return _number(column, value)
    if column.kind == "date":
        if isinstance(value, datetime | date):
            return value.date() if isinstance(value, datetime) else value
        raise ValueError("write a day, for example 22/11/2026")
    return str(value).strip()


def _number(column: Column, value: Any) -> int | float:
    try:
        found = float(value) if not isinstance(value, bool | datetime | date) else float("nan")
    except (TypeError, ValueError):
        found = float("nan")
    least = column.least if column.least is not None else 0.0
    most = column.most if column.most is not None else 1e6
    whole = column.kind == "percent" or found == found // 1
    if not (least <= found <= most and whole):
        raise ValueError(
            f"write a {'share' if column.kind == 'percent' else 'whole number'} from {least:g} to {most:g}"
        )
    return found if column.kind == "percent" else int(found)
