"""What a file says of its origin, and the manifest that lists every file with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from policygen.assembly import Assembled, stands
from policygen.clauses import Clause
from policygen.document import Document, Passage, lines_of, text
from policygen.guidance import Edition
from policygen.library import Library
from policygen.workbook import Workbook

MANIFEST = "manifest.json"
READY = "ready to adopt"
"""What the manifest says of a document that is no draft."""


def program_version() -> str:
    """The installed program's version; "0" in a checkout that was never installed."""
    try:
        return version("policygen")
    except PackageNotFoundError:
        return "0"


def origin(library: Library, assembled: Assembled, on: date) -> dict[str, Any]:
    """What every file of an organisation carries: whose it is, program, library and its layers, document, day, editions, and
    the clauses in order with number and title as they stand in it. Nothing of the answers."""
    short = assembled.short_forms(library, on)
    return {
        **origin_of(library, assembled.document, on),
        "organisation": text(assembled.document.cover.organisation),
        "editions": {
            id: [edition.id, edition.start.isoformat()]
            for id, edition in _editions(library, assembled.clauses() + short, on)
        },
        "clauses": [[stand.clause.id, stand.number, stand.title] for stand in stands([assembled])],
        **({"short_forms": [clause.id for clause in short]} if short else {}),
    }


def origin_of(library: Library, document: Document | Workbook, on: date) -> dict[str, Any]:
    """The same for a document that is not of one organisation."""
    layers = dict(zip(library.layers[1:], library.versions[1:], strict=False))
    return {
        "program": f"policygen {program_version()}",
        "library": " + ".join((library.version, *library.layers[1:])),
        "document": document.id,
        "on": on.isoformat(),
        **({"layers": layers} if layers else {}),
    }


def _editions(library: Library, clauses: Iterable[Clause], on: date) -> Iterator[tuple[str, Edition]]:
    """Each source that is cited and has editions, with the one that held on that day."""
    for id in dict.fromkeys(name.partition("/")[0] for clause in clauses for name in clause.cites):
        if not library.sources[id].undated and (edition := library.sources[id].edition(on)):
            yield id, edition


def sha256(data: bytes) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Piece:
    """A file that is made: its format, its name in the folder of the organisation, and its bytes."""

    format: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Listed:
    """What the manifest says of a document, a workbook or the sheet on top of a pack, beside its files."""

    id: str
    title: str
    pack: str
    status: str
    made: Assembled | None = None
    """The document with what chose it."""
    open: tuple[str, ...] = ()
    """Of a workbook: the questions that it rests on and nobody answered."""


def manifest(
    library: Library,
    organisation: str,
    listed: Iterable[Listed],
    on: date,
    files: Mapping[str, Iterable[Piece]],
) -> dict[str, Any]:
    """Every file with its hash, and what it rests on: versions, editions, clauses, gaps, assumptions.

    `files`: document → its files. Notes, unprinted answers and timings are not in it."""
    return {
        "policygen": program_version(),
        "library": library.version,
        "layers": list(library.layers[1:]),
        "organisation": organisation,
        "on": on.isoformat(),
        "documents": [_listed(library, one, on, files.get(one.id, ())) for one in listed],
        "kept": [],
    }


def _listed(library: Library, one: Listed, on: date, files: Iterable[Piece]) -> dict[str, Any]:
    made = one.made
    short = made.short_forms(library, on) if made else ()
    clauses = made.clauses() + short if made else ()
    return {
        "id": one.id,
        "title": one.title,
        "pack": one.pack,
        "status": one.status,
        "files": [
            {"format": file.format, "name": file.name, "sha256": sha256(file.data), "bytes": len(file.data)}
            for file in files
        ],
        "editions": {id: edition.id for id, edition in _editions(library, clauses, on)},
        "clauses": {stand.clause.id: stand.number for stand in stands([made])} if made else {},
        "wordings": {clause.id: clause.digest for clause in clauses},
        "words": {anchor: said[2] for anchor, said in passages(made.document).items()} if made else {},
        "short_forms": [clause.id for clause in short],
        "gaps": [asdict(gap) for gap in made.marks.gaps] if made else [{"question": id} for id in one.open],
        "assumptions": [asdict(assumption) for assumption in made.marks.assumptions] if made else [],
    }


def passages(document: Document) -> dict[str, tuple[str, str, str]]:
    """Each passage by its anchor: number, heading, and a short hash of the words that print, references as they are numbered."""
    found = {}
    for part in document.parts:
        for one in part.content:
            if isinstance(one, Passage):
                words = " ".join((text(one.title), *(text(line) for block in one.blocks for line in lines_of(block))))
                found[one.anchor] = (one.number, text(one.title), sha256(" ".join(words.split()).encode())[:16])
    return found
