"""The recipes of docs/tasks, followed word for word."""

from __future__ import annotations

from pathlib import Path

import pytest
import recipes
import schools
from test_cases import cases, told
from typer.testing import CliRunner

from policygen.answers import Answers
from policygen.answers_file import load_answers
from policygen.cli import app
from policygen.crosscheck import crosscheck
from policygen.document import Document
from policygen.generate import documents
from policygen.library import Library
from policygen.loading import load
from policygen.proof import prove

OURS = "our-words"
RECIPES = tuple(sorted(path.stem for path in recipes.TASKS.glob("*.md")))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty desk, with the answers of a school on it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-school.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    return tmp_path


def run(*words: str) -> str:
    """What a command prints; it must end well."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output + str(result.exception or "")
    return result.output


def followed(recipe: str, home: Path) -> Library:
    """The library after the recipe was followed from an empty desk: its "new" commands, then its files."""
    for words in recipes.commands(recipe):
        if words[0] == "new":
            run(*words)
    made = {path.relative_to(home).as_posix() for path in (home / OURS).rglob("*.*")}
    assert made == set(recipes.files(recipe)), "the recipe fills the files that its commands make, and no others"
    recipes.follow(recipe, home)
    return load([home / OURS])


def policy(library: Library, answers: Answers) -> Document:
    """The full policy."""
    made = documents(library, answers, schools.ON, ["low-level-concerns-policy"])
    return made[0].document


def holds(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each case of the folder is as it says."""
    monkeypatch.setattr(schools, "library", lambda: library)
    for path in (folder / "tests" / "cases").glob("*.yaml"):
        for case in cases(path):
            words = told(library, path.stem, case.given or {}, case.on)
            assert (words is None) == case.out, case.says
            assert all(one.casefold() in (words or "").casefold() for one in case.includes), words


def proved(library: Library, sector: str = "maintained-school") -> None:
    """Nothing of ours is wrong in any of the proofs."""
    assert library.unwritten == () and crosscheck(library) == []
    problems = [problem for problem in prove(library, [sector], ["england"]).problems if problem.where.startswith(OURS)]
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_recipe_says_what_to_edit_how_to_prove_it_and_what_the_reader_will_notice(recipe: str) -> None:
    told = recipes.text(recipe)
    assert any(words[0] == "check" for words in recipes.commands(recipe))
    assert "**What the reader will notice:**" in told and told.count("```") >= 4


def test_a_clause_is_added(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = followed("add-a-clause", home)
    proved(library)
    found = policy(library, load_answers(home / "my-school.yaml", library))
    standing = [passage.anchor for part, passage in schools.passages(found) if part.anchor == "sharing"]
    assert standing[standing.index("when-to-share") + 1] == "on-a-trip"
    explained = run(*recipes.commands("add-a-clause")[-1])
    assert explained.startswith("in  on-a-trip") and "trips" in explained
    holds(library, home / OURS, monkeypatch)


def test_a_question_is_added_and_asked_in_its_place(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = followed("add-a-question", home)
    proved(library)
    found = policy(library, load_answers(home / "my-school.yaml", library))
    assert "[to confirm: where people can talk in private]" in schools.passage(found, "a-quiet-room")
    listed = run(*recipes.commands("add-a-question")[-1])
    section = listed.split("\n\n")
    assert any(part.strip().startswith("Sharing a concern") and "quiet_room (text)" in part for part in section)
    holds(library, home / OURS, monkeypatch)


def test_a_clause_is_retired_on_a_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    followed("add-a-clause", home)
    recipes.follow("retire-a-clause", home)
    library = load([home / OURS])
    proved(library)
    explained = run(*recipes.commands("retire-a-clause")[-1])
    assert explained.startswith("out on-a-trip") and "2027-09-01" in explained
    holds(library, home / OURS, monkeypatch)


def test_a_question_is_renamed_and_old_answers_are_still_read(home: Path) -> None:
    followed("add-a-question", home)
    mine = home / "my-school.yaml"
    answered = mine.read_text(encoding="utf-8").replace("answers:\n", "answers:\n  quiet_room: the library office\n", 1)
    mine.write_text(answered, encoding="utf-8")
    before = policy(library := load([home / OURS]), load_answers(mine, library))
    for path in (home / OURS).rglob("*.*"):
        path.write_text(path.read_text(encoding="utf-8").replace("quiet_room", "private_room"), encoding="utf-8")
    recipes.follow("rename-a-question", home)
    library = load([home / OURS])
    proved(library)
    after = policy(library, load_answers(mine, library))
    assert "the library office" in schools.passage(after, "a-quiet-room")
    assert schools.says(after) == schools.says(before)


def test_a_scenario_is_added_and_stands_first(home: Path) -> None:
    recipes.follow("add-a-scenario", home)
    library = load([home / OURS])
    proved(library)
    answers = load_answers(home / "my-school.yaml", library)
    (made,) = documents(library, answers, schools.ON, ["scenarios"])
    said = schools.says(made.document)
    assert said.index("1. The seat at the back") + 1 == next(
        at for at, line in enumerate(said) if "share headphones" in line
    )
    run(*recipes.commands("add-a-scenario")[-1])
    names = {path.name for path in (home / "out").rglob("*.*")}
    assert any(name.endswith("self-check.html") for name in names), names


def test_what_the_recipe_for_an_edition_shows_is_what_stands_in_the_library() -> None:
    recipe = "a-new-edition-came-out"
    edition, head, case = (block.partition("\n")[2] for block in recipes.text(recipe).split("```")[1::2][:3])
    assert edition in (schools.ROOT / "clauses/guidance/kcsie.yaml").read_text(encoding="utf-8")
    assert (schools.ROOT / "clauses/policy/legal-hold.2026-06-29.md").read_text(encoding="utf-8").startswith(head)
    assert case in (schools.ROOT / "tests/cases/legal-hold.yaml").read_text(encoding="utf-8")
