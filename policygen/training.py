"""The blocks of the training pack: scenarios as stories, with their answers or as questions; and cards to sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from zlib import crc32

from policygen import blocks
from policygen.clauses import Clause, wording
from policygen.document import Block, Items, Line, Notice, Paragraph, Run, Subheading, Table, text
from policygen.filling import Speaker
from policygen.ladder import Ladder
from policygen.library import Library
from policygen.outlines import BlockItem
from policygen.prose import Grid, leaf
from policygen.scenarios import Pile, Scenario, Way

MOST = 12
"""Questions of a self-check: a quarter of an hour."""
_NEAREST = {"lead": "head", "chair": "head"}
"""The rung that counts where an organisation has none of its own, because one person is both. For others: anyone."""
Retold = Callable[[Line], Line]


def block(item: BlockItem, library: Library, speaker: Speaker, on: date, retold: Retold) -> tuple[Block, ...]:
    """`scenarios` of `stories`, `notes` or `checks`, or the `piles` that recipients sort them into; or `cards`."""
    if item.block == "cards":
        return tuple(_cards(item.clauses, library, speaker, on, retold))
    if item.of == "piles":
        return (Items("bullets", tuple(_pile(pile, speaker) for pile in library.piles.values())),)
    made: list[Block] = []
    found = scenarios(library, speaker)
    for at, scenario in enumerate(found[:MOST] if item.of == "checks" else found, 1):
        made.append(Subheading((Run(f"{at}. "), *speaker.say(scenario.leaf(scenario.title)))))
        match item.of:
            case "notes":
                made.extend(_notes(scenario, library, speaker, on, retold))
            case "checks":
                made.extend(_check(scenario, library, speaker, on, retold))
            case _:
                made.append(Paragraph(speaker.say(scenario.leaf(scenario.story))))
    return tuple(made)


def scenarios(library: Library, speaker: Speaker) -> tuple[Scenario, ...]:
    """Those told to this organisation: those of a layer first, then in the order of the files, its own kind before others."""
    found = (one for one in library.scenarios.values() if speaker.facts.holds(one.condition))
    return tuple(sorted(found, key=lambda one: library.files.get(f"scenarios/{one.id}") == library.layers[0]))


def answer(scenario: Scenario, library: Library, speaker: Speaker) -> Line:
    """The answer for staff: tell, whom, by when; then what else belongs to it."""
    return (*told(library.ways[scenario.way], library, speaker), Run(" "), *speaker.say(scenario.leaf(scenario.answer)))


def told(way: Way, library: Library, speaker: Speaker) -> Line:
    """Whom to tell and by when, by the organisation's own ladder and limit."""
    first = speaker.say(leaf(way.first, way.file, way.line))
    says = speaker.say(leaf(way.says, way.file, way.line))
    if not way.rung:
        return (*first, Run(" "), *says) if first and says else (*first, *says)
    rows = {row.rung.about: row for row in Ladder(library, speaker.facts, speaker.answers).rows()}
    rung = way.rung
    while rung not in rows and rung != "anyone":
        rung = _NEAREST.get(rung, "anyone")
    when: Line = (Run("at once"),)
    if not way.at_once:
        when = speaker.say(leaf("{{ share_by.short }}, and at once if a child may be at risk"))
    line: Line = (Run("Tell "), *blocks.told(rows[rung], speaker), Run(" "), *when, Run("."))
    if first:
        line = (*first, Run(" Then tell "), *line[1:])
    return (*line, Run(" "), *says) if says else line


def resting(names: Iterable[str], library: Library, speaker: Speaker, on: date) -> Iterator[tuple[str, Clause]]:
    """(document, clause) of those named that stand in a document of this organisation on that day."""
    for id in dict.fromkeys(names):
        clause = wording(library.clauses[id], on)
        if clause is None or not speaker.facts.holds(clause.condition):
            continue
        outline = library.outlines[library.document(clause)]
        part = next((part for part in outline.parts if part.id == clause.section), None)
        if part and not part.each and speaker.facts.holds(part.condition) and speaker.facts.holds(outline.condition):
            yield outline.id, clause


def rests(scenario: Scenario, library: Library) -> tuple[str, ...]:
    """The clauses that a scenario names, then those of its answer."""
    return (*scenario.rests, *library.ways[scenario.way].rests)


def _rests(scenario: Scenario, library: Library, speaker: Speaker, on: date, retold: Retold) -> Line:
    """Where the answer stands in this organisation's own documents."""
    line: Line = (Run("It rests on: "),)
    for document, clause in resting(rests(scenario, library), library, speaker, on):
        title = text(speaker.say(clause.title))
        joined: Line = () if len(line) == 1 else (Run("; "),)
        line = (*line, *joined, *retold((Run(title, link=f"{document}#{clause.id}"),)))
    return (*line, Run("."))


def _pile(pile: Pile, speaker: Speaker) -> Line:
    """What a pile is called, and what is done first with what lies there."""
    title = text(speaker.say(leaf(pile.title, pile.file)))
    return (Run(f"{title}. ", strong=True), *speaker.say(leaf(pile.says, pile.file)))


def _notes(scenario: Scenario, library: Library, speaker: Speaker, on: date, retold: Retold) -> Iterator[Block]:
    """What the facilitator has in hand. Where a parent body decides, nobody here sorts: no pile is named."""
    yield Paragraph((Run("For everybody: ", strong=True), *answer(scenario, library, speaker)))
    if "yes" in speaker.facts.values.get("handles_concerns", ()):
        pile = library.piles[scenario.pile]
        line = (Run("For recipients: ", strong=True), *speaker.say(leaf(pile.title, pile.file)), Run(". "))
        line = (*line, *speaker.say(scenario.leaf(scenario.because)))
        yield Paragraph((*line, Run(" "), *speaker.say(leaf(pile.says, pile.file))) if pile.each else line)
    yield Paragraph((Run("What it shows: ", strong=True), *speaker.say(scenario.leaf(scenario.shows))))
    yield Paragraph(_rests(scenario, library, speaker, on, retold), "follows")


def _check(scenario: Scenario, library: Library, speaker: Speaker, on: date, retold: Retold) -> Iterator[Block]:
    """The story, what somebody might do with what is said to it, and the answer."""
    yield Paragraph(speaker.say(scenario.leaf(scenario.story)))
    replies = [reply for reply in library.replies.values() if speaker.facts.holds(reply.condition)]
    rows = tuple(
        (speaker.say(leaf(reply.choice, reply.file)), speaker.say(leaf(reply.says, reply.file))) for reply in replies
    )
    yield Table((blocks.worded("What would you do?"), blocks.worded("What we say to that")), rows)
    given = (Paragraph(answer(scenario, library, speaker)), Paragraph(speaker.say(scenario.leaf(scenario.shows))))
    where = Paragraph(_rests(scenario, library, speaker, on, retold), "follows")
    yield Notice(blocks.worded("What to do"), (*given, where))


def _cards(names: Iterable[str], library: Library, speaker: Speaker, on: date, retold: Retold) -> Iterator[Block]:
    """The examples of the organisation's own procedure as single cards in no order, with room to say where each goes."""
    for document, clause in resting(names, library, speaker, on):
        cards: list[Line] = []
        for grid in (block for block in clause.blocks if isinstance(block, Grid)):
            for first, *others in grid.rows:
                cards += [(*speaker.say(first), Run(": "), *blocks.lowered(speaker.say(cell))) for cell in others]
        rows = tuple((card, ()) for card in sorted(cards, key=lambda card: crc32(text(card).encode())))
        if rows:
            yield Table((blocks.worded("Card"), blocks.worded("Where we put it, and why")), rows, widths=(45, 55))
            title = Run(text(speaker.say(clause.title)), link=f"{document}#{clause.id}")
            yield Paragraph((Run("The answers stand in "), *retold((title,)), Run(".")), "follows")
            return
