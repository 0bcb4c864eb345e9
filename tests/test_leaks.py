"""Nothing that a document does not print is in its file: every answer is a word of its own, and looked for in all of it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import schools

from policygen.answers import Answers
from policygen.delivery import Drawn, put
from policygen.document import Document, text
from policygen.formats import FORMATS
from policygen.generate import draw
from policygen.issuing import issue

LETTERS = "bcdfghjklm"


def word(number: int) -> str:
    """A word that no document has: the number in consonants."""
    return "Qz" + "".join(LETTERS[int(digit)] for digit in f"{number:03d}") + "x"


@cache
def marked(kind: str) -> Answers:
    """Hillside, each of its own words another; or the same, with hardly an answer that is not left open for a reason."""
    words = (word(number) for number in range(1000))
    questions = schools.library().questions
    people = {
        id: {
            "name": f"{next(words)} {next(words)}",
            "title": next(words),
            "phone": f"0161 496 0{number:03d}",
            "email": f"{next(words).lower()}@{next(words).lower()}.example",
        }
        for number, id in enumerate(("nobody", *schools.complete()["people"]), 100)
    }
    given: dict[str, object] = {}
    for question in questions.values():
        if question.kind == "text":
            given[question.id] = next(words)
        elif question.kind == "email":
            given[question.id] = f"{next(words).lower()}@{next(words).lower()}.example"
    if kind == "draft":
        states = ("unsure", "skipped", "unsure")
        open_ = [id for id, question in questions.items() if not question.required and id != "related"]
        for place, id in enumerate(open_):
            state = "vacant" if questions[id].kind == "person" and place % 2 else states[place % 3]
            given[id] = {state: f"{next(words)} {next(words)}"}
    return schools.school(given, people)


@cache
def drawn(kind: str) -> Drawn:
    """All its documents in all formats."""
    return draw(schools.library(), marked(kind), on=schools.ON)


def said(found: str) -> set[str]:
    """Which words of ours stand in a text, and which telephone numbers; letters may be parted by a line's end."""
    close = re.sub(r"[\s\xad\u200b]+", "", found)
    return {
        *(one.lower() for one in re.findall(f"qz[{LETTERS}]{{3}}x", close, re.IGNORECASE)),
        *re.findall(r"01614960\d{3}", re.sub(r"[().-]", "", close).replace("+44", "0")),
    }


def printed(document: Document) -> set[str]:
    """Which of them the document prints."""
    links = [run.link for line in _lines(document) for run in line]
    return said(" \n".join([*schools.says(document), document.running, document.version, *links]))


def _lines(document: Document) -> Iterator[tuple]:
    from policygen.document import lines

    yield from lines(document)


def everything(name: str, data: bytes) -> Iterator[str]:
    """All that can be found in a file: parts, properties, pictures, objects, and what a reader of PDF reads."""
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield str([(entry.filename, entry.comment, entry.extra) for entry in archive.infolist()])
            for entry in archive.namelist():
                part = archive.read(entry).decode("utf-8", "replace")
                yield unescape(part)
                yield unescape(re.sub(r"<[^>]*>", "", part))
    elif name.endswith(".pdf"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                yield from _inside(thing)
            yield from _inside(pdf.trailer)
        yield from (sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(data))
    else:
        yield unescape(data.decode("utf-8"))
        yield unescape(re.sub(r"<[^>]*>", "", data.decode("utf-8")))


def _inside(thing: object) -> Iterator[str]:
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Stream):
        yield thing.read_bytes(pikepdf.StreamDecodeLevel.specialized).decode("utf-8", "replace")
        yield from (str(value) for value in dict(thing.items()).values() if isinstance(value, pikepdf.String))
    elif isinstance(thing, pikepdf.Dictionary):
        for _, value in thing.items():
            if not getattr(value, "is_indirect", False):
                yield from _inside(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not getattr(value, "is_indirect", False):
                yield from _inside(value)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", ["complete", "draft"])
def test_a_file_holds_no_answer_that_it_does_not_print(kind: str, format: str) -> None:
    for made in drawn(kind).documents:
        name = f"{made.document.id}.{format}"
        found = {one for piece in everything(name, drawn(kind).files[name]) for one in said(piece)}
        assert found <= printed(made.document), f"{name}: {sorted(found - printed(made.document))}"


@pytest.mark.parametrize("format", FORMATS)
def test_the_search_finds_what_is_printed(format: str) -> None:
    """Else the test above would pass by finding nothing."""
    for made in drawn("complete").documents:
        name = f"{made.document.id}.{format}"
        found = {one for piece in everything(name, drawn("complete").files[name]) for one in said(piece)}
        assert len(printed(made.document)) > 0 and found >= said(" ".join(schools.says(made.document)))


def test_most_answers_are_printed_and_some_are_not() -> None:
    everyone = marked("complete").people["nobody"]
    answers = said(" ".join(str(one) for one in (marked("complete").answers, marked("complete").people)))
    shown = set().union(*(printed(made.document) for made in drawn("complete").documents))
    assert len(answers) > 60 and len(shown) > 30 and len(answers - shown) > 10
    assert said(f"{everyone.name} {everyone.phone}") <= answers - shown


def test_notes_of_open_answers_are_printed_nowhere() -> None:
    notes = said(" ".join(answer.note for answer in marked("draft").answers.values()))
    shown = set().union(*(printed(made.document) for made in drawn("draft").documents))
    assert len(notes) > 60 and not notes & shown


@pytest.mark.parametrize("kind", ["complete", "draft"])
def test_the_records_beside_the_files_hold_the_name_of_the_organisation_alone(kind: str, tmp_path: Path) -> None:
    made = put(drawn(kind), tmp_path)
    issue(made.folder, schools.ON, with_gaps=True)
    own = said(marked(kind).text("organisation"))
    for name in ("manifest.json", "issued.json"):
        told = (made.folder / name).read_text(encoding="utf-8")
        assert json.loads(told) and said(told) == own, name
    assert text(made.documents[0].document.cover.organisation) == marked(kind).text("organisation")
