"""The culture assessment as every door asks it: which round, which statements on which sheet, and what may be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from policygen.answers import Answer, Answers
from policygen.assessed import Assessed, Offered, asked_items, assess, frame_of, offered_here, offers, said, usual_form
from policygen.culture import Round, Rounds
from policygen.culture_file import UNSURE, load_culture, place, save_answers, save_form
from policygen.errors import AnswersError, Problem
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.library import Library
from policygen.saving import open_answers, save_answer

GOES_ON = timedelta(days=90)
"""So long a round that was begun is gone on with; later a new one begins."""
OPENING = ("private", "honest", "owned", "instrument", "quiet")
"""The sentences of the first page, behind what must be said first."""


@dataclass(frozen=True)
class Step:
    """One possible answer."""

    value: str
    label: str
    means: str = ""


@dataclass(frozen=True)
class Statement:
    """One statement as it is put here. `value`: what was answered: a step, `unsure`, or empty."""

    id: str
    ask: str
    evidence: str
    steps: tuple[Step, ...]
    value: str

    def label(self, value: str) -> str:
        """A value in words."""
        return next((step.label for step in self.steps if step.value == value), "not answered")


@dataclass(frozen=True)
class Sheet:
    """The statements of one dimension."""

    id: str
    title: str
    means: str
    statements: tuple[Statement, ...]

    @property
    def open(self) -> int:
        """How many are not answered."""
        return sum(not one.value for one in self.statements)


@dataclass(frozen=True)
class CultureSitting:
    """One round of one organisation, to be answered."""

    path: Path
    """The answers file; the culture answers stand beside it."""
    library: Library
    answers: Answers
    speaker: Speaker
    rounds: Rounds
    round: Round
    sheets: tuple[Sheet, ...]
    today: date

    @property
    def open(self) -> int:
        """How many statements are not answered."""
        return sum(sheet.open for sheet in self.sheets)

    @property
    def begun(self) -> bool:
        """Whether the round stands in the file."""
        return any(one.on == self.round.on for one in self.rounds.rounds)

    def sheet(self, id: str) -> Sheet | None:
        """The sheet of that dimension, if something of it is asked."""
        return next((sheet for sheet in self.sheets if sheet.id == id), None)

    def after(self, id: str) -> Sheet | None:
        """The sheet behind that one."""
        at = next((n for n, sheet in enumerate(self.sheets) if sheet.id == id), len(self.sheets))
        return self.sheets[at + 1] if at + 1 < len(self.sheets) else None

    def before(self, id: str) -> Sheet | None:
        """The sheet before that one."""
        at = next((n for n, sheet in enumerate(self.sheets) if sheet.id == id), 0)
        return self.sheets[at - 1] if at else None

    def saying(self, id: str) -> str:
        """One of the fixed sentences."""
        return said(self.speaker, frame_of(self.library).sayings[id])

    def assessed(self) -> Assessed | None:
        """The result as it now stands."""
        until = tuple(one for one in self.rounds.rounds if one.on <= self.round.on)
        return assess(self.library, self.speaker, Rounds(until), max(self.today, self.round.on))

    def offers(self) -> tuple[Offered, ...]:
        """The usual answers it suggests to questions that are asked here."""
        found = self.assessed()
        return tuple(one for one in offers(self.library, self.speaker, found) if one.question) if found else ()


def culture_sitting(path: Path, library: Library, today: date, on: date | None = None) -> CultureSitting:
    """The round of the day `on`; without one, the last that was begun within 90 days, else one that begins today.

    Raises AnswersError about either file, and where there is no assessment for somebody who works alone."""
    answers = open_answers(path, library)
    facts = derive(library, answers)
    if not offered_here(library, facts):
        what = "there is no culture assessment for somebody who works alone"
        raise AnswersError(Problem(path.name, 0, what, "it is for organisations with several adults"))
    return _seated(
        path, library, answers, Speaker(library, facts, answers), load_culture(place(path), library), today, on
    )


def _seated(
    path: Path, library: Library, answers: Answers, speaker: Speaker, rounds: Rounds, today: date, on: date | None
) -> CultureSitting:
    last = rounds.rounds[-1] if rounds.rounds else None
    if on is None:
        on = last.on if last and today - last.on <= GOES_ON else today
    new = Round(on, "short" if usual_form(speaker.facts) == "short" else "full")
    round = next((one for one in rounds.rounds if one.on == on), new)
    return CultureSitting(
        path, library, answers, speaker, rounds, round, tuple(_sheets(library, speaker, round)), today
    )


def _sheets(library: Library, speaker: Speaker, round: Round) -> Iterable[Sheet]:
    """Where people were counted by groups, nobody answers for them: what they experience is not asked."""
    asked = asked_items(library, speaker.facts, round.form)
    for dimension in library.dimensions.values():
        rows = [i for i in asked if i.dimension == dimension.id and not (i.kind == "P" and round.surveyed)]
        made = []
        for item in rows:
            held = round.answers.get(item.id)
            value = "" if item.id not in round.answers else UNSURE if held is None else str(held)
            steps = steps_of(library, speaker, item.kind)
            made.append(Statement(item.id, said(speaker, item.ask), said(speaker, item.evidence), steps, value))
        if made:
            yield Sheet(dimension.id, said(speaker, dimension.title), said(speaker, dimension.means), tuple(made))


def steps_of(library: Library, speaker: Speaker, kind: str) -> tuple[Step, ...]:
    """What may be answered to a statement of that kind, “I don’t know” last."""
    frame = frame_of(library)
    labels = frame.agreement if kind == "P" else frame.anchors
    first = 1 if kind == "P" else 0
    steps = (Step(str(n), one.label, said(speaker, one.means)) for n, one in enumerate(labels, first))
    return (*steps, Step(UNSURE, frame.unknown.label))


def began(sitting: CultureSitting, form: str, today: date) -> CultureSitting:
    """The sitting with its round in that form, saved."""
    rounds = save_form(place(sitting.path), sitting.library, sitting.round.on, form)
    return _seated(sitting.path, sitting.library, sitting.answers, sitting.speaker, rounds, today, sitting.round.on)


def gave(
    sitting: CultureSitting, given: dict[str, tuple[str, str]], today: date
) -> tuple[CultureSitting, dict[str, str]]:
    """The sitting with these answers saved, and what somebody else answered meanwhile (kept). statement → (before, now).

    Raises AnswersError for what is no answer."""
    allowed = {one.id: {step.value for step in one.steps} for sheet in sitting.sheets for one in sheet.statements}
    for id, (_, new) in given.items():
        if id not in allowed or new not in {*allowed[id], ""}:
            what = f"'{new}' is no answer to '{id}'"
            raise AnswersError(Problem(place(sitting.path).name, 0, what, "choose one of the answers that are offered"))
    changing = {id: pair for id, pair in given.items() if pair[0] != pair[1]}
    if not changing:
        return sitting, {}
    if not sitting.begun:
        sitting = began(sitting, sitting.round.form, today)
    rounds, changed = save_answers(place(sitting.path), sitting.library, sitting.round.on, changing)
    now = _seated(sitting.path, sitting.library, sitting.answers, sitting.speaker, rounds, today, sitting.round.on)
    return now, changed


def confirm(sitting: CultureSitting, offer: Offered) -> Answers:
    """Make an offered answer the organisation’s own. Raises AnswersError where somebody has changed it meanwhile."""
    held = sitting.answers.answers.get(offer.question)
    return save_answer(sitting.path, sitting.library, offer.question, held, Answer("given", offer.values))
