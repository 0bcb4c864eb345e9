"""What is taken from a Word template of the organisation's own: styles, theme, page, header and footer; nothing that runs or fetches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from policygen.errors import AnswersError, Problem
from policygen.writers.word_parts import AS_DOCX, MOST_BYTES, Parts
from policygen.writers.word_styles import W, identity, kind, value

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
PICTURES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
"""Pictures of a header that are kept, and what Word calls them."""
_MOST_PICTURES = 3_000_000
_FETCHES = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|LINK|DDE|DDEAUTO|DATABASE|MACROBUTTON|IMPORT|INCLUDE|GOTOBUTTON)\b", re.IGNORECASE
)
_SIDES = ("top", "right", "bottom", "left", "header", "footer", "gutter")


@dataclass(frozen=True)
class Edge:
    """A header or footer of the template. `kind`: default, first or even."""

    tag: str
    kind: str
    xml: bytes
    relations: tuple[tuple[str, str, str], ...] = ()
    """(id, picture or address, what it leads to)."""


@dataclass(frozen=True)
class Template:
    """What is kept of a template."""

    styles: bytes
    theme: bytes
    wide: int
    """Twentieths of a point, of the page held upright; so are the next two."""
    high: int
    margins: Mapping[str, int]
    edges: tuple[Edge, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    first_differs: bool = False
    even_differs: bool = False
    font: str = ""
    """What its body is set in, where it says so."""
    left_out: tuple[str, ...] = ()
    """What it holds beside this, in plain words."""

    @property
    def area(self) -> int:
        """The width of the text on an upright page."""
        return self.wide - self.margins["left"] - self.margins["right"] - self.margins["gutter"]


@lru_cache(maxsize=4)
def looked_through(data: bytes, shown: str = "the template") -> Template:
    """The template in a .docx or .dotx file. Raises AnswersError where it is none, or where what would be kept is not safe."""

    def refuse(what: str, remedy: str) -> AnswersError:
        return AnswersError(Problem(shown, 0, what, remedy))

    if len(data) > MOST_BYTES:
        raise refuse(f"the template is larger than {MOST_BYTES // 1_000_000} MB", "take large pictures out of it")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse("this is an old Word file, or one with a password", AS_DOCX)
    try:
        with ZipFile(BytesIO(data)) as archive:
            return _kept(Parts(archive, shown))
    except (BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        what = f"this is not a Word file, or it is broken ({type(error).__name__})"
        raise refuse(what, AS_DOCX) from None


def _kept(parts: Parts) -> Template:
    types = parts.read("[Content_Types].xml").decode("utf-8", "replace")
    if not types:
        raise parts.wrong("this is not a Word file", AS_DOCX)
    if "macroEnabled" in types or any("vbaproject" in name or "vbadata" in name for name in parts.names):
        raise parts.wrong("there are macros (programs) in it", AS_DOCX)
    main = next((where for _, sort, where, _ in parts.relations("") if sort == "officeDocument"), "word/document.xml")
    document = parts.tree(main)
    if document is None or etree.QName(document).localname != "document":
        raise parts.wrong("this is not a Word file", AS_DOCX)
    if etree.QName(document).namespace != W:
        raise parts.wrong("it is saved in the strict form of Word files", AS_DOCX)
    related = list(parts.relations(main))
    styles = parts.tree(next((where for _, sort, where, _ in related if sort == "styles"), ""))
    if styles is None:
        styles = etree.Element(_w("styles"), nsmap={"w": W})
    theme_name = next((where for _, sort, where, _ in related if sort == "theme"), "")
    theme = parts.tree(theme_name)
    if theme is not None and list(parts.relations(theme_name)):
        theme = None  # pictures of a theme fill shapes on slides
    settings = parts.tree(next((where for _, sort, where, _ in related if sort == "settings"), ""))
    page = _last_section(document)
    wide, high, margins = _page(page)
    edges, pictures = _edges(parts, page, {id: where for id, _, where, outside in related if not outside})
    return Template(
        styles=etree.tostring(styles), theme=b"" if theme is None else etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True),
        wide=wide, high=high, margins=margins, edges=edges, pictures=pictures,
        first_differs=page is not None and page.find(_w("titlePg")) is not None,
        even_differs=settings is not None and settings.find(_w("evenAndOddHeaders")) is not None,
        font=_font(styles, theme), left_out=tuple(dict.fromkeys(_left_out(parts, main, related))),
    )  # fmt: skip


def _last_section(document: Any) -> Any:
    sections = list(document.iter(_w("sectPr")))
    return sections[-1] if sections else None


def _page(section: Any) -> tuple[int, int, dict[str, int]]:
    """The page held upright, whichever way the template holds it; A4 with margins of two centimetres where it says nothing."""
    sides = dict.fromkeys(_SIDES, 1134) | {"header": 567, "footer": 567, "gutter": 0}
    wide, high = 11906, 16838
    if section is not None:
        size, edges = section.find(_w("pgSz")), section.find(_w("pgMar"))
        if size is not None:
            wide, high = sorted((_whole(size.get(_w("w")), wide), _whole(size.get(_w("h")), high)))
        for side in _SIDES if edges is not None else ():
            sides[side] = abs(_whole(edges.get(_w(side)), sides[side]))
    if not (5_000 <= wide <= 20_000 and wide - sides["left"] - sides["right"] - sides["gutter"] >= 5_000):
        wide, high, sides["left"], sides["right"], sides["gutter"] = 11906, 16838, 1134, 1134, 0
    return wide, max(high, wide), sides


def _whole(said: str | None, otherwise: int) -> int:
    try:
        return round(float(said or ""))
    except ValueError:
        return otherwise


def _edges(parts: Parts, section: Any, where: Mapping[str, str]) -> tuple[tuple[Edge, ...], dict[str, bytes]]:
    edges: list[Edge] = []
    pictures: dict[str, bytes] = {}
    for tag in ("header", "footer"):
        for reference in section.findall(_w(f"{tag}Reference")) if section is not None else ():
            name = where.get(reference.get(f"{{{R}}}id", ""), "")
            root = parts.tree(name) if name else None
            if root is None or not _says(root):
                continue
            kept = _relations(parts, name, root, tag, pictures)
            _plain(root)
            edges.append(
                Edge(
                    tag,
                    reference.get(_w("type"), "default"),
                    etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
                    kept,
                )
            )
    return tuple(edges), pictures


def _relations(
    parts: Parts, name: str, root: Any, tag: str, pictures: dict[str, bytes]
) -> tuple[tuple[str, str, str], ...]:
    """The pictures and addresses a header needs. Whatever else it leads to is refused: it would be missing."""
    if root.find(f".//{_w('object')}") is not None or root.find(f".//{_w('control')}") is not None:
        raise parts.wrong(f"its {tag} holds an embedded object", "put a picture in its place")
    for one in (*root.iter(_w("instrText")), *root.iter(_w("fldSimple"))):
        if found := _FETCHES.search(f"{one.text or ''} {one.get(_w('instr'), '')}"):
            raise parts.wrong(
                f"its {tag} holds a field that fetches or runs something ({found[1].upper()})",
                "put the words themselves in its place",
            )
    kept = []
    for id, sort, target, outside in parts.relations(name):
        if sort == "hyperlink" and outside and re.match(r"(https?://|mailto:)", target):
            kept.append((id, "hyperlink", target))
        elif sort == "image" and not outside:
            ending = target.rpartition(".")[2].lower()
            if ending not in PICTURES:
                raise parts.wrong(
                    f"its {tag} holds a picture of a kind that cannot be kept (.{ending})", "put it in as PNG or JPEG"
                )
            pictures[target] = parts.read(target)
            kept.append((id, "image", target))
        elif sort == "image":
            raise parts.wrong(f"its {tag} fetches a picture from elsewhere", "put the picture itself into it")
        elif sort in ("oleObject", "package", "control", "attachedTemplate", "frame", "subDocument"):
            raise parts.wrong(f"its {tag} holds an embedded object", "put a picture in its place")
    if sum(map(len, pictures.values())) > _MOST_PICTURES:
        raise parts.wrong("the pictures of its headers are larger than 3 MB", "make them smaller")
    held = {id for id, _, _ in kept}
    for one in root.iter():
        for key in [key for key in one.attrib if key.startswith(f"{{{R}}}") and one.get(key) not in held]:
            if etree.QName(one).localname == "blip" and etree.QName(key).localname == "embed":
                raise parts.wrong(f"a picture in its {tag} is missing", "put it in again")
            del one.attrib[key]
    return tuple(kept)


def _plain(root: Any) -> None:
    """A header without what belongs to the template's own body: bookmarks, comments, data that fills it, its list numbers."""
    for tag in (
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "dataBinding",
        "numPr",
        "proofErr",
        "permStart",
        "permEnd",
    ):
        for one in list(root.iter(_w(tag))):
            one.getparent().remove(one)


def _says(root: Any) -> bool:
    """Whether anything is printed by a header: words, a field or a picture."""
    seen = ("drawing", "pict", "fldSimple", "instrText", "object")
    return any((one.text or "").strip() for one in root.iter(_w("t"))) or any(
        root.find(f".//{_w(tag)}") is not None for tag in seen
    )


def _font(styles: Any, theme: Any) -> str:
    """The font of the body: what the basic style or the defaults name, else the theme's."""
    basic = [
        s for s in styles.iter(_w("style")) if kind(s) == "paragraph" and s.get(_w("default")) in ("1", "true", "on")
    ]
    for place in (*basic, *styles.iter(_w("rPrDefault"))):
        fonts = place.find(f".//{_w('rFonts')}")
        if fonts is None:
            continue
        if name := fonts.get(_w("ascii")):
            return str(name)
        if theme is not None and (themed := fonts.get(_w("asciiTheme"), "")):
            found = theme.find(f".//{{*}}{'majorFont' if themed.startswith('major') else 'minorFont'}/{{*}}latin")
            if found is not None and found.get("typeface"):
                return str(found.get("typeface"))
    return ""


def _left_out(parts: Parts, main: str, related: list[tuple[str, str, str, bool]]) -> Iterator[str]:
    told = {
        "word/embeddings/": "embedded files", "word/activex/": "controls (ActiveX)",
        "word/glossary/": "building blocks", "word/fonts/": "embedded fonts",
    }  # fmt: skip
    for start, words in told.items():
        if any(name.startswith(start) for name in parts.names):
            yield words
    settings = next((where for _, sort, where, _ in related if sort == "settings"), "")
    for _, sort, _, outside in (*related, *(parts.relations(settings) if settings else ())):
        if outside and sort == "attachedTemplate":
            yield "its link to the template it was made from"
        elif outside and sort != "hyperlink":
            yield f"something it fetches from elsewhere ({sort})"


def style_contrast(styles: Any, id: str) -> str:
    """The colour of a style's letters as `#RRGGBB`, where it says one and has no ground of its own; else empty."""
    for style in styles.iter(_w("style")):
        if identity(style) == id:
            run = style.find(_w("rPr"))
            shaded = style.find(f"{_w('pPr')}/{_w('shd')}") is not None
            said = "" if run is None or shaded else value(run, "color")
            return f"#{said.upper()}" if re.fullmatch(r"[0-9A-Fa-f]{6}", said) else ""
    return ""


def _w(name: str) -> str:
    return f"{{{W}}}{name}"
