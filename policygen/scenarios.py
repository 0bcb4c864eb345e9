"""What a training session tries: stories, whom they are to be told, the piles that recipients sort them into, and replies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from policygen.conditions import Condition, Match
from policygen.errors import Problem
from policygen.prose import Leaf, leaf
from policygen.reading import Flag, Listing, Words, read_table, record


@dataclass(frozen=True)
class Way:
    """The right answer for staff, which is always to tell: whom, by the rung of the ladder, and by when."""

    id: str
    file: str
    line: int
    rung: str = ""
    """The rung of the ladder whose receivers are told (`anyone`, `head` …); empty where nobody stands above: then `says` says all."""
    first: str = ""
    """What comes before telling anybody here, such as the police."""
    says: str = ""
    at_once: Flag = False
    """Whether nothing but at once is soon enough."""
    rests: Words = ()
    """The clauses that it rests on, of whichever procedure the organisation has."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that prints."""
        return (self.first, self.says)


@dataclass(frozen=True)
class Pile:
    """Where recipients put a story, and what they do first with what lies there."""

    id: str
    title: str
    says: str
    file: str
    line: int
    each: Flag = False
    """Whether it is said with every story that lies there; else once, before the stories."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that prints."""
        return (self.title, self.says)


@dataclass(frozen=True)
class Reply:
    """One thing that somebody might do, in the self-check, and what is said to it."""

    id: str
    choice: str
    says: str
    file: str
    line: int
    right: Flag = False
    """Whether it is to tell. Nobody who would tell is ever put right."""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that prints."""
        return (self.choice, self.says)


@dataclass(frozen=True)
class Scenario:
    """A story to talk about. `because`: why it lies on its pile, for recipients. `shows`: what everybody takes home."""

    id: str
    title: str
    story: str
    way: str
    answer: str
    pile: str
    because: str
    shows: str
    rests: Words
    file: str
    line: int
    topics: Words = ()
    """What it is about, to see that none is forgotten."""
    own: str = ""
    """The family or sector that it was written for; empty: for everybody."""
    among: Match = ()
    """For whom all scenarios of its file are."""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition((*self.among, *self.when), self.unless)

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything in it that prints."""
        return (self.title, self.story, self.answer, self.because, self.shows)

    def leaf(self, words: str) -> Leaf:
        """Words of it, split into text and slots."""
        return leaf(words, self.file, self.line)


@dataclass(frozen=True)
class Training:
    """One file of clauses/scenarios/."""

    ways: tuple[Way, ...] = ()
    piles: tuple[Pile, ...] = ()
    replies: tuple[Reply, ...] = ()
    scenarios: tuple[Scenario, ...] = ()


TRAINING = {"ways": Way, "piles": Pile, "replies": Reply, "scenarios": Scenario}


@dataclass(frozen=True)
class _Head:
    own: str = ""
    when: Match = ()


def read_training(path: Path, shown: str, problems: list[Problem]) -> Training:
    """One file: any of `ways`, `piles`, `replies` and `scenarios`. At its head `own:` says whom its scenarios were written for,
    and `when:` for whom they all are."""
    table = read_table(path, shown)
    rows = {key: table.pop(key, Listing()) for key in TRAINING}
    head = record(_Head, table, shown, problems) or _Head()
    found: dict[str, list[object]] = {key: [] for key in TRAINING}
    for key, kind in TRAINING.items():
        for row in rows[key]:
            extra = {"file": shown, "line": getattr(row, "line", 0)}
            made = record(kind, row, shown, problems, extra)
            if isinstance(made, Scenario):
                made = replace(made, own=head.own, among=head.when)
            if made is not None:
                found[key].append(made)
    return Training(**{key: tuple(made) for key, made in found.items()})  # type: ignore[arg-type]
