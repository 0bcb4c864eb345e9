"""Prepare what every Word file of one look shares: styles, numbering, settings, header, footer and page."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.shared import Mm
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policygen.bundled import TEMPLATES
from policygen.look import Look
from policygen.writers.word_dress import Package, dressed
from policygen.writers.word_template import looked_through

_COLOURS = ("paper", "ink", "accent", "muted", "alert", "line", "band", "notice", "gap", "assumed")
_UNUSED = ("stylesWithEffects", "customXml", "webSettings", "thumbnail")


def text_width(look: Look, *, turned: bool = False) -> int:
    """The width of the text area in twentieths of a point, Word's measure; `turned` with the page on its side."""
    if look.template:
        own = looked_through(look.template)
        return own.area + (own.high - own.wide if turned else 0)
    return round((look.page[turned] - 2 * look.margin) / 25.4 * 1440)


@lru_cache(maxsize=8)
def package(look: Look, language: str, turned: bool = False) -> Package:
    """The prepared package of a look in a language (BCP 47), with the page upright or turned; built once, then kept."""
    drawn = _templates(look, language, turned)
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(look.page[turned]), Mm(look.page[not turned])
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(look.margin)
    section.header_distance = section.footer_distance = Mm(look.margin / 2)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    for element, name in (
        (document.styles.element, "styles"),
        (document.part.numbering_part.element, "numbering"),
        (document.settings.element, "settings"),
        (section.header.part.element, "header"),
        (section.footer.part.element, "footer"),
    ):
        _replace(element, drawn[name])
    for relations in (document.part.rels, document.part.package.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(_UNUSED)]:
            del relations[key]
    names = [str(part.partname).lstrip("/") for part in (section.header.part, section.footer.part)]
    kept = BytesIO()
    document.save(kept)
    with ZipFile(kept) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts.pop("word/document.xml").decode()
    parts["word/theme/theme1.xml"] = _theme(parts["word/theme/theme1.xml"].decode(), look).encode()
    parts["word/fontTable.xml"] = drawn["fontTable"].encode()
    closing = re.search(r"<w:sectPr.*</w:sectPr>", body, re.DOTALL)
    assert closing, "python-docx always closes a body with its section"
    for name in ("_rels/.rels", "docProps/core.xml", "docProps/app.xml"):
        parts.pop(name, None)
    made = Package(
        types=parts.pop("[Content_Types].xml").decode(),
        relations=parts.pop("word/_rels/document.xml.rels").decode(),
        numbering=parts.pop("word/numbering.xml").decode(),
        headers={name: parts.pop(name).decode() for name in names},
        section=closing[0],
        parts=parts,
    )
    return dressed(made, looked_through(look.template), language, turned) if look.template else made


def _templates(look: Look, language: str, turned: bool) -> dict[str, str]:
    colours = {name: getattr(look, name).lstrip("#") for name in _COLOURS}
    names = ("styles", "numbering", "settings", "header", "footer", "fontTable")
    return {
        name: _environment()
        .get_template(f"{name}.xml")
        .render(look=look, c=colours, language=language, width=text_width(look, turned=turned))
        for name in names
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES / "word", encoding="utf-8"), autoescape=True, undefined=StrictUndefined
    )


def _replace(element: Any, xml: str) -> None:
    """Give an element of python-docx the children of our own; lxml has no types."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(xml)):
        element.append(child)


def _theme(xml: str, look: Look) -> str:
    """The house fonts and colours in Word's own palette, so that what people add by hand fits in."""
    accent, ink = look.accent.lstrip("#"), look.ink.lstrip("#")
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{look.word_font}", xml)
    for name, colour in (("accent1", accent), ("hlink", accent), ("folHlink", accent), ("dk2", ink)):
        xml = re.sub(rf'(<a:{name}>\s*<a:srgbClr val=")[^"]*', rf"\g<1>{colour}", xml)
    return xml
