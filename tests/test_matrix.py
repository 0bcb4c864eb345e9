"""Every document for every kind of organisation, in every nation it can be in, small and larger: nothing is missing, and no
word is that of somebody else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
import schools

from policygen.document import Line, lines, text
from policygen.facts import derive
from policygen.generate import documents

LIBRARY = schools.library()
SIZES = ("small", "medium")
EVERY = [
    (sector.id, nation, size)
    for sector in LIBRARY.sectors.values()
    if not sector.family
    for nation in sector.nations
    for size in SIZES
]
SAMPLE = [one for at, one in enumerate(EVERY) if at % 6 == 0]
"""One size and another in turn, over all nations."""
FULL = os.environ.get("POLICYGEN_SWEEP") == "1"


def routes(sector: str, nation: str, size: str) -> Iterator[dict[str, str]]:
    """That organisation with a procedure of its own and, where it is asked, under its parent body's."""
    given = {"sector": sector, "nation": nation, "size": size}
    asked = derive(LIBRARY, schools.school(given)).asked
    sizes = {option.id for option in asked["size"].options}
    if size in sizes:
        yield given
        if FULL and "parent_route" in asked:
            yield {**given, "parent_route": "supplement"}


def ours(line: Line) -> str:
    """The line without what was typed."""
    return "".join("…" if run.source.startswith("question:") else run.text for run in line)


def foreign(sector: str, nation: str) -> re.Pattern[str]:
    """The words that are never said there."""
    words = [word for id in LIBRARY.families(sector) for word in LIBRARY.sectors[id].forbidden]
    words += LIBRARY.nations[nation].forbidden
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@pytest.mark.parametrize(("sector", "nation", "size"), EVERY if FULL else SAMPLE)
def test_every_document_is_whole_and_in_its_own_words(sector: str, nation: str, size: str) -> None:
    wrong = foreign(sector, nation)
    for given in routes(sector, nation, size):
        answers = schools.school(given)
        made = documents(LIBRARY, answers, schools.ON)
        assert {"code-of-conduct"} < {one.document.id for one in made}
        assert sum(one.document.id in schools.POLICIES for one in made) == 1
        found = set()
        for one in made:
            assert not one.marks.open, (given, one.document.id, {left.question for left in one.marks.open})
            for line in lines(one.document):
                said = ours(line)
                if re.search(r"\{\{|\}\}|\[(to confirm|vacant|assumed)|\bNone\b", said, re.IGNORECASE | re.ASCII) and "None of" not in said:
                    found.add((one.document.id, said))
                if word := wrong.search(said):
                    found.add((one.document.id, f"‘{word[0]}’: {said}"))
            titles = [text(part.title) for part in one.document.parts]
            assert len(titles) == len({*titles}) or "" in titles, (given, one.document.id)
        assert not found, (given, sorted(found)[:20])
