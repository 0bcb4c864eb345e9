"""What somebody reads who asks a file where it comes from, and what was changed in it since."""

from __future__ import annotations

import copy
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest
import schools
from docx.oxml import parse_xml

from policygen.changes import Change
from policygen.errors import FileError
from policygen.formats import FORMATS
from policygen.generate import draw
from policygen.imprint import joined, properties, record, recorded, remark, told, understood
from policygen.inspection import inspect
from policygen.printed import word
from policygen.printout import inspected

POLICY, INSERT = "low-level-concerns-policy", "insert"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """Hillside's policy and insert in every format."""
    hillside = schools.example("hillside-primary")
    return dict(draw(schools.library(), hillside, on=schools.ON, wanted=(POLICY, INSERT)).files)


@pytest.fixture
def file(made: dict[str, bytes], tmp_path: Path) -> Callable[[str], Path]:
    """One of them on disk."""

    def put(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(made[name])
        return path

    return put


def paragraph(word: docx.document.Document, mark: str) -> docx.text.paragraph.Paragraph:
    """The paragraph of a clause by its hidden bookmark."""
    start = word.element.body.xpath(f'.//w:bookmarkStart[@w:name="_pg_{mark}"]')[0]
    return docx.text.paragraph.Paragraph(start.getparent(), None)


def changed(path: Path) -> set[tuple[str, str]]:
    """What was done, and in which clause."""
    return {(one.kind, one.clause) for one in inspect(path).changes}


def edited(path: Path) -> Path:
    """A policy in which somebody added to one paragraph, put one in, took one out, and filled in a form."""
    word = docx.Document(str(path))
    paragraph(word, "who_to_tell_2").add_run(" Or with the school office.")
    here = paragraph(word, "when_to_share_2")._p
    here.addnext(parse_xml(f'<w:p xmlns:w="{W}"><w:r><w:t>We meet every Tuesday.</w:t></w:r></w:p>'))
    gone = paragraph(word, "purpose_2")._p
    gone.getparent().remove(gone)
    control = word.element.body.xpath(".//w:sdt[w:sdtPr/w:text]//w:t")[0]
    control.text = "Sam Jones, 3 December"
    word.save(str(path))
    return path


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_says_whose_it_is_and_what_it_was_made_from(kind: str, file: Callable[[str], Path]) -> None:
    found = inspect(file(f"{POLICY}.{kind}"))
    assert (found.organisation, found.document, found.on) == ("Hillside Primary School", POLICY, "2026-11-22")
    assert found.program.startswith("policygen ") and found.library == schools.library().version
    assert found.editions["kcsie"] == ("2026", "2026-09-01")
    assert found.changes == () and found.issued == ""


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
def test_its_clauses_stand_in_order_with_number_and_title_as_in_the_document(
    kind: str, file: Callable[[str], Path]
) -> None:
    found = inspect(file(f"{POLICY}.{kind}"))
    document = schools.made(schools.example("hillside-primary")).document
    clauses = {one.id: (one.number, one.title) for one in found.clauses}
    shown = {
        passage.anchor: (passage.number, "".join(run.text for run in passage.title))
        for _, passage in schools.passages(document)
    }
    assert len(clauses) > 60 and {id: shown[id] for id in clauses} == clauses
    assert list(clauses) == [anchor for anchor in shown if anchor in clauses]


def test_a_paper_of_short_sentences_names_their_clauses(file: Callable[[str], Path]) -> None:
    found = inspect(file(f"{INSERT}.docx"))
    assert {"who-to-tell", "self-referral"} <= set(found.short_forms)
    assert "kcsie" in found.editions and found.changes == ()


def test_every_change_in_a_word_file_is_found_in_its_clause(file: Callable[[str], Path]) -> None:
    found = inspect(edited(file(f"{POLICY}.docx")))
    assert {(one.kind, one.clause) for one in found.changes} == {
        ("edited", "who-to-tell"),
        ("added", "when-to-share"),
        ("deleted", "purpose"),
    }
    by = {one.kind: one for one in found.changes}
    assert by["edited"].now.endswith("Or with the school office.") and by["added"].now == "We meet every Tuesday."
    assert by["deleted"].title == "1.1 What this policy is for" and by["edited"].before == ""


def test_what_it_said_before_is_told_where_the_file_keeps_track(file: Callable[[str], Path]) -> None:
    path = file(f"{POLICY}.docx")
    word = docx.Document(str(path))
    run = paragraph(word, "who_to_tell_2")._p.xpath("./w:r")[0]
    away = copy.deepcopy(run)
    for text in away.xpath("./w:t"):
        text.tag = f"{{{W}}}delText"
    gone, come = (
        parse_xml(f'<w:{tag} xmlns:w="{W}" w:id="9{at}" w:author="A"/>') for at, tag in enumerate(("del", "ins"))
    )
    run.addprevious(gone)
    gone.append(away)
    gone.addnext(come)
    come.append(run)
    run.xpath("./w:t")[0].text = "Tell, before anything else, "
    word.save(str(path))
    (change,) = inspect(path).changes
    assert change.kind == "edited" and change.now.startswith("Tell, before anything else,")
    assert change.before.startswith("Share any concern about an adult")


def test_a_paragraph_that_was_moved_or_lost_its_bookmark_is_not_called_new(file: Callable[[str], Path]) -> None:
    path = file(f"{POLICY}.docx")
    word = docx.Document(str(path))
    body = word.element.body
    for mark in body.xpath('.//w:bookmarkStart[@w:name="_pg_when_to_share_2" or @w:name="_pg_purpose_2"]'):
        mark.getparent().remove(mark)
    word.save(str(path))
    assert changed(path) == set()


def test_a_name_that_looks_like_a_mark_is_a_name(tmp_path: Path) -> None:
    odd = schools.school({"organisation": 'The w:name="_pg_scope_1" School'})
    drawn = draw(schools.library(), odd, on=schools.ON, formats=("docx",), wanted=(INSERT,))
    (tmp_path / "odd.docx").write_bytes(drawn.files[f"{INSERT}.docx"])
    found = inspect(tmp_path / "odd.docx")
    assert found.changes == () and "_pg_scope_1" in found.organisation


def test_a_mark_that_word_put_between_paragraphs_belongs_to_neither() -> None:
    mark = '<w:bookmarkStart w:id="{0}" w:name="_pg_{1}_1"/>'
    said = word(parse_xml(
        '<w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:p><w:r><w:t>Put in by hand.</w:t></w:r></w:p>"
        f"{mark.format(1, 'lost')}<w:p>{mark.format(2, 'scope')}<w:r><w:t>Ours.</w:t></w:r></w:p></w:body>"
    ))  # fmt: skip
    assert [(one.place, one.words) for one in said] == [("", "Put in by hand."), ("scope_1", "Ours.")]


def test_without_its_properties_the_xml_part_tells_it_and_without_that_the_properties(
    made: dict[str, bytes], tmp_path: Path
) -> None:
    for gone in ("docProps/custom.xml", "customXml/"):
        path = tmp_path / "less.docx"
        with zipfile.ZipFile(io.BytesIO(made[f"{POLICY}.docx"])) as whole, zipfile.ZipFile(path, "w") as less:
            for name in whole.namelist():
                if not name.startswith(gone):
                    less.writestr(name, whole.read(name))
        assert inspect(path).organisation == "Hillside Primary School" and inspect(path).changes == ()


def office(path: Path, kind: str, folder: Path) -> Path:
    """The file as LibreOffice saves it."""
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(path.parents[0].parent / 'office').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{kind}"


@pytest.mark.needs_office
def test_it_is_all_known_after_two_saves_in_libreoffice_and_after_a_way_through_odt(
    file: Callable[[str], Path], tmp_path: Path
) -> None:
    path = file(f"{POLICY}.docx")
    edited(path)
    wanted = changed(path)
    assert len(wanted) == 3
    twice = office(office(path, "docx", tmp_path / "once"), "docx", tmp_path / "twice")
    through = office(office(path, "odt", tmp_path / "open"), "docx", tmp_path / "back")
    for found in map(inspect, (twice, through)):
        assert {(one.kind, one.clause) for one in found.changes} == wanted
        assert found.organisation == "Hillside Primary School" and len(found.clauses) > 60
        assert found.editions["kcsie"] == ("2026", "2026-09-01")
    with pytest.raises(FileError, match=r"save it as \.docx"):
        inspect(tmp_path / "open" / f"{POLICY}.odt")


def test_every_change_on_a_web_page_is_found_in_its_clause(file: Callable[[str], Path]) -> None:
    path = file(f"{POLICY}.html")
    page = path.read_text(encoding="utf-8")
    start = page.index("Share any concern about an adult, however small, with", page.index('id="who-to-tell"'))
    page = page[:start] + "Please share" + page[start + len("Share") :]
    end = page.index("</p>", page.index('id="when-to-share"')) + 4
    page = f"{page[:end]}<p>We meet every Tuesday.</p>{page[end:]}"
    path.write_text(page, encoding="utf-8")
    found = inspect(path).changes
    assert [(one.kind, one.clause) for one in found] == [("edited", "who-to-tell"), ("added", "when-to-share")]
    assert found[0].now.startswith("Please share any concern") and found[1].now == "We meet every Tuesday."


def test_a_pdf_says_on_which_page_something_was_changed_or_remarked(file: Callable[[str], Path]) -> None:
    path = file(f"{POLICY}.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[2].contents_add(pdf.make_stream(b"BT ET"))
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9])
        pdf.pages[4].obj.Annots = pikepdf.Array([*pdf.pages[4].obj.get("/Annots", ()), pdf.make_indirect(note)])
        pdf.save(path)
    found = inspect(path)
    assert [(one.kind, one.title) for one in found.changes] == [
        ("edited", "page 3"),
        ("added", "remarks or drawings on page 5"),
    ]
    assert "a PDF does not say which paragraph is which" in found.compared


def test_a_pdf_saved_again_by_another_program_is_not_called_changed(file: Callable[[str], Path]) -> None:
    path = file(f"{INSERT}.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert inspect(path).changes == ()


def foreign(folder: Path, name: str) -> Path:
    """A file that this program did not make."""
    path = folder / name
    match name:
        case "other.docx":
            docx.Document().save(str(path))
        case "other.pdf":
            with pikepdf.new() as pdf:
                pdf.add_blank_page()
                pdf.save(path)
        case "locked.pdf":
            with pikepdf.new() as pdf:
                pdf.add_blank_page()
                pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
        case "broken.docx":
            path.write_bytes(b"PK\x03\x04 and then nothing")
        case "empty.html":
            path.write_bytes(b"")
        case "pictures.zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("a.png", b"x")
        case "forged.html":
            path.write_text('<meta name="policygen:words" content="[1]"><meta name="policygen:clauses" content="7">')
    return path


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("other.docx", "nothing in it says that policygen made it; name a .docx, .pdf, .html or .md file"),
        ("other.pdf", "nothing in it says that policygen made it"),
        ("locked.pdf", "it cannot be read (it is locked with a password)"),
        ("broken.docx", "it cannot be read"),
        ("empty.html", "nothing in it says that policygen made it"),
        ("pictures.zip", "nothing in it says that policygen made it"),
        ("forged.html", "it cannot be read"),
        ("not-there.docx", "the file cannot be read (No such file or directory)"),
    ],
)
def test_of_any_other_file_it_says_so_in_plain_words(name: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=re.escape(says)):
        inspect(foreign(tmp_path, name))


def test_what_is_printed_names_the_clauses_and_the_changes(file: Callable[[str], Path]) -> None:
    lines = list(inspected(inspect(edited(file(f"{POLICY}.docx")))))
    assert "Organisation:   Hillside Primary School" in lines and "Made for:       2026-11-22" in lines
    assert any(re.fullmatch(r"  4\.3 +who-to-tell +The person to tell", line) for line in lines)
    assert "Changed since it was made (3):" in lines
    assert "           now: We meet every Tuesday." in lines
    assert list(inspected(inspect(file(f"{INSERT}.docx"))))[-1] == "Changed since it was made: nothing."
    assert list(inspected(inspect(file(f"{INSERT}.md"))))[-1] == "Changes cannot be seen."


def test_no_property_is_longer_than_word_keeps_and_every_bookmark_than_libreoffice_does(made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[f"{POLICY}.docx"])) as archive:
        custom, body = (archive.read(name).decode() for name in ("docProps/custom.xml", "word/document.xml"))
    values = re.findall(r"<vt:lpwstr>(.*?)</vt:lpwstr>", custom, re.DOTALL)
    assert len(values) > 10 and all(len(value.replace("&quot;", '"').replace("&amp;", "&")) <= 255 for value in values)
    assert all(len(name) <= 40 for name in re.findall(r'w:name="(_pg_[^"]*)"', body))


def test_what_is_split_over_properties_comes_together_again() -> None:
    origin = {"clauses": [["a", "1.1", "xyz " * 200]], "on": "2026-11-22", "title": "é" * 300, "layers": {"mine": "1"}}
    pieces = properties(told(origin))
    assert all(len(piece) <= 255 and piece == piece.strip() for piece in pieces.values()) and len(pieces) > 4
    assert understood(joined({**pieces, "Their own 1": "something else"})) == {**origin, "Their own": "something else"}


def test_places_are_counted_and_words_stand_as_hashes() -> None:
    held = recorded(record([("a_1", "one  two"), ("a_3", "three"), ("", "loose"), ("a_b_1", "one two")]))
    assert len(held["a"]) == 3 and held["a"][0] == held["a_b"][0] != held["a"][2] and len(held[""]) == 1
    assert "one" not in json.dumps(held)


def test_a_remark_in_markdown_cannot_be_ended_by_a_name() -> None:
    said = remark({"organisation": "A --> <script>", "clauses": [["x"]]})
    assert said.count("-->") == 1 and "clauses" not in said and remark({}) == ""


def test_a_title_cannot_steer_a_terminal(file: Callable[[str], Path]) -> None:
    path = file(f"{INSERT}.html")
    page = path.read_text(encoding="utf-8").replace("</main>", "<p>Look: \x1b[31mred</p></main>")
    path.write_text(page, encoding="utf-8")
    (change,) = inspect(path).changes
    assert isinstance(change, Change) and change.now == "Look: [31mred"
