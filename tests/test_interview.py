"""The interview: what is asked of whom, in which words, and what a typed answer is taken to mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import schools
from hypothesis import given, settings
from hypothesis import strategies as st
from schools import ON

from policygen.answers import Answer, Answers, Person, State
from policygen.answers_file import read_answers
from policygen.days import typed_day
from policygen.errors import AnswersError, Problem
from policygen.interview import NOT_SURE, SKIP, VACANT, Interview, Prompt, interview
from policygen.library import Library
from policygen.naming import Naming, person_id
from policygen.questions import Option, Question
from policygen.roles import notes, unreachable
from policygen.typed import Typed, as_state, of_people, parse_typed

NOBODY = Answers({}, {})
SECTORS = [sector.id for sector in schools.library().sectors.values() if not sector.family]


def seen(given: Mapping[str, Any] | None = None, people: Mapping[str, Any] | None = None) -> Interview:
    """The interview of Hillside with these answers and people instead of its own."""
    return interview(schools.library(), schools.school(given, people))


def asked(now: Interview, id: str) -> Prompt:
    prompt = now.prompt(id)
    assert prompt is not None, f"'{id}' is not asked"
    return prompt


def typed(id: str, said: str, now: Interview | None = None) -> Typed | Problem:
    now = now or seen()
    return parse_typed(now, asked(now, id), said, ON)


def answer(id: str, said: str, now: Interview | None = None) -> Answer | None:
    """What the words mean; fails where they are refused."""
    found = typed(id, said, now)
    assert isinstance(found, Typed), str(found)
    return found.answer


def refusal(id: str, said: str, now: Interview | None = None) -> str:
    """What is said of words that are refused."""
    found = typed(id, said, now)
    assert isinstance(found, Problem), f"taken as {found}"
    return f"{found.what}; {found.remedy}"


def given_(*values: str) -> Answer:
    return Answer("given", values)


# The walk


def test_a_new_school_is_asked_its_name_first(library: Library) -> None:
    first = interview(library, NOBODY).first_open()
    assert first is not None and first.id == "organisation"


def test_what_has_only_one_possible_answer_is_not_asked(library: Library) -> None:
    now = interview(library, Answers({"organisation": given_("x"), "sector": given_("academy")}, {}))
    assert asked(now, "nation").status == "answered"
    assert now.before("phase") == asked(now, "sector")


def test_a_trust_is_asked_of_an_academy_alone(library: Library) -> None:
    for sector, expected in (("academy", True), ("maintained-school", False)):
        now = interview(library, Answers({"sector": given_(sector)}, {}))
        assert (now.prompt("trust") is not None) == expected


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("proprietor", ["board", "one-person", "head"])
@pytest.mark.parametrize("begun", [True, False])
def test_every_question_is_put_in_whole_words(library: Library, sector: str, proprietor: str, begun: bool) -> None:
    for nation in library.sectors[sector].nations:
        given = {"sector": sector, "nation": nation, "proprietor": proprietor}
        answers = schools.school(given) if begun else Answers({id: given_(said) for id, said in given.items()}, {})
        for prompt in interview(library, answers).prompts:
            said = [prompt.ask, prompt.label, prompt.usual, *(choice.label for choice in prompt.choices)]
            assert not [one for one in said if "{{" in one or "[" in one], prompt.id
            assert prompt.ask.endswith("?") and prompt.question.help and prompt.question.why and prompt.question.who


@pytest.mark.parametrize("sector", SECTORS)
def test_only_the_nations_that_a_sector_has_are_offered(library: Library, sector: str) -> None:
    now = interview(library, Answers({"sector": given_(sector)}, {}))
    assert {choice.id for choice in asked(now, "nation").choices} == set(library.sectors[sector].nations)


@pytest.mark.parametrize("sector", SECTORS)
def test_whatever_is_asked_of_a_sector_can_be_answered_by_its_usual_answers(library: Library, sector: str) -> None:
    for nation in library.sectors[sector].nations:
        prompts = interview(library, schools.school({"sector": sector, "nation": nation})).prompts
        assert not [one.id for one in prompts if one.question.chooses and one.status != "answered"], nation


def test_every_usual_answer_comes_with_its_reason(library: Library) -> None:
    prompts = interview(library, Answers({"sector": given_("academy")}, {})).prompts
    usual = [prompt for prompt in prompts if prompt.usual]
    assert len(usual) > 15
    assert all(prompt.because.endswith(".") for prompt in usual)
    assert {prompt.kind for prompt in usual} <= {"choice", "many", "yes_no"}


def test_names_numbers_and_bodies_never_have_a_usual_answer(library: Library) -> None:
    for prompt in interview(library, NOBODY).prompts:
        if not prompt.question.chooses:
            found = as_state(prompt, "usual")
            assert isinstance(found, Problem) and "no usual answer" in found.what


def test_each_part_counts_what_is_answered_open_and_to_be_confirmed(library: Library) -> None:
    answers = Answers(
        {
            "organisation": given_("Hillside"),
            "sector": given_("academy"),
            "phase": Answer("unsure", note="Mrs Patel is asking"),
            "head": Answer("vacant"),
        },
        {},
    )
    now = interview(library, answers)
    school, people = now.parts[:2]
    assert (school.count("answered"), school.count("to confirm")) == (3, 1)  # the nation can only be England
    assert people.count("to confirm") == 1 and people.count("open") == len(people.prompts) - 1
    assert now.count("open") == len(now.prompts) - 5
    assert asked(now, "phase").said == "not sure yet (Mrs Patel is asking)"
    assert asked(now, "head").said == VACANT


def test_the_walk_goes_on_behind_the_question_just_answered_and_back_to_the_one_before(library: Library) -> None:
    now = interview(library, Answers({"sector": given_("academy")}, {}))
    assert [prompt.id for prompt in (now.first_open(), now.first_open("organisation")) if prompt] == [
        "organisation",
        "phase",
    ]
    assert now.before("organisation") is None
    assert now.before("phase") == asked(now, "sector")
    assert now.part(asked(now, "head")).id == "people"
    assert now.first_open("no-such-question") == now.first_open()


def test_a_complete_school_has_nothing_open(hillside: Answers, library: Library) -> None:
    now = interview(library, hillside)
    assert now.first_open() is None
    assert now.first_open("next_review") is None
    assert "Ann Jones" in asked(now, "head").said


def test_a_usual_answer_is_asked_again_when_its_reasons_change() -> None:
    taken = {"usual": "half-termly", "because": {"boards": "no"}}
    assert asked(seen({"record_review": taken}), "record_review").status == "answered"
    again = asked(seen({"record_review": taken, "provision": ["boarding"]}), "record_review")
    assert again.status == "open"
    assert "taken" not in again.again and "have changed" in again.again
    assert again.usual == "monthly"


def test_an_answer_no_longer_offered_is_asked_again() -> None:
    prompt = asked(seen({"record_access": ["head", "trust-lead"]}), "record_access")
    assert prompt.status == "open" and "no longer offered" in prompt.again
    assert "the trust’s safeguarding lead" in prompt.said


@pytest.mark.parametrize(
    ("given", "id", "said"),
    [
        ({"approved_on": "2026-12-10"}, "approved_on", "10 December 2026"),
        ({"next_review": "2027-09"}, "next_review", "September 2027"),
        ({"provision": []}, "provision", "none of these"),
        ({"deputies": []}, "deputies", "none"),
        ({"related": []}, "related", "none"),
        ({"head": {"vacant": "election in January"}}, "head", "nobody in post (election in January)"),
        ({"unions": {"skipped": ""}}, "unions", "skipped"),
        ({"unions": {"unsure": "ring\x1b[2J them"}}, "unions", "not sure yet (ring [2J them)"),
        ({"first_recipient": "either"}, "first_recipient", "the headteacher or the Designated Safeguarding Lead"),
    ],
)
def test_an_answer_is_read_back_in_words(given: Mapping[str, Any], id: str, said: str) -> None:
    assert asked(seen(given), id).said == said


def test_ties_are_read_back_by_name(hillside: Answers) -> None:
    one, other = list(hillside.people.values())[:2]
    assert asked(seen({"related": [[one.id, other.id]]}), "related").said == f"{one.name} and {other.name}"


# What a typed answer means


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-10", "2026-12-10"),
        ("10/12/2026", "2026-12-10"),
        ("10.12.26", "2026-12-10"),
        ("10-12-2026", "2026-12-10"),
        ("1 / 9 / 2026", "2026-09-01"),
        ("2026/12/10", "2026-12-10"),
        ("10 December 2026", "2026-12-10"),
        ("10th of December, 2026", "2026-12-10"),
        ("Thursday, 10 Dec 2026", "2026-12-10"),
        ("1 Sept 2026.", "2026-09-01"),
        ("December 10, 2026", "2026-12-10"),
        ("29 February 2028", "2028-02-29"),
    ],
)
def test_a_day_may_be_written_in_any_usual_way(said: str, day: str) -> None:
    assert typed_day(said) == typed_day(said, terms=True) == day


@pytest.mark.parametrize(
    "said",
    [
        "",
        "soon",
        "31 June 2026",
        "12/31/2026",
        "29/02/2026",
        "10 Smarch 2026",
        "10 Ju 2026",
        "10 ma 2026",
        "10/12",
        "10/12/1026",
        "10/12/2226",
        "December 2026",
        "autumn 2026",
        "10 December",
        "1725148800",
    ],
)
def test_what_is_not_a_day_is_not_guessed(said: str) -> None:
    assert typed_day(said) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("autumn 2027", "autumn 2027"),
        ("Autumn Term 2027", "autumn term 2027"),
        ("the spring term of 2028", "spring term 2028"),
        ("September 2027", "2027-09"),
        ("sept. 2027", "2027-09"),
        ("9/2027", "2027-09"),
        ("2027-09", "2027-09"),
        ("2027-13", None),
        ("winter 2027", None),
    ],
)
def test_a_review_may_be_a_month_or_a_term(said: str, value: str | None) -> None:
    assert typed_day(said, terms=True) == value


def test_a_date_that_is_none_is_refused_with_an_example() -> None:
    assert refusal("approved_on", "31 June 2026") == (
        "‘31 June 2026’ is not a date; write the day first, like 10 December 2026 or 10/12/2026"
    )
    assert "or a month or term, like September 2027 or autumn 2027" in refusal("next_review", "soon")


def test_a_review_before_the_approval_is_refused_on_either_side() -> None:
    now = seen({"approved_on": "2026-12-10", "next_review": "2027-09"})
    assert "not after the approval" in refusal("next_review", "1 December 2026", now)
    assert "change the next review first" in refusal("approved_on", "1 October 2027", now)


def test_a_review_past_thirteen_months_is_doubted_not_refused() -> None:
    found = typed("next_review", "spring 2028", seen({"approved_on": "2026-11-10", "next_review": "2027-09"}))
    assert isinstance(found, Typed) and found.answer == given_("spring 2028")
    assert "more than thirteen months" in found.doubts[0]
    assert typed("next_review", "autumn 2027", seen({"approved_on": "2026-11-10"})) == Typed(given_("autumn 2027"))


def test_an_approval_still_to_come_is_pointed_out() -> None:
    found = typed("approved_on", "10 December 2026", seen({"next_review": "2027-09"}))
    assert isinstance(found, Typed) and "still to come (today is 22 November 2026)" in found.doubts[0]


@pytest.mark.parametrize(
    "said", ["2", "2.", "lead", "the Designated Safeguarding Lead", "Designated Safeguarding Lead", "the designated"]
)
def test_a_choice_is_taken_by_number_id_words_or_how_they_begin(said: str) -> None:
    assert answer("first_recipient", said) == given_("lead")


def test_a_choice_that_could_be_two_is_refused() -> None:
    # “the headteacher” is one answer and the beginning of another: the whole words win
    assert answer("first_recipient", "the headteacher") == given_("head")
    assert answer("self_referral", "encouraged") == given_("encouraged")
    assert (
        refusal("first_recipient", "the")
        == "‘the’ is none of the answers; type a number from 1 to 3, or the words beside it"
    )
    assert "none of the answers" in refusal("first_recipient", "9")
    assert "did you mean ‘the headteacher’?" in refusal("first_recipient", "the headteecher")


@pytest.mark.parametrize(
    ("said", "id"), [("y", "yes"), ("Yes.", "yes"), ("1", "yes"), ("n", "no"), ("NO", "no"), ("2", "no")]
)
def test_yes_and_no_are_taken_in_short(said: str, id: str) -> None:
    assert answer("under_18_workers", said) == given_(id)


@pytest.mark.parametrize(
    ("said", "ids"),
    [
        ("1, 3", ("agency-supply", "self-employed")),
        ("3 1", ("self-employed", "agency-supply")),
        ("1 and 2; volunteers", ("agency-supply", "contractors", "volunteers")),
        ("clergy, chaplains and church volunteers", ("clergy",)),
        ("volunteers, clergy, chaplains and church volunteers, 1", ("volunteers", "clergy", "agency-supply")),
        ("self-employed teachers, coaches and therapists, volunteers", ("self-employed", "volunteers")),
        ("1, 1, agency-supply", ("agency-supply",)),
        ("none", ()),
        ("None of these", ()),
    ],
)
def test_several_are_taken_with_commas_and_spaces(said: str, ids: tuple[str, ...]) -> None:
    assert answer("non_employees", said) == given_(*ids)


def test_all_and_unknown_ones_of_several() -> None:
    found = answer("provision", "all")
    assert found is not None and len(found.values) == 6
    assert "‘bording’ is none of the answers; did you mean ‘boarding’?" in refusal("provision", "1, bording")


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (NOT_SURE, Answer("unsure")),
        ("Not sure", Answer("unsure")),
        ("?", Answer("unsure")),
        ("? Mrs Patel  is asking", Answer("unsure", note="Mrs Patel is asking")),
        (SKIP, Answer("skipped")),
    ],
)
def test_not_sure_and_skip_are_answers_of_every_question_but_the_required(said: str, state: Answer) -> None:
    now = seen()
    for prompt in now.prompts:
        found = parse_typed(now, prompt, said, ON)
        if prompt.question.required:
            assert isinstance(found, Problem) and "nothing can be made without" in found.what
        else:
            assert found == Typed(state)


def test_only_a_post_can_be_vacant() -> None:
    assert answer("head", VACANT) == answer("head", "vacant") == answer("chair", "nobody") == Answer("vacant")
    assert answer("deputies", VACANT) == Answer("vacant")
    assert answer("deputies", "nobody") == given_()
    assert "only a post can be vacant" in refusal("lado_phone", VACANT)
    assert answer("unions", "vacant") == given_("vacant")


@pytest.mark.parametrize("said", ["n/a", "N/A.", "tbc", "To be confirmed", "-", "none", "unknown", "xxx"])
def test_empty_words_are_never_taken_as_an_answer(said: str) -> None:
    for id in ("unions", "lado_phone", "head", "version", "approved_on"):
        assert "would be printed as it stands; choose ‘not sure yet’" in refusal(id, said)
    assert "‘nobody in post’" in refusal("head", said)


def test_nothing_typed_leaves_a_question_as_it_is() -> None:
    assert typed("unions", "  ") == Typed(None)


def test_the_usual_answer_remembers_why() -> None:
    found = as_state(asked(seen(), "first_recipient"), "usual")
    assert isinstance(found, Typed) and found.answer is not None
    assert found.answer.state == "usual" and found.answer.values == ("head",)
    assert found.answer.because["phase"] == "primary"


@pytest.mark.parametrize("note", ["x" * 401, "bell\x07"])
def test_a_note_is_short_and_shows(note: str) -> None:
    assert isinstance(as_state(asked(seen(), "unions"), "unsure", note), Problem)


@pytest.mark.parametrize("said", ["101", "0800 1111", "999", "01632 960123 ext 4", "+44 1632 960123"])
def test_numbers_that_exist_are_taken_without_a_doubt(said: str) -> None:
    assert typed("lado_phone", said) == Typed(given_(said))


@pytest.mark.parametrize("said", ["12", "01632 96012345678", "the office"])
def test_an_odd_telephone_number_is_doubted_and_never_refused(said: str) -> None:
    found = typed("lado_phone", said)
    assert isinstance(found, Typed) and found.answer == given_(said)
    assert len(found.doubts) == 1 and not found.doubts[0].startswith("'lado_phone'")


def test_an_odd_e_mail_address_is_doubted() -> None:
    found = typed("lado_email", "lado at marlbridge")
    assert isinstance(found, Typed) and "does not look like an e-mail address" in found.doubts[0]


@pytest.mark.parametrize("said", ["Hill\x00side", "Hillside \N{SLIGHTLY SMILING FACE}", "\u202eedisllih", "x" * 500])
def test_what_cannot_be_printed_is_refused_in_the_words_of_the_file(library: Library, said: str) -> None:
    with pytest.raises(AnswersError) as caught:
        read_answers(schools.noted({"answers": {"organisation": said}}), library, "organisation")
    problem = caught.value.problems[0]
    assert refusal("organisation", said) == f"{problem.what}; {problem.remedy}"


# People


def people_of(found: Typed | Problem) -> list[Person]:
    assert isinstance(found, Typed), str(found)
    return [now for _, now in found.people]


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("Mary Quill", Person("quill", "Mary Quill")),
        ("Mary Quill, Clerk", Person("quill", "Mary Quill", "Clerk")),
        ("Mary Quill (Clerk)", Person("quill", "Mary Quill", "Clerk")),
        (
            "Dr Mary O’Quill, OBE, Clerk, 01632 960123 ext. 12, m.quill@hillside.example",
            Person("oquill", "Dr Mary O’Quill", "OBE, Clerk", "01632 960123 ext. 12", "m.quill@hillside.example"),
        ),
        ("Łucja Zieliński", Person("zielinski", "Łucja Zieliński")),
        ("محمد", Person("person", "محمد")),
        ("Mr Quill", Person("quill", "Mr Quill")),
    ],
)
def test_somebody_new_is_named_on_one_line(said: str, person: Person) -> None:
    found = typed("data_officer", said)
    assert people_of(found) == [person]
    assert isinstance(found, Typed) and found.answer == given_(person.id)


def test_somebody_already_named_is_taken_by_number_id_or_name(hillside: Answers) -> None:
    jones = hillside.people["jones"]
    number = str(list(hillside.people).index("jones") + 1)
    for said in (number, f"{number}.", "jones", jones.name, jones.name.upper(), f"{jones.name}, {jones.title}"):
        assert typed("data_officer", said) == Typed(given_("jones"))


def test_details_typed_behind_a_known_name_are_added_to_that_person(hillside: Answers) -> None:
    jones = hillside.people["jones"]
    found = typed("head", f"{jones.name}, Principal, 101")
    assert isinstance(found, Typed)
    assert found.people == ((jones, replace(jones, title="Principal", phone="101")),)


def test_two_people_who_may_be_one_are_pointed_out() -> None:
    found = typed("data_officer", "Mrs A. Jones")
    assert "are kept as two people; if they are one, go back and choose ‘Ann Jones’" in str(found)
    assert people_of(found)[0].id == "a-jones"
    assert not getattr(typed("data_officer", "Tessa Jones"), "doubts", ())


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Mary Quill and Bo Fenn", ["Mary Quill", "Bo Fenn"]),
        ("Mary Quill (science), Bo Fenn (site team) and Al Roe", ["Mary Quill", "Bo Fenn", "Al Roe"]),
        ("Mary Quill, Teacher, 101; Bo Fenn, Site Manager", ["Mary Quill", "Bo Fenn"]),
        ("Mary Quill, Teacher, quill@hillside.example", ["Mary Quill"]),
        ("Mary Quill\nBo Fenn", ["Mary Quill", "Bo Fenn"]),
    ],
)
def test_several_people_are_named_on_one_line(said: str, names: list[str]) -> None:
    assert [person.name for person in people_of(typed("deputies", said))] == names


@pytest.mark.parametrize(
    "said", ["Mary Quill, Deputy Headteacher", "Mary Quill, Class Teacher", "Mary Quill, Head of Year 3"]
)
def test_a_job_title_is_not_taken_for_a_second_person(said: str) -> None:
    assert "looks like a job title; put a semicolon after each person, for example: Mary Quill" in refusal(
        "deputies", said
    )
    assert [person.name for person in people_of(typed("deputies", f"{said};"))] == ["Mary Quill"]


def test_known_and_new_people_stand_side_by_side(hillside: Answers) -> None:
    found = typed("deputies", "1, 2, Mary Quill")
    assert isinstance(found, Typed) and found.answer == given_(*[*hillside.people][:2], "quill")
    assert answer("deputies", "1 2") == given_(*[*hillside.people][:2])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("99", "there is no number 99; type a number from 1 to"),
        ("quill@hillside.example", "has no name; write the name first"),
        (", Clerk", "has no name"),
        ("01632 960123", "has no name"),
        ("Mary \N{SLIGHTLY SMILING FACE}", "cannot be printed"),
    ],
)
def test_what_names_nobody_is_refused(said: str, told: str) -> None:
    assert told in refusal("head", said)


def test_the_first_person_of_all_cannot_be_a_number(library: Library) -> None:
    now = interview(library, Answers({"sector": given_("academy")}, {}))
    assert refusal("head", "1", now) == "there is no number 1; type a name"
    assert "nobody has been named yet" in refusal("related", "1 and 2", now)


def test_ids_stay_short_readable_and_apart() -> None:
    taken: dict[str, Person] = {}
    for expected in ("jones", "ann-jones", "jones-2", "jones-3"):
        id = person_id("Mrs Ann Jones", taken)
        assert id == expected
        taken[id] = Person(id, "Ann Jones")
    assert person_id("???", {}) == "person"
    assert person_id("Ann " + "J" * 200, {}) == "j" * 40


def test_a_person_entered_field_by_field_is_checked_in_the_same_way(hillside: Answers) -> None:
    now = seen()
    people = Naming(now, asked(now, "head"))
    id = people.keep(Person("", " Mary  Quill ", "Clerk", "12", "quill"))
    found = of_people(people, [id])
    assert found.answer == given_("quill")
    assert found.people == ((None, Person("quill", "Mary Quill", "Clerk", "12", "quill")),)
    assert [doubt.partition(";")[0] for doubt in found.doubts] == [
        "'12' seems too short",
        "'quill' does not look like an e-mail address",
    ]
    corrected = Naming(now, asked(now, "head"))
    corrected.keep(replace(hillside.people["jones"], phone="101"))
    assert of_people(corrected, ["jones"]).people[0][0] == hillside.people["jones"]


# Ties


def test_ties_are_typed_as_pairs(hillside: Answers) -> None:
    one, two, three = list(hillside.people.values())[:3]
    pairs = ((one.id, three.id), (two.id, one.id))
    for said in ("1 and 3, 2 and 1", "1+3; 2 & 1", f"{one.name} and {three.name}; {two.id} - {one.id}"):
        assert answer("related", said) == Answer("given", pairs=pairs)
    assert answer("related", "none") == answer("related", "nobody") == Answer("given")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("1", "is not two people; write them as"),
        ("1 and 99", "‘99’ is nobody named so far"),
        ("1 and 1", "is one person"),
    ],
)
def test_a_tie_is_between_two_people_already_named(said: str, told: str) -> None:
    assert told in refusal("related", said)


# One person in several roles


def test_a_vice_chair_who_is_the_chair_is_pointed_out_with_who_hears_instead(hillside: Answers) -> None:
    chair = hillside.answers["chair"].value
    now = seen({"vice_chair": chair})
    said = " ".join(notes(now, "vice_chair"))
    assert "the chair of governors and the vice-chair of governors" in said
    governor = hillside.people[hillside.answers["safeguarding_governor"].value].name
    assert f"one about the chair of governors goes to {governor}. Name somebody else if you can." in said


def test_a_head_who_is_also_the_lead_is_noted_kindly() -> None:
    said = " ".join(notes(seen({"lead": "jones"}), "lead"))
    assert said == (
        "Ann Jones is named for the headteacher and the Designated Safeguarding Lead. If that is so, go on: the policy is worded for it."
    )


def test_a_chair_who_is_the_head_leaves_the_next_one_to_hear() -> None:
    said = " ".join(notes(seen({"chair": "jones", "vice_chair": {"vacant": ""}}), "chair"))
    assert "one about the headteacher goes to" in said
    assert "goes to Ann Jones" not in said


def test_nothing_is_said_of_people_with_one_role_each(library: Library, hillside: Answers) -> None:
    now = interview(library, hillside)
    assert not [note for prompt in now.prompts for note in notes(now, prompt.id)]
    assert not [*notes(now, "no-such-question")]


def test_the_outside_officer_hears_where_nobody_else_can() -> None:
    everybody = dict.fromkeys(("head", "chair", "vice_chair", "safeguarding_governor"), "jones")
    said = " ".join(notes(seen(everybody), "chair"))
    assert "the local authority designated officer (LADO)" in said


def test_people_without_a_number_or_an_address_are_listed() -> None:
    now = seen({"data_officer": "roe"}, {"roe": {"name": "Al Roe", "phone": "101"}})
    assert ("Al Roe", "e-mail address") in list(unreachable(now))


# Anything typed anywhere


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_typed_is_an_answer_of_that_question_or_a_reason(data: st.DataObject) -> None:
    library = schools.library()
    now = interview(library, schools.example("hillside-primary"))
    prompt = data.draw(st.sampled_from(now.prompts))
    words = st.sampled_from(
        ["1", "2", "and", ",", ";", "none", "yes", "Ann Jones", "10/12/2026", "@", "-", "autumn", "?", "all", "101"]
    )
    said = data.draw(st.one_of(st.text(max_size=30), st.lists(words, max_size=6).map(" ".join)))
    found = parse_typed(now, prompt, said, date(2026, 11, 22))
    if isinstance(found, Problem):
        assert found.where == prompt.id and found.what and found.remedy
        return
    if found.answer is None:
        assert not said.strip()
        return
    assert found.answer.state in ("given", "unsure", "skipped", "vacant")
    people = {**now.answers.people, **{after.id: after for _, after in found.people}}
    told = interview(library, Answers({**now.answers.answers, prompt.id: found.answer}, people))
    again = told.prompt(prompt.id)
    assert again is not None and again.said
    if prompt.question.chooses:
        assert set(found.answer.values) <= {choice.id for choice in prompt.choices}


def test_a_question_of_many_lines_keeps_them() -> None:
    library = schools.library()
    question = Question("remarks", "long_text", "Anything else?", "remarks", "papers", "sample.yaml", 1)
    wider = replace(library, questions={**library.questions, "remarks": question})
    now = interview(wider, NOBODY)
    found = parse_typed(now, asked(now, "remarks"), "One.\nTwo.  ", ON)
    assert found == Typed(given_("One.\nTwo."))


def test_an_option_that_is_called_none_is_that_option() -> None:
    library = schools.library()
    question = Question(
        "extras",
        "many",
        "Which?",
        "extras",
        "papers",
        "sample.yaml",
        1,
        options=(Option("none", "none"), Option("some", "some")),
    )
    now = interview(replace(library, questions={**library.questions, "extras": question}), NOBODY)
    found = parse_typed(now, asked(now, "extras"), "none", ON)
    assert found == Typed(given_("none"))


@pytest.mark.parametrize("state", ["unsure", "skipped", "vacant"])
def test_states_keep_their_note(state: State) -> None:
    found = as_state(asked(seen(), "head"), state, " in  January ")
    assert found == Typed(Answer(state, note="in January"))
