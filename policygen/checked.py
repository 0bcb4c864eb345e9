"""A library read, cross-checked and proved: the sectors are shared between two processes where the machine has two cores."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from policygen.crosscheck import crosscheck
from policygen.errors import Problem, nearest
from policygen.library import Library
from policygen.loading import read
from policygen.proof import Proof, never, prove


def check(folders: Iterable[Path] = (), sectors: Iterable[str] = (), nations: Iterable[str] = ()) -> Proof:
    """Read a library with its layers and prove it, for some sectors and nations alone where any are named. Every mistake is
    found, not only the first."""
    problems: list[Problem] = []
    named = tuple(folders)
    library = read(named, problems)
    problems.extend(crosscheck(library))
    for option, ids, known in (("--sector", sectors, library.sectors), ("--nation", nations, library.nations)):
        for id in set(ids).difference(known):
            remedy = nearest(id, known, f"there are {', '.join(known)}")
            problems.append(Problem(option, 0, f"there is no '{id}'", remedy))
    if problems:
        return Proof(sorted(set(problems)))
    if sectors or nations or (os.cpu_count() or 1) < 2:
        return prove(library, sectors, nations)
    return _shared(library, named)


def _shared(library: Library, folders: tuple[Path, ...]) -> Proof:
    """The whole proof, half of the sectors in a second process; in this one alone where no other can be had."""
    all_ = [sector.id for sector in library.sectors.values() if not sector.family]
    try:
        with ProcessPoolExecutor(max_workers=1) as pool:
            other = pool.submit(_half, folders, all_[1::2])
            return _joined(library, prove(library, all_[::2]), other.result())
    except (OSError, BrokenProcessPool):
        return prove(library)


def _half(folders: tuple[Path, ...], sectors: list[str]) -> Proof:
    return prove(read(folders, []), sectors)


def _joined(library: Library, one: Proof, other: Proof) -> Proof:
    met = {**one.met, **other.met}
    order = {id: at for at, id in enumerate(library.sectors)}
    whole = Proof(
        [], one.clauses, one.requirements, one.walks + other.walks,
        tuple(sorted((*one.sectors, *other.sectors), key=order.__getitem__)),
        {pair: met[pair] for pair in sorted(met, key=lambda pair: order[pair[0]])},
        one.inside | other.inside, one.outside | other.outside, one.told | other.told, one.unconfirmed,
    )  # fmt: skip
    whole.problems = sorted({*one.problems, *other.problems, *never(library, whole)})
    return whole
