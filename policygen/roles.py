"""Say kindly where one person holds several roles, who then hears a concern about them, and who cannot be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.answers import Answers
from policygen.filling import Speaker
from policygen.interview import PERSONAL, Interview, Prompt, words
from policygen.ladder import Ladder, Receiver
from policygen.library import Library
from policygen.prose import Slot


def notes(seen: Interview, id: str) -> Iterator[str]:
    """What is worth saying, kindly, about an answer just given: one person in several roles, and who then stands in."""
    prompt = seen.prompt(id)
    if prompt is None or prompt.kind not in PERSONAL or not prompt.asked.answer:
        return
    ladder = Ladder(seen.library, seen.facts, seen.answers)
    for person in prompt.asked.answer.values:
        roles = {one.id: _role(seen, one) for one in seen.prompts if one.kind in PERSONAL and person in _held(one)}
        if len(roles) < 2:
            continue
        said = f"{seen.answers.people[person].name} is named for {_enumerated([*roles.values()])}."
        instead: dict[str, str] = {}
        for row in ladder.rows():
            about = next((role for role in row.rung.subjects if role in roles), "")
            if about and id in (about, *row.rung.low) and (set(row.rung.low) & set(roles)) - {about}:
                instead.setdefault(about, f"one about {roles[about]} goes to {_receiver(seen, row.low)}")
        if instead:
            yield f"{said} Nobody hears a concern about themselves: {_enumerated([*instead.values()])}. Name somebody else if you can."
        else:
            yield f"{said} If that is so, go on: the policy is worded for it."


def shared_posts(library: Library, answers: Answers) -> bool:
    """Whether anybody holds more than one post: else there is nothing that `doubled` could say."""
    held = [
        person
        for id, answer in answers.answers.items()
        if library.questions[id].kind in PERSONAL
        for person in answer.values
    ]
    return len(held) > len(set(held))


def doubled(seen: Interview) -> tuple[str, ...]:
    """What is worth saying of everyone who holds several posts, each person once."""
    told: dict[str, str] = {}
    for prompt in seen.prompts:
        for note in notes(seen, prompt.id):
            told.setdefault(note.partition(" is named for ")[0], note)
    return tuple(told.values())


def _held(prompt: Prompt) -> tuple[str, ...]:
    return prompt.asked.answer.values if prompt.asked.answer else ()


def _enumerated(said: list[str]) -> str:
    return " and ".join(part for part in (", ".join(said[:-1]), said[-1]) if part)


def _receiver(seen: Interview, low: tuple[Receiver, ...]) -> str:
    ready = next((receiver for receiver in low if receiver.state != "vacant"), low[-1])
    if ready.person:
        return seen.answers.people[ready.person].name
    prompt = seen.prompt(ready.role)
    return _role(seen, prompt) if prompt else _term(seen, ready.role)


def _role(seen: Interview, prompt: Prompt) -> str:
    return _term(seen, prompt.id) or re.sub(r"^the names? of ", "", prompt.label)


def _term(seen: Interview, id: str) -> str:
    if id not in seen.library.terms:
        return ""
    return words(Speaker(seen.library, seen.facts, seen.answers), (Slot(id),))


def unreachable(seen: Interview) -> Iterator[tuple[str, str]]:
    """People who hold a post and what is not known of them: (name, "telephone number and e-mail address")."""
    holders = dict.fromkeys(id for prompt in seen.prompts if prompt.kind in PERSONAL for id in _held(prompt))
    for id in holders:
        person = seen.answers.people[id]
        missing = [
            what for what, said in (("telephone number", person.phone), ("e-mail address", person.email)) if not said
        ]
        if missing:
            yield person.name, " and ".join(missing)
