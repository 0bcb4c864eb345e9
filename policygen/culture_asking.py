"""The culture assessment in a terminal: with arrow keys, or as plain lines for a screen reader or a pipe."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from policygen.ask_keys import Back, choice, select
from policygen.asking import DONE, INTERRUPTED, drawable
from policygen.culture_file import place
from policygen.culture_sitting import OPENING, CultureSitting, Statement, began, confirm, culture_sitting, gave
from policygen.errors import AnswersError, NeedsTerminal, Problem
from policygen.library import Library

COMMANDS = (
    "Type a number and press Enter. Or: ? I don’t know, b go back, q save and stop. Enter alone leaves it as it is."
)
_STOP, _BACK, _LEAVE = "q", "b", ""


def ask_culture(
    path: Path,
    library: Library,
    today: date,
    *,
    plain: bool = False,
    form: str = "",
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
) -> int:
    """Ask the statements of the round that was begun, else of a new one, saving after every answer; then offer its usual
    answers. `form`: short or full; empty: as it was begun, or the usual one.

    0: finished or stopped; 130: interrupted, everything saved. Raises NeedsTerminal where nobody could press a key and
    `plain` is not given; AnswersError and WriteError about the files."""
    stdin, stdout = stdin or sys.stdin, stdout or sys.stdout
    if not plain and not drawable(stdin, stdout):
        what = "this is not a terminal, so nobody could press a key"
        raise NeedsTerminal(Problem("policygen culture ask", 0, what, "give --plain"))
    sitting = culture_sitting(path, library, today)
    if form and form != sitting.round.form:
        sitting = began(sitting, form, today)
    door = _Door(stdin, stdout, plain)
    door.tell(f"{sitting.saying('first')} {sitting.saying('danger')}")
    for id in OPENING:
        door.tell(sitting.saying(id))
    if plain:
        door.tell(COMMANDS)
    try:
        sitting = _walk(sitting, door, today)
        _offers(sitting, door)
    except (KeyboardInterrupt, EOFError):
        door.tell(f"Stopped. Everything answered is saved in {place(path).name}.")
        return INTERRUPTED
    door.tell(f"Saved in {place(path).name}.")
    return DONE


@dataclass(frozen=True)
class _Door:
    stdin: TextIO
    stdout: TextIO
    plain: bool

    def tell(self, said: str) -> None:
        print(said, file=self.stdout, flush=True)

    def line(self) -> str:
        print("> ", end="", file=self.stdout, flush=True)
        said = self.stdin.readline()
        if said == "":
            raise EOFError
        if not self.stdin.isatty():
            print(said.rstrip("\n"), file=self.stdout)
        return said.strip()

    def answer(self, one: Statement) -> str:
        """A step, or go back, stop, leave. A line of a pipe that is no answer is an error, as the next ones would be wrong."""
        if not self.plain:
            choices = [choice(step.label, step.value, step.means) for step in one.steps]
            try:
                return select(
                    one.ask, [*choices, choice("stop here; what was answered is kept", _STOP)], one.value or None
                )
            except Back:
                return _BACK
        for n, step in enumerate(one.steps[:-1], int(one.steps[0].value)):
            self.tell(f"  {n} {step.label}{': ' + step.means if step.means else ''}")
        if one.value:
            self.tell(f"  Answered: {one.label(one.value)}")
        while True:
            said = self.line()
            if said in (_STOP, _BACK, _LEAVE):
                return said
            value = one.steps[-1].value if said == "?" else said
            if value in {step.value for step in one.steps}:
                return value
            if not self.stdin.isatty():
                what = f"‘{said}’ is no answer to ‘{one.ask}’"
                raise AnswersError(Problem("policygen culture ask", 0, what, COMMANDS))
            self.tell(f"‘{said}’ is no answer. {COMMANDS}")


def _walk(sitting: CultureSitting, door: _Door, today: date) -> CultureSitting:
    """Every statement in order, from the first that is open."""
    order = [(sheet.id, one.id) for sheet in sitting.sheets for one in sheet.statements]
    values = {one.id: one for sheet in sitting.sheets for one in sheet.statements}
    at = next((n for n, (_, id) in enumerate(order) if not values[id].value), 0)
    told = ""
    while at < len(order):
        id, statement = order[at]
        sheet = sitting.sheet(id)
        one = next((one for one in sheet.statements if one.id == statement), None) if sheet else None
        if sheet is None or one is None:
            at += 1
            continue
        if told != id:
            door.tell(f"\n{sheet.title}. {sheet.means}")
            told = id
        if door.plain:
            door.tell(
                f"\n{at + 1} of {len(order)}. {one.ask}{' What shows it: ' + one.evidence if one.evidence else ''}"
            )
        said = door.answer(one)
        if said == _STOP:
            return sitting
        if said == _BACK:
            at = max(0, at - 1)
            continue
        if said != _LEAVE:
            sitting, changed = gave(sitting, {one.id: (one.value, said)}, today)
            if one.id in changed:
                door.tell("Somebody else has answered this meanwhile; look at it again.")
                continue
        at += 1
    return sitting


def _offers(sitting: CultureSitting, door: _Door) -> None:
    """The reading, and each usual answer that it offers; it is theirs only once they say yes."""
    assessed = sitting.assessed()
    if assessed is None:
        return
    door.tell(f"\nThe reading: {assessed.name}. {assessed.meaning}")
    for gate in assessed.gates:
        door.tell(f"- {gate.name}. {gate.action}")
    if sitting.open:
        door.tell(f"{sitting.open} statements are still open.")
        return
    for offer in sitting.offers():
        door.tell(f"\n{offer.ask} Offered: {offer.label}. {offer.because}")
        door.tell(f"Because of: {'; '.join(offer.statements)}")
        if door.plain:
            door.tell("Take this as your answer? y or n")
            taken = door.line().lower() in ("y", "yes")
        else:
            try:
                taken = select("Take this as your answer?", [choice("no", "n"), choice("yes", "y")]) == "y"
            except Back:
                taken = False
        if taken:
            confirm(sitting, offer)
            door.tell(f"Saved as your answer in {sitting.path.name}.")
