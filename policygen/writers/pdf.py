"""Draw a document as PDF: accessible (PDF/UA-1), fit to be kept (PDF/A-2a), and the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import typst

from policygen.bundled import FONTS, TEMPLATES
from policygen.document import Bars, Document, Flow, Run, text
from policygen.errors import Problem, WriteError
from policygen.look import Look
from policygen.writers.bars import bars_svg
from policygen.writers.flow import flow_svg

_TEMPLATES = {
    "book": TEMPLATES / "print" / "policy.typ",
    "paper": TEMPLATES / "print" / "policy.typ",
    "wide": TEMPLATES / "print" / "policy.typ",
    "page": TEMPLATES / "print" / "sheet.typ",
    "poster": TEMPLATES / "print" / "sheet.typ",
    "check": TEMPLATES / "print" / "policy.typ",
}


def write_pdf(document: Document, look: Look, on: date, provenance: Mapping[str, str]) -> bytes:
    """The document as PDF, dated `on`; `provenance` becomes one key, `/policygen`, of its properties (JSON).

    The tree reaches the template as data, so nothing in it is read as markup. Raises WriteError where the
    page maker refuses it, for example for a letter that no bundled font has.
    """

    def plain(thing: Any) -> dict[str, Any]:
        told = {field.name: getattr(thing, field.name) for field in fields(thing)}
        if isinstance(thing, Flow):
            told = {"alt": thing.alt, "svg": flow_svg(thing, look)}
        elif isinstance(thing, Bars):
            told = {"is": "Flow", "alt": thing.alt, "svg": bars_svg(thing, look)}
        elif isinstance(thing, Run):  # so that only a run with a word too long for its place is looked into
            told["longest"] = max(map(len, thing.text.split()), default=0)
        return {"is": type(thing).__name__, **told}

    data = {
        "document": document,
        "title": f"{document.title}: {text(document.cover.organisation)}",
        "author": text(document.cover.organisation),
        "look": look,
        "on": [on.year, on.month, on.day],
    }
    template = _TEMPLATES[document.layout]
    compiler = typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, default=plain, ensure_ascii=False)},
    )
    try:
        _forget()
        made = compiler.compile(
            format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC)
        )
    except typst.TypstError as error:
        raise WriteError(
            Problem(document.id, 0, f"the PDF cannot be made: {error.message}", "; ".join(error.hints) or "report it")
        ) from error
    if not isinstance(made, bytes):  # a list is for formats with one file a page
        raise TypeError("one PDF expected")
    return _finished(made, provenance)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _forget() -> None:
    """typst keeps the layout of the last ten documents, some 40 MB each. Empty ones between them make it forget sooner;
    what every document shares, such as fonts, stays."""
    for _ in range(3):
        typst.compile(b"", font_paths=_fonts(), ignore_system_fonts=True, format="svg")


def _finished(made: bytes, provenance: Mapping[str, str]) -> bytes:
    """Half the size, with its origin among its properties: an attachment would break PDF/A-2a."""
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        pdf.docinfo["/policygen"] = json.dumps(dict(provenance), ensure_ascii=False, sort_keys=True)
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    # Packed data that ends in CR, then the LF that closes a stream, reads as one CRLF: a strict checker then
    # finds the data a byte short. CR closes it as well, and no place in the file moves.
    return out.getvalue().replace(b"\r\nendstream", b"\r\rendstream")
