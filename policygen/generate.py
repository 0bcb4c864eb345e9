"""One organisation's answers to its files: assembled once, drawn in each format, written whole or not at all, nothing edited by hand written over."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policygen.answers import Answers
from policygen.assembly import Assembled, assemble
from policygen.consistency import require_consistent
from policygen.document import Document
from policygen.errors import AnswersError, LibraryError, Problem, WriteError, nearest
from policygen.facts import derive
from policygen.interview import interview
from policygen.library import Library
from policygen.look import DEFAULT, Look
from policygen.provenance import MANIFEST, manifest, origin, sha256
from policygen.roles import doubled
from policygen.selection import check_date

FORMATS = ("docx", "pdf", "html", "md")
Write = Callable[[Document, Look, date, dict[str, str]], bytes]


@dataclass(frozen=True)
class Made:
    """What was made: the folder, the files written, and the manifest."""

    folder: Path
    files: tuple[Path, ...]
    kept: tuple[str, ...]
    """Files edited by hand and left as they were; the new ones stand beside them."""
    manifest: dict[str, Any]
    documents: tuple[Assembled, ...]
    notes: tuple[str, ...] = ()
    """Doubts for whoever made them, printed in no document: an odd number, one person in two posts."""

    @property
    def open(self) -> int:
        """How many answers are left to confirm, over all documents."""
        return len({one.question for made in self.documents for one in made.marks.open})


def documents(library: Library, answers: Answers, on: date, wanted: Iterable[str] = ()) -> tuple[Assembled, ...]:
    """The documents of one organisation on that day.

    Raises LibraryError while words of a skeleton stand in the library, AnswersError without a name or a sector,
    DateError where the guidance had no such section on that day, ContradictionError where they do not say the same."""
    if library.unwritten:
        raise LibraryError(*library.unwritten)
    facts = derive(library, answers)
    require(library, answers)
    check_date(library, facts, on)
    ids = [o.id for o in library.outlines.values() if facts.holds(o.condition)]
    names = tuple(wanted)
    for name in names:
        if name not in ids:
            raise AnswersError(
                Problem(
                    "--document",
                    0,
                    f"no document is called '{name}'",
                    nearest(name, ids, f"there are {', '.join(ids)}"),
                )
            )
    made = assemble(library, facts, answers, on, names)
    require_consistent(library, facts, answers, made)
    return made


def require(library: Library, answers: Answers) -> None:
    """Raises AnswersError naming each answer without which nothing can be made."""
    facts = derive(library, answers)
    missing = [
        Problem(
            answers.file,
            0,
            f"the question '{asked.question.id}' has no answer",
            f"nothing can be made without {asked.question.label}",
        )
        for asked in facts.walk
        if asked.question.required and asked.is_open
    ]
    if missing:
        raise AnswersError(*missing)


def default_date(answers: Answers, today: date) -> date:
    """The date the documents are made for: the day of approval if given, else today."""
    return answers.day("approved_on") or today


def build(
    library: Library,
    answers: Answers,
    out: Path,
    *,
    on: date,
    formats: Iterable[str] = FORMATS,
    wanted: Iterable[str] = (),
    look: Look = DEFAULT,
    tell: Callable[[int, int, str], None] = lambda done, all, now: None,
) -> Made:
    """Make the documents and write them to `out`/<slug>/. Everything is drawn before anything is written.

    `tell` is called before each file is drawn: how many are, of how many, and which document comes."""
    made = documents(library, answers, on, wanted)
    formats = tuple(formats)
    drawn: dict[str, dict[str, tuple[str, bytes]]] = {}
    for at, one in enumerate(made):
        drawn[one.document.id] = {}
        for nth, kind in enumerate(formats):
            tell(at * len(formats) + nth, len(made) * len(formats), one.document.title)
            data = writer(kind)(one.document, look, on, origin(library, one, on))
            drawn[one.document.id][kind] = (f"{one.document.id}.{kind}", data)
    folder = folder_of(out, answers.text("organisation"))
    before = _hashes(folder)
    kept: list[str] = []
    for files in drawn.values():
        for kind, (name, data) in files.items():
            if _edited(folder / name, before):
                kept.append(name)
                files[kind] = (f"{Path(name).stem}.new.{kind}", data)
    record = manifest(library, answers, made, on, drawn, tuple(kept))
    paths = []
    for files in drawn.values():
        for name, data in files.values():
            write_atomic(folder / name, data)
            paths.append(folder / name)
    write_atomic(folder / MANIFEST, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
    notes = (*map(str, answers.warnings), *doubled(interview(library, answers)))
    return Made(folder, tuple(paths), tuple(kept), record, made, notes)


def writer(kind: str) -> Write:
    """The writer of a format; imported when it is first wanted, because each brings a heavy library."""
    match kind:
        case "docx":
            from policygen.writers.word import write_word

            return write_word
        case "pdf":
            from policygen.writers.pdf import write_pdf

            return write_pdf
        case "html":
            from policygen.writers.html import write_html

            return write_html
        case "md":
            from policygen.writers.markdown import write_markdown

            return lambda document, look, on, origin: write_markdown(document)
        case _:
            raise WriteError(
                Problem(
                    "--format",
                    0,
                    f"no format is called '{kind}'",
                    nearest(kind, FORMATS, f"there are {', '.join(FORMATS)}"),
                )
            )


_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")


def slug(name: str) -> str:
    """A folder's name for an organisation: plain letters, at most 60, never a path, never a name Windows keeps for itself."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    if not made:
        made = f"organisation-{sha256(name.encode())[:8]}"
    return f"the-{made}" if _RESERVED.match(made) else made


def folder_of(out: Path, organisation: str) -> Path:
    """Where the documents of an organisation stand, or one beside it where another's already stand under that name."""
    folder = out / slug(organisation)
    held = _manifest(folder).get("organisation", organisation)
    return folder if held == organisation else folder.with_name(f"{folder.name}-{sha256(organisation.encode())[:4]}")


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _hashes(folder: Path) -> dict[str, str]:
    found = _manifest(folder)
    return {
        file["name"]: file["sha256"] for document in found.get("documents", ()) for file in document.get("files", ())
    }


def _edited(path: Path, before: dict[str, str]) -> bool:
    """Whether a file stands there that this program did not write as it is now."""
    try:
        return sha256(path.read_bytes()) != before.get(path.name)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises WriteError in plain words."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:20]}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except PermissionError:
        remedy = "close it if it is open in another program, and check that you may write to the folder"
        raise WriteError(Problem(str(path), 0, "the file cannot be written", remedy)) from None
    except OSError as problem:
        what = f"the file cannot be written ({problem.strerror or type(problem).__name__})"
        raise WriteError(Problem(str(path), 0, what, "free some space, or name another folder with -o")) from None
