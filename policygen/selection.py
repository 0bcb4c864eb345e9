"""Choose the clauses that belong in a document, and say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policygen.clauses import Clause, wording
from policygen.conditions import Condition
from policygen.errors import DateError, Problem
from policygen.facts import Facts
from policygen.filling import long_date
from policygen.guidance import Requirement
from policygen.library import Library


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a condition, and what it met."""

    fact: str
    wanted: frozenset[str]
    held: frozenset[str]
    takes_away: bool = False

    @property
    def met(self) -> bool:
        """Whether the line matched."""
        return not self.wanted.isdisjoint(self.held)


@dataclass(frozen=True, slots=True)
class Choice:
    """A clause in or out. `clause` is None where no wording of it is right on that day."""

    id: str
    clause: Clause | None
    chosen: bool
    reasons: tuple[Reason, ...]
    assumed: tuple[str, ...]
    """Questions, settled by their usual answer, that the choice rests on."""


@dataclass(frozen=True)
class Selection:
    """Every clause of a document, in or out."""

    document: str
    on: date
    choices: dict[str, Choice]

    def chosen(self) -> tuple[Clause, ...]:
        """The clauses that are in."""
        return tuple(choice.clause for choice in self.choices.values() if choice.chosen and choice.clause)


def select(library: Library, facts: Facts, document: str, on: date) -> Selection:
    """The clauses of `document` on that day for an organisation of these facts."""
    choices: dict[str, Choice] = {}
    for id, dated in library.shelves.get(document, {}).items():
        clause = wording(dated, on)
        if clause is None:
            choices[id] = Choice(id, None, False, (), ())
            continue
        condition = clause.condition
        choices[id] = Choice(id, clause, facts.holds(condition), reasons_of(condition, facts), facts.resting(condition))
    return Selection(document, on, choices)


def reasons_of(condition: Condition, facts: Facts) -> tuple[Reason, ...]:
    """Each line of a condition with what it met here."""
    return tuple(
        Reason(name, wanted, facts.values.get(name, frozenset()), away)
        for match, away in ((condition.when, False), (condition.unless, True))
        for name, wanted in match
    )


def applying(library: Library, facts: Facts, on: date) -> tuple[Requirement, ...]:
    """The requirements that apply to an organisation of these facts on that day."""
    nation = facts.values.get("nation", frozenset())
    found = []
    for source in library.sources.values():
        if nation.isdisjoint(source.nations) and len(facts.each.get("nation", ())) < 2:
            continue
        for requirement in source.requirements:
            condition = requirement.condition or source.binds
            if (requirement.since and on < requirement.since) or (requirement.until and on >= requirement.until):
                continue
            if facts.holds(condition):
                found.append(requirement)
    return tuple(found)


def check_date(library: Library, facts: Facts, on: date) -> None:
    """Raises DateError where statutory guidance that binds this organisation had no such section yet on that day, or where
    no wording of any clause was right yet."""
    for source in library.sources.values():
        if source.standing != "statutory guidance" or not (source.binds and facts.holds(source.binds)):
            continue
        firsts = {place.first for place in source.places if place.first and place.id.startswith("llc-")}
        if not firsts:
            continue
        begun = min((edition for edition in source.editions if edition.id in firsts), key=lambda e: e.start)
        edition = source.edition(on)
        if on < begun.start:
            was = f"the {edition.id} edition did not name them" if edition else "no edition of that time is held here"
            what = f"on {long_date(on)} {source.short} had no section on low-level concerns: {was}"
            remedy = f"choose a day from {long_date(begun.start)}, when {source.short} {begun.id} came into force"
            raise DateError(Problem("--on", 0, what, remedy))
    earliest = min(clause.since for dated in library.clauses.values() for clause in dated)
    if on < earliest:
        what, remedy = (
            f"on {long_date(on)} none of our wordings was right yet",
            f"choose a day from {long_date(earliest)}",
        )
        raise DateError(Problem("--on", 0, what, remedy))
