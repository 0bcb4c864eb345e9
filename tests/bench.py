"""How long each step takes over thirty different organisations in one process, and docxtpl on the same words beside it: `make bench`."""

from __future__ import annotations

import gc
import io
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import docx
from docxtpl import DocxTemplate
from starlette.requests import Request

from policygen.answers import Answer, Answers
from policygen.answers_file import load_answers
from policygen.assembly import assemble
from policygen.document import Block, Document, Form, Items, Line, Notice, Paragraph, Passage, Run, Table, lines_of
from policygen.facts import derive
from policygen.formats import Drawing, writer
from policygen.generate import draw
from policygen.jobs import POLICIES
from policygen.library import Library
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.web import asking
from policygen.web.desk import Posted
from policygen.web.server import Site
from policygen.writers.word_body import body

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.yaml") if not path.name.endswith(".culture.yaml"))
HOW_MANY = 30
ON = date(2026, 11, 22)
ORIGIN = {"program": "policygen", "library": "bench"}
VARIED = (
    "phase", "provision", "size", "first_recipient", "share_by", "self_referral", "decide_by", "record_review",
    "retention", "leaver_review", "board_report", "premises", "under_18_workers", "regulated_volunteers", "publish",
    "code_name", "related_policies", "non_employees", "cover",
)  # fmt: skip
"""Questions answered differently from one to the next, by any option that is offered there but the last."""
KEPT_OUT = {"values-guardian", "rota"}
LARGEST = {"docx": 200_000, "pdf": 300_000}
"""Bytes: what a policy may weigh."""


@dataclass
class Timed:
    """How long one step took, in seconds, each time: by the clock, and of the processor (all threads)."""

    what: str
    wanted: float | None = None
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, call: Callable[..., Any], *given: Any) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        made = call(*given)
        self.cpu.append(time.process_time() - cpu)
        self.wall.append(time.perf_counter() - wall)
        return made

    def forget(self) -> None:
        """What was measured so far was the warm-up."""
        self.wall.clear()
        self.cpu.clear()

    def line(self) -> str:
        unit, by = (
            ("s", 1.0) if self.wanted and self.wanted >= 0.3 and self.what.startswith("policygen") else ("ms", 1e3)
        )
        wall, cpu = median(self.wall), median(self.cpu)
        wanted = f"{self.wanted * by:g} {unit}" if self.wanted else ""
        judged = (
            ""
            if self.wanted is None
            else "yes"
            if wall <= self.wanted
            else "by processor"
            if cpu <= self.wanted
            else "NO"
        )
        return f"{self.what:<44}{wanted:>9}{wall * by:>10.2f} {unit:<2}{cpu * by:>10.2f} {unit:<2}  {judged}"


def organisations(library: Library) -> list[Answers]:
    """Thirty organisations and one to warm up on, each with its own name, people and choices; the same on every run."""
    return [_organisation(library, load_answers(EXAMPLES[n % len(EXAMPLES)], library), n) for n in range(HOW_MANY + 1)]


def _organisation(library: Library, base: Answers, n: int) -> Answers:
    chance = random.Random(n)
    answers = dict(base.answers)
    walked = derive(library, base).asked
    for id in VARIED:
        question, held = library.questions[id], base.answers.get(id)
        offered = walked[id].options if id in walked else ()
        options = [option.id for option in offered if option.id not in KEPT_OUT]
        if not options or held is None or held.state != "given":
            continue  # the draft stays a draft
        if question.kind == "many":
            chosen = tuple(option for option in options if chance.random() < 0.5)
            answers[id] = Answer("given", chosen or (options[0],))
        else:
            answers[id] = Answer("given", (chance.choice(options),))
    name = f"{base.text('organisation')} at {chance.choice(_PLACES)} {n}"
    answers["organisation"] = Answer("given", (name,))
    people = {id: replace(p, name=f"{p.name} {chance.choice(_PLACES)}") for id, p in base.people.items()}
    return Answers(answers, people, base.library, base.file)


_PLACES = ("Ashby", "Birkdale", "Corley", "Denholm", "Eastry", "Farndale", "Goring", "Hallow", "Inver", "Jarrow")


def measure() -> tuple[list[Timed], float, list[Document], list[str]]:
    """Every step over all schools after one warm-up; the most memory held; the documents; lines on sizes and engines."""
    loading = Timed("Library: as it was kept", 0.150)
    sys.dont_write_bytecode = False  # as on a person’s machine: see _ENVIRONMENT
    library = load()
    for _ in range(7):
        library = loading.run(load)
    choosing = Timed("Select and assemble", 0.010)
    word_body = Timed("Word: body (layout not counted)", 0.020)
    files = {
        "docx": Timed("Word: whole file"),
        "pdf": Timed("PDF (typst and pikepdf)", 0.300),
        "html": Timed("HTML", 0.015),
        "md": Timed("Markdown"),
    }
    paged = Timed("PDF (WeasyPrint, shared parts)", 1.6)
    print_web = writer("pdf", Drawing(pdf_engine="weasyprint"))
    largest = dict.fromkeys(LARGEST, 0)
    documents = []
    for n, answers in enumerate(organisations(library)):
        facts = derive(library, answers)
        policy = [id for id in POLICIES if facts.holds(library.outlines[id].condition)]
        document = choosing.run(assemble, library, facts, answers, ON, policy)[0].document
        documents.append(document)
        word_body.run(body, document, DEFAULT)
        for kind, step in files.items():
            made = step.run(writer(kind), document, DEFAULT, ON, ORIGIN)
            largest[kind] = max(len(made), largest.get(kind, 0))
        gc.collect()  # what the page before left behind is not this one's
        paged.run(print_web, document, DEFAULT, ON, ORIGIN)
        if n == 0:
            for step in (choosing, word_body, paged, *files.values()):
                step.forget()
    said = [f"{'Largest ' + kind:<44}{LARGEST[kind] // 1000:>6} kB{largest[kind] / 1000:>10.0f} kB" for kind in LARGEST]
    said = [
        f"{line}{'':>15}{'yes' if largest[kind] <= LARGEST[kind] else 'NO'}"
        for kind, line in zip(LARGEST, said, strict=True)
    ]
    times = median(paged.cpu) / median(files["pdf"].cpu)
    said.append(
        f"{'WeasyPrint beside typst':<44}{'6 times':>9}{times:>9.1f} times{'':>12}{'yes' if times >= 6 else 'NO'}"
    )
    return [loading, choosing, word_body, *files.values(), paged], memory(), documents, said


def measure_packs() -> Timed:
    """Every document of every pack for one organisation, in Word and PDF, with the workbooks: five of the examples."""
    step = Timed("policygen: all packs, Word, PDF and xlsx", 3.0)
    library = load()
    for path in EXAMPLES[:: len(EXAMPLES) // 5]:
        answers = load_answers(path, library)
        step.run(lambda given: draw(library, given, on=ON, packs=("all",), formats=("docx", "pdf", "xlsx")), answers)
    return step


def measure_rival(documents: list[Document]) -> Timed:
    """docxtpl on the same words, the first as its template and its warm-up."""
    rival = Rival(documents[0])
    step = Timed("docxtpl, the same words in Word")
    for n, document in enumerate(documents):
        step.run(rival.render, rival.context(document))
        if n == 0:
            step.forget()
    return step


class Rival:
    """The first school's policy as a docxtpl template: the same words, and a variable wherever an answer stands."""

    def __init__(self, document: Document) -> None:
        self.own: list[tuple[str, str]] = []
        """(source, words) of each variable, in order."""
        file = docx.Document()
        for part in document.parts:
            self.paragraph(file, part.title, "Heading 1")
            for thing in part.content:
                if isinstance(thing, Passage):
                    self.paragraph(file, thing.title, "Heading 2")
                    for block in thing.blocks:
                        self.block(file, block)
                else:
                    self.block(file, thing)
        kept = io.BytesIO()
        file.save(kept)
        self.template = kept.getvalue()

    def block(self, file: Any, block: Block) -> None:
        match block:
            case Table(header, rows):
                grid = file.add_table(0, len(header), "Table Grid")
                for row in (header, *rows):
                    for cell, line in zip(grid.add_row().cells, row, strict=True):
                        self.runs(cell.paragraphs[0], line)
            case Items(kind, items):
                for line in items:
                    self.paragraph(file, line, "List Bullet" if kind == "bullets" else "List Number")
            case Paragraph(line):
                self.paragraph(file, line, "Normal")
            case Notice() | Form():
                for line in lines_of(block):
                    self.paragraph(file, line, "Normal")
            case _:
                return

    def paragraph(self, file: Any, line: Line, style: str) -> None:
        if line:
            self.runs(file.add_paragraph(style=style), line)

    def runs(self, paragraph: Any, line: Line) -> None:
        for run in line:
            if run.source:
                self.own.append((run.source, run.text))
            paragraph.add_run(f"{{{{ v{len(self.own) - 1} }}}}" if run.source else run.text).bold = run.strong

    def context(self, document: Document) -> dict[str, str]:
        """The variables for another school: what it says where the first says the same for the n-th time."""
        said: dict[str, list[str]] = {}
        for run in _runs(document):
            said.setdefault(run.source, []).append(run.text)
        counted: dict[str, int] = {}
        made = {}
        for at, (source, own) in enumerate(self.own):
            nth = counted[source] = counted.get(source, -1) + 1
            held = said.get(source, ())
            made[f"v{at}"] = held[nth] if nth < len(held) else own
        return made

    def render(self, context: dict[str, str]) -> bytes:
        """One file, as the documentation of docxtpl does it."""
        template = DocxTemplate(io.BytesIO(self.template))
        template.render(context, autoescape=True)
        made = io.BytesIO()
        template.save(made)
        return made.getvalue()


def _runs(document: Document) -> Iterable[Run]:
    for part in document.parts:
        yield from part.title
        for thing in part.content:
            blocks = thing.blocks if isinstance(thing, Passage) else (thing,)
            for block in blocks:
                for line in lines_of(block):
                    yield from line


_FIRST_LOAD = """
import time
from policygen.loading import _sound
wall, cpu = time.perf_counter(), time.process_time()
_sound(())
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def first_load() -> Timed:
    """The library from its files, in five new processes, as the first time after it was installed or changed."""
    step = Timed("Library: read from its files and cross-checked")
    for _ in range(5):
        said = subprocess.run(
            [sys.executable, "-c", _FIRST_LOAD], check=True, capture_output=True, text=True, env=_ENVIRONMENT
        ).stdout
        wall, cpu = said.split()
        step.wall.append(float(wall))
        step.cpu.append(float(cpu))
    return step


def commands() -> list[Timed]:
    """The program as a person starts it, five times each."""
    program = str(Path(sys.executable).with_name("policygen"))
    cold = Timed("policygen build, cold: Word and PDF", 1.5)
    helped = Timed("policygen --help", 0.3)
    with tempfile.TemporaryDirectory() as out:
        for n in range(5):
            answers = str(EXAMPLES[n % len(EXAMPLES)])
            _started(cold, [program, "build", answers, "-o", f"{out}/{n}", "--format", "docx,pdf"])
            _started(helped, [program, "--help"])
    return [cold, helped]


def browser() -> list[Timed]:
    """The questionnaire in a browser: from the start of the program to its first page, five times; each question's page."""
    start = Timed("policygen web, to the first page", 1.0)
    shown = Timed("A question's page, on the server", 0.020)
    program = str(Path(sys.executable).with_name("policygen"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "school.yaml")
        path.write_bytes(EXAMPLES[0].read_bytes())
        for _ in range(5):
            before, begun = os.times(), time.perf_counter()
            with subprocess.Popen(
                [program, "web", str(path), "--no-open"], stdout=subprocess.PIPE, text=True, env=_ENVIRONMENT
            ) as running:
                assert running.stdout is not None
                address = running.stdout.readline().split()[-1]
                opener = build_opener(HTTPCookieProcessor(CookieJar()))
                opener.open(address).read()
                start.wall.append(time.perf_counter() - begun)
                running.terminate()
            after = os.times()
            start.cpu.append(
                after.children_user + after.children_system - before.children_user - before.children_system
            )
        site = Site(path, load(), lambda: ON)
        try:
            opened = site.desk.shelf.open(path.name)
            assert opened is not None
            asking.show(site.desk, _asked(path.name, "organisation"), Posted())  # what is made once and kept
            for prompt in opened.prompts:
                shown.run(asking.show, site.desk, _asked(path.name, prompt.id), Posted())
        finally:
            site.listening.close()
    return [start, shown]


_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONUNBUFFERED": "1",
}
"""As a person’s machine has it: Python keeps what it has compiled, and the program what it has read."""


def _asked(file: str, id: str) -> Request:
    return Request({"type": "http", "query_string": b"", "path_params": {"file": file, "id": id}, "headers": []})


def _started(step: Timed, command: list[str]) -> None:
    before = os.times()
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=_ENVIRONMENT)
    step.wall.append(time.perf_counter() - start)
    after = os.times()
    step.cpu.append(after.children_user + after.children_system - before.children_user - before.children_system)


def memory() -> float:
    """The most memory this process has held, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def pace() -> str:
    """How fast this machine is just now, which may be half or twice what it was a minute ago: the best of five."""
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        sum(number * number % 7 for number in range(1_000_000))
        taken.append(time.perf_counter() - begun)
    return f"The pace of this machine: a million sums in {min(taken) * 1e3:.0f} ms"


def main() -> None:
    """Measure and print."""
    print(pace())
    gc.set_threshold(50_000)  # as the program does
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors")
    print(f"Medians over {HOW_MANY} different organisations after one warm-up; of five where a process is started\n")
    print(f"{'':<44}{'wanted':>9}{'clock':>13}{'processor':>13}  met")
    steps, most, documents, besides = measure()
    for step in (first_load(), *steps, measure_packs(), measure_rival(documents), *commands(), *browser()):
        print(step.line())
    for line in besides:
        print(line)
    if most:
        print(f"{'Memory, the most held':<44}{'500 MB':>9}{most:>10.0f} MB{'':>13}  {'yes' if most <= 500 else 'NO'}")


if __name__ == "__main__":
    main()
    print(pace())
