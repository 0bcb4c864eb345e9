"""Put into a Word file where it comes from: as XML of its own, and as properties, which outlive a way through other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policygen.imprint import Origin, properties, record, told
from policygen.writers.word_pieces import Piece, said
from policygen.writers.word_text import quoted

NAMESPACE = "urn:policygen:origin"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_STORE = "{6B6F3B0E-5C1B-4E0A-9D53-70C1A5E9F3D2}"
"""The name that Word wants an XML part to have."""

RELATION = f'<Relationship Id="rIdOrigin" Type="{_OFFICE}/relationships/customXml" Target="../customXml/item1.xml"/>'
"""From the body to the XML part."""
TYPE = (
    '<Override PartName="/customXml/itemProps1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>'
)


def with_words(origin: Origin, pieces: Iterable[Piece]) -> dict[str, Any]:
    """The origin with a hash for each paragraph and row of a body."""
    return {**origin, "words": record(said(pieces))}


def parts(origin: Origin) -> dict[str, str]:
    """The parts that say it, by their names in the zip. Word shows properties by name and counts them from 2."""
    texts = told(origin)
    entries = "".join(f'<entry name="{quoted(name)}">{quoted(value)}</entry>' for name, value in texts.items())
    shown = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{quoted(name)}">'
        f"<vt:lpwstr>{quoted(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties(texts).items(), 2)
    )
    names = f'xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes"'
    return {
        "customXml/item1.xml": f'{_HEAD}<origin xmlns="{NAMESPACE}">{entries}</origin>',
        "customXml/itemProps1.xml": (
            f'{_HEAD}<ds:datastoreItem ds:itemID="{_STORE}" xmlns:ds="{_OFFICE}/customXml">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
        ),
        "customXml/_rels/item1.xml.rels": (
            f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>'
        ),
        "docProps/custom.xml": f"{_HEAD}<Properties {names}>{shown}</Properties>",
    }
