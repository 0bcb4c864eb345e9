"""Which typed characters can be printed: those of a bundled font, less those that mislead or cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from policygen.bundled import FONTS


def unprintable(text: str) -> str | None:
    """The first character of `text` that no bundled font has or that must be refused, else None.

    Refused: control characters other than newline and tab, overrides and isolates of the writing direction,
    private use, surrogates, characters that stand for nothing, and emoji. What is accepted is in
    `templates/fonts/coverage.txt`.
    """
    if text.isascii() and text.isprintable():
        return None
    found = _refused().search(text)
    return found.group() if found else None


@cache
def _refused() -> re.Pattern[str]:
    listed = (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines()
    ranges = (line.partition("-") for line in listed if not line.startswith("#"))
    accepted = "".join(f"\\U{first:0>8}-\\U{last or first:0>8}" for first, _, last in ranges)
    return re.compile(f"[^\\n\\t{accepted}]")


def named(character: str) -> str:
    """A character as a message can show it: its code and, where it has one, its name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character').lower()}"
