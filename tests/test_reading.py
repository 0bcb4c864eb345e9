"""What happens to a file that is not as it should be: one clear error a mistake, with its line, and nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from policygen.answers_file import load_answers
from policygen.errors import AnswersError, LibraryError, Problem
from policygen.library import Library
from policygen.reading import Day, Flag, Listing, Table, Words, parse, read_head, read_table, read_text, record

HEAD = "policygen: 1\nanswers:\n  organisation: Hillside Primary School\n  sector: maintained-school\n"

MISTAKES = {
    "a question twice": ("  sector: academy\n", "answers.yaml:5: the key 'sector' stands twice; keep one of the two"),
    "a part twice": ("answers:\n  head: x\n", "answers.yaml:5: the key 'answers' stands twice; keep one of the two"),
    "an anchor": (
        "  version: &v 1\n",
        "answers.yaml:5: an anchor or alias (& or *) is used; write the value out, or put it in quotes",
    ),
    "an alias": (
        "  version: *v\n",
        "answers.yaml:5: an anchor or alias (& or *) is used; write the value out, or put it in quotes",
    ),
    "a tag": ("  version: !!int 1\n", "answers.yaml:5: a tag (!) is used; take it out, or put the value in quotes"),
    "a tagged table": (
        "  head: !x {vacant: y}\n",
        "answers.yaml:5: a tag (!) is used; take it out, or put the value in quotes",
    ),
    "a note behind an answer": (
        "  version: 1.0 # the first\n",
        "answers.yaml:5: what follows ' #' would be lost; put the answer in quotes, or the note on its own line",
    ),
    "a question that is not asked": (
        "  head_teacher: x\n",
        "answers.yaml:5: unknown question 'head_teacher'; 'policygen questions' lists them",
    ),
    "a question misspelt": ("  deputy: x\n", "answers.yaml:5: unknown question 'deputy'; did you mean 'deputies'?"),
    "a part misspelt": ("persons: {}\n", "answers.yaml:5: unknown key 'persons'; answers stand below 'answers:'"),
    "a list without its end": (
        "  version: [1\n",
        "answers.yaml:6: this is not YAML (did not find expected ',' or ']'); check colons, indents and quotes on this line and the one before",
    ),
    "a tab": (
        "\tversion: 1\n",
        "answers.yaml:5: this is not YAML (found a tab character that violates indentation); check colons, indents and quotes on this line and the one before",
    ),
    "a list for a word": (
        "  version: [1, 2]\n",
        "answers.yaml:5: 'version' wants one answer; write one value, not a list",
    ),
    "a table for a list": (
        "  deputies: {a: b}\n",
        "answers.yaml:5: 'deputies' is not an answer; write the answer, or one of {unsure: why}, {skipped: why}, {vacant: why}, {usual: answer, because: {…}}",
    ),
    "a list in a list": ("  deputies: [[a]]\n", "answers.yaml:5: 'deputies' wants a list; write [one, two]"),
    "an answer that is none": (
        "  phase: primry\n",
        "answers.yaml:5: 'primry' is no answer to 'phase'; did you mean 'primary'?",
    ),
    "a usual answer that is none": (
        "  phase: {usual: all}\n",
        "answers.yaml:5: 'all' is no answer to 'phase'; answers are primary, secondary, all-through, sixth-form",
    ),
    "a usual name": (
        "  organisation2: x\n  version: {usual: '1'}\n",
        "answers.yaml:6: 'version' has no usual answer; write the answer itself, or {unsure: why}",
    ),
    "somebody unknown": (
        "  head: jonez\npeople: {jones: {name: Ann}}\n",
        "answers.yaml:5: 'head' names 'jonez', who is not below 'people:'; did you mean 'jones'?",
    ),
    "somebody without a name": (
        "people: {jones: {title: Head}}\n",
        "answers.yaml:5: 'jones' has no name; write 'id: {name: Ann Jones}'",
    ),
    "a list of people": (
        "people: [jones]\n",
        "answers.yaml:5: 'people' is not a table; write 'id: {name: …, title: …, phone: …, email: …}' lines",
    ),
    "somebody's mail": (
        "people: {jones: {name: Ann, mail: x}}\n",
        "answers.yaml:5: unknown key 'mail' of 'jones'; did you mean 'email'?",
    ),
    "a vacant number": (
        "  version: {vacant: x}\n",
        "answers.yaml:5: 'version' cannot be vacant; only a post can; write {unsure: why} or {skipped: why}",
    ),
    "a pair of one": (
        "  related: [[a, a]]\n",
        "answers.yaml:5: 'related' wants pairs of two people; write [[jones, patel]]",
    ),
    "a day the other way round": (
        "  approved_on: 18/11/2026\n",
        "answers.yaml:5: 'approved_on' is not a date: '18/11/2026'; write year-month-day, for example 2026-12-10",
    ),
    "a day counted in seconds": (
        "  approved_on: 1725148800\n",
        "answers.yaml:5: 'approved_on' is not a date: '1725148800'; write year-month-day, for example 2026-12-10",
    ),
    "a day that never was": (
        "  approved_on: 2026-02-30\n",
        "answers.yaml:5: 'approved_on' is not a date: '2026-02-30'; write year-month-day, for example 2026-12-10",
    ),
    "a term that is none": (
        "  next_review: next year\n",
        "answers.yaml:5: 'next_review' is not a date: 'next year'; write 2027-09-30, a month (2027-09) or a term (autumn 2027)",
    ),
    "a review before the approval": (
        "  approved_on: 2026-11-18\n  next_review: 2026-09\n",
        "answers.yaml:6: the next review (2026-09) is not after the approval (2026-11-18); give a later day",
    ),
    "too many words": (f"  version: {'x' * 401}\n", "answers.yaml:5: 'version' is 401 characters long; at most 400"),
    "a second document": (
        "---\na: b\n",
        "answers.yaml:5: a second document begins with '---'; keep one document a file",
    ),
    "an early end": ("...\n", "answers.yaml:5: '...' ends the text early; take the line out"),
    "a list as a question": (
        "  [a, b]: c\n",
        "answers.yaml:5: a key is a list or a table; write a plain word before the colon",
    ),
}

WHOLE = {
    "an empty file": (
        b"",
        "answers.yaml:1: the file does not hold 'key: value' lines; begin with a line such as 'id: …'",
    ),
    "a sentence": (
        b"Dear all\n",
        "answers.yaml:1: the file does not hold 'key: value' lines; begin with a line such as 'id: …'",
    ),
    "a list": (
        b"- a\n- b\n",
        "answers.yaml:1: the file does not hold 'key: value' lines; begin with a line such as 'id: …'",
    ),
    "100 kB of brackets": (
        b"[" * 100_000,
        "answers.yaml:1: the file is nested too deep; at most 12 levels; is a quote missing?",
    ),
    "100 kB of braces": (
        b"{a: " * 25_000,
        "answers.yaml:1: the file is nested too deep; at most 12 levels; is a quote missing?",
    ),
    "thirteen levels": (
        b"a: " + b"[" * 12 + b"]" * 12,
        "answers.yaml:1: the file is nested too deep; at most 12 levels; is a quote missing?",
    ),
    "10 MB": (
        b"a" * 10_000_000,
        "answers.yaml: the file is 10,000,000 bytes; the most is 1,000,000; is it the right file?",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "answers.yaml: the file is not text; save it as plain text in UTF-8"),
    "UTF-16": (HEAD.encode("utf-16"), "answers.yaml: the file is not text; save it as plain text in UTF-8"),
    "Latin-1": (
        "answers:\n  organisation: Café\n".encode("latin-1"),
        "answers.yaml:2: the file is not UTF-8 text; save it as UTF-8",
    ),
    "a newer format": (
        b"policygen: 2\nanswers: {}\n",
        "answers.yaml:1: the file has format 2, newer than this program's 1; install the newer policygen",
    ),
    "a format in words": (
        b"policygen: one\nanswers: {}\n",
        "answers.yaml:1: 'policygen' is not a number; write 'policygen: 1'",
    ),
    "no answers": (
        b"policygen: 1\n",
        "answers.yaml:1: there are no answers; write 'answers:' and below it 'question: answer' lines",
    ),
}


def refused(path: Path, library: Library) -> tuple[Problem, ...]:
    with pytest.raises(AnswersError) as found:
        load_answers(path, library)
    return found.value.problems


def file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("lines", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_each_mistake_in_an_answers_file_is_named_with_its_line_and_what_would_be_right(
    library: Library, tmp_path: Path, lines: str, expected: str
) -> None:
    told = [str(problem) for problem in refused(file(tmp_path, (HEAD + lines).encode()), library)]
    assert expected in told
    assert len(told) == 1 or "organisation2" in lines


@pytest.mark.parametrize(("data", "expected"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_is_no_answers_file_gives_one_clear_error(
    library: Library, tmp_path: Path, data: bytes, expected: str
) -> None:
    assert [str(problem) for problem in refused(file(tmp_path, data), library)] == [expected]


def test_a_file_that_is_not_there_and_a_folder_are_said_to_be_so(library: Library, tmp_path: Path) -> None:
    (missing,), (folder,) = refused(tmp_path / "none.yaml", library), refused(tmp_path, library)
    assert (
        str(missing)
        == "none.yaml: the file cannot be read (No such file or directory); check the name and that you may open it"
    )
    assert folder.what.startswith("the file cannot be read")


def test_every_mistake_is_named_and_not_only_the_first(library: Library, tmp_path: Path) -> None:
    lines = "  phase: primry\n  approved_on: tomorrow\n  head: nobody\n  colour: blue\n"
    assert [problem.line for problem in refused(file(tmp_path, (HEAD + lines).encode()), library)] == [5, 6, 7, 8]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + HEAD.encode(),
        HEAD.replace("\n", "\r\n").encode(),
        HEAD.replace("\n", "\r").encode(),
        HEAD.rstrip().encode(),
    ],
    ids=["byte order mark", "Windows", "old Macintosh", "no last line end"],
)
def test_a_file_saved_by_any_editor_is_read(library: Library, tmp_path: Path, data: bytes) -> None:
    found = load_answers(file(tmp_path, data), library)
    assert found.text("organisation") == "Hillside Primary School" and found.text("sector") == "maintained-school"


def test_accents_are_the_same_however_they_were_typed(library: Library, tmp_path: Path) -> None:
    assert load_answers(file(tmp_path, (HEAD + "  version: Cafe\u0301\n").encode()), library).text("version") == "Café"


def test_a_note_behind_a_quoted_answer_or_a_list_or_on_its_own_line_is_no_mistake(
    library: Library, tmp_path: Path
) -> None:
    lines = '  # the first\n  version: "1 #2"   # as printed\n  provision: [boarding]  # since May\n'
    found = load_answers(file(tmp_path, (HEAD + lines).encode()), library)
    assert found.text("version") == "1 #2" and found.answers["provision"].values == ("boarding",)


def test_words_that_other_programs_change_stay_words(library: Library, tmp_path: Path) -> None:
    lines = "  version: 1.10\n  unions: null\n  local_authority: 012\n  partnership: ~\n  religious_character: no\n"
    found = load_answers(file(tmp_path, (HEAD + lines).encode()), library)
    assert [found.text(id) for id in ("version", "unions", "local_authority", "partnership")] == [
        "1.10",
        "null",
        "012",
        "~",
    ]
    assert found.text("religious_character") == "no"


def test_a_question_with_nothing_behind_it_is_not_asked_yet(library: Library, tmp_path: Path) -> None:
    found = load_answers(file(tmp_path, (HEAD + '  version:\n  unions: ""\n').encode()), library)
    assert "version" not in found.answers and "unions" not in found.answers


DOUBTS = {
    "five": "has no digits",
    "12": "seems too short",
    "01632 960123 96": "seems too long",
    "ring the bell 5": "does not look like a telephone number",
}


@pytest.mark.parametrize(("phone", "doubt"), DOUBTS.items(), ids=DOUBTS)
def test_an_odd_telephone_number_is_doubted_and_kept(library: Library, tmp_path: Path, phone: str, doubt: str) -> None:
    found = load_answers(file(tmp_path, (HEAD + f"  lado_phone: {phone}\n").encode()), library)
    assert found.text("lado_phone") == phone
    assert doubt in str(found.warnings[0]) and len(found.warnings) == 1


@pytest.mark.parametrize(
    "phone", ["101", "999", "0800 1111", "01632 960123", "01632 960123 ext 4", "07700 900112", "+44 1632 960123"]
)
def test_a_number_that_can_be_rung_is_not_doubted(library: Library, tmp_path: Path, phone: str) -> None:
    assert not load_answers(file(tmp_path, (HEAD + f"  lado_phone: '{phone}'\n").encode()), library).warnings


def test_an_odd_address_and_a_late_review_are_doubted_and_kept(library: Library, tmp_path: Path) -> None:
    lines = "  lado_email: see the website\n  approved_on: 2026-11-18\n  next_review: autumn term 2029\n"
    found = load_answers(file(tmp_path, (HEAD + lines).encode()), library)
    assert [warning.line for warning in found.warnings] == [5, 7]
    assert found.text("lado_email") == "see the website"


# The files of the library


@dataclass(frozen=True)
class Card:
    id: str
    day: Day
    flag: Flag = False
    names: Words = ()


def test_a_record_knows_the_line_of_each_mistake() -> None:
    problems: list[Problem] = []
    table = parse("id: [a]\nday: 1 May\nflag: maybe\nname: x\n", "card.yaml")
    assert record(Card, table, "card.yaml", problems) is None
    assert sorted(map(str, problems)) == [
        "card.yaml:1: 'id' is not right; should be a valid string",
        "card.yaml:2: 'day' is not right; should be a date such as 2026-09-01",
        "card.yaml:3: 'flag' is not right; should be yes or no",
        "card.yaml:4: unknown key 'name'; did you mean 'names'?",
    ]


def test_a_record_that_lacks_something_says_what() -> None:
    problems: list[Problem] = []
    assert record(Card, parse("id: a\n", "card.yaml"), "card.yaml", problems) is None
    assert record(Card, parse("- a\n", "card.yaml"), "card.yaml", problems) is None
    assert list(map(str, problems)) == [
        "card.yaml:1: 'day' is missing; add it",
        "card.yaml:1: a table of 'key: value' lines is wanted; indent the keys below",
    ]


def test_a_head_of_a_clause_is_read_with_its_lines_and_a_missing_one_is_named() -> None:
    table, body, first = read_head("---\ntitle: A\nsection: b\n---\nText.\n", "a.md")
    assert (table.lines["section"], body, first) == (3, "Text.\n", 5)
    for text in ("Text.\n", "---\ntitle: A\n"):
        with pytest.raises(LibraryError, match=r"a\.md:1: the head is missing; begin with '---', the keys, and '---'"):
            read_head(text, "a.md")


def test_lines_of_lists_and_tables_are_those_of_the_file() -> None:
    table = parse("a: 1\nb:\n  - x\n  -\n    c: y\n", "t.yaml")
    assert isinstance(table, Table) and isinstance(table["b"], Listing)
    assert table.lines == {"a": 1, "b": 2} and table["b"].lines == [3, 5] and table["b"][1].lines == {"c": 5}


def test_a_library_file_may_have_notes_behind_its_values_and_the_same_limits(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: b # a note\n", encoding="utf-8")
    assert read_table(path, "x.yaml") == {"a": "b"}
    path.write_bytes(b"[" * 100_000)
    with pytest.raises(LibraryError, match=r"x\.yaml:1: the file is nested too deep"):
        read_table(path, "x.yaml")
    path.write_bytes(b"x" * 1_000_001)
    with pytest.raises(LibraryError, match=r"x\.yaml: the file is 1,000,001 bytes"):
        read_text(path, "x.yaml")
