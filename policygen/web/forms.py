"""What a page’s form holds, and which answer is meant by it: by the same rules, in the same words, as at a terminal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from policygen.answers import Answer, Person, State
from policygen.checking import check
from policygen.errors import Problem
from policygen.interview import FIELDS, NOT_SURE, PERSONAL, Interview, Prompt
from policygen.naming import Naming, Unclear
from policygen.typed import Typed, as_state, kept, of_choices, of_people, parse_typed

STATES: Mapping[str, State] = {"?unsure": "unsure", "?skipped": "skipped", "?vacant": "vacant"}
NONE = "?none"
ADD = "?add"
MOST_ROWS = 40
ONE = ("choice", "yes_no", "person")
"""Kinds of question to which there is one answer, picked from a list."""
SEVERAL = ("many", "people", "pairs")
DATES = ("date", "date_or_term")


@dataclass(frozen=True)
class Entry:
    """What stands in a question’s fields: what is in the file at first, what was typed after that."""

    picked: frozenset[str] = frozenset()
    """Chosen options and people (`=id`), and what stands beside an answer (`?unsure`)."""
    text: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    note: str = ""
    rows: tuple[Person, ...] = ()
    """Somebody new, a row each."""
    pairs: tuple[tuple[str, str], ...] = ()
    details: Person | None = None
    """The details of the person who holds the post, to be corrected."""
    details_old: str = ""
    """The print of those details when the page was made."""
    wanted: int = 0
    """Rows to show."""


@dataclass(frozen=True)
class Wrong:
    """Why a form is not an answer yet, and the field to go to."""

    said: str
    field: str


def mark(held: Answer | Person | None) -> str:
    """A short print of an answer or a person, for a page to carry: nothing of what was said can be read in it."""
    said = json.dumps(asdict(held), sort_keys=True, ensure_ascii=True) if held else ""
    return hashlib.sha256(said.encode("ascii")).hexdigest()[:20]


def stored(seen: Interview, prompt: Prompt) -> Entry:
    """The fields as the file has them."""
    answer = prompt.asked.answer
    if answer is None:
        return Entry(wanted=1)
    beside = {f"?{answer.state}"} if answer.state in STATES.values() else set()
    given = answer.state in ("given", "usual")
    if given and prompt.kind in SEVERAL and not answer.values and not answer.pairs:
        beside = {NONE}
    listed = prompt.question.chooses or prompt.kind in PERSONAL
    picked = frozenset({f"={value}" for value in answer.values if listed} | beside)
    holder = seen.answers.people.get(answer.value) if prompt.kind == "person" else None
    entry = Entry(
        picked,
        note=answer.note,
        pairs=answer.pairs,
        details=holder,
        details_old=mark(holder),
        wanted=len(answer.pairs) + 1,
    )
    if not given or listed:
        return replace(entry, wanted=1) if prompt.kind != "pairs" else entry
    return _dated(entry, answer.value) if prompt.kind in DATES else replace(entry, text=answer.value)


def _dated(entry: Entry, value: str) -> Entry:
    """2026-12-10 in three boxes, 2027-09 in two, a term in its own."""
    parts = value.split("-")
    if not all(part.isdigit() for part in parts):
        return replace(entry, text=value)
    year, month, day = (*parts, "", "")[:3]
    return replace(entry, year=year, month=month.lstrip("0"), day=day.lstrip("0"))


def typed_in(form: Mapping[str, Sequence[str]]) -> Entry:
    """The fields as they were sent."""

    def one(name: str) -> str:
        return form.get(name, [""])[0].replace("\r\n", "\n").strip()

    count = int(one("rows")) if one("rows").isdecimal() and len(one("rows")) < 4 else 1
    numbers = range(min(count, MOST_ROWS))
    people = (Person("", *(one(f"{key}-{n}") for key in FIELDS)) for n in numbers)
    details = None
    if one("fix-id"):
        details = Person(one("fix-id"), *(one(f"fix-{key}") for key in FIELDS))
    return Entry(
        frozenset(value for value in form.get("pick", ()) if value[:1] in ("=", "?")),
        one("text"), one("day"), one("month"), one("year"), one("note"),
        tuple(person for person in people if any((person.name, person.title, person.phone, person.email))),
        tuple((one(f"first-{n}"), one(f"second-{n}")) for n in numbers if one(f"first-{n}") or one(f"second-{n}")),
        details, one("fix-old"), count,
    )  # fmt: skip


def meant(seen: Interview, prompt: Prompt, entry: Entry, on: date) -> Typed | Wrong:
    """The answer that a form means; `on` is today. `Typed` without an answer: it is as it was."""
    beside = [value for value in (*STATES, NONE) if value in entry.picked]
    given = _given(prompt, entry)
    if len(beside) + given > 1:
        return Wrong(
            "You have given an answer and also said that you have none; choose one of the two.", field_of(prompt)
        )
    if not beside and not given:
        return Wrong(_missing(prompt), field_of(prompt))
    if beside and beside[0] in STATES:
        return _checked(prompt, as_state(prompt, STATES[beside[0]], entry.note), "note" if entry.note else "beside")
    if prompt.kind == "person" and entry.rows and any(value.startswith("=") for value in entry.picked):
        return Wrong("You have chosen somebody and also written a name; choose one of the two.", field_of(prompt))
    people = Naming(seen, prompt)
    try:
        return _checked(prompt, _answered(seen, prompt, entry, people, on), field_of(prompt))
    except Unclear as wrong:
        return Wrong(spoken(wrong.what, wrong.remedy), field_of(prompt, new=bool(entry.rows)))


def _answered(seen: Interview, prompt: Prompt, entry: Entry, people: Naming, on: date) -> Typed | Problem:
    values = tuple(value[1:] for value in _in_order(prompt, entry.picked))
    if prompt.question.chooses:
        return of_choices(seen, prompt, values, on)
    if prompt.kind == "pairs":
        return _paired(seen, prompt, entry)
    if prompt.kind in PERSONAL:
        for value in values:
            if value not in people.known:
                raise Unclear("that person is not in the file any more", "choose somebody else, or add the name again")
        ids = [*values, *(people.entered(person) for person in entry.rows)]
        if entry.details and entry.details.id in values:
            _correct(people, entry.details, entry.details_old)
        ids = list(dict.fromkeys(ids))
        found = of_people(people, ids)
        return Typed(None) if kept(prompt, ids) and not found.people else found
    said = _joined(entry) if prompt.kind in DATES else entry.text
    if not said:
        raise Unclear("there is no answer yet", "write it")
    answer = prompt.asked.answer
    found_text = parse_typed(seen, prompt, said, on)
    same = isinstance(found_text, Typed) and found_text.answer == answer and prompt.status == "answered"
    return Typed(None) if same else found_text


def _correct(people: Naming, typed: Person, old: str) -> None:
    """Raises Unclear where somebody else changed the details since the page was made."""
    held = people.known[typed.id]
    if typed == held:
        return
    if old != mark(held):
        shown = ", ".join(part for part in (held.name, held.title, held.phone, held.email) if part)
        raise Unclear(
            f"these details were changed by someone else and are now ‘{shown}’", "look at them and correct them again"
        )
    if not typed.name:
        raise Unclear("there is no name", "write the name, or choose somebody else")
    people.keep(typed)


def _paired(seen: Interview, prompt: Prompt, entry: Entry) -> Typed | Problem:
    named = seen.answers.people
    for one, other in entry.pairs:
        whom = named.get(one or other)
        who = whom.name if whom else "somebody"
        if not one or not other:
            raise Unclear(f"‘{who}’ is not two people", "choose the second")
        if one == other:
            raise Unclear(f"‘{who}’ is one person", "name two")
    pairs = list(dict.fromkeys(entry.pairs))
    checked = check(prompt.question, [list(pair) for pair in pairs], named)
    if checked.problems:
        return checked.problems[0]
    same = prompt.status == "answered" and checked.answer == prompt.asked.answer
    return Typed(None if same else checked.answer)


def _joined(entry: Entry) -> str:
    """The three boxes as one date; a month or a term in words wherever it was written."""
    boxes = [box for box in (entry.day, entry.month, entry.year) if box]
    if not boxes:
        return entry.text
    return ("/" if entry.month.isdecimal() else " ").join(boxes)


def _given(prompt: Prompt, entry: Entry) -> bool:
    listed = any(value.startswith("=") for value in entry.picked)
    if prompt.kind in PERSONAL:
        return listed or bool(entry.rows)
    if prompt.kind == "pairs":
        return bool(entry.pairs)
    if prompt.question.chooses:
        return listed
    return bool(_joined(entry)) if prompt.kind in DATES else bool(entry.text)


def _in_order(prompt: Prompt, picked: Iterable[str]) -> list[str]:
    """What was picked, in the order in which it was offered; what is not offered stands last and is refused by its kind."""
    order = [f"={choice.id}" for choice in prompt.choices]
    found = [value for value in picked if value.startswith("=")]
    if prompt.kind == "people" and prompt.asked.answer:
        order = [*(f"={id}" for id in prompt.asked.answer.values), *order]
    return sorted(found, key=lambda value: order.index(value) if value in order else len(order))


def _missing(prompt: Prompt) -> str:
    if not prompt.may_skip:
        return spoken(f"nothing can be made without {prompt.label}", "answer it now, or leave it open and come back")
    return spoken("there is no answer yet", f"answer it, or choose ‘I’m {NOT_SURE}’")


def _checked(prompt: Prompt, found: Typed | Problem, field: str) -> Typed | Wrong:
    return Wrong(spoken(found.what, found.remedy), field) if isinstance(found, Problem) else found


def spoken(what: str, remedy: str) -> str:
    """What is wrong and what would be right, as a sentence."""
    said = f"{what[:1].upper()}{what[1:]}; {remedy}"
    return said if said.endswith(("?", ".")) else f"{said}."


def field_of(prompt: Prompt, *, new: bool = False) -> str:
    """The field that the error summary leads to."""
    if prompt.kind in PERSONAL:
        return "name-0" if new or not prompt.choices else "pick-1"
    if prompt.question.chooses:
        return "pick-1"
    if prompt.kind == "pairs":
        return "first-0" if len(prompt.choices) > 1 else "beside"
    return "day" if prompt.kind in DATES else "text"
