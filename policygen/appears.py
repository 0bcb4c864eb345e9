"""Show where an answer appears: the documents it stands in, a sentence filled with it, and the passages it decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from policygen.blocks import contact_rows, ladder
from policygen.clauses import Clause, wording
from policygen.conditions import Condition
from policygen.document import Line, Run, text
from policygen.filling import Speaker
from policygen.interview import Interview
from policygen.library import Library
from policygen.outlines import Outline
from policygen.pages import cover_facts
from policygen.prose import Leaf, Slot, leaf, slots
from policygen.questions import Question

MOST_SENTENCES = 2
MOST_DECIDED = 4
LONGEST = 340
"""Characters of a sentence shown; a longer one is cut in front of and behind the answer."""


@dataclass(frozen=True)
class Excerpt:
    """Some words of a document with the answer in them: `title` of the document and, where there is one, of the place."""

    title: str
    line: Line
    """Runs that come from the answer are strong; gaps and assumptions keep their state."""


@dataclass(frozen=True)
class Appearance:
    """Where one answer appears for one organisation as its answers stand."""

    documents: tuple[tuple[str, int], ...]
    """(title, how many passages speak of it)"""
    excerpts: tuple[Excerpt, ...]
    decides: tuple[str, ...]
    """Titles of passages that are in or out by this answer."""
    decided: int
    """How many such passages there are."""


class Appears:
    """Knows of a library which clauses speak of which question. Made once a library: it reads every clause."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._terms: dict[str, frozenset[str]] = {}
        self.speaks: dict[str, dict[str, int]] = {}
        """Question → the ids of clauses whose words hold it, directly or through a term, and on how many questions the
        words that hold it rest: the fewer, the more the answer shows in them."""
        self.rules: dict[str, dict[str, None]] = {}
        """Question → the ids of clauses whose condition rests on it."""
        self.ladders = {
            outline.id
            for outline in library.outlines.values()
            if any(getattr(one, "block", "") == "ladder" for part in outline.parts for one in part.contents)
        }
        """The documents that hold the whole ladder: the policies, which come first."""
        for id, dated in library.clauses.items():
            if library.outlines[library.document(dated[0])].layout == "wide":
                continue  # a paper about the other papers
            for clause in dated:
                for slot in (slot for words in clause.leaves() for slot in slots(words)):
                    rests = self._term(slot.name)
                    for question in rests:
                        held = self.speaks.setdefault(question, {})
                        held[id] = min(held.get(id, len(rests)), len(rests))
                for question in self._rests(clause.condition):
                    self.rules.setdefault(question, {})[id] = None

    def of(self, seen: Interview, question: Question, on: date) -> Appearance:
        """Where the answer to this question appears on that day, the answers being as in this interview."""
        speaker = Speaker(seen.library, seen.facts, seen.answers)
        made = {id: outline for id, outline in self.library.outlines.items() if seen.facts.holds(outline.condition)}
        titles = {id: text(speaker.say(leaf(outline.title))) for id, outline in made.items()}
        excerpts = [] if question.chooses else list(self._tables(speaker, question, on))
        counted: dict[str, int] = {}
        found: list[tuple[int, bool, Clause]] = []
        for id, near in self.speaks.get(question.id, {}).items():
            if clause := self._chosen(id, seen, made, on):
                document = self.library.document(clause)
                counted[titles[document]] = counted.get(titles[document], 0) + 1
                found.append((near, document not in self.ladders, clause))
        for _, _, clause in sorted(found, key=lambda one: one[:2])[: MOST_SENTENCES - len(excerpts)]:
            excerpts.extend(self._excerpts(clause, titles[self.library.document(clause)], speaker, question))
        ruled = [
            text(speaker.say(clause.title))
            for id in self.rules.get(question.id, ())
            if (clause := self._chosen(id, seen, made, on))
        ]
        return Appearance(
            tuple(counted.items()), tuple(excerpts[:MOST_SENTENCES]), tuple(ruled[:MOST_DECIDED]), len(ruled)
        )

    def _chosen(self, id: str, seen: Interview, made: Mapping[str, Outline], on: date) -> Clause | None:
        clause = wording(self.library.clauses[id], on)
        outline = made.get(self.library.document(clause)) if clause else None
        if clause is None or outline is None or not seen.facts.holds(clause.condition):
            return None
        part = next((part for part in outline.parts if part.id == clause.section), None)
        return clause if part and seen.facts.holds(part.condition) else None

    def _excerpts(self, clause: Clause, title: str, speaker: Speaker, question: Question) -> Iterator[Excerpt]:
        """The first sentence of a clause that holds the answer, its body before its heading and its short form."""
        head, *body = clause.leaves()
        near = self.speaks[question.id][clause.id]
        for words in (*body, head):
            held = [slot for slot in slots(words) if question.id in self._term(slot.name)]
            if any(len(self._term(slot.name)) <= near for slot in held):
                line = self._sentence(words, speaker, question, near)
                if line:
                    yield Excerpt(f"{title}: {text(speaker.say(clause.title))}", line)
                    return

    def _sentence(self, words: Leaf, speaker: Speaker, question: Question, near: int) -> Line:
        runs: list[Run] = []
        for part in words:
            rests = self._term(part.name) if isinstance(part, Slot) else frozenset[str]()
            ours = question.id in rests and len(rests) <= near
            for run in speaker.say((part,)):
                runs.append(Run(run.text, state=run.state, question=run.question, strong=ours))
        return _cut(runs)

    def _tables(self, speaker: Speaker, question: Question, on: date) -> Iterator[Excerpt]:
        """Rows of the computed blocks that hold the answer."""

        def holds(line: Line) -> bool:
            return any(run.source == f"question:{question.id}" or run.question == question.id for run in line)

        def shown(line: Line) -> Line:
            return tuple(Run(run.text, state=run.state, question=run.question, strong=holds((run,))) for run in line)

        for label, line in cover_facts(speaker, on):
            if holds(line):
                yield Excerpt("On the cover", (Run(f"{label}: "), *shown(line)))
        for about, low, _ in ladder(self.library, speaker).rows:
            if holds(low):
                yield Excerpt(
                    "The table of who is told",
                    (Run("A concern about "), *_lowered(about), Run(" goes to: "), *shown(low)),
                )
                break
        for row in contact_rows(self.library.blocks["contacts"], speaker, first=False):
            if any(holds(cell) for cell in row[1:]):
                cells = [cell for cell in row[1:] if cell]
                joined = [run for at, cell in enumerate(cells) for run in ((Run(", "),) if at else ()) + shown(cell)]
                yield Excerpt("The page of contacts", (*_plain(row[0]), Run(": "), *joined))
                break

    def _within(self, words: Leaf) -> frozenset[str]:
        """The questions whose answers stand in these words or choose them."""
        found: set[str] = set()
        for slot in slots(words):
            found |= self._term(slot.name)
        return frozenset(found)

    def _term(self, name: str) -> frozenset[str]:
        if name not in self._terms:
            self._terms[name] = frozenset()  # terms do not name one another in a circle; this only says so
            found: set[str] = set()
            if name in self.library.terms:
                for form in self.library.terms[name].forms:
                    found.update(self._rests(form.condition))
                    for _, words in form.says:
                        found |= self._within(words)
            else:
                found.add(name)
            self._terms[name] = frozenset(found)
        return self._terms[name]

    def _rests(self, condition: Condition) -> Iterator[str]:
        for name in condition.facts:
            for origin in self.library.origins.get(name, (name,)):
                if origin in self.library.questions:
                    yield origin


def _plain(line: Line) -> Line:
    return tuple(Run(run.text, state=run.state, question=run.question) for run in line)


def _lowered(line: Line) -> Line:
    first, *rest = _plain(line)
    return (Run(first.text[:1].lower() + first.text[1:], state=first.state, question=first.question), *rest)


def _cut(runs: Iterable[Run]) -> Line:
    """The one sentence that the first strong run stands in."""
    before: list[Run] = []
    after: list[Run] = []
    ours: Run | None = None
    for run in runs:
        if ours is None and run.strong and run.text.strip():
            ours = run
        elif ours is None:
            at = max(run.text.rfind(". "), run.text.rfind("? ")) if not run.state else -1
            before = [Run(run.text[at + 2 :])] if at >= 0 else [*before, run]
        else:
            at = min((n for n in (run.text.find(". "), run.text.find("? ")) if n >= 0), default=-1)
            if at >= 0 and not run.strong and not run.state:
                after.append(Run(run.text[: at + 1]))
                break
            after.append(run)
    if ours is None:
        return ()
    room = max(60, (LONGEST - len(ours.text)) // 2)
    return (*_front(before, room), ours, *_back(after, room))


def _front(runs: list[Run], room: int) -> list[Run]:
    if sum(len(run.text) for run in runs) <= room:
        return runs
    said = "".join(run.text for run in runs)[-room:]
    return [Run("… " + said[said.find(" ") + 1 :])]


def _back(runs: list[Run], room: int) -> list[Run]:
    if sum(len(run.text) for run in runs) <= room:
        return runs
    said = "".join(run.text for run in runs)[:room]
    return [Run(said[: said.rfind(" ")] + " …")]
