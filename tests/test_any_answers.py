"""Any answers at all, drawn from the questionnaire itself: the walk ends, and the policy holds together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import schools
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygen.answers import Answer, Answers
from policygen.answers_file import read_answers
from policygen.document import Document, Passage, Run, lines, text
from policygen.errors import AnswersError
from policygen.facts import derive
from policygen.formats import FORMATS, writer
from policygen.generate import documents
from policygen.look import DEFAULT
from policygen.provenance import origin
from policygen.questions import Question

LIBRARY = schools.library()
LETTERS = (
    *"abcdefghijklmnop ABCXYZ 0123456789 .,:;!?’‘'\"-*_`#[](){}<>|&$~\\/@=+^% éŵŷÿłŞđ£€ يسمحن דלוגר शमतल",
    "मी",
    "क्ष",
    "ọ̀",
)
TYPED = (
    st.lists(st.sampled_from(LETTERS), min_size=1, max_size=40)
    .map(lambda typed: " ".join("".join(typed).split()))
    .filter(bool)
)
PEOPLE = tuple(f"p{number}" for number in range(1, 9))
BEFORE, AFTER = (
    st.dates(schools.date(2021, 9, 1), schools.date(2026, 12, 31)),
    st.dates(schools.date(2027, 1, 1), schools.date(2031, 12, 31)),
)
FILLING = ("text", "long_text", "phone", "email", "web")
"""Kinds of question whose answer is printed as it was typed and decides nothing."""
quick = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=60
)


def own_answers(question: Question) -> st.SearchStrategy[Any]:
    """Every answer an organisation could give to a question, whether or not it is offered to organisations like it."""
    options = [option.id for option in question.options]
    match question.kind:
        case "choice" | "yes_no":
            return st.sampled_from(options)
        case "many":
            return st.lists(st.sampled_from(options), unique=True)
        case "person":
            return st.sampled_from(PEOPLE)
        case "people":
            return st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3)
        case "pairs":
            return st.lists(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=2, max_size=2), max_size=3)
        case "date":
            return BEFORE.map(str)
        case "date_or_term":
            return AFTER.flatmap(
                lambda day: st.sampled_from([str(day), str(day)[:7], f"autumn term {day.year}", f"Spring {day.year}"])
            )
        case _:
            return TYPED


def any_answer(question: Question) -> st.SearchStrategy[Any]:
    """An answer in any state: given, not sure yet, left out, the usual one (for reasons right or wrong), vacant."""
    own = own_answers(question)
    if question.required:
        return own
    states = [own, own, st.fixed_dictionaries({"unsure": TYPED}), st.fixed_dictionaries({"skipped": TYPED})]
    if question.chooses:
        reasons = st.dictionaries(
            st.sampled_from(["phase", "size", "sector"]), st.sampled_from(["primary", "large", "wrong"]), max_size=2
        )
        states.append(st.fixed_dictionaries({"usual": own, "because": reasons}))
    if question.kind in ("person", "people"):
        states.append(st.fixed_dictionaries({"vacant": TYPED}))
    return st.one_of(states)


PERSON = st.fixed_dictionaries({"name": TYPED}, optional={"title": TYPED, "phone": TYPED, "email": TYPED})
PLACES = st.sampled_from([sector for sector in LIBRARY.sectors.values() if not sector.family]).flatmap(
    lambda sector: st.fixed_dictionaries(
        {
            "organisation": TYPED,
            "sector": st.just(sector.id),
            "nation": st.lists(st.sampled_from(sector.nations), unique=True, min_size=1),
        }
    )
)
"""Without a name, a kind and nations that this kind can be in, nothing is made at all."""
ROWS = st.fixed_dictionaries(
    {}, optional={id: any_answer(question) for id, question in LIBRARY.questions.items() if not question.required}
)
ANSWERS = st.builds(
    lambda place, rows, people: read_answers(
        schools.noted({"policygen": "1", "answers": {**place, **rows}, "people": people}), LIBRARY
    ),
    PLACES,
    ROWS,
    st.fixed_dictionaries(dict.fromkeys(PEOPLE, PERSON)),
)


def runs(document: Document) -> list[Run]:
    return [run for line in lines(document) for run in line]


def test_what_is_required_is_all_that_places_draws() -> None:
    assert {id for id, question in LIBRARY.questions.items() if question.required} == {
        "organisation",
        "sector",
        "nation",
    }


@quick
@given(PLACES)
def test_nothing_is_made_for_a_nation_that_the_kind_of_organisation_is_not_in(place: dict[str, Any]) -> None:
    elsewhere = sorted({*LIBRARY.nations} - {*LIBRARY.sectors[place["sector"]].nations})
    rows = {**place, "nation": [*place["nation"], *elsewhere[:1]]}
    if elsewhere:
        with pytest.raises(AnswersError, match="nation"):
            schools.made(read_answers(schools.noted({"answers": rows}), LIBRARY))


@settings(quick, max_examples=30)
@given(ANSWERS)
def test_no_slot_is_left_unfilled(answers: Answers) -> None:
    for made in documents(LIBRARY, answers, schools.ON):
        for run in runs(made.document):
            if not run.source.startswith("question:") and run.text != answers.text("organisation"):
                assert "{{" not in run.text and "}}" not in run.text


@quick
@given(ANSWERS)
def test_numbers_have_no_gaps_and_every_reference_names_the_place_it_leads_to(answers: Answers) -> None:
    document = schools.made(answers).document
    sections = [part for part in document.parts if part.kind == "section"]
    appendices = [part for part in document.parts if part.kind == "appendix"]
    assert [part.number for part in sections] == [str(at) for at in range(1, len(sections) + 1)]
    assert [part.number for part in appendices] == list("ABCDEFGH"[: len(appendices)])
    shown = {}
    for part in document.parts:
        inside = [thing for thing in part.content if isinstance(thing, Passage)]
        if part.kind == "section":
            assert inside and [one.number for one in inside] == [
                f"{part.number}.{at}" for at in range(1, len(inside) + 1)
            ]
        names = [(part.anchor, f"{'Appendix' if part.kind == 'appendix' else 'section'} {part.number}")]
        for anchor, number in (*names, *((one.anchor, one.number) for one in inside)):
            assert anchor not in shown, f"two places are called {anchor}"
            shown[anchor] = number
    for run in runs(document):
        if run.link.startswith("#"):
            assert run.text.endswith(f"({shown[run.link[1:]]})")


@quick
@given(ANSWERS)
def test_what_was_typed_prints_as_it_was_typed(answers: Answers) -> None:
    document = schools.made(answers).document
    assert text(document.cover.organisation) == answers.text("organisation")
    for run in runs(document):
        kind, _, id = run.source.partition(":")
        question = LIBRARY.questions.get(id)
        if kind != "question" or run.state or question is None or question.chooses or question.kind.startswith("date"):
            continue
        held = answers.answers[id]
        typed = {
            part
            for who in held.values
            if (person := answers.people.get(who))
            for part in (person.name, person.title, person.phone, f"{person.name}, {person.title}")
        }
        said = run.text.removesuffix("’s")
        assert any(
            one and (said == one or said[1:] == one[1:] or run.text == one) for one in typed or set(held.values)
        ), run


@quick
@given(ANSWERS)
def test_every_gap_stands_in_brackets_and_on_the_page_of_what_is_left(answers: Answers) -> None:
    made = schools.made(answers)
    left = {one.question for one in made.marks.open}
    for run in runs(made.document):
        if run.state:
            assert "[" in run.text and "]" in run.text and run.question in left
    assert bool(left) == any(part.anchor == "to-confirm" for part in made.document.parts)
    if left - {"approved_on"}:
        assert made.document.cover.draft.startswith("DRAFT: ")
    assert {question for question, _ in made.document.comments} == left


@quick
@given(ANSWERS)
def test_the_same_answers_make_the_same_document(answers: Answers) -> None:
    assert schools.made(answers).document == schools.made(answers).document


@settings(quick, max_examples=30)
@given(ANSWERS, st.data())
def test_an_answer_that_only_fills_a_place_changes_nothing_else(answers: Answers, data: st.DataObject) -> None:
    before = schools.made(given_to(answers, question := data.draw(st.sampled_from(FILLED)), "Zebra Crossing One"))
    after = schools.made(given_to(answers, question, "Zebra Crossing Two"))
    assert before.where() == after.where() and before.marks == after.marks
    assert [text(line).replace("Zebra Crossing One", "…") for line in lines(before.document)] == [
        text(line).replace("Zebra Crossing Two", "…") for line in lines(after.document)
    ]


FILLED = sorted(id for id, question in LIBRARY.questions.items() if question.kind in FILLING)


def given_to(answers: Answers, question: str, value: str) -> Answers:
    return replace(answers, answers={**answers.answers, question: Answer("given", (value,))})


@settings(quick, max_examples=25)
@given(ANSWERS, st.data())
def test_answering_whatever_is_asked_next_comes_to_an_end(answers: Answers, data: st.DataObject) -> None:
    for _ in range(len(LIBRARY.questions) + 1):
        walk = derive(LIBRARY, answers).walk
        assert len({asked.question.id for asked in walk}) == len(walk)
        left = next((asked for asked in walk if asked.is_open), None)
        if left is None:
            return
        if left.question.chooses:
            offered = [option.id for option in left.options]
            chosen = data.draw(st.sampled_from(offered))
        else:
            chosen = data.draw(own_answers(left.question))
        raw = schools.noted({left.question.id: chosen})
        table = schools.noted({"answers": {}, "people": {one: {"name": one} for one in PEOPLE}})
        table["answers"] = raw
        answers = replace(answers, answers={**answers.answers, **read_answers(table, LIBRARY).answers})
    raise AssertionError("more questions were asked than there are")


@settings(quick, max_examples=4)
@given(ANSWERS)
def test_the_same_answers_make_the_same_file_in_every_format(answers: Answers) -> None:
    made = schools.made(answers)
    about = origin(LIBRARY, made, schools.ON)
    for kind in FORMATS:
        first, again = (
            writer(kind)(document, DEFAULT, schools.ON, about)
            for document in (made.document, schools.made(answers).document)
        )
        assert first == again, kind


def test_every_kind_of_question_is_drawn() -> None:
    kinds = {question.kind for question in LIBRARY.questions.values()}
    assert kinds <= {*FILLING, "choice", "yes_no", "many", "person", "people", "pairs", "date", "date_or_term"}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", id) for id in LIBRARY.questions)
