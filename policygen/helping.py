"""Say what somebody may want to know before they answer: why it is asked, what each answer means, and where it appears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from policygen.appears import Appears
from policygen.document import text
from policygen.interview import Interview, Prompt
from policygen.library import Library


class Helper:
    """Gives the help of any question. Where answers appear is looked for only once somebody asks: it reads every clause."""

    def __init__(self, library: Library, on: date) -> None:
        self.library = library
        self.on = on

    @cached_property
    def _appears(self) -> Appears:
        return Appears(self.library)

    def why(self, prompt: Prompt) -> Iterator[str]:
        """What to look for, why it is asked, who usually knows: a line each."""
        question = prompt.question
        for lead, said in (("", question.help), ("Why we ask: ", question.why), ("Who usually knows: ", question.who)):
            if said:
                yield f"{lead}{said}"

    def means(self, prompt: Prompt) -> Iterator[str]:
        """What each answer to choose means: a line each."""
        if prompt.question.chooses:
            yield from (f"  {one.label}: {one.help}" for one in prompt.choices if one.help)

    def where(self, seen: Interview, prompt: Prompt) -> Iterator[str]:
        """Where the answer appears, in the sentence it stands in: a line each."""
        question = prompt.question
        found = self._appears.of(seen, question, self.on)
        for one in found.excerpts:
            yield f"Where it appears: {one.title}: “{text(one.line).strip()}”"
        if found.decides:
            more = f", and {found.decided - len(found.decides)} more" if found.decided > len(found.decides) else ""
            yield f"It decides what is in the documents: {'; '.join(found.decides)}{more}."
        if not found.excerpts and not found.decides and not question.printed:
            yield "It is printed nowhere; other answers rest on it."
