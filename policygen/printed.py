"""What a Word file or web page says, paragraph by paragraph: read in one way when it is written and when it is inspected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from policygen.imprint import PLACE, digest_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _ROW, _T, _DELETED = (f"{_W}{name}" for name in ("p", "tr", "t", "delText"))
_START, _CHAR, _LINK, _CONTROL = (f"{_W}{name}" for name in ("bookmarkStart", "fldChar", "hyperlink", "sdt"))
_NAME = f"{_W}name"
_GAPS = frozenset(f"{_W}{name}" for name in ("tab", "br", "cr"))
_GONE = frozenset((f"{_W}del", f"{_W}moveFrom"))
_CAME = frozenset((f"{_W}ins", f"{_W}moveTo"))
_WORDLESS = frozenset(
    f"{_W}{name}" for name in ("pPr", "rPr", "trPr", "tcPr", "tblPr", "tblGrid", "sdtPr", "drawing", "pict", "object")
)
_TWICE = frozenset((f"{_W}fldSimple", "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"))
"""The result of a field, and what is said again for programs that know less."""
_PLAIN = (_P, _T, *_GAPS, _START)
_BOXES = frozenset(f"{_W}{name}" for name in ("drawing", "pict", "object")) | _TWICE
"""What may hold paragraphs of its own inside a paragraph."""
_MORE = (_DELETED, _CHAR, _LINK, _CONTROL, *_GONE, *_CAME, *_TWICE, *_BOXES)
"""What makes more of a paragraph than its runs, one after another."""
_FILLED = frozenset(f"{_W}{name}" for name in ("text", "date", "comboBox", "dropDownList"))


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph, or a row of a table, as it stands in a file."""

    place: str
    """`<clause>_<n>`; empty where somebody else put it there."""
    words: str
    before: str
    """The same before changes that the file keeps track of; like `words` where there are none."""


@dataclass(slots=True)
class _Reader:
    """Where a reader of a Word file stands: the fields that are open, and what the unit has gathered."""

    plain: Mapping[Any, tuple[list[str], list[str]]]
    """Paragraph → what it says and whose place it is, where there is nothing in it but runs."""
    fields: list[bool] = field(default_factory=list)
    """Open fields; true once their result has begun."""
    now: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    def unit(self) -> Iterator[Said]:
        words = " ".join("".join(self.now).split())
        before = words if self.now == self.before else " ".join("".join(self.before).split())
        if self.places or words or before:
            yield Said(self.places[0] if self.places else "", words, before)
        self.now, self.before, self.places = [], [], []

    def take(self, text: str, gone: bool, came: bool) -> None:
        if any(self.fields):
            return
        if not gone:
            self.now.append(text)
        if not came:
            self.before.append(text)

    def plainly(self, element: Any) -> bool:
        """Take in a paragraph of nothing but runs; where there is more in it, nothing is taken."""
        known = self.plain.get(element)
        if known is None or any(self.fields):
            return False
        self.now += known[0]
        self.before += known[0]
        self.places += known[1]
        return True

    def inside(self, element: Any, gone: bool = False, came: bool = False) -> None:
        """The words of an element: without results of fields, references inside the document, what a form was filled with."""
        for child in element:
            tag = child.tag
            if tag in _WORDLESS:
                continue
            if tag in (_T, _DELETED):
                self.take(child.text or "", gone or tag == _DELETED, came)
            elif tag in _GAPS:
                self.take(" ", gone, came)
            elif tag == _START:
                if (name := child.get(_NAME) or "").startswith(PLACE):
                    self.places.append(name.removeprefix(PLACE))
            elif tag == _CHAR:
                self.turn(child.get(f"{_W}fldCharType"))
            elif _unread(child, tag):
                self.silent(child)
            else:
                left, new = gone or tag in _GONE, came or tag in _CAME
                if tag != _P or left or new or not self.plainly(child):
                    self.inside(child, left, new)
                if tag == _P:
                    self.take(" ", False, False)

    def silent(self, element: Any) -> None:
        """Nothing of an element is read but where fields begin and end, and whose place it is."""
        for child in element.iter(_CHAR, _START):
            if child.tag == _CHAR:
                self.turn(child.get(f"{_W}fldCharType"))
            elif (name := child.get(_NAME) or "").startswith(PLACE):
                self.places.append(name.removeprefix(PLACE))

    def turn(self, kind: str | None) -> None:
        """A field begins, comes to its result, or ends."""
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()


def _unread(element: Any, tag: Any) -> bool:
    """Whether an element holds what is not compared: a field, a reference inside the document, what a form was filled with.

    LibreOffice also puts whole paragraphs into a control; those are read."""
    if tag == _LINK:
        return bool(element.get(f"{_W}anchor"))
    if tag == _CONTROL:
        about = element.find(f"{_W}sdtPr")
        kinds = {child.tag for child in about} if about is not None else set()
        return bool(kinds & _FILLED) or element.find(f"{_W}sdtContent/{_P}") is None
    return tag in _TWICE


def word(body: Any) -> list[Said]:
    """What the body of a Word file says, in order. A row is one unit where it has one place, as this program writes it."""
    return list(_blocks(_Reader(_plain(body)), body))


def _plain(body: Any) -> dict[Any, tuple[list[str], list[str]]]:
    """What each paragraph of nothing but runs says, as most are, and whose place it is: found in one go, for to look into
    each by itself takes five times as long. (Stops of its own tabs come first, and are white space at the edge.)"""
    found: dict[Any, tuple[list[str], list[str]]] = {}
    paragraph: Any = None
    boxed = False
    for child in body.iter(*_PLAIN, *_MORE):
        tag = child.tag
        if tag == _P:
            boxed = boxed and next(child.iterancestors(_P), None) is not None
            paragraph = None if boxed else child
            if not boxed:
                texts, places = found[child] = ([], [])
        elif paragraph is None:
            continue
        elif tag == _T:
            texts.append(child.text or "")
        elif tag in _GAPS:
            texts.append(" ")
        elif tag == _START:
            # Word also puts marks between paragraphs: those are nobody’s.
            if (name := child.get(_NAME) or "").startswith(PLACE) and paragraph in child.iterancestors(_P):
                places.append(name.removeprefix(PLACE))
        else:
            del found[paragraph]
            paragraph, boxed = None, boxed or tag in _BOXES
    return found


def _blocks(reader: _Reader, element: Any) -> Iterator[Said]:
    for child in element:
        if child.tag == _P or (child.tag == _ROW and sum(1 for mark in child.iter(_START) if _names(mark)) == 1):
            if child.tag == _ROW or not reader.plainly(child):
                reader.inside(child)
            yield from reader.unit()
        elif child.tag not in _WORDLESS:
            yield from _blocks(reader, child)


def _names(mark: Any) -> bool:
    return (mark.get(_NAME) or "").startswith(PLACE)


_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "br", "code", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "time")
)
_UNREAD = frozenset(("nav", "svg", "head", "footer", "style", "script", "template"))
_HEADINGS = frozenset(("section", "h1", "h2", "h3", "h4"))


def page(data: bytes) -> list[Said]:
    """What a web page says, block by block; a row of a table is one. The place is that of the part or clause it stands in,
    counted. Left out: contents, charts, numbers of headings, references inside the page, head and foot."""
    body = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8")).find("body")
    if body is None:
        return []
    found: list[tuple[str, str]] = []
    _gather(body, found, [""], [])
    counted: dict[str, int] = {}
    told = []
    for clause, words in found:
        counted[clause] = counted.get(clause, 0) + 1
        told.append(Said(f"{clause}_{counted[clause]}", words, words))
    return told


def _gather(element: Any, found: list[tuple[str, str]], at: list[str], held: list[str], row: bool = False) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNREAD or element.get("class") in ("number", "skip"):
        return
    if tag == "a" and (element.get("href") or "").startswith("#"):
        return
    apart = tag not in _INLINE and not row
    if apart:
        _close(found, at, held)
        name = element.get("id") or ""
        if tag in _HEADINGS and name and not name.startswith(("h-", "t-")):
            at[0] = name.replace("-", "_")
        elif tag == "header":
            at[0] = "cover"
    if element.text:
        held.append(element.text)
    for child in element:
        _gather(child, found, at, held, row or tag == "tr")
        if row or tag == "tr" or child.tag == "br":
            held.append(" ")
        if child.tail:
            held.append(child.tail)
    if apart:
        _close(found, at, held)


def _close(found: list[tuple[str, str]], at: list[str], held: list[str]) -> None:
    words = " ".join("".join(held).split())
    if words:
        found.append((at[0], words))
    held.clear()


def sheets(pdf: Any) -> str:
    """The hashes of what is drawn on each page of an open PDF, one after another. Remarks put on it are not part of that."""
    return "".join(digest_of(b"".join(_streams(page.obj.get("/Contents")))) for page in pdf.pages)


def _streams(contents: Any) -> Iterator[bytes]:
    if contents is None:
        return
    for stream in contents if contents._type_name == "array" else [contents]:
        yield stream.read_bytes()


def parsed(data: bytes) -> Any:
    """XML of a file that may come from anywhere: nothing fetched, no entities. Raises ValueError where it is none."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as problem:
        raise ValueError(str(problem)) from None
