"""Where an interview at a terminal stands: which question comes next, what is saved, and what is said at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from policygen.errors import PolicygenError
from policygen.interview import Interview, Part, Prompt, Status, interview
from policygen.library import Library
from policygen.roles import notes, unreachable
from policygen.saving import open_answers, save_answer
from policygen.typed import Typed

MOST_LISTED = 15
"""Questions listed by name at the end; of any more, only the number is said."""


@dataclass(frozen=True)
class Sitting:
    """One organisation's interview. `seen` is the walk over what is in the file."""

    path: Path
    library: Library
    on: date
    seen: Interview


Outcome = Typed | Literal["back", "leave", "stop"]
"""What somebody did at a question: answered it, went back, went on and left it as it is, or stopped."""


class Door(Protocol):
    """A way to put questions to a person at a terminal."""

    patient: bool
    """Whether somebody is there to read what went wrong and try again."""

    def put(self, sitting: Sitting, prompt: Prompt, opens: bool) -> Outcome:
        """Ask. `opens`: it is the first question asked of its section."""

    def tell(self, said: str) -> None:
        """Say one line."""

    def finish(self, sitting: Sitting) -> Prompt | None:
        """Say how things stand when nothing more comes next; the question to be answered again, or None to end."""


def opened(path: Path, library: Library, on: date) -> Sitting:
    """The interview over the answers that are in the file."""
    return Sitting(path, library, on, interview(library, open_answers(path, library)))


def sit(sitting: Sitting, door: Door) -> Sitting:
    """Put every open question from the first on, saving each answer, until the person stops or has nothing more to say."""
    prompt = sitting.seen.first_open()
    section = ""
    while True:
        if prompt is None:
            prompt = door.finish(sitting)
            section = ""
            if prompt is None:
                return sitting
        outcome = door.put(sitting, prompt, prompt.question.section != section)
        section = prompt.question.section
        if outcome == "stop":
            return sitting
        if outcome == "back":
            earlier = sitting.seen.before(prompt.id)
            if earlier is None:
                door.tell("This is the first question.")
            prompt = earlier or prompt
            continue
        if isinstance(outcome, Typed) and outcome.answer:
            try:
                sitting = _saved(sitting, prompt, outcome, door.tell)
            except PolicygenError as error:
                if not door.patient:
                    raise
                for problem in error.problems:
                    door.tell(f"Not saved: {problem.what}; {problem.remedy}.")
                sitting = opened(sitting.path, sitting.library, sitting.on)
                prompt = sitting.seen.prompt(prompt.id) or sitting.seen.first_open()
                continue
        prompt = sitting.seen.first_open(prompt.id)


def _saved(sitting: Sitting, prompt: Prompt, typed: Typed, tell: Callable[[str], None]) -> Sitting:
    old = sitting.seen.answers.answers.get(prompt.id)
    answers = save_answer(sitting.path, sitting.library, prompt.id, old, typed.answer, typed.people)
    now = replace(sitting, seen=interview(sitting.library, answers))
    tell(f"Saved: {(now.seen.prompt(prompt.id) or prompt).said}")
    for doubt in typed.doubts:
        tell(f"Please check: {doubt}.")
    for note in notes(now.seen, prompt.id):
        tell(f"Please note: {note}")
    return now


def beginning(sitting: Sitting) -> str:
    """The line before the first question."""
    if not sitting.path.exists():
        return f"{sitting.path.name} is a new file; it begins with your first answer."
    return f"{sitting.path.name}: {standing(sitting.seen)}."


def closing(sitting: Sitting) -> Iterator[str]:
    """How things stand, a line each: what is open, what is to be confirmed, and the commands to go on with."""
    seen, path = sitting.seen, sitting.path
    if not path.exists():
        yield f"Nothing has been answered yet, so there is no file. To begin: {command('ask', path)}"
        return
    yield f"Saved in {path.name}: {standing(seen)}."
    yield from _listed(seen, "open", "Still open:")
    yield from _listed(seen, "to confirm", "To be confirmed before the policy is approved:")
    for name, missing in unreachable(seen):
        yield f"Not given yet: {missing} of {name}."
    if seen.count("open"):
        yield f"To go on: {command('ask', path)}"
    draft = " (a draft, with what is missing marked)" if seen.count("open") or seen.count("to confirm") else ""
    yield f"To make the policy{draft}: {command('build', path)} -o out"


def standing(seen: Interview) -> str:
    """41 answered, 3 open, 2 to be confirmed"""
    counts = f"{seen.count('answered')} answered, {seen.count('open') or 'none'} open"
    return f"{counts}, {confirm} to be confirmed" if (confirm := seen.count("to confirm")) else counts


def numbers_of(part: Part) -> str:
    """7 of 9 answered, 1 open, 1 to be confirmed"""
    more = [(part.count("open"), "open"), (part.count("to confirm"), "to be confirmed")]
    said = [
        f"{part.count('answered')} of {len(part.prompts)} answered",
        *(f"{count} {what}" for count, what in more if count),
    ]
    return ", ".join(said)


def checked(seen: Interview) -> Iterator[str]:
    """Every question with the answer that stands, section by section, to be checked before documents are made."""
    for part in seen.parts:
        yield f"{part.title}: {numbers_of(part)}."
        for prompt in part.prompts:
            yield f"  {prompt.number}. {prompt.ask} {_capital(prompt.said) or 'Not answered yet'}."


def _capital(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _listed(seen: Interview, status: Status, title: str) -> Iterator[str]:
    prompts = [prompt for prompt in seen.prompts if prompt.status == status]
    if prompts:
        yield title
    for prompt in prompts[:MOST_LISTED]:
        yield f"  {prompt.number}. {prompt.ask}" + (f" {_capital(prompt.said)}." if prompt.said else "")
    if len(prompts) > MOST_LISTED:
        yield f"  and {len(prompts) - MOST_LISTED} more"


def command(name: str, path: Path) -> str:
    """The command as it can be typed again: a path with a space stands in quotes."""
    shown = str(path)
    if any(one in shown for one in " '\"()&;$`*?!#") or not shown.isprintable():
        shown = (
            f'"{shown}"'
            if sys.platform == "win32" or not any(one in shown for one in '"$`\\!')
            else "'" + shown.replace("'", "'\\''") + "'"
        )
    return f"policygen {name} {shown}"


def stopped(sitting: Sitting) -> str:
    """The line after Ctrl-C."""
    if not sitting.path.exists():
        return f"Stopped. Nothing had been answered. To begin: {command('ask', sitting.path)}"
    return f"Stopped. Every answer so far is saved in {sitting.path.name}. To go on: {command('ask', sitting.path)}"
