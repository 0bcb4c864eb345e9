"""Somebody at the keyboard: the line, or the keys, with which an answer is given to a question."""

from __future__ import annotations

import os
import re
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import schools

from policygen.answers import Answer, Answers
from policygen.interview import Interview, Prompt

pty = pytest.importorskip("pty", reason="there is no pseudo-terminal on Windows")
fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")

ENTER, ESC, DOWN, UP, LEFT, SPACE, F1 = "\r", "\x1b", "\x1b[B", "\x1b[A", "\x1b[D", " ", "\x1bOP"
CLEAN = "\x1b[2J"
"""What tells a terminal to wipe its screen."""
CODE = "import sys; from datetime import date; from pathlib import Path; from policygen.loading import load; from policygen.asking import ask; sys.exit(ask(Path(sys.argv[1]), load(), date(2026, 11, 22), plain='--plain' in sys.argv))"


class Terminal:
    """A program in a pseudo-terminal of 50 rows and 100 columns; without `command`, the interview. Every wait is bounded."""

    def __init__(self, path: Path, command: Sequence[str] = (), cwd: Path = schools.ROOT, **env: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
        ours = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1", "PYTHONPATH": str(schools.ROOT)}
        self.child = subprocess.Popen(
            [sys.executable, *(command or ("-c", CODE, str(path)))],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env={**os.environ, **ours, **env},
            start_new_session=True,
        )
        os.close(slave)
        self.raw = ""

    def until(self, said: str, seconds: float = 20, raw: bool = False) -> str:
        """Read until the words are on the screen. `raw`: with all that a terminal is told besides."""
        end = time.monotonic() + seconds
        while not re.search(said, self.plain()):
            left = end - time.monotonic()
            assert left > 0, f"‘{said}’ never came; the screen says: {self.plain()[-1500:]}"
            if select.select([self.master], [], [], left)[0]:
                try:
                    self.raw += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:  # the other end is closed
                    break
        seen, self.raw = self.raw if raw else self.plain(), ""
        return seen

    def plain(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[=>]|\r", "", self.raw)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def close(self) -> int:
        try:
            return self.child.wait(20)
        finally:
            self.child.kill()
            os.close(self.master)


def line_for(prompt: Prompt, answers: Answers, met: set[str]) -> str:
    """The line that gives this answer; somebody met for the first time is described, afterwards named."""
    answer = answers.answers[prompt.id]

    def person(id: str) -> str:
        one = answers.people[id]
        known = id in met
        met.add(id)
        return one.name if known else ", ".join(part for part in (one.name, one.title, one.phone, one.email) if part)

    if answer.state in ("unsure", "skipped", "vacant"):
        mark = {"unsure": "?", "skipped": "s:", "vacant": "v:"}[answer.state]
        return f"{mark} {answer.note}" if answer.note else mark[0]
    if answer.state == "usual":
        return "u"
    if prompt.kind == "pairs":
        named = ((answers.people[one].name, answers.people[other].name) for one, other in answer.pairs)
        return ", ".join(" and ".join(two) for two in named) or "none"
    if prompt.kind in ("person", "people"):
        return "; ".join(person(id) for id in answer.values) or "none"
    return ", ".join(answer.values) if answer.values else "none"


def keys_for(seen: Interview, prompt: Prompt, answers: Answers) -> str:
    """The keys that give this answer at a question that has none yet; without one, that leave it open."""
    answer = answers.answers.get(prompt.id)
    return "".join(_keys(seen, prompt, answers, answer))


def _keys(seen: Interview, prompt: Prompt, answers: Answers, answer: Answer | None) -> Iterator[str]:
    beside = [
        *(["vacant"] if prompt.may_be_vacant else []),
        *(["unsure", "skipped"] if prompt.may_skip else []),
        "leave",
    ]
    given = answer if answer and answer.state in ("given", "usual") else None
    state = "" if given else (answer.state if answer else "leave")
    usual = prompt.asked.usual.value if prompt.asked.usual else None
    known = list(seen.answers.people)
    match prompt.kind:
        case "choice" | "yes_no":
            offered = [choice.id for choice in prompt.choices]
            start = usual[0] if usual else offered[0]
            yield _to([*offered, *beside], start, given.value if given else state)
        case "many":
            offered = [*(["usual"] if usual is not None else []), "list"]
            offered += ["none"] if usual != () and prompt.may_skip else []
            wanted = state or ("usual" if given and set(given.values) == set(usual or ["?"]) else "list")
            wanted = (
                wanted if given is None or given.values or wanted == "usual" else ("usual" if usual == () else "none")
            )
            yield _to([*offered, *beside], offered[0], wanted)
            if wanted == "list" and given:
                ticked = set(usual or ())
                yield "".join(
                    (SPACE if (one.id in ticked) != (one.id in given.values) else "") + DOWN for one in prompt.choices
                )
                yield ENTER
        case "person":
            named = _named(seen, answers, given.value) if given else ""
            yield _to([*known, "add", *beside], "add", (named or "add") if given else state)
            if given and not named:
                yield _described(answers, given.value)
        case "people":
            chosen: list[str] = []
            there = list(known)
            for id in given.values if given else ():
                left = [one for one in there if one not in chosen]
                named = _named(seen, answers, id)
                offered = [*(["done"] if chosen else []), *left, "add"]
                yield _to(offered, "done" if chosen else "add", named or "add")
                if not named:
                    yield _described(answers, id)
                    there.append(named := f"new {id}")
                chosen.append(named)
            if not chosen:
                yield _to([*known, "add", "none", *beside], "add", "none" if given else state)
            else:
                yield ENTER
        case "pairs":
            assert given is None or not given.pairs, "no example has a tie"
            offered = ["done", *(["add"] if len(known) > 1 else [])]
            yield _to([*offered, *beside], "done", "done" if given else state)
        case _:
            yield f"{given.value}{ENTER}" if given else f"{ENTER}{_to(['type', *beside], 'type', state)}"
    if answer and answer.state in ("unsure", "vacant"):
        yield f"{answer.note}{ENTER}"


def _to(offered: Sequence[str], start: str, wanted: str) -> str:
    steps = offered.index(wanted) - offered.index(start)
    return (DOWN if steps > 0 else UP) * abs(steps) + ENTER


def _named(seen: Interview, answers: Answers, id: str) -> str:
    """The id that somebody has who was named before; empty for somebody new."""
    name = answers.people[id].name
    return next((one.id for one in seen.answers.people.values() if one.name == name), "")


def _described(answers: Answers, id: str) -> str:
    one = answers.people[id]
    return "".join(f"{said}{ENTER}" for said in (one.name, one.title, one.phone, one.email))
