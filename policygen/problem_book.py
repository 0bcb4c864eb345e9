"""Where the workbook of problems goes: never over one that somebody has gone on with, and not written again as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from policygen.columns import Column
from policygen.files import write_atomic
from policygen.provenance import program_version
from policygen.rows import Row, Trouble
from policygen.writers.clients_sheet import write_clients

_TOLD = re.compile(r"<(cp:keywords|dcterms:created|dcterms:modified)\b[^>]*>([^<]*)<")


def put_problems(
    out: Path,
    given: Path,
    columns: Sequence[Column],
    library: str,
    on: date,
    rows: Sequence[Row],
    troubles: Sequence[Trouble],
) -> Path:
    """Write these problems into the folder `out` and give the file; `given` is where the rows were read from.

    Raises WriteError where it cannot be written."""
    keys = [column.key for column in columns]
    digest = sha256(repr((program_version(), library, on, keys, rows, troubles)).encode()).hexdigest()
    path = next(one for one in _names(out) if not one.exists() or _held(one, given) is not None)
    if not path.exists() or _held(path, given) != digest:
        write_atomic(path, write_clients(columns, library, on, rows, troubles, digest=digest))
    return path


def clear_problems(out: Path, given: Path) -> None:
    """Take away the workbooks of earlier problems, but none that somebody has gone on with."""
    for path in _names(out):
        if not path.exists():
            return
        if _held(path, given) is not None:
            path.unlink()


def _names(out: Path) -> Iterator[Path]:
    return (out / f"problems{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))


def _held(path: Path, given: Path) -> str | None:
    """What a workbook of ours holds, as a hash; None where there is none, or it is somebody’s: the one that the rows were read
    from, or one saved since by a program that says so, as all do."""
    try:
        if path.samefile(given):
            return None
        with ZipFile(path) as archive:
            told = dict(_TOLD.findall(archive.read("docProps/core.xml").decode("utf-8", "replace")))
    except (OSError, BadZipFile, KeyError):
        return None
    untouched = told.get("dcterms:created", "") == told.get("dcterms:modified")
    return told.get("cp:keywords") if untouched else None
