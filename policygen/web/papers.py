"""Make the documents of one organisation, look at them, and fetch one or all."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from policygen.crests import beside
from policygen.errors import PolicygenError
from policygen.formats import ALL
from policygen.generate import default_date, require
from policygen.interview import Interview
from policygen.look_file import look_for
from policygen.packs import COVER, culture_of
from policygen.provenance import MANIFEST
from policygen.sitting import standing
from policygen.web.builds import KINDS, PACKS, TYPES, Pack
from policygen.web.desk import Desk, Posted, Told, go, missing, page, place, trouble
from policygen.web.guard import DOCUMENT_POLICY

NO_FILE = "There is no such answers file in this folder."
NOT_MADE = "That document has not been made, or is not there any more. Make the documents again."


def choose(desk: Desk, request: Request, posted: Posted) -> Response:
    """Which formats to make, and what was made before."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing(NO_FILE)
    try:
        require(desk.library, seen.answers)
    except PolicygenError as error:
        return trouble(error.problems, place(file, "next"), "Answer that first")
    pack = desk.builds.pack(seen.answers)
    return page(
        "make.html", file=file, seen=seen, kinds=KINDS, packs=PACKS, chosen=_made(pack), pack=pack, stale=_stale(desk, file, pack),
        standing=standing(seen), wrong="", crest=_crest(desk, file), left=seen.count("open") + seen.count("to confirm"),
    )  # fmt: skip


def start(desk: Desk, request: Request, posted: Posted) -> Response:
    """Begin to make them."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing(NO_FILE)
    formats = [kind for kind in ALL if kind in posted.fields.get("format", ())]
    packs = [pack for pack in PACKS if pack in posted.fields.get("pack", ("school",))]
    if not formats:
        return page(
            "make.html", 422, file=file, seen=seen, kinds=KINDS, packs=PACKS, chosen=packs, pack=None, stale=False,
            standing=standing(seen), wrong="No format is chosen; choose at least one.", crest=_crest(desk, file),
            left=seen.count("open") + seen.count("to confirm"),
        )  # fmt: skip
    try:
        require(desk.library, seen.answers)
    except PolicygenError as error:
        return trouble(error.problems, place(file, "next"), "Answer that first")
    path = desk.shelf.path(file)
    try:
        culture = culture_of(path, desk.library, packs, ()) if path else None
    except PolicygenError as error:
        return trouble(error.problems, place(file, "make"), "Back to making the documents")
    try:
        look = look_for(desk.shelf.folder / file)
    except PolicygenError as error:
        return trouble(error.problems, place(file, "crest"), "Look at the crest")
    day = default_date(seen.answers, desk.today())
    job = desk.builds.start(file, seen.answers, day, formats, packs, culture, look)
    return go(place(file, "making", job.id))


def progress(desk: Desk, request: Request, posted: Posted) -> Response:
    """How far the making is. The page looks again by itself, once a second, until it is over."""
    file = request.path_params["file"]
    job = desk.builds.jobs.get(request.path_params["job"])
    seen = desk.shelf.open(file)
    if seen is None or job is None or job.file != file:
        return missing("This is not being made any more.")
    if job.state == "failed":
        return trouble(job.problems, place(file, "make"), "Back to making the documents")
    if job.state == "made":
        edited = (f"{name} was edited by hand and stays as it is; the new one stands beside it." for name in job.kept)
        return go(place(file, "documents", told=desk.tell(Told(lines=(*edited, *job.notes)))))
    return page("making.html", headers={"refresh": "1"}, file=file, seen=seen, job=job)


def documents(desk: Desk, request: Request, posted: Posted) -> Response:
    """What was made: to look at, to fetch one by one, or all in one file."""
    file = request.path_params["file"]
    seen = desk.shelf.open(file)
    if seen is None:
        return missing(NO_FILE)
    pack = desk.builds.pack(seen.answers)
    if pack is None or not pack.documents:
        return go(place(file, "make"))
    return page(
        "documents.html", file=file, seen=seen, pack=pack,
        packs=PACKS, documents=_sorted(desk, pack), kinds=KINDS, stale=_stale(desk, file, pack),
        left=seen.count("open") + seen.count("to confirm"), folder=str(pack.folder),
        told=desk.told(request.query_params.get("told", "")),
    )  # fmt: skip


def _crest(desk: Desk, file: str) -> bool:
    return beside(desk.shelf.folder / file) is not None


def _made(pack: Pack | None) -> list[str]:
    """The packs that were made last; the first, where nothing was."""
    return list(dict.fromkeys(one.get("pack", "school") for one in pack.documents)) if pack else ["school"]


def _sorted(desk: Desk, pack: Pack) -> list[dict[str, Any]]:
    """The documents as they are offered: the sheet on top of each pack, then the policy, then the rest."""

    def rank(one: dict[str, Any]) -> tuple[bool, bool]:
        return not one["id"].startswith(COVER), one["id"] not in desk.appears.ladders

    return sorted(pack.documents, key=rank)


def _stale(desk: Desk, file: str, pack: Pack | None) -> bool:
    """Whether an answer or the crest was changed after the documents were made."""
    path = desk.shelf.path(file)
    try:
        files = [path, beside(path)] if path else []
        return bool(pack) and any(
            one.stat().st_mtime > (pack.folder / MANIFEST).stat().st_mtime for one in files if one and pack
        )
    except OSError:
        return True


def _pack(desk: Desk, request: Request) -> tuple[Interview | None, Pack | None]:
    seen = desk.shelf.open(request.path_params["file"])
    return seen, desk.builds.pack(seen.answers) if seen else None


def fetch(desk: Desk, request: Request, posted: Posted) -> Response:
    """One file of the pack."""
    _, pack = _pack(desk, request)
    path = pack.file(request.path_params["name"]) if pack else None
    if path is None:
        return missing(NOT_MADE)
    kind = path.suffix.removeprefix(".")
    return _attached(path.read_bytes(), path.name, TYPES.get(kind, "application/octet-stream"))


def fetch_all(desk: Desk, request: Request, posted: Posted) -> Response:
    """All files of the pack in one."""
    _, pack = _pack(desk, request)
    if pack is None or not pack.documents:
        return missing(NOT_MADE)
    return _attached(pack.zipped(), f"{pack.folder.name}.zip", "application/zip")


def read(desk: Desk, request: Request, posted: Posted) -> Response:
    """The web page of a document, by itself: it may draw itself and do nothing else."""
    _, pack = _pack(desk, request)
    path = pack.page(request.path_params["document"]) if pack else None
    if path is None:
        return missing(NOT_MADE)
    headers = {"content-security-policy": DOCUMENT_POLICY}
    return Response(path.read_bytes(), media_type=TYPES["html"], headers=headers)


def _attached(data: bytes, name: str, kind: str) -> Response:
    """A file to be kept. Names come from our own list of documents; quoting them costs nothing."""
    return Response(
        data,
        headers={"content-type": kind, "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"},
    )
