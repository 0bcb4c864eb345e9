"""What a person sees on the printed pages, or hears from a screen reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import page
import pikepdf
import pypdfium2
import pytest
from make_coverage import coverage, points
from sample import HOSTILE, LONG_NAME, SCRIPTS, STEPS, UNBROKEN, said, sample, words
from schools import POINTS, pages

from policygen.bundled import FONTS
from policygen.document import Paragraph, Part, Passage, Run, Table
from policygen.errors import WriteError
from policygen.glyphs import unprintable
from policygen.look import DEFAULT
from policygen.writers.pdf import write_pdf

ON = date(2026, 11, 22)
ORIGIN = {"library": "2026.11.1", "program": "policygen 1.0"}
NAMES = {
    "a plain name": "Hillside Primary School",
    "a name of eighty letters": LONG_NAME[:80].strip(),
    "a name of three hundred letters": LONG_NAME[:300].strip(),
    "a name of three hundred letters without a space": "x" * 300,
    "a name with markup": HOSTILE,
    "an Arabic name": SCRIPTS["Arabic"],
    "a Hebrew name": SCRIPTS["Hebrew"],
    "a Devanagari name": SCRIPTS["Devanagari"],
}


@cache
def made(organisation: str = "Hillside Primary School", draft: str = "DRAFT: 3 answers open") -> bytes:
    return write_pdf(sample(organisation, draft), DEFAULT, ON, ORIGIN)


def close(text: str) -> str:
    """Without white space and hyphens: at the end of a row a hyphen is read back as another sign."""
    return re.sub(r"\s|-|\ufffe|\x02", "", text)


def tags(pdf: bytes) -> Iterator[pikepdf.Dictionary]:
    def walk(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            if "/K" in node:
                yield from walk(node.K)

    with pikepdf.open(BytesIO(pdf)) as opened:
        yield from walk(opened.Root.StructTreeRoot.K)


@pytest.mark.parametrize("organisation", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_every_policy_is_accessible_and_fit_to_be_kept(organisation: str, profile: str) -> None:
    report = page.validate_pdf_bytes(made(organisation), profile=profile)
    assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("organisation", NAMES.values(), ids=NAMES.keys())
def test_no_word_runs_off_the_page_whatever_the_name(organisation: str) -> None:
    for number, sheet in enumerate(pypdfium2.PdfDocument(made(organisation)), 1):
        wide, high = sheet.get_size()
        edge = DEFAULT.margin * POINTS - 1
        text = sheet.get_textpage()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            if right > left:
                assert edge <= left and right <= wide - edge, f"page {number}: {text.get_text_range(at, 20)!r}"
                assert bottom > 20 and top < high - 20


def test_the_pages_say_what_the_document_says_in_the_same_order() -> None:
    shown = close("".join(pages(made())))
    other = set("".join(name for script, name in SCRIPTS.items() if not script.startswith("Latin")))
    at = 0
    for line in said(sample()):
        if not other & set(line) - {" "}:  # drawn from the right, or as joined signs: read back in another order
            assert close(line) in shown[at:], f"{line!r} is missing, or is said too early"
            at = shown.index(close(line), at) + len(close(line))


def test_markup_typed_in_a_name_prints_as_typed() -> None:
    shown = close("".join(pages(made(HOSTILE))))
    assert shown.count(close(HOSTILE)) == 4


def test_the_same_document_gives_the_same_bytes_and_another_day_another_date() -> None:
    assert made() == write_pdf(sample(), DEFAULT, ON, ORIGIN)
    other = pikepdf.open(BytesIO(write_pdf(sample(), DEFAULT, date(2027, 1, 5), ORIGIN)))
    assert str(other.docinfo["/CreationDate"]).startswith("D:20270105")


def test_its_properties_name_title_organisation_language_and_origin_and_nothing_is_attached() -> None:
    pdf = pikepdf.open(BytesIO(made()))
    assert str(pdf.docinfo["/Title"]) == "Low-level concerns policy: Hillside Primary School"
    assert str(pdf.docinfo["/Author"]) == "Hillside Primary School"
    assert str(pdf.Root.Lang) == "en-GB"
    origin = json.loads(str(pdf.docinfo["/policygen"]))
    assert origin.pop("pages")  # what its pages say, to see later whether they still do
    assert origin == ORIGIN
    assert len(pdf.attachments) == 0


def test_bookmarks_name_every_part_and_clause_with_its_number() -> None:
    with pikepdf.open(BytesIO(made())).open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "In short",
            "Contents",
            "1 Why we have this policy",
            "2 Who to tell",
            "Appendix A What to do, step by step",
            "Appendix B Record of a concern",
            "To confirm",
        ]
        assert [item.title for item in outline.root[3].children] == ["2.1 Who to tell", "2.2 Names as they are written"]


def test_the_contents_name_the_page_each_part_is_on() -> None:
    shown = pages(made())
    contents = next(sheet for sheet in shown if sheet.startswith("Contents"))
    for number, sheet in enumerate(shown, 1):
        for title in ("Appendix A", "Appendix B", "To confirm"):
            if sheet.startswith(title):
                row = next(row for row in contents.splitlines() if row.startswith(title))
                assert row.rstrip().endswith(str(number))


def test_a_screen_reader_is_told_of_headings_lists_table_heads_links_and_the_chart() -> None:
    found = [(str(tag.S), str(tag.get("/Alt", "")), str(_scope(tag))) for tag in tags(made())]
    kinds = {kind for kind, _, _ in found}
    assert {"/Title", "/H1", "/H2", "/H3", "/L", "/LI", "/TH", "/TD", "/Link", "/TOC", "/Figure", "/Caption"} <= kinds
    assert [alt for kind, alt, _ in found if kind == "/Figure"] == [STEPS.alt]
    assert {scope for kind, _, scope in found if kind == "/TH"} == {"/Column"}


def _scope(tag: pikepdf.Dictionary) -> object:
    owned = tag.get("/A", pikepdf.Array())
    groups = list(owned) if isinstance(owned, pikepdf.Array) else [owned]
    return next((group.Scope for group in groups if "/Scope" in group), "")


def test_a_table_that_goes_over_the_page_repeats_its_head_and_splits_no_row() -> None:
    rows = tuple(
        (words(f"Row {number}"), words(f"begins {number} " + "so many words " * 25 + f"ends {number}"))
        for number in range(40)
    )
    part = Part("long", "section", "9", words("Long"), (Table((words("Column one"), words("Column two")), rows),))
    shown = pages(write_pdf(replace(sample(), parts=(part,)), DEFAULT, ON, ORIGIN))[1:]
    assert len(shown) > 2
    assert all("Column one" in sheet for sheet in shown)
    for sheet in shown:
        assert re.findall(r"begins\s+(\d+)", sheet) == re.findall(r"ends\s+(\d+)", sheet)


def test_no_heading_stands_last_on_a_page_and_no_line_of_guidance_first() -> None:
    clauses = tuple(
        Passage(
            f"c{number}",
            f"7.{number}",
            words(f"Clause {number}"),
            (Paragraph(words("So it goes. " * (15 + number % 13))),),
        )
        for number in range(1, 90)
    )
    follows = Paragraph(words("Follows: KCSIE 2026."), "follows")
    content = tuple(thing for clause in clauses for thing in (clause, follows))
    part = Part("many", "section", "7", words("Many"), content)
    shown = pages(write_pdf(replace(sample(), parts=(part,)), DEFAULT, ON, ORIGIN))[1:]
    assert len(shown) > 5
    assert not [sheet for sheet in shown if re.match(r"7\.\d+ Clause", sheet.strip().splitlines()[-1])]
    assert not [sheet for sheet in shown if sheet.strip().startswith("Follows")]


def test_a_narrow_column_still_holds_its_words_whole() -> None:
    table = Table(
        (words("About"), words("Told")), ((words("Photographs"), words("so many words " * 20)),), widths=(1, 20)
    )
    part = Part("narrow", "section", "1", words("Narrow"), (table,))
    shown = pages(write_pdf(replace(sample(), parts=(part,)), DEFAULT, ON, ORIGIN))[1]
    assert "Photographs" in shown


def test_a_long_address_is_broken_on_paper_and_whole_where_it_leads() -> None:
    found = pikepdf.open(BytesIO(made()))
    targets = {
        str(note.A.URI) for sheet in found.pages for note in sheet.get("/Annots", []) if "/URI" in note.get("/A", {})
    }
    assert "mailto:" + UNBROKEN in targets
    assert close(UNBROKEN) in close("".join(pages(made()))) and "\u200b" not in "".join(pages(made()))


def test_a_draft_says_so_on_its_cover_and_on_every_page_and_an_approved_policy_nowhere() -> None:
    draft = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(made())]
    assert "DRAFT: 3 answers open" in draft[0] and all("DRAFT" in sheet for sheet in draft)
    approved = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(made(draft=""))]
    assert not any("DRAFT" in sheet for sheet in approved)


def test_every_page_after_the_cover_names_the_policy_and_counts_the_pages() -> None:
    sheets = [sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(made())]
    for number, sheet in enumerate(sheets[1:], 2):
        assert f"Page {number} of {len(sheets)}" in sheet and "Hillside Primary School: low-level concerns" in sheet
    assert "Page 1" not in sheets[0]


def test_a_gap_is_highlighted_on_paper() -> None:
    sheet = pypdfium2.PdfDocument(made())[0].render(scale=1).to_pil().convert("RGB")
    colours = {colour for _, colour in sheet.getcolors(100_000)}
    assert tuple(int(DEFAULT.gap[at : at + 2], 16) for at in (1, 3, 5)) in colours


def test_a_letter_that_no_bundled_font_has_stops_the_file_and_says_which_document() -> None:
    part = Part("one", "section", "1", words("One"), (Paragraph((Run("中"),)),))
    with pytest.raises(WriteError, match="low-level-concerns-policy: the PDF cannot be made"):
        write_pdf(replace(sample(), parts=(part,)), DEFAULT, ON, ORIGIN)


def test_names_of_many_scripts_can_be_printed_and_tricks_and_pictures_cannot() -> None:
    assert [
        name for name in (*SCRIPTS.values(), HOSTILE, LONG_NAME, "Zoë\tO’Neill\n", "→ ☐ ½ €") if unprintable(name)
    ] == []
    refused = [
        "\u202e",
        "\u2066",
        "\u2028",
        "\x07",
        "\x7f",
        "\ue000",
        "\ud800",
        "\ufdd0",
        "\ufeff",
        "\ufffd",
        "😀",
        "❌",
        "中",
        "\ufe0f",
    ]
    assert [sign for sign in refused if unprintable(f"Ann {sign}Jones") != sign] == []


def test_the_list_of_printable_characters_is_that_of_the_bundled_fonts() -> None:
    assert (FONTS / "coverage.txt").read_text(encoding="ascii") == coverage()


def test_every_printable_character_prints() -> None:
    listed = (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines()[1:]
    letters = " ".join(chr(point) for point in sorted(points(" ".join(listed))))
    part = Part("all", "section", "1", words("All"), (Paragraph((Run(letters), Run(letters, strong=True))),))
    pdf = write_pdf(replace(sample(), parts=(part,)), DEFAULT, ON, ORIGIN)
    assert page.is_pdf_compliant_bytes(pdf, profile="2a")


def test_fonts_travel_with_their_licences_and_stay_small() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) <= 4_000_000
    for licence in ("OFL-Carlito.txt", "OFL-Noto.txt"):
        assert "SIL OPEN FONT LICENSE" in (FONTS / licence).read_text(encoding="utf-8")
