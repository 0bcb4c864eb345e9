"""`policygen new`: what it makes, that nothing unwritten is ever printed, and what it refuses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import schools
from typer.testing import CliRunner

from policygen.answers_file import load_answers
from policygen.cli import app
from policygen.crosscheck import crosscheck
from policygen.errors import LibraryError, WriteError
from policygen.generate import documents
from policygen.loading import load
from policygen.patching import insert
from policygen.skeletons import Begun, begin_clause, begin_question, begin_sector

KINDS = ("clause", "question", "sector")
WRITTEN = re.compile(r"\s*#\s*\[write: [^\]]*\](?=$|\.)|\[write: [^\]]*\]", re.MULTILINE)


def begin(kind: str, folder: Path) -> Begun:
    """One of each, in a folder of one’s own."""
    if kind == "clause":
        return begin_clause("pony-days", [folder], after="who-to-tell")
    if kind == "question":
        return begin_question("pony_name", [folder], after="share_by", kind="choice")
    return begin_sector("riding-school", [folder], within="sport")


def fill(*paths: Path) -> None:
    """Write some words wherever words are wanted, and take the notes away."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        path.write_text(WRITTEN.sub(lambda found: "" if "#" in found[0] else "Some words", text), encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_check_names_each_line_that_is_still_to_be_written(kind: str, tmp_path: Path) -> None:
    begun = begin(kind, tmp_path / "mine")
    library = load([tmp_path / "mine"])
    told = [str(problem) for problem in crosscheck(library)]
    wanted = [
        (path.relative_to(tmp_path).as_posix().replace("mine/clauses", "mine"), number, line.count("[write: "))
        for path in begun.made
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "[write: " in line
    ]
    for name, number, count in wanted:
        there = [one for one in told if one.startswith(f"{name}:{number}: still to be written: ")]
        assert len(there) == count and all(one.endswith("; write it in place of the brackets") for one in there)
    assert len(told) == sum(count for *_, count in wanted) == len(begun.left) > 5


@pytest.mark.parametrize("kind", KINDS)
def test_no_document_is_made_while_words_are_missing_and_then_nothing_is_broken(kind: str, tmp_path: Path) -> None:
    begun = begin(kind, tmp_path / "mine")
    library = load([tmp_path / "mine"])
    answers = load_answers(schools.EXAMPLES / "hillside-primary.yaml", library)
    with pytest.raises(LibraryError, match="still to be written"):
        documents(library, answers, schools.ON)
    fill(*begun.made)
    library = load([tmp_path / "mine"])
    assert crosscheck(library) == []
    assert documents(library, load_answers(schools.EXAMPLES / "hillside-primary.yaml", library), schools.ON)


def test_a_new_clause_stands_where_it_was_put(tmp_path: Path) -> None:
    fill(*begin("clause", tmp_path / "mine").made)
    library = load([tmp_path / "mine"])
    made = documents(library, load_answers(schools.EXAMPLES / "hillside-primary.yaml", library), schools.ON)
    policy = next(one.document for one in made if one.document.id == "low-level-concerns-policy")
    standing = [passage.anchor for part, passage in schools.passages(policy) if part.anchor == "telling"]
    assert standing[standing.index("who-to-tell") + 1] == "pony-days"


@pytest.mark.parametrize("kind", KINDS)
def test_it_never_writes_over_a_file(kind: str, tmp_path: Path) -> None:
    made = begin(kind, tmp_path / "first").made
    there = tmp_path / "mine" / made[-1].relative_to(tmp_path / "first")
    there.parent.mkdir(parents=True)
    there.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(LibraryError):
        begin(kind, tmp_path / "mine")
    assert [path for path in (tmp_path / "mine").rglob("*") if path.is_file()] == [there]
    assert there.read_text(encoding="utf-8") == "# mine\n"


def test_where_one_file_cannot_be_written_none_is_left(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "clauses").mkdir(parents=True)
    (mine / "tests").write_text("no folder\n", encoding="utf-8")
    with pytest.raises(WriteError, match="tests"):
        begin("clause", mine)
    assert not list(mine.rglob("*.md"))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("clause Pony_Days --section telling", "Pony_Days: a name is at most 24 small letters, digits and hyphens; write pony-days"),
        ("clause an-id-that-is-rather-too-long --section telling", "write an-id-that-is-rather-too"),
        ("clause con --section telling", "con: a name is at most 24 small letters, digits and hyphens; take another name"),
        ("clause who-to-tell --section telling", "who-to-tell: there is one already (clauses/policy/who-to-tell.md)"),
        ("clause telling --section telling", "telling: there is one already (a part of low-level-concerns-policy)"),
        ("clause ladder --section telling", "ladder: there is one already (a block of "),
        ("clause pony-days", "--section: no section is named; there are "),
        ("clause pony-days --section teling", "has no section 'teling'; did you mean 'telling'?"),
        ("clause pony-days --after who-to-tel", "has no clause 'who-to-tel'; did you mean 'who-to-tell'?"),
        ("clause pony-days --section scope --after who-to-tell", "is in the section 'telling'; write --section telling"),
        ("clause pony-days --document code-of-conducts", "did you mean 'code-of-conduct'?"),
        ("question pony-name --section people", "write pony_name"),
        ("question head --section people", "head: there is one already (clauses/questions/20-people.yaml:"),
        ("question gated --section people", "a named fact); change that one, or take another name"),
        ("question ties --section people", "a fact that is worked out"),
        ("question pony_name --section peeple", "did you mean 'people'?"),
        ("question pony_name --section people --kind chioce", "did you mean 'choice'?"),
        ("question pony_name --section people --after share_by", "is asked in the section 'sharing'; write --section sharing"),
        ("sector sports-club --within sport", "sports-club: there is one already (clauses/sectors/sport.yaml:"),
        ("sector riding-school --within sports-club", "'sports-club' is no family; it is within 'sport'"),
        ("sector riding-school --within spot", "did you mean 'sport'?"),
        ("sector riding-school", "--within: no family is named; there are "),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_would_be_right(
    command: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policygen.skeletons.load", lambda folders=(): schools.library())
    result = CliRunner().invoke(app, ["new", *command.split(), "--library", str(tmp_path / "mine")])
    assert isinstance(result.exception, LibraryError)
    assert told in str(result.exception)
    assert not (tmp_path / "mine").exists()


def test_an_id_that_was_is_never_used_again(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "clauses" / "questions").mkdir(parents=True)
    (mine / "clauses" / "questions" / "moved.yaml").write_text(
        "renamed: [{from: pony_name, to: organisation}]\nretired: [{id: fax}]\nclauses: [pony-days]\n"
        "options: [{question: sector, from: riding-school, to: sports-club}]\n",
        encoding="utf-8",
    )
    for kind in KINDS:
        with pytest.raises(LibraryError, match="an id is never used again"):
            begin(kind, mine)
    with pytest.raises(LibraryError, match="an id is never used again"):
        begin_question("fax", [mine], section="people")


@pytest.mark.parametrize("bare", [False, True])
def test_a_folder_that_holds_its_records_directly_stays_so(bare: bool, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "policy" if bare else mine).mkdir(parents=True)
    if bare:
        shutil.copy(schools.ROOT / "clauses/policy/premises.md", mine / "policy")
    begun = begin("clause", mine)
    assert begun.made[0] == (mine / "policy/pony-days.md" if bare else mine / "clauses/policy/pony-days.md")
    assert "pony-days" in load([mine]).clauses


# In a checkout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of a checkout, with the program."""
    home = tmp_path_factory.mktemp("checkout")
    for folder in ("policygen", "clauses", "templates/outlines", "examples", "tests/cases"):
        shutil.copytree(schools.ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(schools.ROOT / "templates/skeletons.yaml", home / "templates")
    return home


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program of that checkout."""
    return subprocess.run(
        [sys.executable, "-m", "policygen.cli", *words],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def texts(home: Path) -> dict[str, list[str]]:
    """The lines of every file of the library."""
    return {
        path.relative_to(home).as_posix(): path.read_text(encoding="utf-8").splitlines()
        for folder in ("clauses", "templates", "examples", "tests")
        for path in (home / folder).rglob("*.*")
    }


def changed(then: dict[str, list[str]], now: dict[str, list[str]]) -> dict[str, list[str]]:
    """Each file that is not as it was, and the lines that it no longer has or has more."""
    return {
        name: [f"- {line}" for line in then.get(name, []) if line not in lines]
        + [f"+ {line}" for line in lines if line not in then.get(name, [])]
        for name, lines in now.items()
        if lines != then.get(name)
    }


def test_in_the_checkout_each_entry_goes_into_its_list_and_nothing_else_changes(checkout: Path) -> None:
    before = texts(checkout)
    for words in (
        "clause pony-days --after who-to-tell",
        "question pony_name --after lead",
        "sector riding-school --within sport",
    ):
        result = run(checkout, "new", *words.split())
        assert result.returncode == 0, result.stderr
    found = changed(before, texts(checkout))
    assert set(found) == {
        "clauses/policy/pony-days.md",
        "clauses/questions/10-organisation.yaml",
        "clauses/questions/20-people.yaml",
        "clauses/sectors/sport.yaml",
        "clauses/terms.yaml",
        "examples/hillside-primary.yaml",
        "examples/riding-school.yaml",
        "templates/outlines/low-level-concerns-policy.yaml",
        "tests/cases/pony-days.yaml",
    }
    old, new = found["templates/outlines/low-level-concerns-policy.yaml"]
    assert new[2:].replace(" pony-days,", "") == old[2:] and "who-to-tell, pony-days, " in new
    for name in ("clauses/questions/20-people.yaml", "clauses/sectors/sport.yaml", "clauses/terms.yaml"):
        assert all(line.startswith("+ ") for line in found[name]), "every other line and comment stays"
    checked = run(checkout, "check")
    assert checked.returncode == 1
    for name in found.keys() - {"templates/outlines/low-level-concerns-policy.yaml"}:
        assert f"{name}:" in checked.stdout
    fill(*(checkout / name for name in found))
    code = "from policygen.loading import load; from policygen.crosscheck import crosscheck; print(crosscheck(load()))"
    whole = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    assert whole.stdout.strip() == "[]", whole.stderr


def test_the_library_inside_an_installed_program_is_not_changed(checkout: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    shutil.copytree(checkout / "policygen", installed / "policygen", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in ("clauses", "templates"):
        shutil.copytree(schools.ROOT / folder, installed / "policygen" / "_bundled" / folder)
    result = run(installed, "new", "clause", "pony-days", "--section", "telling")
    assert result.returncode == 1 and "name a folder of your own: --library DIR" in result.stderr
    mine = run(installed, "new", "clause", "pony-days", "--section", "telling", "--library", str(tmp_path / "mine"))
    assert mine.returncode == 0 and (tmp_path / "mine/clauses/policy/pony-days.md").is_file(), mine.stderr


# One entry more in a list


@pytest.mark.parametrize(
    ("text", "path", "after", "expected"),
    [
        ("a: [one, two]  # why\n", ("a",), "one", "a: [one, new, two]  # why\n"),
        ("a: [one, {id: two}] # why\n", ("a",), "two", "a: [one, {id: two}, new] # why\n"),
        ("a:\n  - one # first\n  # about two\n  - two\n", ("a",), "one", "a:\n  - one # first\n  - new\n  # about two\n  - two\n"),
        ("a:\n- one\n- two", ("a",), "", "a:\n- one\n- two\n- new"),
        ("a:\n  - id: x\n    b: [one]\n  - id: y\n    b: [one]\n", ("a", ("id", "y"), "b"), "", "a:\n  - id: x\n    b: [one]\n  - id: y\n    b: [one, new]\n"),
        ("a:\n  - t: |\n      one\n\n  # end\nb: c\n", ("a",), "", "a:\n  - t: |\n      one\n  - new\n\n  # end\nb: c\n"),
    ],
)  # fmt: skip
def test_an_entry_goes_behind_the_one_that_is_named_and_comments_stay(
    text: str, path: tuple[str | tuple[str, str], ...], after: str, expected: str
) -> None:
    assert insert(text, path, "new", after) == expected


def test_an_entry_can_go_before_all_others() -> None:
    assert insert("a:\n  # the rest\n  - one\n", ("a",), "new", first=True) == "a:\n  # the rest\n  - new\n  - one\n"
    assert insert("a: [one]\n", ("a",), "new", first=True) == "a: [new, one]\n"


@pytest.mark.parametrize("text", ["a: b\n", "a: []\n", "b: [one]\n", "a: [one]\n"])
def test_what_has_no_such_list_or_entry_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError):
        insert(text, ("a",), "new", "two")
