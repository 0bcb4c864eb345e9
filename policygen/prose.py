"""Turn a clause's Markdown into blocks of words and slots, once; anything outside the closed set is an error with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from policygen.errors import LibraryError, Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the library. A `link` that begins with # is a cross-reference to be numbered."""

    text: str
    strong: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a term or an answer: `name`, the `form` asked for (empty: its first), a capital, the possessive."""

    name: str
    form: str = ""
    capital: bool = False
    own: bool = False
    strong: bool = False

    def __str__(self) -> str:
        return self.name + (f".{self.form}" if self.form else "")


Leaf = tuple[Words | Slot, ...]


@dataclass(frozen=True, slots=True)
class Para:
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class Sub:
    leaf: Leaf


@dataclass(frozen=True, slots=True)
class List:
    kind: Literal["bullets", "steps", "letters"]
    items: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    header: tuple[Leaf, ...]
    rows: tuple[tuple[Leaf, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    title: Leaf
    blocks: tuple[Para | List, ...]


Prose = Para | Sub | List | Grid | Quote

_SLOT = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_NAME = re.compile(r"([A-Za-z][a-z0-9_]*)(?:\.([a-z]+))?(['’]s)?\Z")
_LEFT = re.compile(r"\*+|\]\(|`|~~|__")
"""Signs of Markdown that were left over as text, because nothing closes them."""
_ONLY = "write paragraphs, '-', '1.' and '1)' lists, a table, '>' notices, '###', **strong**, links and slots"


def leaf(text: str, shown: str = "", line: int = 0, strong: bool = False) -> Leaf:
    """Words and slots of one line. Raises LibraryError for a slot that is not a name, a form or a possessive."""
    return _split(" ".join(text.split()) if "\n" in text else text, shown, line, strong)


@lru_cache(maxsize=8192)
def _split(text: str, shown: str, line: int, strong: bool) -> Leaf:
    parts: list[Words | Slot] = []
    at = 0
    for found in _SLOT.finditer(text):
        if found.start() > at:
            parts.append(Words(text[at : found.start()], strong))
        named = _NAME.match(found.group(1))
        if named is None:
            raise LibraryError(
                Problem(
                    shown,
                    line,
                    f"'{found.group(0)}' is not a slot",
                    "write {{ name }}, {{ name.form }} or {{ name's }}",
                )
            )
        name, form, own = named.groups()
        parts.append(Slot(name[0].lower() + name[1:], form or "", name[0].isupper(), bool(own), strong))
        at = found.end()
    if at < len(text):
        parts.append(Words(text[at:], strong))
    for part in parts:
        if isinstance(part, Words) and ("{{" in part.text or "}}" in part.text or "{%" in part.text):
            raise LibraryError(Problem(shown, line, "a slot's braces do not close", "write {{ name }} on one line"))
    return tuple(parts)


def slots(leaf: Leaf) -> tuple[Slot, ...]:
    """The slots of a leaf."""
    return tuple(part for part in leaf if isinstance(part, Slot))


def leaves(block: Prose) -> tuple[Leaf, ...]:
    """Every leaf of a block, in reading order."""
    match block:
        case Para(leaf) | Sub(leaf):
            return (leaf,)
        case List(_, items):
            return items
        case Grid(header, rows):
            return (*header, *(cell for row in rows for cell in row))
        case Quote(title, blocks):
            return (title, *(leaf for inner in blocks for leaf in leaves(inner)))


def read_prose(body: str, shown: str, first_line: int, problems: list[Problem]) -> tuple[Prose, ...]:
    """A clause's text as blocks. Mistakes are added to `problems`; what could be read is returned."""
    return tuple(_Reader(shown, first_line, problems).blocks(_markdown().parse(body)))


@cache
def _markdown() -> MarkdownIt:
    """What reads it: brought in when a clause is read, which a library that was kept spares."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable("table")


@dataclass
class _Reader:
    shown: str
    first: int
    problems: list[Problem]

    def refuse(self, token: Token, what: str, remedy: str = _ONLY) -> None:
        line = self.first + (token.map[0] if token.map else 0)
        self.problems.append(Problem(self.shown, line, what, remedy))

    def blocks(self, tokens: list[Token]) -> list[Prose]:
        made: list[Prose] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            end = _closing(tokens, at)
            inner = tokens[at + 1 : end]
            match token.type:
                case "paragraph_open":
                    made.append(Para(self.line(inner[0])))
                case "heading_open":
                    if token.tag != "h3":
                        self.refuse(
                            token,
                            f"a heading of level {token.tag[1]}",
                            "the clause's title is in its head; below it write '### '",
                        )
                    made.append(Sub(self.line(inner[0])))
                case "bullet_list_open":
                    made.append(List("bullets", self.items(inner)))
                case "ordered_list_open":
                    kind: Literal["steps", "letters"] = "letters" if inner[0].markup == ")" else "steps"
                    made.append(List(kind, self.items(inner)))
                case "table_open":
                    made.append(self.grid(inner))
                case "blockquote_open":
                    made.append(self.quote(token, inner))
                case _:
                    self.refuse(token, f"{_PLAIN.get(token.type, token.type)} outside the closed set")
            at = end + 1
        return made

    def items(self, tokens: list[Token]) -> tuple[Leaf, ...]:
        found = []
        at = 0
        while at < len(tokens):
            end = _closing(tokens, at)
            inner = tokens[at + 1 : end]
            if [token.type for token in inner] != ["paragraph_open", "inline", "paragraph_close"]:
                self.refuse(
                    tokens[at],
                    "a list item holds more than one line of text",
                    "one sentence or two an item; no list in a list",
                )
            found.append(next((self.line(token) for token in inner if token.type == "inline"), ()))
            at = end + 1
        return tuple(found)

    def grid(self, tokens: list[Token]) -> Grid:
        rows: list[list[Leaf]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self.line(token))
        return Grid(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))

    def quote(self, token: Token, tokens: list[Token]) -> Quote:
        inner = self.blocks(tokens)
        for block in inner:
            if not isinstance(block, (Para, List)):
                self.refuse(token, "a notice holds something other than paragraphs and lists")
        kept = [block for block in inner if isinstance(block, (Para, List))]
        title: Leaf = ()
        if kept and isinstance(kept[0], Para) and kept[0].leaf and all(part.strong for part in kept[0].leaf):
            first = kept.pop(0)
            assert isinstance(first, Para)
            title = tuple(replace(part, strong=False) for part in first.leaf)
        return Quote(title, tuple(kept))

    def line(self, token: Token) -> Leaf:
        parts: list[Words | Slot] = []
        strong, link = False, ""
        line = self.first + (token.map[0] if token.map else 0)
        for child in token.children or ():
            match child.type:
                case "text" | "softbreak" | "text_special":
                    text = " " if child.type == "softbreak" else child.content
                    if child.type == "text" and (left := _LEFT.search(text)):
                        what = f"'{left[0]}' stands alone"
                        self.refuse(token, what, "close it on the same line, or take it out")
                    try:
                        found = leaf(text, self.shown, line, strong)
                    except LibraryError as error:
                        self.problems.extend(error.problems)
                        continue
                    parts.extend(
                        replace(part, link=link) if isinstance(part, Words) and link else part for part in found
                    )
                case "strong_open" | "strong_close":
                    strong = child.type == "strong_open"
                case "link_open":
                    link = str(child.attrs.get("href", ""))
                    if (
                        "%7B" in link
                        or "{" in link
                        or (not link.startswith(("#", "https://", "mailto:", "tel:")) and "#" not in link)
                    ):
                        self.refuse(
                            token,
                            f"a link to '{link}'",
                            "link to #a-clause, document#a-clause, https://, mailto: or tel:",
                        )
                case "link_close":
                    link = ""
                case _:
                    self.refuse(token, f"{_PLAIN.get(child.type, child.type)} outside the closed set")
        return tuple(_joined(parts))


def _joined(parts: list[Words | Slot]) -> list[Words | Slot]:
    made: list[Words | Slot] = []
    for part in parts:
        last = made[-1] if made else None
        if isinstance(part, Words) and isinstance(last, Words) and (part.strong, part.link) == (last.strong, last.link):
            made[-1] = Words(last.text + part.text, part.strong, part.link)
        else:
            made.append(part)
    return made


def _closing(tokens: list[Token], at: int) -> int:
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    raise AssertionError("markdown-it always closes what it opens")


_PLAIN = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "code_block": "a code block (four spaces)",
    "fence": "a code block",
    "code_inline": "code in backquotes",
    "em_open": "italics",
    "em_close": "italics",
    "image": "a picture",
    "hr": "a line ('---')",
    "hardbreak": "a forced line break",
}
