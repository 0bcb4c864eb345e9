"""Hold the records of the culture assessment against each other: what is named exists, each dimension can be asked and acted on."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.assessment import EVERYBODY, LENSES, MOST_DAYS
from policygen.errors import Problem, nearest
from policygen.library import Library
from policygen.outlines import BlockItem

STEPS = 5
FEWEST = 3
"""Statements that a dimension has in its full form, at the least."""
PARTS = ("about", "gates", "actions", "bars", "groups", "before", "offers", "privacy", "board")
"""What a block of the culture report may be `of`."""
READINGS = ("urgent", "prepare", "support", "embed")


def culture_mistakes(library: Library) -> list[Problem]:
    """Everything that is wrong with dimensions, statements, gates, readings and offers beside the names in their texts."""
    return [
        *_dimensions(library),
        *_items(library),
        *_gates(library),
        *_readings(library),
        *_offers(library),
        *_papers(library),
    ]


def _dimensions(library: Library) -> Iterator[Problem]:
    for one in library.dimensions.values():
        items = [item for item in library.items.values() if item.dimension == one.id]
        short = [item for item in items if item.short and not item.gate]
        if len(items) < FEWEST:
            what = f"'{one.id}' has {len(items)} statements"
            yield Problem(one.file, 1, what, f"write {FEWEST} at the least, about five")
        if len(short) != 1 or short[0].condition:
            what = f"'{one.id}' has {len(short)} statements in the short form"
            yield Problem(one.file, 1, what, "mark one with 'short: yes', that is asked of everybody and is no gate’s")
        lenses = {item.lens for item in items}
        acted = {action.lens for action in one.actions}
        for lens in LENSES:
            if lens in lenses and lens not in acted and (lens == "experience" or "experience" not in acted):
                yield Problem(
                    one.file, 1, f"'{one.id}' has no action where it is not in place", f"add one, lens: {lens}"
                )
        for action in one.actions:
            if not 0 < action.days <= 180:
                yield Problem(one.file, 1, f"an action of '{one.id}' has {action.days} days", "give 1 to 180")


def _items(library: Library) -> Iterator[Problem]:
    groups = [group.id for group in library.frames["frame"].groups]
    for one in library.items.values():

        def wrong(what: str, remedy: str, file: str = one.file, line: int = one.line) -> Problem:
            return Problem(file, line, what, remedy)

        if one.dimension not in library.dimensions:
            what = f"'{one.id}' belongs to no dimension called '{one.dimension}'"
            yield wrong(what, nearest(one.dimension, library.dimensions, "write the dimension’s file"))
        if one.id in (*groups, EVERYBODY, "form"):
            yield wrong(f"a statement cannot be called '{one.id}'", "give it another id")
        if one.gate and one.gate not in library.gates:
            yield wrong(f"no gate is called '{one.gate}'", nearest(one.gate, library.gates, "add it to 'gates:'"))
        if one.kind == "P":
            for group in one.groups:
                if group not in groups:
                    yield wrong(
                        f"no group is called '{group}'", nearest(group, groups, f"there are {', '.join(groups)}")
                    )
            if one.evidence:
                yield wrong(f"'{one.id}' is an experience and asks for evidence", "take 'evidence:' out")
        else:
            if one.reversed or one.groups:
                key = "reversed" if one.reversed else "groups"
                yield wrong(f"'{one.id}' has '{key}:'", "only an experience (kind: P) has")
            if not one.evidence:
                yield wrong(f"'{one.id}' does not say what shows it", "add 'evidence:'")


def _gates(library: Library) -> Iterator[Problem]:
    for gate in library.gates.values():
        items = [item for item in library.items.values() if item.gate == gate.id]
        if len(items) != 1 or items[0].condition:
            what = f"the gate '{gate.id}' has {len(items)} statements"
            yield Problem(gate.file, gate.line, what, f"give one, asked of everybody, 'gate: {gate.id}'")
        for item in items:
            if (item.kind == "P") == (gate.shut == "below"):
                remedy = "'shut: any' or 'quarter' goes with an experience, 'below' with what is there"
                yield Problem(gate.file, gate.line, f"the gate '{gate.id}' cannot be read from '{item.id}'", remedy)
        if not 0 < gate.days <= MOST_DAYS:
            what = f"the gate '{gate.id}' is to be put right in {gate.days} days"
            yield Problem(gate.file, gate.line, what, f"give 1 to {MOST_DAYS}")


def _readings(library: Library) -> Iterator[Problem]:
    frame = library.frames["frame"]
    for id in READINGS:
        reading = library.readings.get(id)
        if reading is None or not reading.forms or reading.forms[-1].condition:
            what = f"the reading '{id}' is not said to everybody"
            yield Problem(reading.file if reading else frame.file, 1, what, "give it a last form without 'when:'")
    for name, labels in (("anchors", frame.anchors), ("agreement", frame.agreement)):
        if len(labels) != STEPS:
            yield Problem(frame.file, 1, f"'{name}' has {len(labels)} steps", f"give {STEPS}")
    bounds = [band.at for band in frame.bands]
    if bounds != sorted(bounds, reverse=True) or not bounds or bounds[-1] != 0:
        yield Problem(frame.file, 1, "'bands' do not go down to 0", "give the highest first, the last at 0")


def _papers(library: Library) -> Iterator[Problem]:
    """What people think of their culture stands in papers for those who govern, and nowhere else."""
    for outline in library.outlines.values():
        for part in outline.parts:
            for item in part.contents:
                if isinstance(item, BlockItem) and item.block == "culture":
                    if outline.pack != "trustee":
                        what = f"'{outline.id}' would print the culture assessment to everybody"
                        yield Problem(outline.file, part.line, what, "give it 'pack: trustee', or take the block out")
                    if item.of not in PARTS:
                        what = f"no part of the culture report is called '{item.of}'"
                        yield Problem(
                            outline.file, part.line, what, nearest(item.of, PARTS, f"there are {', '.join(PARTS)}")
                        )


def _offers(library: Library) -> Iterator[Problem]:
    for offer in library.offers.values():
        named = (("below", offer.below, library.dimensions), ("gates", offer.gates, library.gates))
        for key, ids, known in named:
            for id in ids:
                if id not in known:
                    what = f"{key}: '{offer.id}' names '{id}'"
                    yield Problem(offer.file, offer.line, what, nearest(id, known, f"there are {', '.join(known)}"))
        question = library.questions.get(offer.question)
        if not offer.question:
            if offer.value or offer.order:
                yield Problem(
                    offer.file, offer.line, f"'{offer.id}' has an answer and no question", "name the question"
                )
        elif question is None or not question.chooses:
            what = f"'{offer.id}' offers an answer to '{offer.question}'"
            yield Problem(offer.file, offer.line, what, nearest(offer.question, library.questions, "name a choice"))
        else:
            options = [option.id for option in question.options]
            for value in (*offer.order, *filter(None, (offer.value,))):
                if value not in options:
                    what = f"'{offer.question}' is never '{value}'"
                    yield Problem(offer.file, offer.line, what, nearest(value, options, f"it is {', '.join(options)}"))
            if bool(offer.value) == bool(offer.order):
                yield Problem(offer.file, offer.line, f"'{offer.id}' has no one answer", "give 'value:' or 'order:'")
