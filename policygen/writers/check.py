"""Draw a self-check as one web page: each story with what somebody might do, and the answer folded away. It needs no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from policygen.document import Document, Line, Notice, Paragraph, Part, Subheading, Table
from policygen.look import Look
from policygen.writers.html import template


@dataclass
class Question:
    """A story with the replies to it. Whatever follows the replies is the answer."""

    title: Line
    story: list[Paragraph] = field(default_factory=list)
    asks: Line = ()
    replies: tuple[tuple[Line, ...], ...] = ()
    answer: Notice = field(default_factory=lambda: Notice((), ()))


def write_check(document: Document, look: Look, on: date, provenance: Mapping[str, str]) -> bytes:
    """The self-check as one HTML file in UTF-8, dated `on`; `provenance` stands in its head as `policygen:` names."""
    told = {part.anchor: tuple(_questions(part)) for part in document.parts}
    page = template("self-check.html.j2").render(
        document=document,
        look=look,
        on=on.isoformat(),
        provenance=sorted(provenance.items()),
        told=[anchor for anchor, questions in told.items() if questions],
        questions=[question for questions in told.values() for question in questions],
    )
    return page.encode("utf-8")


def _questions(part: Part) -> Iterator[Question]:
    """The questions of a part, each begun by its heading; none for a part that only says something."""
    question: Question | None = None
    for thing in part.content:
        match thing:
            case Subheading(line):
                if question:
                    yield question
                question = Question(line)
            case Paragraph() if question:
                question.story.append(thing)
            case Table(header, rows) if question:
                question.asks, question.replies = header[0], rows
            case Notice() if question:
                question.answer = thing
            case _:
                pass
    if question:
        yield question
