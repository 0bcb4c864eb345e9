"""What is proved of the scenarios: enough of them for everybody, every answer is to tell, and each rests on documents that stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain

from policygen.bodies import Body
from policygen.clauses import Clause, wording
from policygen.errors import Problem
from policygen.facts import SEVERAL, Facts
from policygen.filling import Speaker
from policygen.library import Library
from policygen.prose import leaf
from policygen.scenarios import Scenario
from policygen.spoken import Spoken
from policygen.training import scenarios
from policygen.walks import Changes, Walker
from policygen.wording import Wording

FEWEST, OWN = 12, 6
"""Scenarios for each organisation, and how many of them are of its own kind."""
SILENT = re.compile(
    r"\b(no need to|need not|do not (have|need) to|don’t|do not|not yours to) (share|tell|report|say anything)\b"
    r"|\b(keep it to yourself|keep quiet|say nothing|nothing to (report|share|tell))\b",
    re.IGNORECASE,
)
"""Words by which an answer could mark sharing as wrong."""
Organisations = Mapping[Body, tuple[Changes, ...]]


class Rehearsal:
    """The proofs of scenarios. `told` collects those that somebody is told."""

    def __init__(
        self, library: Library, walker: Walker, spoken: Spoken, words: Wording, stands: Callable[[Clause, Facts], bool]
    ) -> None:
        self.library, self.walker, self.spoken, self.words, self.stands = library, walker, spoken, words, stands
        self.told: set[str] = set()
        self.done: set[object] = set()
        self.standing: dict[tuple[int, tuple[str, ...]], bool] = {}

    def organisations(self) -> Organisations:
        """Each body of one nation, in each of the ways in which it comes by the documents that ways rest on."""
        rested = {id for way in self.library.ways.values() for id in way.rests}
        documents = {self.library.document(self.library.clauses[id][0]) for id in rested}
        found: dict[Body, dict[Changes, None]] = {}
        for id in sorted(documents):
            for body, changes in self.walker.made(self.library.outlines[id]):
                if body.nation != SEVERAL:
                    found.setdefault(body, {})[changes] = None
        return {body: tuple(starts) for body, starts in found.items()}

    def problems(self, on: date) -> Iterator[Problem]:
        """What is wrong on that day."""
        if not self.library.scenarios:
            return
        organisations = self.organisations()
        for body, starts in organisations.items():
            for speaker in (self.walker.speaker(body, start) for start in starts):
                yield from self._enough(speaker, body)
        for scenario in self.library.scenarios.values():
            for body, starts in organisations.items():
                if not self.walker.possible(scenario.condition, body):
                    continue
                for start in starts:
                    for _, speaker in self.walker.around(body, start, [scenario.condition]):
                        if speaker.facts.holds(scenario.condition):
                            self.told.add(scenario.id)
                            yield from self._one(scenario, speaker, body, on)

    def _enough(self, speaker: Speaker, body: Body) -> Iterator[Problem]:
        found = scenarios(self.library, speaker)
        own = sum(bool(one.own) for one in found)
        where, who = next(iter(self.library.scenarios.values())).file, f"{body.sector}, {body.nation}"
        if len(found) < FEWEST or own < OWN:
            what = f"{len(found)} scenarios, {own} of them of its own kind, for {who}"
            yield Problem(where, 0, what, f"write at least {FEWEST}, {OWN} of its own kind")
        replies = [reply for reply in self.library.replies.values() if speaker.facts.holds(reply.condition)]
        if sum(reply.right for reply in replies) != 1 or len(replies) < 2:
            what = f"the self-check needs one reply that is right beside others, for {who}"
            yield Problem(replies[0].file if replies else where, 0, what, "write 'right: yes' beside one of them")
        for reply in replies:
            if SILENT.search(reply.says) or (reply.right and not reply.says.startswith("Yes")):
                yield Problem(
                    reply.file, reply.line, "a reply that marks sharing wrong", "say “Yes” to whoever would tell"
                )

    def _one(self, scenario: Scenario, speaker: Speaker, body: Body, on: date) -> Iterator[Problem]:
        """Its words, and what it rests on, for one organisation."""
        way = self.library.ways[scenario.way]
        if way.rung and not self._told(speaker, body):
            what = f"'{scenario.id}' says whom to tell where nobody here can be told ({body.name})"
            yield Problem(scenario.file, scenario.line, what, "use a way without a rung")
            return
        for owner, names in ((scenario, scenario.rests), (way, way.rests)):
            if not self._stands(names, speaker, on):
                what = f"'{owner.id}' rests on nothing that stands in a document of {body.name}"
                yield Problem(owner.file, owner.line, what, "name a clause of each procedure in 'rests:'")
        pile = self.library.piles[scenario.pile]
        texts = chain(scenario.texts, way.texts, pile.texts)
        told, missing = self.spoken.said(f"{scenario.file}:{scenario.id}", lambda: map(leaf, texts), speaker)
        key = (scenario.id, told, body.sector, body.nation)
        if key in self.done:
            return
        self.done.add(key)
        for question in missing:
            what = f"'{scenario.id}' wants '{question}', which is not asked of {body.name}"
            yield Problem(scenario.file, scenario.line, what, "narrow its 'when:'")
        for word in self.words.foreign(told, body.sector, body.nation):
            yield Problem(scenario.file, scenario.line, f"'{scenario.id}' says '{word}' to {body.name}", "use a slot")
        for problem in self.words.anywhere(told, scenario.file):
            yield Problem(scenario.file, scenario.line, problem.what, problem.remedy)
        if SILENT.search(" ".join((scenario.answer, *way.texts))):
            what = f"the answer of '{scenario.id}' could be read as a reason not to share"
            yield Problem(scenario.file, scenario.line, what, "the answer is always to tell")

    def _told(self, speaker: Speaker, body: Body) -> bool:
        """Whether anybody here can be told: the ladder has a rung for concerns about anyone."""
        key = (id(speaker), ())
        if key not in self.standing:
            rungs = (rung for rung in self.library.ladder(body.sector) if rung.about == "anyone")
            self.standing[key] = any(speaker.facts.holds(rung.condition) for rung in rungs)
        return self.standing[key]

    def _stands(self, names: tuple[str, ...], speaker: Speaker, on: date) -> bool:
        """Whether any of these clauses stands in a document of that organisation; looked for once."""
        key = (id(speaker), names)
        if key not in self.standing:
            dated = (wording(self.library.clauses[name], on) for name in names)
            self.standing[key] = any(clause is not None and self.stands(clause, speaker.facts) for clause in dated)
        return self.standing[key]


def untold(library: Library, told: set[str]) -> Iterator[Problem]:
    """Scenarios that nobody is told."""
    for scenario in library.scenarios.values():
        if scenario.id not in told:
            what = f"'{scenario.id}' is told to nobody"
            yield Problem(scenario.file, scenario.line, what, "loosen its 'when:', or take it away")
