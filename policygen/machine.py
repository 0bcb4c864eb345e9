"""Say whether this machine can do everything, and what to do where it cannot."""

from __future__ import annotations

import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from policygen import bundled
from policygen.errors import PolicygenError
from policygen.loading import load
from policygen.provenance import program_version

PARTS = (
    ("typst", "PDF"),
    ("pikepdf", "PDF"),
    ("python-docx", "Word"),
    ("resvg-py", "pictures"),
    ("jinja2", "HTML"),
    ("xlsxwriter", "workbooks"),
    ("openpyxl", "workbooks that were filled in"),
    ("questionary", "questions in a terminal"),
    ("phonenumbers", "telephone numbers"),
    ("filelock", "saving answers"),
    ("starlette", "questions in a browser"),
    ("uvicorn", "questions in a browser"),
    ("python-multipart", "questions in a browser"),
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    fine: bool
    told: str


def doctor() -> tuple[Finding, ...]:
    """Look at the program, its parts, the fonts, the library and the place it writes to."""
    return tuple(_findings())


def _findings() -> Iterator[Finding]:
    yield Finding("policygen", True, program_version())
    yield Finding("Python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.system()}")
    for name, use in PARTS:
        try:
            yield Finding(name, True, f"{version(name)} ({use})")
        except PackageNotFoundError:
            yield Finding(name, False, f"missing ({use}): install policygen again with its locked dependencies")
    fonts = sorted(path.name for path in bundled.FONTS.glob("*.ttf"))
    told = f"{len(fonts)} bundled" if fonts else "missing: install policygen again"
    yield Finding("fonts", "Carlito-Regular.ttf" in fonts, told)
    try:
        library = load()
        yield Finding("clause library", True, f"{library.version}, {len(library.clauses)} clauses")
    except PolicygenError as error:
        yield Finding("clause library", False, f"{len(error.problems)} mistakes: run 'policygen check'")
    try:
        with tempfile.TemporaryDirectory(dir=Path.cwd()):
            yield Finding("this folder", True, "can be written to")
    except OSError:
        yield Finding("this folder", False, "cannot be written to: name another with -o")
