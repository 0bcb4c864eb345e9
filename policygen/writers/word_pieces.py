"""A drawn body piece by piece: most pieces of one organisation’s document stand in the next one’s too, so that what was once
found of a piece is kept, and only what is new is looked into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from lxml import etree

from policygen.imprint import PLACE
from policygen.printed import word

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
ROOT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    f' xmlns:r="{OFFICE}/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14">'
)
END = "</w:document>"
_COUNTED = (
    (re.compile(r'<w:bookmarkEnd w:id="\d+"/>'), ""),
    (re.compile(r'<w:bookmarkStart w:id="\d+"'), "<w:bookmarkStart"),
    (re.compile(r'<w:id w:val="\d+"/>'), ""),
)
"""What differs from one document to the next though the same is said, the running numbers of marks and controls; without it."""
_NAMED = f'<w:bookmarkStart w:name="{PLACE}'
_PLACE = re.compile(f'{_NAMED}([^"]+)')
_LIST = re.compile(r'(?<=<w:numId w:val=")\d+')


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, table or control of a body."""

    alike: str
    """Its XML with nothing in it that was counted through the document."""
    places: tuple[str, ...]
    """The places of its paragraphs and rows, in order."""


def pieces_of(drawn: str, lists: Sequence[str]) -> Iterator[Piece]:
    """A drawn body in pieces. `lists` names, for each number that a list was given in this document, what it counts by."""
    for counted, without in _COUNTED:
        drawn = counted.sub(without, drawn)
    for xml in _apart(drawn):
        first, *rest = _PLACE.split(xml)  # a place, then what follows it, and so on
        alike = first + "".join(f"{_NAMED}{number}{after}" for number, after in enumerate(rest[1::2]))
        if "<w:numId " in alike:
            alike = _LIST.sub(lambda found: lists[int(found[0])], alike)
        yield Piece(alike, tuple(rest[::2]))


def _apart(drawn: str) -> Iterator[str]:
    """Paragraphs, tables and controls, one after another."""
    at = 0
    while at < len(drawn):
        begin = drawn[at : drawn.index(">", at) + 1]
        close, end = f"</{begin[1:]}", at
        while True:
            end = drawn.index(close, end) + len(close)
            if drawn.count(begin, at, end) == drawn.count(close, at, end):
                break
        yield drawn[at:end]
        at = end


def said(pieces: Iterable[Piece]) -> Iterator[tuple[str, str]]:
    """Place and words of each paragraph and row, as whoever opens the file will read them."""
    for piece in pieces:
        for number, words in _said(piece.alike):
            yield (piece.places[int(number)] if number else ""), words
    element.cache_clear()  # what was found is kept; the elements themselves are large


@lru_cache(maxsize=16384)
def _said(alike: str) -> tuple[tuple[str, str], ...]:
    return tuple((one.place, one.words) for one in word(element(alike)))


@cache  # what is new in a document is looked into twice: for its lines, then for its words
def element(alike: str) -> Any:
    """A piece as an element of its own, in a root that knows its names."""
    return etree.fromstring(f"{ROOT}{alike}{END}".encode())
