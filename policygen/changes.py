"""Which paragraphs, rows or pages are not as they were made: hashes then against words now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from policygen.imprint import digest, placed
from policygen.printed import Said

_EMPTY = digest("")
Kind = Literal["edited", "added", "deleted"]


@dataclass(frozen=True)
class Change:
    """A paragraph or row (in a PDF: a page) that is not as it was made."""

    kind: Kind
    clause: str
    """Its clause's id or its part's name; empty in a PDF."""
    title: str
    now: str = ""
    before: str = ""
    """What it said, where the file keeps track of changes; a hash says only that it was something else."""


Names = Mapping[str, tuple[str, str]]
"""How the places of a clause begin → its id, and its title with its number."""


def marked(held: Mapping[str, Sequence[str]], said: Iterable[Said], names: Names) -> Iterator[Change]:
    """Paragraphs by their hidden bookmarks; one that lost it is known by its words."""
    said = tuple(said)
    places = {one.place for one in said if one.place}
    loose = Counter(held.get("", ()))
    gone = [
        (clause, hash)
        for clause, hashes in held.items()
        for number, hash in enumerate(hashes, 1)
        if clause and f"{clause}_{number}" not in places and hash != _EMPTY and not hash.startswith(".")
    ]
    loose.update(hash for _, hash in gone)
    heads = {placed(one.place)[0]: one.words for one in reversed(said) if placed(one.place)[1] == 1}
    at = "cover"
    found: list[Change] = []

    def named(clause: str) -> tuple[str, str]:
        return names.get(clause, (clause.replace("_", "-"), heads.get(clause, "")))

    for one in said:
        clause, number = placed(one.place)
        hashes = held.get(clause, ())
        now = digest(one.words)
        if not clause or not 0 < number <= len(hashes):
            if one.words and loose[now]:
                loose[now] -= 1
            elif one.words:
                found.append(Change("added", *named(at), now=one.words))
            continue
        at = clause
        was = hashes[number - 1]
        if now != was:
            before = one.before if digest(one.before) == was else ""
            found.append(Change("edited" if one.words else "deleted", *named(clause), now=one.words, before=before))
    yield from found
    for clause, hash in gone:
        if loose[hash]:
            loose[hash] -= 1
            yield Change("deleted", *named(clause))


def aligned(held: Mapping[str, Sequence[str]], said: Iterable[Said], names: Names) -> Iterator[Change]:
    """Paragraphs clause by clause, in their order: a web page has no bookmarks for them."""
    now: dict[str, list[str]] = {}
    for one in said:
        now.setdefault(placed(one.place)[0], []).append(one.words)
    for clause in dict.fromkeys((*now, *held)):
        was, words = held.get(clause, ()), now.get(clause, [])
        label = names.get(clause, (clause.replace("_", "-"), words[0] if words else ""))
        turned = SequenceMatcher(None, was, [digest(one) for one in words], autojunk=False)
        for what, start, end, first, last in turned.get_opcodes():
            if what != "equal":
                both = min(end - start, last - first)
                yield from (Change("edited", *label, now=one) for one in words[first : first + both])
                yield from (Change("added", *label, now=one) for one in words[first + both : last])
                yield from (Change("deleted", *label) for _ in range(end - start - both))


def turned(was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    """Pages of a PDF, in their order."""
    for what, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what != "equal":
            both = min(end - start, last - first)
            yield from (Change("edited", "", f"page {number + 1}") for number in range(first, first + both))
            yield from (Change("added", "", f"page {number + 1}") for number in range(first + both, last))
            yield from (Change("deleted", "", f"page {number + 1} as it was") for number in range(start + both, end))
