"""The papers for those who govern: one book and its parts, plans with days that are right, words that fit every board."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pytest
import schools

from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.dated import actions, later, meeting, records
from policygen.document import Document, Passage, lines, lines_of, text
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.generate import documents
from policygen.wording import Wording

BOARDS = [name for name in schools.NAMES if name not in ("bramble-cottage-childminder", "quill-tuition-lone-tutor")]


@cache
def pack(name: str) -> dict[str, Assembled]:
    made = documents(schools.library(), schools.example(name), schools.ON, packs=("trustee",))
    return {one.document.id: one for one in made}


def speaker(given: dict[str, object], without: list[str] | None = None) -> Speaker:
    answers = schools.school(given, without=without or [])
    return Speaker(schools.library(), derive(schools.library(), answers), answers)


def words(document: Document) -> str:
    return " ".join(text(line) for line in lines(document))


@pytest.mark.parametrize(
    ("span", "day"),
    [
        ("30 days", date(2027, 1, 8)),
        ("25 days", date(2027, 1, 4)),  # a Sunday, so the Monday
        ("6 weeks", date(2027, 1, 20)),
        ("3 months", date(2027, 3, 9)),
        ("1 year", date(2027, 12, 9)),
    ],
)
def test_a_day_so_long_after_the_meeting_is_never_on_a_weekend(span: str, day: date) -> None:
    assert later(date(2026, 12, 9), span) == day


def test_six_months_after_the_last_of_august_is_the_last_of_february() -> None:
    assert later(date(2026, 8, 31), "6 months") == date(2027, 3, 1)  # 28 February 2027 is a Sunday


def test_without_a_day_the_meeting_is_two_weeks_off_and_the_paper_says_so() -> None:
    answers = schools.school(without=["approved_on"])
    held = meeting(answers, date(2026, 11, 22))
    assert (held.day, held.assumed) == (date(2026, 12, 7), True)
    made = documents(schools.library(), answers, schools.ON, ("adoption-plan",))[0]
    assert "[No day for the meeting was given. The days count from 7 December 2026" in words(made.document)
    assert [one.question for one in made.marks.open] == ["meeting_on"]
    assert "DRAFT: 1 answer to confirm" in words(made.document)


def test_the_plan_counts_from_the_day_of_the_meeting_stage_after_stage() -> None:
    voice = speaker({"meeting_on": "2026-12-09"}, ["approved_on"])
    rows = actions(voice.library.blocks["adoption-plan"], voice, schools.ON)
    assert [row.day for row in rows] == sorted(row.day for row in rows if row.day)
    assert len({row.stage for row in rows}) == 3 and all(row.who for row in rows)
    assert rows[-1].day == date(2027, 3, 9)


def test_a_review_answered_as_a_term_stands_as_it_was_answered() -> None:
    voice = speaker({"next_review": "autumn term 2027"})
    rows = actions(voice.library.blocks["board-dates"], voice, schools.ON)
    assert (rows[-1].day, text(rows[-1].shown)) == (None, "autumn term 2027")


@pytest.mark.parametrize("name", BOARDS)
def test_the_book_holds_every_part_and_every_reference_in_it_arrives(name: str) -> None:
    made = pack(name)
    book = made["trustee-pack"].document
    chapters = [part for part in book.parts if part.kind == "section"]
    bound = schools.library().outlines["trustee-pack"].gathers
    assert [part.anchor for part in chapters[1:]] == list(bound) and set(bound) <= set(made)
    assert [part.number for part in chapters] == [str(number) for number in range(1, len(chapters) + 1)]
    anchors = [part.anchor for part in book.parts]
    anchors += [one.anchor for part in book.parts for one in part.content if isinstance(one, Passage)]
    assert len(anchors) == len(set(anchors))
    links = {run.link for line in lines(book) for run in line if run.link.startswith("#")}
    assert links and {link[1:] for link in links} <= set(anchors)


@pytest.mark.parametrize("name", BOARDS)
def test_what_a_part_says_by_itself_the_book_says_too(name: str) -> None:
    made = pack(name)
    said = {text(line) for line in lines(made["trustee-pack"].document)}
    for id in schools.library().outlines["trustee-pack"].gathers:
        for part in made[id].document.parts:
            blocks = [block for one in part.content for block in (one.blocks if isinstance(one, Passage) else (one,))]
            told = [line for block in blocks for line in lines_of(block)]
            assert told
            assert not {text(line) for line in told if not re.search(r"\(.*\)", text(line))} - said


@pytest.mark.parametrize("name", BOARDS)
def test_no_board_reads_a_word_of_another_nation_or_kind_of_body(name: str) -> None:
    answers: Answers = schools.example(name)
    check = Wording(schools.library())
    nations = [*answers.answers["nation"].values]
    for one in pack(name).values():
        for line in lines(one.document):
            told = "".join(run.text for run in line if not run.source.startswith("question:"))
            nation = nations[0] if len(nations) == 1 else "several"
            assert not [*check.foreign(told, answers.text("sector"), nation)], told
            assert not [*check.anywhere(told, one.document.id)]


def test_the_equality_act_is_not_named_in_northern_ireland() -> None:
    assert "Equality Act" not in words(pack("drumfernagh-primary")["trustee-pack"].document)
    assert "Equality Act 2010" in words(pack("hillside-primary")["trustee-pack"].document)


@pytest.mark.parametrize("name", BOARDS)
def test_each_board_has_twelve_questions_three_risks_and_a_choice_that_is_never_to_wait(name: str) -> None:
    library, answers = schools.library(), schools.example(name)
    voice = Speaker(library, derive(library, answers), answers)
    asked = [one for one in library.blocks["board-questions"].groups[0].fields if voice.facts.holds(one.condition)]
    assert len(asked) == 12
    columns, rows = records(library.blocks["risk-rows"], voice)
    assert len(rows) == 3 and len(columns) == 7
    assert "Waiting is not among them" in words(pack(name)["board-paper"].document)


@pytest.mark.parametrize("name", ["bramble-cottage-childminder", "quill-tuition-lone-tutor"])
def test_somebody_who_works_alone_adopts_on_one_page(name: str) -> None:
    assert set(pack(name)) == {"self-adoption"}


def test_a_paper_before_its_meeting_does_not_say_that_it_was_approved() -> None:
    for one in pack("hillside-primary").values():
        assert "Approved" not in [label for label, _ in one.document.cover.facts]
        assert "not yet approved" not in one.document.cover.draft
