"""Sectors, nations and terms: what kind of organisation this is, and what things are called there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from policygen.conditions import Condition, Match
from policygen.errors import LibraryError, Problem
from policygen.prose import Leaf, leaf
from policygen.reading import Flag, Listing, Table, Words, read_table, record


@dataclass(frozen=True)
class Nation:
    """A nation whose law and guidance differ. `forbidden`: words that library text never says there; `allowed`: longer names
    that hold one of them and are right there."""

    id: str
    name: str
    adjective: str
    forbidden: Words = ()
    allowed: Words = ()


@dataclass(frozen=True)
class Rung:
    """Who receives a concern about one subject: the first of `low` who is free to, and everyone of `high`."""

    about: str
    label: str
    file: str = ""
    line: int = 0
    subjects: Words = ()
    """Person questions whose holders the concern is about."""
    low: Words = ()
    low_note: str = ""
    high: Words = ()
    high_note: str = ""
    when: Match = ()
    unless: Match = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless)

    def leaf(self, text: str) -> Leaf:
        return leaf(text, self.file, self.line)


@dataclass(frozen=True)
class Sector:
    """A kind of organisation, or a family of kinds. What it leaves out it takes from the family it is `within`."""

    id: str
    name: str
    family: bool
    file: str
    line: int
    within: str = ""
    nations: Words = ()
    forbidden: Words = ()
    ladder: tuple[Rung, ...] = ()


@dataclass(frozen=True)
class Form:
    """One way a term is said, for those its condition fits."""

    condition: Condition
    says: tuple[tuple[str, Leaf], ...]
    file: str
    line: int

    def leaf(self, form: str) -> Leaf | None:
        """The words of that form; the first form where none is asked for."""
        if not form:
            return self.says[0][1]
        return next((words for name, words in self.says if name == form), None)


@dataclass(frozen=True)
class Term:
    """What something is called here. The last form has no condition, so that there always is one."""

    id: str
    meaning: str
    forms: tuple[Form, ...]
    file: str
    line: int
    quiet: bool = False
    """A common word (pupil, school): not marked in the text where it rests on a usual answer, only listed."""
    adds: bool = False
    """Whether its forms are said before those of the term of the same id, for those whom their conditions fit."""

    def names(self) -> tuple[str, ...]:
        """The forms it can be said in (the, one, many, a, short, own)."""
        return tuple(name for name, _ in self.forms[-1].says)

    def to(self, term: Term) -> Term:
        """That term with the forms of this one before its own."""
        return replace(term, forms=(*self.forms, *term.forms))

    def mistakes(self, term: Term) -> Iterator[Problem]:
        """What does not fit that term."""
        for form in self.forms:
            if not form.condition:
                what = f"a form that is added to '{self.id}' has no condition, so it would hide all others"
                yield Problem(self.file, form.line, what, "add 'when:'")
            if missing := _unlike(form, term):
                what = f"'{self.id}' has the form {missing} in one line and not in another"
                yield Problem(self.file, form.line, what, f"give this line the forms {', '.join(term.names())}")


@dataclass(frozen=True)
class NamedFact:
    """A condition with a name and a label, so that clauses need no expressions."""

    id: str
    label: str
    file: str
    line: int
    when: Match = ()
    unless: Match = ()
    any: tuple[Match, ...] = ()

    @cached_property
    def condition(self) -> Condition:
        return Condition(self.when, self.unless, self.any)


def _unlike(form: Form, term: Term) -> str:
    """The forms that only one of the two has; `own` may be left out."""
    return ", ".join(sorted({name for name, _ in form.says}.symmetric_difference(term.names()) - {"own"}))


def read_nations(path: Path, shown: str, problems: list[Problem]) -> list[Nation]:
    """clauses/nations.yaml."""
    rows = read_table(path, shown).get("nations", Listing())
    return [nation for row in rows if (nation := record(Nation, row, shown, problems))]


def read_sectors(path: Path, shown: str, problems: list[Problem]) -> list[Sector]:
    """One file of families and sectors."""
    table = read_table(path, shown)
    found = []
    for key, family in (("families", True), ("sectors", False)):
        for row in table.get(key, Listing()):
            for rung in row.get("ladder", ()) if isinstance(row, Table) else ():
                if isinstance(rung, Table):
                    rung["file"], rung["line"] = shown, rung.line
                    rung.lines["file"] = rung.lines["line"] = rung.line
            extra = {"family": family, "file": shown, "line": getattr(row, "line", 0)}
            if sector := record(Sector, row, shown, problems, extra):
                found.append(sector)
    return found


def read_facts(path: Path, shown: str, problems: list[Problem]) -> list[NamedFact]:
    """clauses/facts.yaml."""
    found = []
    for row in read_table(path, shown).get("facts", Listing()):
        extra = {"file": shown, "line": getattr(row, "line", 0)}
        if fact := record(NamedFact, row, shown, problems, extra):
            found.append(fact)
    return found


@dataclass(frozen=True)
class _TermRow:
    id: str
    meaning: str
    forms: tuple[dict[str, object], ...]
    quiet: Flag = False


@dataclass(frozen=True)
class _AddedRow:
    id: str
    adds: Flag
    forms: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class _When:
    when: Match = ()
    unless: Match = ()


FORMS = ("the", "one", "many", "a", "short", "own", "is")


def read_terms(path: Path, shown: str, problems: list[Problem]) -> list[Term]:
    """clauses/terms.yaml, terms/*.yaml: forms with their conditions, the last one unconditional, all in the same forms."""
    found = []
    for row in read_table(path, shown).get("terms", Listing()):
        adds = isinstance(row, Table) and "adds" in row
        term: _AddedRow | _TermRow | None = (
            record(_AddedRow, row, shown, problems) if adds else record(_TermRow, row, shown, problems)
        )
        if term is None:
            continue
        forms: list[Form] = []
        for entry in row["forms"]:
            says: list[tuple[str, Leaf]] = []
            for name, words in entry.items():
                if name in ("when", "unless"):
                    continue
                if name not in FORMS or not isinstance(words, str):
                    problems.append(
                        Problem(shown, entry.lines[name], f"unknown form '{name}'", f"forms are {', '.join(FORMS)}")
                    )
                    continue
                try:
                    says.append((name, leaf(words, shown, entry.lines[name])))
                except LibraryError as error:
                    problems.extend(error.problems)
            only = Table({key: entry[key] for key in ("when", "unless") if key in entry})
            only.line, only.lines = entry.line, entry.lines
            head = record(_When, only, shown, problems)
            if says and head:
                forms.append(Form(Condition(head.when, head.unless), tuple(says), shown, entry.line))
        if isinstance(term, _AddedRow):
            found.append(Term(term.id, "", tuple(forms), shown, row.line, adds=True))
            continue
        if not forms or forms[-1].condition:
            problems.append(
                Problem(
                    shown, row.line, f"the last form of '{term.id}' has a condition", "end with a form without 'when:'"
                )
            )
            continue
        made = Term(term.id, term.meaning, tuple(forms), shown, row.line, term.quiet)
        for form in forms:
            if missing := _unlike(form, made):
                what = f"'{term.id}' has the form {missing} in one line and not in another"
                problems.append(Problem(shown, row.line, what, "give every line the same forms"))
        found.append(made)
    return found
