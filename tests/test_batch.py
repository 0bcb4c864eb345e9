"""Many organisations in one run: the sound ones are made, the others named, nothing is mixed up, and nothing is made twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import schools
from clientele import ON, asked, files, order, organisations, workbook
from test_crest import SHIELD, picture
from typer.testing import CliRunner

from policygen import batch as batches
from policygen.batch import Run, run
from policygen.batch_report import write_reports
from policygen.cli import app
from policygen.errors import WriteError
from policygen.generate import build
from policygen.jobs import Job, Order, Result, Worker, arrived
from policygen.leaks import Register
from policygen.plans import Outcome, plan
from policygen.pools import begun, side_by_side
from policygen.writers import word


def going(
    path: Path, out: Path, ordered: Order | None = None, jobs: int = 1, tap: object = None
) -> tuple[Run, list[Outcome]]:
    """A run, and what became of each."""
    ordered = ordered or order()
    told: list[Outcome] = []
    with plan(path, schools.library(), asked(), ordered) as planned:

        def results(given: Iterator[Job]) -> Iterator[Result]:
            for result in side_by_side(given, ordered, planned.register, jobs):
                yield result
                if callable(tap):
                    tap()

        count = run(
            planned,
            out,
            results,
            lambda all: write_reports(out, all, "1", ON, ordered.drawing.look),
            lambda *one: told.append(one[2]),
        )
    return count, told


def command(*given: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(one) for one in given])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Twelve organisations of as many sectors, three of them with a broken row, made once: (workbook, folder)."""
    folder = tmp_path_factory.mktemp("twelve")
    rows = organisations(12)
    rows[2]["approved_on"] = "31 February"
    rows[5].pop("sector")
    rows[9]["share_by"] = "some time"
    path = workbook(folder / "clients.xlsx", rows)
    before = path.read_bytes()
    code, said = command(
        "batch", path, "-o", folder / "out", "--on", ON, "--format", "md", "--document", "policy", "--jobs", 1
    )
    assert code == 3 and "9 made, 0 unchanged, 3 not made" in said, said
    assert path.read_bytes() == before, "the workbook was written to"
    return path, folder / "out"


def test_the_sound_ones_are_made_and_each_broken_one_is_named(made: tuple[Path, Path]) -> None:
    told = json.loads((made[1] / "manifest.json").read_text(encoding="utf-8"))["organisations"]
    failed = {one["name"]: one["why"] for one in told if one["did"] == "failed"}
    assert len(told) == 12 and len(failed) == 3
    assert all(why for why in failed.values())
    for one in told:
        if one["did"] == "made":
            assert all(
                (made[1] / one["folder"] / file["name"]).is_file() for d in one["documents"] for file in d["files"]
            )


def test_each_problem_has_a_link_to_its_cell_in_a_new_workbook(made: tuple[Path, Path]) -> None:
    book = openpyxl.load_workbook(made[1] / "problems.xlsx")
    assert book.sheetnames[0] == "Problems"
    rows = list(book["Problems"].iter_rows(min_row=2))
    weights = [row[5].value for row in rows]
    assert weights.count("Not made") == 3
    for row in rows:
        if row[5].value == "Not made" and row[2].value:
            place = row[1].hyperlink.location.partition("!")[2]
            assert book["Clients"][place].value == row[2].value


def test_one_can_go_on_with_the_workbook_of_problems(made: tuple[Path, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made[1] / "problems.xlsx")
    keys = [cell.value for cell in book["Clients"][3]]
    sheet = book["Clients"]
    sheet.cell(6, keys.index("approved_on") + 1).value = "1 February 2026"
    book.save(tmp_path / "again.xlsx")
    given = ("-o", made[1], "--on", ON, "--format", "md", "--document", "policy", "--jobs", 1)
    code, said = command("batch", tmp_path / "again.xlsx", *given)
    assert code == 3 and "1 made, 9 unchanged, 2 not made" in said, said
    code, said = command("batch", made[0], *given)
    assert code == 3 and "0 made, 9 unchanged, 3 not made" in said, said


def test_what_was_corrected_in_the_workbook_of_problems_is_never_written_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    rows = organisations(3)
    rows[0]["approved_on"], rows[1]["approved_on"] = "yesterday", "tomorrow"
    given = workbook(tmp_path / "clients.xlsx", rows)
    checking = ("-o", out, "--on", ON, "--dry-run")
    assert command("batch", given, *checking)[0] == 3
    first = out / "problems.xlsx"
    written = first.stat().st_mtime_ns
    assert command("batch", given, *checking)[0] == 3
    assert first.stat().st_mtime_ns == written, "the same problems were written again"

    book = openpyxl.load_workbook(first)
    keys = [cell.value for cell in book["Clients"][3]]
    book["Clients"].cell(4, keys.index("approved_on") + 1).value = "1 February 2026"
    book.save(first)
    kept = first.read_bytes()
    code, said = command("batch", first, *checking)
    assert code == 3 and "2 can be made, 1 cannot" in said and str(out / "problems-2.xlsx") in said
    code, said = command("batch", given, *checking)
    assert code == 3 and "1 can be made, 2 cannot" in said
    assert first.read_bytes() == kept, "what somebody had corrected was written over"

    book["Clients"].cell(5, keys.index("approved_on") + 1).value = "1 March 2026"
    book.save(first)
    for row in rows:
        row["approved_on"] = "1 March 2026"
    code, said = command("batch", workbook(tmp_path / "right.xlsx", rows), *checking)
    assert "3 can be made, 0 cannot" in said, said
    assert first.exists(), "somebody's own file was taken away"


def test_the_list_of_all_opens_every_file_and_says_what_is_left(made: tuple[Path, Path]) -> None:
    from lxml import html

    page = html.fromstring((made[1] / "index.html").read_bytes())
    links = page.xpath("//table//a/@href")
    assert len(links) == 9 and all((made[1] / link).is_file() for link in links)
    assert page.xpath("count(//td[@class='not'])") == 3
    assert not page.xpath("//script") and not page.xpath("//*[starts-with(@src, 'http') or starts-with(@href, 'http')]")
    sheet = openpyxl.load_workbook(made[1] / "index.xlsx").active
    assert sheet is not None and sheet.max_row == 13


def test_each_organisation_has_its_answers_to_go_on_from(made: tuple[Path, Path]) -> None:
    told = json.loads((made[1] / "manifest.json").read_text(encoding="utf-8"))["organisations"]
    for one in told:
        if one["did"] == "made":
            path = made[1] / "_answers" / f"{one['folder']}.yaml"
            assert schools.load_answers(path, schools.library()).text("organisation") == one["name"]


def test_a_document_is_the_one_that_build_makes(made: tuple[Path, Path], tmp_path: Path) -> None:
    first = sorted((made[1] / "_answers").glob("*.yaml"))[0]
    answers = schools.load_answers(first, schools.library())
    alone = build(schools.library(), answers, tmp_path, on=ON, formats=["md"])
    for path in sorted((made[1] / first.stem).glob("*.md")):
        assert path.read_bytes() == (alone.folder / path.name).read_bytes()


def test_a_changed_answer_has_that_organisation_made_again_and_no_other(tmp_path: Path) -> None:
    rows = organisations(4)
    path = workbook(tmp_path / "clients.xlsx", rows)
    going(path, tmp_path / "out")
    rows[1]["head.name"] = "Wilhelmina Oakenshaw"
    _, told = going(workbook(path, rows), tmp_path / "out")
    assert [one.did for one in told] == ["unchanged", "made", "unchanged", "unchanged"]


@pytest.mark.parametrize("what", ["date", "formats", "documents", "a file gone"])
def test_whatever_files_rest_on_has_them_made_again(what: str, tmp_path: Path) -> None:
    path, out = workbook(tmp_path / "clients.xlsx", organisations(2)), tmp_path / "out"
    going(path, out)
    changed = order()
    if what == "date":
        changed = replace(changed, on=ON.replace(day=23))
    elif what == "formats":
        changed = replace(changed, formats=("md", "html"))
    elif what == "documents":
        changed = replace(changed, wanted=("policy",))
    else:
        next(iter(sorted(out.glob("*/staff-guide.md")))).unlink()
    _, told = going(path, out, changed)
    assert [one.did for one in told].count("made") == (1 if what == "a file gone" else 2)


def test_what_a_client_edited_stays_and_the_new_file_stands_beside_it(tmp_path: Path) -> None:
    rows = organisations(2)
    path, out = workbook(tmp_path / "clients.xlsx", rows), tmp_path / "out"
    going(path, out)
    edited = sorted(out.glob("*/staff-guide.md"))[0]
    edited.write_text("ours now", encoding="utf-8")
    for row in rows:
        row["head.name"] = "Wilhelmina Oakenshaw"
    _, told = going(workbook(path, rows), out)
    assert edited.read_text(encoding="utf-8") == "ours now" and (edited.parent / "staff-guide.new.md").is_file()
    assert any("edited by hand" in why for one in told for why in one.why)


def test_two_organisations_of_one_name_are_told_apart_or_refused(tmp_path: Path) -> None:
    rows = organisations(2)
    rows[1]["organisation"] = rows[0]["organisation"].upper()
    _, told = going(workbook(tmp_path / "clients.xlsx", rows), tmp_path / "out")
    assert [one.did for one in told] == ["failed", "made"]
    assert "has the name that row 4 has already" in told[0].why[0]


def test_a_folder_of_answers_files_is_run_in_the_same_way(tmp_path: Path) -> None:
    folder = tmp_path / "clients"
    folder.mkdir()
    for name in ("hillside-primary", "kestrel-athletics-club"):
        (folder / f"{name}.yaml").write_bytes((schools.EXAMPLES / f"{name}.yaml").read_bytes())
    (folder / "broken.yaml").write_text(
        "policygen: 1\nanswers:\n  organisation: Broken\n  colour: blue\n", encoding="utf-8"
    )
    count, told = going(folder, tmp_path / "out")
    assert (count.made, count.failed) == (2, 1)
    assert [one.where for one in told if one.did == "failed"] == ["broken.yaml"]
    assert not (tmp_path / "out" / "_answers").exists(), "they have their files already"


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    rows = organisations(2)
    rows[0]["approved_on"] = "yesterday"
    code, said = command("batch", workbook(tmp_path / "c.xlsx", rows), "-o", tmp_path / "out", "--dry-run")
    assert code == 3 and "1 can be made, 1 cannot" in said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["problems.xlsx"]


def test_what_cannot_be_drawn_for_anybody_is_said_before_any_row_is_read(tmp_path: Path) -> None:
    given = workbook(tmp_path / "c.xlsx", organisations(2))
    for wrong, remedy in (
        (("--format", "docs"), "no format is called 'docs'"),
        (("--contents", "numbers"), "there are pages, links"),
        (("--pdf-engine", "weesyprint"), "did you mean 'weasyprint'?"),
    ):
        result = CliRunner().invoke(app, ["batch", str(given), "-o", str(tmp_path / "out"), *wrong])
        assert isinstance(result.exception, WriteError) and remedy in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_asked_for_accessible_files_nobody_gets_one_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = workbook(tmp_path / "c.xlsx", organisations(2))
    asked = ("--format", "docx", "--document", "policy", "--jobs", 1, "--accessible", "--on", ON)
    code, said = command("batch", given, "-o", tmp_path / "out", *asked)
    assert code == 0 and "2 made" in said, said
    monkeypatch.setattr(word, "_core", lambda document, on: '<x xmlns="urn:x"/>')
    code, said = command("batch", given, "-o", tmp_path / "other", *asked)
    assert code == 1 and said.count("the Word file is not accessible: it has no title") >= 2, said
    assert not list((tmp_path / "other").rglob("*.docx"))


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_while_rows_are_read_reaches_the_program_alone_and_not_those_it_began() -> None:
    with begun(order(), 2) as pool:
        assert pool is not None
        blocked = pool.schedule(signal.pthread_sigmask, args=(signal.SIG_BLOCK, ())).result(60)
        assert signal.SIGINT in blocked
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_only_valid_leaves_out_organisations_with_doubts(tmp_path: Path) -> None:
    rows = [row for row in organisations(28) if row["sector"].startswith(("A maintained", "An academy"))][:2]
    rows[0]["head.phone"] = "0161 496 010"
    code, said = command(
        "batch", workbook(tmp_path / "c.xlsx", rows), "-o", tmp_path / "out", "--only-valid", "--format", "md",
        "--document", "staff-guide", "--jobs", 1,
    )  # fmt: skip
    assert code == 3 and "1 made, 0 unchanged, 1 not made" in said, said


def test_where_none_can_be_made_the_exit_says_so(tmp_path: Path) -> None:
    code, said = command(
        "batch", workbook(tmp_path / "c.xlsx", [{"organisation": "A"}]), "-o", tmp_path / "out", "--jobs", 1
    )
    assert code == 1 and "0 made, 0 unchanged, 1 not made" in said


def test_a_worker_that_is_killed_costs_one_organisation_and_it_is_made_the_next_time(tmp_path: Path) -> None:
    path, out = workbook(tmp_path / "clients.xlsx", organisations(16)), tmp_path / "out"
    left = [1]

    def kill() -> None:
        if left and left.pop():
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)

    _, told = going(path, out, order(formats=("docx",), wanted=("policy",)), jobs=2, tap=kill)
    failed = [one for one in told if one.did == "failed"]
    assert len(failed) <= 1 and len(told) == 16
    for one in failed:
        assert "was ended from outside" in one.why[0] and not (out / schools.slugged(one.name)).exists()
    _, again = going(path, out, order(formats=("docx",), wanted=("policy",)), jobs=2)
    assert [one.did for one in again].count("made") == len(failed)
    assert {one.did for one in again} <= {"made", "unchanged"}


def test_a_folder_that_cannot_be_written_stops_no_other(tmp_path: Path) -> None:
    rows, out = organisations(3), tmp_path / "out"
    out.mkdir()
    (out / schools.slugged(rows[1]["organisation"])).write_text("in the way", encoding="utf-8")
    _, told = going(workbook(tmp_path / "clients.xlsx", rows), out)
    assert [one.did for one in told] == ["made", "failed", "made"]
    assert "cannot be written" in told[1].why[0]


def test_a_full_disk_leaves_nothing_half_written_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, out = organisations(3), tmp_path / "out"
    whole = batches.put

    def full(drawn: object, to: Path) -> object:
        if getattr(drawn, "organisation", "") == rows[1]["organisation"]:
            raise OSError(28, "No space left on device")
        return whole(drawn, to)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "put", full)
    _, told = going(workbook(tmp_path / "clients.xlsx", rows), out)
    assert [one.did for one in told] == ["made", "failed", "made"] and "No space left" in told[1].why[0]
    assert not [name for name, _ in files(out) if name.split("/")[-1].startswith(".")]


def test_a_run_that_is_stopped_keeps_what_is_done_and_goes_on_from_there(tmp_path: Path) -> None:
    path, out = workbook(tmp_path / "clients.xlsx", organisations(4)), tmp_path / "out"
    count = [0]

    def stop() -> None:
        count[0] += 1
        if count[0] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        going(path, out, tap=stop)
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["organisations"]
    assert [one["did"] for one in listed] == ["made", "made"]
    _, told = going(path, out)
    assert [one.did for one in told] == ["unchanged", "unchanged", "made", "made"]


def test_a_run_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(WriteError, match="a file, not a folder"):
        going(workbook(tmp_path / "clients.xlsx", organisations(1)), tmp_path / "out")


def test_the_bytes_are_the_same_with_one_process_and_with_more(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", organisations(4))
    ordered = order(formats=("docx", "pdf", "html", "md"), wanted=("staff-guide",))
    for jobs in (1, 2, 4):
        going(path, tmp_path / str(jobs), ordered, jobs=jobs)
    first, *others = (list(files(tmp_path / str(jobs))) for jobs in (1, 2, 4))
    assert [name for name, _ in first] == [name for name, _ in others[0]]
    assert all(first == other for other in others)


def planted(tmp_path: Path, rows: list[dict[str, str]], said: str) -> tuple[Path, Order]:
    """Rows, and a layer in which a clause of everybody’s names somebody."""
    layer = tmp_path / "house"
    shipped = next((schools.ROOT / "clauses" / "policy").glob("purpose.md"))
    (layer / "clauses" / "policy").mkdir(parents=True)
    (layer / "clauses" / "library.yaml").write_text('version: "1"\n', encoding="utf-8")
    text = shipped.read_text(encoding="utf-8")
    (layer / "clauses" / "policy" / "purpose.md").write_text(f"{text.rstrip()}\n\n{said}\n", encoding="utf-8")
    return workbook(tmp_path / "clients.xlsx", rows), order(
        formats=("docx", "pdf", "html", "md"), wanted=("policy",), layers=[layer]
    )


@pytest.mark.parametrize("what", ["a name", "a telephone number", "an e-mail address", "the organisation"])
def test_what_belongs_to_one_client_in_the_words_of_all_is_found_and_both_are_named(what: str, tmp_path: Path) -> None:
    rows = [row for row in organisations(28) if row["sector"].startswith(("A maintained", "An academy"))][:2]
    first = rows[0]
    said = {
        "a name": f"Ask {first['head.name']} about it.",
        "a telephone number": f"The number is {first['head.phone']}.",
        "an e-mail address": f"Write to {first['head.email']}.",
        "the organisation": f"This is so at {first['organisation']} too.",
    }[what]
    path, ordered = planted(tmp_path, rows, said)
    with plan(path, schools.library(), asked(), ordered) as planned:
        jobs = [job for job, _ in planned.jobs()]
        worker = Worker(ordered, planned.register)
        own, other = worker.make(jobs[0]), worker.make(jobs[1])
    assert own.drawn and not own.leaks
    assert other.drawn is None
    assert {leak.rpartition(" ")[2].rpartition(".")[2] for leak in other.leaks} == {"docx", "pdf", "html", "md"}
    assert all(first["organisation"] in leak for leak in other.leaks)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_crest_of_one_client_in_the_files_of_another_is_found(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "clients"
    folder.mkdir()
    for name in ("hillside-primary", "st-brides-independent"):
        (folder / f"{name}.yaml").write_bytes((schools.EXAMPLES / f"{name}.yaml").read_bytes())
    (folder / f"hillside-primary.crest.{kind}").write_bytes(
        SHIELD if kind == "svg" else picture(mode="RGB", colour=(120, 30, 60))
    )
    ordered = order(formats=("docx", "html"), wanted=("policy",))
    with plan(folder, schools.library(), asked(), ordered) as planned:
        own, other = [job for job, _ in planned.jobs()]
        worker = Worker(ordered, planned.register)
        assert worker.make(own).drawn and worker.make(other).drawn
        mixed_up = worker.make(replace(other, crest=own.crest))
    assert mixed_up.drawn is None
    assert {leak.rpartition(".")[2] for leak in mixed_up.leaks} == {"docx", "html"}
    assert all("the crest" in leak and "Hillside" in leak for leak in mixed_up.leaks)


def test_a_client_with_a_leak_is_not_written_and_the_run_says_why(tmp_path: Path) -> None:
    rows = [row for row in organisations(28) if row["sector"].startswith(("A maintained", "An academy"))][:2]
    path, ordered = planted(tmp_path, rows, f"Ask {rows[0]['head.name']} about it.")
    count, told = going(path, tmp_path / "out", replace(ordered, formats=("md",)))
    assert (count.made, count.failed) == (1, 1)
    assert "nothing was written" in told[1].why[0] and rows[0]["organisation"] in told[1].why[0]


def test_an_address_that_two_clients_gave_is_refused_unless_both_name_whom_they_share_it_with(tmp_path: Path) -> None:
    rows = organisations(2)
    rows[1]["head.email"] = rows[0]["head.email"]
    path = workbook(tmp_path / "clients.xlsx", rows)
    _, told = going(path, tmp_path / "out")
    assert told[0].did == "failed" and f"also belongs to {rows[0]['organisation']}" in told[0].why[0]
    for row in rows:
        row["shared_with"] = "Kent; Rowanbeck Trust"
    count, _ = going(workbook(path, rows), tmp_path / "out")
    assert (count.made, count.unchanged, count.failed) == (1, 1, 0)


def test_clients_of_one_authority_may_share_its_number(tmp_path: Path) -> None:
    rows = [row for row in organisations(28) if row["sector"].startswith(("A maintained", "An academy"))][:2]
    for row in rows:
        row["local_authority"], row["lado_phone"] = "Marlshire County Council", "01632 960999"
    count, told = going(workbook(tmp_path / "clients.xlsx", rows), tmp_path / "out")
    assert count.made == 2, told


def test_a_folder_says_in_a_file_who_shares_what(tmp_path: Path) -> None:
    folder = tmp_path / "clients"
    folder.mkdir()
    text = (schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8")
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    (folder / "b.yaml").write_text(
        text.replace("Hillside Primary School", "Brookside Primary School"), encoding="utf-8"
    )
    (folder / "groups.yaml").write_text("groups: [{name: one head, files: [a.yaml, b.yaml]}]\n", encoding="utf-8")
    count, told = going(folder, tmp_path / "out")
    assert count.made == 2, told


def test_a_name_that_is_only_an_office_is_nobodys_own(tmp_path: Path) -> None:
    rows = [row for row in organisations(28) if row["sector"].startswith(("A maintained", "An academy"))][:2]
    rows[0]["lead.name"] = "Safeguarding Lead"
    count, told = going(workbook(tmp_path / "clients.xlsx", rows), tmp_path / "out")
    assert count.made == 2, told


def test_files_that_did_not_arrive_as_they_were_made_are_refused(tmp_path: Path) -> None:
    ordered = order(wanted=("staff-guide",))
    with plan(workbook(tmp_path / "c.xlsx", organisations(1)), schools.library(), asked(), ordered) as planned:
        (job,) = [job for job, _ in planned.jobs()]
        result = Worker(ordered, planned.register).make(job)
    assert result.drawn and arrived(result) is result
    spoilt = replace(result.drawn, files={name: data + b" " for name, data in result.drawn.files.items()})
    assert "did not arrive" in arrived(replace(result, drawn=spoilt)).failed[0]


def test_a_worker_with_another_library_refuses(tmp_path: Path) -> None:
    from policygen.errors import LibraryError

    with pytest.raises(LibraryError, match="not the one that the run was begun with"):
        Worker(replace(order(), library="another"), Register())


def test_a_sheet_is_made_filled_and_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "h.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    code, _ = command("sheet", tmp_path / "clients.xlsx", "--from", folder)
    assert code == 0
    assert openpyxl.load_workbook(tmp_path / "clients.xlsx")["Clients"]["A4"].value == "Hillside Primary School"
    assert command("sheet", tmp_path / "clients.xlsx")[0] == 1
