"""How documents look: one record of fonts, colours and sizes that every writer draws with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Crest:
    """An organisation's crest, made safe: nothing in it but the picture, nothing fetched from elsewhere."""

    png: bytes
    """sRGB, at most 1,200 pixels a side, without metadata."""
    svg: str
    """The same as a drawing, sharp at any size; where only a picture was given, that picture inside a drawing."""
    drawn: bool
    """Whether it was given as a drawing."""
    width: int
    height: int
    """Pixels of `png`; only their proportion counts on paper."""
    alt: str = ""
    """What it says to those who cannot see it; empty: “Crest of” and the organisation's name."""

    def told(self, organisation: str) -> str:
        """Its alternative text."""
        return self.alt or f"Crest of {organisation}"

    def within(self, wide: float, high: float) -> tuple[float, float]:
        """Width and height at which it fits a space, in the units of the space."""
        scale = min(wide / self.width, high / self.height)
        return self.width * scale, self.height * scale


@dataclass(frozen=True, slots=True)
class Look:
    """Fonts, colours and sizes. Colours are `#RRGGBB`; sizes are points; lengths are millimetres.

    Every text colour stands at 4.5:1 or more on every ground it is printed on, and `line` at 3:1 on paper
    (WCAG 2.2, AA: 1.4.3 and 1.4.11). A look of one's own has to keep to that; `contrast` measures it.
    """

    word_font: str
    """Named in Word files, so a font that Office has on every machine."""
    word_complex_font: str
    """Arabic and Hebrew letters in Word."""
    print_font: str
    """Bundled, with the same widths as `word_font`, for PDF, pictures and measuring."""
    paper: str
    ink: str
    accent: str
    """Headings, links, bars and the strong edges of boxes."""
    muted: str
    """Small print: the guidance followed, hints, header and footer."""
    alert: str
    """The word DRAFT and what must be settled before adoption."""
    line: str
    """Rules of tables and forms."""
    band: str
    """Ground of header rows and of labels on a form."""
    notice: str
    """Ground of a box that must not be missed."""
    gap: str
    """Highlight of an answer that is missing."""
    assumed: str
    """Highlight of words that rest on a usual answer."""
    body_size: float
    lead_size: float
    small_size: float
    title_size: float
    heading_sizes: tuple[float, float, float]
    """Sections and appendices, clauses, sub-headings."""
    margin: float
    """The same on all four sides of the page."""
    page: tuple[float, float] = (210, 297)
    """Width and height of a sheet, upright."""
    number_ends: tuple[str, str] = ("", "")
    """The sign after the number of a section, and after that of a clause."""
    font_files: tuple[Path, ...] = ()
    """Regular and bold of `print_font`, where it is not among the fonts that every document is set with."""
    crest: Crest | None = None
    template: bytes | None = None
    """A Word file of the organisation's own, looked through (`writers.word_template`)."""
    notes: tuple[str, ...] = ()
    """What its author should know, such as a font that stands in for another."""


DEFAULT = Look(
    word_font="Calibri",
    word_complex_font="Arial",
    print_font="Carlito",
    paper="#FFFFFF",
    ink="#1B1F24",
    accent="#1D4E79",
    muted="#56606B",
    alert="#9B2C12",
    line="#7C8894",
    band="#E4ECF4",
    notice="#EEF4FA",
    gap="#FFEFA3",
    assumed="#FCE3CC",
    body_size=10.5,
    lead_size=12,
    small_size=9,
    title_size=30,
    heading_sizes=(16, 11.5, 10.5),
    margin=20,
)


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 (the same) to 21 (black on white), as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
