"""Which fonts print a look: the twin of the font Word names, or files that somebody has given, judged by what is in them."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import ImageFont

from policygen.bundled import FONTS, TEMPLATES
from policygen.errors import AnswersError, Problem, nearest

TWINS = TEMPLATES / "twins"
BUNDLED: dict[str, tuple[Path, ...]] = {
    "Carlito": (),
    "Liberation Sans": (TWINS / "LiberationSans-Regular.ttf", TWINS / "LiberationSans-Bold.ttf"),
    "Liberation Serif": (TWINS / "LiberationSerif-Regular.ttf", TWINS / "LiberationSerif-Bold.ttf"),
    "Caladea": (TWINS / "Caladea-Regular.ttf", TWINS / "Caladea-Bold.ttf"),
}
"""Fonts that can print without any file given; those of Carlito are always at hand."""
TWIN = {
    "calibri": "Carlito",
    "carlito": "Carlito",
    "arial": "Liberation Sans",
    "helvetica": "Liberation Sans",
    "liberation sans": "Liberation Sans",
    "times new roman": "Liberation Serif",
    "liberation serif": "Liberation Serif",
    "cambria": "Caladea",
    "caladea": "Caladea",
}
"""Fonts named in Word, and those bundled that have their widths."""
_IN_WORD = ("Calibri", "Arial", "Times New Roman", "Cambria")
_MOST = 8_000_000
_KINDS = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_SERIFS = ("garamond", "georgia", "palatino", "baskerville", "book antiqua", "serif", "times")


def twin(word: str) -> tuple[str, tuple[Path, ...], str]:
    """The bundled font that prints what Word sets in `word`: (name, files, what to say where it is not the same)."""
    name = TWIN.get(word.casefold())
    if name:
        return name, BUNDLED[name], ""
    serif = any(part in word.casefold() for part in _SERIFS)
    name = "Caladea" if serif else "Carlito"
    note = (
        f"no twin of '{word}' is bundled: the PDF is set in {name}, and the guide and poster in Word in its twin; "
        f"to print in {word}, name its files under 'fonts: files:' (regular and bold)"
    )
    return name, BUNDLED[name], note


def known_in_word(word: str, name: str) -> str:
    """What Word is to set in where every row has to fit: `word`, or if nobody knows its widths, what is as wide as `name`."""
    if name not in BUNDLED or TWIN.get(word.casefold()) == name:
        return word
    return next(one for one in _IN_WORD if TWIN[one.casefold()] == name)


def printed(name: str, shown: str, line: int) -> tuple[str, tuple[Path, ...]]:
    """A bundled font by its name. Raises AnswersError saying which there are."""
    for known, files in BUNDLED.items():
        if known.casefold() == name.casefold():
            return known, files
    if name.casefold() in TWIN:
        known = TWIN[name.casefold()]
        return known, BUNDLED[known]
    have = f"there are {', '.join(BUNDLED)}; or give its files under 'fonts: files:'"
    raise AnswersError(Problem(shown, line, f"no font to print with is called '{name}'", nearest(name, BUNDLED, have)))


def given(files: tuple[Path, ...], shown: str, line: int) -> tuple[str, tuple[Path, ...]]:
    """The family of the files and its (regular, bold). Raises AnswersError where they are no fonts that can be printed with."""

    def refuse(what: str, remedy: str) -> AnswersError:
        return AnswersError(Problem(shown, line, what, remedy))

    found: dict[str, tuple[str, Path]] = {}
    for path in files:
        try:
            data = path.read_bytes() if path.stat().st_size <= _MOST else b""
        except OSError as error:
            raise refuse(f"the font {path.name} cannot be read ({error.strerror})", "put it beside this file") from None
        if data[:4] not in _KINDS:
            raise refuse(f"{path.name} is not a font that can be printed with", "give a .ttf or .otf file under 8 MB")
        if _locked(data):
            what = f"the maker of {path.name} does not allow it inside other files"
            raise refuse(what, "choose another font, or ask its maker for a licence")
        try:
            family, style = ImageFont.truetype(str(path), 10, layout_engine=ImageFont.Layout.BASIC).getname()
        except (OSError, ValueError):
            raise refuse(f"the font {path.name} is broken", "fetch it again") from None
        kind = "bold" if "bold" in (style or "").casefold() else "regular"
        found[kind] = (family or path.stem, path)
    for kind in ("regular", "bold"):
        if kind not in found:
            raise refuse(f"no {kind} font is among the files", "give two files, the regular and the bold of one family")
    family = found["regular"][0]
    if found["bold"][0] != family:
        raise refuse(f"'{family}' and '{found['bold'][0]}' are two families", "give the regular and the bold of one")
    return family, (found["regular"][1], found["bold"][1])


def file_of(name: str, files: tuple[Path, ...], strong: bool) -> Path:
    """The file that a font of a look is in."""
    return files[strong] if files else FONTS / f"{name}-{'Bold' if strong else 'Regular'}.ttf"


def _locked(data: bytes) -> bool:
    """Whether the font says that it may not be embedded (`fsType` of its OS/2 table: restricted, and nothing else)."""
    try:
        (tables,) = struct.unpack_from(">H", data, 4)
        for at in range(12, 12 + 16 * tables, 16):
            tag, _, offset, _ = struct.unpack_from(">4sIII", data, at)
            if tag == b"OS/2":
                return bool(struct.unpack_from(">H", data, offset + 8)[0] & 0xF == 2)
    except struct.error:
        return True
    return False
