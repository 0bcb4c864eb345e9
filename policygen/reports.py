"""Say why: each clause in or out because of which answers, and each requirement with the clause that meets it or a visible gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from policygen.alignment import MatrixRow, aligned
from policygen.answers import Answers
from policygen.assembly import Assembled, assemble, stands
from policygen.clauses import Clause, wording
from policygen.document import text
from policygen.errors import AnswersError, Problem, nearest
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.generate import require
from policygen.library import Library
from policygen.prose import leaf
from policygen.questions import Question
from policygen.selection import Reason, check_date, reasons_of


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
    made = {one.document.id: one for one in assemble(library, facts, answers, on)}
    speaker = Speaker(library, facts, answers)
    told = (_explained(id, made, speaker, on) for id in library.clauses if not clause or id == clause)
    return Explanation(tuple(told), facts.hidden)


def _explained(id: str, made: Mapping[str, Assembled], speaker: Speaker, on: date) -> Explained:
    """One clause: in where it stands, with every number; else out, because of its wording, its document, its part or itself."""
    library = speaker.library
    dated = library.clauses[id]
    body = wording(dated, on)
    assembled = made.get(library.document(dated[0]))
    standing = [
        (place, number)
        for place in (assembled.places if assembled else ())
        for number, item in place.items
        if isinstance(item, Clause) and item.id == id
    ]
    assumed: tuple[str, ...] = ()
    if standing and body:
        choice = standing[0][0].selection.choices[id]
        because, assumed = tuple(_because(choice.reasons, library)), choice.assumed
    elif body is None:
        because = (f"its wording is not right on {on.isoformat()}",)
    else:
        because = tuple(_absent(body, assembled is not None, speaker))
    numbers = ", ".join(dict.fromkeys(number for _, number in standing if number))
    shown = body or dated[0]
    title = text((standing[0][0].speaker if standing else speaker).say(shown.title))
    return Explained(id, title, bool(standing), numbers, because or ("always",), shown.meets, assumed)


def _absent(body: Clause, is_made: bool, speaker: Speaker) -> Iterator[str]:
    """Why a clause whose wording is right stands nowhere: its document, its part, or its own condition."""
    library, facts = speaker.library, speaker.facts
    outline = library.outlines.get(library.document(body))
    if outline is None or not is_made:
        title = text(speaker.say(leaf(outline.title))) if outline else body.document
        yield f"the document ‘{title}’ is not made here"
        yield from _because(reasons_of(outline.condition, facts), library) if outline else ()
        return
    if not facts.holds(body.condition):
        yield from _because(reasons_of(body.condition, facts), library)
        return
    part = next((part for part in outline.parts if part.id == body.section), None)
    yield f"its part ‘{part.title if part else body.section}’ is not made here"
    if part and part.each and len(facts.each.get(part.each, ())) < 2:
        yield f"it is made once for each {part.each.replace('_', ' ')} where there are several, and here there is one alone"
    elif part:
        yield from _because(reasons_of(part.condition, facts), library)


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
    return aligned(library, facts, on, stands(assemble(library, facts, answers, on)))
