"""The papers of small bodies: six pages at most with the form, and a short ladder from which nobody is missing."""

from __future__ import annotations

import io
from functools import cache

import pypdfium2
import pytest
import schools

from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.blocks import ladder
from policygen.document import text
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.generate import documents
from policygen.ladder import Ladder
from policygen.look import DEFAULT
from policygen.writers.pdf import write_pdf

SMALL = ("low-level-concerns-policy-small", "local-supplement")


@cache
def papers() -> dict[str, tuple[Answers, Assembled]]:
    """Each example that has the short policy or a supplement, with that paper."""
    found = {}
    for name in schools.NAMES:
        answers = schools.example(name)
        for made in documents(schools.library(), answers, schools.ON):
            if made.document.id in SMALL:
                found[name] = answers, made
    return found


def test_there_are_examples_of_both() -> None:
    assert {made.document.id for _, made in papers().values()} == set(SMALL)


@pytest.mark.parametrize(
    "name",
    [name for name in schools.NAMES if any((schools.HERE / "golden" / name / f"{id}.md").is_file() for id in SMALL)],
)
def test_a_short_paper_has_six_pages_at_most(name: str) -> None:
    _, made = papers()[name]
    pages = len(pypdfium2.PdfDocument(io.BytesIO(write_pdf(made.document, DEFAULT, schools.ON, {}))))
    assert pages <= 6 + bool(made.marks.open)


@pytest.mark.parametrize("name", schools.NAMES)
def test_everybody_on_the_ladder_is_on_the_short_one(name: str) -> None:
    answers = schools.example(name)
    library = schools.library()
    speaker = Speaker(library, derive(library, answers), answers)
    table = ladder(library, speaker, short=True)
    said = "; ".join(text(row[0]) for row in table.rows).casefold()
    rows = Ladder(library, speaker.facts, answers).rows()
    for row in rows:
        assert text(speaker.say(row.rung.leaf(row.rung.label))).casefold() in said
    assert len(table.rows) == len({(row.low, row.high, row.either) for row in rows})
