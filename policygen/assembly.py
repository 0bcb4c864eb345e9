"""Put the chosen clauses in order, number them, fill them, point cross-references at their numbers, and cite what they follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from policygen import culture_words, pages, papers, recommended
from policygen.alignment import Stand, aligned, drawn
from policygen.answers import Answers
from policygen.assessed import Assessed, assess
from policygen.binding import bind, numbered
from policygen.clauses import Clause
from policygen.culture import Rounds
from policygen.document import Block, Document, Paragraph, Part, Passage, Run, Subheading, text
from policygen.facts import Facts
from policygen.filling import Speaker
from policygen.following import follows
from policygen.library import Library
from policygen.marks import Marks, marks_of
from policygen.outlines import LOOKING, BlockItem, Outline
from policygen.outstanding import outstanding, together
from policygen.placing import Place, Plan
from policygen.prose import leaf
from policygen.selection import Selection, select
from policygen.telling import Teller


@dataclass(frozen=True)
class Assembled:
    """A document with what chose it and what is left to confirm."""

    document: Document
    selection: Selection
    marks: Marks
    places: tuple[Place, ...]

    def clauses(self) -> tuple[Clause, ...]:
        """The clauses that stand in it, in order, each once."""
        found = {item.id: item for place in self.places for _, item in place.items if isinstance(item, Clause)}
        return tuple(found.values())

    def short_forms(self, library: Library, on: date) -> tuple[Clause, ...]:
        """The clauses of which one sentence stands in it, each once: on the page “In short”, and in papers made of them."""
        found = {
            clause.id: clause
            for place in self.places
            for ids in _told_shortly(place)
            for clause in papers.shortened(ids, library, place.speaker, on)
        }
        return tuple(found.values())

    def where(self) -> Mapping[str, str]:
        """Clause → the number it stands at."""
        return {item.id: number for place in self.places for number, item in place.items if isinstance(item, Clause)}


def _told_shortly(place: Place) -> Iterator[tuple[str, ...]]:
    if place.part.kind == "block" and place.part.id == "in-short":
        yield place.part.clauses
    for _, item in place.items:
        if isinstance(item, BlockItem) and item.block == "shorts":
            yield item.clauses


def assemble(
    library: Library,
    facts: Facts,
    answers: Answers,
    on: date,
    documents: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
    culture: Rounds | None = None,
) -> tuple[Assembled, ...]:
    """The documents asked for (if none is named, all of these packs that are made for this organisation). A reference in one
    can name a place in another; last come the papers about the others.

    `culture`: what was said of the culture, for the papers of those who govern alone."""
    speaker = Speaker(library, facts, answers)
    assessed = assess(library, speaker, culture, on) if culture else None
    wanted, packs = tuple(documents), tuple(packs)
    known = [o for o in library.outlines.values() if facts.holds(o.condition) and (assessed or not o.assessed)]
    outlines = [outline for outline in known if outline.pack in packs or outline.id in wanted]
    desk = _Desk(library, speaker, on, Plan(library, speaker, on, (outline.id for outline in known)), assessed)
    later = [outline for outline in outlines if outline.looks]
    all_of_them = not wanted or any(outline.id in wanted for outline in later)
    made = tuple(
        (_book if outline.gathers else _document)(desk, outline)
        for outline in outlines
        if outline not in later and (all_of_them or outline.id in wanted)
    )
    about = tuple(_document(desk, outline, made) for outline in later if not wanted or outline.id in wanted)
    return tuple(one for one in (*made, *about) if not wanted or one.document.id in wanted)


def stands(made: Iterable[Assembled]) -> tuple[Stand, ...]:
    """Every clause of these documents, where it stands."""
    return tuple(
        Stand(
            one.document.title,
            number or (f"Appendix {place.number}" if place.part.kind == "appendix" else ""),
            item,
            text(place.speaker.say(item.title)),
            place.value,
        )
        for one in made
        for place in one.places
        for number, item in place.items
        if isinstance(item, Clause)
    )


@dataclass(frozen=True)
class _Desk:
    """What every document of one organisation is made from: where each clause of all of them stands, and its number."""

    library: Library
    speaker: Speaker
    on: date
    plan: Plan
    assessed: Assessed | None


def _book(desk: _Desk, outline: Outline) -> Assembled:
    """A document with others bound into it, behind its own sections."""
    first = 1 + sum(place.part.kind == "section" for place in desk.plan.places(outline.id))
    gathered = [id for id in outline.gathers if id in desk.plan.documents]
    there = numbered({id: desk.plan.places(id) for id in gathered}, first)
    bound = tuple(_document(desk, desk.library.outlines[id], there=there) for id in gathered)
    made = _document(desk, outline, bound, there)
    comments = tuple(dict(comment for one in (made, *bound) for comment in one.document.comments).items())
    document = bind(made.document, [one.document for one in bound], there, first)
    return replace(made, document=replace(document, comments=comments))


def _document(
    desk: _Desk,
    outline: Outline,
    others: tuple[Assembled, ...] = (),
    there: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType({}),
) -> Assembled:
    """`others`: the documents it is about, or that are bound into it. `there`: where their places stand in that book."""
    library, speaker, on = desk.library, desk.speaker, desk.on
    title = desk.plan.title(outline.id)
    teller = Teller(library, outline.id, desk.plan.number, desk.plan.title, there)
    places = desk.plan.places(outline.id)
    selection = places[0].selection if places else select(library, speaker.facts, outline.id, on)
    cited = tuple(dict.fromkeys(name for place in places for name in _cites(place)))
    parts = []
    seen: set[str] = set()
    for place in places:
        if place.part.id not in ("cover", "to-confirm") or place.part.kind != "block":
            made = _part(desk, place, teller, cited, others, seen)
            if made.content or outline.layout in ("book", "brief"):
                parts.append(made)
    facts = pages.cover_facts(speaker, on, outline.layout, outline.pack)
    marks = marks_of([line for _, line in facts], parts, selection, speaker, _where(places))
    if others:
        marks = Marks(together({one.document.title: one.marks for one in others}, speaker), marks.comments)
    if any(place.part.id == "to-confirm" and place.part.kind == "block" for place in places) and marks.open:
        parts.append(pages.to_confirm(marks, speaker))
    cover = pages.cover(title, facts, marks, speaker, on, outline.layout, outline.pack)
    name = text(speaker.say(pages.NAME))
    document = Document(
        outline.id, title, "en-GB", cover, tuple(parts), f"{name} · {title}",
        speaker.answers.text("version"), marks.comments, outline.layout,
    )  # fmt: skip
    return Assembled(document, selection, marks, places)


def _cites(place: Place) -> Iterator[str]:
    for _, item in place.items:
        if isinstance(item, Clause):
            yield from item.cites


def _where(places: tuple[Place, ...]) -> dict[str, str]:
    return {
        item.id if isinstance(item, Clause) else item.block: number
        for place in places
        for number, item in place.items
        if number
    }


def _part(
    desk: _Desk,
    place: Place,
    teller: Teller,
    cited: tuple[str, ...],
    others: tuple[Assembled, ...],
    seen: set[str],
) -> Part:
    library, on = desk.library, desk.on
    part, speaker = place.part, place.speaker
    title = speaker.say(leaf(part.title + place.suffix))
    if part.kind == "block":
        return pages.page(part, title, library, speaker, on, cited, teller.retold)
    content: list[Passage | Block] = []
    for number, item in place.items:
        if isinstance(item, Clause):
            assumed = place.selection.choices[item.id].assumed
            passage = teller.passage(item, number, speaker, assumed)
            if item.id in seen:  # said for an earlier place too: each place of a document has a name of its own
                passage = replace(passage, anchor=f"{item.id}-{place.value}")
            seen.add(item.id)
            content.append(passage)
        elif item.block in LOOKING:
            content.extend(_overview(item, library, speaker, on, others))
        else:
            made = _drawn(desk, item, speaker, cited, teller)
            if number:
                content.append(Passage(item.block, number, (Run(item.title),), made))
            else:
                content.extend([Subheading((Run(item.title),)), *made] if item.title and made else made)
    cites = place.number or library.outlines[teller.document].pack == "trustee"
    if part.kind == "section" and cites and (followed := follows(_cites(place), library, place.speaker.facts, on)):
        content.append(Paragraph((Run(f"Follows: {followed}."),), "follows"))
    kind: Literal["section", "appendix"] = "section" if part.kind == "section" else "appendix"
    return Part(place.anchor, kind, place.number, title, tuple(content), new_page=kind == "appendix" or part.new_page)


def _drawn(desk: _Desk, item: BlockItem, speaker: Speaker, cited: tuple[str, ...], teller: Teller) -> tuple[Block, ...]:
    """A computed block; those about the culture need its assessment."""
    match item.block:
        case "culture":
            return culture_words.blocks(item, desk.library, desk.assessed, speaker, desk.on)
        case "recommendation":
            return recommended.block(item, desk.library, desk.assessed, speaker, desk.on)
        case _:
            return papers.block(item, desk.library, speaker, desk.on, cited, teller.retold)


def _overview(
    item: BlockItem, library: Library, speaker: Speaker, on: date, others: tuple[Assembled, ...]
) -> tuple[Passage | Block, ...]:
    """A block that looks at the other documents."""
    standing = stands(others)
    if item.block == "matrix":
        return drawn(aligned(library, speaker.facts, on, standing), library, on, item.of)
    marks = {one.document.title: one.marks for one in others}
    return outstanding(item.of, marks, standing, library, speaker, on)
