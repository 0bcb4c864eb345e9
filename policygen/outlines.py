"""A document's parts in order: which sections, which clauses in each, and where the computed blocks stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from policygen.conditions import Condition, Match
from policygen.document import Layout
from policygen.errors import Problem
from policygen.reading import Flag, Listing, Table, Words, read_table, record

BLOCKS = (
    "cover", "in-short", "contents", "ladder", "flow", "form", "contacts", "editions", "to-confirm", "shorts", "recipients",
    "matrix", "open", "table", "plan", "recommendation", "scenarios", "cards", "culture",
)  # fmt: skip
"""Computed blocks an outline may name; each is drawn from facts, answers and the library, not from one clause."""
WORDED = ("form", "table", "plan", "recommendation")
"""Blocks drawn from a file of words each, which `of` names."""
LOOKING = ("matrix", "open")
"""Blocks that look at the other documents, so that theirs is made last."""
Pack = Literal["school", "trustee", "training", "lead"]
PACKS: tuple[Pack, ...] = ("school", "trustee", "training", "lead")
"""Who a document is for: everybody who works here; those who govern it and answer for it; those who teach it; those who hear
concerns, decide, and keep what is written."""


@dataclass(frozen=True)
class BlockItem:
    """A computed block. `of` names which one where there are several (a form), or how it is drawn. `clauses`: whose
    one-sentence forms stand in it."""

    block: str
    title: str = ""
    of: str = ""
    clauses: Words = ()


@dataclass(frozen=True)
class PartOutline:
    """A section, an appendix, or a page that is one block."""

    kind: Literal["section", "appendix", "block"]
    id: str
    title: str
    contents: tuple[str | BlockItem, ...]
    clauses: tuple[str, ...]
    condition: Condition
    each: str
    line: int
    new_page: bool = False


@dataclass(frozen=True)
class Outline:
    """What a document is made of."""

    id: str
    title: str
    folder: str
    """The folder of clauses/ that holds its clauses."""
    condition: Condition
    parts: tuple[PartOutline, ...]
    file: str
    layout: Layout = "book"
    pack: Pack = "school"
    use: str = ""
    """What is done with it, in one sentence, for the sheet on top of the pack. May hold slots."""
    gathers: Words = ()
    """Other documents bound into this one, each as a numbered part behind its own."""
    assessed: Flag = False
    """Whether it is made only where the organisation’s culture was assessed."""

    @property
    def looks(self) -> bool:
        """Whether it is a paper about the other documents."""
        items = (item for part in self.parts for item in part.contents if isinstance(item, BlockItem))
        return any(item.block in LOOKING for item in items)


@dataclass(frozen=True)
class _Head:
    id: str
    title: str
    folder: str = ""
    layout: Layout = "book"
    pack: Pack = "school"
    use: str = ""
    gathers: Words = ()
    assessed: Flag = False
    when: Match = ()
    unless: Match = ()


@dataclass(frozen=True)
class _Part:
    block: str = ""
    section: str = ""
    appendix: str = ""
    title: str = ""
    contents: tuple[str | BlockItem, ...] = ()
    clauses: Words = ()
    when: Match = ()
    unless: Match = ()
    each: str = ""
    new_page: Flag = False


EACH = ("nation", "local_authority", "place")


def read_outline(path: Path, shown: str, problems: list[Problem]) -> Outline | None:
    """One file of templates/outlines/."""
    table = read_table(path, shown)
    rows = table.pop("parts", Listing())
    head = record(_Head, table, shown, problems)
    if head is None:
        return None
    parts = []
    for row in rows:
        part = record(_Part, row, shown, problems)
        if part is None or not isinstance(row, Table):
            continue
        kinds = [kind for kind in ("section", "appendix", "block") if getattr(part, kind)]
        if len(kinds) != 1:
            problems.append(
                Problem(shown, row.line, "a part is one of section, appendix and block", "give exactly one of them")
            )
            continue
        named = [part.block] if part.block else [item.block for item in part.contents if isinstance(item, BlockItem)]
        for block in named:
            if block not in BLOCKS:
                problems.append(
                    Problem(shown, row.line, f"no block is called '{block}'", f"blocks are {', '.join(BLOCKS)}")
                )
        if part.each and part.each not in EACH:
            problems.append(
                Problem(
                    shown, row.line, f"a part cannot be repeated for each '{part.each}'", f"each: {', '.join(EACH)}"
                )
            )
        kind: Literal["section", "appendix", "block"] = kinds[0]  # type: ignore[assignment]
        parts.append(
            PartOutline(
                kind,
                getattr(part, kind),
                part.title,
                part.contents,
                part.clauses,
                Condition(part.when, part.unless),
                part.each,
                row.line,
                part.new_page,
            )
        )
    condition = Condition(head.when, head.unless)
    return Outline(
        head.id,
        head.title,
        head.folder or head.id,
        condition,
        tuple(parts),
        shown,
        head.layout,
        head.pack,
        head.use,
        head.gathers,
        head.assessed,
    )
