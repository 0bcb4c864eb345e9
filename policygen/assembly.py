"""Put the chosen clauses in order, number them, fill them, point cross-references at their numbers, and cite what they follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from policygen import blocks, pages, papers
from policygen.alignment import Stand, aligned, drawn
from policygen.answers import Answers
from policygen.clauses import Clause
from policygen.document import Block, Document, Paragraph, Part, Passage, Run, Subheading, text
from policygen.facts import Facts
from policygen.filling import Speaker
from policygen.library import Library
from policygen.marks import Marks, marks_of
from policygen.outlines import LOOKING, BlockItem, Outline, PartOutline
from policygen.outstanding import outstanding, together
from policygen.prose import leaf
from policygen.selection import Selection, select
from policygen.telling import Teller

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Place:
    """A part of the outline that is in, for one value of its `each`: what stands in it, and its number."""

    part: PartOutline
    anchor: str
    number: str
    items: tuple[tuple[str, Clause | BlockItem], ...]
    """(number, clause or block)"""
    speaker: Speaker
    selection: Selection
    suffix: str = ""
    value: str = ""
    """The value of its `each`."""


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

    def where(self) -> Mapping[str, str]:
        """Clause → the number it stands at."""
        return {item.id: number for place in self.places for number, item in place.items if isinstance(item, Clause)}


def assemble(
    library: Library,
    facts: Facts,
    answers: Answers,
    on: date,
    documents: Iterable[str] = (),
    packs: Iterable[str] = ("school",),
) -> tuple[Assembled, ...]:
    """The documents asked for (if none is named, all of these packs that are made for this organisation). Numbers first,
    over all documents; then words, so that a reference in one can name a place in another; last the papers about the others."""
    speaker = Speaker(library, facts, answers)
    wanted, packs = tuple(documents), tuple(packs)
    known = [o for o in library.outlines.values() if facts.holds(o.condition)]
    planned = {outline.id: tuple(_plan(library, outline, speaker, on)) for outline in known}
    outlines = [outline for outline in known if outline.pack in packs or outline.id in wanted]
    numbers = {
        (id, anchor): shown for id, places in planned.items() for place in places for anchor, shown in _anchors(place)
    }
    later = [outline for outline in outlines if outline.looks]
    all_of_them = not wanted or any(outline.id in wanted for outline in later)
    made = tuple(
        _document(library, outline, planned[outline.id], numbers, speaker, on)
        for outline in outlines
        if outline not in later and (all_of_them or outline.id in wanted)
    )
    about = tuple(
        _document(library, outline, planned[outline.id], numbers, speaker, on, made)
        for outline in later
        if not wanted or outline.id in wanted
    )
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


def _plan(library: Library, outline: Outline, speaker: Speaker, on: date) -> Iterator[Place]:
    section = appendix = 0
    whole = select(library, speaker.facts, outline.id, on)
    for part in outline.parts:
        values: tuple[str, ...] = speaker.facts.each.get(part.each, ()) if part.each else ()
        if part.each and len(values) < 2:
            continue  # what it says stands in the other parts, where there is one place alone
        for value in values or ("",):
            local = speaker.narrowed(part.each, value) if value else speaker
            if not local.facts.holds(part.condition):
                continue
            selection = select(library, local.facts, outline.id, on) if value else whole
            chosen = [item for item in _ordered(library, part, outline) if _is_in(item, selection)]
            if part.kind == "section" and not chosen:
                continue
            number = ""
            if part.kind == "section" and outline.layout == "book":
                section += 1
                number = str(section)
            elif part.kind == "appendix":
                number = LETTERS[appendix]
                appendix += 1
            items = tuple(_numbered(part, number, chosen, selection))
            anchor = f"{part.id}-{value}" if values else part.id
            yield Place(
                part, anchor, number, items, local, selection, f" ({_called(library, value)})" if values else "", value
            )


def _called(library: Library, value: str) -> str:
    """The name of a place in a heading."""
    return library.nations[value].name if value in library.nations else value


def _ordered(library: Library, part: PartOutline, outline: Outline) -> list[str | BlockItem]:
    """What the outline lists, then what a layer adds: after the clause it names, else at the end."""
    order: list[str | BlockItem] = list(part.contents)
    for id, dated in library.clauses.items():
        if id not in order and dated[0].section == part.id and library.document(dated[0]) == outline.id:
            after = dated[0].after
            order.insert(order.index(after) + 1 if after in order else len(order), id)
    return order


def _is_in(item: str | BlockItem, selection: Selection) -> bool:
    return isinstance(item, BlockItem) or (item in selection.choices and selection.choices[item].chosen)


def _numbered(
    part: PartOutline, number: str, chosen: list[str | BlockItem], selection: Selection
) -> Iterator[tuple[str, Clause | BlockItem]]:
    at = 0
    for item in chosen:
        heads = isinstance(item, str) or bool(item.title)
        at += heads and part.kind == "section"
        shown = f"{number}.{at}" if heads and number and part.kind == "section" else ""
        if isinstance(item, BlockItem):
            yield shown, item
        elif clause := selection.choices[item].clause:
            yield shown, clause


def _anchors(place: Place) -> Iterator[tuple[str, str]]:
    if place.part.kind == "section" and place.number:
        yield place.part.id, f"section {place.number}"
    elif place.part.kind == "appendix":
        yield place.part.id, f"Appendix {place.number}"
    for number, item in place.items:
        fallback = f"Appendix {place.number}" if place.part.kind == "appendix" else ""
        if isinstance(item, BlockItem):
            yield item.block, number or fallback
        else:
            yield item.id, number or fallback


def _document(
    library: Library,
    outline: Outline,
    places: tuple[Place, ...],
    numbers: Mapping[tuple[str, str], str],
    speaker: Speaker,
    on: date,
    others: tuple[Assembled, ...] = (),
) -> Assembled:
    titles = {id: text(speaker.say(leaf(each.title))) for id, each in library.outlines.items()}
    title, teller = titles[outline.id], Teller(library, outline.id, numbers, titles)
    selection = places[0].selection if places else select(library, speaker.facts, outline.id, on)
    cited = tuple(
        dict.fromkeys(
            name for place in places for _, item in place.items if isinstance(item, Clause) for name in item.cites
        )
    )
    parts = []
    seen: set[str] = set()
    for place in places:
        if place.part.id not in ("cover", "to-confirm") or place.part.kind != "block":
            made = _part(library, place, teller, on, cited, others, seen)
            if made.content or outline.layout == "book":
                parts.append(made)
    facts = pages.cover_facts(speaker, on, outline.layout)
    marks = marks_of([line for _, line in facts], parts, selection, speaker, _where(places))
    if others:
        marks = Marks(together({one.document.title: one.marks for one in others}, speaker), marks.comments)
    if any(place.part.id == "to-confirm" and place.part.kind == "block" for place in places) and marks.open:
        parts.append(pages.to_confirm(marks, speaker))
    cover = pages.cover(title, facts, marks, speaker, on, outline.layout)
    name = text(speaker.say(pages.NAME))
    document = Document(
        outline.id, title, "en-GB", cover, tuple(parts), f"{name} · {title}",
        speaker.answers.text("version"), marks.comments, outline.layout,
    )  # fmt: skip
    return Assembled(document, selection, marks, places)


def _where(places: tuple[Place, ...]) -> dict[str, str]:
    return {
        item.id if isinstance(item, Clause) else item.block: number
        for place in places
        for number, item in place.items
        if number
    }


def _part(
    library: Library,
    place: Place,
    teller: Teller,
    on: date,
    cited: tuple[str, ...],
    others: tuple[Assembled, ...],
    seen: set[str],
) -> Part:
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
            made = papers.block(item, library, speaker, on, cited, teller.retold)
            if number:
                content.append(Passage(item.block, number, (Run(item.title),), made))
            else:
                content.extend([Subheading((Run(item.title),)), *made] if item.title and made else made)
    if part.kind == "section" and place.number and (follows := _follows(library, place, on)):
        content.append(Paragraph((Run(f"Follows: {follows}."),), "follows"))
    kind: Literal["section", "appendix"] = "section" if part.kind == "section" else "appendix"
    return Part(place.anchor, kind, place.number, title, tuple(content), new_page=kind == "appendix" or part.new_page)


def _overview(
    item: BlockItem, library: Library, speaker: Speaker, on: date, others: tuple[Assembled, ...]
) -> tuple[Passage | Block, ...]:
    """A block that looks at the other documents."""
    standing = stands(others)
    if item.block == "matrix":
        return drawn(aligned(library, speaker.facts, on, standing), library, on, item.of)
    marks = {one.document.title: one.marks for one in others}
    return outstanding(item.of, marks, standing, library, speaker, on)


def _follows(library: Library, place: Place, on: date) -> str:
    """The guidance that a section's clauses cite, source by source, each place once; what is our own choice, does not bind
    this organisation or is another nation's is left out."""
    told: dict[str, dict[str, None]] = {}
    for _, item in place.items:
        for name in item.cites if isinstance(item, Clause) else ():
            found = library.place(name)
            if found and blocks.speaks(*found, place.speaker.facts) and found[0].has(found[1], on):
                source, cited = found
                told.setdefault(source.named(on), {})[source.at(cited, on)] = None
    return "; ".join(
        _cited(named, tuple(at)) for named, at in sorted(told.items(), key=lambda item: (not item[0], item[0]))
    )


def _cited(named: str, at: tuple[str, ...]) -> str:
    """KCSIE 2026, Part four, section two; several places of one source stand in brackets. A Part is left out beside its sections."""
    where = [words for words in sorted(at) if words and not any(other.startswith(f"{words},") for other in at)]
    if not named or not where:
        return "; ".join(where) or named
    return f"{named}, {where[0]}" if len(where) == 1 else f"{named} ({'; '.join(where)})"
