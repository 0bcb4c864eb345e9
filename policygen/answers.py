"""What an organisation said, as values: answers in their states, and the people they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from policygen.errors import Problem

FORMAT = 1
"""Version of the answers file that this program writes."""

State = Literal["given", "unsure", "skipped", "usual", "vacant"]
STATES: tuple[State, ...] = ("unsure", "skipped", "usual", "vacant")


@dataclass(frozen=True)
class Answer:
    """One answer. `values` holds one value, or several for `many` and `people`; `pairs` two people each.

    unsure, skipped, vacant: no values, `note` says why. usual: the usual answer accepted, `because` of these facts."""

    state: State
    values: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    note: str = ""
    because: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def value(self) -> str:
        """The one value, or empty."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class Person:
    """Somebody named once, so that two roles held by one person can be seen."""

    id: str
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Answers:
    """An organisation's answers by question id; no entry: not asked yet. `warnings` are doubts, never refusals."""

    answers: Mapping[str, Answer]
    people: Mapping[str, Person]
    library: str = ""
    file: str = "answers"
    warnings: tuple[Problem, ...] = ()

    def text(self, question: str) -> str:
        """The one value given to a question, or empty."""
        answer = self.answers.get(question)
        return answer.value if answer and answer.state in ("given", "usual") else ""

    def day(self, question: str) -> date | None:
        """The day given to a date question."""
        try:
            return date.fromisoformat(self.text(question))
        except ValueError:
            return None
