"""Write a document as a Word file: the prepared package, the body put into it, what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from policygen.document import Document, text
from policygen.imprint import Origin
from policygen.look import Look
from policygen.writers import word_origin
from policygen.writers.flow import flow_png
from policygen.writers.word_body import body
from policygen.writers.word_contents import counted_parts, with_pages
from policygen.writers.word_crest import crest_files, crest_relations
from policygen.writers.word_dress import TITLE, TITLE_HERE, VERSION, VERSION_HERE, Package
from policygen.writers.word_package import package
from policygen.writers.word_pages import countable, measures, pages
from policygen.writers.word_pieces import END, OFFICE, ROOT, Piece, pieces_of
from policygen.writers.word_sheet import fitted, sheet
from policygen.writers.word_text import STYLED, Pen, quoted
from policygen.writers.word_text import pieces as runs

_PROGRAM = "policygen"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest a zip can hold: the same words give the same bytes on any day."""
_WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def write_word(
    document: Document,
    look: Look,
    on: date,
    provenance: Origin,
    numbered: bool = True,
) -> bytes:
    """The document as the bytes of a .docx file.

    `on` is the day it says it was made; `provenance`, with a hash for each paragraph, becomes an XML part and custom
    properties. `numbered`: the contents print page numbers, where Word and LibreOffice are sure
    to agree on them; else they link alone.
    The same inputs give the same bytes.
    """
    on_one_page = document.layout in ("page", "poster")
    look = fitted(document, look) if on_one_page else look
    shared = package(look, document.language, document.layout == "wide")
    if on_one_page:
        drawn, pen, pieces = _apart(*sheet(document, look))
    else:
        counted = counted_parts(document) if numbered and countable(look) else ()
        drawn, pen, pieces = _paged(document, look, shared, counted) if counted else _apart(*body(document, look))
    parts: dict[str, bytes | str] = {
        **shared.parts,
        "word/document.xml": f"{_HEAD}{ROOT}<w:body>{drawn}{shared.section}</w:body>{END}",
        "word/numbering.xml": _before_end(shared.numbering, _lists(pen)),
        **crest_files(look),
        **{name: _header(xml, document) for name, xml in shared.headers.items()},
        "word/_rels/document.xml.rels": _before_end(shared.relations, _relations(pen, look)),
        "word/comments.xml": _comments(pen, on),
        "docProps/core.xml": _core(document, on),
        "docProps/app.xml": _application(document),
        **word_origin.parts(word_origin.with_words(provenance, pieces)),
        "_rels/.rels": _roots(),
        "[Content_Types].xml": _before_end(shared.types, _types()),
    }
    for number, svg in enumerate(pen.drawings, 1):
        parts[f"word/media/flow{number}.svg"] = svg
        parts[f"word/media/flow{number}.png"] = flow_png(svg, look.font_files)
    return _zipped(parts)


def _apart(drawn: str, pen: Pen) -> tuple[str, Pen, list[Piece]]:
    """A drawn body with its pieces."""
    styled = [str(number) for number in range(STYLED + 1)]
    return drawn, pen, list(pieces_of(drawn, [*styled, *(f"a{abstract}" for abstract in pen.lists)]))


def _paged(document: Document, look: Look, shared: Package, counted: Sequence[str]) -> tuple[str, Pen, list[Piece]]:
    """The body with the pages of these parts in its contents.

    Where the sections end so near the foot of a page that programs may not agree, the last of them begins a page: then
    they do. Where they still do not, the contents link alone.
    """
    by = measures(shared.parts["word/styles.xml"], shared.numbering, shared.section, (look.print_font, look.font_files))
    sections = [part.anchor for part in document.parts if part.kind == "section"]
    for begin in ((), (sections[-1],) if sections else ()):
        drawn, pen, pieces = _apart(*body(document, look, counted, begin))
        found = pages(pieces, by)
        told = [{name: one[name] for name in map(pen.anchors.__getitem__, counted)} for one in found]
        if all(one == told[0] for one in told):
            return with_pages(drawn, told[0]), pen, pieces
    return _apart(*body(document, look))


def _zipped(parts: Mapping[str, bytes | str]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name in sorted(parts, key=lambda name: (name not in _FIRST, name)):
            about = ZipInfo(name, _ZIP_TIME)
            about.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            about.create_system = 0
            archive.writestr(about, parts[name])
    return written.getvalue()


def _before_end(xml: str, more: str) -> str:
    """Put elements before the closing tag of the root."""
    place = xml.rindex("</")
    return xml[:place] + more + xml[place:]


def _header(header: str, document: Document) -> str:
    """The short title and the version in their places, in one go: either may hold the sign of the other."""
    said = {
        TITLE: runs(document.running),
        VERSION: runs(document.version),
        TITLE_HERE: quoted(document.running),
        VERSION_HERE: quoted(document.version),
    }
    return re.sub("|".join(map(re.escape, said)), lambda found: said[found[0]], header)


def _lists(pen: Pen) -> str:
    return "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for number, abstract in enumerate(pen.lists, STYLED + 1)
    )


def _relations(pen: Pen, look: Look) -> str:
    drawn = [_relation("rIdComments", "comments", "comments.xml"), word_origin.RELATION, crest_relations(look)]
    for number in range(1, len(pen.drawings) + 1):
        drawn.append(_relation(f"rIdPng{number}", "image", f"media/flow{number}.png"))
        drawn.append(_relation(f"rIdSvg{number}", "image", f"media/flow{number}.svg"))
    for address, name in pen.addresses.items():
        drawn.append(_relation(name, "hyperlink", address, ' TargetMode="External"'))
    return "".join(drawn)


def _relation(name: str, kind: str, target: str, mode: str = "") -> str:
    kind = f"{OFFICE}/relationships/{kind}"
    return f'<Relationship Id="{name}" Type="{kind}" Target="{quoted(target)}"{mode}/>'


def _comments(pen: Pen, on: date) -> str:
    drawn = "".join(
        f'<w:comment w:id="{number}" w:author="{_PROGRAM}" w:date="{_instant(on)}" w:initials="pg">'
        '<w:p><w:pPr><w:pStyle w:val="CommentText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr>'
        f"<w:annotationRef/></w:r>{runs(remark)}</w:p></w:comment>"
        for number, remark in enumerate(pen.comments)
    )
    return f"{_HEAD}<w:comments {_W}>{drawn}</w:comments>"


def _core(document: Document, on: date) -> str:
    organisation = quoted(text(document.cover.organisation))
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{quoted(document.title)}</dc:title><dc:creator>{organisation}</dc:creator>"
        f"<cp:lastModifiedBy>{organisation}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{_instant(on)}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{_instant(on)}</dcterms:modified>'
        f"<dc:language>{quoted(document.language)}</dc:language><cp:version>{quoted(document.version)}</cp:version>"
        "</cp:coreProperties>"
    )


def _application(document: Document) -> str:
    company = quoted(text(document.cover.organisation))
    return (
        f'{_HEAD}<Properties xmlns="{OFFICE}/extended-properties"><Application>{_PROGRAM}</Application>'
        f"<Company>{company}</Company></Properties>"
    )


def _roots() -> str:
    kinds: Iterable[tuple[str, str]] = (
        (f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        (f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
    )
    drawn = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{drawn}</Relationships>'


def _types() -> str:
    return (
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="svg" ContentType="image/svg+xml"/>'
        f'<Override PartName="/word/comments.xml" ContentType="{_WORDPROCESSING}.comments+xml"/>'
        '<Override PartName="/docProps/custom.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
        f"{word_origin.TYPE}"
    )


def _instant(on: date) -> str:
    return f"{on.isoformat()}T00:00:00Z"
