"""One question a page: shown, answered, asked again where the answer cannot be taken or somebody else has given another."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from policygen.answers import Person
from policygen.interview import Interview, Prompt
from policygen.typed import Typed, as_state, kept
from policygen.web.desk import Changed, Desk, Posted, first_steps, go, missing, page, place, supposed
from policygen.web.drawing import draw
from policygen.web.forms import MOST_ROWS, Entry, Wrong, mark, meant, spoken, stored, typed_in

WAYS = ("first", "check", "confirm")
"""Where a question was come to from, and where one goes back to: the first draft, the answers, the list to confirm."""


def show(desk: Desk, request: Request, posted: Posted) -> Response:
    """A question, as it stands in the file."""
    seen, prompt, gone = _found(desk, request)
    if seen is None or prompt is None:
        return gone
    return _page(desk, request, seen, prompt, stored(seen, prompt))


def answer(desk: Desk, request: Request, posted: Posted) -> Response:
    """A question answered, passed by, or its page with one row more."""
    seen, prompt, gone = _found(desk, request, posted)
    if seen is None or prompt is None:
        return gone
    file, way, today = request.path_params["file"], _way(request), desk.today()
    entry = typed_in(posted.fields)
    did = posted.one("do")
    if did == "more":
        return _page(desk, request, seen, prompt, replace(entry, wanted=min(entry.wanted + 1, MOST_ROWS)), sent=posted)
    found: Typed | Wrong
    if did == "usual":
        taken = as_state(prompt, "usual")
        found = taken if isinstance(taken, Typed) else Wrong(spoken(taken.what, taken.remedy), "beside")
    else:
        found = meant(seen, prompt, entry, today)
    if isinstance(found, Wrong):
        return _page(desk, request, seen, prompt, entry, found, sent=posted)
    if found.answer is None:
        return go(_after(seen, prompt, file, way))  # what was sent stands there, whoever wrote it
    try:
        after, told = desk.save(file, seen, prompt, found, posted.one("old"))
    except Changed as changed:
        now = changed.seen.prompt(prompt.id)
        if now is None:
            return _gone(file, posted)
        return _conflict(desk, request, changed.seen, now, found, posted)
    return go(_after(after, prompt, file, way, told))


def preview(desk: Desk, request: Request, posted: Posted) -> Response:
    """Where the answer would appear as it is typed: part of a page, for the script."""
    seen, prompt, gone = _found(desk, request)
    if seen is None or prompt is None:
        return gone
    found = meant(seen, prompt, typed_in(posted.fields), desk.today())
    if isinstance(found, Typed) and found.answer is not None:
        seen = supposed(seen, prompt, found)
    shown = desk.appears.of(seen, prompt.question, desk.today())
    return HTMLResponse(draw("appears.html", shown=shown, prompt=prompt))


def next_open(desk: Desk, request: Request, posted: Posted) -> Response:
    """On to the first open question, or to the sections where none is open."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing("There is no such answers file in this folder.")
    prompt = seen.first_open(request.query_params.get("after", ""))
    if prompt is None:
        return go(place(file))
    return go(place(file, "q", prompt.id, way="first" if not seen.answers.answers else ""))


def _found(
    desk: Desk, request: Request, posted: Posted | None = None
) -> tuple[Interview | None, Prompt | None, Response]:
    file, id = request.path_params["file"], request.path_params["id"]
    seen = desk.shelf.open(file)
    if seen is None:
        return None, None, missing("There is no such answers file in this folder.")
    prompt = seen.prompt(id)
    if prompt is None and id in desk.library.questions:
        return None, None, _gone(file, posted)
    return seen, prompt, missing("There is no such question.")


def _gone(file: str, posted: Posted | None) -> Response:
    """The question is not asked any more. What was typed is shown, so that it can be copied."""
    typed = [
        value for name, values in (posted.fields if posted else {}).items() for value in values
        if value.strip() and name not in ("old", "rows", "do", "fix-old", "fix-id")
    ]  # fmt: skip
    lines = ["Your other answers have changed since this page was made, and this question is not asked of you now."]
    if typed:
        lines.append(
            f"Nothing was saved from it. What you gave was: {', '.join(value.lstrip('=?') for value in typed)}."
        )
    return page(
        "message.html", 409, title="This question is not asked any more", lines=lines, problems=(),
        back=place(file), back_words="All sections",
    )  # fmt: skip


def _way(request: Request) -> str:
    way = request.query_params.get("way", "")
    return way if way in WAYS else ""


def _after(seen: Interview, prompt: Prompt, file: str, way: str, told: str = "") -> str:
    """The page that comes after this question."""
    if way == "first":
        for step in first_steps(seen):
            if step.status == "open" and step.id != prompt.id:
                return place(file, "q", step.id, way="first", told=told)
        return place(file, "begun", told=told)
    if way:
        return place(file, way, told=told) + f"#{prompt.id}"
    following = seen.first_open(prompt.id)
    return place(file, "q", following.id, told=told) if following else place(file, told=told)


def _before(seen: Interview, prompt: Prompt, file: str, way: str) -> str:
    if way in ("check", "confirm"):
        return place(file, way)
    if way == "first":
        steps = [step.id for step in first_steps(seen)]
        at = steps.index(prompt.id) if prompt.id in steps else 0
        return place(file, "q", steps[at - 1], way="first") if at else place(file)
    earlier = seen.before(prompt.id)
    return place(file, "q", earlier.id) if earlier else place(file)


def _page(
    desk: Desk,
    request: Request,
    seen: Interview,
    prompt: Prompt,
    entry: Entry,
    wrong: Wrong | None = None,
    sent: Posted | None = None,
) -> Response:
    """`sent`: the form that is shown again; its old value stays, so that a change by somebody else is still seen."""
    file, way = request.path_params["file"], _way(request)
    old = sent.one("old") if sent else mark(seen.answers.answers.get(prompt.id))
    part = seen.part(prompt)
    return page(
        "question.html",
        422 if wrong else 200,
        file=file, way=way, seen=seen, prompt=prompt, part=part, entry=entry, wrong=wrong, old=old,
        back=_before(seen, prompt, file, way),
        leave=_after(seen, prompt, file, way),
        action=place(file, "q", prompt.id, way=way),
        live=place(file, "q", prompt.id, "preview"),
        usual=frozenset(f"={value}" for value in prompt.asked.usual.value) if prompt.asked.usual else frozenset(),
        took_usual=bool(prompt.asked.usual) and kept(prompt, prompt.asked.usual.value if prompt.asked.usual else ()),
        rows=(*entry.rows, *[Person("", "")] * max(0, entry.wanted - len(entry.rows)))[:MOST_ROWS],
        pairs=(*entry.pairs, *[("", "")] * max(0, entry.wanted - len(entry.pairs)))[:MOST_ROWS],
        shown=desk.appears.of(seen, prompt.question, desk.today()),
        told=desk.told(request.query_params.get("told", "")),
        answered=len(seen.prompts) - seen.count("open"),
    )  # fmt: skip


def _conflict(desk: Desk, request: Request, seen: Interview, prompt: Prompt, typed: Typed, posted: Posted) -> Response:
    """Two people have answered one question: both answers are shown, and the second person chooses."""
    file, way = request.path_params["file"], _way(request)
    mine = supposed(seen, prompt, typed).prompt(prompt.id) or prompt
    fields = [(name, value) for name, values in posted.fields.items() for value in values if name != "old" and value]
    held = prompt.asked.answer
    return page(
        "conflict.html", 409, file=file, seen=seen, prompt=prompt, mine=mine, fields=fields, old=mark(held), action=place(file, "q", prompt.id, way=way), keep=_after(seen, prompt, file, way),
    )  # fmt: skip
