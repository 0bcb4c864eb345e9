"""Where an organisation’s files stand, which of them somebody edited by hand, and writing one whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from policygen.errors import Problem, WriteError
from policygen.provenance import MANIFEST, sha256

ISSUED = "issued.json"
ANSWERS = "_answers"
"""The folder, in that of a run, that the answers files of a workbook's rows are written to."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")


def slug(name: str) -> str:
    """A folder's name for an organisation: plain letters, at most 60, never a path, never a name Windows keeps for itself."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    if not made:
        made = f"organisation-{sha256(name.encode())[:8]}"
    return f"the-{made}" if _RESERVED.match(made) else made


def folder_of(out: Path, organisation: str) -> Path:
    """Where the next documents of an organisation go: the folder of its name, or one beside it where another's documents
    stand under that name, or where what stands there was issued."""
    return next(folder for folder in _folders(out, organisation) if not issued(folder))


def latest(out: Path, organisation: str) -> Path:
    """Where its last documents stand: like `folder_of`, and where nothing was made since they were issued, those."""
    found = out / slug(organisation)
    for folder in _folders(out, organisation):
        if not read_manifest(folder):
            return found
        found = folder
        if not issued(folder):
            break
    return found


def _folders(out: Path, organisation: str) -> Iterator[Path]:
    """The folders that may hold its documents, one after another, without an end."""
    first = out / slug(organisation)
    if _others(first, organisation):
        first = first.with_name(f"{first.name}-{sha256(organisation.encode())[:4]}")
    yield first
    for number in count(2):
        folder = first.with_name(f"{first.name}-{number}")
        if not _others(folder, organisation):
            yield folder


def _others(folder: Path, organisation: str) -> bool:
    return bool(read_manifest(folder).get("organisation", organisation) != organisation)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty where there is none that can be read."""
    return _table(folder / MANIFEST)


def issued(folder: Path) -> dict[str, Any]:
    """What `policygen issue` wrote of a folder; empty where it is not issued."""
    found = _table(folder / ISSUED)
    if not found and (folder / ISSUED).exists():
        return {"issued": "a day that cannot be read"}  # rather keep what was adopted than write over it
    return found


def _table(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def hashes(folder: Path) -> frozenset[str]:
    """The hash of everything this program wrote into a folder: what its manifest lists, what it leaves of earlier runs, and
    where a run was cut off, what was there before it."""
    found = read_manifest(folder)
    listed = [file for document in found.get("documents", ()) for file in document.get("files", ())]
    return frozenset([*(file["sha256"] for file in (*listed, *found.get("earlier", ()))), *found.get("before", ())])


def still_there(folder: Path, known: frozenset[str], written: Iterable[str]) -> list[dict[str, str]]:
    """Files of ours from earlier runs that this one does not write: another format, a document no longer made."""
    names = {*written, MANIFEST, ISSUED}
    try:
        others = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
        found = [(name, sha256(path.read_bytes())) for name, path in others.items() if name not in names]
    except OSError:
        return []
    return [{"name": name, "sha256": hash} for name, hash in found if hash in known]


def edited(path: Path, known: frozenset[str]) -> bool:
    """Whether a file stands there that this program did not write as it is now."""
    try:
        return sha256(path.read_bytes()) not in known
    except OSError:
        return os.path.lexists(path)


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises WriteError in plain words."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:20]}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except PermissionError:
        remedy = "close it if it is open in another program, and check that you may write to the folder"
        raise WriteError(Problem(str(path), 0, "the file cannot be written", remedy)) from None
    except OSError as problem:
        what = f"the file cannot be written ({problem.strerror or type(problem).__name__})"
        raise WriteError(Problem(str(path), 0, what, "free some space, or name another folder with -o")) from None


def still_whole(folder: Path, documents: Iterable[Mapping[str, Any]]) -> bool:
    """Whether every file that a manifest lists stands there, with as many bytes; what somebody edited is looked at when it
    would be written over."""
    try:
        return all(
            (folder / file["name"]).stat().st_size == file["bytes"] for one in documents for file in one["files"]
        )
    except OSError:
        return False


def write_new(path: Path, data: bytes) -> None:
    """Write a file where none is. Raises WriteError where one is there already: somebody may have typed into it."""
    if path.exists():
        raise WriteError(Problem(str(path), 0, "there is a file of that name already", "name another, or move it away"))
    write_atomic(path, data)
