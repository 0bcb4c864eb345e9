"""The organisations of one folder: their list, a new one, one begun from another, and an answers file brought in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from policygen.answers import Answers
from policygen.copies import copied, imported, new_file
from policygen.crests import carry
from policygen.errors import PolicygenError
from policygen.interview import Prompt, interview
from policygen.saving import save_answer
from policygen.web.desk import Desk, Posted, go, missing, page, place
from policygen.web.forms import Entry, Wrong, meant, spoken, typed_in

NAME = "organisation"
"""The question that names the organisation: it is asked before there is a file."""


def organisations(desk: Desk, request: Request, posted: Posted) -> Response:
    """The list."""
    return _list(desk, None)


def _list(desk: Desk, wrong: Wrong | None, status: int = 200, details: tuple[str, ...] = ()) -> Response:
    return page(
        "organisations.html", status, held=desk.shelf.held(), folder=str(desk.shelf.folder), wrong=wrong, details=details
    )  # fmt: skip


def _prompt(desk: Desk) -> Prompt:
    found = interview(desk.library, Answers({}, {})).prompt(NAME)
    assert found is not None
    return found


def new(desk: Desk, request: Request, posted: Posted) -> Response:
    """The name of a new organisation; with `from`, of one begun from another."""
    return _naming(desk, request.query_params.get("from", ""), Entry(), None)


def begin(desk: Desk, request: Request, posted: Posted) -> Response:
    """Make the file of a new organisation, and go on with its questions."""
    source, entry = posted.one("from"), typed_in(posted.fields)
    seen = interview(desk.library, Answers({}, {}))
    found = meant(seen, _prompt(desk), entry, desk.today())
    if isinstance(found, Wrong) or found.answer is None:
        return _naming(desk, source, entry, found if isinstance(found, Wrong) else None)
    text = ""
    if source:
        held = desk.shelf.text(source)
        if held is None:
            return missing("There is no such answers file in this folder.")
        text = copied(held, desk.library, "another", source)
    path = new_file(desk.shelf.folder, found.answer.value, text)
    save_answer(path, desk.library, NAME, None, found.answer)
    return go(place(path.name, "next") if source else place(path.name, "q", "sector", way="first"))


def _naming(desk: Desk, source: str, entry: Entry, wrong: Wrong | None) -> Response:
    named = ""
    if source:
        seen = desk.shelf.open(source)
        if seen is None:
            return missing("There is no such answers file in this folder.")
        named = seen.answers.text(NAME) or source
    return page(
        "new.html", 422 if wrong else 200, prompt=_prompt(desk), entry=entry, wrong=wrong, source=source, named=named
    )


def again(desk: Desk, request: Request, posted: Posted) -> Response:
    """Begin the next year's file from the last one: all answers and the crest kept, the approval and the dates asked anew."""
    source = posted.one("from")
    text = desk.shelf.text(source)
    seen = desk.shelf.open(source) if text is not None else None
    if text is None or seen is None:
        return missing("There is no such answers file in this folder.")
    path = new_file(
        desk.shelf.folder,
        seen.answers.text(NAME) or source,
        copied(text, desk.library, "next year", source),
        desk.today(),
    )
    carry(desk.shelf.folder / source, path)
    return go(place(path.name, "check"))


def bring_in(desk: Desk, request: Request, posted: Posted) -> Response:
    """An answers file from somewhere else, judged by what is in it, kept beside the others."""
    data = posted.files.get("answers", b"")
    if not data:
        return _list(desk, Wrong("No file is chosen; choose an answers file.", "answers"), 422)
    try:
        name, text = imported(data, desk.library)
        path = new_file(desk.shelf.folder, name, text)
    except PolicygenError as error:
        first, *more = error.problems
        where = f"line {first.line}: " if first.line else ""
        wrong = Wrong(spoken(f"that file cannot be used: {where}{first.what}", first.remedy), "answers")
        return _list(desk, wrong, 422, tuple(f"Line {one.line}: {one.what}; {one.remedy}" for one in more[:20]))
    return go(place(path.name))
