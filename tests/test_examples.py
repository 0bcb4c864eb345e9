"""The examples as a person reads them: every document in full, accepted by a person (`make accept` writes them anew)."""

from __future__ import annotations

import os
from difflib import unified_diff
from functools import cache

import pytest
import schools

from policygen.assembly import Assembled
from policygen.facts import derive
from policygen.generate import documents
from policygen.writers.markdown import write_markdown

GOLDEN = schools.HERE / "golden"
ACCEPT = os.environ.get("POLICYGEN_ACCEPT") == "1"
PACKS = {
    "aldermoor-rangers-football-club": ("trustee", "training"),
    "drumfernagh-primary": ("trustee",),
    "hillside-primary": ("trustee", "training", "lead"),
    "larch-house-childrens-home": ("training",),
    "little-otters-nursery": ("training", "lead"),
    "meridian-vale-academy": ("trustee",),
    "noor-madrasah": ("training",),
    "seedling-garden-project": ("trustee", "training", "lead"),
    "st-oswald-netherwick-parish": ("trustee",),
}
"""The examples that are read with more than the documents for everybody who works there."""
every_example = pytest.mark.parametrize("name", schools.NAMES)


@cache
def papers(name: str) -> tuple[Assembled, ...]:
    """Every document of an example that is read, pack by pack; what is bound into another is read there."""
    library, answers = schools.library(), schools.example(name)
    packs, culture = ("school", *PACKS.get(name, ())), schools.culture(name)
    made = [one for pack in packs for one in documents(library, answers, schools.ON, (), (pack,), culture)]
    if culture and "trustee" not in packs:
        made.extend(documents(library, answers, schools.ON, ("culture-report",), culture=culture))
    bound = {id for one in made for id in library.outlines[one.document.id].gathers}
    return tuple(one for one in made if one.document.id not in bound)


@every_example
def test_an_example_reads_as_it_was_accepted(name: str) -> None:
    """Each example has a folder of its own, with one file a document."""
    folder = GOLDEN / name
    now = {f"{one.document.id}.md": write_markdown(one.document).decode("utf-8") for one in papers(name)}
    if ACCEPT:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.name not in now:
                path.unlink()
        for file, words in now.items():
            (folder / file).write_text(words, encoding="utf-8", newline="\n")
    then = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    changed = [
        line
        for file in sorted({*now, *then})
        for line in unified_diff(
            then.get(file, "").splitlines(),
            now.get(file, "").splitlines(),
            f"accepted {name}/{file}",
            f"now {name}/{file}",
            lineterm="",
            n=1,
        )
    ]
    assert not changed, "read this, and run `make accept` if it is right:\n" + "\n".join(changed[:200])


def test_every_accepted_document_is_that_of_an_example() -> None:
    if ACCEPT:
        for path in GOLDEN.glob("*.md"):
            path.unlink()
    assert {path.name for path in GOLDEN.glob("*")} == set(schools.NAMES)


def test_there_is_an_example_of_every_family_of_organisations_and_of_every_nation() -> None:
    library = schools.library()
    found = [schools.example(name).answers for name in schools.NAMES]
    families = {sector.id for sector in library.sectors.values() if sector.family}
    assert {id for answers in found for id in library.families(answers["sector"].value)} >= families
    assert {nation for answers in found for nation in answers["nation"].values} == {*library.nations}


@every_example
def test_an_example_answers_nothing_that_it_is_not_asked(name: str) -> None:
    assert not derive(schools.library(), schools.example(name)).hidden


LEFT = {
    "riverside-academy-trust": {"chair", "lado_no_names"},  # a vacant chair and one answer not sure yet
    "the-lodge-sole-proprietor": {"approved_on"},
}
"""What an example leaves to be confirmed, in any of its documents, so that a reader sees how that looks."""


@every_example
def test_an_example_leaves_nothing_to_confirm_but_what_it_is_there_to_show(name: str) -> None:
    left = {one.question for made in papers(name) for one in made.marks.open}
    assert len(left) > 30 if name == "first-draft" else left == LEFT.get(name, set())
