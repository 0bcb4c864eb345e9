"""A house style in one file: what it says is seen in Word, PDF and on the web page, and what cannot be read is refused."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
import schools
from PIL import Image
from sample import sample

from policygen import cli
from policygen.bundled import FONTS
from policygen.colours import PRINTED, complete
from policygen.errors import AnswersError
from policygen.look import DEFAULT, Look, contrast
from policygen.look_file import look_for, read_look, starter
from policygen.typefaces import BUNDLED
from policygen.writers.html import write_html
from policygen.writers.pdf import write_pdf
from policygen.writers.word import write_word

ORIGIN = {"program": "policygen", "document": "low-level-concerns-policy"}


@pytest.fixture
def said(tmp_path: Path) -> Callable[[str], Look]:
    """Reads a look of these words."""

    def read(words: str) -> Look:
        (tmp_path / "look.yaml").write_text(words, encoding="utf-8")
        return read_look(tmp_path / "look.yaml")

    return read


def wrong(said: Callable[[str], Look], words: str) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        said(words)
    return [str(problem) for problem in caught.value.problems]


def word(look: Look, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(write_word(sample(), look, schools.ON, ORIGIN))) as archive:
        return archive.read(name).decode()


# What stands in the file


def test_the_starter_explains_every_key_and_changes_nothing(said: Callable[[str], Look]) -> None:
    assert said(starter()) == DEFAULT
    assert said("colours: {}\n") == DEFAULT
    for key in ("fonts", "colours", "sizes", "crest", "crest_alt", "paper", "margin", "numbering", "template"):
        assert re.search(rf"^#? ?{key}:.*#|^{key}:", starter(), re.MULTILINE), key


def test_every_mistake_is_said_with_its_line_and_what_would_be_right(said: Callable[[str], Look]) -> None:
    told = wrong(
        said,
        'colour:\n  accent: "#123456"\npaper: a5\nmargin: wide\ncolours:\n  acent: "#123456"\n  ink: blue\n'
        "numbering: roman\nsizes: {body: 200}\n",
    )
    for line, words in (
        (1, "unknown key 'colour'; did you mean 'colours'?"),
        (3, "'paper' is not right; should be 'a4' or 'letter'"),
        (4, "should be a number from 10 to 40"),
        (6, "unknown key 'acent'; did you mean 'accent'?"),
        (7, 'should be a colour such as "#1D4E79"'),
        (8, "should be '1 1.1', '1. 1.1' or '1. 1.1.'"),
        (9, "should be a number from 6 to 48"),
    ):
        assert [one for one in told if one.startswith(f"look.yaml:{line}: ") and words in one], (line, words, told)


def test_a_colour_that_yaml_took_for_a_note_is_explained(said: Callable[[str], Look]) -> None:
    (told,) = wrong(said, "colours:\n  accent: #123456\n")
    assert told.startswith("look.yaml:2: ") and "put the colour in quotes" in told


def test_files_are_looked_for_beside_the_look_alone(said: Callable[[str], Look], tmp_path: Path) -> None:
    for name in ("../crest.png", "/etc/hosts", "nowhere.png"):
        (told,) = wrong(said, f"crest: {name}\n")
        assert told.startswith("look.yaml:1: ") and "put it beside look.yaml" in told
    (tmp_path / "crest.png").write_bytes(b"GIF89a, whatever it is called")
    (told,) = wrong(said, "paper: a4\ncrest: crest.png\n")
    assert told.startswith("look.yaml:2: crest.png: this is a GIF picture; save")


# Colours


@pytest.mark.parametrize(
    ("name", "colour", "ground", "ratio"),
    [
        ("accent", "#7FB2E5", "paper", "2.23"),
        ("ink", "#AAAAAA", "paper", "2.32"),
        ("muted", "#8A8A8A", "paper", "3.45"),
        ("alert", "#FF8800", "paper", "2.39"),
        ("line", "#DDDDDD", "paper", "1.35"),
        ("band", "#445566", "band", ""),
    ],
)
def test_colours_too_close_to_read_are_refused_with_the_ratio_and_one_that_does(
    said: Callable[[str], Look], name: str, colour: str, ground: str, ratio: str
) -> None:
    told = wrong(said, f'colours:\n  {name}: "{colour}"\n')[0]
    assert told.startswith("look.yaml:2: ") and colour in told and f"'{ground}'" in told and f"{ratio}" in told
    assert ":1, and " in told and ("words need 4.5:1" in told or "lines need 3:1" in told)
    found = re.search(r"take (#\w{6}), the nearest (darker|lighter) shade", told)
    assert found, told
    fine = said(f'colours:\n  {name}: "{found[1]}"\n')
    for front, back, least in PRINTED:
        assert contrast(getattr(fine, front), getattr(fine, back)) >= least


def test_one_colour_is_enough_for_a_house(said: Callable[[str], Look]) -> None:
    look = said('colours: {accent: "#7A1F3D"}\n')
    assert (look.accent, look.band, look.notice) == ("#7A1F3D", "#EFE4E8", "#F6EFF1")
    assert look.ink == DEFAULT.ink and complete({})["band"] == DEFAULT.band


# Fonts


def test_a_font_of_word_is_printed_in_the_bundled_one_of_its_width(said: Callable[[str], Look]) -> None:
    for name, twin in (("Arial", "Liberation Sans"), ("Times New Roman", "Liberation Serif"), ("Cambria", "Caladea")):
        look = said(f"fonts: {{word: {name}}}\n")
        assert (look.word_font, look.print_font, look.notes) == (name, twin, ())
        assert f'w:ascii="{name}"' in word(look, "word/styles.xml")
        assert f'font-family:"{name}"' in write_html(sample(), look, schools.ON, ORIGIN).decode()
        made = write_pdf(sample(), look, schools.ON, ORIGIN)
        assert twin.replace(" ", "") in fonts_of(made) and "Carlito" not in fonts_of(made)
        assert page.is_pdf_compliant_bytes(made, profile="2a") and page.is_pdf_compliant_bytes(made, profile="ua1")


def fonts_of(data: bytes) -> set[str]:
    """The families a PDF is set in."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        named = (str(one.get("/BaseFont", "")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary))
        return {name.rpartition("+")[2].partition("-")[0] for name in named if "+" in name}


def test_a_font_nobody_bundled_is_said_and_its_files_can_be_given(said: Callable[[str], Look], tmp_path: Path) -> None:
    (note,) = said("fonts: {word: Gill Sans MT}\n").notes
    assert "no twin of 'Gill Sans MT' is bundled: the PDF is set in Carlito" in note and "fonts: files:" in note
    (told,) = wrong(said, "fonts:\n  print: Wingdings\n")
    assert told.startswith("look.yaml:2: ") and "there are Carlito, Liberation Sans, Liberation Serif, Caladea" in told

    for kind in ("Regular", "Bold"):
        (tmp_path / f"Ours-{kind}.ttf").write_bytes((FONTS.parent / "twins" / f"Caladea-{kind}.ttf").read_bytes())
    look = said("fonts: {word: Gill Sans MT, files: [Ours-Regular.ttf, Ours-Bold.ttf]}\n")
    assert (look.word_font, look.print_font, look.notes) == ("Gill Sans MT", "Caladea", ())
    assert "Caladea" in fonts_of(write_pdf(sample(), look, schools.ON, ORIGIN))

    (tmp_path / "Locked-Bold.ttf").write_bytes(locked((tmp_path / "Ours-Bold.ttf").read_bytes()))
    (tmp_path / "web.ttf").write_bytes(b"wOF2" + bytes(99))
    for files, words in (
        ("Ours-Regular.ttf", "no bold font is among the files"),
        ("web.ttf", "web.ttf is not a font that can be printed with"),
        ("[Ours-Regular.ttf, Locked-Bold.ttf]", "does not allow it inside other files"),
    ):
        (told,) = wrong(said, f"fonts: {{files: {files}}}\n")
        assert words in told


def test_the_guide_and_the_poster_are_set_in_a_font_whose_rows_can_be_counted(said: Callable[[str], Look]) -> None:
    look = said("fonts: {word: Verdana}\n")
    for name, font in (("staff-guide", "Calibri"), ("staff-guide-poster", "Calibri"), ("insert", "Verdana")):
        document = schools.made(schools.example("hillside-primary"), document=name).document
        with zipfile.ZipFile(io.BytesIO(write_word(document, look, schools.ON, ORIGIN))) as archive:
            assert f'w:ascii="{font}"' in archive.read("word/styles.xml").decode()


def locked(data: bytes) -> bytes:
    """A font whose maker forbids to embed it."""
    at = data.index(b"OS/2")
    place = int.from_bytes(data[at + 8 : at + 12], "big") + 8
    return data[:place] + b"\x00\x02" + data[place + 2 :]


def test_fonts_of_ones_own_travel_with_their_licences_and_stay_small() -> None:
    folder = FONTS.parent / "twins"
    assert sum(path.stat().st_size for path in folder.glob("*.ttf")) <= 2_000_000
    for files in BUNDLED.values():
        for path in files:
            words = (folder / f"OFL-{re.split('Sans|Serif|-', path.stem)[0]}.txt").read_text(encoding="utf-8")
            assert path.is_file() and "SIL OPEN FONT LICENSE" in words


# Paper and numbers


def test_the_paper_is_the_same_in_every_format(said: Callable[[str], Look]) -> None:
    look = said("paper: letter\nmargin: 25\n")
    assert 'w:pgSz w:w="12240" w:h="15840"' in word(look, "word/document.xml")
    assert "@page{size:215.9mm 279.4mm;margin:25" in write_html(sample(), look, schools.ON, ORIGIN).decode()
    wide, high = pypdfium2.PdfDocument(write_pdf(sample(), look, schools.ON, ORIGIN))[0].get_size()
    assert (round(wide), round(high)) == (612, 792)


@pytest.mark.parametrize(("style", "section", "clause"), [("1. 1.1", ".", ""), ("1. 1.1.", ".", ".")])
def test_numbers_are_written_alike_in_every_format(
    said: Callable[[str], Look], style: str, section: str, clause: str
) -> None:
    look = said(f'numbering: "{style}"\n')
    numbering = word(look, "word/numbering.xml")
    assert f'w:lvlText w:val="%1{section}"' in numbering and f'w:lvlText w:val="%1.%2{clause}"' in numbering
    assert f">1{section}</w:t>" in word(look, "word/document.xml")
    shown = write_html(sample(), look, schools.ON, ORIGIN).decode()
    printed = schools.pdf_words(write_pdf(sample(), look, schools.ON, ORIGIN))
    for part, passage in list(schools.passages(sample()))[:2]:
        if part.kind == "section":
            assert f">{part.number}{section}</span>" in shown and f">{passage.number}{clause}</span>" in shown
            assert f"{passage.number}{clause} {schools.text(passage.title)}" in printed


# At the command line


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def ran(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["policygen", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return ran


def test_a_house_style_is_begun_checked_and_used(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    file = tmp_path / "look.yaml"
    assert run("look", "new", file)[:2] == (0, f"{file}\n")
    assert run("look", "new", file)[0] == 1
    changed = file.read_text(encoding="utf-8").replace("word: Calibri", "word: Georgia").replace("# crest:", "crest:")
    file.write_text(
        changed.replace("# crest_alt: Crest of Hillside", "crest_alt: An oak of Hillside"), encoding="utf-8"
    )
    Image.new("RGB", (300, 300), (9, 90, 9)).save(tmp_path / "crest.png")
    code, out, _ = run("look", "check", file)
    assert code == 0 and "Word in Georgia, PDF in Caladea" in out and "note: no twin of 'Georgia'" in out
    code, out, err = run(
        "build", schools.EXAMPLES / "hillside-primary.yaml", "-o", tmp_path, "--on", "2026-11-22",
        "--look", file, "--format", "html", "--document", "insert",
    )  # fmt: skip
    assert code == 0 and "no twin of 'Georgia'" in err
    made = Path(out.splitlines()[0]).read_text(encoding="utf-8")
    assert 'alt="An oak of Hillside Primary School, an oak tree"' in made and '"Georgia"' in made


def test_a_crest_that_is_broken_stops_before_anything_is_written(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    (tmp_path / "school.yaml").write_bytes((schools.EXAMPLES / "hillside-primary.yaml").read_bytes())
    (tmp_path / "school.crest.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    code, _, err = run("build", tmp_path / "school.yaml", "-o", tmp_path / "out", "--document", "insert")
    assert code == 1 and "school.crest.png: the picture is broken" in err and not (tmp_path / "out").exists()


def test_the_crest_of_the_look_goes_before_the_one_beside_the_answers(tmp_path: Path) -> None:
    Image.new("RGB", (300, 300), (9, 90, 9)).save(tmp_path / "school.crest.png")
    Image.new("RGB", (200, 400), (9, 9, 90)).save(tmp_path / "house.png")
    (tmp_path / "look.yaml").write_text("crest: house.png\n")
    (tmp_path / "plain.yaml").write_text("paper: a4\n")
    answers = tmp_path / "school.yaml"
    sizes = [
        (crest.width, crest.height)
        for look in (
            look_for(answers),
            look_for(answers, tmp_path / "plain.yaml"),
            look_for(answers, tmp_path / "look.yaml"),
        )
        if (crest := look.crest)
    ]
    assert sizes == [(300, 300), (300, 300), (200, 400)] and look_for(tmp_path / "other.yaml") == DEFAULT
