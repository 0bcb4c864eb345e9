"""Prove that all documents of one organisation give the same names, recipient, time limits, clocks and telephone numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.clocks import clocks
from policygen.document import Run
from policygen.errors import ContradictionError, Problem
from policygen.facts import Facts
from policygen.filling import Speaker, spelled
from policygen.identities import identities
from policygen.library import Library
from policygen.prose import Slot
from policygen.statements import Statements, clash, statements


def require_consistent(library: Library, facts: Facts, answers: Answers, made: Sequence[Assembled]) -> None:
    """Raises ContradictionError holding every contradiction, each with both places and their words."""
    if found := tuple(dict.fromkeys(contradictions(library, facts, answers, made))):
        raise ContradictionError(*found)


def contradictions(
    library: Library, facts: Facts, answers: Answers, made: Sequence[Assembled], *, whole: bool = False
) -> Iterator[Problem]:
    """Every contradiction: what was filled first, then the words of layers. The words of the library as it is shipped are
    searched too where it is `whole`: they hold no name and no answer, which a test proves, and a search that guesses must not
    stop anybody's documents."""
    said = statements(made)
    speakers = {"": Speaker(library, facts, answers)}
    told: dict[str, dict[int, Speaker]] = {}
    for place in (place for one in made for place in one.places):
        speakers[place.value] = place.speaker
        told.setdefault(place.value, {})[id(place.speaker)] = place.speaker
    yield from _filled(said, speakers, {value: _told(found.values()) for value, found in told.items()})
    rows = _searched(said, frozenset() if whole else _shipped(library), library)
    yield from clocks(said, speakers, rows)
    yield from identities(said, speakers[""], rows) if rows else ()


def _shipped(library: Library) -> frozenset[str]:
    """The clauses whose words are those of the library as it is shipped; an empty name stands for its blocks."""
    ours = library.layers[0]
    clauses = (id for id in library.clauses if library.files.get(f"clauses/{id}", ours) == ours)
    laid = any(layer != ours for file, layer in library.files.items() if file.startswith(("blocks/", "outlines/")))
    return frozenset(clauses) | (frozenset() if laid else {""})


def _searched(said: Statements, ours: frozenset[str], library: Library) -> frozenset[int]:
    """The lines of which some words are somebody else's."""
    bare = (spot.anchor.removesuffix(f"-{spot.place}") if spot.place else spot.anchor for spot in said.spots)
    anchors = (anchor if anchor in library.clauses else "" for anchor in bare)
    return frozenset(row for row, anchor in enumerate(anchors) if anchor not in ours)


Filled = dict[str, set[str]]
"""Term or question → the words that it was filled with."""


def _told(speakers: Iterable[Speaker]) -> Filled:
    """What the speakers of one place have said, by where it came from."""
    told: Filled = {}
    for speaker in speakers:
        for line in speaker.told():
            for run in line:
                if run.source:
                    told.setdefault(run.source, set()).add(_bare(run))
    return told


def _filled(said: Statements, speakers: dict[str, Speaker], told: dict[str, Filled]) -> Iterator[Problem]:
    """A question or a term is filled with the same words wherever it stands in one place; a term’s forms are no difference."""
    seen: dict[tuple[str, str, str], tuple[int, int]] = {}
    for row, line in enumerate(said.lines):
        place = said.spots[row].place
        for at, run in enumerate(line):
            if run.source and not run.state:
                seen.setdefault((place, run.source, run.text), (row, at))
    for (place, source, words), (row, nth) in seen.items():
        bare = _bare(Run(words))
        if bare in told.get(place, {}).get(source, ()):
            continue
        right = _fillings(source, speakers[place])
        if right and bare not in right:
            begin = said.starts[row] + sum(len(run.text) for run in said.lines[row][:nth])
            there = next(
                (
                    (said.starts[at], said.bounds(at)[1])
                    for (other, origin, shown), (at, _) in seen.items()
                    if (other, origin) == (place, source) and _bare(Run(shown)) in right
                ),
                None,
            )
            kind, _, name = source.partition(":")
            other = there or f"its {kind} ‘{name}’ says ‘{'’ or ‘'.join(sorted(right))}’"
            yield clash(said, (begin, begin + len(words)), other, f"fill ‘{name}’ from one answer")


def _fillings(source: str, speaker: Speaker) -> frozenset[str]:
    """All that may come from a term or a question; nothing where it is not known."""
    library, answers = speaker.library, speaker.answers
    kind, _, name = source.partition(":")
    if kind == "term" and name in library.terms:
        forms = (*library.terms[name].names(), "own")
        said = [speaker.say((Slot(name, form if form != "own" else "", own=form == "own"),)) for form in forms]
        return frozenset(_bare(run) for line in said for run in line if run.source == source)
    question = library.questions.get(name)
    if kind != "question" or question is None:
        return frozenset()
    if question.kind in ("person", "people"):
        answer = answers.answers.get(name)
        people = [answers.people[id] for id in answer.values] if answer else []
        told = [(one.name, one.title, one.phone, one.email, f"{one.name}, {one.title}") for one in people]
        return frozenset(_bare(Run(words)) for one in told for words in one if words)
    if question.chooses:
        said = [speaker.say((Slot(name),))] if name not in library.terms else [tuple(speaker.answered(question))]
        return frozenset(_bare(run) for line in said for run in line if run.source == source)
    return frozenset({_bare(Run(spelled(answers.text(name))))})


def _bare(run: Run) -> str:
    """The words without the capital, the brackets and the possessive that their place gives them."""
    words = " ".join(run.text.split()).strip("[]").removesuffix("’s").strip(" ,;:")
    return words[:1].lower() + words[1:]
