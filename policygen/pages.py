"""The pages that stand apart from the sections: the cover, the page “In short”, and the page of what is left to confirm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from policygen.blocks import block, contact_rows, worded
from policygen.document import Block, Contents, Cover, Items, Layout, Line, Notice, Paragraph, Part, Table, text
from policygen.filling import Speaker, long_date
from policygen.library import Library
from policygen.marks import Marks, Open
from policygen.outlines import BlockItem, PartOutline
from policygen.papers import shorts
from policygen.prose import Leaf, Slot, leaf

NAME: Leaf = (Slot("organisation"),)
NOT_ADVICE = leaf(
    "Drafted for the people responsible for safeguarding here to check, adopt and keep under review. "
    "It is not legal advice, and it takes nothing away from anyone’s right to call the police or {{ social_care }}."
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


_SHOWN: Mapping[Layout, tuple[str, ...]] = {
    "page": ("version", "approved_on"),
    "poster": ("version", "approved_on"),
    "wide": ("version",),  # nobody approves a paper about the documents
}

_BEFORE = ("version",)
"""What the papers for those who govern and for those who keep them say of the documents: nobody approves these papers."""


def cover_facts(
    speaker: Speaker, on: date, layout: Layout = "book", pack: str = "school"
) -> tuple[tuple[str, Line], ...]:
    """The rows of the cover: version, approval, next review, and the day the guidance is as at. A page says less."""
    wanted = _BEFORE if pack in ("trustee", "lead") else _SHOWN.get(layout)
    facts = [
        (label, speaker.say((Slot(id),)))
        for label, id in (
            ("Version", "version"),
            ("Approved by", "approved_by"),
            ("Approved on", "approved_on"),
            ("Next review", "next_review"),
        )
        if id in speaker.facts.asked and (wanted is None or id in wanted)
    ]
    if layout in ("page", "poster"):
        return tuple(facts)
    return (*facts, ("Guidance as at", worded(long_date(on))))


def cover(
    title: str,
    facts: tuple[tuple[str, Line], ...],
    marks: Marks,
    speaker: Speaker,
    on: date,
    layout: Layout = "book",
    pack: str = "school",
) -> Cover:
    """The cover, or the title of a shorter paper. It says DRAFT until the policy is approved and nothing is left to confirm."""
    approved = speaker.answers.day("approved_on")
    draft = ""
    if count := len([one for one in marks.open if one.question != "approved_on"]):
        draft = f"DRAFT: {count} {'answer' if count == 1 else 'answers'} to confirm"
    elif pack != "trustee" and (approved is None or approved > on):
        draft = "DRAFT: not yet approved"
    if layout in _SHOWN:  # what is missing stands highlighted on the same side of paper, or in the paper itself
        return Cover(speaker.say(NAME), title, draft, facts, (), ())
    urgent = [one for one in marks.gaps if is_urgent(one.question, speaker)]
    warnings = tuple(worded(f"Before anyone relies on this: {_lacking(one, speaker)}.") for one in urgent)
    return Cover(speaker.say(NAME), title, draft, facts, warnings, speaker.say(NOT_ADVICE))


def is_urgent(question: str, speaker: Speaker) -> bool:
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
    said = [retold(line) for line in shorts(part.clauses, library, speaker, on)]
    if said:
        yield Notice((), (Paragraph(said[0], "lead"),))
        yield Items("bullets", tuple(said[1:]))
    rows = tuple(contact_rows(library.blocks["contacts"], speaker, first=True))
    yield Table(
        (worded("Who"), worded("Name"), worded("Telephone")), tuple(row[:3] for row in rows), widths=(42, 34, 24)
    )


def to_confirm(marks: Marks, speaker: Speaker) -> Part:
    """The page of what is left: each open question, who usually knows, and where it shows."""
    rows = tuple(
        (worded(one.ask), worded(one.state), worded(one.who), worded(", ".join(one.where))) for one in marks.open
    )
    header = tuple(worded(word) for word in ("Question", "Now", "Who usually knows", "Where it shows"))
    intro = (
        "These answers were open when this draft was made. In the text they stand in square brackets and are highlighted. "
        "Answer them, make the documents again, and this page goes."
    )
    content: tuple[Block, ...] = (Paragraph(worded(intro)), Table(header, rows, widths=(36, 34, 20, 14)))
    return Part("to-confirm", "back", "", worded("To confirm"), content, new_page=True)
