"""The words of the computed blocks: the fields of a form, the boxes of the flow chart, the rows of the contacts, of a table and of a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from policygen.conditions import Condition, Match
from policygen.errors import Problem
from policygen.prose import Leaf, leaf
from policygen.reading import Flag, Words, read_table, record

SPAN = re.compile(r"(\d+) (day|week|month|year)s?")
"""How long after: 0 days, 30 days, 6 weeks, 12 months."""


@dataclass(frozen=True)
class FieldWords:
    """A place on a form: see document.Field."""

    label: str
    kind: Literal["text", "date", "choices", "signature"] = "text"
    hint: str = ""
    lines: int = 1
    choices: Words = ()
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class GroupWords:
    """A titled block of a form."""

    title: str
    fields: tuple[FieldWords, ...]
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class StepWords:
    """A box of the flow chart: see document.Step."""

    kind: Literal["start", "question", "action", "end"]
    text: str
    yes: str = ""


@dataclass(frozen=True)
class ContactWords:
    """A row of the contacts: a post by its person question, or words with a number."""

    what: str
    person: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    first: Flag = False
    """Whether it also stands on the "In short" page."""
    outside: Flag = False
    """Whether it is an office outside that takes what may meet the harm threshold."""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class LineWords:
    """A row of a table: a cell a column. An empty one is room to write in."""

    cells: Words
    rests: Words = ()
    """Clauses: the first empty cell says where those stand that are in a document of this organisation."""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class DatedWords:
    """An action and its day: so long `after` the meeting, or the answer to a question, where it has one."""

    what: str
    after: str
    """0 days, 30 days, 6 weeks, 12 months"""
    who: str = ""
    stage: str = ""
    """The heading that it stands under, with those after it that name none."""
    since: Literal["adoption", "meeting"] = "adoption"
    answer: str = ""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class BlockWords:
    """One file of clauses/blocks/: a form, the flow chart, the contacts, a table, or a plan."""

    id: str
    file: str
    intro: str = ""
    alt: str = ""
    groups: tuple[GroupWords, ...] = ()
    steps: tuple[StepWords, ...] = ()
    rows: tuple[ContactWords, ...] = ()
    columns: Words = ()
    widths: Words = ()
    cards: Flag = False
    """Whether each row of the table is drawn as a small table of its own, headed by its first cell."""
    lines: tuple[LineWords, ...] = ()
    dated: tuple[DatedWords, ...] = ()

    def leaf(self, words: str) -> Leaf:
        """Words of this file, split into text and slots."""
        return leaf(words, self.file)

    def conditions(self) -> tuple[Condition, ...]:
        """Of every row, group and field."""
        fields = (field.condition for group in self.groups for field in group.fields)
        rows = (row.condition for rows in (self.rows, self.lines, self.dated) for row in rows)
        return (*rows, *(group.condition for group in self.groups), *fields)

    def texts(self) -> tuple[str, ...]:
        """Everything here that prints."""
        fields = [field for group in self.groups for field in group.fields]
        return (
            self.intro, self.alt,
            *(group.title for group in self.groups),
            *(words for field in fields for words in (field.label, field.hint, *field.choices)),
            *(words for step in self.steps for words in (step.text, step.yes)),
            *(words for row in self.rows for words in (row.what, row.name, row.phone, row.email)),
            *self.columns,
            *(words for line in self.lines for words in line.cells),
            *(words for row in self.dated for words in (row.what, row.who, row.stage)),
        )  # fmt: skip


def read_block(path: Path, shown: str, problems: list[Problem]) -> BlockWords | None:
    """One file of clauses/blocks/."""
    read = record(BlockWords, read_table(path, shown), shown, problems, {"file": shown})
    for row in read.dated if read else ():
        if not SPAN.fullmatch(row.after):
            problems.append(Problem(shown, 0, f"'after: {row.after}' is no time", "for example: 30 days, 12 months"))
    for line in read.lines if read else ():
        if read and len(line.cells) != len(read.columns):
            what = f"the row “{line.cells[0]}” has {len(line.cells)} cells and the table {len(read.columns)} columns"
            problems.append(Problem(shown, 0, what, 'give each column a cell, "" for room to write'))
        if read and line.rests and "" not in line.cells:
            what = f"the row “{line.cells[0]}” rests on clauses and has no empty cell to name them in"
            problems.append(Problem(shown, 0, what, 'leave a cell empty: ""'))
    return read
