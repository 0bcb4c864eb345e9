"""What is not answered yet: seen in the text, on the cover and on the page of what is left, and never made up."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import schools

from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.delivery import Made
from policygen.document import Document, Items, Run, Table, lines, lines_of, text
from policygen.facts import derive
from policygen.formats import FORMATS
from policygen.generate import build
from policygen.library import Library


@pytest.fixture(scope="module")
def draft() -> Assembled:
    """The policy of a school that has said its name, its kind and who leads on safeguarding."""
    return schools.made(schools.example("first-draft"))


@pytest.fixture(scope="module")
def files(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files of that draft."""
    return build(library, schools.example("first-draft"), tmp_path_factory.mktemp("draft"), on=schools.ON)


def runs(document: Document) -> Iterator[Run]:
    return (run for line in lines(document) for run in line)


def part(document: Document, anchor: str) -> tuple[Any, ...]:
    return next(part.content for part in document.parts if part.anchor == anchor)


def row(found: Assembled, question: str) -> list[str]:
    """The line of a question on the page of what is left."""
    ask = next(one.ask for one in found.marks.open if one.question == question)
    (table,) = (thing for thing in part(found.document, "to-confirm") if isinstance(thing, Table))
    return [text(cell) for cell in next(cells for cells in table.rows if text(cells[0]) == ask)]


def sheet_words(data: bytes) -> str:
    """The words of a paper that is no book: it says what it is and that it is a draft in its head and foot."""
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)).split())


# A first draft


def test_three_answers_make_a_whole_policy(draft: Assembled) -> None:
    complete = schools.made(schools.example("hillside-primary"))
    assert len(draft.clauses()) >= 0.9 * len(complete.clauses())
    assert {"who-to-tell", "when-to-share", "lado-doubt", "ladder", "in-short", "contacts"} <= {
        *draft.where(),
        *(one.anchor for _, one in schools.passages(draft.document)),
        *(one.anchor for one in draft.document.parts),
    }


def test_every_gap_says_in_brackets_what_is_missing(draft: Assembled) -> None:
    gaps = [run for run in runs(draft.document) if run.state == "gap"]
    assert len(gaps) > 20
    for run in gaps:
        assert re.fullmatch(r"\[([Tt]o confirm|[Vv]acant): .+\]", run.text) and run.question
    assert "[to confirm: the telephone number of the designated officer]" in schools.says(draft.document)


def test_every_assumption_stands_in_brackets(draft: Assembled) -> None:
    assumed = [run for run in runs(draft.document) if run.state == "assumed"]
    assert len(assumed) > 20
    for run in assumed:
        assert re.fullmatch(r"\[[^\[\]]+\]", run.text.strip()) and run.question
    assert any(
        "Share any concern about an adult, however small, with [the headteacher]." in line
        for line in schools.says(draft.document)
    )


def test_a_clause_that_rests_on_an_assumption_is_marked_as_such(draft: Assembled) -> None:
    choices = draft.selection.choices
    resting = [id for id in draft.where() if choices[id].assumed]
    assert "premises" in resting and len(resting) >= 4
    for id in resting:
        (found,) = (one for _, one in schools.passages(draft.document) if one.anchor == id)
        assert any(run.state == "assumed" for block in found.blocks for line in lines_of(block) for run in line), id


def test_no_name_number_address_or_body_is_made_up(draft: Assembled) -> None:
    told = " ".join(schools.says(draft.document))
    numbers = set(re.findall(r"\b0\d[\d ]{6,}\d\b", told))
    assert numbers == {"0800 1111", "0800 028 0285"}, "the two national lines alone"
    assert "@" not in told and "N/A" not in told and "n/a" not in told
    assert set(re.findall(r"\w+ Council\b", told)) == set()


def test_the_page_of_what_is_left_names_each_question_who_knows_it_and_where_it_shows(draft: Assembled) -> None:
    lado = row(draft, "lado_phone")
    assert lado[1:] == ["Not answered yet", "The safeguarding lead; the council’s website.", "In short, Appendix D"]
    first = row(draft, "first_recipient")
    assert first[1].startswith("Not answered yet. Assumed, as is usual: the headteacher (")
    assert first[3].startswith("In short, ") and "Appendix A" in first[3]
    (table,) = (thing for thing in part(draft.document, "to-confirm") if isinstance(thing, Table))
    assert len(table.rows) == len(draft.marks.open)


def test_each_gap_and_assumption_has_a_comment_for_word(draft: Assembled) -> None:
    comments = dict(draft.document.comments)
    assert set(comments) == {one.question for one in draft.marks.open}
    assert comments["lado_phone"].startswith("What is the designated officer’s telephone number? Not answered yet.")
    assert "Who usually knows: The safeguarding lead" in comments["lado_phone"]


def test_the_cover_says_draft_how_much_is_left_and_what_is_dangerous_about_it(draft: Assembled) -> None:
    left = [one for one in draft.marks.open if one.question != "approved_on"]
    assert draft.document.cover.draft == f"DRAFT: {len(left)} answers to confirm"
    warnings = [text(line) for line in draft.document.cover.warnings]
    assert "Before anyone relies on this: the telephone number of the designated officer is missing." in warnings
    assert "Before anyone relies on this: the headteacher’s name is missing." in warnings
    assert (
        "Before anyone relies on this: the answer to ‘Who is the Designated Safeguarding Lead?’ is not complete."
        in warnings
    )
    assert not any("union" in line or "data protection" in line for line in warnings)


def test_the_manifest_lists_gaps_and_assumptions_apart(files: Made, draft: Assembled) -> None:
    told = json.loads((files.folder / "manifest.json").read_text(encoding="utf-8"))
    document = next(one for one in told["documents"] if one["id"] == draft.document.id)
    assert [gap["question"] for gap in document["gaps"]] == [gap.question for gap in draft.marks.gaps]
    assert [one["question"] for one in document["assumptions"]] == [one.question for one in draft.marks.assumptions]
    assert {"question": "head", "how": "gap", "state": "Not answered yet"}.items() <= next(
        gap for gap in document["gaps"] if gap["question"] == "head"
    ).items()
    assert document["status"] == draft.document.cover.draft


def test_every_document_of_a_draft_says_so_in_every_format(files: Made) -> None:
    says = {
        "docx": schools.word_words,
        "pdf": schools.pdf_words,
        "html": schools.html_words,
        "md": schools.markdown_words,
    }
    drafts = {made.document.id: made.document.cover.draft for made in files.documents}
    assert all(draft.startswith("DRAFT: ") for draft in drafts.values())
    ids = {made.document.id for made in files.documents}
    for path in (path for path in files.files if path.stem in ids):
        book = next(made for made in files.documents if made.document.id == path.stem).document.layout == "book"
        reads = says[path.suffix[1:]] if book or path.suffix != ".pdf" else sheet_words
        assert drafts[path.stem] in reads(path.read_bytes()), path.name


def test_a_complete_and_approved_policy_says_nothing_of_a_draft(hillside: Answers) -> None:
    document = schools.made(hillside).document
    assert not document.cover.draft and not document.cover.warnings and not document.comments
    assert not any(word in " ".join(schools.says(document)) for word in ("DRAFT", "to confirm", "[", "assumed"))


def test_a_complete_policy_is_a_draft_until_the_day_it_is_approved(school: Any) -> None:
    assert schools.made(school({"approved_on": "2026-12-10"})).document.cover.draft == "DRAFT: not yet approved"
    open_ = schools.made(school(without=["approved_on"]))
    assert open_.document.cover.draft == "DRAFT: not yet approved"
    assert row(open_, "approved_on")[3] == "Cover"


def test_a_gap_on_the_cover_alone_is_a_gap(school: Any) -> None:
    found = schools.made(school(without=["version"]))
    assert found.document.cover.draft == "DRAFT: 1 answer to confirm"
    assert row(found, "version") == ["Which version is this?", "Not answered yet", "The office.", "Cover"]


# The three empties


def test_not_asked_not_sure_and_left_out_are_three_things(school: Any) -> None:
    states = {
        "Not answered yet": school(without=["partnership"]),
        "Not sure yet": school({"partnership": {"unsure": "asking"}}),
        "Left out": school({"partnership": {"skipped": "later"}}),
    }
    for state, answers in states.items():
        (one,) = schools.made(answers).marks.open
        assert (one.question, one.how, one.state) == ("partnership", "gap", state)


def test_the_same_three_of_a_question_that_chooses_clauses_are_settled_by_the_usual_answer_and_said_so(
    school: Any,
) -> None:
    for change, state in (
        ({}, "Not answered yet"),
        ({"premises": {"unsure": "asking"}}, "Not sure yet"),
        ({"premises": {"skipped": "later"}}, "Left out"),
    ):
        found = schools.made(school(change, without=[] if change else ["premises"]))
        (one,) = found.marks.open
        assert (one.question, one.how) == ("premises", "assumed")
        assert one.state.startswith(f"{state}. Assumed, as is usual: hired out (")


def test_none_of_a_list_is_an_answer(school: Any) -> None:
    for none in ([], {"skipped": "we have none"}):
        assert not schools.made(school({"provision": none, "non_employees": none})).marks.open


def test_a_person_without_a_number_is_a_gap_at_the_number(school: Any) -> None:
    found = schools.made(school(people={"patel": {"name": "Samira Patel"}}))
    assert "[to confirm: telephone number of Samira Patel]" in schools.says(found.document)
    assert row(found, "lead")[1] == "Answered in part"


# Vacancies


def test_a_vacant_post_is_named_on_the_cover_and_in_the_ladder_with_who_stands_in(school: Any) -> None:
    found = schools.made(school({"chair": {"vacant": "election in January"}}))
    warnings = [text(line) for line in found.document.cover.warnings]
    assert warnings == ["Before anyone relies on this: the name of the chair of governors is vacant."]
    assert row(found, "chair")[1] == "Nobody in post"
    assert (
        "The chair of governors [vacant: the name of the chair of governors], then the vice-chair of governors (Neil Grant). The headteacher is not told first."
        in schools.says(found.document)
    )
    assert found.document.cover.draft == "DRAFT: 1 answer to confirm"


def test_a_vacancy_off_the_ladder_is_no_alarm(school: Any) -> None:
    found = schools.made(school({"data_officer": {"vacant": "from May"}}))
    assert not found.document.cover.warnings and row(found, "data_officer")[1] == "Nobody in post"


# Usual answers that were accepted


def test_a_usual_answer_that_was_accepted_is_an_answer_while_its_reasons_hold(school: Any) -> None:
    kept = {"usual": "half-termly", "because": {"boards": "no"}}
    found = schools.made(school({"record_review": kept}))
    assert not found.marks.open and "every half-term" in schools.passage(found.document, "review-of-the-record")


def test_a_usual_answer_whose_reasons_have_changed_counts_as_a_gap_and_is_asked_again(school: Any) -> None:
    kept = {"usual": "half-termly", "because": {"boards": "no"}}
    answers = school({"record_review": kept, "provision": ["boarding"]})
    (one,) = schools.made(answers).marks.open
    assert (one.question, one.how) == ("record_review", "assumed")
    assert one.state.startswith("Answered for other circumstances; asked again. Assumed, as is usual: monthly")
    assert "[every month]" in schools.passage(schools.made(answers).document, "review-of-the-record")


def test_an_option_that_is_no_longer_offered_is_asked_again(school: Any) -> None:
    (one,) = schools.made(school({"first_recipient": "values-guardian"})).marks.open
    assert one.question == "first_recipient" and one.state.startswith("Answered for other circumstances")


def test_answers_that_are_not_asked_of_this_school_are_kept_and_not_used(library: Library, school: Any) -> None:
    answers = school()
    assert {"trust", "ceo", "proprietor"} <= set(derive(library, answers).hidden) and "trust" in answers.answers
    assert "Rowanbeck" not in " ".join(schools.says(schools.made(answers).document))


# Never printed

NOTE = "Mrs Patel says the Quince file decides"


def everything(path: Path) -> str:
    """All that a file holds, unpacked."""
    data = path.read_bytes()
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if path.suffix == ".pdf":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            info = " ".join(map(str, pdf.docinfo.values()))
        return " ".join([schools.pdf_words(data), info, data.decode("latin-1")])
    return data.decode("utf-8")


def test_notes_ties_and_contacts_that_are_not_printed_are_in_no_file(
    library: Library, school: Any, tmp_path: Path
) -> None:
    answers = school(
        {
            "unions": {"unsure": NOTE},
            "premises": {"skipped": NOTE},
            "chair": {"vacant": NOTE},
            "record_review": {"usual": "half-termly", "because": {"boards": NOTE}},
            "related": [["patel", "reed"]],
            "size": "large",
        },
        {"shah": {"name": "Quirinius Quince", "phone": "01632 960199", "email": "quince@secret.example"}},
    )
    made = build(library, answers, tmp_path, on=schools.ON)
    assert len(made.files) == len(FORMATS) * (len(made.documents) + 1) + len(made.workbooks), "one is the sheet on top"
    for path in (*made.files, made.folder / "manifest.json"):
        held = everything(path)
        for secret in ("Quince", "960199", "secret.example", "more than 60"):
            assert secret not in held, f"{secret} is in {path.name}"


def test_the_page_of_what_is_left_goes_when_nothing_is_left(hillside: Answers) -> None:
    assert not [one for one in schools.made(hillside).document.parts if one.anchor == "to-confirm"]
    assert not [
        block
        for one in schools.made(hillside).document.parts
        for block in one.content
        if isinstance(block, Items) and not block.items
    ]
