"""Every way an organisation could answer what a condition rests on: each sector in each of its nations is walked by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations, product

from policygen.answers import Answer, Answers
from policygen.bodies import FIXED, Body, complete
from policygen.conditions import Condition, Match
from policygen.facts import HELD, SEVERAL, Facts, derive, stated
from policygen.filling import Speaker
from policygen.library import Library
from policygen.outlines import Outline

MOST = 24
"""Ways tried for one set of questions; beyond it every pair of values is tried instead of every combination."""
Changes = tuple[tuple[str, Answer], ...]


class Walker:
    """Makes bodies and the organisations around them. What was made once is kept: proofs of many clauses ask for the same."""

    def __init__(self, library: Library, sectors: Iterable[str] = (), nations: Iterable[str] = ()) -> None:
        self.library = library
        self.sectors, self.nations = frozenset(sectors), frozenset(nations)
        self.known: dict[tuple[Body, Changes], Speaker] = {}
        self._possible: dict[tuple[Condition, str, str], bool] = {}
        self._resting: dict[tuple[Condition, str, str], tuple[tuple[str, frozenset[str]], ...]] = {}
        self._rested: dict[tuple[tuple[Condition, ...], Body], dict[str, frozenset[str]]] = {}
        self._around: dict[tuple[Body, Changes, tuple[Condition, ...]], list[tuple[Changes, Speaker]]] = {}
        self._each: dict[tuple[Body, Changes, tuple[Condition, ...]], list[Speaker]] = {}
        self._order = {name: at for at, name in enumerate([*library.questions, "same_person", "ties"])}
        named = (id for id, origins in library.origins.items() if FIXED.issuperset(origins))
        self._given = FIXED.union(named)
        """Facts that the sector and the nation settle."""
        self._choices: dict[tuple[str, frozenset[str], Body, Changes], list[dict[str, Answer]]] = {}
        self._made: dict[str, tuple[tuple[Body, Changes], ...]] = {}

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """Every sector in each of its nations, and in all of them at once."""
        found = []
        for sector in self.library.sectors.values():
            if sector.family or (self.sectors and sector.id not in self.sectors):
                continue
            places: list[tuple[str, ...]] = [(nation,) for nation in sector.nations]
            if len(sector.nations) > 1:
                places.append(sector.nations)
            for at, place in enumerate(places):
                nation = place[0] if len(place) == 1 else SEVERAL
                if not self.nations or nation in self.nations:
                    answers, facts = complete(self.library, sector.id, place)
                    found.append(Body(sector.id, nation, facts, answers, at == 0))
        return tuple(found)

    def made(self, outline: Outline) -> tuple[tuple[Body, Changes], ...]:
        """The bodies for which the document is made, with the fewest changes that bring it about."""
        if outline.id not in self._made:
            found = []
            for body in self.bodies:
                if self.possible(outline.condition, body):
                    ways = self.around(body, (), [outline.condition])
                    changes = next((c for c, s in ways if s.facts.holds(outline.condition)), None)
                    if changes is not None:
                        found.append((body, changes))
            self._made[outline.id] = tuple(found)
        return self._made[outline.id]

    def speaker(self, body: Body, changes: Changes) -> Speaker:
        """The organisation that differs from the body in these answers."""
        key = (body, changes)
        if key not in self.known:
            answers = (
                Answers({**body.answers.answers, **dict(changes)}, body.answers.people) if changes else body.answers
            )
            self.known[key] = Speaker(self.library, self._facts(body, changes, answers), answers)
        return self.known[key]

    def _facts(self, body: Body, changes: Changes, answers: Answers) -> Facts:
        """Its facts. The questionnaire is walked again only where an answer changed that decides what is asked or offered."""
        shaping = tuple(change for change in changes if self._shapes(*change))
        if len(shaping) == len(changes):
            return derive(self.library, answers) if changes else body.facts
        facts = self.speaker(body, shaping).facts
        values: dict[str, frozenset[str]] = {}
        for id, answer in changes:
            asked = facts.asked.get(id)
            if asked is None or (id, answer) in shaping:
                continue
            if asked.question.kind in (*HELD, "pairs"):
                values["same_person"], values["ties"] = facts.shared(answers), facts.tied(answers)
            values[id] = frozenset(answer.values) if asked.question.chooses else stated(answer)
            if asked.question.chooses and not {o.id for o in asked.options}.issuperset(answer.values):
                return derive(self.library, answers)
        return facts.told(values)

    def _shapes(self, id: str, answer: Answer) -> bool:
        """Whether what is asked or offered may rest on the answer: directly, or as a person who holds a second post."""
        return id in self.shaping or (self.library.questions[id].kind in HELD and answer.state == "given")

    @cached_property
    def shaping(self) -> frozenset[str]:
        """The questions on whose answers it rests which questions are asked and which options are offered."""
        origins = self.library.origins
        conditions = [
            condition
            for question in self.library.questions.values()
            for condition in (question.condition, *(option.condition for option in question.options))
        ]
        return frozenset(o for condition in conditions for name in condition.facts for o in origins.get(name, (name,)))

    def around(self, body: Body, start: Changes, conditions: Iterable[Condition]) -> list[tuple[Changes, Speaker]]:
        """The organisation of `start` with every combination of answers to what the conditions rest on."""
        key = (body, start, tuple(conditions))
        if key not in self._around:
            self._around[key] = list(self._combined(*key))
        return self._around[key]

    def _combined(
        self, body: Body, start: Changes, conditions: tuple[Condition, ...]
    ) -> Iterator[tuple[Changes, Speaker]]:
        named = self.resting(conditions, body)
        choices = [self._varied(name, values, body, start) for name, values in named.items()]
        count = 1
        for options in choices:
            count *= len(options)
        seen: set[Changes] = set()
        for combination in product(*choices) if count <= MOST else _pairwise(choices):
            changed = dict(start)
            for one in combination:
                changed.update(one)
            changes = self._differing(body, changed)
            if changes not in seen:
                seen.add(changes)
                yield changes, self.speaker(body, changes)

    def each(self, body: Body, start: Changes, conditions: Iterable[Condition]) -> list[Speaker]:
        """The organisation of `start` with one answer changed at a time, for what the conditions rest on."""
        key = (body, start, tuple(conditions))
        if key not in self._each:
            self._each[key] = list({id(one): one for one in self._changed(*key)}.values())
        return self._each[key]

    def _changed(self, body: Body, start: Changes, conditions: tuple[Condition, ...]) -> Iterator[Speaker]:
        for name, values in self.resting(conditions, body).items():
            for change in self._varied(name, values, body, start):
                yield self.speaker(body, self._differing(body, {**dict(start), **change}))

    def _varied(self, name: str, values: frozenset[str], body: Body, start: Changes) -> list[dict[str, Answer]]:
        key = (name, values, body, start)
        if key not in self._choices:
            self._choices[key] = list(self._variants(name, values, body, start))
        return self._choices[key]

    def _differing(self, body: Body, changed: dict[str, Answer]) -> Changes:
        base = body.answers.answers
        return tuple(
            (id, changed[id]) for id in sorted(changed, key=self._order.__getitem__) if changed[id] != base[id]
        )

    def possible(self, condition: Condition, body: Body) -> bool:
        """Whether some answers of a body of this sector and nation could make the condition true. Where that is hard to
        say, it is called possible: only ways that cannot matter are left out."""
        key = (condition, body.sector, body.nation)
        if key not in self._possible:
            self._possible[key] = (
                True  # a named fact never rests on itself; this is for a library still to be cross-checked
            )
            self._possible[key] = self._can(condition.when, body) and (
                not condition.any_of or any(self._can(match, body) for match in condition.any_of)
            )
            if self._possible[key] and condition.unless and self._settled(condition.unless):
                self._possible[key] = not Condition(condition.unless).holds(body.facts.values)
        return self._possible[key]

    def _can(self, match: Match, body: Body) -> bool:
        return all(self._line(name, wanted, body) for name, wanted in match)

    def _settled(self, match: Match) -> bool:
        return all(name in self._given for name, _ in match)

    def _line(self, name: str, wanted: frozenset[str], body: Body) -> bool:
        library = self.library
        if name in self._given:
            return not wanted.isdisjoint(body.facts.values.get(name, frozenset()))
        if name in library.facts:
            return "no" in wanted or self.possible(library.facts[name].condition, body)
        if name in library.questions:
            question = library.questions[name]
            if question.condition and not self.possible(question.condition, body):
                return False
            offered = (o for o in question.options if o.id in wanted)
            return not question.chooses or any(not o.condition or self.possible(o.condition, body) for o in offered)
        return any(all(self._asked(role, body) for role in pair.split("-")) for pair in wanted)

    def _asked(self, role: str, body: Body) -> bool:
        condition = self.library.questions[role].condition
        return not condition or self.possible(condition, body)

    def resting(self, conditions: Iterable[Condition], body: Body) -> dict[str, frozenset[str]]:
        """What the conditions rest on for this body, back to the questions that could be answered otherwise: (fact, the
        values named anywhere)."""
        listed = tuple(conditions)
        if (listed, body) not in self._rested:
            wanted: dict[str, set[str]] = {}
            for condition in dict.fromkeys(listed):
                key = (condition, body.sector, body.nation)
                if key not in self._resting:
                    self._resting[key] = self._rests(condition, body)
                for name, values in self._resting[key]:
                    wanted.setdefault(name, set()).update(values)
            order = sorted(wanted, key=self._order.__getitem__)
            self._rested[listed, body] = {name: frozenset(wanted[name]) for name in order}
        return self._rested[listed, body]

    def _rests(self, condition: Condition, body: Body) -> tuple[tuple[str, frozenset[str]], ...]:
        wanted: dict[str, set[str]] = {}
        waiting = [condition]
        seen: set[Condition] = set()
        while waiting:
            condition = waiting.pop()
            if condition in seen or not self.possible(condition, body):
                continue
            seen.add(condition)
            tables = [condition.when, *(match for match in condition.any_of if self._can(match, body))]
            for name, values in (*(line for match in tables for line in match), *condition.unless):
                if name in self._given:
                    continue
                if name in self.library.facts:
                    waiting.append(self.library.facts[name].condition)
                elif self._line(name, values, body):
                    wanted.setdefault(name, set()).update(values)
                    if name in self.library.questions and name not in body.facts.asked:
                        waiting.append(self.library.questions[name].condition)
        return tuple((name, frozenset(values)) for name, values in wanted.items())

    def _variants(self, name: str, values: frozenset[str], body: Body, start: Changes) -> Iterator[dict[str, Answer]]:
        """The changes to the answers that give a fact each of its values."""
        now = {**body.answers.answers, **dict(start)}
        yield {}
        if name in ("same_person", "ties"):
            for roles in sorted(values):
                one, other = roles.split("-")
                if not (self._asked(one, body) and self._asked(other, body)):
                    continue
                if name == "same_person":
                    yield {other: now[one]}
                elif now[one].values and now[other].values:
                    pairs = ((now[one].value, now[other].value),)
                    yield {
                        q.id: Answer("given", pairs=pairs) for q in self.library.questions.values() if q.kind == "pairs"
                    }
            return
        question = self.library.questions[name]
        if not question.chooses:
            states = {"none": "skipped", "vacant": "vacant", "open": "unsure"}
            yield from ({name: Answer(state)} for value, state in states.items() if value in values)  # type: ignore[arg-type]
            return
        offered = [o.id for o in question.options if not o.condition or self.possible(o.condition, body)]
        named = [id for id in offered if id in values]
        others = [id for id in offered if id not in values][:1]  # one that no condition names stands for the rest
        if question.kind == "many":
            if not question.required:
                yield {name: Answer("given", ())}
            for one in (*named, *others):
                yield {name: Answer("given", (one,))}
            if len(named) > 1:
                yield {name: Answer("given", tuple(offered))}
            return
        for one in (*named, *others):
            yield {name: Answer("given", (one,))}


def _pairwise(choices: list[list[dict[str, Answer]]]) -> Iterator[tuple[dict[str, Answer], ...]]:
    """Every value of every question with every value of every other, the rest as they were, and again at their last."""
    for rest in ([options[0] for options in choices], [options[-1] for options in choices]):
        for one, other in combinations(range(len(choices)), 2):
            for this, that in product(choices[one], choices[other]):
                changed = list(rest)
                changed[one], changed[other] = this, that
                yield tuple(changed)
