"""What is in each pack of an organisation, in the order in which it is used, and the sheet on top that says what to do with each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policygen.assembly import Assembled
from policygen.culture import Rounds
from policygen.culture_file import beside, load_culture
from policygen.document import Block, Cover, Document, Line, Notice, Paragraph, Part, Run, Table, text
from policygen.errors import Problem, WriteError, nearest
from policygen.filling import Speaker, long_date
from policygen.library import Library
from policygen.outlines import PACKS, Pack
from policygen.packing import placed
from policygen.prose import leaf
from policygen.workbook import Workbook

COVER = "read-me-first"
"""The name of the sheet on top of a pack."""


@dataclass(frozen=True)
class Entry:
    """A document or a workbook of a pack."""

    id: str
    title: str
    use: str
    """What is done with it, in one sentence."""
    workbook: bool = False
    within: str = ""
    """The document that it is bound into."""


def named(packs: Iterable[str]) -> tuple[Pack, ...]:
    """The packs that are meant: by name, several with commas, or `all`. Raises WriteError for another name."""
    wanted = [name.strip() for given in packs for name in given.split(",") if name.strip()]
    for name in wanted:
        if name not in (*PACKS, "all"):
            remedy = nearest(name, PACKS, f"there are {', '.join(PACKS)} and all")
            raise WriteError(Problem("--pack", 0, f"no pack is called '{name}'", remedy))
    return tuple(pack for pack in PACKS if pack in wanted or "all" in wanted)


def entries(library: Library, speaker: Speaker, pack: str, *, assessed: bool = False) -> tuple[Entry, ...]:
    """What is in a pack of this organisation, in the order in which it is used. `assessed`: whether its culture was."""
    found = {entry.id: entry for entry in _entries(library, speaker, pack, assessed)}
    order = [id for id in library.packs[pack].order if id in found] if pack in library.packs else []
    return tuple(found[id] for id in (*order, *(id for id in found if id not in order)))


def _entries(library: Library, speaker: Speaker, pack: str, assessed: bool) -> Iterator[Entry]:
    def say(words: str) -> str:
        return text(speaker.say(leaf(words)))

    known = [one for one in library.outlines.values() if one.pack == pack and speaker.facts.holds(one.condition)]
    bound = {id: outline.id for outline in known for id in outline.gathers}
    for outline in known:
        if assessed or not outline.assessed:
            yield Entry(outline.id, say(outline.title), say(outline.use), within=bound.get(outline.id, ""))
    for words in library.workbooks.values():
        if words.pack == pack and speaker.facts.holds(words.condition):
            yield Entry(words.id, say(words.title), say(words.use), workbook=True)


def cover_sheet(
    library: Library,
    speaker: Speaker,
    pack: str,
    on: date,
    made: Iterable[Assembled],
    workbooks: Iterable[Workbook],
) -> Document:
    """The sheet on top of a pack: every file that was made of it, and what to do with it."""
    words = library.packs[pack]
    documents = {one.document.id: one.document for one in made}
    books = {one.id: one for one in workbooks}
    listed = [
        one
        for one in entries(library, speaker, pack, assessed=True)
        if one.id in books or (one.id in documents and not one.workbook)
    ]
    title = text(speaker.say(words.leaf(words.title)))
    blocks: list[Block] = [Paragraph(speaker.say(words.leaf(words.what)), "lead")]
    first = [Paragraph(speaker.say(words.leaf(said))) for said in words.first]
    if first:
        blocks.append(Notice((), tuple(first)))
    whole = [one for one in listed if one.within not in documents]
    parts = [one for one in listed if one.within in documents]
    rows = [_row(nth, one, parts) for nth, one in enumerate(whole, 1)]
    blocks.append(Table(tuple(map(_line, ("", "File", "What to do with it"))), tuple(rows), widths=(6, 44, 60)))
    organisation = speaker.say(leaf("{{ organisation }}"))
    drafts = sum(bool(one.cover.draft) for one in documents.values())
    facts: list[tuple[str, Line]] = [("Made for", _line(long_date(on)))]
    if drafts:
        facts.append(("Drafts", _line(f"{drafts} of {len(documents)} documents say DRAFT")))
    cover = Cover(organisation, title, "", tuple(facts), (), ())
    part = Part("files", "section", "", _line("The files, in the order of use"), tuple(blocks))
    running = f"{text(organisation)} · {title}"
    return Document(f"{COVER}-{pack}", title, "en-GB", cover, (part,), running, "", (), "paper")


def _row(nth: int, entry: Entry, parts: list[Entry]) -> tuple[Line, ...]:
    """A file; with the parts bound into it, which are there by themselves too."""
    inside = [part for part in parts if part.within == entry.id]
    also = f" Its parts are there one by one too: {', '.join(part.id for part in inside)}." if inside else ""
    name = f"{entry.id}.xlsx" if entry.workbook else entry.id
    return (_line(str(nth)), (Run(entry.title, strong=True), Run(f" ({name})")), _line(f"{entry.use}{also}"))


def _line(words: str) -> Line:
    return (Run(words),) if words else ()


def file_of(pack: str, id: str) -> str:
    """Where a document of a pack stands, without its ending: the sheet on top of each is called the same."""
    return placed(pack, COVER if id.startswith(f"{COVER}-") else id)


def culture_of(answers: Path, library: Library, packs: Iterable[str], wanted: Iterable[str]) -> Rounds | None:
    """What was answered about the culture, read only where a paper of those who govern is made; None where nothing was.

    Raises AnswersError where the file beside the answers cannot be read."""
    ids = tuple(wanted)
    governing = [id for id in ids if id in library.outlines and library.outlines[id].pack == "trustee"]
    if not (governing if ids else "trustee" in named(packs)):
        return None
    found = beside(answers)
    return load_culture(found, library) if found else None
