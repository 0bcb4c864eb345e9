"""Read the counts that somebody typed into the workbook of a survey: every mistake with its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from policygen.assessed import frame_of
from policygen.assessment import EVERYBODY
from policygen.culture import STEPS, Counts
from policygen.culture_file import MOST, UNSURE, load_culture, place, save_answers, save_counts, save_form
from policygen.errors import AnswersError, Problem, nearest
from policygen.library import Library

MOST_BYTES = 5_000_000
MOST_ROWS = 3000
_FIRST = "Key"
"""The head of the column of keys, by which a table is found."""


@dataclass(frozen=True)
class Counted:
    """What was typed in. `answers`: statement → step or `unsure`; `groups`: group → statement → counts."""

    answers: Mapping[str, str]
    groups: Mapping[str, Mapping[str, Counts]]


def read_counts(data: bytes, name: str, library: Library) -> Counted:
    """The counts of a workbook made by `policygen survey`; `name` is what its file is called. Rows left empty are left out.

    Raises AnswersError holding every mistake, each with its sheet and cell."""
    problems: list[Problem] = []
    answers: dict[str, str] = {}
    groups: dict[str, dict[str, Counts]] = {}
    names = {group.short: group.id for group in frame_of(library).groups} | {EVERYBODY: EVERYBODY}
    steps = {label.label: str(n) for n, label in enumerate(frame_of(library).anchors)}
    steps[frame_of(library).unknown.label] = UNSURE
    found = 0
    for sheet, number, cells in _rows(data, name):
        found += 1
        where = f"{name}, {sheet}"
        item = library.items.get(str(cells[0]).strip())
        if item is None:
            what = f"A{number}: no statement is called '{cells[0]}'"
            problems.append(
                Problem(where, 0, what, nearest(str(cells[0]), library.items, "put the key back as it was"))
            )
        elif item.kind == "P":
            group = names.get(str(cells[1] or "").strip())
            counts = _counts(cells[3 : 3 + STEPS + 1], where, number, problems)
            if group is None or not item.asked(group):
                remedy = nearest(str(cells[1]), names, f"groups are {', '.join(names)}")
                problems.append(Problem(where, 0, f"B{number}: '{cells[1]}' is not asked of this", remedy))
            elif item.id in groups.get(group, {}):
                what = f"A{number}: '{item.id}' stands twice for {group}"
                problems.append(Problem(where, 0, what, "keep one of the two rows"))
            elif counts:
                groups.setdefault(group, {})[item.id] = counts
        elif said := str(cells[3] or "").strip():
            if said not in steps:
                what = f"D{number}: '{said}' is no answer"
                problems.append(Problem(where, 0, what, nearest(said, steps, f"choose one of {', '.join(steps)}")))
            else:
                answers[item.id] = steps[said]
    if not found:
        what = "no table of counts is in this file"
        problems.append(Problem(name, 0, what, "fill in the workbook that 'policygen survey' makes"))
    if problems:
        raise AnswersError(*problems)
    return Counted(answers, groups)


def _counts(cells: tuple[Any, ...], where: str, number: int, problems: list[Problem]) -> Counts:
    """Six counts; none where the whole row is empty."""
    if all(cell in (None, "") for cell in cells):
        return ()
    made = []
    for at, cell in enumerate(cells):
        value = 0 if cell in (None, "") else cell
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
            what = f"{'DEFGHI'[at]}{number}: '{cell}' is not a count"
            problems.append(Problem(where, 0, what, f"type a whole number from 0 to {MOST}"))
            value = 0
        made.append(value)
    return tuple(made)


def _rows(data: bytes, name: str) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
    """(sheet, row, cells) of every row below a head that begins with the column of keys."""
    from openpyxl import load_workbook

    if len(data) > MOST_BYTES:
        what = "the file is too large to be a workbook of counts"
        raise AnswersError(Problem(name, 0, what, f"the most is {MOST_BYTES:,} bytes"))
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise AnswersError(Problem(name, 0, "this is not an Excel workbook", "save it as .xlsx")) from None
    try:
        for sheet in book.worksheets:
            below = False
            for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=10, values_only=True), 1):
                cells = tuple(row) + (None,) * (10 - len(row))
                if cells[0] == _FIRST:
                    below = True
                elif below and cells[0] in (None, ""):
                    below = False
                elif below:
                    yield sheet.title, number, cells
    finally:
        book.close()


def bring_in(path: Path, library: Library, on: date, form: str, counted: Counted) -> int:
    """Put what was counted into the round of that day, beside the answers file `path`; give how many people it is of.

    Raises AnswersError or WriteError about the culture answers, with nothing of this written before."""
    file = place(path)
    held = {round.on: round.answers for round in load_culture(file, library).rounds}.get(on, {})
    was = {id: UNSURE if value is None else str(value) for id, value in held.items()}
    save_form(file, library, on, form)
    save_answers(file, library, on, {id: (was.get(id, ""), new) for id, new in counted.answers.items()})
    save_counts(file, library, on, counted.groups)
    return sum(max((sum(row) for row in rows.values()), default=0) for rows in counted.groups.values())
