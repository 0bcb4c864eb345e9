"""The workbook as a file: drawn as the tree says, readable in greyscale, the same bytes each time, and nothing typed ever a formula."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from policygen.look import Look
from policygen.workbook import Cell, Column, Formula, Grid, Sheet, Workbook

TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
"""How words begin that a spreadsheet may take for a formula."""
MOST = 32_000
"""Letters in a cell."""
READING_WIDTH = 96
PRINTED = 230
"""Letters across one printed page, at the smallest size that can be read."""
_DATES = {"least": date(1990, 1, 1), "most": date(2150, 12, 31)}
_NUMBERS = {"number": "0", "date": "d mmm yyyy", "percent": "0%"}


def write_sheet(workbook: Workbook, look: Look, on: date, origin: Mapping[str, str]) -> bytes:
    """The xlsx file. Formulas carry their values; sheets are protected without a password, so that nothing is overwritten by
    accident; what is to be filled in is open."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, options)
    told = "; ".join(f"{key} {value}" for key, value in origin.items())
    book.set_properties(
        {
            "title": workbook.title, "author": workbook.organisation, "comments": told,
            "created": datetime(on.year, on.month, on.day),
        }
    )  # fmt: skip
    book.set_calc_mode("auto")
    pen = _Pen(book, look)
    for sheet in workbook.sheets:
        _sheet(book.add_worksheet(sheet.title, _Plain), sheet, workbook, pen)
    book.close()
    return made.getvalue()


class _Plain(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas are taken as they stand: looking in each for thirty functions that we never use took most of the
    time."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class _Pen:
    """The formats of one file, each made once."""

    def __init__(self, book: Any, look: Look) -> None:
        self.book, self.look = book, look
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def format(self, **given: Any) -> Any:
        """Body text with these properties."""
        base = {"font_name": self.look.word_font, "font_size": 11, "font_color": self.look.ink, "valign": "top"}
        key = tuple(sorted({**base, **given}.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(dict(key))
        return self.made[key]

    def head(self) -> Any:
        return self.format(
            bold=True, text_wrap=True, bg_color=self.look.band, border=1, border_color=self.look.line, valign="vcenter"
        )

    def cell(self, column: Column, value: Cell, *, total: bool = False) -> Any:
        """A cell of a table: open where it is to be filled in, grey where it is worked out."""
        given: dict[str, Any] = {"border": 1, "border_color": self.look.line}
        closed = column.locked or total or isinstance(value, Formula)
        given["locked"] = closed
        if closed:
            given["bg_color"] = "#F1F3F5"
        if total:
            given["bold"] = True
        if column.kind in _NUMBERS:
            shown = _NUMBERS[column.kind]
            given["num_format"] = f"{shown};-{shown};" if column.quiet else shown
            given["align"] = "left" if column.kind == "date" else "right"
        if column.kind in ("long", "text", "choice") or column.flag:
            given["text_wrap"] = True
        if isinstance(value, str) and value.startswith(TRIGGERS):
            given["quote_prefix"] = True
        return self.format(**given)


def _sheet(page: Any, sheet: Sheet, workbook: Workbook, pen: _Pen) -> None:
    wide = max((len(grid.columns) for grid in sheet.grids), default=1)
    widths = [_width(sheet, nth) for nth in range(wide)]
    for nth, width in enumerate(widths):
        page.set_column(nth, nth, width)
    _said(page, 0, sheet.heading, pen, bold=True, font_size=16, font_color=pen.look.accent)
    _said(page, 1, f"{workbook.organisation} · {workbook.title}", pen, font_color=pen.look.muted)
    for row, words in sheet.words:
        _words(page, row, words, widths, sheet.reading, pen)
    for grid in sheet.grids:
        _grid(page, grid, pen)
    _set_up(page, sheet, workbook)


def _words(page: Any, row: int, words: str, widths: list[float], reading: bool, pen: _Pen) -> None:
    room = sum(widths)
    page.set_row(row, 15.5 * max(1, math.ceil(len(words) / room)) + (5 if reading else 1))
    if len(widths) > 1:
        page.merge_range(row, 0, row, len(widths) - 1, "", pen.format(text_wrap=True))
    _said(page, row, words, pen, text_wrap=True)


def _said(page: Any, row: int, words: str, pen: _Pen, **given: Any) -> None:
    """Words that stand by themselves, marked as words where a spreadsheet might take them for a formula."""
    if words.startswith(TRIGGERS):
        given["quote_prefix"] = True
    page.write_string(row, 0, words[:MOST], pen.format(**given))


def _grid(page: Any, grid: Grid, pen: _Pen) -> None:
    if grid.title:
        _said(page, grid.top - 1, grid.title, pen, bold=True, font_size=13, font_color=pen.look.accent)
    last = grid.top + len(grid.rows)
    head = pen.head()
    page.add_table(
        grid.top, 0, last, len(grid.columns) - 1,
        {
            "name": grid.id.replace("-", "_"), "style": None, "title": grid.title or grid.alt[:100], "description": grid.alt,
            "columns": [{"header": column.title, "header_format": head} for column in grid.columns],
        },
    )  # fmt: skip
    page.set_row(
        grid.top, 15.5 * max(math.ceil(len(column.title) * 1.25 / column.width) for column in grid.columns) + 4
    )
    looks: dict[tuple[int, bool, bool], Any] = {}  # asked for ten thousand cells, and the same in most
    for nth, cells in enumerate(grid.rows, grid.top + 1):
        _tall(page, nth, grid.columns, cells)
        for at, value in enumerate(cells):
            kind = (at, isinstance(value, Formula), isinstance(value, str) and value.startswith(TRIGGERS))
            if kind not in looks:
                looks[kind] = pen.cell(grid.columns[at], value)
            _cell(page, nth, at, value, looks[kind])
    for at, (column, value) in enumerate(zip(grid.columns, grid.totals, strict=False)):
        _cell(page, last + 1, at, value, pen.cell(column, value, total=True))
    for at, column in enumerate(grid.columns):
        if rule := _rule(column):
            page.data_validation(grid.top + 1, at, last, at, rule)
        if column.flag:
            standing = f"=LEN({_corner(grid.top + 1, at)})>0"
            look = pen.book.add_format({"bold": True, "font_color": pen.look.alert, "bg_color": pen.look.assumed})
            page.conditional_format(
                grid.top + 1, at, last, at, {"type": "formula", "criteria": standing, "format": look}
            )


def _tall(page: Any, row: int, columns: tuple[Column, ...], cells: tuple[Cell, ...]) -> None:
    """Room for the words of a row, because a program that only shows the file does not make it."""
    shown = ((value.value if isinstance(value, Formula) else value) for value in cells)
    lines = max(
        (
            math.ceil(len(said) * 1.12 / column.width)
            for column, said in zip(columns, shown, strict=True)
            if said and isinstance(said, str)
        ),
        default=1,
    )
    if lines > 1:
        page.set_row(row, 15.5 * lines)


def _cell(page: Any, row: int, at: int, value: Cell, look: Any) -> None:
    match value:
        case None:
            page.write_blank(row, at, None, look)
        case Formula(formula, held):
            page.write_formula(row, at, formula, look, _serial(held) if isinstance(held, date) else held)
        case date():
            page.write_datetime(row, at, datetime(value.year, value.month, value.day), look)
        case str():
            page.write_string(row, at, value[:MOST], look)
        case _:
            page.write_number(row, at, value, look)


def _rule(column: Column) -> dict[str, Any] | None:
    """What may be typed, and what is said beside the cell."""
    if column.locked:
        return None
    rule: dict[str, Any] = {"validate": "any"}
    if column.choices:
        rule = {
            "validate": "list", "source": f"={column.choices}", "error_title": "Not on the list",
            "error_message": "Choose one of the list. Lists in white can be put in other words on the sheet Lists.",
        }  # fmt: skip
    elif column.kind == "date":
        rule = {
            "validate": "date", "criteria": "between", "minimum": _DATES["least"], "maximum": _DATES["most"],
            "error_title": "Not a day", "error_message": "Write a day, for example 22/11/2026.",
        }  # fmt: skip
    elif column.kind in ("number", "percent"):
        least = column.least if column.least is not None else 0
        most = column.most if column.most is not None else 1_000_000
        rule = {
            "validate": "integer" if column.kind == "number" else "decimal", "criteria": "between",
            "minimum": least, "maximum": most, "error_title": "Not such a number",
            "error_message": f"Write a whole number from {least:g} to {most:g}." if column.kind == "number" else "Write a share.",
        }  # fmt: skip
    if column.hint:
        rule |= {"input_title": column.title[:32], "input_message": column.hint[:255]}
    return rule if column.hint or rule["validate"] != "any" else None


def _set_up(page: Any, sheet: Sheet, workbook: Workbook) -> None:
    """Protection, what stays in sight, and how it is printed."""
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    if len(sheet.grids) == 1:
        top = sheet.grids[0].top
        page.freeze_panes(top + 1, sheet.still)
        page.repeat_rows(top)
    page.set_paper(9)
    if not sheet.upright:
        page.set_landscape()
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    room = sum(_width(sheet, nth) for nth in range(max((len(grid.columns) for grid in sheet.grids), default=1)))
    page.fit_to_pages(math.ceil(room / PRINTED), 1 if sheet.reading else 0)
    if sheet.still and room > PRINTED:
        page.repeat_columns(0, sheet.still - 1)
    page.hide_gridlines(2)
    name = workbook.organisation.replace("&", "&&")[:80]
    page.set_footer(f"&L&9{name}&C&9{sheet.title}&R&9&P / &N")


def _width(sheet: Sheet, nth: int) -> float:
    if sheet.reading:
        return READING_WIDTH
    return max((grid.columns[nth].width for grid in sheet.grids if nth < len(grid.columns)), default=12)


def _corner(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, col_abs=True))


def _serial(day: date) -> int:
    """A day as a spreadsheet counts it."""
    return (day - date(1899, 12, 30)).days
