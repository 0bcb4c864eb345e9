"""Every document for every kind of organisation, in every nation it can be in, small and larger: nothing is missing, and no
word is that of somebody else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
import schools

from policygen.document import Line, lines
from policygen.facts import derive
from policygen.generate import documents
from policygen.jobs import POLICIES
from policygen.wording import Wording

LIBRARY = schools.library()
WORDING = Wording(LIBRARY)
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


GAP = re.compile(r"\{\{|\}\}|\[[^\]]*\]")
"""What was not filled, or is still to be confirmed or was assumed."""


@pytest.mark.parametrize(("sector", "nation", "size"), EVERY if FULL else SAMPLE)
def test_every_document_is_whole_and_in_its_own_words(sector: str, nation: str, size: str) -> None:
    wrong = set()
    for given in routes(sector, nation, size):
        made = documents(LIBRARY, schools.school(given), schools.ON)
        assert sum(one.document.id in POLICIES for one in made) == 1
        for one in made:
            assert not one.marks.open, (given, one.document.id, {left.question for left in one.marks.open})
            for line in lines(one.document):
                said = ours(line)
                wrong |= {f"{one.document.id}, not filled: {said}" for _ in GAP.findall(said)}
                wrong |= {f"{one.document.id}, ‘{word}’: {said}" for word in WORDING.foreign(said, sector, nation)}
    assert not wrong, "\n".join(sorted(wrong)[:20])
