"""What is to be done by which day: a plan counted from the day of the meeting, and the tables of the papers for a board."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policygen.answers import Answers
from policygen.document import Block, Line, Paragraph, Run, Subheading, Table
from policygen.filling import Speaker, long_date, spelled
from policygen.forms import SPAN, BlockWords

NOTICE = 14
"""Days from the day a pack is made to the meeting, where nobody has said when that is."""


@dataclass(frozen=True)
class Meeting:
    """The day of the meeting that decides, and the day from which what it adopts holds. `assumed`: nobody gave it."""

    day: date
    adoption: date
    assumed: bool


@dataclass(frozen=True)
class Action:
    """One row of a plan. `day` is None where the organisation answered with a month or a term: then `shown` alone says when."""

    stage: Line
    what: Line
    who: Line
    day: date | None
    shown: Line


def meeting(answers: Answers, on: date) -> Meeting:
    """The meeting that adopted the documents, or the one that will; where neither is known, two weeks after `on`."""
    approved, held = answers.day("approved_on"), answers.day("meeting_on")
    if known := held or approved:
        return Meeting(known, approved or known, False)
    day = working(on + timedelta(days=NOTICE))
    return Meeting(day, day, True)


def later(start: date, span: str) -> date:
    """The day so long after another: "30 days", "6 weeks", "3 months", "1 year"; a day that falls on a weekend moves to Monday.

    Raises ValueError for anything else."""
    found = SPAN.fullmatch(span)
    if not found:
        raise ValueError(span)
    count, unit = int(found[1]), found[2]
    if unit in ("day", "week"):
        return working(start + timedelta(days=count * (7 if unit == "week" else 1)))
    months = start.month - 1 + count * (12 if unit == "year" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return working(date(year, month, min(start.day, monthrange(year, month)[1])))


def working(day: date) -> date:
    """The day itself, or the Monday after a weekend. Public and school holidays are not known."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def actions(words: BlockWords, speaker: Speaker, on: date) -> tuple[Action, ...]:
    """The rows of a plan that this organisation has, with their days: stage after stage, in each by day."""
    rows = list(_actions(words, speaker, on))
    stages = list(dict.fromkeys(row.stage for row in rows))
    return tuple(sorted(rows, key=lambda row: (stages.index(row.stage), row.day or date.max)))


def _actions(words: BlockWords, speaker: Speaker, on: date) -> Iterator[Action]:
    held = meeting(speaker.answers, on)
    stage: Line = ()
    for row in words.dated:
        if row.stage:
            stage = speaker.say(words.leaf(row.stage))
        if not speaker.facts.holds(row.condition):
            continue
        start = held.day if row.since == "meeting" else held.adoption
        day: date | None = start if row.after == "0 days" else later(start, row.after)
        shown: Line = (Run(long_date(day)),) if day else ()
        if row.answer and (answered := speaker.answers.text(row.answer)):
            day = speaker.answers.day(row.answer)
            shown = (Run(spelled(answered), f"question:{row.answer}"),)
        what, who = (speaker.say(words.leaf(said)) for said in (row.what, row.who))
        yield Action(stage, what, who, day, shown)


def plan(words: BlockWords, speaker: Speaker, on: date) -> tuple[Block, ...]:
    """A plan: for each stage a table of what, who and by when, with room to say that it is done; then what the days count from."""
    rows = actions(words, speaker, on)
    owned, staged = any(row.who for row in rows), any(row.stage for row in rows)
    header = tuple(
        (Run(word),)
        for word in ("What", *(("Who",) if owned else ()), "By" if owned else "When", *(("Done",) if staged else ()))
    )
    made: list[Block] = [Paragraph(speaker.say(words.leaf(words.intro)))] if words.intro else []
    for stage in dict.fromkeys(row.stage for row in rows):
        cells = tuple(
            (row.what, *((row.who,) if owned else ()), row.shown, *(((),) if staged else ()))
            for row in rows
            if row.stage == stage
        )
        widths = (46, *((24,) if owned else ()), 22, *((12,) if staged else ()))
        made.extend([*((Subheading(stage),) if stage else ()), Table(header, cells, widths=widths)])
    made.append(Paragraph((_counted(speaker, on),)))
    return tuple(made)


def _counted(speaker: Speaker, on: date) -> Run:
    """What the days of a plan count from."""
    held = meeting(speaker.answers, on)
    day = long_date(held.adoption)
    if held.assumed:
        return Run(
            f"[No day for the meeting was given. The days count from {day}, two weeks after this paper was made.]",
            "question:meeting_on", "assumed", "meeting_on",
        )  # fmt: skip
    return Run(
        f"The days count from {day}. One that falls on a weekend moves to the Monday; holidays are for you to check."
    )


def table(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """A table from its records; as cards, a small table for each row."""
    made: list[Block] = [Paragraph(speaker.say(words.leaf(words.intro)))] if words.intro else []
    header, rows = records(words, speaker)
    if words.cards:
        for first, *rest in rows:
            told = tuple(zip(header[1:], rest, strict=True))
            made.append(Table((header[0], first), told, widths=(24, 76)))
    else:
        made.append(Table(header, rows, widths=tuple(map(int, words.widths))))
    return tuple(made)


def records(words: BlockWords, speaker: Speaker) -> tuple[tuple[Line, ...], tuple[tuple[Line, ...], ...]]:
    """The columns of a table and the rows that this organisation has."""
    rows = tuple(
        tuple(speaker.say(words.leaf(cell)) if cell else () for cell in line.cells)
        for line in words.lines
        if speaker.facts.holds(line.condition)
    )
    return tuple(speaker.say(words.leaf(column)) for column in words.columns), rows
