"""One organisation's answers to its files: assembled once, drawn in each format, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policygen.accessible import prove_accessible
from policygen.answers import Answers
from policygen.assembly import Assembled, assemble
from policygen.boards import board_rows
from policygen.consistency import require_consistent
from policygen.culture import Rounds
from policygen.delivery import Drawn, Made, put
from policygen.document import Document
from policygen.errors import AnswersError, LibraryError, Problem, nearest
from policygen.facts import Facts, derive
from policygen.filling import Speaker
from policygen.formats import ALL, AS_SHIPPED, SHEET, Drawing, drawn_in, known, write_workbook, writer
from policygen.interview import interview
from policygen.library import Library
from policygen.packs import cover_sheet, file_of, named
from policygen.provenance import READY, Listed, Piece, manifest, origin, origin_of
from policygen.roles import doubled, shared_posts
from policygen.selection import check_date
from policygen.spreadsheets import filled
from policygen.workbook import Workbook
from policygen.workbooks import WorkbookWords


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
    facts = derive(library, answers)
    require(library, answers, facts)
    return _documents(library, answers, facts, on, wanted, packs, culture)


def _documents(
    library: Library,
    answers: Answers,
    facts: Facts,
    on: date,
    wanted: Iterable[str],
    packs: Iterable[str],
    culture: Rounds | None,
) -> tuple[Assembled, ...]:
    if library.unwritten:
        raise LibraryError(*library.unwritten)
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


def require(library: Library, answers: Answers, facts: Facts | None = None) -> None:
    """Raises AnswersError naming each answer without which nothing can be made. `facts`: those of the answers, where known."""
    missing = [
        Problem(
            answers.file,
            0,
            f"the question '{asked.question.id}' has no answer",
            f"nothing can be made without {asked.question.label}",
        )
        for asked in (facts or derive(library, answers)).walk
        if asked.question.required and asked.is_open
    ]
    if missing:
        raise AnswersError(*missing)


def default_date(answers: Answers, today: date) -> date:
    """The date the documents are made for: the day of approval if given, else today."""
    return answers.day("approved_on") or today


def draw(
    library: Library,
    answers: Answers,
    *,
    on: date,
    formats: Iterable[str] = ALL,
    wanted: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
    culture: Rounds | None = None,
    drawing: Drawing = AS_SHIPPED,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
    alone: bool = True,
) -> Drawn:
    """Every file of one organisation, and nothing on disk, so that another process or another machine can do it: the documents
    and workbooks of these packs with the sheet on top of each, or those named alone.

    `tell` is called before each file is drawn: how many are, of how many, and which document comes. `alone`: no other process
    of ours is at work, so that there is a processor for the pages."""
    formats, names, packs = known(formats), tuple(wanted), named(packs)
    facts = derive(library, answers)
    books = {words.id for words in _offered(library, facts)}.intersection(names)
    papers = tuple(id for id in names if id not in books)
    require(library, answers, facts)
    made = _documents(library, answers, facts, on, papers, packs, culture) if papers or not names else ()
    speaker = Speaker(library, facts, answers)
    workbooks = tuple(_workbooks(library, speaker, packs, names, on)) if SHEET in formats else ()
    of = {one.document.id: library.outlines[one.document.id].pack for one in made}
    present = {*of.values(), *(library.workbooks[book.id].pack for book in workbooks)}
    covers = [
        (pack, cover_sheet(library, speaker, pack, on, made, workbooks))
        for pack in (packs if not names else ())
        if pack in present
    ]
    organisation = answers.text("organisation")
    papers_drawn = [
        *((pack, cover, {**origin_of(library, cover, on), "organisation": organisation}) for pack, cover in covers),
        *((of[one.document.id], one.document, origin(library, one, on)) for one in made),
    ]
    kinds = [kind for kind in formats if kind != SHEET]
    tasks = [Task(pack, one, kind, about) for pack, one, about in papers_drawn for kind in drawn_in(one.layout, kinds)]
    total = len(tasks) + len(workbooks)
    files = _drawn(tasks, drawing, on, lambda done, now: tell(done, total, now), alone)
    for done, book in enumerate(workbooks, len(tasks)):
        tell(done, total, book.title)
        name = f"{file_of(library.workbooks[book.id].pack, book.id)}.{SHEET}"
        data = write_workbook(book, drawing.look, on, origin_of(library, book, on))
        files[book.id] = (Piece(SHEET, name, data),)
    every = {piece.name: piece.data for pieces in files.values() for piece in pieces}
    if drawing.accessible:
        prove_accessible(every, archival=drawing.pdf_engine == "typst")
    listed = (
        *(Listed(cover.id, cover.title, pack, "what to do with each file") for pack, cover in covers),
        *(
            Listed(one.document.id, one.document.title, of[one.document.id], one.document.cover.draft or READY, one)
            for one in made
        ),
        *(
            Listed(book.id, book.title, library.workbooks[book.id].pack, "to be filled in", None, book.open)
            for book in workbooks
        ),
    )
    notes = (
        *map(str, answers.warnings),
        *(doubled(interview(library, answers)) if shared_posts(library, answers) else ()),
    )
    record = manifest(library, organisation, listed, on, files)
    return Drawn(organisation, every, record, notes, () if names else packs, made, workbooks)


@dataclass(frozen=True)
class Task:
    """One file to draw, and what it says of its origin."""

    pack: str
    document: Document
    kind: str
    about: Mapping[str, Any]


def _drawn(
    tasks: list[Task], drawing: Drawing, on: date, tell: Callable[[int, str], None], alone: bool
) -> dict[str, tuple[Piece, ...]]:
    """The files of each document. Pages are laid out beside the rest, two documents at a time, unless this process is one of
    many (`alone` is false): that is most of the work, and none of it waits for Python."""
    waiting: dict[int, Future[bytes]] = {}
    made: dict[int, bytes] = {}

    def call(task: Task) -> bytes:
        return writer(task.kind, drawing)(task.document, drawing.look, on, task.about)

    with ThreadPoolExecutor(2, "pages") as pool:
        try:
            for at, task in enumerate(tasks):
                if alone and task.kind == "pdf":
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
    files: dict[str, list[Piece]] = {}
    for at, task in enumerate(tasks):
        name = f"{file_of(task.pack, task.document.id)}.{task.kind}"
        files.setdefault(task.document.id, []).append(Piece(task.kind, name, made[at]))
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


def build(
    library: Library,
    answers: Answers,
    out: Path,
    *,
    on: date,
    formats: Iterable[str] = ALL,
    wanted: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
    culture: Rounds | None = None,
    drawing: Drawing = AS_SHIPPED,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Made:
    """Make the documents and write them to `out`/<slug>/. Everything is drawn before anything is written."""
    drawn = draw(
        library,
        answers,
        on=on,
        formats=formats,
        wanted=wanted,
        packs=packs,
        culture=culture,
        drawing=drawing,
        tell=tell,
    )
    return put(drawn, out)
