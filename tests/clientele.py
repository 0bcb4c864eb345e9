"""Organisations for the tests of runs: the examples again and again, each under a name, with people and numbers, of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import schools

from policygen.columns import Column, cells, columns
from policygen.fingerprint import identity
from policygen.formats import Drawing
from policygen.jobs import Order
from policygen.writers.clients_sheet import write_clients

ON = date(2026, 11, 22)


@cache
def asked() -> tuple[Column, ...]:
    """Every column there is."""
    return columns(schools.library())


def organisations(count: int) -> list[dict[str, str]]:
    """So many rows, sector after sector. No two share a person, a number or an address."""
    return [_row(number) for number in range(count)]


_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu", "ka")


def surname(number: int) -> str:
    """A surname of its own for each organisation."""
    told = "".join(_SYLLABLES[number // 16**place % 16] for place in range(3))
    return f"{told.capitalize()}worth"


def _row(number: int) -> dict[str, str]:
    name = schools.NAMES[number % len(schools.NAMES)]
    row = cells(schools.example(name), schools.library(), asked())
    known = {column.key: column for column in asked()}
    numbers = [key for key, column in known.items() if column.kind == "number"]
    for key, said in row.items():
        if key.endswith(".name") and not re.match(r"nobody|none|\?|skip", said):
            row[key] = "; ".join(f"{one.partition(',')[0].split()[0]} {surname(number)}" for one in said.split(";")[:1])
        elif "@" in said:
            row[key] = f"{key.replace('.', '-').replace('_', '-')}@org{number}.example"
        elif known[key].kind == "number" and len(re.sub(r"\D", "", said)) > 9:
            row[key] = f"01632 {number * len(numbers) + numbers.index(key):06d}"
    row.pop("related", None)
    row["organisation"] = f"{surname(number)} {row['organisation']}"
    return row


def workbook(path: Path, rows: Sequence[dict[str, str]], library: str = "") -> Path:
    """The rows as somebody has entered them into the workbook."""
    path.write_bytes(write_clients(asked(), library or schools.library().version, ON, rows))
    return path


def order(
    *, formats: Iterable[str] = ("md",), wanted: Iterable[str] = ("staff-guide", "policy"), layers: Iterable[Path] = ()
) -> Order:
    """What is made of each in most tests: few documents, quickly drawn."""
    layers = tuple(layers)
    library = schools.library()
    if layers:
        from policygen.loading import load

        library = load(layers)
    return Order(ON, tuple(formats), tuple(wanted), ("school",), Drawing(), layers, identity(library))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that a run made, by path."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "run.json":
            yield path.relative_to(folder).as_posix(), path.read_bytes()
