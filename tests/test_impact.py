"""Before the next edition: whom it touches, in which clause, and why; and a plain “nothing to do” where nothing changes."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import docx
import pytest
import schools
from clientele import ON, order, organisations, workbook
from test_batch import command, going

from policygen.errors import AnswersError
from policygen.generate import build
from policygen.impact import Touched, impact
from policygen.loading import load

BEFORE = date(2025, 11, 1)
"""A day on which other editions held."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four organisations made for the day before the guidance of 2026."""
    folder = tmp_path_factory.mktemp("portfolio")
    rows = [
        row
        for row in organisations(28)
        if row["sector"].startswith(("A maintained", "An academy", "A nursery", "A mosque"))
    ][:4]
    for row in rows:
        row.pop("approved_on", None)
        row.pop("next_review", None)
    from dataclasses import replace

    going(workbook(folder / "c.xlsx", rows), folder / "out", replace(order(wanted=("policy",)), on=BEFORE))
    return folder / "out"


def found(folder: Path, on: date, **given: object) -> list[Touched]:
    return list(impact(schools.library(), folder, on, **given))  # type: ignore[arg-type]


def test_on_the_same_day_with_the_same_library_there_is_nothing_to_do(results: Path) -> None:
    assert all(one.quiet and one.exact for one in found(results, BEFORE))


def test_a_newer_edition_is_named_with_the_clauses_that_read_differently(results: Path) -> None:
    school = next(one for one in found(results, ON) if "Hillside" in one.organisation)
    assert ("KCSIE", "2025", "2026") in school.editions
    assert any(touch.why.startswith("a new wording holds from") for touch in school.touches)
    assert all(touch.number and touch.title for touch in school.touches)


def test_what_is_new_for_an_organisation_is_named(results: Path) -> None:
    school = next(one for one in found(results, ON) if "Hillside" in one.organisation)
    assert any(touch.why == "new" for touch in school.touches)


def test_a_clause_changed_in_a_layer_touches_those_that_have_it(results: Path, tmp_path: Path) -> None:
    (tmp_path / "clauses" / "policy").mkdir(parents=True)
    (tmp_path / "clauses" / "library.yaml").write_text('version: "2"\n', encoding="utf-8")
    text = (schools.ROOT / "clauses" / "policy" / "purpose.md").read_text(encoding="utf-8")
    (tmp_path / "clauses" / "policy" / "purpose.md").write_text(text + "\nAnd one more thing.\n", encoding="utf-8")
    seen = list(impact(load([tmp_path]), results, BEFORE))
    touched = {one.organisation for one in seen if any(touch.clause == "purpose" for touch in one.touches)}
    has = {
        told["organisation"]
        for path in results.glob("*/manifest.json")
        if "purpose" in (told := json.loads(path.read_text(encoding="utf-8")))["documents"][0]["clauses"]
    }
    assert touched == has and has


def test_without_the_answers_it_says_what_it_cannot_see(results: Path, tmp_path: Path) -> None:
    answers = schools.example("hillside-primary")
    build(schools.library(), answers, tmp_path, on=ON, formats=["md"], wanted=["low-level-concerns-policy"])
    (one,) = found(tmp_path, date(2026, 8, 1))
    assert not one.exact and ("KCSIE", "2026", "2025") in one.editions
    assert not any(touch.why == "new" for touch in one.touches)
    (one,) = found(tmp_path, date(2026, 8, 1), answers=schools.EXAMPLES)
    assert one.exact


def test_the_command_says_it_in_lines_and_writes_a_note_for_each(results: Path) -> None:
    code, said = command("impact", results, "--on", ON, "--write")
    assert code == 0 and re.search(r"\d of 4 organisations are touched on 2026-11-22", said)
    notes = sorted((results / "_changes").glob("*.docx"))
    assert len(notes) == 4
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(notes[0])).paragraphs)
    assert "What there is to do" in words


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnswersError, match="no folder of documents"):
        list(impact(schools.library(), tmp_path, ON))


def test_a_library_of_ones_own_begins_with_a_page_that_is_true(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    code, _ = command("library", "init", folder, "--title", "Kent’s words: ours")
    assert code == 0
    assert load([folder]).layers == ("clauses", "house")
    assert command("library", "init", folder)[0] == 1, "it would have been written over"
    assert "policygen check --library" in (folder / "README.md").read_text(encoding="utf-8")
