"""Ask about the culture on paper: a questionnaire for each group, what is settled once with its evidence, and a workbook for the counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policygen.answers import Answers
from policygen.assessed import asked_items, frame_of, offered_here, said, usual_form
from policygen.assessment import EVERYBODY, Item
from policygen.blocks import worded
from policygen.document import Block, Cover, Document, Items, Notice, Paragraph, Part, Table
from policygen.errors import AnswersError, Problem
from policygen.facts import derive
from policygen.filling import Speaker, long_date
from policygen.library import Library
from policygen.spreadsheets import filled
from policygen.workbook import Workbook

BOX = "☐"
COUNTS = "culture-counts"
"""The workbook of the counts."""


def groups_of(library: Library, form: str) -> tuple[str, ...]:
    """The groups that are asked apart: none in the short form, where everybody has the same paper."""
    return (EVERYBODY,) if form == "short" else tuple(group.id for group in frame_of(library).groups)


def papers(library: Library, answers: Answers, on: date, form: str = "") -> tuple[Document, ...]:
    """A questionnaire for each group, and the paper for what is settled once. `form`: short or full; empty: the usual one.

    Raises AnswersError for somebody who works alone, for whom there is no assessment."""
    paper = _Paper(library, answers, on, form)
    return (*(paper.people(group) for group in groups_of(library, paper.form)), paper.have())


def counts(library: Library, answers: Answers, on: date, form: str = "") -> Workbook:
    """The workbook into which the counts are typed. Raises AnswersError as `papers` does."""
    return _Paper(library, answers, on, form).workbook()


class _Paper:
    def __init__(self, library: Library, answers: Answers, on: date, form: str) -> None:
        facts = derive(library, answers)
        if not offered_here(library, facts):
            what = "there is no culture assessment for somebody who works alone"
            raise AnswersError(Problem(answers.file, 0, what, "it is for organisations with several adults"))
        self.library, self.frame, self.on = library, frame_of(library), on
        self.speaker = Speaker(library, facts, answers)
        self.form = form or usual_form(facts)
        self.items = asked_items(library, facts, self.form)
        self.name = answers.text("organisation")

    def say(self, words: str) -> str:
        return said(self.speaker, words)

    def people(self, group: str) -> Document:
        """What one group is asked about its own experience."""
        held = self.frame.group(group)
        whom = held.label if held else "everybody who works or helps here"
        steps = [label.label for label in (*self.frame.agreement, self.frame.unknown)]
        rows = [item for item in self.items if item.asked(group)]
        parts = [self._opening(("honest", "owned", "apart", "private", "instrument"))]
        parts.extend(self._parts(rows, steps))
        return self._document(f"culture-survey-{group}", f"How it is here: for {whom}", parts)

    def have(self) -> Document:
        """What is settled once by whoever leads the assessment, with the evidence seen."""
        anchors = [f"{n} {label.label}" for n, label in enumerate(self.frame.anchors)]
        steps = [*anchors, self.frame.unknown.label]
        rows = [item for item in self.items if item.kind != "P"]
        meant = tuple(worded(f"{n} {a.label}: {self.say(a.means)}") for n, a in enumerate(self.frame.anchors))
        opening = self._opening(("have", "private", "disclosed", "instrument", "quiet"), Items("bullets", meant))
        return self._document(
            "culture-what-we-have", "What we have: settled once", [opening, *self._parts(rows, steps)]
        )

    def _opening(self, sayings: tuple[str, ...], *more: Block) -> Part:
        sentences = self.frame.sayings
        first = Notice(worded(self.say(sentences["first"])), (Paragraph(worded(self.say(sentences["danger"]))),))
        lines = tuple(worded(self.say(sentences[id])) for id in sayings)
        return Part("before", "section", "", worded("Before you begin"), (first, Items("bullets", lines), *more))

    def _parts(self, items: list[Item], steps: list[str]) -> Iterator[Part]:
        """In the full form a table a dimension; in the short form one table."""
        short = self.form == "short"
        for id, dimension in [("all", None)] if short else list(self.library.dimensions.items()):
            rows = [item for item in items if short or item.dimension == id]
            title = self.say(dimension.title) if dimension else "Tick one box in each row"
            if rows:
                table = Table(
                    tuple(worded(cell) for cell in ("Tick one box in each row", *steps)),
                    tuple((worded(self._row(item)), *([worded(BOX)] * len(steps))) for item in rows),
                    widths=(44, *([10] * len(steps))),
                )
                yield Part(f"d-{id}", "section", "", worded(title), (table,))

    def _row(self, item: Item) -> str:
        shows = f" What shows it: {self.say(item.evidence)}" if item.evidence else ""
        return f"{self.say(item.ask)}{shows}"

    def _document(self, id: str, title: str, parts: list[Part]) -> Document:
        facts = (("Form", worded(self.form)), ("As at", worded(long_date(self.on))))
        note = worded(
            "To be filled in alone and handed back without a name." if "survey" in id else "To be filled in once."
        )
        cover = Cover(worded(self.name), title, "", facts, (), note)
        running = f"{self.name} · {title}"
        return Document(id, title, "en-GB", cover, tuple(parts), running, self.library.version, (), "paper")

    def workbook(self) -> Workbook:
        """A row for each statement and group, and a row for each that is settled once."""
        names = {group.id: group.short for group in self.frame.groups}
        people = [
            {"key": item.id, "group": names.get(group, group), "statement": self.say(item.ask)}
            for group in groups_of(self.library, self.form)
            for item in self.items
            if item.asked(group)
        ]
        have = [
            {"key": item.id, "statement": self.say(item.ask), "shows": self.say(item.evidence)}
            for item in self.items
            if item.kind != "P"
        ]
        return filled(self.library.workbooks[COUNTS], self.speaker, {"people": people, "have": have})
