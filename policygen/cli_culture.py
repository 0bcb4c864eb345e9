"""The command line of “policygen culture” and “policygen survey”: ask, bring counts in, say what is behind a reading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from policygen.cli_options import AnswersFile, Layers, On

culture = typer.Typer(
    name="culture",
    help="Assess your own culture, privately: ask, bring in the counts of a survey, see what is behind the reading.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Form = Annotated[
    str, typer.Option(metavar="short|full", help="Default: the short form for a small body, else the full one.")
]


@culture.command("ask")
def ask(
    context: typer.Context,
    answers: AnswersFile,
    plain: Annotated[bool, typer.Option("--plain", help="Numbered text, for a pipe or a screen reader.")] = False,
    form: Form = "",
    library: Layers = None,
) -> None:
    """Answer the statements in this terminal. Every answer is saved at once, in NAME.culture.yaml."""
    from policygen.culture_asking import ask_culture

    raise typer.Exit(ask_culture(answers, _load(library), context.obj(), plain=plain, form=_form(form)))


@culture.command("import")
def bring_in(
    context: typer.Context,
    answers: AnswersFile,
    counts: Annotated[
        Path, typer.Argument(metavar="COUNTS.xlsx", help="The workbook that ‘policygen survey’ made, filled in.")
    ],
    on: On = None,
    form: Form = "",
    library: Layers = None,
) -> None:
    """Bring in the counts of a survey, as the round of a day (--on; default: today)."""
    import policygen
    from policygen.assessed import usual_form
    from policygen.counted import bring_in as brought
    from policygen.counted import read_counts
    from policygen.culture_file import place
    from policygen.errors import AnswersError, Problem

    loaded = _load(library)
    said = policygen.load_answers(answers, loaded)
    try:
        data = counts.read_bytes()
    except OSError as error:
        what = f"the file cannot be read ({error.strerror or type(error).__name__})"
        raise AnswersError(Problem(str(counts), 0, what, "check the name, and close it in other programs")) from None
    counted, day = read_counts(data, counts.name, loaded), on or context.obj()
    chosen = _form(form) or usual_form(policygen.derive(loaded, said))
    people = brought(answers, loaded, day, chosen, counted)
    typer.echo(
        f"{place(answers)}: {len(counted.answers)} answers on what there is, and what {people} people said, for {day}"
    )


@culture.command("explain")
def explain(context: typer.Context, answers: AnswersFile, on: On = None, library: Layers = None) -> None:
    """Say what is behind the reading: the gates, and the statements behind each usual answer it offers."""
    import policygen
    from policygen.assessed import assess, offers
    from policygen.culture_file import load_culture, place
    from policygen.filling import Speaker

    loaded = _load(library)
    said = policygen.load_answers(answers, loaded)
    speaker = Speaker(loaded, policygen.derive(loaded, said), said)
    found = assess(loaded, speaker, load_culture(place(answers), loaded), on or context.obj())
    if found is None:
        typer.echo(f"nothing is answered in {place(answers).name}")
        return
    typer.echo(f"{found.on}: {found.name}")
    for gate in found.gates:
        typer.echo(f"gate {gate.id}: {gate.name}\n  “{gate.statement}”")
    for title in found.below:
        typer.echo(f"below ‘in place’: {title}")
    for offer in offers(loaded, speaker, found):
        typer.echo(f"offers {offer.question or 'a step of the plan'}: {offer.label or offer.because}")
        for statement in offer.statements:
            typer.echo(f"  “{statement}”")


@culture.command("items")
def items(library: Layers = None) -> None:
    """List every statement, dimension by dimension, with its id."""
    loaded = _load(library)
    for dimension in loaded.dimensions.values():
        typer.echo(f"{dimension.id}: {dimension.title}")
        for item in loaded.items.values():
            if item.dimension == dimension.id:
                marks = [
                    mark
                    for mark, so in (("short", item.short), ("turned", item.reversed), (item.gate, item.gate))
                    if so
                ]
                typer.echo(f"  {item.id} [{item.kind}{', ' + ', '.join(marks) if marks else ''}] {item.ask}")


def survey(
    context: typer.Context,
    answers: AnswersFile,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the papers go.")] = Path("out"),
    on: On = None,
    format: Annotated[str, typer.Option(metavar="docx,pdf,html", help="Which formats.")] = "docx,pdf",
    form: Form = "",
    library: Layers = None,
) -> None:
    """Make the culture questionnaires on paper, one a group, and a workbook for the counts."""
    import policygen
    from policygen.files import slug, write_atomic
    from policygen.surveyed import drawn

    loaded = _load(library)
    said = policygen.load_answers(answers, loaded)
    folder = out / slug(said.text("organisation")) / "culture-survey"
    kinds = tuple(dict.fromkeys(kind.strip() for kind in format.split(",") if kind.strip()))
    for name, data in list(drawn(loaded, said, on or context.obj(), _form(form), kinds)):
        write_atomic(folder / name, data)
        typer.echo(str(folder / name))


def _load(layers: list[Path] | None) -> Any:
    import policygen

    return policygen.load_library(layers or ())


def _form(form: str) -> str:
    if form not in ("", "short", "full"):
        raise typer.BadParameter(f"'{form}' is not a form; write short or full")
    return form
