"""What a file says of its origin, and the manifest that lists every file with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.document import Document
from policygen.library import Library

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


def origin_of(library: Library, document: Document, on: date) -> dict[str, str]:
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


def manifest(
    library: Library,
    answers: Answers,
    made: tuple[Assembled, ...],
    on: date,
    files: Mapping[str, Mapping[str, tuple[str, bytes]]],
    kept: tuple[str, ...],
) -> dict[str, Any]:
    """Every file with its hash, and what it rests on: versions, editions, clauses, gaps, assumptions.

    `files`: document → format → (file name, bytes). `kept`: names of files that were edited by hand and left alone.
    Notes, unprinted answers and timings are not in it."""
    documents = []
    for one in made:
        cited = dict.fromkeys(name.partition("/")[0] for clause in one.clauses() for name in clause.cites)
        editions = {
            id: edition.id
            for id in cited
            if not library.sources[id].undated and (edition := library.sources[id].edition(on))
        }
        documents.append(
            {
                "id": one.document.id,
                "title": one.document.title,
                "status": one.document.cover.draft or "ready to adopt",
                "files": [
                    {"format": kind, "name": name, "sha256": sha256(data), "bytes": len(data)}
                    for kind, (name, data) in files.get(one.document.id, {}).items()
                ],
                "editions": editions,
                "clauses": {clause.id: where for clause in one.clauses() if (where := one.where().get(clause.id, ""))},
                "gaps": [asdict(gap) for gap in one.marks.gaps],
                "assumptions": [asdict(assumption) for assumption in one.marks.assumptions],
            }
        )
    return {
        "policygen": program_version(),
        "library": library.version,
        "layers": list(library.layers[1:]),
        "organisation": answers.text("organisation"),
        "on": on.isoformat(),
        "documents": documents,
        "kept": list(kept),
    }
