"""The culture report in words: the reading and its gates first, what is done by when, what is offered, and what stays private."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policygen.assessed import Assessed, offers, said
from policygen.blocks import worded
from policygen.culture import FEW, WORDS_BELOW
from policygen.culture_figures import Figures, tabled
from policygen.document import Block, Items, Notice, Paragraph, Run, Subheading, Table
from policygen.filling import Speaker, long_date
from policygen.library import Library
from policygen.outlines import BlockItem

_STATE = {"open": "Open", "shut": "Shut", "unknown": "Not known"}


def blocks(
    item: BlockItem, library: Library, assessed: Assessed | None, speaker: Speaker, on: date
) -> tuple[Block, ...]:
    """The blocks of one part of the report; nothing where nothing was assessed."""
    if assessed is None:
        return ()
    page = _Report(library, assessed, speaker)
    parts = {
        "about": page.about,
        "gates": page.gates,
        "bars": page.bars,
        "groups": page.groups,
        "before": page.before,
        "actions": page.actions,
        "offers": page.offers,
        "privacy": page.privacy,
        "board": page.board,
    }
    return tuple(parts[item.of]())


class _Report(Figures):
    def about(self) -> Iterator[Block]:
        assessed = self.assessed
        yield Notice(worded("Private"), (Paragraph(self.saying("private")),))
        yield Paragraph((Run("The reading: "), Run(f"{assessed.name}.", strong=True)), "lead")
        yield Paragraph(worded(assessed.meaning))
        yield Paragraph((Run("For the meeting: ", strong=True), Run(assessed.recommend)))
        yield Paragraph(worded(" ".join(self._answered())))
        yield Paragraph(self.saying("instrument"))
        yield Paragraph(self.saying("quiet"))

    def _answered(self) -> Iterator[str]:
        result, form = self.result, self.result.round.form
        yield f"It was answered on {long_date(result.round.on)}, in the {form} form."
        if not result.round.surveyed:
            yield "One person, or one group together, answered for all; nobody else has been heard."
        elif result.people < WORDS_BELOW:
            yield f"Fewer than {'ten' if result.people >= FEW else 'five'} people answered, so there are words in place of numbers."
        else:
            yield f"{result.people} people answered."
        if result.missing:
            yield f"Nobody answered among: {', '.join(self.block((group,)) for group in result.missing)}. Their view is missing, and is not guessed."

    def gates(self) -> Iterator[Block]:
        today = [gate for gate in self.assessed.gates if gate.same_day and gate.known]
        if today:
            words = (Paragraph(worded(gate.action)) for gate in today)
            yield Notice(worded("Today"), (*words, Paragraph(self.saying("disclosed"))))
        by_id = {gate.id: gate for gate in self.assessed.gates}
        rows = []
        for one in self.result.gates:
            rows.append((said(self.speaker, one.gate.name), _STATE[one.state]))
        yield Paragraph(
            worded("Gates come before totals. A shut gate never means that there is no policy, or that it comes later.")
        )
        yield tabled(("What has to be so", "Gate"), rows, (78, 22))
        if by_id:
            yield Subheading(worded("What is done about them"))
            yield self._urgent()

    def _urgent(self) -> Table:
        rows = [(f"{gate.name}.", gate.action, gate.owner, long_date(gate.due)) for gate in self.assessed.gates]
        return tabled(("Gate", "What is done", "Who", "By"), rows, (24, 44, 16, 16))

    def actions(self) -> Iterator[Block]:
        assessed = self.assessed
        rows = [(long_date(gate.due), gate.owner, gate.action, f"Gate: {gate.name}") for gate in assessed.gates]
        rows += [(long_date(one.due), one.owner, one.what, one.dimension) for one in assessed.planned]
        if not rows:
            yield Paragraph(worded("Nothing is below ‘in place’. Keep it so, and ask again in time."))
            return
        yield Paragraph(
            worded(
                "The days are counted from the day of this report. Owners are roles; write in a name where a role has several."
            )
        )
        yield tabled(("By", "Who", "What", "For"), rows, (17, 18, 43, 22))
        yield Paragraph(worded(assessed.gates[0].back) if assessed.gates else self.saying("again"))

    def offers(self) -> Iterator[Block]:
        found = offers(self.library, self.speaker, self.assessed)
        if not found:
            yield Paragraph(worded("The result suggests no other answers than yours."))
            return
        yield Paragraph(
            worded(
                "These are offers. None of them is an answer until you have confirmed it in the questionnaire, and none "
                "of them chooses the words of a policy by itself."
            )
        )
        rows = []
        for one in found:
            what = f"{one.ask} {_begun(one.label)}." if one.question else "In the plan"
            rows.append((what, one.because, "; ".join(f"“{statement}”" for statement in one.statements)))
        yield tabled(("What is offered", "Why", "The statements behind it"), rows, (26, 32, 42))

    def privacy(self) -> Iterator[Block]:
        ids = ("disclosed", "asked-for", "keep", "apart")
        yield Items("bullets", tuple(self.saying(id) for id in ids))

    def board(self) -> Iterator[Block]:
        assessed = self.assessed
        yield Paragraph(
            (Run("The culture was assessed: "), Run(f"{assessed.name}.", strong=True), Run(f" {assessed.meaning}"))
        )
        yield Paragraph((Run("Recommended: ", strong=True), Run(assessed.recommend)))
        if assessed.gates:
            yield self._urgent()
            yield Paragraph(worded(assessed.gates[0].back))
        elif assessed.below:
            yield Paragraph(worded(f"To be supported: {'; '.join(assessed.below)}."))


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
