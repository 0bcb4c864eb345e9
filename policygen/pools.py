"""Jobs done side by side: in processes of this machine, where a process that dies loses the one organisation it was making."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain
from multiprocessing import get_context, resource_tracker
from typing import TYPE_CHECKING, Any

from policygen.jobs import Job, Order, Result, Worker
from policygen.leaks import Register

if TYPE_CHECKING:
    from pebble import ProcessPool

PATIENCE = 600.0
"""Seconds that one organisation may take."""
RENEWED = 250
"""Organisations after which a process is replaced: the page maker's memory grows slowly."""
_AHEAD = 2
"""Jobs waiting for each process, so that none is idle and the results held are few."""

_worker: Worker | None = None


def _begin(order: Order) -> None:
    """What a process does before its first organisation, and while the rows are still being read: the library, and what draws."""
    global _worker
    # Each process is one of as many as there are processors: a second thread to lay out pages would only wait for the first.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    _worker = Worker(order, None)
    _worker.prepare()
    gc.freeze()  # the library stays: looking through it for what is no longer used would find nothing, again and again
    gc.set_threshold(50_000)


def _ready() -> None:
    """The first job of all: a pool starts its processes when it is given one."""


def _make(job: Job, register: Register | None) -> Result | None:
    """What comes of a job; None where this process has not been told yet whose names are whose."""
    assert _worker is not None
    _worker.register = _worker.register or register
    return _worker.make(job) if _worker.register else None


@contextmanager
def begun(order: Order, processes: int) -> Iterator[ProcessPool | None]:
    """Processes that make themselves ready meanwhile, for `side_by_side`; None where there is to be one alone."""
    if processes <= 1:
        yield None
        return
    from pebble import ProcessPool

    pool = ProcessPool(
        max_workers=processes,
        max_tasks=RENEWED,
        initializer=_begin,
        initargs=(order,),
        context=get_context("spawn"),
    )
    try:
        with _uninterrupted():
            pool.schedule(_ready)
        yield pool
    finally:
        pool.stop()
        pool.join(30)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C is for whoever began the run, who ends the rest: each of those begun here would say where it was interrupted."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # it comes with every process, and lets Ctrl-C through once it has begun
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def side_by_side(
    jobs: Iterable[Job], order: Order, register: Register, processes: int, pool: ProcessPool | None = None
) -> Iterator[Result]:
    """The result of each job, in the order in which they were given. With one process, all is done in this one. `pool`: those
    that have `begun`; they are ended with the last result."""
    given = iter(jobs)
    first = next(given, None)
    if first is None:
        return
    jobs = chain((first,), given)
    if processes <= 1:
        worker = Worker(order, register, alone=True)
        yield from (worker.make(job) for job in jobs)
        return
    with begun(order, processes) if pool is None else nullcontext(pool) as ready:
        assert ready is not None
        try:
            yield from _results(jobs, ready, register, processes)
        finally:
            ready.stop()
            ready.join(30)


def _results(jobs: Iterable[Job], pool: ProcessPool, register: Register, processes: int) -> Iterator[Result]:
    from pebble import ProcessExpired

    room = processes * (1 + _AHEAD)
    waiting: deque[tuple[Job, Any]] = deque()

    def given(job: Job, register: Register | None = None) -> Any:
        return pool.schedule(_make, args=(job, register), timeout=PATIENCE)

    def next_result() -> Result:
        job, future = waiting.popleft()
        try:
            found: Result | None = future.result()
            return found or given(job, register).result()
        except ProcessExpired as gone:
            why = f"the process that made it was ended from outside (code {gone.exitcode}): too little memory, perhaps"
        except TimeoutError:
            why = f"it was not done after {PATIENCE:.0f} seconds"
        except MemoryError:
            why = "there was too little memory"
        return Result(job.number, None, (f"{why}; run the same command again, with fewer --jobs",))

    for number, job in enumerate(jobs):
        waiting.append((job, given(job, register if number < room else None)))
        if len(waiting) > room:
            yield next_result()
    while waiting:
        yield next_result()


def processes() -> int:
    """How many processes this machine has room for: one a processor that may be used."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def most_memory() -> float:
    """The most memory that this process and the largest of its workers held, in megabytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    kept = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return kept / (1_000_000 if sys.platform == "darwin" else 1000)
