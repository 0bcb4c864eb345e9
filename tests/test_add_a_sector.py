"""A kind of organisation that the library does not know, added as docs/tasks/add-a-sector.md says, without a line of program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import recipes
import schools
from typer.testing import CliRunner

from policygen.answers_file import load_answers
from policygen.cli import app
from policygen.document import Document
from policygen.facts import derive
from policygen.generate import documents
from policygen.ladder import Ladder
from policygen.library import Library
from policygen.loading import load
from policygen.proof import prove

RECIPE = "add-a-sector"
OURS = "our-words"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder after every step of the recipe, begun with its own command."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        begun = CliRunner().invoke(app, recipes.commands(RECIPE)[0])
        assert begun.exit_code == 0, begun.output
        unfinished = CliRunner().invoke(app, ["check", "--library", OURS])
        assert unfinished.exit_code == 1 and "still to be written" in unfinished.output
    made = {path.relative_to(home).as_posix() for path in home.rglob("*.yaml")}
    assert made == set(recipes.files(RECIPE)), "the recipe fills the files that its command makes, and no others"
    recipes.follow(RECIPE, home)
    return home / OURS


@pytest.fixture(scope="module")
def ours(folder: Path) -> Library:
    return load([folder])


@pytest.fixture(scope="module")
def papers(folder: Path, ours: Library) -> dict[str, Document]:
    answers = load_answers(folder / "examples" / "riding-school.yaml", ours)
    return {made.document.id: made.document for made in documents(ours, answers, schools.ON)}


def test_nothing_is_left_to_write_and_the_whole_library_holds_for_it(ours: Library) -> None:
    assert ours.unwritten == ()
    assert [str(problem) for problem in prove(ours, ["riding-school"], ["england"]).problems] == []


def test_every_paper_speaks_its_words_and_none_says_a_forbidden_one(papers: dict[str, Document], ours: Library) -> None:
    told = " ".join(schools.says(papers["low-level-concerns-policy"]))
    for word in (
        "the riding school",
        "the yard manager",
        "young riders",
        "The welfare officer",
        "instructors, yard staff",
    ):
        assert word in told
    assert "to mount the instructor says" in " ".join(schools.says(papers["code-of-conduct"]))
    forbidden = [word for id in ours.families("riding-school") for word in ours.sectors[id].forbidden]
    assert {"the club", "match day", "headteacher"} <= set(forbidden)
    for paper in papers.values():
        for word in forbidden:
            assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", " ".join(schools.says(paper)), re.IGNORECASE), word


def test_its_own_ladder_says_who_hears_about_whom(folder: Path, ours: Library) -> None:
    answers = load_answers(folder / "examples" / "riding-school.yaml", ours)
    rows = Ladder(ours, derive(ours, answers), answers).rows()
    first = {row.rung.about: row.low[0].person for row in rows}
    assert first["lead"] == "farrow", "what is about the welfare officer goes to the yard manager"
    assert first["head"] == "beddoes" and first["chair"] == "marchetti" and first["anyone"] == "lindqvist"


def test_what_its_example_has_not_answered_is_settled_by_the_usual_answers_of_riding_schools(
    folder: Path, ours: Library
) -> None:
    facts = derive(ours, load_answers(folder / "examples" / "riding-school.yaml", ours))
    assert facts.values["premises"] == {"no"} and "fixtures" not in facts.values["activities"]


def test_a_riding_school_can_be_chosen_and_a_sports_club_hears_nothing_of_it(ours: Library) -> None:
    asked = ours.questions["sector"]
    assert asked.options[-1].label == "a riding school"
    assert [option.id for option in asked.options[:-1]] == [o.id for o in schools.library().questions["sector"].options]
    name = "aldermoor-rangers-football-club"
    example = load_answers(schools.EXAMPLES / f"{name}.yaml", ours)
    for then, now in zip(
        documents(schools.library(), schools.example(name), schools.ON),
        documents(ours, example, schools.ON),
        strict=True,
    ):
        assert schools.says(then.document) == schools.says(now.document)


def test_the_last_commands_of_the_recipe_do_what_they_say(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    check, build = recipes.commands(RECIPE)[1:]
    assert check == ["check", "--library", OURS]
    made = CliRunner().invoke(app, [*build, "--format", "md", "--out", "made", "--on", "2026-11-22"])
    assert made.exit_code == 0, made.output
    assert (folder.parent / "made" / "hawthorn-lane-riding-school" / "code-of-conduct.md").is_file()
