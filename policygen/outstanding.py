"""List for the author, over all documents, what is open: posts, answers, answers left out, and citations nobody confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from policygen.alignment import Stand
from policygen.blocks import speaks, worded
from policygen.document import Block, Line, Paragraph, Run, Table
from policygen.filling import Speaker, long_date
from policygen.guidance import CONFIRMED, Place, Source
from policygen.library import Library
from policygen.marks import Marks, Open, left
from policygen.pages import is_urgent

MOST_PLACES = 16
"""Numbers listed of one document; of any more, only how many."""


def outstanding(
    of: str, marks: Mapping[str, Marks], stands: Sequence[Stand], library: Library, speaker: Speaker, on: date
) -> tuple[Block, ...]:
    """One list: `of` urgent (the ladder and the numbers outside), answers, skipped or citations. Each says so where
    nothing is open. `marks` by the documents’ titles."""
    rows: tuple[tuple[Line, ...], ...]
    if of == "citations":
        rows = tuple(_citations(stands, library, speaker, on))
        columns = {
            "Cited": 22,
            "What nobody has confirmed": 14,
            "The question that settles it": 46,
            "Who usually knows": 19,
            "Where it is cited": 19,
        }
    else:
        rows = tuple(
            _row(one) for one in (*together(marks, speaker), *_unseen(marks, speaker)) if _kind(one, speaker) == of
        )
        columns = {"Question that settles it": 38, "Now": 30, "Who usually knows": 22, "Where it shows": 30}
    if not rows:
        return (Paragraph(worded("Nothing is open here.")),)
    return (Table(tuple(worded(word) for word in columns), rows, widths=tuple(columns.values())),)


def _kind(one: Open, speaker: Speaker) -> str:
    asked = speaker.facts.asked.get(one.question)
    if asked and asked.settled == "skipped":
        return "skipped"
    return "urgent" if is_urgent(one.question, speaker) else "answers"


def together(marks: Mapping[str, Marks], speaker: Speaker) -> tuple[Open, ...]:
    """What is left in any of these documents, in the order of the questionnaire; `where` names the document too."""
    shown: dict[str, dict[str, Sequence[str]]] = {}
    told: dict[str, Open] = {}
    for title, found in marks.items():
        for one in found.open:
            if told.setdefault(one.question, one).how == "assumed":
                told[one.question] = one  # a gap in any document says more than an assumption
            if one.where:
                shown.setdefault(one.question, {})[title] = one.where
    order = (id for id in speaker.library.questions if id in told)
    return tuple(replace(told[id], where=_placed(shown.get(id, {}))) for id in order)


def _unseen(marks: Mapping[str, Marks], speaker: Speaker) -> Iterator[Open]:
    """Open questions that show in none of the documents."""
    told = {one.question for found in marks.values() for one in found.open}
    for asked in speaker.facts.walk:
        if asked.is_open and asked.question.id not in told:
            yield left(asked.question.id, "assumed" if asked.question.chooses and asked.usual else "gap", (), speaker)


def _row(one: Open) -> tuple[Line, ...]:
    return (
        worded(one.ask),
        worded(one.state),
        worded(one.who),
        worded("; ".join(one.where) or "in none of the documents"),
    )


def _placed(where: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Low-level concerns policy: 4.2, 5.1 · Code of Conduct: 3.1 · Staff guide"""
    shown = {title: _some([one for one in numbers if one]) for title, numbers in where.items()}
    return tuple(f"{title}: {told}" if told else title for title, told in shown.items())


def _some(numbers: Sequence[str]) -> str:
    if len(numbers) <= MOST_PLACES:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:MOST_PLACES])} and {len(numbers) - MOST_PLACES} more"


def _citations(stands: Sequence[Stand], library: Library, speaker: Speaker, on: date) -> Iterator[tuple[Line, ...]]:
    """A row for each source that is cited to this organisation and of which something was not seen in its own text."""
    cited: dict[str, tuple[dict[str, Place], dict[str, dict[str, None]]]] = {}
    for stand in stands:
        local = speaker.facts.narrowed("nation", stand.nation) if stand.nation else speaker.facts
        for name in stand.clause.cites:
            found = library.place(name)
            if found and speaks(*found, local) and found[0].has(found[1], on):
                places, where = cited.setdefault(found[0].id, ({}, {}))
                places[found[1].id] = found[1]
                where.setdefault(stand.document, {})[stand.number.partition(".")[0]] = None
    for id in library.sources:
        if id in cited:
            places, where = cited[id]
            source = library.sources[id]
            doubts = tuple(_doubts(source, places.values(), on))
            if doubts:
                shown = _placed({title: tuple(numbers) for title, numbers in where.items()})
                lacks, questions = zip(*doubts, strict=True)
                yield (
                    (Run(source.title, strong=True), Run(_dated(source, on))),
                    worded("; ".join(lacks)),
                    worded(" ".join(questions)),
                    worded(f"Whoever keeps the safeguarding policies. Published by: {source.publisher}"),
                    worded("; ".join(shown)),
                )


def _dated(source: Source, on: date) -> str:
    edition = source.edition(on)
    return f", {edition.title or edition.id}" if edition and not source.undated else ""


def _doubts(source: Source, places: Iterable[Place], on: date) -> Iterator[tuple[str, str]]:
    """(what is not confirmed, the question that settles it)"""
    edition = source.edition(on)
    if edition is None:
        yield "the edition of this date", "Which edition was in force on the date of these documents?"
        return
    if edition.seen not in CONFIRMED:
        if source.undated:
            yield "that it still stands under this title", "Does it still stand under this title, and say this?"
        else:
            day = long_date(edition.start)
            yield "the edition and its date", f"Is this the edition in force, and does it begin on {day}?"
    if not source.undated and (without := [place for place in places if source.number(place, on) is None]):
        at = "; ".join(dict.fromkeys(place.at or place.about for place in without))
        yield "paragraph numbers", f"Which paragraphs of this edition hold: {at}?"
