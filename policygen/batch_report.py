"""What a run leaves behind besides the documents: a page, a workbook and a manifest over all organisations, and how long it took."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from jinja2 import Template

from policygen.batch import Run
from policygen.errors import Problem, WriteError
from policygen.files import write_atomic
from policygen.filling import long_date
from policygen.look import Look
from policygen.plans import Outcome, lines_on_disk
from policygen.provenance import MANIFEST, program_version
from policygen.templating import environment

INDEX_PAGE, INDEX_BOOK, TIMES = "index.html", "index.xlsx", "run.json"


def write_reports(out: Path, outcomes: Iterable[Outcome], library: str, on: date, look: Look) -> None:
    """The page, the workbook and the manifest, each whole or not at all. Raises WriteError."""
    with (
        _whole(out / MANIFEST) as manifest,
        _whole(out / INDEX_PAGE) as page,
        lines_on_disk() as rows,
        tempfile.TemporaryDirectory(prefix="policygen-") as folder,
    ):
        book = _Book(Path(folder) / INDEX_BOOK, on, look)
        head = {"policygen": program_version(), "library": library, "on": on.isoformat()}
        manifest.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "organisations": [')
        sorts = Counter[str]()
        for number, one in enumerate(outcomes):
            told = json.dumps(_told(one), ensure_ascii=False)
            manifest.write((",\n  " if number else "\n  ") + told)
            rows.write(told + "\n")
            book.row(one)
            sorts[one.status.partition(",")[0]] += 1
        manifest.write("\n ]\n}\n")
        rows.seek(0)
        page.writelines(
            _page().generate(
                rows=map(json.loads, rows), sorts=sorts, on=long_date(on), library=library, look=look, quote=quote
            )
        )
        data = book.done()
    write_atomic(out / INDEX_BOOK, data)


def write_times(out: Path, run: Run, seconds: float, memory: float) -> None:
    """How long it took and what it held, apart from all else, because it differs from run to run."""
    told = {**asdict(run), "in_all": round(seconds, 3), "memory_mb": round(memory)}
    write_atomic(out / TIMES, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def _told(one: Outcome) -> dict[str, Any]:
    """An outcome in the manifest. Whether it was made now or stood already differs from run to run and is left out."""
    return {**vars(one), "status": one.status, "did": "failed" if one.did == "failed" else "made"}


@contextmanager
def _whole(path: Path) -> Iterator[IO[str]]:
    """A text file that is there when it is finished, and not before."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as wrong:
        raise _unwritten(path, wrong) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as wrong:
        raise _unwritten(path, wrong) from None
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritten(path: Path, wrong: OSError) -> WriteError:
    what = f"the file cannot be written ({wrong.strerror or type(wrong).__name__})"
    return WriteError(
        Problem(str(path), 0, what, "close it if it is open, free some space, or name another folder with -o")
    )


class _Book:
    """The workbook, written row by row as it grows, so that it needs no memory."""

    def __init__(self, path: Path, on: date, look: Look) -> None:
        self.path = path
        self.book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties({"title": "Organisations", "created": datetime(on.year, on.month, on.day)})
        plain = {"font_name": look.word_font, "font_size": 11, "valign": "top", "text_wrap": True}
        self.plain = self.book.add_format(plain)
        self.link = self.book.add_format({**plain, "font_color": look.accent, "underline": 1})
        head = self.book.add_format({**plain, "bold": True, "bg_color": look.band, "font_color": look.accent})
        self.sheet = self.book.add_worksheet("Organisations")
        self.sheet.freeze_panes(1, 1)
        titles = (
            ("Organisation", 40),
            ("Status", 24),
            ("To confirm", 12),
            ("Folder", 34),
            ("Row or file", 14),
            ("To know", 70),
        )
        for at, (title, width) in enumerate(titles):
            self.sheet.set_column(at, at, width)
            self.sheet.write_string(0, at, title, head)
        self.rows = 0

    def row(self, one: Outcome) -> None:
        """Add an organisation."""
        self.rows += 1
        self.sheet.write_string(self.rows, 0, one.name, self.plain)
        self.sheet.write_string(self.rows, 1, one.status, self.plain)
        self.sheet.write_number(self.rows, 2, one.open, self.plain)
        if one.folder and self.rows < 60_000:  # a sheet holds so many links and no more
            self.sheet.write_url(self.rows, 3, f"external:{one.folder}", self.link, one.folder)
        else:
            self.sheet.write_string(self.rows, 3, one.folder, self.plain)
        self.sheet.write_string(self.rows, 4, one.where, self.plain)
        self.sheet.write_string(self.rows, 5, "; ".join(one.why)[:32_000], self.plain)

    def done(self) -> bytes:
        """The workbook’s bytes."""
        self.sheet.autofilter(0, 0, self.rows, 5)
        self.book.close()
        return self.path.read_bytes()


@cache
def _page() -> Template:
    return environment({}).get_template("batch.html.j2")
