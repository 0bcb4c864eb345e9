"""Load the library: each layer's files read, merged by id, and cross-checked."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from policygen import bundled
from policygen.assessment import ASSESSED, read_assessment
from policygen.clauses import read_clause
from policygen.crosscheck import references
from policygen.errors import LibraryError, Problem, nearest
from policygen.forms import read_block
from policygen.guidance import read_source
from policygen.keeping import kept
from policygen.library import Library, listed
from policygen.outlines import read_outline
from policygen.packing import read_packs
from policygen.questions import Addition, read_questions
from policygen.reading import Listing, Table, Words, read_table, record, unwritten
from policygen.scenarios import TRAINING, read_training
from policygen.vocabulary import Term, read_facts, read_nations, read_sectors, read_terms
from policygen.workbooks import read_workbook

T = TypeVar("T")
Read = Callable[[Path, str, list[Problem]], T]


@dataclass(frozen=True)
class Layer:
    """A folder of the library: ours, or one laid over it with --library."""

    clauses: Path
    outlines: Path
    shown: str
    """How its files are named in messages."""
    root: Path
    """What it lies in, with its cases and examples."""


OURS = Layer(bundled.CLAUSES, bundled.TEMPLATES / "outlines", "clauses", bundled.CLAUSES.parent)


def layer(folder: Path) -> Layer:
    """A folder given with --library: `clauses/` and `templates/outlines/` inside it, or the clauses' folders directly."""
    if not folder.is_dir():
        raise LibraryError(Problem(str(folder), 0, "there is no such folder", "name the folder of a library"))
    inner = folder / "clauses"
    return Layer(inner if inner.is_dir() else folder, folder / "templates" / "outlines", folder.name, folder)


def load(folders: Iterable[Path] = ()) -> Library:
    """Our library with each folder laid over it, in order. Raises LibraryError holding every mistake found."""
    folders = tuple(folders)
    return kept(places(folders), lambda: _sound(folders))


def places(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Where the files of our library lie, then those of each folder laid over it."""
    return tuple(place for one in (OURS, *map(layer, folders)) for place in (one.clauses, one.outlines))


def _sound(folders: tuple[Path, ...]) -> Library:
    """The library, read and cross-checked."""
    problems: list[Problem] = []
    collects = gc.isenabled()
    gc.disable()  # so much is made here, and nothing thrown away, that looking for rubbish took a fifth of the time
    try:
        found = read(folders, problems)
        problems.extend(references(found))
    finally:
        if collects:
            gc.enable()
    if problems:
        raise LibraryError(*sorted(set(problems)))
    return found


def read(folders: Iterable[Path], problems: list[Problem]) -> Library:
    """Every layer's records merged by id; mistakes are added to `problems`, and a file that cannot be read is left out."""
    layers = (OURS, *(layer(folder) for folder in folders))
    reader = _Reader(problems)
    for one in layers:
        reader.layer(one)
    held = {kind: MappingProxyType(reader.held[kind]) for kind in KINDS}
    shown = tuple(one.shown for one in layers)
    return Library(
        version=reader.versions[0],
        versions=tuple(reader.versions),
        layers=shown,
        moved=reader.moved,
        files=reader.origin,
        unwritten=tuple(reader.unwritten),
        roots=tuple(one.root for one in layers),
        **held,
    )


KINDS = (
    *("nations", "sectors", "terms", "facts", "sections", "questions", "sources", "clauses", "outlines", "blocks"),
    *("workbooks", "packs"),
    *("ways", "piles", "replies", "scenarios"),
    *ASSESSED,
)
DATA_FOLDERS = ("questions", "sectors", "terms", "guidance", "blocks", "workbooks", "scenarios", "culture", "templates")
"""Folders of clauses/ that hold records; every other one holds a document's clauses."""


@dataclass(frozen=True)
class _Removed:
    clauses: Words = ()
    questions: Words = ()
    terms: Words = ()
    facts: Words = ()
    sources: Words = ()
    sectors: Words = ()
    nations: Words = ()
    outlines: Words = ()
    blocks: Words = ()
    workbooks: Words = ()
    scenarios: Words = ()
    dimensions: Words = ()
    items: Words = ()
    gates: Words = ()
    offers: Words = ()


@dataclass(frozen=True)
class _Card:
    version: str
    licence: str = ""
    title: str = ""
    remove: _Removed = field(default_factory=_Removed)


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.held: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        self.origin: dict[str, str] = {}
        """kind/id → the layer that it came from."""
        self.versions: list[str] = []
        self.moved = Table()
        self.unproved = True
        """Whether words of a skeleton may stand in the layer: the library inside an installed program has been proved."""
        self.unwritten: list[Problem] = []
        self.additions: list[tuple[str, Addition | Term, str]] = []
        """(kind, what it adds, file) of the layer that is being read."""

    def attempt(self, read: Read[T], path: Path, shown: str) -> T | None:
        """What the file holds, or None with the reason among the problems."""
        try:
            found = read(path, shown, self.problems)
        except LibraryError as error:
            self.problems.extend(error.problems)
            return None
        if self.unproved:
            self.unwritten.extend(unwritten(path, shown))
        return found

    def each(self, folder: Path, pattern: str, shown: str, read: Read[T | None]) -> Iterator[tuple[T, str]]:
        """Each file of a folder that could be read, with the name it is known by."""
        for path in sorted(folder.glob(pattern)):
            named = f"{shown}/{path.name}"
            found = self.attempt(read, path, named)
            if found is not None:
                yield found, named

    def keep(self, kind: str, record: Any, one: Layer, file: str) -> None:
        """Hold a record; a layer replaces what stands below it, and may not say the same thing twice."""
        name = f"{kind}/{record.id}"
        if self.origin.get(name) == one.shown:
            what = f"'{record.id}' stands twice in {kind}"
            self.problems.append(Problem(file, getattr(record, "line", 0), what, "give one of them another id"))
        self.held[kind][record.id] = record
        self.origin[name] = one.shown

    def layer(self, one: Layer) -> None:
        root, shown = one.clauses, one.shown
        self.unproved = one is not OURS or (one.root / "tests").is_dir()
        self.card(one)
        for nations, file in self.each(root, "nations.yaml", shown, read_nations):
            for nation in nations:
                self.keep("nations", nation, one, file)
        for sectors, file in self.each(root / "sectors", "*.yaml", f"{shown}/sectors", read_sectors):
            for sector in sectors:
                self.keep("sectors", sector, one, file)
        for folder, pattern, named in ((root, "terms.yaml", shown), (root / "terms", "*.yaml", f"{shown}/terms")):
            for terms, file in self.each(folder, pattern, named, read_terms):
                for term in terms:
                    if term.adds:
                        self.additions.append(("terms", term, file))
                    else:
                        self.keep("terms", term, one, file)
        for facts, file in self.each(root, "facts.yaml", shown, read_facts):
            for fact in facts:
                self.keep("facts", fact, one, file)
        for (section, questions, added), file in self.each(
            root / "questions", "[0-9]*.yaml", f"{shown}/questions", read_questions
        ):
            if section:
                self.held["sections"][section.id] = section
            for question in questions:
                self.keep("questions", question, one, file)
            self.additions.extend(("questions", addition, file) for addition in added)
        for moved, _ in self.each(root / "questions", "moved.yaml", f"{shown}/questions", _read_moved):
            for key in moved:  # a layer's ids are led on beside ours
                self.moved[key] = Listing([*listed(self.moved, key), *listed(moved, key)])
        for source, file in self.each(root / "guidance", "*.yaml", f"{shown}/guidance", read_source):
            self.keep("sources", source, one, file)
        for block, file in self.each(root / "blocks", "*.yaml", f"{shown}/blocks", read_block):
            self.keep("blocks", block, one, file)
        for packs, file in self.each(root, "packs.yaml", shown, read_packs):
            for pack in packs:
                self.keep("packs", pack, one, file)
        for workbook, file in self.each(root / "workbooks", "*.yaml", f"{shown}/workbooks", read_workbook):
            self.keep("workbooks", workbook, one, file)
        for training, file in self.each(root / "scenarios", "*.yaml", f"{shown}/scenarios", read_training):
            for kind in TRAINING:
                for made in getattr(training, kind):
                    self.keep(kind, made, one, file)
        for assessment, file in self.each(root / "culture", "*.yaml", f"{shown}/culture", read_assessment):
            for kind in ASSESSED:
                for made in getattr(assessment, kind):
                    self.keep(kind, made, one, file)
        for folder in sorted(path for path in root.iterdir() if path.is_dir() and path.name not in DATA_FOLDERS):
            self.clauses(folder, one)
        outlines = "templates/outlines" if one is OURS else f"{shown}/templates/outlines"
        for outline, file in self.each(one.outlines, "*.yaml", outlines, read_outline):
            self.keep("outlines", outline, one, file)
        self.add()

    def add(self) -> None:
        """What the layer adds (`adds: yes`) to questions and terms of its own or of those below it."""
        for kind, addition, file in self.additions:
            held = self.held[kind]
            below = held.get(addition.id)
            if below is None:
                remedy = nearest(addition.id, held, "take 'adds:' out to write a new one")
                what = f"there is nothing called '{addition.id}' in {kind} to add to"
                self.problems.append(Problem(file, addition.line, what, remedy))
                continue
            self.problems.extend(addition.mistakes(below))
            held[addition.id] = addition.to(below)
        self.additions.clear()

    def clauses(self, folder: Path, one: Layer) -> None:
        """A document's clauses. The dated wordings of one id belong together; a layer replaces all of them."""
        shown = f"{one.shown}/{folder.name}"
        for clause, _ in self.each(
            folder, "*.md", shown, lambda path, named, problems: read_clause(path, named, folder.name, problems)
        ):
            name = f"clauses/{clause.id}"
            before = self.held["clauses"].get(clause.id, ()) if self.origin.get(name) == one.shown else ()
            self.held["clauses"][clause.id] = (*before, clause)
            self.origin[name] = one.shown

    def card(self, one: Layer) -> None:
        """library.yaml: the version (ours counts), and what a layer takes away."""
        self.versions.append("")
        path, shown = one.clauses / "library.yaml", f"{one.shown}/library.yaml"
        if one is not OURS and not path.is_file():
            return
        card = self.attempt(
            lambda path, shown, problems: record(_Card, read_table(path, shown), shown, problems), path, shown
        )
        if card is None:
            return
        self.versions[-1] = card.version
        for kind in _Removed.__dataclass_fields__:
            for id in getattr(card.remove, kind):
                if self.held[kind].pop(id, None) is None:
                    what = f"'{id}' is removed and there is none in {kind}"
                    self.problems.append(Problem(shown, 1, what, "take the line out"))
        for kind in ("ways", "scenarios"):  # they rest on what is left
            for id, told in self.held[kind].items():
                self.held[kind][id] = _resting(told, card.remove.clauses)
        for id, block in self.held["blocks"].items():
            lines = tuple(_resting(line, card.remove.clauses) for line in block.lines)
            self.held["blocks"][id] = replace(block, lines=lines)


def _resting(told: Any, gone: Words) -> Any:
    """That way, scenario or row of a table, resting on what is left."""
    return replace(told, rests=tuple(name for name in told.rests if name not in gone))


def _read_moved(path: Path, shown: str, problems: list[Problem]) -> Table:
    return read_table(path, shown)
