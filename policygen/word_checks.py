"""Say what keeps a Word file from being read with a screen reader, or from opening without a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import groupby
from zipfile import BadZipFile, ZipFile

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STORY = re.compile(r"word/(?:document|header\d*|footer\d*|comments|footnotes)\.xml")
_MARKED = ("Gap", "Assumed")
_POINTS = re.compile(r"\s*(?:REF|PAGEREF|NOTEREF)\s+(\S+)")


def word_findings(data: bytes) -> tuple[str, ...]:
    """What is wrong with the bytes of a .docx file, each in one plain sentence without its full stop; none where it is sound."""
    try:
        archive = ZipFile(BytesIO(data))
        read = {name: archive.read(name) for name in archive.namelist()}
        parts = {name: etree.fromstring(xml) for name, xml in read.items() if name.endswith((".xml", ".rels"))}
        body = parts["word/document.xml"]
    except (BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        return (f"it is not a whole Word file ({error})",)
    stories = {name: part for name, part in parts.items() if _STORY.fullmatch(name)}
    return (
        *_about(parts),
        *_headings(body, _levels(parts.get("word/styles.xml"))),
        *_tables(body),
        *_pictures(stories.values()),
        *_controls(body),
        *_marks(body),
        *_fields(stories),
        *_names(body, stories.values()),
        *_targets(stories, parts),
        *_deleted(body),
    )


def _about(parts: Mapping[str, etree._Element]) -> Iterator[str]:
    title = parts["docProps/core.xml"].find(f"{_DC}title") if "docProps/core.xml" in parts else None
    if title is None or not (title.text or "").strip():
        yield "it has no title among its properties"
    styles = parts.get("word/styles.xml")
    language = styles.find(f"{_W}docDefaults//{_W}lang") if styles is not None else None
    if language is None or not language.get(f"{_W}val"):
        yield "it does not say in which language it is written"


def _levels(styles: etree._Element | None) -> dict[str, int]:
    """Style → the level of its heading, of those that are headings."""
    by_id = {one.get(f"{_W}styleId"): one for one in styles.iter(f"{_W}style")} if styles is not None else {}

    def level(name: str, seen: tuple[str, ...] = ()) -> int:
        one = by_id.get(name)
        if one is None or name in seen:
            return 0
        outline = one.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            return (int(outline.get(f"{_W}val")) + 1) % 10
        called = one.find(f"{_W}name")
        found = re.fullmatch(r"heading (\d)", called.get(f"{_W}val", "").casefold()) if called is not None else None
        based = one.find(f"{_W}basedOn")
        return int(found[1]) if found else level(based.get(f"{_W}val"), (*seen, name)) if based is not None else 0

    return {name: found for name in by_id if (found := level(name))}


def _headings(body: etree._Element, levels: Mapping[str, int]) -> Iterator[str]:
    before = 0
    for one in body.iter(f"{_W}p"):
        named = one.find(f"{_W}pPr/{_W}pStyle")
        level = levels.get(named.get(f"{_W}val"), 0) if named is not None else 0
        if not level:
            continue
        words = _text(one)
        if not words:
            yield f"a heading of level {level} has no words"
        elif level > before + 1:
            yield f"the heading ‘{words}’ is of level {level}, but the one before it is of level {before or 'none'}"
        before = level
    if not before:
        yield "it has no headings"


def _tables(body: etree._Element) -> Iterator[str]:
    for one in body.iter(f"{_W}tbl"):
        first, look = one.find(f"{_W}tr"), one.find(f"{_W}tblPr/{_W}tblLook")
        headed = first is not None and first.find(f"{_W}trPr/{_W}tblHeader") is not None
        if not headed and (look is None or look.get(f"{_W}firstColumn") != "1"):
            yield f"the table that begins ‘{_text(one)[:40]}’ has neither a header row nor a header column"


def _pictures(stories: Iterable[etree._Element]) -> Iterator[str]:
    every = [one for story in stories for one in story.iter(f"{_WP}docPr")]
    for one in every:
        if not one.get("descr", "").strip():
            yield f"the picture ‘{one.get('name', '')}’ has no words for those who cannot see it"
    for number, times in Counter(one.get("id") for one in every).items():
        if times > 1:
            yield f"{times} pictures have the same number, {number}"


def _controls(body: etree._Element) -> Iterator[str]:
    for about in body.iter(f"{_W}sdtPr"):
        title = about.find(f"{_W}alias")
        if about.find(f"{_W}docPartObj") is None and (title is None or not title.get(f"{_W}val", "").strip()):
            yield "a field to fill in does not say what it is for"
    for number, times in Counter(one.get(f"{_W}val") for one in body.iterfind(f".//{_W}sdtPr/{_W}id")).items():
        if times > 1:
            yield f"{times} fields to fill in have the same number, {number}"


def _marks(body: etree._Element) -> Iterator[str]:
    """What is highlighted stands in brackets too: colour alone says nothing to many."""
    for one in body.iter(f"{_W}p"):
        runs = [run for run in one.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
        for style, grouped in groupby(runs, _style):
            words = "".join(_raw(run) for run in grouped).strip()
            if style in _MARKED and not (words.startswith("[") and words.endswith("]")):
                yield f"‘{words[:40]}’ is marked by its colour alone"


def _fields(stories: Mapping[str, etree._Element]) -> Iterator[str]:
    for name, story in stories.items():
        kinds = [one.get(f"{_W}fldCharType") for one in story.iter(f"{_W}fldChar")]
        depth = 0
        for kind in kinds:
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if depth < 0:
                break
        if depth:
            yield f"a field in {name} is begun and not ended, or ended and not begun"
        if any(one.get(f"{_W}dirty") in ("1", "true") for one in story.iter(f"{_W}fldChar", f"{_W}fldSimple")):
            yield f"a field in {name} makes Word ask to be brought up to date"


def _names(body: etree._Element, stories: Iterable[etree._Element]) -> Iterator[str]:
    starts = list(body.iter(f"{_W}bookmarkStart"))
    for label, key in (("name", "name"), ("number", "id")):
        for value, times in Counter((one.get(f"{_W}{key}") or "").casefold() for one in starts).items():
            if times > 1:
                yield f"{times} bookmarks have the same {label}, {value}"
    there = {one.get(f"{_W}name") for one in starts}
    for story in stories:
        wanted = {one.get(f"{_W}anchor") for one in story.iter(f"{_W}hyperlink") if one.get(f"{_W}anchor")}
        asked = (_POINTS.match(one.text or "") for one in story.iter(f"{_W}instrText"))
        for name in sorted((wanted | {found[1] for found in asked if found}) - there):
            yield f"a link leads to ‘{name}’, which is not there"


def _targets(stories: Mapping[str, etree._Element], parts: Mapping[str, etree._Element]) -> Iterator[str]:
    for name, story in stories.items():
        folder, _, file = name.rpartition("/")
        relations = parts.get(f"{folder}/_rels/{file}.rels")
        there = {one.get("Id") for one in relations} if relations is not None else set()
        used = {value for one in story.iter() for key, value in one.attrib.items() if key.startswith(_R)}
        for missing in sorted(used - there):
            yield f"{name} names a part, {missing}, which is not there"


def _deleted(body: etree._Element) -> Iterator[str]:
    if any(one.find(f".//{_W}t") is not None for one in body.iter(f"{_W}del")):
        yield "words that are marked as deleted are kept as if they stood"


def _style(run: etree._Element) -> str:
    named = run.find(f"{_W}rPr/{_W}rStyle")
    return "" if named is None else named.get(f"{_W}val")


def _raw(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{_W}t"))


def _text(element: etree._Element) -> str:
    return " ".join(_raw(element).split())
