"""What is left to confirm: every gap and assumption that stands in a document, the question that settles it, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from policygen.document import Line, Part, Passage, Run, lines_of, text
from policygen.filling import Speaker
from policygen.prose import leaf
from policygen.selection import Selection

How = Literal["gap", "assumed"]


@dataclass(frozen=True, slots=True)
class Open:
    """One question that is left: `how` it shows in the text, `state` in plain words, and the numbers where it shows."""

    question: str
    how: How
    state: str
    ask: str
    who: str
    where: tuple[str, ...]


@dataclass(frozen=True)
class Marks:
    """Everything left to confirm in one document, in the order of the questionnaire."""

    open: tuple[Open, ...]
    comments: tuple[tuple[str, str], ...]
    """(question, what Word's comment says)"""

    @property
    def gaps(self) -> tuple[Open, ...]:
        return tuple(one for one in self.open if one.how == "gap")

    @property
    def assumptions(self) -> tuple[Open, ...]:
        return tuple(one for one in self.open if one.how == "assumed")


def marks_of(
    cover: Iterable[Line], parts: Iterable[Part], selection: Selection, speaker: Speaker, where: Mapping[str, str]
) -> Marks:
    """Read the cover’s lines and the finished parts for runs that are gaps or assumed."""
    found: dict[str, tuple[How, dict[str, None]]] = {}

    def note(question: str, how: How, number: str) -> None:
        known, numbers = found.get(question, (how, {}))
        found[question] = (
            "gap" if "gap" in (known, how) else "assumed",
            {**numbers, **({number: None} if number else {})},
        )

    for number, run in (*(("Cover", run) for line in cover for run in line), *_runs(parts)):
        if run.state and run.question:
            note(run.question, "gap" if run.state == "gap" else "assumed", number)
    for choice in selection.choices.values():
        for question in choice.assumed if choice.chosen else ():
            note(question, "assumed", where.get(choice.id, ""))
    for name, questions in speaker.facts.assumed.items():
        for question in questions if name in speaker.library.questions else ():
            if speaker.library.questions[question].printed:
                note(question, "assumed", "")
    order = [id for id in speaker.library.questions if id in found]
    made = tuple(left(id, found[id][0], tuple(found[id][1]), speaker) for id in order)
    return Marks(made, tuple((one.question, _comment(one)) for one in made))


def _runs(parts: Iterable[Part]) -> Iterator[tuple[str, Run]]:
    for part in parts:
        label = {"appendix": f"Appendix {part.number}", "section": part.number}.get(part.kind, "") or text(part.title)
        for thing in part.content:
            if isinstance(thing, Passage):
                number = thing.number or label
                yield from ((number, run) for run in thing.title)
                for block in thing.blocks:
                    yield from ((number, run) for line in lines_of(block) for run in line)
            else:
                yield from ((label, run) for line in lines_of(thing) for run in line)


def left(id: str, how: How, numbers: tuple[str, ...], speaker: Speaker) -> Open:
    """One question that is left, as the page “To confirm” tells it; `numbers` where it shows."""
    question = speaker.library.questions[id]
    asked = speaker.facts.asked.get(id)
    settled = asked.settled if asked else "open"
    state = _STATES.get(settled, "Not answered yet")
    if how == "gap" and settled == "answered":
        state = "Answered in part"
    if how == "assumed" and asked and asked.usual:
        options = [option for value in asked.usual.value if (option := question.option(value))]
        usual = ", ".join(text(speaker.say(leaf(option.label, question.file, question.line))) for option in options)
        state = f"{state}. Assumed, as is usual: {usual or 'none of these'} ({asked.usual.because.rstrip('.')})"
    return Open(id, how, state, text(speaker.say(question.asks)), question.who, numbers)


def _comment(one: Open) -> str:
    who = f" Who usually knows: {one.who}" if one.who else ""
    return f"{one.ask} {one.state}.{who}".replace("..", ".")


_STATES = {
    "open": "Not answered yet",
    "unsure": "Not sure yet",
    "skipped": "Left out",
    "vacant": "Nobody in post",
    "stale": "Answered for other circumstances; asked again",
}
