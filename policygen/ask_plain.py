"""The interview as plain lines: one question at a time, one line an answer, for a screen reader or a pipe."""

from __future__ import annotations

import shutil
import textwrap
from typing import TextIO

from policygen.answers import State
from policygen.errors import AnswersError, Problem
from policygen.helping import Helper
from policygen.interview import NOT_SURE, PERSONAL, SKIP, VACANT, Prompt
from policygen.sitting import Outcome, Sitting, beginning, checked, closing, sit
from policygen.typed import Typed, as_state, parse_typed

COMMANDS = (
    f"Type an answer and press Enter. Or one of: b go back, s {SKIP}, ? {NOT_SURE} (you may add a note: ? Mrs Patel is asking), "
    f"u take the usual answer, v {VACANT}, h help, q save and stop. Enter alone leaves a question as it is."
)
_STATES: dict[str, State] = {"s": "skipped", "v": "vacant", "u": "usual"}
_HOW = {
    "choice": "Type a number.",
    "yes_no": "Type yes or no.",
    "many": "Type the numbers with commas between, or none.",
    "person": "Type a number, or somebody new as: name, job title, telephone, e-mail.",
    "people": "Type numbers or names with commas between, or none. With details, put a semicolon after each person.",
    "pairs": "Type two numbers as 1 and 3, more pairs as 1 and 3, 2 and 4, or none.",
    "date": "Type a day, for example 10 December 2026.",
    "date_or_term": "Type a day, a month or a term, for example autumn 2027.",
}


def ask_plain(sitting: Sitting, stdin: TextIO, stdout: TextIO) -> Sitting:
    """Ask until everything is answered, the person stops or the input ends; give the interview as it then stands.

    Raises AnswersError for a line of a pipe that is no answer: the lines after it would answer the wrong questions."""
    door = _Plain(stdin, stdout, Helper(sitting.library, sitting.on))
    door.tell(beginning(sitting))
    door.tell(COMMANDS)
    sitting = sit(sitting, door)
    door.end(sitting)
    return sitting


class _Ended(Exception):
    """There is no more input."""


class _Plain:
    def __init__(self, stdin: TextIO, stdout: TextIO, helper: Helper) -> None:
        self.stdin, self.stdout, self.helper = stdin, stdout, helper
        self.patient = stdin.isatty()
        self.width = max(40, shutil.get_terminal_size().columns - 1) if stdout.isatty() else 0
        self.read = 0
        self.told = False

    def tell(self, said: str) -> None:
        lines = [said]
        if self.width:
            lines = textwrap.wrap(
                said, self.width, subsequent_indent="     " if said.startswith(" ") else "", break_on_hyphens=False
            )
        for line in lines or [""]:
            print(line, file=self.stdout)

    def line(self) -> str:
        print("> ", end="", file=self.stdout, flush=True)
        said = self.stdin.readline()
        if not self.patient:
            print(said.rstrip("\n"), file=self.stdout)  # a terminal shows what was typed, a pipe does not
        if said == "":
            raise _Ended
        self.read += 1
        return said.strip()

    def put(self, sitting: Sitting, prompt: Prompt, opens: bool) -> Outcome:
        self.told = False
        if opens:
            self._part(sitting, prompt)
        self._question(sitting, prompt)
        while True:
            try:
                said = self.line()
            except _Ended:
                self.tell("")
                self.tell(f"The input ended at question {prompt.number}: {prompt.ask}")
                return "stop"
            found = self._meant(sitting, prompt, said)
            if isinstance(found, Problem):
                self._refuse(prompt, found)
            elif found is not None:
                return found

    def _meant(self, sitting: Sitting, prompt: Prompt, said: str) -> Outcome | Problem | None:
        word, _, note = said.partition(":")
        letter = said.casefold()
        if letter == "b":
            return "back"
        if letter == "q":
            return "stop"
        if letter == "h":
            self._help(sitting, prompt)
            return None
        if said == "":
            return "leave"
        if (state := _STATES.get(word.strip().casefold())) and (not note or state != "usual"):
            return as_state(prompt, state, note)
        if len(said) == 3 and said[0] == said[2] == '"':
            said = said[1]  # "s" in quotes is the letter, not the command
        found = parse_typed(sitting.seen, prompt, said, sitting.on)
        return "leave" if isinstance(found, Typed) and not found.answer else found

    def _refuse(self, prompt: Prompt, problem: Problem) -> None:
        if not self.patient:
            what = f"this line is no answer to question {prompt.number} ({prompt.id}): {problem.what}"
            remedy = f"{problem.remedy}; the answers before it are saved, the lines after it were not used"
            raise AnswersError(Problem("standard input", self.read, what, remedy))
        self.tell(f"That is not an answer yet: {problem.what}; {problem.remedy}.")

    def _part(self, sitting: Sitting, prompt: Prompt) -> None:
        part = sitting.seen.part(prompt)
        number = sitting.seen.parts.index(part) + 1
        self.tell("")
        self.tell(
            f"Part {number} of {len(sitting.seen.parts)}: {part.title}. {part.count('answered')} of {len(part.prompts)} answered."
        )
        if part.intro:
            self.tell(part.intro)

    def _question(self, sitting: Sitting, prompt: Prompt) -> None:
        self.tell("")
        self.tell(f"Question {prompt.number} of {len(sitting.seen.prompts)}: {prompt.ask}")
        if prompt.again:
            self.tell(prompt.again)
        if prompt.question.help:
            self.tell(prompt.question.help)
        if prompt.choices and not prompt.question.chooses:
            self.tell("Named so far:")
        for number, choice in enumerate(prompt.choices, 1):
            self.tell(f"  {number}. {choice.label}" + (f" ({choice.help.rstrip('.')})" if choice.help else ""))
        if prompt.usual:
            self.tell(f"Usual for organisations like yours: {prompt.usual}. {prompt.because} Type u to take it.")
        if prompt.said:
            keeps = "Enter leaves the question open" if prompt.again else "Enter keeps it"
            self.tell(f"{'Your earlier answer' if prompt.again else 'Your answer so far'}: {prompt.said}. {keeps}.")
        self._how(prompt)

    def _how(self, prompt: Prompt) -> None:
        how = _HOW.get(prompt.kind, "")
        if prompt.kind in PERSONAL and not prompt.choices:
            how = "Type: name, job title, telephone, e-mail. The name alone will do."
            if prompt.kind == "people":
                how = "Type the names with commas between, or none. With details, put a semicolon after each person."
        if prompt.kind == "many" and not prompt.may_skip:
            how = "Type the numbers with commas between, at least one."
        if prompt.kind == "pairs" and len(prompt.choices) < 2:
            how = "Fewer than two people are named so far. Type none, or come back later."
        if how:
            self.tell(how)

    def _help(self, sitting: Sitting, prompt: Prompt) -> None:
        for said in (*self.helper.why(prompt), *self.helper.where(sitting.seen, prompt)):
            self.tell(said)
        self._how(prompt)
        self.tell(COMMANDS)

    def finish(self, sitting: Sitting) -> Prompt | None:
        self.end(sitting)
        self.tell("")
        self.tell(
            "To check your answers, type c. To change one, type the number or the id of its question; b for the last one. "
            "Enter or q ends."
        )
        while True:
            try:
                said = self.line().casefold()
            except _Ended:
                return None
            if said in ("", "q"):
                return None
            prompts = sitting.seen.prompts
            if said == "b":
                return prompts[-1]
            if said == "c":
                for line in checked(sitting.seen):
                    self.tell(line)
                continue
            found = next((one for one in prompts if said in (str(one.number), one.id)), None)
            if found:
                return found
            self.tell(f"There is no question ‘{said}’; the numbers go from 1 to {len(prompts)}.")

    def end(self, sitting: Sitting) -> None:
        """How things stand, once."""
        if not self.told:
            self.told = True
            self.tell("")
            for said in closing(sitting):
                self.tell(said)
