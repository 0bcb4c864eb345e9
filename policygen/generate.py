"""One organisation's answers to its files: assembled once, drawn in each format, written whole or not at all, nothing edited by hand written over."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from policygen.answers import Answers
from policygen.assembly import Assembled, assemble
from policygen.boards import board_rows
from policygen.consistency import require_consistent
from policygen.culture import Rounds
from policygen.document import Document
from policygen.errors import AnswersError, LibraryError, Problem, nearest
from policygen.facts import Facts, derive
from policygen.files import edited, folder_of, hashes, read_manifest, write_atomic
from policygen.filling import Speaker
from policygen.formats import ALL, SHEET, drawn_in, known, write_workbook, writer
from policygen.interview import interview
from policygen.library import Library
from policygen.look import DEFAULT, Look
from policygen.packs import cover_sheet, file_of, named
from policygen.provenance import MANIFEST, Drawn, Listed, manifest, origin_of
from policygen.roles import doubled
from policygen.selection import check_date
from policygen.spreadsheets import filled
from policygen.workbook import Workbook
from policygen.workbooks import WorkbookWords


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
    """Doubts for whoever made them, printed in no document: an odd number, one person in two posts."""

    @property
    def open(self) -> int:
        """How many answers are left to confirm, over all documents."""
        return len({one.question for made in self.documents for one in made.marks.open})


READY = "ready to adopt"


def documents(
    library: Library,
    answers: Answers,
    on: date,
    wanted: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
    culture: Rounds | None = None,
) -> tuple[Assembled, ...]:
    """The documents of one organisation on that day: those named, else those of these packs. `culture`: what was answered
    about its culture, for the papers of those who govern.

    Raises LibraryError while words of a skeleton stand in the library, AnswersError without a name or a sector,
    DateError where the guidance had no such section on that day, ContradictionError where they do not say the same."""
    if library.unwritten:
        raise LibraryError(*library.unwritten)
    facts = derive(library, answers)
    require(library, answers)
    check_date(library, facts, on)
    ids = [outline.id for outline in library.outlines.values() if facts.holds(outline.condition)]
    ids.extend(words.id for words in _offered(library, facts))
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
    made = assemble(library, facts, answers, on, names, packs, culture=culture)
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


@dataclass(frozen=True)
class Sheaf:
    """Everything of one organisation, drawn and not yet on a disk."""

    organisation: str
    on: date
    packs: tuple[str, ...]
    """The packs that were made whole."""
    documents: tuple[Assembled, ...]
    workbooks: tuple[Workbook, ...]
    listed: tuple[Listed, ...]
    files: Mapping[str, tuple[Drawn, ...]]
    """Document or workbook → its files."""
    notes: tuple[str, ...] = ()


def draw(
    library: Library,
    answers: Answers,
    *,
    on: date,
    formats: Iterable[str] = ALL,
    wanted: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
    look: Look = DEFAULT,
    culture: Rounds | None = None,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Sheaf:
    """Every file of one organisation, in memory: the documents and workbooks of these packs with the sheet on top of each, or
    those named alone.

    `tell` is called before each file is drawn: how many are, of how many, and which document comes."""
    formats, names, packs = known(formats), tuple(wanted), named(packs)
    facts = derive(library, answers)
    books = {words.id for words in _offered(library, facts)}.intersection(names)
    papers = tuple(id for id in names if id not in books)
    made = documents(library, answers, on, papers, packs, culture) if papers or not names else ()
    require(library, answers)
    speaker = Speaker(library, facts, answers)
    workbooks = tuple(_workbooks(library, speaker, packs, names, on)) if SHEET in formats else ()
    origins: dict[str, str] = {one.document.id: library.outlines[one.document.id].pack for one in made}
    present = {*origins.values(), *(library.workbooks[book.id].pack for book in workbooks)}
    covers: tuple[tuple[str, Document], ...] = ()
    if not names:
        covers = tuple(
            (pack, cover_sheet(library, speaker, pack, on, made, workbooks)) for pack in packs if pack in present
        )
    drawing = [
        *((pack, cover) for pack, cover in covers),
        *((origins[one.document.id], one.document) for one in made),
    ]
    kinds = [kind for kind in formats if kind != SHEET]
    tasks = [Task(pack, one, kind) for pack, one in drawing for kind in drawn_in(one.layout, kinds)]
    total = len(tasks) + len(workbooks)
    files = _drawn(library, tasks, look, on, lambda done, now: tell(done, total, now))
    done = total - len(workbooks)
    for book in workbooks:
        tell(done, total, book.title)
        name = f"{file_of(library.workbooks[book.id].pack, book.id)}.{SHEET}"
        files[book.id] = (Drawn(SHEET, name, write_workbook(book, look, on, origin_of(library, book, on))),)
        done += 1
    listed = (
        *(Listed(cover.id, cover.title, pack, "what to do with each file") for pack, cover in covers),
        *(
            Listed(
                one.document.id, one.document.title, origins[one.document.id], one.document.cover.draft or READY, one
            )
            for one in made
        ),
        *(
            Listed(book.id, book.title, library.workbooks[book.id].pack, "to be filled in", None, book.open)
            for book in workbooks
        ),
    )
    notes = (*map(str, answers.warnings), *doubled(interview(library, answers)))
    whole = () if names else packs
    return Sheaf(answers.text("organisation"), on, whole, made, workbooks, listed, files, notes)


@dataclass(frozen=True)
class Task:
    """One file to draw."""

    pack: str
    document: Document
    kind: str


def _drawn(
    library: Library, tasks: list[Task], look: Look, on: date, tell: Callable[[int, str], None]
) -> dict[str, tuple[Drawn, ...]]:
    """The files of each document. Pages are laid out beside the rest, two documents at a time: that is most of the work, and
    none of it waits for Python."""
    waiting: dict[int, Future[bytes]] = {}
    made: dict[int, bytes] = {}

    def call(task: Task) -> bytes:
        return writer(task.kind)(task.document, look, on, origin_of(library, task.document, on))

    with ThreadPoolExecutor(2, "pages") as pool:
        try:
            for at, task in enumerate(tasks):
                if task.kind == "pdf":
                    waiting[at] = pool.submit(call, task)
            for at, task in enumerate(tasks):
                if at not in waiting:
                    tell(len(made), task.document.title)
                    made[at] = call(task)
            for at, found in waiting.items():
                tell(len(made), tasks[at].document.title)
                made[at] = found.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    files: dict[str, list[Drawn]] = {}
    for at, task in enumerate(tasks):
        name = f"{file_of(task.pack, task.document.id)}.{task.kind}"
        files.setdefault(task.document.id, []).append(Drawn(task.kind, name, made[at]))
    return {id: tuple(each) for id, each in files.items()}


def _offered(library: Library, facts: Facts) -> Iterator[WorkbookWords]:
    """The workbooks that an organisation has; those that a command of their own makes left out."""
    for words in library.workbooks.values():
        if words.pack != "none" and facts.holds(words.condition):
            yield words


def _workbooks(
    library: Library, speaker: Speaker, packs: Iterable[str], names: Iterable[str], on: date
) -> Iterator[Workbook]:
    """The workbooks named, else those of these packs; with the rows that come from the papers."""
    for words in _offered(library, speaker.facts):
        if words.id in names if names else words.pack in packs:
            yield filled(words, speaker, board_rows(words, library, speaker, on))


def put(sheaf: Sheaf, library: Library, answers: Answers, out: Path) -> Made:
    """Write what was drawn to `out`/<slug>/. Nothing edited by hand is written over."""
    folder = folder_of(out, sheaf.organisation)
    manifest_before, before = read_manifest(folder), hashes(folder)
    kept: list[str] = []
    files: dict[str, list[Drawn]] = {}
    for id, drawn in sheaf.files.items():
        for file in drawn:
            if edited(folder, file.name, before):
                kept.append(file.name)
                file = replace(file, name=f"{file.name.removesuffix(file.format)}new.{file.format}")
            files.setdefault(id, []).append(file)
    record = manifest(library, answers, sheaf.listed, sheaf.on, files, tuple(kept), manifest_before, sheaf.packs)
    paths = [folder / file.name for drawn in files.values() for file in drawn]
    for path, data in zip(paths, (file.data for drawn in files.values() for file in drawn), strict=True):
        write_atomic(path, data)
    write_atomic(folder / MANIFEST, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
    return Made(folder, tuple(paths), tuple(kept), record, sheaf.documents, sheaf.workbooks, sheaf.notes)


def build(
    library: Library,
    answers: Answers,
    out: Path,
    *,
    on: date,
    formats: Iterable[str] = ALL,
    wanted: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
    look: Look = DEFAULT,
    culture: Rounds | None = None,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Made:
    """Make the documents and write them to `out`/<slug>/. Everything is drawn before anything is written."""
    sheaf = draw(
        library, answers, on=on, formats=formats, wanted=wanted, packs=packs, look=look, culture=culture, tell=tell
    )
    return put(sheaf, library, answers, out)
