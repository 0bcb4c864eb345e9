"""The short papers: insert, staff guide, poster and forms. They say what the policy says, and the page is one page."""

from __future__ import annotations

import io
import re
from functools import cache

import docx
import pypdfium2
import pytest
import schools
from lxml import html
from markdown_it import MarkdownIt

from policygen.document import Document, Form, Table, lines, lines_of, text
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.formats import writer
from policygen.generate import documents
from policygen.look import DEFAULT
from policygen.prose import leaf
from policygen.writers.word_sheet import fitted

SHEETS = ("staff-guide", "staff-guide-poster")
PAPERS = (*SHEETS, "insert", "forms")
ALONE = tuple(
    name
    for name in schools.NAMES
    if "yes" in derive(schools.library(), schools.example(name)).values.get("lone_worker", frozenset())
)
GATED = tuple(
    name
    for name in schools.NAMES
    if "yes" in derive(schools.library(), schools.example(name)).values.get("gated", frozenset())
)
GUIDED = tuple(name for name in schools.NAMES if name not in ALONE)
FREE = tuple(name for name in GUIDED if name not in GATED)
SAMPLE = (
    "hillside-primary",
    "first-draft",
    "kestrel-athletics-club",
    "brightwater-trust-three-nations",
    "noor-madrasah",
)
"""All answered, hardly anything answered, a parent's route, several nations, a small body."""


@cache
def papers(name: str) -> dict[str, Document]:
    found = documents(schools.library(), schools.example(name), schools.ON)
    return {one.document.id: one.document for one in found}


def words(document: Document) -> str:
    return " ".join(" ".join(text(line) for line in lines(document)).split())


def filled(name: str, said: str) -> str:
    answers = schools.example(name)
    speaker = Speaker(schools.library(), derive(schools.library(), answers), answers)
    return text(speaker.say(leaf(said, "test")))


@cache
def drawn(name: str, paper: str, kind: str) -> bytes:
    return writer(kind)(papers(name)[paper], DEFAULT, schools.ON, {"document": paper})


# Who gets what


@pytest.mark.parametrize("name", FREE)
def test_whoever_handles_concerns_gets_all_four(name: str) -> None:
    assert set(PAPERS) <= set(papers(name))


@pytest.mark.parametrize("name", GATED)
def test_a_body_under_a_parent_gets_a_guide_and_one_note_that_sorts_nothing(name: str) -> None:
    assert set(SHEETS) <= set(papers(name)) and "insert" not in papers(name)
    forms = papers(name)["forms"]
    assert [part.anchor for part in forms.parts] == ["forms-about", "form-passed-on"]
    assert filled(name, "{{ parent_officer }}") in words(forms)


@pytest.mark.parametrize("name", ALONE)
def test_somebody_who_works_alone_has_no_staff_to_guide(name: str) -> None:
    assert not set(PAPERS) & set(papers(name))


# What they say


@pytest.mark.parametrize("name", GUIDED)
def test_the_guide_and_the_poster_name_the_recipient_and_the_time_limit_of_the_policy(name: str) -> None:
    policy = words(schools.made(schools.example(name)).document)
    first, limit = (filled(name, slot).strip("[]") for slot in ("{{ first_recipient }}", "{{ share_by }}"))
    assert first in policy and limit in policy
    for sheet in SHEETS:
        said = words(papers(name)[sheet])
        assert limit in said
        for post in re.split(" or (?=the )", first):
            assert post.casefold() in said.casefold(), sheet


@pytest.mark.parametrize("name", FREE)
def test_the_insert_gives_the_same_recipient_time_limit_and_clock(name: str) -> None:
    said = words(papers(name)["insert"])
    for slot in ("{{ first_recipient }}", "{{ share_by }}", "{{ above_head }}", "{{ lado }}", "{{ outside_by }}"):
        assert filled(name, slot) in said, slot


@pytest.mark.parametrize("name", GUIDED)
def test_a_child_in_danger_stands_first_of_all_with_the_number_to_call(name: str) -> None:
    for sheet in SHEETS:
        first = papers(name)[sheet].parts[0]
        said = " ".join(text(line) for block in first.content for line in lines_of(block))
        assert "in danger" in said and f"({filled(name, '{{ emergency }}')} in an emergency)" in said


@pytest.mark.parametrize("name", [name for name in GUIDED if name != "first-draft"])
def test_whoever_is_told_first_stands_there_with_a_number(name: str) -> None:
    for sheet in SHEETS:
        part = next(part for part in papers(name)[sheet].parts if part.anchor in ("guide-who", "poster-who"))
        told = [text(line) for block in part.content for line in lines_of(block)]
        assert told and all(re.search(r": \+?\d[\d ]{8,}$", line) for line in told), told


@pytest.mark.parametrize("name", FREE)
def test_the_guide_says_whom_to_tell_about_the_person_in_charge_and_never_that_person(name: str) -> None:
    part = next(part for part in papers(name)["staff-guide"].parts if part.anchor == "guide-head")
    told = [text(line) for block in part.content for line in lines_of(block)]
    assert filled(name, "{{ above_head }}") in told[0]
    about = f"About {filled(name, '{{ head }}')}"
    receivers = [line.partition(": ")[2] for line in told if line.startswith(about)]
    assert receivers
    assert not any(line.startswith(f"{filled(name, '{{ head }}')} (") for line in receivers)


@pytest.mark.parametrize("name", GUIDED)
def test_every_sentence_of_a_guide_is_one_of_the_clauses(name: str) -> None:
    answers = schools.example(name)
    speaker = Speaker(schools.library(), derive(schools.library(), answers), answers)
    shorts = {
        text(speaker.say(clause.short))
        for dated in schools.library().clauses.values()
        for clause in dated
        if clause.short
    }
    for sheet in SHEETS:
        for part in papers(name)[sheet].parts:
            if part.anchor not in ("guide-who", "poster-who"):
                said = {
                    text(line) for block in part.content if not isinstance(block, Table) for line in lines_of(block)
                }
                assert {line for line in said if not line.startswith("About ")} <= shorts, part.anchor


def test_no_short_form_goes_on_for_too_long() -> None:
    for name in SAMPLE:
        for sheet in SHEETS:
            for part in papers(name)[sheet].parts:
                for block in part.content[:1]:
                    for line in lines_of(block):
                        assert len(re.sub(r"\[[^\]]*\]", "x", text(line)).split()) <= 40, text(line)


@pytest.mark.parametrize("name", FREE)
def test_the_forms_are_those_of_the_policys_appendices(name: str) -> None:
    policy = schools.made(schools.example(name)).document
    forms = papers(name)["forms"]
    held = [block for part in forms.parts for block in part.content if isinstance(block, Form)]
    appended = [block for part in policy.parts for block in part.content if isinstance(block, Form)]
    assert appended and all(form in held for form in appended)


def test_a_call_without_names_is_offered_only_where_the_office_accepts_it() -> None:
    for answer, offered in (("yes", True), ("no", False)):
        answers = schools.school({"lado_no_names": answer})
        assert ("asked without the name" in words(schools.made(answers, document="forms").document)) == offered


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("glenarroch-school", "council’s social work service"),
        ("drumfernagh-primary", "Gateway team"),
        ("harbour-school-overseas", "child protection authority of the country"),
    ],
)
def test_the_note_of_a_call_names_the_office_of_the_nation(name: str, called: str) -> None:
    said = words(papers(name)["forms"])
    assert called in said and "LADO" not in said


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("brightwater-trust-three-nations", "on the website of its council or trust"),
        ("vale-and-coast-music-hub", "on the council’s website"),
    ],
)
def test_a_body_in_several_areas_says_where_the_number_of_each_area_is_found(name: str, where: str) -> None:
    for paper in (*SHEETS, "low-level-concerns-policy"):
        assert where in words(papers(name)[paper])


def test_in_northern_ireland_the_guide_says_that_silence_towards_the_police_can_be_an_offence() -> None:
    assert "from the police can be an offence" in words(papers("drumfernagh-primary")["staff-guide"])
    assert "from the police can be an offence" not in words(papers("hillside-primary")["staff-guide"])


@pytest.mark.parametrize("name", FREE)
def test_a_conversation_is_planned_only_once_the_threshold_is_ruled_out_and_no_form_delays_a_call(name: str) -> None:
    said = words(papers(name)["forms"])
    assert "The threshold is ruled out, or the matter was handed back to us" in said
    assert "a call outside does not" in said and "No form comes before a call" in said


# How they look


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", SAMPLE)
def test_a_guide_and_a_poster_are_one_page_in_print(name: str, sheet: str) -> None:
    assert len(pypdfium2.PdfDocument(io.BytesIO(drawn(name, sheet, "pdf")))) == 1


@pytest.mark.parametrize("name", SAMPLE)
def test_in_word_they_are_counted_to_fit_one_page_with_letters_that_can_be_read(name: str) -> None:
    for sheet, least in zip(SHEETS, (7.5, 8.0), strict=True):
        assert fitted(papers(name)[sheet], DEFAULT).body_size >= least


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_opens_in_all_four_formats_and_says_the_same(paper: str) -> None:
    told = [" ".join(text(part.title).split()) for part in papers("hillside-primary")[paper].parts]
    word = docx.Document(io.BytesIO(drawn("hillside-primary", paper, "docx")))
    shown = " ".join("".join(one.itertext()) for one in word.element.body.iter("{*}p"))
    pages = pypdfium2.PdfDocument(io.BytesIO(drawn("hillside-primary", paper, "pdf")))
    printed = " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)
    web = " ".join(html.fromstring(drawn("hillside-primary", paper, "html")).text_content().split())
    plain = " ".join(
        html.fromstring(MarkdownIt().render(drawn("hillside-primary", paper, "md").decode())).text_content().split()
    )
    for title in told:
        for kind, said in (("docx", shown), ("html", web), ("md", plain)):
            assert title in said, kind
        assert title.replace(" ", "") in printed.replace(" ", ""), "pdf"


def test_a_draft_says_so_on_one_page_and_marks_what_is_missing() -> None:
    guide = papers("first-draft")["staff-guide"]
    assert guide.cover.draft.startswith("DRAFT: ")
    assert "[to confirm: the headteacher’s name]" in words(guide)
    assert "to-confirm" not in [part.anchor for part in guide.parts]
