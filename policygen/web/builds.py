"""Make documents beside the pages: one set at a time, its progress to be looked at, its files to be fetched."""

from __future__ import annotations

import io
import json
import secrets
import threading
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from policygen.answers import Answers
from policygen.culture import Rounds
from policygen.errors import PolicygenError, Problem
from policygen.files import latest
from policygen.formats import Drawing
from policygen.generate import build
from policygen.library import Library
from policygen.look import DEFAULT, Look
from policygen.provenance import MANIFEST

KINDS = {"docx": "Word", "pdf": "PDF", "html": "Web page", "md": "Markdown", "xlsx": "Workbooks"}
"""What the formats are called."""
PACKS = {
    "school": "For everybody",
    "trustee": "For those who decide and answer for it",
    "training": "For those who teach it",
    "lead": "For those who hear, decide and keep the record",
}
"""What the packs are called."""
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass
class Job:
    """One making of documents. `done` of `all` files are drawn; `now` is the one being drawn."""

    id: str
    file: str
    state: Literal["waiting", "running", "made", "failed"] = "waiting"
    done: int = 0
    all: int = 0
    now: str = ""
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    """What is worth saying of what was made."""
    kept: tuple[str, ...] = ()
    """Files edited by hand and left as they were."""

    def tell(self, done: int, all: int, now: str) -> None:
        """Called by the maker before each file."""
        self.done, self.all, self.now = done, all, now

    @property
    def over(self) -> bool:
        return self.state in ("made", "failed")


@dataclass
class Builds:
    """The makings of this sitting; `out` is the folder the documents go to."""

    library: Library
    out: Path
    jobs: dict[str, Job] = field(default_factory=dict)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "builds"))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def start(
        self, file: str, answers: Answers, on: date, formats: Iterable[str], packs: Iterable[str] = ("school",),
        culture: Rounds | None = None, look: Look = DEFAULT,
    ) -> Job:  # fmt: skip
        """Begin, or give the making that is under way for the same file. Nothing waits for it when the program ends."""
        with self._guard:
            for job in self.jobs.values():
                if job.file == file and not job.over:
                    return job
            job = Job(secrets.token_hex(6), file)
            self.jobs[job.id] = job
        self._pool.submit(self._make, job, answers, on, tuple(formats), tuple(packs), culture, look)
        return job

    def _make(
        self,
        job: Job,
        answers: Answers,
        on: date,
        formats: tuple[str, ...],
        packs: tuple[str, ...],
        culture: Rounds | None,
        look: Look,
    ) -> None:
        job.state = "running"
        try:
            made = build(
                self.library,
                answers,
                self.out,
                on=on,
                formats=formats,
                packs=packs,
                culture=culture,
                drawing=Drawing(look),
                tell=job.tell,
            )
            job.notes, job.kept, job.state = made.notes, made.kept, "made"
        except PolicygenError as error:
            job.problems, job.state = error.problems, "failed"
        except Exception as error:
            # Nobody reads a traceback behind a page; the sentence names what to pass on.
            what = f"the documents could not be made ({type(error).__name__}: {error})"
            job.problems, job.state = (
                (Problem(job.file, 0, what, "run 'policygen doctor', and report it if it finds nothing"),),
                "failed",
            )

    def pack(self, answers: Answers) -> Pack | None:
        """What was last made for this organisation and is still there."""
        name = answers.text("organisation")
        if not name:
            return None
        folder = latest(self.out, name)
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Pack(folder, found) if isinstance(found, dict) and found.get("organisation") == name else None

    def close(self) -> None:
        """Wait for no more work."""
        self._pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class Pack:
    """The documents of one organisation as their manifest lists them. Only what is listed there can be fetched."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def documents(self) -> list[dict[str, Any]]:
        """Those documents of which a file is still there."""
        return [one for one in self.manifest.get("documents", ()) if any(self.file(f["name"]) for f in one["files"])]

    def file(self, name: str) -> Path | None:
        """The file of that name, if the manifest lists it and it lies in the folder or in one inside it."""
        listed = {file["name"] for one in self.manifest.get("documents", ()) for file in one["files"]}
        path = self.folder / name
        if name not in listed or not path.resolve().is_relative_to(self.folder.resolve()):
            return None
        return path if path.is_file() else None

    def page(self, document: str) -> Path | None:
        """The web page of a document, to be looked at."""
        for one in self.manifest.get("documents", ()):
            if one["id"] == document:
                return next((self.file(file["name"]) for file in one["files"] if file["format"] == "html"), None)
        return None

    def zipped(self) -> bytes:
        """All files in one, the same bytes each time."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in self.documents:
                for file in one["files"]:
                    if path := self.file(file["name"]):
                        entry = zipfile.ZipInfo(f"{self.folder.name}/{file['name']}", _EPOCH)
                        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                        archive.writestr(entry, path.read_bytes())
        return made.getvalue()
