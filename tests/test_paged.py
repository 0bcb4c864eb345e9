"""The PDF that WeasyPrint prints from the web page: the same words as the usual one, and nothing fetched."""

from __future__ import annotations

import builtins
import io
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pytest
import schools
from sample import HOSTILE, sample

from policygen.document import Document
from policygen.errors import WriteError
from policygen.look import DEFAULT
from policygen.writers import paged
from policygen.writers.paged import fetcher_of, write_paged
from policygen.writers.pdf import write_pdf

ORIGIN = {"program": "policygen", "library": "tests"}


@cache
def printed(kind: str) -> bytes:
    return write_paged(schools.kinds()[kind], DEFAULT, schools.ON, ORIGIN)


def counted(pdf: bytes) -> Counter[str]:
    """Each word, as often as it stands there: not the numbers of pages, nor those in front of a list."""
    words = " ".join(schools.pages(pdf)).replace("\ufffe", "-").replace("\x02", "-")
    return Counter(re.findall(r"[a-z]{2,}", re.sub(r"[-\u00ad]\s*", "", words.casefold())))


def joined(pdf: bytes) -> str:
    """All letters in one row, so that it does not matter where a line is broken."""
    return re.sub(r"[\W_]+", "", " ".join(schools.pages(pdf))).casefold()


@pytest.mark.parametrize("kind", ["low-level-concerns-policy", "forms", "insert", "local-supplement", "to-confirm"])
def test_it_says_what_the_usual_pdf_says(kind: str) -> None:
    one = counted(printed(kind))
    other = counted(write_pdf(schools.kinds()[kind], DEFAULT, schools.ON, ORIGIN))
    repeated = {
        word
        for part in schools.kinds()[kind].parts
        for word in re.findall(r"[a-z]{2,}", " ".join(heads(part)).casefold())
    }  # the head of a table stands on each of its pages
    differs = {word: count for word, count in ((one - other) + (other - one)).items() if word not in repeated}
    assert differs == {}


def heads(part: Any) -> list[str]:
    """The heads of the tables of a part."""
    from policygen.document import Passage, Table, text

    blocks = [block for thing in part.content for block in (thing.blocks if isinstance(thing, Passage) else (thing,))]
    return [text(line) for block in blocks if isinstance(block, Table) for line in block.header]


def test_the_contents_name_the_page_each_part_is_on() -> None:
    sheets = schools.pages(printed("low-level-concerns-policy"))
    (contents,) = [sheet for sheet in sheets if sheet.strip().startswith("Contents")]
    for part in schools.kinds()["low-level-concerns-policy"].parts:
        if part.kind == "appendix":
            title = f"Appendix {part.number} {part.title[0].text}"
            at = next(number for number, sheet in enumerate(sheets, 1) if sheet.strip().startswith(title[:20]))
            row = next(row for row in contents.splitlines() if title in " ".join(row.split()))
            assert row.split()[-1] == str(at)


def test_every_page_after_the_cover_names_the_policy_and_counts_the_pages() -> None:
    pdf = pypdfium2.PdfDocument(printed("low-level-concerns-policy"))
    sheets = [sheet.get_textpage().get_text_range() for sheet in pdf]
    for number, sheet in enumerate(sheets[1:], 2):
        assert f"Page {number} of {len(sheets)}" in sheet and "Hillside Primary School · Low-level" in sheet
    assert "Page 1 of" not in sheets[0]


def test_the_same_document_gives_the_same_bytes() -> None:
    document = schools.kinds()["insert"]
    paged._kit.cache_clear()
    assert write_paged(document, DEFAULT, schools.ON, ORIGIN) == printed("insert")


def test_its_properties_name_title_organisation_language_and_day_and_its_fonts_are_ours() -> None:
    with pikepdf.open(io.BytesIO(printed("insert"))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Insert for the child protection policy: Hillside Primary School"
        assert str(pdf.docinfo["/Author"]) == "Hillside Primary School"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261122")
        assert str(pdf.Root.Lang) == "en-GB"
    with pikepdf.open(io.BytesIO(write_paged(sample(), DEFAULT, schools.ON, ORIGIN))) as pdf:
        used = {str(one.BaseFont).partition("+")[2] for one in pdf.objects if _is_font(one)}
    assert {"Carlito", "Carlito-Bold", "NotoSansArabic", "NotoSansTamil"} <= used
    assert {name for name in used if not name.startswith(("Carlito", "NotoSans"))} == set()


def _is_font(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing and "/DescendantFonts" in thing


def test_markup_typed_in_a_name_prints_as_typed() -> None:
    assert (
        joined(write_paged(sample(HOSTILE), DEFAULT, schools.ON, ORIGIN)).count(
            re.sub(r"[\W_]+", "", HOSTILE).casefold()
        )
        >= 2
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/crest.png",
        "https://example.org/style.css",
        "bundled:../../../etc/passwd",
        "bundled:Carlito-Regular.ttf/../coverage.txt",
        "data:text/html;base64,PGI+",
        "ftp://127.0.0.1/a",
        "//127.0.0.1/a",
    ],
)
def test_nothing_is_fetched_from_outside_the_page(url: str) -> None:
    fetcher = fetcher_of({"Carlito-Regular.ttf": paged.FONTS / "Carlito-Regular.ttf"})
    with pytest.raises(ValueError, match="is not part of the page"):
        fetcher(url)
    assert fetcher("bundled:Carlito-Regular.ttf").read(4) == b"\x00\x01\x00\x00"


def test_a_page_that_asks_for_more_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = '<html lang="en"><head><title>x</title></head><body><img src="file:///etc/passwd" alt="x"></body></html>'
    monkeypatch.setattr(paged, "page", lambda *given, **named: asked)
    with pytest.raises(WriteError, match="file:///etc/passwd is not part of the page"):
        write_paged(schools.kinds()["insert"], DEFAULT, schools.ON, ORIGIN)


def test_without_pango_the_usual_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *given: Any, **named: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *given, **named)

    paged._kit.cache_clear()
    paged._engine.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    document: Document = replace(sample(), parts=())
    with pytest.raises(WriteError, match=r"Pango.*leave the option out: the usual engine, typst"):
        write_paged(document, DEFAULT, schools.ON, ORIGIN)
