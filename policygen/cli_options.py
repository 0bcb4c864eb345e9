"""What several commands may be told: the answers file, the date, the layers of the library, the form of what is printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def day(value: str) -> date:
    """A date as it is typed on the command line."""
    try:
        return date.fromisoformat(value if len(value) == 10 else "")
    except ValueError:
        raise typer.BadParameter(f"'{value}' is not a date; write year-month-day, for example 2026-09-01") from None


AnswersFile = Annotated[Path, typer.Argument(metavar="ANSWERS.yaml", help="The answers file.")]
On = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=day,
        metavar="DATE",
        help="The document's date; default: approved_on in the answers, else today.",
    ),
]
Layers = Annotated[
    list[Path] | None,
    typer.Option(
        "--library", metavar="DIR", help="A folder of your own clauses and words, laid over ours. Repeatable."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Contents = Annotated[
    str,
    typer.Option(
        metavar="pages|links", help="The contents of a Word file: with the pages of its main parts, or links."
    ),
]
Accessible = Annotated[
    bool, typer.Option("--accessible", help="Prove the PDF and Word files accessible; write nothing where one is not.")
]
PdfEngine = Annotated[
    str,
    typer.Option(
        "--pdf-engine", metavar="typst|weasyprint", help="What draws the PDF; weasyprint prints the web page."
    ),
]
Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--pack",
        metavar="school|trustee|training|lead|all",
        help="For whom: everybody (school, the default), those who decide, those who teach it, those who keep the papers (lead), or all. Repeatable.",
    ),
]
