"""One organisation's answers to its files: assembled once, drawn in each format, written whole or not at all, nothing edited by hand written over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from policygen.accessible import prove_accessible
from policygen.answers import Answers
from policygen.assembly import Assembled, assemble
from policygen.consistency import require_consistent
from policygen.errors import AnswersError, LibraryError, Problem, nearest
from policygen.facts import derive
from policygen.files import edited, folder_of, hashes, issued, slug, still_there, write_atomic
from policygen.formats import AS_SHIPPED, FORMATS, Drawing, writer
from policygen.interview import interview
from policygen.library import Library
from policygen.provenance import MANIFEST, manifest, origin
from policygen.roles import doubled
from policygen.selection import check_date


@dataclass(frozen=True)
class Drawn:
    """What is made of one organisation before anything is on disk: its files as bytes, and the manifest of them."""

    organisation: str
    files: Mapping[str, bytes]
    """By name, in the order of the documents."""
    manifest: dict[str, Any]
    notes: tuple[str, ...]
    documents: tuple[Assembled, ...] = ()
    """With the library inside: leave them out where this goes to another process."""


@dataclass(frozen=True)
class Made:
    """What was made: the folder, the files written, and the manifest."""

    folder: Path
    files: tuple[Path, ...]
    kept: tuple[str, ...]
    """Files edited by hand and left as they were; the new ones stand beside them."""
    manifest: dict[str, Any]
    documents: tuple[Assembled, ...]
    notes: tuple[str, ...] = ()
    """Doubts for whoever made them, printed in no document: an odd number, one person in two posts, a pack that was issued."""

    @property
    def open(self) -> int:
        """How many answers are left to confirm, over all documents."""
        return len({one.question for made in self.documents for one in made.marks.open})


def documents(library: Library, answers: Answers, on: date, wanted: Iterable[str] = ()) -> tuple[Assembled, ...]:
    """The documents of one organisation on that day.

    Raises LibraryError while words of a skeleton stand in the library, AnswersError without a name or a sector,
    DateError where the guidance had no such section on that day, ContradictionError where they do not say the same."""
    if library.unwritten:
        raise LibraryError(*library.unwritten)
    facts = derive(library, answers)
    require(library, answers)
    check_date(library, facts, on)
    ids = [o.id for o in library.outlines.values() if facts.holds(o.condition)]
    names = tuple(wanted)
    for name in names:
        if name not in ids:
            raise AnswersError(
                Problem(
                    "--document",
                    0,
                    f"no document is called '{name}'",
                    nearest(name, ids, f"there are {', '.join(ids)}"),
                )
            )
    made = assemble(library, facts, answers, on, names)
    require_consistent(library, facts, answers, made)
    return made


def require(library: Library, answers: Answers) -> None:
    """Raises AnswersError naming each answer without which nothing can be made."""
    facts = derive(library, answers)
    missing = [
        Problem(
            answers.file,
            0,
            f"the question '{asked.question.id}' has no answer",
            f"nothing can be made without {asked.question.label}",
        )
        for asked in facts.walk
        if asked.question.required and asked.is_open
    ]
    if missing:
        raise AnswersError(*missing)


def default_date(answers: Answers, today: date) -> date:
    """The date the documents are made for: the day of approval if given, else today."""
    return answers.day("approved_on") or today


def build(
    library: Library,
    answers: Answers,
    out: Path,
    *,
    on: date,
    formats: Iterable[str] = FORMATS,
    wanted: Iterable[str] = (),
    drawing: Drawing = AS_SHIPPED,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Made:
    """Make the documents and write them to `out`/<slug>/. Everything is drawn before anything is written.

    `tell` is called before each file is drawn: how many are, of how many, and which document comes."""
    return put(draw(library, answers, on=on, formats=formats, wanted=wanted, drawing=drawing, tell=tell), out)


def draw(
    library: Library,
    answers: Answers,
    *,
    on: date,
    formats: Iterable[str] = FORMATS,
    wanted: Iterable[str] = (),
    drawing: Drawing = AS_SHIPPED,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Drawn:
    """Every file of one organisation, and nothing on disk: so that another process, or another machine, can do it."""
    made = documents(library, answers, on, wanted)
    formats = tuple(formats)
    drawn: dict[str, dict[str, tuple[str, bytes]]] = {}
    for at, one in enumerate(made):
        drawn[one.document.id] = {}
        about = origin(library, one, on)
        for nth, kind in enumerate(formats):
            tell(at * len(formats) + nth, len(made) * len(formats), one.document.title)
            data = writer(kind, drawing)(one.document, drawing.look, on, about)
            drawn[one.document.id][kind] = (f"{one.document.id}.{kind}", data)
    organisation = answers.text("organisation")
    every = {name: data for files in drawn.values() for name, data in files.values()}
    if drawing.accessible:
        prove_accessible(every, archival=drawing.pdf_engine == "typst")
    return Drawn(
        organisation,
        every,
        manifest(library, organisation, made, on, drawn),
        (*map(str, answers.warnings), *doubled(interview(library, answers))),
        made,
    )


def put(drawn: Drawn, out: Path) -> Made:
    """Write what was drawn to `out`/<slug>/, each file whole or not at all.

    What was issued stays, and the new pack goes into a folder beside it; what was edited by hand stays, and the new file
    goes beside it. The manifest is written first with the hashes before and after, and again at the end, so that after a
    run that was cut off no file of ours is taken for one that somebody edited."""
    folder = folder_of(out, drawn.organisation)
    known = hashes(folder)
    kept: list[str] = []
    names = {name: _free(folder, name, known, kept) for name in drawn.files}
    listed = [
        {**one, "files": [{**file, "name": names[file["name"]]} for file in one["files"]]}
        for one in drawn.manifest["documents"]
    ]
    record = {**drawn.manifest, "documents": listed, "kept": kept}
    if earlier := still_there(folder, known, names.values()):
        record["earlier"] = earlier
    _write(folder, {**record, "before": sorted(known)})
    for name, data in drawn.files.items():
        write_atomic(folder / names[name], data)
    _write(folder, record)
    notes = drawn.notes
    if (first := out / slug(drawn.organisation)) != folder and (day := issued(first).get("issued")):
        notes = (*notes, f"{first} was issued on {day} and stays as it is; the new documents are in {folder}")
    return Made(folder, tuple(folder / name for name in names.values()), tuple(kept), record, drawn.documents, notes)


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
