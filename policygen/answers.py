"""What an organisation said: read an answers file, check every answer, and carry an older one over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from policygen import glyphs
from policygen.errors import AnswersError, Problem, nearest
from policygen.library import Library, listed
from policygen.questions import Question
from policygen.reading import Listing, Table, as_table, parse, read_text

FORMAT = 1
"""Version of the answers file that this program writes."""
MOST_WORDS = {"text": 400, "long_text": 4000}
"""Characters an answer may have, by kind; 400 for every other."""

State = Literal["given", "unsure", "skipped", "usual", "vacant"]
STATES: tuple[State, ...] = ("unsure", "skipped", "usual", "vacant")


@dataclass(frozen=True)
class Answer:
    """One answer. `values` holds one value, or several for `many` and `people`; `pairs` two people each.

    unsure, skipped, vacant: no values, `note` says why. usual: the usual answer accepted, `because` of these facts."""

    state: State
    values: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    note: str = ""
    because: Mapping[str, str] = field(default_factory=dict)

    @property
    def value(self) -> str:
        """The one value, or empty."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class Person:
    """Somebody named once, so that two roles held by one person can be seen."""

    id: str
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Answers:
    """An organisation's answers by question id; no entry: not asked yet. `warnings` are doubts, never refusals."""

    answers: Mapping[str, Answer]
    people: Mapping[str, Person]
    library: str = ""
    file: str = "answers"
    warnings: tuple[Problem, ...] = ()

    def text(self, question: str) -> str:
        """The one value given to a question, or empty."""
        answer = self.answers.get(question)
        return answer.value if answer and answer.state in ("given", "usual") else ""

    def day(self, question: str) -> date | None:
        """The day given to a date question."""
        try:
            return date.fromisoformat(self.text(question))
        except ValueError:
            return None


def load_answers(path: Path, library: Library) -> Answers:
    """An answers file. Raises AnswersError holding every mistake, each with its line and question."""
    shown = path.name
    text = read_text(path, shown, AnswersError)
    table = as_table(parse(text, shown, AnswersError, comments_beside_values=False), shown, AnswersError)
    return read_answers(table, library, shown)


def read_answers(table: Table, library: Library, shown: str = "answers") -> Answers:
    """Answers from a table with the keys policygen, library, answers, people."""
    reader = _Reader(library, shown)
    found = reader.read(table)
    if reader.problems:
        raise AnswersError(*sorted(reader.problems))
    return found


_TERM = re.compile(r"(?:(spring|summer|autumn)(?: term)? (\d{4})|(\d{4})-(\d{2}))\Z")
_TERM_STARTS = {"spring": 1, "summer": 4, "autumn": 9}


def first_day(value: str) -> date | None:
    """The first day that a date, a month (2027-09) or a term (autumn 2027) can mean, or None."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else _first_of(value)
    except ValueError:
        return None


def _first_of(value: str) -> date | None:
    found = _TERM.match(value.casefold())
    if found is None:
        return None
    term, year, month_year, month = found.groups()
    return date(int(year), _TERM_STARTS[term], 1) if term else date(int(month_year), int(month), 1)


class _Reader:
    def __init__(self, library: Library, shown: str) -> None:
        self.library, self.shown = library, shown
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def refuse(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.shown, line, what, remedy))

    def warn(self, line: int, what: str, remedy: str) -> None:
        self.warnings.append(Problem(self.shown, line, what, remedy))

    def read(self, table: Table) -> Answers:
        for key in table:
            if key not in ("policygen", "library", "answers", "people"):
                remedy = nearest(key, ("policygen", "library", "answers", "people"), "answers stand below 'answers:'")
                self.refuse(table.lines[key], f"unknown key '{key}'", remedy)
        written = table.get("policygen", str(FORMAT))
        if not (isinstance(written, str) and written.isdigit()):
            self.refuse(table.lines["policygen"], "'policygen' is not a number", f"write 'policygen: {FORMAT}'")
        elif int(written) > FORMAT:
            self.refuse(
                table.lines["policygen"],
                f"the file has format {written}, newer than this program's {FORMAT}",
                "install the newer policygen",
            )
        people = self.people(table)
        rows = table.get("answers", "")
        if not isinstance(rows, Table):
            self.refuse(
                table.lines.get("answers", 1),
                "there are no answers",
                "write 'answers:' and below it 'question: answer' lines",
            )
            rows = _empty()
        answers = self.answers(self.migrated(rows), people)
        library = table.get("library", "")
        return Answers(answers, people, library if isinstance(library, str) else "", self.shown, tuple(self.warnings))

    def people(self, table: Table) -> dict[str, Person]:
        rows = table.get("people", "")
        found: dict[str, Person] = {}
        if rows == "":
            return found
        if not isinstance(rows, Table):
            self.refuse(
                table.lines["people"],
                "'people' is not a table",
                "write 'id: {name: …, title: …, phone: …, email: …}' lines",
            )
            return found
        for id, row in rows.items():
            person = self.person(id, row, rows.lines[id])
            if person is not None:
                found[id] = person
        return found

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

    def migrated(self, rows: Table) -> Table:
        moved = self.library.moved
        renamed = {row["from"]: row["to"] for row in listed(moved, "renamed")}
        retired = {row["id"] for row in listed(moved, "retired")}
        options = {(row["question"], row["from"]): row["to"] for row in listed(moved, "options")}
        made = _empty()
        for id, value in rows.items():
            if id in retired:
                self.warn(
                    rows.lines[id],
                    f"the question '{id}' is no longer asked",
                    "its answer is kept in the file and not used",
                )
                continue
            id_now = renamed.get(id, id)
            if isinstance(value, str):
                value = options.get((id_now, value), value)
            elif isinstance(value, Listing):
                changed = Listing(
                    options.get((id_now, item), item) if isinstance(item, str) else item for item in value
                )
                changed.line, changed.lines = value.line, value.lines
                value = changed
            made[id_now], made.lines[id_now] = value, rows.lines[id]
        return made

    def answers(self, rows: Table, people: Mapping[str, Person]) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for id, value in rows.items():
            line = rows.lines[id]
            question = self.library.questions.get(id)
            if question is None:
                self.refuse(
                    line,
                    f"unknown question '{id}'",
                    nearest(id, self.library.questions, "'policygen questions' lists them"),
                )
                continue
            answer = self.answer(question, value, line, people)
            if answer is not None:
                found[id] = answer
        self.review(found, rows)
        return found

    def answer(self, question: Question, value: Any, line: int, people: Mapping[str, Person]) -> Answer | None:
        if isinstance(value, Table):
            states = [state for state in STATES if state in value]
            if (
                len(states) != 1
                or set(value) - {"because"} != set(states)
                or ("because" in value and states != ["usual"])
            ):
                self.refuse(
                    line,
                    f"'{question.id}' is not an answer",
                    "write the answer, or one of {unsure: why}, {skipped: why}, {vacant: why}, {usual: answer, because: {…}}",
                )
                return None
            state = states[0]
            if state == "usual":
                because = value.get("because", _empty())
                said = self.given(question, value["usual"], line, people)
                if said is None or not isinstance(because, Table):
                    return None
                return Answer("usual", said.values, said.pairs, because={k: str(v) for k, v in because.items()})
            if state == "vacant" and question.kind not in ("person", "people"):
                self.refuse(
                    line, f"'{question.id}' cannot be vacant", "only a post can; write {unsure: why} or {skipped: why}"
                )
                return None
            note = value[state]
            return Answer(state, note=note.strip() if isinstance(note, str) else "")
        return self.given(question, value, line, people)

    def given(self, question: Question, value: Any, line: int, people: Mapping[str, Person]) -> Answer | None:
        """What was given, checked by kind."""
        id, kind = question.id, question.kind
        if kind == "pairs":
            return self.paired(question, value, line, people)
        if kind in ("many", "people"):
            values = [value] if isinstance(value, str) and value else value
            if values == "":
                values = Listing()
            if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
                self.refuse(line, f"'{id}' wants a list", "write [one, two]")
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
        if not value:
            return
        if kind == "phone" and (doubt := phone_doubt(value)):
            self.warn(line, f"{name}: '{value}' {doubt}", "check it; it will be printed as it is")
        if kind == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            self.warn(
                line, f"{name}: '{value}' does not look like an e-mail address", "check it; it will be printed as it is"
            )
        if kind == "web" and not re.match(r"(https?://)?[\w.-]+\.\w{2,}", value):
            self.warn(
                line, f"{name}: '{value}' does not look like a web address", "check it; it will be printed as it is"
            )

    def review(self, found: dict[str, Answer], rows: Table) -> None:
        approved, review = found.get("approved_on"), found.get("next_review")
        if approved and review and (doubt := review_doubt(approved.value, review.value)):
            refused, what, remedy = doubt
            (self.refuse if refused else self.warn)(rows.lines["next_review"], what, remedy)


def review_doubt(approved: str, review: str) -> tuple[bool, str, str] | None:
    """What is wrong between the day of approval and that of the next review: whether it is refused, what, and the remedy."""
    start, end = first_day(approved), first_day(review)
    if start is None or end is None:
        return None
    if end <= start:
        return True, f"the next review ({review}) is not after the approval ({approved})", "give a later day"
    if (end.year - start.year) * 12 + end.month - start.month > 13:
        return (
            False,
            "the next review is more than thirteen months after the approval",
            "schools review this each year; check the date",
        )
    return None


@dataclass(frozen=True)
class Checked:
    """What the check of one value found, for a front door that has no file: the words are those of the file's check."""

    answer: Answer | None = None
    person: Person | None = None
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Problem, ...] = ()


def check(library: Library, question: Question, value: str | list[Any], people: Mapping[str, Person]) -> Checked:
    """One value of a question, as the file would hold it: text, a list, or a list of pairs."""
    reader = _Reader(library, question.id)
    answer = reader.given(question, value, 0, people)
    return Checked(None if reader.problems else answer, None, tuple(reader.problems), tuple(reader.warnings))


def check_person(library: Library, person: Person) -> Checked:
    """Somebody's name and ways to reach them."""
    reader = _Reader(library, person.id)
    row = _empty()
    row.update({key: said for key in ("name", "title", "phone", "email") if (said := getattr(person, key))})
    row.lines = dict.fromkeys(row, 0)
    found = reader.person(person.id, row, 0)
    return Checked(None, None if reader.problems else found, tuple(reader.problems), tuple(reader.warnings))


SHORT_NUMBERS = frozenset({"999", "112", "101", "111", "116000", "08001111", "116111", "116123"})


def phone_doubt(value: str) -> str:
    """What is odd about a telephone number, or empty. Short numbers that exist are not odd."""
    import phonenumbers

    plain = re.split(r"(?i)\b(?:ext|extension|x)\b", value)[0]
    digits = re.sub(r"\D", "", plain)
    if digits in SHORT_NUMBERS:
        return ""
    if not digits:
        return "has no digits"
    try:
        number = phonenumbers.parse(plain, "GB")
    except phonenumbers.NumberParseException:
        return "does not look like a telephone number"
    if phonenumbers.is_possible_number(number):
        return ""
    return "seems too short" if len(digits) < 10 else "seems too long"


def _empty() -> Table:
    table = Table()
    table.lines = {}
    return table
