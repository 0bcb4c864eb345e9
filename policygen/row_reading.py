"""One row of a clients' sheet to the answers of one organisation: each cell read by the rules of every other front door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from policygen.ahead import Ahead
from policygen.answers import Answer, Answers, Person
from policygen.columns import GROUPS, Column
from policygen.errors import Problem
from policygen.facts import Asked, Facts, derive
from policygen.filling import Speaker
from policygen.interview import FIELDS, Choice, Interview, Prompt, words
from policygen.library import Library
from policygen.naming import Naming, Unclear, plain
from policygen.questions import Option, Question
from policygen.rows import Client, Row, Trouble
from policygen.typed import Typed, of_people, parse_typed


class Reader:
    """Reads rows. The words of each question are made ready once for each kind of organisation."""

    def __init__(self, library: Library, columns: Iterable[Column], on: date) -> None:
        self.library, self.on = library, on
        self.columns = {column.key: column for column in columns}
        self.listed = {key: _by_label(column) for key, column in self.columns.items() if column.kind == "choice"}
        """Key → the words of its drop-down list → what they mean."""
        self._kinds: dict[tuple[str, tuple[str, ...]], dict[str, Prompt]] = {}
        self.nothing = Facts({}, {}, {}, (), (), library)

    @cached_property
    def first(self) -> Mapping[str, Prompt]:
        """The questions that all others rest on, with every option there is."""
        ahead = Ahead(self.library, next(id for id, one in self.library.sectors.items() if not one.family), ())
        speaker = Speaker(self.library, ahead.facts, ahead.answers)
        questions = (self.library.questions[id] for id in FIRST)
        return {question.id: _prompt(question, question.options, speaker) for question in questions}

    def read(self, row: Row) -> Client:
        """The answers of one row, with every trouble in it."""
        return _Reading(self, row).client()

    def prompts(self, sector: str, nations: tuple[str, ...]) -> Mapping[str, Prompt]:
        """Every question as it is put to organisations of one kind."""
        if (sector, nations) not in self._kinds:
            ahead = Ahead(self.library, sector, nations)
            speaker = Speaker(self.library, ahead.facts, ahead.answers)
            self._kinds[sector, nations] = {
                question.id: _prompt(question, tuple(option for option, _ in ahead.options(question)), speaker)
                for question in self.library.questions.values()
            }
        return self._kinds[sector, nations]


FIRST = ("organisation", "sector", "nation")


def question_of(key: str) -> str:
    """The question that a column answers, or a part of it."""
    return key.partition(":")[0].partition(".")[0]


def _by_label(column: Column) -> dict[str, str]:
    return {plain(choice.label): choice.id for choice in column.choices}


def _prompt(question: Question, options: tuple[Option, ...], speaker: Speaker) -> Prompt:
    choices = tuple(Choice(one.id, words(speaker, one.leaf(question)), one.help) for one in options)
    ask, label = words(speaker, question.asks), words(speaker, question.labels)
    return Prompt(Asked(question, None, "open", options, None, {}), 0, ask, label, choices, "", "", "")


class _Reading:
    """The reading of one row."""

    def __init__(self, reader: Reader, row: Row) -> None:
        self.reader, self.row, self.library = reader, row, reader.library
        self.cells: dict[str, dict[str, tuple[str, str]]] = {}
        """Question → the cells that answer it."""
        for key, found in row.cells.items():
            self.cells.setdefault(question_of(key), {})[key] = found
        self.troubles: list[Trouble] = []
        self.answers: dict[str, Answer] = {}
        self.people: dict[str, Person] = {}
        self.prompts: Mapping[str, Prompt] = {}
        self.wrong: set[str] = set()
        """Questions whose answer could not be taken: that they are open is not said a second time."""

    def client(self) -> Client:
        for id in (id for id in FIRST if id in self.cells):
            self._question(self.library.questions[id], self.reader.first[id])
        sector, nations = self._all.text("sector"), self.answers.get("nation", Answer("given")).values
        facts = None
        if sector:
            self.prompts = self.reader.prompts(sector, nations or self.library.sectors[sector].nations)
            for question in self.library.questions.values():
                if question.id in self.cells and question.id not in FIRST:
                    self._question(question, self.prompts[question.id])
            facts = self._walked()
        else:
            for id in FIRST[:2]:
                if id not in self.answers and id not in self.wrong:
                    self._open(self.library.questions[id])
        named = self.row.cells.get(GROUPS, ("", ""))[1]
        groups = tuple(dict.fromkeys(plain(one) for one in named.split(";") if one.strip()))
        return Client(self.row, self._all, facts, groups, tuple(self.troubles))

    @property
    def _all(self) -> Answers:
        return Answers(self.answers, self.people, self.library.version, f"row {self.row.place}")

    def _question(self, question: Question, prompt: Prompt) -> None:
        """One question’s answer, from one cell or several."""
        if question.kind in ("person", "people"):
            self._named(question, prompt)
        elif question.kind == "many":
            self._ticked(question, prompt)
        else:
            cell, said = self.row.cells.get(question.id, ("", ""))
            if said:
                self._typed(question, prompt, cell, said, self._worded(question.id, prompt, said))

    def _worded(self, key: str, prompt: Prompt, said: str) -> str:
        """The id of what was chosen from the drop-down list, whose words are those of many kinds of organisation."""
        chosen = self.reader.listed.get(key, {}).get(plain(said), "")
        return chosen if chosen and prompt.choice(chosen) else said

    def _typed(self, question: Question, prompt: Prompt, cell: str, said: str, meant: str) -> None:
        prompt = replace(prompt, choices=self._choices(prompt))
        self._take(question, cell, said, parse_typed(self._seen, prompt, meant, self.reader.on))

    @property
    def _seen(self) -> Interview:
        """What has been answered so far, as the reading of typed words wants it."""
        return Interview(self.library, self._all, self.reader.nothing, ())

    def _choices(self, prompt: Prompt) -> tuple[Choice, ...]:
        if prompt.question.chooses:
            return prompt.choices
        return tuple(Choice(one.id, one.name) for one in self.people.values())

    def _take(self, question: Question, cell: str, said: str, found: Typed | Problem) -> None:
        if isinstance(found, Problem):
            self._refuse(question.id, cell, said, found.what, found.remedy)
            return
        if found.answer:
            self.answers[question.id] = found.answer
            self.people.update((now.id, now) for _, now in found.people)
        for doubt in found.doubts:
            what, _, remedy = doubt.partition("; ")
            self._doubt(question.id, cell, said, what, remedy or "check it")

    def _ticked(self, question: Question, prompt: Prompt) -> None:
        """Yes and No, one column an option; or all in one cell, as CSV files have it."""
        held = self.cells[question.id]
        if found := held.get(question.id):
            self._typed(question, prompt, found[0], found[1], found[1])
            return
        cells = {key.partition(":")[2]: found for key, found in held.items()}
        chosen: list[str] = []
        for id, (cell, said) in cells.items():
            match plain(said).lstrip("'"):
                case "yes" | "y" | "x" | "✓" | "true" | "1":
                    chosen.append(id)
                case "no" | "n" | "false" | "0":
                    pass
                case word if word.startswith("?"):
                    self._typed(question, prompt, cell, said, said)
                    return
                case _:
                    self._refuse(
                        question.id, cell, said, "is neither Yes nor No", "write Yes or No, or ? for not sure yet"
                    )
                    return
        for id in chosen:
            if prompt.choice(id) is None:
                cell, said = cells[id]
                column = self.reader.columns.get(f"{question.id}:{id}")
                label = column.heading.partition(": ")[2] if column else id
                remedy = "write No there, or choose another kind of organisation"
                self._refuse(
                    question.id, cell, said, f"‘{label}’ is not offered to an organisation of this kind", remedy
                )
                return
        if question.required and not chosen:
            return
        self.answers[question.id] = Answer("given", tuple(chosen))

    def _named(self, question: Question, prompt: Prompt) -> None:
        """People, field by field."""
        prompt = replace(prompt, choices=self._choices(prompt))
        people = Naming(self._seen, prompt)
        ids: list[str] = []
        held = self.cells[question.id]
        for start in dict.fromkeys(key.rpartition(".")[0] or key for key in held):
            fields = {field: held.get(f"{start}.{field}", ("", "")) for field in FIELDS}
            if start in held:  # all in one cell, as CSV files have it
                fields["name"] = held[start]
            given = [(cell, said) for cell, said in fields.values() if said]
            if not given:
                continue
            cell, name = fields["name"]
            if name and len(given) == 1 and (not ids) and _a_state(name, prompt):
                self._typed(question, prompt, cell, name, name)
                return
            if not name:
                self._refuse(question.id, given[0][0], given[0][1], "has no name beside it", "write the person’s name")
                return
            try:
                if len(given) == 1 and any(mark in name for mark in ";,\n@"):
                    ids.extend(people.named(name) if question.kind == "people" else people.named(name)[:1])
                else:
                    ids.append(people.entered(Person("", **{field: said for field, (_, said) in fields.items()})))
            except Unclear as wrong:
                bad = next(((at, said) for at, said in given if said and said in wrong.what), (cell, name))
                self._refuse(question.id, *bad, wrong.what, wrong.remedy)
                return
        if ids:
            cell, name = next(iter(held.values()))
            self._take(question, cell, name, of_people(people, tuple(dict.fromkeys(ids))))

    def _walked(self) -> Facts:
        """Whether the answers go together."""
        facts = derive(self.library, self._all)
        for asked in facts.walk:
            id = asked.question.id
            if asked.settled == "stale":
                cell, said = self._at(id)
                label = self.prompts[id].label if id in self.prompts else id
                self._refuse(
                    id, cell, said, f"that answer to ‘{label}’ is not offered to an organisation like this one",
                    f"choose one of {'; '.join(self._label(id, option.id) for option in asked.options)}",
                )  # fmt: skip
            elif asked.question.required and asked.is_open and id not in self.wrong:
                self._open(asked.question)
        for id in facts.hidden:
            if self.answers[id].values or self.answers[id].pairs:
                cell, said = self._at(id)
                what = f"‘{self.prompts[id].label}’ is not asked of an organisation like this one"
                self._doubt(id, cell, said, what, "it is kept and not used; check the answers before it")
        return facts

    def _label(self, id: str, option: str) -> str:
        choice = self.prompts[id].choice(option)
        return choice.label if choice else option

    def _open(self, question: Question) -> None:
        self._refuse(question.id, self.row.place, "", f"nothing can be made without {question.label}", "give it")

    def _at(self, id: str) -> tuple[str, str]:
        for found in self.cells.get(id, {}).values():
            if plain(found[1]) not in ("no", "n"):
                return found
        return self.row.place, ""

    def _refuse(self, id: str, cell: str, said: str, what: str, remedy: str) -> None:
        self.wrong.add(id)
        self._say(Trouble(self.row.sheet, cell, "", id, said, what, remedy))

    def _doubt(self, id: str, cell: str, said: str, what: str, remedy: str) -> None:
        self._say(Trouble(self.row.sheet, cell, "", id, said, what, remedy, refused=False))

    def _say(self, trouble: Trouble) -> None:
        self.troubles.append(replace(trouble, client=self.row.cells.get("organisation", ("", ""))[1]))


def _a_state(said: str, prompt: Prompt) -> bool:
    """Whether the words say that there is no answer, not who it is."""
    return said.startswith("?") or plain(said) in (
        "not sure yet",
        "not sure",
        "don't know",
        "skip",
        "nobody in post",
        "vacant",
        "nobody",
        "none",
    )
