"""Read an answers file: every mistake with its line and question, and an older file carried over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policygen.answers import FORMAT, STATES, Answer, Answers, Person
from policygen.checking import Checker, empty_table
from policygen.doubts import review_doubt
from policygen.errors import AnswersError, nearest
from policygen.library import Library, listed
from policygen.questions import Question
from policygen.reading import Listing, Table, as_table, parse, read_text


def load_answers(path: Path, library: Library) -> Answers:
    """An answers file. Raises AnswersError holding every mistake, each with its line and question."""
    shown = path.name
    text = read_text(path, shown, AnswersError)
    table = as_table(parse(text, shown, AnswersError, comments_beside_values=False), shown, AnswersError)
    return read_answers(table, library, shown)


def read_answers(table: Table, library: Library, shown: str = "answers") -> Answers:
    """Answers from a table with the keys policygen, library, answers, people."""
    reader = _Reader(library, shown)
    found = reader.read(table)
    if reader.checker.problems:
        raise AnswersError(*sorted(reader.checker.problems))
    return found


class _Reader:
    def __init__(self, library: Library, shown: str) -> None:
        self.library, self.shown = library, shown
        self.checker = Checker(shown)
        self.refuse, self.warn = self.checker.refuse, self.checker.warn

    def read(self, table: Table) -> Answers:
        for key in table:
            if key not in ("policygen", "library", "answers", "people"):
                remedy = nearest(key, ("policygen", "library", "answers", "people"), "answers stand below 'answers:'")
                self.refuse(table.lines[key], f"unknown key '{key}'", remedy)
        written = table.get("policygen", str(FORMAT))
        if not (isinstance(written, str) and written.isdigit()):
            self.refuse(table.lines["policygen"], "'policygen' is not a number", f"write 'policygen: {FORMAT}'")
        elif int(written) > FORMAT:
            self.refuse(
                table.lines["policygen"],
                f"the file has format {written}, newer than this program's {FORMAT}",
                "install the newer policygen",
            )
        people = self.people(table)
        rows = table.get("answers", "")
        if not isinstance(rows, Table):
            self.refuse(
                table.lines.get("answers", 1),
                "there are no answers",
                "write 'answers:' and below it 'question: answer' lines",
            )
            rows = empty_table()
        answers = self.answers(self.migrated(rows), people)
        library = table.get("library", "")
        return Answers(
            answers, people, library if isinstance(library, str) else "", self.shown, tuple(self.checker.warnings)
        )

    def people(self, table: Table) -> dict[str, Person]:
        rows = table.get("people", "")
        found: dict[str, Person] = {}
        if rows == "":
            return found
        if not isinstance(rows, Table):
            self.refuse(
                table.lines["people"],
                "'people' is not a table",
                "write 'id: {name: …, title: …, phone: …, email: …}' lines",
            )
            return found
        for id, row in rows.items():
            person = self.checker.person(id, row, rows.lines[id])
            if person is not None:
                found[id] = person
        return found

    def migrated(self, rows: Table) -> Table:
        moved = self.library.moved
        renamed = {row["from"]: row["to"] for row in listed(moved, "renamed")}
        retired = {row["id"] for row in listed(moved, "retired")}
        options = {(row["question"], row["from"]): row["to"] for row in listed(moved, "options")}
        made = empty_table()
        for id, value in rows.items():
            if id in retired:
                self.warn(
                    rows.lines[id],
                    f"the question '{id}' is no longer asked",
                    "its answer is kept in the file and not used",
                )
                continue
            id_now = renamed.get(id, id)
            value = _moved(value, {was: now for (question, was), now in options.items() if question == id_now})
            made[id_now], made.lines[id_now] = value, rows.lines[id]
        return made

    def answers(self, rows: Table, people: Mapping[str, Person]) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for id, value in rows.items():
            line = rows.lines[id]
            question = self.library.questions.get(id)
            if question is None:
                self.refuse(
                    line,
                    f"unknown question '{id}'",
                    nearest(id, self.library.questions, "'policygen questions' lists them"),
                )
                continue
            answer = self.answer(question, value, line, people)
            if answer is not None:
                found[id] = answer
        self.review(found, rows)
        return found

    def answer(self, question: Question, value: Any, line: int, people: Mapping[str, Person]) -> Answer | None:
        if isinstance(value, Table):
            states = [state for state in STATES if state in value]
            if (
                len(states) != 1
                or set(value) - {"because"} != set(states)
                or ("because" in value and states != ["usual"])
            ):
                self.refuse(
                    line,
                    f"'{question.id}' is not an answer",
                    "write the answer, or one of {unsure: why}, {skipped: why}, {vacant: why}, {usual: answer, because: {…}}",
                )
                return None
            state = states[0]
            if state == "usual" and not question.chooses:
                self.refuse(line, f"'{question.id}' has no usual answer", "write the answer itself, or {unsure: why}")
                return None
            if state == "usual":
                because = value.get("because", empty_table())
                said = self.checker.given(question, value["usual"], line, people)
                if said is None or not isinstance(because, Table):
                    return None
                return Answer("usual", said.values, said.pairs, because={k: str(v) for k, v in because.items()})
            if state == "vacant" and question.kind not in ("person", "people"):
                self.refuse(
                    line, f"'{question.id}' cannot be vacant", "only a post can; write {unsure: why} or {skipped: why}"
                )
                return None
            note = value[state]
            return Answer(state, note=note.strip() if isinstance(note, str) else "")
        return self.checker.given(question, value, line, people)

    def review(self, found: dict[str, Answer], rows: Table) -> None:
        approved, review = found.get("approved_on"), found.get("next_review")
        if approved and review and (doubt := review_doubt(approved.value, review.value)):
            refused, what, remedy = doubt
            (self.refuse if refused else self.warn)(rows.lines["next_review"], what, remedy)


def _moved(value: Any, options: Mapping[str, str]) -> Any:
    """The answer with options that were renamed under their new names, wherever in it they stand."""
    if isinstance(value, str):
        return options.get(value, value)
    if isinstance(value, Listing):
        listing = Listing(_moved(item, options) for item in value)
        listing.line, listing.lines = value.line, value.lines
        return listing
    if isinstance(value, Table) and "usual" in value:
        table = Table({**value, "usual": _moved(value["usual"], options)})
        table.line, table.lines = value.line, value.lines
        return table
    return value
