"""The packs that documents come in: what each is called, for whom it is, and the order in which its files are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from policygen.errors import Problem
from policygen.outlines import PACKS
from policygen.prose import Leaf, leaf
from policygen.reading import Listing, Words, read_table, record

FOLDERS: Mapping[str, str] = MappingProxyType(
    {"school": "", "trustee": "trustee-pack", "training": "training-pack", "lead": "lead-pack"}
)
"""Where the files of each stand, in the folder of the organisation. Those of the first have always stood in it."""


@dataclass(frozen=True)
class PackWords:
    """One pack of clauses/packs.yaml. Words may hold slots."""

    id: str
    title: str
    """What the sheet on top of it is called."""
    what: str
    """What it is and for whom, in a sentence."""
    first: Words = ()
    """What is done before anything else: paragraphs."""
    order: Words = ()
    """Its documents and workbooks in the order in which they are used; one that is not named comes last."""
    file: str = ""

    def leaf(self, words: str) -> Leaf:
        """Words of it, split into text and slots."""
        return leaf(words, self.file)

    def texts(self) -> tuple[str, ...]:
        """Everything in it that prints."""
        return (self.title, self.what, *self.first)


def read_packs(path: Path, shown: str, problems: list[Problem]) -> tuple[PackWords, ...]:
    """clauses/packs.yaml."""
    rows = read_table(path, shown).get("packs", Listing())
    made = [pack for row in rows if (pack := record(PackWords, row, shown, problems, {"file": shown}))]
    for pack in made:
        if pack.id not in PACKS:
            problems.append(Problem(shown, 1, f"no pack is called '{pack.id}'", f"they are {', '.join(PACKS)}"))
    return tuple(made)


def placed(pack: str, name: str) -> str:
    """A file's name in the folder of the organisation."""
    return f"{FOLDERS[pack]}/{name}" if FOLDERS[pack] else name
