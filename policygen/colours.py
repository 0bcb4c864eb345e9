"""Whether the colours of a look can be read: every pair that is printed, measured as WCAG 2.2 AA asks, and the nearest shade that would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from colorsys import hls_to_rgb, rgb_to_hls

from policygen.look import DEFAULT, contrast

WORDS, LINES = 4.5, 3.0
"""What AA asks of letters (1.4.3) and of lines that mean something (1.4.11)."""
PRINTED: tuple[tuple[str, str, float], ...] = (
    *(("ink", ground, WORDS) for ground in ("paper", "band", "notice", "gap", "assumed")),
    *(("accent", ground, WORDS) for ground in ("paper", "band", "notice")),
    *(("muted", ground, WORDS) for ground in ("paper", "band")),
    ("alert", "paper", WORDS),
    ("line", "paper", LINES),
)
"""What is printed on what. White words on a ground of `alert` are the pair `alert` on `paper` the other way round."""
NAMES = ("ink", "accent", "muted", "alert", "line", "band", "notice", "gap", "assumed")
"""The colours that may be chosen. The paper is white: a page printed at home has no other ground."""
_TINTS = {"band": 0.12, "notice": 0.07}
"""How much of the accent is in the grounds that go with it, where they are not chosen."""


def complete(chosen: Mapping[str, str]) -> dict[str, str]:
    """Every colour of a look from those chosen. An accent brings its own tints; the rest is the house's."""
    colours = {name: getattr(DEFAULT, name) for name in (*NAMES, "paper")}
    if "accent" in chosen:
        colours.update({name: mixed(colours["paper"], chosen["accent"], part) for name, part in _TINTS.items()})
    return {**colours, **chosen}


def faint(chosen: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Each pair that cannot be read: (the colour to change, its ground, what is wrong, what would do)."""
    colours = complete(chosen)
    told = set()
    for front, ground, least in PRINTED:
        found = contrast(colours[front], colours[ground])
        if found >= least:
            continue
        # Where only the ground is the user's, it is the ground that has to change.
        name = front if front in chosen or ground not in chosen else ground
        if name in told:
            continue
        told.add(name)
        kind = "words" if least == WORDS else "lines"
        what = (
            f"'{front}' {colours[front]} on '{ground}' {colours[ground]} stands at {rounded(found)}:1, "
            f"and {kind} need {least:g}:1"
        )
        yield name, ground, what, _remedy(name, chosen)


def rounded(ratio: float) -> str:
    """A ratio with two decimals, cut off: 4.499 must not read as 4.50."""
    return f"{int(ratio * 100) / 100:.2f}"


def mixed(one: str, other: str, part: float) -> str:
    """A colour between two; `part`: how much of the second."""
    channels = (round(int(one[at : at + 2], 16) * (1 - part) + int(other[at : at + 2], 16) * part) for at in (1, 3, 5))
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def _remedy(name: str, chosen: Mapping[str, str]) -> str:
    was = complete(chosen)[name]
    for step in range(1, 101):
        for towards, word in ((0.0, "darker"), (1.0, "lighter")):
            shade = _shade(was, towards, step / 100)
            if _reads(name, {**chosen, name: shade}):
                return f"take {shade}, the nearest {word} shade that does"
    return f"leave '{name}' out, or change the colours it stands with"


def _shade(colour: str, towards: float, part: float) -> str:
    """The same hue, as strong as before, `part` of the way to black (0) or white (1)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, strong = rgb_to_hls(red, green, blue)
    shade = hls_to_rgb(hue, light + (towards - light) * part, strong)
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in shade)


def _reads(name: str, chosen: Mapping[str, str]) -> bool:
    colours = complete(chosen)
    pairs = (pair for pair in PRINTED if name in pair[:2] or (name == "accent" and pair[1] in _TINTS))
    return all(contrast(colours[front], colours[ground]) >= least for front, ground, least in pairs)
