"""One family of errors: each names the file, line or question, what is wrong, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `where` is a file, a question or a command-line option; `line` is 0 where there is none."""

    where: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.what}; {self.remedy}"


class PolicygenError(Exception):
    """Something the user can put right. `problems` holds every mistake found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class LibraryError(PolicygenError):
    """A clause library that cannot be used as it is."""


class AnswersError(PolicygenError):
    """An answers file, or one answer, that cannot be used as it is."""


class ContradictionError(PolicygenError):
    """Documents of one organisation that contradict each other; each problem names both places."""


class DateError(PolicygenError):
    """A date on which the document cannot be made."""


class WriteError(PolicygenError):
    """A file or folder that could not be written; nothing half-written is left."""


class FileError(PolicygenError):
    """A document, or a folder of documents, that this program did not make or that cannot be read."""


class NeedsTerminal(PolicygenError):
    """A command that asks questions was started where nobody can answer them."""


def nearest(name: str, names: Iterable[str], otherwise: str) -> str:
    """The remedy for an unknown name: the closest right one, else `otherwise`."""
    close = get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else otherwise
