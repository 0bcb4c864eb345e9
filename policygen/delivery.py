"""What was drawn, written to the organisation's folder: each file whole or not at all, nothing edited or issued written over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from policygen.assembly import Assembled
from policygen.files import edited, folder_of, hashes, issued, read_manifest, slug, still_there, write_atomic
from policygen.provenance import MANIFEST
from policygen.workbook import Workbook


@dataclass(frozen=True)
class Drawn:
    """What is made of one organisation before anything is on disk: its files as bytes, and the manifest of them."""

    organisation: str
    files: Mapping[str, bytes]
    """By name, in the order of the documents; those of a pack of its own in a folder of its own."""
    manifest: dict[str, Any]
    notes: tuple[str, ...]
    packs: tuple[str, ...] = ()
    """The packs that were made whole."""
    documents: tuple[Assembled, ...] = ()
    """With the library inside: leave them out where this goes to another process."""
    workbooks: tuple[Workbook, ...] = ()


@dataclass(frozen=True)
class Made:
    """What was made: the folder, the files written, and the manifest."""

    folder: Path
    files: tuple[Path, ...]
    kept: tuple[str, ...]
    """Files edited by hand and left as they were; the new ones stand beside them."""
    manifest: dict[str, Any]
    documents: tuple[Assembled, ...]
    workbooks: tuple[Workbook, ...] = ()
    notes: tuple[str, ...] = ()
    """Doubts for whoever made them, printed in no document: an odd number, one person in two posts, a pack that was issued."""

    @property
    def open(self) -> int:
        """How many answers are left to confirm, over all documents."""
        return len({one.question for made in self.documents for one in made.marks.open})


def put(drawn: Drawn, out: Path) -> Made:
    """Write what was drawn to `out`/<slug>/, each file whole or not at all.

    What was issued stays, and the new pack goes into a folder beside it; what was edited by hand stays, and the new file
    goes beside it. The manifest is written first with the hashes before and after, and again at the end, so that after a
    run that was cut off no file of ours is taken for one that somebody edited. Packs that were made earlier stay listed."""
    folder = folder_of(out, drawn.organisation)
    known = hashes(folder)
    kept: list[str] = []
    names = {name: _free(folder, name, known, kept) for name in drawn.files}
    listed = [
        {**one, "files": [{**file, "name": names[file["name"]]} for file in one["files"]]}
        for one in drawn.manifest["documents"]
    ]
    stays = list(_stays(folder, {one["id"] for one in listed}, drawn.packs))
    record = {**drawn.manifest, "documents": [*listed, *stays], "kept": kept}
    held = [*names.values(), *(file["name"] for one in stays for file in one["files"])]
    if earlier := still_there(folder, known, held):
        record["earlier"] = earlier
    _write(folder, {**record, "before": sorted(known)})
    for name, data in drawn.files.items():
        write_atomic(folder / names[name], data)
    _write(folder, record)
    notes = drawn.notes
    if (first := out / slug(drawn.organisation)) != folder and (day := issued(first).get("issued")):
        notes = (*notes, f"{first} was issued on {day} and stays as it is; the new documents are in {folder}")
    paths = tuple(folder / name for name in names.values())
    return Made(folder, paths, tuple(kept), record, drawn.documents, drawn.workbooks, notes)


def _stays(folder: Path, now: set[str], packs: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the last manifest lists of packs that were not made now."""
    before = read_manifest(folder).get("documents", ())
    return [one for one in before if one["id"] not in now and one.get("pack", "school") not in packs]


def _free(folder: Path, name: str, known: frozenset[str], kept: list[str]) -> str:
    """The name under which a file is written: its own, or one beside it where somebody edited what stands there."""
    shown = name
    for number in count(1):
        if not edited(folder / shown, known):
            return shown
        kept.append(shown)
        stem, _, kind = name.rpartition(".")
        shown = f"{stem}.new{'' if number == 1 else f'-{number}'}.{kind}"
    raise AssertionError("count never ends")


def _write(folder: Path, record: Mapping[str, Any]) -> None:
    write_atomic(folder / MANIFEST, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
