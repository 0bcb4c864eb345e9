"""What a person sees who opens the policy in Word, and what Word sees that opens it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from ooxml_integrity import check
from openxml_audit import OpenXmlValidator
from sample import HOSTILE, LONG_NAME, STEPS, UNBROKEN, gap, said, sample, words

from policygen.answers_file import load_answers
from policygen.assembly import assemble
from policygen.document import (
    Block,
    Contents,
    Document,
    Field,
    Form,
    Items,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Subheading,
    Table,
    lines,
    text,
)
from policygen.facts import derive
from policygen.library import Library
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.word_checks import word_findings
from policygen.writers.flow_text import measured
from policygen.writers.word import write_word

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ON = date(2026, 11, 22)
PROVENANCE = {"policygen": "1.0.0", "policygen-library": "2026.11.1", "policygen-odd": '<a b="c">&]]>'}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W[1:-1],
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
ROW = (words("One"), words("Two"))
ARABIC, HEBREW = "مدرسة النور", "בית ספר אור"

MORE = Part(
    "record",
    "section",
    "3",
    words("The record"),
    (
        Paragraph(words("Words of the section itself.")),
        Passage(
            "record",
            "3.1",
            (Run("What "), gap("the headteacher’s name", "head"), Run(" keeps")),
            (
                Items("steps", (words("One of the first list."), words("Two of the first list."))),
                Items("steps", (words("One of the second list."), words("Two of the second list."))),
                Notice(
                    (),
                    (Paragraph(words("A box with no title.")), Items("letters", ROW), Items("bullets", ROW)),
                ),
                Notice(words("A second box"), (Items("steps", ROW), Items("letters", ROW))),
                Table((), (ROW, ROW)),
                Table(ROW, ((words("A row that is too short"),),)),
                Items(
                    "bullets",
                    (words("After a table."), (Run("Assumed", "q", "assumed", "unasked", strong=True),)),
                ),
                Form("", (Field(words("An untitled form")),)),
                Paragraph(words("After a form.")),
            ),
        ),
        Passage(
            "a-very-long-clause-id-that-goes-on-well-beyond-forty",
            "3.2",
            words("Names in " + ARABIC + " and " + HEBREW),
            (
                Paragraph(
                    (
                        Run(ARABIC, "organisation"),
                        Run(" next to ", strong=True),
                        Run(HEBREW, strong=True),
                        Run("."),
                    )
                ),
                Table(ROW, ((words(LONG_NAME), words(UNBROKEN)),)),
            ),
        ),
        Paragraph(words("KCSIE, Part four"), "follows"),
        Subheading(words("A heading outside a clause")),
        Paragraph(
            (
                Run("See "),
                Run("the guidance", link='https://example.org/a?b=c&d="e"<f>'),
                Run(", again "),
                Run("there", strong=True, link='https://example.org/a?b=c&d="e"<f>'),
                Run(" or "),
                Run("the record", link="#record"),
                Run("."),
            )
        ),
    ),
)
ANNEX = Part(
    "annex",
    "appendix",
    "C",
    words("An appendix in parts"),
    (Passage("annex-one", "C.1", words("First"), (Paragraph(words("Words.")),)),),
)


def rich(organisation: str = f"Hillside {ARABIC} {HOSTILE}") -> Document:
    """The shared sample and the harder things that Word alone stumbles over."""
    document = sample(organisation)
    places = [place for place, part in enumerate(document.parts) if part.kind == "appendix"]
    parts = (
        *document.parts[: places[0]],
        MORE,
        *document.parts[places[0] : places[-1] + 1],
        ANNEX,
        *document.parts[places[-1] + 1 :],
    )
    return replace(document, parts=parts)


@pytest.fixture(scope="module")
def library() -> Library:
    return load()


@pytest.fixture(scope="module")
def made() -> bytes:
    return write_word(rich(), DEFAULT, ON, PROVENANCE)


@pytest.fixture(scope="module")
def body(made: bytes) -> etree._Element:
    return part(made, "word/document.xml")


@pytest.fixture(scope="module")
def file(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "policy.docx"
    path.write_bytes(made)
    return path


def part(made: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read(name))


MARGIN = str(round(DEFAULT.margin / 25.4 * 1440))
BETWEEN_MARGINS = round((210 - 2 * DEFAULT.margin) / 25.4 * 1440)
"""In twentieths of a point."""


def find(element: etree._Element, path: str) -> list[etree._Element]:
    return element.xpath(path, namespaces=NAMES)


def printed(element: etree._Element) -> str:
    """The words of a paragraph or a cell as they print: breaks and tabs are white space, fields to fill are empty."""
    for_print = "descendant::w:t[not(ancestor::w:sdt)] | descendant::w:br | descendant::w:tab[parent::w:r]"
    found = "".join(piece.text or " " if piece.tag == f"{W}t" else " " for piece in find(element, for_print))
    return " ".join(found.split())


def paragraphs(body: etree._Element) -> list[str]:
    """Every paragraph in reading order but the table of contents."""
    found = (printed(one) for one in find(body, "//w:p[not(ancestor::w:sdt)]"))
    return [one for one in found if one]


def style(paragraph: etree._Element) -> str:
    return find(paragraph, "w:pPr/w:pStyle/@w:val")[0]


def counted(made: bytes) -> Iterator[tuple[str, str]]:
    """(the number Word prints, the words) of each numbered paragraph, by Word's own rules."""
    numbering, styles, body = (part(made, f"word/{name}.xml") for name in ("numbering", "styles", "document"))
    abstract = {n.get(f"{W}numId"): find(n, "w:abstractNumId/@w:val")[0] for n in find(numbering, "w:num")}
    restarts = {n.get(f"{W}numId") for n in find(numbering, "w:num[w:lvlOverride/w:startOverride]")}
    counts: dict[str, Counter[int]] = {}
    begun: set[str] = set()
    for one in find(body, "//w:p"):
        named = find(styles, f"w:style[@w:styleId='{style(one)}']/w:pPr/w:numPr")
        own = find(one, "w:pPr/w:numPr")
        if not (own or named):
            continue
        about = (own or named)[0]
        number = find(about, "w:numId/@w:val")[0]
        if number == "0":
            continue
        level = int((find(about, "w:ilvl/@w:val") or ["0"])[0])
        count = counts.setdefault(abstract[number], Counter())
        if number in restarts and number not in begun:
            count.clear()
        begun.add(number)
        count[level] += 1
        for deeper in range(level + 1, 9):
            count[deeper] = 0
        levels = find(numbering, f"w:abstractNum[@w:abstractNumId='{abstract[number]}']/w:lvl")
        shown = find(levels[level], "w:lvlText/@w:val")[0]
        for place in range(level + 1):
            kind = find(levels[place], "w:numFmt/@w:val")[0]
            shown = shown.replace(f"%{place + 1}", _spelled(count[place], kind))
        yield shown, printed(one)


def _spelled(count: int, kind: str) -> str:
    return {"decimal": str(count), "upperLetter": chr(64 + count), "lowerLetter": chr(96 + count)}.get(kind, "")


# The words


def test_every_word_of_the_policy_stands_in_the_file_in_order_and_no_other(body):
    found = " ".join(paragraphs(body)).replace("Table 1: Who receives", "Who receives").split()
    assert found == " ".join(said(rich())).split()


def test_markup_that_someone_typed_prints_as_it_was_typed(body):
    assert f"Typed as it stands: {HOSTILE} and {HOSTILE}" in paragraphs(body)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs"]), min_size=1))
def test_any_name_is_printed_letter_by_letter(name):
    made = write_word(sample(name), DEFAULT, ON, {})
    title = docx.Document(io.BytesIO(made)).paragraphs[0]
    assert title.text == name
    assert docx.Document(io.BytesIO(made)).core_properties.author == name


def test_a_line_break_and_a_tab_in_an_answer_stay(made):
    assert any(
        one.text == "Two lines\nof one answer, with\ta tab." for one in docx.Document(io.BytesIO(made)).paragraphs
    )


def test_no_empty_paragraph_makes_room(body):
    empty = [
        one
        for one in find(body, "//w:body/w:p | //w:sdtContent/w:p")
        if not printed(one) and not find(one, ".//w:drawing | .//w:t")
    ]
    assert all(style(one) == "TableBreak" and one.getnext().tag == one.getprevious().tag == f"{W}tbl" for one in empty)


def test_arabic_and_hebrew_are_set_from_right_to_left_and_the_words_around_them_are_not(made, body):
    for one in find(body, "//w:r[w:t]"):
        leftwards = bool(re.search("[\u0590-\u06ff]", "".join(find(one, "w:t/text()"))))
        assert leftwards == bool(find(one, "w:rPr/w:rtl"))
    strong = find(body, "//w:r[w:rPr/w:rtl][w:t='בית ספר אור'][w:rPr/w:rStyle]")
    assert [find(one, "w:rPr/w:lang/@w:bidi") for one in strong] == [["he-IL"]]
    assert find(part(made, "word/styles.xml"), "w:docDefaults//w:rFonts/@w:cs") == ["Arial"]


# Headings, numbers, contents


def test_the_numbers_that_word_counts_are_those_of_the_document(made):
    assert numbered_headings(made) == headings_of(rich())


def numbered_headings(made: bytes) -> list[tuple[str, str]]:
    return [one for one in counted(made) if re.match(r"Appendix|\d+$|\w+\.\d+$", one[0])]


def headings_of(document: Document) -> list[tuple[str, str]]:
    wanted = []
    for one in document.parts:
        if one.number:
            wanted.append((f"Appendix {one.number}" if one.kind == "appendix" else one.number, one.title))
        wanted.extend(
            (thing.number, thing.title) for thing in one.content if isinstance(thing, Passage) and thing.number
        )
    return [(number, " ".join(text(title).split())) for number, title in wanted]


def test_every_list_of_steps_and_of_letters_begins_again(made):
    told = [(number, line) for number, line in counted(made) if number.endswith((".", ")"))]
    assert ("1.", "One of the first list.") in told and ("1.", "One of the second list.") in told
    assert ("(a)", "it may be nothing;") in told and ("(c)", "it was outside work.") in told
    for one in (block for block in blocks(rich()) if isinstance(block, Items) and block.kind != "bullets"):
        first = {"steps": "1.", "letters": "(a)"}[one.kind]
        assert (first, " ".join(text(one.items[0]).split())) in told
    own = find(part(made, "word/numbering.xml"), "w:num[w:lvlOverride]/@w:numId")
    used = find(part(made, "word/document.xml"), "//w:p/w:pPr/w:numPr/w:numId/@w:val")
    assert list(dict.fromkeys(used)) == own


def blocks(document: Document) -> Iterator[Block]:
    for one in document.parts:
        for thing in one.content:
            for block in thing.blocks if isinstance(thing, Passage) else (thing,):
                yield block
                yield from block.blocks if isinstance(block, Notice) else ()


def test_headings_are_real_headings_linked_to_one_numbering(made, body):
    assert {style(one) for one in find(body, "//w:p[w:bookmarkStart]")} > {
        "Title", "Subtitle", "Heading1", "Heading2", "Heading3", "PlainHeading1", "PlainHeading2", "AppendixHeading", "AppendixHeading2"
    }  # fmt: skip
    numbering = part(made, "word/numbering.xml")
    linked = {tuple(find(one, "w:lvl/w:pStyle/@w:val")) for one in find(numbering, "w:abstractNum")}
    assert ("Heading1", "Heading2") in linked and ("AppendixHeading", "AppendixHeading2") in linked


def test_every_style_named_in_the_file_is_defined_and_nothing_is_named_twice(made):
    styles = part(made, "word/styles.xml")
    defined = find(styles, "w:style/@w:styleId")
    assert len(defined) == len(set(defined))
    for name in ("document", "comments", "header1", "footer1", "numbering", "styles"):
        used = find(
            part(made, f"word/{name}.xml"),
            "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val | //w:basedOn/@w:val",
        )
        assert set(used) <= set(defined), name


def test_the_contents_are_filled_lead_to_the_headings_and_make_word_ask_nothing(made, body):
    entries = find(body, "//w:sdt[.//w:docPartGallery]//w:p")
    assert [printed_entry(one) for one in entries] == [
        ("TOC2", "1 Why we have this policy"),
        ("TOC2", "2 Who to tell"),
        ("TOC2", "3 The record"),
        ("TOC1", "Appendix A What to do, step by step 7"),
        ("TOC1", "Appendix B Record of a concern 8"),
        ("TOC1", "Appendix C An appendix in parts"),
        ("TOC3", "To confirm 9"),
    ]
    for name in find(body, "//w:hyperlink/@w:anchor"):
        assert len(find(body, f"//w:bookmarkStart[@w:name='{name}']")) == 1, name
    told = [" ".join(one.text.split()) for one in find(body, "//w:sdtContent//w:instrText")]
    pages = [f"PAGEREF {name} \\h" for name in ("flow_chart", "record_form", "annex", "to_confirm")]
    assert told[0].startswith("TOC ") and [one for one in pages if one in told] == told[1:]
    assert not find(body, "//@w:dirty")
    assert not find(part(made, "word/settings.xml"), "w:updateFields")


def printed_entry(entry: etree._Element) -> tuple[str, str]:
    return style(entry), " ".join(
        "".join(one.text or " " for one in find(entry, ".//w:hyperlink//w:t | .//w:hyperlink//w:tab")).split()
    )


def test_a_number_in_a_reference_and_that_of_a_caption_are_counted_again_by_word():
    told = (
        Run("as "),
        Run("who to tell (2.1)", link="#who-to-tell"),
        Run(" and "),
        Run("Form (Appendix B)", link="#record-form"),
    )
    there = sample().parts
    more = Part("more", "section", "3", words("More"), (Paragraph(told),))
    made = part(
        write_word(replace(sample(), parts=(*there[:4], more, *there[4:])), DEFAULT, ON, {}), "word/document.xml"
    )
    assert "as who to tell (2.1) and Form (Appendix B)" in paragraphs(made)
    asked = [" ".join(one.text.split()) for one in find(made, "//w:instrText")]
    assert {"REF who_to_tell \\n \\h", "REF record_form \\n \\h", "SEQ Table \\* ARABIC"} <= set(asked)


def test_a_link_inside_goes_to_its_heading_and_one_outside_is_a_relationship(made, body):
    (link,) = find(body, "//w:hyperlink[w:r/w:t='who to tell']/@w:anchor")
    heading = find(body, f"//w:p[w:bookmarkStart/@w:name='{link}']")[0]
    assert (style(heading), printed(heading)) == ("Heading2", "Who to tell")
    relations = {one.get("Id"): one for one in part(made, "word/_rels/document.xml.rels")}
    used = {
        relations[name].get("Target"): relations[name].get("TargetMode") for name in find(body, "//w:hyperlink/@r:id")
    }
    assert used.keys() >= {"mailto:head@hillside.example", "tel:999", 'https://example.org/a?b=c&d="e"<f>'}
    assert set(used.values()) == {"External"}


# Gaps


def test_a_gap_is_marked_three_times_and_its_comment_names_the_question(made, body):
    comments = {one.get(f"{W}id"): one for one in part(made, "word/comments.xml")}
    (remark,) = find(
        body,
        "//w:p[w:bookmarkStart/@w:name='_pg_purpose_2']/w:commentRangeStart[following-sibling::w:r[1]/w:rPr/w:rStyle/@w:val='Gap']",
    )
    number = remark.get(f"{W}id")
    marked = remark.getnext()
    assert printed(marked) == "[to confirm: the headteacher’s name]"
    assert marked.getnext().tag == f"{W}commentRangeEnd" and marked.getnext().get(f"{W}id") == number
    assert printed(comments[number]) == "Who is the headteacher?"
    assert comments[number].get(f"{W}date") == "2026-11-22T00:00:00Z"


def test_every_comment_is_anchored_once_and_a_question_without_a_remark_gets_none(made, body):
    numbers = find(part(made, "word/comments.xml"), "w:comment/@w:id")
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(find(body, f"//w:{kind}/@w:id"), key=int) == numbers
    runs = [run for line in lines(rich()) for run in line if run.state]
    assert len(numbers) == sum(run.question in dict(rich().comments) for run in runs) < len(runs)
    assert len(find(body, "//w:rStyle[@w:val='Gap' or @w:val='Assumed']")) == len(runs)


# Tables, forms, boxes, pictures


def test_tables_are_as_wide_as_the_page_with_a_header_that_repeats_and_rows_that_hold_together(body):
    tables = find(body, "//w:tbl[w:tblPr/w:tblStyle/@w:val='PolicyTable']")
    assert len(tables) >= 5
    for one in tables:
        widths = [int(width) for width in find(one, "w:tblGrid/w:gridCol/@w:w")]
        assert sum(widths) == int(find(one, "w:tblPr/w:tblW/@w:w")[0]) == BETWEEN_MARGINS
        assert find(one, "w:tblPr/w:tblLayout/@w:type") == ["fixed"]
        for row in find(one, "w:tr"):
            assert [int(width) for width in find(row, "w:tc/w:tcPr/w:tcW/@w:w")] == widths
            assert find(row, "w:trPr/w:cantSplit")
        headed = [bool(find(row, "w:trPr/w:tblHeader")) for row in find(one, "w:tr")]
        heads = ["TableHeading" in {style(p) for p in find(row, "w:tc/w:p")} for row in find(one, "w:tr")]
        assert headed == heads and not any(headed[1:])
    assert (
        sum(bool(find(one, ".//w:tblHeader")) for one in tables) == len(tables) - 1
    )  # one of the sample has no header


def test_a_narrow_column_is_widened_rather_than_break_a_word():
    table = Table(
        (words("About"), words("Fine"), words("Not")),
        ((words("Photographs"), words("One"), words("Two")),),
        widths=(1, 6, 6),
    )
    only = Part("only", "section", "1", words("Only"), (table,))
    made = part(write_word(replace(sample(), parts=(only,)), DEFAULT, ON, {}), "word/document.xml")
    widths = [int(width) for width in find(made, "//w:tbl[last()]/w:tblGrid/w:gridCol/@w:w")][-3:]
    assert sum(widths) == BETWEEN_MARGINS and widths[0] - 200 >= measured("Photographs", True, "Carlito") * 11 * 20


def test_a_form_has_a_place_to_write_for_each_field_and_a_box_for_each_choice(body):
    (form,) = find(body, "//w:tbl[w:tblPr/w:tblCaption/@w:val='What happened']")
    assert len(find(form, ".//w:sdt[w:sdtPr/w:text]")) == 3
    assert len(find(form, ".//w:sdt/w:sdtPr/w:date[w:dateFormat/@w:val='d MMMM yyyy']")) == 1
    boxes = find(form, ".//w:sdt[w:sdtPr/w14:checkbox]")
    assert [find(box, "string(w:sdtPr/w:alias/@w:val)") for box in boxes][:2] == [
        "It was: seen by me",
        "It was: told to me",
    ]
    assert all(len(title) <= 64 for title in find(form, ".//w:alias/@w:val"))
    assert int(find(form, "w:tr[3]/w:trPr/w:trHeight/@w:val")[0]) > 4 * int(
        find(form, "w:tr[1]/w:trPr/w:trHeight/@w:val")[0]
    )
    assert all(
        not "".join(find(one, ".//w:sdtContent//w:t/text()")).strip("\u00a0")
        for one in find(form, ".//w:sdt[w:sdtPr/w:showingPlcHdr]")
    )


def test_a_box_that_must_not_be_missed_is_one_style_with_an_edge_and_a_ground(made, body):
    styles = part(made, "word/styles.xml")
    assert find(styles, "w:style[@w:styleId='Notice']/w:pPr/w:shd/@w:fill") == [DEFAULT.notice.lstrip("#")]
    assert len(find(styles, "w:style[@w:styleId='Notice']/w:pPr/w:pBdr/*")) == 4
    (title,) = [one for one in find(body, "//w:p") if printed(one) == "If a child is in danger now"]
    assert style(title) == "NoticeTitle" and style(title.getnext()) == "Notice"
    assert [style(one) for one in find(title, "following-sibling::w:p")[1:4]] == ["NoticeNumber"] * 3


def test_styles_do_the_formatting_and_paragraphs_only_what_no_style_can(body):
    direct = {child.tag.removeprefix(W) for one in find(body, "//w:p/w:pPr") for child in one}
    assert direct <= {"pStyle", "numPr", "pageBreakBefore", "keepNext", "spacing"}
    runs = {child.tag.removeprefix(W) for one in find(body, "//w:rPr") for child in one}
    assert runs <= {"rStyle", "b", "bCs", "rtl", "lang"}
    assert not find(body, "//w:br[@w:type]")


def test_the_flow_chart_is_a_picture_that_says_the_same_in_words(made, body):
    (drawing,) = find(body, "//wp:inline")
    assert find(drawing, "wp:docPr/@descr") == [STEPS.alt]
    relations = {one.get("Id"): one.get("Target") for one in part(made, "word/_rels/document.xml.rels")}
    files = zipfile.ZipFile(io.BytesIO(made))
    (png,) = find(drawing, ".//a:blip/@r:embed")
    (svg,) = [one.get(f"{{{NAMES['r']}}}embed") for one in drawing.iter("{*}svgBlip")]
    assert files.read(f"word/{relations[png]}").startswith(b"\x89PNG")
    assert "Is a child in danger now?" in etree.fromstring(files.read(f"word/{relations[svg]}")).xpath("//text()")
    assert 100 * 36000 < int(find(drawing, "wp:extent/@cx")[0]) <= 165 * 36000


# The page and the file


def test_each_page_but_the_cover_says_what_it_is_and_which_page(made, body):
    (section,) = find(body, "//w:sectPr")
    assert find(section, "w:titlePg") and find(section, "w:headerReference/@w:type") == ["default"]
    assert find(section, "w:pgSz/@w:w") == ["11906"] and set(find(section, "w:pgMar/@w:left | w:pgMar/@w:top")) == {
        MARGIN
    }
    header = "".join(one.text or "\t" for one in find(part(made, "word/header1.xml"), "//w:t | //w:r/w:tab"))
    assert header == f"{rich().running}\t{rich().version}"
    assert find(part(made, "word/footer1.xml"), "//@w:instr") == [" PAGE ", " NUMPAGES "]


def test_a_name_that_looks_like_a_place_in_the_header_does_no_harm():
    made = write_word(replace(sample(), running="VERSION RUNNING", version="RUNNING 1"), DEFAULT, ON, {})
    assert [one.text for one in find(part(made, "word/header1.xml"), "//w:t")] == [
        "VERSION RUNNING",
        "RUNNING 1",
    ]


def test_the_file_says_who_made_it_in_which_language_and_where_it_came_from(made):
    about = docx.Document(io.BytesIO(made)).core_properties
    assert (about.title, about.author, about.language) == (
        "Low-level concerns policy",
        text(rich().cover.organisation),
        "en-GB",
    )
    assert about.created is not None and about.created.date() == ON
    own = {one.get("name"): one[0].text for one in part(made, "docProps/custom.xml")}
    assert own.items() >= PROVENANCE.items()
    assert find(part(made, "word/styles.xml"), "w:docDefaults//w:lang/@w:val") == ["en-GB"]


def test_every_paragraph_and_row_of_a_clause_has_one_hidden_bookmark(body):
    names = find(body, "//w:bookmarkStart/@w:name")
    numbers = find(body, "//w:bookmarkStart/@w:id | //w:sdtPr/w:id/@w:val | //wp:docPr/@id")
    assert len(names) == len({name.lower() for name in names}) and len(numbers) == len(set(numbers))
    assert all(len(name) <= 40 for name in names)
    hidden = [name for name in names if name.startswith("_pg_")]
    assert all(re.fullmatch(r"_pg_\w{1,24}_\d+", name) for name in hidden)
    assert {"_pg_cover_1", "_pg_purpose_1", "_pg_who_to_tell_1", "_pg_a_very_long_clause_id_th_3"} <= set(hidden)
    for one in find(body, "//w:body/w:p[not(w:pPr/w:pStyle/@w:val='TableBreak')] | //w:tr"):
        assert len(find(one, ".//w:bookmarkStart[starts-with(@w:name, '_pg_')]")) == 1, printed(one)
    for start in find(body, "//w:bookmarkStart"):
        assert find(start.getparent(), f"w:bookmarkEnd[@w:id='{start.get(f'{W}id')}']"), "no bookmark spans paragraphs"


def test_the_same_policy_on_the_same_day_is_the_same_file(made):
    assert write_word(rich(), DEFAULT, ON, dict(reversed(PROVENANCE.items()))) == made
    assert {one.date_time for one in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_in_the_file_says_where_it_was_made(made):
    files = zipfile.ZipFile(io.BytesIO(made))
    every = b"".join(files.read(name) for name in files.namelist())
    assert b"python-docx" not in every and str(EXAMPLES.parent).encode() not in every


def test_the_schema_of_office_finds_nothing_wrong(file):
    assert [error.description for error in OpenXmlValidator().validate(file).errors] == []


def test_a_checker_of_broken_references_finds_nothing_wrong(file):
    assert check(file) == []


def test_a_document_without_contents_lists_or_gaps_is_whole_too(tmp_path):
    bare = Part("only", "front", "", words("Only"), (Contents(), Paragraph(words("Words."))))
    path = tmp_path / "bare.docx"
    path.write_bytes(write_word(replace(sample(draft=""), parts=(bare,), comments=()), DEFAULT, ON, {}))
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == [] == check(path)


@pytest.mark.parametrize(
    "example",
    sorted(path for path in EXAMPLES.glob("*.yaml") if not path.name.endswith(".culture.yaml")),
    ids=lambda path: path.stem,
)
def test_each_document_of_each_example_has_its_words_and_numbers_and_no_check_finds_a_mistake(
    library, example, tmp_path
):
    answers = load_answers(example, library)
    for one in assemble(library, derive(library, answers), answers, ON):
        made = write_word(one.document, DEFAULT, ON, PROVENANCE)
        body = part(made, "word/document.xml")
        shown = " ".join(" ".join(paragraphs(body)).split())
        if one.document.layout in ("book", "brief"):
            assert numbered_headings(made) == headings_of(one.document)
        if one.document.layout == "book":
            assert shown == " ".join(said(one.document))
        else:  # a sheet says its facts in one line and ends with whose it is
            assert [line for line in said(one.document) if line not in shown] == []
        assert word_findings(made) == ()
        path = tmp_path / f"{one.document.id}.docx"
        path.write_bytes(made)
        assert [error.description for error in OpenXmlValidator().validate(path).errors] == [] == check(path)


@pytest.mark.needs_office
def test_libreoffice_prints_it_with_the_same_numbers_and_words(file):
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(file.parent),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pages = [
        " ".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(file.with_suffix(".pdf"))
    ]
    every = " ".join(pages)
    for shown in (
        "1 Why we have this policy",
        "2.1 Who to tell",
        "3.1 What [to confirm: the headteacher’s name] keeps",
        "Appendix A What to do, step by step",
        "Appendix C An appendix in parts",
        "C.1 First",
        "(a) it may be nothing;",
        "1. One of the second list.",
        f"Page 2 of {len(pages)}",
    ):
        assert shown in every
    assert "Page 1" not in pages[0] and "Low-level concerns policy" in pages[0]
