"""A real browser fills in the whole interview: with scripts and without, going back, changing its mind, closing and coming again."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schools
from websites import running, seen

from policygen.answers import Answer, Answers, Person
from policygen.bundled import TEMPLATES
from policygen.culture_file import save_answers
from policygen.formats import writer
from policygen.generate import documents
from policygen.interview import Prompt
from policygen.look import DEFAULT, contrast
from policygen.saving import open_answers, save_answer

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
EVERYTHING = bool(os.environ.get("POLICYGEN_SWEEP"))
"""Whether every question is looked at (make sweep), or one of each kind (make test)."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(chromium: Any, target: Path, **how: Any) -> Iterator[Any]:
    """A page over a running site. Whatever it asks of another address, and whatever its policy blocks, fails the test."""
    with running(target) as site:
        context = chromium.new_context(accept_downloads=True, **how)
        page = context.new_page()
        wrong: list[str] = []
        base = site.address.partition("/enter")[0]
        page.on("request", lambda asked: None if asked.url.startswith(base) else wrong.append(asked.url))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(site.address)
        page.base = base
        yield page
        context.close()
        assert wrong == []


# Filling in a page as a person does


def fill(page: Any, prompt: Prompt, answer: Answer, people: dict[str, Person]) -> None:
    """Give this answer on the page of this question."""
    if answer.state in ("unsure", "skipped", "vacant"):
        page.check(f'[name=pick][value="?{answer.state}"]')
        if answer.note and answer.state != "skipped":
            page.fill("#note", answer.note)
    elif prompt.question.chooses or (prompt.kind in ("people", "pairs") and not answer.values and not answer.pairs):
        for value in answer.values:
            page.check(f'[name=pick][value="={value}"]')
        if not answer.values:
            page.check('[name=pick][value="?none"]')
    elif prompt.kind in ("person", "people"):
        new = [people[id] for id in answer.values if not named(page, people[id])]
        for id in answer.values:
            if people[id] not in new:
                page.check(f"#{named(page, people[id])}")
        for row, person in enumerate(new):
            if page.query_selector('[value="?add"]'):
                page.check('[value="?add"]')
            if row:
                page.click("text=Add another person")
            for key in ("name", "title", "phone", "email"):
                page.fill(f"#{key}-{row}", getattr(person, key))
    elif prompt.kind == "pairs":
        for row, pair in enumerate(answer.pairs):
            if row:
                page.click("text=Add another pair")
            for side, id in zip(("first", "second"), pair, strict=True):
                page.select_option(f"#{side}-{row}", label=described(people[id]))
    elif prompt.kind in ("date", "date_or_term") and re.match(r"\d{4}-", answer.value):
        for name, said in zip(("year", "month", "day"), answer.value.split("-"), strict=False):
            page.fill(f"#{name}", said)
    else:
        page.fill("#text", answer.value)


def described(person: Person) -> str:
    return f"{person.name}, {person.title}" if person.title else person.name


def named(page: Any, person: Person) -> str:
    """The field of somebody who can be picked, or nothing."""
    for label in page.query_selector_all(".pick label"):
        if label.inner_text().strip() == described(person):
            return str(label.get_attribute("for"))
    return ""


def question_of(page: Any) -> str:
    found = re.search(r"/q/([\w]+)", page.url)
    return found.group(1) if found else ""


def interview_through(page: Any, path: Path, wanted: Answers, stop_after: int = 999) -> int:
    """Answer what the pages ask until nothing is open; give how many were answered."""
    for count in range(stop_after):
        id = question_of(page)
        if page.url.endswith(("/begun",)) or "/begun?" in page.url:
            page.click("text=Go on with the questions")
            continue
        if not id:
            return count
        prompt = seen(path).prompt(id)
        assert prompt is not None
        fill(page, prompt, wanted.answers[id], dict(wanted.people))
        if prompt.kind in ("text", "phone", "email") and wanted.answers[id].state == "given":
            page.press("#text", "Enter")
        else:
            page.click("button.first")
        assert page.query_selector(".wrong") is None, (id, page.inner_text(".wrong"))
    return stop_after


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(
    ("example", "other"), [("hillside-primary", "nursery"), ("seedling-garden-project", "youth-organisation")]
)
def test_the_whole_interview_gives_what_the_command_line_gives(
    chromium: Any, tmp_path: Path, example: str, other: str, scripts: bool
) -> None:
    """From nothing, with Back, another sector half-way, the program closed and opened again, to the pack."""
    wanted = schools.example(example)
    path = tmp_path / "school.yaml"
    with opened(chromium, path, java_script_enabled=scripts) as page:
        assert "What is the name of your organisation?" in page.title()
        interview_through(page, path, wanted, 14)
        before = question_of(page)
        page.click("text=Back")
        assert question_of(page) != before
        page.click("a:has-text('Keep it and go on')")
        assert question_of(page) == before
        held = open_answers(path, schools.library())
        page.goto(f"{page.base}/o/school.yaml/check")
        page.click("a:has-text('Change: What kind of organisation')")
        page.check(f'[value="={other}"]')
        page.click("button.first")
        assert "/check" in page.url and "Saved:" in page.inner_text("main")
        page.goto(f"{page.base}/o/school.yaml/q/sector?way=check")
        page.check(f'[value="={wanted.text("sector")}"]')
        page.click("button.first")
        assert open_answers(path, schools.library()).answers == held.answers, (
            "coming back to the first sector brings everything back"
        )
    with opened(chromium, path, java_script_enabled=scripts) as page:
        assert question_of(page) == before, "it goes on where it was left"
        interview_through(page, path, wanted)
        assert seen(path).first_open() is None
        page.goto(f"{page.base}/o/school.yaml/make")
        page.uncheck("#format-pdf")
        page.uncheck("#format-md")
        page.click("button.first")
        page.wait_for_url("**/documents?*", timeout=60_000)
        with page.expect_download() as fetched:
            page.click("text=Download all of them")
        archive = zipfile.ZipFile(io.BytesIO(Path(fetched.value.path()).read_bytes()))
        page.click("a:has-text('Read it here') >> nth=0")
        assert wanted.text("organisation") in page.inner_text("body")
    command = [
        sys.executable,
        "-m",
        "policygen.cli",
        "build",
        str(schools.EXAMPLES / f"{example}.yaml"),
        "-o",
        str(tmp_path / "cli"),
    ]
    told = subprocess.run(
        [*command, "--format", "docx,html,xlsx"], cwd=schools.ROOT, check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(schools.ROOT)},
    ).stdout  # fmt: skip
    files = [Path(line) for line in told.split("\n") if line.endswith((".docx", ".html", ".xlsx"))]
    names = {Path(name).name: name for name in archive.namelist()}
    assert sorted(names) == sorted(file.name for file in files) and files
    for file in files:
        words = {".html": schools.html_words, ".docx": schools.word_words, ".xlsx": bytes}[file.suffix]
        assert words(archive.read(names[file.name])) == words(file.read_bytes()), file.name


# Every page for everybody


def sample() -> list[tuple[str, str]]:
    """(example, question): one question of each kind, or every question as some example is asked it."""
    found: dict[str, tuple[str, str]] = {}
    names = schools.NAMES if EVERYTHING else ("hillside-primary",)
    for name in sorted(names, key=lambda name: name != "hillside-primary"):
        for id in schools.example(name).answers:
            question = schools.library().questions[id]
            found.setdefault(id if EVERYTHING else question.kind, (name, id))
    return list(found.values())


SAMPLE = sample()
AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
  .violations.map(one => one.id + ": " + one.nodes.map(node => node.html).slice(0, 3).join(" | "))"""


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def found_by(axe: str, page: Any) -> list[str]:
    """What axe finds wrong with the page, and what does not fit into 320 pixels."""
    page.evaluate(axe)
    wrong = list(page.evaluate(AXE))
    page.set_viewport_size({"width": 320, "height": 640})
    if page.evaluate("document.scrollingElement.scrollWidth") > 320:
        wrong.append("it is wider than 320 pixels")
    page.set_viewport_size({"width": 1280, "height": 900})
    return wrong


@pytest.fixture(scope="module")
def looked_at(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("looked-at")
    for name in {name for name, _ in SAMPLE}:
        (folder / f"{name}.yaml").write_bytes((schools.EXAMPLES / f"{name}.yaml").read_bytes())
    with opened(chromium, folder) as page:
        page.folder = folder
        yield page


@pytest.mark.parametrize(("example", "id"), SAMPLE)
def test_a_question_filled_empty_wrong_and_not_sure_is_accessible_and_fits_a_telephone(
    looked_at: Any, axe: str, example: str, id: str
) -> None:
    page, path = looked_at, looked_at.folder / f"{example}.yaml"
    address = f"{page.base}/o/{example}.yaml/q/{id}"
    held = open_answers(path, schools.library()).answers[id]
    wrong = {}
    page.goto(address)
    wrong["filled"] = found_by(axe, page)
    required = not seen(path).prompt(id).may_skip  # type: ignore[union-attr]
    if id not in ("sector", "nation"):  # without these another interview begins
        save_answer(path, schools.library(), id, held, None)
    page.goto(address)
    wrong["empty"] = found_by(axe, page)
    if id not in ("sector", "nation"):
        page.click("button.first")
        page.wait_for_selector(".wrong:focus", timeout=10_000)
        assert page.title().startswith("Error: ")
        wrong["error"] = found_by(axe, page)
        if not required:
            page.check('[value="?unsure"]')
            page.fill("#note", "Mrs Patel is asking")
            page.click("button.first")
            assert open_answers(path, schools.library()).answers[id] == Answer("unsure", note="Mrs Patel is asking")
            page.goto(address)
            wrong["not sure"] = found_by(axe, page)
        now = open_answers(path, schools.library()).answers.get(id)
        save_answer(path, schools.library(), id, now, held)
    assert not {state: found for state, found in wrong.items() if found}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/new",
        "/o/hillside-primary.yaml",
        "/o/hillside-primary.yaml/check",
        "/o/hillside-primary.yaml/confirm",
        "/o/hillside-primary.yaml/confirm/lead",
        "/o/hillside-primary.yaml/make",
        "/o/hillside-primary.yaml/begun",
        "/nothing",
    ],
)
def test_every_other_page_is_accessible_and_fits_a_telephone(looked_at: Any, axe: str, address: str) -> None:
    looked_at.goto(looked_at.base + address)
    assert found_by(axe, looked_at) == []


@pytest.mark.parametrize("part", ["speaking", "records"])
def test_a_page_of_the_culture_assessment_is_accessible_in_every_state_and_fits_a_telephone(
    looked_at: Any, axe: str, part: str
) -> None:
    """Empty, filled, not sure, and answered by somebody else meanwhile; then the first page and the reading."""
    page, base = looked_at, f"{looked_at.base}/o/hillside-primary.yaml/culture"
    address = f"{base}/{schools.ON}/{part}"
    file = looked_at.folder / "hillside-primary.culture.yaml"
    item = {"speaking": "speak-tiny", "records": "rec-all"}[part]
    wrong = {}
    page.goto(base)
    wrong["first"] = found_by(axe, page)
    page.goto(address)
    wrong["empty"] = found_by(axe, page)
    save_answers(file, schools.library(), schools.ON, {item: ("", "2")})
    page.check(f'[name="s-{item}"][value="3"]')
    page.click("button.first")
    page.wait_for_selector(".wrong:focus", timeout=10_000)
    assert page.title().startswith("Error: ")
    wrong["error"] = found_by(axe, page)
    page.check(f'[name="s-{item}"][value="unsure"]')
    page.click("button.first")
    page.goto(address)
    assert page.is_checked(f'[name="s-{item}"][value="unsure"]')
    wrong["not sure"] = found_by(axe, page)
    page.check(f'[name="s-{item}"][value="4"]')
    page.click("button.first")
    page.goto(address)
    wrong["filled"] = found_by(axe, page)
    page.goto(f"{base}/{schools.ON}")
    wrong["reading"] = found_by(axe, page)
    assert not {state: found for state, found in wrong.items() if found}


def test_enter_in_any_field_continues_and_removes_nothing(looked_at: Any) -> None:
    page, path = looked_at, looked_at.folder / "hillside-primary.yaml"
    for example, id in SAMPLE:
        if example != "hillside-primary":
            continue
        before = open_answers(path, schools.library())
        address = f"{page.base}/o/{example}.yaml/q/{id}"
        page.goto(address)
        fields = [
            field.get_attribute("id") for field in page.query_selector_all("main input:not([type=hidden]), main select")
        ]
        for field in fields if EVERYTHING else fields[:1] + fields[-2:]:
            page.goto(address)
            if not page.is_visible(f"#{field}") or not field:
                continue
            page.focus(f"#{field}")
            if page.evaluate(f"document.getElementById('{field}').tagName") == "SELECT":
                continue  # there Enter opens the list
            with page.expect_navigation():
                page.keyboard.press("Enter")
            after = open_answers(path, schools.library())
            assert (after.answers, after.people) == (before.answers, before.people), (id, field)
            assert page.url != address and page.query_selector(".wrong") is None, (id, field)


def test_the_sentence_follows_while_somebody_types(looked_at: Any) -> None:
    page = looked_at
    page.goto(f"{page.base}/o/hillside-primary.yaml/q/lado_phone")
    page.fill("#text", "0117 496 0888")
    page.wait_for_selector("#appears >> text=0117 496 0888", timeout=10_000)
    assert open_answers(page.folder / "hillside-primary.yaml", schools.library()).text("lado_phone") != "0117 496 0888"


def test_without_scripts_the_summary_of_errors_is_where_the_reader_is(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path / "new.yaml", java_script_enabled=False) as page:
        page.click("button.first")
        page.wait_for_selector(".wrong:focus", timeout=10_000)
        page.click(".wrong a")
        page.wait_for_selector("#text:focus", timeout=10_000)


def test_borders_text_and_the_focus_stand_out_from_every_ground() -> None:
    css = (TEMPLATES / "web" / "site.css").read_text(encoding="utf-8")
    held = dict(re.findall(r"--([a-z]+):(#[0-9a-f]+)", css.split("}")[0]))
    colour = {name: "#" + "".join(c * 2 for c in code[1:]) if len(code) == 4 else code for name, code in held.items()}
    for ground in ("sheet", "ground", "wash", "warm"):
        for edge in ("line", "focus", "bad", "accent"):
            assert contrast(colour[edge], colour[ground]) >= 3, (edge, ground)
        for ink in ("ink", "soft", "accent", "bad"):
            assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)


@pytest.mark.parametrize("name", ["hillside-primary", "bramble-cottage-childminder"])
def test_the_self_check_works_without_a_script_or_a_connection_by_keyboard_and_on_paper(
    chromium: Any, axe: str, tmp_path: Path, name: str
) -> None:
    (made,) = documents(schools.library(), schools.example(name), schools.ON, ["self-check"])
    path = tmp_path / "self-check.html"
    path.write_bytes(writer("html")(made.document, DEFAULT, schools.ON, {}))
    with chromium.new_context(offline=True, java_script_enabled=False) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        answer = page.locator("details.answer").first
        assert not answer.locator("p").first.is_visible()
        answer.locator("summary").focus()
        page.keyboard.press("Enter")
        assert answer.locator("p").first.is_visible() and not page.locator("#answers").is_visible()
        page.emulate_media(media="print")
        assert page.locator("#answers").is_visible() and not answer.is_visible()
        assert asked == [path.as_uri()]
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        for summary in page.locator("summary").all()[:5]:
            summary.click()
        assert found_by(axe, page) == []
