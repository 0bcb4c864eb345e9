"""Which edition is cited on which day, and that no number, date or name is printed that nobody confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import schools

from policygen.answers import Answers
from policygen.blocks import speaks
from policygen.document import Document, Paragraph, lines, text
from policygen.errors import DateError
from policygen.facts import derive
from policygen.guidance import CONFIRMED, Source
from policygen.library import Library

FULL = "low-level-concerns-policy"
PARAGRAPH = re.compile(r"(?i)\bpara(?:graph)?s?\.? ?(\d+(?:[–-]\d+)?)")
every_example = pytest.mark.parametrize("name", schools.NAMES)


def bound(name: str) -> bool:
    """Whether KCSIE binds the example: a school or college in England."""
    facts = derive(schools.library(), schools.example(name))
    return facts.holds(schools.library().sources["kcsie"].binds)


BOUND = tuple(name for name in schools.NAMES if bound(name))
every_school = pytest.mark.parametrize("name", BOUND)
every_other = pytest.mark.parametrize("name", sorted({*schools.NAMES} - {*BOUND}))


def follows(document: Document) -> Iterator[str]:
    """The small lines that name the guidance behind a section."""
    for part in document.parts:
        for thing in part.content:
            if isinstance(thing, Paragraph) and thing.style == "follows":
                yield text(thing.line)


def named(document: Document, short: str) -> set[str]:
    """The editions of a source that the document cites."""
    return {year for line in schools.says(document) for year in re.findall(rf"{re.escape(short)} (\d{{4}})", line)}


def undecided(name: str) -> Answers:
    """An example without its own days, so that only the guidance's are left."""
    answers = schools.example(name)
    kept = {id: answer for id, answer in answers.answers.items() if id not in ("approved_on", "next_review", "version")}
    return Answers(kept, answers.people, answers.library)


def editions(source: Source) -> list[tuple[date, str]]:
    return [(edition.start, edition.id) for edition in source.editions if edition.start >= date(2021, 9, 1)]


@every_school
def test_a_policy_of_october_2025_cites_kcsie_2025_and_never_2026(name: str) -> None:
    document = schools.made(schools.example(name), date(2025, 10, 1)).document
    assert named(document, "KCSIE") == {"2025"}
    assert named(document, "Working Together") <= {"2023"}


@every_other
def test_whoever_kcsie_does_not_bind_is_never_shown_it_as_guidance_followed(name: str) -> None:
    document = schools.made(schools.example(name)).document
    assert not named(document, "KCSIE")
    assert not any("KCSIE" in line for line in follows(document))


@every_school
def test_a_policy_of_november_2026_cites_kcsie_2026_alone(name: str) -> None:
    document = schools.made(schools.example(name)).document
    assert named(document, "KCSIE") == {"2026"}
    assert any(line.startswith("Keeping children safe in education") for line in schools.says(document))
    assert "2026, from 1 September 2026" in schools.says(document)


@every_school
def test_every_edition_is_cited_from_its_first_day_and_the_one_before_until_then(library: Library, name: str) -> None:
    for (_, before), (start, edition) in zip(
        editions(library.sources["kcsie"]), editions(library.sources["kcsie"])[1:], strict=False
    ):
        assert named(schools.made(schools.example(name), start).document, "KCSIE") == {edition}
        assert named(
            schools.made(schools.example(name), date.fromordinal(start.toordinal() - 1)).document, "KCSIE"
        ) == {before}


@pytest.mark.parametrize("day", [date(2020, 10, 1), date(2021, 8, 31), date(2018, 1, 1)])
@every_school
def test_before_september_2021_it_says_that_kcsie_had_no_such_section(name: str, day: date) -> None:
    with pytest.raises(DateError) as refused:
        schools.made(schools.example(name), day)
    (problem,) = refused.value.problems
    assert f"on {day.day} {day:%B %Y} KCSIE had no section on low-level concerns" in problem.what
    assert problem.remedy == "choose a day from 1 September 2021, when KCSIE 2021 came into force"


@every_other
def test_before_the_first_wording_of_the_library_nothing_is_made(name: str) -> None:
    with pytest.raises(DateError) as refused:
        schools.made(schools.example(name), date(2021, 8, 31))
    (problem,) = refused.value.problems
    assert problem.what == "on 31 August 2021 none of our wordings was right yet"
    assert problem.remedy == "choose a day from 1 September 2021"
    assert schools.made(schools.example(name), date(2021, 9, 1)).clauses()


@pytest.mark.parametrize(
    "day", [date(2021, 9, 1), date(2022, 10, 1), date(2023, 12, 20), date(2025, 10, 1), schools.ON]
)
@every_example
def test_a_paragraph_number_prints_only_where_its_row_is_confirmed(library: Library, name: str, day: date) -> None:
    document = schools.made(schools.example(name), day).document
    confirmed = {
        number.number
        for source in library.sources.values()
        if (edition := source.edition(day))
        for place in source.places
        for number in place.numbers
        if number.edition == edition.id and number.seen in CONFIRMED
    }
    printed = {number for line in follows(document) for number in PARAGRAPH.findall(line)}
    assert printed <= confirmed
    elsewhere = [line for line in schools.says(document) if PARAGRAPH.search(line) and not line.startswith("Follows: ")]
    assert not elsewhere


def test_a_policy_of_2021_gives_the_paragraphs_that_were_seen_and_one_of_2026_gives_none() -> None:
    then = schools.made(schools.example("hillside-primary"), date(2021, 9, 1)).document
    assert {"409", "410", "338"} <= {number for line in follows(then) for number in PARAGRAPH.findall(line)}
    now = schools.made(schools.example("hillside-primary")).document
    assert not any(PARAGRAPH.search(line) for line in schools.says(now))
    assert any("Part four, section two" in line for line in follows(now))


def test_what_nobody_confirmed_has_no_number_in_the_library(library: Library) -> None:
    for source in library.sources.values():
        for place in source.places:
            assert all(number.seen in CONFIRMED for number in place.numbers), f"{source.id}/{place.id}"
            assert not PARAGRAPH.search(place.at), f"{source.id}/{place.id}"


@pytest.mark.parametrize(
    "day", [date(2021, 9, 1), date(2022, 9, 1), date(2023, 9, 1), date(2024, 9, 2), date(2025, 9, 1)]
)
@every_example
def test_a_policy_names_no_law_guidance_or_year_later_than_its_day(name: str, day: date) -> None:
    made = schools.made(undecided(name), day).document
    told = ["".join(run.text for run in line if not run.source.startswith("question:")) for line in lines(made)]
    later = [line for line in told for year in re.findall(r"\b20\d\d\b", line) if int(year) > day.year]
    assert not later


@every_example
def test_every_section_names_the_guidance_it_follows_once_and_our_own_choice_never(library: Library, name: str) -> None:
    document = schools.made(schools.example(name)).document
    own = [source.short for source in library.sources.values() if source.own]
    assert own
    for line in follows(document):
        assert line.startswith("Follows: ") and line.endswith(".") and "good practice" not in line
        assert not any(short in line for short in own)
        cited = re.split(r"; ", line.removeprefix("Follows: ").removesuffix("."))
        assert len(cited) == len(set(cited))


def test_every_source_that_a_policy_cites_stands_in_its_list_of_editions(library: Library) -> None:
    made = {name: schools.made(schools.example(name)) for name in schools.NAMES}
    with_list = {name: found for name, found in made.items() if found.document.id == FULL}
    assert len(with_list) > 10
    for name, found in with_list.items():
        facts = derive(library, schools.example(name))
        listed = schools.passage(found.document, "editions")
        places = {library.place(name) for clause in found.clauses() for name in clause.cites}
        cited = {one[0] for one in places if one and speaks(*one, facts) and one[0].has(one[1], schools.ON)}
        assert cited and all(source.title in listed for source in cited)
