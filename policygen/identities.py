"""Who is who: recipients, names beside posts, telephone numbers and the organisation’s own name are the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policygen.answers import Answers
from policygen.clocks import is_sharing_clause, recipients_of
from policygen.document import text
from policygen.errors import Problem
from policygen.filling import Speaker
from policygen.prose import Slot
from policygen.statements import Statements, clash

_TITLED = (
    r"(?:The )?(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Revd?|Reverend|Very|Fr|Father|Sister|Brother|Sir|Dame|Canon"
    r"|Cllr|Councillor|Imam|Rabbi|Pastor|Sheikh|Maulana|Mufti|Captain|Major)\.? )+"
)
_NAME = rf"(?:{_TITLED}[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{0,2}}|[A-Z][a-z’'-]+(?: [A-Z]\.)? [A-Z][\w’'-]+)"
_PAIR = re.compile(r"\b([A-Z][\w’'-]+) (?=([A-Z][\w’'-]+))")
_PHONES = (re.compile(r"0\d[\d ()-]{6,}\d"), re.compile(r"\+44[\d ()-]{8,}\d"))
"""Each begins with signs of its own, which a search finds fast."""
_KINDS = (
    "School|Academy|College|Nursery|Pre-school|Preschool|Playgroup|Club|FC|Church|Chapel|Parish|Mosque|Madrasah|Synagogue"
    "|Gurdwara|Temple|Trust|Centre|Theatre|Hub|Association|Federation|Charity|Project|Service|Home|Company|Group"
)
_BODY = rf"((?:[A-Z][\w’'.-]*(?: (?:of|and|the|&))* ){{1,6}}(?:{_KINDS})\b)"
_OWN_PLACE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:At|Here at|here at|We at|we at) (?:the )?{_BODY},? (?:we|all|every\w*|our|staff|adults)\b",
        rf"\b(?:[Aa]ll|[Ee]very|[Ee]veryone|[Ee]verybody) (?:\w+ )?(?:staff|adults?|who works?|working|volunteers?)? ?(?:at|of|in|for) (?:the )?{_BODY}",
        rf"\b(?:policy|code of conduct|procedure|welcome to|Welcome to|governors|trustees) (?:of|to|at)? ?(?:the )?{_BODY}",
        rf"{_BODY}(?:’s|'s|’|')? (?:low-level concerns|code of conduct|safeguarding policy|child protection policy|(?:is|are) committed|expects|recognises|takes )",
    )
)
"""Where the name of an organisation can only be this one’s: the commonest leftover of a copied text."""
_TOLD = (
    r"(?:tell|inform|notify|go to|speak to|report (?:[\w-]+ ){0,5}?to|share (?:[\w-]+ ){0,6}?with) (?:the |your |our )?"
)
_APART = re.compile(
    r"\b(?:about the|about an?|about one|about (?:him|her|them)\b|is about|instead|absent|away|reached|cannot|unavailable|tie|related|unless|besides|too\b|as well|also)"
)
"""A sentence about somebody on the ladder, or about an absence, has a recipient of its own."""


@dataclass(frozen=True)
class Post:
    """A post on the ladder: what it is called, in small letters, and who holds it."""

    question: str
    called: tuple[str, ...]
    holders: tuple[str, ...]


def identities(said: Statements, speaker: Speaker, rows: frozenset[int]) -> Iterator[Problem]:
    """Each contradiction in these rows, with whatever the documents say anywhere."""
    posts = tuple(_posts(speaker))
    yield from _recipients(said, posts, speaker, rows)
    yield from _numbers(said, speaker.answers, rows)
    organisation = speaker.answers.text("organisation")
    known = _known(speaker)
    names = _Names(said, speaker.answers, posts, known)
    for row in sorted(rows):
        begin, end = said.bounds(row)
        yield from names.beside(begin, end)
        yield from names.near(begin, end)
        yield from _named(said, begin, end, organisation, known)


def _posts(speaker: Speaker) -> Iterator[Post]:
    library, answers = speaker.library, speaker.answers
    for id in (
        "head",
        "lead",
        "deputies",
        "chair",
        "vice_chair",
        "ceo",
        "trust_chair",
        "safeguarding_governor",
        "parent_officer",
    ):
        question = library.questions.get(id)
        if question is None or id not in speaker.facts.asked:
            continue
        term = library.terms.get(question.post.partition(".")[0] or id)
        if term is None:
            continue
        forms = [form for form in term.names() if form in ("the", "short", "one")]
        words = (text(speaker.say((Slot(term.id, form),))).strip("[]") for form in forms)
        called = tuple(dict.fromkeys(re.sub(r"^(?:the|an?) ", "", one).lower() for one in words if one))
        answer = answers.answers.get(id)
        held = answer.values if answer and answer.state == "given" else ()
        yield Post(id, called, tuple(answers.people[one].name for one in held))


def _recipients(said: Statements, posts: tuple[Post, ...], speaker: Speaker, rows: frozenset[int]) -> Iterator[Problem]:
    """Whoever is told first is told first everywhere: in a sentence that gives the time limit, or that speaks of every concern."""
    recipients = recipients_of(speaker)
    right = {name for post in posts for name in post.called if any(one in recipients for one in post.called)}
    called = sorted({name for post in posts for name in post.called} | _USUAL, key=len, reverse=True)
    pattern = re.compile(_TOLD + f"({'|'.join(map(re.escape, called))})" + r"\b(?! of| for|’s)")
    found = (said.lower.find(f"{verb}{recipients}") for verb in ("tell ", "with ", "to ", ""))
    begin = next((at for at in found if at >= 0), -1)
    for at in _found(said.lower, _VERBS) if begin >= 0 else ():
        hit, row = pattern.match(said.lower, at), said.row(at)
        if hit is None or row not in rows or hit[1] in right or hit[1] in recipients:
            continue
        left, last = said.sentence(at)
        sentence = said.lower[left:last]
        if recipients in sentence or _APART.search(sentence):
            continue
        timed = any(run.source == "term:share_by" for run in said.lines[row])
        if timed or is_sharing_clause(said.spots[row].anchor, speaker) or _GENERAL.search(sentence):
            there = begin, begin + said.lower[begin:].index(recipients) + len(recipients)
            yield clash(
                said, hit.span(), there, "write {{ first_recipient }}, or change the answer to ‘first_recipient’"
            )


_VERBS = ("tell ", "inform ", "notify ", "go to ", "speak to ", "report ", "share ")
_GENERAL = re.compile(r"\b(?:any|every|all|each|your) (?:[\w-]+ ){0,2}concerns?\b| first\b")


def _found(text: str, words: Iterable[str]) -> Iterator[int]:
    """Where any of the words stand, at the beginning of a word."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            if at == 0 or not text[at - 1].isalpha():
                yield at
            at = text.find(word, at + 1)


_USUAL = {
    "headteacher",
    "head teacher",
    "principal",
    "designated safeguarding lead",
    "dsl",
    "chair of governors",
    "line manager",
    "manager",
}


def _numbers(said: Statements, answers: Answers, rows: frozenset[int]) -> Iterator[Problem]:
    """A telephone number that is not among the answers and nearly is."""
    numbers = {
        _digits(shown): shown
        for shown in (
            *(person.phone for person in answers.people.values()),
            *(
                answer.value
                for answer in answers.answers.values()
                if any(one.fullmatch(answer.value) for one in _PHONES)
            ),
        )
        if shown
    }
    for hit in (hit for pattern in _PHONES for hit in pattern.finditer(said.text)):
        found = _digits(hit[0])
        if (
            said.row(hit.start()) not in rows
            or found in numbers
            or (hit.start() and said.text[hit.start() - 1] in "+0123456789")
        ):
            continue
        source = said.run(hit.start()).source
        for known, shown in numbers.items():
            # somebody’s own answer may name the next extension of the same exchange
            if _close(found, known) and not (source and len(found) == len(known) and found[:-2] == known[:-2]):
                at = said.text.find(shown)
                there = (at, at + len(shown)) if at >= 0 else f"the answers say ‘{shown}’"
                yield clash(said, hit.span(), there, "give the number once, in the answers, and write its slot")


def _digits(shown: str) -> str:
    return re.sub(r"\D", "", shown.replace("+44", "0", 1).replace("(0)", ""))


def _close(one: str, other: str) -> bool:
    """Whether one sign is changed, missing, added or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        apart = [at for at in range(len(one)) if one[at] != other[at]]
        swapped = len(apart) == 2 and apart[1] == apart[0] + 1 and one[apart[0]] == other[apart[1]]
        return len(apart) == 1 or (swapped and one[apart[1]] == other[apart[0]])
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


class _Names:
    def __init__(self, said: Statements, answers: Answers, posts: Iterable[Post], known: Mapping[str, str]) -> None:
        self.said, self.known = said, known
        self.posts = [(post, *_beside(post)) for post in posts if post.holders]
        self.people = {person.name: _plain(person.name) for person in answers.people.values()}
        self.pairs = {(name.split()[0], name.split()[-1]): shown for shown, name in self.people.items() if " " in name}

    def where(self, name: str) -> tuple[int, int] | str:
        """Where the name stands in the documents, else in the answers."""
        at = self.said.text.find(name)
        return (at, at + len(name)) if at >= 0 else f"the answers say ‘{name}’"

    def beside(self, begin: int, end: int) -> Iterator[Problem]:
        """A name beside a post that another holds."""
        for post, before, after in self.posts:
            if not any(self.said.lower.find(name, begin, end) >= 0 for name in post.called):
                continue
            for pattern in (before, after):
                for hit in pattern.finditer(self.said.text, begin, end):
                    same = any(_same(_plain(hit[1]), _plain(name)) for name in post.holders)
                    if not same and not _NO_NAMES.search(hit[1]) and not self.of_a_body(hit):
                        remedy = f"name whoever holds the post with its slot ({{{{ {post.question} }}}}), or change the answer"
                        yield clash(self.said, hit.span(1), self.where(post.holders[0]), remedy)

    def of_a_body(self, hit: re.Match[str]) -> bool:
        """Whether the words are of another name that the answers give, such as the parent body’s."""
        source = self.said.run(hit.start(1)).source
        return any(hit[1].lower() in one for one, question in self.known.items() if source != f"question:{question}")

    def near(self, begin: int, end: int) -> Iterator[Problem]:
        """Somebody’s name with one letter wrong."""
        for hit in _PAIR.finditer(self.said.text, begin, end):
            given, family = hit[1], hit[2]
            if (given, family) in self.pairs:
                continue
            for (first, last), shown in self.pairs.items():
                if (family == last and _close(given, first)) or (given == first and _close(family, last)):
                    remedy = "write the name as the answers have it"
                    yield clash(self.said, (hit.start(1), hit.end(2)), self.where(shown), remedy)


def _beside(post: Post) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name behind the post, and one before it."""
    called = "|".join(re.escape(name) for name in sorted(post.called, key=len, reverse=True))
    before = rf"(?i:(?:(?<![^\n])|[(,:;\t] ?|\b(?:the|our|as) )(?:{called})(?:,| is| \(|:| –|\t) ?)"
    after = rf"(?:,| \(| is| –) ?(?i:(?:the |our )?(?:{called}))(?![\w-]| of| for)"
    return re.compile(rf"{before}({_NAME})"), re.compile(rf"({_NAME}){after}")


def _plain(name: str) -> str:
    return re.sub(rf"^{_TITLED}", "", name).strip()


def _same(one: str, other: str) -> bool:
    """Whether two ways of writing a name can be one person’s: the family name, and no other first name."""
    first, second = one.split(), other.split()
    return first[-1] == second[-1] and (min(len(first), len(second)) == 1 or first[0][0] == second[0][0])


_NO_NAMES = re.compile(
    r"\b(?:Designated|Safeguarding|Lead|Officer|Child|Children|Protection|Chair|Head|Headteacher|Deputy|Governors?|Board|Trustees?"
    r"|Local|Authority|Teacher|Person|Parish|Welfare|Director|Manager|Principal|Council|Working|Keeping|Low|Code|Policy)\b"
)


def _known(speaker: Speaker) -> Mapping[str, str]:
    """Every name that the answers give to anything, in small letters, and the question."""
    return {
        " ".join(value.lower().replace("’", "'").split()): id
        for id, answer in speaker.answers.answers.items()
        for value in answer.values
        if " " in value
    }


def _named(said: Statements, begin: int, end: int, organisation: str, known: Iterable[str]) -> Iterator[Problem]:
    """Another organisation’s name where only this one’s can stand."""
    for pattern in _OWN_PLACE if re.search(rf"\b(?:{_KINDS})\b", said.text[begin:end]) else ():
        for hit in pattern.finditer(said.text, begin, end):
            name = hit[1].lower().replace("’", "'")
            name = re.sub(r"^(?:at|all|every|the|here|we) ", "", name)
            if said.run(hit.start(1)).source or any(name in one or one in name for one in known):
                continue
            at = said.text.find(organisation)
            there = (at, at + len(organisation)) if at >= 0 else f"the answers say ‘{organisation}’"
            yield clash(said, hit.span(1), there, "write {{ organisation }}")
            return
