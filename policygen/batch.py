"""Many organisations in one run: all checked first, then made side by side; one that fails stops no other, and what has not changed is not made again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from policygen.delivery import put
from policygen.errors import PolicygenError, Problem, WriteError
from policygen.files import ANSWERS, still_whole, write_atomic
from policygen.jobs import Job, Result, key
from policygen.plans import Outcome, Planned, lines_on_disk
from policygen.provenance import MANIFEST, program_version


@dataclass
class Run:
    """What a run came to, in numbers. `seconds`: organisation → how long until it was there, for run.json."""

    made: int = 0
    unchanged: int = 0
    failed: int = 0
    drafts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """How many organisations have been dealt with."""
        return self.made + self.unchanged + self.failed


Results = Callable[[Iterator[Job]], Iterator[Result]]
"""Gives the result of each job, in order."""


def run(
    planned: Planned,
    out: Path,
    results: Results,
    report: Callable[[Iterator[Outcome]], None],
    tell: Callable[[int, int, Outcome], None] = lambda done, all, one: None,
) -> Run:
    """Make what is new or changed, and leave the rest. `report` writes the lists over all; also where the run is stopped
    (KeyboardInterrupt), with what was done until then.

    Raises WriteError where nothing can be written to `out`."""
    if out.exists() and not out.is_dir():
        raise WriteError(Problem(str(out), 0, "this is a file, not a folder", "name another folder with -o"))
    with lines_on_disk() as kept:
        going = _Going(planned, out, kept, tell)
        for refused in planned.refused:
            going.say(refused)
        stopped = True
        try:
            for result in results(going.changed()):
                going.put(result)
            stopped = False
        finally:
            report(_read(kept, going.before if stopped else {}))
        return going.count


class _Going:
    """A run while it goes on."""

    def __init__(self, planned: Planned, out: Path, kept: IO[str], tell: Callable[[int, int, Outcome], None]) -> None:
        self.planned, self.out, self.kept, self.tell = planned, out, kept, tell
        self.before = _before(out)
        self.count = Run()
        self.pending: dict[int, tuple[Job, str, str]] = {}
        """Number → job, where it came from, its key: those that are being made."""
        self.last = time.perf_counter()

    def say(self, one: Outcome) -> None:
        self.kept.write(json.dumps(vars(one), ensure_ascii=False) + "\n")
        setattr(self.count, one.did, getattr(self.count, one.did) + 1)
        self.count.drafts += one.did != "failed" and one.open > 0
        self.tell(self.count.all, self.planned.sound + len(self.planned.refused), one)

    def changed(self) -> Iterator[Job]:
        """The organisations whose files are missing, or rest on something that has changed."""
        program = program_version()
        for job, where in self.planned.jobs():
            held = key(self.planned.order, job, program)
            last = self.before.get(job.name)
            if last and last["key"] == held and still_whole(self.out / last["folder"], last["documents"]):
                self.say(Outcome.read(last, where=where, did="unchanged", why=()))
                continue
            self.pending[job.number] = (job, where, held)
            yield job

    def put(self, result: Result) -> None:
        job, where, held = self.pending.pop(result.number)
        self.say(_put(job, where, held, result, self.out, self.before.get(job.name), self.planned.written))
        now = time.perf_counter()
        self.count.seconds[job.name] = round(now - self.last, 3)
        self.last = now


def _put(
    job: Job, where: str, held: str, result: Result, out: Path, last: Mapping[str, Any] | None, write_answers: bool
) -> Outcome:
    """Write one organisation’s files, or say why there are none."""
    if result.leaks:
        why = tuple(f"nothing was written, because {leak}" for leak in result.leaks)
        return Outcome(job.name, where, "failed", why=why)
    if result.drawn is None:
        return Outcome(job.name, where, "failed", why=result.failed)
    notes: list[str] = []
    try:
        made = put(result.drawn, out)
        digest = _answers(job, out, made.folder.name, last, notes) if write_answers else ""
    except PolicygenError as wrong:
        return Outcome(job.name, where, "failed", why=tuple(map(str, wrong.problems)))
    except OSError as wrong:
        return Outcome(job.name, where, "failed", why=(f"its files cannot be written ({wrong.strerror})",))
    documents = made.manifest["documents"]
    questions = {gap["question"] for one in documents for gap in (*one["gaps"], *one["assumptions"])}
    listed = tuple({name: one[name] for name in ("id", "title", "status", "files")} for one in documents)
    notes += [f"{name} was edited by hand and stays; the new one stands beside it" for name in made.kept]
    return Outcome(
        job.name, where, "made", made.folder.name, held, len(questions), listed, digest, (*notes, *made.notes)
    )


def _answers(job: Job, out: Path, folder: str, last: Mapping[str, Any] | None, notes: list[str]) -> str:
    """The answers as a file of their own, to go on from; one that somebody has changed since stays as it is."""
    path = out / ANSWERS / f"{folder}.yaml"
    data = job.answers.encode("utf-8")
    digest = sha256(data).hexdigest()
    if path.exists() and sha256(path.read_bytes()).hexdigest() not in (digest, (last or {}).get("answers")):
        notes.append(f"{ANSWERS}/{path.name} was changed by hand and stays as it is")
        return str((last or {}).get("answers", ""))
    write_atomic(path, data)
    return digest


def _before(out: Path) -> dict[str, dict[str, Any]]:
    """What the last run into this folder made, by organisation."""
    try:
        found = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        return {one["name"]: one for one in found["organisations"] if one["key"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _read(kept: IO[str], before: Mapping[str, Mapping[str, Any]]) -> Iterator[Outcome]:
    """Each outcome; of a run that was stopped, also what stands from the run before."""
    kept.seek(0)
    said = set()
    for line in kept:
        told = json.loads(line)
        said.add(told["name"])
        yield Outcome.read(told)
    for name, last in before.items():
        if name not in said:
            yield Outcome.read(last, did="unchanged", why=())
