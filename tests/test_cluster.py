"""The same run on other machines: a scheduler and two workers on this one, one of them lost half-way, and nothing lost with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schools
from clientele import ON, asked, files, order, organisations, workbook
from test_batch import going

from policygen.batch import run
from policygen.batch_report import write_reports
from policygen.cluster import on_cluster
from policygen.errors import WriteError
from policygen.jobs import Job, Result
from policygen.leaks import Register
from policygen.plans import Outcome, plan

_QUIET = {
    **os.environ,
    "PYTHONPATH": str(schools.ROOT),
    "DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "60s",
    "DASK_DISTRIBUTED__DIAGNOSTICS__NVML": "False",
}


def _started(*given: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + given[0], *given[1:]],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=_QUIET, start_new_session=True,
    )  # fmt: skip


def _said(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stderr
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found.group(1)
    raise AssertionError("it ended without a word")


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler, and its two workers."""
    processes = [_started("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        address = _said(processes[0], r"Scheduler at:\s+(tcp://\S+)")
        workers = [
            _started("dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
            for _ in range(2)
        ]
        processes += workers
        for worker in workers:
            _said(worker, r"(Registered to):")
        yield address, workers
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait(30)
            if process.stderr:
                process.stderr.close()


def test_a_run_on_a_cluster_that_loses_a_worker_makes_the_same_bytes_and_loses_nobody(
    cluster: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    address, workers = cluster
    path, ordered = workbook(tmp_path / "clients.xlsx", organisations(10)), order(formats=("docx", "md"))
    told: list[Outcome] = []
    with plan(path, schools.library(), asked(), ordered) as planned:

        def results(given: Iterator[Job]) -> Iterator[Result]:
            for at, result in enumerate(on_cluster(given, ordered, planned.register, address)):
                yield result
                if at == 2:
                    workers[0].kill()

        run(
            planned, tmp_path / "far", results, lambda all: write_reports(tmp_path / "far", all, "1", ON, ordered.drawing.look),
            lambda *one: told.append(one[2]),
        )  # fmt: skip
    assert [one.did for one in told] == ["made"] * 10, [one.why for one in told]
    going(path, tmp_path / "near", ordered)
    assert list(files(tmp_path / "far")) == list(files(tmp_path / "near"))


def test_a_scheduler_that_is_not_there_is_named() -> None:
    with pytest.raises(WriteError, match="no scheduler answers at tcp"):
        list(on_cluster([], order(), Register(), "tcp://127.0.0.1:9"))
