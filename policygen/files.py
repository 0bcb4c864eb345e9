"""Where an organisation’s files stand, which of them somebody edited by hand, and writing one whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

from policygen.errors import Problem, WriteError
from policygen.provenance import MANIFEST, sha256

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")


def slug(name: str) -> str:
    """A folder's name for an organisation: plain letters, at most 60, never a path, never a name Windows keeps for itself."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    if not made:
        made = f"organisation-{sha256(name.encode())[:8]}"
    return f"the-{made}" if _RESERVED.match(made) else made


def folder_of(out: Path, organisation: str) -> Path:
    """Where the documents of an organisation stand, or one beside it where another's already stand under that name."""
    folder = out / slug(organisation)
    held = read_manifest(folder).get("organisation", organisation)
    return folder if held == organisation else folder.with_name(f"{folder.name}-{sha256(organisation.encode())[:4]}")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def hashes(folder: Path) -> dict[str, str]:
    """Each file that the folder’s manifest lists, by name, with the hash of what was written."""
    found = read_manifest(folder)
    written = [file for document in found.get("documents", ()) for file in document.get("files", ())]
    return {file["name"]: file["sha256"] for file in (*found.get("earlier", ()), *written)}


def edited(folder: Path, name: str, before: dict[str, str]) -> bool:
    """Whether a file of that name stands in the folder that this program did not write as it is now."""
    try:
        return sha256((folder / name).read_bytes()) != before.get(name)
    except FileNotFoundError:
        return False
    except OSError:
        return True


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
