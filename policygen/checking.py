"""Check one answer or one person: the same rules and the same words for a file, a terminal and every other front door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policygen import glyphs
from policygen.answers import Answer, Person
from policygen.doubts import contact_doubt, first_day
from policygen.errors import Problem, nearest
from policygen.questions import Question
from policygen.reading import Listing, Table

MOST_WORDS = {"text": 400, "long_text": 4000}
"""Characters an answer may have, by kind; 400 for every other."""


class Checker:
    """Checks values one by one; `problems` are refusals and `warnings` doubts, both naming `shown`."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.shown, line, what, remedy))

    def warn(self, line: int, what: str, remedy: str) -> None:
        self.warnings.append(Problem(self.shown, line, what, remedy))

    def person(self, id: str, row: Any, line: int) -> Person | None:
        if not isinstance(row, Table) or not isinstance(row.get("name", ""), str) or not row.get("name", "").strip():
            self.refuse(line, f"'{id}' has no name", "write 'id: {name: Ann Jones}'")
            return None
        kept: dict[str, str] = {}
        for key, value in row.items():
            if key not in ("name", "title", "phone", "email"):
                self.refuse(
                    row.lines[key],
                    f"unknown key '{key}' of '{id}'",
                    nearest(key, ("name", "title", "phone", "email"), "keys are name, title, phone, email"),
                )
            elif not isinstance(value, str):
                self.refuse(row.lines[key], f"'{key}' of '{id}' is not text", "write words")
            else:
                kept[key] = self.words(value, f"{key} of '{id}'", row.lines[key], 400)
        self.contact(kept.get("phone", ""), "phone", f"'{id}'", line)
        self.contact(kept.get("email", ""), "email", f"'{id}'", line)
        return Person(id, **kept)

    def given(self, question: Question, value: Any, line: int, people: Mapping[str, Person]) -> Answer | None:
        """What was given, checked by kind."""
        id, kind = question.id, question.kind
        if kind == "pairs":
            return self.paired(question, value, line, people)
        if kind in ("many", "people"):
            values = [value] if isinstance(value, str) and value else value
            if values == "" and question.required:
                return None  # not asked yet, as with one answer
            if values == "":
                values = Listing()
            if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
                self.refuse(line, f"'{id}' wants a list", "write [one, two]")
                return None
            if question.required and not values:
                offered = ", ".join(option.id for option in question.options)
                what = f"'{id}' names none, and nothing can be made without {question.label}"
                self.refuse(line, what, f"give at least one of {offered}")
                return None
        elif not isinstance(value, str):
            self.refuse(line, f"'{id}' wants one answer", "write one value, not a list")
            return None
        else:
            if value.strip() == "":
                return None  # `question:` with nothing behind it is a question not asked yet
            values = [value]
        if question.chooses:
            wrong = [item for item in values if question.option(item) is None]
            for item in wrong:
                known = [option.id for option in question.options]
                self.refuse(
                    line, f"'{item}' is no answer to '{id}'", nearest(item, known, f"answers are {', '.join(known)}")
                )
            return None if wrong else Answer("given", tuple(dict.fromkeys(values)))
        if kind in ("person", "people"):
            wrong = [item for item in values if item not in people]
            for item in wrong:
                self.refuse(
                    line,
                    f"'{id}' names '{item}', who is not below 'people:'",
                    nearest(item, people, "add the person there, or write {vacant: why}"),
                )
            return None if wrong else Answer("given", tuple(values))
        said = self.words(values[0], f"'{id}'", line, MOST_WORDS.get(kind, 400))
        if kind == "date":
            try:
                date.fromisoformat(said if len(said) == 10 else "")
            except ValueError:
                self.refuse(line, f"'{id}' is not a date: '{said}'", "write year-month-day, for example 2026-12-10")
                return None
        if kind == "date_or_term" and first_day(said) is None:
            self.refuse(
                line, f"'{id}' is not a date: '{said}'", "write 2027-09-30, a month (2027-09) or a term (autumn 2027)"
            )
            return None
        self.contact(said, kind, f"'{id}'", line)
        return Answer("given", (said,))

    def paired(self, question: Question, value: Any, line: int, people: Mapping[str, Person]) -> Answer | None:
        pairs = []
        for item in value if isinstance(value, list) else [value]:
            if item == "":
                continue
            if not (
                isinstance(item, list)
                and len(item) == 2
                and all(isinstance(one, str) for one in item)
                and item[0] != item[1]
            ):
                self.refuse(line, f"'{question.id}' wants pairs of two people", "write [[jones, patel]]")
                return None
            for one in item:
                if one not in people:
                    self.refuse(
                        line,
                        f"'{question.id}' names '{one}', who is not below 'people:'",
                        nearest(one, people, "add the person there"),
                    )
                    return None
            pairs.append((item[0], item[1]))
        return Answer("given", pairs=tuple(pairs))

    def words(self, value: str, name: str, line: int, most: int) -> str:
        said = " ".join(value.split()) if "\n" not in value else value.strip()
        if len(said) > most:
            self.refuse(line, f"{name} is {len(said)} characters long", f"at most {most}")
        if bad := glyphs.unprintable(said):
            self.refuse(
                line,
                f"{name} holds a character that cannot be printed ({glyphs.named(bad)})",
                "take it out or write it in letters",
            )
        return said

    def contact(self, value: str, kind: str, name: str, line: int) -> None:
        """Doubts about a telephone number, an e-mail or a web address: said, never refused."""
        if value and (doubt := contact_doubt(value, kind)):
            self.warn(line, f"{name}: '{value}' {doubt}", "check it; it will be printed as it is")


@dataclass(frozen=True)
class Checked:
    """What the check of one value found, for a front door that has no file: the words are those of the file's check."""

    answer: Answer | None = None
    person: Person | None = None
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


def check(question: Question, value: str | list[Any], people: Mapping[str, Person]) -> Checked:
    """One value of a question, as the file would hold it: text, a list, or a list of pairs."""
    reader = Checker(question.id)
    answer = reader.given(question, value, 0, people)
    return Checked(None if reader.problems else answer, None, tuple(reader.problems), tuple(reader.warnings))


def check_person(person: Person) -> Checked:
    """Somebody's name and ways to reach them."""
    reader = Checker(person.id)
    row = empty_table()
    row.update({key: said for key in ("name", "title", "phone", "email") if (said := getattr(person, key))})
    row.lines = dict.fromkeys(row, 0)
    found = reader.person(person.id, row, 0)
    return Checked(None, None if reader.problems else found, tuple(reader.problems), tuple(reader.warnings))


def empty_table() -> Table:
    """A table of nothing, for what a file might have held."""
    table = Table()
    table.lines = {}
    return table
