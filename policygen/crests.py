"""Make a crest safe and of one kind: judged by what is in the file, measured before it is opened, drawn anew."""

from __future__ import annotations

import base64
import struct
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from policygen.drawings import clean_svg
from policygen.errors import AnswersError, Problem
from policygen.look import Crest
from policygen.saving import write_file
from policygen.typeset import picture

MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
"""Of a picture before it is made smaller: about what a good telephone takes."""
LEAST_SIDE, MOST_SIDE = 32, 1200
_LIGHT = 150_000
"""Bytes up to which a picture keeps its size; a heavier one is made smaller, as no page shows the difference."""
_SIDES = (900, 700, 500, 400)
_WHITE = 250
"""Of 255: what is paler than this is taken for paper."""
_FLAT = 12
"""How many times longer than wide a crest may be."""
_OTHERS = (
    (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap (BMP)"),
    (b"%PDF", "a PDF"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"PK\x03\x04", "a Word file or another zip"),
    (b"\x00\x00\x01\x00", "an icon"),
)
_SRGB = ImageCms.createProfile("sRGB")


def read_crest(path: Path, shown: str = "") -> Crest:
    """The crest in a file. Raises AnswersError where there is none, or where it cannot be used."""
    shown = shown or path.name
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b"\0" * (MOST_BYTES + 1)
    except OSError as error:
        what = f"the crest cannot be read ({error.strerror})"
        raise AnswersError(Problem(shown, 0, what, "check its name and that you may open it")) from None
    return crest_of(data, shown)


def crest_of(data: bytes, shown: str = "the crest") -> Crest:
    """The crest made of the bytes of a PNG, JPEG or SVG file, whatever the file is called.

    A picture becomes an sRGB PNG of at most 1,200 pixels a side, turned the right way up, without metadata; a drawing
    keeps nothing but what is drawn. Raises AnswersError naming `shown`."""
    if len(data) > MOST_BYTES:
        remedy = "save it smaller: 1,200 pixels on the longer side are enough"
        raise _wrong(shown, f"the file is larger than {MOST_BYTES // 1_000_000} MB", remedy)
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _picture(data, shown)
    if (data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<svg" in data) or b":svg" in data[:4000]:
        return _drawing(data, shown)
    kind = next((name for start, name in _OTHERS if data.startswith(start)), "neither a PNG, a JPEG nor an SVG")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "a WebP picture"
    if not data:
        raise _wrong(shown, "the file is empty", "choose the crest again")
    raise _wrong(shown, f"this is {kind}", "save the crest as PNG, JPEG or SVG")


def beside(answers: Path) -> Path | None:
    """The crest kept beside an answers file: `NAME.crest.svg` or `NAME.crest.png`."""
    return next((path for path in places(answers) if path.is_file()), None)


def places(answers: Path) -> tuple[Path, Path]:
    """Where the crest of an answers file may lie, the drawing first."""
    return (answers.with_name(f"{answers.stem}.crest.svg"), answers.with_name(f"{answers.stem}.crest.png"))


def carry(old: Path, new: Path) -> None:
    """Put the crest of one answers file beside another of the same organisation. Raises WriteError."""
    for kept, wanted in zip(places(old), places(new), strict=True):
        if kept.is_file():
            write_file(wanted, kept.read_bytes())


def _drawing(data: bytes, shown: str) -> Crest:
    svg, wide, high = clean_svg(
        data, shown, lambda inner: _picture(inner, f"{shown}: a picture in it", alone=False).png
    )
    _proportion(wide, high, shown)
    scale = _SIDES[0] / max(wide, high)
    try:
        png = picture(svg, max(1, round(wide * scale)), max(1, round(high * scale)))
    except ValueError as error:
        raise _wrong(shown, f"the drawing cannot be drawn ({error})", "export it again, or save it as PNG") from None
    with Image.open(BytesIO(png)) as drawn:
        if drawn.convert("RGBA").getchannel("A").getbbox() is None:
            raise _wrong(shown, "nothing is drawn in it", "export it again, or save it as PNG")
    return replace(_picture(png, shown, alone=False), svg=svg, drawn=True)


def _picture(data: bytes, shown: str, alone: bool = True) -> Crest:
    """`alone`: it is the crest itself; else it has its place in a drawing, whose proportion it keeps."""
    try:
        with (JpegImageFile if data.startswith(b"\xff") else PngImageFile)(BytesIO(data)) as opened:
            _measure(*opened.size, shown)  # from the head of the file: nothing is unpacked yet
            if isinstance(opened, JpegImageFile):
                opened.draft(opened.mode, (MOST_SIDE, MOST_SIDE))
            opened.load()
            image = _srgb(ImageOps.exif_transpose(opened))
            image = _trimmed(image) if alone else image
    except AnswersError:
        raise
    except (OSError, ValueError, SyntaxError, struct.error, EOFError):
        raise _wrong(shown, "the picture is broken or cut off", "save it again as PNG, or fetch it again") from None
    _proportion(*image.size, shown)
    if "A" in image.getbands() and image.getchannel("A").getbbox() is None:
        raise _wrong(shown, "the picture is empty: all of it is transparent", "save it again as PNG")
    png = b""
    for side in (MOST_SIDE, *(side for side in _SIDES if side < max(image.size))):
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        out = BytesIO()
        small.save(out, "PNG", optimize=True)
        png = out.getvalue()
        if len(png) <= _LIGHT:
            break
    width, height = small.size
    return Crest(png, _around(png, width, height), False, width, height)


def _srgb(image: Image.Image) -> Image.Image:
    """The picture in RGB or RGBA of eight bits, its colours those of sRGB, and nothing beside the picture."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # sixteen bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    clear = "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info
    if image.mode == "P" or (clear and image.mode not in ("RGBA", "LA")):
        image = image.convert("RGBA" if clear else "RGB")
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    if image.mode in ("LA", "RGBA", "La", "RGBa"):
        image = image.convert("L" if image.mode in ("LA", "La") else "RGB")
    plain = _profiled(image, profile) if profile else None
    plain = plain or image.convert("RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        plain.putalpha(alpha)
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())  # leaves everything else behind


def _trimmed(image: Image.Image) -> Image.Image:
    """Without the empty edge around it: the crest stands in line with the words, in the size that was meant."""
    if "A" in image.getbands():
        inside = image.getchannel("A").getbbox()
    else:
        inside = image.convert("L").point(lambda value: 255 if value < _WHITE else 0).getbbox()
    return image.crop(inside) if inside else image


def _profiled(image: Image.Image, profile: bytes) -> Image.Image | None:
    """Colours as the picture's own profile means them; None where the profile is not one for this picture."""
    try:
        return ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(BytesIO(profile)), _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _measure(wide: int, high: int, shown: str) -> None:
    if wide * high > MOST_PIXELS:
        what = f"the picture has {wide:,} by {high:,} pixels"
        raise _wrong(shown, what, "save it smaller: 1,200 pixels on the longer side are enough")
    if max(wide, high) < LEAST_SIDE:
        what = f"the picture has only {wide} by {high} pixels"
        raise _wrong(shown, what, "ask for a larger one: below 300 pixels it prints blurred")


def _proportion(wide: float, high: float, shown: str) -> None:
    if min(wide, high) <= 0 or max(wide, high) / min(wide, high) > _FLAT:
        raise _wrong(
            shown, "it is many times longer than wide", "choose the crest itself, without a line of words beside it"
        )


def _around(png: bytes, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{base64.b64encode(png).decode()}"/></svg>'
    )


def _wrong(shown: str, what: str, remedy: str) -> AnswersError:
    return AnswersError(Problem(shown, 0, what, remedy))
