"""The command line of “policygen build”: the documents of one organisation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from policygen import printout
from policygen.cli_look import LookFile
from policygen.cli_options import Accessible, AnswersFile, AsJson, Contents, Layers, On, Packs, PdfEngine

LEFT = 3
"""The exit code where something is left to confirm and --strict was said."""


def build(
    context: typer.Context,
    answers: AnswersFile,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Where the documents go, in a folder of the organisation's name."
        ),
    ] = Path("out"),
    on: On = None,
    format: Annotated[
        str, typer.Option(metavar="docx,pdf,html,md,xlsx", help="Which formats; workbooks are xlsx alone.")
    ] = "docx,pdf,html,md,xlsx",
    document: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Which documents; default: all of the pack. Repeatable.")
    ] = None,
    pack: Packs = None,
    library: Layers = None,
    look: LookFile = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 if anything is left to confirm.")] = False,
    contents: Contents = "pages",
    accessible: Accessible = False,
    pdf_engine: PdfEngine = "typst",
    as_json: AsJson = False,
) -> None:
    """Make the documents."""
    import policygen
    from policygen.formats import Drawing
    from policygen.generate import default_date
    from policygen.look_file import look_for
    from policygen.packs import culture_of

    loaded = policygen.load_library(library or ())
    said = policygen.load_answers(answers, loaded)
    chosen, wanted = pack or ["school"], document or []
    dressed = look_for(answers, look)
    made = policygen.build(
        loaded,
        said,
        out,
        on=on or default_date(said, context.obj()),
        formats=tuple(dict.fromkeys(kind.strip() for kind in format.split(",") if kind.strip())),
        wanted=wanted,
        packs=chosen,
        culture=culture_of(answers, loaded, chosen, wanted),
        drawing=Drawing(dressed, contents, pdf_engine, accessible),
    )
    for note in (*made.notes, *dressed.notes, *printout.kept(made)):
        typer.echo(note if note.startswith("note: ") else f"note: {note}", err=True)
    if as_json:
        typer.echo(json.dumps(made.manifest, ensure_ascii=False, indent=1))
    else:
        for path in made.files:
            typer.echo(str(path))
    for line in printout.left(made):
        typer.echo(line, err=as_json or strict)
    if strict and any(one.document.cover.draft for one in made.documents):
        raise typer.Exit(LEFT)
