"""Load the library: each layer's files read, merged by id, and cross-checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from policygen import bundled
from policygen.clauses import read_clause
from policygen.crosscheck import crosscheck
from policygen.errors import LibraryError, Problem
from policygen.forms import read_block
from policygen.guidance import read_source
from policygen.library import Library
from policygen.outlines import read_outline
from policygen.questions import read_questions
from policygen.reading import Table, Words, read_table, record
from policygen.vocabulary import read_facts, read_nations, read_sectors, read_terms

T = TypeVar("T")


@dataclass(frozen=True)
class Layer:
    """A folder of the library: ours, or one laid over it with --library."""

    clauses: Path
    outlines: Path
    shown: str
    """How its files are named in messages."""


def layer(folder: Path) -> Layer:
    """A folder given with --library: `clauses/` and `templates/outlines/` inside it, or their contents directly."""
    if not folder.is_dir():
        raise LibraryError(Problem(str(folder), 0, "there is no such folder", "name the folder of a library"))
    inner = folder / "clauses"
    return Layer(inner if inner.is_dir() else folder, folder / "templates" / "outlines", folder.name)


OURS = Layer(bundled.CLAUSES, bundled.TEMPLATES / "outlines", "clauses")


def load(folders: Iterable[Path] = ()) -> Library:
    """Our library with each folder laid over it, in order. Raises LibraryError holding every mistake found."""
    problems: list[Problem] = []
    found = read(folders, problems)
    if not problems:
        problems.extend(crosscheck(found))
    if problems:
        raise LibraryError(*sorted(set(problems)))
    return found


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


@dataclass(frozen=True)
class _Card:
    version: str
    licence: str = ""
    title: str = ""
    remove: _Removed = _Removed()


def read(folders: Iterable[Path], problems: list[Problem]) -> Library:
    """Every layer's records merged by id; mistakes are added to `problems`. A file that cannot be read is left out."""
    layers = (OURS, *(layer(folder) for folder in folders))
    kinds = ("nations", "sectors", "terms", "facts", "sections", "questions", "sources", "clauses", "outlines", "blocks")
    held: dict[str, dict[str, Any]] = {kind: {} for kind in kinds}
    files: dict[str, str] = {}
    version, moved = "", Table()
    moved.lines = {}
    for at, one in enumerate(layers):
        card = one.clauses / "library.yaml"
        shown = f"{one.shown}/library.yaml"
        described: _Card | None = None
        if at == 0 or card.is_file():
            described = _try(problems, lambda card=card, shown=shown: record(_Card, read_table(card, shown), shown, problems))  # type: ignore[misc]
        if described:
            version = version or described.version
            for kind in _Removed.__dataclass_fields__:
                for id in getattr(described.remove, kind):
                    if held[kind].pop(id, None) is None:
                        problems.append(Problem(shown, 1, f"'{id}' is removed and there is none in {kind}", "take the line out"))
        _read_layer(one, held, files, problems)
        path = one.clauses / "questions" / "moved.yaml"
        if path.is_file():
            moved = _try(problems, lambda path=path, one=one: read_table(path, f"{one.shown}/questions/moved.yaml")) or moved  # type: ignore[misc]
    frozen = {kind: MappingProxyType(held[kind]) for kind in kinds}
    return Library(version=version, layers=tuple(one.shown for one in layers), moved=moved, files=files, **frozen)


def _try(problems: list[Problem], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except LibraryError as error:
        problems.extend(error.problems)
        return None


def _read_layer(one: Layer, held: dict[str, dict[str, Any]], files: dict[str, str], problems: list[Problem]) -> None:
    def each(folder: str, pattern: str, read: Callable[[Path, str, list[Problem]], T]) -> Iterable[tuple[T, str]]:
        for path in sorted((one.clauses / folder).glob(pattern)):
            shown = f"{one.shown}/{path.relative_to(one.clauses).as_posix()}"
            made = _try(problems, lambda path=path, shown=shown: read(path, shown, problems))  # type: ignore[misc]
            if made is not None:
                yield made, shown

    def keep(kind: str, id: str, value: Any, where: str) -> None:
        if files.get(f"{kind}/{id}") == one.shown:
            problems.append(Problem(where, getattr(value, "line", 0), f"'{id}' stands twice in {kind}", "give one of them another id"))
        held[kind][id] = value
        files[f"{kind}/{id}"] = one.shown

    for nations, where in each(".", "nations.yaml", read_nations):
        for nation in nations:
            keep("nations", nation.id, nation, where)
    for sectors, where in each("sectors", "*.yaml", read_sectors):
        for sector in sectors:
            keep("sectors", sector.id, sector, where)
    for terms, where in each(".", "terms.yaml", read_terms):
        for term in terms:
            keep("terms", term.id, term, where)
    for facts, where in each(".", "facts.yaml", read_facts):
        for fact in facts:
            keep("facts", fact.id, fact, where)
    for (section, questions), where in each("questions", "[0-9]*.yaml", read_questions):
        held["sections"][section.id] = section
        for question in questions:
            keep("questions", question.id, question, where)
    for source, where in each("guidance", "*.yaml", read_source):
        keep("sources", source.id, source, where)
    for block, where in each("blocks", "*.yaml", read_block):
        keep("blocks", block.id, block, where)
    replaced: set[str] = set()
    for folder in sorted(path for path in one.clauses.iterdir() if path.is_dir() and path.name not in _DATA):
        for clause, _ in each(
            folder.name, "*.md", lambda path, shown, problems, name=folder.name: read_clause(path, shown, name, problems)  # type: ignore[misc]
        ):
            if clause.id in replaced or one is OURS:
                held["clauses"][clause.id] = (*held["clauses"].get(clause.id, ()), clause)
            else:
                held["clauses"][clause.id] = (clause,)
            replaced.add(clause.id)
            files[f"clauses/{clause.id}"] = one.shown
    for path in sorted(one.outlines.glob("*.yaml")):
        shown = f"{'templates' if one is OURS else one.shown}/outlines/{path.name}"
        outline = _try(problems, lambda path=path, shown=shown: read_outline(path, shown, problems))  # type: ignore[misc]
        if outline:
            keep("outlines", outline.id, outline, shown)


_DATA = ("questions", "sectors", "guidance", "blocks", "templates")
