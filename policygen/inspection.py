"""Where a file comes from and what was changed in it since: read from the file alone, without the library or the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from policygen.changes import Change, aligned, marked, turned
from policygen.errors import FileError, Problem
from policygen.files import issued
from policygen.imprint import joined, recorded, understood
from policygen.printed import page, parsed, sheets, word
from policygen.provenance import sha256

LARGEST = 60_000_000
"""Bytes of a part that are read; the longest documents made here have one in a hundred."""
_NAMESPACE = "{urn:policygen:origin}"
_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_NOT_MADE_HERE = "nothing in it says that policygen made it"
_REMEDY = (
    "name a .docx, .pdf, .html or .md file that policygen made, or that was edited since and saved in the same format"
)


@dataclass(frozen=True)
class ClauseAt:
    """A clause of a document: the number it stands at and its title there; both empty for one that stands in short form."""

    id: str
    number: str
    title: str


@dataclass(frozen=True)
class Inspected:
    """What a file says of its origin, and what was changed since."""

    file: str
    organisation: str
    document: str
    on: str
    program: str
    library: str
    layers: Mapping[str, str]
    editions: Mapping[str, tuple[str, str]]
    """Source → edition and the day it came into force."""
    clauses: tuple[ClauseAt, ...]
    short_forms: tuple[str, ...]
    compared: str
    """What was compared, in plain words."""
    changes: tuple[Change, ...]
    issued: str = ""
    """"issued on …", with what is not as it was then; empty where its folder is not issued."""


def inspect(path: Path) -> Inspected:
    """Raises FileError for a file that cannot be read or was not made here."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        what = f"the file cannot be read ({problem.strerror or type(problem).__name__})"
        raise FileError(Problem(str(path), 0, what, "check its name, and close it in other programs")) from None
    try:
        origin, compared, changes = _read(data)
        return _told(path, data, origin, compared, tuple(changes))
    except (ValueError, KeyError, TypeError, AttributeError, BadZipFile, NotImplementedError) as problem:
        what = _NOT_MADE_HERE if isinstance(problem, _Foreign) else f"it cannot be read ({problem})"
        raise FileError(
            Problem(str(path), 0, what, str(problem) if isinstance(problem, _Foreign) else _REMEDY)
        ) from None


class _Foreign(ValueError):
    """The file is not ours; the message says what would be right."""


def _read(data: bytes) -> tuple[dict[str, Any], str, Iterable[Change]]:
    if data.startswith(b"PK"):
        return _word(data)
    if data.startswith(b"%PDF"):
        return _pdf(data)
    if b"policygen:words" in data:
        return _page(data)
    if found := re.search(rb"<!-- policygen (\{.*\}) -->\s*\Z", data):
        return json.loads(found[1]), "nothing: Markdown has no place for it", ()
    raise _Foreign(_REMEDY)


def _word(data: bytes) -> tuple[dict[str, Any], str, Iterable[Change]]:
    with ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "word/document.xml" not in names:
            remedy = "open it in LibreOffice and save it as .docx" if "content.xml" in names else _REMEDY
            raise _Foreign(remedy)
        origin = _stored(archive, names)
        body = parsed(_part(archive, "word/document.xml"))[0]
    compared = "each paragraph and table row, without references and what a form was filled with"
    return origin, compared, marked(recorded(origin["words"]), word(body), _names(origin))


def _part(archive: ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _stored(archive: ZipFile, names: set[str]) -> dict[str, Any]:
    """What the properties say, and where they are gone the XML part."""
    if "docProps/custom.xml" in names:
        held = {
            entry.get("name") or "": "".join(entry.itertext())
            for entry in parsed(_part(archive, "docProps/custom.xml")).iter(f"{_PROPERTIES}property")
        }
        texts = joined(held)
        if texts.get("program", "").startswith("policygen") and "words" in texts:
            return understood({name: value for name, value in texts.items() if name in _OURS})
    for name in sorted(names):
        if re.fullmatch(r"customXml/item\d+\.xml", name):
            root = parsed(_part(archive, name))
            if root.tag == f"{_NAMESPACE}origin":
                return understood({entry.get("name") or "": entry.text or "" for entry in root})
    raise _Foreign(_REMEDY)


_OURS = frozenset(
    ("program", "library", "layers", "organisation", "document", "on", "editions", "clauses", "short_forms", "words")
)


def _page(data: bytes) -> tuple[dict[str, Any], str, Iterable[Change]]:
    held = {
        found[1].decode(): unescape(found[2].decode("utf-8"))
        for found in re.finditer(rb'<meta\s+name="policygen:(\w+)"\s+content="([^"]*)"', data)
    }
    origin = understood(held)
    return (
        origin,
        "each paragraph and table row, without references",
        aligned(recorded(origin["words"]), page(data), _names(origin)),
    )


def _pdf(data: bytes) -> tuple[dict[str, Any], str, Iterable[Change]]:
    import pikepdf

    try:
        pdf = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError:
        raise ValueError("it is locked with a password") from None
    except pikepdf.PdfError as problem:
        raise ValueError(str(problem)) from None
    with pdf:
        if "/policygen" not in pdf.docinfo:
            raise _Foreign(_REMEDY)
        origin = json.loads(str(pdf.docinfo["/policygen"]))
        was, now = (recorded({"": joined})[""] for joined in (origin["pages"], sheets(pdf)))
        changes = [*turned(was, now), *_remarked(pdf)]
    return origin, "what is drawn on each page, as a whole: a PDF does not say which paragraph is which", changes


def _remarked(pdf: Any) -> Iterator[Change]:
    for number, sheet in enumerate(pdf.pages, 1):
        put = [
            mark
            for mark in sheet.obj.get("/Annots", ())
            if str(mark.get("/Subtype")) not in ("/Link", "/Widget", "/Popup")
        ]
        if put:
            yield Change("added", "", f"remarks or drawings on page {number}")


def _names(origin: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """How the bookmarks of a clause begin → its id and its title with number."""
    return {
        re.sub(r"\W", "_", id)[:24]: (_plain(id), _plain(f"{number} {title}".strip()))
        for id, number, title in origin.get("clauses", ())
    }


def _told(path: Path, data: bytes, origin: Mapping[str, Any], compared: str, changes: tuple[Change, ...]) -> Inspected:
    said = {name: _plain(origin.get(name, "")) for name in ("organisation", "document", "on", "program", "library")}
    return Inspected(
        str(path),
        **said,
        layers={_plain(name): _plain(version) for name, version in origin.get("layers", {}).items()},
        editions={_plain(id): (_plain(one), _plain(since)) for id, (one, since) in origin.get("editions", {}).items()},
        clauses=tuple(ClauseAt(*map(_plain, row)) for row in origin.get("clauses", ())),
        short_forms=tuple(map(_plain, origin.get("short_forms", ()))),
        compared=compared,
        changes=tuple(Change(one.kind, one.clause, one.title, _plain(one.now), _plain(one.before)) for one in changes),
        issued=_issued(path, data),
    )


def _issued(path: Path, data: bytes) -> str:
    found = issued(path.resolve().parent)
    for file in found.get("files", ()):
        if file.get("name") == path.name:
            same = file.get("sha256") == sha256(data)
            return _plain(f"issued on {found['issued']}" + ("" if same else ", and changed since"))
    return ""


def _plain(value: object) -> str:
    """Text as it may be printed on a terminal: without signs that steer it."""
    return "".join(letter for letter in str(value) if letter.isprintable())
