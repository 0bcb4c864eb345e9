"""Serve the questionnaire to this computer alone: the addresses there are, and the program that answers them."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.errors import PolicygenError, Problem, WriteError
from policygen.library import Library
from policygen.web import asking, crest, culture, office, overview, papers
from policygen.web.builds import Builds
from policygen.web.desk import Desk, Posted, missing, place, trouble
from policygen.web.drawing import STATIC, static
from policygen.web.guard import Guard, Pass
from policygen.web.shelf import ENDS, Shelf

Handler = Callable[[Desk, Request, Posted], Response]
OUT = "out"
"""The folder beside the answers files that documents go to."""
MOST_FIELDS = 400

PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("/", "GET", office.organisations),
    ("/new", "GET", office.new),
    ("/new", "POST", office.begin),
    ("/again", "POST", office.again),
    ("/bring-in", "POST", office.bring_in),
    ("/o/{file}", "GET", overview.tasks),
    ("/o/{file}/next", "GET", asking.next_open),
    ("/o/{file}/begun", "GET", overview.begun),
    ("/o/{file}/check", "GET", overview.check),
    ("/o/{file}/confirm", "GET", overview.confirm),
    ("/o/{file}/confirm/{id}", "GET", overview.message),
    ("/o/{file}/answers", "GET", overview.answers_file),
    ("/o/{file}/q/{id}", "GET", asking.show),
    ("/o/{file}/q/{id}", "POST", asking.answer),
    ("/o/{file}/q/{id}/preview", "POST", asking.preview),
    ("/o/{file}/crest", "GET", crest.show),
    ("/o/{file}/crest", "POST", crest.bring),
    ("/o/{file}/crest/picture", "GET", crest.picture),
    ("/o/{file}/crest/remove", "POST", crest.remove),
    ("/o/{file}/culture", "GET", culture.first),
    ("/o/{file}/culture", "POST", culture.begin),
    ("/o/{file}/culture/papers", "GET", culture.papers),
    ("/o/{file}/culture/counts", "POST", culture.counts),
    ("/o/{file}/culture/{day}", "GET", culture.result),
    ("/o/{file}/culture/{day}/take", "POST", culture.take),
    ("/o/{file}/culture/{day}/{dimension}", "GET", culture.show),
    ("/o/{file}/culture/{day}/{dimension}", "POST", culture.answer),
    ("/o/{file}/make", "GET", papers.choose),
    ("/o/{file}/make", "POST", papers.start),
    ("/o/{file}/making/{job}", "GET", papers.progress),
    ("/o/{file}/documents", "GET", papers.documents),
    ("/o/{file}/documents/pack", "GET", papers.fetch_all),
    ("/o/{file}/documents/file/{name:path}", "GET", papers.fetch),
    ("/o/{file}/documents/read/{document}", "GET", papers.read),
)
"""Every address, and what answers it."""


def site(desk: Desk) -> Starlette:
    """All pages, without the guard that stands before them."""
    routes = [Route(path, _door(desk, handler), methods=[method]) for path, method, handler in PAGES]
    routes += [Route(f"/{name}", _static(name), methods=["GET"]) for name in STATIC]
    return Starlette(routes=routes, exception_handlers={HTTPException: _unknown})


def desk_for(target: Path, library: Library, today: Callable[[], date]) -> tuple[Desk, str]:
    """What is shared by the pages over a folder of answers files or over one of them, and the page to begin with.

    Raises WriteError where there is no such folder, or where a file is called otherwise than answers files are."""
    folder, file = (target, "") if target.is_dir() or not target.name.endswith(ENDS) else (target.parent, target.name)
    if not folder.is_dir():
        remedy = "name a folder that is there, or an answers file that ends in .yaml"
        raise WriteError(Problem(str(target), 0, f"there is no folder '{folder}'", remedy))
    folder = folder.resolve()
    desk = Desk(library, Shelf(folder, library, file), Builds(library, folder / OUT), today)
    if file and desk.shelf.path(file) is None:
        raise WriteError(Problem(str(target), 0, "this cannot be an answers file", "name a file that ends in .yaml"))
    return desk, place(file, "next") if file else "/"


class Site:
    """The program on a port of this computer, ready to run. `port` 0: any that is free.

    Raises WriteError about the folder, or where the port is taken."""

    def __init__(self, target: Path, library: Library, today: Callable[[], date], port: int = 0) -> None:
        import uvicorn

        self.desk, first = desk_for(target, library, today)
        self.listening = _listen(port)
        self.held = Pass(self.listening.getsockname()[1])
        config = uvicorn.Config(
            Guard(site(self.desk), self.held, first), log_config=None, access_log=False, lifespan="off", ws="none",
            http="h11", server_header=False, proxy_headers=False, timeout_graceful_shutdown=2,
            timeout_keep_alive=60,
        )  # fmt: skip
        self.server = uvicorn.Server(config)

    @property
    def address(self) -> str:
        """The address to open."""
        return self.held.address()

    def run(self) -> None:
        """Answer until `stop`, or Ctrl-C where this is the main thread."""
        try:
            self.server.run(sockets=[self.listening])
        finally:
            self.desk.builds.close()

    def stop(self) -> None:
        """Answer what has been asked, and end."""
        self.server.should_exit = True


def serve(
    target: Path, library: Library, today: Callable[[], date], *, port: int = 0, show: bool = True,
    tell: Callable[[str], None] = print,
) -> None:  # fmt: skip
    """Answer the browser until Ctrl-C. `port` 0: any that is free. `show`: open the browser. `tell` says one line.

    Raises WriteError about the folder, or where the port is taken."""
    made = Site(target, library, today, port)
    tell(f"Open in a browser on this computer: {made.address}")
    tell("Every answer is saved at once, on this computer alone. To stop: Ctrl-C.")
    if show:
        threading.Thread(target=webbrowser.open, args=(made.address,), daemon=True).start()
    with suppress(KeyboardInterrupt):
        made.run()


def _listen(port: int) -> socket.socket:
    """A socket that only this computer can reach."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        what = f"port {port} cannot be used ({error.strerror})"
        raise WriteError(Problem("--port", 0, what, "name another, or leave it out")) from None
    listening.listen(256)
    return listening


def _door(desk: Desk, handler: Handler) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        posted = await _posted(request) if request.method == "POST" else Posted()
        return await run_in_threadpool(_answered, desk, handler, request, posted)

    return answer


def _answered(desk: Desk, handler: Handler, request: Request, posted: Posted) -> Response:
    try:
        return handler(desk, request, posted)
    except PolicygenError as error:
        return trouble(error.problems)


async def _posted(request: Request) -> Posted:
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=1_100_000) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = await value.read()
            else:
                fields.setdefault(name, []).append(value)
    return Posted(fields, files)


def _static(name: str) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return Response(static(name), headers={"content-type": STATIC[name]})

    return answer


async def _unknown(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code not in (404, 405):
        return trouble((Problem("the form", 0, "it could not be read", "go back and send it again"),))
    return missing()
