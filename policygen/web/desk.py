"""What all pages share: the library, the files, the documents being made, and how one answer is saved from a page."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from policygen.answers import Answer
from policygen.appears import Appears
from policygen.errors import AnswersError, Problem
from policygen.interview import Interview, Prompt, interview
from policygen.library import Library
from policygen.roles import notes
from policygen.saving import save_answer
from policygen.typed import Typed
from policygen.web.builds import Builds
from policygen.web.drawing import draw
from policygen.web.forms import mark
from policygen.web.shelf import Shelf

MOST_TOLD = 200
FIRST_DRAFT = ("lead", "head")
"""Beside what is required, the person a first draft should name: the lead, or where there is none whoever is in charge."""


@dataclass(frozen=True)
class Posted:
    """What a form sent: fields by name, and the contents of files."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """The one value of a field, or empty."""
        return self.fields.get(name, [""])[0].strip()


@dataclass(frozen=True)
class Told:
    """What is said on the next page about an answer just saved."""

    saved: str = ""
    prompt: str = ""
    """The question it was."""
    lines: tuple[str, ...] = ()


class Changed(Exception):
    """The answer was changed by someone else after the page was made; nothing was saved."""

    def __init__(self, seen: Interview) -> None:
        super().__init__()
        self.seen = seen


@dataclass
class Desk:
    """One running program. `today` gives the day, because a program may be left open over night."""

    library: Library
    shelf: Shelf
    builds: Builds
    today: Callable[[], date]
    _told: OrderedDict[str, Told] = field(default_factory=OrderedDict)
    _appears: Appears | None = None

    @property
    def appears(self) -> Appears:
        """Where answers appear; worked out when it is first wanted."""
        if self._appears is None:
            self._appears = Appears(self.library)
        return self._appears

    def save(self, file: str, seen: Interview, prompt: Prompt, typed: Typed, was: str) -> tuple[Interview, str]:
        """Save one answer, and give the interview as it now stands with the name of what is to be told.

        `was` is the print of the answer that the page showed. Raises Changed where somebody else has given another one
        since, AnswersError and WriteError where the file cannot be changed."""
        path = self.shelf.path(file)
        assert path is not None
        held = seen.answers.answers.get(prompt.id)
        if was != mark(held) and held != typed.answer:
            raise Changed(seen)
        with self.shelf.lock(file):
            try:
                answers = save_answer(path, self.library, prompt.id, held, typed.answer, typed.people)
            except AnswersError:
                now = self.shelf.open(file, fresh=True)
                if now and now.answers.answers.get(prompt.id) not in (held, typed.answer):
                    raise Changed(now) from None
                raise
        after = interview(self.library, answers)
        said = after.prompt(prompt.id)
        lines = (
            *(f"Please check: {doubt}." for doubt in typed.doubts),
            *notes(after, prompt.id),
            *_turned(seen, after),
        )
        return after, self.tell(Told(said.said if said else "", prompt.id, lines))

    def tell(self, told: Told) -> str:
        """Keep what the next page says; the name goes into its address. Looking at that page again shows it again."""
        name = secrets.token_hex(4)
        self._told[name] = told
        while len(self._told) > MOST_TOLD:
            self._told.popitem(last=False)
        return name

    def told(self, name: str) -> Told | None:
        """What was kept under that name."""
        return self._told.get(name)


def supposed(seen: Interview, prompt: Prompt, typed: Typed) -> Interview:
    """The interview as it would stand with this answer, nothing saved."""
    assert typed.answer is not None
    people = {**seen.answers.people, **{now.id: now for _, now in typed.people}}
    given: dict[str, Answer] = {**seen.answers.answers, prompt.id: typed.answer}
    return interview(seen.library, replace(seen.answers, answers=given, people=people))


def _turned(before: Interview, after: Interview) -> Iterator[str]:
    """What an answer changed of other answers: those to be looked at again, and those not asked any more."""
    again = [one for one in after.prompts if one.again and not _again(before, one.id)]
    if again:
        yield (
            f"Because of this answer {_many(len(again), 'other answer is', 'other answers are')} asked again: "
            + "; ".join(one.ask for one in again[:4])
            + (" …" if len(again) > 4 else "")
        )
    hidden = set(after.facts.hidden) - set(before.facts.hidden)
    if hidden:
        yield f"{_many(len(hidden), 'answer is', 'answers are')} kept in the file and not used, because it is not asked of you now."


def _again(seen: Interview, id: str) -> bool:
    prompt = seen.prompt(id)
    return bool(prompt and prompt.again)


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def first_steps(seen: Interview) -> list[Prompt]:
    """The questions that a first draft needs: what is required, and whom everyone tells."""
    asked = {prompt.id: prompt for prompt in seen.prompts}
    named = next((asked[id] for id in FIRST_DRAFT if id in asked), None)
    return [*(prompt for prompt in seen.prompts if not prompt.may_skip), *([named] if named else [])]


def place(file: str, *parts: str, **query: str) -> str:
    """The address of a page of one organisation."""
    path = "/".join(quote(part, safe="") for part in ("o", file, *parts))
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items() if value)
    return f"/{path}?{asked}" if asked else f"/{path}"


def page(template: str, status: int = 200, headers: Mapping[str, str] | None = None, **given: Any) -> Response:
    """A page as an answer."""
    return HTMLResponse(draw(template, **given), status, headers=dict(headers or {}))


def go(address: str) -> Response:
    """Another page comes next."""
    return RedirectResponse(address, 303)


def missing(what: str = "There is no such page.") -> Response:
    """What is shown for an address that means nothing."""
    return page(
        "message.html", 404, title="Not found", lines=[what], problems=(), back="/", back_words="All organisations"
    )


def trouble(problems: tuple[Problem, ...], back: str = "/", back_words: str = "All organisations") -> Response:
    """What is shown where something cannot be done: each thing wrong, and what would be right."""
    return page(
        "message.html",
        422,
        title="This cannot be done yet",
        lines=[],
        problems=problems,
        back=back,
        back_words=back_words,
    )
