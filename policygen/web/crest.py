"""The crest of one organisation: brought in from a page, judged by what is in it, kept beside the answers file, taken away."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from policygen.crests import beside, crest_of, places, read_crest
from policygen.errors import PolicygenError, Problem, WriteError
from policygen.look import Crest
from policygen.saving import write_file
from policygen.web.desk import Desk, Posted, Told, go, missing, page, place
from policygen.web.forms import Wrong, spoken

NO_FILE = "There is no such answers file in this folder."
_KEPT = "The crest. The documents show it when they are made again."
_GONE = "The crest is taken away. The documents are without it when they are made again."


def show(desk: Desk, request: Request, posted: Posted) -> Response:
    """The crest there is, and the form for another."""
    return _page(desk, request, None)


def picture(desk: Desk, request: Request, posted: Posted) -> Response:
    """The crest itself, as the picture that goes into the documents."""
    path = desk.shelf.path(request.path_params["file"])
    held = _held(path) if path else None
    if not isinstance(held, Crest):
        return missing("There is no crest here.")
    return Response(held.png, media_type="image/png")


def bring(desk: Desk, request: Request, posted: Posted) -> Response:
    """Keep a crest that somebody chose; one that cannot be used leaves the old one as it was."""
    file = request.path_params["file"]
    path = desk.shelf.path(file)
    if path is None:
        return missing(NO_FILE)
    data = posted.files.get("crest", b"")
    if not data:
        return _page(desk, request, Wrong("No picture is chosen; choose a PNG, JPEG or SVG file.", "crest"))
    try:
        crest = crest_of(data, "the file")
    except PolicygenError as error:
        (first, *_) = error.problems
        wrong = Wrong(spoken(f"that file cannot be used: {first.what}", first.remedy), "crest")
        return _page(desk, request, wrong)
    drawing, picture = places(path)
    kept, other = (drawing, picture) if crest.drawn else (picture, drawing)
    write_file(kept, crest.svg.encode() if crest.drawn else crest.png)
    _remove(other)
    return go(place(file, "crest", told=desk.tell(Told(_KEPT))))


def remove(desk: Desk, request: Request, posted: Posted) -> Response:
    """Take the crest away."""
    file = request.path_params["file"]
    path = desk.shelf.path(file)
    if path is None:
        return missing(NO_FILE)
    for one in places(path):
        _remove(one)
    return go(place(file, "crest", told=desk.tell(Told(lines=(_GONE,)))))


def _page(desk: Desk, request: Request, wrong: Wrong | None) -> Response:
    file = request.path_params["file"]
    seen, path = desk.shelf.open(file), desk.shelf.path(file)
    if seen is None or path is None:
        return missing(NO_FILE)
    held = _held(path)
    return page(
        "crest.html", 422 if wrong else 200, file=file, seen=seen, wrong=wrong,
        crest=held if isinstance(held, Crest) else None, broken=str(held) if isinstance(held, str) else "",
        told=desk.told(request.query_params.get("told", "")),
    )  # fmt: skip


def _held(path: Path) -> Crest | str | None:
    """The crest beside an answers file; where somebody has put one there that cannot be used, why."""
    kept = beside(path)
    if kept is None:
        return None
    try:
        return read_crest(kept)
    except PolicygenError as error:
        return spoken(error.problems[0].what, error.problems[0].remedy)


def _remove(path: Path) -> None:
    try:
        with suppress(FileNotFoundError):
            path.unlink()
    except OSError as error:
        what = f"the crest cannot be taken away ({error.strerror})"
        raise WriteError(Problem(path.name, 0, what, "close it in any other program, and try again")) from None
