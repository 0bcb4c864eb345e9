"""Begin an answers file from another: for another organisation without any name or number, or for the next year."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from policygen.answers import Answers
from policygen.answers_file import read_answers
from policygen.errors import AnswersError, Problem, WriteError
from policygen.files import slug
from policygen.library import Library, listed
from policygen.patching import take
from policygen.reading import as_table, parse
from policygen.saving import write_file

Way = Literal["another", "next year"]
EACH_YEAR = ("version", "approved_on", "approved_by", "next_review")
"""Answers that belong to one year's paper."""


def copied(text: str, library: Library, way: Way, shown: str) -> str:
    """The text of a new answers file begun from that of another, its comments kept.

    another: only what is chosen from a list is kept, so that no name, number, address or date of one organisation can
    stand in the papers of another. next year: all is kept but the version, the approval and the dates.
    Raises AnswersError where the text is not that of an answers file."""
    before = _read(text, library, shown)
    renamed = listed(library.moved, "renamed")
    gone = [
        id
        for id, answer in before.answers.items()
        if (
            id in EACH_YEAR
            or (way == "another" and (not library.questions[id].chooses or answer.state not in ("given", "usual")))
        )
    ]
    for id in gone:
        text = take(text, "answers", (id, *(row["from"] for row in renamed if row["to"] == id)))
    for id in before.people if way == "another" else ():
        text = take(text, "people", (id,))
    if way == "another":
        text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#"))
    after = _read(text, library, shown)
    wanted = {id: answer for id, answer in before.answers.items() if id not in gone}
    if after.answers != wanted or (way == "another" and after.people):
        raise AnswersError(
            Problem(
                shown,
                0,
                "the new file would not say what the old one says",
                "begin with an empty file, or import the old one",
            )
        )
    return text


def new_file(folder: Path, name: str, text: str, year: date | None = None) -> Path:
    """Write a new answers file called after the organisation, and after the year where one is given; give its path.

    A file that is there already is never written over: the new one gets a number. Raises WriteError."""
    stem = f"{slug(name)}-{year.year}" if year else slug(name)
    for number in range(1, 1000):
        path = folder / (f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml")
        if not path.exists():
            write_file(path, text.encode("utf-8"))
            return path
    raise WriteError(Problem(str(folder), 0, f"there are too many files called {stem}", "move some of them away"))


def imported(data: bytes, library: Library) -> tuple[str, str]:
    """A file that somebody chose, judged by what is in it: (organisation, its text). Raises AnswersError."""
    shown = "the file"
    if len(data) > 1_000_000:
        raise AnswersError(
            Problem(shown, 0, f"the file is {len(data):,} bytes", "the most is 1,000,000; is it the right file?")
        )
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise AnswersError(
            Problem(shown, 0, "this is not an answers file", "choose the .yaml file that holds the answers")
        )
    answers = _read(text, library, shown)
    if not answers.answers:
        raise AnswersError(
            Problem(shown, 0, "there are no answers in it", "choose the .yaml file that holds the answers")
        )
    return answers.text("organisation") or "imported answers", text


def _read(text: str, library: Library, shown: str) -> Answers:
    found = parse(text, shown, AnswersError, comments_beside_values=False)
    return read_answers(as_table(found, shown, AnswersError), library, shown)
