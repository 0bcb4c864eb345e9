"""What of an SVG drawing may be kept: shapes and colours; nothing that runs, fetches, grows without end or needs a font."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from policygen.errors import AnswersError, Problem

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_KEPT = frozenset(
    [
        "svg",
        "g",
        "defs",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "symbol",
        "use",
        "image",
        "style",
        "switch",
        "marker",
    ]
)
_SILENT = frozenset(["title", "desc", "metadata"])
"""Draw nothing, and are left out."""
_MOST_ELEMENTS, _MOST_DRAWN, _DEEPEST = 20_000, 60_000, 60
_OUTSIDE = re.compile(r"url\((?!\s*['\"]?\s*#)|@import|expression\(|javascript:|\\", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,([A-Za-z0-9+/=\s]+)\Z")
_LENGTH = re.compile(r"\s*([\d.]+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in)?\s*\Z", re.IGNORECASE)
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 960 / 25.4, "in": 96.0}
_PLAIN = "export it as plain SVG with its letters as outlines, or save it as PNG"


def clean_svg(data: bytes, shown: str, picture: Callable[[bytes], bytes]) -> tuple[str, float, float]:
    """A drawing with nothing but what is drawn, its width and its height (their proportion is what counts).

    `picture` gives a safe PNG for the bytes of a picture that stands inside it. Raises AnswersError naming `shown`."""
    root = _parsed(data, shown)
    if etree.QName(root).namespace != SVG or etree.QName(root).localname != "svg":
        raise _wrong(shown, "this is not an SVG drawing", _PLAIN)
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise _wrong(shown, f"there are more than {_MOST_ELEMENTS:,} shapes in it", "save it as PNG")
    for element in list(root.iter()):
        _keep(element, shown, picture)
    _bounded(root, shown)
    wide, high = _sized(root, shown)
    etree.cleanup_namespaces(root, top_nsmap={None: SVG})
    return etree.tostring(root, encoding="unicode"), wide, high


def _parsed(data: bytes, shown: str) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(shown, "the drawing is not UTF-8 text", _PLAIN) from None
    if "<!ENTITY" in text.upper():
        raise _wrong(shown, "it defines entities, which can hide anything", _PLAIN)
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    text = re.sub(r"<!DOCTYPE[^>\[]*>", "", text, count=1, flags=re.IGNORECASE)
    if "<!DOCTYPE" in text.upper():
        raise _wrong(shown, "it brings a document type of its own", _PLAIN)
    reader = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return etree.fromstring(text.encode("utf-8"), reader)
    except etree.XMLSyntaxError as error:
        raise _wrong(shown, f"the drawing is broken ({error.msg})", "fetch it again, or save it as PNG") from None


def _keep(element: Any, shown: str, picture: Callable[[bytes], bytes]) -> None:
    parent = element.getparent()
    name = etree.QName(element)
    if name.namespace != SVG or name.localname in _SILENT:
        if parent is not None:
            parent.remove(element)
        return
    if name.localname == "script":
        raise _wrong(shown, "there is a program in it (script)", _PLAIN)
    if name.localname in ("text", "tspan", "textPath"):
        raise _wrong(shown, "it holds letters that need a font", _PLAIN)
    if name.localname not in _KEPT:
        raise _wrong(shown, f"it uses '{name.localname}', which not every program draws", _PLAIN)
    if element.tail and element.tail.strip():
        element.tail = None
    if name.localname == "style":
        if _OUTSIDE.search(element.text or ""):
            raise _wrong(shown, "its style fetches something from elsewhere", _PLAIN)
    elif element.text and element.text.strip():
        element.text = None
    for key, value in list(element.attrib.items()):
        attribute = etree.QName(key)
        if attribute.localname == "href" and attribute.namespace in (None, XLINK):
            del element.attrib[key]
            element.set("href", _reference(name.localname, value.strip(), shown, picture))
        elif attribute.namespace or attribute.localname.startswith("on"):
            del element.attrib[key]
        elif _OUTSIDE.search(value):
            raise _wrong(shown, "it fetches something from elsewhere", _PLAIN)


def _reference(tag: str, value: str, shown: str, picture: Callable[[bytes], bytes]) -> str:
    """What an element points at: something in the drawing itself, or a picture inside it, made safe."""
    if value.startswith("#"):
        return value
    found = _PICTURE.match(value) if tag == "image" else None
    if not found:
        raise _wrong(shown, f"it points at something elsewhere ({value[:40]})", _PLAIN)
    try:
        inner = base64.b64decode(found[1])
    except binascii.Error:
        raise _wrong(shown, "a picture in it is broken", "fetch it again, or save it as PNG") from None
    return "data:image/png;base64," + base64.b64encode(picture(inner)).decode()


def _bounded(root: Any, shown: str) -> None:
    """Few lines can draw a thing a million times by pointing at each other: what would be drawn is counted first."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    known: dict[Any, int] = {}
    open_now: set[Any] = set()

    def points(element: Any) -> Iterator[Any]:
        values = " ".join(element.attrib.values())
        names = [element.get("href", "")[1:], *re.findall(r"url\(\s*['\"]?#([^)'\"\s]+)", values)]
        yield from (named[name] for name in names if name in named)

    def drawn(element: Any, depth: int) -> int:
        if element in known:
            return known[element]
        if element in open_now or depth > _DEEPEST:
            raise _wrong(shown, "it points at itself or is nested too deep", _PLAIN)
        open_now.add(element)
        count = 1 + sum(drawn(one, depth + 1) for one in (*element, *points(element)))
        open_now.discard(element)
        if count > _MOST_DRAWN:
            raise _wrong(shown, f"it draws more than {_MOST_DRAWN:,} shapes", "save it as PNG")
        known[element] = count
        return count

    drawn(root, 0)


def _sized(root: Any, shown: str) -> tuple[float, float]:
    """Width and height; the drawing gets a view box, so that it can be printed at any size."""
    sides = [
        (float(found[1]) * _UNITS[(found[2] or "").lower()] if (found := _LENGTH.match(root.get(name, ""))) else 0.0)
        for name in ("width", "height")
    ]
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        x, y, wide, high = (float(value) for value in box)
    except ValueError:
        if not all(sides):
            raise _wrong(shown, "it does not say how large it is", _PLAIN) from None
        x, y, wide, high = 0.0, 0.0, *sides
    if not (0 < wide < 1e6 and 0 < high < 1e6):
        raise _wrong(shown, "its size is not one that can be drawn", _PLAIN)
    root.set("viewBox", f"{x:g} {y:g} {wide:g} {high:g}")
    root.set("width", f"{wide:g}")
    root.set("height", f"{high:g}")
    root.attrib.pop("preserveAspectRatio", None)
    return wide, high


def _wrong(shown: str, what: str, remedy: str) -> AnswersError:
    return AnswersError(Problem(shown, 0, what, remedy))
