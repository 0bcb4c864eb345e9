"""What is read from many files is kept, as it was read, for the next start; any change to any of the files has it read anew.

It is kept where Python keeps the program's own compiled modules, in `__pycache__`: whoever may write there may write the
program. Where nobody may, or PYTHONDONTWRITEBYTECODE is set, nothing is kept and everything is read each time.
"""

from __future__ import annotations

import copyreg
import gc
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
_HOLDS = 4
"""How many are kept: the library as shipped, and some with layers over it."""
_SETTLED = 2_000_000_000
"""Nanoseconds. The coarsest clock of a disk in use ticks every two seconds: a file changed again in the tick in which it
was read looks the same, so what was kept that soon after a change is not believed."""


def kept(folders: Iterable[Path], read: Callable[[], T], name: str = "library") -> T:
    """What `read` gives, from what was kept of the last time if no file in these folders, nor the program, has changed.
    `name`: of what is kept; there is one a name."""
    # The folders are named as well: one without a file is not the same as none.
    places = [*map(str, folders), str(Path(__file__).parent)]
    listing = sorted(_files(places))
    said = repr((sys.version, places, listing)).encode("utf-8", "surrogatepass")
    place = Path(cache_from_source(__file__)).parent / f"{name}-{sha256(said).hexdigest()[:32]}.kept"
    newest = max(changed for _, _, changed in listing)
    collects = gc.isenabled()
    gc.disable()  # so much is made at once, and nothing thrown away, that looking for rubbish takes longer than the rest
    try:
        with place.open("rb") as file:
            if os.fstat(file.fileno()).st_mtime_ns - newest > _SETTLED:
                found: T = pickle.load(file)
                return found
    except Exception:  # a file cut short or of another program can raise anything at all; it is then read anew
        pass
    finally:
        if collects:
            gc.enable()
    made = read()
    if not sys.dont_write_bytecode:
        _keep(place, made, name)
    return made


def _files(folders: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Every file of the folders: path, bytes, when it was last changed."""
    for folder in folders:
        for parent, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith((".", "__"))]
            for name in names:
                path = f"{parent}{os.sep}{name}"
                told = os.stat(path)  # noqa: PTH116 - a Path a file would take as long as all the rest
                yield path, told.st_size, told.st_mtime_ns


def _keep(place: Path, made: Any, name: str) -> None:
    """Write it whole or not at all; where that fails, it is read again next time."""
    temporary = ""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{name}-")
        with os.fdopen(descriptor, "wb") as file:
            pickle.dump(made, file, protocol=5)
        Path(temporary).replace(place)
        others = sorted(place.parent.glob(f"{name}-*.kept"), key=lambda path: path.stat().st_mtime_ns)
        for old in others[:-_HOLDS]:
            old.unlink(missing_ok=True)
    except (OSError, pickle.PickleError):
        with suppress(OSError):
            Path(temporary).unlink()


def _view(held: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(held)


copyreg.pickle(MappingProxyType, lambda view: (_view, (dict(view),)))
