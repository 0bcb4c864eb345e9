"""From answers to facts: the questionnaire is walked once, and what nobody answered is settled by the usual answer and marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from policygen.answers import Answer, Answers
from policygen.conditions import Condition
from policygen.library import Library
from policygen.questions import Option, Question, Usual

NOTHING: frozenset[str] = frozenset()
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
        """The questions, settled by a usual answer, that the condition rests on."""
        return tuple(dict.fromkeys(q for name in condition.facts for q in self.assumed.get(name, ())))

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """The questions of the walk by id."""
        return {asked.question.id: asked for asked in self.walk}

    def narrowed(self, fact: str, value: str) -> Facts:
        """The same organisation in one of its places: `fact` has that value alone, named facts follow."""
        values = {name: held for name, held in self.values.items() if name not in self.library.facts}
        values[fact] = frozenset({value})
        return replace(self, values=_with_named(values, self.library), each={**self.each, fact: (value,)})


def derive(library: Library, answers: Answers) -> Facts:
    """Walk the questionnaire over the answers."""
    values: dict[str, frozenset[str]] = {"same_person": NOTHING, "ties": NOTHING}
    assumed: dict[str, tuple[str, ...]] = {}
    each: dict[str, tuple[str, ...]] = {}
    asked: list[Asked] = []
    holders: dict[str, tuple[str, ...]] = {}
    growing = _Growing(values, library)
    for question in library.questions.values():
        if question.condition and not question.condition.holds(growing):
            continue
        met = _meet(question, answers.answers.get(question.id), library, growing, values)
        asked.append(met)
        held = answers.answers.get(question.id)
        if question.chooses:
            found, assumption = _chosen(met)
            if len(found) > 1 and question.id == "nation":
                each[question.id], found = tuple(found), (SEVERAL,)
            values[question.id] = frozenset(found)
            if question.id == "sector" and found:
                values["sector"] = frozenset(library.families(found[0]))
            if assumption:
                assumed[question.id] = (question.id,)
        else:
            values[question.id] = frozenset({_stated(held)})
        if question.kind in ("person", "people") and held and held.state == "given":
            holders[question.id] = held.values
            values["same_person"] = frozenset(_shared(holders))
        if question.kind == "pairs" and held and held.state == "given":
            values["ties"] = frozenset(_tied(holders, held.pairs))
    settled = _with_named(values, library)
    for name, origins in library.origins.items() if assumed else ():
        if resting := tuple(dict.fromkeys(q for origin in origins for q in assumed.get(origin, ()))):
            assumed[name] = resting
    met_ids = {one.question.id for one in asked}
    hidden = tuple(id for id in answers.answers if id not in met_ids)
    return Facts(settled, assumed, each, tuple(asked), hidden, library)


def _meet(
    question: Question, answer: Answer | None, library: Library, growing: _Growing, values: Mapping[str, frozenset[str]]
) -> Asked:
    options = tuple(o for o in question.options if not o.condition or o.condition.holds(growing))
    if question.id == "nation" and (only := _only_nation(library, values)):
        options = tuple(option for option in options if option.id == only)
    allowed = {option.id for option in options}
    usual = next((u for u in question.usual if u.condition.holds(growing) and allowed.issuperset(u.value)), None)
    basis = {name: _spelled(growing.get(name, NOTHING)) for u in question.usual for name in u.condition.facts}
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
    for (one, held), (other, also) in combinations(holders.items(), 2):
        if set(held) & set(also):
            yield pair(one, other)


def _tied(holders: Mapping[str, tuple[str, ...]], ties: Iterable[tuple[str, str]]) -> Iterator[str]:
    for first, second in ties:
        for (one, held), (other, also) in combinations(holders.items(), 2):
            if (first in held and second in also) or (second in held and first in also):
                yield pair(one, other)


class _Growing(dict[str, frozenset[str]]):
    """Facts while the walk goes on: named facts are worked out when they are asked for."""

    def __init__(self, values: Mapping[str, frozenset[str]], library: Library) -> None:
        super().__init__()
        self.known, self.library = values, library

    def get(self, name: str, default: frozenset[str] = NOTHING) -> frozenset[str]:  # type: ignore[override]
        fact = self.library.facts.get(name)
        if fact is None:
            return self.known.get(name, default)
        return frozenset({"yes" if fact.condition.holds(self) else "no"})


def _with_named(values: Mapping[str, frozenset[str]], library: Library) -> dict[str, frozenset[str]]:
    growing = _Growing(values, library)
    return {**values, **{name: growing.get(name) for name in library.facts}}
