"""A clause: a passage with a condition, citations, the requirements it claims to meet, and the days its wording is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from policygen.conditions import Condition, Match
from policygen.errors import LibraryError, Problem
from policygen.prose import Leaf, Prose, leaf, leaves, read_prose
from policygen.reading import Day, Flag, Words, read_head, read_text, record


@dataclass(frozen=True)
class Clause:
    """`id` is the file's name. Dated siblings share it: the latest `since` on or before a day is the wording of that day."""

    id: str
    document: str
    title: Leaf
    section: str
    since: date
    until: date | None
    always: bool
    condition: Condition
    cites: tuple[str, ...]
    meets: tuple[str, ...]
    after: str
    short: Leaf
    blocks: tuple[Prose, ...]
    file: str
    line: int

    @cached_property
    def digest(self) -> str:
        """A short hash of its words, slots and links, wherever they stand in the file: another wording, another hash."""
        return sha256(repr((self.title, self.blocks, self.short)).encode()).hexdigest()[:16]

    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf that prints: title, text and short."""
        return (self.title, *(leaf for block in self.blocks for leaf in leaves(block)), self.short)


@dataclass(frozen=True)
class _Head:
    title: str
    section: str
    since: Day
    cites: Words
    meets: Words = ()
    until: Day | None = None
    always: Flag = False
    when: Match = ()
    unless: Match = ()
    after: str = ""
    short: str = ""


def read_clause(path: Path, shown: str, document: str, problems: list[Problem]) -> Clause | None:
    """One Markdown file as a clause of `document` (the folder's name)."""
    text = read_text(path, shown)
    table, body, first_line = read_head(text, shown)
    head = record(_Head, table, shown, problems)
    if head is None:
        return None
    id, _, dated = path.stem.partition(".")
    if dated and dated != head.since.isoformat():
        what = f"the file's name says {dated} and 'since' says {head.since.isoformat()}"
        problems.append(Problem(shown, table.lines["since"], what, "make them the same day"))
    condition = Condition(head.when, head.unless)
    if bool(condition) == head.always:
        remedy = "write 'always: yes', or 'when:' or 'unless:', and not both"
        what = "'always' stands beside a condition" if head.always else "there is no condition"
        problems.append(Problem(shown, 1, what, remedy))
    if not head.cites:
        problems.append(Problem(shown, 1, "the clause cites nothing", "add 'cites:' with at least one place"))
    try:
        title = leaf(head.title, shown, table.lines["title"])
        short = leaf(head.short, shown, table.lines.get("short", 1))
    except LibraryError as error:
        problems.extend(error.problems)
        return None
    return Clause(
        id, document, title, head.section, head.since, head.until, head.always, condition, head.cites, head.meets,
        head.after, short, read_prose(body, shown, first_line, problems), shown, 1,
    )  # fmt: skip


def wording(dated: tuple[Clause, ...], on: date) -> Clause | None:
    """The clause's text on that day, or None before it began or after it was retired."""
    begun = [clause for clause in dated if clause.since <= on]
    if not begun:
        return None
    latest = max(begun, key=lambda clause: clause.since)
    return None if latest.until is not None and on >= latest.until else latest
