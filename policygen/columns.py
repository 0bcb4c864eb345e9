"""The questionnaire as columns of a sheet, one row an organisation: which columns, what stands above them, what may be chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from policygen.ahead import Ahead
from policygen.answers import Answers, Person
from policygen.errors import AnswersError, Problem, nearest
from policygen.filling import Speaker
from policygen.interview import FIELDS, SKIP, VACANT, Choice, words
from policygen.library import Library
from policygen.questions import Question

GROUPS = "shared_with"
"""The key of the column that names whom an organisation shares people and numbers with: an authority, a trust, a federation."""
MOST_PEOPLE = 3
"""Columns for as many people where a question takes several; more go into one cell of the third, a semicolon after each."""
Kind = Literal["words", "number", "day", "choice", "tick"]


@dataclass(frozen=True)
class Column:
    """One column. `key` is what a program knows it by, in the hidden row: `sector`, `provision:boarding`, `head.phone`,
    `values_guardians.2.name`."""

    key: str
    section: str
    heading: str
    hint: str
    kind: Kind
    choices: tuple[Choice, ...] = ()
    """What the drop-down list offers."""

    @property
    def question(self) -> str:
        """The id of the question that it answers, or a part of it."""
        return self.key.partition(":")[0].partition(".")[0]


_OWN = Column(
    GROUPS,
    "This organisation",
    "Shared with",
    "The names of those it shares people or numbers with, a semicolon after each: its trust, its authority. Organisations that"
    " name the same may hold the same person, number or address; where two others do, the run says so.",
    "words",
)


def columns(library: Library, sectors: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns for organisations of these sectors, or of all. Raises AnswersError for a sector that is not known."""
    known = {id: one for id, one in library.sectors.items() if not one.family}
    wanted = tuple(sectors) or tuple(known)
    for id in wanted:
        if id not in known:
            what = f"no kind of organisation is called '{id}'"
            raise AnswersError(Problem("--sector", 0, what, nearest(id, known, f"there are {', '.join(known)}")))
    seen = [Ahead(library, id, (nation,)) for id in wanted for nation in _nations(library, id)]
    asked = [(ahead, {question.id for question, _ in ahead.asked}) for ahead in seen]
    made: list[Column] = []
    for question in library.questions.values():
        where = [ahead for ahead, ids in asked if question.id in ids]
        if where:
            made.extend(_columns(library, question, where))
    return _told_apart((*made[:1], _OWN, *made[1:]))


def _told_apart(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Each under a heading of its own: two posts can have one name, such as chair of governors and of trustees."""
    times = Counter(column.heading for column in columns)
    return tuple(
        replace(column, heading=f"{column.heading} ({column.question.replace('_', ' ')})")
        if times[column.heading] > 1
        else column
        for column in columns
    )


def _nations(library: Library, sector: str) -> Iterator[str]:
    only = library.sectors[sector].nations
    yield from (option.id for option in library.questions["nation"].options if not only or option.id in only)


def _columns(library: Library, question: Question, where: list[Ahead]) -> Iterator[Column]:
    speakers = [Speaker(library, ahead.facts, ahead.answers) for ahead in where]
    section = library.sections[question.section].title
    labels = _mostly(words(speaker, question.labels) for speaker in speakers)
    heading = labels[0]
    hint = f"{_mostly(words(speaker, question.asks) for speaker in speakers)[0]} {question.help}".strip()
    if len(labels) > 1:
        hint = f"{hint} Elsewhere: {'; '.join(label[:1].lower() + label[1:] for label in labels[1:])}."
    if question.kind in ("choice", "yes_no", "many"):
        offered = _offered(question, where, speakers)
        if question.kind != "many":
            yield Column(question.id, section, heading, hint, "choice", offered)
            return
        for choice in offered:
            shown = f"{choice.label[:1].lower()}{choice.label[1:]}"
            yield Column(f"{question.id}:{choice.id}", section, f"{heading}: {shown}", hint, "tick", TICKS)
    elif question.kind == "person":
        yield from _person(question.id, section, heading, hint)
    elif question.kind == "people":
        for number in range(1, MOST_PEOPLE + 1):
            yield from _person(f"{question.id}.{number}", section, f"{heading} ({number})", hint)
    elif question.kind == "pairs":
        yield Column(
            question.id,
            section,
            heading,
            f"{hint} Write: Ann Jones and Joy Patel; more pairs after a semicolon.",
            "words",
        )
    else:
        kinds: dict[str, Kind] = {"phone": "number", "date": "day", "date_or_term": "day"}
        yield Column(question.id, section, heading, hint, kinds.get(question.kind, "words"))


def _person(key: str, section: str, heading: str, hint: str) -> Iterator[Column]:
    for field, named in FIELDS.items():
        kind: Kind = "number" if field == "phone" else "words"
        yield Column(f"{key}.{field}", section, f"{heading}: {named.lower()}", hint if field == "name" else "", kind)


def _offered(question: Question, where: list[Ahead], speakers: list[Speaker]) -> tuple[Choice, ...]:
    """Every option that some of them are offered, each under a label of its own."""
    found: dict[str, list[str]] = {}
    for ahead, speaker in zip(where, speakers, strict=True):
        for option, _ in ahead.options(question):
            found.setdefault(option.id, []).append(words(speaker, option.leaf(question)))
    labels = {id: _mostly(said)[0] for id, said in found.items()}
    twice = {label for label, times in Counter(labels.values()).items() if times > 1}
    return tuple(
        Choice(id, f"{label} ({id})" if label in twice else label)
        for option in question.options
        if (id := option.id) in labels
        for label in (labels[id],)
    )


def _mostly(said: Iterable[str]) -> list[str]:
    """The different ways to say it, the commonest first, each with a capital."""
    return [f"{label[:1].upper()}{label[1:]}" for label, _ in Counter(said).most_common()]


TICKS = (Choice("yes", "Yes"), Choice("no", "No"))


def cells(answers: Answers, library: Library, columns: Iterable[Column]) -> dict[str, str]:
    """What stands in each column for an organisation that has these answers, as somebody would type it."""
    held: dict[str, str] = {}
    known = {column.key: column for column in columns}
    for id, answer in answers.answers.items():
        question = library.questions[id]
        if answer.state in ("unsure", "skipped", "vacant"):
            word = {"unsure": f"? {answer.note}".strip(), "skipped": SKIP, "vacant": VACANT}[answer.state]
            first = next((key for key in known if key.partition(":")[0].partition(".")[0] == id), "")
            held[first] = word
        elif question.kind == "many":
            for key in known:
                if key.startswith(f"{id}:"):
                    held[key] = "Yes" if key.partition(":")[2] in answer.values else "No"
        elif question.kind in ("person", "people"):
            _people(held, question, [answers.people[one] for one in answer.values])
        elif question.kind == "pairs":
            named = answers.people
            held[id] = "; ".join(f"{named[one].name} and {named[other].name}" for one, other in answer.pairs) or "none"
        else:
            chosen = known[id].choices if id in known else ()
            held[id] = next((choice.label for choice in chosen if choice.id == answer.value), answer.value)
    return {key: said for key, said in held.items() if key in known and said}


def _people(held: dict[str, str], question: Question, people: list[Person]) -> None:
    if question.kind == "people" and not people:
        held[f"{question.id}.1.name"] = "none"
    for number, person in enumerate(people, 1):
        if number > MOST_PEOPLE:
            told = ", ".join(filter(None, (person.name, person.title, person.phone, person.email)))
            last = f"{question.id}.{MOST_PEOPLE}.name"
            held[last] = f"{held[last]}; {told}"
            continue
        start = question.id if question.kind == "person" else f"{question.id}.{number}"
        for field in FIELDS:
            held[f"{start}.{field}"] = getattr(person, field)
