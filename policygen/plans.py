"""A run before it is made: every organisation checked, and those that are sound put on a list on disk."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

from policygen import culture_file
from policygen.clients import clients, groups_of
from policygen.columns import Column
from policygen.errors import PolicygenError
from policygen.fingerprint import texts
from policygen.jobs import Job, Order
from policygen.leaks import Marked, Register, addresses, marked, read_words
from policygen.library import Library
from policygen.naming import plain
from policygen.rows import Client, Row, Trouble
from policygen.saving import whole

MOST_SHOWN = 2000
"""Rows up to which the workbook of problems holds all of them, so that one can go on with it; further ones only if refused."""
Did = Literal["made", "unchanged", "failed"]


@dataclass(frozen=True)
class Outcome:
    """What became of one organisation. Times are not in it: they go to run.json."""

    name: str
    where: str
    """The row or file that it came from."""
    did: Did
    folder: str = ""
    """Of its documents, in the folder of the run."""
    key: str = ""
    open: int = 0
    """Answers left to confirm."""
    documents: Sequence[Mapping[str, Any]] = ()
    answers: str = ""
    """The hash of its answers file as it was written."""
    why: Sequence[str] = ()
    """Why it failed, or what there is to know."""

    @staticmethod
    def read(told: Mapping[str, Any], **now: Any) -> Outcome:
        """An outcome as it was written down, with what is different now."""
        known = {name: told[name] for name in Outcome.__dataclass_fields__ if name in told}
        return Outcome(**{**known, **now})

    @property
    def status(self) -> str:
        """In words, for the list of all."""
        if self.did == "failed":
            return "not made"
        return f"draft, {self.open} to confirm" if self.open else "ready to adopt"


def lines_on_disk() -> IO[str]:
    """A file without a name, which goes when it is closed: what is held in it does not grow in memory."""
    return tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")


@dataclass
class Planned:
    """A run when every row has been checked: jobs on disk, one a line; what is wrong; who must not stand in whose files.

    A context: what is on disk goes when it ends."""

    order: Order
    register: Register
    troubles: list[Trouble] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    """For the workbook of problems; above `MOST_SHOWN` only those that are refused."""
    written: bool = False
    """Whether the answers came from rows, so that each is to have a file of its own to go on from."""
    sound: int = 0
    refused: list[Outcome] = field(default_factory=list)
    _spool: IO[str] = field(default_factory=lines_on_disk)

    def __enter__(self) -> Planned:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def add(self, job: Job, where: str, crest: Path | None, culture: Path | None = None) -> None:
        """Put a sound organisation on the list; what lies beside its answers is read when it is made."""
        line = {
            "number": job.number,
            "name": job.name,
            "answers": job.answers,
            "where": where,
            "crest": str(crest or ""),
            "culture": str(culture or ""),
        }
        self._spool.write(json.dumps(line) + "\n")
        self.sound += 1

    def jobs(self) -> Iterator[tuple[Job, str]]:
        """Each organisation, with the place that it came from."""
        self._spool.seek(0)
        for line in self._spool:
            told = json.loads(line)
            crest = Path(told["crest"]).read_bytes() if told["crest"] else b""
            culture = Path(told["culture"]).read_text(encoding="utf-8-sig") if told["culture"] else ""
            yield Job(told["number"], told["name"], told["answers"], crest, culture), told["where"]


def plan(
    path: Path, library: Library, columns: tuple[Column, ...], order: Order, *, only_valid: bool = False
) -> Planned:
    """Check every organisation. `only_valid`: one with a doubt is left out as well. Raises AnswersError where nothing can be read."""
    planned = Planned(order, Register())
    names: dict[str, str] = {}
    groups = groups_of(path)
    common = Common(library)
    for count, client in enumerate(clients(path, library, columns, order.on), 1):
        client = _apart(client, names)
        troubles = list(client.troubles)
        if client.sound and not (only_valid and troubles):
            troubles += _entered(planned, client, path, library, groups, common)
        planned.written = planned.written or bool(client.row.cells)
        planned.troubles.extend(troubles)
        refused = tuple(str(one) for one in troubles if one.refused or only_valid)
        if client.row.cells and (refused or count <= MOST_SHOWN):
            planned.rows.append(client.row)
        if refused:
            planned.refused.append(Outcome(client.name, client.row.place, "failed", why=refused))
    return planned


def _apart(client: Client, names: dict[str, str]) -> Client:
    """Two organisations of one name would write into one folder, and each would seem to be the other’s."""
    name = plain(client.answers.text("organisation"))
    if name and name in names:
        cell, said = client.row.cells.get("organisation", (client.row.place, client.name))
        what = f"has the name that {names[name]} has already"
        trouble = Trouble(
            client.row.sheet, cell, client.name, "organisation", said, what, "add the place, or take one of them out"
        )
        return replace(client, troubles=(*client.troubles, trouble))
    if name:
        names[name] = f"row {client.row.place}" if client.row.cells else client.row.place
    return client


def _entered(
    planned: Planned,
    client: Client,
    path: Path,
    library: Library,
    groups: Mapping[str, tuple[str, ...]],
    common: Common,
) -> Iterator[Trouble]:
    """Put it on the list unless what it gave is another’s."""
    file = path / client.row.place if path.is_dir() else None
    crest = _crest(file) if file else None
    shared = (*client.groups, *groups.get(client.row.place, ()))
    picture = _pictured(crest)
    number = planned.register.add(common.without(marked(library, client.answers, shared, picture)))
    found = tuple(planned.register.shared(number))
    for one in found:
        cell, said = _cell(client.row, one.what)
        remedy = "correct it, or name the trust or authority that both share it with under ‘Shared with’"
        yield Trouble(client.row.sheet, cell, client.name, "", said, f"also belongs to {one.other}", remedy)
    if not found:
        text = file.read_text(encoding="utf-8-sig") if file else whole(client.answers, library)
        governed = file and not planned.order.wanted and "trustee" in planned.order.packs
        culture = culture_file.beside(file) if file and governed else None
        planned.add(Job(number, client.name, text), client.row.place, crest, culture)


def _crest(answers: Path) -> Path | None:
    from policygen.crests import beside  # brings in much, which a workbook’s rows have no use for

    return beside(answers)


def _pictured(crest: Path | None) -> frozenset[str]:
    """The hashes by which a crest is known in files."""
    if crest is None:
        return frozenset()
    from policygen.crests import crest_of

    try:
        made = crest_of(crest.read_bytes(), crest.name)
    except PolicygenError:
        return frozenset()  # said when the organisation is made
    return frozenset(sha256(data).hexdigest() for data in (made.png, made.svg.encode()))


def _cell(row: Row, what: str) -> tuple[str, str]:
    for cell, said in row.cells.values():
        if what in addresses(said) or what in addresses(f"https://{said}"):
            return cell, said
    return row.place, what


class Common:
    """The words of the library itself: a ‘name’ that its sentences hold, such as Safeguarding Team, is nobody’s own."""

    def __init__(self, library: Library) -> None:
        self.text = f" {' '.join(read_words(texts(library)))} "
        self.words = set(self.text.split())

    def without(self, one: Marked) -> Marked:
        """The same without such names."""
        kept = frozenset(
            phrase
            for phrase in one.phrases
            if not self.words.issuperset(phrase) or f" {' '.join(phrase)} " not in self.text
        )
        return replace(one, phrases=kept)
