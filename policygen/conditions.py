"""Decide whether a when/unless table holds: every line must match, a list means any of, `unless:` takes away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator

Values = Mapping[str, frozenset[str]]
"""Fact → the values true of the organisation."""


def _match(table: Any) -> Any:
    if not isinstance(table, dict):
        raise ValueError("should be a table such as {sector: school}")
    found = []
    for name, wanted in table.items():
        values = [wanted] if isinstance(wanted, str) else wanted
        if not isinstance(values, list) or not values or not all(isinstance(value, str) for value in values):
            raise ValueError(f"'{name}' should be one value or a list of values")
        found.append((name, frozenset(values)))
    return tuple(found)


Match = Annotated[tuple[tuple[str, frozenset[str]], ...], BeforeValidator(_match)]
"""A table: (fact, any of these values) lines that must all match."""


@dataclass(frozen=True)
class Condition:
    """`when` must hold and `unless`, where there is one, must not. `any_of`: or any of these tables instead of `when`."""

    when: Match = ()
    unless: Match = ()
    any_of: tuple[Match, ...] = ()

    @cached_property
    def _hash(self) -> int:
        return hash((self.when, self.unless, self.any_of))

    def __hash__(self) -> int:
        return self._hash  # proofs keep by condition what they found, and ask some million times

    def holds(self, values: Values) -> bool:
        """Whether it is true of these facts. A fact nobody named matches nothing."""
        if self.any_of and not any(_holds(match, values) for match in self.any_of):
            return False
        return _holds(self.when, values) and not (self.unless and _holds(self.unless, values))

    @cached_property
    def lines(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Every (fact, values) line that it names."""
        return (*self.when, *self.unless, *(line for match in self.any_of for line in match))

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that it rests on, in the order they are written."""
        return tuple(dict.fromkeys(name for name, _ in self.lines))

    def __bool__(self) -> bool:
        return bool(self.when or self.unless or self.any_of)


def _holds(match: Match, values: Values) -> bool:
    # A loop, because proofs ask this some million times and a generator costs twice as much.
    for name, wanted in match:  # noqa: SIM110
        if values.get(name, _NONE).isdisjoint(wanted):
            return False
    return True


_NONE: frozenset[str] = frozenset()
ALWAYS = Condition()
