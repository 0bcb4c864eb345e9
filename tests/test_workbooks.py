"""The workbooks: they calculate in every program, show patterns and days rightly, hold nobody's data, and take nothing typed for a formula."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import schools
import sheets
from openpyxl.utils.escape import unescape

from policygen.boards import FIGURES, PASSED, RULES
from policygen.errors import AnswersError
from policygen.glyphs import unprintable
from policygen.typed_in import typed
from policygen.wording import Wording
from policygen.workbook import Formula
from policygen.writers.sheet import TRIGGERS

ALLOWED = {
    *(
        "AND",
        "AVERAGEIFS",
        "CHOOSE",
        "COUNT",
        "COUNTIFS",
        "EDATE",
        "IF",
        "IFERROR",
        "INDEX",
        "ISNUMBER",
        "LEFT",
        "MATCH",
    ),
    *("MAX", "MONTH", "N", "NETWORKDAYS", "OR", "ROUND", "SUM", "SUMPRODUCT", "TODAY", "WEEKDAY", "WORKDAY"),
}
"""Functions that Excel 2010, LibreOffice and the free viewers all know."""
TOUCH, OTHER = "Touch, comfort or play", "Another type"
ORDINARY, LONGER = "1. Ordinary entry", "2. Boundaries, touch, sexualised conduct or pattern"
NOTE, ALLEGATION = "3. Short note: consistent with the code, or passed on", "4. Allegation"


def entry(person: str, shared: date, kind: str = TOUCH, **more: Any) -> dict[str, Any]:
    """A row as the lead fills it in."""
    return {"no": "2026-1", "person": person, "shared": shared, "happened": shared, "type": kind, **more}


ENTRIES = (
    entry("P001", date(2026, 1, 5), time="Lessons", outcome="3. Low-level concern", **{"class": ORDINARY}),
    entry("P001", date(2026, 5, 5), time="Lessons", **{"class": LONGER}),
    entry("P001", date(2026, 6, 5), OTHER, time="Evening", **{"class": ORDINARY, "hold": "Held"}),
    entry("P002", date(2024, 1, 8), outcome="1. Consistent with the code", **{"class": NOTE}),
    entry("P002", date(2024, 3, 8), **{"class": ORDINARY}),
    entry("P002", date(2025, 6, 6), **{"class": LONGER}),
    entry("P003", date(2026, 2, 2), decided=date(2026, 2, 6), **{"class": ALLEGATION}),
)
PEOPLE = ({"left": date(2026, 8, 31), "age": date(2050, 3, 1)}, {}, {"age": date(2030, 1, 1)})
REVIEWS = {
    "six-and-pension-age": [
        date(2032, 8, 31), date(2050, 3, 1), "Held: nothing is destroyed", date(2025, 1, 8), "While the role lasts",
        "While the role lasts", date(2036, 2, 2),
    ],
    "pension-age": [
        date(2050, 3, 1), date(2050, 3, 1), "Held: nothing is destroyed", date(2025, 1, 8), "While the role lasts",
        "While the role lasts", date(2036, 2, 2),
    ],
    "six": [
        date(2032, 8, 31), date(2032, 8, 31), "Held: nothing is destroyed", date(2025, 1, 8), "While the role lasts",
        "While the role lasts", date(2036, 2, 2),
    ],
}  # fmt: skip
"""Retention → the day on which each entry is read again, worked out by hand."""


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every workbook that these tests want worked out again, in one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("sheets")
    paths = []
    for name in ("hillside-primary", "kestrel-athletics-club"):
        for id, workbook in sheets.workbooks(schools.example(name)).items():
            paths.append(sheets.save(workbook, folder / f"{name}-{id}.xlsx"))
    for retention in REVIEWS:
        record = sheets.workbooks(schools.school({"retention": retention}))["central-record"]
        paths.append(sheets.save(record, folder / f"{retention}.xlsx", {"entries": ENTRIES, "people": PEOPLE}))
    home = sheets.workbooks(schools.example("larch-house-childrens-home"))["central-record"]
    paths.append(sheets.save(home, folder / "fifteen.xlsx", {"entries": ENTRIES, "people": PEOPLE}))
    board = sheets.workbooks(schools.example("hillside-primary"))["board-workbook"]
    counts = [{"q1": 6, "q2": 7, "q3": 3, "q4": 8}, {"q1": 5, "q2": 2}, {}, {"q1": 0}, {"q1": 4, "q3": 5}]
    types = [{"q1": 5, "q2": 1}, {"q1": 1, "q2": 6}, {"q2": 2}]
    risks = [{"likely2": 5}]
    rows = {"counts": counts, "types": types, "risks": risks, "days": [{}, {"day": datetime(2027, 1, 4)}]}
    paths.append(sheets.save(board, folder / "board.xlsx", rows))
    return sheets.recalculated(paths, folder)


@pytest.mark.needs_office
@pytest.mark.parametrize("name", ["hillside-primary", "kestrel-athletics-club"])
def test_a_program_that_does_not_calculate_shows_what_one_that_does_would(name: str, worked: dict[str, Any]) -> None:
    for id, workbook in sheets.workbooks(schools.example(name)).items():
        book = worked[f"{name}-{id}.xlsx"]
        formulas = 0
        for sheet, row, column, cell in sheets.cells(workbook):
            if isinstance(cell, Formula):
                formulas += 1
                found = sheets.shown(book[sheet.title].cell(row + 1, column + 1).value)
                wanted = sheets.shown(cell.value)
                assert found == wanted or {found, wanted} <= {"", 0.0}, (
                    id,
                    sheet.title,
                    row + 1,
                    column,
                    cell.text,
                    found,
                )
        assert formulas or id == "person-key"
        wrong = [
            cell.value for page in book for row in page.iter_rows() for cell in row if str(cell.value).startswith("#")
        ]
        assert wrong == []


@pytest.mark.needs_office
def test_entries_that_were_filled_in_show_their_patterns(worked: dict[str, Any]) -> None:
    record = sheets.workbooks(schools.school({"retention": "six"}))["central-record"]
    book = worked["six.xlsx"]
    look = sheets.column(book, record, "entries", "look")[:7]
    second = "Second similar in 12 months: review all of this person’s entries"
    assert look == ["", second, "Third or later: consult the LADO", "", "", "", ""], (
        "an entry in line with the code counts in none"
    )
    people = [sheets.column(book, record, "people", key)[:4] for key in ("count", "similar", "last")]
    assert people[:2] == [[3.0, 2.0, 1.0, 0.0], [2.0, 1.0, 1.0, 0.0]]
    assert people[2][:3] == [date(2026, 6, 5), date(2025, 6, 6), date(2026, 2, 2)]
    assert sheets.column(book, record, "people", "look")[:3] == ["Third or later: consult the LADO", "", ""]
    counted = {
        grid: dict(zip(*(sheets.column(book, record, grid, key) for key in ("label", "all")), strict=True))
        for grid in ("by_type", "by_time", "by_weekday", "by_month", "by_outcome")
    }
    assert (counted["by_type"][TOUCH], counted["by_type"][OTHER]) == (5, 1)
    assert (counted["by_time"]["Lessons"], counted["by_time"]["Evening"]) == (2, 1)
    assert (counted["by_weekday"]["Monday"], counted["by_weekday"]["Friday"]) == (2, 3)
    assert (counted["by_month"]["January"], counted["by_month"]["June"]) == (1, 2)
    assert counted["by_outcome"]["1. Consistent with the code"] == 1
    assert sheets.column(book, record, "entries", "due")[:1] == [date(2026, 1, 12)], "five working days"
    assert sheets.column(book, record, "entries", "late")[0] == "First hour and history not noted"
    assert sheets.column(book, record, "figures", "n") == [7, 6, 1, 4, 0, 2]


@pytest.mark.needs_office
@pytest.mark.parametrize("retention", REVIEWS)
def test_each_entry_says_when_it_is_read_again(retention: str, worked: dict[str, Any]) -> None:
    record = sheets.workbooks(schools.school({"retention": retention}))["central-record"]
    assert sheets.column(worked[f"{retention}.xlsx"], record, "entries", "keep")[:8] == [*REVIEWS[retention], ""]


@pytest.mark.needs_office
def test_a_childrens_home_counts_from_the_last_entry(worked: dict[str, Any]) -> None:
    home = sheets.workbooks(schools.example("larch-house-childrens-home"))["central-record"]
    assert sheets.column(worked["fifteen.xlsx"], home, "entries", "keep")[:2] == [date(2041, 6, 5)] * 2


@pytest.mark.needs_office
def test_a_board_sees_no_number_under_five_nor_one_it_could_be_worked_out_from(worked: dict[str, Any]) -> None:
    board = sheets.workbooks(schools.example("hillside-primary"))["board-workbook"]
    book = worked["board.xlsx"]
    rows = list(
        zip(*(sheets.column(book, board, "counts_shown", key) for key in ("q1", "q2", "q3", "q4", "year")), strict=True)
    )
    assert rows[0] == (6, 7, "under 5: ask why", 8, "5 or more")
    assert rows[1] == (5, "under 5", "", "", "5 or more")
    assert rows[2][:2] == ("83%", "too few"), "a share of a small number would show it"
    assert rows[3] == (0, "", "", "", 0)
    assert rows[4] == (4, "", "too few", "", "by quarter"), "days are shown where there were five or more"
    sheet, grid = next((sheet, grid) for sheet, grid in board.grids() if grid.id == "types_shown")
    foot = [book[sheet.title].cell(grid.top + 2 + len(grid.rows), at).value for at in (3, 4)]
    assert foot[0] == "can be worked out: leave out" and not foot[1]


@pytest.mark.needs_office
def test_another_day_of_adoption_moves_the_plan_and_another_likelihood_the_score(worked: dict[str, Any]) -> None:
    board = sheets.workbooks(schools.example("hillside-primary"))["board-workbook"]
    due = sheets.column(worked["board.xlsx"], board, "plan", "due")
    assert due[0] == date(2027, 1, 11), "seven days after the fourth of January"
    assert [day.weekday() for day in due if isinstance(day, date) and day.weekday() > 4] == []
    scores = [sheets.column(worked["board.xlsx"], board, "risks", key)[0] for key in ("score1", "score2", "level2")]
    assert scores == [20, 25, "high"]


@pytest.mark.parametrize("name", schools.NAMES)
def test_what_a_workbook_says_belongs_to_whoever_has_it(name: str) -> None:
    answers = schools.example(name)
    library, wording = schools.library(), Wording(schools.library())
    nation = next(iter(answers.answers["nation"].values), "")
    for id, workbook in sheets.workbooks(answers).items():
        told = [
            words
            for sheet in workbook.sheets
            for words in (sheet.title, sheet.heading, *(said for _, said in sheet.words))
        ]
        for _, grid in workbook.grids():
            told.extend(
                (grid.title, grid.alt, *(words for column in grid.columns for words in (column.title, column.hint)))
            )
        told.extend(
            str(cell.value if isinstance(cell, Formula) else cell) for *_, cell in sheets.cells(workbook) if cell
        )
        text = " · ".join(told)
        assert [*wording.foreign(text, answers.text("sector"), nation)] == [], id
        assert [*wording.anywhere(text, id)] == []
        assert "{{" not in text and not unprintable(text)
        for _, grid in workbook.grids():
            titles = [column.title.lower() for column in grid.columns]
            assert len(set(titles)) == len(titles) and all(titles), (id, grid.id)
            assert all(len(column.hint) <= 255 for column in grid.columns), "longer ones are cut"
        assert all(len(sheet.title) <= 31 for sheet in workbook.sheets)
    if answers.text("parent_route") == "supplement" or answers.text("sector") == "lone-tutor":
        assert "central-record" not in sheets.workbooks(answers), "it keeps no record of its own"
    assert library.workbooks


def test_nobodys_name_stands_in_the_record_or_its_key() -> None:
    answers = schools.example("hillside-primary")
    for id in ("central-record", "person-key"):
        with zipfile.ZipFile(io.BytesIO(sheets.written(sheets.workbooks(answers)[id]))) as packed:
            inside = " ".join(packed.read(name).decode() for name in packed.namelist())
        for person in answers.people.values():
            assert person.name not in inside and person.name.split()[-1] not in inside


def test_the_same_answers_give_the_same_bytes() -> None:
    for workbook in sheets.workbooks(schools.example("hillside-primary")).values():
        assert sheets.written(workbook) == sheets.written(workbook)


def test_every_function_is_one_that_every_program_knows() -> None:
    for workbook in sheets.workbooks(schools.example("hillside-primary")).values():
        for *_, cell in sheets.cells(workbook):
            if isinstance(cell, Formula):
                assert set(re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", cell.text))) <= ALLOWED, cell.text
                assert "{" not in cell.text and "#" not in cell.text


def test_what_is_worked_out_is_locked_and_what_is_filled_in_is_open() -> None:
    for workbook in sheets.workbooks(schools.example("hillside-primary")).values():
        book = openpyxl.load_workbook(io.BytesIO(sheets.written(workbook)))
        assert all(page.protection.sheet and not page.protection.password for page in book)
        opened = 0
        for sheet, row, column, cell in sheets.cells(workbook):
            found = book[sheet.title].cell(row + 1, column + 1)
            if isinstance(cell, Formula):
                assert found.protection.locked and found.data_type == "f"
            opened += not found.protection.locked
        assert opened > 50


def test_each_list_can_be_chosen_from_in_the_words_of_the_organisation() -> None:
    club = {"sector": "youth-organisation", "parent_route": "free", "activities": ["transport"]}
    record = sheets.workbooks(schools.school(club))["central-record"]
    book = openpyxl.load_workbook(io.BytesIO(sheets.written(record)))
    offered: dict[str, list[str]] = {}
    sheet, grid = next((sheet, grid) for sheet, grid in record.grids() if grid.id == "entries")
    for rule in book[sheet.title].data_validations.dataValidation:
        if rule.type == "list":
            page, _, where = rule.formula1.replace("'", "").lstrip("=").partition("!")
            name = grid.columns[min(one.min_col for one in rule.sqref.ranges) - 1].key
            offered[name] = [row[0].value for row in book[page][where.replace("$", "")]]
    assert offered.keys() == {column.key for column in grid.columns if column.kind == "choice"}
    assert len(offered["outcome"]) == 8 and offered["person"][:2] == ["P001", "P002"]
    assert "Lifts and travel" in offered["type"] and "Classroom or teaching room" not in offered["place"]
    assert all(None not in items for items in offered.values())


@pytest.mark.parametrize("start", TRIGGERS)
def test_a_name_that_begins_like_a_formula_stays_a_name(start: str) -> None:
    name = f'{start}HYPERLINK("https://x.example","y")'
    words = sheets.workbooks(schools.example("hillside-primary"))["board-workbook"]
    sheet = words.sheets[1]
    grid = sheet.grids[1]
    hostile = replace(grid, rows=((name, *grid.rows[0][1:]), *grid.rows[1:]))
    made = replace(words, organisation=name, sheets=(words.sheets[0], replace(sheet, grids=(sheet.grids[0], hostile))))
    page = openpyxl.load_workbook(io.BytesIO(sheets.written(made)))[sheet.title]
    cell = page.cell(grid.top + 2, 1)
    assert (cell.data_type, unescape(cell.value), cell.quotePrefix) == ("s", name, True)
    assert page.cell(2, 1).data_type == "s" and page.cell(2, 1).quotePrefix


def test_the_figures_of_the_board_are_those_of_its_annual_report() -> None:
    blocks = schools.library().blocks
    for block in (*FIGURES.values(), *PASSED.values()):
        rows = len(blocks[block].lines)
        assert rows and len(RULES.get(block, ("sum",) * rows)) == rows, f"{block}: give each row its rule"
    assert blocks["annual-counts"].lines[2].cells[0].startswith("Self-referrals, as a share")


def test_what_was_typed_is_read_back_and_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    board = sheets.workbooks(schools.example("hillside-primary"))["board-workbook"]
    rows: dict[str, Any] = {
        "counts": [{"q1": 6, "q2": "7"}],
        "plan": [{"done": datetime(2026, 12, 1), "note": " seen "}],
    }
    read = typed(sheets.save(board, tmp_path / "board.xlsx", rows), board)
    assert (read["counts"][0]["q1"], read["counts"][0]["q2"], read["counts"][0]["q3"]) == (6, 7, None)
    assert (read["plan"][0]["done"], read["plan"][0]["note"]) == (date(2026, 12, 1), "seen")
    assert read["counts"][0]["label"] == "Shared in all" and len(read["counts"]) == 9
    with pytest.raises(AnswersError) as error:
        typed(sheets.save(board, tmp_path / "wrong.xlsx", {"counts": [{"q1": -1}, {"q2": "many"}]}), board)
    assert "sheet Figures, cell C" in str(error.value) and "sheet Figures, cell D" in str(error.value)
    key = sheets.workbooks(schools.example("hillside-primary"))["person-key"]
    (tmp_path / "text.xlsx").write_text("no workbook")
    for path in (sheets.save(key, tmp_path / "key.xlsx"), tmp_path / "text.xlsx", tmp_path / "none.xlsx"):
        with pytest.raises(AnswersError, match="give the workbook that this program made"):
            typed(path, board)
