"""Many organisations are entered in one workbook, and each row means what the same answers mean anywhere else."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import clientele
import openpyxl
import pytest
import schools
from clientele import ON, asked, workbook

from policygen.answers import Answers
from policygen.clients import clients
from policygen.columns import cells, columns
from policygen.errors import AnswersError
from policygen.interview import interview
from policygen.rows import Client
from policygen.typed import parse_typed
from policygen.writers.clients_sheet import blank_csv, write_clients


def read(path: Path) -> list[Client]:
    return list(clients(path, schools.library(), asked(), ON))


def one(tmp_path: Path, row: dict[str, str]) -> Client:
    (found,) = read(workbook(tmp_path / "clients.xlsx", [row]))
    return found


def hillside(**changed: str) -> dict[str, str]:
    row = cells(schools.example("hillside-primary"), schools.library(), asked())
    row.update({key.replace("__", "."): said for key, said in changed.items()})
    return row


def meaning(answers: Answers) -> dict[str, object]:
    """Answers with names in the place of the ids of people, which a sheet does not hold."""
    named = {id: (p.name, p.title, p.phone, p.email) for id, p in answers.people.items()}
    return {
        id: (
            answer.state if answer.state != "usual" else "given",
            frozenset(named.get(value, value) for value in answer.values),
            frozenset(frozenset(named[id] for id in pair) for pair in answer.pairs),
        )
        for id, answer in answers.answers.items()
    }


@pytest.mark.parametrize("name", schools.NAMES)
def test_an_organisation_in_a_row_has_the_answers_that_it_has_in_a_file(name: str, tmp_path: Path) -> None:
    answers = schools.example(name)
    found = one(tmp_path, cells(answers, schools.library(), asked()))
    assert [str(trouble) for trouble in found.troubles if trouble.refused] == []
    assert meaning(found.answers) == meaning(answers)


def test_a_sheet_for_one_sector_asks_only_what_concerns_it() -> None:
    keys = {column.key for column in columns(schools.library(), ["sports-club"])}
    assert "phase" not in keys and "county_first" in keys and len(keys) < len(asked())


def test_a_sector_that_is_not_known_is_named_with_the_nearest() -> None:
    with pytest.raises(AnswersError, match="did you mean 'nursery'"):
        columns(schools.library(), ["nurserie"])


def test_a_wrong_cell_is_told_with_sheet_cell_words_and_remedy(tmp_path: Path) -> None:
    found = one(tmp_path, hillside(approved_on="31 February 2026"))
    (trouble,) = [one for one in found.troubles if one.refused]
    cell = openpyxl.utils.get_column_letter(1 + [column.key for column in asked()].index("approved_on"))
    assert str(trouble) == (
        f"Clients, {cell}4 (Hillside Primary School): ‘31 February 2026’ ‘31 February 2026’ is not a date; "
        "write the day first, like 10 December 2026 or 10/12/2026"
    )


def test_the_words_are_those_of_the_questionnaire(tmp_path: Path) -> None:
    found = one(tmp_path, hillside(share_by="whenever it suits"))
    seen = interview(schools.library(), schools.example("hillside-primary"))
    prompt = seen.prompt("share_by")
    assert prompt
    said = parse_typed(seen, prompt, "whenever it suits", ON)
    (trouble,) = [one for one in found.troubles if one.refused]
    assert (trouble.what, trouble.remedy.partition("to ")[0]) == (said.what, said.remedy.partition("to ")[0])  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "state"),
    [("?", "unsure"), ("? Mrs Patel is asking", "unsure"), ("nobody in post", "vacant"), ("skip", "skipped")],
)
def test_what_is_not_known_can_be_said(typed: str, state: str, tmp_path: Path) -> None:
    row = {key: said for key, said in hillside().items() if not key.startswith("vice_chair.")}
    found = one(tmp_path, {**row, "vice_chair.name": typed})
    assert found.sound and found.answers.answers["vice_chair"].state == state


def test_an_empty_cell_is_a_question_not_asked_yet(tmp_path: Path) -> None:
    row = {key: said for key, said in hillside().items() if key != "share_by"}
    assert "share_by" not in one(tmp_path, row).answers.answers


def test_one_person_in_two_posts_is_one_person(tmp_path: Path) -> None:
    row = hillside(lead__name="Ann Jones")
    row["head.name"] = "Ann Jones"
    found = one(tmp_path, row)
    assert found.answers.answers["lead"].values == found.answers.answers["head"].values


def test_an_option_that_is_not_offered_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    found = one(tmp_path, hillside(**{"provision:higher-education": "Yes"}))
    (trouble,) = [one for one in found.troubles if one.refused]
    assert "is not offered to an organisation of this kind" in trouble.what


def test_a_row_without_a_sector_cannot_be_made_and_says_so(tmp_path: Path) -> None:
    found = one(tmp_path, {"organisation": "Somewhere"})
    assert [trouble.what for trouble in found.troubles] == ["nothing can be made without the kind of organisation"]


def test_what_is_not_asked_there_is_kept_and_said(tmp_path: Path) -> None:
    found = one(tmp_path, hillside(trust="Rowanbeck Learning Trust"))
    assert found.sound and any("is not asked of an organisation like this one" in one.what for one in found.troubles)


def test_a_sheet_that_has_lost_its_hidden_row_is_read_by_its_headings(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", [hillside()])
    book = openpyxl.load_workbook(path)
    book["Clients"].delete_rows(3)
    book.save(path)
    (found,) = read(path)
    assert meaning(found.answers) == meaning(schools.example("hillside-primary"))


def test_columns_may_be_moved_and_taken_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", [hillside()])
    book = openpyxl.load_workbook(path)
    sheet = book["Clients"]
    sheet.delete_cols(2)
    sheet.move_range("A1:A4", cols=sheet.max_column)
    book.save(path)
    (found,) = read(path)
    assert found.name == "Hillside Primary School" and found.sound


def test_the_same_rows_in_a_csv_file_mean_the_same(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(blank_csv(asked(), [hillside(), hillside(organisation="=cmd|' /C calc'!A0")]))
    first, second = read(path)
    assert meaning(first.answers) == meaning(schools.example("hillside-primary"))
    assert second.name == "=cmd|' /C calc'!A0"


def test_a_csv_file_holds_nothing_that_a_spreadsheet_would_run() -> None:
    data = blank_csv(asked(), [{"organisation": "=HYPERLINK(1)"}, {"organisation": "@sum"}]).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(data))][1:] == ["'=HYPERLINK(1)", "'@sum"]


def test_nothing_that_is_typed_becomes_a_formula(tmp_path: Path) -> None:
    path = workbook(tmp_path / "clients.xlsx", [hillside(organisation="=1+1")])
    cell = openpyxl.load_workbook(path)["Clients"]["A4"]
    assert cell.data_type == "s" and cell.value == "=1+1"


def test_every_choice_has_a_list_and_every_column_is_text(tmp_path: Path) -> None:
    """A telephone number that is a number loses its first 0."""
    sheet = openpyxl.load_workbook(workbook(tmp_path / "clients.xlsx", []))["Clients"]
    listed = {
        str(rule.sqref).partition("4:")[0] for rule in sheet.data_validations.dataValidation if rule.type == "list"
    }
    choices = {at for at, column in enumerate(asked(), 1) if column.kind in ("choice", "tick")}
    assert listed == {openpyxl.utils.get_column_letter(at) for at in choices}
    text = {
        at for one in sheet.column_dimensions.values() if one.number_format == "@" for at in range(one.min, one.max + 1)
    }
    assert text == set(range(1, len(asked()) + 1))


def test_the_same_sheet_has_the_same_bytes() -> None:
    made = [write_clients(asked(), "1", ON, clientele.organisations(2)) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_workbook_is_refused_in_plain_words(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    path.write_bytes(data)
    with pytest.raises(AnswersError, match="not a workbook that can be read"):
        read(path)


def test_a_workbook_of_something_else_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Name", "Colour"])
    book.save(tmp_path / "other.xlsx")
    with pytest.raises(AnswersError, match="no row names the columns"):
        read(tmp_path / "other.xlsx")
