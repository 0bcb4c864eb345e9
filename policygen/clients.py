"""The organisations of a run, one after another, from a workbook, a CSV file or a folder of answers files."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from policygen.answers import Answers
from policygen.answers_file import load_answers
from policygen.columns import GROUPS, Column
from policygen.errors import AnswersError, PolicygenError, Problem, nearest
from policygen.facts import derive
from policygen.library import Library, listed
from policygen.naming import plain
from policygen.reading import Words, as_table, parse, read_text, record
from policygen.row_reading import Reader
from policygen.rows import Client, Row, Trouble

SHEET = "Clients"
"""The sheet of a workbook that holds the organisations."""
MODEL = "policygen"
"""How the last cell of the hidden row begins: format and library of the questions."""
MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 60_000_000, 600_000_000, 50_000
_LEADING = 12
"""Rows among which the one that names the columns is looked for."""


def clients(path: Path, library: Library, columns: Iterable[Column], on: date) -> Iterator[Client]:
    """Every organisation of the workbook, CSV file or folder, checked, in order.

    Raises AnswersError where the whole cannot be read; what is wrong with one organisation is among its troubles."""
    reader = Reader(library, columns, on)
    if path.is_dir():
        yield from _folder(path, library)
    else:
        yield from (reader.read(row) for row in rows(path, reader.columns))


def rows(path: Path, columns: Mapping[str, Column]) -> Iterator[Row]:
    """The rows of a workbook or CSV file in which anything stands."""
    if not path.is_file():
        raise _unread(path, "there is no such file", "make one: policygen sheet CLIENTS.xlsx")
    if path.stat().st_size > MOST_BYTES:
        raise _unread(
            path, f"the file has more than {MOST_BYTES:,} bytes", "divide it, or check that it is the right one"
        )
    sheet, lines = _csv(path) if path.suffix.casefold() in (".csv", ".txt") else _workbook(path)
    keys: dict[int, str] = {}
    letters: dict[int, str] = {}
    for number, line in lines:
        if number > MOST_ROWS:
            raise _unread(path, f"there are more than {MOST_ROWS:,} rows", "divide the file")
        if not keys or (number <= _LEADING and _keys(line, columns)):
            keys = _keys(line, columns) or _headings(line, columns) or keys
            letters = {at: _letters(at) for at in keys}
            if not keys and number >= _LEADING:
                break
            continue
        given = ((at, key, line[at]) for at, key in keys.items() if at < len(line))
        found = {key: (f"{letters[at]}{number}", said) for at, key, held in given if (said := _said(held))}
        if any(key != GROUPS for key in found):
            yield Row(sheet, str(number), found)
    if not keys:
        remedy = "make a new sheet with 'policygen sheet', and copy what you typed into it"
        raise _unread(path, "no row names the columns", remedy)


def unknown(path: Path, columns: Mapping[str, Column]) -> tuple[Trouble, ...]:
    """Columns of a file that no question answers to: they are left out, and that is said."""
    sheet, lines = _csv(path) if path.suffix.casefold() in (".csv", ".txt") else _workbook(path)
    for number, line in lines:
        if number > _LEADING:
            break
        if keys := _keys(line, columns):
            return tuple(
                Trouble(
                    sheet, f"{_letters(at)}{number}", "", "", said, "is no column of this questionnaire and is not read",
                    nearest(said, columns, "take it out, or make a new sheet with 'policygen sheet'"), refused=False,
                )
                for at, value in enumerate(line)
                if (said := _said(value)) and at not in keys and not said.startswith(MODEL)
            )  # fmt: skip
    return ()


def _keys(line: tuple[Any, ...], columns: Mapping[str, Column]) -> dict[int, str]:
    """Position → key, where the row is the one that programs read."""
    found = {at: said for at, value in enumerate(line) if (said := _said(value)) in columns}
    return found if "organisation" in found.values() else {}


def _headings(line: tuple[Any, ...], columns: Mapping[str, Column]) -> dict[int, str]:
    """The same from the headings that people read, where somebody took the hidden row out."""
    named = {plain(column.heading): key for key, column in columns.items()}
    found = {at: named[said] for at, value in enumerate(line) if (said := plain(_said(value))) in named}
    return found if "organisation" in found.values() else {}


def _workbook(path: Path) -> tuple[str, Iterator[tuple[int, tuple[Any, ...]]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ZipFile(path) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise _unread(path, "the workbook is far larger than it looks", "check that it is the right one")
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        names = {plain(name): name for name in book.sheetnames}
        sheet = names.get(plain(SHEET), book.sheetnames[0])
        lines = book[sheet].iter_rows(values_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError, AttributeError) as wrong:
        what = "this is not a workbook that can be read"
        raise _unread(path, what, "save it as an Excel workbook (.xlsx) and close it") from wrong
    return sheet, enumerate(lines, 1)


def _csv(path: Path) -> tuple[str, Iterator[tuple[int, tuple[Any, ...]]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as Excel on Windows writes it
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return path.name, ((number, tuple(line)) for number, line in enumerate(lines, 1))


def _said(value: Any) -> str:
    """A cell as somebody would have typed it."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            said = str(value).strip()
            return (
                said[1:] if said[:1] == "'" and said[1:2] in ("=", "+", "-", "@") else said
            )  # as our CSV files have it


def _letters(at: int) -> str:
    """The letters of a column: A, B, … AA."""
    at, last = divmod(at, 26)
    return (_letters(at - 1) if at else "") + chr(65 + last)


def _folder(path: Path, library: Library) -> Iterator[Client]:
    files = sorted(
        one
        for one in path.iterdir()
        if one.suffix.casefold() in (".yaml", ".yml")
        and not one.name.endswith((".culture.yaml", ".look.yaml"))
        and one.name not in (GROUPS_FILE, "look.yaml")
    )
    if not files:
        raise _unread(
            path, "there is no answers file in the folder", "name a folder that holds .yaml files, or a workbook"
        )
    for file in files:
        row = Row(path.name, file.name, {})
        try:
            answers = load_answers(file, library)
        except PolicygenError as wrong:
            troubles = tuple(
                Trouble(
                    path.name, f"{file.name}:{one.line}" if one.line else file.name, "", "", "", one.what, one.remedy
                )
                for one in wrong.problems
            )
            yield Client(row, Answers({}, {}, file=file.name), None, (), troubles)
            continue
        facts = derive(library, answers) if answers.text("sector") else None
        missing = tuple(
            Trouble(
                path.name,
                file.name,
                answers.text("organisation"),
                id,
                "",
                f"nothing can be made without {label}",
                "give it",
            )
            for id, label in _missing(library, answers)
        )
        doubts = tuple(
            Trouble(path.name, f"{file.name}:{one.line}", "", "", "", one.what, one.remedy, refused=False)
            for one in answers.warnings
        )
        yield Client(row, answers, facts, (), (*missing, *doubts))


GROUPS_FILE = "groups.yaml"
"""In a folder of answers files: which of them share people or numbers."""


@dataclass(frozen=True)
class _Group:
    name: str
    files: Words


def groups_of(path: Path) -> dict[str, tuple[str, ...]]:
    """Answers file → the groups it is in, as `groups.yaml` in the folder says: `groups: [{name: Kent, files: [a.yaml]}]`.

    Raises AnswersError for a file that says something else."""
    file = path / GROUPS_FILE
    if not path.is_dir() or not file.is_file():
        return {}
    problems: list[Problem] = []
    found: dict[str, tuple[str, ...]] = {}
    for row in listed(
        as_table(parse(read_text(file, file.name, AnswersError), file.name, AnswersError), file.name, AnswersError),
        "groups",
    ):
        group = record(_Group, row, file.name, problems)
        for name in group.files if group else ():
            found[name] = (*found.get(name, ()), plain(group.name if group else ""))
            if not (path / name).is_file():
                problems.append(
                    Problem(file.name, getattr(row, "line", 0), f"there is no file '{name}'", "name one of the folder")
                )
    if problems:
        raise AnswersError(*problems)
    return found


def _missing(library: Library, answers: Answers) -> Iterator[tuple[str, str]]:
    if not answers.text("sector"):
        wanted = (library.questions[id] for id in ("organisation", "sector") if not answers.text(id))
        yield from ((question.id, question.label) for question in wanted)
        return
    for asked in derive(library, answers).walk:
        if asked.question.required and asked.is_open:
            yield asked.question.id, asked.question.label


def _unread(path: Path, what: str, remedy: str) -> AnswersError:
    return AnswersError(Problem(os.fspath(path), 0, what, remedy))
