"""A `look.yaml` read and judged: what stands in it, what it takes from the house, and every mistake with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from policygen.bundled import TEMPLATES
from policygen.colours import NAMES, complete, faint
from policygen.crests import beside, read_crest
from policygen.errors import AnswersError, PolicygenError, Problem
from policygen.look import DEFAULT, Crest, Look
from policygen.reading import Table, Words, read_table, record
from policygen.typefaces import given, printed, twin

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Millimetres."""
NUMBERS = {"1 1.1": ("", ""), "1. 1.1": (".", ""), "1. 1.1.": (".", ".")}
"""How the numbers of a section and of a clause may be written. None is left out: other papers refer to them."""
_MOST_TEMPLATE = 10_000_000


def _points(value: object) -> object:
    return _number(value, 6, 48)


def _length(value: object) -> object:
    return _number(value, 10, 40)


def _number(value: object, least: float, most: float) -> object:
    try:
        number = float(str(value))
    except ValueError:
        number = -1
    if not least <= number <= most:
        raise ValueError(f"should be a number from {least:g} to {most:g}")
    return number


def _colour(value: object) -> object:
    if value == "":
        raise ValueError('is empty: put the colour in quotes, as in "#1D4E79", because YAML takes # for a note')
    if not re.fullmatch(r"#?[0-9A-Fa-f]{6}", str(value)):
        raise ValueError('should be a colour such as "#1D4E79"')
    return "#" + str(value).lstrip("#").upper()


def _face(value: object) -> object:
    if not re.fullmatch(r"[\w][\w .&'-]{0,59}", str(value)):
        raise ValueError("should be the name of a font, as Word shows it")
    return value


Points = Annotated[float, BeforeValidator(_points)]
Colour = Annotated[str, BeforeValidator(_colour)]
Face = Annotated[str, BeforeValidator(_face)]


@dataclass(frozen=True)
class _Fonts:
    word: Face = ""
    complex: Face = ""
    print: Face = ""
    files: Words = ()


@dataclass(frozen=True)
class _Colours:
    ink: Colour = ""
    accent: Colour = ""
    muted: Colour = ""
    alert: Colour = ""
    line: Colour = ""
    band: Colour = ""
    notice: Colour = ""
    gap: Colour = ""
    assumed: Colour = ""


@dataclass(frozen=True)
class _Sizes:
    body: Points = DEFAULT.body_size
    lead: Points = DEFAULT.lead_size
    small: Points = DEFAULT.small_size
    title: Points = DEFAULT.title_size
    section: Points = DEFAULT.heading_sizes[0]
    clause: Points = DEFAULT.heading_sizes[1]
    subheading: Points = DEFAULT.heading_sizes[2]


@dataclass(frozen=True)
class _File:
    fonts: _Fonts = field(default_factory=_Fonts)
    colours: _Colours = field(default_factory=_Colours)
    sizes: _Sizes = field(default_factory=_Sizes)
    crest: str = ""
    crest_alt: str = ""
    paper: Literal["a4", "letter"] = "a4"
    margin: Annotated[float, BeforeValidator(_length)] = DEFAULT.margin
    numbering: Literal["1 1.1", "1. 1.1", "1. 1.1."] = "1 1.1"
    template: str = ""


def read_look(path: Path) -> Look:
    """The look that a file describes; whatever it does not say is the house's own. Raises AnswersError with every mistake.

    Files it names stand beside it: none is looked for in another folder than its own and those below."""
    shown = path.name
    table = read_table(path, shown, AnswersError)
    problems: list[Problem] = []
    said = record(_File, table, shown, problems)
    if said is None or problems:
        raise AnswersError(*sorted(problems))

    def line(*keys: str) -> int:
        found, here = table.line, table
        for key in keys:
            if not isinstance(here, Table) or key not in here:
                break
            found, here = here.lines[key], here[key]
        return found

    chosen = {name: value for name in NAMES if (value := getattr(said.colours, name))}
    problems.extend(Problem(shown, line("colours", name), what, remedy) for name, _, what, remedy in faint(chosen))
    look, crest, template, own = DEFAULT, None, None, DEFAULT
    try:
        template, own = _template(said, shown, path.parent, line("template"))
    except PolicygenError as error:
        problems.extend(error.problems)
    try:
        look = _typeset(said, own, shown, path.parent, line("fonts"), line("fonts", "print"))
    except PolicygenError as error:
        problems.extend(error.problems)
    try:
        crest = _crest(said, shown, path.parent, line("crest"))
    except PolicygenError as error:
        problems.extend(error.problems)
    if problems:
        raise AnswersError(*sorted(problems))
    sizes = said.sizes
    return replace(
        _coloured(look, complete(chosen)), body_size=sizes.body, lead_size=sizes.lead, small_size=sizes.small,
        title_size=sizes.title, heading_sizes=(sizes.section, sizes.clause, sizes.subheading), margin=said.margin,
        page=PAPERS[said.paper], number_ends=NUMBERS[said.numbering], crest=crest, template=template,
    )  # fmt: skip


def _coloured(look: Look, colours: dict[str, str]) -> Look:
    changes: dict[str, Any] = dict(colours)
    return replace(look, **changes)


def look_for(answers: Path, path: Path | None = None) -> Look:
    """The look of one organisation: that of `path`, else the house's, with the crest kept beside its answers file.

    A crest that the look names goes before the one beside the answers. Raises AnswersError."""
    look = read_look(path) if path else DEFAULT
    kept = None if look.crest else beside(answers)
    return replace(look, crest=read_crest(kept)) if kept else look


def starter() -> str:
    """A look file with every key explained, which says what the house does anyway."""
    return (TEMPLATES / "look.yaml").read_text(encoding="utf-8")


def _typeset(said: _File, own: Look, shown: str, folder: Path, line: int, print_line: int) -> Look:
    """The fonts; `own`: the house's look, or with a template, one in the template's font."""
    fonts = said.fonts
    word = fonts.word or own.word_font
    notes = own.notes
    if fonts.files:
        name, files = given(tuple(_near(folder, file, shown, line) for file in fonts.files), shown, line)
        if fonts.print and fonts.print.casefold() != name.casefold():
            what = f"the files hold '{name}', not '{fonts.print}'"
            raise AnswersError(Problem(shown, print_line, what, f"write 'print: {name}', or leave it out"))
    elif fonts.print:
        name, files = printed(fonts.print, shown, print_line)
    else:
        name, files, note = twin(word)
        notes = (*notes, *([note] if note else []))
    return replace(
        DEFAULT, word_font=word, word_complex_font=fonts.complex or DEFAULT.word_complex_font, print_font=name,
        font_files=files, notes=notes,
    )  # fmt: skip


def _crest(said: _File, shown: str, folder: Path, line: int) -> Crest | None:
    if not said.crest:
        if said.crest_alt:
            raise AnswersError(Problem(shown, line, "'crest_alt' stands without a 'crest'", "name the crest's file"))
        return None
    path = _near(folder, said.crest, shown, line)
    try:
        return replace(read_crest(path, said.crest), alt=" ".join(said.crest_alt.split()))
    except AnswersError as error:
        (first, *_) = error.problems
        raise AnswersError(Problem(shown, line, f"{said.crest}: {first.what}", first.remedy)) from None


def _template(said: _File, shown: str, folder: Path, line: int) -> tuple[bytes | None, Look]:
    """The template, and the house's look with its font and with what is said of it."""
    if not said.template:
        return None, DEFAULT
    from policygen.writers.word_template import looked_through

    path = _near(folder, said.template, shown, line)
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_TEMPLATE else b"\0" * (_MOST_TEMPLATE + 1)
    except OSError as error:
        what = f"the template {said.template} cannot be read ({error.strerror})"
        raise AnswersError(Problem(shown, line, what, "put it beside this file")) from None
    try:
        found = looked_through(data, said.template)
    except AnswersError as error:
        (first, *_) = error.problems
        raise AnswersError(Problem(shown, line, f"{said.template}: {first.what}", first.remedy)) from None
    notes = tuple(f"{said.template}: not kept: {note}" for note in found.left_out)
    return data, replace(DEFAULT, word_font=found.font or DEFAULT.word_font, notes=notes)


def _near(folder: Path, name: str, shown: str, line: int) -> Path:
    """A file beside the look or below it; a look handed on must not reach for the files of whoever uses it."""
    path = folder / name
    inside = not Path(name).is_absolute() and path.resolve().is_relative_to(folder.resolve())
    if not inside:
        raise AnswersError(Problem(shown, line, f"'{name}' lies in another folder", f"put it beside {shown}"))
    if not path.is_file():
        raise AnswersError(
            Problem(shown, line, f"there is no file '{name}'", f"put it beside {shown}, or correct its name")
        )
    return path
