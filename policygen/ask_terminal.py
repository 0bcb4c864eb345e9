"""The interview with arrow keys: what is shown around each question, and what happens when nothing is open any more."""

from __future__ import annotations

import textwrap

from prompt_toolkit import print_formatted_text
from prompt_toolkit.formatted_text import FormattedText

from policygen.ask_keys import Back, choice, select, width
from policygen.ask_kinds import KINDS, words
from policygen.errors import Problem
from policygen.interview import Prompt
from policygen.sitting import Outcome, Sitting, beginning, closing, sit


def ask_terminal(sitting: Sitting) -> Sitting:
    """Ask until nothing is open or the person stops; give the interview as it then stands. Raises KeyboardInterrupt for Ctrl-C."""
    door = _Terminal()
    door.tell(f"{beginning(sitting)} Every answer is saved at once; Ctrl-C stops.")
    sitting = sit(sitting, door)
    if door.left:
        door.close(sitting)
    return sitting


class _Terminal:
    patient = True

    def __init__(self) -> None:
        self.left = False
        """Whether the person stopped before the end (Ctrl-D)."""

    def tell(self, said: str, style: str = "") -> None:
        indent = "     " if said.startswith(" ") else ""
        for line in textwrap.wrap(said, width(), subsequent_indent=indent, break_on_hyphens=False) or [""]:
            print_formatted_text(FormattedText([(style, line)]))

    def _title(self, said: str) -> None:
        self.tell(said, "bold")

    def put(self, sitting: Sitting, prompt: Prompt, opens: bool) -> Outcome:
        if opens:
            self._part(sitting, prompt)
        self._about(sitting, prompt)
        ask = KINDS.get(prompt.kind, words)
        while True:
            try:
                found = ask(self.tell, sitting, prompt)
            except Back:
                return "back"
            except EOFError:
                self.left = True
                return "stop"
            if not isinstance(found, Problem):
                return found
            self.tell(f"That is not an answer yet: {found.what}; {found.remedy}.")

    def _part(self, sitting: Sitting, prompt: Prompt) -> None:
        part = sitting.seen.part(prompt)
        number = sitting.seen.parts.index(part) + 1
        self.tell("")
        self._title(
            f"Part {number} of {len(sitting.seen.parts)}: {part.title} ({part.count('answered')} of {len(part.prompts)} answered)"
        )
        if part.intro:
            self.tell(part.intro)

    def _about(self, sitting: Sitting, prompt: Prompt) -> None:
        question = prompt.question
        self.tell("")
        self._title(f"Question {prompt.number} of {len(sitting.seen.prompts)}: {prompt.ask}")
        if prompt.again:
            self.tell(prompt.again)
        for lead, said in (("", question.help), ("Why we ask: ", question.why), ("Who usually knows: ", question.who)):
            if said:
                self.tell(f"{lead}{said}")
        if prompt.usual:
            self.tell(f"Usual for organisations like yours: {prompt.usual}. {prompt.because}")
        if prompt.said:
            self.tell(f"{'Your earlier answer' if prompt.again else 'Your answer so far'}: {prompt.said}")

    def finish(self, sitting: Sitting) -> Prompt | None:
        self.close(sitting)
        self.tell("")
        seen = sitting.seen
        choices = [choice("finish", "finish")]
        if first := seen.first_open():
            choices.append(choice("answer what is still open", "open"))
        choices.append(choice("change an answer", "change"))
        while True:
            try:
                chosen = select("What now?", choices)
                if chosen == "finish":
                    return None
                if chosen == "open":
                    return first
                return self._picked(sitting)
            except Back:
                continue
            except EOFError:
                return None

    def close(self, sitting: Sitting) -> None:
        """How things stand."""
        self.tell("")
        for said in closing(sitting):
            self.tell(said)

    def _picked(self, sitting: Sitting) -> Prompt | None:
        """Raises Back."""
        parts = [choice(part.title, part.id) for part in sitting.seen.parts]
        while True:
            chosen = select("Which part?", parts)
            prompts = next(part.prompts for part in sitting.seen.parts if part.id == chosen)
            shown = [
                choice(textwrap.shorten(f"{one.ask} {one.said or '(open)'}", width() - 17, placeholder=" …"), one.id)
                for one in prompts
            ]
            try:
                return sitting.seen.prompt(select("Which question?", shown))
            except Back:
                continue
