"""An organisation as it stands in a clients' sheet, what was found wrong with it, and what came of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policygen.answers import Answers
from policygen.facts import Facts


@dataclass(frozen=True)
class Row:
    """One organisation as it was given. `cells`: key of the column → (place, such as D7; what was typed)."""

    sheet: str
    place: str
    """The row itself: 7, or the name of an answers file."""
    cells: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Trouble:
    """What is wrong, or odd, in one cell."""

    sheet: str
    cell: str
    client: str
    key: str
    typed: str
    what: str
    remedy: str
    refused: bool = True
    """False: a doubt. The documents are made."""

    def __str__(self) -> str:
        said = f" ‘{self.typed}’" if self.typed else ""
        client = f" ({self.client})" if self.client else ""
        return f"{self.sheet}, {self.cell}{client}:{said} {self.what}; {self.remedy}"


@dataclass(frozen=True)
class Client:
    """One organisation, ready to be made unless some trouble is `refused`."""

    row: Row
    answers: Answers
    facts: Facts | None
    groups: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    @property
    def name(self) -> str:
        """What the organisation is called, or where it stands."""
        return self.answers.text("organisation") or f"{self.row.sheet}, row {self.row.place}"

    @property
    def sound(self) -> bool:
        """Whether its documents can be made."""
        return not any(trouble.refused for trouble in self.troubles)
