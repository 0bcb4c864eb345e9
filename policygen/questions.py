"""What is asked of an organisation: kinds of question, their options, and the usual answers with their reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    file: str = ""
    line: int = 0
    """Where it stands, if another file adds it to its question."""

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    def leaf(self, question: Question) -> Leaf:
        """The label with its slots."""
        return leaf(self.label, question.file, question.line)


@dataclass(frozen=True)
class Usual:
    """The usual answer of organisations like this one, and why."""

    value: Words
    because: str
    when: Match = ()
    unless: Match = ()
    file: str = ""
    line: int = 0
    """Where it stands, if another file adds it to its question."""

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

    @cached_property
    def chooses(self) -> bool:
        """Whether its options are facts that clauses may rest on."""
        return self.kind in CHOOSING

    @cached_property
    def narrows(self) -> bool:
        """Whether some options are offered to some organisations alone."""
        return any(option.condition for option in self.options)

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """The facts that its usual answers rest on."""
        return tuple(dict.fromkeys(name for usual in self.usual for name in usual.condition.facts))

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
class Addition:
    """What another file adds to a question (`adds: yes`): options behind its own, usual answers before its own."""

    id: str
    adds: Flag
    file: str
    line: int
    usual: tuple[Usual, ...] = ()
    options: tuple[Option, ...] = ()

    def to(self, question: Question) -> Question:
        """The question with what is added."""
        placed = {"file": self.file, "line": self.line}
        options = tuple(replace(option, **placed) for option in self.options)  # type: ignore[arg-type]
        usual = tuple(replace(one, **placed) for one in self.usual)  # type: ignore[arg-type]
        return replace(question, options=(*question.options, *options), usual=(*usual, *question.usual))

    def mistakes(self, question: Question) -> Iterator[Problem]:
        """What does not fit the question."""
        if not question.chooses:
            what = f"'{self.id}' ({question.kind}) has no options to add to"
            yield Problem(self.file, self.line, what, "add to a choice, a list or a yes or no")
        for option in self.options:
            if question.option(option.id):
                what = f"'{self.id}' has the option '{option.id}' already"
                yield Problem(self.file, self.line, what, "give it another id, or take it out")
        for usual in self.usual:
            if not usual.condition:
                what = f"a usual answer that is added to '{self.id}' has no condition, so it would hide all others"
                yield Problem(self.file, self.line, what, "add 'when:'")


@dataclass(frozen=True)
class Section:
    """A part of the questionnaire."""

    id: str
    title: str
    intro: str


YES_NO = (Option("yes", "yes"), Option("no", "no"))


Found = tuple[Section | None, tuple[Question, ...], tuple[Addition, ...]]


def read_questions(path: Path, shown: str, problems: list[Problem]) -> Found | None:
    """One file of the questionnaire. A file that only adds to questions of others is no section and needs no title."""
    table = read_table(path, shown)
    rows = table.pop("questions", Listing())
    only_adds = isinstance(rows, list) and bool(rows) and all(isinstance(row, Table) and "adds" in row for row in rows)
    section = None if only_adds and not table else record(_SectionHead, table, shown, problems)
    if (section is None and not only_adds) or not isinstance(rows, list):
        return None
    found: list[Question] = []
    added: list[Addition] = []
    for row in rows:
        line = row.line if isinstance(row, Table) else 0
        if isinstance(row, Table) and "adds" in row:
            if addition := record(Addition, row, shown, problems, {"file": shown, "line": line}):
                added.append(addition)
            continue
        extra = {"section": section.section if section else "", "file": shown, "line": line}
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
    made = Section(section.section, section.title, section.intro) if section else None
    return made, tuple(found), tuple(added)


@dataclass(frozen=True)
class _SectionHead:
    section: str
    title: str
    intro: str = ""
