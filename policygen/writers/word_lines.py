"""On how many lines the words of a paragraph of a Word file stand: measured in its font, broken as Word and LibreOffice do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from lxml import etree
from PIL import ImageFont

from policygen.typefaces import file_of
from policygen.writers.word_room import Style, W

Font = tuple[str, tuple[Path, ...]]
"""A font that prints as wide as that of the file, and its files where it is not bundled."""
NARROWER = (0.999, 1.0, 0.9975)
"""Letters as LibreOffice draws them, as Word does, and a little narrower than both."""
_LEAST = min(NARROWER)
_UNITS = 2048
"""Of the font: at this size no width is rounded to whole dots."""
_BOLD = ("Strong", "Gap")
_PIECE = re.compile(r"\n|[ \t]+|[^ \t\n–/-]*[–/-]+(?=[^ \t\n])|[^ \t\n–/-]+[–/-]*")
"""Words and the spaces between them; a line may break after a hyphen."""
_T, _BR, _TAB, _ABOUT, _B, _STYLED, _VALUE = (f"{W}{name}" for name in ("t", "br", "tab", "rPr", "b", "rStyle", "val"))


def count(runs: Iterable[etree._Element], style: Style, font: Font, room: float) -> tuple[int, ...]:
    """On how many lines the words of a paragraph stand."""
    pieces: list[tuple[str, float]] = []
    for run in runs:
        bold = style.bold
        for part in run:
            if part.tag == _T:
                pieces.extend(_measured(part.text or "", bold, font))
            elif part.tag == _ABOUT:
                named = part.find(_STYLED)
                bold = bold or part.find(_B) is not None or (named is not None and named.get(_VALUE) in _BOLD)
            elif part.tag == _BR:
                pieces.append(("\n", 0.0))
            elif part.tag == _TAB:
                pieces.append((" ", 0.0))
    room, first = room / style.size, max(style.first, 0.0) / style.size
    lines, sure = _wrapped(pieces, room, first, 1.0)
    return (lines,) * len(NARROWER) if sure else tuple(_wrapped(pieces, room, first, one)[0] for one in NARROWER)


def _wrapped(pieces: Sequence[tuple[str, float]], room: float, first: float, narrower: float) -> tuple[int, bool]:
    """Lines no wider than `room`, broken at spaces and after hyphens, else anywhere; and whether there are as many where
    letters are a little narrower. In sizes of the letters."""
    lines, used, space, word, glued, sure = 1, first, 0.0, 0.0, False, True
    for piece, width in pieces:
        wide = width * narrower
        if piece == "\n":
            lines, used, space, glued = lines + 1, 0.0, 0.0, False
            continue
        if piece[0] in " \t":
            space, glued = wide, False
            continue
        word = word + wide if glued else wide
        whole = used + wide if glued else used + space + wide
        if used and whole > room:
            sure = sure and whole * _LEAST > room and word <= room
            lines, used = lines + 1, word if word <= room else wide
        else:
            used = whole
        if used > room > 0:
            sure = False
            lines, used = lines + int(used / room), used % room
        space, glued = 0.0, piece[-1] not in "-–/"
    return lines, sure


@lru_cache(maxsize=16384)  # most of what one organisation’s document says, the next one’s says too
def _measured(words: str, bold: bool, font: Font) -> tuple[tuple[str, float], ...]:
    """The pieces of a text, and how wide each is at one point. No pairs are drawn closer: neither program does so unless it
    is told to."""
    letters = _letters(font, bold)
    return tuple((piece, float(letters.getlength(piece)) / _UNITS) for piece in _PIECE.findall(words))


@lru_cache(maxsize=8)
def _letters(font: Font, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file_of(*font, bold)), _UNITS, layout_engine=ImageFont.Layout.BASIC)
