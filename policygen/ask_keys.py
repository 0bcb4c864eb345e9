"""Prompts drawn with arrow keys: Esc goes back, F1 helps, Ctrl-C stops, and long lines fold."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import questionary
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from questionary import Choice, Separator, Style

STYLE = Style(
    [
        ("question", "bold"),
        ("answer", "bold"),
        ("highlighted", "bold"),
        ("selected", "noreverse"),
        ("instruction", ""),
        ("separator", ""),
        ("description", "italic"),
    ]
)
"""Weight only, no colour: it reads the same on a light and a dark screen, and with NO_COLOR."""
KEYS = "(arrow keys, then Enter; Esc goes back; F1 helps)"
_HELP: ContextVar[Callable[[], None] | None] = ContextVar("help", default=None)


class Back(Exception):
    """Esc was pressed."""


@contextmanager
def helping(show: Callable[[], None]) -> Iterator[None]:
    """While it lasts, F1 calls `show`, which prints above the prompt; what was typed so far stays."""
    token = _HELP.set(show)
    try:
        yield
    finally:
        _HELP.reset(token)


def width() -> int:
    """Columns that lines are folded to."""
    return max(40, min(100, shutil.get_terminal_size().columns - 1))


def _folded(said: str, taken: int, indent: int) -> str:
    """The words on as many lines as they need; `taken` columns of the first are in use. Lists would cut them off."""
    return textwrap.fill("x" * taken + said, width(), subsequent_indent=" " * indent, break_on_hyphens=False)[taken:]


def choice(title: str, value: str, help: str = "", ticked: bool | None = None) -> Choice:
    """One line of a list. `help` is shown while it is pointed at; `ticked`: it has a box, ticked or not."""
    indent = 3 if ticked is None else 5
    return Choice(
        _folded(title, 16, indent), value, checked=bool(ticked), description=_folded(help, 15, 15) if help else None
    )


def _run(question: questionary.Question, listed: bool) -> Any:
    """Ask with Esc bound to going back and F1 to the help. Raises Back, KeyboardInterrupt, EOFError."""
    keys = KeyBindings()

    @keys.add("escape", eager=True)
    def _(event: Any) -> None:
        event.app.exit(exception=Back(), style="class:aborting")

    show = _HELP.get()
    if show:

        @keys.add("f1", eager=True)
        def _(event: Any) -> None:
            show()

    app = question.application
    if listed:  # a line to be typed has a Ctrl-D of its own

        @keys.add("c-d", eager=True)
        def _(event: Any) -> None:
            event.app.exit(exception=EOFError(), style="class:aborting")

    app.key_bindings = merge_key_bindings([app.key_bindings, keys]) if app.key_bindings else keys
    app.ttimeoutlen = 0.1  # seconds until a lone Esc is taken for one, and not for the beginning of an arrow key
    return question.unsafe_ask()


def select(
    message: str, choices: Sequence[Choice | Separator], default: str | None = None, instruction: str = KEYS
) -> str:
    """The value chosen; the list begins at `default` where that is in it. Raises Back, KeyboardInterrupt, EOFError."""
    values = [choice.value for choice in choices if not isinstance(choice, Separator)]
    start = default if default in values else None
    asked = questionary.select(
        message, choices, default=start, instruction=instruction, style=STYLE, qmark=" ", use_jk_keys=False
    )
    return str(_run(asked, listed=True))


def text(message: str, default: str = "", instruction: str = "") -> str:
    """What was typed, `default` standing there to be changed. Raises Back, KeyboardInterrupt, EOFError."""
    asked = questionary.text(message, default=default, instruction=instruction or None, style=STYLE, qmark=" ")
    return str(_run(asked, listed=False)).strip()


def tick(message: str, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The values ticked in a list. Raises Back, KeyboardInterrupt, EOFError."""
    said = "(space ticks, Enter goes on, Esc goes back, F1 helps)"
    asked = questionary.checkbox(message, choices, instruction=said, style=STYLE, qmark=" ", use_jk_keys=False)
    return tuple(_run(asked, listed=True))
