"""The papers of a culture survey as files: every questionnaire in each format, and the workbook for the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from policygen.answers import Answers
from policygen.formats import writer
from policygen.library import Library
from policygen.look import DEFAULT
from policygen.provenance import origin_of
from policygen.survey import COUNTS, counts, papers
from policygen.writers.sheet import write_sheet


def drawn(
    library: Library, answers: Answers, on: date, form: str, formats: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """(file name, contents) of each. Raises AnswersError for somebody who works alone, WriteError for an unknown format."""
    kinds = tuple(formats)
    made = papers(library, answers, on, form)
    for document in made:
        for kind in kinds:
            yield f"{document.id}.{kind}", writer(kind)(document, DEFAULT, on, origin_of(library, document, on))
    source = origin_of(library, made[0], on)
    yield f"{COUNTS}.xlsx", write_sheet(counts(library, answers, on, form), DEFAULT, on, {**source, "document": COUNTS})
