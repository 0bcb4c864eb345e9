"""The command line of “policygen sheet”, “policygen batch”, “policygen impact” and “policygen library”."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policygen.cli_look import LookFile
from policygen.cli_options import Accessible, AsJson, Contents, Layers, On, Packs, PdfEngine
from policygen.cli_options import day as typed_day

if TYPE_CHECKING:
    from policygen.batch import Results, Run
    from policygen.columns import Column
    from policygen.jobs import Job, Result
    from policygen.plans import Outcome, Planned

DONE, NONE, SOME = 0, 1, 3
Sectors = Annotated[list[str] | None, typer.Option("--sector", metavar="ID", help="For this sector alone. Repeatable.")]


def sheet(
    context: typer.Context,
    clients: Annotated[
        Path, typer.Argument(metavar="CLIENTS.xlsx", help="The workbook to make; a .csv holds the columns alone.")
    ],
    sector: Sectors = None,
    fill: Annotated[
        Path | None, typer.Option("--from", metavar="FOLDER", help="Fill it with the answers files of this folder.")
    ] = None,
    library: Layers = None,
) -> None:
    """Make a workbook in which many organisations are entered, one a row."""
    import policygen
    from policygen.columns import columns
    from policygen.files import write_new
    from policygen.writers.clients_sheet import blank_csv, filled, write_clients

    loaded = policygen.load_library(library or ())
    wanted = columns(loaded, sector or ())
    rows = filled(loaded, wanted, fill) if fill else ()
    day: date = context.obj()
    data = (
        blank_csv(wanted, rows)
        if clients.suffix.casefold() == ".csv"
        else write_clients(wanted, loaded.version, day, rows)
    )
    write_new(clients, data)
    typer.echo(str(clients))


def batch(
    context: typer.Context,
    clients: Annotated[
        Path,
        typer.Argument(
            metavar="CLIENTS.xlsx",
            help="A workbook or CSV file with one organisation a row, or a folder of answers files.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Where the folders of the organisations go.")
    ] = Path("out"),
    on: On = None,
    format: Annotated[str, typer.Option(metavar="docx,pdf,html,md,xlsx", help="Which formats.")] = "docx,pdf,xlsx",
    document: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Which documents; default: all. Repeatable.")
    ] = None,
    pack: Packs = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=0, help="How many at a time; 0: one a processor.")
    ] = 0,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every row and write the problems; make nothing.")
    ] = False,
    only_valid: Annotated[
        bool,
        typer.Option(
            "--only-valid", help="Leave out organisations with doubts as well, such as an odd telephone number."
        ),
    ] = False,
    look: LookFile = None,
    contents: Contents = "pages",
    accessible: Accessible = False,
    pdf_engine: PdfEngine = "typst",
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://…", help="Make them on a Dask cluster: docs/cluster.md.")
    ] = "",
    library: Layers = None,
    as_json: AsJson = False,
) -> None:
    """Make the documents of many organisations. Exit 3: some could not be made; 1: none could."""
    import policygen
    from policygen.columns import columns
    from policygen.fingerprint import identity
    from policygen.formats import Drawing, known
    from policygen.jobs import Order
    from policygen.keeping import kept
    from policygen.loading import places
    from policygen.look import DEFAULT
    from policygen.look_file import read_look
    from policygen.packs import named
    from policygen.plans import plan
    from policygen.pools import begun, processes, side_by_side
    from policygen.provenance import MANIFEST

    started = time.perf_counter()
    loaded = policygen.load_library(library or ())
    day = on or context.obj()
    drawing = Drawing(read_look(look) if look else DEFAULT, contents, pdf_engine, accessible)
    formats = known(kind.strip() for kind in format.split(",") if kind.strip())
    packs = named(pack or ["school"])
    order = Order(day, formats, tuple(document or ()), packs, drawing, tuple(library or ()), identity(loaded))
    wanted = kept(places(library or ()), lambda: columns(loaded), "columns")
    # On a first run there is something to make: whoever makes it gets ready while the rows are read.
    first, several = not (dry_run or scheduler or (out / MANIFEST).exists()), jobs or processes()
    with (
        begun(order, several if first else 1) as pool,
        plan(clients, loaded, wanted, order, only_valid=only_valid) as planned,
    ):
        _problems(planned, clients, out, wanted, loaded.version, day)
        if dry_run:
            typer.echo(f"{planned.sound} can be made, {len(planned.refused)} cannot.")
            raise typer.Exit(_code(planned.sound, len(planned.refused)))

        def results(given: Iterator[Job]) -> Iterator[Result]:
            if scheduler:
                from policygen.cluster import on_cluster

                return on_cluster(given, order, planned.register, scheduler)
            return side_by_side(given, order, planned.register, several, pool)

        count = _made(planned, out, results, loaded.version, started)
    if as_json:
        typer.echo((out / "manifest.json").read_text(encoding="utf-8"), nl=False)
    else:
        typer.echo(
            f"{count.made} made, {count.unchanged} unchanged, {count.failed} not made; {count.drafts} have something to confirm."
        )
        typer.echo(str(out / "index.html"))
    raise typer.Exit(_code(count.made + count.unchanged, count.failed))


def _code(fine: int, failed: int) -> int:
    return DONE if not failed else SOME if fine else NONE


def _problems(planned: Planned, given: Path, out: Path, columns: Sequence[Column], version: str, on: date) -> None:
    """Every problem in a new workbook, and the first of them on stderr; what somebody entered is never written to."""
    from policygen.problem_book import clear_problems, put_problems

    if not planned.troubles:
        clear_problems(out, given)
        return
    book = put_problems(out, given, columns, version, on, planned.rows, planned.troubles)
    for trouble in planned.troubles[:20]:
        typer.echo(f"{'problem' if trouble.refused else 'check'}: {trouble}", err=True)
    if len(planned.troubles) > 20:
        typer.echo(f"and {len(planned.troubles) - 20} more", err=True)
    typer.echo(f"All of them, with a link to each cell: {book}", err=True)


def _made(planned: Planned, out: Path, results: Results, version: str, started: float) -> Run:
    from policygen.batch import run
    from policygen.batch_report import write_reports, write_times
    from policygen.pools import most_memory

    order = planned.order
    with _Progress() as tell:
        count = run(
            planned,
            out,
            results,
            lambda outcomes: write_reports(out, outcomes, version, order.on, order.drawing.look),
            tell,
        )
    write_times(out, count, time.perf_counter() - started, most_memory())
    return count


class _Progress:
    """How far it is: a bar in a terminal, else a line for each failure and for each tenth."""

    def __enter__(self) -> _Progress:
        self.bar = None
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self.bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self.bar.start()
            self.task = self.bar.add_task("Organisations", total=None)
        self.tenth = 0
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()

    def __call__(self, done: int, all: int, one: Outcome) -> None:
        if one.did == "failed":
            for why in one.why:
                print(f"not made: {one.name}: {why}", file=sys.stderr)
        if self.bar:
            self.bar.update(self.task, completed=done, total=all)
        elif all and (tenth := done * 10 // all) > self.tenth:
            self.tenth = tenth
            print(f"{done} of {all}", file=sys.stderr)


def impact(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What 'build' or 'batch' wrote to.")],
    on: Annotated[
        date | None, typer.Option("--on", parser=typed_day, metavar="DATE", help="The day to look at; default: today.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the answers files are, if not in DIR.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write a note for each organisation, in Word, into DIR/_changes.")
    ] = False,
    library: Layers = None,
    as_json: AsJson = False,
) -> None:
    """List which organisations and clauses a new edition or a changed library touches, and why, without making anything."""
    import json
    from dataclasses import asdict

    import policygen
    from policygen import impact as looked
    from policygen import printout

    loaded = policygen.load_library(library or ())
    day = on or context.obj()
    found = tuple(looked.impact(loaded, folder, day, answers))
    if write:
        from policygen.files import write_atomic
        from policygen.formats import AS_SHIPPED, writer
        from policygen.provenance import origin_of

        for one in found:
            paper = looked.note(one, loaded, day)
            data = writer("docx")(paper, AS_SHIPPED.look, day, origin_of(loaded, paper, day))
            write_atomic(folder / "_changes" / f"{one.folder.name}-{day.isoformat()}.docx", data)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1, default=str))
        return
    for line in printout.touched(found, day):
        typer.echo(line)
    if write:
        typer.echo(f"A note for each: {folder / '_changes'}")


libraries = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="A library of your own, laid over ours.")


@libraries.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    title: Annotated[str, typer.Option(metavar="NAME", help="What it is called.")] = "House library",
) -> None:
    """Begin a library of your own."""
    from policygen.house_pack import begin_library

    for path in begin_library(folder, title):
        typer.echo(str(path))
