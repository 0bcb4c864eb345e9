"""Fill a leaf's slots for one organisation: each run remembers the term or question it came from, and whether it is a gap or assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from policygen.answers import Answers, Person
from policygen.document import Line, Run, State, text
from policygen.facts import Facts
from policygen.library import Library
from policygen.prose import Leaf, Slot, Words, leaf
from policygen.questions import Question
from policygen.vocabulary import Term

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def long_date(day: date) -> str:
    """1 September 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def spelled(value: str) -> str:
    """A date, month or term as documents print it; anything else as typed."""
    try:
        if len(value) == 10 and value[4] == "-":
            return long_date(date.fromisoformat(value))
        if len(value) == 7 and value[4] == "-":
            return f"{MONTHS[int(value[5:]) - 1]} {value[:4]}"
    except (ValueError, IndexError):
        return value
    return value


@lru_cache(maxsize=16384)  # the library says the same to everybody
def _run(words: Words) -> Run:
    return Run(words.text, strong=words.strong, link=words.link)


@dataclass(frozen=True)
class Speaker:
    """Says leaves for one organisation (or one of its places). Terms already said are remembered."""

    library: Library
    facts: Facts
    answers: Answers
    _said: dict[tuple[str, str], Line] = field(default_factory=dict)

    def narrowed(self, fact: str, value: str) -> Speaker:
        """The same speaker in one of the organisation's places."""
        return Speaker(self.library, self.facts.narrowed(fact, value), self.answers)

    def say(self, words: Leaf) -> Line:
        """The leaf with its slots filled. Cross-references keep their `#` links, to be numbered later."""
        made: list[Run] = []
        for part in words:
            if isinstance(part, Words):
                made.append(_run(part))
            else:
                made.extend(self._slot(part))
        return tuple(made)

    def told(self) -> Iterator[Line]:
        """What terms and answers were filled with so far."""
        yield from self._said.values()

    def repeated(self, slot: Slot) -> tuple[Line, ...]:
        """One line for each value of a list slot."""
        question = self.library.questions.get(slot.name)
        if question is None or question.kind not in ("many", "people"):
            return (self._slot(slot),)
        return tuple((run,) for run in self.answered(question, slot.form))

    def is_list(self, words: Leaf) -> bool:
        """Whether the leaf is one list slot and nothing else."""
        if len(words) != 1 or not isinstance(words[0], Slot) or words[0].name in self.library.terms:
            return False
        question = self.library.questions.get(words[0].name)
        return question is not None and question.kind in ("many", "people")

    def _slot(self, slot: Slot) -> Line:
        line = self._named(slot.name, slot.form, slot.own)
        if slot.capital:
            line = _capital(line)
        return tuple(replace(run, strong=True) for run in line) if slot.strong else line

    def _named(self, name: str, form: str, own: bool) -> Line:
        key = (name, f"{form}'s" if own else form)
        if key not in self._said:
            self._said[key] = self._own(name, form) if own else self._plain(name, form)
        return self._said[key]

    def _own(self, name: str, form: str) -> Line:
        term = self.library.terms.get(name)
        if term and not form and (owned := self._term(term, "own")):
            return owned
        line = self._plain(name, form)
        return (*line[:-1], replace(line[-1], text=line[-1].text + "’s")) if line else line

    def _plain(self, name: str, form: str) -> Line:
        term = self.library.terms.get(name)
        if term and (not form or form in term.names()):
            return self._term(term, form) or ()
        question = self.library.questions[name]
        runs = self.answered(question, form)
        return _enumerated(runs) if len(runs) > 1 else tuple(runs)

    def _term(self, term: Term, form: str) -> Line | None:
        passed: list[str] = []
        for candidate in term.forms:
            passed.extend(self.facts.resting(candidate.condition))
            if self.facts.holds(candidate.condition):
                words = candidate.leaf(form)
                if words is None:
                    return None
                line = tuple(replace(run, source=run.source or f"term:{term.id}") for run in self.say(words))
                if not passed or term.quiet:
                    return line
                if len(line) == 1 and line[0].state == "assumed":
                    return line
                return (Run(f"[{text(line)}]", f"term:{term.id}", "assumed", passed[0]),)
        raise AssertionError(f"the last form of '{term.id}' has no condition")

    def answered(self, question: Question, form: str = "") -> list[Run]:
        """The answer to a question as runs, a gap where there is none; `form` for people."""
        source = f"question:{question.id}"
        asked = self.facts.asked.get(question.id)
        answer = self.answers.answers.get(question.id)
        if question.chooses:
            return list(self._options(question, source))
        if asked is None or answer is None or answer.state in ("unsure", "skipped", "vacant") or not answer.values:
            return [self.gap(question, form)]
        if question.kind in ("person", "people"):
            people = [self.answers.people[id] for id in answer.values]
            return [self.person(person, form or "name", question) for person in people]
        return [Run(spelled(answer.value), source)]

    def _options(self, question: Question, source: str) -> Iterator[Run]:
        assumed = question.id in self.facts.assumed
        held = self.facts.values.get(question.id, frozenset())
        chosen = [option for option in question.options if option.id in held]
        if not chosen:
            yield self.gap(question, "")
        for option in chosen:
            said = self.say(leaf(option.label, question.file, question.line))
            words = "".join(run.text.strip("[]") if run.state == "assumed" else run.text for run in said)
            state: State = "assumed" if assumed else ""
            yield Run(f"[{words}]" if assumed else words, source, state, question.id if assumed else "")

    def gap(self, question: Question, form: str) -> Run:
        """What stands where an answer is missing."""
        answer = self.answers.answers.get(question.id)
        label = text(self.say(question.labels))
        if form and form != "name":
            label = f"{label}: {form}"
        word = "vacant" if answer and answer.state == "vacant" else "to confirm"
        return Run(f"[{word}: {label}]", f"question:{question.id}", "gap", question.id)

    def person(self, person: Person, form: str, question: Question) -> Run:
        """A person's name, title, telephone or e-mail; a gap where it was not given."""
        words = getattr(person, form)
        if not words:
            what = {"phone": "telephone number", "email": "e-mail address", "title": "job title"}[form]
            return Run(f"[to confirm: {what} of {person.name}]", f"question:{question.id}", "gap", question.id)
        return Run(words, f"question:{question.id}")


def _capital(line: Line) -> Line:
    made = []
    done = False
    for run in line:
        if not done and run.text.strip("[ "):
            at = len(run.text) - len(run.text.lstrip("[ "))
            run = replace(run, text=run.text[:at] + run.text[at].upper() + run.text[at + 1 :])
            done = True
        made.append(run)
    return tuple(made)


def _enumerated(runs: list[Run]) -> Line:
    """one, two and three"""
    made: list[Run] = []
    for index, run in enumerate(runs):
        if index:
            made.append(Run(" and " if index == len(runs) - 1 else ", "))
        made.append(run)
    return tuple(made)
