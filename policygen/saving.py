"""Write one answer into the answers file: that answer’s text alone is replaced, and only if nobody changed it meanwhile."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from policygen.answers import FORMAT, Answer, Answers, Person
from policygen.answers_file import read_answers
from policygen.errors import AnswersError, Problem, WriteError
from policygen.library import Library, listed
from policygen.patching import put, scalar, take
from policygen.questions import Question
from policygen.reading import Table, as_table, parse, read_text

PATIENCE = 10.0
"""Seconds to wait for another program that is saving the same file."""


def open_answers(path: Path, library: Library) -> Answers:
    """The answers to go on from: those of the file, or none where there is no file yet or nothing in it.

    Raises AnswersError holding every mistake in the file; WriteError where the folder is missing."""
    if not path.parent.is_dir():
        raise WriteError(
            Problem(str(path), 0, f"there is no folder '{path.parent}'", "make it first, or name another place")
        )
    return _read(_text(path), path.name, library)


def save_answer(
    path: Path,
    library: Library,
    question: str,
    old: Answer | None,
    new: Answer | None,
    people: Sequence[tuple[Person | None, Person]] = (),
) -> Answers:
    """Put one answer, and people as (before, now), into the file and give all answers as they stand there afterwards.

    `old` is what the caller believes is there, None for "not asked yet"; `new` None takes the answer out. The file is
    made if need be. Raises AnswersError, with nothing written, where the answer or a person was changed by someone else,
    where the file has mistakes, or where the answer itself cannot be kept; WriteError where the file cannot be written."""
    shown, target = path.name, Path(os.path.realpath(path))
    with locked(target, shown):
        text = original = _text(target)
        before = _read(text, shown, library)
        held = before.answers.get(question)
        if held != old and held != new:
            raise AnswersError(_changed(question, _in_words(old), _in_words(held)))
        known = dict(before.people)
        for was, now in people:
            if known.get(now.id) not in (was, now):
                raise AnswersError(_changed(now.id, _described(was), _described(known.get(now.id))))
            known[now.id] = now
        wanted = {id: answer for id, answer in before.answers.items() if new or id != question}
        if new:
            wanted[question] = new
        try:
            text = _patched(text, library, question, new, [now for _, now in people])
            after = _read(text, shown, library)
            if after.answers != wanted or after.people != known:
                raise ValueError("something else would change")
        except ValueError:
            what = f"'{question}' cannot be put into the file without changing something else"
            raise AnswersError(Problem(shown, 0, what, "write it into the file by hand")) from None
        if text != original:
            write_file(target, text.encode("utf-8"), shown)
    return after


def _patched(text: str, library: Library, question: str, new: Answer | None, people: Sequence[Person]) -> str:
    if not text.strip() or parse(text, "", AnswersError) == "":
        text += f"policygen: {FORMAT}\n"
    names = (question, *(row["from"] for row in listed(library.moved, "renamed") if row["to"] == question))
    if new is None:
        text = take(text, "answers", names)
    else:
        text = put(text, "answers", names, partial(_rendered, library.questions[question], new))
    for person in people:
        text = put(text, "people", (person.id,), partial(_person, person))
    return put(text, "", ("library",), partial(scalar, library.version), before="answers")


def write_file(path: Path, data: bytes, shown: str = "") -> None:
    """Write a file whole or not at all: into a new file beside it, onto the disk, then in its place.

    Raises WriteError naming `shown`; the old file then stands as it was."""
    beside = path.with_name(f".{path.name[:40]}.{secrets.token_hex(6)}.tmp")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o7777)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritten(shown or path.name, error) from None


def _unwritten(shown: str, error: OSError) -> WriteError:
    if isinstance(error, PermissionError):
        what, remedy = (
            "the file is not open to be changed",
            "close it in the program that has it open, or check that you may write there",
        )
    else:
        what, remedy = (
            f"the file cannot be written ({error.strerror or type(error).__name__})",
            "check the disk and the folder",
        )
    return WriteError(Problem(shown, 0, what, remedy))


@contextmanager
def locked(target: Path, shown: str) -> Iterator[None]:
    """While it lasts, no other program saves the file. Raises AnswersError where one goes on doing so, WriteError where the
    folder cannot be written to."""
    from filelock import FileLock, Timeout

    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=PATIENCE)
    try:
        lock.acquire()
    except Timeout:
        raise AnswersError(
            Problem(shown, 0, "another program is saving this file", "wait a moment and try again")
        ) from None
    except OSError as error:
        raise _unwritten(shown, error) from None
    try:
        yield
    finally:
        lock.release()


def _text(path: Path) -> str:
    """The file’s text, or the beginning of a new one."""
    text = read_text(path, path.name, AnswersError) if path.exists() else ""
    return text if text == "" or text.endswith("\n") else text + "\n"


def _read(text: str, shown: str, library: Library) -> Answers:
    found = parse(text, shown, AnswersError, comments_beside_values=False)
    if found == "":
        return Answers({}, {}, library.version, shown)
    table = as_table(found, shown, AnswersError)
    if table.get("answers", "") == "":
        table["answers"] = Table()  # a file somebody began by hand
        table["answers"].lines = {}
        table.lines.setdefault("answers", 1)
    return read_answers(table, library, shown)


def _changed(name: str, was: str, now: str) -> Problem:
    what = f"'{name}' was changed by someone else: it was {was} and is now {now}"
    return Problem(name, 0, what, "nothing was saved; look at the new answer and give yours again if it should stand")


def _in_words(answer: Answer | None) -> str:
    if answer is None:
        return "not answered"
    values = ", ".join((*answer.values, *(" and ".join(pair) for pair in answer.pairs)))
    said = answer.note if answer.state in ("unsure", "skipped", "vacant") else values
    word = {
        "unsure": "not sure yet",
        "skipped": "skipped",
        "vacant": "vacant",
        "usual": "the usual answer",
        "given": "",
    }[answer.state]
    return " ".join(part for part in (word, f"‘{said}’" if said or not word else "") if part)


def _described(person: Person | None) -> str:
    if person is None:
        return "not there"
    return "‘" + ", ".join(part for part in (person.name, person.title, person.phone, person.email) if part) + "’"


def _rendered(question: Question, answer: Answer, quoted: bool) -> str:
    """The answer as it stands behind its id, on one line."""
    if answer.state in ("unsure", "skipped", "vacant"):
        return "{" + f"{answer.state}: {scalar(answer.note)}" + "}"
    if question.kind == "pairs":
        value = "[" + ", ".join(f"[{scalar(one)}, {scalar(other)}]" for one, other in answer.pairs) + "]"
    elif question.kind in ("many", "people"):
        value = "[" + ", ".join(scalar(item) for item in answer.values) + "]"
    else:
        value = scalar(answer.value, quoted and answer.state == "given")
    if answer.state == "given":
        return value
    because = ", ".join(f"{scalar(name)}: {scalar(held)}" for name, held in answer.because.items())
    return "{" + f"usual: {value}" + (", because: {" + because + "}" if because else "") + "}"


def _person(person: Person, quoted: bool) -> str:
    fields = ((key, getattr(person, key)) for key in ("name", "title", "phone", "email"))
    return "{" + ", ".join(f"{key}: {scalar(said)}" for key, said in fields if said) + "}"


def whole(answers: Answers, library: Library) -> str:
    """The text of an answers file that holds all of these answers, in the order in which they are asked."""
    ordered = [id for id in library.questions if id in answers.answers]
    lines = [f"policygen: {FORMAT}", f"library: {scalar(library.version)}", "answers:"]
    lines += [f"  {id}: {_rendered(library.questions[id], answers.answers[id], False)}" for id in ordered]
    if answers.people:
        lines += ["people:", *(f"  {scalar(id)}: {_person(person, False)}" for id, person in answers.people.items())]
    return "\n".join(lines) + "\n"
