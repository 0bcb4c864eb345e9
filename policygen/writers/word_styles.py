"""Whose style dresses a paragraph where people bring a Word template: theirs where one answers to the name, else ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LOCAL: Mapping[str, str] = {
    "normal": "Standard, Texte normal, Normaal, Standaard, Predeterminado",
    "heading 1": "Überschrift 1, Titre 1, Pennawd 1, Título 1, Encabezado 1, Titolo 1, Kop 1, Nagłówek 1, Rubrik 1, Overskrift 1",
    "heading 2": "Überschrift 2, Titre 2, Pennawd 2, Título 2, Encabezado 2, Titolo 2, Kop 2, Nagłówek 2, Rubrik 2, Overskrift 2",
    "heading 3": "Überschrift 3, Titre 3, Pennawd 3, Título 3, Encabezado 3, Titolo 3, Kop 3, Nagłówek 3, Rubrik 3, Overskrift 3",
    "title": "Titel, Titre, Teitl, Título, Titolo, Tytuł, Rubrik",
    "subtitle": "Untertitel, Sous-titre, Is-deitl, Isdeitl, Subtítulo, Sottotitolo, Ondertitel, Podtytuł, Underrubrik",
    "body text": "Textkörper, Corps de texte, Testun Corff, Texto independiente, Corpo del testo, Corpo testo, Platte tekst",
    "list bullet": "Aufzählungszeichen, Liste à puces, Rhestr Fwled, Lista con viñetas, Punto elenco, Lijst opsom.teken",
    "list number": "Listennummer, Liste à numéros, Rhestr Rifau, Lista con números, Numero elenco, Lijstnummering",
    "caption": "Beschriftung, Légende, Capsiwn, Epígrafe, Descripción, Didascalia, Bijschrift",
    "header": "Kopfzeile, En-tête, Pennyn, Encabezado, Intestazione, Koptekst",
    "footer": "Fußzeile, Fusszeile, Pied de page, Troedyn, Pie de página, Piè di pagina, Voettekst",
    "toc 1": "Verzeichnis 1, TM 1, Tabl Cynnwys 1, TDC 1, Sommario 1, Inhopg 1, Contents 1",
    "toc 2": "Verzeichnis 2, TM 2, Tabl Cynnwys 2, TDC 2, Sommario 2, Inhopg 2, Contents 2",
    "toc heading": "Inhaltsverzeichnisüberschrift, En-tête de table des matières, Pennawd Tabl Cynnwys",
    "hyperlink": "Internetlink, Lien hypertexte, Lien Internet, Hyperddolen, Hipervínculo, Collegamento ipertestuale, Internet link",
    "strong": "Fett, Élevé, Cryf, Texto en negrita, Enfasi grassetto, Strong Emphasis",
}
"""What programs in other languages call the built-in styles. Word itself keeps the English name in the file, and translates the id."""
_ORDER = [
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
]


@dataclass(frozen=True, slots=True)
class Match:
    """One of our styles, and theirs that stands for it. `theirs` is empty where ours is added."""

    id: str
    name: str
    theirs: str = ""
    their_id: str = ""
    rests: str = ""
    """ours is added: the name of their style that it is built on, if it is built on one."""


def matches(theirs: Any, ours: Any) -> tuple[Match, ...]:
    """Which of their styles stands for each of ours: by name, by id, or by what it is called in other languages."""
    names: dict[tuple[str, str], Any] = {}
    ids: dict[tuple[str, str], Any] = {}
    usual: dict[str, Any] = {}
    for style in theirs:
        for said in (named(style), *_other_names(style)):
            names.setdefault((kind(style), _plain(said)), style)
        ids.setdefault((kind(style), identity(style).casefold()), style)
        if style.get(_w("default")) in ("1", "true", "on"):
            usual.setdefault(kind(style), style)
    found: dict[str, Any] = {}
    taken: set[int] = set()
    for style in ours:
        match = next(iter(_found(style, names, ids, usual, taken)), None)
        if match is not None:
            found[identity(style)] = match
            taken.add(id(match))
    rests = {identity(style): value(style, "basedOn") for style in ours}
    return tuple(
        Match(identity(style), named(style), named(match), identity(match))
        if (match := found.get(identity(style))) is not None
        else Match(identity(style), named(style), rests=_built_on(identity(style), rests, found))
        for style in ours
    )


def merged(theirs: Any, ours: Any, language: str) -> tuple[Any, dict[str, str]]:
    """Their styles with ours beside them, under the ids that the body uses; and their old ids with the new ones.

    Lists and numbers are counted by our numbering alone, so that references stay right; the language is the document's."""
    made = deepcopy(theirs)
    listed = []
    seen: set[str] = set()
    for style in made.findall(_w("style")):
        if identity(style) in seen or not identity(style):
            made.remove(style)
        else:
            seen.add(identity(style))
            listed.append(style)
    own = [style for style in ours if style.tag == _w("style")]
    found = matches(listed, own)
    wanted = {match.their_id: match.id for match in found if match.theirs}
    held = {identity(style) for style in own}
    renamed = {identity(style): wanted.get(identity(style)) or _free(identity(style), held) for style in listed}
    for style in listed:
        _rename(style, renamed)
        for name in ("numPr", "lang"):
            for element in list(style.iter(_w(name))):
                element.getparent().remove(element)
    standing = {identity(style): style for style in listed}
    basic = {identity(style) for style in own if style.get(_w("default")) and kind(style) == "paragraph"}
    for style, match in zip(own, found, strict=True):
        if match.theirs:
            _complete(standing[match.id], style)
        else:
            added = deepcopy(style)
            if added.get(_w("default")) and any(kind(one) == kind(added) and one.get(_w("default")) for one in listed):
                del added.attrib[_w("default")]
            if kind(added) == "paragraph" and value(added, "basedOn") in basic:
                _close(added)
            made.append(added)
    defaults = ours.find(_w("docDefaults"))
    if made.find(_w("docDefaults")) is None and defaults is not None:
        made.insert(0, deepcopy(defaults))
    _speak(made, language)
    return made, renamed


def repoint(element: Any, renamed: Mapping[str, str]) -> None:
    """Let a header or footer name its styles by their new ids."""
    for tag in ("pStyle", "rStyle", "tblStyle"):
        for one in element.iter(_w(tag)):
            one.set(_w("val"), renamed.get(one.get(_w("val"), ""), one.get(_w("val"), "")))


def kind(style: Any) -> str:
    """paragraph, character, table or numbering."""
    return str(style.get(_w("type"), "paragraph"))


def identity(style: Any) -> str:
    """The id that paragraphs name it by."""
    return str(style.get(_w("styleId"), ""))


def named(style: Any) -> str:
    """The name that people see."""
    return value(style, "name")


def value(style: Any, tag: str) -> str:
    """What an element inside says."""
    found = style.find(_w(tag))
    return "" if found is None else str(found.get(_w("val"), ""))


def _found(
    style: Any,
    names: Mapping[tuple[str, str], Any],
    ids: Mapping[tuple[str, str], Any],
    usual: Mapping[str, Any],
    taken: set[int],
) -> Iterator[Any]:
    sort, name = kind(style), _plain(named(style))
    tries = [names.get((sort, name))]
    if style.get(_w("default")):
        tries.append(usual.get(sort))
    tries.append(ids.get((sort, identity(style).casefold())))
    local = [said.strip() for said in _LOCAL.get(name, "").split(",") if said.strip()]
    tries += [names.get((sort, _plain(said))) for said in local]
    # Word makes an id of a name by leaving out spaces and whatever is not a plain letter.
    tries += [ids.get((sort, re.sub(r"[^A-Za-z0-9-]", "", said).casefold())) for said in local]
    yield from (one for one in tries if one is not None and id(one) not in taken)


def _built_on(id: str, rests: Mapping[str, str], found: Mapping[str, Any]) -> str:
    while id in rests and id not in found:
        id = rests[id]
    return named(found[id]) if id in found else ""


def _complete(theirs: Any, ours: Any) -> None:
    """What the document needs of a style however it looks: its number, its place in the outline, stops for its numbers."""
    wanted = ours.find(_w("pPr"))
    if wanted is None:
        return
    held = theirs.find(_w("pPr"))
    for name in ("numPr", "outlineLvl", "tabs"):
        element = wanted.find(_w(name))
        if element is None or (held is not None and held.find(_w(name)) is not None):
            continue
        if held is None:
            held = etree.Element(_w("pPr"))
            after = theirs.find(_w("rPr"))
            after = next((one for one in theirs if one.tag in _AFTER), None) if after is None else after
            theirs.append(held) if after is None else after.addprevious(held)
        _put(held, deepcopy(element))


def _close(style: Any) -> None:
    """Ours counts on a basic style without space around it; theirs may have some, which would open tables and boxes."""
    properties = style.find(_w("pPr"))
    if properties is None:
        properties = etree.Element(_w("pPr"))
        after = next((one for one in style if one.tag in _AFTER), None)
        style.append(properties) if after is None else after.addprevious(properties)
    space = properties.find(_w("spacing"))
    if space is None:
        space = etree.Element(_w("spacing"))
        _put(properties, space)
    for side in ("before", "after"):
        if space.get(_w(side)) is None:
            space.set(_w(side), "0")


def _put(properties: Any, element: Any) -> None:
    """Into its place: Word refuses a file whose properties are out of order."""
    rank = _ORDER.index(etree.QName(element).localname)
    for one in properties:
        name = etree.QName(one).localname
        if name not in _ORDER or _ORDER.index(name) > rank:
            one.addprevious(element)
            return
    properties.append(element)


def _rename(style: Any, renamed: Mapping[str, str]) -> None:
    style.set(_w("styleId"), renamed[identity(style)])
    for tag in ("basedOn", "next", "link"):
        for one in style.iter(_w(tag)):
            one.set(_w("val"), renamed.get(one.get(_w("val"), ""), one.get(_w("val"), "")))


def _free(id: str, held: set[str]) -> str:
    """An id of theirs that ours does not need."""
    return f"{id}Theirs" if id in held else id


def _speak(styles: Any, language: str) -> None:
    """The language of everything that does not say its own."""
    defaults = styles.find(_w("docDefaults"))
    if defaults is None:
        defaults = etree.Element(_w("docDefaults"))
        styles.insert(0, defaults)
    run = defaults.find(_w("rPrDefault"))
    if run is None:
        run = etree.Element(_w("rPrDefault"))
        defaults.insert(0, run)
    properties = run.find(_w("rPr"))
    if properties is None:
        properties = etree.SubElement(run, _w("rPr"))
    said = properties.find(_w("lang"))
    if said is None:
        said = etree.Element(_w("lang"))
        after = next(
            (one for one in properties if etree.QName(one).localname in ("eastAsianLayout", "specVanish", "oMath")),
            None,
        )
        properties.append(said) if after is None else after.addprevious(said)
    for name in ("val", "eastAsia"):
        said.set(_w(name), language)


def _other_names(style: Any) -> list[str]:
    return [name for name in value(style, "aliases").split(",") if name.strip()]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _w(name: str) -> str:
    return f"{{{W}}}{name}"


_AFTER = frozenset(_w(name) for name in ("rPr", "tblPr", "trPr", "tcPr", "tblStylePr"))
