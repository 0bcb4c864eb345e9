"""Which formats there are, and which writer draws a document in each; each is imported when it is first wanted, because each brings a heavy library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from policygen.document import Document, Layout
from policygen.errors import Problem, WriteError, nearest
from policygen.imprint import remark
from policygen.look import DEFAULT, Look
from policygen.workbook import Workbook

FORMATS = ("docx", "pdf", "html", "md")
"""What documents are drawn in."""
SHEET = "xlsx"
"""What workbooks are drawn in."""
ALL = (*FORMATS, SHEET)
CONTENTS = ("pages", "links")
ENGINES = ("typst", "weasyprint")
Write = Callable[[Document, Look, date, Mapping[str, Any]], bytes]


@dataclass(frozen=True)
class Drawing:
    """How documents are drawn; what they say does not depend on it."""

    look: Look = DEFAULT
    contents: str = "pages"
    """The contents of a Word file, one of CONTENTS: with the page of each part that begins one, or links alone."""
    pdf_engine: str = "typst"
    """What draws the PDF: one of ENGINES. weasyprint prints the web page, so that a style in CSS reaches paper."""
    accessible: bool = False
    """Prove the PDF and the Word file before anything is written, and refuse where a check fails."""

    def __post_init__(self) -> None:
        """Raises WriteError where there are no such contents or no such engine."""
        if self.contents not in CONTENTS:
            said = f"'{self.contents}' is no kind of contents"
            raise WriteError(Problem("--contents", 0, said, f"there are {', '.join(CONTENTS)}"))
        if self.pdf_engine not in ENGINES:
            remedy = nearest(self.pdf_engine, ENGINES, f"there are {', '.join(ENGINES)}")
            raise WriteError(Problem("--pdf-engine", 0, f"no engine is called '{self.pdf_engine}'", remedy))


AS_SHIPPED = Drawing()


def known(kinds: Iterable[str]) -> tuple[str, ...]:
    """The formats of those names, each once. Raises WriteError where there is none of a name."""
    wanted = tuple(dict.fromkeys(kinds))
    for kind in wanted:
        if kind not in ALL:
            raise _unknown(kind)
    return wanted


def _unknown(kind: str) -> WriteError:
    remedy = nearest(kind, ALL, f"there are {', '.join(ALL)}")
    return WriteError(Problem("--format", 0, f"no format is called '{kind}'", remedy))


def writer(kind: str, drawing: Drawing = AS_SHIPPED) -> Write:
    """The writer of a format of documents. Raises WriteError where there is none of that name."""
    match kind:
        case "docx":
            from policygen.writers.word import write_word

            return partial(write_word, numbered=drawing.contents == "pages")
        case "pdf" if drawing.pdf_engine == "weasyprint":
            from policygen.writers.paged import write_paged

            return write_paged
        case "pdf":
            from policygen.writers.pdf import write_pdf

            return write_pdf
        case "html":
            from policygen.writers.check import write_check
            from policygen.writers.html import write_html

            return lambda document, look, on, origin: (write_check if document.layout == "check" else write_html)(
                document, look, on, origin
            )
        case "md":
            from policygen.writers.markdown import write_markdown

            return lambda document, look, on, origin: write_markdown(document) + remark(origin).encode()
        case _:
            raise _unknown(kind)


def drawn_in(layout: Layout, kinds: Iterable[str]) -> tuple[str, ...]:
    """Those of the formats wanted in which a document of that layout is drawn. A self-check is a web page alone, and always is."""
    return ("html",) if layout == "check" else tuple(kinds)


def write_workbook(workbook: Workbook, look: Look, on: date, origin: Mapping[str, Any]) -> bytes:
    """A workbook as a file."""
    from policygen.writers.sheet import write_sheet

    return write_sheet(workbook, look, on, origin)
