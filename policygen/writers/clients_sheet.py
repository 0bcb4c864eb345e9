"""Draw the workbook in which organisations are entered, one a row; and the same with what was typed and what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

from policygen.answers_file import load_answers
from policygen.clients import MODEL, SHEET
from policygen.columns import Column, cells
from policygen.library import Library
from policygen.look import DEFAULT, Look
from policygen.rows import Row, Trouble

ROOM = 2000
"""Empty rows that have drop-down lists."""
_FIRST = 3
"""The first row of an organisation, counted from 0: above it stand sections, headings and keys."""
ABOUT = (
    "One row is one organisation. Fill in what you know, and leave the rest empty: what is missing is marked in its documents.",
    "Write ? where somebody is still finding out, with a note if you like (? Mrs Patel is asking). Never write a guess.",
    "A cell that offers a list takes one of its answers. Of answers that each have a column of their own, write Yes to those that"
    " hold, and No to the others; if all are empty, the question has not been asked yet.",
    "For a post that nobody holds, write: nobody in post. For a question that does not apply, write: skip.",
    "One person in two posts is entered twice under the same name, and is then known as one person.",
    "Under “Shared with” stand the names of those whom organisations share people or numbers with: a trust, an authority, a"
    " federation. Where two organisations that name nothing in common hold the same number, the run says so.",
    "The order of columns and rows does not matter, and columns that you do not need can be taken out. The hidden row 3 says which"
    " column is which: leave it in.",
    "This workbook holds names and numbers of people. Keep it as you keep other papers about staff.",
    "To make the documents: policygen batch, then the name of this file. The file itself is never changed.",
)


def write_clients(
    columns: Sequence[Column],
    library: str,
    on: date,
    rows: Iterable[Row | Mapping[str, str]] = (),
    troubles: Sequence[Trouble] = (),
    look: Look = DEFAULT,
    digest: str = "",
) -> bytes:
    """The workbook for these columns; `library` is the version of the questions, `on` the day it says it was made.

    `rows`: what stands in it. `troubles`: a sheet in front lists them, each with a link to its cell. `digest` is put among
    its properties. The same inputs give the same bytes."""
    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        created = datetime(on.year, on.month, on.day)
        book.set_properties({"title": "Organisations", "created": created, "keywords": digest})
        drawn = _Drawn(book, columns, look)
        given = list(rows)
        if troubles:
            drawn.problems(troubles, _placed(columns, given))
        else:
            drawn.about(library)
        drawn.clients(library, given, troubles)
        drawn.lists()
        if troubles:
            drawn.about(library)
    return kept.getvalue()


def _placed(columns: Sequence[Column], rows: Sequence[Row | Mapping[str, str]]) -> dict[str, tuple[int, int]]:
    """Cell of the file that was read → (row, column) in the new one."""
    at = {column.key: number for number, column in enumerate(columns)}
    found = {}
    for number, row in enumerate(rows, _FIRST):
        if isinstance(row, Row):
            found[row.place] = (number, 0)
            for key, (cell, _) in row.cells.items():
                if key in at:
                    found[cell] = (number, at[key])
    return found


class _Drawn:
    """One workbook while it is drawn."""

    def __init__(self, book: Any, columns: Sequence[Column], look: Look) -> None:
        self.book, self.columns = book, columns
        plain = {"font_name": look.word_font, "font_size": 11, "valign": "top"}
        head = {
            **plain,
            "bold": True,
            "text_wrap": True,
            "font_color": look.accent,
            "bg_color": look.band,
            "border": 1,
            "border_color": look.line,
        }
        self.band = book.add_format({**head, "font_size": 12})
        self.head = book.add_format(head)
        self.text = book.add_format({**plain, "num_format": "@", "text_wrap": True})
        self.wrong = book.add_format(
            {**plain, "num_format": "@", "text_wrap": True, "bg_color": look.gap, "bold": True}
        )
        self.title = book.add_format({**plain, "bold": True, "font_size": 18, "font_color": look.accent})
        self.said = book.add_format({**plain, "text_wrap": True})
        self.long: list[Column] = []
        """Columns whose lists are too long to stand in the cell’s own rule."""
        self.link = book.add_format({**plain, "font_color": look.accent, "underline": 1})

    def about(self, library: str) -> None:
        """How it is used."""
        sheet = self.book.add_worksheet("About")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, "Organisations, one a row", self.title)
        for number, line in enumerate(ABOUT, 2):
            sheet.write_string(number, 0, line, self.said)
        sheet.write_string(len(ABOUT) + 3, 0, f"Question library {library}.", self.said)

    def clients(self, library: str, rows: Sequence[Row | Mapping[str, str]], troubles: Sequence[Trouble]) -> None:
        """The sheet that is filled in."""
        sheet = self.book.add_worksheet(SHEET)
        sheet.freeze_panes(_FIRST, 1)
        sheet.set_row(0, 22)
        sheet.set_row(1, 62)
        section = ""
        for at, column in enumerate(self.columns):
            sheet.set_column(at, at, 34 if at == 0 else 12 if column.kind == "tick" else 24, self.text)
            sheet.write_string(0, at, column.section if column.section != section else "", self.band)
            sheet.write_string(1, at, column.heading, self.head)
            sheet.write_string(2, at, column.key)
            section = column.section
            if column.hint:
                sheet.write_comment(1, at, column.hint, {"x_scale": 2.4, "y_scale": 1.6, "author": ""})
            self._offer(sheet, at, column)
        sheet.write_string(2, len(self.columns), f"{MODEL}:1 library:{library}")
        sheet.set_row(2, None, None, {"hidden": True})
        bad = {trouble.cell: trouble for trouble in troubles}
        for number, row in enumerate(rows, _FIRST):
            cells = row.cells if isinstance(row, Row) else {key: ("", said) for key, said in row.items()}
            for at, column in enumerate(self.columns):
                cell, said = cells.get(column.key, ("", ""))
                if said:
                    sheet.write_string(number, at, said, self.wrong if cell in bad else self.text)
                if cell in bad and cell:
                    trouble = bad[cell]
                    sheet.write_comment(number, at, f"{trouble.what}; {trouble.remedy}", {"x_scale": 2, "author": ""})

    def _offer(self, sheet: Any, at: int, column: Column) -> None:
        """The drop-down list, and the note beside a cell that is being filled in."""
        told = {"input_title": column.heading[:32], "input_message": column.hint[:255]} if column.hint else {}
        if not column.choices:
            return
        if sum(len(choice.label) + 1 for choice in column.choices) < 250 and not any(
            "," in c.label for c in column.choices
        ):
            source: Any = [choice.label for choice in column.choices]
        else:
            number = self._list(column)
            source = f"=Lists!${number}$1:${number}${len(column.choices)}"
        sheet.data_validation(
            _FIRST, at, _FIRST + ROOM, at,
            {
                "validate": "list", "source": source, "error_type": "warning", "error_title": "Not on the list",
                "error_message": "Choose an answer from the list, or write ? and who will find out.", **told,
            },
        )  # fmt: skip

    def _list(self, column: Column) -> str:
        self.long.append(column)
        at, letters = len(self.long) - 1, ""
        while at >= 0:
            at, last = divmod(at, 26)
            letters = chr(65 + last) + letters
            at -= 1
        return letters

    def lists(self) -> None:
        """What long drop-down lists offer, on a hidden sheet."""
        sheet = self.book.add_worksheet("Lists")
        for at, column in enumerate(self.long):
            for number, choice in enumerate(column.choices):
                sheet.write_string(number, at, choice.label)
        sheet.hide()

    def problems(self, troubles: Sequence[Trouble], placed: Mapping[str, tuple[int, int]]) -> None:
        """What is wrong, each line with a link to its cell."""
        sheet = self.book.add_worksheet("Problems")
        sheet.freeze_panes(1, 0)
        titles = ("Organisation", "Where", "Typed", "What is wrong", "What to do", "Weight")
        for at, (title, width) in enumerate(zip(titles, (34, 12, 28, 50, 50, 16), strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title, self.head)
        for number, trouble in enumerate(troubles, 1):
            sheet.write_string(number, 0, trouble.client, self.said)
            place = placed.get(trouble.cell)
            if place:
                cell = xlsxwriter.utility.xl_rowcol_to_cell(*place)
                sheet.write_url(number, 1, f"internal:'{SHEET}'!{cell}", self.link, cell, f"Go to {cell}")
            else:
                sheet.write_string(number, 1, trouble.cell, self.said)
            weight = "Not made" if trouble.refused else "Please check"
            for column, said in enumerate((trouble.typed, trouble.what, trouble.remedy, weight), 2):
                sheet.write_string(number, column, said, self.said)
        sheet.autofilter(0, 0, len(troubles), len(titles) - 1)


def filled(library: Library, columns: Sequence[Column], folder: Path) -> list[dict[str, str]]:
    """The rows for every answers file of a folder. Raises AnswersError for one that cannot be read."""
    files = sorted(
        path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and not path.stem.endswith(".culture")
    )
    return [cells(load_answers(path, library), library, columns) for path in files]


def blank_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, str]] = ()) -> bytes:
    """The same as a CSV file, in UTF-8: the keys, then the organisations. What a spreadsheet could take for a formula stands
    behind an apostrophe."""
    kept = StringIO()
    lines = csv.writer(kept)
    keys = [column.key for column in columns]
    lines.writerow(keys)
    for row in rows:
        said = (row.get(key, "") for key in keys)
        lines.writerow([f"'{one}" if one[:1] in tuple("=+-@\t\r") else one for one in said])
    return kept.getvalue().encode("utf-8-sig")
