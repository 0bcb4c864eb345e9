"""Time limits: how soon a concern is shared, and every other clock that the documents state, are the same wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policygen.document import text
from policygen.errors import Problem
from policygen.filling import Speaker
from policygen.prose import Slot
from policygen.statements import Spot, Statements, clash

_NUMBERS = {
    word: number
    for number, words in {
        1: "a an one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
        12: "twelve", 14: "fourteen", 15: "fifteen", 20: "twenty", 24: "twenty-four", 28: "twenty-eight", 30: "thirty",
        36: "thirty-six", 48: "forty-eight", 72: "seventy-two",
    }.items()
    for word in words.split()
}  # fmt: skip
_COUNT = (
    r"(\d+|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + r") (working |school |calendar |clear )?(hour|day|week|month)s?\b"
)
_COUNTED = tuple(
    re.compile(before + _COUNT) for before in ("within (?:the )?", "no later than ", "not later than ", "up to ")
)
"""Each begins with words of its own, which a search finds fast."""
_NAMED = (
    (re.compile(r"same (?:working |school )?day\b"), "the same day"),
    (re.compile(r"before (?:leaving|going home|going off duty|you (?:leave|go)|the end of (?:the|that|your))\b"), "the same day"),
    (re.compile(r"end of (?:the|that|this|your) (?:\w+ )?(?:day|shift|session|evening)\b"), "the same day"),
    (re.compile(r"end of (?:the|that|this|your) (?:\w+ )?week\b"), "the end of the week"),
    (re.compile(r"end of (?:the|that|this|your) (?:\w+ )?month\b"), "the end of the month"),
    (re.compile(r"next (?:working |school )?day\b"), "the next day"),
    (re.compile(r"following (?:working |school )?day\b"), "the next day"),
)  # fmt: skip
_SHARING = re.compile(
    r"(?<!they )(?<!we )(?<!to )\b(?:share|tell|report|raise|pass on|inform|notify|speak to|go to)\b"
    r"|\b(?:everyone|everybody|anyone|anybody|someone|somebody|whoever (?:sees|hears|notices|has))\b.{0,60}?"
    r"\b(?:shares|tells|reports|raises|passes|informs)\b"
    r"|\bconcerns?\b.{0,80}?\b(?:is|are|be) (?:shared|reported|raised|passed on)\b"
)
"""Words that ask an adult to share: not those of somebody who has received a concern and passes it on."""
_OTHERS = re.compile(
    r"\b(?:police|ofsted|lado|children’s social care|social services|social work|gateway|parents?|famil\w+|carers?|regulator"
    r"|dos|designated officer for safeguarding|local authority designated officer|charity commission|oscr|dbs|insurers?|employers?|data|diocesan|diocese|headquarters|bishop|council|hosts?|agency)\b"
)
"""Somebody else who is told something, by a clock of their own."""
_AT_ONCE = re.compile(r"at once|immediately|straight away|without delay")
"""Then the limit that follows is of something else."""
_UNUSUAL = re.compile(r"out of hours|elsewhere|weekend|holiday|night")
_OFFICER = re.compile(
    r"\b(?:tells?|told|calls?|contacts?|informs?|notif\w+|reports?|refers?|reaches)\b.{0,80}?"
    r"\b(?:lado|local authority designated officer|dos|designated officer for safeguarding)\b"
)
_OFFICERS = re.compile(r"lado|dos|designated officer")
CLOCKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("when you hear that it arrived", re.compile(r"\b(?:it|concern) (?:has |was |is )?(?:arrived|acknowledged|received)\b")),
    ("when you hear that it was dealt with", re.compile(r"\bdealt with\b")),
    ("when a concern is decided", re.compile(r"(?<!as )\bdecid(?:es?|ed)\b")),
    ("when Ofsted is told", re.compile(r"\bofsted\b.{0,60}?\b(?:told|hears?|informed|notified)\b|\b(?:tells?|informs?|notif\w+)\b.{0,40}\bofsted\b")),
    ("when the Charity Commission is told", re.compile(r"\b(?:tells?|reports?|notif\w+)\b.{0,60}\bcharity commission\b")),
    ("when a request for a record is answered", re.compile(r"\bask\b.{0,40}\b(?:record|entry)\b.{0,60}\banswer\b")),
    ("when a complaint about data is acknowledged", re.compile(r"\bcomplaint\b.{0,40}\bdata\b.{0,20}\backnowledged\b")),
)  # fmt: skip
"""What a sentence states the time of. Two statements of one clock in one place give the same limit."""
SHARING = ("llc-sharing", "when-to-share")
"""Requirements, of any source, whose clauses say how a concern is shared: in them “it” is the concern."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit where it stands in the text, and what it comes to: `48 hours`, `5 working days`, `the same day`."""

    begin: int
    end: int
    means: str


def limits(lower: str) -> tuple[Limit, ...]:
    """Every bounded time limit in a text of small letters, in order. “At once” is none: nothing is sooner."""
    found = [
        Limit(hit.start(), hit.end(), _means(*hit.groups())) for pattern in _COUNTED for hit in pattern.finditer(lower)
    ]
    found += [Limit(hit.start(), hit.end(), means) for pattern, means in _NAMED for hit in pattern.finditer(lower)]
    return tuple(sorted(found, key=lambda limit: limit.begin))


def _means(count: str, kind: str | None, unit: str) -> str:
    number = int(count) if count.isdigit() else _NUMBERS[count]
    if unit == "day" and not kind:
        number, unit = (number * 24, "hour") if number < 4 else (number, "day")
    kept = f"{kind.strip()} " if kind and kind.strip() in ("working", "school") else ""
    return f"{number} {kept}{unit}{'' if number == 1 else 's'}"


def clocks(said: Statements, speakers: dict[str, Speaker], rows: frozenset[int]) -> Iterator[Problem]:
    """Each limit in these rows that contradicts another, wherever that stands. `speakers`: the organisation, and each place
    that has a part of its own."""
    if not rows:
        return
    found = limits(said.lower)
    own = next((limit for limit in found if _source(said, limit) == "term:share_by"), None)
    searched = tuple(limit for limit in found if said.row(limit.begin) in rows)
    yield from _sharing(said, searched, own, speakers[""])
    yield from _outside(said, searched, found, speakers)
    stated: dict[tuple[str, str], Limit] = {}
    for limit in sorted(found, key=lambda limit: not _source(said, limit)):  # what an answer says comes first
        if limit.means == "the same day":
            continue  # sooner than any clock asks
        begin, end = said.sentence(limit.begin)
        sentence = said.lower[begin:end]
        for name, pattern in CLOCKS:
            if pattern.search(sentence):
                first = stated.setdefault((said.spot(limit.begin).place, name), limit)
                if first.means != limit.means and rows.intersection((said.row(limit.begin), said.row(first.begin))):
                    yield _clash(said, limit, first, f"of {name}, keep one")


def _source(said: Statements, limit: Limit) -> str:
    return said.run(limit.begin).source


def _meant(speaker: Speaker, term: str, form: str = "") -> frozenset[str]:
    return frozenset(limit.means for limit in limits(text(speaker.say((Slot(term, form),))).lower()))


def _sharing(said: Statements, found: tuple[Limit, ...], own: Limit | None, speaker: Speaker) -> Iterator[Problem]:
    """How soon a concern is shared: one limit, the organisation’s answer."""
    if own is None:
        return
    usual, longer = _meant(speaker, "share_by", "short"), _meant(speaker, "share_by")
    recipients = recipients_of(speaker)
    for limit in found:
        if limit.means in usual or _source(said, limit) == "term:share_by":
            continue
        begin, end = said.sentence(limit.begin)
        sentence = said.lower[begin:end]
        if limit.means in longer and _UNUSUAL.search(sentence):
            continue
        if _is_sharing(sentence, limit.begin - begin, said.spot(limit.begin), recipients, speaker):
            yield _clash(
                said, limit, own, "write {{ share_by }} or {{ share_by.short }}, or change the answer to ‘share_by’,"
            )


def recipients_of(speaker: Speaker) -> str:
    """Whoever is told first, in small letters."""
    return text(speaker.say((Slot("first_recipient"),))).lower().strip("[]")


def _is_sharing(sentence: str, at: int, spot: Spot, recipients: str, speaker: Speaker) -> bool:
    """Whether the limit at this place of the sentence is that of sharing a concern with whoever is told first."""
    clear = sentence.replace(recipients, "#" * len(recipients))
    verbs = list(_SHARING.finditer(clear))
    if not verbs or re.search(r"\bhosts?\b|\bagency\b", clear):
        return False
    verb = next((verb for verb in reversed(verbs) if verb.start() < at), verbs[0])
    between = clear[min(verb.start(), at) : max(verb.end() + 40, at)]
    if _OTHERS.search(between) or _AT_ONCE.search(clear[verb.end() : at]):
        return False
    return "#" in clear or "concern" in clear or is_sharing_clause(spot.anchor, speaker)


def is_sharing_clause(anchor: str, speaker: Speaker) -> bool:
    """Whether the clause says how a concern is shared."""
    dated = speaker.library.clauses.get(anchor, ())
    return any(name.partition("/")[2] in SHARING for clause in dated for name in clause.meets)


def _outside(
    said: Statements, searched: tuple[Limit, ...], found: tuple[Limit, ...], speakers: dict[str, Speaker]
) -> Iterator[Problem]:
    """How soon the outside officer is told of what may meet the threshold, by the clock of the nation."""
    meant = {place: _meant(speaker, "outside_by") for place, speaker in speakers.items()}
    for limit in searched:
        place = said.spot(limit.begin).place
        allowed = meant[place] | ({"the next day"} if "24 hours" in meant[place] else set())
        if not meant[place] or limit.means in allowed or limit.means == "the same day":
            continue
        begin, end = said.sentence(limit.begin)
        officer = _OFFICER.search(said.lower, begin, end)
        if officer is None or _others_told(said.lower[officer.start() : end]):
            continue
        first = next((one for one in found if one.means in meant[place] and _is_officers(said, one, place)), None)
        if first:
            yield _clash(said, limit, first, "keep the clock of the nation: write {{ outside_by }}")


def _is_officers(said: Statements, limit: Limit, place: str) -> bool:
    begin, end = said.sentence(limit.begin)
    return said.spot(limit.begin).place == place and bool(_OFFICER.search(said.lower, begin, end))


def _others_told(words: str) -> bool:
    return any(not _OFFICERS.search(found[0]) for found in _OTHERS.finditer(words))


def _clash(said: Statements, limit: Limit, first: Limit, remedy: str) -> Problem:
    return clash(said, (limit.begin, limit.end), (first.begin, first.end), remedy)
