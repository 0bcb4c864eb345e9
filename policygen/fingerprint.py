"""What a library is made of: all its files as one hash, and as the words that stand in them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from policygen.library import Library
from policygen.loading import places


def identity(library: Library) -> str:
    """The hash of every file of the library and its layers, wherever they lie and whenever they were changed."""
    digest = sha256()
    for root, path in _files(library):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def texts(library: Library) -> str:
    """The text of all of them, one after another."""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for _, path in _files(library))


def _files(library: Library) -> Iterator[tuple[Path, Path]]:
    for folder in places(library.roots[1:]):
        for path in sorted(found for found in folder.rglob("*") if found.is_file()):
            yield folder, path
