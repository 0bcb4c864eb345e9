"""The culture answers beside an answers file: rounds by date, read with every mistake told, one answer saved at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

from policygen.answers import FORMAT
from policygen.assessment import EVERYBODY
from policygen.culture import STEPS, Counts, Round, Rounds
from policygen.errors import AnswersError, Problem, nearest
from policygen.library import Library
from policygen.patching import put, scalar, take
from policygen.reading import Listing, Table, as_table, parse, read_text
from policygen.saving import locked, write_file

ENDING = ".culture.yaml"
UNSURE = "unsure"
HEAD = "# Private: what this organisation thinks of its own culture. No policy is made from it.\n"
MOST = 9999
"""The most that one count may be."""


def place(answers: Path) -> Path:
    """Where the culture answers of an answers file stand: NAME.culture.yaml beside NAME.yaml."""
    name = answers.name
    for ending in (".yaml", ".yml"):
        name = name.removesuffix(ending)
    return answers.with_name(f"{name}{ENDING}")


def beside(answers: Path) -> Path | None:
    """The file of culture answers beside an answers file, if it is there."""
    path = place(answers)
    return path if path.is_file() else None


def load_culture(path: Path, library: Library) -> Rounds:
    """Every round in the file, the oldest first; none where there is no file yet.

    Raises AnswersError holding every mistake, each with its line."""
    return _read(_text(path), path.name, library)


def read_culture(text: str, shown: str, library: Library) -> Rounds:
    """The same from the text of such a file, which messages call `shown`."""
    return _read(text, shown, library)


def save_answers(
    path: Path, library: Library, on: date, given: Mapping[str, tuple[str, str]]
) -> tuple[Rounds, dict[str, str]]:
    """Put answers into the round of that day, in one writing: statement → (what the caller believes is there, the answer): a
    step of its scale, `unsure`, or empty to take it out.

    Gives the rounds as they then stand, and what somebody else has answered meanwhile: those stay as they are. Raises
    AnswersError where an answer cannot be kept, WriteError where the file cannot be written; nothing is written then."""
    changed: dict[str, str] = {}

    def edit(text: str, shown: str) -> str:
        for item, (old, new) in given.items():
            held = _said(text, shown, on, item)
            if held not in (old, new):
                changed[item] = held
            elif held != new:
                text = put(text, on.isoformat(), (item,), _plain(new)) if new else take(text, on.isoformat(), (item,))
        return text

    return _save(path, library, edit), changed


def save_form(path: Path, library: Library, on: date, form: str) -> Rounds:
    """Say whether the round of that day is asked in its `short` or its `full` form; begins the round if need be."""
    return _save(path, library, lambda text, shown: put(text, on.isoformat(), ("form",), _plain(form)))


def save_counts(path: Path, library: Library, on: date, groups: Mapping[str, Mapping[str, Counts]]) -> Rounds:
    """Put the counts of these groups into the round of that day, in place of those that stand there."""

    def edit(text: str, shown: str) -> str:
        for group, counts in groups.items():
            rows = "".join(f"\n    {item}: [{', '.join(map(str, found))}]" for item, found in counts.items())
            text = put(text, on.isoformat(), (group,), _plain(rows)).replace(f"{group}: \n", f"{group}:\n")
        return text

    return _save(path, library, edit)


def _plain(said: str) -> Callable[[bool], str]:
    return lambda quoted: said


def _save(path: Path, library: Library, edit: Callable[[str, str], str]) -> Rounds:
    shown, target = path.name, Path(os.path.realpath(path))
    with locked(target, shown):
        original = _text(target)
        text = original or f"{HEAD}policygen: {FORMAT}\n"
        _read(text, shown, library)
        text = edit(text, shown)
        text = put(text, "", ("library",), partial(scalar, library.version), before=_first(text, shown))
        after = _read(text, shown, library)
        if text != original:
            write_file(target, text.encode("utf-8"), shown)
    return after


def _text(path: Path) -> str:
    text = read_text(path, path.name, AnswersError) if path.exists() else ""
    return text if text == "" or text.endswith("\n") else text + "\n"


def _tables(text: str, shown: str) -> Table:
    found = parse(text, shown, AnswersError, comments_beside_values=False)
    if found == "":
        found = Table()
        found.lines = {}
    return as_table(found, shown, AnswersError)


def _first(text: str, shown: str) -> str:
    return next((key for key in _tables(text, shown) if _day(key)), "")


def _said(text: str, shown: str, on: date, name: str) -> str:
    rows = _tables(text, shown).get(on.isoformat(), "")
    said = rows.get(name, "") if isinstance(rows, Table) else ""
    return said if isinstance(said, str) else ""


def _day(key: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(key) if len(key) == 10 else None
    return None


def _read(text: str, shown: str, library: Library) -> Rounds:
    problems: list[Problem] = []
    table = _tables(text, shown)
    written = table.get("policygen", str(FORMAT))
    if not (isinstance(written, str) and written.isdigit() and int(written) <= FORMAT):
        what = f"'policygen' is not a format that this program knows (it knows {FORMAT})"
        problems.append(Problem(shown, table.lines["policygen"], what, "write 1, or install the newer policygen"))
    found = []
    for key, rows in table.items():
        if key in ("policygen", "library"):
            continue
        if (day := _day(key)) is None:
            remedy = "a round begins with its day, such as '2026-11-22:', and its answers stand below"
            problems.append(Problem(shown, table.lines[key], f"'{key}' is not a day", remedy))
        else:
            found.append(_round(day, rows, table.lines[key], shown, library, problems))
    if problems:
        raise AnswersError(*sorted(problems))
    return Rounds(tuple(sorted(found, key=lambda one: one.on)), shown)


def _round(on: date, rows: Any, line: int, shown: str, library: Library, problems: list[Problem]) -> Round:
    groups = {EVERYBODY, *(group.id for group in library.frames["frame"].groups)}
    form: Literal["short", "full"] = "full"
    answers: dict[str, int | None] = {}
    counts: dict[str, dict[str, Counts]] = {}
    if not isinstance(rows, Table):
        if rows != "":
            problems.append(Problem(shown, line, "a round is not a table", "write 'statement: answer' lines below it"))
        return Round(on)
    for key, value in rows.items():
        at = rows.lines[key]
        if key == "form":
            if value not in ("short", "full"):
                problems.append(Problem(shown, at, "'form' is not right", "write short or full"))
            form = "short" if value == "short" else "full"
        elif key in groups:
            counts[key] = _counts(value, key, at, shown, library, problems)
        elif _known(key, at, shown, library, [*groups, "form"], problems):
            steps = range(1, STEPS + 1) if library.items[key].kind == "P" else range(STEPS)
            if value == UNSURE:
                answers[key] = None
            elif isinstance(value, str) and value in map(str, steps):
                answers[key] = int(value)
            else:
                remedy = f"write {steps[0]} to {steps[-1]}, or {UNSURE}"
                problems.append(Problem(shown, at, f"'{key}' is not an answer", remedy))
    return Round(on, form, answers, counts)


def _counts(
    value: Any, group: str, line: int, shown: str, library: Library, problems: list[Problem]
) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    if not isinstance(value, Table):
        problems.append(
            Problem(shown, line, f"'{group}' is not a table", "write 'statement: [0, 1, 2, 3, 0, 0]' lines")
        )
        return found
    for key, row in value.items():
        at = value.lines[key]
        if not _known(key, at, shown, library, (), problems):
            continue
        whole = isinstance(row, Listing) and len(row) == STEPS + 1
        if not whole or not all(isinstance(n, str) and n.isascii() and n.isdigit() and int(n) <= MOST for n in row):
            remedy = "write how many chose each of the five steps, and how many did not know: [0, 1, 2, 3, 0, 0]"
            problems.append(Problem(shown, at, f"'{key}' does not hold six counts", remedy))
        elif not library.items[key].asked(group):
            remedy = "take the line out; what is there or was observed is settled once, outside the groups"
            problems.append(Problem(shown, at, f"'{key}' is not asked of {group}", remedy))
        else:
            found[key] = tuple(int(n) for n in row)
    return found


def _known(key: str, line: int, shown: str, library: Library, others: Any, problems: list[Problem]) -> bool:
    if key in library.items:
        return True
    known = [*library.items, *others]
    problems.append(
        Problem(shown, line, f"no statement is called '{key}'", nearest(key, known, "see 'policygen culture items'"))
    )
    return False
