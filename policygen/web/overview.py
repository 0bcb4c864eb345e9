"""How one organisation stands: its sections with what is open in each, all its answers to check, and what is left to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from policygen.assessed import offered_here
from policygen.filling import Speaker
from policygen.interview import PERSONAL, Interview, Part, words
from policygen.letters import letter
from policygen.roles import doubled, unreachable
from policygen.saving import open_answers
from policygen.sitting import standing
from policygen.web.desk import Desk, Posted, first_steps, go, missing, page, place


@dataclass(frozen=True)
class Task:
    """One section as the list shows it."""

    part: Part
    link: str
    state: str
    """done, confirm, open or new: how it is coloured; the words say the same."""
    words: str


def tasks(desk: Desk, request: Request, posted: Posted) -> Response:
    """The sections. An empty file begins with its first question."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing("There is no such answers file in this folder.")
    first = seen.first_open()
    if not seen.answers.answers and first:
        return go(place(file, "q", first.id, way="first"))
    rows = [_task(file, part) for part in seen.parts]
    ready = all(prompt.status != "open" for prompt in seen.prompts if not prompt.may_skip)
    return page(
        "tasks.html", file=file, seen=seen, tasks=rows, first=first, ready=ready,
        standing=standing(seen), answered=len(seen.prompts) - seen.count("open"),
        told=desk.told(request.query_params.get("told", "")), culture=offered_here(desk.library, seen.facts),
        made=desk.builds.pack(seen.answers) is not None,
    )  # fmt: skip


def _task(file: str, part: Part) -> Task:
    opened = next((prompt for prompt in part.prompts if prompt.status == "open"), None)
    link = place(file, "q", opened.id) if opened else place(file, "check") + f"#part-{part.id}"
    count, confirm = part.count("open"), part.count("to confirm")
    said = [f"{count} open"] if count else []
    if count == len(part.prompts):
        said = [f"Not started: {count} {'question' if count == 1 else 'questions'}"]
    if confirm:
        said.append(f"{confirm} to confirm")
    state = "new" if count == len(part.prompts) else "open" if count else "confirm" if confirm else "done"
    return Task(part, link, state, ", ".join(said) or "Done")


def check(desk: Desk, request: Request, posted: Posted) -> Response:
    """Every answer with a way to change it, and what is worth a second look."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing("There is no such answers file in this folder.")
    speaker = Speaker(seen.library, seen.facts, seen.answers)
    hidden = [words(speaker, desk.library.questions[id].asks) for id in seen.facts.hidden]
    warnings = tuple(f"{one.what}; {one.remedy}" for one in seen.answers.warnings)
    return page(
        "check.html", file=file, seen=seen, hidden=hidden, notes=(*warnings, *doubled(seen)),
        unreachable=list(_unreached(seen)), standing=standing(seen),
        told=desk.told(request.query_params.get("told", "")),
    )  # fmt: skip


def confirm(desk: Desk, request: Request, posted: Posted) -> Response:
    """What is left to confirm, each with a way to answer it and to a message for whoever may know."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing("There is no such answers file in this folder.")
    return page(
        "confirm.html", file=file, seen=seen, gaps=[prompt for prompt in seen.prompts if prompt.status != "answered"], unreachable=list(_unreached(seen)),
        told=desk.told(request.query_params.get("told", "")),
    )  # fmt: skip


def _unreached(seen: Interview) -> Iterator[tuple[str, str, str]]:
    """Who cannot be reached, what is missing, and the question at which it can be given."""
    for name, lacks in unreachable(seen):
        posts = (prompt for prompt in seen.prompts if prompt.kind in PERSONAL and prompt.asked.answer)
        held = (
            prompt.id
            for prompt in posts
            if prompt.asked.answer and any(seen.answers.people[id].name == name for id in prompt.asked.answer.values)
        )
        yield name, lacks, next(held, "")


def message(desk: Desk, request: Request, posted: Posted) -> Response:
    """The message that asks a colleague for one answer."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    prompt = seen.prompt(request.path_params["id"]) if seen else None
    if seen is None or prompt is None:
        return missing("There is no such question.")
    return page("letter.html", file=file, seen=seen, prompt=prompt, letter=letter(seen, prompt))


def begun(desk: Desk, request: Request, posted: Posted) -> Response:
    """After the first few questions: a first draft now, or on with the questions."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing("There is no such answers file in this folder.")
    lacking = next((step for step in first_steps(seen) if step.status == "open" and not step.may_skip), None)
    if lacking:
        return go(place(file, "q", lacking.id, way="first"))
    return page(
        "begun.html", file=file, seen=seen, told=desk.told(request.query_params.get("told", "")),
        first=seen.first_open(),
    )  # fmt: skip


def answers_file(desk: Desk, request: Request, posted: Posted) -> Response:
    """The answers file itself, to be kept or sent."""
    file = request.path_params["file"]
    path = desk.shelf.path(file)
    text = desk.shelf.text(file)
    if path is None or text is None:
        return missing("There is no such answers file in this folder.")
    open_answers(path, desk.library)
    headers = {"content-disposition": 'attachment; filename="answers.yaml"'}
    return Response(text.encode("utf-8"), media_type="application/yaml", headers=headers)
