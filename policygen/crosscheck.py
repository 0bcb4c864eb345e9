"""Hold the library's records against each other: every name used must exist, and every mistake is told with the nearest right name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from policygen.conditions import Condition
from policygen.errors import Problem, nearest
from policygen.library import Library
from policygen.outlines import BlockItem
from policygen.prose import Leaf, Words, leaf, slots

COMPUTED = ("same_person", "ties")
"""Facts worked out from who holds which role."""
STATED = frozenset({"given", "none", "vacant", "open"})
PERSON_FORMS = ("name", "title", "phone", "email")


def crosscheck(library: Library) -> list[Problem]:
    """Every broken reference, in no order."""
    check = _Check(library)
    return [
        *check.conditions(),
        *check.texts(),
        *check.clauses(),
        *check.outlines(),
        *check.guidance(),
        *check.circles(),
        *check.ladders(),
    ]


class _Check:
    def __init__(self, library: Library) -> None:
        self.library = library
        self.facts = {*library.questions, *library.facts, *COMPUTED}

    def conditions(self) -> Iterator[Problem]:
        for condition, file, line, before in self._conditions():
            for name, wanted in condition.lines:
                if name not in self.facts:
                    yield Problem(
                        file,
                        line,
                        f"no fact is called '{name}'",
                        nearest(name, self.facts, "facts are questions and named facts"),
                    )
                    continue
                known = self.values(name)
                for value in sorted(wanted - known) if known else ():
                    yield Problem(
                        file,
                        line,
                        f"'{name}' is never '{value}'",
                        nearest(value, known, f"it is {', '.join(sorted(known))}"),
                    )
                if before is not None and name in self.library.questions and name not in before:
                    yield Problem(
                        file,
                        line,
                        f"the condition rests on '{name}', asked later",
                        "ask it earlier, or rest on another",
                    )

    def values(self, name: str) -> frozenset[str]:
        """The values a fact can have; empty where they cannot be listed."""
        if name == "sector":
            return frozenset(self.library.sectors)
        if name in self.library.facts:
            return frozenset({"yes", "no"})
        if name in COMPUTED:
            roles = sorted(q.id for q in self.library.questions.values() if q.kind in ("person", "people"))
            return frozenset(f"{one}-{other}" for one in roles for other in roles if one < other)
        question = self.library.questions[name]
        return frozenset(option.id for option in question.options) | {"open"} if question.chooses else STATED

    def _conditions(self) -> Iterator[tuple[Condition, str, int, set[str] | None]]:
        library = self.library
        before: set[str] = set()
        for question in library.questions.values():
            yield question.condition, question.file, question.line, before
            for condition in (*(o.condition for o in question.options), *(u.condition for u in question.usual)):
                yield condition, question.file, question.line, before
            before = before | {question.id}
        for fact in library.facts.values():
            yield fact.condition, fact.file, fact.line, None
        for term in library.terms.values():
            for form in term.forms:
                yield form.condition, term.file, term.line, None
        for dated in library.clauses.values():
            for clause in dated:
                yield clause.condition, clause.file, clause.line, None
        for outline in library.outlines.values():
            yield outline.condition, outline.file, 1, None
            for part in outline.parts:
                yield part.condition, outline.file, part.line, None
        for source in library.sources.values():
            yield source.binds, source.file, 1, None
            for requirement in source.requirements:
                yield requirement.condition, requirement.file, requirement.line, None
        for sector in library.sectors.values():
            for rung in sector.ladder:
                yield rung.condition, rung.file, rung.line, None
        for block in library.blocks.values():
            for row in block.rows:
                yield row.condition, block.file, 1, None

    def texts(self) -> Iterator[Problem]:
        for found, file, line in self._leaves():
            for slot in slots(found):
                yield from self._slot(slot.name, slot.form, slot.own, file, line)

    def _slot(self, name: str, form: str, own: bool, file: str, line: int) -> Iterator[Problem]:
        term, question = self.library.terms.get(name), self.library.questions.get(name)
        if term and (not form or form in term.names()):
            return
        if question and question.printed and (not form or (question.kind == "person" and form in PERSON_FORMS)):
            return
        if term or question:
            forms = term.names() if term else PERSON_FORMS if question and question.kind == "person" else ()
            yield Problem(
                file,
                line,
                f"'{name}' has no form '{form}'",
                nearest(form, forms, f"its forms are {', '.join(forms) or 'none'}"),
            )
        else:
            known = [*self.library.terms, *self.library.questions]
            yield Problem(
                file, line, f"no term or question is called '{name}'", nearest(name, known, "add it to terms.yaml")
            )

    def _leaves(self) -> Iterator[tuple[Leaf, str, int]]:
        library = self.library
        for question in library.questions.values():
            for words in (
                question.ask,
                question.label,
                question.help,
                question.why,
                *(o.label for o in question.options),
            ):
                yield leaf(words, question.file, question.line), question.file, question.line
        for term in library.terms.values():
            for form in term.forms:
                for _, said in form.says:
                    yield said, term.file, term.line
        for dated in library.clauses.values():
            for clause in dated:
                for said in clause.leaves():
                    yield said, clause.file, clause.line
        for sector in library.sectors.values():
            for rung in sector.ladder:
                for words in (rung.label, rung.low_note, rung.high_note):
                    yield leaf(words, rung.file, rung.line), rung.file, rung.line
        for block in library.blocks.values():
            for words in block.texts():
                yield block.leaf(words), block.file, 1

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
            for part in outline.parts:
                if part.id in self.library.clauses and part.kind != "block":
                    what = f"a {part.kind} and a clause are both called '{part.id}', so a link could mean either"
                    yield Problem(outline.file, part.line, what, "give one of them another id")
                named = [item for item in part.contents if isinstance(item, str)]
                for id in (*named, *part.clauses):
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
                for id in part.clauses:
                    if id in self.library.clauses and not all(clause.short for clause in self.library.clauses[id]):
                        yield Problem(
                            outline.file,
                            part.line,
                            f"'{id}' is wanted in short and has no 'short:'",
                            "add one sentence to the clause",
                        )
                for item in part.contents:
                    if isinstance(item, BlockItem) and item.block == "form" and item.of not in self.library.blocks:
                        yield Problem(
                            outline.file,
                            part.line,
                            f"no form is called '{item.of}'",
                            nearest(item.of, self.library.blocks, "add it to blocks/"),
                        )

    def guidance(self) -> Iterator[Problem]:
        for source in self.library.sources.values():
            editions, places = [edition.id for edition in source.editions], [place.id for place in source.places]
            for nation in source.nations:
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

    def circles(self) -> Iterator[Problem]:
        library = self.library
        facts = {
            id: {name for name in fact.condition.facts if name in library.facts} for id, fact in library.facts.items()
        }
        terms = {
            id: {
                slot.name
                for form in term.forms
                for _, said in form.says
                for slot in slots(said)
                if slot.name in library.terms
            }
            for id, term in library.terms.items()
        }
        families = {id: {sector.within} if sector.within else set() for id, sector in library.sectors.items()}
        for sector in library.sectors.values():
            if sector.within and sector.within not in library.sectors:
                yield Problem(
                    sector.file,
                    sector.line,
                    f"within: no family is called '{sector.within}'",
                    nearest(sector.within, library.sectors, "add it"),
                )
        for graph, kind, file in (
            (facts, "named facts", "facts.yaml"),
            (terms, "terms", "terms.yaml"),
            (families, "families", "sectors"),
        ):
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                yield Problem(
                    file,
                    0,
                    f"these {kind} rest on each other in a circle: {' → '.join(error.args[1])}",
                    "break the circle",
                )

    def ladders(self) -> Iterator[Problem]:
        persons = {q.id for q in self.library.questions.values() if q.kind in ("person", "people")}
        known = persons | {"first_recipient", "lado"}
        for sector in self.library.sectors.values():
            for rung in sector.ladder:
                for name in (*rung.subjects, *rung.low, *rung.high):
                    if name not in known:
                        yield Problem(
                            rung.file,
                            rung.line,
                            f"no person question is called '{name}'",
                            nearest(name, known, "name the question of a person"),
                        )


def _links(found: Iterable[Leaf]) -> Iterator[str]:
    for said in found:
        for part in said:
            if isinstance(part, Words) and "#" in part.link and not part.link.startswith("http"):
                yield part.link
