"""The questionnaire as front doors walk it: what is asked of this organisation, in which words, what is open, what is offered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from policygen.answers import Answer, Answers, Person
from policygen.facts import Asked, Facts, derive
from policygen.filling import Speaker, spelled
from policygen.library import Library
from policygen.prose import Leaf, leaf
from policygen.questions import Kind, Question

NOT_SURE = "not sure yet"
SKIP = "skip"
VACANT = "nobody in post"
"""What every door offers beside an answer, in these words. `VACANT` only where a person is asked for."""
LEAVE = "leave it open for now"
KEEP = "keep it and go on"
"""How a question is passed by: where it is open, and where it has an answer."""
NOTE = "Who will find out, or when?"
FIELDS = {"name": "Name", "title": "Job title", "phone": "Telephone", "email": "E-mail"}
"""What is asked of somebody new."""
PERSONAL = ("person", "people")

Status = Literal["answered", "open", "to confirm"]


@dataclass(frozen=True)
class Choice:
    """Something to choose: an option, or somebody already named."""

    id: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Prompt:
    """One question as it is put to this organisation, its slots filled."""

    asked: Asked
    number: int
    """Its place in the walk, from 1."""
    ask: str
    label: str
    choices: tuple[Choice, ...]
    """The options offered; for people and ties, everybody named so far."""
    usual: str
    """The usual answer of organisations like this one in words; empty where there is none."""
    said: str
    """The answer that stands, in words; empty where there is none."""
    again: str
    """Why a question that has an answer is asked again; empty where it is not."""

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def id(self) -> str:
        return self.question.id

    @property
    def kind(self) -> Kind:
        return self.question.kind

    @property
    def because(self) -> str:
        """Why the usual answer is the usual one: a sentence."""
        return self.asked.usual.because if self.asked.usual else ""

    @property
    def status(self) -> Status:
        """answered; open: not asked yet, or to be asked again; to confirm: not sure yet, skipped, or a vacant post."""
        if self.asked.settled in ("open", "stale"):
            return "open"
        return "answered" if self.asked.settled == "answered" else "to confirm"

    @property
    def may_skip(self) -> bool:
        """Whether it may be left without an answer: nothing can be made without the few that are required."""
        return not self.question.required

    @property
    def may_be_vacant(self) -> bool:
        return self.kind in PERSONAL

    def choice(self, id: str) -> Choice | None:
        """The choice of that id, if it is offered."""
        return next((choice for choice in self.choices if choice.id == id), None)


@dataclass(frozen=True)
class Part:
    """One section of the questionnaire as it is put to this organisation."""

    id: str
    title: str
    intro: str
    prompts: tuple[Prompt, ...]

    def count(self, status: Status) -> int:
        """How many of its questions are answered, open or to be confirmed."""
        return sum(prompt.status == status for prompt in self.prompts)


@dataclass(frozen=True)
class Interview:
    """The whole walk over the answers given so far. A new answer makes a new interview."""

    library: Library
    answers: Answers
    facts: Facts
    parts: tuple[Part, ...]

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every question that is asked of this organisation, in order."""
        return tuple(prompt for part in self.parts for prompt in part.prompts)

    def prompt(self, id: str) -> Prompt | None:
        """The question of that id, if it is asked here."""
        return next((prompt for prompt in self.prompts if prompt.id == id), None)

    def part(self, prompt: Prompt) -> Part:
        """The section that the question stands in."""
        return next(part for part in self.parts if prompt in part.prompts)

    def count(self, status: Status) -> int:
        """How many questions are answered, open or to be confirmed."""
        return sum(part.count(status) for part in self.parts)

    def first_open(self, after: str = "") -> Prompt | None:
        """The first open question, or the first behind `after`; None where there is none."""
        return next((prompt for prompt in self._behind(after) if prompt.status == "open"), None)

    def before(self, id: str) -> Prompt | None:
        """The question before that one, None at the beginning. One that had only one possible answer was never asked."""
        earlier = self.prompts[: len(self.prompts) - len(self._behind(id)) - bool(self.prompt(id))]
        asked = (
            prompt for prompt in reversed(earlier) if prompt.status != "answered" or prompt.id in self.answers.answers
        )
        return next(asked, None)

    def _behind(self, id: str) -> tuple[Prompt, ...]:
        order = list(self.library.questions)
        if id not in order:
            return self.prompts
        at = order.index(id)
        return tuple(prompt for prompt in self.prompts if order.index(prompt.id) > at)


def interview(library: Library, answers: Answers) -> Interview:
    """Walk the questionnaire over the answers."""
    facts = derive(library, answers)
    speaker = Speaker(library, facts, answers)
    prompts = [_prompt(asked, number, speaker) for number, asked in enumerate(facts.walk, 1)]
    parts = tuple(
        Part(section.id, section.title, section.intro, tuple(p for p in prompts if p.question.section == section.id))
        for section in library.sections.values()
    )
    return Interview(library, answers, facts, tuple(part for part in parts if part.prompts))


def _prompt(asked: Asked, number: int, speaker: Speaker) -> Prompt:
    question = asked.question
    if question.chooses:
        choices = tuple(
            Choice(o.id, words(speaker, leaf(o.label, question.file, question.line)), o.help) for o in asked.options
        )
    elif question.kind in PERSONAL or question.kind == "pairs":
        choices = tuple(Choice(person.id, described(person)) for person in speaker.answers.people.values())
    else:
        choices = ()
    usual = _listed(question, choices, asked.usual.value) if asked.usual else ""
    again = ""
    if asked.settled == "stale" and asked.answer:
        again = "Your other answers have changed since you took the usual answer here. Please look at it again."
        if asked.answer.state != "usual":
            again = "This answer is no longer offered to organisations like yours. Please choose again."
    said = _said(question, asked.answer, choices, speaker) if asked.answer else ""
    return Prompt(
        asked, number, words(speaker, question.asks), words(speaker, question.labels), choices, usual, said, again
    )


def words(speaker: Speaker, said: Leaf) -> str:
    """The leaf as a front door shows it: assumptions without the brackets that mark them in documents."""
    runs = speaker.say(said)
    return "".join(run.text[1:-1] if run.state == "assumed" and run.text.startswith("[") else run.text for run in runs)


def described(person: Person) -> str:
    """Ann Jones, Headteacher"""
    return f"{person.name}, {person.title}" if person.title else person.name


def _listed(question: Question, choices: tuple[Choice, ...], values: tuple[str, ...]) -> str:
    labels = {choice.id: choice.label for choice in choices}
    options = {option.id: option.label for option in question.options}
    return "; ".join(labels.get(value, options.get(value, value)) for value in values) or "none of these"


def _said(question: Question, answer: Answer, choices: tuple[Choice, ...], speaker: Speaker) -> str:
    if answer.state in ("unsure", "skipped", "vacant"):
        word = {"unsure": NOT_SURE, "skipped": "skipped", "vacant": VACANT}[answer.state]
        note = "".join(one if one.isprintable() else " " for one in answer.note)  # a note is not checked as answers are
        return f"{word} ({note})" if note else word
    if question.kind == "pairs":
        named = speaker.answers.people
        return "; ".join(f"{named[one].name} and {named[other].name}" for one, other in answer.pairs) or "none"
    if question.chooses:
        return _listed(question, choices, answer.values)
    if question.kind in PERSONAL:
        people = (speaker.answers.people[id] for id in answer.values)
        return (
            "; ".join(", ".join(part for part in (described(one), one.phone, one.email) if part) for one in people)
            or "none"
        )
    return spelled(answer.value)
