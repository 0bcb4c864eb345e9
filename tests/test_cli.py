"""What a person at a command line sees: files made, words printed, the exit code, and errors without a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import schools

import policygen
from policygen import cli
from policygen.formats import FORMATS
from policygen.generate import documents

HILLSIDE, DRAFT, RIVERSIDE = (
    str(schools.EXAMPLES / f"{name}.yaml") for name in ("hillside-primary", "first-draft", "riverside-academy-trust")
)
POLICY = "low-level-concerns-policy"
DOCUMENTS = tuple(
    made.document.id for made in documents(schools.library(), schools.example("hillside-primary"), schools.ON)
)
"""What is made for Hillside, in order."""
WORKBOOKS = ("central-record", "person-key")
COMMANDS = ("ask", "build", "packs", "inspect", "issue", "explain", "matrix", "questions", "check", "doctor")


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command as it is typed."""

    def ran(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["policygen", *map(str, words)])
        monkeypatch.delenv("POLICYGEN_DEBUG", raising=False)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return ran


def process(*words: object, cwd: Path, text: str = "", **environment: str) -> Ran:
    """Runs a command in a process of its own, with its input from a pipe."""
    ended = subprocess.run(
        [sys.executable, "-m", "policygen.cli", *map(str, words)],
        cwd=cwd,
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(schools.ROOT), **environment},
        check=False,
    )
    return Ran(ended.returncode, ended.stdout, ended.stderr)


def sheet(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(
        f"policygen: 1\nanswers:\n  organisation: Hillside\n  sector: maintained-school\n  nation: england\n{rows}",
        encoding="utf-8",
    )
    return path


# build


def test_build_makes_a_folder_with_every_format_and_a_manifest(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("build", HILLSIDE, "-o", tmp_path)
    folder = tmp_path / "hillside-primary-school"
    names = [f"{id}.{kind}" for id in ("read-me-first", *DOCUMENTS) for kind in FORMATS]
    names += [f"{id}.xlsx" for id in WORKBOOKS]
    assert {POLICY, "code-of-conduct"} < set(DOCUMENTS)
    assert (ran.code, ran.out.splitlines(), ran.err) == (0, [str(folder / name) for name in names], "")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, "manifest.json"])


def test_build_prints_its_manifest_and_writes_the_same_words(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("build", HILLSIDE, "-o", tmp_path, "--json", "--format", "md", "--on", "2026-11-22")
    told = json.loads(ran.out)
    assert told == json.loads((tmp_path / "hillside-primary-school" / "manifest.json").read_text(encoding="utf-8"))
    assert (told["on"], told["organisation"], told["library"]) == (
        "2026-11-22",
        "Hillside Primary School",
        schools.library().version,
    )
    assert [document["id"] for document in told["documents"]] == ["read-me-first-school", *DOCUMENTS]
    for document in told["documents"][1:]:
        assert document["status"] == "ready to adopt"
        assert len(document["files"]) == 1 and len(document["files"][0]["sha256"]) == 64
    policy = told["documents"][1 + DOCUMENTS.index(POLICY)]
    assert policy["editions"]["kcsie"] == "2026" and policy["clauses"]["who-to-tell"]


def test_the_document_is_dated_by_its_approval_unless_a_day_is_given(run: Callable[..., Ran], tmp_path: Path) -> None:
    assert json.loads(run("build", HILLSIDE, "-o", tmp_path, "--json", "--format", "md").out)["on"] == "2026-11-18"
    assert (
        json.loads(run("build", HILLSIDE, "-o", tmp_path, "--json", "--format", "md", "--on", "2025-10-01").out)["on"]
        == "2025-10-01"
    )


def test_a_draft_is_made_and_says_what_is_left(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("build", DRAFT, "-o", tmp_path, "--format", "md", "--on", "2026-11-22")
    assert ran.code == 0
    assert re.search(rf"^{POLICY}: DRAFT: \d+ answers to confirm", ran.out, re.MULTILINE)
    assert "  head: Who is the headteacher? Not answered yet" in ran.out


def test_strict_says_3_where_something_is_left_and_0_where_nothing_is(run: Callable[..., Ran], tmp_path: Path) -> None:
    assert run("build", HILLSIDE, "-o", tmp_path, "--format", "md", "--on", "2026-11-22", "--strict").code == 0
    ran = run("build", RIVERSIDE, "-o", tmp_path, "--format", "md", "--on", "2026-11-22", "--strict")
    assert ran.code == 3 and "DRAFT: 2 answers to confirm" in ran.err
    assert (tmp_path / "riverside-academy" / "low-level-concerns-policy.md").is_file(), "it is made all the same"


def test_strict_says_3_where_it_is_not_approved_yet(run: Callable[..., Ran], tmp_path: Path) -> None:
    lodge = schools.EXAMPLES / "the-lodge-sole-proprietor.yaml"
    ran = run("build", lodge, "-o", tmp_path, "--format", "md", "--on", "2026-11-22", "--strict")
    assert ran.code == 3 and "DRAFT: not yet approved" in ran.err


def test_a_file_edited_by_hand_stays_and_the_new_one_stands_beside_it(run: Callable[..., Ran], tmp_path: Path) -> None:
    build = ("build", HILLSIDE, "-o", tmp_path, "--format", "md,html", "--on", "2026-11-22", "--document", POLICY)
    run(*build)
    edited = tmp_path / "hillside-primary-school" / "low-level-concerns-policy.md"
    as_made = edited.read_bytes()
    edited.write_text("Our own words.", encoding="utf-8")
    for _ in range(2):
        ran = run(*build)
        assert edited.read_text(encoding="utf-8") == "Our own words."
        assert (edited.parent / "low-level-concerns-policy.new.md").read_bytes() == as_made
        assert (
            f"note: {edited} was edited by hand and stays; the new one is low-level-concerns-policy.new.md" in ran.err
        )
    assert sorted(path.name for path in edited.parent.iterdir()) == [
        "low-level-concerns-policy.html",
        "low-level-concerns-policy.md",
        "low-level-concerns-policy.new.md",
        "manifest.json",
    ]


def test_a_file_that_was_not_touched_is_made_anew(run: Callable[..., Ran], tmp_path: Path) -> None:
    run("build", HILLSIDE, "-o", tmp_path, "--format", "md", "--on", "2025-10-01")
    ran = run("build", HILLSIDE, "-o", tmp_path, "--format", "md", "--on", "2026-11-22")
    told = (tmp_path / "hillside-primary-school" / "low-level-concerns-policy.md").read_text(encoding="utf-8")
    assert ran.err == "" and "KCSIE 2026" in told and "KCSIE 2025" not in told


def test_another_process_on_another_day_makes_the_same_files(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        ran = process(
            "build",
            HILLSIDE,
            "-o",
            tmp_path / seed,
            "--on",
            "2026-11-22",
            cwd=tmp_path,
            PYTHONHASHSEED=seed,
            TZ="Pacific/Auckland" if seed == "2" else "UTC",
        )
        assert (ran.code, ran.err) == (0, "")
        made.append({path.name: path.read_bytes() for path in (tmp_path / seed / "hillside-primary-school").iterdir()})
    assert len(made[0]) == (len(DOCUMENTS) + 1) * len(FORMATS) + len(WORKBOOKS) + 1
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


def test_layers_are_laid_over_the_library_in_their_order(run: Callable[..., Ran], tmp_path: Path) -> None:
    for name in ("county", "school"):
        (tmp_path / name / "policy").mkdir(parents=True)
        head = "title: The desk\nsection: telling\nsince: 2021-09-01\nalways: yes\ncites: [kcsie/llc-sharing]\n"
        (tmp_path / name / "policy" / "desk.md").write_text(f"---\n{head}---\nSays the {name}.\n", encoding="utf-8")
    layers = ("--library", tmp_path / "county", "--library", tmp_path / "school")
    ran = run("build", HILLSIDE, "-o", tmp_path, "--format", "md", "--json", *layers)
    assert json.loads(ran.out)["layers"] == ["county", "school"]
    assert "Says the school." in (tmp_path / "hillside-primary-school" / "low-level-concerns-policy.md").read_text(
        encoding="utf-8"
    )


def test_doubts_about_an_answer_are_said_and_hold_nothing_up(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run(
        "build", sheet(tmp_path, "  lado_phone: ring twice\n"), "-o", tmp_path, "--format", "md", "--on", "2026-11-22"
    )
    assert (
        ran.code == 0
        and "note: answers.yaml:6: 'lado_phone': 'ring twice' has no digits; check it; it will be printed as it is"
        in ran.err
    )


# explain, matrix, questions


def test_explain_says_why_each_clause_is_in_or_out(run: Callable[..., Ran]) -> None:
    ran = run("explain", HILLSIDE, "--on", "2026-11-22")
    assert ran.code == 0
    assert re.search(
        r"^in  who-to-tell \(\d+\.\d+ The person to tell\)\n      because: always\n      meets: ", ran.out, re.MULTILINE
    )
    assert re.search(
        r"^out clergy \(.*\)\n      because: .*(religious|clergy).*no", ran.out, re.MULTILINE | re.IGNORECASE
    )
    shown = re.findall(r"^(in |out) ([a-z0-9-]+)", ran.out, re.MULTILINE)
    assert {id for _, id in shown} == set(schools.library().clauses)


def test_explain_can_be_asked_about_one_clause_and_lists_what_is_not_used(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    ran = run("explain", HILLSIDE, "premises", "--on", "2026-11-22")
    assert ran.out.startswith("in  premises (") and ran.out.count("because:") == 1
    whole = run("explain", sheet(tmp_path, "  trust: Rowanbeck\n"), "--on", "2026-11-22")
    assert "not asked of this organisation, so not used: trust" in whole.out
    assert "assumed, until answered: premises" in whole.out
    told = json.loads(run("explain", HILLSIDE, "premises", "--json").out)
    assert told["clauses"][0]["chosen"] is True and told["clauses"][0]["clause"] == "premises"


def test_explain_says_that_a_wording_is_not_right_on_that_day(run: Callable[..., Ran]) -> None:
    late = max(
        (clause for dated in schools.library().clauses.values() for clause in dated[:1]),
        key=lambda clause: clause.since,
    )
    ran = run("explain", HILLSIDE, late.id, "--on", "2021-09-01")
    assert f"out {late.id}" in ran.out and "its wording is not right on 2021-09-01" in ran.out


def test_matrix_lists_every_requirement_with_its_strength_its_place_and_its_clause(run: Callable[..., Ran]) -> None:
    ran = run("matrix", HILLSIDE, "--on", "2026-11-22")
    assert ran.code == 0 and "gap" not in [line.strip() for line in ran.out.splitlines()]
    assert re.search(
        r"^should kcsie/llc-sharing +KCSIE 2026, Part four, section two\n +who-to-tell \(\d+\.\d+\)",
        ran.out,
        re.MULTILINE,
    )
    rows = json.loads(run("matrix", HILLSIDE, "--on", "2026-11-22", "--json").out)
    assert len(rows) > 60 and all(row["clauses"] and row["sections"] for row in rows)
    assert {"must", "should", "good"} <= {row["strength"] for row in rows}


@pytest.mark.parametrize("name", schools.NAMES)
def test_matrix_shows_no_gap_for_any_example(run: Callable[..., Ran], name: str) -> None:
    assert run("matrix", schools.EXAMPLES / f"{name}.yaml", "--on", "2026-11-22").code == 0


def test_questions_lists_every_question_with_its_answers_and_who_knows(run: Callable[..., Ran]) -> None:
    ran = run("questions")
    for question in schools.library().questions.values():
        assert f"  {question.id} ({question.kind}): " in ran.out
        assert all(f"      {option.id}: " in ran.out for option in question.options)
        assert f"      who usually knows: {question.who}" in ran.out
    told = json.loads(run("questions", "--json").out)
    assert [one["id"] for one in told] == list(schools.library().questions)
    assert all(one["ask"] and one["label"] and one["help"] and one["why"] and one["who"] for one in told)


# check, doctor, ask


def test_check_of_a_layer_lists_its_mistakes_and_says_1(run: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "terms.yaml").write_text("terms: [a\n", encoding="utf-8")
    ran = run("check", "--library", tmp_path / "mine")
    assert ran.code == 1 and ran.out.startswith("mine/terms.yaml:2: this is not YAML") and ran.err == "1 mistake\n"
    told = json.loads(run("check", "--library", tmp_path / "mine", "--json").out)
    assert told["problems"][0]["where"] == "mine/terms.yaml" and told["problems"][0]["line"] == 2


def test_check_of_our_library_says_what_was_proved(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    proof = policygen.check.__globals__["Proof"](
        [], 7, 8, 9, ("academy",), {("academy", "england"): (8, 8)}, unconfirmed=["KCSIE 2026: paragraph numbers"]
    )
    monkeypatch.setattr("policygen.checked.check", lambda folders, sectors, nations: proof)
    ran = run("check")
    assert ran.code == 0 and ran.out.startswith("Proved: 7 clauses, each in for some organisation and out for another")
    assert "For a person to confirm (cited by title and topic until then): KCSIE 2026: paragraph numbers." in ran.out
    told = json.loads(run("check", "--json").out)
    assert told["problems"] == [] and told["met"] == {"academy in england": {"apply": 8, "met": 8}}


def test_doctor_looks_at_every_part(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("doctor")
    assert ran.code == 0 and "NO " not in ran.out
    assert all(
        f"ok  {what}: " in ran.out
        for what in ("policygen", "Python", "typst", "python-docx", "fonts", "clause library", "this folder")
    )


def test_doctor_says_what_is_missing_and_what_to_do(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from policygen import machine
    from policygen.errors import LibraryError, Problem

    def broken() -> None:
        raise LibraryError(Problem("x", 1, "y", "z"))

    monkeypatch.setattr(machine, "PARTS", (("no-such-part-of-it", "PDF"),))
    monkeypatch.setattr(machine, "load", broken)
    monkeypatch.setattr(machine.bundled, "FONTS", tmp_path)
    monkeypatch.setattr(machine.tempfile, "TemporaryDirectory", lambda **_: (_ for _ in ()).throw(OSError()))
    ran = run("doctor")
    assert ran.code == 1
    assert "NO  no-such-part-of-it: missing (PDF): install policygen again with its locked dependencies" in ran.out
    assert "NO  fonts: missing: install policygen again" in ran.out
    assert "NO  clause library: 1 mistake: run 'policygen check'" in ran.out
    assert "NO  this folder: cannot be written to: name another with -o" in ran.out


def test_ask_without_a_terminal_says_2_and_what_else_can_be_done(tmp_path: Path) -> None:
    ran = process("ask", "school.yaml", cwd=tmp_path, text="y\n")
    assert ran.code == 2 and "this is not a terminal" in ran.err and "--plain" in ran.err
    assert list(tmp_path.iterdir()) == []


# Errors

WRONG: dict[str, tuple[Callable[[Path], list[object]], int, str]] = {
    "no such file": (
        lambda at: ["build", at / "none.yaml", "-o", at / "out"],
        1,
        "none.yaml: the file cannot be read (No such file or directory); check the name and that you may open it",
    ),
    "a mistake in the answers": (
        lambda at: ["build", sheet(at, "  phase: primry\n"), "-o", at / "out"],
        1,
        "answers.yaml:6: 'primry' is no answer to 'phase'; did you mean 'primary'?",
    ),
    "two mistakes": (
        lambda at: ["build", sheet(at, "  phase: primry\n  hed: x\n"), "-o", at / "out"],
        1,
        "answers.yaml:7: unknown question 'hed'; did you mean 'head'?",
    ),
    "no kind of organisation": (
        lambda at: ["build", _written(at, "policygen: 1\nanswers: {organisation: Hillside}\n"), "-o", at / "out"],
        1,
        "answers.yaml: the question 'sector' has no answer; nothing can be made without the kind of organisation",
    ),
    "too early a day": (
        lambda at: ["build", HILLSIDE, "-o", at / "out", "--on", "2020-10-01"],
        1,
        "--on: on 1 October 2020 KCSIE had no section on low-level concerns",
    ),
    "no such format": (
        lambda at: ["build", HILLSIDE, "-o", at / "out", "--format", "doc"],
        1,
        "--format: no format is called 'doc'; did you mean 'docx'?",
    ),
    "no such document": (
        lambda at: ["build", HILLSIDE, "-o", at / "out", "--document", "policy"],
        1,
        "--document: no document is called 'policy'; there are ",
    ),
    "no such library": (
        lambda at: ["build", HILLSIDE, "-o", at / "out", "--library", at / "mine"],
        1,
        "mine: there is no such folder; name the folder of a library",
    ),
    "no such clause": (
        lambda at: ["explain", HILLSIDE, "who-to-tel"],
        1,
        "explain: no clause is called 'who-to-tel'; did you mean 'who-to-tell'?",
    ),
    "a file where the folder should be": (
        lambda at: ["build", HILLSIDE, "-o", sheet(at, ""), "--format", "md"],
        1,
        "the file cannot be written",
    ),
    "no such day": (
        lambda at: ["build", HILLSIDE, "-o", at / "out", "--on", "18/11/2026"],
        2,
        "'18/11/2026' is not a date; write year-month-day, for example 2026-09-01",
    ),
    "no such command": (lambda at: ["biuld", HILLSIDE], 2, "No such command 'biuld'"),
    "no file named": (lambda at: ["build"], 2, "Missing argument 'ANSWERS.yaml'"),
}


def _written(folder: Path, text: str) -> Path:
    (folder / "answers.yaml").write_text(text, encoding="utf-8")
    return folder / "answers.yaml"


@pytest.mark.parametrize(("words", "code", "said"), WRONG.values(), ids=WRONG)
def test_an_error_is_told_in_plain_words_and_nothing_is_written(
    run: Callable[..., Ran], tmp_path: Path, words: Callable[[Path], list[object]], code: int, said: str
) -> None:
    ran = run(*words(tmp_path))
    assert ran.code == code and ran.out == ""
    assert said in " ".join(ran.err.split()) and "Traceback" not in ran.err
    assert [path.name for path in tmp_path.iterdir()] in ([], ["answers.yaml"])


def test_a_traceback_is_shown_where_it_is_asked_for(tmp_path: Path) -> None:
    ran = process("--debug", "build", "none.yaml", cwd=tmp_path)
    assert ran.code == 1 and "Traceback" in ran.err and "none.yaml: the file cannot be read" in ran.err


def test_an_interruption_says_that_it_stopped(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("policygen.machine.doctor", interrupted)
    monkeypatch.setitem(policygen.__dict__, "doctor", interrupted)
    ran = run("doctor")
    assert ran.code == 130 and "Traceback" not in ran.err


def test_a_reader_that_stops_reading_is_no_error_to_shout_about(tmp_path: Path) -> None:
    ended = subprocess.run(
        f"'{sys.executable}' -m policygen.cli questions | head -c 10",
        shell=True, cwd=schools.ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(ended.stdout) == 10 and "Traceback" not in ended.stderr


def test_help_names_every_command_and_the_version_can_be_asked(run: Callable[..., Ran]) -> None:
    ran = run("--help")
    assert ran.code == 0 and all(re.search(rf"^\s+{command}\s+\S", ran.out, re.MULTILINE) for command in COMMANDS)
    assert re.fullmatch(r"policygen \d\S*\n", run("--version").out)
    assert all(run(command, "--help").code == 0 for command in COMMANDS)


def test_nothing_is_coloured_where_that_is_not_wanted(tmp_path: Path) -> None:
    for words in (("--help",), ("build", "none.yaml"), ("doctor",), ("biuld",)):
        ran = process(*words, cwd=tmp_path, NO_COLOR="1", FORCE_COLOR="", TERM="xterm-256color")
        assert "\x1b" not in ran.out + ran.err


def test_every_command_is_one_plain_call_of_a_public_name() -> None:
    assert set(COMMANDS) <= {*policygen.__all__, "questions", "packs"}
    assert all(callable(getattr(policygen, name)) for name in policygen.__all__)
    assert all(callable(getattr(policygen, name)) for name in policygen.__all__), (
        "and again, once all of it is imported"
    )
    with pytest.raises(AttributeError, match="has no attribute 'biuld'"):
        policygen.biuld  # noqa: B018


def test_one_person_in_two_posts_is_said_when_the_documents_are_made(run: Callable[..., Ran], tmp_path: Path) -> None:
    text = Path(HILLSIDE).read_text(encoding="utf-8").replace("lead: patel", "lead: jones")
    answers = tmp_path / "answers.yaml"
    answers.write_text(text, encoding="utf-8", newline="\n")
    made = run("build", answers, "-o", tmp_path / "out", "--format", "md")
    assert "Ann Jones is named for the headteacher and the Designated Safeguarding Lead" in made.err
