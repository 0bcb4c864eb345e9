"""What a worker is given, what it makes of it, and what comes back: the same in this process, in another, and on another machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from policygen.answers import Answers
from policygen.answers_file import read_answers
from policygen.culture_file import read_culture
from policygen.delivery import Drawn
from policygen.errors import AnswersError, LibraryError, PolicygenError, Problem
from policygen.facts import derive
from policygen.fingerprint import identity
from policygen.formats import Drawing
from policygen.leaks import Register
from policygen.loading import load
from policygen.reading import as_table, parse

POLICIES = ("low-level-concerns-policy", "low-level-concerns-policy-small", "local-supplement")
"""The one of these that an organisation has is its policy."""


@dataclass(frozen=True)
class Order:
    """What holds for every organisation of a run."""

    on: date
    formats: tuple[str, ...]
    wanted: tuple[str, ...]
    packs: tuple[str, ...]
    drawing: Drawing
    layers: tuple[Path, ...]
    library: str
    """The hash of the library's files: a worker with another library refuses."""


@dataclass(frozen=True)
class Job:
    """One organisation: its answers as the text of a file, and its number in the register of the run."""

    number: int
    name: str
    answers: str
    crest: bytes = b""
    culture: str = ""
    """What was answered about its culture, as the text of that file; only where papers of those who govern are made."""


@dataclass(frozen=True)
class Result:
    """What came of a job: the files, or why there are none."""

    number: int
    drawn: Drawn | None
    failed: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()


class Worker:
    """Makes organisations one after another; the library is read once.

    What draws is brought in by the first of them: whoever only plans and hands out work has no use for it."""

    def __init__(self, order: Order, register: Register | None, *, alone: bool = False) -> None:
        """`register` may be given later, before the first job. `alone`: no other worker shares the processors with it."""
        self.order, self.register, self.alone = order, register, alone
        self.library = load(order.layers)
        if identity(self.library) != order.library:
            what = "the library on this machine is not the one that the run was begun with"
            raise LibraryError(Problem("--library", 0, what, "install the same version and the same layers everywhere"))

    def prepare(self) -> None:
        """Bring in what draws before there is anything to draw."""
        from policygen.formats import SHEET, writer

        for kind in self.order.formats:
            if kind != SHEET:
                writer(kind, self.order.drawing)

    def make(self, job: Job) -> Result:
        """The files of one organisation. What can be put right comes back as words; nothing is raised for it."""
        from policygen.crests import crest_of
        from policygen.generate import draw

        order = self.order
        try:
            table = as_table(parse(job.answers, job.name, AnswersError), job.name, AnswersError)
            answers = read_answers(table, self.library, job.name)
            drawing = order.drawing
            if job.crest and drawing.look.crest is None:
                drawing = replace(drawing, look=replace(drawing.look, crest=crest_of(job.crest)))
            wanted = self.wanted(answers)
            drawn = draw(
                self.library,
                answers,
                on=order.on,
                formats=order.formats,
                wanted=wanted,
                packs=order.packs,
                culture=read_culture(job.culture, job.name, self.library) if job.culture else None,
                drawing=drawing,
                alone=self.alone,
            )
        except PolicygenError as wrong:
            return Result(job.number, None, tuple(f"{one.what}; {one.remedy}" for one in wrong.problems))
        assert self.register is not None, "nothing is made before it is known whose names are whose"
        found = self.register.leaked(job.number, drawn.files)
        if found:
            return Result(job.number, None, leaks=tuple(map(str, found)))
        return Result(job.number, replace(drawn, documents=(), workbooks=()))

    def wanted(self, answers: Answers) -> tuple[str, ...]:
        """Those of the documents asked for that this organisation has; `policy` is the one that it has of the three.

        Raises AnswersError where it has none of them."""
        names = [name for id in self.order.wanted for name in (POLICIES if id == "policy" else (id,))]
        facts = derive(self.library, answers)
        known = {
            **{id: outline.condition for id, outline in self.library.outlines.items()},
            **{id: book.condition for id, book in self.library.workbooks.items()},
        }
        found = tuple(id for id in names if id in known and facts.holds(known[id]))
        if names and not found:
            what = f"it has none of the documents {', '.join(self.order.wanted)}"
            raise AnswersError(Problem("--document", 0, what, f"there are policy, {', '.join(known)}"))
        return found


def arrived(result: Result) -> Result:
    """A result as it came from elsewhere: each file is what the manifest says it is."""
    if result.drawn is None:
        return result
    said = {
        file["name"]: file["sha256"] for document in result.drawn.manifest["documents"] for file in document["files"]
    }
    for name, data in result.drawn.files.items():
        if said.get(name) != sha256(data).hexdigest():
            return Result(result.number, None, (f"{name} did not arrive as it was made; run the same command again",))
    return result


def key(order: Order, job: Job, program: str) -> str:
    """What an organisation's files depend on, as a hash: the same key, the same files."""
    said: Mapping[str, str] = {
        "program": program,
        "library": order.library,
        "on": order.on.isoformat(),
        "formats": ",".join(order.formats),
        "documents": ",".join(order.wanted),
        "packs": ",".join(order.packs),
        "drawing": repr(order.drawing),
        "answers": job.answers,
        "culture": job.culture,
        "crest": sha256(job.crest).hexdigest() if job.crest else "",
    }
    return sha256("\0".join(f"{name}={value}" for name, value in said.items()).encode()).hexdigest()
