"""The library is read once and kept; nobody ever sees what it was before a file changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import schools

from policygen.answers_file import load_answers
from policygen.errors import LibraryError
from policygen.generate import documents
from policygen.keeping import kept
from policygen.loading import load

Read = Callable[[], str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where compiled modules go, and so what is kept."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "compiled"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file that has not been touched for an hour."""
    made = tmp_path / "words"
    made.mkdir()
    write(made / "one.txt", "first")
    return made


def write(path: Path, text: str, age: int = 3600) -> None:
    """A file whose last change lies `age` seconds back."""
    path.write_text(text, encoding="utf-8")
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))


def reading(folder: Path) -> tuple[Read, list[str]]:
    """How the folder is read, and what was read of it so far."""
    seen: list[str] = []

    def read() -> str:
        seen.append((folder / "one.txt").read_text(encoding="utf-8"))
        return seen[-1]

    return read, seen


def held(place: Path) -> list[Path]:
    return sorted(place.rglob("library-*.kept"))


def test_what_was_read_is_not_read_again(place: Path, folder: Path) -> None:
    read, seen = reading(folder)
    assert [kept([folder], read) for _ in range(3)] == ["first"] * 3
    assert seen == ["first"]


def test_a_changed_file_is_read_anew(place: Path, folder: Path) -> None:
    read, _ = reading(folder)
    kept([folder], read)
    write(folder / "one.txt", "later", age=1800)
    assert kept([folder], read) == "later"


def test_a_new_file_has_everything_read_anew(place: Path, folder: Path) -> None:
    read, seen = reading(folder)
    kept([folder], read)
    write(folder / "two.txt", "another")
    kept([folder], read)
    assert len(seen) == 2


def test_an_empty_folder_laid_over_others_is_not_the_same_as_none(place: Path, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert kept([folder, tmp_path / "mine"], lambda: "ours and mine") == "ours and mine"
    assert kept([folder], lambda: "ours") == "ours"


def test_a_file_changed_as_it_was_kept_is_read_anew(place: Path, folder: Path) -> None:
    read, _ = reading(folder)
    write(folder / "one.txt", "first", age=0)
    kept([folder], read)
    before = (folder / "one.txt").stat()
    (folder / "one.txt").write_text("later", encoding="utf-8")
    os.utime(folder / "one.txt", ns=(before.st_atime_ns, before.st_mtime_ns))  # a disk whose clock has not ticked
    assert kept([folder], read) == "later"


@pytest.mark.parametrize("rubbish", [b"", b"\x80\x05", b"cposix\nnothing\n.", b"\x00" * 1000])
def test_a_kept_file_that_is_spoilt_is_read_anew(place: Path, folder: Path, rubbish: bytes) -> None:
    read, seen = reading(folder)
    kept([folder], read)
    (only,) = held(place)
    only.write_bytes(rubbish)
    assert kept([folder], read) == "first" and len(seen) == 2


def test_nothing_is_kept_where_python_keeps_nothing(place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read, _ = reading(folder)
    assert kept([folder], read) == "first" and not held(place)


def test_a_place_that_cannot_be_written_stops_nobody(
    tmp_path: Path, place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "file"))
    read, _ = reading(folder)
    assert kept([folder], read) == "first"


def test_only_the_last_few_are_kept(place: Path, folder: Path) -> None:
    read, _ = reading(folder)
    for number in range(9):
        write(folder / "one.txt", "x" * number)
        kept([folder], read)
    assert len(held(place)) == 4


def test_documents_of_a_kept_library_are_those_of_a_library_just_read(place: Path) -> None:
    told = []
    for _ in range(2):
        library = load()
        answers = load_answers(schools.ROOT / "examples" / "hillside-primary.yaml", library)
        told.append([one.document for one in documents(library, answers, date(2026, 11, 22))])
    assert len(held(place)) == 1 and told[0] == told[1]


def test_a_library_with_a_mistake_is_not_kept(place: Path, tmp_path: Path) -> None:
    layer = tmp_path / "layer"
    layer.mkdir()
    write(layer / "facts.yaml", "facts:\n  - {id: odd, label: odd, when: {no_such_fact: yes}}\n")
    for _ in range(2):
        with pytest.raises(LibraryError, match="no_such_fact"):
            load([layer])
    assert not held(place)
