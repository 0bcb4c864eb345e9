"""Which words of a flow chart stand on which row: measured in the bundled font, wrapped to its box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from policygen.document import Line
from policygen.look import Look
from policygen.typefaces import file_of


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    strong: bool
    fill: str
    """The highlight of a gap or an assumption, else empty."""
    width: float
    """In sizes of the letters."""
    spaced: bool
    """A space stands before it."""


@lru_cache(maxsize=64)  # a chart is tried in several sizes
def words(line: Line, look: Look) -> tuple[Word, ...]:
    """The words of a line with their widths; runs that touch without a space between them stay together."""
    words = []
    spaced = False
    for run in line:
        fill = {"gap": look.gap, "assumed": look.assumed}.get(run.state, "")
        strong = run.strong or run.state == "gap"
        for piece in re.findall(r"\s+|[^\s-]+-*|-+", run.text):
            if piece.isspace():
                spaced = True
                continue
            words.append(Word(piece, strong, fill, measured(piece, strong, look.print_font, look.font_files), spaced))
            spaced = False
    return tuple(words)


def wrap(words: Sequence[Word], room: float, look: Look) -> tuple[tuple[Word, ...], ...]:
    """Rows no wider than `room` (in sizes of the letters), broken at spaces and after hyphens, else between letters."""
    rows: list[list[Word]] = [[]]
    used = 0.0
    space = measured(" ", False, look.print_font, look.font_files)
    at = 0
    while at < len(words):
        end = at + 1
        while end < len(words) and not words[end].spaced and not words[end - 1].text.endswith("-"):
            end += 1
        together = words[at:end]
        ahead = space if together[0].spaced and rows[-1] else 0.0
        if rows[-1] and used + ahead + sum(word.width for word in together) > room:
            rows.append([])
            used = ahead = 0.0
        for word in together:
            for part in _cut(word, room - used - ahead, room, look):
                if rows[-1] and used + ahead + part.width > room:
                    rows.append([])
                    used = ahead = 0.0
                rows[-1].append(part)
                used += ahead + part.width
                ahead = 0.0
        at = end
    return tuple(tuple(row) for row in rows)


def _cut(word: Word, first: float, room: float, look: Look) -> Iterator[Word]:
    """The word, or its parts where it is wider than a row; the first part fits what is left of one."""

    def wide(text: str) -> float:
        return measured(text, word.strong, look.print_font, look.font_files)

    left = first if word.width > room else room
    while word.width > left and len(word.text) > 1:
        cut = next((n for n in range(len(word.text) - 1, 1, -1) if wide(word.text[:n]) <= left), 1)
        head, tail = word.text[:cut], word.text[cut:]
        yield replace(word, text=head, width=wide(head))
        word = replace(word, text=tail, width=wide(tail), spaced=False)
        left = room
    yield word


@lru_cache(maxsize=8192)
def measured(text: str, strong: bool, font: str, files: tuple[Path, ...] = ()) -> float:
    """How wide words print at one point."""
    return float(_font(font, files, strong).getlength(text)) / 100


@lru_cache(maxsize=8)
def _font(name: str, files: tuple[Path, ...], strong: bool) -> ImageFont.FreeTypeFont:
    """Basic layout: the same widths whether or not this machine's Pillow has Raqm."""
    path = file_of(name, files, strong)
    return ImageFont.truetype(str(path), 100, layout_engine=ImageFont.Layout.BASIC)
