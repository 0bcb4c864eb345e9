"""The recipes of docs/tasks, read as their reader does: the commands they give and the files they write."""

from __future__ import annotations

import re
from pathlib import Path

import schools

TASKS = schools.ROOT / "docs" / "tasks"
_FILE = re.compile(r"`((?:our-words|clauses|templates|examples|tests)/[^`]+)`:\n\n```\w+\n(.*?)```", re.DOTALL)
_COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def text(recipe: str) -> str:
    """A recipe as it stands."""
    return (TASKS / f"{recipe}.md").read_text(encoding="utf-8")


def files(recipe: str) -> dict[str, str]:
    """Each file that it says to write, and what it says to write into it."""
    return dict(_FILE.findall(text(recipe)))


def commands(recipe: str) -> list[list[str]]:
    """The commands that it gives, in order, without the word policygen."""
    lines = [line for block in _COMMANDS.findall(text(recipe)) for line in block.splitlines()]
    return [line.split()[1:] for line in lines if line.startswith("policygen ")]


def follow(recipe: str, folder: Path) -> None:
    """Write its files below a folder."""
    for name, body in files(recipe).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8", newline="\n")
