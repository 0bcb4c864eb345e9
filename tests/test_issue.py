"""What happens to documents that were adopted: they are marked, never written over, and the next ones stand beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import schools

from policygen.delivery import Made, put
from policygen.errors import FileError
from policygen.files import folder_of, issued, latest
from policygen.generate import build, draw
from policygen.inspection import inspect
from policygen.issuing import issue, withdraw
from policygen.web.builds import Builds

DAY = date(2026, 12, 10)
CODE, SLUG = "code-of-conduct", "hillside-primary-school"


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Made]:
    """Makes Hillside's code of conduct as Markdown and a web page."""

    def made(name: str = "hillside-primary", on: date = schools.ON, formats: tuple[str, ...] = ("md", "html")) -> Made:
        return build(schools.library(), schools.example(name), tmp_path, on=on, formats=formats, wanted=(CODE,))

    return made


def test_what_was_issued_stays_and_the_next_goes_beside_it(make: Callable[..., Made], tmp_path: Path) -> None:
    first = make()
    before = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    told = issue(first.folder, DAY)
    assert told.organisation == "Hillside Primary School" and set(told.files) == {f"{CODE}.md", f"{CODE}.html"}
    for on in (date(2027, 1, 5), date(2027, 1, 6)):
        later = make(on=on)
        assert later.folder == tmp_path / f"{SLUG}-2"
        assert any(
            note
            == f"{first.folder} was issued on 2026-12-10 and stays as it is; the new documents are in {later.folder}"
            for note in later.notes
        )
    assert {name: (first.folder / name).read_bytes() for name in before} == before
    issue(later.folder, date(2027, 2, 1))
    assert make().folder == tmp_path / f"{SLUG}-3"


def test_inspect_says_that_a_file_is_issued_and_whether_it_is_still_as_adopted(make: Callable[..., Made]) -> None:
    folder = make().folder
    issue(folder, DAY)
    page = folder / f"{CODE}.html"
    assert inspect(page).issued == "issued on 2026-12-10"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", "<p>More.</p></main>"), encoding="utf-8")
    assert inspect(page).issued == "issued on 2026-12-10, and changed since"


def test_an_edit_by_hand_is_what_is_adopted(make: Callable[..., Made]) -> None:
    folder = make().folder
    (folder / f"{CODE}.md").write_text("Our own words.\n", encoding="utf-8")
    told = issue(folder, DAY)
    assert told.edited == (f"{CODE}.md",)
    listed = {file["name"]: file["edited"] for file in json.loads((folder / "issued.json").read_text())["files"]}
    assert listed == {f"{CODE}.md": True, f"{CODE}.html": False}


def test_of_an_edited_file_and_the_new_one_beside_it_somebody_has_to_choose(make: Callable[..., Made]) -> None:
    folder = make().folder
    (folder / f"{CODE}.md").write_text("Our own words.\n", encoding="utf-8")
    assert make().kept == (f"{CODE}.md",)
    with pytest.raises(FileError, match=rf"both {CODE}\.md and {CODE}\.new\.md stand in it; delete or move"):
        issue(folder, DAY)
    (folder / f"{CODE}.new.md").unlink()
    assert issue(folder, DAY).edited == (f"{CODE}.md",)


def test_nothing_that_somebody_edited_is_written_over_at_any_name(make: Callable[..., Made]) -> None:
    folder = make().folder
    for name in (f"{CODE}.md", f"{CODE}.new.md"):
        (folder / name).write_text("Our own words.\n", encoding="utf-8")
    again = make()
    assert again.kept == (f"{CODE}.md", f"{CODE}.new.md")
    assert (folder / f"{CODE}.new-2.md").is_file()
    assert all((folder / name).read_text(encoding="utf-8") == "Our own words.\n" for name in again.kept)


def test_a_file_of_an_earlier_run_is_not_taken_for_one_that_was_edited(make: Callable[..., Made]) -> None:
    make()
    make(formats=("html",))
    again = make(on=date(2026, 11, 23))
    assert again.kept == () and "earlier" not in again.manifest


def test_a_run_that_was_cut_off_leaves_nothing_that_looks_edited(
    make: Callable[..., Made], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make().folder
    drawn = draw(
        schools.library(),
        schools.example("hillside-primary"),
        on=date(2026, 11, 23),
        formats=("md", "html"),
        wanted=(CODE,),
    )
    written: list[Path] = []

    def cut(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        path.write_bytes(data)

    with monkeypatch.context() as patched:
        patched.setattr("policygen.delivery.write_atomic", cut)
        with pytest.raises(KeyboardInterrupt):
            put(drawn, tmp_path)
    assert [path.name for path in written] == ["manifest.json", f"{CODE}.md"]
    with pytest.raises(FileError, match="writing it was cut off; build it again"):
        issue(folder, DAY)
    again = put(drawn, tmp_path)
    assert again.kept == () and "before" not in json.loads((folder / "manifest.json").read_text())


def test_a_draft_is_not_issued_unless_somebody_says_so(tmp_path: Path) -> None:
    draft = build(
        schools.library(), schools.example("first-draft"), tmp_path, on=schools.ON, formats=("md",), wanted=(CODE,)
    )
    with pytest.raises(FileError, match=r"says DRAFT: \d+ answers to confirm; answer what is left and build it again"):
        issue(draft.folder, DAY)
    assert not issued(draft.folder)
    assert issue(draft.folder, DAY, with_gaps=True).drafts
    assert json.loads((draft.folder / "issued.json").read_text())["drafts"] == [CODE]


def test_issuing_can_be_taken_back(make: Callable[..., Made]) -> None:
    folder = make().folder
    issue(folder, DAY)
    with pytest.raises(FileError, match="it was issued on 2026-12-10; take that back with --withdraw first"):
        issue(folder, DAY)
    assert withdraw(folder) == "2026-12-10"
    with pytest.raises(FileError, match="it is not issued"):
        withdraw(folder)
    assert make().folder == folder


def test_only_a_whole_pack_of_ours_is_issued(make: Callable[..., Made], tmp_path: Path) -> None:
    folder = make().folder
    with pytest.raises(FileError, match=f"no documents .* stand in it; name one of the folders in it: {SLUG}"):
        issue(tmp_path, DAY)
    (folder / f"{CODE}.html").unlink()
    with pytest.raises(FileError, match=rf"{CODE}\.html is missing or cannot be read; put it back"):
        issue(folder, DAY)


def test_a_mark_that_cannot_be_read_still_keeps_the_files(make: Callable[..., Made], tmp_path: Path) -> None:
    folder = make().folder
    (folder / "issued.json").write_text("{", encoding="utf-8")
    assert make().folder == tmp_path / f"{SLUG}-2"


def test_pages_show_what_was_issued_until_something_newer_is_made(make: Callable[..., Made], tmp_path: Path) -> None:
    hillside = schools.example("hillside-primary")
    builds = Builds(schools.library(), tmp_path)
    folder = make().folder
    issue(folder, DAY)
    assert latest(tmp_path, hillside.text("organisation")) == folder
    assert folder_of(tmp_path, hillside.text("organisation")) == tmp_path / f"{SLUG}-2"
    shown = builds.pack(hillside)
    assert shown and shown.folder == folder
    make()
    shown = builds.pack(hillside)
    assert shown and shown.folder == tmp_path / f"{SLUG}-2"
    builds.close()
