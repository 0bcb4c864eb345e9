"""The same answers give the same bytes with the same --on: whatever the day, the zone, the language, the folder, the process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import schools

RUN = textwrap.dedent(
    """
    import hashlib, sys, time
    from concurrent.futures import ProcessPoolExecutor
    from datetime import date
    from multiprocessing import get_context
    from pathlib import Path

    from policygen import load_answers, load_library

    LIBRARY = load_library()

    def made(name):
        from policygen.generate import draw
        answers = load_answers(Path(sys.argv[1]) / "examples" / f"{name}.yaml", LIBRARY)
        drawn = draw(LIBRARY, answers, on=date(2026, 11, 22), wanted=WANTED)
        return sorted((file, hashlib.sha256(data).hexdigest()) for file, data in drawn.files.items())

    if __name__ == "__main__":
        workers = int(sys.argv[2])
        if workers:
            with ProcessPoolExecutor(workers, get_context("fork")) as pool:
                told = list(pool.map(made, [NAME] * workers))
            assert all(one == told[0] for one in told), "two workers differ"
            told = told[0]
        else:
            told = made(NAME)
        for file, hash in told:
            print(hash, file)
    """
)
NAME = "quill-tuition-lone-tutor"
WANTED = ("low-level-concerns-policy-small",)
"""A policy with its flow chart."""
CASES = {
    "another day, another zone": (0, {"TZ": "Pacific/Kiritimati", "FAKE": "2031-07-04"}),
    "another language, one worker": (1, {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "America/Los_Angeles"}),
    "another hash seed, two workers": (2, {"PYTHONHASHSEED": "2", "LANG": "tr_TR.UTF-8", "SOURCE_DATE_EPOCH": "1"}),
    "four workers": (4, {"PYTHONHASHSEED": "3"}),
}
"""How many workers (0: none beside the process), and what is set around them."""


def run(folder: Path, workers: int, **around: str) -> dict[str, str]:
    """Each file's hash, made in a process of its own that stands in `folder`."""
    program = folder / "made.py"
    faked = around.pop("FAKE", "")
    clock = (
        f"import time, datetime as d\n_t = d.datetime.fromisoformat('{faked}T12:00').timestamp()\ntime.time = lambda: _t\n"
        "class D(d.date):\n    today = classmethod(lambda c: d.date.fromtimestamp(_t))\n"
        "class T(d.datetime):\n    now = classmethod(lambda c, tz=None: c.fromtimestamp(_t, tz))\n"
        "    utcnow = classmethod(lambda c: c.utcfromtimestamp(_t))\nd.date, d.datetime = D, T\n"
        if faked
        else ""
    )
    program.write_text(clock + f"NAME, WANTED = {NAME!r}, {WANTED!r}\n" + RUN, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, str(program), str(schools.ROOT), str(workers)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(schools.ROOT), **around},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return {name: hash for hash, _, name in (line.partition(" ") for line in told.stdout.splitlines())}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Each file's hash, made in this process."""
    from policygen.generate import draw

    drawn = draw(schools.library(), schools.example(NAME), on=schools.ON, wanted=WANTED)
    return {name: hashlib.sha256(data).hexdigest() for name, data in drawn.files.items()}


@pytest.mark.parametrize("case", CASES)
def test_every_file_is_the_same(case: str, here: dict[str, str], tmp_path: Path) -> None:
    workers, around = CASES[case]
    assert len(here) == 4
    assert run(tmp_path, workers, **around) == here
