"""Who receives a concern: in every kind of school, whoever is told first, whoever it is about and whoever is away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest
import schools

from policygen import blocks
from policygen.answers import Answers
from policygen.assembly import Assembled
from policygen.document import Document, Line, Table, lines, text
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.ladder import OUTSIDE, Ladder
from policygen.prose import Slot

GIVEN = dict[str, Any]


def kinds() -> Iterator[GIVEN]:
    """Every sector with every answer to who owns it and who hears a concern about the head, as far as it is asked."""
    library = schools.library()
    for sector in (sector.id for sector in library.sectors.values() if not sector.family):
        values = {"sector": frozenset(library.families(sector))}
        asked = [
            library.questions[id]
            for id in ("proprietor", "about_head")
            if library.questions[id].condition.holds(values)
        ]
        for chosen in product(*(question.options for question in asked)):
            given = {
                "sector": sector,
                **{question.id: option.id for question, option in zip(asked, chosen, strict=True)},
            }
            yield {**given, "approved_by": "proprietor"} if given.get("proprietor") in ("head", "one-person") else given


def first_recipients() -> Iterator[GIVEN]:
    """Every answer to whom everyone tells first."""
    for option in schools.library().questions["first_recipient"].options:
        yield {"first_recipient": option.id, "values_guardians_used": "yes" if option.id == "values-guardian" else "no"}


KINDS = tuple(kinds())
SCHOOLS = tuple({**kind, **first} for kind in KINDS for first in first_recipients())
every_kind = pytest.mark.parametrize("given", KINDS, ids=lambda given: " ".join(given.values()))
every_school = pytest.mark.parametrize("given", SCHOOLS, ids=lambda given: " ".join(given.values()))


def ladder(answers: Answers) -> Ladder:
    return Ladder(schools.library(), derive(schools.library(), answers), answers)


def roles(answers: Answers) -> tuple[str, ...]:
    """The posts on a school's ladder, each of which one person or several can hold."""
    rungs = ladder(answers).rungs
    asked = derive(schools.library(), answers).asked
    named = dict.fromkeys(role for rung in rungs for role in (*rung.subjects, *rung.low, *rung.high))
    return tuple(role for role in named if role in asked and role != "first_recipient")


def table(document: Document) -> Table:
    found = next(thing for _, thing in schools.passages(document) if thing.anchor == "ladder")
    return next(block for block in found.blocks if isinstance(block, Table))


def shown(answers: Answers) -> tuple[tuple[Line, ...], ...]:
    """The rows of the ladder as they print."""
    library = schools.library()
    return blocks.ladder(library, Speaker(library, derive(library, answers), answers)).rows


@cache
def _made(given: tuple[tuple[str, Any], ...]) -> Assembled:
    return schools.made(schools.school(dict(given)))


def made(given: Mapping[str, Any]) -> Assembled:
    return _made(tuple(given.items()))


def printed(document: Document) -> list[str]:
    """Every line of the document but the ladder and the contacts, where each person stands under a role."""
    return [*schools.says(document), *(flow.alt for flow in schools.flows(document))]


# Every rung


@every_school
def test_every_rung_names_a_person_or_says_that_nobody_is_named(given: GIVEN) -> None:
    answers = schools.school(given)
    rows = ladder(answers).rows()
    assert len(rows) >= 10 and shown(answers) == table(made(given).document).rows
    for row, cells in zip(rows, shown(answers), strict=True):
        label, low, high = map(text, cells)
        assert label and low and high
        for receivers, cell in ((row.low, low), (row.high, high)):
            assert receivers
            for receiver in receivers:
                assert ("LADO" if receiver.role == OUTSIDE else answers.people[receiver.person].name) in cell


@every_school
def test_a_post_that_nobody_holds_is_seen_to_be_vacant_and_somebody_else_is_named(given: GIVEN) -> None:
    for role in roles(schools.school(given)):
        question = schools.library().questions[role]
        for empty, seen in (({"vacant": "until May"}, "[vacant: "), ({"unsure": "to be settled"}, "[to confirm: ")):
            answers = schools.school({**given, role: empty})
            for row, cells in zip(ladder(answers).rows(), shown(answers), strict=True):
                assert row.low and row.high and all(map(text, cells))
                if any(receiver.role == role for receiver in row.low):
                    assert seen in text(cells[1]), f"{question.id} is open and nobody sees it"
                if seen == "[vacant: ":
                    assert any(receiver.state in ("named", "outside") for receiver in row.low)


@every_school
def test_a_post_that_the_school_does_not_have_is_not_on_its_ladder(given: GIVEN) -> None:
    for role in roles(schools.school(given)):
        answers = schools.school({**given, role: {"skipped": "there is none"}})
        for row in ladder(answers).rows():
            assert row.low and row.high
            assert role not in [receiver.role for receiver in (*row.low, *row.high)]


# Nobody judges themselves


@every_school
def test_no_route_leads_to_the_people_it_is_about_whoever_is_away(given: GIVEN) -> None:
    answers = schools.school(given)
    found = ladder(answers)
    people = sorted({receiver.person for role in roles(answers) for receiver in found.holders(role)})
    assert len(people) >= 5
    for count in (1, 2, 3):
        for about in combinations(people, count):
            for away in ("", *people):
                receiver = found.receiver(frozenset(about), frozenset({away}))
                assert receiver.role == OUTSIDE or receiver.person not in (*about, away)


@every_school
def test_no_route_leads_to_somebody_with_a_tie_to_the_person_it_is_about(given: GIVEN) -> None:
    plain = schools.school(given)
    people = sorted({receiver.person for role in roles(plain) for receiver in ladder(plain).holders(role)})
    for one, other in combinations(people, 2):
        found = ladder(schools.school({**given, "related": [[one, other]]}))
        for about, tied in ((one, other), (other, one)):
            assert found.receiver(frozenset({about})).person not in (about, tied)
        for row in found.rows():
            subjects = found.people(row.rung.subjects)
            barred = subjects | ({one, other} if subjects & {one, other} else set())
            assert not barred & {receiver.person for receiver in (*row.low, *row.high)}, row.rung.label


@every_school
def test_where_one_person_holds_two_posts_neither_sends_a_concern_to_that_person(given: GIVEN) -> None:
    plain = schools.school(given)
    people_kinds = {"deputies", "values_guardians"}
    single = [role for role in roles(plain) if role not in people_kinds]
    for one, other in combinations(single, 2):
        holder = plain.answers[one].value
        found = ladder(schools.school({**given, other: holder}))
        assert found.receiver(frozenset({holder})).person != holder
        for row in found.rows():
            assert not found.people(row.rung.subjects) & {receiver.person for receiver in (*row.low, *row.high)}


@every_kind
def test_the_top_has_a_way_out(given: GIVEN) -> None:
    answers = schools.school(given)
    people = frozenset(answers.people)
    assert ladder(answers).receiver(people).role == OUTSIDE
    assert ladder(answers).receiver(frozenset({"jones"}), people - {"jones"}).role == OUTSIDE
    for row, cells in zip(ladder(answers).rows(), table(made(given).document).rows, strict=True):
        assert (row.high[-1].role == OUTSIDE and "the LADO" in text(cells[2])) or text(cells[2]).startswith("The LADO")


# The words of the clauses and the table say the same


def spoken(answers: Answers, term: str) -> str:
    library = schools.library()
    name, _, form = term.partition(".")
    return text(Speaker(library, derive(library, answers), answers).say((Slot(name, form),)))


def changes(given: GIVEN, about: str) -> Iterator[GIVEN]:
    """The school with each post above `about`, and each two of them, vacant, not there, the same person, or tied."""
    plain = schools.school(given)
    subject = plain.answers[about].value
    rung = next(rung for rung in ladder(plain).rungs if rung.about == about)
    posts = [role for role in rung.low if role in plain.answers and role != OUTSIDE]
    single = [
        change
        for post in posts
        for change in (
            {post: {"vacant": ""}},
            {post: {"skipped": ""}},
            {post: subject},
            {"related": [[plain.answers[post].value, subject]]},
        )
    ]
    yield {}
    yield from single
    for one, other in combinations(single, 2):
        pairs = [*one.get("related", []), *other.get("related", [])]
        yield {**one, **other, **({"related": pairs} if pairs else {})}


@every_kind
@pytest.mark.parametrize(("about", "term"), [("head", "above_head"), ("chair", "above_chair")])
def test_the_clauses_send_a_concern_about_the_top_where_the_ladder_sends_it(
    given: GIVEN, about: str, term: str
) -> None:
    if not any(rung.about == about for rung in ladder(schools.school(given)).rungs):
        assert (about, given["proprietor"]) == ("chair", "head"), "only a school whose head owns it has no chair"
        return
    for change in changes(given, about):
        answers = schools.school({**given, **change})
        row = next(row for row in ladder(answers).rows() if row.rung.about == about)
        role = row.low[-1].role
        expected = spoken(answers, "lado" if role == OUTSIDE else role)
        assert spoken(answers, term).startswith(expected), f"{change}: the ladder says {expected}"


@every_school
def test_one_person_is_told_first_everywhere(given: GIVEN) -> None:
    document = made(given).document
    own = spoken(schools.school(given), "first_recipient")
    others = {spoken(schools.school({**given, **first}), "first_recipient") for first in first_recipients()} - {own}
    told = [line for line in printed(document) if re.search(r"(?i)\b(share|tell|talk to)\b", line)]
    assert sum(own in line for line in told) >= 5
    for line in told:
        rest = line.replace(own, "…")
        for other in others:
            wrong = rf"(?i)\b(share (it|any concern|a concern)[^.;:]*? with|we encourage you to tell|simply talk to|first tell|you tell) {re.escape(other)}(?! or)"
            assert not re.search(wrong, rest), line
    first = text(table(document).rows[0][1])
    names = re.sub(r" \(.*?\)", "", first)
    assert names.casefold() == own.removesuffix(" (who is also the Designated Safeguarding Lead)").casefold()


TIMES = re.compile(
    r"(?i)before (leaving|going|you leave|the end)[^,;.()]*|by the end of (that|the) (working |school )?day|within (24|48|twenty-four) hours|"
    r"(by|before) the end of the (session|shift|week)|(by )?the next (working |school )?day|as soon as (possible|you can|practicable)"
)
"""Ways of saying how soon to share."""


@pytest.mark.parametrize("limit", [option.id for option in schools.library().questions["share_by"].options])
@pytest.mark.parametrize("provision", [[], ["boarding"]], ids=["day", "boarding"])
@every_kind
def test_one_time_limit_stands_everywhere(given: GIVEN, provision: list[str], limit: str) -> None:
    answers = schools.school({**given, "share_by": limit, "provision": provision})
    document = schools.made(answers).document
    own, short = spoken(answers, "share_by"), spoken(answers, "share_by.short")
    lines = printed(document)
    assert sum(own in line for line in lines) >= 2
    assert sum(short.casefold() in line.casefold() for line in lines) >= 4
    for line in lines:
        rest = re.sub(re.escape(own) + "|" + re.escape(short), "…", line, flags=re.IGNORECASE)
        assert not TIMES.search(rest), line


# Head and lead one person


@every_school
def test_where_head_and_lead_are_one_person_the_policy_never_speaks_of_two(given: GIVEN) -> None:
    answers = schools.school({**given, "lead": "jones"})
    document = schools.made(answers).document
    rows = ladder(answers).rows()
    assert not [row for row in rows if row.rung.about in ("lead", "head-and-lead", "tied-to-lead")]
    for row in rows:
        names = [receiver.person for receiver in row.low if receiver.person]
        assert len(names) == len(set(names))
    head, lead = spoken(answers, "head"), spoken(answers, "lead")
    two = rf"(?i){head}( together)?( or| and| with) {lead}|{lead}( together)?( or| and| with) {head}|{lead} tells {head}|{head} tells {lead}"
    told = [
        "".join("…" if run.source == "question:record_access" else run.text for run in line) for line in lines(document)
    ]
    assert not [line for line in told if re.search(two, line) and "one person is both" not in line]
    if given["first_recipient"] != "values-guardian":
        assert spoken(answers, "first_recipient") == f"{head} (who is also {lead})"
        assert text(table(document).rows[0][1]).startswith(f"{head[0].upper()}{head[1:]} (Ann Jones)")
    assert not re.search(rf"(?i)tell {lead}\b(?! or)", schools.passage(document, "who-to-tell"))
