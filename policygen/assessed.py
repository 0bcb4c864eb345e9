"""What a culture assessment says to one organisation: its reading, what is done by when and by whom, and the usual answers it offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policygen.assessment import EVERYBODY, Frame, Item, Lens
from policygen.conditions import Condition
from policygen.culture import IN_PLACE, Measured, Result, Round, Rounds, changes, score, scored
from policygen.facts import Facts
from policygen.filling import Speaker
from policygen.interview import words
from policygen.library import Library
from policygen.prose import leaf

_KCSIE = Condition((("kcsie_binds", frozenset({"yes"})),))


@dataclass(frozen=True)
class GateAction:
    """A gate that is not shown to be open, and what is done about it."""

    id: str
    name: str
    known: bool
    """Whether it is known to be shut; else nobody could say that it is open."""
    action: str
    owner: str
    due: date
    """Never more than 30 days after the day of the paper."""
    back: str
    same_day: bool
    """Whether it is itself shared today, outside the assessment."""
    statement: str
    """The statement of the assessment behind it."""


@dataclass(frozen=True)
class Planned:
    """What is done where a dimension is not in place."""

    dimension: str
    what: str
    owner: str
    due: date


@dataclass(frozen=True)
class Offered:
    """A usual answer that the result suggests. It is the organisation's own only once it has confirmed it."""

    id: str
    question: str
    """Empty where it is a step of the plan alone."""
    ask: str
    values: tuple[str, ...]
    label: str
    because: str
    statements: tuple[str, ...]
    """The statements behind it, in words."""


@dataclass(frozen=True)
class Assessed:
    """A round as it is told to this organisation on a day."""

    on: date
    """The day of the round."""
    reading: str
    name: str
    meaning: str
    recommend: str
    expected: bool
    """Whether statutory guidance expects the policy here now."""
    gates: tuple[GateAction, ...]
    below: tuple[str, ...]
    again: tuple[date, date]
    planned: tuple[Planned, ...]
    result: Result
    before: Round | None
    moved: tuple[tuple[str, Lens, object, object], ...]
    """(dimension, lens, last time, this time) over the statements that both rounds scored."""


def frame_of(library: Library) -> Frame:
    """The scales, groups and sentences of the assessment."""
    return library.frames["frame"]


def offered_here(library: Library, facts: Facts) -> bool:
    """Whether there is an assessment for organisations like this one; somebody who works alone has none."""
    return "frame" in library.frames and facts.holds(frame_of(library).condition)


def asked_items(library: Library, facts: Facts, form: str) -> tuple[Item, ...]:
    """The statements put to this organisation, dimension by dimension; the short form has one of each, and the gates’."""
    found = [
        item
        for item in library.items.values()
        if facts.holds(item.condition) and (form == "full" or item.short or item.gate)
    ]
    return tuple(item for id in library.dimensions for item in found if item.dimension == id)


def usual_form(facts: Facts) -> str:
    """The short form for a small body, else the full one."""
    return "short" if "small" in facts.values.get("size", frozenset()) else "full"


def said(speaker: Speaker, text: str) -> str:
    """Words of the assessment with their slots filled, without marks."""
    return words(speaker, leaf(text))


def result_of(library: Library, facts: Facts, round: Round) -> Result:
    """The result of a round over the statements that it asked of this organisation."""
    groups = [*(group.id for group in frame_of(library).groups), EVERYBODY]
    items = asked_items(library, facts, round.form)
    return score(library.dimensions.values(), items, library.gates.values(), groups, round)


def assess(library: Library, speaker: Speaker, rounds: Rounds, on: date) -> Assessed | None:
    """The last round on or before that day, told to this organisation; None where there is none with an answer."""
    now, before = rounds.at(on)
    if now is None or not (now.answers or now.surveyed) or not offered_here(library, speaker.facts):
        return None
    result = result_of(library, speaker.facts, now)
    form = next(one for one in library.readings[result.reading].forms if speaker.facts.holds(one.condition))
    asked = asked_items(library, speaker.facts, now.form)
    moved = tuple(changes(asked, before, now)) if before else ()
    return Assessed(
        now.on,
        result.reading,
        said(speaker, form.name),
        said(speaker, form.means),
        said(speaker, form.recommend),
        speaker.facts.holds(_KCSIE),
        tuple(_gates(result, asked, speaker, on)),
        tuple(said(speaker, one.dimension.title) for one in result.dimensions if one.below),
        (_months(now.on, 6), _months(now.on, 12)),
        tuple(_planned(result, speaker, on)),
        result,
        before,
        moved,
    )


def _months(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    for at in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, at)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)


def _gates(result: Result, asked: tuple[Item, ...], speaker: Speaker, on: date) -> Iterator[GateAction]:
    for one in result.shut:
        gate = one.gate
        statement = next(item.ask for item in asked if item.gate == gate.id)
        title = said(speaker, gate.title)
        if one.state == "unknown":
            title = f"Not known, and so taken as shut: {title[:1].lower()}{title[1:]}"
        yield GateAction(
            gate.id,
            title,
            one.state == "shut",
            said(speaker, gate.action),
            _begun(said(speaker, gate.owner)),
            _weekday(on + timedelta(days=gate.days)),
            _begun(said(speaker, "How far this is goes to every meeting of {{ governors }} until the gate is open.")),
            gate.same_day,
            said(speaker, statement),
        )


def _weekday(day: date) -> date:
    """The day, or the Friday before a weekend, so that a limit is never passed."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _planned(result: Result, speaker: Speaker, on: date) -> Iterator[Planned]:
    found = []
    for one in result.dimensions:
        lenses: set[Lens] = set(one.below)
        actions = [action for action in one.dimension.actions if action.lens in lenses]
        for action in actions or (one.dimension.actions if lenses else ()):
            due = _weekday(on + timedelta(days=action.days))
            title = said(speaker, one.dimension.title)
            found.append(Planned(title, said(speaker, action.do), _begun(said(speaker, action.owner)), due))
    yield from sorted(found, key=lambda planned: planned.due)


def offers(library: Library, speaker: Speaker, assessed: Assessed) -> tuple[Offered, ...]:
    """The usual answers that the result suggests and that are not the answer already; with the statements behind each."""
    return tuple(_offered(library, speaker, assessed.result))


def _offered(library: Library, speaker: Speaker, result: Result) -> Iterator[Offered]:
    facts = speaker.facts
    asked = asked_items(library, facts, result.round.form)
    shut = {one.gate.id for one in result.shut}
    for offer in library.offers.values():
        weak = [one for one in result.dimensions if one.dimension.id in offer.below and _touches(one, offer.lens)]
        behind = [item for item in asked if item.gate in offer.gates and item.gate in shut]
        for one in weak:
            behind.extend(item for item in _lowest(asked, one, offer.lens, result.round) if item not in behind)
        if not (behind and facts.holds(offer.condition)):
            continue
        statements = tuple(said(speaker, item.ask) for item in behind)
        if not offer.question:
            yield Offered(offer.id, "", "", (), "", said(speaker, offer.because), statements)
            continue
        met = facts.asked.get(offer.question)
        if met is None:
            continue
        options = {option.id: option for option in met.options}
        held = facts.values.get(offer.question, frozenset())
        value = offer.value
        if offer.order:
            sooner = [id for id in offer.order if id in options]
            at = next((n for n, id in enumerate(sooner) if id in held), 0)
            value = sooner[at - 1] if at else ""
        if value in options and value not in held:
            question = met.question
            yield Offered(
                offer.id,
                question.id,
                words(speaker, question.asks),
                (value,),
                words(speaker, options[value].leaf(question)),
                said(speaker, offer.because),
                statements,
            )


def _touches(one: Measured, lens: str) -> bool:
    return bool(one.below) if lens == "any" else lens in one.below


def _lowest(asked: tuple[Item, ...], one: Measured, lens: str, round: Round) -> list[Item]:
    """The statements of a dimension that pull it down: those below “in place” by the lenses that count here."""
    return [
        item
        for item in asked
        if item.dimension == one.dimension.id
        and item.lens in one.below
        and lens in ("any", item.lens)
        and (mean := scored(item, round)) is not None
        and mean < IN_PLACE[item.lens]
    ]
