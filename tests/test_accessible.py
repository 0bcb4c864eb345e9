"""What is found where a Word file or a PDF would shut somebody out, and that nothing is then written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import schools
from sample import sample

from policygen.accessible import prove_accessible
from policygen.errors import WriteError
from policygen.formats import Drawing
from policygen.generate import build
from policygen.look import DEFAULT
from policygen.word_checks import word_findings
from policygen.writers import word
from policygen.writers.pdf import write_pdf
from policygen.writers.word import write_word

BROKEN = {
    "no title": ("docProps/core.xml", "Low-level concerns policy", " ", "no title"),
    "no language": ("word/styles.xml", '<w:lang w:val="en-GB"', "<w:lang", "in which language"),
    "a level of headings left out": ("word/document.xml", '"Heading2"', '"Heading3"', "is of level 3, but the one before"),
    "no header row": ("word/document.xml", "<w:tblHeader/>", "", "neither a header row nor a header column"),
    "a picture without words": ("word/document.xml", ' descr="Flow chart', ' title="Flow chart', "no words for those"),
    "two pictures with one number": ("word/document.xml", "</w:drawing>", "</w:drawing>{picture}", "the same number"),
    "a field that does not say what it asks": ("word/document.xml", '<w:alias w:val="Signed"/>', "", "what it is for"),
    "a gap without its brackets": ("word/document.xml", "[to confirm: the headteacher’s name]", "?", "colour alone"),
    "a field never ended": ("word/document.xml", '<w:fldChar w:fldCharType="end"/>', "", "begun and not ended"),
    "a field to bring up to date": ("word/document.xml", '"begin"/>', '"begin" w:dirty="true"/>', "up to date"),
    "two bookmarks of one name": ("word/document.xml", '"_pg_purpose_2"', '"_pg_purpose_1"', "bookmarks have the same name"),
    "a link to nowhere": ("word/document.xml", 'w:anchor="who_to_tell"', 'w:anchor="nowhere"', "‘nowhere’, which is not there"),
    "a number of a heading that is gone": ("word/document.xml", " PAGEREF flow_chart", " PAGEREF gone", "‘gone’"),
    "a picture that is not in the file": ("word/document.xml", '"rIdPng1"', '"rIdPng9"', "rIdPng9, which is not there"),
    "words both deleted and kept": (
        "word/document.xml",
        "</w:body>",
        '<w:p><w:del w:id="9"><w:r><w:t>x</w:t></w:r></w:del></w:p></w:body>',
        "marked as deleted",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def sound() -> bytes:
    return write_word(sample(), DEFAULT, schools.ON, {})


def changed(made: bytes, name: str, change: Callable[[str], str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(written, "w") as after:
        for one in before.namelist():
            data = before.read(one)
            after.writestr(one, change(data.decode()).encode() if one == name else data)
    return written.getvalue()


def test_nothing_is_found_in_a_sound_file(sound: bytes) -> None:
    assert word_findings(sound) == ()


@pytest.mark.parametrize("name, old, new, found", BROKEN.values(), ids=BROKEN.keys())
def test_what_would_shut_somebody_out_is_named(sound: bytes, name: str, old: str, new: str, found: str) -> None:
    def change(xml: str) -> str:
        assert old in xml
        start, end = xml.find("<w:drawing>"), xml.find("</w:drawing>") + len("</w:drawing>")
        return xml.replace(old, new.replace("{picture}", xml[start:end]), 1)

    told = word_findings(changed(sound, name, change))
    assert any(found in one for one in told), told


def test_what_is_no_word_file_is_said_to_be_none() -> None:
    (told,) = word_findings(b"no zip")
    assert told.startswith("it is not a whole Word file")


def test_a_pdf_that_lost_its_tags_is_refused_in_plain_words() -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(write_pdf(sample(), DEFAULT, schools.ON, {}))) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(made)
    with pytest.raises(WriteError) as refused:
        prove_accessible({"policy.pdf": made.getvalue()})
    told = str(refused.value)
    assert told.startswith("policy.pdf: the PDF does not meet PDF/UA-1") and "nothing was written" in told


def test_asked_for_accessible_files_it_proves_them_and_writes_them(tmp_path: Path) -> None:
    hillside = schools.example("hillside-primary")
    made = build(
        schools.library(), hillside, tmp_path, on=schools.ON, formats=("docx", "pdf"), wanted=["insert"],
        drawing=Drawing(accessible=True),
    )  # fmt: skip
    assert sorted(path.name for path in made.files) == ["insert.docx", "insert.pdf"]


def test_where_a_check_fails_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "_core", lambda document, on: '<x xmlns="urn:x"/>')
    hillside = schools.example("hillside-primary")
    with pytest.raises(WriteError, match=r"insert\.docx: the Word file is not accessible: it has no title"):
        build(
            schools.library(), hillside, tmp_path, on=schools.ON, formats=("docx",), wanted=["insert"],
            drawing=Drawing(accessible=True),
        )  # fmt: skip
    assert not list(tmp_path.rglob("*"))
