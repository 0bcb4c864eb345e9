"""What is proved of the culture assessment: that every sector in every nation is asked all of it, in words that are right there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygen.assessed import asked_items, offered_here
from policygen.assessment import ASSESSED, texts
from policygen.bodies import Body
from policygen.errors import Problem
from policygen.filling import Speaker
from policygen.library import Library
from policygen.prose import leaf
from policygen.wording import Wording


def culture_proof(library: Library, bodies: Iterable[Body], wording: Wording) -> Iterator[Problem]:
    """Every dimension and every gate is asked of each body in both forms; no text has a gap, or a word that is foreign, stale
    or in the way of a report there."""
    for body in bodies:
        if not offered_here(library, body.facts):
            continue
        for form in ("short", "full"):
            asked = asked_items(library, body.facts, form)
            for kind, known, found in (
                ("dimension", library.dimensions, {item.dimension for item in asked}),
                ("gate", library.gates, {item.gate for item in asked}),
            ):
                for id in known.keys() - found:
                    what = f"the {kind} '{id}' has no statement in the {form} form for {body.name}"
                    yield Problem(known[id].file, 1, what, "ask at least one of everybody")
        speaker = Speaker(library, body.facts, body.answers)
        here = {item.id for item in asked_items(library, body.facts, "full")}
        for kind in ASSESSED:
            for one in getattr(library, kind).values():
                if kind == "items" and one.id not in here:
                    continue
                for words in filter(None, texts(one)):
                    yield from _said(words, one.file, one.line, body, speaker, wording)


def _said(words: str, file: str, line: int, body: Body, speaker: Speaker, wording: Wording) -> Iterator[Problem]:
    runs = speaker.say(leaf(words))
    told = "".join(run.text for run in runs)
    if any(run.state == "gap" for run in runs):
        yield Problem(file, line, f"a gap is left for {body.name}: “{told}”", "use a term that everybody has")
    own = "".join(run.text for run in runs if not run.source.startswith("question:"))
    for word in wording.foreign(own, body.sector, body.nation):
        yield Problem(file, line, f"'{word}' is foreign to {body.name}: “{told}”", "use a slot, or other words")
    yield from wording.anywhere(told, file)
