"""Many organisations: how many a minute, beside docxtpl and LibreOffice with the same words; what a run holds in memory and on disk."""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import _ENVIRONMENT, Rival, pace
from clientele import ON, asked, organisations, workbook

from policygen.clients import clients
from policygen.facts import derive
from policygen.generate import documents
from policygen.library import Library
from policygen.loading import load
from policygen.row_reading import Reader
from policygen.rows import Row

MANY, SOME, FEW = 400, 200, 120


def main() -> None:
    """Measure all, and print what was wanted beside it."""
    print(f"Two processes; {MANY}, {SOME} or {FEW} made-up organisations of all sectors, each another")
    print(f"{pace()}\n")
    gc.set_threshold(50_000)  # as the program does
    print(f"{'':<58}{'wanted':>10}{'measured':>12}  met")
    for what, wanted, found, met in lines():
        print(f"{what:<58}{wanted:>10}{found:>12}  {'' if met is None else 'yes' if met else 'NO'}")


def lines() -> Iterator[tuple[str, str, str, bool | None]]:
    """What is measured, what was wanted, what was found, and whether it is met."""
    library = load()
    with tempfile.TemporaryDirectory() as folder:
        many = workbook(Path(folder, "many.xlsx"), organisations(MANY))
        some = workbook(Path(folder, "some.xlsx"), organisations(SOME))
        begun = time.perf_counter()
        assert all(client.sound for client in clients(many, library, asked(), ON))
        seconds = time.perf_counter() - begun
        yield f"Checking {MANY} rows", "≤ 2 s", f"{seconds:.2f} s", seconds <= 2
        rate, told = made(many, Path(folder, "a"), "docx,pdf", "policy")
        yield "Policy in Word and PDF, a minute", "≥ 400", f"{rate:.0f}", rate >= 400
        yield "  memory, the largest process", "≤ 600 MB", f"{told['memory_mb']} MB", told["memory_mb"] <= 600
        yield "  on disk, a thousand organisations", "", f"{size(Path(folder, 'a')) / MANY:.0f} MB", None
        both, _ = made(some, Path(folder, "b"), "docx,pdf", "policy", "code-of-conduct")
        yield "Policy and Code of Conduct, a minute", "≥ 200", f"{both:.0f}", both >= 200
        word, _ = made(many, Path(folder, "c"), "docx", "policy", links=True)
        yield "Policy in Word alone, contents as links, a minute", "≥ 3,000", f"{word:.0f}", word >= 3000
        begun = time.perf_counter()
        made(many, Path(folder, "c"), "docx", "policy", links=True)
        seconds = time.perf_counter() - begun
        yield f"The same {MANY} again, nothing changed", "≤ 3 s", f"{seconds:.2f} s", seconds <= 3
        if shutil.which("soffice"):
            full = [row for row in organisations(FEW * 3) if _full(row, library)][:FEW]
            same = workbook(Path(folder, "same.xlsx"), full)
            ours, _ = made(same, Path(folder, "e"), "docx,pdf", "low-level-concerns-policy")
            theirs = rival(Path(folder, "d"), same, library)
            yield f"{len(full)} policies of full length in Word and PDF, a minute", "", f"{ours:.0f}", None
            yield "  docxtpl and LibreOffice, the same words", "", f"{theirs:.0f}", None
            yield "  policygen is so many times as fast", "≥ 1.7", f"{ours / theirs:.2f}", ours >= 1.7 * theirs
        yield "Afterwards: " + pace(), "", "", None


def made(path: Path, out: Path, formats: str, *wanted: str, links: bool = False) -> tuple[float, dict[str, float]]:
    """A whole run as somebody starts it: organisations a minute, and what run.json says."""
    program = str(Path(sys.executable).with_name("policygen"))
    command = [program, "batch", str(path), "-o", str(out), "--on", ON.isoformat(), "--format", formats, "--jobs", "2"]
    for one in wanted:
        command += ["--document", one]
    begun = time.perf_counter()
    subprocess.run(
        [*command, *(["--contents", "links"] if links else [])], check=True, capture_output=True, env=_ENVIRONMENT
    )
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return (told["made"] + told["unchanged"]) / (time.perf_counter() - begun) * 60, told


def _full(row: dict[str, str], library: Library) -> bool:
    """Whether this organisation has the policy in its full length."""
    client = Reader(library, asked(), ON).read(Row("", "1", {key: ("A1", said) for key, said in row.items()}))
    return derive(library, client.answers).values["full_policy"] == frozenset({"yes"})


def rival(folder: Path, book: Path, library: Library) -> float:
    """docxtpl renders, LibreOffice makes PDFs: two of each side by side, the start of the program counted once. Policies a minute."""
    folder.mkdir()
    policies = [
        documents(library, client.answers, ON, ["low-level-concerns-policy"])[0].document
        for client in clients(book, library, asked(), ON)
    ]
    drawn = Rival(policies[0])
    begun = time.perf_counter()
    for nth, policy in enumerate(policies):
        (folder / f"{nth}.docx").write_bytes(drawn.render(drawn.context(policy)))
    rendered = (time.perf_counter() - begun) / 2  # as if two did it
    begun = time.perf_counter()
    halves = [[str(folder / f"{nth}.docx") for nth in range(start, len(policies), 2)] for start in (0, 1)]
    running = [
        subprocess.Popen(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile{at}", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *half],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for at, half in enumerate(halves)
    ]  # fmt: skip
    assert all(one.wait() == 0 for one in running) and len(list(folder.glob("*.pdf"))) == len(policies)
    return len(policies) / (rendered + time.perf_counter() - begun) * 60


def size(folder: Path) -> float:
    """Kilobytes in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1000


if __name__ == "__main__":
    main()
