"""Put a template's own styles, page, header and footer in place of the house's, so that a document comes in its organisation's dress."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from lxml import etree

from policygen.writers.word_styles import W, merged, repoint
from policygen.writers.word_template import PICTURES, RELATIONS, Edge, R, Template

TITLE, VERSION = "\u27e6title\u27e7", "\u27e6version\u27e7"
"""Where a header takes the short title and the version of a document as runs."""
TITLE_HERE, VERSION_HERE = "[short title]", "[version]"
"""What a template's own header says where it wants them as words."""
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file that do not depend on its words, by their names in the zip."""

    parts: Mapping[str, bytes]
    types: str
    """`[Content_Types].xml`, to be added to."""
    relations: str
    """The relations of the body, to be added to."""
    numbering: str
    headers: Mapping[str, str]
    """Headers and footers, with TITLE and VERSION where a document puts its own."""
    section: str
    """The closing `w:sectPr` of the body: page, margins, header and footer."""


def dressed(house: Package, own: Template, language: str, turned: bool) -> Package:
    """The house's package with everything of the template that is kept."""
    ours = etree.fromstring(house.parts["word/styles.xml"])
    styles, renamed = merged(etree.fromstring(own.styles), ours, language)
    parts = dict(house.parts)
    parts["word/styles.xml"] = etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True)
    if own.theme:
        parts["word/theme/theme1.xml"] = own.theme
    if own.even_differs:
        before = b"<w:characterSpacingControl"
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(before, b"<w:evenAndOddHeaders/>" + before, 1)
    files = {name: f"word/media/own{n}.{name.rpartition('.')[2].lower()}" for n, name in enumerate(own.pictures, 1)}
    parts.update({files[name]: data for name, data in own.pictures.items()})
    headers: dict[str, str] = {}
    references, relations, types = "", "", "".join(_type(name, house.types) for name in sorted({*map(_ending, files)}))
    numbers = count(1)
    for tag in ("header", "footer"):
        theirs = [edge for edge in own.edges if edge.tag == tag]
        if not any(edge.kind == "default" for edge in theirs):
            references += _reference(house.section, tag)
            name = next(name for name in house.headers if name.startswith(f"word/{tag}"))
            headers[name] = house.headers[name]
        for edge in theirs:
            number = next(numbers)
            name, id = f"word/{tag}Own{number}.xml", f"rIdOwn{number}"
            headers[name] = _edge(edge, own, renamed, number)
            parts[f"word/_rels/{tag}Own{number}.xml.rels"] = _led(edge, files).encode()
            references += f'<w:{tag}Reference w:type="{edge.kind}" r:id="{id}"/>'
            relations += f'<Relationship Id="{id}" Type="{R}/{tag}" Target="{tag}Own{number}.xml"/>'
            types += f'<Override PartName="/{name}" ContentType="{_TYPE}.{tag}+xml"/>'
    return replace(
        house,
        parts=parts,
        headers=headers,
        types=_before_end(house.types, types),
        relations=_before_end(_without(house, headers), relations),
        section=_section(own, references, turned),
    )


def _without(house: Package, headers: Mapping[str, str]) -> str:
    """The relations without those to headers of ours that are not used: Word complains of a part that is missing."""
    gone = [name.removeprefix("word/") for name in house.headers if name not in headers]
    relations = house.relations
    for name in gone:
        relations = re.sub(rf'<Relationship [^>]*Target="{re.escape(name)}"[^>]*/>', "", relations)
    return relations


def _reference(section: str, tag: str) -> str:
    found = re.search(rf"<w:{tag}Reference[^>]*/>", section)
    return found[0] if found else ""


def _section(own: Template, references: str, turned: bool) -> str:
    wide, high = (own.high, own.wide) if turned else (own.wide, own.high)
    orient = ' w:orient="landscape"' if turned else ""
    sides = "".join(f' w:{side}="{length}"' for side, length in own.margins.items())
    # Without a header of theirs the cover stays without one, as the house has it.
    first = own.first_differs or not any(edge.kind == "default" for edge in own.edges)
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="{wide}" w:h="{high}"{orient}/><w:pgMar{sides}/>'
        f"{'<w:titlePg/>' if first else ''}</w:sectPr>"
    )


def _edge(edge: Edge, own: Template, renamed: Mapping[str, str], number: int) -> str:
    """Their header under our ids. What ours would say and theirs does not joins it in a line below."""
    root = etree.fromstring(edge.xml)
    repoint(root, renamed)
    for place, drawing in enumerate(root.iter(f"{{{_DRAWING}}}docPr")):
        drawing.set("id", str(90_000 + 100 * number + place))  # no picture of the body has so high a number
    for paragraph in root.iter(f"{{{W}}}p"):
        _whole(paragraph)
    xml = str(etree.tostring(root, encoding="unicode"))
    if edge.kind != "default":
        return xml
    said = b"".join(one.xml for one in own.edges if one.kind == "default")
    joined = "".join(one.text or "" for each in own.edges for one in etree.fromstring(each.xml).iter(f"{{{W}}}t"))
    if edge.tag == "header" and TITLE_HERE not in joined and VERSION_HERE not in joined:
        xml = _before_end(xml, _line("Header", f'{TITLE}<w:r><w:t xml:space="preserve"> · </w:t></w:r>{VERSION}'))
    if edge.tag == "footer" and not re.search(rb"\bPAGE\b", said):
        xml = _before_end(xml, _line("Footer", _PAGES))
    return xml


def _whole(paragraph: Any) -> None:
    """Word parts words where the cursor once stood; a place for the title or the version is put together again."""
    texts = list(paragraph.iter(f"{{{W}}}t"))
    said = "".join(one.text or "" for one in texts)
    if any(mark in said and not any(mark in (one.text or "") for one in texts) for mark in (TITLE_HERE, VERSION_HERE)):
        texts[0].text = said
        texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for one in texts[1:]:
            one.text = ""


def _line(style: str, inner: str) -> str:
    return f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p>'


_PAGES = "".join(
    f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r><w:fldSimple w:instr=" {field} "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
    for words, field in (("Page ", "PAGE"), (" of ", "NUMPAGES"))
)


def _led(edge: Edge, files: Mapping[str, str]) -> str:
    drawn = "".join(
        f'<Relationship Id="{id}" Type="{R}/{kind}" Target="{files[target].removeprefix("word/")}"/>'
        if kind == "image"
        else f'<Relationship Id="{id}" Type="{R}/{kind}" Target="{_quoted(target)}" TargetMode="External"/>'
        for id, kind, target in edge.relations
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{RELATIONS}">{drawn}</Relationships>'


def _type(ending: str, types: str) -> str:
    """The kind of a picture, where it is not known already; PNG always is."""
    known = ending == "png" or f'Extension="{ending}"' in types
    return "" if known else f'<Default Extension="{ending}" ContentType="{PICTURES[ending]}"/>'


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _quoted(address: str) -> str:
    return address.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def _before_end(xml: str, more: str) -> str:
    """Put elements before the closing tag of the root."""
    place = xml.rindex("</")
    return xml[:place] + more + xml[place:]
