"""Which parts of a document are made for one organisation, what stands in each, and its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from policygen.clauses import Clause
from policygen.document import text
from policygen.filling import Speaker
from policygen.library import Library
from policygen.outlines import BlockItem, Outline, PartOutline
from policygen.prose import leaf
from policygen.selection import Selection, select

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


class Plan:
    """Where everything stands in each document that an organisation has: found out when it is first asked for."""

    def __init__(self, library: Library, speaker: Speaker, on: date, documents: Iterable[str]) -> None:
        self.library, self.speaker, self.on = library, speaker, on
        self.documents = frozenset(documents)
        self._places: dict[str, tuple[Place, ...]] = {}
        self._numbers: dict[str, dict[str, str]] = {}
        self._titles: dict[str, str] = {}

    def places(self, document: str) -> tuple[Place, ...]:
        """The parts of a document with what stands in them."""
        if document not in self._places:
            outline = self.library.outlines[document]
            self._places[document] = tuple(placed(self.library, outline, self.speaker, self.on))
        return self._places[document]

    def number(self, document: str, anchor: str) -> str:
        """The number that a reference to a place shows; empty where the organisation has no such place."""
        if document not in self.documents:
            return ""
        if document not in self._numbers:
            self._numbers[document] = {name: shown for place in self.places(document) for name, shown in anchors(place)}
        return self._numbers[document].get(anchor, "")

    def title(self, document: str) -> str:
        """The title of a document, as this organisation says it."""
        if document not in self._titles:
            self._titles[document] = text(self.speaker.say(leaf(self.library.outlines[document].title)))
        return self._titles[document]


def placed(library: Library, outline: Outline, speaker: Speaker, on: date) -> Iterator[Place]:
    """The parts of a document that are made for this organisation, numbered."""
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
            if part.kind == "section" and outline.layout in ("book", "brief"):
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
    for id, dated in library.shelves.get(outline.id, {}).items():
        if dated[0].section == part.id and id not in order:
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


def anchors(place: Place) -> Iterator[tuple[str, str]]:
    """What a cross-reference may name in a part, with the number it shows."""
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
