"""What a clause says to an organisation, in plain words: said once for all that agree in what the words rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from policygen.clauses import Clause
from policygen.conditions import Condition
from policygen.document import text
from policygen.filling import Speaker
from policygen.library import Library
from policygen.prose import Leaf, Slot, Words, slots

_NOTHING: frozenset[str] = frozenset()
_STATES = ("open", "none", "vacant", "given")
_SPACE = Words(" ")


class Spoken:
    """The words of clauses for many organisations. Speakers given to it must be kept by whoever gives them."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.slots: dict[Slot, int] = {}
        self.slot_at: tuple[Slot, ...] = ()
        self.leaves: dict[str, tuple[str | int, ...]] = {}
        """Clause file → its words, with the numbers of its slots: numbers are quick to look up."""
        self.said_by: dict[int, dict[int, tuple[str, dict[str, None]]]] = {}
        self.rests: dict[Slot, tuple[tuple[str, frozenset[str]], ...]] = {}
        self.words_of: dict[object, tuple[str, dict[str, None]]] = {}
        self.conditions: dict[str, list[Condition]] = {}
        self.local: dict[str, list[Condition]] = {}

    def words(self, clause: Clause) -> list[Condition]:
        """The conditions of the terms that a clause's words rest on."""
        if clause.file not in self.conditions:
            terms = self._terms(clause.leaves())
            self.conditions[clause.file] = [
                f.condition for id in terms for f in self.library.terms[id].forms if f.condition
            ]
        return self.conditions[clause.file]

    def local_words(self, clause: Clause) -> list[Condition]:
        """Those of them that rest on the nation, among other things: the others are tried in one nation."""
        if clause.file not in self.local:
            rest = {"nation", *(name for name, origins in self.library.origins.items() if "nation" in origins)}
            self.local[clause.file] = [c for c in self.words(clause) if not rest.isdisjoint(c.facts)]
        return self.local[clause.file]

    def _terms(self, leaves: Iterable[Leaf]) -> list[str]:
        waiting = [slot.name for leaf in leaves for slot in slots(leaf)]
        seen: dict[str, None] = {}
        while waiting:
            name = waiting.pop()
            if name in seen or name not in self.library.terms:
                continue
            seen[name] = None
            for form in self.library.terms[name].forms:
                waiting.extend(slot.name for _, leaf in form.says for slot in slots(leaf))
        return list(seen)

    def told(self, clause: Clause, speaker: Speaker) -> tuple[str, tuple[str, ...]]:
        """The clause's finished words for one way of answering, and the questions that they want and that are not asked."""
        return self.said(clause.file, clause.leaves, speaker)

    def said(self, name: str, leaves: Callable[[], Iterable[Leaf]], speaker: Speaker) -> tuple[str, tuple[str, ...]]:
        """The same of any leaves, known by a name of their own."""
        if name not in self.leaves:
            parts = [part for leaf in leaves() for part in (*leaf, _SPACE)]
            self.leaves[name] = tuple(
                self.slots.setdefault(part, len(self.slots)) if isinstance(part, Slot) else part.text for part in parts
            )
            self.slot_at = tuple(self.slots)
        told: list[str] = []
        missing: dict[str, None] = {}
        said = self.said_by.setdefault(id(speaker), {})
        for part in self.leaves[name]:
            if isinstance(part, str):
                told.append(part)
            else:
                if part not in said:
                    said[part] = self.filled(self.slot_at[part], speaker)
                words, wanted = said[part]
                told.append(words)
                if wanted:
                    missing.update(wanted)
        return "".join(told), tuple(missing)

    def filled(self, slot: Slot, speaker: Speaker) -> tuple[str, dict[str, None]]:
        """A slot's words, and the questions that they want and that are not asked. Organisations that agree in all that the
        words rest on share them."""
        if slot not in self.rests:
            self.rests[slot] = tuple(self._rests(slot))
        values = speaker.facts.values
        key = (slot, *[values.get(name, _NOTHING) & wanted for name, wanted in self.rests[slot]])
        if key not in self.words_of:
            line = speaker.say((slot,))
            missing = [run.question for run in line if run.state == "gap" and run.question not in speaker.facts.asked]
            self.words_of[key] = (text(line), dict.fromkeys(missing))
        return self.words_of[key]

    def _rests(self, slot: Slot) -> Iterator[tuple[str, frozenset[str]]]:
        """What a slot's words rest on: facts, with the values that make a difference."""
        found: dict[str, set[str]] = {}
        waiting, seen = [slot], set[Slot]()
        while waiting:
            slot = waiting.pop()
            if slot in seen:
                continue
            seen.add(slot)
            if term := self.library.terms.get(slot.name):
                for form in term.forms:
                    for name, values in form.condition.lines:
                        found.setdefault(name, set()).update(values)
                    waiting.extend(inner for _, leaf in form.says for inner in slots(leaf))
            else:
                question = self.library.questions[slot.name]
                found.setdefault(slot.name, set()).update(_STATES, (option.id for option in question.options))
                waiting.extend(inner for option in question.options for inner in slots(option.leaf(question)))
        return ((name, frozenset(values)) for name, values in found.items())
