"""Who is meant by a typed name: somebody already named, or somebody new with a title, a telephone number and an e-mail address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from policygen.answers import Person
from policygen.checking import check_person
from policygen.errors import Problem
from policygen.interview import NOT_SURE, SKIP, VACANT, Choice, Interview, Prompt

EMPTY = {"n/a", "tbc", "tba", "tbd", "to be confirmed", "-", "--", "xxx", "unknown", "none", "nil", "no one"}
"""What people write who have no answer: in a document it would look like one."""


class Unclear(Exception):
    """Something typed that cannot be taken as an answer: what is wrong, and what would be right."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def plain(said: str) -> str:
    """The words for comparing: small letters, one kind of apostrophe, single spaces, no full stop at the end."""
    return " ".join(said.casefold().replace("’", "'").split()).rstrip(".")


def said_of(doubts: Iterable[Problem]) -> tuple[str, ...]:
    """Doubts for whoever has just typed the words: the file’s name for the answer is left out."""
    return tuple(re.sub(r"^'[\w-]+': ", "", f"{doubt.what}; {doubt.remedy}") for doubt in doubts)


def numbered(choices: tuple[Choice, ...], said: str) -> str | None:
    """The id of the choice of that number, counted from 1, if it is one."""
    found = re.fullmatch(r"(\d{1,4})[.):]?", said.strip())
    at = int(found.group(1)) - 1 if found else -1
    return choices[at].id if 0 <= at < len(choices) else None


def closest(choices: tuple[Choice, ...], said: str) -> str:
    """The remedy for words that are no choice."""
    labels = {plain(choice.label): choice.label for choice in choices}
    close = get_close_matches(plain(said), labels, n=1, cutoff=0.6)
    if close:
        return f"did you mean ‘{labels[close[0]]}’?"
    return f"type a number from 1 to {len(choices)}, or the words beside it" if choices else "nobody has been named yet"


class Naming:
    """People as one answer names them. `changed`: by id, as (before, now); `doubts`: what was odd."""

    def __init__(self, seen: Interview, prompt: Prompt) -> None:
        self.seen, self.prompt = seen, prompt
        self.changed: dict[str, tuple[Person | None, Person]] = {}
        self.doubts: list[str] = []

    @property
    def known(self) -> Mapping[str, Person]:
        """Everybody named, with the changes of this answer."""
        return {**self.seen.answers.people, **{id: now for id, (_, now) in self.changed.items()}}

    def named(self, said: str) -> list[str]:
        """The ids of everybody in the text. Raises Unclear."""
        return [self._someone(piece) for piece in self._pieces(said)]

    def pair(self, said: str) -> list[str]:
        """The ids of two people, both already named. Raises Unclear."""
        both = [side for side in re.split(r"\s+and\s+|\s*[&+/]\s*|\s+-\s+", said.strip()) if side]
        if len(both) != 2:
            raise Unclear(
                f"‘{said.strip()}’ is not two people",
                "write them as ‘1 and 3’, and several pairs as ‘1 and 3, 2 and 4’",
            )
        found = []
        for side in both:
            id = self._already(side)
            if id is None:
                raise Unclear(f"‘{side}’ is nobody named so far", closest(self.prompt.choices, side))
            found.append(id)
        if found[0] == found[1]:
            raise Unclear(f"‘{said.strip()}’ is one person", "name two")
        return found

    def keep(self, person: Person) -> str:
        """Check somebody new (no id) or somebody whose details change, remember them, and give the id. Raises Unclear."""
        fields = {
            key: unicodedata.normalize("NFC", getattr(person, key)).strip()
            for key in ("name", "title", "phone", "email")
        }
        before = self.known.get(person.id)
        checked = check_person(Person(person.id if before else person_id(fields["name"], self.known), **fields))
        if checked.person is None:
            raise Unclear(checked.problems[0].what, checked.problems[0].remedy)
        now = checked.person
        self.doubts.extend(said_of(checked.doubts))
        others = [other for other in self.known.values() if other.id != now.id]
        if before is None or before.name != now.name:
            self.doubts.extend(_alike(others, now))
        self.changed[now.id] = (self.seen.answers.people.get(now.id), now)
        return now.id

    def _pieces(self, said: str) -> list[str]:
        """One piece for each person. Commas part one person’s details, or, where there are none, several people."""
        if self.prompt.kind == "person":
            return [said]
        if re.search(r"[;\n]", said):
            return [piece.strip() for piece in re.split(r"[;\n]", said) if piece.strip()]
        parts = said.split(",")
        if "@" in said or any(_is_phone(part) for part in parts[1:]):
            return [said]
        pieces = [piece.strip() for piece in re.split(r",|\s+and\s+|(?<=\d)\s+(?=\d)", said) if piece.strip()]
        for piece in pieces[1:]:
            if _TITLE.search(piece):
                remedy = f"put a semicolon after each person, for example: {pieces[0]}, {piece}; Joy Obi"
                raise Unclear(f"‘{piece}’ looks like a job title", remedy)
        return pieces

    def _someone(self, said: str) -> str:
        already = self._already(said)
        if already:
            return already
        if re.fullmatch(r"\d+[.):]?", said):
            count = len(self.prompt.choices)
            raise Unclear(
                f"there is no number {said}", f"type a number from 1 to {count}, or a name" if count else "type a name"
            )
        typed = _details(said)
        if not typed.name or "@" in typed.name or not re.search(r"[^\W\d_]", typed.name):
            raise Unclear(f"‘{said}’ has no name", "write the name first: name, job title, telephone, e-mail")
        return self.entered(typed)

    def entered(self, typed: Person) -> str:
        """The id of somebody entered without one: of whoever already has that name, with what is new of them. Raises Unclear."""
        if not re.search(r"[^\W\d_]", typed.name) or "@" in typed.name:
            raise Unclear(
                f"‘{typed.name}’ is not a name" if typed.name else "there is no name", "write the name of the person"
            )
        if plain(typed.name) in EMPTY:
            raise Unclear(
                f"‘{typed.name}’ would be printed as it stands", f"choose ‘{NOT_SURE}’, ‘{VACANT}’ or ‘{SKIP}’ instead"
            )
        same = next((one for one in self.known.values() if plain(one.name) == plain(typed.name)), None)
        if same is None:
            return self.keep(typed)
        given = {key: getattr(typed, key) for key in ("title", "phone", "email") if getattr(typed, key)}
        return self.keep(replace(same, **given)) if given else same.id

    def _already(self, said: str) -> str | None:
        """Somebody on the list: by number, id, or name with or without the title."""
        wanted, choices = plain(said), self.prompt.choices
        named = (
            choice.id
            for choice in choices
            if wanted in (choice.id, plain(choice.label), plain(choice.label.partition(",")[0]))
        )
        return numbered(choices, said) or next(named, None)


_TITLE = re.compile(
    r"(?i)^(?:assistant|deputy|head|senior|class|site)\b|\b(?:teacher|headteacher|manager|leader|officer|senco|director)$"
)
"""How job titles begin or end, and hardly any name."""


def _is_phone(said: str) -> bool:
    return len(re.findall(r"\d", said)) >= 3 and not re.search(r"[^\W\d]{4,}", said)


def _details(said: str) -> Person:
    """Ann Jones, Headteacher, 01632 960123, head@hillside.example; also Ann Jones (Headteacher)."""
    name, *rest = (part.strip() for part in said.split(","))
    title: list[str] = []
    phone = email = ""
    if bracketed := re.fullmatch(r"([^()]+)\(([^()]+)\)", name):
        name = bracketed.group(1).strip()
        title.append(bracketed.group(2).strip())
    for part in rest:
        if "@" in part and not email:
            email = part
        elif _is_phone(part) and not phone:
            phone = part
        elif part:
            title.append(part)
    return Person("", name, ", ".join(title), phone, email)


_STYLES = {
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "rev",
    "revd",
    "fr",
    "sr",
    "sir",
    "dame",
    "prof",
    "professor",
    "canon",
    "rabbi",
    "imam",
}


def _bare(name: str) -> list[str]:
    found = re.findall(r"[\w'-]+", plain(name))
    return [word for word in found if word not in _STYLES] or found


def person_id(name: str, taken: Mapping[str, Person]) -> str:
    """A short id that stays readable in the file: the surname, else all names, else with a number."""
    ascii_words = [re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", word)) for word in _bare(name)]
    parts = [word for word in ascii_words if word] or ["person"]
    for id in (parts[-1][:40], "-".join(parts)[:40].strip("-")):
        if id not in taken:
            return id
    return next(id for number in range(2, len(taken) + 3) if (id := f"{parts[-1][:36]}-{number}") not in taken)


def _alike(others: list[Person], person: Person) -> list[str]:
    ours = _bare(person.name)
    for other in others:
        theirs = _bare(other.name)
        if ours and theirs and ours[-1] == theirs[-1] and ours[0][0] == theirs[0][0]:
            return [
                f"‘{person.name}’ and ‘{other.name}’ are kept as two people; if they are one, go back and choose ‘{other.name}’"
            ]
    return []
