"""What a Word template will do for our documents: which of its styles are used, what stands in for the rest, and one page to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lxml import etree

from policygen.colours import WORDS, rounded
from policygen.errors import AnswersError, Problem, WriteError
from policygen.files import write_atomic
from policygen.look import DEFAULT, Look, contrast
from policygen.swatch import swatch
from policygen.writers.word import write_word
from policygen.writers.word_dress import TITLE_HERE, VERSION_HERE
from policygen.writers.word_package import package
from policygen.writers.word_styles import Match, matches
from policygen.writers.word_template import Template, looked_through, style_contrast

_LANGUAGE = "en-GB"
_ORIGIN = {"document": "template"}
_FONT = {"Normal Table", "No List", "Default Paragraph Font"}
"""Styles that every Word file has and nobody sees."""


@dataclass(frozen=True)
class Checked:
    """What was found in a template, and where its page to look at was written."""

    template: Template
    found: tuple[Match, ...]
    added: tuple[Match, ...]
    faint: tuple[str, ...]
    """Styles whose letters are too pale on white, with the ratio."""
    sample: Path


def check_template(path: Path, on: date, look: Look = DEFAULT) -> Checked:
    """Look a template through, and write one page in it beside it, called NAME.sample.docx.

    Raises AnswersError where it cannot be used, WriteError where the page cannot be written."""
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"the template cannot be read ({error.strerror})"
        raise AnswersError(Problem(str(path), 0, what, "check its name, and close it in Word")) from None
    own = looked_through(data, path.name)
    theirs = etree.fromstring(own.styles)
    ours = etree.fromstring(package(replace(look, template=None), _LANGUAGE).parts["word/styles.xml"])
    styles = [one for one in theirs if etree.QName(one).localname == "style"]
    wanted = [one for one in ours if etree.QName(one).localname == "style"]
    said = tuple(match for match in matches(styles, wanted) if match.name not in _FONT)
    sample = path.with_name(f"{path.stem}.sample.docx")
    dressed = replace(look, template=data)
    write_atomic(
        sample, write_word(swatch("Your organisation", "Every style on one page", "1.0"), dressed, on, _ORIGIN)
    )
    return Checked(
        own,
        tuple(match for match in said if match.theirs),
        tuple(match for match in said if not match.theirs),
        tuple(_faint(theirs, [match for match in said if match.theirs])),
        sample,
    )


def new_template(path: Path, on: date, look: Look = DEFAULT) -> Path:
    """Write a template to restyle: every style we use on one page, with the places for the short title and the version.

    Raises WriteError where there is a file already, or where it cannot be written."""
    if path.suffix.lower() != ".docx":
        raise WriteError(Problem(str(path), 0, "a template is a .docx file", "give it a name that ends in .docx"))
    if path.exists():
        raise WriteError(Problem(str(path), 0, "there is a file of that name already", "give it another name"))
    page = swatch("Your organisation", TITLE_HERE, VERSION_HERE)
    write_atomic(path, write_word(page, replace(look, template=None, crest=None), on, _ORIGIN))
    return path


def _faint(styles: etree._Element, used: list[Match]) -> list[str]:
    told = []
    for match in used:
        colour = style_contrast(styles, match.their_id)
        ratio = contrast(colour, DEFAULT.paper) if colour else WORDS
        if ratio < WORDS:
            told.append(f"'{match.theirs}' {colour} on white stands at {rounded(ratio)}:1, and words need {WORDS:g}:1")
    return told
