"""Write templates/fonts/coverage.txt: the characters that the bundled fonts can print and that we accept.

Run it after changing a font: `python tests/make_coverage.py`. A test proves that the file is current.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "templates" / "fonts"
HEADER = "# Characters we print, as ranges of code points; written by tests/make_coverage.py from the fonts here.\n"

# Shown as coloured pictures by default (Unicode's Emoji_Presentation below U+1F000); Word and browsers swap in
# an emoji font for them, PDF cannot.
EMOJI = (
    "231A-231B 23E9-23EC 23F0 23F3 25FD-25FE 2614-2615 2648-2653 267F 2693 26A1 26AA-26AB 26BD-26BE 26C4-26C5 "
    "26CE 26D4 26EA 26F2-26F3 26F5 26FA 26FD 2705 270A-270B 2728 274C 274E 2753-2755 2757 2795-2797 27B0 27BF "
    "2B1B-2B1C 2B50 2B55 1F000-1F7FF 1F900-1FAFF"
)
# Turn the reading order round, join what should not be joined, stand for something lost, or end a paragraph.
HIDDEN = "2028-202E 2060-206F FEFF FFF9-FFFD FE00-FE0F 20E3"
INVISIBLE_BUT_NEEDED = "00AD 061C 200B-200F"  # soft hyphen, and what Arabic, Hebrew and Indic spelling needs


def points(ranges: str) -> set[int]:
    """The code points of ranges such as "231A-231B 23F0"."""
    found: set[int] = set()
    for one in ranges.split():
        first, _, last = one.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def accepted(covered: Iterable[int]) -> list[int]:
    refused = points(EMOJI) | points(HIDDEN)
    needed = points(INVISIBLE_BUT_NEEDED)
    visible_formats = {0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD}
    return sorted(
        point
        for point in covered
        if point not in refused
        and (
            unicodedata.category(chr(point)) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or point in needed | visible_formats
        )
    )


def ranges(numbers: list[int]) -> list[str]:
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [f"{first:04X}-{last:04X}" if last > first else f"{first:04X}" for first, last in found]


def coverage() -> str:
    """The whole file, made from the regular faces (a bold face has no letters that they lack)."""
    covered: set[int] = set()
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            covered |= set(font.getBestCmap())
    return HEADER + "\n".join(ranges(accepted(covered))) + "\n"


if __name__ == "__main__":
    (FONTS / "coverage.txt").write_text(coverage(), encoding="utf-8", newline="\n")
