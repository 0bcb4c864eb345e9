"""The same jobs on other machines: a Dask cluster. The scheduler is told where to find it; nothing is lost when a worker is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from policygen.errors import PolicygenError, Problem, WriteError
from policygen.jobs import Job, Order, Result, Worker, arrived
from policygen.leaks import Register

_AHEAD = 3
"""Jobs on their way for each thread of the cluster."""
_RETRIES = 3
"""How often a job is begun again elsewhere where the worker that had it is gone."""

_held: dict[str, Worker] = {}
"""The worker of the run that this process has part in; a new run takes its place."""


def _make(job: Job, order: Order, register: Register, run: str) -> Result:
    """On a worker: one organisation. The library is read there, once a run."""
    if run not in _held:
        _held.clear()
        _held[run] = Worker(order, register)
    return _held[run].make(job)


def on_cluster(jobs: Iterable[Job], order: Order, register: Register, scheduler: str) -> Iterator[Result]:
    """The result of each job, in order, from the workers of the scheduler at that address (tcp://…).

    Raises WriteError where `policygen[cluster]` is not installed or nobody answers there."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        what = "running on several machines needs more than is installed"
        raise WriteError(Problem("--scheduler", 0, what, "install it: pip install 'policygen[cluster]'")) from None
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as wrong:
        remedy = "start one (docs/cluster.md), or check the address"
        raise WriteError(Problem("--scheduler", 0, f"no scheduler answers at {scheduler}", remedy)) from wrong
    try:
        if not client.scheduler_info()["workers"]:
            what = f"no worker has joined the scheduler at {scheduler}"
            raise WriteError(Problem("--scheduler", 0, what, "start one: docs/cluster.md"))
        known, about = client.scatter([register, order], broadcast=True, hash=False)
        run = f"{about.key}"
        room = _AHEAD * max(1, sum(client.nthreads().values()))
        waiting: deque[tuple[Job, Any]] = deque()

        def next_result() -> Result:
            job, future = waiting.popleft()
            try:
                return arrived(future.result())
            except KilledWorker:
                why = "the machines that made it were lost one after another"
            except PolicygenError as wrong:
                why = "; ".join(str(one) for one in wrong.problems)
            except Exception as wrong:  # whatever a cluster can do to one job must not stop the others
                why = f"the cluster could not make it ({type(wrong).__name__}: {wrong})"
            return Result(job.number, None, (f"{why}; run the same command again",))

        for job in jobs:
            future = client.submit(
                _make, job, about, known, run, key=f"{run}-{job.number}", retries=_RETRIES, pure=False
            )
            waiting.append((job, future))
            if len(waiting) > room:
                yield next_result()
        while waiting:
            yield next_result()
    finally:
        client.close()
