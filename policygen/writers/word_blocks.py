"""Draw the blocks of a Word file that are more than paragraphs: tables, forms to fill, the flow chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, count, pairwise

from policygen.document import Bars, Field, Flow, Form, Line, Run, Table, text
from policygen.look import Look
from policygen.writers.bars import bars_svg
from policygen.writers.flow import flow_svg, size
from policygen.writers.word_text import Pen, bookmark, field_of, marked, pieces, plain, quoted, words

_EMU = 36000
"""Word's measure of pictures, in a millimetre."""
_EMPTY = "\u00a0" * 8
"""What stands in a field before anything is written: a place to click that prints as nothing."""
_CHART = 0.68
"""How much of its natural size the chart takes, so that the same steps in words stand on its page."""
_LETTER, _PADDING = 125, 100
"""A wide average letter of the body, and the space at each side of a cell, in twentieths of a point."""
_LINE, _ENTRY, _SIGNATURE = 369, 397, 624
"""Writing space in twentieths of a point: another line (6.5 mm), a field (7 mm), a signature (11 mm)."""

_SHORT = 6
"""Up to so many rows a table is not parted."""

_ROOM = '<w:trHeight w:val="560" w:hRule="atLeast"/>'
"""The height of a row that is there to be written in, a centimetre."""

_LOOK = '<w:tblLook w:val="{}" w:firstRow="{}" w:lastRow="0" w:firstColumn="{}" w:lastColumn="0" {}/>'
_BANDS = 'w:noHBand="1" w:noVBand="1"'
_FIRST_ROW = _LOOK.format("0620", 1, 0, _BANDS)
_FIRST_COLUMN = _LOOK.format("0680", 0, 1, _BANDS)


def table(pen: Pen, block: Table, last: str = "TableText") -> str:
    """A page-wide table of fixed widths; its header row is marked and repeats, no row breaks over a page. `last`: the
    style of the last column."""
    columns = max(len(row) for row in (block.header, *block.rows))
    wanted = _widths(pen.width, block.widths or (1,) * columns)
    widths = _roomy(wanted, [_floor(place, block, pen.width) for place in range(columns)])
    drawn = []
    headed = any(text(line) for line in block.header)
    if headed:
        drawn.append(_row(pen, block.header, widths, ("TableHeading",) * columns, "<w:cantSplit/><w:tblHeader/>"))
    for place, row in enumerate(block.rows):
        kept = "<w:keepNext/>" if _stays(place, len(block.rows), block.caption) else ""
        styles = (*("TableText",) * (columns - 1), last)
        room = _ROOM if block.written and not any(row[1:]) else ""
        drawn.append(_row(pen, row, widths, styles, f"<w:cantSplit/>{room}", kept))
    look = _FIRST_ROW if headed else _FIRST_COLUMN
    style = "WrittenTable" if block.written else "PolicyTable"
    return _table(style, widths, look, drawn, block.caption) + _caption(pen, block.caption)


def _caption(pen: Pen, words: str) -> str:
    """“Table 1: words”, numbered by Word; nothing where the table has no caption."""
    if not words:
        return ""
    number = field_of(" SEQ Table \\* ARABIC ", pieces(str(next(pen.tables))))
    return plain("Caption", marked(pen, f"_pg_{pen.place()}", f"{pieces('Table ')}{number}{pieces(f': {words}')}"))


def _stays(place: int, rows: int, caption: str) -> bool:
    """Whether a row stands on the page of the one after it: a short table whole, of a long one two rows at each end."""
    last = rows - 1
    if place == last:
        return bool(caption)
    return rows <= _SHORT or place in (0, last - 1)


def facts(pen: Pen, rows: Sequence[tuple[str, Line]]) -> str:
    """The rows of the cover: what it is called and what it is."""
    widths = _widths(pen.width, (28, 72))
    drawn = []
    for label, line in rows:
        named = _cell(widths[0], _named(pen, "CoverLabel", (Run(label),)))
        drawn.append(_tr([named, _cell(widths[1], _filled(pen, "CoverFact", line))], "<w:cantSplit/>"))
    return _table("CoverTable", widths, _FIRST_COLUMN, drawn)


def form(pen: Pen, block: Form) -> str:
    """A form of two columns: what is asked, and a content control to write in, tick or date."""
    widths = _widths(pen.width, (34, 66))
    last = len(block.fields) - 1
    drawn = [
        _field(pen, field, widths, place in (0, last - 1) and place < last) for place, field in enumerate(block.fields)
    ]
    return _table("PolicyForm", widths, _FIRST_COLUMN, drawn, block.title)


def figure(pen: Pen, block: Flow | Bars, look: Look) -> str:
    """A chart: a PNG that every program shows, and the SVG for those that can draw it sharp."""
    svg = flow_svg(block, look) if isinstance(block, Flow) else bars_svg(block, look)
    pen.drawings.append(svg)
    number, place = len(pen.drawings), next(pen.numbers)
    scale = min(_CHART, pen.width / 1440 * 25.4 / size(svg)[0])
    width, height = (round(length * scale * _EMU) for length in size(svg))
    name = "Flow chart" if isinstance(block, Flow) else "Chart"
    about = f'id="{place}" name="{name} {number}" descr="{quoted(block.alt)}"'
    drawing = (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr {about}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="rIdPng{number}"><a:extLst>'
        '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip '
        'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
        f'r:embed="rIdSvg{number}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    return plain("Figure", marked(pen, f"_pg_{pen.place()}", drawing))


def _field(pen: Pen, field: Field, widths: Sequence[int], stays: bool = False) -> str:
    """A row. `stays`: on the page of the one after it, so that none is alone on a page."""
    asked, kept = text(field.label), "<w:keepNext/>" if stays else ""
    label = _named(pen, "FormLabel", field.label, kept)
    if field.hint:
        label += plain("FormHint", words(pen, field.hint), kept)
    height = {"signature": _SIGNATURE, "choices": 0}.get(field.kind, _ENTRY) + _LINE * (field.lines - 1)
    if field.kind == "choices":
        entry = "".join(plain("FormChoice", _box(pen, asked, choice), kept) for choice in field.choices)
    elif field.kind == "date":
        day = (
            f'<w:date><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="{pen.language}"/>'
            '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
        )
        entry = plain("FormEntry", _control(pen, asked, day), kept)
    else:
        kind = '<w:text w:multiLine="1"/>' if field.lines > 1 else "<w:text/>"
        entry = plain("FormEntry", _control(pen, asked, kind), kept)
    space = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height > 0 else ""
    return _tr([_cell(widths[0], label), _cell(widths[1], entry)], "<w:cantSplit/>" + space)


def _control(pen: Pen, asked: str, kind: str) -> str:
    """A place to write, dated or not, that says what it is for to those who cannot see the label."""
    return (
        f"<w:sdt><w:sdtPr>{_identity(pen, asked)}<w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent>"
        '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
        f'<w:t xml:space="preserve">{_EMPTY}</w:t></w:r></w:sdtContent></w:sdt>'
    )


def _box(pen: Pen, asked: str, choice: str) -> str:
    """A box to tick and its words."""
    style = '<w:rPr><w:rStyle w:val="FormBox"/></w:rPr>'
    return (
        f"<w:sdt><w:sdtPr>{style}{_identity(pen, f'{asked}: {choice}')}"
        '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        f'<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
        f"</w14:checkbox></w:sdtPr><w:sdtContent><w:r>{style}<w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
        f"<w:r><w:tab/></w:r>{words(pen, (Run(choice),))}"
    )


def _identity(pen: Pen, asked: str) -> str:
    """A title for whoever fills it in and a name for programs that read it; Word allows 64 characters for each."""
    title = asked if len(asked) <= 64 else asked[:63] + "…"
    tag = name = bookmark(asked.casefold())
    for further in count(2):
        if tag not in pen.tags:
            break
        tag = f"{name}_{further}"
    pen.tags.add(tag)
    return f'<w:alias w:val="{quoted(title)}"/><w:tag w:val="{tag}"/><w:id w:val="{next(pen.numbers)}"/>'


def _row(
    pen: Pen, row: Sequence[Line], widths: Sequence[int], styles: Sequence[str], about: str, properties: str = ""
) -> str:
    """The bookmark of a row stands in its first cell, because none may span cells."""
    filled = [*row, *[()] * (len(widths) - len(row))]
    cells = [
        (_named if place == 0 else _filled)(pen, style, line, properties)
        for place, (style, line) in enumerate(zip(styles, filled, strict=True))
    ]
    return _tr([_cell(width, cell) for width, cell in zip(widths, cells, strict=True)], about)


def _named(pen: Pen, style: str, line: Line, properties: str = "") -> str:
    return plain(style, marked(pen, f"_pg_{pen.place()}", words(pen, line)), properties)


def _filled(pen: Pen, style: str, line: Line, properties: str = "") -> str:
    return plain(style, words(pen, line), properties)


def _tr(cells: Sequence[str], about: str) -> str:
    return f"<w:tr><w:trPr>{about}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(width: int, inner: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'


def _table(style: str, widths: Sequence[int], look: str, rows: Sequence[str], title: str = "") -> str:
    named = f'<w:tblCaption w:val="{quoted(title)}"/>' if title else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}{named}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _widths(whole: int, shares: Sequence[int]) -> list[int]:
    """The width of each column; together exactly the page's."""
    edges = [0, *(round(whole * part / sum(shares)) for part in accumulate(shares))]
    return [right - left for left, right in pairwise(edges)]


def _floor(place: int, block: Table, whole: int) -> int:
    """What the longest word of a column needs in body letters, but never so much that others have no room."""
    cells = [text(row[place]) for row in (block.header, *block.rows) if place < len(row)]
    longest = max((len(word) for cell in cells for word in cell.replace("-", "- ").split()), default=0)
    return min(longest * _LETTER + 2 * _PADDING, whole // 4)


def _roomy(wanted: Sequence[int], floors: Sequence[int]) -> list[int]:
    """Widths in which no word is broken, where the other columns have that much to give; the sum stays."""
    missing = sum(max(floor - width, 0) for width, floor in zip(wanted, floors, strict=True))
    spare = sum(max(width - floor, 0) for width, floor in zip(wanted, floors, strict=True))
    if not missing or spare < missing:
        return list(wanted)
    edges = accumulate(
        floor + max(width - floor, 0) * (spare - missing) / spare for width, floor in zip(wanted, floors, strict=True)
    )
    return [right - left for left, right in pairwise([0, *(round(edge) for edge in edges)])]
