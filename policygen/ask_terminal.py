"""The interview with arrow keys: each question on a clean screen, and what happens when nothing is open any more."""

from __future__ import annotations

import textwrap

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.shortcuts import clear

from policygen.ask_keys import Back, choice, helping, select, width
from policygen.ask_kinds import KINDS, words
from policygen.errors import Problem
from policygen.helping import Helper
from policygen.interview import Part, Prompt
from policygen.sitting import Outcome, Sitting, beginning, closing, numbers_of, sit

KEYS = (
    "Keys: Enter answers, Esc goes back to the question before, Ctrl-C stops. Every answer is saved at once, and the next "
    "time it goes on where you stopped."
)


def ask_terminal(sitting: Sitting) -> Sitting:
    """Ask until nothing is open or the person stops; give the interview as it then stands. Raises KeyboardInterrupt for Ctrl-C."""
    door = _Terminal(Helper(sitting.library, sitting.on))
    door.tell(f"{beginning(sitting)} Every answer is saved at once; Ctrl-C stops, Esc goes back, F1 helps.")
    sitting = sit(sitting, door)
    if door.left:
        door.close(sitting)
    return sitting


def _show(said: str, style: str = "") -> None:
    print_formatted_text(FormattedText([(style, _folded(said))]))


def _folded(said: str) -> str:
    indent = "     " if said.startswith(" ") else ""
    return textwrap.fill(said, width(), subsequent_indent=indent, break_on_hyphens=False)


class _Terminal:
    patient = True

    def __init__(self, helper: Helper) -> None:
        self.helper = helper
        self.left = False
        """Whether the person stopped before the end (Ctrl-D)."""
        self.told: list[str] = []

    def tell(self, said: str) -> None:
        """Kept for the top of the next screen, which would wipe it away."""
        self.told.append(said)

    def _screen(self) -> None:
        clear()
        for said in self.told:
            _show(said)
        if self.told:
            _show("")
        self.told.clear()

    def put(self, sitting: Sitting, prompt: Prompt, opens: bool) -> Outcome:
        self._screen()
        self._part(sitting, prompt, opens)
        self._about(sitting, prompt)
        ask = KINDS.get(prompt.kind, words)
        with helping(lambda: self._help(sitting, prompt)):
            while True:
                try:
                    found = ask(_show, sitting, prompt)
                except Back:
                    return "back"
                except EOFError:
                    self.left = True
                    return "stop"
                if not isinstance(found, Problem):
                    return found
                _show(f"That is not an answer yet: {found.what}; {found.remedy}.")

    def _part(self, sitting: Sitting, prompt: Prompt, opens: bool) -> None:
        part = sitting.seen.part(prompt)
        number = sitting.seen.parts.index(part) + 1
        _show(
            f"Part {number} of {len(sitting.seen.parts)}: {part.title} ({part.count('answered')} of {len(part.prompts)} answered)"
        )
        if opens and part.intro:
            _show(part.intro)
        _show("")

    def _about(self, sitting: Sitting, prompt: Prompt) -> None:
        _show(f"Question {prompt.number} of {len(sitting.seen.prompts)}: {prompt.ask}", "bold")
        if prompt.again:
            _show(prompt.again)
        for said in self.helper.why(prompt):
            _show(said)
        if prompt.usual:
            _show(f"Usual for organisations like yours: {prompt.usual}. {prompt.because}")
        if prompt.said:
            _show(f"{'Your earlier answer' if prompt.again else 'Your answer so far'}: {prompt.said}")

    def _help(self, sitting: Sitting, prompt: Prompt) -> None:
        said = (*self.helper.means(prompt), *self.helper.where(sitting.seen, prompt), KEYS)
        rows = "".join(f"{_folded(one)}\n" for one in said)
        # in one piece: above a prompt each print draws the prompt again
        print_formatted_text(FormattedText([("", "\n"), ("bold", "Help\n"), ("", rows)]))

    def finish(self, sitting: Sitting) -> Prompt | None:
        self._screen()
        self.close(sitting)
        _show("")
        choices = [choice("finish", "finish")]
        if first := sitting.seen.first_open():
            choices.append(choice("answer what is still open", "open"))
        choices.append(choice("check your answers, and change any of them", "check"))
        while True:
            try:
                chosen = select("What now?", choices)
            except Back:
                return sitting.seen.prompts[-1]
            except EOFError:
                return None
            if chosen == "finish":
                return None
            if chosen == "open":
                return first
            try:
                return self._checked(sitting)
            except Back:
                continue
            except EOFError:
                return None

    def close(self, sitting: Sitting) -> None:
        """How things stand."""
        for said in closing(sitting):
            _show(said)

    def _checked(self, sitting: Sitting) -> Prompt | None:
        """The answers of one part after the other; the one that is to be changed. Raises Back."""
        parts = [choice(f"{part.title}: {numbers_of(part)}", part.id) for part in sitting.seen.parts]
        at = ""
        while True:
            at = select("Check your answers. Which part?", parts, at)
            part: Part = next(part for part in sitting.seen.parts if part.id == at)
            shown = [choice(f"{one.ask} {one.said or '(not answered yet)'}", one.id) for one in part.prompts]
            try:
                return sitting.seen.prompt(select(f"{part.title}. Which would you change?", shown))
            except Back:
                continue
