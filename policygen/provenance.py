"""What a file says of its origin, and the manifest that lists every file with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.document import Document
from policygen.library import Library
from policygen.workbook import Workbook

MANIFEST = "manifest.json"


def program_version() -> str:
    """The installed program's version; "0" in a checkout that was never installed."""
    try:
        return version("policygen")
    except PackageNotFoundError:
        return "0"


def origin(library: Library, assembled: Assembled, on: date) -> dict[str, str]:
    """The few lines that every file carries: program, library, document, date. Nothing of the answers."""
    return origin_of(library, assembled.document, on)


def origin_of(library: Library, document: Document | Workbook, on: date) -> dict[str, str]:
    """The same for a document that is not of one organisation."""
    return {
        "program": f"policygen {program_version()}",
        "library": " + ".join((library.version, *library.layers[1:])),
        "document": document.id,
        "on": on.isoformat(),
    }


def sha256(data: bytes) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Drawn:
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
    answers: Answers,
    listed: Iterable[Listed],
    on: date,
    files: Mapping[str, Iterable[Drawn]],
    kept: tuple[str, ...],
    before: Mapping[str, Any],
    packs: Iterable[str],
) -> dict[str, Any]:
    """Every file with its hash, and what it rests on: versions, editions, clauses, gaps, assumptions.

    `files`: document → its files. `kept`: names of files that were edited by hand and left alone. `before`: the manifest that
    stood in the folder; what it lists of packs other than `packs` is still there and stays listed, and files of this program
    in formats that were not made now are remembered as its own. Notes, unprinted answers and timings are not in it."""
    documents = [_listed(library, one, on, files.get(one.id, ())) for one in listed]
    now = {one["id"] for one in documents}
    held = [one for one in before.get("documents", ()) if one["id"] not in now]
    stays = [one for one in held if one.get("pack", "school") not in set(packs)]
    names = {file["name"] for one in (*documents, *stays) for file in one["files"]}
    earlier = [*before.get("earlier", ()), *(file for one in before.get("documents", ()) for file in one["files"])]
    left = {file["name"]: file["sha256"] for file in earlier if file["name"] not in names and file["name"] not in kept}
    return {
        "policygen": program_version(),
        "library": library.version,
        "layers": list(library.layers[1:]),
        "organisation": answers.text("organisation"),
        "on": on.isoformat(),
        "documents": [*documents, *stays],
        "kept": list(kept),
        **({"earlier": [{"name": name, "sha256": left[name]} for name in sorted(left)]} if left else {}),
    }


def _listed(library: Library, one: Listed, on: date, files: Iterable[Drawn]) -> dict[str, Any]:
    made = one.made
    clauses = made.clauses() if made else ()
    cited = dict.fromkeys(name.partition("/")[0] for clause in clauses for name in clause.cites)
    where = made.where() if made else {}
    return {
        "id": one.id,
        "title": one.title,
        "pack": one.pack,
        "status": one.status,
        "files": [
            {"format": file.format, "name": file.name, "sha256": sha256(file.data), "bytes": len(file.data)}
            for file in files
        ],
        "editions": {
            id: edition.id
            for id in cited
            if not library.sources[id].undated and (edition := library.sources[id].edition(on))
        },
        "clauses": {clause.id: at for clause in clauses if (at := where.get(clause.id, ""))},
        "gaps": [asdict(gap) for gap in made.marks.gaps] if made else [{"question": id} for id in one.open],
        "assumptions": [asdict(assumption) for assumption in made.marks.assumptions] if made else [],
    }
