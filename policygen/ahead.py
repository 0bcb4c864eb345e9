"""Decide ahead of the answers, from the kind of organisation and its nation alone: what holds, what cannot, and what rests on answers to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from policygen.answers import Answer, Answers
from policygen.conditions import Condition, Match
from policygen.facts import HELD, Facts, derive
from policygen.library import Library
from policygen.questions import Option, Question

STATES = ("given", "none", "vacant")
"""What a question that does not choose can have been answered with."""


@dataclass(frozen=True)
class Line:
    """One thing that an answer still has to settle: `question` is answered with one of these values; `denied`: with none."""

    question: str
    values: frozenset[str]
    denied: bool = False
    pair: tuple[str, ...] = ()
    """same, tied: the two questions whose holders are one person, or close to each other; `question` is then empty."""
    how: str = ""


@dataclass(frozen=True)
class Joined:
    """Parts of which all (`all`) or any one must hold."""

    all: bool
    parts: tuple[Outlook, ...]


Outlook = bool | Line | Joined


class Ahead:
    """What one kind of organisation in these nations will be asked, whatever it answers."""

    def __init__(self, library: Library, sector: str, nations: tuple[str, ...]) -> None:
        self.library = library
        told = {"sector": Answer("given", (sector,)), "nation": Answer("given", nations)}
        self.answers = Answers(told, {})
        self.facts: Facts = derive(library, self.answers)
        """As they are while nothing else is answered: the usual answers settle the rest."""
        self._found: dict[str, Outlook] = {}
        self._known = {id: self.facts.values[id] for id in told}

    @cached_property
    def asked(self) -> tuple[tuple[Question, Outlook], ...]:
        """Every question that may be asked, in order, and what that rests on."""
        found = ((question, self.of_question(question.id)) for question in self.library.questions.values())
        return tuple((question, outlook) for question, outlook in found if outlook is not False)

    def of_question(self, id: str) -> Outlook:
        """Whether the question is asked."""
        if id not in self._found:
            self._found[id] = self.of(self.library.questions[id].condition)
        return self._found[id]

    def options(self, question: Question) -> tuple[tuple[Option, Outlook], ...]:
        """The answers that may be offered, and what that rests on."""
        found = ((option, self.of(option.condition)) for option in question.options)
        return tuple((option, outlook) for option, outlook in found if outlook is not False)

    def usual(self, question: Question) -> tuple[tuple[tuple[str, ...], str, Outlook], ...]:
        """The usual answers that may come to be offered, the first that holds first: (values, why, what it rests on)."""
        offered = {option.id for option, _ in self.options(question)}
        made = []
        for usual in question.usual:
            outlook = self.of(usual.condition)
            if outlook is not False and offered.issuperset(usual.value):
                made.append((usual.value, usual.because, outlook))
                if outlook is True:
                    break
        return tuple(made)

    def of(self, condition: Condition) -> Outlook:
        """Whether a condition holds."""
        found = self._of(condition)
        if isinstance(found, Line):
            return joined(True, self._narrowed((found,)))
        return joined(True, self._narrowed(found.parts)) if isinstance(found, Joined) and found.all else found

    def _narrowed(self, parts: Iterable[Outlook]) -> Iterator[Outlook]:
        """Lines that rest on one and the same choice as one line, which names the answers that are left."""
        choices: dict[str, frozenset[str]] = {}
        for part in parts:
            choice = (
                isinstance(part, Line)
                and not part.pair
                and self.library.questions[part.question].kind in ("choice", "yes_no")
            )
            if not isinstance(part, Line) or not choice:
                yield part
                continue
            values = self._possible(self.library.questions[part.question]) - part.values if part.denied else part.values
            choices[part.question] = choices.get(part.question, values) & values
        yield from (Line(id, values) if values else False for id, values in choices.items())

    def _of(self, condition: Condition) -> Outlook:
        parts: list[Outlook] = [self._match(condition.when)]
        if condition.any_of:
            parts.append(joined(False, (self._match(match) for match in condition.any_of)))
        if condition.unless:
            parts.append(denied(self._match(condition.unless)))
        return joined(True, parts)

    def _match(self, match: Match) -> Outlook:
        return joined(True, (self._line(name, wanted) for name, wanted in match))

    def _line(self, name: str, wanted: frozenset[str]) -> Outlook:
        if name in self._known:
            return not self._known[name].isdisjoint(wanted)
        if name in ("same_person", "ties"):
            pairs = (tuple(pair.split("-")) for pair in sorted(wanted))
            return joined(False, (self._pair(name, pair) for pair in pairs))
        if fact := self.library.facts.get(name):
            if {"yes", "no"} <= wanted:
                return True
            found = self.of(fact.condition)
            return found if "yes" in wanted else denied(found)
        question = self.library.questions[name]
        asked = self.of_question(name)
        possible = self._possible(question)
        if asked is False or possible.isdisjoint(wanted):
            return False
        if question.kind != "many" and possible <= wanted:
            return asked
        return Line(name, wanted & possible)

    def _possible(self, question: Question) -> frozenset[str]:
        if question.chooses:
            return frozenset(option.id for option, _ in self.options(question))
        return frozenset(STATES if question.kind in HELD else STATES[:2])

    def _pair(self, how: str, pair: tuple[str, ...]) -> Outlook:
        if any(id not in self.library.questions or self.of_question(id) is False for id in pair):
            return False
        return Line("", frozenset(), pair=pair, how=how)


def joined(all: bool, parts: Iterable[Outlook]) -> Outlook:
    """The parts together; one that settles it settles it, those that change nothing are left out."""
    kept: dict[Line | Joined, None] = {}
    for part in parts:
        if part is (not all):
            return not all
        for one in _flat(all, part):
            kept[one] = None
    if not kept:
        return all
    return next(iter(kept)) if len(kept) == 1 else Joined(all, tuple(kept))


def _flat(all: bool, part: Outlook) -> Iterator[Line | Joined]:
    if isinstance(part, Joined) and part.all == all:
        for inner in part.parts:
            yield from _flat(all, inner)
    elif not isinstance(part, bool):
        yield part


def denied(outlook: Outlook) -> Outlook:
    """The contrary."""
    if isinstance(outlook, bool):
        return not outlook
    if isinstance(outlook, Joined):
        return joined(not outlook.all, (denied(part) for part in outlook.parts))
    return Line(outlook.question, outlook.values, not outlook.denied, outlook.pair, outlook.how)
