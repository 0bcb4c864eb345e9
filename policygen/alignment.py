"""Set every requirement that applies beside the clauses that meet it, over all documents, or beside a visible gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from policygen.blocks import worded
from policygen.clauses import Clause
from policygen.document import Block, Line, Passage, Run, Table
from policygen.facts import Facts
from policygen.guidance import Requirement, Source
from policygen.library import Library
from policygen.selection import applying

OURS = "clauses"
"""How the shipped layer is called."""
STRENGTHS: Mapping[str, str] = {"must": "Must", "should": "Should", "may": "May", "good": "Good practice"}
"""From the firmest to the freest."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A clause where it stands: the document’s title, the number there, and the nation where its part is one nation’s."""

    document: str
    number: str
    clause: Clause
    title: str
    nation: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """A requirement that applies, and where it is met. `clauses` empty: a gap."""

    requirement: str
    asks: str
    strength: str
    citation: str
    """The place as it is cited on the day; a number only where somebody confirmed it."""
    clauses: tuple[str, ...]
    sections: tuple[str, ...]
    layers: tuple[str, ...]
    """The layer each clause came from; ours is "clauses"."""
    documents: tuple[str, ...] = ()
    """The title of the document that each clause stands in."""
    titles: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    """Where it applies, if that is not everywhere that the organisation works."""


def aligned(library: Library, facts: Facts, on: date, stands: Sequence[Stand]) -> tuple[MatrixRow, ...]:
    """Every requirement that applies on that day, source by source. Where an organisation works in several nations, each
    is asked by itself, and one that is met in some of them alone has a row for the others."""
    nations = facts.each.get("nation", ())
    several = nations if len(nations) > 1 else ()
    asked: dict[str, tuple[Requirement, list[str]]] = {}
    for nation in several or ("",):
        local = facts.narrowed("nation", nation) if nation else facts
        for requirement in applying(library, local, on):
            asked.setdefault(requirement.name, (requirement, []))[1].append(nation)
    order = {id: at for at, id in enumerate(library.sources)}
    rows = []
    for requirement, where in sorted(asked.values(), key=lambda found: order[found[0].source]):
        met = [stand for stand in stands if requirement.name in stand.clause.meets]
        unmet = [n for n in where if not any(stand.nation in ("", n) for stand in met)]
        for group in ([n for n in where if n not in unmet], unmet):
            if group:
                there = [stand for stand in met if stand.nation in ("", *group)]
                told = () if len(group) == len(several or ("",)) else tuple(library.nations[n].name for n in group)
                rows.append(_row(library, requirement, there, told, on))
    return tuple(rows)


def _row(
    library: Library, requirement: Requirement, met: Sequence[Stand], nations: tuple[str, ...], on: date
) -> MatrixRow:
    source = library.sources[requirement.source]
    place = source.place(requirement.place or requirement.id)
    return MatrixRow(
        requirement.name,
        requirement.asks,
        requirement.strength,
        source.cite(place, on) if place else source.short,
        tuple(stand.clause.id for stand in met),
        tuple(stand.number for stand in met),
        tuple(library.files.get(f"clauses/{stand.clause.id}", "") for stand in met),
        tuple(stand.document for stand in met),
        tuple(stand.title for stand in met),
        nations,
    )


def drawn(rows: Sequence[MatrixRow], library: Library, on: date, of: str) -> tuple[Passage | Block, ...]:
    """The matrix as it prints: `of` figures the counts, else a table for each source."""
    grouped = [
        (library.sources[id], tuple(found))
        for id, found in groupby(rows, key=lambda row: row.requirement.partition("/")[0])
    ]
    # as an inspector looks for them; what is our own choice comes last
    grouped.sort(key=lambda one: (one[0].own, _STANDING.index(one[0].standing), -len(one[1])))
    if of == "figures":
        return (_figures(grouped, on),)
    return tuple(
        Passage(f"source-{source.id}", "", worded(_called(source, on)), (_source(source, found),))
        for source, found in grouped
    )


def _rank(row: MatrixRow) -> int:
    return list(STRENGTHS).index(row.strength)


def _figures(grouped: Iterable[tuple[Source, Sequence[MatrixRow]]], on: date) -> Table:
    header = tuple(worded(word) for word in ("Source", "Standing", *STRENGTHS.values(), "Met by a clause", "Gaps"))
    rows: list[tuple[Line, ...]] = []
    total = [0] * (len(STRENGTHS) + 2)
    for source, found in grouped:
        counts = [sum(row.strength == strength for row in found) for strength in STRENGTHS]
        gaps = sum(not row.clauses for row in found)
        counts += [len(found) - gaps, gaps]
        total = [one + other for one, other in zip(total, counts, strict=True)]
        rows.append(
            (worded(_called(source, on)), worded("own choice" if source.own else source.standing), *_counted(counts))
        )
    rows.append(((Run("All", strong=True),), (), *_counted(total)))
    return Table(header, tuple(rows), widths=(40, 20, 9, 9, 9, 10, 10, 9))


def _counted(counts: Sequence[int]) -> Iterator[Line]:
    for at, count in enumerate(counts):
        gap = at == len(counts) - 1 and count
        yield (Run(f"[{count}]", state="gap"),) if gap else worded(str(count) if count else "–")


def _called(source: Source, on: date) -> str:
    edition = source.edition(on)
    return f"{source.title}, {edition.title or edition.id}" if edition and not source.undated else source.title


def _source(source: Source, rows: Sequence[MatrixRow]) -> Table:
    """A source’s requirements, the firmest first. What is our own choice is cited nowhere."""
    cited = () if source.own else (25,)
    header = ("Strength", "What is asked", *("Where it stands" for _ in cited), "Where it is met")
    drawn = (
        (worded(STRENGTHS[row.strength]), _asked(row), *(worded(row.citation) for _ in cited), _met(row))
        for row in sorted(rows, key=_rank)
    )
    return Table(tuple(worded(word) for word in header), tuple(drawn), widths=(11, 40, *cited, 40))


def _asked(row: MatrixRow) -> Line:
    return (Run(f"{_and(row.nations)}: ", strong=True), *worded(row.asks)) if row.nations else worded(row.asks)


def _met(row: MatrixRow) -> Line:
    """Low-level concerns policy, 5.1 When to share; 5.2 How to share. Code of Conduct, 12.1 Sharing."""
    if not row.clauses:
        return (Run("[gap: no clause of these documents says this]", state="gap"),)
    told = []
    found = zip(row.documents, row.sections, row.titles, row.layers, strict=True)
    for document, stands in groupby(dict.fromkeys(found), key=lambda stand: stand[0]):
        said = "; ".join(
            f"{number} {title}".strip() + (f" (from the layer ‘{layer}’)" if layer not in ("", OURS) else "")
            for _, number, title, layer in stands
        )
        told.append(f"{document}, {said}")
    return worded(". ".join(told))


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_STANDING = ("statutory guidance", "law", "guidance", "good practice")
