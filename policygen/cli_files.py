"""The command line of “policygen inspect” and “policygen issue”: files that were made before."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from policygen import printout
from policygen.cli_options import AsJson, day


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .docx, .pdf, .html or .md file.")],
    as_json: AsJson = False,
) -> None:
    """Say where a file comes from, which clauses stand in it, and what was changed in it since."""
    import policygen

    told = policygen.inspect(file)
    if as_json:
        typer.echo(json.dumps(asdict(told), ensure_ascii=False, indent=1))
        return
    for line in printout.inspected(told):
        typer.echo(line)


def issue(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of one organisation's documents.")],
    on: Annotated[
        date | None, typer.Option("--on", parser=day, metavar="DATE", help="The day they were adopted; default: today.")
    ] = None,
    with_gaps: Annotated[bool, typer.Option("--with-gaps", help="Issue them though they are drafts.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back that they were issued.")] = False,
) -> None:
    """Mark documents as adopted: they are never written over, and later ones go into a folder beside them."""
    import policygen

    if withdraw:
        since = policygen.withdraw(folder)
        typer.echo(f"{folder} is no longer marked as issued on {since}. Its files are as they were.")
        return
    for line in printout.issued(policygen.issue(folder, on or context.obj(), with_gaps=with_gaps)):
        typer.echo(line)
