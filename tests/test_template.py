"""A Word template of the organisation's own dresses its documents, whatever its styles are called, and brings nothing else along."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import schools
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from ooxml_integrity import check
from openxml_audit import OpenXmlValidator
from PIL import Image
from sample import sample

from policygen import cli
from policygen.errors import AnswersError, WriteError
from policygen.generate import documents
from policygen.look import DEFAULT
from policygen.look_file import read_look
from policygen.template_check import check_template, new_template
from policygen.writers.word import write_word
from policygen.writers.word_dress import TITLE_HERE, VERSION_HERE
from policygen.writers.word_template import looked_through

ORIGIN = {"program": "policygen", "document": "low-level-concerns-policy"}
GERMAN = {
    "Normal": ("Standard", "Standard"), "Heading 1": ("heading 1", "berschrift1"), "Heading 2": ("Überschrift 2", "berschrift2"),
    "Title": ("Titel", "Titel"), "Body Text": ("Textkörper", "Textkrper"), "List Bullet": ("Aufzählungszeichen", "Aufzhlungszeichen"),
}  # fmt: skip
WELSH = {
    "Heading 1": ("Pennawd 1", "Pennawd1"), "Title": ("Teitl", "Teitl"), "Body Text": ("Testun Corff", "TestunCorff"),
    "Normal": ("Arferol", "Arferol"),
}  # fmt: skip
FRENCH = {
    "Heading 1": ("Titre 1", "Titre1"), "Title": ("Titre", "Titre"), "Body Text": ("Corps de texte", "Corpsdetexte"),
    "List Bullet": ("Liste à puces", "Listepuces"),
}  # fmt: skip
SHOUTED = {"Heading 1": ("HEADING 1", "HEADING1"), "Title": ("TITLE", "TITLE"), "Body Text": ("body text", "bodytext")}


def template(names: Mapping[str, tuple[str, str]] | None = None, header: bool = True) -> bytes:
    """A school's own template, made in a Word of that language: red headings, its picture in the header."""
    made, names = docx.Document(), names or {}
    for english, (name, id) in names.items():
        style = made.styles[english].element
        old = style.get(qn("w:styleId"))
        style.set(qn("w:styleId"), id)
        style.find(qn("w:name")).set(qn("w:val"), name)
        for tag in ("basedOn", "next", "link"):
            for one in made.styles.element.iter(qn(f"w:{tag}")):
                if one.get(qn("w:val")) == old:
                    one.set(qn("w:val"), id)
    first = names.get("Heading 1", ("heading 1", "Heading1"))[1]
    for style in made.styles.element.findall(qn("w:style")):
        if style.get(qn("w:styleId")) == first:
            style.find(qn("w:rPr")).find(qn("w:color")).set(qn("w:val"), "C0392B")
    section = made.sections[0]
    section.page_width, section.page_height, section.left_margin, section.right_margin = (
        Mm(210),
        Mm(297),
        Mm(30),
        Mm(30),
    )
    if header:
        picture = io.BytesIO()
        Image.new("RGB", (90, 30), (0, 90, 0)).save(picture, "PNG")
        words = section.header.paragraphs[0]
        words.add_run().add_picture(picture, width=Mm(20))
        for piece in ("Our school: [sho", "rt ti", "tle], ", VERSION_HERE):
            words.add_run(piece)
        section.footer.paragraphs[0].add_run("www.school.example")
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """A file with parts put in or in place of its own; `word__settings_xml` is word/settings.xml."""
    new = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new.pop(name, None) or old.read(name))
        for name, part in new.items():
            archive.writestr(name, part)
    return made.getvalue()


def dressed(data: bytes, tmp_path: Path) -> Path:
    """The sample in a template, found whole by those who check Word files."""
    path = tmp_path / "made.docx"
    path.write_bytes(write_word(sample(), replace(DEFAULT, template=data), schools.ON, ORIGIN))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == [] == check(path)
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize(
    "names", [{}, GERMAN, WELSH, FRENCH, SHOUTED], ids=["English", "German", "Welsh", "French", "shouted"]
)
def test_headings_and_text_wear_the_styles_of_the_template_in_any_language(
    names: Mapping[str, tuple[str, str]], tmp_path: Path
) -> None:
    made = docx.Document(str(dressed(template(names), tmp_path)))
    heading = next(one for one in made.paragraphs if one.style.style_id == "Heading1")
    assert heading.style.font.color.rgb == RGBColor.from_string("C0392B")
    assert heading.style.name.casefold() == names.get("Heading 1", ("heading 1", ""))[0].casefold()
    used = {one.style.style_id for one in made.paragraphs}
    held = [style.get(qn("w:styleId")) for style in made.styles.element.findall(qn("w:style"))]
    assert used <= set(held) and len(held) == len(set(held))
    for tag in ("basedOn", "next", "link"):
        assert {one.get(qn("w:val")) for one in made.styles.element.iter(qn(f"w:{tag}"))} <= set(held)


def test_headings_keep_our_numbers_so_that_references_stay_right(tmp_path: Path) -> None:
    own = docx.Document(io.BytesIO(template()))
    numbered = own.styles["Heading 1"].element.get_or_add_pPr()
    numbered.append(docx.oxml.parse_xml(f'<w:numPr xmlns:w="{W}"><w:numId w:val="7"/></w:numPr>'))
    kept = io.BytesIO()
    own.save(kept)
    styles = part(dressed(kept.getvalue(), tmp_path), "word/styles.xml")
    heading = re.search(r'<w:style [^>]*w:styleId="Heading1".*?</w:style>', styles, re.DOTALL)
    assert (
        heading
        and re.findall(r'<w:numId w:val="(\d+)"', heading[0]) == ["1"]
        and 'w:outlineLvl w:val="0"' in heading[0]
    )


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_no_style_at_all_is_no_trouble(tmp_path: Path) -> None:
    for styles in (
        f'<w:styles xmlns:w="{W}"/>',
        f'<w:styles xmlns:w="{W}"><w:style/><w:style w:styleId="Heading1"/></w:styles>',
    ):
        made = docx.Document(str(dressed(changed(template(), word__styles_xml=styles.encode()), tmp_path)))
        assert made.styles["Notice"] and made.styles["Policy Table"]


def test_page_header_and_footer_of_the_template_stay_and_say_what_they_must(tmp_path: Path) -> None:
    path = dressed(template(), tmp_path)
    made = docx.Document(str(path))
    section = made.sections[0]
    assert (section.left_margin.mm, section.page_width.mm) == (pytest.approx(30, 0.01), pytest.approx(210, 0.01))
    said = section.header.paragraphs[0].text
    assert said == f"Our school: {sample().running}, {sample().version}"
    assert section.header.part.related_parts and "www.school.example" in section.footer.paragraphs[0].text
    assert " PAGE " in section.footer.part.blob.decode() and " PAGE " in part(path, "word/footerOwn2.xml")
    plain = docx.Document(str(dressed(template(header=False), tmp_path)))
    assert sample().version in plain.sections[0].header.paragraphs[0].text
    table = plain.tables[0]._tbl
    assert int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) == pytest.approx(150 / 25.4 * 1440, abs=3)


def test_a_header_that_names_neither_title_nor_version_gets_a_line_that_does(tmp_path: Path) -> None:
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Our school, RUNNING since 1902"
    kept = io.BytesIO()
    own.save(kept)
    header = docx.Document(str(dressed(kept.getvalue(), tmp_path))).sections[0].header
    first, second = header.paragraphs
    assert first.text == "Our school, RUNNING since 1902"
    assert sample().running in second.text and sample().version in second.text


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (lambda data: b"\xd0\xcf\x11\xe0" + data, "this is an old Word file, or one with a password"),
        (lambda data: data[:900], "this is not a Word file, or it is broken"),
        (lambda data: changed(data, word__vbaProject_bin=b"x"), "there are macros (programs) in it"),
        (lambda data: data + bytes(10_000_001), "the template is larger than 10 MB"),
        (lambda data: changed(data, word__styles_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "brings a document type of its own"),
        (lambda data: changed(data, word__styles_xml=b"<!DOCTYPE a><a/>"), "brings a document type of its own"),
        (lambda data: changed(data, word__x_bin=bytes(90_000_000)), "it unpacks to more than a template can hold"),
        (lambda data: linked(data, "image", "https://elsewhere.example/a.png"), "its header fetches a picture from elsewhere"),
        (lambda data: linked(data, "oleObject", "embeddings/a.bin"), "its header holds an embedded object"),
        (lambda data: asked(data, "INCLUDEPICTURE"), "its header holds a field that fetches or runs something"),
        (lambda data: asked(data, "DDEAUTO"), "its header holds a field that fetches or runs something"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_template_that_is_none_or_that_fetches_or_runs_is_refused(
    spoiled: Callable[[bytes], bytes], said: str, tmp_path: Path
) -> None:
    (tmp_path / "house.docx").write_bytes(spoiled(template()))
    (tmp_path / "look.yaml").write_text("paper: a4\ntemplate: house.docx\n")
    with pytest.raises(AnswersError) as caught:
        read_look(tmp_path / "look.yaml")
    (problem,) = caught.value.problems
    assert (problem.where, problem.line) == ("look.yaml", 2) and said in problem.what and problem.remedy


def linked(data: bytes, kind: str, target: str) -> bytes:
    """The header leads to something else."""
    mode = ' TargetMode="External"' if ":" in target else ""
    what = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = archive.read("word/_rels/header1.xml.rels").decode()
    more = f'<Relationship Id="rId99" Type="{what}" Target="{target}"{mode}/></Relationships>'
    return put(data, "word/_rels/header1.xml.rels", held.replace("</Relationships>", more))


def asked(data: bytes, field: str) -> bytes:
    """The header holds a field."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = archive.read("word/header1.xml").decode()
    return put(data, "word/header1.xml", held.replace("</w:p>", f'<w:fldSimple w:instr=" {field} x "/></w:p>', 1))


def put(data: bytes, name: str, text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in old.namelist():
            archive.writestr(one, text if one == name else old.read(one))
    return made.getvalue()


def test_nothing_else_of_a_template_comes_along_and_that_is_said(tmp_path: Path) -> None:
    secret = b"kept by somebody else"
    data = changed(template(), customXml__item9_xml=secret, word__embeddings__a_bin=secret, word__comments_xml=secret)
    settings = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="file:///S:/Private/Head.dotm" TargetMode="External"/></Relationships>'
    )
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/_rels/settings.xml.rels", settings)
    found = looked_through(made.getvalue())
    assert found.left_out == ("embedded files", "its link to the template it was made from")
    with zipfile.ZipFile(dressed(made.getvalue(), tmp_path)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert secret not in everything and b"Private" not in everything


def test_the_words_of_a_template_are_never_those_of_a_document(tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("Text of another school")
    kept = io.BytesIO()
    own.save(kept)
    assert "another school" not in schools.word_words(dressed(kept.getvalue(), tmp_path).read_bytes())


def test_the_font_of_a_template_is_that_of_the_look_unless_it_names_one(tmp_path: Path) -> None:
    own = docx.Document()
    own.styles["Normal"].font.name = "Arial"
    own.save(str(tmp_path / "house.docx"))
    (tmp_path / "look.yaml").write_text("template: house.docx\n")
    assert (read_look(tmp_path / "look.yaml").word_font, read_look(tmp_path / "look.yaml").print_font) == (
        "Arial",
        "Liberation Sans",
    )
    (tmp_path / "look.yaml").write_text("template: house.docx\nfonts: {word: Cambria}\n")
    assert read_look(tmp_path / "look.yaml").print_font == "Caladea"


def test_a_template_is_begun_and_every_style_of_it_is_found_again(tmp_path: Path) -> None:
    path = new_template(tmp_path / "house.docx", schools.ON)
    told = check_template(path, schools.ON)
    assert told.added == () and len(told.found) > 40 and told.faint == () == told.template.left_out
    begun = docx.Document(str(path)).sections[0].header.paragraphs[0].text
    assert TITLE_HERE in begun and VERSION_HERE in begun
    made = dressed(path.read_bytes(), tmp_path)
    header = docx.Document(str(made)).sections[0].header.paragraphs
    assert header[0].text == f"{sample().running}\t{sample().version}" and len(header) == 1
    with pytest.raises(WriteError, match="there is a file of that name already"):
        new_template(path, schools.ON)


def test_a_check_lists_what_is_found_what_is_missing_and_what_is_too_pale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "house.docx"
    path.write_bytes(template(GERMAN))
    monkeypatch.setattr(sys, "argv", ["policygen", "template", "check", str(path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().out
    assert not ended.value.code
    for words in (
        "  heading 2 (yours: Überschrift 2)",
        "  Normal (yours: Standard)",
        "Missing, so that ours is added:\n",
        "  Notice (built on your Standard)",
        "  Appendix Heading (built on your heading 1)",
        "Kept: page 210 × 297 mm with its margins, header, footer, theme",
        "Too pale: 'Überschrift 2' #4F81BD on white stands at 4.03:1, and words need 4.5:1",
        f"One page to look at: {tmp_path / 'house.sample.docx'}",
    ):
        assert words in told, told
    page = docx.Document(str(tmp_path / "house.sample.docx"))
    assert {"Heading1", "Heading2", "BodyText", "ListBullet", "ListNumber", "Notice", "Caption"} <= {
        one.style.style_id for one in page.paragraphs
    }
    assert len(page.tables) == 2


def test_every_document_is_made_in_a_template_that_has_hardly_a_style(tmp_path: Path) -> None:
    look = replace(DEFAULT, template=changed(template(), word__styles_xml=f'<w:styles xmlns:w="{W}"/>'.encode()))
    for made in documents(schools.library(), schools.example("hillside-primary"), schools.ON):
        assert docx.Document(io.BytesIO(write_word(made.document, look, schools.ON, ORIGIN))).paragraphs
