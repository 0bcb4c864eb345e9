"""What all that typst draws has in common: its fonts, its memory, and a drawing as a picture."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from threading import Lock

import typst

from policygen.bundled import FONTS

_PICTURE = b"""
#let asked = json(bytes(sys.inputs.asked))
#set page(width: asked.width * 1pt, height: asked.height * 1pt, margin: 0pt, fill: if asked.ground != "" { rgb(asked.ground) })
#image(bytes(sys.inputs.drawing), format: "svg", width: 100%, height: 100%, fit: "stretch")
"""
_ALONE = Lock()


def fonts(files: tuple[Path, ...] = ()) -> typst.Fonts:
    """The bundled fonts with those of a look, and no others."""
    with _ALONE:  # two pages are drawn side by side, and only the first to ask copies the files
        return _fonts(files)[0]


@lru_cache(maxsize=4)
def _fonts(files: tuple[Path, ...]) -> tuple[typst.Fonts, TemporaryDirectory[str] | None]:
    """With the folder that keeps those of a look: typst reads folders, and late."""
    folder = TemporaryDirectory(prefix="policygen-fonts-") if files else None
    for file in files:
        copyfile(file, Path(folder.name) / file.name)  # type: ignore[union-attr]
    paths = [FONTS, *([Path(folder.name)] if folder else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths), folder


def forget() -> None:
    """typst keeps the layout of the last ten documents, some 40 MB each. Empty ones between them make it forget sooner;
    what every document shares, such as fonts, stays."""
    for _ in range(3):
        typst.compile(b"", font_paths=fonts(), ignore_system_fonts=True, format="svg")


def picture(svg: str, width: int, height: int, ground: str = "", files: tuple[Path, ...] = ()) -> bytes:
    """A drawing as a PNG of so many pixels, with the bundled fonts and those of a look: the same on every machine.

    `ground` is a colour (#rrggbb) to draw on; empty: nothing. Raises ValueError where it cannot be drawn."""
    asked = f'{{"width": {width}, "height": {height}, "ground": "{ground}"}}'
    try:
        made = typst.compile(
            _PICTURE,
            font_paths=fonts(files),
            ignore_system_fonts=True,
            format="png",
            ppi=72,
            sys_inputs={"asked": asked, "drawing": svg},
        )
    except typst.TypstError as error:
        raise ValueError(error.message) from error
    if not isinstance(made, bytes):  # a list is for several pages
        raise TypeError("one picture expected")
    return made
