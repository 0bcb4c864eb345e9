"""Every way an organisation could answer what a condition rests on: proofs try these, not products of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from policygen.answers import Answer, Answers, Person
from policygen.conditions import Condition
from policygen.facts import Facts, derive
from policygen.library import Library
from policygen.questions import Question

MOST = 4096
"""Walks tried for one set of questions; beyond it every pair of values is tried instead of every combination."""


def resting_on(library: Library, conditions: Iterable[Condition]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The facts that the conditions rest on, back to the questions: (fact, the values named anywhere)."""
    wanted: dict[str, set[str]] = {}
    waiting = list(conditions)
    seen: set[Condition] = set()
    while waiting:
        condition = waiting.pop()
        if condition in seen:
            continue
        seen.add(condition)
        for name, values in condition.lines:
            if name in library.facts:
                waiting.append(library.facts[name].condition)
                continue
            wanted.setdefault(name, set()).update(values)
            if name in library.questions:
                waiting.append(library.questions[name].condition)
    order = [*library.questions, "same_person", "ties"]
    return tuple((name, frozenset(wanted[name])) for name in order if name in wanted)


def complete(library: Library) -> Answers:
    """An organisation that has answered everything: every post held by its own person, every choice its first option."""
    people: dict[str, Person] = {}
    answers: dict[str, Answer] = {}
    for question in library.questions.values():
        answers[question.id] = _plain(question, people)
    return Answers(answers, people)


def _plain(question: Question, people: dict[str, Person]) -> Answer:
    match question.kind:
        case "choice" | "yes_no":
            return Answer("given", (question.options[0].id,))
        case "many":
            return Answer("given", ())
        case "person" | "people":
            name = question.id.replace("_", " ").title()
            people[question.id] = Person(
                question.id, f"Name of {name}", name, "01632 960000", f"{question.id}@school.example"
            )
            return Answer("given", (question.id,))
        case "pairs":
            return Answer("given")
        case "date":
            return Answer("given", ("2026-09-01",))
        case "date_or_term":
            return Answer("given", ("2027-09-01",))
        case _:
            return Answer("given", (f"Words for {question.id.replace('_', ' ')}",))


Known = dict[tuple[tuple[str, str, tuple[str, ...]], ...], tuple[Answers, Facts]]
"""Walks already made, by what differs from the base: proofs of many clauses ask for the same ones."""


def walks(
    library: Library, rests: tuple[tuple[str, frozenset[str]], ...], base: Answers, known: Known
) -> Iterator[tuple[Answers, Facts]]:
    """The base answers with every combination of answers to the questions named. Each set of facts once."""
    names = [name for name, _ in rests]
    choices = [list(_variants(library, name, values, base)) for name, values in rests]
    count = 1
    for options in choices:
        count *= len(options)
    seen: set[tuple[tuple[str, frozenset[str]], ...]] = set()
    for combination in product(*choices) if count <= MOST else _pairwise(choices):
        changes = {id: answer for change in combination for id, answer in change.items() if answer != base.answers[id]}
        differs = tuple(
            (id, answer.state, (*answer.values, *("+".join(two) for two in answer.pairs)))
            for id, answer in changes.items()
        )
        if differs not in known:
            made = Answers({**base.answers, **changes}, base.people)
            known[differs] = (made, derive(library, made))
        made, facts = known[differs]
        key = tuple((name, facts.values.get(name, frozenset())) for name in names)
        if key not in seen:
            seen.add(key)
            yield made, facts


def _variants(library: Library, name: str, values: frozenset[str], base: Answers) -> Iterator[dict[str, Answer]]:
    """The changes to the answers that give a fact each of its values."""
    if name == "same_person":
        yield {}
        for roles in sorted(values):
            one, other = roles.split("-")
            yield {other: base.answers[one]}
        return
    if name == "ties":
        yield {}
        for roles in sorted(values):
            one, other = roles.split("-")
            related = (base.answers[one].value, base.answers[other].value)
            yield {q.id: Answer("given", pairs=(related,)) for q in library.questions.values() if q.kind == "pairs"}
        return
    question = library.questions[name]
    if question.kind == "many":
        named = [option.id for option in question.options if option.id in values]
        others = [option.id for option in question.options if option.id not in values]
        if not question.required:
            yield {name: Answer("given", ())}
        elif others:  # there is always one; one that no condition names stands for the rest
            named.append(others[0])
        for one in named:
            yield {name: Answer("given", (one,))}
        if len(named) > 1:
            yield {name: Answer("given", tuple(option.id for option in question.options))}
        return
    if question.chooses:
        for option in question.options:
            yield {name: Answer("given", (option.id,))}
        return
    yield {name: base.answers[name]}
    if "none" in values:
        yield {name: Answer("skipped")}
    if "vacant" in values:
        yield {name: Answer("vacant")}
    if "open" in values:
        yield {name: Answer("unsure")}


def _pairwise(choices: list[list[dict[str, Answer]]]) -> Iterator[tuple[dict[str, Answer], ...]]:
    """Every value of every question with every value of every other, the rest at their first, and again at their last."""
    for rest in ([options[0] for options in choices], [options[-1] for options in choices]):
        for one, other in combinations(range(len(choices)), 2):
            for this, that in product(choices[one], choices[other]):
                changed = list(rest)
                changed[one], changed[other] = this, that
                yield tuple(changed)
