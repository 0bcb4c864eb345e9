"""Draw bars as a picture: one row a dimension, a filled bar above an open one, so that black and white tells them apart."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from policygen.document import Bar, Bars, Run
from policygen.look import Look
from policygen.writers.flow_text import measured, words, wrap

WIDTH = 165.0
"""Millimetres."""
_MM = 72 / 25.4
_POINTS = 8.5
_BAR, _BETWEEN, _ROW = 7.0, 1.5, 9.0
"""Points: how high a bar is, the space between two of a row, the least space between rows."""


def bars_svg(bars: Bars, look: Look) -> str:
    """The chart as an SVG drawing, 165 mm wide; `writers.flow.size` reads its size back.

    Words stay text. What a bar says stands at its end, so that nothing has to be measured by eye; the table that follows
    says the same."""
    whole = WIDTH * _MM
    label = whole * 0.34
    left, right = label + 6, whole - 78.0
    unit = (right - left) / bars.most
    drawn = [_legend(bars, left, look)]
    top = 30.0
    ticks_from = top - 6
    for bar in bars.rows:
        rows = wrap(words((Run(bar.label),), look), label / _POINTS, look)
        high = max(len(rows) * _POINTS * 1.2, len(bar.values) * (_BAR + _BETWEEN))
        base = top + (high - len(rows) * _POINTS * 1.2) / 2 + _POINTS * 0.9
        for n, row in enumerate(rows):
            said = "".join(f" {word.text}" if at and word.spaced else word.text for at, word in enumerate(row))
            drawn.append(_text(said, 0, base + n * _POINTS * 1.2, _POINTS, look.ink))
        start = top + (high - len(bar.values) * (_BAR + _BETWEEN)) / 2
        drawn.extend(_values(bar, bars, left, unit, start, look))
        top += high + _ROW
    bottom = top - _ROW + 3
    ticks = "".join(
        f'<line x1="{left + n * unit:.2f}" y1="{ticks_from:.2f}" x2="{left + n * unit:.2f}" y2="{bottom:.2f}"'
        f' stroke="{look.line}" stroke-width="0.5"/>'
        for n in range(bars.most + 1)
    )
    foot = "".join(
        _text(str(n), left + n * unit - measured(str(n), False, look.print_font) * 4, bottom + 10, 8, look.muted)
        for n in range(bars.most + 1)
    )
    high = bottom + 14
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH:.2f}mm" height="{high / _MM:.2f}mm"'
        f' viewBox="0 0 {whole:.2f} {high:.2f}" role="img" aria-label={quoteattr(bars.alt)}'
        f' font-family="{look.word_font}, {look.print_font}, sans-serif">{ticks}{"".join(drawn)}{foot}</svg>'
    )


def _legend(bars: Bars, left: float, look: Look) -> str:
    drawn, x = [], left
    for n, name in enumerate(bars.series):
        drawn.append(_bar(x, 4, 14, n, look))
        drawn.append(_text(name, x + 18, 10.5, _POINTS, look.ink))
        x += 18 + measured(name, False, look.print_font) * _POINTS + 16
    return "".join(drawn)


def _values(bar: Bar, bars: Bars, left: float, unit: float, top: float, look: Look) -> list[str]:
    drawn = []
    for n, value in enumerate(bar.values):
        y = top + n * (_BAR + _BETWEEN)
        long = 0.0 if value is None else min(max(value, 0.0), bars.most) * unit
        if value is not None:
            drawn.append(_bar(left, y, max(long, 1.2), n, look))
        wide = measured(bar.shown[n], False, look.print_font) * 8 + 3
        drawn.append(
            f'<rect x="{left + long + 2:.2f}" y="{y:.2f}" width="{wide:.2f}" height="{_BAR:.2f}" fill="{look.paper}"/>'
        )
        drawn.append(_text(bar.shown[n], left + long + 4, y + _BAR - 0.6, 8, look.ink))
    return drawn


def _bar(x: float, y: float, long: float, n: int, look: Look) -> str:
    fill = look.accent if n == 0 else look.paper
    edge = f'stroke="{look.accent}" stroke-width="1"'
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{long:.2f}" height="{_BAR:.2f}" fill="{fill}" {edge}/>'


def _text(said: str, x: float, y: float, points: float, colour: str) -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{points:g}" fill="{colour}">{escape(said)}</text>'
