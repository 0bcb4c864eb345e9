"""Each clause for organisations that have it and those that do not: the cases of tests/cases, which anyone can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schools

from policygen.clauses import wording
from policygen.document import lines_of, text
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.library import Library
from policygen.loading import read
from policygen.reading import Day, Flag, Words, read_table, record
from policygen.telling import Teller

FILES = tuple(sorted((schools.HERE / "cases").glob("*.yaml")))
CLAUSES = read((), [])


@dataclass(frozen=True)
class Case:
    """One organisation on one day, and what its clause says there."""

    says: str
    on: Day = schools.ON
    given: dict[str, Any] | None = None
    includes: Words = ()
    excludes: Words = ()
    out: Flag = False


def cases(path: Path) -> list[Case]:
    table = read_table(path, path.name)
    assert table["clause"] == path.stem, f"{path.name} is about {table['clause']}"
    assert set(table) == {"clause", "cases"}
    problems: list[Any] = []
    found = [record(Case, row, path.name, problems) for row in table["cases"]]
    assert not problems, "\n".join(map(str, problems))
    return [case for case in found if case is not None]


ALL = [pytest.param(path.stem, case, id=f"{path.stem}: {case.says}") for path in FILES for case in cases(path)]


def told(library: Library, id: str, given: dict[str, Any], on: date) -> str | None:
    """The clause's words for one organisation on that day, with its one-sentence form; None where it has no such clause.

    Where its part is said for each nation, the words in all of them."""
    answers = schools.school(given)
    speaker = Speaker(library, derive(library, answers), answers)
    first = library.clauses[id][0]
    outline = library.outlines[library.document(first)]
    part = next(part for part in outline.parts if part.id == first.section)
    if not speaker.facts.holds(outline.condition):
        return None
    if part.each:
        values = speaker.facts.each.get(part.each, ())
        places = [speaker.narrowed(part.each, value) for value in values] if len(values) > 1 else []
    else:
        places = [speaker]
    words: list[str] = []
    for place in places:
        clause = wording(library.clauses[id], on)
        if clause and place.facts.holds(part.condition) and place.facts.holds(clause.condition):
            passage = Teller(library, outline.id).passage(clause, "", place, ())
            words += [text(passage.title), *(text(line) for block in passage.blocks for line in lines_of(block))]
            words.append(text(place.say(clause.short)))
    return " ".join(words) if words else None


def folded(words: str) -> str:
    return " ".join(words.casefold().replace("’", "'").split())


@pytest.mark.parametrize(("clause", "case"), ALL)
def test_the_clause_says_this_to_this_organisation(library: Library, clause: str, case: Case) -> None:
    words = told(library, clause, case.given or {}, case.on)
    if case.out:
        assert words is None, f"it is in: {words}"
        return
    assert words is not None, "it is not in this document"
    missing = [one for one in case.includes if folded(one) not in folded(words)]
    unwanted = [one for one in case.excludes if folded(one) in folded(words)]
    assert not missing and not unwanted, f"missing {missing}, unwanted {unwanted} in: {words}"


@pytest.mark.parametrize("clause", sorted(CLAUSES.clauses))
def test_every_clause_has_a_case_and_one_without_it_if_it_can_be_out(clause: str) -> None:
    path = schools.HERE / "cases" / f"{clause}.yaml"
    assert path.is_file(), f"write {path}"
    found = cases(path)
    assert any(not case.out and case.includes for case in found), "no case says what is in the clause"
    if not all(one.always for one in CLAUSES.clauses[clause]):
        assert any(case.out for case in found), "no case shows an organisation that does not have it"


@pytest.mark.parametrize("clause", sorted(id for id, dated in CLAUSES.clauses.items() if len(dated) > 1))
def test_a_clause_that_changes_on_a_day_has_a_case_before_and_after(clause: str) -> None:
    days = [case.on for case in cases(schools.HERE / "cases" / f"{clause}.yaml")]
    seen = {found.since for day in days if (found := wording(CLAUSES.clauses[clause], day))}
    assert seen == {one.since for one in CLAUSES.clauses[clause]}


def test_every_file_of_cases_is_about_a_clause() -> None:
    assert {path.stem for path in FILES} == set(CLAUSES.clauses)


@pytest.mark.parametrize("sector", [sector.id for sector in schools.library().sectors.values() if not sector.family])
def test_the_organisation_that_the_cases_start_from_has_answered_everything(library: Library, sector: str) -> None:
    left_out = {"parent_body", "childminder_agency"}  # it belongs to none
    for nation in library.sectors[sector].nations:
        walk = derive(library, schools.school({"sector": sector, "nation": nation})).walk
        assert {asked.question.id for asked in walk if asked.is_open} <= left_out, nation
