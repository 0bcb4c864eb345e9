"""The command line: parse, call one public function, print."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from policygen import printout
from policygen.cli_batch import batch, impact, libraries, sheet
from policygen.cli_build import build
from policygen.cli_culture import culture, survey
from policygen.cli_files import inspect, issue
from policygen.cli_look import look, template
from policygen.cli_new import new
from policygen.cli_options import AnswersFile, AsJson, Layers, On
from policygen.cli_packs import packs
from policygen.cli_questions import questions
from policygen.errors import NeedsTerminal, PolicygenError

DONE, FAILED, USAGE, LEFT, INTERRUPTED = 0, 1, 2, 3, 130

app = typer.Typer(
    name="policygen",
    help="Make your organisation's own low-level concerns policy, in Word, PDF, HTML and Markdown, and the papers around it, from plain questions.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(new, name="new")
app.add_typer(look, name="look")
app.add_typer(template, name="template")
app.command()(build)
app.command()(questions)
app.command()(sheet)
app.command()(batch)
app.command()(impact)
app.add_typer(libraries, name="library")
app.command()(inspect)
app.command()(issue)
app.add_typer(culture, name="culture")
app.command()(survey)
app.command()(packs)


def _version(wanted: bool) -> None:
    if wanted:
        from policygen.provenance import program_version

        typer.echo(f"policygen {program_version()}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program an error arose.")] = False,
) -> None:
    if debug:
        os.environ["POLICYGEN_DEBUG"] = "1"
    context.obj = date.today  # the clock, for commands that stand in other modules
    if context.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            typer.echo(context.get_help())
            raise typer.Exit(USAGE)
        from policygen.front_door import offer

        offer(Path(), date.today, context.get_help())


def _load(layers: list[Path] | None) -> Any:
    import policygen

    return policygen.load_library(layers or ())


def _both(path: Path, layers: list[Path] | None, on: date | None) -> tuple[Any, Any, date]:
    import policygen
    from policygen.generate import default_date

    library = _load(layers)
    answers = policygen.load_answers(path, library)
    return library, answers, on or default_date(answers, date.today())


def _say(lines: Iterable[str], err: bool = False) -> None:
    for line in lines:
        typer.echo(line, err=err)


def _print(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)  # a date is then year-month-day


@app.command()
def ask(
    answers: Annotated[
        Path, typer.Argument(metavar="[ANSWERS.yaml]", help="The answers file; made if it is not there.")
    ] = Path("answers.yaml"),
    plain: Annotated[bool, typer.Option("--plain", help="Numbered text, for a pipe or a screen reader.")] = False,
    on: On = None,
    library: Layers = None,
) -> None:
    """Answer the questions in this terminal. Every answer is saved at once."""
    import policygen

    raise typer.Exit(policygen.ask(answers, _load(library), on or date.today(), plain=plain))


@app.command()
def web(
    answers: Annotated[
        Path,
        typer.Argument(
            metavar="[ANSWERS.yaml|FOLDER]",
            help="The answers file, made if it is not there, or a folder of several; default: this folder.",
        ),
    ] = Path(),
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Default: any that is free.")] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Do not open the browser; print the address alone.")
    ] = False,
    library: Layers = None,
) -> None:
    """Answer the questions in a browser on this computer, and make the documents there."""
    import policygen

    policygen.serve(answers, _load(library), date.today, port=port, show=not no_open)


@app.command()
def explain(
    answers: AnswersFile,
    clause: Annotated[str, typer.Argument(metavar="[CLAUSE]", help="One clause's id; default: all.")] = "",
    on: On = None,
    library: Layers = None,
    as_json: AsJson = False,
) -> None:
    """Say why each clause is in or out."""
    import policygen

    loaded, said, day = _both(answers, library, on)
    told = policygen.explain(loaded, said, day, clause)
    if as_json:
        _print(asdict(told))
    else:
        _say(printout.explained(told, clause))


@app.command()
def matrix(answers: AnswersFile, on: On = None, library: Layers = None, as_json: AsJson = False) -> None:
    """List every requirement that applies and where it is met."""
    import policygen

    loaded, said, day = _both(answers, library, on)
    rows = policygen.matrix(loaded, said, day)
    if as_json:
        _print([asdict(row) for row in rows])
    else:
        _say(printout.matrix(rows))
    if any(not row.clauses for row in rows):
        raise typer.Exit(FAILED)


@app.command()
def check(
    library: Layers = None,
    sector: Annotated[list[str] | None, typer.Option(metavar="ID", help="This sector alone. Repeatable.")] = None,
    nation: Annotated[list[str] | None, typer.Option(metavar="ID", help="This nation alone. Repeatable.")] = None,
    as_json: AsJson = False,
) -> None:
    """Prove the clause library, and list every mistake in it."""
    import policygen

    proof = policygen.check(library or (), sector or (), nation or ())
    if as_json:
        _print(
            {
                "problems": [asdict(problem) for problem in proof.problems],
                "clauses": proof.clauses,
                "requirements": proof.requirements,
                "met": {" in ".join(pair): {"apply": apply, "met": met} for pair, (apply, met) in proof.met.items()},
                "walks": proof.walks,
                "unconfirmed": proof.unconfirmed,
            }
        )
    else:
        _say(printout.proved(proof))
    if proof.problems:
        typer.echo("1 mistake" if len(proof.problems) == 1 else f"{len(proof.problems)} mistakes", err=True)
        raise typer.Exit(FAILED)


@app.command()
def doctor() -> None:
    """Say whether this machine has all that is needed."""
    import policygen

    found = policygen.doctor()
    for one in found:
        typer.echo(f"{'ok ' if one.fine else 'NO '} {one.what}: {one.told}")
    if not all(one.fine for one in found):
        raise typer.Exit(FAILED)


def main() -> None:
    """Run the program; errors in the user's words on stderr, no traceback without --debug."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    gc.set_threshold(
        50_000
    )  # documents are made in trees, which go by themselves: looking for rubbish so often finds none
    sys.exit(_run(lambda: app(standalone_mode=True)))


def _run(call: Callable[[], object]) -> int:
    try:
        call()
    except NeedsTerminal as error:
        print(error, file=sys.stderr)
        return USAGE
    except PolicygenError as error:
        if os.environ.get("POLICYGEN_DEBUG"):
            raise
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    return DONE


if __name__ == "__main__":
    main()
