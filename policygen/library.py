"""The whole library as one value: every record by id, and the look-ups that all later rooms share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from policygen.assessment import Dimension, Frame, Gate, Item, Offer, Reading
from policygen.clauses import Clause
from policygen.conditions import Condition
from policygen.errors import Problem
from policygen.forms import BlockWords
from policygen.guidance import Place, Requirement, Source
from policygen.outlines import Outline
from policygen.packing import PackWords
from policygen.questions import Question, Section
from policygen.reading import Listing, Table
from policygen.scenarios import Pile, Reply, Scenario, Way
from policygen.vocabulary import NamedFact, Nation, Rung, Sector, Term
from policygen.workbooks import WorkbookWords


@dataclass(frozen=True)
class Library:
    """All that documents are made from. Mappings are by id, in the order of the files."""

    version: str
    layers: tuple[str, ...]
    nations: Mapping[str, Nation]
    sectors: Mapping[str, Sector]
    terms: Mapping[str, Term]
    facts: Mapping[str, NamedFact]
    sections: Mapping[str, Section]
    questions: Mapping[str, Question]
    sources: Mapping[str, Source]
    clauses: Mapping[str, tuple[Clause, ...]]
    outlines: Mapping[str, Outline]
    blocks: Mapping[str, BlockWords]
    workbooks: Mapping[str, WorkbookWords]
    packs: Mapping[str, PackWords]
    moved: Table
    ways: Mapping[str, Way] = field(default_factory=dict)
    piles: Mapping[str, Pile] = field(default_factory=dict)
    replies: Mapping[str, Reply] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    gates: Mapping[str, Gate] = field(default_factory=dict)
    readings: Mapping[str, Reading] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    frames: Mapping[str, Frame] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Clause or outline file → the layer it came from, for the matrix."""
    unwritten: tuple[Problem, ...] = ()
    """Where words of a skeleton still stand. The library can be read; no document is made from it."""
    versions: tuple[str, ...] = ()
    """What each layer's library.yaml says of its version, in their order; empty where it has none."""
    roots: tuple[Path, ...] = ()
    """The folders that its layers lie in, with cases and examples beside."""

    @cached_property
    def origins(self) -> Mapping[str, tuple[str, ...]]:
        """Named fact → the facts, other than named ones, that it rests on."""
        return {id: tuple(dict.fromkeys(self._origins(fact.condition))) for id, fact in self.facts.items()}

    @cached_property
    def dependants(self) -> Mapping[str, tuple[str, ...]]:
        """Fact → the named facts that rest on it."""
        found: dict[str, list[str]] = {}
        for id, origins in self.origins.items():
            for origin in origins:
                found.setdefault(origin, []).append(id)
        return {origin: tuple(ids) for origin, ids in found.items()}

    def _origins(self, condition: Condition) -> Iterator[str]:
        for name in condition.facts:
            if name in self.facts:
                yield from self._origins(self.facts[name].condition)
            else:
                yield name

    def families(self, sector: str) -> tuple[str, ...]:
        """The sector and every family it is within, nearest first."""
        found: list[str] = []
        while sector and sector in self.sectors and sector not in found:
            found.append(sector)
            sector = self.sectors[sector].within
        return tuple(found)

    def ladder(self, sector: str) -> tuple[Rung, ...]:
        """The sector's ladder, or the nearest family's."""
        return next((self.sectors[id].ladder for id in self.families(sector) if self.sectors[id].ladder), ())

    def requirements(self) -> Iterable[Requirement]:
        """Every requirement of every source."""
        return (requirement for source in self.sources.values() for requirement in source.requirements)

    def requirement(self, name: str) -> Requirement | None:
        """The requirement `source/id`."""
        source, _, id = name.partition("/")
        found = self.sources.get(source)
        return next((r for r in found.requirements if r.id == id), None) if found else None

    def document(self, clause: Clause) -> str:
        """The id of the outline whose folder the clause is in."""
        return self._folders.get(clause.document, clause.document)

    @cached_property
    def _folders(self) -> Mapping[str, str]:
        """Folder of clauses → the first outline that names it."""
        return {outline.folder: outline.id for outline in reversed(tuple(self.outlines.values()))}

    @cached_property
    def shelves(self) -> Mapping[str, Mapping[str, tuple[Clause, ...]]]:
        """Outline → its clauses, in the order of the files: every document is chosen from its own alone."""
        found: dict[str, dict[str, tuple[Clause, ...]]] = {}
        for id, dated in self.clauses.items():
            found.setdefault(self.document(dated[0]), {})[id] = dated
        return found

    def place(self, name: str) -> tuple[Source, Place] | None:
        """The source and place of `source/id`."""
        return self._cited.get(name)

    @cached_property
    def _cited(self) -> Mapping[str, tuple[Source, Place]]:
        return {f"{id}/{place.id}": (source, place) for id, source in self.sources.items() for place in source.places}


def listed(table: Table, key: str) -> Listing:
    """A list of a table, empty where it is missing."""
    value = table.get(key)
    return value if isinstance(value, Listing) else Listing()
