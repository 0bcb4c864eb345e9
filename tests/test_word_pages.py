"""What the contents of a Word file say of pages, and what stays of the file in other programs."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
import schools
from docx2python import docx2python
from lxml import etree
from sample import sample

from policygen.document import Document
from policygen.look import DEFAULT
from policygen.word_checks import word_findings
from policygen.writers.pdf import write_pdf
from policygen.writers.word import write_word

EVERY = sorted(path.stem for path in schools.EXAMPLES.glob("*.yaml"))
SOME = ("first-draft", "little-otters-nursery", "st-brides-independent")
"""With a page of what is to confirm; without a cover; and one whose sections end at the foot of a page."""
TRIED = EVERY if os.environ.get("POLICYGEN_SWEEP") == "1" else SOME
FONTS = f"""<?xml version="1.0"?>
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{schools.ROOT / "templates" / "fonts"}</dir>
</fontconfig>
"""
"""The twin of Calibri is there on any machine: the widths of another font would make other pages."""
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for files and for LibreOffice's own profile."""
    yield tmp_path_factory.mktemp("office")


def converted(folder: Path, files: list[Path], kind: str) -> list[Path]:
    """The files as LibreOffice saves them in another format, all in one go."""
    out, fonts = folder / kind, folder / "fonts.conf"
    fonts.write_text(FONTS)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), *map(str, files)]
    around = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    subprocess.run(command, check=True, capture_output=True, timeout=900, env=around)
    return [out / f"{file.stem}.{kind}" for file in files]


def policies(name: str) -> Iterator[Document]:
    """The policy and the code of conduct of an example."""
    answers = schools.example(name)
    yield schools.made(answers).document
    yield schools.made(answers, document="code-of-conduct").document


def text_of(path: Path) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]


def entries(made: bytes) -> list[tuple[str, str]]:
    """(style, words) of each line of the contents."""
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
    listed = next((one for one in body.iter(f"{W}sdt") if one.find(f".//{W}docPartGallery") is not None), None)
    return [
        (
            one.find(f"{W}pPr/{W}pStyle").get(f"{W}val"),
            " ".join("".join(part.text or " " for part in one.iter(f"{W}t", f"{W}tab")).split()),
        )
        for one in (listed.iter(f"{W}p") if listed is not None else ())
    ]


@pytest.mark.needs_office
def test_the_contents_name_the_page_on_which_each_part_begins_and_word_is_as_long_as_the_pdf(office: Path) -> None:
    documents = {f"{name}--{one.id}": one for name in TRIED for one in policies(name)}
    files = []
    for name, document in documents.items():
        path = office / f"{name}.docx"
        path.write_bytes(write_word(document, DEFAULT, schools.ON, {}))
        files.append(path)
    told = 0
    for document, file, printed in zip(documents.values(), files, converted(office, files, "pdf"), strict=True):
        sheets = text_of(printed)
        length = len(pypdfium2.PdfDocument(write_pdf(document, DEFAULT, schools.ON, {})))
        assert abs(len(sheets) - length) <= 2, (file.stem, len(sheets), length)
        for style, line in entries(file.read_bytes()):
            if style == "TOC2":
                continue
            title, _, page = line.rpartition(" ")
            told += 1
            pattern = r"^" + r"\s+".join(map(re.escape, title.split())) + r"\s*$"
            where = [number for number, sheet in enumerate(sheets, 1) if re.search(pattern, sheet, re.MULTILINE)]
            assert where[-1:] == [int(page)], (file.stem, line)
    assert told >= 2 * len(TRIED)


def test_the_sections_are_linked_without_a_page_and_at_most_eight_parts_carry_one() -> None:
    for document in policies("first-draft"):
        made = entries(write_word(document, DEFAULT, schools.ON, {}))
        numbered = [line for style, line in made if style != "TOC2" and re.search(r" \d+$", line)]
        sections = [part for part in document.parts if part.kind == "section"]
        assert 0 < len(numbered) <= 8 and len(made) == len(numbered) + len(sections)
        assert numbered[-1].startswith("To confirm ")


def test_contents_of_links_alone_name_no_page() -> None:
    policy = schools.made(schools.example("hillside-primary")).document
    made = write_word(policy, DEFAULT, schools.ON, {}, numbered=False)
    assert not [line for style, line in entries(made) if style == "TOC1" and re.search(r" \d+$", line)]


def test_no_page_is_named_in_a_font_whose_measures_we_do_not_have() -> None:
    policy = schools.made(schools.example("hillside-primary")).document
    made = write_word(policy, replace(DEFAULT, word_font="Comic Sans MS"), schools.ON, {})
    assert not [line for style, line in entries(made) if style == "TOC1" and re.search(r" \d+$", line)]


def test_the_last_section_begins_a_page_where_programs_might_not_agree_on_the_next() -> None:
    """St Bride's sections end on the last line of a page in one program, and one line over it in another."""
    policy = schools.made(schools.example("st-brides-independent")).document
    body = etree.fromstring(
        zipfile.ZipFile(io.BytesIO(write_word(policy, DEFAULT, schools.ON, {}))).read("word/document.xml")
    )
    begun = [
        "".join(one.itertext()) for one in body.iter(f"{W}p") if one.find(f"{W}pPr/{W}pageBreakBefore") is not None
    ]
    assert any("Guidance followed" in title for title in begun)


@pytest.mark.needs_office
def test_saved_by_libreoffice_it_keeps_its_words_its_headings_and_its_numbers(office: Path) -> None:
    policy = schools.made(schools.example("hillside-primary")).document
    path = office / "policy.docx"
    path.write_bytes(write_word(policy, DEFAULT, schools.ON, {}))
    (saved,) = converted(office, [path], "docx")
    before, after = docx.Document(str(path)), docx.Document(str(saved))
    assert words(after) == words(before)
    assert headings(after) == headings(before) and len(headings(before)) > 60
    # what a reference says, worked out again by the program that saved it
    said = " ".join("".join(one.itertext(f"{W}t")) for one in after.element.body.iter(f"{W}p"))
    assert "the ladder (4.4)" in said and "Contacts (Appendix D)" in said


def words(document: object) -> list[str]:
    """Every word, the contents and the forms among them."""
    every = document.element.body.iter(f"{W}p")  # type: ignore[attr-defined]
    said = " ".join("".join(part.text or " " for part in one.iter(f"{W}t", f"{W}tab", f"{W}br")) for one in every)
    return said.replace("☐", " ").replace("\u00a0", " ").split()


def headings(document: object) -> list[str]:
    return [
        one.text.strip()
        for one in document.paragraphs  # type: ignore[attr-defined]
        if one.style.name.casefold().startswith(("heading", "appendix heading"))
    ]


def test_other_programs_read_the_same_words_from_it(tmp_path: Path) -> None:
    path = tmp_path / "policy.docx"
    path.write_bytes(write_word(sample(), DEFAULT, schools.ON, {}))
    seen = " ".join(docx.Document(str(path)).element.body.itertext(f"{W}t"))
    with docx2python(str(path)) as read:
        told = re.sub(r"<[^>]*>|----[^-]*----|\d+\)|\([a-z]\)|--", " ", read.text)
    for line in (
        "Share any concern about an adult, however small",
        "None of these is a reason to wait",
        "Record of a concern",
    ):
        assert line in " ".join(seen.split()) and line in " ".join(told.split())
    assert set(re.findall(r"[a-z]{4,}", seen)) - set(re.findall(r"[a-z]{4,}", told)) == set()


@pytest.mark.parametrize("kind", schools.KINDS)
def test_a_screen_reader_finds_its_way_through_every_kind_of_word_file(kind: str) -> None:
    assert word_findings(write_word(schools.kinds()[kind], DEFAULT, schools.ON, {})) == ()
