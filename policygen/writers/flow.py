"""Lay out a flow chart as a picture: where each box stands, and how its shape tells it apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from policygen.document import Flow, Line
from policygen.look import Look
from policygen.typeset import picture
from policygen.writers.flow_text import Word, measured, words, wrap

WIDTH, HEIGHT = 165.0, 165.0
"""Millimetres: the width of every chart, and the most it may be high."""
DPI = 150
_MM = 72 / 25.4
_SIZES = (10.5, 10.0, 9.75, 9.5, 9.25, 9.0, 8.75, 8.5, 8.25, 8.0, 7.5, 7.0)
"""Points; the largest that fits the page is taken."""
_YES, _NO = "Yes", "No"


@dataclass(frozen=True, slots=True)
class _Box:
    kind: str
    rows: tuple[tuple[Word, ...], ...]
    x: float
    y: float
    width: float
    height: float

    def at(self, y: float) -> _Box:
        return replace(self, y=y)


@lru_cache(maxsize=64)  # each format of a document draws the same chart, and organisations of one kind often do
def flow_svg(flow: Flow, look: Look) -> str:
    """The chart as an SVG drawing, 165 mm wide and at most 165 mm high; `size` reads its size back.

    A question is a box with pointed sides, an action a plain box, the start a rounded one, the end a rounded
    one with a double edge. Words stay text; letters that the font lacks are left to the reader's.
    """
    fitting = bisect_left(_SIZES[:-1], 1, key=lambda points: _layout(flow, look, points)[1] <= HEIGHT * _MM)
    drawn, high = _layout(flow, look, _SIZES[fitting])
    shrink = min(1.0, HEIGHT * _MM / high)
    width, height = WIDTH * shrink, high / _MM * shrink
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}mm" height="{height:.2f}mm"'
        f' viewBox="0 0 {WIDTH * _MM:.2f} {high:.2f}" role="img" aria-label={quoteattr(flow.alt)}'
        f' font-family="{look.word_font}, {look.print_font}, sans-serif">{drawn}</svg>'
    )


def size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing of `flow_svg`, in millimetres."""
    found = re.search(r'width="([\d.]+)mm" height="([\d.]+)mm"', svg)
    if not found:
        raise ValueError("not a drawing of flow_svg: it has no size in millimetres")
    return float(found[1]), float(found[2])


@lru_cache(maxsize=64)
def flow_png(svg: str, files: tuple[Path, ...] = ()) -> bytes:
    """The drawing as a PNG at 150 dots an inch, on white."""
    width, height = (round(side / 25.4 * DPI) for side in size(svg))
    return picture(svg, width, height, "#ffffff", files)


def _layout(flow: Flow, look: Look, points: float) -> tuple[str, float]:
    """The inside of the drawing with letters of this size, and its height in points."""
    whole = WIDTH * _MM
    branches = any(step.yes for step in flow.steps)
    main, aisle = (whole * 0.55, whole * 0.105) if branches else (whole * 0.72, 0.0)
    left = 1.0 if branches else (whole - main) / 2
    side = left + main + aisle
    gap = points * 1.75
    drawn: list[str] = []
    top = 1.0
    before: _Box | None = None
    asked = False
    for step in flow.steps:
        box = _box(step.kind, step.line, left, main, points, look)
        yes = _box("action", step.yes, side, whole - side - 1, points, look) if step.yes else None
        row = max(box.height, yes.height if yes else 0)
        box = box.at(top + (row - box.height) / 2)
        if before:
            drawn.append(_arrow(look, left + main / 2, before.y + before.height, left + main / 2, box.y))
            if asked:
                drawn.append(_label(_NO, left + main / 2 + points * 0.5, box.y - gap * 0.36, points, look))
        drawn.append(_draw(box, points, look))
        if yes:
            yes = yes.at(top + (row - yes.height) / 2)
            middle = top + row / 2
            drawn.append(_arrow(look, left + main, middle, side, middle))
            drawn.append(_label(_YES, left + main + points * 0.6, middle - points * 0.4, points, look))
            drawn.append(_draw(yes, points, look))
        before, asked = (None if step.kind == "end" else box), step.kind == "question"
        top += row + gap
    return "".join(drawn), top - gap + 1.0


def _box(kind: str, line: Line, x: float, width: float, points: float, look: Look) -> _Box:
    inset = points * (1.5 if kind in ("question", "end", "start") else 0.8)
    rows = wrap(words(line, look), (width - 2 * inset) / points, look)
    return _Box(kind, rows, x, 0, width, len(rows) * points * 1.25 + points)


def _draw(box: _Box, points: float, look: Look) -> str:
    x, y, width, height = box.x, box.y, box.width, box.height
    edge = f'stroke="{look.accent}" stroke-width="1"'
    if box.kind == "question":
        nib, middle = points, y + height / 2
        corners = (
            (x, middle), (x + nib, y), (x + width - nib, y), (x + width, middle),
            (x + width - nib, y + height), (x + nib, y + height),
        )  # fmt: skip
        shape = f'<polygon points="{_points(corners)}" fill="{look.notice}" {edge}/>'
    elif box.kind == "action":
        shape = _rectangle(x, y, width, height, 0, look.paper, edge)
    else:
        round_by = min(height / 2, points * 1.4)
        shape = _rectangle(x, y, width, height, round_by, look.band, edge)
        if box.kind == "end":
            shape += _rectangle(x + 2.5, y + 2.5, width - 5, height - 5, max(round_by - 2.5, 0), "none", edge)
    inset = points * (1.5 if box.kind != "action" else 0.8)
    base = y + (height - len(box.rows) * points * 1.25) / 2 + points * 0.95
    lines = (_row(row, x + inset, base + n * points * 1.25, points, look) for n, row in enumerate(box.rows))
    return shape + "".join(lines)


def _row(row: Sequence[Word], x: float, base: float, points: float, look: Look) -> str:
    """One row: neighbours that look alike become one text, to be copied and read aloud whole."""
    drawn = []
    space = measured(" ", False, look.print_font, look.font_files) * points
    at = 0
    while at < len(row):
        end = at + 1
        while end < len(row) and (row[end].strong, row[end].fill) == (row[at].strong, row[at].fill):
            end += 1
        group = row[at:end]
        text = "".join(f" {word.text}" if n and word.spaced else word.text for n, word in enumerate(group))
        width = measured(text, group[0].strong, look.print_font, look.font_files) * points
        if at and group[0].spaced:
            x += space
        if group[0].fill:
            drawn.append(_rectangle(x, base - points * 0.9, width, points * 1.2, 0, group[0].fill, ""))
        drawn.append(_text(text, x, base, points, group[0].strong, look.ink))
        x += width
        at = end
    return "".join(drawn)


def _label(word: str, x: float, y: float, points: float, look: Look) -> str:
    return _text(word, x, y, points, True, look.accent)


def _text(words: str, x: float, y: float, points: float, strong: bool, colour: str) -> str:
    weight = ' font-weight="bold"' if strong else ""
    about = f'x="{x:.2f}" y="{y:.2f}" font-size="{points:g}"{weight} fill="{colour}"'
    return f"<text {about}>{escape(words)}</text>"


def _rectangle(x: float, y: float, width: float, height: float, round_by: float, fill: str, edge: str) -> str:
    rounded = f' rx="{round_by:.2f}"' if round_by else ""
    place = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
    return f'<rect {place}{rounded} fill="{fill}" {edge}/>'


def _arrow(look: Look, x: float, y: float, to_x: float, to_y: float) -> str:
    """A line down or to the right with its head drawn as a shape: Word does not draw SVG markers."""
    head = 5.0
    if x == to_x:
        end_x, end_y = x, to_y - head
        corners = ((to_x - 3, end_y), (to_x + 3, end_y), (to_x, to_y))
    else:
        end_x, end_y = to_x - head, y
        corners = ((end_x, to_y - 3), (end_x, to_y + 3), (to_x, to_y))
    ends = f'x1="{x:.2f}" y1="{y:.2f}" x2="{end_x:.2f}" y2="{end_y:.2f}"'
    return (
        f'<line {ends} stroke="{look.accent}" stroke-width="1.2"/>'
        f'<polygon points="{_points(corners)}" fill="{look.accent}"/>'
    )


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
