"""Score a culture assessment, exactly: two lenses apart, gates before totals, small groups never apart, one of four readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Literal

from policygen.assessment import EVERYBODY, Dimension, Gate, Item, Lens

STEPS = 5
"""Both scales have five steps; a sixth count is of those who did not know."""
IN_PLACE: Mapping[Lens, Fraction] = {"have": Fraction(2), "experience": Fraction(5, 2)}
"""Of 0 to 4, what counts as in place: the anchor of that name, and nearer to “agree” than to the middle."""
FEW = 5
"""A group with fewer people is never shown apart, and a statement with fewer views is not scored."""
WORDS_BELOW = 10
"""With fewer people there are words in place of numbers."""
WIDE = Fraction(1)
"""A gap of one step is worth a talk."""
MANY_UNSURE = Fraction(1, 3)
MANY_BELOW = Fraction(1, 3)

Counts = tuple[int, ...]
"""How many chose each of the five steps, and how many did not know."""


@dataclass(frozen=True)
class Round:
    """One assessment. `answers`: one answer each, None for “I don’t know”; D and O from 0 to 4, P from 1 to 5.
    `counts`: group → statement → counts, from a survey."""

    on: date
    form: Literal["short", "full"] = "full"
    answers: Mapping[str, int | None] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)

    def people(self, group: str) -> int:
        """How many of a group answered: the most that any statement has."""
        return max((sum(counts) for counts in self.counts.get(group, {}).values()), default=0)

    @property
    def surveyed(self) -> bool:
        """Whether people were asked by groups, rather than one person answering for all."""
        return any(self.people(group) for group in self.counts)


@dataclass(frozen=True)
class Rounds:
    """Every assessment of an organisation, the oldest first."""

    rounds: tuple[Round, ...] = ()
    file: str = "culture"

    def at(self, on: date) -> tuple[Round | None, Round | None]:
        """The last round on or before that day, and the one before it."""
        past = [one for one in self.rounds if one.on <= on]
        return (past[-1] if past else None), (past[-2] if len(past) > 1 else None)


@dataclass(frozen=True)
class Score:
    """The mean of a lens in a dimension, 0 to 4, each statement counting the same; None where nothing could be scored."""

    mean: Fraction | None = None
    scored: int = 0
    """Statements with a score."""
    asked: int = 0
    unsure: int = 0
    """Answers “I don’t know”, never averaged in; `views` are the others."""
    views: int = 0

    @property
    def many_unsure(self) -> bool:
        """Whether a third or more did not know."""
        every = self.unsure + self.views
        return bool(every) and Fraction(self.unsure, every) >= MANY_UNSURE


@dataclass(frozen=True)
class Measured:
    """One dimension: both lenses, the gap between them (have less experience), and each block of groups where it can be shown."""

    dimension: Dimension
    have: Score
    experience: Score
    blocks: Mapping[tuple[str, ...], Fraction]

    def score(self, lens: Lens) -> Score:
        return self.have if lens == "have" else self.experience

    @property
    def gap(self) -> Fraction | None:
        if self.have.mean is None or self.experience.mean is None:
            return None
        return self.have.mean - self.experience.mean

    @property
    def below(self) -> tuple[Lens, ...]:
        """The lenses by which it is not in place."""
        return tuple(lens for lens, line in IN_PLACE.items() if (m := self.score(lens).mean) is not None and m < line)

    @property
    def apart(self) -> tuple[tuple[str, ...], tuple[str, ...], Fraction] | None:
        """The two blocks of groups that are furthest apart, the higher first, where that is a step or more."""
        found = [(one, other, self.blocks[one] - self.blocks[other]) for one, other in combinations(self.blocks, 2)]
        turned = [(one, other, gap) if gap >= 0 else (other, one, -gap) for one, other, gap in found]
        widest = max(turned, key=lambda pair: pair[2], default=None)
        return widest if widest and widest[2] >= WIDE else None


@dataclass(frozen=True)
class GateState:
    """A gate is open only if it was shown to be: unknown is not open."""

    gate: Gate
    state: Literal["open", "shut", "unknown"]


@dataclass(frozen=True)
class Result:
    """What a round says."""

    round: Round
    gates: tuple[GateState, ...]
    dimensions: tuple[Measured, ...]
    blocks: tuple[tuple[str, ...], ...]
    """The groups as they may be shown: small ones joined with others; one block alone is everybody together."""
    missing: tuple[str, ...]
    """Groups of which nobody answered."""
    reading: Literal["urgent", "prepare", "support", "embed"]

    @property
    def people(self) -> int:
        """How many answered the survey; 0 where one person answered for all."""
        return sum(self.round.people(group) for group in self.round.counts)

    @property
    def in_words(self) -> bool:
        """Whether what people experience is told in words alone."""
        return 0 < self.people < WORDS_BELOW

    @property
    def shut(self) -> tuple[GateState, ...]:
        """The gates that are not shown to be open."""
        return tuple(one for one in self.gates if one.state != "open")


def score(
    dimensions: Iterable[Dimension], items: Iterable[Item], gates: Iterable[Gate], groups: Iterable[str], round: Round
) -> Result:
    """The result of a round over the statements asked of this organisation.

    Gates come before totals: one that is shut, or that nobody could say is open, makes the reading *urgent* whatever else."""
    asked, groups = tuple(items), tuple(groups)
    shown = joined({group: round.people(group) for group in groups})
    measured = tuple(_measured(one, [i for i in asked if i.dimension == one.id], round, shown) for one in dimensions)
    states = tuple(
        GateState(gate, gate_state(gate, found, round))
        for gate in gates
        if (found := [item for item in asked if item.gate == gate.id])
    )
    apart = round.surveyed and not round.people(EVERYBODY)
    missing = tuple(group for group in groups if group != EVERYBODY and not round.people(group)) if apart else ()
    return Result(round, states, measured, shown, missing, reading(states, measured))


def joined(sizes: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """The groups in blocks of five people or more, so that no smaller one can be seen or worked out by taking away.

    Small groups are joined; if together they are still fewer than five, the smallest of the others joins them."""
    there = {group: size for group, size in sizes.items() if size}
    small = [group for group, size in there.items() if size < FEW]
    rest = sorted((group for group in there if group not in small), key=lambda group: there[group])
    if small:
        while rest and sum(there[group] for group in small) < FEW:
            small.append(rest.pop(0))
    order = list(sizes)
    blocks = [tuple(sorted(small, key=order.index))] if small else []
    return tuple(sorted((*blocks, *((group,) for group in rest)), key=lambda block: order.index(block[0])))


def _value(item: Item, step: int) -> int:
    """An answer as 0 to 4, the right way round."""
    if item.kind != "P":
        return step
    return 5 - step if item.reversed else step - 1


def tally(item: Item, round: Round, groups: Iterable[str] | None = None) -> tuple[dict[int, int], int]:
    """How many gave each value of 0 to 4, and how many did not know: of these groups of a survey, or of all who answered."""
    found: dict[int, int] = {}
    unsure = 0
    if item.kind == "P" and round.surveyed:
        for group in round.counts if groups is None else groups:
            counts = round.counts.get(group, {}).get(item.id)
            if counts and item.asked(group):
                unsure += counts[STEPS]
                for step in range(STEPS):
                    value = _value(item, step + 1)
                    found[value] = found.get(value, 0) + counts[step]
    elif item.id in round.answers and groups is None:
        answer = round.answers[item.id]
        if answer is None:
            unsure = 1
        else:
            found[_value(item, answer)] = 1
    return {value: count for value, count in found.items() if count}, unsure


def _mean(tallied: Mapping[int, int], *, least: int) -> Fraction | None:
    views = sum(tallied.values())
    return Fraction(sum(value * count for value, count in tallied.items()), views) if views >= least else None


def _least(item: Item, round: Round) -> int:
    return FEW if item.kind == "P" and round.surveyed else 1


def scored(item: Item, round: Round) -> Fraction | None:
    """The mean of one statement over all who had a view; None where in a survey fewer than five had one."""
    return _mean(tally(item, round)[0], least=_least(item, round))


def _lens(items: list[Item], round: Round) -> Score:
    tallies = [tally(item, round) for item in items]
    means = [mean for item in items if (mean := scored(item, round)) is not None]
    views = sum(sum(found.values()) for found, _ in tallies)
    mean = sum(means, Fraction(0)) / len(means) if means else None
    return Score(mean, len(means), len(items), sum(unsure for _, unsure in tallies), views)


def _measured(dimension: Dimension, items: list[Item], round: Round, shown: tuple[tuple[str, ...], ...]) -> Measured:
    have = [item for item in items if item.lens == "have"]
    experience = [item for item in items if item.lens == "experience"]
    return Measured(dimension, _lens(have, round), _lens(experience, round), _blocks(experience, round, shown))


def _blocks(items: list[Item], round: Round, shown: tuple[tuple[str, ...], ...]) -> dict[tuple[str, ...], Fraction]:
    """The mean of each block over the statements on which every block has five views; none where there is no such statement."""
    if len(shown) < 2:
        return {}
    rows = [[_mean(tally(item, round, block)[0], least=FEW) for block in shown] for item in items]
    whole = [[mean for mean in row if mean is not None] for row in rows if None not in row]
    if not whole:
        return {}
    return {block: sum((row[at] for row in whole), Fraction(0)) / len(whole) for at, block in enumerate(shown)}


def gate_state(gate: Gate, items: Iterable[Item], round: Round) -> Literal["open", "shut", "unknown"]:
    """By what is there: shut below “in place”. By what people say: shut by any who say so, or by a quarter of those with a view.

    Unknown where nobody answered, nobody knew, or nobody said that it is open."""
    states = set()
    for item in items:
        tallied = tally(item, round)[0]
        views = sum(tallied.values())
        bad = sum(count for value, count in tallied.items() if value < 2)
        good = sum(count for value, count in tallied.items() if value > 2 or (value == 2 and gate.shut == "below"))
        shut = bad and (gate.shut != "quarter" or bad * 4 >= views)
        states.add("shut" if shut else "open" if good else "unknown")
    return "shut" if "shut" in states else "unknown" if "unknown" in states or not states else "open"


def reading(
    gates: Iterable[GateState], dimensions: Iterable[Measured]
) -> Literal["urgent", "prepare", "support", "embed"]:
    """One of four. None of them puts the policy off."""
    if any(one.state != "open" for one in gates):
        return "urgent"
    asked = [one for one in dimensions if one.have.asked or one.experience.asked]
    below = [one for one in asked if one.below]
    unscored = [one for one in asked if one.have.mean is None and one.experience.mean is None]
    if any(one.dimension.bears for one in (*below, *unscored)) or len(below) >= MANY_BELOW * len(asked):
        return "prepare"
    return "support" if below or unscored or any(_doubtful(one) for one in asked) else "embed"


def _doubtful(one: Measured) -> bool:
    """In place, and yet worth a talk: a lens without a score, many who did not know, or a wide gap."""
    return (
        any((each.asked and each.mean is None) or each.many_unsure for each in (one.have, one.experience))
        or (one.gap is not None and abs(one.gap) >= WIDE)
        or one.apart is not None
    )


def changes(items: Iterable[Item], before: Round, now: Round) -> Iterator[tuple[str, Lens, Fraction, Fraction]]:
    """(dimension, lens, last time, this time) over the statements that both rounds scored."""
    found: dict[tuple[str, Lens], list[tuple[Fraction, Fraction]]] = {}
    for item in items:
        was, is_now = scored(item, before), scored(item, now)
        if was is not None and is_now is not None:
            found.setdefault((item.dimension, item.lens), []).append((was, is_now))
    for (dimension, lens), pairs in found.items():
        last, this = (sum((pair[at] for pair in pairs), Fraction(0)) / len(pairs) for at in (0, 1))
        yield dimension, lens, last, this
