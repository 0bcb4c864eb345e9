"""The command line of “policygen questions”: the list, the paper for a meeting, and the messages to colleagues."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from policygen import printout
from policygen.cli_options import AsJson, Layers
from policygen.errors import Problem, WriteError

if TYPE_CHECKING:
    from policygen.library import Library

PAPER = ("docx", "pdf", "html", "md")


def questions(
    context: typer.Context,
    library: Layers = None,
    as_json: AsJson = False,
    open: Annotated[
        Path | None,
        typer.Option("--open", metavar="ANSWERS.yaml", help="Print a message to a colleague for each open question."),
    ] = None,
    format: Annotated[
        str, typer.Option(metavar="docx|pdf|html|md", help="Make the questionnaire on paper, for a meeting.")
    ] = "",
    sector: Annotated[str, typer.Option(metavar="ID", help="On paper: for this kind of organisation.")] = "",
    nation: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="On paper: in this nation; default: england. Repeatable.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="On paper: the file; default: questionnaire.FORMAT."),
    ] = None,
) -> None:
    """List every question, with its answers and who usually knows; or print them for a meeting, or ask colleagues."""
    import policygen

    loaded = policygen.load_library(library or ())
    if open:
        _letters(loaded, open, as_json)
    elif format or out or sector or nation:
        _paper(
            loaded, format or (out.suffix.lstrip(".") if out else ""), sector, tuple(nation or ()), out, context.obj()
        )
    elif as_json:
        _print([asdict(question) for question in loaded.questions.values()])
    else:
        for line in printout.questions(loaded):
            typer.echo(line)


def _letters(library: Library, path: Path, as_json: bool) -> None:
    import policygen
    from policygen.interview import interview
    from policygen.letters import letters

    made = letters(interview(library, policygen.load_answers(path, library)))
    if as_json:
        _print([asdict(letter) for letter in made])
        return
    for line in printout.letters(made):
        typer.echo(line)


def _paper(library: Library, kind: str, sector: str, nations: tuple[str, ...], out: Path | None, on: date) -> None:
    from policygen.files import write_atomic
    from policygen.formats import writer
    from policygen.look import DEFAULT
    from policygen.provenance import origin_of
    from policygen.questionnaire import nations_of, questionnaire

    there = nations_of(library, sector)
    if not nations:
        nations = there[:1]
        if len(there) > 1:
            others = ", ".join(there[1:])
            typer.echo(f"note: for {library.nations[nations[0]].name}; with --nation for {others}", err=True)
    document = questionnaire(library, sector, nations, on)
    if kind not in PAPER:
        what = f"no format is called '{kind}'" if kind else "no format is named"
        raise WriteError(Problem("--format", 0, what, f"name one of {', '.join(PAPER)}"))
    path = out or Path(f"{document.id}.{kind}")
    write_atomic(path, writer(kind)(document, DEFAULT, on, origin_of(library, document, on)))
    typer.echo(str(path))


def _print(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)
