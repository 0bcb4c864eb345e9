"""Count on which page of a Word file each heading will stand: line by line, as Word and LibreOffice fill their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from policygen.look import Look
from policygen.typefaces import TWIN
from policygen.writers.word_lines import Font, Words, count, words_of
from policygen.writers.word_pieces import Piece, element
from policygen.writers.word_room import Style, W, lists_of, own, styles_of, twips

_PROGRAMS = (0, 1, 2)
"""LibreOffice rounds the height of a line and draws some pairs of letters as one; Word does neither; the third draws more of
them as one, so that what stands on the same page in all three stands there for sure."""
_HAIR = 0.01
_P, _VALUE, _ABOUT, _STYLED, _BREAKS = (f"{W}{name}" for name in ("p", "val", "pPr", "pStyle", "pageBreakBefore"))
_EMU = 12700
"""Word's measure of pictures, in a point."""
_ROWS = {"Carlito": 1.2207, "Liberation Sans": 1.1499, "Liberation Serif": 1.1499}
"""The height of a line of fonts whose pages can be counted, in their size; the same as of Calibri, Arial and Times."""
_BELOW = 0.25
"""How far letters reach below the line: a picture stands on it."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a row of a table: how many lines of which height, once for each way to count."""

    counts: tuple[int, ...]
    heights: tuple[float, ...]
    style: str
    before: float
    after: float
    keep_next: bool
    whole: bool
    """Never parted."""
    names: Sequence[str]
    starts: bool = False
    """Begins a page."""
    close: bool = False
    above: float = 0.0
    below: float = 0.0
    header: tuple[float, ...] = ()
    """The height of the row that repeats above it on a new page."""

    def height(self, program: int) -> float:
        return self.counts[program] * self.heights[program] + self.above + self.below

    def least(self, program: int) -> float:
        """What has to stand with what is before it: two lines, or all where one would be left alone."""
        if self.whole or self.counts[program] <= 3:
            return self.height(program)
        return 2 * self.heights[program] + self.above


def countable(look: Look) -> bool:
    """Whether the pages of this look can be counted: the house's own styles, in a font whose measures we have."""
    return look.template is None and look.print_font in _ROWS and TWIN.get(look.word_font.casefold()) == look.print_font


@dataclass(frozen=True, eq=False, slots=True)
class Measures:
    """What the pages of a look are measured by; the same look, the same measures. Lengths in points."""

    styles: Mapping[str, Style]
    lists: Mapping[str, Style]
    font: Font
    width: float
    height: float
    """Of the text area."""


@lru_cache(maxsize=8)
def measures(styles: bytes, numbering: str, section: str, font: Font) -> Measures:
    """From the `word/styles.xml` and `word/numbering.xml` of a look and the section that closes its bodies."""
    closing = element(section)[0]
    size, margins = closing.find(f"{W}pgSz"), closing.find(f"{W}pgMar")
    width = twips(size, "w") - twips(margins, "left") - twips(margins, "right")
    height = twips(size, "h") - twips(margins, "top") - twips(margins, "bottom")
    return Measures(styles_of(styles), lists_of(numbering), font, width, height)


def pages(pieces: Iterable[Piece], by: Measures) -> tuple[dict[str, int], ...]:
    """Bookmark → the page on which it stands, the first being 1; in LibreOffice, in Word, and counted a little closer."""
    blocks = _boxed([block for piece in pieces for block in _blocks(piece.alike, by)])
    libre, word = (_told(blocks, by.height, program) for program in _PROGRAMS[:2])
    closer = any(one.counts[0] != one.counts[2] or one.heights[0] != one.heights[2] for one in blocks)
    return libre, word, _told(blocks, by.height, _PROGRAMS[2]) if closer else libre


def _told(blocks: Sequence[_Block], height: float, program: int) -> dict[str, int]:
    """Fill the pages of one program; what has to stay together moves together."""
    told: dict[str, int] = {}
    page, used, after, at = 1, 0.0, 0.0, 0
    last: _Block | None = None
    while at < len(blocks):
        end = at
        while end + 1 < len(blocks) and blocks[end].keep_next and not blocks[end + 1].starts:
            end += 1
        if blocks[at].starts and at:
            page, used, after, last = page + 1, 0.0, 0.0, None
        need, gap = 0.0, after
        for place in range(at, end + 1):
            block = blocks[place]
            need += _space(gap, block, blocks[place - 1] if place > at else last)
            need += block.least(program) if place == end else block.height(program)
            gap = block.after
        if used and used + need > height + _HAIR and need <= height:
            page, used, after, last = page + 1, blocks[at].header[program] if blocks[at].header else 0.0, 0.0, None
        for place in range(at, end + 1):
            block = blocks[place]
            used += _space(after, block, last)
            first = page
            if block.least(program) > height + _HAIR - used and used:
                first += 1
            page, used = _filled(block, page, used, height, program)
            told.update(dict.fromkeys(block.names, first))
            after, last = block.after, block
        at = end + 1
    return told


def _space(gap: float, block: _Block, last: _Block | None) -> float:
    """Between two paragraphs the larger of their spaces; at the top of a page none, unless it was begun on purpose."""
    if last is None:
        return block.before if block.starts else 0.0
    if block.close and last.style == block.style:
        return 0.0
    return max(gap, block.before)


def _filled(block: _Block, page: int, used: float, height: float, program: int) -> tuple[int, float]:
    """Where the page stands after a block, parted between lines where it does not fit; never one line alone."""
    high = block.height(program)
    if used + high <= height + _HAIR:
        return page, used + high
    if block.whole:
        return (page + 1, min(high, height)) if used else (page, min(high, height))
    left, row = block.counts[program], block.heights[program]
    used += block.above
    while True:
        fit = int((height + _HAIR - used) / row)
        if fit >= left:
            return page, used + left * row + block.below
        fit = min(fit, left - 2)
        if fit < 2 and not used:
            return page, min(left * row, height)
        fit = 0 if fit < 2 else fit
        page, used, left = page + 1, 0.0, left - fit


@lru_cache(maxsize=16384)
def _blocks(alike: str, by: Measures) -> tuple[_Block, ...]:
    root = element(alike)
    words, (piece,) = words_of(root), root
    if piece.tag == f"{W}tbl":
        return tuple(_rows(piece, by, words))
    return tuple(_paragraph(one, by, words, by.width) for one in piece.iter(_P))


def _boxed(rows: Sequence[_Block]) -> list[_Block]:
    """Where paragraphs stand in one box, its edge is above the first and below the last."""
    return [
        replace(
            block,
            above=0.0 if at and _joins(rows[at - 1], block) else block.above,
            below=0.0 if at + 1 < len(rows) and _joins(block, rows[at + 1]) else block.below,
        )
        if block.above or block.below
        else block
        for at, block in enumerate(rows)
    ]


def _joins(one: _Block, other: _Block) -> bool:
    """Whether two paragraphs stand in one box."""
    return one.above > 0 and (one.above, one.below) == (other.above, other.below)


def _rows(table: etree._Element, by: Measures, words: Mapping[etree._Element, Words]) -> Iterator[_Block]:
    named = table.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val")
    look = by.styles.get(f"table {named}", Style())
    header: tuple[float, ...] = ()
    top = look.above
    for row in table.iterchildren(f"{W}tr"):
        about = row.find(f"{W}trPr")
        least = twips(about.find(f"{W}trHeight"), "val") if about is not None else 0.0
        cells = []
        for cell in row.iterchildren(f"{W}tc"):
            inner = twips(cell.find(f"{W}tcPr/{W}tcW"), "w") - look.left - look.right
            cells.append([_paragraph(one, by, words, inner) for one in cell.iter(_P)])
        high = tuple(
            max(max(_tall(cell, program) for cell in cells) + look.before + look.after, least) + look.above + top
            for program in _PROGRAMS
        )
        top = 0.0
        repeats = about is not None and about.find(f"{W}tblHeader") is not None
        names = [name for cell in cells for one in cell for name in one.names]
        keep = repeats or cells[0][0].keep_next
        yield _Block((1, 1, 1), high, named, 0.0, 0.0, keep, True, names, header=() if repeats else header)
        header = high if repeats else header


def _tall(cell: Sequence[_Block], program: int) -> float:
    """How high the paragraphs of a cell are."""
    high = 0.0
    last: _Block | None = None
    for one in cell:
        high += one.height(program) + (_space(last.after, one, last) if last else one.before)
        last = one
    return high + (last.after if last else 0.0)


def _paragraph(one: etree._Element, by: Measures, words: Mapping[etree._Element, Words], width: float) -> _Block:
    about = one.find(_ABOUT)
    name = about.find(_STYLED).get(_VALUE)
    style = by.styles[name] if len(about) == 1 else own(about, by.styles[name])
    if style.list and style.list != "0" and not (style.left or style.first):
        listed = by.lists.get(f"{style.list} {style.level}", Style())
        style = replace(style, left=listed.left, first=listed.first)
    row = style.exact or style.size * _ROWS[by.font[0]] * style.wide
    rounded = round(row * 20) / 20
    heights: tuple[float, ...] = (rounded, row, rounded)
    said = words[one]
    if said.picture:
        high = said.picture / _EMU + style.size * _BELOW
        heights = (high, high, high)
    counts = (1, 1, 1) if said.picture else count(said, style, by.font, width - style.left - style.right)
    return _Block(
        counts, heights, name, style.before, style.after, style.keep_next, style.keep_lines, said.names,
        about.find(_BREAKS) is not None, style.close, style.above, style.below,
    )  # fmt: skip
