"""Say why: each clause in or out because of which answers, and each requirement with the clause that meets it or a visible gap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policygen.answers import Answers
from policygen.assembly import assemble
from policygen.document import text
from policygen.errors import AnswersError, Problem, nearest
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.generate import require
from policygen.library import Library
from policygen.questions import Question
from policygen.selection import Reason, applying, check_date


@dataclass(frozen=True)
class Explained:
    """A clause, in or out, and why."""

    clause: str
    title: str
    chosen: bool
    number: str
    because: tuple[str, ...]
    meets: tuple[str, ...]
    assumed: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """Every clause of the documents, and the answers that are kept and not used."""

    clauses: tuple[Explained, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A requirement that applies, and where it is met. `clauses` empty: a gap."""

    requirement: str
    asks: str
    strength: str
    citation: str
    clauses: tuple[str, ...]
    sections: tuple[str, ...]
    layers: tuple[str, ...]
    """The layer each clause came from; ours is "clauses"."""


def explain(library: Library, answers: Answers, on: date, clause: str = "") -> Explanation:
    """Why each clause (or the one named) is in or out."""
    require(library, answers)
    facts = derive(library, answers)
    check_date(library, facts, on)
    if clause and clause not in library.clauses:
        raise AnswersError(
            Problem(
                "explain",
                0,
                f"no clause is called '{clause}'",
                nearest(clause, library.clauses, "'policygen explain' without a clause lists them"),
            )
        )
    speaker = Speaker(library, facts, answers)
    told = []
    for made in assemble(library, facts, answers, on):
        where = made.where()
        for choice in made.selection.choices.values():
            if clause and choice.id != clause:
                continue
            dated = choice.clause or library.clauses[choice.id][0]
            because = (
                tuple(_because(choice.reasons, library))
                if choice.clause
                else (f"its wording is not right on {on.isoformat()}",)
            )
            if choice.clause and not because:
                because = ("always",)
            told.append(
                Explained(
                    choice.id,
                    text(speaker.say(dated.title)),
                    choice.chosen,
                    where.get(choice.id, ""),
                    because,
                    dated.meets,
                    choice.assumed,
                )
            )
    return Explanation(tuple(told), facts.hidden)


def _because(reasons: tuple[Reason, ...], library: Library) -> Iterator[str]:
    for reason in reasons:
        held = _said(reason.fact, reason.held, library)
        wanted = _said(reason.fact, reason.wanted, library)
        name = library.facts[reason.fact].label if reason.fact in library.facts else reason.fact
        if reason.fact in library.facts:
            yield f"{name}: {held}" + (" (takes it away)" if reason.takes_away and reason.met else "")
        elif reason.met:
            yield f"{name} is {held}" + (", which takes it away" if reason.takes_away else "")
        else:
            yield f"{name} is {held or 'not asked'}, not {wanted}"


def _said(fact: str, values: frozenset[str], library: Library) -> str:
    question: Question | None = library.questions.get(fact)
    if fact == "sector":
        values = frozenset(id for id in values if not library.sectors[id].family) or values
    order = [option.id for option in question.options] if question else []
    return ", ".join(sorted(values, key=lambda value: (order.index(value) if value in order else -1, value)))


def matrix(library: Library, answers: Answers, on: date) -> tuple[MatrixRow, ...]:
    """Every requirement that applies, its strength and citation, and the clause and section that meet it."""
    require(library, answers)
    facts = derive(library, answers)
    check_date(library, facts, on)
    made = assemble(library, facts, answers, on)
    rows = []
    for requirement in applying(library, facts, on):
        source = library.sources[requirement.source]
        place = source.place(requirement.place or requirement.id)
        met = [(clause, one) for one in made for clause in one.clauses() if requirement.name in clause.meets]
        rows.append(
            MatrixRow(
                requirement.name,
                requirement.asks,
                requirement.strength,
                source.cite(place, on) if place else source.short,
                tuple(clause.id for clause, _ in met),
                tuple(one.where().get(clause.id, "") for clause, one in met),
                tuple(library.files.get(f"clauses/{clause.id}", "") for clause, _ in met),
            )
        )
    return tuple(rows)
