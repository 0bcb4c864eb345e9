"""The blocks of the short papers: rules in one sentence each, and whom to tell with a number to call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from policygen import blocks, dated, training
from policygen.clauses import Clause, wording
from policygen.document import Block, Items, Line, Notice, Paragraph, Run, Table, text
from policygen.filling import Speaker
from policygen.forms import BlockWords
from policygen.ladder import OUTSIDE, Ladder, Receiver, Row
from policygen.library import Library
from policygen.outlines import BlockItem


def block(
    item: BlockItem,
    library: Library,
    speaker: Speaker,
    on: date,
    cited: tuple[str, ...],
    retold: Callable[[Line], Line],
) -> tuple[Block, ...]:
    """The blocks of a computed block, those of every other document included."""
    match item.block, item.of:
        case "shorts", kind:
            return _drawn(tuple(retold(line) for line in shorts(item.clauses, library, speaker, on)), kind)
        case "recipients", "above":
            lines = tuple(_above(library, speaker))
            return (Items("bullets", lines),) if lines else ()
        case "recipients", _:
            return _told(tuple(_called(_first(library, speaker), library, speaker)))
        case "contacts", ("others" | "outside") as which:
            return _strip(which, library, speaker)
        case "table", of if any(line.rests for line in library.blocks[of].lines):
            return tuple(_resting(library.blocks[of], library, speaker, on, retold))
        case (("scenarios" | "cards"), _):
            return training.block(item, library, speaker, on, retold)
        case _:
            return blocks.block(item, library, speaker, on, cited)


def shorts(ids: Iterable[str], library: Library, speaker: Speaker, on: date) -> Iterator[Line]:
    """The one-sentence form of each clause that stands in a document of this organisation on that day."""
    for clause in shortened(ids, library, speaker, on):
        yield speaker.say(clause.short)


def shortened(ids: Iterable[str], library: Library, speaker: Speaker, on: date) -> Iterator[Clause]:
    """The clauses whose one-sentence form that is."""
    for id in ids:
        clause = wording(library.clauses[id], on)
        if clause is None or not clause.short or not speaker.facts.holds(clause.condition):
            continue
        outline = library.outlines.get(library.document(clause))
        if outline is None or speaker.facts.holds(outline.condition):
            yield clause


def _drawn(lines: tuple[Line, ...], kind: str) -> tuple[Block, ...]:
    """Sentences as a notice, as bullets, or as they are pasted: in one paragraph."""
    if not lines:
        return ()
    match kind:
        case "notice":
            return (Notice((), tuple(Paragraph(line) for line in lines)),)
        case "bullets" if len(lines) > 1:
            return (Items("bullets", lines),)
        case "lead":
            return tuple(Paragraph(line, "lead") for line in lines)
        case _:
            joined: Line = lines[0]
            for line in lines[1:]:
                joined = (*joined, Run(" "), *line)
            return (Paragraph(joined),)


def _told(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """One person to tell stands out; several are a list."""
    return tuple(Paragraph(line, "lead") for line in lines) if len(lines) < 2 else (Items("bullets", lines),)


def _above(library: Library, speaker: Speaker) -> Iterator[Line]:
    """Who is told where the concern is about the person in charge or about the lead."""
    for row in _ladder(library, speaker):
        if row.rung.about in ("head", "lead"):
            about = blocks.lowered(speaker.say(row.rung.leaf(row.rung.label)))
            for line in _called(row.low, library, speaker):
                yield (Run("About "), *about, Run(": "), *blocks.lowered(line))


def _called(receivers: Iterable[Receiver], library: Library, speaker: Speaker) -> Iterator[Line]:
    """Each who receives: post, name and telephone."""
    words = library.blocks["contacts"]
    for receiver in receivers:
        if receiver.person:
            person, question = speaker.answers.people[receiver.person], library.questions[receiver.role]
            said = (*_capital(blocks.post(receiver.role, speaker)), Run(" ("), speaker.person(person, "name", question))
            yield (*said, Run("): "), _strong(speaker.person(person, "phone", question)))
            continue
        for what, name, phone, _ in _rows(receiver, words, speaker):
            held = (Run(" ("), *name, Run(")")) if name else ()
            number = (Run(": "), *(_strong(run) for run in phone)) if phone else ()
            yield (*what, *held, *number)


def _capital(line: Line) -> Line:
    first = line[0]
    return (Run(first.text[0].upper() + first.text[1:], first.source, first.state, first.question), *line[1:])


def _strong(run: Run) -> Run:
    return Run(run.text, run.source, run.state, run.question, strong=True)


def _ladder(library: Library, speaker: Speaker) -> tuple[Row, ...]:
    return Ladder(library, speaker.facts, speaker.answers).rows()


def _first(library: Library, speaker: Speaker) -> tuple[Receiver, ...]:
    """Who is told first of a concern about anyone."""
    return next((row.low for row in _ladder(library, speaker) if row.rung.about == "anyone"), ())


def _rows(receiver: Receiver, words: BlockWords, speaker: Speaker) -> Iterator[tuple[Line, ...]]:
    """The rows of the contacts for a post that nobody holds yet; an office outside by the first that can be named here."""
    outside = receiver.role == OUTSIDE
    for row in words.rows:
        if (row.outside if outside else row.person == receiver.role) and speaker.facts.holds(row.condition):
            found = tuple(blocks.contact(row, words, speaker))
            yield from found
            if found:
                return


def _strip(which: str, library: Library, speaker: Speaker) -> tuple[Table, ...]:
    """Whom to call besides those who are told first; or the offices outside alone."""
    words = library.blocks["contacts"]
    told = {receiver.role for receiver in _first(library, speaker)}
    rows = tuple(
        cells[:3]
        for row in words.rows
        if (row.outside if which == "outside" else row.first and row.person not in told)
        and speaker.facts.holds(row.condition)
        for cells in blocks.contact(row, words, speaker)
    )
    header = tuple(blocks.worded(word) for word in ("Who", "Name", "Telephone"))
    return (Table(header, rows, widths=(42, 34, 24)),) if rows else ()


def _resting(
    words: BlockWords, library: Library, speaker: Speaker, on: date, retold: Callable[[Line], Line]
) -> Iterator[Block]:
    """A table whose rows rest on clauses: where those stand that this organisation has is the first cell left empty."""
    header, rows = dated.records(words, speaker)
    held = [line for line in words.lines if speaker.facts.holds(line.condition)]
    told = []
    for line, cells in zip(held, rows, strict=True):
        where: Line = ()
        for document, clause in training.resting(line.rests, library, speaker, on):
            title = Run(text(speaker.say(clause.title)), link=f"{document}#{clause.id}")
            where = (*where, *((Run("; "),) if where else ()), *retold((title,)))
        at = cells.index(()) if line.rests else len(cells)
        told.append((*cells[:at], where or _NOWHERE, *cells[at + 1 :]) if line.rests else cells)
    if words.intro:
        yield Paragraph(speaker.say(words.leaf(words.intro)))
    yield Table(header, tuple(told), widths=tuple(map(int, words.widths)))


_NOWHERE: Line = (Run("Not in your documents. Say in the next column what you do."),)
