"""Offer, in plain words, what can be done to somebody who starts the program without saying what."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

import policygen
from policygen.asking import drawable
from policygen.errors import PolicygenError
from policygen.files import slug
from policygen.generate import default_date
from policygen.library import Library
from policygen.web.shelf import Held, Shelf

WELCOME = "This makes your organisation’s own low-level concerns policy and Code of Conduct from your answers to plain questions."
OFFERED = (
    "open the questionnaire in the browser (the easiest way)",
    "answer the questions here, in this window",
    "make the documents again from answers already given",
    "look after many organisations, in the browser",
    "help: the commands that can be typed",
)
HOW = "Type a number and press Enter. Enter alone takes 1, q ends."
EMPTY = "There are no answers in this folder yet. Begin with 1 or 2."
FIRST = "answers.yaml"
"""What the first answers file of a folder is called."""


def offer(
    folder: Path,
    today: Callable[[], date],
    help: str,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    serve: Callable[..., None] | None = None,
) -> None:
    """Ask what to do and do it, until the person ends it. `help` is what the command line says of itself."""
    door = _Door(folder, today, stdin or sys.stdin, stdout or sys.stdout, serve or policygen.serve)
    door.tell(WELCOME)
    while True:
        chosen = door.pick("What would you like to do?", OFFERED, HOW)
        try:
            match chosen:
                case None:
                    return
                case 0:
                    return door.browser()
                case 1:
                    door.ask()
                case 2:
                    door.build()
                case 3:
                    return door.many()
                case _:
                    print(f"\n{help}", file=door.stdout)
        except PolicygenError as error:
            door.tell(str(error))


class _Door:
    def __init__(
        self, folder: Path, today: Callable[[], date], stdin: TextIO, stdout: TextIO, serve: Callable[..., None]
    ) -> None:
        self.folder, self.today, self.stdin, self.stdout, self.serve = folder, today, stdin, stdout, serve
        self._library: Library | None = None

    @property
    def library(self) -> Library:
        """Read once it is needed: the first question comes at once."""
        self._library = self._library or policygen.load_library()
        return self._library

    def tell(self, said: str) -> None:
        """Say one line, folded where the window ends."""
        wide = max(40, shutil.get_terminal_size().columns - 1)
        indent = "     " if said.startswith(" ") else ""
        print(textwrap.fill(said, wide, subsequent_indent=indent, break_on_hyphens=False), file=self.stdout)

    def pick(self, question: str, choices: Sequence[str], how: str) -> int | None:
        """The place of what was chosen, from 0; None where the person ends it."""
        while True:
            self.tell("")
            self.tell(question)
            for number, choice in enumerate(choices, 1):
                self.tell(f"  {number}. {choice}")
            self.tell(how)
            said = self._line()
            if said is None or said in ("q", "Q"):
                return None
            if said == "":
                return 0
            if said.rstrip(".").isdecimal() and 1 <= int(said.rstrip(".")) <= len(choices):
                return int(said.rstrip(".")) - 1
            self.tell(f"‘{said}’ is none of the numbers from 1 to {len(choices)}.")

    def _line(self) -> str | None:
        print("> ", end="", file=self.stdout, flush=True)
        said = self.stdin.readline()
        return said.strip() if said else None

    def _held(self) -> tuple[Held, ...]:
        return Shelf(self.folder.resolve(), self.library).held()

    def browser(self) -> None:
        """The questionnaire in the browser: of the one organisation there is, else the list of them."""
        held = self._held()
        target = self.folder / (held[0].file if held else FIRST) if len(held) < 2 else self.folder
        self.serve(target, self.library, self.today)

    def many(self) -> None:
        """The list of organisations in the browser."""
        self.serve(self.folder, self.library, self.today)

    def ask(self) -> None:
        """The questions in this window, of an organisation that is there or of a new one."""
        held = self._held()
        path = self.folder / FIRST
        if held:
            at = self.pick("Whose questions?", [*map(_shown, held), "those of a new organisation"], HOW)
            if at is None:
                return
            path = self.folder / held[at].file if at < len(held) else self._new()
        policygen.ask(
            path,
            self.library,
            self.today(),
            plain=not drawable(self.stdin, self.stdout),
            stdin=self.stdin,
            stdout=self.stdout,
        )

    def _new(self) -> Path:
        self.tell("What shall the new answers file be called? The organisation’s name will do.")
        stem = slug(self._line() or "answers")
        names = (f"{stem}.yaml", *(f"{stem}-{number}.yaml" for number in range(2, 1000)))
        return next(self.folder / name for name in names if not (self.folder / name).exists())

    def build(self) -> None:
        """All documents of one organisation, as `policygen build` makes them."""
        held = self._held()
        if not held:
            self.tell(EMPTY)
            return
        at = 0 if len(held) == 1 else self.pick("Whose documents?", [*map(_shown, held)], HOW)
        if at is None:
            return
        answers = policygen.load_answers(self.folder / held[at].file, self.library)
        self.tell(f"Making the documents of {held[at].name} …")
        made = policygen.build(self.library, answers, self.folder / "out", on=default_date(answers, self.today()))
        for note in made.notes:
            self.tell(f"Please note: {note}")
        for name in made.kept:
            new = f"{Path(name).stem}.new{Path(name).suffix}"
            self.tell(f"{name} was edited by hand and stays; the new one stands beside it as {new}.")
        self.tell(f"Made {len(made.files)} files in {made.folder}")
        if made.open:
            self.tell(f"Still to be confirmed: {made.open}. The paper ‘to-confirm’ lists them.")


def _shown(held: Held) -> str:
    return f"{held.name} ({held.file}: {held.standing})"
