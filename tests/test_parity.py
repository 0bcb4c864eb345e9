"""The same words in all four formats: every line of the document, in its order, and nothing that is not in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
import schools

from policygen.document import Document, Table, text
from policygen.formats import FORMATS, writer
from policygen.look import DEFAULT
from policygen.provenance import origin

READERS: dict[str, Callable[[bytes], str]] = {
    "docx": schools.word_words,
    "pdf": schools.pdf_words,
    "html": schools.html_words,
    "md": schools.markdown_words,
}
NAMES = ("hillside-primary", "first-draft")


@cache
def document(name: str) -> Document:
    return schools.made(schools.example(name)).document


@cache
def shown(name: str, kind: str) -> str:
    """The words a reader of one format reads, without white space and hyphens, which the end of a row may add or lose."""
    about = origin(schools.library(), schools.made(schools.example(name)), schools.ON)
    return close(READERS[kind](writer(kind)(document(name), DEFAULT, schools.ON, about)))


def close(words: str) -> str:
    return re.sub(r"[\s\u00ad\u2010\u2011\ufffe\x02-]", "", words)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_line_stands_in_the_file_in_its_order(name: str, kind: str) -> None:
    at = 0
    for line in schools.says(document(name)):
        found = shown(name, kind).find(close(line), at)
        assert found >= 0, f"{line!r} is missing, or is said too early"
        at = found + len(close(line))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_in_the_file_that_is_not_in_the_document(name: str, kind: str) -> None:
    for words in between(name, kind):
        for again in sorted(repeated(document(name)), key=len, reverse=True):
            words = words.replace(again, "")
        assert not re.sub(r"(?i)appendix[a-z]|\(?[a-z]\)|[\d.:•◦☐_/…|]+|contents", "", words), words


def between(name: str, kind: str) -> list[str]:
    """What stands between the lines: what a writer adds, such as numbers, letters, boxes, rows to write on."""
    found, at = [], 0
    for line in schools.says(document(name)):
        next_ = shown(name, kind).find(close(line), at)
        found.append(shown(name, kind)[at:next_])
        at = next_ + len(close(line))
    return [*found, shown(name, kind)[at:]]


def repeated(document: Document) -> set[str]:
    """What may be said again: titles in the contents, the head of a table that goes over the page, the boxes of the chart."""
    titles = {close(text(part.title)) for part in document.parts}
    blocks = [
        *(block for _, one in schools.passages(document) for block in one.blocks),
        *(thing for part in document.parts for thing in part.content),
    ]
    steps = [step for flow in schools.flows(document) for step in flow.steps]
    boxes = {"Yes", "No", *(close(text(line)) for step in steps for line in (step.line, step.yes))}
    return titles | boxes | {close("".join(map(text, block.header))) for block in blocks if isinstance(block, Table)}
