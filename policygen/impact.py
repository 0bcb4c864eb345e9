"""What a new edition, or a library that has changed, does to documents made before: which organisations and which clauses, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policygen.answers import Answers
from policygen.answers_file import load_answers
from policygen.assembly import Assembled
from policygen.clauses import Clause, wording
from policygen.document import Block, Cover, Document, Items, Line, Paragraph, Part, Run, Table
from policygen.errors import AnswersError, PolicygenError, Problem
from policygen.facts import derive
from policygen.files import ANSWERS, read_manifest
from policygen.filling import long_date
from policygen.generate import documents
from policygen.library import Library
from policygen.prose import Words
from policygen.provenance import passages


@dataclass(frozen=True)
class Touch:
    """One clause that reads differently, is new, or is gone."""

    document: str
    """The title of the document."""
    clause: str
    number: str
    title: str
    why: str


@dataclass(frozen=True)
class Touched:
    """One organisation. Without any touch and any edition there is nothing to do."""

    organisation: str
    folder: Path
    made: str
    """The day its documents were made for."""
    editions: tuple[tuple[str, str, str], ...]
    """(source, edition cited, edition then)"""
    touches: tuple[Touch, ...]
    exact: bool
    """Whether its answers were there: without them new clauses, and words that its answers choose, cannot be seen."""
    problem: str = ""

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.editions or self.touches or self.problem)


def impact(library: Library, folder: Path, on: date, answers: Path | None = None) -> Iterator[Touched]:
    """Each organisation whose documents stand in the folder, or in folders inside it, as this library would have them on
    that day. `answers`: a folder of answers files, where they do not stand beside the documents.

    Raises AnswersError where there are no documents of ours."""
    places = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())] if folder.is_dir() else []
    found = [(place, told) for place in places if (told := read_manifest(place)) and "documents" in told]
    if not found:
        what = "there is no folder of documents here"
        raise AnswersError(Problem(str(folder), 0, what, "name the folder that 'build' or 'batch' wrote to"))
    named = _named(library, answers) if answers else {}
    for place, told in found:
        yield _touched(library, place, told, on, named.get(told["organisation"]) or _beside(place))


def _named(library: Library, folder: Path) -> dict[str, Path]:
    """Organisation → its answers file."""
    found = {}
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        try:
            found[load_answers(path, library).text("organisation")] = path
        except PolicygenError:
            continue  # another file, or one that 'batch' will name with what is wrong
    return found


def _beside(place: Path) -> Path | None:
    path = place.parent / ANSWERS / f"{place.name}.yaml"
    return path if path.is_file() else None


def _touched(library: Library, place: Path, told: Mapping[str, Any], on: date, path: Path | None) -> Touched:
    made: tuple[Assembled, ...] | None = None
    problem = ""
    if path:
        try:
            said = load_answers(path, library)
            made = documents(library, said, on, _those(library, said, told))
        except PolicygenError as wrong:
            problem = "; ".join(str(one) for one in wrong.problems)
    editions = _editions(library, told, on)
    touches = _exactly(library, told, made, on) if made is not None else _roughly(library, told, on)
    return Touched(told["organisation"], place, told["on"], tuple(editions), tuple(touches), made is not None, problem)


def _those(library: Library, answers: Answers, told: Mapping[str, Any]) -> tuple[str, ...]:
    """The documents that were made and are still made for it."""
    facts = derive(library, answers)
    ids = [one["id"] for one in told["documents"]]
    return tuple(id for id in ids if id in library.outlines and facts.holds(library.outlines[id].condition))


def _editions(library: Library, told: Mapping[str, Any], on: date) -> Iterator[tuple[str, str, str]]:
    cited: dict[str, str] = {}
    for one in told["documents"]:
        cited.update(one["editions"])
    for id, edition in cited.items():
        source = library.sources.get(id)
        if source is None:
            yield id, edition, "no longer cited"
        elif (now := source.edition(on)) is None:
            yield source.short or source.title, edition, "none in force"
        elif now.id != edition:
            yield source.short or source.title, edition, now.id


def _exactly(library: Library, told: Mapping[str, Any], made: tuple[Assembled, ...], on: date) -> Iterator[Touch]:
    """Clause by clause, the words that would print beside those that did."""
    now = {one.document.id: one for one in made}
    for before in told["documents"]:
        title = before["title"]
        if before["id"] not in now:
            yield Touch(title, "", "", title, "the document is no longer made for it")
            continue
        one = now[before["id"]]
        words = passages(one.document)
        for anchor, (number, heading, digest) in words.items():
            if anchor not in before["words"]:
                yield Touch(title, anchor, number, heading, "new")
            elif before["words"][anchor] != digest:
                yield Touch(title, anchor, number, heading, _reason(library, anchor, told, on))
        for anchor in before["words"]:
            if anchor not in words:
                number = before["clauses"].get(anchor, "")
                yield Touch(title, anchor, number, _heading(library, anchor, on), "no longer said")


def _roughly(library: Library, told: Mapping[str, Any], on: date) -> Iterator[Touch]:
    """From what the manifest lists alone: the library’s own words, then and now."""
    for before in told["documents"]:
        for id, digest in before["wordings"].items():
            clause = wording(_dated(library, id), on)
            number = before["clauses"].get(id, "")
            if clause is None:
                yield Touch(before["title"], id, number, _heading(library, id, on), "no longer said")
            elif clause.digest != digest:
                yield Touch(before["title"], id, number, _heading(library, id, on), _reason(library, id, told, on))


def _reason(library: Library, anchor: str, told: Mapping[str, Any], on: date) -> str:
    dated = _dated(library, anchor)
    clause = wording(dated, on)
    made = date.fromisoformat(told["on"])
    digests = {id: digest for one in told["documents"] for id, digest in one["wordings"].items()}
    was = digests.get(dated[0].id if dated else anchor)
    if clause and was not in (None, clause.digest):
        if clause.since > made:
            return f"a new wording holds from {long_date(clause.since)}"
        if any(other.digest == was for other in dated):
            return f"another wording of it holds on {long_date(on)}"
        return f"its wording was changed in the library ({told['library']}, now {library.version})"
    return "what it says of this organisation has changed: a name, a word, a number or a reference in it"


def _heading(library: Library, anchor: str, on: date) -> str:
    dated = _dated(library, anchor)
    if not dated:
        return anchor
    clause = wording(dated, on) or dated[-1]
    return "".join(part.text if isinstance(part, Words) else f"[{part}]" for part in clause.title)


def _dated(library: Library, anchor: str) -> tuple[Clause, ...]:
    """The wordings of the clause at an anchor, which in a part for one nation ends in its name."""
    return library.clauses.get(anchor) or library.clauses.get(anchor.rpartition("-")[0], ())


def note(one: Touched, library: Library, on: date) -> Document:
    """What there is to do for one organisation, for those who govern it."""
    content: list[Block] = []
    if one.problem:
        content.append(Paragraph(_line(f"Its answers cannot be used as they are: {one.problem}")))
    if one.quiet:
        content.append(
            Paragraph(_line(f"Nothing to do: on {long_date(on)} every clause would read as it does now."), "lead")
        )
    if one.editions:
        content.append(Paragraph(_line("Guidance that has a newer edition:")))
        content.append(
            Items("bullets", tuple(_line(f"{name}: cited {was}, then {now}") for name, was, now in one.editions))
        )
    if one.touches:
        content.append(Paragraph(_line("Clauses that would read differently:")))
        rows = tuple(
            (_line(touch.document), _line(f"{touch.number} {touch.title}".strip()), _line(touch.why))
            for touch in one.touches
        )
        header = (_line("Document"), _line("Clause"), _line("Why"))
        content.append(Table(header, rows, widths=(26, 37, 37)))
    if not one.exact:
        said = "Its answers were not at hand, so clauses that would be new for it, and words that its answers choose, are not in this list."
        content.append(Paragraph(_line(said)))
    facts = (
        ("Documents made for", _line(_day(one.made))),
        ("Looked at for", _line(long_date(on))),
        ("Clause library", _line(library.version)),
    )
    title = "What changes, and why"
    ask = "A responsible person reads the new documents and your governing body adopts them. Until then those you have stay in force."
    cover = Cover(_line(one.organisation), title, "", facts, (), _line(ask))
    part = Part("changes", "section", "", _line("What there is to do"), tuple(content))
    return Document("changes", title, "en-GB", cover, (part,), f"{title} · {one.organisation}", "", (), "paper")


def _day(said: str) -> str:
    return long_date(date.fromisoformat(said))


def _line(said: str) -> Line:
    return (Run(said),)
