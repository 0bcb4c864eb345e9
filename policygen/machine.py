"""Say whether this machine can do everything, and what to do where it cannot."""

from __future__ import annotations

import ctypes
import platform
import sys
import tempfile
from collections.abc import Iterator
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from policygen import bundled
from policygen.errors import PolicygenError
from policygen.loading import load
from policygen.provenance import program_version

PARTS = (
    ("typst", "PDF and pictures"),
    ("pikepdf", "PDF"),
    ("python-docx", "Word"),
    ("weasyprint", "PDF from the web page"),
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


_PANGO = ("pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0-0.dll")
_SUBSET = (
    "harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll",
)  # fmt: skip


def _paged() -> Finding:
    """What `--pdf-engine weasyprint` draws with. It is a choice, so its absence is no fault."""
    if not _found(_PANGO):
        return Finding("Pango", True, "not installed: --pdf-engine weasyprint needs it, the usual engine does not")
    if not _found(_SUBSET):
        return Finding(
            "Pango", True, "installed, without libharfbuzz-subset: --pdf-engine weasyprint takes a second longer a file"
        )
    return Finding("Pango", True, "installed, with libharfbuzz-subset (--pdf-engine weasyprint)")


def _found(names: tuple[str, ...]) -> bool:
    """Whether this system can load a library by one of its names."""
    for name in names:
        try:
            ctypes.CDLL(find_library(name) or name)
        except OSError:
            continue
        return True
    return False


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
    yield _paged()
    fonts = sorted(path.name for path in bundled.FONTS.glob("*.ttf"))
    told = f"{len(fonts)} bundled" if fonts else "missing: install policygen again"
    yield Finding("fonts", "Carlito-Regular.ttf" in fonts, told)
    try:
        library = load()
        yield Finding("clause library", True, f"{library.version}, {len(library.clauses)} clauses")
    except PolicygenError as error:
        count = "1 mistake" if len(error.problems) == 1 else f"{len(error.problems)} mistakes"
        yield Finding("clause library", False, f"{count}: run 'policygen check'")
    try:
        with tempfile.TemporaryDirectory(dir=Path.cwd()):
            yield Finding("this folder", True, "can be written to")
    except OSError:
        yield Finding("this folder", False, "cannot be written to: name another with -o")
