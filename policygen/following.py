"""The line under a section: which guidance its clauses follow, source by source."""

from __future__ import annotations

from datetime import date

from policygen import blocks
from policygen.clauses import Clause
from policygen.library import Library
from policygen.placing import Place


def follows(library: Library, place: Place, on: date) -> str:
    """The guidance that a section's clauses cite, source by source, each place once; what is our own choice, does not bind
    this organisation or is another nation's is left out."""
    told: dict[str, dict[str, None]] = {}
    for _, item in place.items:
        for name in item.cites if isinstance(item, Clause) else ():
            found = library.place(name)
            if found and blocks.speaks(*found, place.speaker.facts) and found[0].has(found[1], on):
                source, cited = found
                told.setdefault(source.named(on), {})[source.at(cited, on)] = None
    return "; ".join(
        _cited(named, tuple(at)) for named, at in sorted(told.items(), key=lambda item: (not item[0], item[0]))
    )


def _cited(named: str, at: tuple[str, ...]) -> str:
    """KCSIE 2026, Part four, section two; several places of one source stand in brackets. A Part is left out beside its sections."""
    where = [words for words in sorted(at) if words and not any(other.startswith(f"{words},") for other in at)]
    if not named or not where:
        return "; ".join(where) or named
    return f"{named}, {where[0]}" if len(where) == 1 else f"{named} ({'; '.join(where)})"
