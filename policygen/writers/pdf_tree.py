"""What the page maker is told of a document: its tree as plain data, with all that can be worked out before the layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import lru_cache
from itertools import takewhile
from math import ceil, floor
from typing import Any

from policygen.document import (
    Bars,
    Block,
    Contents,
    Cover,
    Document,
    Field,
    Flow,
    Form,
    Items,
    Line,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Subheading,
    Table,
    text,
)
from policygen.look import Look
from policygen.writers.bars import bars_svg
from policygen.writers.flow import flow_svg, size

_NUMBER = re.compile(r"((?:\+\d{1,3} )?\b\d{3,5}(?: \d{3,6}){1,2}\b)")
_WIDEST = 16
"""Letters of a word that every place has room for, but a table with more columns than the page is wide."""
_LETTER, _INSET = 1.95, 2.0
"""Millimetres that a letter in a table takes, wide ones counted for safety, and the room at either side of a cell."""
_ROW, _LINE, _MOST = 3.8, 4.6, 90.0
"""Millimetres: the room around a row of a table, a line in it, and the most that is asked for."""

Told = str | list[str | dict[str, Any]]
"""A line: its words where nothing is special about them, else pieces, each plain words or with what is special about it."""


def document_told(document: Document, look: Look) -> dict[str, Any]:
    """The tree of a document, as JSON can hold it."""
    sheet = document.layout in ("page", "poster")
    wide = look.page[document.layout == "wide"] - 2 * look.margin
    return {
        "layout": document.layout,
        "language": document.language,
        "running": document.running,
        "version": document.version,
        "cover": _cover(document.cover),
        "parts": [_part(part, look, wide, sheet) for part in document.parts],
    }


def line(runs: Line, room: int = _WIDEST) -> Told:
    """What the page maker is told of a line for a place with room for a word of `room` letters: neighbours that look alike are
    one piece, and of each only what is special about it."""
    told: list[str | dict[str, Any]] = []
    for words, strong, state, link in _alike(runs):
        plain, piece = _piece(words, strong, state, link)
        told.append(piece["text"] if plain and piece["longest"] <= room else piece)
    return told[0] if len(told) == 1 and isinstance(told[0], str) else told


def _alike(runs: Line) -> Iterator[tuple[str, bool, str, str]]:
    """The words of neighbours that look alike, and how they look."""
    if not runs:
        return
    words, look = "", (runs[0].strong, runs[0].state, runs[0].link)
    for run in runs:
        if (now := (run.strong, run.state, run.link)) != look:
            yield words, *look
            words, look = "", now
        words += run.text
    yield words, *look


@lru_cache(maxsize=16384)  # most of what one organisation’s document says, the next one’s says too
def _piece(words: str, strong: bool, state: str, link: str) -> tuple[bool, dict[str, Any]]:
    """Whether nothing is special about these words unless a place is narrow, and all there is to tell.

    `longest`: letters of the longest word, so that only what has a word too long for its place is looked into. `pieces`:
    the words, where every second one is a telephone number, which is never broken over two lines."""
    words = words.replace("\t", " ")
    told: dict[str, Any] = {"text": words, "longest": max(map(len, words.split()), default=0)}
    if len(pieces := _NUMBER.split(words)) > 1:
        told["pieces"] = pieces
    told |= {name: value for name, value in (("strong", strong), ("state", state), ("link", link)) if value}
    return len(told) == 2, told


def _cover(cover: Cover) -> dict[str, Any]:
    return {
        "organisation": line(cover.organisation),
        "title": cover.title,
        "draft": cover.draft,
        "facts": [[label, line(said)] for label, said in cover.facts],
        "warnings": [line(one) for one in cover.warnings],
        "note": line(cover.note),
    }


def _part(part: Part, look: Look, wide: float, sheet: bool) -> dict[str, Any]:
    """A part with everything in it in one row: a clause is its heading, then its blocks."""
    content: list[dict[str, Any]] = []
    for at, thing in enumerate(part.content):
        after = part.content[at + 1] if at + 1 < len(part.content) else None
        if isinstance(thing, Passage):
            content.append(
                {"is": "Passage", "anchor": thing.anchor, "number": thing.number, "title": line(thing.title)}
            )
            content += _blocks(thing.blocks, after, 3, look, wide, sheet)
        else:
            content += _blocks((thing,), after, 2, look, wide, sheet)
    return {
        "anchor": part.anchor,
        "kind": part.kind,
        "number": part.number,
        "title": line(part.title),
        "content": content,
        "new_page": part.new_page,
    }


def _blocks(
    blocks: Sequence[Block], after: Passage | Block | None, level: int, look: Look, wide: float, sheet: bool
) -> Iterator[dict[str, Any]]:
    """Blocks that stand together. `level`: of a heading among them; `sticky`: what follows stays with it."""
    for at, block in enumerate(blocks):
        told = _block(block, look, wide, sheet)
        if isinstance(block, Subheading | Form):
            told["level"] = level
        if _together(block, blocks[at + 1] if at + 1 < len(blocks) else after) or _leads_to_form(blocks[at:]):
            told["sticky"] = True
        yield told


def _together(block: Block, after: Passage | Block | None) -> bool:
    """Words that lead into a list stay with it; so do the last words with the line that names the guidance followed."""
    if isinstance(after, Paragraph) and after.style == "follows":
        return isinstance(block, Paragraph | Items)
    return after is not None and isinstance(block, Paragraph) and text(block.line).endswith(":")


def _leads_to_form(blocks: Sequence[Block]) -> bool:
    """Words in front of a form, up to the heading above them, stay with it."""
    words = sum(1 for _ in takewhile(lambda block: isinstance(block, Paragraph | Items), blocks))
    return 0 < words < len(blocks) and isinstance(blocks[words], Form)


def _block(block: Block, look: Look, wide: float, sheet: bool) -> dict[str, Any]:
    match block:
        case Paragraph(said, style):
            return {"is": "Paragraph", "line": line(said), "style": style}
        case Items(kind, items):
            return {"is": "Items", "kind": kind, "items": [line(one) for one in items]}
        case Table():
            return _strip(block) if sheet else _table(block, wide)
        case Subheading(said):
            return {"is": "Subheading", "line": line(said)}
        case Notice(title, blocks):
            return {
                "is": "Notice",
                "title": line(title),
                "blocks": [_block(one, look, wide, sheet) for one in blocks],
            }
        case Form(title, asked):
            return {"is": "Form", "title": title, "fields": [_field(one) for one in asked]}
        case Flow() | Bars():
            svg = flow_svg(block, look) if isinstance(block, Flow) else bars_svg(block, look)
            return {"is": "Flow", "alt": block.alt, "svg": svg, "size": size(svg)}
        case Contents():
            return {"is": "Contents"}


def _field(field: Field) -> dict[str, Any]:
    told = {one.name: getattr(field, one.name) for one in fields(field)}
    return {**told, "label": line(field.label), "hint": line(field.hint)}


def _strip(table: Table) -> dict[str, Any]:
    return {
        "is": "Table",
        "header": [line(one) for one in table.header],
        "rows": [[line(one) for one in row] for row in table.rows],
    }


def _table(table: Table, wide: float) -> dict[str, Any]:
    """A table with the widths of its columns, the letters that each has room for, and the height of its first rows."""
    widths = _widths(table, wide)
    rooms = [max(3, floor((width - 2 * _INSET) / _LETTER)) for width in widths]

    def cells(row: Sequence[Line]) -> list[Told]:
        return [line(said, min(room, _WIDEST)) for said, room in zip(row, rooms, strict=True)]

    def high(row: Sequence[Line]) -> float:
        lines = (ceil(len(text(said)) * 0.8 / room) for said, room in zip(row, rooms, strict=True))
        return _ROW + _LINE * max(1, *lines)

    written = table.written  # and a row with nothing but its first cell is what is to be written in
    rows = [
        [
            None if written and not said and not any(row[1:]) else told
            for said, told in zip(row, cells(row), strict=True)
        ]
        for row in table.rows
    ]
    return {
        "is": "Table",
        "header": cells(table.header),
        "rows": rows,
        "caption": line((Run(table.caption),) if table.caption else (), 60),
        "written": written,
        "widths": widths,
        "rooms": rooms,
        "needs": min(_MOST, sum(map(high, (table.header, *table.rows[:2])))),
    }


def _widths(table: Table, wide: float) -> list[float]:
    """Columns in the proportions asked for, but none too narrow for a word of up to sixteen letters in it; in millimetres."""
    parts = table.widths if len(table.widths) == len(table.header) else (1,) * len(table.header)
    needed = [
        min(_WIDEST, max((3, *map(_longest, column)))) * _LETTER + 2 * _INSET
        for column in zip(table.header, *table.rows, strict=True)
    ]
    narrow = [part / sum(parts) * wide < need for part, need in zip(parts, needed, strict=True)]
    left = wide - sum(need for need, is_narrow in zip(needed, narrow, strict=True) if is_narrow)
    if left <= 0:
        return [part / sum(parts) * wide for part in parts]
    free = sum(part for part, is_narrow in zip(parts, narrow, strict=True) if not is_narrow)
    return [
        need if is_narrow else part / free * left for part, need, is_narrow in zip(parts, needed, narrow, strict=True)
    ]


def _longest(runs: Line) -> int:
    """Letters of the longest word of a line."""
    return max((_piece(*one)[1]["longest"] for one in _alike(runs)), default=0)
