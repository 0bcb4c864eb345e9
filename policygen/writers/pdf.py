"""Draw a document as PDF: accessible (PDF/UA-1), fit to be kept (PDF/A-2a), and the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pikepdf
import typst

from policygen.bundled import TEMPLATES
from policygen.document import Document, text
from policygen.errors import Problem, WriteError
from policygen.look import Look
from policygen.printed import sheets
from policygen.typeset import fonts, forget
from policygen.writers.pdf_tree import document_told

_TEMPLATES = {
    "book": TEMPLATES / "print" / "policy.typ",
    "brief": TEMPLATES / "print" / "policy.typ",
    "paper": TEMPLATES / "print" / "policy.typ",
    "wide": TEMPLATES / "print" / "policy.typ",
    "page": TEMPLATES / "print" / "sheet.typ",
    "poster": TEMPLATES / "print" / "sheet.typ",
    "check": TEMPLATES / "print" / "policy.typ",
}


def write_pdf(document: Document, look: Look, on: date, provenance: Mapping[str, Any]) -> bytes:
    """The document as PDF, dated `on`; `provenance` becomes one key, `/policygen`, of its properties (JSON).

    The tree reaches the template as data, so nothing in it is read as markup. Raises WriteError where the
    page maker refuses it, for example for a letter that no bundled font has.
    """
    with _refused(document):
        made = _compiler(document, look, on).compile(
            format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=datetime(on.year, on.month, on.day, tzinfo=UTC)
        )
    if not isinstance(made, bytes):  # a list is for formats with one file a page
        raise TypeError("one PDF expected")
    return finished(made, provenance)


@contextmanager
def _refused(document: Document) -> Iterator[None]:
    try:
        yield
    except typst.TypstError as error:
        raise WriteError(
            Problem(document.id, 0, f"the PDF cannot be made: {error.message}", "; ".join(error.hints) or "report it")
        ) from error


_DRAWN = tuple(one.name for one in fields(Look) if one.name not in ("crest", "template", "font_files", "notes"))
"""What the page maker is told of a look as it stands."""
_CLOSER, _WIDER = (0.985, 0.97, 0.955), (1.02, 1.04)
"""Sizes of the letters of a brief and of a paper that are tried where a page of it holds a few lines alone."""
_ALONE = 0.28
"""Of the page’s height: what ends above this holds a few lines alone."""


def _compiler(document: Document, look: Look, on: date) -> typst.Compiler:
    """The page maker for a document, in letters in which it fills its pages well."""

    def sized(tight: float) -> typst.Compiler:
        return _sized(document, told, look, on, tight)

    def fills(compiler: typst.Compiler) -> bool:
        return min(json.loads(compiler.query("<ends>", field="value", one=True)), default=1) >= _ALONE

    forget()
    told = document_told(document, look)
    first = sized(1)
    if document.layout not in ("brief", "paper") or fills(first):
        return first
    # Where the smallest letters do not take the lines back to the page before, none of those between will.
    least = sized(_CLOSER[-1])
    if fills(least):
        return next(filter(fills, map(sized, _CLOSER[:-1])), least)
    return next(filter(fills, map(sized, _WIDER)), first)


def _sized(document: Document, told: Mapping[str, Any], look: Look, on: date, tight: float) -> typst.Compiler:
    """The page maker with the tree as its data and the bundled fonts as its only ones."""
    data = {
        "document": told,
        "title": f"{document.title}: {text(document.cover.organisation)}",
        "author": text(document.cover.organisation),
        "look": {name: getattr(look, name) for name in _DRAWN},
        "crest": _crest(look, text(document.cover.organisation)),
        "tight": tight,
        "on": [on.year, on.month, on.day],
    }
    template = _TEMPLATES[document.layout]
    return typst.Compiler(
        input=template,
        root=template.parent,
        font_paths=fonts(look.font_files),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


def _crest(look: Look, organisation: str) -> dict[str, Any] | None:
    if look.crest is None:
        return None
    crest = look.crest
    return {"svg": crest.svg, "width": crest.width, "height": crest.height, "alt": crest.told(organisation)}


def finished(made: bytes, provenance: Mapping[str, Any]) -> bytes:
    """Half the size, with its origin among its properties: an attachment would break PDF/A-2a."""
    out = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        pdf.docinfo["/policygen"] = json.dumps({**provenance, "pages": sheets(pdf)}, sort_keys=True)
        pdf.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
    # Packed data that ends in CR, then the LF that closes a stream, reads as one CRLF: a strict checker then
    # finds the data a byte short. CR closes it as well, and no place in the file moves.
    return out.getvalue().replace(b"\r\nendstream", b"\r\rendstream")
