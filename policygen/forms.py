"""The words of the computed blocks: the fields of a form, the boxes of the flow chart, the rows of the contacts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from policygen.conditions import Condition, Match
from policygen.errors import Problem
from policygen.prose import Leaf, leaf
from policygen.reading import Flag, Words, read_table, record


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
class BlockWords:
    """One file of clauses/blocks/: a form, the flow chart, or the contacts."""

    id: str
    file: str
    intro: str = ""
    alt: str = ""
    groups: tuple[GroupWords, ...] = ()
    steps: tuple[StepWords, ...] = ()
    rows: tuple[ContactWords, ...] = ()

    def leaf(self, words: str) -> Leaf:
        """Words of this file, split into text and slots."""
        return leaf(words, self.file)

    def conditions(self) -> tuple[Condition, ...]:
        """Of every row, group and field."""
        fields = (field.condition for group in self.groups for field in group.fields)
        return (*(row.condition for row in self.rows), *(group.condition for group in self.groups), *fields)

    def texts(self) -> tuple[str, ...]:
        """Everything here that prints."""
        fields = [field for group in self.groups for field in group.fields]
        return (
            self.intro, self.alt,
            *(group.title for group in self.groups),
            *(words for field in fields for words in (field.label, field.hint, *field.choices)),
            *(words for step in self.steps for words in (step.text, step.yes)),
            *(words for row in self.rows for words in (row.what, row.name, row.phone, row.email)),
        )  # fmt: skip


def read_block(path: Path, shown: str, problems: list[Problem]) -> BlockWords | None:
    """One file of clauses/blocks/."""
    return record(BlockWords, read_table(path, shown), shown, problems, {"file": shown})
