"""Which typed characters can be printed: those of a bundled font, less those that mislead or cannot be seen."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from unicodedata import category, name

from policygen.bundled import FONTS


def unprintable(text: str) -> str | None:
    """The first character of `text` that no bundled font has or that must be refused, else None.

    Refused: control characters other than newline and tab, overrides and isolates of the writing direction,
    private use, surrogates, characters that stand for nothing, emoji, and a mark on a letter of another script: the two
    print as one sign, and no font has both. What is accepted is in `templates/fonts/coverage.txt`.
    """
    if text.isascii() and text.isprintable():
        return None
    if found := _refused().search(text):
        return found.group()
    signs = pairwise(f" {text}")
    return next((sign for before, sign in signs if category(sign)[0] == "M" and not _sits(sign, before)), None)


def _sits(mark: str, before: str) -> bool:
    """Whether a mark (an accent, a vowel sign) can stand on the character before it."""
    script, below = _script(mark), _script(before)
    if script == "COMBINING":
        return mark < "\u0490" and (before.isascii() or below in ("LATIN", "GREEK", "CYRILLIC", "COMBINING"))
    return script in _MARKED and (below == script or before in "\u200c\u200d")


def _script(character: str) -> str:
    return name(character, "").partition(" ")[0]


_MARKED = (
    "HEBREW",
    "ARABIC",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
)


@cache
def _refused() -> re.Pattern[str]:
    listed = (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines()
    ranges = (line.partition("-") for line in listed if not line.startswith("#"))
    accepted = "".join(f"\\U{first:0>8}-\\U{last or first:0>8}" for first, _, last in ranges)
    return re.compile(f"[^\\n\\t{accepted}]")


def named(character: str) -> str:
    """A character as a message can show it: its code and, where it has one, its name."""
    return f"U+{ord(character):04X} {name(character, 'control character').lower()}"
