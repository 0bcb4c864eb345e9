"""Somebody who types “policygen” and nothing else: what is offered, in which words, and that each of it happens."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import schools
from typer.testing import CliRunner

from policygen.cli import app
from policygen.front_door import OFFERED, offer
from policygen.library import Library

ON = schools.ON


class Window(io.StringIO):
    """A terminal in which nothing can be drawn, so that the questions come as plain lines."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "200")


def typed(folder: Path, *lines: str) -> tuple[str, list[Path]]:
    """What is shown while these lines are typed, and what was opened in the browser."""
    shown, served = Window(), []

    def serve(target: Path, library: Library, today: Any) -> None:
        assert today() == ON
        served.append(target)

    offer(folder, lambda: ON, "Usage: policygen", Window("".join(f"{line}\n" for line in lines)), shown, serve)
    return shown.getvalue(), served


def hold(folder: Path, *names: str) -> None:
    for name in names:
        shutil.copy(schools.EXAMPLES / f"{name}.yaml", folder)


def test_everything_that_can_be_done_is_offered_in_plain_words(tmp_path: Path) -> None:
    shown, _ = typed(tmp_path, "q")
    for number, said in enumerate(OFFERED, 1):
        assert f"  {number}. {said}" in shown
    for word in ("in the browser", "here, in this window", "again", "many organisations", "help"):
        assert word in shown
    assert "Type a number and press Enter. Enter alone takes 1, q ends." in shown


def test_the_browser_opens_at_the_organisation_there_is_or_at_a_new_one_or_at_the_list(tmp_path: Path) -> None:
    assert typed(tmp_path, "")[1] == [tmp_path / "answers.yaml"]
    hold(tmp_path, "bramble-cottage-childminder")
    assert typed(tmp_path, "1")[1] == [tmp_path / "bramble-cottage-childminder.yaml"]
    hold(tmp_path, "hillside-primary")
    assert typed(tmp_path, "1")[1] == [tmp_path]
    assert typed(tmp_path, "4")[1] == [tmp_path]


def test_the_questions_are_asked_here_of_a_new_organisation_and_of_one_that_is_there(tmp_path: Path) -> None:
    shown, _ = typed(tmp_path, "2", "Hillside", "q", "q")
    assert "Question 1 of 41: What is the name of your organisation?" in shown
    assert "organisation: Hillside" in (tmp_path / "answers.yaml").read_text(encoding="utf-8")
    shown, _ = typed(tmp_path, "2", "1", "1", "q", "q")
    assert "1. Hillside (answers.yaml: 1 answered, 40 open)" in shown
    assert "sector: maintained-school" in (tmp_path / "answers.yaml").read_text(encoding="utf-8")
    typed(tmp_path, "2", "2", "Oak Club", "Oak Club", "q", "q")
    assert "organisation: Oak Club" in (tmp_path / "oak-club.yaml").read_text(encoding="utf-8")


def test_the_documents_are_made_again_and_what_is_open_is_said(tmp_path: Path) -> None:
    assert "There are no answers in this folder yet." in typed(tmp_path, "3", "q")[0]
    hold(tmp_path, "first-draft")
    shown, _ = typed(tmp_path, "3", "q")
    (folder,) = (tmp_path / "out").iterdir()
    assert f"files in {folder}" in shown and "Still to be confirmed:" in shown
    assert (folder / "manifest.json").exists()


def test_with_several_organisations_one_is_chosen(tmp_path: Path) -> None:
    hold(tmp_path, "bramble-cottage-childminder", "hillside-primary")
    shown, _ = typed(tmp_path, "3", "q", "q")
    assert "Whose documents?" in shown and "  2. Hillside Primary School (hillside-primary.yaml: 56 answered" in shown
    assert not (tmp_path / "out").exists()


def test_what_goes_wrong_is_said_and_the_choice_comes_again(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("policygen: 1\nanswers:\n  organisation: [\n", encoding="utf-8")
    shown, _ = typed(tmp_path, "3", "7", "banana", "q")
    assert "broken.yaml:" in shown
    assert "‘7’ is none of the numbers from 1 to 5." in shown and "‘banana’ is none" in shown
    assert shown.count("What would you like to do?") == 4


def test_help_is_shown_and_the_choice_comes_again(tmp_path: Path) -> None:
    shown, _ = typed(tmp_path, "5", "q")
    assert "Usage: policygen" in shown and shown.count("What would you like to do?") == 2


def test_the_end_of_the_input_ends_it(tmp_path: Path) -> None:
    assert typed(tmp_path)[1] == []


def test_without_a_terminal_the_help_is_printed_and_the_exit_code_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "policygen.cli"],
        cwd=schools.ROOT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 2
    for command in (b"ask", b"web", b"build", b"questions"):
        assert command in done.stdout
    assert b"What would you like to do?" not in done.stdout


def test_in_a_real_terminal_it_is_offered_at_once(tmp_path: Path) -> None:
    keyboards = pytest.importorskip("keyboards")
    terminal = keyboards.Terminal(tmp_path, ("-m", "policygen.cli"), tmp_path)
    shown = terminal.until("q ends")
    assert "open the questionnaire in the browser" in shown
    terminal.press("2\n")
    terminal.until("What is the name of your organisation")
    terminal.until("Enter alone")
    terminal.press("Hillside\r")
    terminal.until("children’s home")
    terminal.press("\x04")
    assert "What would you like to do" in terminal.until("q ends")
    terminal.press("q\n")
    assert terminal.close() == 0
    assert (tmp_path / "answers.yaml").exists()


GUIDES = ("for-schools", "for-trustees", "for-consultants")


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_for_people_who_have_never_typed_a_command_shows_what_there_is(guide: str) -> None:
    text = (schools.ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    named = re.findall(r'(?:src="|\]\()([^")]+)', text)
    assert len([one for one in named if one.endswith(".png")]) >= 2
    for one in named:
        path = schools.ROOT / "docs" / one
        assert path.exists(), one
        assert path.suffix != ".png" or path.stat().st_size <= 150_000, one
    assert len(re.findall(r"<img [^>]*alt=\"[^\"]{30,}\"", text)) == text.count("<img ")
    assert f"docs/{guide}.md" in (schools.ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_can_be_typed(guide: str) -> None:
    text = (schools.ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    lines = [
        line.partition("#")[0].split()
        for block in re.findall(r"```\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    assert lines
    for words in lines:
        options = [word for word in words if word.startswith("-") and word != "-o"]
        shown = CliRunner().invoke(app, [words[1], "--help"], env={"COLUMNS": "200"}).output
        assert all(option in shown for option in options), words
        for option, value in pairwise(words):
            known = {"--sector": schools.library().sectors, "--nation": schools.library().nations}.get(option)
            assert known is None or value in known
