"""What a typed answer means, in the forms people write: an answer to be saved, or what is wrong with it, in the words of every door."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policygen.answers import Answer, Person, State
from policygen.checking import check
from policygen.days import typed_day
from policygen.doubts import review_doubt
from policygen.errors import Problem
from policygen.filling import long_date
from policygen.interview import NOT_SURE, PERSONAL, SKIP, VACANT, Choice, Interview, Prompt
from policygen.naming import EMPTY, Naming, Unclear, closest, numbered, plain, said_of

MOST_NOTE = 400
"""Characters that the note of a "not sure yet" may have."""


@dataclass(frozen=True)
class Typed:
    """An answer to be saved; None: the question is left as it is. `people`: those newly named or changed, as (before, now).
    `doubts` are said, and never refuse."""

    answer: Answer | None
    people: tuple[tuple[Person | None, Person], ...] = ()
    doubts: tuple[str, ...] = ()


def parse_typed(seen: Interview, prompt: Prompt, typed: str, on: date) -> Typed | Problem:
    """What somebody typed as an answer to this question; `on` is today. Nothing typed: the question is left as it is."""
    said = unicodedata.normalize("NFC", typed).strip()
    if not said:
        return Typed(None)
    state = _state(prompt, said)
    if state:
        return as_state(prompt, state, said.removeprefix("?") if said.startswith("?") else "")
    people = Naming(seen, prompt)
    try:
        value = _value(prompt, said, people)
        checked = check(prompt.question, value, people.known)
        for problem in checked.problems:
            raise Unclear(problem.what, problem.remedy)
        timely = _timely(seen, prompt, value, on) if isinstance(value, str) else ()
    except Unclear as wrong:
        return Problem(prompt.id, 0, wrong.what, wrong.remedy)
    changed = tuple(change for change in people.changed.values() if change[0] != change[1])
    return Typed(checked.answer, changed, (*people.doubts, *said_of(checked.doubts), *timely))


def as_state(prompt: Prompt, state: State, note: str = "") -> Typed | Problem:
    """Not sure yet, skipped, nobody in post, or the usual answer taken. `note`: why, for the organisation’s own use."""
    note = " ".join(unicodedata.normalize("NFC", note).split())
    if state == "usual":
        usual = prompt.asked.usual
        if usual is None:
            return Problem(
                prompt.id, 0, "there is no usual answer to this question", f"answer it, or choose ‘{NOT_SURE}’"
            )
        return Typed(Answer("usual", usual.value, because=dict(prompt.asked.basis)))
    if state == "vacant" and not prompt.may_be_vacant:
        return Problem(prompt.id, 0, "only a post can be vacant", f"choose ‘{NOT_SURE}’ or ‘{SKIP}’")
    if not prompt.may_skip:
        return Problem(
            prompt.id, 0, f"nothing can be made without {prompt.label}", "answer it now, or leave it open and come back"
        )
    if len(note) > MOST_NOTE or not note.isprintable():
        return Problem(
            prompt.id,
            0,
            "the note is too long or holds characters that do not show",
            f"write at most {MOST_NOTE} plain characters",
        )
    return Typed(Answer(state, note=note))


def kept(prompt: Prompt, values: Iterable[str]) -> bool:
    """Whether these are the values of an answer that already stands."""
    answer = prompt.asked.answer
    return bool(answer and prompt.status == "answered" and set(answer.values) == set(values))


def of_choices(seen: Interview, prompt: Prompt, values: tuple[str, ...], on: date) -> Typed | Problem:
    """The answer that chooses these options: the usual one remembers why; the one that stands already is left as it is."""
    if kept(prompt, values):
        return Typed(None)
    if prompt.asked.usual and set(prompt.asked.usual.value) == set(values):
        return as_state(prompt, "usual")
    return parse_typed(seen, prompt, "; ".join(values) or "none", on)


def of_people(people: Naming, ids: Sequence[str]) -> Typed:
    """The answer that names these people: those already known, and those entered field by field with `people.keep`."""
    changed = tuple((was, now) for was, now in people.changed.values() if was != now and (was or now.id in ids))
    return Typed(Answer("given", tuple(ids)), changed, tuple(people.doubts))


_STATES: Mapping[str, State] = {
    NOT_SURE: "unsure",
    "not sure": "unsure",
    "don't know": "unsure",
    SKIP: "skipped",
    VACANT: "vacant",
    "vacant": "vacant",
    "nobody": "vacant",
}
_NONE = {"none", "nobody", "no one", "no", "nil", "none of these", "none of them"}


def _state(prompt: Prompt, said: str) -> State | None:
    wanted = plain(said)
    if said.startswith("?"):
        return "unsure"
    if wanted == "nobody" and prompt.kind != "person":
        return None
    if wanted == "vacant" and not prompt.may_be_vacant:
        return None
    return _STATES.get(wanted)


def _value(prompt: Prompt, said: str, people: Naming) -> str | list[Any]:
    """The answer as the file would hold it. Raises Unclear."""
    kind, wanted = prompt.kind, plain(said)
    if kind in ("many", "people", "pairs") and wanted in _NONE and prompt.choice(wanted) is None:
        return []
    if kind == "many":
        return _several(prompt, said)
    if prompt.question.chooses:
        return _one(prompt, said)
    if kind == "pairs":
        return [people.pair(piece) for piece in re.split(r"[;,\n]", said) if piece.strip()]
    if wanted in EMPTY:
        offered = f"‘{NOT_SURE}’, ‘{VACANT}’ or ‘{SKIP}’" if prompt.may_be_vacant else f"‘{NOT_SURE}’ or ‘{SKIP}’"
        raise Unclear(f"‘{said}’ would be printed as it stands", f"choose {offered} instead")
    if kind in PERSONAL:
        found = people.named(said)
        return found if kind == "people" else found[0]
    if kind in ("date", "date_or_term"):
        return _day(said, kind == "date_or_term")
    return said


def _one(prompt: Prompt, said: str) -> str:
    found = _chosen(prompt, said)
    if found is None:
        raise Unclear(f"‘{said}’ is none of the answers", closest(prompt.choices, said))
    return found


def _several(prompt: Prompt, said: str) -> list[str]:
    if plain(said) == "all":
        return [choice.id for choice in prompt.choices]
    pieces = [piece.strip() for piece in re.split(r"[;,\n]", said) if piece.strip()]
    found: list[str] = []
    while pieces:
        # a label may itself hold commas, so the longest run of pieces that is one comes first
        for size in range(len(pieces), 0, -1):
            chosen = _chosen(prompt, ", ".join(pieces[:size]))
            if chosen:
                found.append(chosen)
                del pieces[:size]
                break
        else:
            split = [piece for piece in re.split(r"\s+and\s+|(?<=\d)\s+(?=\d)", pieces[0]) if piece]
            if len(split) < 2:
                raise Unclear(f"‘{pieces[0]}’ is none of the answers", closest(prompt.choices, pieces[0]))
            pieces[:1] = split
    return found


def _chosen(prompt: Prompt, said: str) -> str | None:
    """The one choice that the words can mean: its number, id or label, or how only its label begins."""
    wanted = plain(said)
    for name in _NAMES:
        found = [choice.id for choice in prompt.choices if name(choice) == wanted]
        if len(found) == 1:
            return found[0]
    if number := numbered(prompt.choices, said):
        return number
    if prompt.kind == "yes_no" and wanted in ("y", "n"):
        return "yes" if wanted == "y" else "no"
    if len(wanted) < 3:
        return None
    begun = {choice.id for choice in prompt.choices for name in _NAMES if name(choice).startswith(wanted)}
    return begun.pop() if len(begun) == 1 else None


_NAMES: tuple[Callable[[Choice], str], ...] = (
    lambda choice: choice.id,
    lambda choice: plain(choice.label),
    lambda choice: re.sub(r"^(the|an?) ", "", plain(choice.label)),
    lambda choice: plain(choice.label.partition(",")[0]),
)
"""The names that a choice goes by, nearest first."""


def _day(said: str, terms: bool) -> str:
    found = typed_day(said, terms)
    if found is None:
        remedy = "write the day first, like 10 December 2026 or 10/12/2026"
        raise Unclear(
            f"‘{said}’ is not a date",
            f"{remedy}; or a month or term, like September 2027 or autumn 2027" if terms else remedy,
        )
    return found


def _timely(seen: Interview, prompt: Prompt, value: str, on: date) -> tuple[str, ...]:
    """Doubts about the day of approval and that of the next review, which the file’s check keeps apart. Raises Unclear."""
    if prompt.id not in ("approved_on", "next_review"):
        return ()
    doubts = []
    days = {id: seen.answers.text(id) for id in ("approved_on", "next_review")} | {prompt.id: value}
    if prompt.id == "approved_on" and value > on.isoformat():
        doubts.append(f"that day is still to come (today is {long_date(on)}); the policy is a draft until then")
    if found := review_doubt(days["approved_on"], days["next_review"]):
        refused, what, remedy = found
        if refused:
            raise Unclear(
                what, remedy if prompt.id == "next_review" else "give an earlier day, or change the next review first"
            )
        doubts.append(f"{what}; {remedy}")
    return tuple(doubts)
