"""Complete organisations to try a library on: of each sector in each of its nations, every question answered as is usual there."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.answers import Answer, Answers, Person
from policygen.facts import Facts, derive
from policygen.filling import Speaker
from policygen.library import Library
from policygen.questions import Question

FIXED = frozenset({"sector", "nation"})
"""What a body is; all else is varied around it."""


@dataclass(frozen=True, eq=False)
class Body:
    """A complete organisation of one sector in one nation (or in all that its sector has: `several`)."""

    sector: str
    nation: str
    facts: Facts
    answers: Answers
    first: bool
    """Whether it stands in the first nation of its sector, where words are varied most."""

    @property
    def name(self) -> str:
        return f"{self.sector} in {self.nation.replace('-', ' ')}"


def complete(library: Library, sector: str, nations: tuple[str, ...]) -> tuple[Answers, Facts]:
    """An organisation that has answered everything: every post held by its own person, every choice the usual answer of
    organisations like it, or else the first one offered."""
    people: dict[str, Person] = {}
    answers = {question.id: _plain(question, people) for question in library.questions.values()}
    answers["sector"], answers["nation"] = Answer("given", (sector,)), Answer("given", nations)
    for _ in range(4):  # a usual answer may rest on an earlier one, three deep at most in any library seen
        made = Answers(dict(answers), people)
        facts = derive(library, made)
        for asked in facts.walk:
            question = asked.question
            if question.id in FIXED or not question.chooses:
                continue
            if asked.usual:
                answers[question.id] = Answer("given", asked.usual.value)
            elif question.kind != "many" and asked.options:
                answers[question.id] = Answer("given", (asked.options[0].id,))
        if answers == made.answers:
            break
    return made, facts


def _plain(question: Question, people: dict[str, Person]) -> Answer:
    match question.kind:
        case "choice" | "yes_no":
            return Answer("given", (question.options[0].id,))
        case "many":
            return Answer("given", ())
        case "person" | "people":
            name = question.id.replace("_", " ").title()
            people[question.id] = Person(
                question.id, f"Name of {name}", name, "01632 960000", f"{question.id}@school.example"
            )
            return Answer("given", (question.id,))
        case "pairs":
            return Answer("given")
        case "date":
            return Answer("given", ("2026-09-01",))
        case "date_or_term":
            return Answer("given", ("2027-09-01",))
        case _:
            return Answer("given", (f"Words for {question.id.replace('_', ' ')}",))


_KEPT = ("sector", "nation", "size", "parent_route", "assistants", "proprietor", "phase", "provision", "charity")


def kind_of(speaker: Speaker) -> str:
    """The organisation by the answers that most rests on."""
    said = [
        f"{id} {speaker.answers.text(id)}" for id in _KEPT if id in speaker.facts.asked and speaker.answers.text(id)
    ]
    return ", ".join(said)
