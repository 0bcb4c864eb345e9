"""The command line of “policygen new”: parse, begin a clause, a question or a sector, print what is left to write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policygen import printout

if TYPE_CHECKING:
    from policygen.skeletons import Begun

new = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Begin a clause, a question or a sector: its files, and what to write in them.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Its id: small letters, digits and hyphens.")]
Into = Annotated[
    list[Path] | None,
    typer.Option("--library", metavar="DIR", help="Your own folder, made if need be; with several, the last."),
]
After = Annotated[str, typer.Option(metavar="ID", help="Behind which it goes; default: at the end.")]


@new.command("clause")
def new_clause(
    name: Name,
    document: Annotated[str, typer.Option(metavar="ID", help="Its document.")] = "low-level-concerns-policy",
    section: Annotated[str, typer.Option(metavar="ID", help="Its section; default: that of --after.")] = "",
    after: After = "",
    library: Into = None,
) -> None:
    """Begin a clause with its case."""
    from policygen.skeletons import begin_clause

    _say(begin_clause(name, library or (), document=document, section=section, after=after))


@new.command("question")
def new_question(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its id: small letters, digits and underscores.")],
    section: Annotated[str, typer.Option(metavar="ID", help="Its section; default: that of --after.")] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help="text, choice, many, yes_no, person, date …")] = "text",
    after: After = "",
    library: Into = None,
) -> None:
    """Begin a question."""
    from policygen.skeletons import begin_question

    _say(begin_question(name, library or (), section=section, kind=kind, after=after))


@new.command("sector")
def new_sector(
    name: Name,
    within: Annotated[str, typer.Option(metavar="FAMILY", help="The family whose clauses and words it takes.")] = "",
    library: Into = None,
) -> None:
    """Begin a kind of organisation with its example."""
    from policygen.skeletons import begin_sector

    _say(begin_sector(name, library or (), within=within))


def _say(made: Begun) -> None:
    for line in printout.begun(made):
        typer.echo(line)
