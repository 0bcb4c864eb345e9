"""What the culture assessment is made of: dimensions and their statements, gates, readings, and the usual answers it may offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator

from policygen.conditions import Condition, Match
from policygen.errors import Problem
from policygen.reading import Flag, Listing, Table, Words, read_table, record

Kind = Literal["D", "P", "O"]
"""D: something there is. P: something people experience. O: something that was observed or sampled."""
Lens = Literal["have", "experience"]
"""have: D and O, 0 to 4. experience: P, 1 to 5."""
LENSES: tuple[Lens, ...] = ("have", "experience")
R = TypeVar("R")
EVERYBODY = "everybody"
"""Who answers the short form, where no group is asked apart."""
MOST_DAYS = 30
"""A shut gate is put right within so many days."""


def _exact(value: object) -> object:
    return Fraction(value) if isinstance(value, str) else value


Exact = Annotated[Fraction, BeforeValidator(_exact)]


@dataclass(frozen=True)
class Item:
    """One statement. `ask` may hold slots. P is answered by everybody in `groups` (none named: all), D and O once."""

    id: str
    dimension: str
    kind: Kind
    ask: str
    file: str
    line: int
    short: Flag = False
    """Whether it is the one of its dimension in the short form. A gate’s statement is always in it."""
    reversed: Flag = False
    gate: str = ""
    evidence: str = ""
    """D, O: what shows it."""
    groups: Words = ()
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    @property
    def lens(self) -> Lens:
        return "experience" if self.kind == "P" else "have"

    def asked(self, group: str) -> bool:
        """Whether that group answers it."""
        return self.kind == "P" and (not self.groups or group == EVERYBODY or group in self.groups)


@dataclass(frozen=True)
class Action:
    """What is done where a dimension is not in place by one lens: `days` after the assessment, by whom (words with slots)."""

    lens: Lens
    days: int
    owner: str
    do: str


@dataclass(frozen=True)
class Dimension:
    """One part of the culture. `bears`: a policy stands on it, so it is prepared first where it is not in place."""

    id: str
    title: str
    means: str
    file: str
    line: int = 1
    bears: Flag = False
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Gate:
    """What has to be open before any total counts. `shut`: by its item below “in place”; by a quarter of those who answered
    agreeing; or by any of them. `same_day`: that it is shut is itself shared today, outside the assessment."""

    id: str
    name: str
    """What is so where it is open."""
    title: str
    """What is so where it is shut."""
    owner: str
    days: int
    action: str
    file: str
    line: int
    shut: Literal["below", "quarter", "any"] = "below"
    same_day: Flag = False


@dataclass(frozen=True)
class ReadingForm:
    """A reading as it is said to one kind of organisation."""

    name: str
    means: str
    recommend: str
    when: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when)


@dataclass(frozen=True)
class Reading:
    """One of the four readings; the first form that holds is said, the last has no condition."""

    id: Literal["urgent", "prepare", "support", "embed"]
    forms: tuple[ReadingForm, ...]
    file: str
    line: int


@dataclass(frozen=True)
class Offer:
    """A usual answer to another question that a result suggests: a `value`, or the next more frequent one in `order`.
    Without a question it is a step of the plan alone."""

    id: str
    because: str
    file: str
    line: int
    question: str = ""
    value: str = ""
    order: Words = ()
    below: Words = ()
    lens: Literal["have", "experience", "any"] = "any"
    gates: Words = ()
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class Group:
    """People who answer apart from others."""

    id: str
    short: str
    label: str


@dataclass(frozen=True)
class Label:
    """One step of a scale."""

    label: str
    means: str = ""


@dataclass(frozen=True)
class Band:
    """What a mean of at least `at` (0 to 4) is called where no number is shown."""

    at: Exact
    label: str


@dataclass(frozen=True)
class Frame:
    """The scales, the groups and the fixed sentences. There is one; a layer’s replaces it whole."""

    id: str
    file: str
    groups: tuple[Group, ...]
    anchors: tuple[Label, ...]
    agreement: tuple[Label, ...]
    unknown: Label
    bands: tuple[Band, ...]
    line: int = 1
    sayings: dict[str, str] = field(default_factory=dict, hash=False)
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    def group(self, id: str) -> Group | None:
        """The group of that id."""
        return next((group for group in self.groups if group.id == id), None)


ASSESSED = ("dimensions", "items", "gates", "readings", "offers", "frames")
"""The kinds of record that a file of clauses/culture/ may hold."""


@dataclass(frozen=True)
class Assessment:
    """What one file holds."""

    dimensions: tuple[Dimension, ...] = ()
    items: tuple[Item, ...] = ()
    gates: tuple[Gate, ...] = ()
    readings: tuple[Reading, ...] = ()
    offers: tuple[Offer, ...] = ()
    frames: tuple[Frame, ...] = ()


def read_assessment(path: Path, shown: str, problems: list[Problem]) -> Assessment | None:
    """One file of clauses/culture/: a dimension with its items (`adds: yes`: items alone), or the frame with gates, readings
    and offers."""
    table = read_table(path, shown)
    if "dimension" in table:
        return _dimension(table, shown, problems)
    gates = _rows(table, "gates", Gate, shown, problems)
    readings = _rows(table, "readings", Reading, shown, problems)
    offers = _rows(table, "offers", Offer, shown, problems)
    frame = record(Frame, table, shown, problems, {"id": "frame", "file": shown}) if table else None
    return Assessment(gates=gates, readings=readings, offers=offers, frames=(frame,) if frame else ())


def _dimension(table: Table, shown: str, problems: list[Problem]) -> Assessment | None:
    id = table.pop("dimension")
    placed = {"dimension": id}
    items = _rows(table, "items", Item, shown, problems, placed)
    if table.pop("adds", "no") == "yes":
        for key in table:
            what = f"a file that adds to '{id}' also says '{key}'"
            problems.append(Problem(shown, table.lines[key], what, "leave it out, or take 'adds:' out to replace it"))
        return Assessment(items=items)
    made = record(Dimension, table, shown, problems, {"id": id, "file": shown})
    return Assessment(dimensions=(made,), items=items) if made else None


def _rows(
    table: Table, key: str, kind: type[R], shown: str, problems: list[Problem], extra: dict[str, object] | None = None
) -> tuple[R, ...]:
    rows = table.pop(key, Listing())
    if not isinstance(rows, list):
        problems.append(Problem(shown, table.lines.get(key, 1), f"'{key}' is not a list", "write one '- id: …' a row"))
        return ()
    found = []
    for row in rows:
        line = row.line if isinstance(row, Table) else 0
        made = record(kind, row, shown, problems, {"file": shown, "line": line, **(extra or {})})
        if made is not None:
            found.append(made)
    return tuple(found)


def texts(one: Dimension | Item | Gate | Reading | Offer | Frame) -> Iterator[str]:
    """Every text of a record that may hold slots."""
    match one:
        case Dimension():
            yield from (one.title, one.means)
            yield from (words for action in one.actions for words in (action.owner, action.do))
        case Item():
            yield from (one.ask, one.evidence)
        case Gate():
            yield from (one.name, one.title, one.owner, one.action)
        case Reading():
            yield from (words for form in one.forms for words in (form.name, form.means, form.recommend))
        case Offer():
            yield one.because
        case Frame():
            yield from (words for group in one.groups for words in (group.short, group.label))
            yield from (label.label for label in (*one.anchors, *one.agreement, one.unknown))
            yield from (label.means for label in one.anchors)
            yield from one.sayings.values()


def conditions(one: Dimension | Item | Gate | Reading | Offer | Frame) -> Iterator[Condition]:
    """Every condition of a record."""
    if isinstance(one, Reading):
        yield from (form.condition for form in one.forms)
    elif isinstance(one, Item | Offer | Frame):
        yield one.condition
