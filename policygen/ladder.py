"""Who receives a concern, whomever it is about: never the person concerned, never someone tied to them, never nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygen.answers import Answers
from policygen.facts import Facts
from policygen.library import Library
from policygen.vocabulary import Rung

OUTSIDE = "lado"
"""The role outside the organisation that is always free to receive: the way out at the top."""
FIRST = "first_recipient"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who receives: a role and, where the answers name one, the person (by id) who holds it."""

    role: str
    person: str = ""
    state: str = "named"
    """named · vacant · open (nobody named yet) · outside"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ladder. `low`: who receives a low-level concern, in order; any after the first stand in for a
    vacancy before them (`either`: all of them are equally right). `high`: who is told if it may meet the threshold."""

    rung: Rung
    low: tuple[Receiver, ...]
    high: tuple[Receiver, ...]
    either: bool


class Ladder:
    """The ladder of one organisation."""

    def __init__(self, library: Library, facts: Facts, answers: Answers) -> None:
        sector = answers.text("sector")
        self.rungs = tuple(rung for rung in library.ladder(sector) if facts.holds(rung.condition))
        self.facts, self.answers = facts, answers
        said = answers.answers.get("related")
        self.ties = frozenset(frozenset(pair) for pair in said.pairs) if said and said.state == "given" else frozenset()

    def holders(self, role: str) -> tuple[Receiver, ...]:
        """Who holds a role: named people, or the role alone where it is vacant, not named yet or outside."""
        if role == OUTSIDE:
            return (Receiver(OUTSIDE, state="outside"),)
        if role not in self.facts.asked:
            return ()  # the post does not exist here
        answer = self.answers.answers.get(role)
        if answer and answer.values:
            return tuple(Receiver(role, person) for person in answer.values)
        if answer and answer.state == "skipped":
            return ()
        return (Receiver(role, state="vacant" if answer and answer.state == "vacant" else "open"),)

    def roles(self, named: tuple[str, ...]) -> Iterator[str]:
        """Roles in order, with the first recipient spelled out."""
        for role in named:
            if role != FIRST:
                yield role
                continue
            chosen = self.facts.values.get(FIRST, frozenset())
            both = "yes" in self.facts.values.get("head_is_lead", frozenset())
            for option, spelled in _FIRST.items():
                if option in chosen:  # one person who is head and lead is named as the head everywhere
                    yield from ("head" if both and name == "lead" else name for name in spelled)

    def people(self, roles: tuple[str, ...]) -> frozenset[str]:
        """The people who hold any of these roles."""
        return frozenset(r.person for role in roles for r in self.holders(role) if r.person)

    def free(self, receiver: Receiver, subjects: frozenset[str], subject_roles: tuple[str, ...]) -> bool:
        """Whether a receiver is neither the person concerned nor tied to them. A post nobody holds yet is free,
        unless it is the very post the concern is about."""
        if receiver.state == "outside":
            return True
        if receiver.person:
            return receiver.person not in subjects and not any(
                frozenset((receiver.person, s)) in self.ties for s in subjects
            )
        return receiver.role not in subject_roles

    def rows(self) -> tuple[Row, ...]:
        """Every rung with its receivers. A rung about a post nobody has here is left out."""
        made = []
        for rung in self.rungs:
            if rung.subjects and not any(self.holders(role) for role in rung.subjects):
                continue
            subjects = self.people(rung.subjects)
            candidates = [
                r for role in self.roles(rung.low) for r in self.holders(role) if self.free(r, subjects, rung.subjects)
            ]
            either = FIRST in rung.low and "either" in self.facts.values.get(FIRST, frozenset())
            low = _until_named(candidates, either)
            if not low or not any(r.state in ("named", "open", "outside") for r in low):
                low = (*low, Receiver(OUTSIDE, state="outside"))
            high = tuple(
                r
                for role in self.roles(rung.high)
                for r in self.holders(role)[:1]
                if self.free(r, subjects, rung.subjects)
            )
            if not any(r.role == OUTSIDE for r in high):
                high = (*high, Receiver(OUTSIDE, state="outside"))
            made.append(Row(rung, _once(low), _once(high), either and len(low) > 1))
        return tuple(made)

    def receiver(self, subjects: frozenset[str], absent: frozenset[str] = frozenset()) -> Receiver:
        """Who receives a low-level concern about these people (ids) while those others are away.

        The rungs about any of them are tried from the top down, then everyone on the ladder, then the outside officer."""
        matching = [rung for rung in self.rungs if self.people(rung.subjects) & subjects]
        chain = [role for rung in reversed(matching) for role in self.roles(rung.low)]
        chain += [role for rung in self.rungs for role in self.roles(rung.low)]
        for role in chain:
            for receiver in self.holders(role):
                if receiver.person and receiver.person not in absent and self.free(receiver, subjects, ()):
                    return receiver
        return Receiver(OUTSIDE, state="outside")


_FIRST = {
    "head": ("head",),
    "lead": ("lead",),
    "either": ("head", "lead"),
    "values-guardian": ("values_guardians", "lead"),
}


def _until_named(candidates: list[Receiver], either: bool) -> tuple[Receiver, ...]:
    """The first who is named, after any vacancies before; both where either is right; all holders of one post."""
    if either:
        return tuple(candidates)
    taken: list[Receiver] = []
    for receiver in candidates:
        if any(r.state in ("named", "open") for r in taken) and receiver.role != taken[-1].role:
            break
        taken.append(receiver)
    return tuple(taken)


def _once(receivers: tuple[Receiver, ...]) -> tuple[Receiver, ...]:
    """Each person once, with the first role in which they receive."""
    seen: set[str] = set()
    kept = []
    for receiver in receivers:
        name = receiver.person or receiver.role
        if name not in seen:
            seen.add(name)
            kept.append(receiver)
    return tuple(kept)
