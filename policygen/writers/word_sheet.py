"""Draw one side of A4 in Word: a guide in two columns or a poster, in the largest letters that fit the page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from policygen.document import Document, Items, Line, Notice, Paragraph, Part, Run, Table, text
from policygen.look import Look
from policygen.typefaces import known_in_word
from policygen.writers.flow_text import measured, wrap
from policygen.writers.flow_text import words as measured_words
from policygen.writers.word_blocks import table
from policygen.writers.word_crest import PAGE, POSTER, crest_beside
from policygen.writers.word_package import text_width
from policygen.writers.word_text import Pen, bookmark, paragraph

_MM = 72 / 25.4
_ROW = 1.2207
"""The height of a line of Calibri, in its size."""
_LABEL = 0.19
"""How much of the width the headings of a guide take."""
_SAFE = 0.965
"""How full the page may be by our count: programs break lines a little differently."""
_PAGE, _POSTER = (11.5, 6.5), (30.0, 9.0)
"""Points: the largest and the smallest letters."""
_STEP = 0.25
_ABOVE = '<w:spacing w:before="{}" w:after="{}"/>'


def fitted(document: Document, look: Look) -> Look:
    """The look with the largest letters in which the document fits one side, in a font whose widths we know."""
    look = replace(look, word_font=known_in_word(look.word_font, look.print_font))
    largest, smallest = _POSTER if document.layout == "poster" else _PAGE
    sizes = [largest - step * _STEP for step in range(round((largest - smallest) / _STEP) + 1)]
    first = bisect_left(sizes, True, key=lambda points: _fits(document, _scaled(document, look, points)))
    if first < len(sizes):
        return _scaled(document, look, sizes[first])
    return fitted(document, replace(look, crest=None)) if look.crest else _scaled(document, look, smallest)


def _fits(document: Document, look: Look) -> bool:
    return _height(document, look) <= (look.page[1] - 2 * look.margin) * _MM * _SAFE


def sheet(document: Document, look: Look) -> tuple[str, Pen]:
    """The page in a look that `fitted` gave, and what was gathered on the way."""
    anchors = {part.anchor: bookmark(part.anchor) for part in document.parts}
    pen = Pen(text_width(look), anchors, dict(document.comments))
    cover = document.cover
    drawn = [
        paragraph(pen, "Subtitle", cover.organisation, _ABOVE.format(0, 40)),
        paragraph(pen, "Title", (Run(cover.title),), _ABOVE.format(0, 120)),
    ]
    if cover.draft:
        drawn.append(paragraph(pen, "CoverDraft", (Run(cover.draft),), _ABOVE.format(0, 80)))
    drawn[0] = drawn[0].replace(
        "</w:pPr>", f"</w:pPr>{crest_beside(pen, look, text(cover.organisation), _space(document, look))}", 1
    )
    for beside, grouped in groupby(document.parts, lambda part: document.layout == "page" and not _whole(part)):
        parts = tuple(grouped)
        drawn.extend([_columns(pen, parts)] if beside else [_part(pen, part, document, look) for part in parts])
    drawn.append(paragraph(pen, "CoverNote", _facts(document), _ABOVE.format(120, 0)))
    return "".join(drawn), pen


def _space(document: Document, look: Look) -> tuple[float, float]:
    """How large the crest may be: beside the organisation and the title, never longer than they are."""
    wide, high = POSTER if document.layout == "poster" else PAGE
    return wide, min(high, (look.heading_sizes[0] + look.title_size) * _ROW / _MM)


def _scaled(document: Document, look: Look, points: float) -> Look:
    if document.layout == "poster":
        small, head = points * 0.62 + 0.75, points * 0.8
        sizes = (head, points * 0.6, small)
        return replace(
            look, body_size=small, lead_size=points, small_size=points * 0.5, title_size=points * 2, heading_sizes=sizes,
            margin=16, template=None,
        )  # fmt: skip
    return replace(
        look, body_size=points, lead_size=points * 1.1, small_size=points * 0.85, title_size=points * 2.3,
        heading_sizes=(points * 1.05, points, points), margin=15, template=None,
    )  # fmt: skip


def _whole(part: Part) -> bool:
    """Whether a part takes the whole width: what comes first of all, and the numbers to call."""
    return _alarm(part) or isinstance(part.content[-1], Table)


def _alarm(part: Part) -> bool:
    return all(isinstance(one, Notice) for one in part.content)


def _facts(document: Document) -> Line:
    made: Line = ()
    for label, line in document.cover.facts:
        made = (*made, Run(f"{' · ' if made else ''}{label}: "), *line)
    return made


def _lines(part: Part) -> Iterable[tuple[str, Line]]:
    """Style and words of everything in a part but its table."""
    for one in part.content:
        match one:
            case Paragraph(line, "lead"):
                yield "Lead", _unbroken(line)
            case Paragraph(line, _):
                yield "BodyText", line
            case Items(_, items):
                yield from (("ListBullet", _unbroken(line)) for line in items)
            case Notice(_, blocks):
                yield from (("Alarm", block.line) for block in blocks if isinstance(block, Paragraph))
            case _:
                continue


def _unbroken(line: Line) -> Line:
    """A number to call is never broken over two lines."""
    return tuple(
        replace(run, text=run.text.replace(" ", "\u00a0")) if run.strong and len(run.text) <= 20 else run
        for run in line
    )


def _spread(block: Table, width: float, look: Look) -> Table:
    """On a wall the number is what has to be read from where one stands: as large as what is said above it, and whole."""
    rows = tuple((*row[:-1], _whole_number(row[-1])) for row in block.rows)
    widest = max((_wide(row[-1], look) for row in rows), default=0.0) + 12
    number = min(widest / width, 0.5)
    shares = (*(part / sum(block.widths[:-1]) * (1 - number) for part in block.widths[:-1]), number)
    return replace(block, rows=rows, widths=tuple(round(share * 1000) for share in shares))


def _wide(line: Line, look: Look) -> float:
    return measured(text(line), True, look.print_font, look.font_files) * look.lead_size * 1.02


def _strong(line: Line) -> Line:
    return tuple(replace(run, strong=True) for run in line)


def _whole_number(line: Line) -> Line:
    """A number is never broken over two lines; more than a number may be."""
    return tuple(
        replace(run, text=run.text.replace(" ", "\u00a0")) if len(run.text) <= 20 and not run.state else run
        for run in line
    )


def _part(pen: Pen, part: Part, document: Document, look: Look) -> str:
    pen.clause = part.anchor
    if _alarm(part):
        title = _heading(pen, "AlarmHeading", part, '<w:ind w:left="227" w:right="227" w:firstLine="0"/>')
        return title + "".join(paragraph(pen, style, line) for style, line in _lines(part))
    drawn = [_heading(pen, "PlainHeading1", part, _ABOVE.format(160, 20))]
    poster = document.layout == "poster"
    drawn.extend(paragraph(pen, "Lead" if poster else style, line) for style, line in _lines(part))
    width = pen.width / 20
    for one in part.content:
        if isinstance(one, Table):
            drawn.append(table(pen, _spread(one, width, look), "TableNumber") if poster else table(pen, one))
    return "".join(drawn)


def _heading(pen: Pen, style: str, part: Part, properties: str = "") -> str:
    return paragraph(pen, style, part.title, properties, pen.anchors[part.anchor])


def _columns(pen: Pen, parts: Sequence[Part]) -> str:
    """Headings at the left, what they say at the right."""
    left = round(pen.width * _LABEL)
    widths = (left, pen.width - left)
    rows = []
    for part in parts:
        pen.clause = part.anchor
        title = _heading(pen, "PlainHeading1", part, _ABOVE.format(0, 0))
        said = "".join(paragraph(pen, style, line) for style, line in _lines(part))
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'
            for width, inner in zip(widths, (title, said), strict=True)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="SheetTable"/><w:tblW w:w="{pen.width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0680" w:firstRow="0" w:lastRow="0" w:firstColumn="1"'
        f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


# How high it will be, counted row by row


def _height(document: Document, look: Look) -> float:
    """Points from the first row to the last."""
    width = (look.page[0] - 2 * look.margin) * _MM
    cover, poster = document.cover, document.layout == "poster"
    beside = width - (look.crest.within(*_space(document, look))[0] + 4) * _MM if look.crest else width
    high = _rows(cover.organisation, look.heading_sizes[0], beside, look) + 2
    high += _rows((Run(cover.title, strong=True),), look.title_size, beside, look) + 16.5
    if cover.draft:
        high += _rows((Run(cover.draft, strong=True),), look.heading_sizes[1], width, look) + 4
    for part in document.parts:
        title = tuple(replace(run, strong=True) for run in part.title)
        if _alarm(part):
            high += _rows(title, look.lead_size, width - 24, look) + 26
            high += sum(_rows(line, look.lead_size, width - 24, look) + 2 for _, line in _lines(part))
        elif poster or _whole(part):
            high += _rows(title, look.heading_sizes[0], width, look) + 9
            high += sum(_said("Lead" if poster else style, line, width, look) for style, line in _lines(part))
            tables = [one for one in part.content if isinstance(one, Table)]
            high += sum(_table(_spread(one, width, look) if poster else one, width, look, poster) for one in tables)
        else:
            left = _rows(title, look.heading_sizes[0], width * _LABEL - 9, look)
            right = sum(_said(style, line, width * (1 - _LABEL) - 9, look) for style, line in _lines(part))
            high += max(left, right) + 5
    return high + 6 + _rows(_facts(document), look.small_size, width, look)


def _said(style: str, line: Line, width: float, look: Look) -> float:
    match style:
        case "Lead":
            return _rows(line, look.lead_size, width, look) + 3.5
        case "ListBullet":
            return _rows(line, look.body_size, width - 20, look) + 1
        case _:
            return _rows(line, look.body_size, width, look) + 3.5


def _table(block: Table, width: float, look: Look, poster: bool) -> float:
    shares = [part / sum(block.widths) * width - 9 for part in block.widths]
    points = look.body_size - 0.75
    high = 0.0
    for place, row in enumerate((block.header, *block.rows)):
        cells = [_rows(cell, points, share, look) for cell, share in zip(row, shares, strict=False)]
        if poster and place:
            cells[-1] = _rows(_strong(row[-1]), look.lead_size, shares[-1], look)
        high += max(cells) + 3.5
    return high


def _rows(line: Line, points: float, width: float, look: Look) -> float:
    return len(wrap(measured_words(line, look), width / points, look)) * points * _ROW
