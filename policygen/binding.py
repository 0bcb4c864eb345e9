"""Several documents bound into one: each becomes a numbered part, its parts numbered within it, every reference pointing at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from policygen.document import Block, Document, Part, Passage, Run, Subheading
from policygen.outlines import BlockItem
from policygen.placing import Place

APART = ("cover", "contents", "in-short", "to-confirm", "editions")
"""Parts of a bound document that the book has for itself, or for all."""


def numbered(documents: Mapping[str, Sequence[Place]], first: int) -> dict[tuple[str, str], tuple[str, str]]:
    """(document, anchor) → the number and the anchor that it has in the book, whose part `first` is the first of these
    documents. A clause is found in the part that holds it."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    taken: set[str] = set()
    for chapter, (id, places) in enumerate(documents.items(), first):
        at = 0
        for place in places:
            if place.part.kind == "block" and place.part.id in APART:
                continue
            at += 1
            anchor = place.anchor if place.anchor not in taken else f"{id}-{at}"
            taken.add(anchor)
            there = (f"{chapter}.{at}", anchor)
            names = (item.block if isinstance(item, BlockItem) else item.id for _, item in place.items)
            for name in (place.anchor, place.part.id, *names):
                found.setdefault((id, name), there)
    return found


def bind(
    book: Document, documents: Iterable[Document], there: Mapping[tuple[str, str], tuple[str, str]], first: int
) -> Document:
    """The book with a part for each document, numbered from `first`, before what stands at its end."""
    parts = [_chapter(str(number), one, there) for number, one in enumerate(documents, first)]
    back = [part for part in book.parts if part.kind == "back"]
    front = [part for part in book.parts if part.kind != "back"]
    return replace(book, parts=(*front, *parts, *back))


def _chapter(number: str, document: Document, there: Mapping[tuple[str, str], tuple[str, str]]) -> Part:
    passages = tuple(
        Passage(anchor, shown, part.title, tuple(_within(part)))
        for part in document.parts
        if part.anchor not in APART
        for shown, anchor in (there[document.id, part.anchor],)
    )
    return Part(document.id, "section", number, (Run(document.title),), passages, new_page=True)


def _within(part: Part) -> Iterator[Block]:
    """What stands in a part, the titles of its clauses as headings inside it; one that is the part's only clause needs none."""
    alone = sum(isinstance(thing, Passage) for thing in part.content) == 1
    for thing in part.content:
        if not isinstance(thing, Passage):
            yield thing
            continue
        if not alone:
            yield Subheading(thing.title)
        yield from thing.blocks
