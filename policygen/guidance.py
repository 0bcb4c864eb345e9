"""Sources, their editions and places, what they ask of a policy, and how sure we are of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from policygen.conditions import Condition, Match
from policygen.errors import Problem
from policygen.reading import Day, Flag, Listing, Table, Words, read_table, record

Seen = Literal["primary", "secondary", "single", "known", "judgement", "unknown"]
"""How sure a row is: seen in the primary text; in two independent secondary sources; in one; well known in the field,
not re-read; our own judgement; unknown."""
CONFIRMED: tuple[Seen, ...] = ("primary", "secondary")
"""Marks that let a number print."""


@dataclass(frozen=True)
class Edition:
    """One issue of a source, in force from a day (until the next, or until `until`)."""

    id: str
    start: Day
    seen: Seen
    until: Day | None = None
    note: str = ""
    title: str = ""
    in_force: Flag = True


@dataclass(frozen=True)
class Number:
    """Where a place stands in one edition."""

    edition: str
    number: str
    seen: Seen


@dataclass(frozen=True)
class Place:
    """A passage of a source. `at` prints where no number is confirmed. `nations`: where they are fewer than the source's."""

    id: str
    about: str
    at: str = ""
    first: str = ""
    last: str = ""
    numbers: tuple[Number, ...] = ()
    nations: Words = ()


@dataclass(frozen=True)
class Requirement:
    """One thing a source asks of such a policy. `says`: groups of words of which a text that meets it has one each."""

    id: str
    strength: Literal["must", "should", "may", "good"]
    asks: str
    seen: Seen
    says: tuple[Words, ...]
    source: str
    file: str
    line: int
    place: str = ""
    when: Match = ()
    unless: Match = ()
    since: Day | None = None
    until: Day | None = None

    @property
    def name(self) -> str:
        """source/id, as clauses write it."""
        return f"{self.source}/{self.id}"

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    def missing(self, text: str) -> tuple[Words, ...]:
        """The groups of which the text (any case) holds no word."""
        folded = text.casefold().replace("’", "'")
        return tuple(g for g in self.says if not any(word.casefold().replace("’", "'") in folded for word in g))


@dataclass(frozen=True)
class Stale:
    """A name that must never appear in a library text, and what replaced it."""

    name: str
    now: str
    unless: str = ""
    """Words around it that make it right, for example a title that holds it."""


@dataclass(frozen=True)
class Source:
    """A guidance or law: its editions by date, its places and requirements."""

    id: str
    title: str
    short: str
    publisher: str
    standing: Literal["law", "statutory guidance", "guidance", "good practice"]
    nations: Words
    editions: tuple[Edition, ...]
    places: tuple[Place, ...]
    requirements: tuple[Requirement, ...]
    stale: tuple[Stale, ...]
    file: str
    binds: Condition
    undated: bool
    own: bool
    """What is the organisation's own choice or contract: never cited as guidance."""

    def edition(self, on: date) -> Edition | None:
        """The edition in force on that day, if there is one."""
        fitting = [e for e in self.editions if e.start <= on and e.in_force and (e.until is None or on < e.until)]
        return max(fitting, key=lambda edition: edition.start, default=None)

    def place(self, id: str) -> Place | None:
        return next((place for place in self.places if place.id == id), None)

    def has(self, place: Place, on: date) -> bool:
        """Whether the edition of that day has the place."""
        order = [e.id for e in self.editions]
        edition = self.edition(on)
        at = order.index(edition.id) if edition else 0
        first = order.index(place.first) if place.first else 0
        last = order.index(place.last) if place.last else len(order)
        return first <= at <= last

    def named(self, on: date) -> str:
        """How the source itself is cited on that day: `KCSIE 2026`; the Acts of a collection go by their own names."""
        edition = self.edition(on)
        return self.short if self.undated or edition is None else f"{self.short} {edition.id}"

    def at(self, place: Place, on: date) -> str:
        """Where in it: the number where this edition's row is confirmed, else Part and topic."""
        number = self.number(place, on)
        if number is None:
            return place.at
        return f"paragraph{'s' if '–' in number.number else ''} {number.number}"

    def number(self, place: Place, on: date) -> Number | None:
        """The place's number in the edition of that day, if somebody confirmed it."""
        edition = self.edition(on)
        fitting = (n for n in place.numbers if edition and n.edition == edition.id and n.seen in CONFIRMED)
        return next(fitting, None)

    def unconfirmed(self) -> Iterator[str]:
        """Editions without one confirmed number, or not confirmed themselves: for a person to look up."""
        for edition in self.editions if not self.undated else ():
            numbers = (n for place in self.places for n in place.numbers if n.edition == edition.id)
            if edition.seen not in CONFIRMED:
                yield f"{self.short} {edition.id}: the edition itself"
            elif not any(number.seen in CONFIRMED for number in numbers):
                yield f"{self.short} {edition.id}: paragraph numbers"

    def cite(self, place: Place, on: date) -> str:
        """The place as it is cited on that day."""
        return ", ".join(words for words in (self.named(on), self.at(place, on)) if words)


@dataclass(frozen=True)
class _Head:
    source: str
    title: str
    publisher: str
    standing: Literal["law", "statutory guidance", "guidance", "good practice"]
    nations: Words
    short: str = ""
    binds: Match = ()
    undated: Flag = False
    own: Flag = False


def read_source(path: Path, shown: str, problems: list[Problem]) -> Source | None:
    """One file of clauses/guidance/."""
    table = read_table(path, shown)
    lists = {key: table.pop(key, Listing()) for key in ("editions", "places", "requirements", "stale")}
    head = record(_Head, table, shown, problems)
    if head is None:
        return None
    for row in lists["editions"]:
        if isinstance(row, Table) and "from" in row:  # `from` is no name for a Python field
            row["start"], row.lines["start"] = row.pop("from"), row.lines["from"]
    editions = [e for row in lists["editions"] if (e := record(Edition, row, shown, problems))]
    places = [p for row in lists["places"] if (p := record(Place, row, shown, problems))]
    stale = [s for row in lists["stale"] if (s := record(Stale, row, shown, problems))]
    asked = []
    for row in lists["requirements"]:
        extra = {"source": head.source, "file": shown, "line": getattr(row, "line", 0)}
        if found := record(Requirement, row, shown, problems, extra):
            asked.append(found)
    return Source(
        head.source, head.title, head.short, head.publisher, head.standing, head.nations,
        tuple(sorted(editions, key=lambda e: e.start)), tuple(places), tuple(asked), tuple(stale), shown,
        Condition(head.binds), head.undated, head.own,
    )  # fmt: skip
