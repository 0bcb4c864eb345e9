"""What is wrong with the words of a clause: a name of the past, a word that is foreign here, a sentence in the way of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.errors import Problem
from policygen.guidance import Requirement
from policygen.library import Library
from policygen.reading import Words

LIMITS = re.compile(
    r"(only to|before contacting anyone else|do not contact|must not (call|contact|tell)|not (call|contact) the|"
    r"(unless|until) (the head|we|you have)[^.]{0,40}(agree|permission|approve)|permission (first|before))",
    re.IGNORECASE,
)
"""Phrases that could be read as forbidding, delaying or conditioning a report."""
AUTHORITIES = re.compile(r"police|999|social care|LADO|designated officer|regulator|Ofsted|NSPCC", re.IGNORECASE)


class Wording:
    """The checks of words, with what each sector and nation forbids."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.stale = [stale for source in library.sources.values() for stale in source.stale]
        self._lacking: dict[tuple[str, str], tuple[Words, ...]] = {}
        self._foreign: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def foreign(self, told: str, sector: str, nation: str) -> Iterator[str]:
        """Words that the text of the library never says to that sector or in that nation."""
        if (sector, nation) not in self._foreign:
            words = [word for id in self.library.families(sector) for word in self.library.sectors[id].forbidden]
            if nation in self.library.nations:
                words.extend(self.library.nations[nation].forbidden)
            self._foreign[sector, nation] = [(word, word.lower()) for word in words]
        folded = told.lower()
        for name in self.library.nations[nation].allowed if nation in self.library.nations else ():
            folded = folded.replace(name.lower(), "")
        for word, lowered in self._foreign[
            sector, nation
        ]:  # a plain look first: the pattern costs a hundred times as much
            if lowered in folded and re.search(rf"(?<!\w){re.escape(lowered)}(?!\w)", folded):
                yield word

    def anywhere(self, told: str, file: str) -> Iterator[Problem]:
        """What nobody's document may say."""
        for stale in self.stale:
            if stale.name not in told or (stale.unless and stale.unless in told):
                continue
            if re.search(rf"(?<![\w-]){re.escape(stale.name)}(?![\w-])", told):
                yield Problem(file, 1, f"'{stale.name}' is a name of the past", f"write {stale.now}")
        if "good faith" in told.lower():
            yield Problem(file, 1, "'good faith' has not been the test since 2013", "write 'honestly'")
        for sentence in re.split(r"(?<=[.!?;:])\s+", told) if LIMITS.search(told) else ():
            if LIMITS.search(sentence) and AUTHORITIES.search(sentence):
                what = f"this could be read as limiting a report: “{sentence}”"
                yield Problem(file, 1, what, "say what anyone may always do")

    def lacking(self, requirement: Requirement, told: str) -> tuple[Words, ...]:
        """The groups of words that a text lacks of those that the requirement wants; looked for once in each text."""
        key = (requirement.name, told)
        if key not in self._lacking:
            self._lacking[key] = requirement.missing(told)
        return self._lacking[key]
