"""What is proved of a library: every requirement met and said, every clause in for somebody and out for somebody, no word that
is stale, foreign to the sector or the nation, or in the way of a report to the authorities."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from policygen.bodies import Body, kind_of
from policygen.clauses import Clause, wording
from policygen.conditions import Condition
from policygen.culture_proof import culture_proof
from policygen.errors import Problem
from policygen.facts import SEVERAL, Facts
from policygen.filling import Speaker
from policygen.guidance import Requirement
from policygen.library import Library
from policygen.outlines import Outline, PartOutline
from policygen.rehearsal import Rehearsal, untold
from policygen.spoken import Spoken
from policygen.walks import Changes, Walker
from policygen.wording import Wording


@dataclass
class Proof:
    """What was tried and what was found wrong."""

    problems: list[Problem]
    clauses: int = 0
    requirements: int = 0
    walks: int = 0
    sectors: tuple[str, ...] = ()
    met: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """(sector, nation) → how many requirements apply there in some way of answering, and how many of them are always met."""
    inside: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    """Clause files that are in, and out, for somebody tried."""
    told: set[str] = field(default_factory=set)
    """Scenarios that somebody tried is told."""
    unconfirmed: list[str] = field(default_factory=list)
    """Editions whose numbers nobody confirmed: cited by Part and topic."""

    def summary(self) -> str:
        """What was proved, in words."""
        apply, met = (sum(counts) for counts in zip(*self.met.values(), strict=True)) if self.met else (0, 0)
        share = f"{met} of {apply}" if met < apply else "100 %"
        return (
            f"{self.clauses} clauses, each in for some organisation and out for another (or marked always); "
            f"{self.requirements} requirements, over {len(self.met)} pairs of sector and nation: {share} of those that apply "
            f"are met by a clause that says so; {self.walks} ways of answering tried over {', '.join(self.sectors)}."
        )


def prove(library: Library, sectors: Iterable[str] = (), nations: Iterable[str] = ()) -> Proof:
    """The proofs of a library whose names all resolve. For some sectors and nations alone, where any are named: then whether a
    clause is in or out for somebody else stays open."""
    collecting = gc.isenabled()
    gc.disable()  # all that is made here is kept to the end: looking through it again and again costs a quarter of the time
    try:
        walker = Walker(library, sectors, nations)
        proof = _proved(library, _Prover(library, walker))
        if not (walker.sectors or walker.nations):
            proof.problems = sorted({*proof.problems, *never(library, proof)})
        return proof
    finally:
        if collecting:
            gc.enable()


def never(library: Library, proof: Proof) -> Iterator[Problem]:
    """Clauses that are in for nobody, or out for nobody, of all that were tried."""
    for clause in (clause for dated in library.clauses.values() for clause in dated):
        if clause.file not in proof.inside:
            yield Problem(clause.file, 1, "the clause can never be in", "loosen its 'when:', or take the clause away")
        if not clause.always and clause.file not in proof.outside:
            remedy = "write 'always: yes', or give the condition it wants"
            yield Problem(clause.file, 1, "the clause is never out", remedy)
    yield from untold(library, proof.told)


def _proved(library: Library, prover: _Prover) -> Proof:
    proof = Proof([], sectors=tuple(dict.fromkeys(body.sector for body in prover.walker.bodies)))
    for dated in library.clauses.values():
        for clause in dated:
            proof.clauses += 1
            proof.problems.extend(prover.clause(clause))
    for requirement in library.requirements():
        proof.requirements += 1
        proof.problems.extend(prover.requirement(requirement, proof.met))
    rehearsal = Rehearsal(library, prover.walker, prover.spoken, prover.wording, prover.stands)
    proof.problems.extend(rehearsal.problems(date(2026, 11, 22)))
    proof.told = rehearsal.told
    proof.problems.extend(culture_proof(library, prover.walker.bodies, prover.wording))
    proof.walks, proof.inside, proof.outside = len(prover.walker.known), prover.inside, prover.outside
    proof.problems = sorted(set(proof.problems))
    proof.unconfirmed = [words for source in library.sources.values() for words in source.unconfirmed()]
    return proof


class _Prover:
    def __init__(self, library: Library, walker: Walker) -> None:
        self.library, self.walker = library, walker
        self.inside: set[str] = set()
        self.outside: set[str] = set()
        self.spoken, self.wording = Spoken(library), Wording(library)
        self.homes: dict[tuple[str, str], tuple[Outline, PartOutline | None]] = {}
        self.local: dict[tuple[int, str], Speaker] = {}
        self.worded: set[object] = set()
        self.claimed: dict[str, list[Clause]] = {}
        for dated in library.clauses.values():
            for clause in dated:
                for name in clause.meets:
                    self.claimed.setdefault(name, []).append(clause)

    def home(self, clause: Clause) -> tuple[Outline, PartOutline | None]:
        """The document that the clause stands in, and the part of it."""
        key = (clause.document, clause.section)
        if key not in self.homes:
            outline = self.library.outlines[self.library.document(clause)]
            self.homes[key] = (outline, next((part for part in outline.parts if part.id == clause.section), None))
        return self.homes[key]

    def clause(self, clause: Clause) -> Iterator[Problem]:
        outline, part = self.home(clause)
        conditions = (clause.condition, *([part.condition] if part else []))
        inside = outside = False
        for body, start in self.walker.made(outline):
            if part and part.each:
                for local in self.places(body, start, part, conditions):
                    stands = local.facts.holds(part.condition) and local.facts.holds(clause.condition)
                    inside, outside = inside or stands, outside or not stands
                    if stands:
                        yield from self._said(clause, local, body)
                continue
            if not all(self.walker.possible(condition, body) for condition in conditions):
                outside = True
                continue
            for speaker, told in self.ways(body, start, conditions, clause):
                if told:
                    yield from self._said(clause, speaker, body)
                elif all(speaker.facts.holds(c) for c in (outline.condition, *conditions[1:])):
                    if speaker.facts.holds(clause.condition):
                        inside = True
                        yield from self._said(clause, speaker, body)
                    else:
                        outside = True
        if inside:
            self.inside.add(clause.file)
        if outside:
            self.outside.add(clause.file)

    def ways(
        self, body: Body, start: Changes, conditions: tuple[Condition, ...], clause: Clause
    ) -> Iterator[tuple[Speaker, bool]]:
        """The organisations on which a clause is tried: in the first nation of a sector every combination of what it rests on
        and each word once in each way; elsewhere one change at a time, and combinations until it is in. With each, whether
        it is there for the words alone: they are the same for whoever has the clause."""
        if body.nation == SEVERAL:
            yield self.walker.speaker(body, start), False
            return
        held: Changes | None = None
        if body.first:
            for changes, speaker in self.walker.around(body, start, conditions):
                if held is None and speaker.facts.holds(clause.condition):
                    held = changes
                yield speaker, False
            words = self.spoken.words(clause)
        else:
            yield (first := self.walker.speaker(body, start)), False
            held = start if first.facts.holds(clause.condition) else None
            for changes, speaker in self.walker.around(body, start, conditions) if held is None else ():
                yield speaker, False
                if speaker.facts.holds(clause.condition):
                    held = changes
                    break
            words = self.spoken.local_words(clause)
        if held is None:
            return
        told = self.walker.resting(words, body).keys()
        apart = told.isdisjoint(id for id, _ in held) and told.isdisjoint(self.walker.resting(conditions, body))
        for speaker in self.walker.each(body, start if apart else held, words):
            yield speaker, apart

    def places(
        self, body: Body, start: Changes, part: PartOutline, conditions: tuple[Condition, ...]
    ) -> Iterator[Speaker]:
        """Each place of a body that has several, where a part is made for each: what varies it there is what varies a body
        that has this place alone."""
        for value in body.facts.each.get(part.each, ()):
            twin = next((one for one in self.walker.bodies if (one.sector, one.nation) == (body.sector, value)), None)
            for changes, _ in self.walker.around(twin, start, conditions) if twin else ():
                yield self.narrowed(self.walker.speaker(body, changes), part.each, value)

    def narrowed(self, speaker: Speaker, fact: str, value: str) -> Speaker:
        """The organisation in one of its places; made once."""
        key = (id(speaker), value)
        if key not in self.local:
            self.local[key] = speaker.narrowed(fact, value)
        return self.local[key]

    def stands(self, clause: Clause, facts: Facts) -> bool:
        """Whether the clause is in, and its document and part are made, for an organisation of these facts."""
        outline, part = self.home(clause)
        if part and (part.each or not facts.holds(part.condition)):
            return False
        return facts.holds(clause.condition) and facts.holds(outline.condition)

    def _said(self, clause: Clause, speaker: Speaker, body: Body) -> Iterator[Problem]:
        """What is wrong with the words of a clause that is in."""
        told, missing = self.spoken.told(clause, speaker)
        nation = next(iter(speaker.facts.values["nation"]))
        key = (clause.file, told, body.sector, nation)
        if key in self.worded:
            return
        self.worded.add(key)
        for question in missing:
            what = f"'{question}' is not asked of every organisation that has this clause ({kind_of(speaker)})"
            yield Problem(clause.file, 1, what, "narrow the clause's 'when:' to those asked")
        for word in self.wording.foreign(told, body.sector, nation):
            what = f"'{word}' does not belong in a document for {kind_of(speaker)}"
            yield Problem(clause.file, 1, what, "use a slot, or narrow the clause's 'when:'")
        if (clause.file, told) in self.worded:
            return
        self.worded.add((clause.file, told))
        yield from self.wording.anywhere(told, clause.file)

    def requirement(self, requirement: Requirement, met: dict[tuple[str, str], tuple[int, int]]) -> Iterator[Problem]:
        """Whether it is met, and said, wherever it applies; `met` counts it for each sector and nation."""
        source = self.library.sources[requirement.source]
        condition = requirement.condition or source.binds
        claimed = self.claimed.get(requirement.name, [])
        if not claimed:
            what = f"no clause says that it meets '{requirement.name}'"
            yield Problem(requirement.file, requirement.line, what, "write one, or name it in a clause's 'meets:'")
            return
        days = [
            (on, [c for c in claimed if wording(self.library.clauses[c.id], on) is c])
            for on in sorted(self._days(requirement, claimed))
        ]
        conditions = [condition]
        for clause in claimed:
            conditions.extend([clause.condition, *([part.condition] if (part := self.home(clause)[1]) else [])])
        for body, starts in self._organisations().items():
            if body.nation not in source.nations or not self.walker.possible(condition, body):
                continue
            found: dict[str, Problem] = {}
            applies = False
            for start in starts:
                for _, speaker in self.walker.around(body, start, conditions):
                    if speaker.facts.holds(condition):
                        applies = True
                        for problem in self._met(requirement, days, speaker):
                            found.setdefault(problem.where, problem)
            if applies:
                was = met.get((body.sector, body.nation), (0, 0))
                met[body.sector, body.nation] = (was[0] + 1, was[1] + (not found))
            yield from found.values()

    def _organisations(self) -> dict[Body, tuple[Changes, ...]]:
        """Each body with the changes that give it each of the documents made for some."""
        found: dict[Body, dict[Changes, None]] = {
            body: {(): None} for body in self.walker.bodies if body.nation != SEVERAL
        }
        for outline in self.library.outlines.values():
            for body, changes in self.walker.made(outline):
                if body in found:
                    found[body][changes] = None
        return {body: tuple(starts) for body, starts in found.items()}

    def _met(
        self, requirement: Requirement, days: list[tuple[date, list[Clause]]], speaker: Speaker
    ) -> Iterator[Problem]:
        for on, claimed in days:
            current = [clause for clause in claimed if self.stands(clause, speaker.facts)]
            if not current:
                what = f"'{requirement.name}' applies on {on} and no clause meets it ({kind_of(speaker)})"
                yield Problem(
                    requirement.file, requirement.line, what, "widen the clause that meets it, or write another"
                )
                return
            lacking = [self.wording.lacking(requirement, self.spoken.told(clause, speaker)[0]) for clause in current]
            if all(lacking):
                wants = " or ".join(f"'{word}'" for word in min(lacking, key=len)[0])
                what = f"it says that it meets '{requirement.name}' and lacks {wants} ({kind_of(speaker)})"
                yield Problem(current[0].file, 1, what, "say it in the text, or take it out of 'meets:'")
                return

    def _days(self, requirement: Requirement, claimed: list[Clause]) -> set[date]:
        """The days on which what meets it may change, within the days on which it applies."""
        first = min(clause.since for dated in self.library.clauses.values() for clause in dated)
        start = max(requirement.since or first, first)
        days = {start, *(c.since for c in claimed), *(c.until for c in claimed if c.until), date(2026, 11, 22)}
        return {day for day in days if day >= start and (requirement.until is None or day < requirement.until)}
