"""Read from the styles and lists of a Word file how much room a paragraph or a row of a table takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Style:
    """What a style says of room, in points. Of a table: the space round the words of a cell, and its rules."""

    size: float = 10.0
    bold: bool = False
    before: float = 0.0
    after: float = 0.0
    exact: float = 0.0
    """The height of a line where it is fixed, else 0."""
    wide: float = 1.0
    """The height of a line, in lines."""
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    """How far the first line is set in; less than 0 where it hangs out."""
    keep_next: bool = False
    keep_lines: bool = False
    close: bool = False
    """No space between two paragraphs of this style."""
    above: float = 0.0
    below: float = 0.0
    """What an edge takes above and below."""
    list: str = ""
    level: str = "0"


def styles_of(xml: bytes) -> dict[str, Style]:
    """Style → its room, from the `word/styles.xml` of a file; a table's style is called `table NAME`."""
    root = etree.fromstring(xml)
    by_id = {one.get(f"{W}styleId"): one for one in root.iter(f"{W}style")}
    plain = Style(size=_size(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), 10.0))
    plain = own(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"), plain)
    found: dict[str, Style] = {}

    def resolved(name: str) -> Style:
        if name not in found:
            one = by_id[name]
            based = one.find(f"{W}basedOn")
            above = resolved(based.get(f"{W}val")) if based is not None and based.get(f"{W}val") in by_id else plain
            letters = one.find(f"{W}rPr")
            bold = letters.find(f"{W}b") if letters is not None else None
            found[name] = replace(
                own(one.find(f"{W}pPr"), above),
                size=_size(letters, above.size),
                bold=above.bold if bold is None else _on(bold),
            )
        return found[name]

    for name, one in by_id.items():
        kind, margins = one.get(f"{W}type"), one.find(f"{W}tblPr/{W}tblCellMar")
        if kind == "paragraph":
            resolved(name)
        elif kind == "table" and margins is not None:
            room = {side: twips(margins.find(f"{W}{side}"), "w") for side in ("top", "left", "bottom", "right")}
            rule = one.find(f"{W}tblPr/{W}tblBorders/{W}insideH")
            found[f"table {name}"] = Style(
                before=room["top"],
                after=room["bottom"],
                left=room["left"],
                right=room["right"],
                above=0.0 if rule is None else float(rule.get(f"{W}sz", "0")) / 8,
            )
    return found


def lists_of(xml: str) -> dict[str, Style]:
    """`NUMBER LEVEL` → the indents of a list, from a `word/numbering.xml`; `aNUMBER LEVEL` for one that counts by itself."""
    root = etree.fromstring(xml.encode())
    levels = {
        one.get(f"{W}abstractNumId"): {
            level.get(f"{W}ilvl"): own(level.find(f"{W}pPr"), Style()) for level in one.iter(f"{W}lvl")
        }
        for one in root.iter(f"{W}abstractNum")
    }
    named = {one.get(f"{W}numId"): one.find(f"{W}abstractNumId").get(f"{W}val") for one in root.iter(f"{W}num")}
    named |= {f"a{abstract}": abstract for abstract in levels}
    return {f"{number} {level}": style for number, of in named.items() for level, style in levels[of].items()}


def twips(element: etree._Element | None, name: str) -> float:
    """A length given in twentieths of a point, in points; 0 where it is not given."""
    return 0.0 if element is None else float(element.get(f"{W}{name}", "0")) / 20


def own(about: etree._Element | None, style: Style) -> Style:
    """A style with what the properties of a paragraph say besides."""
    told: dict[str, object] = {}
    for child in about if about is not None else ():
        match child.tag.removeprefix(W):
            case "spacing":
                told.update({name: twips(child, name) for name in ("before", "after") if f"{W}{name}" in child.attrib})
                if f"{W}line" in child.attrib:
                    fixed = child.get(f"{W}lineRule", "auto") == "exact"
                    told["exact"] = twips(child, "line") if fixed else 0.0
                    told["wide"] = 1.0 if fixed else twips(child, "line") / 12
            case "ind":
                told.update({name: twips(child, name) for name in ("left", "right") if f"{W}{name}" in child.attrib})
                if f"{W}hanging" in child.attrib:
                    told["first"] = -twips(child, "hanging")
                elif f"{W}firstLine" in child.attrib:
                    told["first"] = twips(child, "firstLine")
            case "keepNext":
                told["keep_next"] = _on(child)
            case "keepLines":
                told["keep_lines"] = _on(child)
            case "contextualSpacing":
                told["close"] = _on(child)
            case "pBdr":
                told["above"], told["below"] = _edge(child, "top"), _edge(child, "bottom")
            case "numPr":
                number, level = child.find(f"{W}numId"), child.find(f"{W}ilvl")
                told["list"] = style.list if number is None else number.get(f"{W}val")
                told["level"] = style.level if level is None else level.get(f"{W}val")
            case _:
                continue
    return replace(style, **told) if told else style  # type: ignore[arg-type]


def _edge(edges: etree._Element, side: str) -> float:
    edge = edges.find(f"{W}{side}")
    return 0.0 if edge is None else float(edge.get(f"{W}space", "0")) + float(edge.get(f"{W}sz", "0")) / 8


def _on(element: etree._Element) -> bool:
    return element.get(f"{W}val", "1") not in ("0", "false", "off")


def _size(letters: etree._Element | None, otherwise: float) -> float:
    size = letters.find(f"{W}sz") if letters is not None else None
    return otherwise if size is None else float(size.get(f"{W}val")) / 2
