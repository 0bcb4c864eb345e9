"""Who receives a concern: in every kind of organisation, whoever is told first, whoever it is about and whoever is away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations, product
from typing import Any

import pytest
import schools

from policygen import blocks
from policygen.answers import Answer, Answers
from policygen.document import Document, Line, Table, lines, text
from policygen.facts import Facts, derive
from policygen.filling import Speaker
from policygen.ladder import OUTSIDE, Ladder, Row
from policygen.prose import Slot

GIVEN = dict[str, Any]
LIBRARY = schools.library()
SECTORS = tuple(sector.id for sector in LIBRARY.sectors.values() if not sector.family)
DECIDES = ("proprietor", "about_head", "assistants", "in_settings")
"""What the rows of a ladder rest on, beside the sector, the nation, the parent body and whom everyone tells first."""
ROUTES: tuple[GIVEN, ...] = (
    {"parent_route": "free", "parent_body": {"skipped": ""}},
    {"parent_route": "free", "parent_body": schools.PARENT},
    {"parent_route": "supplement", "parent_body": schools.PARENT},
)
FULL = "low-level-concerns-policy"


@dataclass(frozen=True, eq=False)
class Body:
    """One organisation, with what is worked out of its answers once. `given`: how it was made, for messages."""

    given: GIVEN
    answers: Answers

    @cached_property
    def facts(self) -> Facts:
        return derive(LIBRARY, self.answers)

    @cached_property
    def speaker(self) -> Speaker:
        return Speaker(LIBRARY, self.facts, self.answers)

    @cached_property
    def ladder(self) -> Ladder:
        return Ladder(LIBRARY, self.facts, self.answers)

    @cached_property
    def document(self) -> Document:
        """Its policy."""
        return schools.made(self.answers).document

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """The posts on its ladder, each of which one person or several can hold."""
        named = dict.fromkeys(role for rung in self.ladder.rungs for role in (*rung.subjects, *rung.low, *rung.high))
        return tuple(role for role in named if role in self.facts.asked and role != "first_recipient")

    @cached_property
    def people(self) -> list[str]:
        """Everybody who holds a post on it."""
        return sorted({one.person for role in self.posts for one in self.ladder.holders(role) if one.person})

    @property
    def lone(self) -> bool:
        return "yes" in self.facts.values["lone_worker"]

    @cached_property
    def outside(self) -> str:
        """What the officer or service outside is called in short, with its article."""
        return f"the {self.spoken('lado', 'short')}"

    def spoken(self, name: str, form: str = "") -> str:
        """A term or a post as it is said to this organisation."""
        question = LIBRARY.questions.get(name)
        post, _, of = (question.post if question and question.post else name).partition(".")
        return text(self.speaker.say((Slot(post, form or of),)))

    def shown(self, short: bool = False) -> tuple[tuple[Line, ...], ...]:
        """The rows of the ladder as they print."""
        return blocks.ladder(LIBRARY, self.speaker, short=short).rows

    @cached_property
    def rows(self) -> tuple[tuple[Row, tuple[str, ...]], ...]:
        """Each row with its three cells in words."""
        printed = (tuple(map(text, cells)) for cells in self.shown())
        return tuple(zip(self.ladder.rows(), printed, strict=True))

    def offered(self, question: str) -> tuple[str, ...]:
        """What it can choose there; nothing where it is not asked."""
        asked = self.facts.asked.get(question)
        return tuple(option.id for option in asked.options) if asked else ()

    def altered(self, **changes: Answer) -> Body:
        """The same organisation with these answers instead."""
        return Body({**self.given, **changes}, replace(self.answers, answers={**self.answers.answers, **changes}))


def body(given: GIVEN) -> Body:
    return Body(given, schools.school(given))


def kinds(sector: str, nation: str, **besides: str) -> Iterator[Body]:
    """The sector there with every answer to what its ladder rests on, and with everybody who can be on it."""
    plain: GIVEN = {"sector": sector, "nation": nation, **besides}
    one = body(plain)
    routes = ROUTES if one.offered("parent_route") else ({},)
    questions = [question for question in DECIDES if one.offered(question)]
    for route in routes:
        for chosen in product(*(one.offered(question) for question in questions)):
            given = {**plain, **route, **dict(zip(questions, chosen, strict=True))}
            now = body(given)
            if route is ROUTES[0] and "yes" in now.facts.values["has_parent"]:
                continue  # a parish always has its diocese
            given["non_employees"] = list(now.offered("non_employees"))
            yield body({**given, "under_18_workers": "yes"} if now.offered("under_18_workers") else given)


def told_first(kind: Body) -> Iterator[Body]:
    """Every answer there to whom everyone tells first; itself where nobody is asked."""
    guardians = {"values_guardians_used": "yes"} if kind.offered("values_guardians_used") else {}
    options = body({**kind.given, **guardians}).offered("first_recipient")
    for option in options:
        used = guardians if option == "values-guardian" else dict.fromkeys(guardians, "no")
        yield body({**kind.given, **used, "first_recipient": option})
    if not options:
        yield kind


@cache
def bodies(sector: str) -> tuple[Body, ...]:
    """Every organisation of a sector whose ladder could differ, in every nation it may be in."""
    found = LIBRARY.sectors[sector].nations
    return tuple(one for nation in found for kind in kinds(sector, nation) for one in told_first(kind))


@cache
def distinct(sector: str) -> tuple[Body, ...]:
    """Of these, one for each ladder: the same rows, the same posts, the same first to be told."""
    seen: dict[object, Body] = {}
    for one in bodies(sector):
        key = (tuple(map(id, one.ladder.rungs)), one.posts, one.facts.values.get("first_recipient"))
        seen.setdefault(key, one)
    return tuple(seen.values())


every_sector = pytest.mark.parametrize("sector", SECTORS)


def table(document: Document) -> Table:
    found = next(thing for _, thing in schools.passages(document) if thing.anchor == "ladder")
    return next(block for block in found.blocks if isinstance(block, Table))


def printed(document: Document) -> list[str]:
    """Every line of the document, and what its flow charts say."""
    return [*schools.says(document), *(flow.alt for flow in schools.flows(document))]


# Every rung


@every_sector
def test_every_rung_names_a_person_or_says_that_nobody_is_named(sector: str) -> None:
    for one in bodies(sector):
        for row, (label, low, high) in one.rows:
            assert label and row.low and row.high, one.given
            assert not re.search(r"\[|\{\{", label + low + high), f"{one.given}: a gap in a complete ladder: {label}"
            for receiver in row.low:
                named = one.outside if receiver.role == OUTSIDE else one.answers.people[receiver.person].name
                assert named.casefold() in low.casefold(), f"{one.given}: {label}"
            for receiver in row.high:
                named = one.outside if receiver.role == OUTSIDE else one.spoken(receiver.role)
                assert named.casefold() in high.casefold(), f"{one.given}: {label}"


@every_sector
def test_every_ladder_says_who_hears_of_anyone_of_whoever_is_in_charge_and_of_the_chair(sector: str) -> None:
    for one in bodies(sector):
        about = [row.rung.about for row in one.ladder.rows()]
        assert "head" in about and ("self" if one.lone else "anyone") in about, one.given
        assert ("chair" in about) == ("chair" in one.facts.asked), one.given
        assert len(set(about)) == len(about), one.given


@every_sector
def test_the_ladder_in_the_policy_is_this_ladder(sector: str) -> None:
    for one in distinct(sector):
        assert table(one.document).rows == one.shown(short=one.document.id != FULL), one.given


@every_sector
def test_a_post_that_nobody_holds_is_seen_to_be_vacant_and_somebody_else_is_named(sector: str) -> None:
    for plain in distinct(sector):
        for role in plain.posts:
            for empty, seen in ((Answer("vacant", note="until May"), "[vacant: "), (Answer("unsure"), "[to confirm: ")):
                one = plain.altered(**{role: empty})
                for row, cells in one.rows:
                    assert row.low and row.high and all(cells), one.given
                    if any(receiver.role == role for receiver in row.low):
                        assert seen in cells[1], f"{one.given}: {role} is open and nobody sees it"
                    if seen == "[vacant: ":
                        assert any(receiver.state in ("named", "outside") for receiver in row.low), one.given


@every_sector
def test_a_post_that_the_organisation_does_not_have_is_not_on_its_ladder(sector: str) -> None:
    for plain in distinct(sector):
        for role in plain.posts:
            for row in plain.altered(**{role: Answer("skipped", note="there is none")}).ladder.rows():
                assert row.low and row.high
                assert role not in [receiver.role for receiver in (*row.low, *row.high)], plain.given


# Nobody judges themselves


@every_sector
def test_no_route_leads_to_the_people_it_is_about_whoever_is_away(sector: str) -> None:
    for one in distinct(sector):
        assert len(one.people) >= (1 if sector in ("lone-tutor", "childminder") else 3), one.given
        for count in (1, 2, 3):
            for about in combinations(one.people, count):
                for away in ("", *one.people):
                    receiver = one.ladder.receiver(frozenset(about), frozenset({away}))
                    assert receiver.role == OUTSIDE or receiver.person not in (*about, away), one.given


@every_sector
def test_no_route_leads_to_somebody_with_a_tie_to_the_person_it_is_about(sector: str) -> None:
    for plain in distinct(sector):
        if "related" not in plain.facts.asked:
            continue  # whoever works alone, and a childminder, have no ladder that a tie could block
        for one, other in combinations(plain.people, 2):
            tied = plain.altered(related=Answer("given", pairs=((one, other),)))
            now = Ladder(LIBRARY, plain.facts, tied.answers)
            for about in (one, other):
                assert now.receiver(frozenset({about})).person not in (one, other), plain.given
            for row in now.rows():
                subjects = now.people(row.rung.subjects)
                barred = subjects | ({one, other} if subjects & {one, other} else set())
                assert not barred & {receiver.person for receiver in (*row.low, *row.high)}, row.rung.label


@every_sector
def test_where_one_person_holds_two_posts_neither_sends_a_concern_to_that_person(sector: str) -> None:
    for plain in distinct(sector):
        single = [role for role in plain.posts if role not in ("deputies", "values_guardians")]
        for one, other in combinations(single, 2):
            holder = plain.answers.answers[one]
            now = plain.altered(**{other: holder}).ladder
            assert now.receiver(frozenset({holder.value})).person != holder.value, plain.given
            for row in now.rows():
                subjects = now.people(row.rung.subjects)
                found = {receiver.person for receiver in (*row.low, *row.high)}
                assert not subjects & found, (plain.given, one, other, row.rung.label)


def test_no_row_of_a_ladder_rests_on_a_tie() -> None:
    """So that whoever declares one has the same rows, with another receiver in them."""
    rungs = [rung for sector in LIBRARY.sectors.values() for rung in sector.ladder]
    named = {name for rung in rungs for name in rung.condition.facts}
    assert "ties" not in {origin for name in named for origin in LIBRARY.origins.get(name, (name,))}


@every_sector
def test_ties_on_the_ladder_are_asked_about_wherever_there_is_more_than_one_post(sector: str) -> None:
    for one in distinct(sector):
        assert ("related" in one.facts.asked) == (len(one.posts) > 1), one.given


@every_sector
def test_the_top_has_a_way_out(sector: str) -> None:
    for one in bodies(sector):
        everybody = frozenset(one.answers.people)
        assert one.ladder.receiver(everybody).role == OUTSIDE
        assert one.ladder.receiver(frozenset({"jones"}), everybody - {"jones"}).role == OUTSIDE
        for row, cells in one.rows:
            assert row.high[-1].role == OUTSIDE and one.outside.casefold() in cells[2].casefold(), one.given


@pytest.mark.parametrize("sector", ["lone-tutor", "childminder"])
def test_whoever_works_alone_has_no_rung_above_and_is_told_so(sector: str) -> None:
    alone = [one for one in bodies(sector) if one.lone]
    assert alone
    for one in alone:
        assert one.people == ["jones"]
        for row, cells in one.rows:
            if row.rung.subjects:
                assert [receiver.role for receiver in (*row.low, *row.high)] == [OUTSIDE, OUTSIDE]
            if row.rung.about == "self":
                assert "Nobody here stands above you" in cells[1]


# The words of the clauses and the table say the same

Change = dict[str, Answer]


def barred(plain: Body, post: str, subject: str) -> tuple[Change, ...]:
    """The ways in which a post cannot hear a concern about somebody: nobody in it, no such post, the same person, a tie."""
    held = plain.answers.answers[post]
    return (
        {post: Answer("vacant")},
        {post: Answer("skipped")},
        {post: replace(held, values=(subject,))},
        {"related": Answer("given", pairs=((held.value, subject),))},
    )


def together(*changes: Change) -> Change:
    pairs = tuple(pair for change in changes for pair in change.get("related", Answer("given")).pairs)
    made = {key: answer for change in changes for key, answer in change.items()}
    return {**made, "related": Answer("given", pairs=pairs)} if pairs else made


def climbing(plain: Body, about: str, low: tuple[str, ...]) -> Iterator[Change]:
    """The first, the first two, the first three … of the posts above barred, each in another way than the one before."""
    ways = [barred(plain, post, plain.answers.answers[about].value) for post in low]
    yield {}
    for count in range(1, len(ways) + 1):
        for turn in range(4):
            yield together(*(way[(at + turn) % 4] for at, way in enumerate(ways[:count])))


@every_sector
@pytest.mark.parametrize(("about", "term"), [("head", "above_head"), ("chair", "above_chair")])
def test_the_clauses_send_a_concern_about_the_top_where_the_ladder_sends_it(sector: str, about: str, term: str) -> None:
    for plain in distinct(sector):
        rung = next((row.rung for row in plain.ladder.rows() if row.rung.about == about), None)
        if rung is None:
            assert about == "chair" and "chair" not in plain.facts.asked
            continue
        low = tuple(role for role in rung.low if role in plain.facts.asked and role != OUTSIDE)
        for change in climbing(plain, about, low):
            one = plain.altered(**change)
            row = next(row for row in one.ladder.rows() if row.rung.about == about)
            expected = one.spoken(row.low[-1].role)
            assert one.spoken(term).startswith(expected), f"{one.given}: the ladder says {expected}"


@cache
def full(sector: str, **besides: str) -> tuple[Body, ...]:
    """The organisations of a sector, in its first nation, that have the full policy: one for each answer to whom everyone
    tells first."""
    plain = {"sector": sector, "nation": LIBRARY.sectors[sector].nations[0], "parent_route": "free", "size": "medium"}
    condition = LIBRARY.outlines[FULL].condition
    return tuple(one for one in told_first(body({**plain, **besides})) if one.facts.holds(condition))


BOTH = re.compile(r" \(who is also .*\)\Z")
"""What is added to the first recipient where one person is head and lead."""


@every_sector
def test_one_person_is_told_first_everywhere(sector: str) -> None:
    for one in full(sector):
        own = one.spoken("first_recipient")
        others = {other.spoken("first_recipient") for other in full(sector)} - {own}
        told = [line for line in printed(one.document) if re.search(r"(?i)\b(share|tell|talk to)\b", line)]
        assert sum(own in line for line in told) >= 5, one.given
        for line in told:
            rest = line.replace(own, "…")
            for other in others:
                wrong = rf"(?i)\b(share (it|any concern|a concern)[^.;:]*? with|we encourage you to tell|simply talk to|first tell|you tell) {re.escape(other)}(?! or)"
                assert not re.search(wrong, rest), f"{one.given}: {line}"
        first = re.sub(r" \(.*?\)", "", text(table(one.document).rows[0][1])).split(". ")[0]
        assert first.casefold() == BOTH.sub("", own).casefold(), one.given


TIMES = re.compile(
    r"(?i)before (leaving|going|you leave|the end)[^,;.()]*|by the end of (that|the) (working |school )?day|within (24|48|twenty-four) hours|"
    r"(by|before) the end of the (session|shift|week)|(by )?the next (working |school )?day|as soon as (possible|you can|practicable)"
)
"""Ways of saying how soon to share."""


@pytest.mark.parametrize("limit", [option.id for option in LIBRARY.questions["share_by"].options])
@pytest.mark.parametrize("provision", [[], ["boarding"]], ids=["day", "boarding"])
@pytest.mark.parametrize("sector", ["maintained-school", "academy", "independent-school"])
def test_one_time_limit_stands_everywhere(sector: str, provision: list[str], limit: str) -> None:
    one = body({"sector": sector, "share_by": limit, "provision": provision})
    own, short = one.spoken("share_by"), one.spoken("share_by", "short")
    told = printed(one.document)
    assert sum(own in line for line in told) >= 2
    assert sum(short.casefold() in line.casefold() for line in told) >= 4
    for line in told:
        rest = re.sub(re.escape(own) + "|" + re.escape(short), "…", line, flags=re.IGNORECASE)
        assert not TIMES.search(rest), line


# Head and lead one person


@every_sector
def test_where_head_and_lead_are_one_person_another_hears_of_them_and_nobody_speaks_of_two(sector: str) -> None:
    for one in full(sector, lead="jones"):
        rows = one.ladder.rows()
        assert not [row for row in rows if row.rung.about in ("lead", "head-and-lead", "tied-to-lead")], one.given
        for row in rows:
            names = [receiver.person for receiver in row.low if receiver.person]
            assert len(names) == len(set(names))
            assert row.rung.about != "head" or (names and "jones" not in names), one.given
        head, lead = one.spoken("head"), one.spoken("lead")
        two = rf"(?i){head}( together)?( or| and| with) {lead}|{lead}( together)?( or| and| with) {head}|{lead} tells {head}|{head} tells {lead}"
        told = [
            "".join("…" if run.source == "question:record_access" else run.text for run in line)
            for line in lines(one.document)
        ]
        assert not [line for line in told if re.search(two, line) and "one person is both" not in line], one.given
        if one.given["first_recipient"] != "values-guardian":
            assert one.spoken("first_recipient") == f"{head} (who is also {lead})"
            assert text(table(one.document).rows[0][1]).startswith(f"{head[0].upper()}{head[1:]} (Ann Jones)")
        assert not re.search(rf"(?i)tell {lead}\b(?! or)", schools.passage(one.document, "who-to-tell")), one.given


@every_sector
def test_under_a_parent_bodys_procedure_one_who_is_head_and_lead_never_hears_of_themselves(sector: str) -> None:
    for kind in kinds(sector, LIBRARY.sectors[sector].nations[0], lead="jones"):
        for one in told_first(kind) if kind.given.get("parent_route") == "supplement" else ():
            for row in one.ladder.rows():
                if "jones" in one.ladder.people(row.rung.subjects):
                    assert [receiver.role for receiver in row.low] == ["parent_officer"], one.given
