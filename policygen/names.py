"""Hold conditions, slots and ladders against the library: every fact, value, term and form named must exist, and nothing may rest on itself."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from policygen import assessment
from policygen.conditions import Condition
from policygen.errors import LibraryError, Problem, nearest
from policygen.library import Library
from policygen.packing import PackWords
from policygen.prose import Leaf, leaf, slots
from policygen.questions import Option, Usual
from policygen.scenarios import Reply, Scenario
from policygen.workbooks import WorkbookWords

COMPUTED = ("same_person", "ties")
"""Facts worked out from who holds which role."""
STATED = frozenset({"given", "none", "vacant", "open"})
PERSON_FORMS = ("name", "title", "phone", "email")


def check_names(library: Library) -> list[Problem]:
    """Every fact, value, term, form or role that is named and not there, and every circle."""
    check = _Names(library)
    return [*check.conditions(), *check.texts(), *check.circles(), *check.sectors(), *check.ladders()]


class _Names:
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
            both: tuple[Option | Usual, ...] = (*question.options, *question.usual)
            for one in both:
                yield one.condition, one.file or question.file, one.line or question.line, before
            before = before | {question.id}
        for fact in library.facts.values():
            yield fact.condition, fact.file, fact.line, None
        for term in library.terms.values():
            for form in term.forms:
                yield form.condition, form.file, form.line, None
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
            for condition in block.conditions():
                yield condition, block.file, 1, None
        tried: tuple[Scenario | Reply, ...] = (*library.scenarios.values(), *library.replies.values())
        for told in tried:
            yield told.condition, told.file, told.line, None
        for kind in assessment.ASSESSED:
            for one in getattr(library, kind).values():
                for condition in assessment.conditions(one):
                    yield condition, one.file, one.line, None
        for workbook in library.workbooks.values():
            for condition in workbook.conditions():
                yield condition, workbook.file, 1, None

    def texts(self) -> Iterator[Problem]:
        for words, file, line in self._texts():
            try:
                found = leaf(words, file, line) if isinstance(words, str) else words
            except LibraryError as error:
                yield from error.problems
                continue
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

    def _texts(self) -> Iterator[tuple[Leaf | str, str, int]]:
        library = self.library
        for question in library.questions.values():
            for words in (
                question.ask,
                question.label,
                question.help,
                question.why,
            ):
                yield words, question.file, question.line
            for option in question.options:
                yield option.label, option.file or question.file, option.line or question.line
        for term in library.terms.values():
            for form in term.forms:
                for _, said in form.says:
                    yield said, form.file, form.line
        for dated in library.clauses.values():
            for clause in dated:
                for said in clause.leaves():
                    yield said, clause.file, clause.line
        for outline in library.outlines.values():
            yield outline.title, outline.file, 1
            yield outline.use, outline.file, 1
            for part in outline.parts:
                yield part.title, outline.file, part.line
        for sector in library.sectors.values():
            for rung in sector.ladder:
                for words in (rung.label, rung.low_note, rung.high_note):
                    yield words, rung.file, rung.line
        for block in library.blocks.values():
            for words in block.texts():
                yield words, block.file, 1
        for each in (library.ways, library.piles, library.replies, library.scenarios):
            for told in each.values():
                for words in told.texts:
                    yield words, told.file, told.line
        for kind in assessment.ASSESSED:
            for one in getattr(library, kind).values():
                for words in assessment.texts(one):
                    yield words, one.file, one.line
        others: tuple[WorkbookWords | PackWords, ...] = (*library.workbooks.values(), *library.packs.values())
        for named in others:
            for words in named.texts():
                yield words, named.file, 1

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

    def sectors(self) -> Iterator[Problem]:
        """Every sector can be chosen, and every kind of organisation that can be chosen is a sector."""
        asked, sectors = self.library.questions.get("sector"), self.library.sectors
        options = {option.id: option for option in asked.options} if asked else {}
        for sector in sectors.values():
            if asked and not sector.family and sector.id not in options:
                what = f"nobody can say that they are '{sector.id}'"
                yield Problem(sector.file, sector.line, what, "add it to the options of the question 'sector'")
        kinds = [sector.id for sector in sectors.values() if not sector.family]
        for id, option in options.items():
            if asked and id not in kinds:
                file, line = option.file or asked.file, option.line or asked.line
                yield Problem(file, line, f"no sector is called '{id}'", nearest(id, kinds, "add it to sectors/"))

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
