"""The interview in a terminal: with arrow keys where there is one to draw on, as plain lines where that is asked for."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TextIO

from policygen.errors import NeedsTerminal, Problem
from policygen.library import Library
from policygen.sitting import command, opened, stopped

DONE = 0
INTERRUPTED = 130


def ask(
    path: Path,
    library: Library,
    on: date,
    *,
    plain: bool = False,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> int:
    """Ask the questions that are open in the answers file, saving after every answer; `on` is today.

    0: finished, or stopped by the person; 130: interrupted, everything saved. Raises NeedsTerminal, before anything is
    read, where nobody could press a key and `plain` is not given; AnswersError and WriteError about the file."""
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    if not plain and not drawable(stdin, stdout):
        alternatives = f"use '{command('ask', path)} --plain', or write the file by hand: 'policygen questions' lists what it holds"
        raise NeedsTerminal(
            Problem("policygen ask", 0, "this is not a terminal, so nobody could press a key", alternatives)
        )
    sitting = opened(path, library, on)
    try:
        if plain:
            from policygen.ask_plain import ask_plain

            _forgiving(stdin, stdout)
            ask_plain(sitting, stdin, stdout)
        else:
            from policygen.ask_terminal import ask_terminal

            ask_terminal(sitting)
    except KeyboardInterrupt:
        print(f"\n{stopped(sitting)}", file=stdout)
        return INTERRUPTED
    return DONE


def drawable(stdin: TextIO, stdout: TextIO) -> bool:
    """Whether prompts with arrow keys can be drawn here."""
    return stdin.isatty() and stdout.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")


def _forgiving(stdin: TextIO, stdout: TextIO) -> None:
    """A pipe is read as UTF-8, as the answers file is; what cannot be shown on an old console does not stop the interview."""
    if not stdin.isatty() and hasattr(stdin, "reconfigure"):
        stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    if hasattr(stdout, "reconfigure"):
        stdout.reconfigure(errors="replace")
