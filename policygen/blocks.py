"""The computed blocks: what is drawn from answers, facts and the library rather than from one clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from policygen.answers import Person
from policygen.clauses import wording
from policygen.document import (
    Block,
    Contents,
    Cover,
    Field,
    Flow,
    Form,
    Items,
    Line,
    Notice,
    Paragraph,
    Part,
    Run,
    Step,
    Table,
    text,
)
from policygen.filling import Speaker, long_date
from policygen.forms import BlockWords, ContactWords
from policygen.ladder import OUTSIDE, Ladder, Receiver
from policygen.library import Library
from policygen.marks import Marks, Open
from policygen.outlines import BlockItem, PartOutline
from policygen.prose import Leaf, Slot, leaf

NAME: Leaf = (Slot("organisation"),)
NOT_ADVICE = (
    "Drafted for the people responsible for safeguarding here to check, adopt and keep under review. "
    "It is not legal advice, and it takes nothing away from anyone’s right to call the police or children’s social care."
)


def page(
    part: PartOutline,
    title: Line,
    library: Library,
    speaker: Speaker,
    on: date,
    cited: tuple[str, ...],
    retold: Callable[[Line], Line],
) -> Part:
    """A part of the outline that is one block."""
    if part.id == "contents":
        return Part("contents", "front", "", title, (Contents(),), new_page=True)
    if part.id == "in-short":
        return Part("in-short", "front", "", title, tuple(_in_short(part, library, speaker, on, retold)), new_page=True)
    return Part(part.id, "back", "", title, block(BlockItem(part.id), library, speaker, on, cited), new_page=True)


def block(item: BlockItem, library: Library, speaker: Speaker, on: date, cited: tuple[str, ...]) -> tuple[Block, ...]:
    """The blocks of a computed block."""
    match item.block:
        case "ladder":
            return (ladder(library, speaker),)
        case "flow":
            return flow(library.blocks["flow"], speaker)
        case "form":
            return form(library.blocks[item.of], speaker)
        case "contacts":
            return contacts(library.blocks["contacts"], speaker)
        case "editions":
            return editions(library, on, cited)
        case _:
            return ()


def _words(words: str) -> Line:
    return (Run(words),) if words else ()


def cover_facts(speaker: Speaker, on: date) -> tuple[tuple[str, Line], ...]:
    """The rows of the cover: version, approval, next review, and the day the guidance is as at."""
    facts = [
        (label, speaker.say((Slot(id),)))
        for label, id in (
            ("Version", "version"),
            ("Approved by", "approved_by"),
            ("Approved on", "approved_on"),
            ("Next review", "next_review"),
        )
        if id in speaker.facts.asked
    ]
    return (*facts, ("Guidance as at", _words(long_date(on))))


def cover(title: str, facts: tuple[tuple[str, Line], ...], marks: Marks, speaker: Speaker, on: date) -> Cover:
    """The cover. It says DRAFT until the policy is approved and nothing is left to confirm."""
    approved = speaker.answers.day("approved_on")
    draft = ""
    if count := len([one for one in marks.open if one.question != "approved_on"]):
        draft = f"DRAFT: {count} {'answer' if count == 1 else 'answers'} to confirm"
    elif approved is None or approved > on:
        draft = "DRAFT: not yet approved"
    urgent = [one for one in marks.gaps if _is_urgent(one.question, speaker)]
    warnings = tuple(_words(f"Before anyone relies on this: {_lacking(one, speaker)}.") for one in urgent)
    return Cover(speaker.say(NAME), title, draft, facts, warnings, _words(NOT_ADVICE))


def _is_urgent(question: str, speaker: Speaker) -> bool:
    """Whether a gap leaves the ladder or the way to the outside officer open."""
    ladder = {
        role for rung in speaker.library.ladder(speaker.answers.text("sector")) for role in (*rung.low, *rung.high)
    }
    return question in ladder or question.startswith(("lado_", "social_care_"))


def _lacking(one: Open, speaker: Speaker) -> str:
    if one.state == "Answered in part":
        return f"the answer to ‘{one.ask}’ is not complete"
    label = text(speaker.say(speaker.library.questions[one.question].labels))
    return f"{label} {'is vacant' if one.state == 'Nobody in post' else 'is missing'}"


def _in_short(
    part: PartOutline, library: Library, speaker: Speaker, on: date, retold: Callable[[Line], Line]
) -> Iterator[Block]:
    said = []
    for id in part.clauses:
        clause = wording(library.clauses[id], on)
        if clause and clause.short and speaker.facts.holds(clause.condition):
            said.append(retold(speaker.say(clause.short)))
    if said:
        yield Notice((), (Paragraph(said[0], "lead"),))
        yield Items("bullets", tuple(said[1:]))
    rows = tuple(_contact_rows(library.blocks["contacts"], speaker, first=True))
    yield Table(
        (_words("Who"), _words("Name"), _words("Telephone")), tuple(row[:3] for row in rows), widths=(42, 34, 24)
    )


def ladder(library: Library, speaker: Speaker) -> Table:
    """Who receives a concern, whomever it is about."""
    rows = []
    for row in Ladder(library, speaker.facts, speaker.answers).rows():
        rung = row.rung
        low = _receivers(row.low, " or " if row.either else ", then ", speaker)
        high = _receivers(row.high, " and ", speaker)
        rows.append(
            (
                speaker.say(rung.leaf(rung.label)),
                _with_note(low, speaker.say(rung.leaf(rung.low_note))),
                _with_note(high, speaker.say(rung.leaf(rung.high_note))),
            )
        )
    header = (
        "The concern is about",
        "Tell, if it is low-level or you cannot say",
        "Told at once, if it may meet the harm threshold",
    )
    return Table(tuple(_words(word) for word in header), tuple(rows), widths=(30, 38, 32))


def _with_note(line: Line, note: Line) -> Line:
    return (*line, Run(". "), *note) if note else line


def _receivers(receivers: tuple[Receiver, ...], joined: str, speaker: Speaker) -> Line:
    made: list[Run] = []
    for role, holders in groupby(receivers, key=lambda receiver: receiver.role):
        if made:
            made.append(Run(joined))
        made.extend(_receiver(role, tuple(holders), speaker))
    if made and made[0].text:
        first = made[0]
        made[0] = Run(first.text[0].upper() + first.text[1:], first.source, first.state, first.question)
    return tuple(made)


def _receiver(role: str, holders: tuple[Receiver, ...], speaker: Speaker) -> Line:
    """A post with the names of those who hold it, or with the gap where nobody does."""
    if role == OUTSIDE:
        return (Run("the "), *speaker.say((Slot("lado", "short"),)))
    post = speaker.say(leaf(f"{{{{ {_ROLE.get(role, role)} }}}}"))
    question = speaker.library.questions[role]
    if not holders[0].person:
        return (*post, Run(" "), speaker.gap(question, ""))
    names: list[Run] = []
    for receiver in holders:
        names.append(Run(" or " if names else " ("))
        names.append(speaker.person(speaker.answers.people[receiver.person], "name", question))
    return (*post, *names, Run(")"))


_ROLE = {"deputies": "deputy", "values_guardians": "guardian.a", "diocesan_officer": "diocesan_officer"}
"""Person questions whose post has a term of another name."""


def _say(said: str, words: BlockWords, speaker: Speaker) -> Line:
    return speaker.say(words.leaf(said))


def flow(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """The flow chart, and the same steps as a list."""
    steps = tuple(
        Step(step.kind, _say(step.text, words, speaker), _say(step.yes, words, speaker)) for step in words.steps
    )
    listed = tuple((*step.line, Run(" If yes: "), *_lowered(step.yes)) if step.yes else step.line for step in steps)
    return (
        Flow(steps, text(_say(words.alt, words, speaker))),
        Paragraph(_words("The same steps in words:")),
        Items("steps", listed),
    )


def _lowered(line: Line) -> Line:
    first = line[0]
    return (Run(first.text[:1].lower() + first.text[1:], first.source, first.state, first.question), *line[1:])


def form(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """A form to fill in."""
    made: list[Block] = [Paragraph(_say(words.intro, words, speaker))] if words.intro else []
    for group in words.groups:
        fields = tuple(
            Field(
                _say(field.label, words, speaker),
                field.kind,
                _say(field.hint, words, speaker),
                field.lines,
                tuple(text(_say(choice, words, speaker)) for choice in field.choices),
            )
            for field in group.fields
        )
        made.append(Form(text(_say(group.title, words, speaker)), fields))
    return tuple(made)


def contacts(words: BlockWords, speaker: Speaker) -> tuple[Block, ...]:
    """Everyone on the ladder and outside, with numbers."""
    header = tuple(_words(word) for word in ("Who", "Name", "Telephone", "E-mail"))
    table = Table(header, tuple(_contact_rows(words, speaker, first=False)), widths=(32, 26, 20, 30))
    return (Notice((), (Paragraph(speaker.say(words.leaf(words.intro))),)), table)


def _contact_rows(words: BlockWords, speaker: Speaker, *, first: bool) -> Iterator[tuple[Line, ...]]:
    for row in words.rows:
        if (first and not row.first) or not speaker.facts.holds(row.condition):
            continue
        yield from _contact(row, words, speaker)


def _contact(row: ContactWords, words: BlockWords, speaker: Speaker) -> Iterator[tuple[Line, ...]]:
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
        yield (what, (_named(person, question.id),), phone, _words(person.email))


def _named(person: Person, question: str) -> Run:
    title = f", {person.title}" if person.title else ""
    return Run(f"{person.name}{title}", f"question:{question}")


def editions(library: Library, on: date, cited: tuple[str, ...]) -> tuple[Block, ...]:
    """Every source that the document cites, with the edition in force on its date, and what of it was not confirmed."""
    rows = []
    unconfirmed = []
    places = [found for name in cited if (found := library.place(name)) and not found[0].own]
    for source in sorted(
        dict.fromkeys(source for source, _ in places), key=lambda source: _RANK.index(source.standing)
    ):
        edition = source.edition(on)
        shown = ""
        if edition and edition.title:
            shown = edition.title
        elif edition and not source.undated:
            shown = f"{edition.id}, from {long_date(edition.start)}"
            if not any(source.number(place, on) for owner, place in places if owner is source):
                unconfirmed.append(source.named(on))
        rows.append(tuple(_words(words) for words in (source.title, source.publisher, source.standing, shown)))
    header = tuple(_words(word) for word in ("Title", "From", "Standing", "Edition on this policy’s date"))
    made: list[Block] = [Table(header, tuple(rows), widths=(42, 22, 16, 24))]
    if unconfirmed:
        listed = ", ".join(unconfirmed)
        made.append(
            Paragraph(
                _words(
                    f"Cited by Part, section or topic, because their paragraph numbers were not confirmed: {listed}."
                )
            )
        )
    return tuple(made)


_RANK = ("statutory guidance", "guidance", "good practice", "law")


def to_confirm(marks: Marks, speaker: Speaker) -> Part:
    """The page of what is left: each open question, who usually knows, and where it shows."""
    rows = tuple(
        (_words(one.ask), _words(one.state), _words(one.who), _words(", ".join(one.where))) for one in marks.open
    )
    header = tuple(_words(word) for word in ("Question", "Now", "Who usually knows", "Where it shows"))
    intro = (
        "These answers were open when this draft was made. In the text they stand in square brackets and are highlighted. "
        "Answer them, make the documents again, and this page goes."
    )
    content: tuple[Block, ...] = (Paragraph(_words(intro)), Table(header, rows, widths=(36, 34, 20, 14)))
    return Part("to-confirm", "back", "", _words("To confirm"), content, new_page=True)
