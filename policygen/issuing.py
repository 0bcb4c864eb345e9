"""Mark a pack of documents as adopted, so that nothing writes over them; and take that back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policygen.errors import FileError, Problem, WriteError
from policygen.files import ISSUED, issued, read_manifest, write_atomic
from policygen.provenance import MANIFEST, READY, sha256


@dataclass(frozen=True)
class Issued:
    """What was marked as adopted: its files, those of them edited by hand, and the documents that are drafts all the same."""

    folder: Path
    organisation: str
    on: date
    files: tuple[str, ...]
    edited: tuple[str, ...]
    drafts: tuple[str, ...]


def issue(folder: Path, on: date, *, with_gaps: bool = False) -> Issued:
    """Mark the pack in `folder` as adopted on that day, each file as it stands now, edits by hand included.

    Raises FileError where there is no finished pack, a file of it is missing, it was issued before, or, unless
    `with_gaps`, a document in it is a draft."""
    record = _pack(folder)
    if day := issued(folder).get("issued"):
        _refuse(folder, f"it was issued on {day}", "take that back with --withdraw first, if it has to be issued anew")
    drafts = [one for one in record["documents"] if one["status"] != READY]
    if drafts and not with_gaps:
        raise FileError(
            *(
                Problem(
                    str(folder),
                    0,
                    f"{one['title']} says {one['status']}",
                    "answer what is left and build it again, or say --with-gaps if it is adopted as it is",
                )
                for one in drafts
            )
        )
    files = _files(folder, record)
    told = {
        "issued": on.isoformat(),
        "organisation": record["organisation"],
        "policygen": record["policygen"],
        "library": record["library"],
        "made_for": record["on"],
        "drafts": [one["id"] for one in drafts],
        "files": files,
    }
    write_atomic(folder / ISSUED, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    return Issued(
        folder,
        record["organisation"],
        on,
        tuple(file["name"] for file in files),
        tuple(file["name"] for file in files if file["edited"]),
        tuple(one["title"] for one in drafts),
    )


def withdraw(folder: Path) -> str:
    """Take back that the pack was issued; its files stay as they are. Gives the day it was issued on.

    Raises FileError where it was not issued, WriteError where the mark cannot be taken away."""
    day = issued(folder).get("issued")
    if not day:
        _refuse(folder, "it is not issued", "there is nothing to take back; name the folder that holds issued.json")
    try:
        (folder / ISSUED).unlink()
    except OSError:
        raise WriteError(
            Problem(str(folder / ISSUED), 0, "the file cannot be removed", "check that you may write to the folder")
        ) from None
    return str(day)


def _pack(folder: Path) -> dict[str, Any]:
    record = read_manifest(folder)
    if not record.get("documents") or "organisation" not in record:
        packs = sorted(path.parent.name for path in folder.glob(f"*/{MANIFEST}"))
        remedy = (
            f"name one of the folders in it: {', '.join(packs)}"
            if packs
            else "name the folder that 'policygen build' wrote"
        )
        _refuse(folder, "no documents that policygen made stand in it", remedy)
    if "before" in record:
        _refuse(folder, "writing it was cut off", "build it again, and issue it then")
    return record


def _files(folder: Path, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Each file of the pack as it stands, with whether it was edited by hand."""
    found = []
    listed = {file["name"]: file["sha256"] for one in record["documents"] for file in one["files"]}
    chosen = [name for name in record.get("kept", ()) if (folder / name).is_file()]
    for name in chosen:
        stem, _, kind = name.rpartition(".")
        if new := next((one for one in listed if one.startswith(f"{stem}.new") and (folder / one).is_file()), ""):
            remedy = (
                f"delete or move the one that is not adopted, and issue it again; {name} holds what was written by hand"
            )
            _refuse(folder, f"both {name} and {new} stand in it", remedy)
        found.append({"name": name, "sha256": sha256((folder / name).read_bytes()), "edited": True})
        listed = {
            one: hash for one, hash in listed.items() if not (one.startswith(f"{stem}.new") and one.endswith(kind))
        }
    for name, hash in listed.items():
        try:
            now = sha256((folder / name).read_bytes())
        except OSError:
            _refuse(folder, f"{name} is missing or cannot be read", "put it back, or build the documents again")
        found.append({"name": name, "sha256": now, "edited": now != hash})
    return found


def _refuse(folder: Path, what: str, remedy: str) -> None:
    raise FileError(Problem(str(folder), 0, what, remedy))
