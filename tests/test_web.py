"""The pages of the questionnaire as somebody reads and fills them in, without scripts."""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schools
from websites import Page, Visitor, running, seen

from policygen.answers import Answer, Person
from policygen.copies import copied
from policygen.errors import AnswersError, WriteError
from policygen.generate import build
from policygen.interview import KEEP, LEAVE, NOT_SURE, SKIP, VACANT, interview
from policygen.library import Library
from policygen.loading import load
from policygen.saving import open_answers, save_answer
from policygen.typed import parse_typed
from policygen.web.drawing import STATIC, static
from policygen.web.server import PAGES, Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Hillside's answers, in a folder."""
    (tmp_path / "school.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    with running(tmp_path) as made:
        yield made


@pytest.fixture
def visitor(site: Site) -> Iterator[Visitor]:
    with Visitor(site) as one:
        yield one


@pytest.fixture
def path(site: Site) -> Path:
    return site.desk.shelf.folder / "school.yaml"


def at(id: str, **query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/o/school.yaml/q/{id}?{asked}"


def forget(path: Path, *ids: str) -> None:
    """Take answers out of the file, as an editor would."""
    for id in ids:
        held = open_answers(path, schools.library()).answers.get(id)
        save_answer(path, schools.library(), id, held, None)


# One question a page


def test_a_question_says_what_it_asks_why_who_knows_and_where_it_appears(visitor: Visitor) -> None:
    page = visitor.page(at("lead"))
    question = schools.library().questions["lead"]
    assert page.title.startswith("Who is the Designated Safeguarding Lead?")
    for words in (
        "Why we ask",
        question.why,
        "Who usually knows",
        question.who,
        question.help,
        "Where this appears",
        "Samira Patel",
    ):
        assert words in page.words


def test_every_question_has_its_page_and_no_page_is_heavy(tmp_path: Path) -> None:
    """Each question as the first organisation that is asked it sees it."""
    shared = sum(len(static(name)) for name in STATIC)
    seen_already: set[str] = set()
    for name in schools.NAMES:
        (tmp_path / f"{name}.yaml").write_bytes((schools.EXAMPLES / f"{name}.yaml").read_bytes())
    with running(tmp_path) as made, Visitor(made) as one:
        for name in schools.NAMES:
            prompts = [prompt for prompt in seen(tmp_path / f"{name}.yaml").prompts if prompt.id not in seen_already]
            seen_already.update(prompt.id for prompt in prompts)
            for prompt in prompts:
                page = one.page(f"/o/{name}.yaml/q/{prompt.id}")
                assert page.status == 200 and prompt.ask in page.words and "{{" not in page.words
                assert len(page.response.content) + shared <= 60_000
        for address in ("/", "/o/first-draft.yaml/check", "/o/first-draft.yaml/confirm"):
            assert len(one.get(address).content) + shared <= 60_000
    assert len(seen_already) > 0.9 * len(schools.library().questions)


def test_the_sentence_shown_is_the_one_the_policy_says(visitor: Visitor, path: Path) -> None:
    words = " ".join(schools.says(schools.made(seen(path).answers).document))
    for id in ("share_by", "record_keeper", "decide_by", "retention", "board_report", "unions"):
        page = visitor.page(at(id))
        quotes = [" ".join(one.text_content().split()) for one in page.tree.iter("blockquote")]
        assert quotes
        for quote in quotes[:1]:
            for piece in quote.split("…"):
                assert piece.strip() in words, (id, quote)


def test_the_sentence_follows_what_is_typed_before_anything_is_saved(visitor: Visitor, path: Path) -> None:
    before = path.read_bytes()
    shown = visitor.post("/o/school.yaml/q/lado_phone/preview", data={"text": "0117 496 0999", "old": "x"})
    assert "0117 496 0999" in shown.text and path.read_bytes() == before
    wrong = visitor.post("/o/school.yaml/q/approved_on/preview", data={"day": "99"})
    assert wrong.status_code == 200 and "18 November 2026" in wrong.text


def test_the_words_and_the_errors_are_those_of_the_terminal(visitor: Visitor, path: Path) -> None:
    now = seen(path)
    for id, said in (
        ("approved_on", "31/2/2026"),
        ("next_review", "someday"),
        ("lado_team", "tbc"),
        ("version", "x" * 500),
    ):
        prompt = now.prompt(id)
        assert prompt
        problem = parse_typed(now, prompt, said, schools.ON)
        fields = {"day": said, "month": "", "year": ""} if id in ("approved_on", "next_review") else {"text": said}
        page = visitor.page(at(id)).send(fields)
        assert page.status == 422 and page.title.startswith("Error: ")
        (error,) = page.has("error")
        assert problem.what.casefold() in error.casefold() and problem.remedy in error  # type: ignore[union-attr]
    words = visitor.page(at("lead")).words.casefold()
    for said in (NOT_SURE, SKIP, VACANT, KEEP):
        assert said in words


def test_what_is_wrong_is_said_at_the_top_and_beside_the_field_and_what_was_typed_stays(
    visitor: Visitor, path: Path
) -> None:
    before = path.read_bytes()
    page = visitor.page(at("approved_on")).send(day="31", month="Febuary", year="2026")
    assert page.status == 422
    (summary,) = page.tree.xpath("//div[@class='wrong']")
    assert summary.get("role") == "alert" and summary.get("tabindex") == "-1" and "autofocus" in summary.attrib
    (link,) = summary.iter("a")
    target = page.tree.get_element_by_id(link.get("href").removeprefix("#"))
    assert target.get("name") == "day" and target.get("aria-invalid") == "true"
    assert dict(page.fields())["month"] == "Febuary" and path.read_bytes() == before


@pytest.mark.parametrize(
    ("boxes", "day"),
    [(("10", "12", "2026"), "2026-12-10"), (("10", "December", "2026"), "2026-12-10"), (("1", "dec", "26"), "2026-12-01"), (("10/12/2026", "", ""), "2026-12-10"),
     (("2026-12-10", "", ""), "2026-12-10"), (("10th of December 2026", "", ""), "2026-12-10"), (("Thursday 10 December 2026", "", ""), "2026-12-10")],
)  # fmt: skip
def test_a_date_may_be_written_in_three_boxes_or_in_one(
    visitor: Visitor, path: Path, boxes: tuple[str, str, str], day: str
) -> None:
    forget(path, "approved_on", "next_review")
    day_box, month, year = boxes
    assert visitor.page(at("approved_on")).send(day=day_box, month=month, year=year).status == 200
    assert seen(path).answers.text("approved_on") == day


@pytest.mark.parametrize(
    ("given", "held"),
    [({"month": "9", "year": "2027"}, "2027-09"), ({"month": "September", "year": "2027"}, "2027-09"), ({"text": "autumn 2027"}, "autumn 2027"), ({"text": "Autumn term 2027"}, "autumn term 2027")],
)  # fmt: skip
def test_the_next_review_may_be_a_month_or_a_term(
    visitor: Visitor, path: Path, given: dict[str, str], held: str
) -> None:
    page = visitor.page(at("next_review")).send({"day": "", "month": "", "year": "", "text": "", **given})
    assert page.status == 200 and seen(path).answers.text("next_review") == held
    again = dict(visitor.page(at("next_review")).fields())
    assert {name: again[name] for name in given if name != "month"} == {
        **{k: v for k, v in given.items() if k != "month"},
        **({"text": held} if "text" in given else {}),
    }


def test_a_doubtful_number_is_saved_and_pointed_out(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("lado_phone")).send(text="12")
    assert seen(path).answers.text("lado_phone") == "12"
    assert "Please check" in page.words and "too short" in page.words


def test_continue_without_an_answer_asks_for_one_and_leaving_it_open_is_always_possible(
    visitor: Visitor, path: Path
) -> None:
    forget(path, "unions", "share_by", "lead", "related", "approved_on")
    for id in ("unions", "share_by", "lead", "approved_on"):
        page = visitor.page(at(id))
        wrong = page.send()
        assert wrong.status == 422 and NOT_SURE in wrong.has("error")[0]
        assert LEAVE in {words.casefold() for words in page.links} and wrong.links
    assert "nothing can be made without" in visitor.page(at("organisation")).send(text="").words.casefold()


def test_an_answer_and_not_sure_together_are_asked_about(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("unions")).send(text="NEU", pick="?unsure")
    assert page.status == 422 and "choose one of the two" in page.words
    assert seen(path).answers.text("unions") == "NEU, NASUWT, NAHT and UNISON"


# Three empties


def test_not_sure_skipped_and_never_asked_are_kept_apart(visitor: Visitor, path: Path) -> None:
    forget(path, "version")
    visitor.page(at("unions")).send(text=None, pick="?unsure", note="Mrs Patel is asking")
    visitor.page(at("sampler")).send(pick="?skipped")
    visitor.page(at("chair")).send(pick="?vacant", note="election in January")
    answers = open_answers(path, schools.library()).answers
    assert answers["unions"] == Answer("unsure", note="Mrs Patel is asking")
    assert answers["sampler"] == Answer("skipped") and answers["chair"] == Answer("vacant", note="election in January")
    assert "version" not in answers
    page = visitor.page("/o/school.yaml")
    assert "1 to confirm" in " ".join(page.has("confirm")) and "1 open" in " ".join(page.has("open"))
    words = visitor.page("/o/school.yaml/check").words
    assert (
        "Not sure yet (Mrs Patel is asking)" in words
        and "Skipped" in words
        and "Nobody in post (election in January)" in words
    )


def test_a_page_shows_again_what_was_not_sure(visitor: Visitor, path: Path) -> None:
    visitor.page(at("unions")).send(text=None, pick="?unsure", note="Mrs Patel is asking")
    fields = visitor.page(at("unions")).fields()
    assert ("pick", "?unsure") in fields and ("note", "Mrs Patel is asking") in fields
    assert visitor.page(at("unions")).send({}).status == 200, "Continue keeps it"
    assert open_answers(path, schools.library()).answers["unions"] == Answer("unsure", note="Mrs Patel is asking")


def test_what_is_required_cannot_be_skipped(visitor: Visitor) -> None:
    page = visitor.page(at("sector"))
    assert SKIP not in page.words.casefold()
    assert page.send(pick="?skipped").status == 422


def test_none_is_an_answer(visitor: Visitor, path: Path) -> None:
    visitor.page(at("deputies")).send(pick="?none")
    visitor.page(at("provision")).send(pick="?none")
    answers = seen(path).answers.answers
    assert answers["deputies"] == Answer("given", ()) and answers["provision"].values == ()


# People


def test_somebody_named_already_is_picked_and_somebody_new_is_added(visitor: Visitor, path: Path) -> None:
    visitor.page(at("sampler")).send(pick="=jones")
    assert seen(path).answers.text("sampler") == "jones"
    visitor.page(at("sampler")).send(
        {
            "pick": "?add",
            "name-0": "Kit Osei",
            "title-0": "Governor",
            "phone-0": "01632 960777",
            "email-0": "k@hillside.example",
        }
    )
    assert seen(path).answers.people["osei"] == Person(
        "osei", "Kit Osei", "Governor", "01632 960777", "k@hillside.example"
    )
    assert seen(path).answers.text("sampler") == "osei"


def test_a_name_that_is_known_already_is_the_same_person(visitor: Visitor, path: Path) -> None:
    visitor.page(at("sampler")).send({"pick": "?add", "name-0": "ann jones"})
    assert seen(path).answers.text("sampler") == "jones"


@pytest.mark.parametrize("name", ["", "TBC", "n/a", "someone@hillside.example", "0117 496 0000"])
def test_what_is_no_name_is_not_taken_for_one(visitor: Visitor, path: Path, name: str) -> None:
    page = visitor.page(at("sampler")).send({"pick": "?add", "name-0": name, "title-0": "Governor"})
    assert page.status == 422 and seen(path).answers.text("sampler") != ""


def test_another_person_gets_a_row_and_nobody_is_lost(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("deputies")).send({"name-0": "Kit Osei", "do": "more"})
    assert page.status == 200 and dict(page.fields())["name-0"] == "Kit Osei" and "name-1" in dict(page.fields())
    assert "osei" not in seen(path).answers.people, "nothing is saved before Continue"
    page = page.send({"name-1": "Lou Vane", "title-1": "Teacher"})
    assert seen(path).answers.answers["deputies"].values == ("reed", "obi", "osei", "vane")


def test_details_are_corrected_where_the_person_is_chosen(visitor: Visitor, path: Path) -> None:
    visitor.page(at("lead")).send({"fix-phone": "01632 960555"})
    assert seen(path).answers.people["patel"].phone == "01632 960555" and seen(path).answers.text("lead") == "patel"


def test_one_person_in_two_posts_is_said_kindly(visitor: Visitor) -> None:
    page = visitor.page(at("lead")).send(pick="=jones")
    assert "Ann Jones is named for the headteacher and the Designated Safeguarding Lead" in page.words


def test_close_people_are_paired_from_those_named(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("related"))
    page = page.send({"pick": None, "first-0": "jones", "second-0": "patel", "do": "more"})
    page = page.send({"first-1": "reed", "second-1": "obi"})
    assert seen(path).answers.answers["related"].pairs == (("jones", "patel"), ("reed", "obi"))
    for first, second in (("jones", ""), ("jones", "jones")):
        assert visitor.page(at("related")).send({"first-0": first, "second-0": second}).status == 422
    visitor.page(at("related")).send({"first-0": "", "second-0": "", "first-1": "", "second-1": "", "pick": "?none"})
    assert seen(path).answers.answers["related"].pairs == ()


# Usual answers


def test_the_usual_answer_is_offered_with_its_reason_and_remembers_it(visitor: Visitor, path: Path) -> None:
    forget(path, "record_review")
    page = visitor.page(at("record_review"))
    prompt = seen(path).prompt("record_review")
    assert prompt and "Usual for organisations like yours" in page.words and prompt.because in page.words
    page.send(do="usual")
    held = seen(path).answers.answers["record_review"]
    assert held.state == "usual" and held.because == dict(prompt.asked.basis)


def test_choosing_what_is_usual_is_taking_the_usual_answer(visitor: Visitor, path: Path) -> None:
    forget(path, "decide_by")
    usual = seen(path).prompt("decide_by").asked.usual.value[0]  # type: ignore[union-attr]
    visitor.page(at("decide_by")).send(pick=f"={usual}")
    assert seen(path).answers.answers["decide_by"].state == "usual"


def test_a_usual_answer_whose_reasons_changed_is_asked_again_and_says_so(visitor: Visitor, path: Path) -> None:
    forget(path, "size")
    visitor.page(at("size")).send(do="usual")
    page = visitor.page(at("phase")).send(pick="=secondary")
    assert "asked again" in page.words
    prompt = seen(path).prompt("size")
    assert prompt and prompt.again
    page = visitor.page(at("size"))
    assert prompt.again in page.words and "Your earlier answer" in page.words
    assert visitor.page("/o/school.yaml").links["Continue with question " + str(prompt.number)]
    page.send({})
    assert not seen(path).prompt("size").again  # type: ignore[union-attr]


def test_what_is_chosen_by_nobody_is_not_chosen_by_the_page(visitor: Visitor, path: Path) -> None:
    forget(path, "share_by", "activities")
    for id in ("share_by", "activities"):
        assert not [value for name, value in visitor.page(at(id)).fields() if name == "pick"]


# Another kind of organisation half-way


def test_another_kind_of_organisation_keeps_what_is_not_asked_and_says_what_is_asked_again(
    visitor: Visitor, path: Path
) -> None:
    before = dict(open_answers(path, schools.library()).answers)
    page = visitor.page(at("sector")).send(pick="=nursery")
    assert "kept in the file and not used" in page.words
    now = seen(path)
    assert now.facts.hidden and "partnership" in now.answers.answers
    assert {id: held for id, held in now.answers.answers.items() if id != "sector"} == {
        id: held for id, held in before.items() if id != "sector"
    }
    assert "Kept, and not used" in visitor.page("/o/school.yaml/check").words
    gone = visitor.page(at(now.facts.hidden[0]))
    assert gone.status == 409 and "not asked of you now" in gone.words
    visitor.page(at("sector")).send(pick="=maintained-school")
    assert seen(path).answers.answers == before and not seen(path).facts.hidden


def test_what_was_typed_into_a_question_that_went_away_is_shown_not_lost(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("phase"))
    visitor.page(at("sector")).send(pick="=nursery")
    gone = page.send(pick="=secondary")
    assert gone.status == 409 and "secondary" in gone.words and seen(path).answers.text("phase") == "primary"


# Back, on, and where an interview goes on


def test_back_leads_through_the_questions_to_the_sections(visitor: Visitor) -> None:
    page = visitor.page(at("nation"))
    assert page.links["Back"].endswith("/q/sector")
    page = visitor.page(page.links["Back"])
    page = visitor.page(page.links["Back"])
    assert "What is the name" in page.title and page.links["Back"] == "/o/school.yaml"


def test_an_interview_goes_on_at_the_first_open_question(tmp_path: Path) -> None:
    path = tmp_path / "school.yaml"
    path.write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    forget(path, "lado_phone", "unions")
    with running(path) as made, Visitor(made) as one:
        page = Page(one, one.get(made.address))
        assert page.address.startswith("/o/school.yaml/q/lado_phone")
        assert page.send(text="01632 960114").address.startswith("/o/school.yaml/q/unions")
        page = visitor_end(one)
        assert page.address == "/o/school.yaml/q/unions"


def visitor_end(one: Visitor) -> Page:
    return one.page("/o/school.yaml/next")


def test_change_from_the_answers_leads_back_to_them(visitor: Visitor) -> None:
    page = visitor.page("/o/school.yaml/check")
    link = next(address for words, address in page.links.items() if words.startswith("Change: How soon"))
    page = visitor.page(link).send(pick="=end-of-day")
    assert page.address.startswith("/o/school.yaml/check") and "Saved:" in page.words


def test_every_answer_has_its_change_link(visitor: Visitor, path: Path) -> None:
    links = visitor.page("/o/school.yaml/check").links
    for prompt in seen(path).prompts:
        assert any(
            words == f"Change: {prompt.ask}" and f"/q/{prompt.id}?" in address for words, address in links.items()
        )


# Two people at once


def test_two_people_at_one_question_are_both_heard(visitor: Visitor, path: Path) -> None:
    mine, theirs = visitor.page(at("unions")), visitor.page(at("unions"))
    theirs.send(text="Community")
    page = mine.send(text="GMB")
    assert page.status == 409 and "Community" in page.words and "GMB" in page.words
    assert seen(path).answers.text("unions") == "Community"
    assert visitor.page(page.links["Keep the one in the file"]).status == 200
    assert page.send().status == 200 and seen(path).answers.text("unions") == "GMB"


def test_two_people_who_agree_are_not_asked(visitor: Visitor, path: Path) -> None:
    mine, theirs = visitor.page(at("unions")), visitor.page(at("unions"))
    theirs.send(text="GMB")
    assert mine.send(text="GMB").status == 200


def test_two_people_at_different_questions_do_not_meet(visitor: Visitor, path: Path) -> None:
    mine, theirs = visitor.page(at("unions")), visitor.page(at("lado_team"))
    theirs.send(text="Marlbridge Officers")
    assert mine.send(text="GMB").status == 200
    assert (seen(path).answers.text("unions"), seen(path).answers.text("lado_team")) == ("GMB", "Marlbridge Officers")


def test_an_editor_and_a_page_lose_nothing(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("unions"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("lado_team: ", "# asked on Monday\n  lado_team: "), encoding="utf-8")
    assert page.send(text="GMB").status == 200
    assert "# asked on Monday" in path.read_text(encoding="utf-8") and seen(path).answers.text("unions") == "GMB"


def test_a_form_shown_again_after_an_error_still_sees_what_somebody_else_wrote(visitor: Visitor) -> None:
    page = visitor.page(at("unions"))
    page = page.send(text="")
    assert page.status == 422
    visitor.page(at("unions")).send(text="Community")
    assert page.send(text="GMB").status == 409


def test_details_that_somebody_else_corrected_are_not_written_over(visitor: Visitor, path: Path) -> None:
    mine, theirs = visitor.page(at("lead")), visitor.page(at("lead"))
    theirs.send({"fix-phone": "01632 960111"})
    page = mine.send({"fix-phone": "01632 960222"})
    assert page.status == 422 and "01632 960111" in page.words
    assert seen(path).answers.people["patel"].phone == "01632 960111"


def test_a_file_with_a_mistake_is_not_touched_and_the_mistake_is_named(visitor: Visitor, path: Path) -> None:
    page = visitor.page(at("unions"))
    broken = path.read_text(encoding="utf-8").replace("share_by: ", "share_by: never # ")
    path.write_text(broken, encoding="utf-8")
    for found in (page.send(text="GMB"), visitor.page("/o/school.yaml")):
        assert found.status == 422 and "line" in found.words
    assert path.read_text(encoding="utf-8") == broken
    assert "cannot be read as it is" in visitor.page("/").words


# A first draft, the list to confirm, the documents


def test_a_name_a_sector_a_nation_and_a_lead_give_a_draft(tmp_path: Path) -> None:
    with running(tmp_path) as made, Visitor(made) as one:
        page = one.page("/")
        page = one.page(page.links["Begin a new organisation"]).send(text="Fernlow School")
        assert "What kind of organisation" in page.title
        page = page.send(pick="=maintained-school")
        assert "In which nation" in page.title
        page = page.send(pick="=england")
        assert "Designated Safeguarding Lead" in page.title
        page = page.send({"name-0": "Beth Carver", "title-0": "Deputy Headteacher"})
        assert "enough for a first draft" in page.words
        page = finished(page.send())
        assert "drafts" in page.words and (tmp_path / "fernlow-school.yaml").exists()
        assert sorted((tmp_path / "out" / "fernlow-school").glob("*.docx"))


def finished(page: Page) -> Page:
    """The page that looks again by itself, until it is over."""
    for _ in range(600):
        if "/making/" not in page.address or page.status != 200:
            return page
        assert page.response.headers.get("refresh") == "1", page.words
        time.sleep(0.1)
        page = page.visitor.page(page.address)
    raise AssertionError("the documents were not made in a minute")


def test_the_pack_is_what_the_command_line_makes_of_the_same_answers(
    visitor: Visitor, path: Path, tmp_path: Path
) -> None:
    page = finished(visitor.page("/o/school.yaml/make").send(format=["html", "md"]))
    archive = zipfile.ZipFile(io.BytesIO(visitor.get(page.links["Download all of them"]).content))
    answers = open_answers(path, schools.library())
    made = build(
        schools.library(),
        answers,
        tmp_path / "cli",
        on=answers.day("approved_on") or schools.ON,
        formats=("html", "md"),
    )
    assert sorted(Path(name).name for name in archive.namelist()) == sorted(file.name for file in made.files)
    for file in made.files:
        assert archive.read(f"{made.folder.name}/{file.name}") == file.read_bytes()
    for words, address in page.links.items():
        if words.startswith("Markdown: "):
            answer = visitor.get(address)
            assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]


def test_a_pack_is_chosen_made_and_fetched_with_its_workbook(visitor: Visitor) -> None:
    page = finished(visitor.page("/o/school.yaml/make").send(format=["md", "xlsx"], pack=["trustee"]))
    assert "For those who decide and answer for it" in page.words and "Workbook for those who govern" in page.words
    assert "Forms" not in page.words, "the other packs were not asked for"
    workbook = next(address for words, address in page.links.items() if words.startswith("Workbook: "))
    answer = visitor.get(workbook)
    assert (
        answer.status_code == 200 and answer.content[:2] == b"PK" and "spreadsheetml" in answer.headers["content-type"]
    )
    names = zipfile.ZipFile(io.BytesIO(visitor.get(page.links["Download all of them"]).content)).namelist()
    assert "hillside-primary-school/trustee-pack/read-me-first.md" in names
    again = visitor.page("/o/school.yaml/make")
    assert 'value="trustee" checked' in again.response.text and 'value="school" checked' not in again.response.text


def test_documents_are_said_to_be_old_once_an_answer_has_changed(visitor: Visitor, path: Path) -> None:
    page = finished(visitor.page("/o/school.yaml/make").send(format="md"))
    assert "have changed" not in page.words
    time.sleep(0.02)
    visitor.page(at("unions")).send(text="GMB")
    assert "have changed since these were made" in visitor.page("/o/school.yaml/documents").words


def test_a_document_edited_by_hand_stays_and_that_is_said(visitor: Visitor, path: Path) -> None:
    finished(visitor.page("/o/school.yaml/make").send(format="md"))
    edited = path.parent / "out" / "hillside-primary-school" / "forms.md"
    edited.write_text("mine")
    page = finished(visitor.page("/o/school.yaml/make").send(format="md"))
    assert "forms.md was edited by hand and stays as it is" in page.words and edited.read_text() == "mine"


def test_documents_that_cannot_be_written_are_said_and_nothing_is_half_made(visitor: Visitor, path: Path) -> None:
    (path.parent / "out").write_text("a file where the folder should be")
    page = finished(visitor.page("/o/school.yaml/make").send(format="md"))
    assert page.status == 422 and "cannot be written" in page.words


def test_what_nobody_foresaw_is_said_on_a_page_too(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygen.web.builds.build", lambda *given, **named: 1 / 0)
    page = finished(visitor.page("/o/school.yaml/make").send(format="md"))
    assert page.status == 422 and "could not be made" in page.words


def test_no_format_chosen_is_said(visitor: Visitor) -> None:
    page = visitor.page("/o/school.yaml/make").send(format=None)
    assert page.status == 422 and page.title.startswith("Error: ")


def test_what_is_to_confirm_comes_with_a_message_for_a_colleague(visitor: Visitor, path: Path) -> None:
    visitor.page(at("lado_phone")).send(text=None, pick="?unsure")
    page = visitor.page("/o/school.yaml/confirm")
    question = schools.library().questions["lado_phone"]
    assert "telephone number?" in page.words and question.who in page.words
    letter = visitor.page(page.links["Message to a colleague"])
    for words in (
        "Hillside Primary School",
        question.why,
        question.who,
        "What is the designated officer’s telephone number?",
    ):
        assert words in letter.words
    assert letter.links["Open in your e-mail program"].startswith("mailto:?subject=")


# Several organisations


def test_the_list_shows_each_organisation_and_how_it_stands(visitor: Visitor, path: Path) -> None:
    (path.parent / "notes.yaml").write_text("shopping: [milk]\n")
    (path.parent / "draft.yml").write_bytes((schools.EXAMPLES / "first-draft.yaml").read_bytes())
    words = visitor.page("/").words
    assert "Hillside Primary School" in words and "none open" in words and "Fernlow School" in words
    assert "A maintained school" in words and "notes" not in words


def test_another_organisation_like_it_takes_choices_and_no_name_or_number(visitor: Visitor, path: Path) -> None:
    page = visitor.page("/new?from=school.yaml").send(text="Oakdene School")
    assert page.status == 200
    made = path.parent / "oakdene-school.yaml"
    old, new = open_answers(path, schools.library()), open_answers(made, schools.library())
    assert new.text("organisation") == "Oakdene School" and new.text("sector") == "maintained-school"
    for id, answer in new.answers.items():
        assert id == "organisation" or (schools.library().questions[id].chooses and answer == old.answers[id])
    text = made.read_text(encoding="utf-8")
    assert not new.people and "Hillside" not in text and "01632" not in text and "hillside" not in text
    for person in old.people.values():
        assert person.name not in text
    assert page.address.startswith("/o/oakdene-school.yaml/q/")


def test_notes_and_remarks_of_one_organisation_do_not_reach_another(library: Library) -> None:
    text = 'policygen: 1\nanswers:\n  # Ann told us\n  organisation: "A # B"\n  sector: academy\n  lado_no_names: {unsure: Ann asks}\n  size: {usual: medium, because: {phase: open}}\n'
    made = copied(text, library, "another", "x.yaml")
    assert "Ann" not in made and "A # B" not in made and "academy" in made and "usual: medium" in made
    with pytest.raises(AnswersError):
        copied("answers: [1]", library, "another", "x.yaml")


def test_this_years_file_starts_from_last_years_without_its_dates(visitor: Visitor, path: Path) -> None:
    page = Page(visitor, visitor.post("/again", data={"from": "school.yaml"}))
    assert page.status == 200 and "Check your answers" in page.title
    made = path.parent / "hillside-primary-school-2026.yaml"
    old, new = open_answers(path, schools.library()), open_answers(made, schools.library())
    assert set(old.answers) - set(new.answers) == {"version", "approved_by", "approved_on", "next_review"}
    assert new.people == old.people and path.exists()
    visitor.post("/again", data={"from": "school.yaml"})
    assert (path.parent / "hillside-primary-school-2026-2.yaml").exists(), "nothing is written over"


def test_an_organisation_whose_name_is_taken_gets_a_file_of_its_own(visitor: Visitor, path: Path) -> None:
    for _ in range(2):
        visitor.page("/new").send(text="Fernlow School")
    assert {one.name for one in path.parent.glob("fernlow*")} == {"fernlow-school.yaml", "fernlow-school-2.yaml"}


def test_the_answers_file_can_be_taken_away_and_brought_in_again(visitor: Visitor, path: Path) -> None:
    data = visitor.get("/o/school.yaml/answers").content
    assert data == path.read_bytes()
    page = Page(visitor, visitor.post("/bring-in", files={"answers": ("a.yaml", data)}))
    assert page.status == 200 and "Hillside Primary School" in page.words


def test_every_page_has_one_title_one_first_button_and_a_way_on(visitor: Visitor, path: Path) -> None:
    visitor.page(at("lado_phone")).send(text=None, pick="?unsure")
    addresses = [
        "/",
        "/new",
        "/o/school.yaml",
        "/o/school.yaml/check",
        "/o/school.yaml/confirm",
        "/o/school.yaml/confirm/lado_phone",
        "/o/school.yaml/make",
        "/nothing",
    ]
    for address in [*addresses, *(at(prompt.id) for prompt in seen(path).prompts)]:
        page = visitor.page(address)
        assert len(page.tree.findall(".//h1")) == 1, address
        first = page.tree.xpath("//*[contains(concat(' ', @class, ' '), ' first ')]")
        assert len(first) == (0 if address.endswith("/confirm") else 1), address
        ids = page.tree.xpath("//@id")
        assert len(ids) == len(set(ids)), address


def test_the_first_button_of_every_form_continues(visitor: Visitor, path: Path) -> None:
    """Enter in any field presses the first button of the form: it must never be one that removes or takes something."""
    for prompt in seen(path).prompts:
        page = visitor.page(at(prompt.id))
        (form,) = page.tree.iter("form")
        button = next(form.iter("button"))
        assert button.text == "Continue" and button.get("name") is None and button.get("type") in (None, "submit")


def test_a_question_added_in_yaml_alone_is_asked_here_too(tmp_path: Path) -> None:
    layer = tmp_path / "layer" / "questions"
    layer.mkdir(parents=True)
    (layer / "90-own.yaml").write_text(
        "section: own\ntitle: Our own\nquestions:\n  - id: motto\n    kind: long_text\n    ask: What is your motto?\n    label: the motto\n"
        "    why: It is ours.\n    who: The head.\n    printed: no\n", encoding="utf-8",
    )  # fmt: skip
    library = load([tmp_path / "layer"])
    answers = schools.example("hillside-primary")
    assert interview(library, answers).prompt("motto")
    (tmp_path / "a.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    site = Site(tmp_path / "a.yaml", library, lambda: schools.ON)
    thread = threading.Thread(target=site.run, daemon=True)
    thread.start()
    with Visitor(site) as one:
        page = one.page("/o/a.yaml/q/motto")
        assert re.search("textarea", page.response.text) and "It is ours." in page.words
        page.send(text="Kind\nand brave")
    site.stop()
    thread.join(10)
    assert open_answers(tmp_path / "a.yaml", library).text("motto") == "Kind\nand brave"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_one_command_opens_it_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "policygen.cli", "web", str(tmp_path / "school.yaml"), "--no-open"]
    held = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(schools.ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=held) as program:
        assert program.stdout and program.stderr
        address = program.stdout.readline().split()[-1]
        assert address.startswith("http://127.0.0.1:")
        assert "Ctrl-C" in program.stdout.readline()
        with httpx.Client(follow_redirects=True) as one:
            assert "What is the name of your organisation?" in one.get(address).text
        program.send_signal(signal.SIGINT)
        assert program.wait(20) == 0 and program.stderr.read() == ""
    assert not (tmp_path / "school.yaml").exists(), "looking makes no file"


def test_a_port_or_a_folder_that_cannot_be_used_is_said_in_plain_words(
    tmp_path: Path, site: Site, library: Library
) -> None:
    with pytest.raises(WriteError, match="cannot be used"):
        Site(tmp_path, library, lambda: schools.ON, site.held.port)
    with pytest.raises(WriteError, match="there is no folder"):
        Site(tmp_path / "nowhere" / "school.yaml", library, lambda: schools.ON)
    with pytest.raises(WriteError, match="there is no folder"):
        Site(tmp_path / "nowhere", library, lambda: schools.ON)


ANY = {
    "{id}": "no_such",
    "{job}": "none",
    "{name:path}": "none.pdf",
    "{document}": "none",
    "{day}": "2020-01-01",
    "{dimension}": "none",
}
"""What stands in an address for something that is not there."""


@pytest.mark.parametrize("address", sorted({path for path, method, _ in PAGES if method == "GET" and "{file}" in path}))
def test_an_address_that_means_nothing_is_said_to(visitor: Visitor, address: str) -> None:
    wanted = re.sub(r"{(?!file)[\w:]+}", lambda found: ANY[found[0]], address)
    assert visitor.page(wanted.replace("{file}", "nobody.yaml")).status == 404
    if wanted != address:
        assert visitor.page(wanted.replace("{file}", "school.yaml")).status == 404


def test_documents_are_not_made_without_a_name_or_a_kind(visitor: Visitor, path: Path) -> None:
    (path.parent / "bare.yaml").write_text("policygen: 1\nanswers:\n  organisation: Bare School\n")
    for page in (
        visitor.page("/o/bare.yaml/make"),
        Page(visitor, visitor.post("/o/bare.yaml/make", data={"format": "md"})),
    ):
        assert page.status == 422 and "nothing can be made without" in page.words
    assert "What kind of organisation" in visitor.page("/o/bare.yaml/begun").title


def test_nothing_is_begun_from_a_file_that_is_not_there(visitor: Visitor) -> None:
    assert visitor.get("/new?from=nobody.yaml").status_code == 404
    assert visitor.post("/new", data={"text": "X School", "from": "nobody.yaml"}).status_code == 404
    assert visitor.post("/again", data={"from": "nobody.yaml"}).status_code == 404
    assert visitor.post("/o/school.yaml/make", data={"format": "exe"}).status_code == 422
