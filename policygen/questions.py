"""What is asked of an organisation: kinds of question, their options, and the usual answers with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from policygen.conditions import Condition, Match
from policygen.errors import Problem
from policygen.prose import Leaf, leaf
from policygen.reading import Flag, Listing, Table, Words, read_table, record

Kind = Literal[
    "text", "long_text", "choice", "many", "yes_no", "person", "people", "pairs",
    "date", "date_or_term", "phone", "email", "web",
]  # fmt: skip
CHOOSING: tuple[Kind, ...] = ("choice", "many", "yes_no")
"""Kinds whose answers are facts by their options; the others are facts by their state."""


@dataclass(frozen=True)
class Option:
    """One possible answer. `label` is what the documents print for it."""

    id: str
    label: str
    help: str = ""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class Usual:
    """The usual answer of organisations like this one, and why."""

    value: Words
    because: str
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)


@dataclass(frozen=True)
class Question:
    """`ask` may hold slots; `label` names the answer inside a sentence ("the headteacher’s name")."""

    id: str
    kind: Kind
    ask: str
    label: str
    section: str
    file: str
    line: int
    help: str = ""
    why: str = ""
    who: str = ""
    when: Match = ()
    unless: Match = ()
    required: Flag = False
    printed: Flag = True
    usual: tuple[Usual, ...] = ()
    options: tuple[Option, ...] = ()
    post: str = ""
    """person, people: the slot that names the post, where it is not the question's id (`guardian.a`)."""

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    @property
    def chooses(self) -> bool:
        """Whether its options are facts that clauses may rest on."""
        return self.kind in CHOOSING

    @property
    def asks(self) -> Leaf:
        return leaf(self.ask, self.file, self.line)

    @property
    def labels(self) -> Leaf:
        return leaf(self.label, self.file, self.line)

    def option(self, id: str) -> Option | None:
        """The option of that id, if there is one."""
        return next((option for option in self.options if option.id == id), None)


@dataclass(frozen=True)
class Section:
    """A part of the questionnaire."""

    id: str
    title: str
    intro: str


YES_NO = (Option("yes", "yes"), Option("no", "no"))


def read_questions(path: Path, shown: str, problems: list[Problem]) -> tuple[Section, tuple[Question, ...]] | None:
    """One file of the questionnaire."""
    table = read_table(path, shown)
    rows = table.pop("questions", Listing())
    section = record(_SectionHead, table, shown, problems)
    if section is None or not isinstance(rows, list):
        return None
    found: list[Question] = []
    for row in rows:
        line = row.line if isinstance(row, Table) else 0
        extra = {"section": section.section, "file": shown, "line": line}
        if isinstance(row, Table) and row.get("kind") == "yes_no" and "options" not in row:
            extra["options"] = YES_NO
        question = record(Question, row, shown, problems, extra)
        if question is None:
            continue
        found.append(question)
        if question.chooses and not question.options:
            problems.append(Problem(shown, line, f"'{question.id}' has no options", "add 'options:'"))
        if question.usual and not question.chooses:
            what = f"'{question.id}' ({question.kind}) has a usual answer"
            problems.append(
                Problem(shown, line, what, "take it out: a default never supplies a name, a number or words")
            )
    return Section(section.section, section.title, section.intro), tuple(found)


@dataclass(frozen=True)
class _SectionHead:
    section: str
    title: str
    intro: str = ""
