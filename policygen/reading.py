"""Read YAML and Markdown heads into records that know their lines, and say every mistake in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast, get_args, get_type_hints

import yaml
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from policygen.errors import LibraryError, PolicygenError, Problem, nearest

MOST_BYTES = 1_000_000
DEEPEST = 12
R = TypeVar("R")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_UNWRITTEN = b"[write: "
"""How the words of a skeleton begin, until its author has replaced them."""
_KEY = re.compile(r"[\s{-]*([\w-]+):")


class Table(dict[str, Any]):
    """A YAML mapping: `line` is where it begins, `lines` where each key stands (from 1)."""

    line: int = 0
    lines: dict[str, int]


class Listing(list[Any]):
    """A YAML list: `lines` is where each item begins (from 1)."""

    line: int = 0
    lines: list[int]


def read_text(path: Path, shown: str, error: type[PolicygenError] = LibraryError) -> str:
    """The text of a file: UTF-8, at most 1 MB, Unix line ends, composed characters.

    Raises `error` naming the file when it is missing, too large or not text."""

    def refuse(what: str, remedy: str) -> PolicygenError:
        return error(Problem(shown, 0, what, remedy))

    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise refuse(f"the file is {size:,} bytes", f"the most is {MOST_BYTES:,}; is it the right file?")
        raw = path.read_bytes()
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise refuse(f"the file cannot be read ({reason})", "check the name and that you may open it") from None
    if b"\0" in raw:
        raise refuse("the file is not text", "save it as plain text in UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise error(Problem(shown, line, "the file is not UTF-8 text", "save it as UTF-8")) from None
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def parse(
    text: str,
    shown: str,
    error: type[PolicygenError] = LibraryError,
    *,
    first_line: int = 1,
    comments_beside_values: bool = True,
) -> Any:
    """A YAML text as Tables, Listings and strings, all values as typed.

    Built from the parser's events, so that depth, anchors, tags and duplicate keys are refused before anything is
    nested. `comments_beside_values=False` refuses ` #` after an unquoted value: YAML would drop what follows."""
    shift = first_line - 1
    source = text.split("\n")
    stack: list[tuple[Table | Listing, str | None]] = []
    root: Any = ""

    def refuse(line: int, what: str, remedy: str) -> PolicygenError:
        return error(Problem(shown, line + shift, what, remedy))

    def place(value: Any, line: int) -> None:
        nonlocal root
        if not stack:
            root = value
            return
        holder, key = stack[-1]
        if isinstance(holder, Listing):
            holder.append(value)
            holder.lines.append(line + shift)
        elif key is None:
            if not isinstance(value, str):
                raise refuse(line, "a key is a list or a table", "write a plain word before the colon")
            if value in holder:
                raise refuse(line, f"the key '{value}' stands twice", "keep one of the two")
            holder.lines[value] = line + shift
            stack[-1] = (holder, value)
        else:
            holder[key] = value
            stack[-1] = (holder, None)

    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        key = _KEY.match(source[line - 1])
        where = f"'{key[1]}' holds" if key else "the line holds"
        what = f"{where} a character that cannot be printed (U+{ord(found[0]):04X} control character)"
        raise refuse(line, what, "take it out")
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise refuse(line, "an anchor or alias (& or *) is used", "write the value out, or put it in quotes")
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                if event.tag:
                    raise refuse(line, "a tag (!) is used", "take it out, or put the value in quotes")
                if len(stack) >= DEEPEST:
                    raise refuse(line, "the file is nested too deep", f"at most {DEEPEST} levels; is a quote missing?")
                made: Table | Listing = Table() if isinstance(event, yaml.MappingStartEvent) else Listing()
                made.line = line + shift
                if isinstance(made, Table):
                    made.lines = {}
                else:
                    made.lines = []
                place(made, line)
                stack.append((made, None))
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                stack.pop()
            elif isinstance(event, yaml.ScalarEvent):
                if event.tag:
                    raise refuse(line, "a tag (!) is used", "take it out, or put the value in quotes")
                if not comments_beside_values and not event.style and event.end_mark:
                    rest = source[event.end_mark.line][event.end_mark.column :].lstrip()
                    if rest.startswith("#"):
                        raise refuse(
                            line,
                            "what follows ' #' would be lost",
                            "put the answer in quotes, or the note on its own line",
                        )
                place(event.value, line)
            elif isinstance(event, yaml.DocumentEndEvent) and event.explicit:
                raise refuse(line, "'...' ends the text early", "take the line out")
            elif isinstance(event, yaml.DocumentStartEvent) and root != "":
                raise refuse(line, "a second document begins with '---'", "keep one document a file")
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        what = str(getattr(problem, "problem", "") or getattr(problem, "reason", "") or "not YAML")
        raise refuse(
            line, f"this is not YAML ({what})", "check colons, indents and quotes on this line and the one before"
        ) from None
    return root


def unwritten(path: Path, shown: str) -> list[Problem]:
    """Every place of a file where a skeleton’s words still stand: each line that says `[write: …]`."""
    raw = path.read_bytes()
    if _UNWRITTEN not in raw:  # asked of every file of the library, and nearly always so
        return []
    found = []
    for line, text in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        for words in text.split(_UNWRITTEN.decode())[1:]:
            what = f"still to be written: {words.partition(']')[0]}"
            found.append(Problem(shown, line, what, "write it in place of the brackets"))
    return found


def read_table(path: Path, shown: str, error: type[PolicygenError] = LibraryError) -> Table:
    """A YAML file whose outermost thing is a table."""
    return as_table(parse(read_text(path, shown, error), shown, error), shown, error)


def as_table(value: Any, shown: str, error: type[PolicygenError]) -> Table:
    """The value, if it is a table; else the error that says so."""
    if isinstance(value, Table):
        return value
    raise error(Problem(shown, 1, "the file does not hold 'key: value' lines", "begin with a line such as 'id: …'"))


def read_head(text: str, shown: str) -> tuple[Table, str, int]:
    """A Markdown file's YAML head, its body, and the line the body begins on."""
    if not text.startswith("---\n") or "\n---\n" not in text[3:]:
        raise LibraryError(Problem(shown, 1, "the head is missing", "begin with '---', the keys, and '---'"))
    head, body = text[4:].split("\n---\n", 1)
    table = as_table(parse(head, shown, first_line=2), shown, LibraryError)
    return table, body, head.count("\n") + 4


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _flag(value: Any) -> Any:
    if value in ("yes", "no"):
        return value == "yes"
    raise ValueError("should be yes or no")


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("should be a date such as 2026-09-01") from None


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""A list of words; one word alone is a list of one."""
Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def record(
    kind: type[R], table: Any, shown: str, problems: list[Problem], extra: Mapping[str, Any] | None = None
) -> R | None:
    """The table as a frozen dataclass `kind`, or None with every mistake added to `problems`.

    Unknown keys are refused with the nearest right one. `extra` gives fields that do not stand in the file."""
    if not isinstance(table, Table):
        problems.append(
            Problem(
                shown, getattr(table, "line", 0), "a table of 'key: value' lines is wanted", "indent the keys below"
            )
        )
        return None
    known = _fields(cast("Hashable", kind)).keys() - (extra or {}).keys()
    problems.extend(_unknown(kind, table, shown, known))
    given = {key: value for key, value in table.items() if key in known}
    try:
        return _adapter(cast("Hashable", kind)).validate_python({**given, **(extra or {})})  # type: ignore[no-any-return]
    except ValidationError as mistakes:
        for mistake in mistakes.errors(include_url=False, include_context=False):
            problems.append(_in_words(mistake["loc"], mistake["type"], mistake["msg"], table, shown))
        return None


@cache
def _fields(kind: Any) -> Mapping[str, Any]:
    """The fields of a record, and the record that stands in each, if one does."""
    hints = get_type_hints(kind)
    return {name: _inside(hints[name]) for name in kind.__dataclass_fields__}


def _inside(hint: Any) -> Any:
    return hint if is_dataclass(hint) else next((found for arg in get_args(hint) if (found := _inside(arg))), None)


def _unknown(kind: Any, table: Table, shown: str, known: Iterable[str]) -> Iterator[Problem]:
    """Every key of the table, and of the tables in it, that the record has no field for."""
    names = sorted(known)
    for key, value in table.items():
        if key not in names:
            remedy = nearest(key, names, f"the keys are {', '.join(names)}")
            yield Problem(shown, table.lines[key], f"unknown key '{key}'", remedy)
        elif inner := _fields(kind)[key]:
            for row in value if isinstance(value, Listing) else (value,):
                if isinstance(row, Table):
                    yield from _unknown(inner, row, shown, _fields(inner))


def _in_words(loc: Iterable[int | str], kind: str, message: str, table: Table, shown: str) -> Problem:
    line, here, path = table.line, table, []
    for step in loc:
        if (isinstance(here, Table) and isinstance(step, str) and step in here) or (
            isinstance(here, Listing) and isinstance(step, int) and step < len(here)
        ):
            line = here.lines[step]
        else:
            if isinstance(step, str) and kind == "missing":
                path.append(step)
            break
        path.append(str(step))
        here = here[step]
    name = ".".join(path) or "the table"
    if kind == "missing":
        return Problem(shown, line, f"'{name}' is missing", "add it")
    told = message.removeprefix("Value error, ").replace("Input should be", "should be")
    return Problem(shown, line, f"'{name}' is not right", told)
