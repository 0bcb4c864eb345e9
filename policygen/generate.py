"""One organisation's answers to its files: assembled once, drawn in each format, written whole or not at all, nothing edited by hand written over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policygen.answers import Answers
from policygen.assembly import Assembled, assemble
from policygen.consistency import require_consistent
from policygen.errors import AnswersError, LibraryError, Problem, nearest
from policygen.facts import derive
from policygen.files import edited, folder_of, hashes, write_atomic
from policygen.formats import FORMATS, writer
from policygen.interview import interview
from policygen.library import Library
from policygen.look import DEFAULT, Look
from policygen.provenance import MANIFEST, manifest, origin
from policygen.roles import doubled
from policygen.selection import check_date


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
    """Doubts for whoever made them, printed in no document: an odd number, one person in two posts."""

    @property
    def open(self) -> int:
        """How many answers are left to confirm, over all documents."""
        return len({one.question for made in self.documents for one in made.marks.open})


def documents(
    library: Library, answers: Answers, on: date, wanted: Iterable[str] = (), packs: Iterable[str] = ("school",)
) -> tuple[Assembled, ...]:
    """The documents of one organisation on that day: those named, else those of these packs.

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
    made = assemble(library, facts, answers, on, names, packs)
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
    packs: Iterable[str] = ("school",),
    look: Look = DEFAULT,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Made:
    """Make the documents and write them to `out`/<slug>/. Everything is drawn before anything is written.

    `tell` is called before each file is drawn: how many are, of how many, and which document comes."""
    made = documents(library, answers, on, wanted, packs)
    formats = tuple(formats)
    drawn: dict[str, dict[str, tuple[str, bytes]]] = {}
    for at, one in enumerate(made):
        drawn[one.document.id] = {}
        for nth, kind in enumerate(formats):
            tell(at * len(formats) + nth, len(made) * len(formats), one.document.title)
            data = writer(kind)(one.document, look, on, origin(library, one, on))
            drawn[one.document.id][kind] = (f"{one.document.id}.{kind}", data)
    folder = folder_of(out, answers.text("organisation"))
    before = hashes(folder)
    kept: list[str] = []
    for files in drawn.values():
        for kind, (name, data) in files.items():
            if edited(folder / name, before):
                kept.append(name)
                files[kind] = (f"{Path(name).stem}.new.{kind}", data)
    record = manifest(library, answers, made, on, drawn, tuple(kept))
    paths = []
    for files in drawn.values():
        for name, data in files.values():
            write_atomic(folder / name, data)
            paths.append(folder / name)
    write_atomic(folder / MANIFEST, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
    notes = (*map(str, answers.warnings), *doubled(interview(library, answers)))
    return Made(folder, tuple(paths), tuple(kept), record, made, notes)
