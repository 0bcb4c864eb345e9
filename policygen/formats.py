"""Which writer draws a format; each is imported when it is first wanted, because each brings a heavy library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from policygen.document import Document
from policygen.errors import Problem, WriteError, nearest
from policygen.look import Look

FORMATS = ("docx", "pdf", "html", "md")
Write = Callable[[Document, Look, date, dict[str, str]], bytes]


def writer(kind: str) -> Write:
    """The writer of a format. Raises WriteError where there is none of that name."""
    match kind:
        case "docx":
            from policygen.writers.word import write_word

            return write_word
        case "pdf":
            from policygen.writers.pdf import write_pdf

            return write_pdf
        case "html":
            from policygen.writers.html import write_html

            return write_html
        case "md":
            from policygen.writers.markdown import write_markdown

            return lambda document, look, on, origin: write_markdown(document)
        case _:
            raise WriteError(
                Problem(
                    "--format",
                    0,
                    f"no format is called '{kind}'",
                    nearest(kind, FORMATS, f"there are {', '.join(FORMATS)}"),
                )
            )
