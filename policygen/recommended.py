"""What an assessment of the culture adds to the papers of those who decide: the recommendation, and urgent actions with person and day."""

from __future__ import annotations

from datetime import date

from policygen import culture_words
from policygen.assessed import Assessed
from policygen.document import Block, Paragraph, Run, Table
from policygen.filling import Speaker, long_date
from policygen.library import Library
from policygen.outlines import BlockItem


def block(
    item: BlockItem, library: Library, assessed: Assessed | None, speaker: Speaker, on: date
) -> tuple[Block, ...]:
    """The recommendation; with `of: board-urgent` the urgent actions alone, without the reading: a minute may be public.

    Without an assessment the recommendation says that there was none."""
    words = library.blocks[item.of]
    said = Paragraph(speaker.say(words.leaf(words.intro)))
    if item.of == "board-recommendation":
        return culture_words.blocks(BlockItem("culture", of="board"), library, assessed, speaker, on) or (said,)
    if assessed is None or not assessed.gates:
        return ()
    header = tuple((Run(word),) for word in ("What is done", "Who", "By"))
    rows = tuple(
        tuple((Run(cell),) for cell in (gate.action, gate.owner, long_date(gate.due))) for gate in assessed.gates
    )
    return (said, Table(header, rows, widths=(56, 24, 20)), Paragraph((Run(assessed.gates[0].back),)))
