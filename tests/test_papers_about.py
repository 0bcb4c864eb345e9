"""The alignment matrix and the list “To confirm”: papers about the other documents, made last, for those who check them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import schools
from test_layers import clause, hillside, layer

from policygen.answers import Answers
from policygen.answers_file import read_answers
from policygen.assembly import Assembled
from policygen.checking import check
from policygen.document import Subheading, Table, text
from policygen.errors import AnswersError, Problem
from policygen.generate import build, documents
from policygen.interview import interview
from policygen.loading import load
from policygen.reports import explain, matrix
from policygen.typed import parse_typed


def paper(answers: Answers, id: str, library: object = None) -> Assembled:
    (found,) = documents(library or schools.library(), answers, schools.ON, [id])  # type: ignore[arg-type]
    return found


def rows(found: Assembled, part: str) -> list[tuple[str, ...]]:
    """The rows of every table of a part."""
    (one,) = (one for one in found.document.parts if one.anchor == part)
    blocks = [block for thing in one.content for block in getattr(thing, "blocks", (thing,))]
    tables = [block for block in blocks if isinstance(block, Table)]
    return [tuple(text(cell) for cell in row) for table in tables for row in table.rows]


@pytest.mark.parametrize("name", schools.NAMES)
def test_the_matrix_has_every_requirement_that_applies_beside_where_it_is_met(name: str) -> None:
    answers = schools.example(name)
    asked = matrix(schools.library(), answers, schools.ON)
    shown = rows(paper(answers, "alignment-matrix"), "requirements")
    assert len(shown) == len(asked)
    gaps = [row for row in shown if row[-1].startswith("[gap")]
    assert len(gaps) == sum(not row.clauses for row in asked)
    total = rows(paper(answers, "alignment-matrix"), "figures")[-1]
    assert total[-2:] == (str(len(asked) - len(gaps)), f"[{len(gaps)}]" if gaps else "–")


@pytest.mark.parametrize("name", schools.NAMES)
def test_the_matrix_prints_no_paragraph_number_that_nobody_confirmed(name: str) -> None:
    library = schools.library()
    confirmed = {
        number.number
        for source in library.sources.values()
        for place in source.places
        if (number := source.number(place, schools.ON))
    }
    told = " ".join(schools.says(paper(schools.example(name), "alignment-matrix").document))
    assert not set(re.findall(r"paragraphs? (\d[\d–]*)", told)) - confirmed
    assert "Not a finding of compliance" in told


def test_strengths_stand_from_the_firmest_to_the_freest_within_a_source(hillside: Answers) -> None:
    (part,) = (one for one in paper(hillside, "alignment-matrix").document.parts if one.anchor == "requirements")
    order = ["Must", "Should", "May", "Good practice"]
    for passage in part.content:
        (table,) = (block for block in getattr(passage, "blocks", ()) if isinstance(block, Table))
        ranks = [order.index(text(row[0])) for row in table.rows]
        assert ranks == sorted(ranks) and not isinstance(passage, Subheading)


def test_the_matrix_names_the_layer_that_is_not_ours_and_shows_what_nobody_says(tmp_path: Path) -> None:
    text_ = clause("Prefects too.", cites="kcsie/llc-sharing", more="meets: [kcsie/llc-sharing]")
    outline = (schools.ROOT / "templates/outlines/low-level-concerns-policy.yaml").read_text(encoding="utf-8")
    mine = layer(
        tmp_path / "mine",
        {
            "clauses/policy/prefects.md": text_,
            "clauses/library.yaml": "version: '1'\nremove: {clauses: [premises]}\n",
            "templates/outlines/low-level-concerns-policy.yaml": outline.replace("premises, ", ""),
        },
    )
    library = load([mine])
    shown = rows(paper(hillside(library), "alignment-matrix", library), "requirements")
    assert any("Our own rule (from the layer ‘mine’)" in row[-1] for row in shown)
    assert any(row[-1].startswith("[gap") for row in shown)


def test_a_body_of_several_nations_is_asked_what_each_of_them_asks() -> None:
    rows_ = matrix(schools.library(), schools.example("brightwater-trust-three-nations"), schools.ON)
    by = {row.requirement: row for row in rows_ if row.clauses}
    assert by["wsp/clock"].nations == ("Wales",) and by["wsp/clock"].clauses == ("nation-wales",)
    assert by["ngcp/risk"].nations == ("Scotland",)
    assert not any(row.nations == ("Northern Ireland",) for row in rows_), "it does not work there"


def test_a_complete_school_has_nothing_open_but_what_the_library_could_not_confirm(hillside: Answers) -> None:
    found = paper(hillside, "to-confirm")
    for part in ("urgent", "answers", "left-out"):
        assert rows(found, part) == []
    assert schools.says(found.document).count("Nothing is open here.") == 3
    (kcsie,) = (row for row in rows(found, "citations") if row[0].startswith("Keeping children safe"))
    assert kcsie[1] == "paragraph numbers" and "Part four, section two" in kcsie[2]


def test_each_open_answer_stands_once_with_who_knows_and_where_it_shows(school: Callable[..., Answers]) -> None:
    answers = school(
        {
            "chair": {"vacant": "election in January"},
            "lado_phone": {"unsure": "Mrs Patel is asking"},
            "vice_chair": {"skipped": "none"},
        },
        without=["decide_by"],
    )
    found = paper(answers, "to-confirm")
    urgent, other, skipped = (rows(found, part) for part in ("urgent", "answers", "left-out"))
    (chair,) = (row for row in urgent if row[0] == "Who is the chair of governors?")
    assert chair[1] == "Nobody in post" and chair[2] and "Low-level concerns policy: " in chair[3]
    assert [row[1] for row in urgent if "telephone number" in row[0]] == ["Not sure yet"]
    assert any("Assumed, as is usual" in row[1] and "decided" in row[0] for row in other)
    assert len(skipped) == 1 and skipped[0][1] == "Left out"
    told = " ".join(schools.says(found.document))
    assert "Mrs Patel" not in told and "January" not in told, "notes are never printed"
    questions = [row[0] for row in (*urgent, *other, *skipped)]
    assert len(questions) == len(set(questions))


def test_a_draft_lists_every_question_that_is_open() -> None:
    answers = schools.example("first-draft")
    listed = [row[0] for part in ("urgent", "answers", "left-out") for row in rows(paper(answers, "to-confirm"), part)]
    walked = [prompt.ask for prompt in interview(schools.library(), answers).prompts if prompt.status != "answered"]
    assert set(walked) <= set(listed)


def test_the_papers_about_the_others_come_last_and_can_be_asked_for_alone(hillside: Answers) -> None:
    made = documents(schools.library(), hillside, schools.ON)
    assert [one.document.id for one in made[-2:]] == ["alignment-matrix", "to-confirm"]
    alone = paper(hillside, "alignment-matrix")
    assert schools.says(alone.document) == schools.says(made[-2].document)


def test_both_are_made_in_every_format_on_a_page_that_is_turned(hillside: Answers, tmp_path: Path) -> None:
    made = build(schools.library(), hillside, tmp_path, on=schools.ON, wanted=["alignment-matrix", "to-confirm"])
    assert {path.suffix for path in made.files} == {".docx", ".pdf", ".html", ".md"}
    import docx
    import pypdfium2

    for path in made.files:
        if path.suffix == ".docx":
            section = docx.Document(str(path)).sections[0]
            assert section.page_width > section.page_height
        if path.suffix == ".pdf":
            width, height = pypdfium2.PdfDocument(path)[0].get_size()
            assert width > height


# explain, and the question of the nation


def told(name: str, clause_: str) -> tuple[bool, str]:
    (one,) = explain(schools.library(), schools.example(name), schools.ON, clause_).clauses
    return one.chosen, "; ".join(one.because)


def test_a_clause_of_a_part_for_each_nation_is_out_where_there_is_one_nation() -> None:
    chosen, because = told("hillside-primary", "nation-england")
    assert not chosen and "‘What applies where we work’ is not made here" in because and "one alone" in because
    assert told("brightwater-trust-three-nations", "nation-england")[0]
    assert not told("brightwater-trust-three-nations", "nation-northern-ireland")[0]


def test_a_clause_of_a_document_that_is_not_made_is_out_and_it_says_which() -> None:
    chosen, because = told("hillside-primary", "local-why")
    assert not chosen and "the document ‘" in because and "is not made here" in because


def test_no_nation_at_all_is_refused_at_every_door(school: Callable[..., Answers]) -> None:
    library = schools.library()
    table = schools.complete()
    table["answers"]["nation"] = schools.noted([])
    with pytest.raises(
        AnswersError, match="'nation' names none, and nothing can be made without the nation; give at least"
    ):
        read_answers(table, library)
    (problem,) = check(library.questions["nation"], [], {}).problems
    assert problem.remedy.startswith("give at least one of england, wales")
    seen = interview(library, school({}))
    prompt = seen.prompt("nation")
    assert prompt
    for typed in ("none", "none of these"):
        assert isinstance(found := parse_typed(seen, prompt, typed, schools.ON), Problem) and "names none" in found.what


def test_a_nation_left_empty_is_a_question_not_asked_yet(school: Callable[..., Answers]) -> None:
    table = schools.complete()
    table["answers"]["nation"] = ""
    answers = read_answers(table, schools.library())
    assert "nation" not in answers.answers
    with pytest.raises(AnswersError, match="the question 'nation' has no answer"):
        documents(schools.library(), answers, schools.ON)
