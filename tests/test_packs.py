"""The packs: what is in each, the sheet on top, and that making one takes nothing from another."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import schools

from policygen import cli
from policygen.errors import WriteError
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.formats import ALL
from policygen.generate import build, draw
from policygen.outlines import PACKS
from policygen.packing import FOLDERS
from policygen.packs import entries, named

HILLSIDE = schools.EXAMPLES / "hillside-primary.yaml"
FOLDER = "hillside-primary-school"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command as it is typed: exit code, what was printed, what was said of errors."""

    def ran(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["policygen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return ran


def test_each_pack_stands_in_its_place_and_says_what_to_do_with_every_file(tmp_path: Path) -> None:
    made = build(
        schools.library(),
        schools.example("hillside-primary"),
        tmp_path,
        on=schools.ON,
        packs=("all",),
        formats=("md", "xlsx"),
    )
    names = [path.relative_to(made.folder).as_posix() for path in made.files]
    for pack, folder in FOLDERS.items():
        folder = f"{folder}/" if folder else ""
        inside = {name for name in names if name.startswith(folder) and (folder or "/" not in name)}
        if not any(outline.pack == pack for outline in schools.library().outlines.values()):
            assert not inside, "nothing on top of nothing"
            continue
        assert f"{folder}read-me-first.md" in inside and len(inside) > 4, pack
        told = (made.folder / f"{folder}read-me-first.md").read_text(encoding="utf-8").replace("\\", "")
        for name in inside - {f"{folder}read-me-first.md"}:
            file = name.removeprefix(folder)
            assert (file if file.endswith(".xlsx") else file.rpartition(".")[0]) in told, f"{name} is not on the sheet"
    assert {"central-record.xlsx", "person-key.xlsx", "trustee-pack/board-workbook.xlsx"} < set(names)
    listed = {one["id"]: one for one in made.manifest["documents"]}
    assert [file["format"] for file in listed["central-record"]["files"]] == ["xlsx"]
    assert {file["name"] for one in listed.values() for file in one["files"]} == set(names)


@pytest.mark.parametrize(
    "name", ["hillside-primary", "seedling-garden-project", "fernlow-scout-group", "quill-tuition-lone-tutor"]
)
def test_the_sheet_on_top_is_one_page_and_leaves_no_file_without_a_use(name: str) -> None:
    answers = schools.example(name)
    library = schools.library()
    speaker = Speaker(library, derive(library, answers), answers)
    packs = [pack for pack in PACKS if entries(library, speaker, pack)]
    assert packs[0] == "school"
    for pack in packs:
        assert [one.id for one in entries(library, speaker, pack) if not (one.use and one.title)] == []
    drawn = draw(library, answers, on=schools.ON, packs=packs, formats=("pdf",))
    covers = {name: data for name, data in drawn.files.items() if name.rpartition("/")[2].startswith("read-me-first")}
    assert len(covers) == len(packs)
    for cover, data in covers.items():
        assert len(pypdfium2.PdfDocument(data)) == 1, cover


def test_making_one_pack_takes_nothing_from_another(tmp_path: Path) -> None:
    library, answers = schools.library(), schools.example("hillside-primary")
    for packs, formats in ((("school",), ("md", "html")), (("trustee",), ("md",)), (("school",), ("md",))):
        made = build(library, answers, tmp_path, on=schools.ON, packs=packs, formats=formats)
        assert made.kept == (), "nobody edited anything"
    held = {one.get("pack") for one in made.manifest["documents"]}
    assert held == {"school", "trustee"}
    assert "forms.html" in {one["name"] for one in made.manifest["earlier"]}, "still ours, though not made now"
    (made.folder / "trustee-pack" / "board-paper.md").write_text("our own words", encoding="utf-8")
    again = build(library, answers, tmp_path, on=schools.ON, packs=("trustee",), formats=("md",))
    assert again.kept == ("trustee-pack/board-paper.md",)
    assert (made.folder / "trustee-pack" / "board-paper.md").read_text(encoding="utf-8") == "our own words"
    assert (made.folder / "trustee-pack" / "board-paper.new.md").is_file()


def test_a_workbook_can_be_made_by_itself_and_a_pack_that_is_none_is_said(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    code, out, _ = run("build", HILLSIDE, "-o", tmp_path, "--document", "central-record")
    assert (code, out.splitlines()) == (0, [str(tmp_path / FOLDER / "central-record.xlsx")])
    code, _, err = run("build", HILLSIDE, "-o", tmp_path, "--pack", "trustees")
    assert code == 1 and "no pack is called 'trustees'; did you mean 'trustee'?" in err
    code, _, err = run("build", HILLSIDE, "-o", tmp_path, "--format", "xls")
    assert code == 1 and "no format is called 'xls'" in err
    code, _, err = run(
        "build", schools.EXAMPLES / "fernlow-scout-group.yaml", "-o", tmp_path, "--document", "central-record"
    )
    assert code == 1 and "no document is called 'central-record'" in err, "its parent body keeps the record"


def test_the_packs_are_listed_with_what_is_done_with_each_file(run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("packs", HILLSIDE, "--pack", "school", "--json")
    told = json.loads(out)
    assert code == 0 and [*told] == ["school"]
    assert {"central-record", "low-level-concerns-policy", "to-confirm"} < {one["id"] for one in told["school"]}
    code, out, _ = run("packs")
    assert code == 0 and all(f"\n{pack}: " in f"\n{out}" for pack in PACKS) and "central-record.xlsx: " in out


def test_packs_are_named_one_by_one_with_commas_or_all_at_once() -> None:
    assert named(["trustee,school"]) == ("school", "trustee") and named(["all"]) == PACKS == named(["all", "school"])
    with pytest.raises(WriteError, match="there are school, trustee, training, lead and all"):
        named(["everything"])


def test_what_is_told_while_files_are_drawn_counts_up_to_the_last() -> None:
    told: list[tuple[int, int]] = []
    drawn = draw(
        schools.library(), schools.example("hillside-primary"), on=schools.ON, wanted=("forms", "insert", "person-key"), formats=ALL,
        tell=lambda done, all, now: told.append((done, all)),
    )  # fmt: skip
    assert told == [(nth, 9) for nth in range(9)] and len(drawn.files) == 9
