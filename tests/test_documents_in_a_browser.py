"""Every kind of document as a page in Chromium: nothing that axe finds, nothing wider than a telephone, a page that prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
import schools
from sample import HOSTILE, LONG_NAME, UNBROKEN, sample
from test_web_browser import CHROMIUM, axe, chromium, found_by

from policygen.document import Document
from policygen.look import DEFAULT
from policygen.writers.html import write_html

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
__all__ = ("axe", "chromium")
NAMES = {"a long name": LONG_NAME[:300].strip(), "an address": UNBROKEN, "markup": HOSTILE}


@pytest.fixture(scope="module")
def sheet(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(offline=True)
    yield context.new_page()
    context.close()


def shown(sheet: Any, document: Document) -> None:
    sheet.emulate_media(media="screen")
    sheet.set_content(write_html(document, DEFAULT, schools.ON, {}).decode())


@pytest.mark.parametrize("kind", schools.KINDS)
def test_every_kind_of_document_is_accessible_and_fits_a_telephone(sheet: Any, axe: str, kind: str) -> None:
    shown(sheet, schools.kinds()[kind])
    assert found_by(axe, sheet) == []


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_every_block_is_accessible_whatever_the_name(sheet: Any, axe: str, name: str) -> None:
    shown(sheet, sample(name))
    assert found_by(axe, sheet) == []


@pytest.mark.parametrize(
    "kind", ["low-level-concerns-policy", "local-supplement", "forms", "alignment-matrix", "staff-guide"]
)
def test_a_page_prints_in_black_on_white_without_what_only_a_screen_needs(sheet: Any, kind: str) -> None:
    document = schools.kinds()[kind]
    shown(sheet, document)
    sheet.emulate_media(media="print")
    assert sheet.locator("a.skip").is_hidden()
    assert sheet.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    pdf = pypdfium2.PdfDocument(sheet.pdf(prefer_css_page_size=True))
    wide, high = pdf[0].get_size()
    assert (wide > high) == (document.layout == "wide")
    if document.layout in ("page", "poster"):
        assert len(pdf) == 1
