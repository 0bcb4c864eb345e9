"""Hold clauses, outlines and guidance against each other: every place, requirement, section and link named must exist, told with the nearest right name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policygen.culture_data import culture_mistakes
from policygen.errors import Problem, nearest
from policygen.library import Library
from policygen.names import check_names
from policygen.outlines import WORDED, BlockItem
from policygen.prose import Leaf, Words
from policygen.reading import unwritten
from policygen.scenarios import Scenario, Way


def crosscheck(library: Library) -> list[Problem]:
    """Every broken reference, and every place where a skeleton’s words still stand, in no order."""
    return [*library.unwritten, *_beside(library), *references(library)]


def _beside(library: Library) -> Iterator[Problem]:
    """Where words of a skeleton still stand in the cases and examples beside each layer."""
    for number, (root, shown) in enumerate(zip(library.roots, library.layers, strict=True)):
        for folder in ("tests/cases", "examples"):
            named = f"{shown}/{folder}" if number else folder
            for path in sorted((root / folder).glob("*.yaml")):
                yield from unwritten(path, f"{named}/{path.name}")


def references(library: Library) -> list[Problem]:
    """Every broken reference, in no order."""
    check = _Places(library)
    return [
        *check_names(library),
        *culture_mistakes(library),
        *check.clauses(),
        *check.outlines(),
        *check.guidance(),
        *check.scenarios(),
        *check.tables(),
    ]


class _Places:
    def __init__(self, library: Library) -> None:
        self.library = library

    def clauses(self) -> Iterator[Problem]:
        library = self.library
        places = {f"{source.id}/{place.id}" for source in library.sources.values() for place in source.places}
        asked = {requirement.name for requirement in library.requirements()}
        sections = {(o.id, p.id) for o in library.outlines.values() for p in o.parts if p.kind == "section"}
        documents = {document for document, _ in sections}
        anchors = self.anchors()
        folders = {outline.folder: outline.id for outline in library.outlines.values()}
        for id, dated in library.clauses.items():
            starts = [clause.since for clause in dated]
            for clause in dated:
                if starts.count(clause.since) > 1:
                    yield Problem(
                        clause.file,
                        1,
                        f"two wordings of '{id}' begin on {clause.since}",
                        "give the later one its own day",
                    )
                for name in clause.cites:
                    if name not in places:
                        yield Problem(
                            clause.file,
                            1,
                            f"cites: no place is called '{name}'",
                            nearest(name, places, "add it to guidance/"),
                        )
                for name in clause.meets:
                    if name not in asked:
                        yield Problem(
                            clause.file,
                            1,
                            f"meets: no requirement is called '{name}'",
                            nearest(name, asked, "add it to guidance/"),
                        )
                document = folders.get(clause.document, clause.document)
                if document not in documents:
                    yield Problem(
                        clause.file,
                        1,
                        f"no outline is called '{document}'",
                        nearest(document, documents, "add an outline"),
                    )
                elif (document, clause.section) not in sections:
                    known = [section for owner, section in sections if owner == document]
                    yield Problem(
                        clause.file,
                        1,
                        f"section: '{document}' has none called '{clause.section}'",
                        nearest(clause.section, known, f"it has {', '.join(known)}"),
                    )
                for target in _links(clause.leaves()):
                    where, _, anchor = target.partition("#")
                    known_anchors = anchors.get(where or document, set())
                    if anchor not in known_anchors:
                        yield Problem(
                            clause.file,
                            1,
                            f"a link goes to '{target}' and there is nothing there",
                            nearest(anchor, known_anchors, "link to a clause, a section or a block"),
                        )

    def anchors(self) -> dict[str, set[str]]:
        """Document → every anchor a cross-reference may name."""
        found: dict[str, set[str]] = {}
        for outline in self.library.outlines.values():
            names = {part.id for part in outline.parts}
            names |= {item.block for part in outline.parts for item in part.contents if isinstance(item, BlockItem)}
            found[outline.id] = names
        for id, dated in self.library.clauses.items():
            found.setdefault(self.library.document(dated[0]), set()).add(id)
        return found

    def outlines(self) -> Iterator[Problem]:
        for outline in self.library.outlines.values():
            for id in outline.gathers:
                found = self.library.outlines.get(id)
                if found is None or found.gathers or found.looks or found.layout in ("page", "poster"):
                    what = f"'{id}' cannot be bound into '{outline.id}'"
                    yield Problem(outline.file, 1, what, nearest(id, self.library.outlines, "name a paper or a book"))
            for part in outline.parts:
                if part.id in self.library.clauses and part.kind != "block":
                    what = f"a {part.kind} and a clause are both called '{part.id}', so a link could mean either"
                    yield Problem(outline.file, part.line, what, "give one of them another id")
                named = [item for item in part.contents if isinstance(item, str)]
                blocks = [item for item in part.contents if isinstance(item, BlockItem)]
                shorts = (*part.clauses, *(id for item in blocks if item.block == "shorts" for id in item.clauses))
                cards = (id for item in blocks if item.block == "cards" for id in item.clauses)
                for id in (*named, *shorts, *cards):
                    dated = self.library.clauses.get(id)
                    if dated is None:
                        yield Problem(
                            outline.file,
                            part.line,
                            f"no clause is called '{id}'",
                            nearest(id, self.library.clauses, "write clauses/…/ID.md"),
                        )
                    elif id in named and dated[0].section != part.id:
                        yield Problem(
                            outline.file,
                            part.line,
                            f"'{id}' says it belongs to section '{dated[0].section}'",
                            f"list it there, or write 'section: {part.id}'",
                        )
                for id in shorts:
                    if id in self.library.clauses and not all(clause.short for clause in self.library.clauses[id]):
                        yield Problem(
                            outline.file,
                            part.line,
                            f"'{id}' is wanted in short and has no 'short:'",
                            "add one sentence to the clause",
                        )
                for item in part.contents:
                    if isinstance(item, BlockItem) and item.block in WORDED and item.of not in self.library.blocks:
                        yield Problem(
                            outline.file,
                            part.line,
                            f"no {item.block} is called '{item.of}'",
                            nearest(item.of, self.library.blocks, "add it to blocks/"),
                        )

    def tables(self) -> Iterator[Problem]:
        """Every clause that a row of a table rests on."""
        for words in self.library.blocks.values():
            for id in (id for line in words.lines for id in line.rests):
                if id not in self.library.clauses:
                    what = f"a row rests on '{id}', and no clause is called that"
                    yield Problem(words.file, 1, what, nearest(id, self.library.clauses, "name a clause"))

    def scenarios(self) -> Iterator[Problem]:
        """Every clause, way and pile that a scenario names."""
        library = self.library
        resting: tuple[Scenario | Way, ...] = (*library.scenarios.values(), *library.ways.values())
        for told in resting:
            for id in told.rests:
                if id not in library.clauses:
                    what = f"'{told.id}' rests on '{id}', and no clause is called that"
                    yield Problem(told.file, told.line, what, nearest(id, library.clauses, "name a clause"))
        rungs = {rung.about for sector in library.sectors.values() for rung in sector.ladder}
        for way in library.ways.values():
            if way.rung and way.rung not in rungs:
                what = f"rung: no ladder has one about '{way.rung}'"
                yield Problem(
                    way.file, way.line, what, nearest(way.rung, rungs, f"there are {', '.join(sorted(rungs))}")
                )
        for scenario in library.scenarios.values():
            for kind, name, known in (("way", scenario.way, library.ways), ("pile", scenario.pile, library.piles)):
                if name not in known:
                    what, remedy = f"{kind}: there is none called '{name}'", f"there are {', '.join(known)}"
                    yield Problem(scenario.file, scenario.line, what, nearest(name, known, remedy))

    def guidance(self) -> Iterator[Problem]:
        for source in self.library.sources.values():
            editions, places = [edition.id for edition in source.editions], [place.id for place in source.places]
            for nation in dict.fromkeys((*source.nations, *(n for place in source.places for n in place.nations))):
                if nation not in self.library.nations:
                    yield Problem(
                        source.file,
                        1,
                        f"no nation is called '{nation}'",
                        nearest(nation, self.library.nations, "add it to nations.yaml"),
                    )
            for place in source.places:
                for edition in (*(n.edition for n in place.numbers), *filter(None, (place.first, place.last))):
                    if edition not in editions:
                        yield Problem(
                            source.file,
                            1,
                            f"'{place.id}' names the edition '{edition}'",
                            nearest(edition, editions, f"editions are {', '.join(editions)}"),
                        )
                for number in place.numbers:
                    if number.seen not in ("primary", "secondary"):
                        what = f"'{place.id}' has the number {number.number} of {number.edition}, which nobody confirmed ({number.seen})"
                        yield Problem(source.file, 1, what, "take the number out until it is seen in the text")
                if re.search(r"\b(para(graph)?s?\.?\s*)\d", place.at):
                    yield Problem(
                        source.file,
                        1,
                        f"'{place.id}' has a number in 'at'",
                        "numbers stand under 'numbers:', by edition",
                    )
            for requirement in source.requirements:
                if (requirement.place or requirement.id) not in places:
                    yield Problem(
                        requirement.file,
                        requirement.line,
                        f"'{requirement.name}' has no place",
                        nearest(requirement.place or requirement.id, places, "add one to 'places:'"),
                    )


def _links(found: Iterable[Leaf]) -> Iterator[str]:
    for said in found:
        for part in said:
            if isinstance(part, Words) and "#" in part.link and not part.link.startswith("http"):
                yield part.link
