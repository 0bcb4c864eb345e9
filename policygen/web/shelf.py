"""The answers files of one folder: which there are, how each stands, and which file a name in an address means."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from policygen.errors import AnswersError, PolicygenError, Problem, WriteError
from policygen.interview import Interview, interview
from policygen.library import Library
from policygen.reading import read_text
from policygen.saving import open_answers
from policygen.sitting import standing

ENDS = (".yaml", ".yml")
CULTURE = ".culture.yaml"
"""How the file beside an answers file ends that holds what people think of their culture: never an organisation of its own."""
MOST_FILES = 500


@dataclass(frozen=True)
class Held:
    """One answers file as the list shows it."""

    file: str
    name: str
    """The organisation, or the file's name where it has not said."""
    kind: str
    standing: str
    state: Literal["ready", "to confirm", "open", "broken"]
    changed: date
    problems: tuple[Problem, ...] = ()


@dataclass
class Shelf:
    """The files of a folder. `alone`: the one file the program was opened with, which may not be there yet."""

    folder: Path
    library: Library
    alone: str = ""
    _known: dict[str, tuple[tuple[int, int, int], Held]] = field(default_factory=dict)
    _seen: dict[str, tuple[tuple[int, int, int], Interview]] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def path(self, file: str) -> Path | None:
        """The file of that name in the folder itself; None for any other name, and for what is not an answers file."""
        plain = Path(file).name == file and "\\" not in file and "\0" not in file and not file.startswith(".")
        if not plain or not file.endswith(ENDS) or file.endswith(CULTURE):
            return None
        path = self.folder / file
        if path.is_file():
            return path
        return path if file == self.alone and not path.exists() else None

    def open(self, file: str, *, fresh: bool = False) -> Interview | None:
        """The interview over what is in the file now; None where there is no such file. `fresh`: read it in any case.

        Raises AnswersError."""
        path = self.path(file)
        if path is None:
            return None
        now = _print(path)
        known = self._seen.get(file)
        if now and known and known[0] == now and not fresh:
            return known[1]  # each saving makes a new file, so that an old one cannot be taken for it
        seen = interview(self.library, open_answers(path, self.library))
        if now:
            self._seen[file] = (now, seen)
        return seen

    def text(self, file: str) -> str | None:
        """The file as it stands."""
        path = self.path(file)
        return read_text(path, path.name, AnswersError) if path and path.exists() else None

    def lock(self, file: str) -> threading.Lock:
        """Held while one answer is saved: those who wait here do not have to look again and again at the lock on the disk."""
        with self._guard:
            return self._locks.setdefault(file, threading.Lock())

    def held(self) -> tuple[Held, ...]:
        """Every answers file of the folder, by the organisation's name. One that was not changed is not read again."""
        try:
            names = sorted(path.name for path in self.folder.iterdir() if path.name.endswith(ENDS))
        except OSError as error:
            raise WriteError(
                Problem(str(self.folder), 0, f"the folder cannot be read ({error.strerror})", "name another folder")
            ) from None
        found = []
        for name in names[:MOST_FILES]:
            path = self.path(name)
            if path and (one := self._one(path)):
                found.append(one)
        return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.file)))

    def _one(self, path: Path) -> Held | None:
        now = _print(path)
        if now is None:
            return None
        known = self._known.get(path.name)
        if known and known[0] == now:
            return known[1]
        made = self._look(path, date.fromtimestamp(now[0] / 1e9))
        if made:
            self._known[path.name] = (now, made)
        return made

    def _look(self, path: Path, changed: date) -> Held | None:
        try:
            text = read_text(path, path.name, AnswersError)
        except PolicygenError:
            return None
        if not any(line.startswith(("policygen:", "answers:")) for line in text.split("\n")):
            return None  # some other YAML file
        try:
            seen = interview(self.library, open_answers(path, self.library))
        except PolicygenError as error:
            return Held(path.name, path.stem, "", "cannot be read as it is", "broken", changed, error.problems)
        answers = seen.answers
        sector = seen.library.sectors.get(answers.text("sector"))
        option = seen.prompt("sector")
        kind = option.said if option and sector else ""
        state: Literal["ready", "to confirm", "open"] = "ready"
        if seen.count("open"):
            state = "open"
        elif seen.count("to confirm"):
            state = "to confirm"
        return Held(path.name, answers.text("organisation") or path.stem, kind, standing(seen), state, changed)


def _print(path: Path) -> tuple[int, int, int] | None:
    """When and what the file is; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
