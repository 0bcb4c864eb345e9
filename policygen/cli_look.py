"""The command line of “policygen look” and “policygen template”: parse, begin or judge one file, print."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from policygen.template_check import Checked

look = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Your house style: fonts, colours, crest, paper, in one file."
)
template = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Your own Word template: begin one, or see what one will do."
)

LookFile = Annotated[
    Path | None,
    typer.Option("--look", metavar="LOOK.yaml", help="Your house style; see “policygen look new”."),
]


@look.command("new")
def new_look(
    file: Annotated[Path, typer.Argument(metavar="[LOOK.yaml]", help="The file to begin.")] = Path("look.yaml"),
) -> None:
    """Begin a look file: every key explained, saying what the house does anyway."""
    from policygen.errors import Problem, WriteError
    from policygen.files import write_atomic
    from policygen.look_file import starter

    if file.exists():
        raise WriteError(Problem(str(file), 0, "there is a file of that name already", "give it another name"))
    write_atomic(file, starter().encode("utf-8"))
    typer.echo(str(file))


@look.command("check")
def check_look(
    file: Annotated[Path, typer.Argument(metavar="[LOOK.yaml]", help="The look file.")] = Path("look.yaml"),
) -> None:
    """Read a look file, and say every mistake and what will stand in for what."""
    from policygen.look_file import read_look

    read = read_look(file)
    typer.echo(f"{file}: can be used; Word in {read.word_font}, PDF in {read.print_font}")
    _say(f"note: {note}" for note in read.notes)


@template.command("new")
def new_template(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="The template to begin.")],
    look: LookFile = None,
) -> None:
    """Begin a Word template: every style that is used, on one page, to be restyled in Word."""
    from policygen.look import DEFAULT
    from policygen.look_file import read_look
    from policygen.template_check import new_template

    typer.echo(str(new_template(file, context.obj(), read_look(look) if look else DEFAULT)))


@template.command("check")
def check_template(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="Your template.")],
    look: LookFile = None,
) -> None:
    """List the styles found in a template and those missing, and make one page in it beside it."""
    from policygen.look import DEFAULT
    from policygen.look_file import read_look
    from policygen.template_check import check_template

    _say(_told(file, check_template(file, context.obj(), read_look(look) if look else DEFAULT)))


def _told(file: Path, checked: Checked) -> Iterable[str]:
    found, added = checked.found, checked.added
    yield f"{file}: {len(found)} of {len(found) + len(added)} styles are yours{'; ours stand in for the rest' if added else ''}"
    yield "Found:"
    for match in found:
        as_said = "" if match.theirs.casefold() == match.name.casefold() else f" (yours: {match.theirs})"
        yield f"  {match.name}{as_said}"
    if added:
        yield "Missing, so that ours is added:"
    for match in added:
        yield f"  {match.name}" + (f" (built on your {match.rests})" if match.rests else "")
    own = checked.template
    kept = [edge.tag if edge.kind == "default" else f"{edge.kind} page’s {edge.tag}" for edge in own.edges]
    kept += ["theme"] if own.theme else []
    millimetres = " × ".join(f"{round(side / 1440 * 25.4)}" for side in (own.wide, own.high))
    yield f"Kept: page {millimetres} mm with its margins{''.join(f', {one}' for one in kept)}"
    yield from (f"Not kept: {one}" for one in own.left_out)
    yield from (f"Too pale: {one}" for one in checked.faint)
    yield f"One page to look at: {checked.sample}"


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
