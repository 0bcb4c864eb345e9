"""From answers to facts: the questionnaire is walked once, and what nobody answered is settled by the usual answer and marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, combinations
from types import MappingProxyType

from policygen.answers import Answer, Answers
from policygen.conditions import Condition, Match
from policygen.library import Library
from policygen.questions import Kind, Option, Question, Usual

NOTHING: frozenset[str] = frozenset()
HELD: tuple[Kind, ...] = ("person", "people")
"""Kinds of question that name who holds a post."""
_YES, _NO = frozenset({"yes"}), frozenset({"no"})
_STATED = {state: frozenset({state}) for state in ("open", "none", "vacant", "given")}
NO_BASIS: Mapping[str, str] = MappingProxyType({})
SEVERAL = "several"
"""The value of a fact that differs between the places an organisation works in: it matches no value of its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the walk met it. `settled`: how its facts were found."""

    question: Question
    answer: Answer | None
    settled: str
    """answered · open (not asked yet) · unsure · skipped · vacant · stale (its usual answer's reasons changed)"""
    options: tuple[Option, ...]
    usual: Usual | None
    """The usual answer of organisations like this one, if there is one."""
    basis: Mapping[str, str]
    """The facts that the usual answer rests on, to be kept with it."""

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer of the organisation's own."""
        return self.settled != "answered"


@dataclass(frozen=True)
class Facts:
    """What is true of an organisation. Immutable; `narrowed` gives the facts of one of its places."""

    values: Mapping[str, frozenset[str]]
    """Fact → values."""
    assumed: Mapping[str, tuple[str, ...]]
    """Fact → the questions whose usual answer settled it."""
    each: Mapping[str, tuple[str, ...]]
    """Facts with several values, by which a part of a document may be repeated."""
    walk: tuple[Asked, ...]
    hidden: tuple[str, ...]
    """Questions answered in the file and not asked of this organisation: kept there, not used."""
    library: Library

    def holds(self, condition: Condition) -> bool:
        """Whether the condition is true here."""
        return condition.holds(self.values)

    def resting(self, condition: Condition) -> tuple[str, ...]:
        """The questions, settled by a usual answer, that the condition rests on; none where the other answers settle it."""
        if self.assumed.keys().isdisjoint(condition.facts):
            return ()
        found = tuple(dict.fromkeys(q for name in condition.facts for q in self.assumed.get(name, ())))
        return found if found and self._sure(condition) is None else ()

    def _sure(self, condition: Condition) -> bool | None:
        """Whether it holds whatever the assumed answers turn out to be; None where they decide."""
        some = [self._all(match) for match in condition.any_of]
        either = True if not some or True in some else None if None in some else False
        taken = self._all(condition.unless) if condition.unless else False
        parts = (self._all(condition.when), either, None if taken is None else not taken)
        return False if False in parts else None if None in parts else True

    def _all(self, match: Match) -> bool | None:
        parts = [self._line(name, wanted) for name, wanted in match]
        return False if False in parts else None if None in parts else True

    def _line(self, name: str, wanted: frozenset[str]) -> bool | None:
        if name not in self.assumed:
            return not wanted.isdisjoint(self.values.get(name, NOTHING))
        if name not in self.library.facts:
            return None
        sure = self._sure(self.library.facts[name].condition)
        return None if sure is None else ("yes" if sure else "no") in wanted

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """The questions of the walk by id."""
        return {asked.question.id: asked for asked in self.walk}

    def narrowed(self, fact: str, value: str) -> Facts:
        """The same organisation in one of its places: `fact` has that value alone, named facts follow."""
        return replace(self.told({fact: frozenset({value})}), each={**self.each, fact: (value,)})

    def told(self, values: Mapping[str, frozenset[str]]) -> Facts:
        """The same organisation with other values of facts on which no question rests: the walk stays, named facts follow."""
        growing = _Growing(self.values, self.library)
        for name, found in values.items():
            growing.learn(name, found)
        return replace(self, values=growing.settled())

    def shared(self, answers: Answers) -> frozenset[str]:
        """The pairs of roles that one person holds by these answers."""
        return frozenset(_shared(self._held(answers)))

    def tied(self, answers: Answers) -> frozenset[str]:
        """The pairs of roles whose holders these answers call close."""
        pairs = (answers.answers[id].pairs for id, asked in self.asked.items() if asked.question.kind == "pairs")
        return frozenset(_tied(self._held(answers), chain.from_iterable(pairs)))

    def _held(self, answers: Answers) -> dict[str, tuple[str, ...]]:
        return {id: answers.answers[id].values for id, asked in self.asked.items() if asked.question.kind in HELD}


def derive(library: Library, answers: Answers) -> Facts:
    """Walk the questionnaire over the answers."""
    assumed: dict[str, tuple[str, ...]] = {}
    each: dict[str, tuple[str, ...]] = {}
    asked: list[Asked] = []
    holders: dict[str, tuple[str, ...]] = {}
    growing = _Growing({"same_person": NOTHING, "ties": NOTHING}, library)
    for question in library.questions.values():
        if question.condition and not question.condition.holds(growing):
            continue
        met = _meet(question, answers.answers.get(question.id), library, growing)
        asked.append(met)
        held = answers.answers.get(question.id)
        if question.chooses:
            found, assumption = _chosen(met)
            if len(found) > 1 and question.id == "nation":
                each[question.id], found = tuple(found), (SEVERAL,)
            growing.learn(question.id, frozenset(library.families(found[0]) if question.id == "sector" else found))
            if assumption:
                assumed[question.id] = (question.id,)
        else:
            growing.learn(question.id, _STATED[_stated(held)])
        if question.kind in HELD and held and held.state == "given":
            holders[question.id] = held.values
            growing.learn("same_person", frozenset(_shared(holders)))
        if question.kind == "pairs" and held and held.state == "given":
            growing.learn("ties", frozenset(_tied(holders, held.pairs)))
    settled = growing.settled()
    for name, origins in library.origins.items() if assumed else ():
        if resting := tuple(dict.fromkeys(q for origin in origins for q in assumed.get(origin, ()))):
            assumed[name] = resting
    met_ids = {one.question.id for one in asked}
    hidden = tuple(id for id in answers.answers if id not in met_ids)
    return Facts(settled, assumed, each, tuple(asked), hidden, library)


def _meet(question: Question, answer: Answer | None, library: Library, growing: _Growing) -> Asked:
    options = question.options
    if question.narrows:
        options = tuple(o for o in options if not o.condition or o.condition.holds(growing))
    if question.id == "nation" and (only := _only_nation(library, growing)):
        options = tuple(option for option in options if option.id == only)
    allowed = {option.id for option in options}
    usual, basis = None, NO_BASIS
    if question.usual:
        usual = next((u for u in question.usual if u.condition.holds(growing) and allowed.issuperset(u.value)), None)
        basis = {name: _spelled(growing.get(name, NOTHING)) for name in question.basis}
    settled = "open" if answer is None else {"given": "answered", "usual": "answered"}.get(answer.state, answer.state)
    if answer and answer.state == "usual" and _gone_stale(answer, usual, growing):
        settled = "stale"
    if answer and question.chooses and not allowed.issuperset(answer.values):
        settled = "stale"  # the option is no longer offered to an organisation like this
    if question.id == "nation" and answer is None and len(options) == 1:
        settled, answer = "answered", Answer("given", (options[0].id,))  # there is nothing to choose
    return Asked(question, answer, settled, options, usual, basis)


def _only_nation(library: Library, values: Mapping[str, frozenset[str]]) -> str:
    for id in values.get("sector", NOTHING):
        sector = library.sectors.get(id)
        if sector and not sector.family and len(sector.nations) == 1:
            return sector.nations[0]
    return ""


def _gone_stale(answer: Answer, usual: Usual | None, growing: _Growing) -> bool:
    changed = any(_spelled(growing.get(name, NOTHING)) != was for name, was in answer.because.items())
    return changed or usual is None


def _spelled(values: frozenset[str]) -> str:
    return ", ".join(sorted(values))


def _chosen(met: Asked) -> tuple[tuple[str, ...], bool]:
    """The values of a choosing question, and whether they are assumed."""
    if met.settled == "answered" and met.answer:
        return met.answer.values, False
    if met.settled == "skipped" and met.question.kind == "many":
        return (), False
    if met.usual:
        return met.usual.value, True
    return ("open",), False


def stated(answer: Answer) -> frozenset[str]:
    """The values of the fact of a question that does not choose: how it was answered."""
    return _STATED[_stated(answer)]


def _stated(answer: Answer | None) -> str:
    if answer is None or answer.state == "unsure":
        return "open"
    if answer.state == "skipped" or not (answer.values or answer.pairs or answer.state == "vacant"):
        return "none"
    return "vacant" if answer.state == "vacant" else "given"


def pair(one: str, other: str) -> str:
    """The name of two roles together, in alphabetical order: `head-lead`."""
    return "-".join(sorted((one, other)))


def _shared(holders: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    roles: dict[str, list[str]] = {}
    for role, held in holders.items():
        for person in held:
            roles.setdefault(person, []).append(role)
    for shared in roles.values():
        for one, other in combinations(shared, 2):
            yield pair(one, other)


def _tied(holders: Mapping[str, tuple[str, ...]], ties: Iterable[tuple[str, str]]) -> Iterator[str]:
    for first, second in ties:
        for (one, held), (other, also) in combinations(holders.items(), 2):
            if (first in held and second in also) or (second in held and first in also):
                yield pair(one, other)


class _Growing(dict[str, frozenset[str]]):
    """Facts while the walk goes on: a named fact is worked out when it is asked for, and again once what it rests on changed."""

    def __init__(self, values: Mapping[str, frozenset[str]], library: Library) -> None:
        super().__init__(values)
        self.library = library

    def learn(self, name: str, found: frozenset[str]) -> None:
        """From now on the fact has these values."""
        self[name] = found
        for named in self.library.dependants.get(name, ()):
            self.pop(named, None)

    def get(self, name: str, default: frozenset[str] = NOTHING) -> frozenset[str]:  # type: ignore[override]
        if name in self:
            return self[name]
        fact = self.library.facts.get(name)
        if fact is None:
            return default
        self[name] = found = _YES if fact.condition.holds(self) else _NO
        return found

    def settled(self) -> dict[str, frozenset[str]]:
        """Every fact, the named ones worked out."""
        for name in self.library.facts:
            self.get(name)
        return dict(self)
