"""The computed blocks: what is drawn from answers, facts and the library rather than from one clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from policygen import dated
from policygen.answers import Person
from policygen.document import (
    Block,
    Field,
    Flow,
    Form,
    Items,
    Line,
    Notice,
    Paragraph,
    Run,
    Step,
    Table,
    text,
)
from policygen.facts import Facts
from policygen.filling import Speaker, long_date
from policygen.forms import BlockWords, ContactWords
from policygen.guidance import Place, Source
from policygen.ladder import OUTSIDE, Ladder, Receiver, Row
from policygen.library import Library
from policygen.outlines import BlockItem
from policygen.prose import Slot, leaf


def block(item: BlockItem, library: Library, speaker: Speaker, on: date, cited: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks of a computed block."""
    match item.block:
        case "ladder":
            return (ladder(library, speaker, short=item.of == "short"),)
        case "flow":
            return flow(library.blocks["flow"], speaker)
        case "form":
            return form(library.blocks[item.of], speaker)
        case "contacts":
            words = library.blocks["contacts"]
            return (numbers(words, speaker),) if item.of == "short" else contacts(words, speaker)
        case "table":
            return dated.table(library.blocks[item.of], speaker)
        case "plan":
            return dated.plan(library.blocks[item.of], speaker, on)
        case "editions":
            return editions(library, speaker.facts, on, cited)
        case _:
            return ()


def worded(words: str) -> Line:
    """Plain words as a line; nothing for none."""
    return (Run(words),) if words else ()


def ladder(library: Library, speaker: Speaker, *, short: bool = False) -> Table:
    """Who receives a concern, whomever it is about. In short, people with the same receivers share a row, without notes."""
    groups: dict[object, list[Row]] = {}
    for at, row in enumerate(Ladder(library, speaker.facts, speaker.answers).rows()):
        groups.setdefault((row.low, row.high, row.either) if short else at, []).append(row)
    rows = []
    for first, *others in groups.values():
        rung = first.rung
        about = speaker.say(rung.leaf(rung.label))
        for row in others:
            about = (*about, Run("; "), *lowered(speaker.say(row.rung.leaf(row.rung.label))))
        low = _receivers(first.low, " or " if first.either else ", then ", speaker, named=True)
        high = _receivers(first.high, " and ", speaker, named=False)
        if not others:
            low = _with_note(low, speaker.say(rung.leaf(rung.low_note)))
            high = _with_note(high, speaker.say(rung.leaf(rung.high_note)))
        rows.append((about, low, high))
    header = (
        "The concern is about",
        "Tell, if it is below the threshold or you cannot say",
        "Told at once, if it may meet the harm threshold",
    )
    return Table(tuple(worded(word) for word in header), tuple(rows), widths=(38, 36, 26) if short else (30, 38, 32))


def told(row: Row, speaker: Speaker) -> Line:
    """The posts that hear what a rung of the ladder is about, for the middle of a sentence."""
    return lowered(_receivers(row.low, " or ", speaker, named=False))


def _with_note(line: Line, note: Line) -> Line:
    return (*line, Run(". "), *note) if note else line


def _receivers(receivers: tuple[Receiver, ...], joined: str, speaker: Speaker, *, named: bool) -> Line:
    """The posts in words; with `named`, their holders too (once in a table is enough)."""
    made: list[Run] = []
    groups = [(role, tuple(holders)) for role, holders in groupby(receivers, key=lambda receiver: receiver.role)]
    for at, (role, holders) in enumerate(groups, 1):
        if made:
            made.append(Run(", " if joined == " and " and at < len(groups) else joined))
        made.extend(_receiver(role, holders, speaker) if named else post(role, speaker))
    if made and made[0].text:
        first = made[0]
        made[0] = Run(first.text[0].upper() + first.text[1:], first.source, first.state, first.question)
    return tuple(made)


def post(role: str, speaker: Speaker) -> Line:
    """What a post on the ladder is called here."""
    if role == OUTSIDE:
        return (Run("the "), *speaker.say((Slot("lado", "short"),)))
    return speaker.say(leaf(f"{{{{ {speaker.library.questions[role].post or role} }}}}"))


def _receiver(role: str, holders: tuple[Receiver, ...], speaker: Speaker) -> Line:
    """A post with the names of those who hold it, or with the gap where nobody does."""
    called = post(role, speaker)
    if role == OUTSIDE:
        return called
    question = speaker.library.questions[role]
    if not holders[0].person:
        return (*called, Run(" "), speaker.gap(question, ""))
    names: list[Run] = []
    for receiver in holders:
        names.append(Run(" or " if names else " ("))
        names.append(speaker.person(speaker.answers.people[receiver.person], "name", question))
    return (*called, *names, Run(")"))


def _say(said: str, words: BlockWords, speaker: Speaker) -> Line:
    return speaker.say(words.leaf(said))


def flow(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """The flow chart, and the same steps as a list."""
    steps = tuple(
        Step(step.kind, _say(step.text, words, speaker), _say(step.yes, words, speaker)) for step in words.steps
    )
    listed = tuple((*step.line, Run(" If yes: "), *lowered(step.yes)) if step.yes else step.line for step in steps)
    return (
        Flow(steps, text(_say(words.alt, words, speaker))),
        Paragraph(worded("The same steps in words:")),
        Items("steps", listed),
    )


def lowered(line: Line) -> Line:
    """The line as it goes on in a sentence, with a small letter first."""
    first = line[0]
    return (Run(first.text[:1].lower() + first.text[1:], first.source, first.state, first.question), *line[1:])


def form(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """A form to fill in."""
    made: list[Block] = [Paragraph(_say(words.intro, words, speaker))] if words.intro else []
    for group in words.groups:
        if not speaker.facts.holds(group.condition):
            continue
        fields = tuple(
            Field(
                _say(field.label, words, speaker),
                field.kind,
                _say(field.hint, words, speaker),
                field.lines,
                tuple(text(_say(choice, words, speaker)) for choice in field.choices),
            )
            for field in group.fields
            if speaker.facts.holds(field.condition)
        )
        made.append(Form(text(_say(group.title, words, speaker)), fields))
    return tuple(made)


def contacts(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """Everyone on the ladder and outside, with numbers."""
    header = tuple(worded(word) for word in ("Who", "Name", "Telephone", "E-mail"))
    table = Table(header, tuple(contact_rows(words, speaker, first=False)), widths=(32, 26, 20, 30))
    return (Notice((), (Paragraph(speaker.say(words.leaf(words.intro))),)), table)


def numbers(words: BlockWords, speaker: Speaker) -> Table:
    """Those to call first, with their numbers."""
    header = tuple(worded(word) for word in ("Who", "Name", "Telephone"))
    rows = tuple(row[:3] for row in contact_rows(words, speaker, first=True))
    return Table(header, rows, widths=(42, 34, 24))


def contact_rows(words: BlockWords, speaker: Speaker, *, first: bool) -> Iterator[tuple[Line, ...]]:
    """A row for each contact; with `first`, those who stand on the page “In short”."""
    for row in words.rows:
        if (first and not row.first) or not speaker.facts.holds(row.condition):
            continue
        yield from contact(row, words, speaker)


def contact(row: ContactWords, words: BlockWords, speaker: Speaker) -> Iterator[tuple[Line, ...]]:
    """Who it is, name, telephone and e-mail: a row for each who holds the post, none where it does not exist here."""
    what = speaker.say(words.leaf(row.what))
    if not row.person:
        asked = [slot.name for slot in words.leaf(row.phone + row.name) if isinstance(slot, Slot)]
        if all(id in speaker.facts.asked or id in speaker.library.terms for id in asked):
            yield (what, *(speaker.say(words.leaf(said)) for said in (row.name, row.phone, row.email)))
        return
    if row.person not in speaker.facts.asked:
        return
    question = speaker.library.questions[row.person]
    answer = speaker.answers.answers.get(row.person)
    if answer and answer.state == "skipped":
        return
    people = [speaker.answers.people[id] for id in answer.values] if answer else []
    if not people and not (answer and answer.state == "given"):
        yield (what, (speaker.gap(question, ""),), (), ())
    for person in people:
        phone = (speaker.person(person, "phone", question),)
        yield (what, (_named(person, question.id),), phone, worded(person.email))


def _named(person: Person, question: str) -> Run:
    title = f", {person.title}" if person.title else ""
    return Run(f"{person.name}{title}", f"question:{question}")


def speaks(source: Source, place: Place, facts: Facts) -> bool:
    """Whether guidance is named to this organisation: not our own choice, of every nation it works in, and where it binds
    some alone, binding it."""
    nations = facts.each.get("nation") or tuple(facts.values.get("nation", frozenset()))
    return not source.own and set(nations).issubset(place.nations or source.nations) and facts.holds(source.binds)


def editions(library: Library, facts: Facts, on: date, cited: tuple[str, ...]) -> tuple[Block, ...]:
    """Every source that the document cites, with the edition in force on its date, and what of it was not confirmed."""
    rows = []
    unconfirmed = []
    nations = facts.each.get("nation", ())
    here = [facts.narrowed("nation", value) for value in nations] if len(nations) > 1 else [facts]
    places = [
        found for name in cited if (found := library.place(name)) and any(speaks(*found, local) for local in here)
    ]
    sources = {source.id: source for source, _ in places}
    for source in sorted(sources.values(), key=lambda source: _RANK.index(source.standing)):
        edition = source.edition(on)
        shown = "as in force" if source.standing == "law" else "cited without a date"
        if edition and edition.title:
            shown = edition.title
        elif edition and not source.undated:
            shown = f"{edition.id}, from {long_date(edition.start)}"
            if not any(source.number(place, on) for owner, place in places if owner is source):
                unconfirmed.append(source.named(on))
        rows.append(tuple(worded(words) for words in (source.title, source.publisher, source.standing, shown)))
    header = tuple(worded(word) for word in ("Title", "Published by", "Standing", "Edition on this policy’s date"))
    made: list[Block] = [Table(header, tuple(rows), widths=(42, 22, 16, 24))]
    if unconfirmed:
        listed = ", ".join(unconfirmed)
        made.append(
            Paragraph(
                worded(
                    f"Cited by Part, section or topic, because their paragraph numbers were not confirmed: {listed}."
                )
            )
        )
    return tuple(made)


_RANK = ("statutory guidance", "guidance", "good practice", "law")
