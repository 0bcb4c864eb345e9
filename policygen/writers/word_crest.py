"""The crest in a Word file: a PNG that every program shows, and the drawing for those that can draw it sharp."""

from __future__ import annotations

from collections.abc import Mapping

from policygen.look import Crest, Look
from policygen.writers.word_text import Pen, plain, quoted

_EMU = 36000
"""Word's measure of pictures, in a millimetre."""
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_NAME = "crest"
COVER, HEAD, PAGE, POSTER = (110.0, 34.0), (60.0, 14.0), (34.0, 15.0), (44.0, 24.0)
"""Millimetres: the space for the crest on a cover, above the title of a paper, and beside that of a page or a poster."""


def crest_above(pen: Pen, look: Look, organisation: str, space: tuple[float, float], style: str) -> str:
    """The crest in a paragraph of its own; nothing where the look has none."""
    if look.crest is None:
        return ""
    wide, high = look.crest.within(min(space[0], pen.width / 1440 * 25.4), space[1])
    inner = f'<wp:inline distT="0" distB="0" distL="0" distR="0">{_picture(pen, look.crest, organisation, wide, high)}</wp:inline>'
    return plain(style, f"<w:r><w:drawing>{inner}</w:drawing></w:r>")


def crest_beside(pen: Pen, look: Look, organisation: str, space: tuple[float, float]) -> str:
    """The crest at the right edge of the paragraph that this run stands in, the words running beside it."""
    if look.crest is None:
        return ""
    wide, high = look.crest.within(*space)
    place = (
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>top</wp:align></wp:positionV>'
    )
    about = (
        'distT="0" distB="0" distL="114300" distR="0" simplePos="0" relativeHeight="251658240" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="0"'
    )
    picture = _picture(pen, look.crest, organisation, wide, high, '<wp:wrapSquare wrapText="left"/>')
    return f"<w:r><w:drawing><wp:anchor {about}>{place}{picture}</wp:anchor></w:drawing></w:r>"


def crest_files(look: Look) -> Mapping[str, bytes | str]:
    """The parts of the crest, by their names in the zip."""
    if look.crest is None:
        return {}
    drawing = {f"word/media/{_NAME}.svg": look.crest.svg} if look.crest.drawn else {}
    return {f"word/media/{_NAME}.png": look.crest.png, **drawing}


def crest_relations(look: Look) -> str:
    """What leads from the body to those parts."""
    return "".join(
        f'<Relationship Id="rIdCrest{name[-3:].title()}" Type="{_KIND}" Target="{name.removeprefix("word/")}"/>'
        for name in crest_files(look)
    )


def _picture(pen: Pen, crest: Crest, organisation: str, wide: float, high: float, wrap: str = "") -> str:
    width, height = round(wide * _EMU), round(high * _EMU)
    about = f'id="{next(pen.numbers)}" name="Crest" descr="{quoted(crest.told(organisation))}"'
    sharp = (
        '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip '
        'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="rIdCrestSvg"/></a:ext></a:extLst>'
        if crest.drawn
        else ""
    )
    return (
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>{wrap}<wp:docPr {about}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdCrestPng">'
        f"{sharp}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )
