"""The command line of “policygen packs”: what is in each, and what is done with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from policygen import printout
from policygen.cli_options import AsJson, Layers, Packs

ANYBODY = {"organisation": "a school", "sector": "maintained-school", "nation": "england"}
"""Whose packs are listed where no answers are given."""


def packs(
    answers: Annotated[
        Path | None,
        typer.Argument(
            metavar="[ANSWERS.yaml]", help="What this organisation has; default: a maintained school in England."
        ),
    ] = None,
    pack: Packs = None,
    library: Layers = None,
    as_json: AsJson = False,
) -> None:
    """List what is in each pack, and what is done with it."""
    import policygen
    from policygen.answers import Answer, Answers
    from policygen.filling import Speaker
    from policygen.packs import Entry, culture_of, entries, named

    loaded = policygen.load_library(library or ())
    if answers:
        said = policygen.load_answers(answers, loaded)
        facts = policygen.derive(loaded, said)
        assessed = culture_of(answers, loaded, ["trustee"], []) is not None
    else:
        said = Answers({id: Answer("given", (value,)) for id, value in ANYBODY.items()}, {})
        facts, assessed = policygen.derive(loaded, said), True
    speaker = Speaker(loaded, facts, said)
    found: dict[str, tuple[Entry, ...]] = {
        id: entries(loaded, speaker, id, assessed=assessed) for id in named(pack or ["all"])
    }
    if as_json:
        typer.echo(
            json.dumps({id: [asdict(one) for one in each] for id, each in found.items()}, ensure_ascii=False, indent=1)
        )
        return
    for line in printout.packs(found, loaded, speaker):
        typer.echo(line)
