"""Which formats there are, and which writer draws a document in each; each is imported when it is first wanted, because each brings a heavy library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from policygen.document import Document, Layout
from policygen.errors import Problem, WriteError, nearest
from policygen.look import Look
from policygen.workbook import Workbook

FORMATS = ("docx", "pdf", "html", "md")
"""What documents are drawn in."""
SHEET = "xlsx"
"""What workbooks are drawn in."""
ALL = (*FORMATS, SHEET)
Write = Callable[[Document, Look, date, dict[str, str]], bytes]


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


def writer(kind: str) -> Write:
    """The writer of a format of documents. Raises WriteError where there is none of that name."""
    match kind:
        case "docx":
            from policygen.writers.word import write_word

            return write_word
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

            return lambda document, look, on, origin: write_markdown(document)
        case _:
            raise _unknown(kind)


def drawn_in(layout: Layout, kinds: Iterable[str]) -> tuple[str, ...]:
    """Those of the formats wanted in which a document of that layout is drawn. A self-check is a web page alone, and always is."""
    return ("html",) if layout == "check" else tuple(kinds)


def write_workbook(workbook: Workbook, look: Look, on: date, origin: dict[str, str]) -> bytes:
    """A workbook as a file."""
    from policygen.writers.sheet import write_sheet

    return write_sheet(workbook, look, on, origin)
