"""On how many lines the words of a paragraph of a Word file stand: measured in its font, broken as Word and LibreOffice do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree
from PIL import ImageFont

from policygen.imprint import PLACE
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
_P, _RUN, _T, _BR, _TAB, _B, _STYLED, _MARK, _NAME, _VALUE = (
    f"{W}{name}" for name in ("p", "r", "t", "br", "tab", "b", "rStyle", "bookmarkStart", "name", "val")
)
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_LINE, _STOP = "\n", "\t"
"""What stands for the end of a line and a stop of a tab: no text of a file holds them."""


@dataclass(slots=True)
class Words:
    """What has to find room in a paragraph."""

    said: list[tuple[str, bool]]
    """Texts, and whether each is bold."""
    names: list[str]
    """Its bookmarks that are not places."""
    picture: float = 0.0
    """The height of a picture in Word’s measure; 0 where there is none."""


def words_of(root: etree._Element) -> dict[etree._Element, Words]:
    """The words of every paragraph, found in one go: to look into each by itself takes three times as long."""
    found: dict[etree._Element, Words] = {}
    words, inside, bold = Words([], []), False, False
    for one in root.iter(_P, _RUN, _T, _BR, _TAB, _B, _STYLED, _MARK, _PICTURE):
        tag = one.tag
        if tag == _T:
            words.said.append((one.text or "", bold))
        elif tag == _RUN:
            inside, bold = True, False
        elif tag == _P:
            words = found[one] = Words([], [])
            inside = False
        elif tag == _MARK:
            if not (name := one.get(_NAME)).startswith(PLACE):
                words.names.append(name)
        elif tag == _PICTURE:
            words.picture = words.picture or float(one.get("cy"))
        elif inside:  # not among what is said of the whole paragraph
            if tag in (_B, _STYLED):
                bold = bold or tag == _B or one.get(_VALUE) in _BOLD
            else:
                words.said.append((_LINE if tag == _BR else _STOP, False))
    return found


def count(words: Words, style: Style, font: Font, room: float) -> tuple[int, ...]:
    """On how many lines the words of a paragraph stand."""
    pieces: list[tuple[str, float]] = []
    for text, bold in words.said:
        if text == _LINE:
            pieces.append(("\n", 0.0))
        elif text == _STOP:
            pieces.append((" ", 0.0))
        else:
            pieces.extend(_measured(text, style.bold or bold, font))
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


@lru_cache(maxsize=4096)
def _measured(words: str, bold: bool, font: Font) -> tuple[tuple[str, float], ...]:
    """The pieces of a text, and how wide each is at one point. No pairs are drawn closer: neither program does so unless it
    is told to."""
    letters = _letters(font, bold)
    return tuple((piece, float(letters.getlength(piece)) / _UNITS) for piece in _PIECE.findall(words))


@lru_cache(maxsize=8)
def _letters(font: Font, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file_of(*font, bold)), _UNITS, layout_engine=ImageFont.Layout.BASIC)
