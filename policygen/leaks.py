"""Whether one organisation's names, numbers, addresses or crest stand in another's files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from policygen.answers import Answers
from policygen.imprint import PLACE
from policygen.library import Library

_OFFICES = {
    "lado_phone": "local_authority",
    "lado_email": "local_authority",
    "social_care_phone": "local_authority",
    "social_care_night": "local_authority",
    "ceo": "trust",
    "trust_chair": "trust",
    "trust_vice_chair": "trust",
    "parent_officer": "parent_body",
    "diocesan_officer": "parent_body",
}
"""Questions whose answers are the same for all that belong to one authority, trust or parent body → the question that names it."""
_HOST = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_BEFORE = re.compile(r"[\w.+'-]{1,64}\Z")
"""What stands before the @ of an e-mail address: looked for from there, as it may begin with anything."""
_WEB = (re.compile(r"https?://[^\s<>\"')\]]+"), re.compile(r"www\.[^\s<>\"')\]]+"))
_NUMBER = re.compile(r"\d[\d ()\u00a0-]{7,18}\d")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SAID = re.compile(r"=\"([^\"]{3,400})\"")
_TAG = re.compile(r"<[^>]*>")
_ENDS = re.compile(r"</(?:w:p|w:tr|w:tc|p|li|td|th|h\d|div|section|dt|dd|title|si|t)>", re.IGNORECASE)
_WORD_PARTS = ("styles", "numbering", "settings", "webSettings", "fontTable", "theme/theme1")
_NOBODYS = frozenset(
    (*(f"word/{name}.xml" for name in _WORD_PARTS), "xl/styles.xml", "xl/theme/theme1.xml", "[Content_Types].xml")
)
"""Parts that are the same for every organisation of a look."""
_LONE = 9
"""Letters that a name of one word must have: a shorter one is found in ordinary sentences."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What belongs to one organisation. `name` is what it is called."""

    name: str
    phrases: frozenset[tuple[str, ...]] = frozenset()
    """Its name and those of its people, in words."""
    exact: frozenset[str] = frozenset()
    """Telephone numbers, e-mail and web addresses, made alike."""
    groups: frozenset[str] = frozenset()
    """Whom it says that it shares people and numbers with."""
    offices: frozenset[tuple[str, str]] = frozenset()
    """Those of `exact` that belong to its authority, trust or parent body, with its name."""
    crest: frozenset[str] = frozenset()
    """The hashes of its picture as it stands in files: of the drawing, and of the picture made of it."""


@dataclass(frozen=True)
class Found:
    """Something of another organisation in a file."""

    file: str
    """Empty: in the answers themselves."""
    what: str
    other: str

    def __str__(self) -> str:
        return f"‘{self.what}’ belongs to {self.other}" + (f" and stands in {self.file}" if self.file else "")


@dataclass
class Register:
    """Everything that belongs to the organisations of a run. `add` each, then ask about one after another."""

    all: list[Marked] = field(default_factory=list)
    exact: dict[str, list[int]] = field(default_factory=dict)
    phrases: dict[str, dict[tuple[str, ...], list[int]]] = field(default_factory=dict)
    """First word → phrase → who has it."""
    crests: dict[str, list[int]] = field(default_factory=dict)

    def add(self, one: Marked) -> int:
        """Take in an organisation; gives its number."""
        number = len(self.all)
        self.all.append(one)
        for said in one.exact:
            self.exact.setdefault(said, []).append(number)
        for phrase in one.phrases:
            self.phrases.setdefault(phrase[0], {}).setdefault(phrase, []).append(number)
        for picture in one.crest:
            self.crests.setdefault(picture, []).append(number)
        return number

    def shared(self, number: int) -> Iterator[Found]:
        """Numbers and addresses that this organisation and an earlier one both gave, with nobody named whom they share."""
        own = self.all[number]
        for said in sorted(own.exact):
            other = self.all[self.exact[said][0]]
            office = any((said, name) in other.offices for one, name in own.offices if one == said)
            if other is not own and own.groups.isdisjoint(other.groups) and not office:
                yield Found("", said, other.name)
        for picture in sorted(own.crest)[:1]:
            other = self.all[self.crests[picture][0]]
            if other is not own and own.groups.isdisjoint(other.groups):
                yield Found("", "the crest", other.name)

    def leaked(self, number: int, files: Mapping[str, bytes]) -> tuple[Found, ...]:
        """What of others stands in the files of this organisation and is not its own."""
        return tuple(found for name, data in files.items() for found in self._in(number, name, data))

    def _in(self, number: int, file: str, data: bytes) -> Iterator[Found]:
        own = self.all[number]
        said = words_of(file, data)
        for one in sorted(set(addresses(said)) - own.exact):
            if holders := self.exact.get(one):
                yield Found(file, one, self.all[holders[0]].name)
        read = read_words(said)
        there = set(read)
        text = f" {' '.join(read)} "
        for first in there & self.phrases.keys():
            for phrase, holders in self.phrases[first].items():
                if phrase in own.phrases or not there.issuperset(phrase):
                    continue
                if f" {' '.join(phrase)} " in text and not any(_inside(phrase, mine) for mine in own.phrases):
                    yield Found(file, " ".join(phrase), self.all[holders[0]].name)
        if self.crests:
            for crest in pictures(file, data):
                if crest not in own.crest and (holders := self.crests.get(crest)):
                    yield Found(file, "the crest", self.all[holders[0]].name)


def _inside(phrase: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether the phrase is part of one of its own: Hillside School in Hillside School Nursery."""
    return any(own[at : at + len(phrase)] == phrase for at in range(len(own) - len(phrase) + 1))


def marked(
    library: Library, answers: Answers, groups: Iterable[str] = (), crest: frozenset[str] = frozenset()
) -> Marked:
    """What belongs to one organisation; `groups` are those it says that it shares people and numbers with."""
    name = answers.text("organisation")
    phrases = {tuple(read_words(said)) for said in (name, *(one.name for one in answers.people.values()))}
    exact: set[str] = set()
    offices: set[tuple[str, str]] = set()
    for id in answers.answers:
        found = set(addresses(_reached(library, answers, id)))
        exact |= found
        if (office := _OFFICES.get(id)) and (named := answers.text(office)):
            offices |= {(one, f"{office} {named.casefold()}") for one in found}
    return Marked(
        name,
        frozenset(phrase for phrase in phrases if len(phrase) > 1 or any(len(word) >= _LONE for word in phrase)),
        frozenset(exact),
        frozenset(groups),
        frozenset(offices),
        crest,
    )


def _reached(library: Library, answers: Answers, id: str) -> str:
    """The numbers and addresses in one answer."""
    match library.questions[id].kind:
        case "person" | "people":
            people = (answers.people[one] for one in answers.answers[id].values)
            return " ".join(f"{one.phone} {one.email}" for one in people)
        case "phone" | "email":
            return answers.text(id)
        case "web":
            said = answers.text(id)
            return said if "://" in said else f"https://{said}"
        case _:
            return ""


def read_words(said: str) -> list[str]:
    """The words of a text, in small letters."""
    return _WORD.findall(said.casefold())


def addresses(said: str) -> Iterator[str]:
    """Every telephone number, e-mail and web address in a text, made alike: digits alone, small letters, no scheme."""
    said = said.casefold()
    for found in _HOST.finditer(said):
        if before := _BEFORE.search(said, max(0, found.start() - 64), found.start()):
            yield f"{before[0]}{found[0]}".strip(".'")
    for address in _WEB:
        for words in address.findall(said):
            yield re.sub(r"^(?:https?://)?(?:www\.)?", "", words).rstrip("/.,;:")
    for found in _NUMBER.finditer(said):
        digits = re.sub(r"\D", "", found[0].replace("(0)", ""))
        abroad = said[max(0, found.start() - 2) : found.start()].rstrip("(").endswith("+")
        plain = f"0{digits[2:]}" if abroad and digits.startswith("44") else digits
        if len(plain) >= 9:
            yield plain


def words_of(file: str, data: bytes) -> str:
    """The text of a file of ours, one paragraph or cell after another, with the addresses that its links go to."""
    match file.rpartition(".")[2]:
        case "docx" | "xlsx":
            with ZipFile(BytesIO(data)) as archive:
                names = [
                    name for name in archive.namelist() if name.endswith((".xml", ".rels")) and name not in _NOBODYS
                ]
                return "\n".join(_unmarked(archive.read(name).decode("utf-8", "replace")) for name in names)
        case "pdf":
            return _pdf(data)
        case "html":
            return _unmarked(data.decode("utf-8", "replace"))
        case _:
            return data.decode("utf-8", "replace")


def _unmarked(xml: str) -> str:
    """Words without marks. Runs of one paragraph join, and what attributes say (titles, links) is kept."""
    attributes = " \n".join(one for one in dict.fromkeys(_SAID.findall(xml)) if not one.startswith(PLACE))
    words = _TAG.sub("", _ENDS.sub(" \n", xml))
    return unescape(f"{words}\n{attributes}")


def _pdf(data: bytes) -> str:
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
        told = pdf.get_metadata_dict()
    finally:
        pdf.close()
    return "\n".join((*pages, *told.values())).replace("\r\n", "\n").replace("\ufffe", "")


def pictures(file: str, data: bytes) -> Iterator[str]:
    """The hash of each picture that stands in a Word file or a web page as it was given."""
    if file.endswith(".docx"):
        try:
            with ZipFile(BytesIO(data)) as archive:
                yield from (sha256(archive.read(name)).hexdigest() for name in archive.namelist() if "/media/" in name)
        except BadZipFile:
            return
    elif file.endswith(".html"):
        from base64 import b64decode

        for found in re.findall(rb"data:image/[\w+]+;base64,([A-Za-z0-9+/=]+)", data):
            yield sha256(b64decode(found)).hexdigest()
