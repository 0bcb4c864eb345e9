"""What is proved of a library: every requirement met and said, every clause in for somebody and out for somebody, no word that
is stale, foreign to the sector, or in the way of a report to the authorities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from policygen.clauses import Clause, wording
from policygen.conditions import Condition
from policygen.crosscheck import crosscheck
from policygen.document import lines_of, text
from policygen.errors import Problem
from policygen.facts import Facts
from policygen.filling import Speaker
from policygen.guidance import CONFIRMED, Requirement
from policygen.library import Library
from policygen.loading import read
from policygen.prose import Slot, slots
from policygen.telling import Teller
from policygen.walks import Known, complete, resting_on, walks

LIMITS = re.compile(
    r"(only to|before contacting anyone else|do not contact|must not (call|contact|tell)|not (call|contact) the|"
    r"(unless|until) (the head|we|you have)[^.]{0,40}(agree|permission|approve)|permission (first|before))",
    re.IGNORECASE,
)
"""Phrases that could be read as forbidding, delaying or conditioning a report."""
AUTHORITIES = re.compile(r"police|999|social care|LADO|designated officer|regulator|Ofsted|NSPCC", re.IGNORECASE)


@dataclass
class Proof:
    """What was tried and what was found wrong."""

    problems: list[Problem]
    clauses: int = 0
    requirements: int = 0
    walks: int = 0
    sectors: tuple[str, ...] = ()
    unconfirmed: list[str] = field(default_factory=list)
    """Editions whose numbers nobody confirmed: cited by Part and topic."""

    def summary(self) -> str:
        """What was proved, in words."""
        return (
            f"{self.clauses} clauses, each in for some school and out for another (or marked always); "
            f"{self.requirements} requirements, each met by a clause that says so wherever it applies; "
            f"{self.walks} ways of answering tried over {', '.join(self.sectors)}."
        )


def check(folders: Iterable[Path] = ()) -> Proof:
    """Read a library with its layers and prove it. Every mistake is found, not only the first."""
    problems: list[Problem] = []
    library = read(folders, problems)
    problems.extend(crosscheck(library))
    if problems:
        return Proof(sorted(set(problems)))
    return prove(library)


def prove(library: Library) -> Proof:
    """The proofs of a library whose names all resolve."""
    prover = _Prover(library)
    proof = Proof([], sectors=tuple(s.id for s in library.sectors.values() if not s.family))
    for dated in library.clauses.values():
        for clause in dated:
            proof.clauses += 1
            proof.problems.extend(prover.clause(clause))
    for requirement in library.requirements():
        proof.requirements += 1
        proof.problems.extend(prover.requirement(requirement))
    proof.walks = len(prover.known)
    proof.problems = sorted(set(proof.problems))
    proof.unconfirmed = list(unconfirmed(library))
    return proof


def unconfirmed(library: Library) -> Iterator[str]:
    """Editions of dated guidance without one confirmed number, or not confirmed themselves: for a person to look up."""
    for source in library.sources.values():
        for edition in source.editions if not source.undated else ():
            confirmed = any(
                n.edition == edition.id and n.seen in CONFIRMED for place in source.places for n in place.numbers
            )
            if edition.seen not in CONFIRMED or not confirmed:
                yield f"{source.short} {edition.id}: {'the edition itself' if edition.seen not in CONFIRMED else 'paragraph numbers'}"


class _Prover:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.base = complete(library)
        self.known: Known = {}
        self.speakers: dict[object, list[Speaker]] = {}
        self.texts: dict[tuple[str, int], str] = {}
        self.stale = [stale for source in library.sources.values() for stale in source.stale]
        self.claimed: dict[str, list[str]] = {}
        for id, dated in library.clauses.items():
            for clause in dated:
                for name in clause.meets:
                    self.claimed.setdefault(name, []).append(id)

    def over(self, conditions: list[object]) -> list[Speaker]:
        """A speaker for every way of answering what the conditions rest on."""
        rests = resting_on(self.library, conditions)  # type: ignore[arg-type]
        if rests not in self.speakers:
            self.speakers[rests] = [
                Speaker(self.library, facts, answers)
                for answers, facts in walks(self.library, rests, self.base, self.known)
            ]
        return self.speakers[rests]

    def clause(self, clause: Clause) -> Iterator[Problem]:
        fits = self.fits(clause)
        sector = self.library.questions["sector"].options
        over = self.over([clause.condition, *fits, *self._words(clause)])
        within = [speaker for speaker in over if all(speaker.facts.holds(condition) for condition in fits)]
        held = [speaker for speaker in within if speaker.facts.holds(clause.condition)]
        if not held:
            yield Problem(clause.file, 1, "the clause can never be in", "loosen its 'when:', or take the clause away")
        if not clause.always and len(held) == len(within) and sector:
            yield Problem(
                clause.file, 1, "the clause is never out", "write 'always: yes', or give the condition it wants"
            )
        seen: set[str] = set()
        for speaker in held:
            for slot in (slot for leaf in clause.leaves() for slot in slots(leaf)):
                yield from self._asked(slot, clause, speaker)
            told = self.text(clause, speaker)
            if told not in seen:
                seen.add(told)
                yield from self._wording(told, clause, speaker)

    def fits(self, clause: Clause) -> list[Condition]:
        """What must hold for there to be a place for the clause: the conditions of its document and of its part."""
        outline = self.library.outlines[self.library.document(clause)]
        part = next((p for p in outline.parts if p.id == clause.section), None)
        return [outline.condition, *([part.condition] if part else [])]

    def stands(self, clause: Clause, facts: Facts) -> bool:
        """Whether the clause is in, and its document and part are made, for an organisation of these facts."""
        return all(facts.holds(condition) for condition in (clause.condition, *self.fits(clause)))

    def _words(self, clause: Clause) -> Iterator[object]:
        """The conditions of the terms that a clause's words rest on."""
        waiting = [slot.name for leaf in clause.leaves() for slot in slots(leaf)]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.library.terms:
                continue
            seen.add(name)
            for form in self.library.terms[name].forms:
                yield form.condition
                waiting.extend(slot.name for _, leaf in form.says for slot in slots(leaf))

    def _asked(self, slot: Slot, clause: Clause, speaker: Speaker) -> Iterator[Problem]:
        if slot.name not in self.library.terms and slot.name not in speaker.facts.asked:
            who = ", ".join(sorted(speaker.facts.values.get("sector", ())))
            yield Problem(
                clause.file,
                1,
                f"'{slot}' is not asked of every school that has this clause ({who})",
                "narrow the clause's 'when:' to those asked",
            )

    def _wording(self, told: str, clause: Clause, speaker: Speaker) -> Iterator[Problem]:
        for stale in self.stale:
            found = re.search(rf"(?<![\w-]){re.escape(stale.name)}(?![\w-])", told)
            if found and not (stale.unless and stale.unless in told):
                yield Problem(clause.file, 1, f"'{stale.name}' is a name of the past", f"write {stale.now}")
        foreign = [
            word
            for id in self.library.families(speaker.answers.text("sector"))
            for word in self.library.sectors[id].forbidden
        ]
        foreign += [
            word
            for id in speaker.facts.values.get("nation", ())
            if id in self.library.nations
            for word in self.library.nations[id].forbidden
        ]
        for word in foreign:
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", told, re.IGNORECASE):
                yield Problem(
                    clause.file,
                    1,
                    f"'{word}' does not belong in a document for {speaker.answers.text('sector')}",
                    "use a slot, or narrow the clause's 'when:'",
                )
        if re.search(r"\bgood faith\b", told, re.IGNORECASE):
            yield Problem(clause.file, 1, "'good faith' has not been the test since 2013", "write 'honestly'")
        for sentence in re.split(r"(?<=[.!?;:])\s+", told):
            if LIMITS.search(sentence) and AUTHORITIES.search(sentence):
                yield Problem(
                    clause.file,
                    1,
                    f"this could be read as limiting a report: “{sentence}”",
                    "say what anyone may always do",
                )

    def requirement(self, requirement: Requirement) -> Iterator[Problem]:
        library = self.library
        source = library.sources[requirement.source]
        condition = requirement.condition or source.binds
        claimed = [
            clause for id in dict.fromkeys(self.claimed.get(requirement.name, ())) for clause in library.clauses[id]
        ]
        if not claimed:
            yield Problem(
                requirement.file,
                requirement.line,
                f"no clause says that it meets '{requirement.name}'",
                "write one, or name it in a clause's 'meets:'",
            )
            return
        words = [found for clause in claimed for found in self._words(clause)]
        fits = [found for clause in claimed for found in (clause.condition, *self.fits(clause))]
        speakers = self.over([condition, *fits, *words])
        applies = [speaker for speaker in speakers if speaker.facts.holds(condition) and self.made(speaker.facts)]
        for on in sorted(self._days(requirement, claimed)):
            for speaker in applies:
                current = [
                    c for id in dict.fromkeys(c.id for c in claimed)
                    if (c := wording(library.clauses[id], on)) and requirement.name in c.meets and self.stands(c, speaker.facts)
                ]  # fmt: skip
                if not current:
                    who = _who(speaker)
                    yield Problem(
                        requirement.file,
                        requirement.line,
                        f"'{requirement.name}' applies on {on} and no clause meets it ({who})",
                        "widen the clause that meets it, or write another",
                    )
                    break
                lacking = [requirement.missing(self.text(clause, speaker)) for clause in current]
                if all(lacking):
                    wants = " or ".join(f"'{word}'" for word in min(lacking, key=len)[0])
                    yield Problem(
                        current[0].file,
                        1,
                        f"it says that it meets '{requirement.name}' and lacks {wants} ({_who(speaker)})",
                        "say it in the text, or take it out of 'meets:'",
                    )
                    break

    def made(self, facts: Facts) -> bool:
        """Whether any document is made for an organisation of these facts."""
        return any(facts.holds(outline.condition) for outline in self.library.outlines.values())

    def _days(self, requirement: Requirement, claimed: list[Clause]) -> set[date]:
        """The days on which what meets it may change, within the days on which it applies."""
        first = min(clause.since for dated in self.library.clauses.values() for clause in dated)
        start = max(requirement.since or first, first)
        days = {start, *(c.since for c in claimed), *(c.until for c in claimed if c.until), date(2026, 11, 22)}
        return {day for day in days if day >= start and (requirement.until is None or day < requirement.until)}

    def text(self, clause: Clause, speaker: Speaker) -> str:
        """The clause's finished words for one way of answering."""
        key = (clause.file, id(speaker))
        if key not in self.texts:
            teller = Teller(self.library, self.library.document(clause), {})
            passage = teller.passage(clause, "", speaker, ())
            told = [text(passage.title), *(text(line) for block in passage.blocks for line in lines_of(block))]
            self.texts[key] = " ".join([*told, text(speaker.say(clause.short))])
        return self.texts[key]


def _who(speaker: Speaker) -> str:
    kept = ("sector", "proprietor", "phase", "provision")
    said = [f"{id} {speaker.answers.text(id)}" for id in kept if id in speaker.facts.asked and speaker.answers.text(id)]
    return ", ".join(said)
