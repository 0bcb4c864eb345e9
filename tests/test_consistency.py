"""All documents of one organisation say the same: a layer, or an answer, that contradicts them stops the build and names both places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import schools
from test_layers import clause, hillside, layer

from policygen.answers import Answers
from policygen.assembly import Assembled, assemble
from policygen.clocks import limits
from policygen.consistency import contradictions
from policygen.document import Paragraph, Passage, Run
from policygen.errors import ContradictionError
from policygen.facts import derive
from policygen.generate import build, documents
from policygen.loading import load


def refused(folder: Path, words: str, where: str = "code-of-conduct/our-rule.md", section: str = "code-about") -> str:
    """What the build says of a layer with these words in one clause."""
    return refused_as(folder, {f"clauses/{where}": clause(words, section=section)})


def refused_as(folder: Path, files: dict[str, str], answers: Answers | None = None) -> str:
    library = load([layer(folder / "mine", files)])
    with pytest.raises(ContradictionError) as error:
        documents(library, answers or hillside(library), schools.ON)
    return str(error.value)


@pytest.mark.parametrize("name", schools.NAMES)
def test_the_documents_of_every_example_say_the_same(name: str) -> None:
    library, answers = schools.library(), schools.example(name)
    facts = derive(library, answers)
    made = assemble(library, facts, answers, schools.ON)
    assert [str(problem) for problem in contradictions(library, facts, answers, made, whole=True)] == []


CHANGES = (
    *({"share_by": value} for value in ("leaving", "end-of-day", "within-24-hours")),
    *({"first_recipient": value} for value in ("head", "lead", "either")),
    *({"decide_by": value} for value in ("three-days", "five-days", "ten-days")),
    {"head": "patel"},
    {"head": {"vacant": "since May"}},
    {"lead": {"vacant": "since May"}},
)


@pytest.mark.parametrize("given", CHANGES, ids=str)
def test_whatever_is_answered_the_documents_say_it_everywhere(
    given: dict[str, object], school: Callable[..., Answers]
) -> None:
    assert documents(schools.library(), school(given), schools.ON)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Share every low-level concern within 48 hours.", "within 48 hours"),
        ("Tell {{ head }} within two working days, and write it down.", "within two working days"),
        ("Concerns about adults are reported by the end of the week.", "by the end of the week"),
        ("Everyone who notices something tells {{ head }} on the next working day.", "on the next working day"),
    ],
)
def test_another_time_limit_for_sharing_is_found_in_any_document(tmp_path: Path, words: str, said: str) -> None:
    told = refused(tmp_path, words)
    assert "(our-rule)" in told and said in told
    assert "before leaving that day" in told, "the words that stand elsewhere"
    assert "share_by" in told, "what would be right"


def test_both_places_are_named_with_document_number_and_clause(tmp_path: Path) -> None:
    told = refused(tmp_path, "Share every low-level concern within 48 hours.")
    first, _, second = told.partition(", and ")
    assert first.startswith("Staff code of conduct, 1."), first
    assert "(our-rule): it says ‘Share every low-level concern within 48 hours’" in first
    assert any(title in second for title in ("Staff code of conduct, 1.", "Low-level concerns policy, ")), second


def test_a_clause_that_a_layer_replaces_keeps_the_limit_too(tmp_path: Path) -> None:
    ours = schools.library().clauses["when-to-share"][0]
    text = clause(
        "Share it within three days.", section=ours.section, more="meets: [practice/when-to-share]\nshort: Share it."
    )
    told = refused_as(tmp_path, {"clauses/policy/when-to-share.md": text})
    assert "(when-to-share)" in told and "within three days" in told


@pytest.mark.parametrize(
    "words",
    [
        "Tell {{ head }} the same day.",
        "Share every concern at once.",
        "Ofsted is told within 14 days.",
        "A complaint about your data is acknowledged within 30 days.",
        "Tell the parents within 48 hours what happened to their child.",
        "We tell the LADO within one working day.",
        "Tell {{ head }} {{ share_by.short }}, and the parents within two days.",
        "The lead reads every concern again within four weeks.",
        "A lost key is reported within 48 hours.",
        "If it is about the headteacher, tell the chair of governors {{ share_by.short }}.",
        "Tell {{ head }} at once, and write it up within two days.",
        "Ring Childline on 0800 1111.",
        "The kitchen, Brown Bread Bakery, is outside the building.",
        "We swim at Marlbridge Leisure Centre.",
    ],
)
def test_other_clocks_other_people_and_other_places_are_left_alone(tmp_path: Path, words: str) -> None:
    library = load([layer(tmp_path / "mine", {"clauses/code-of-conduct/ours.md": clause(words, section="code-about")})])
    assert documents(library, hillside(library), schools.ON)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Tell the chair of governors {{ share_by.short }}.", "chair of governors"),
        ("Share any concern with the Designated Safeguarding Lead.", "Designated Safeguarding Lead"),
        ("Report every concern to your line manager.", "line manager"),
    ],
)
def test_another_first_recipient_is_found(tmp_path: Path, words: str, said: str) -> None:
    told = refused(tmp_path, words)
    assert "(our-rule)" in told and said in told
    assert "the headteacher’ " in told or "the headteacher" in told.partition(", and ")[2]
    assert "first_recipient" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("The head tells the LADO within three working days.", "within three working days"),
        ("You hear within two weeks that it arrived.", "within two weeks"),
        ("The concern is dealt with, and you hear so, within 30 working days.", "within 30 working days"),
        ("{{ Head }} decides within twenty working days.", "within twenty working days"),
    ],
)
def test_another_clock_of_the_same_thing_is_found(tmp_path: Path, words: str, said: str) -> None:
    told = refused(tmp_path, words)
    assert "(our-rule)" in told and said in told
    there = told.partition(", and ")[2]
    assert "Low-level concerns policy" in there or "Insert for the child protection policy" in there


@pytest.mark.parametrize(
    "changed", [lambda n: n[:-1], lambda n: n[:-1] + str((int(n[-1]) + 5) % 10), lambda n: n + "7"]
)
def test_a_telephone_number_that_is_a_digit_off_is_found(tmp_path: Path, changed: Callable[[str], str]) -> None:
    right = schools.example("hillside-primary").text("lado_phone")
    wrong = changed(right)
    told = refused(tmp_path, f"The number to ring is {wrong}.")
    assert wrong in told and right in told.partition(", and ")[2] and "(our-rule)" in told


def head() -> str:
    answers = schools.example("hillside-primary")
    return answers.people[answers.answers["head"].value].name


@pytest.mark.parametrize(
    "words",
    [
        "Speak to the headteacher, Miriam Fairweather.",
        "The headteacher is Mrs Fairweather.",
        "Miriam Fairweather, the headteacher, keeps the key.",
    ],
)
def test_a_name_beside_a_post_that_another_holds_is_found(tmp_path: Path, words: str) -> None:
    told = refused(tmp_path, words)
    assert "Fairweather" in told and "(our-rule)" in told
    assert head() in told.partition(", and ")[2] and "{{ head }}" in told


def test_a_name_with_a_letter_wrong_is_found(tmp_path: Path) -> None:
    given, _, family = head().partition(" ")
    told = refused(tmp_path, f"The key is with {given}e {family}.")
    assert f"{given}e {family}" in told and head() in told.partition(", and ")[2]


def test_the_name_of_the_one_who_holds_the_post_is_fine(tmp_path: Path) -> None:
    words = clause(f"Speak to the headteacher, {head()}.", section="code-about")
    library = load([layer(tmp_path / "mine", {"clauses/code-of-conduct/ours.md": words})])
    assert documents(library, hillside(library), schools.ON)


@pytest.mark.parametrize(
    "words",
    [
        "At Oakfield Academy we listen to children.",
        "All staff at St Cuthbert’s College read this.",
        "Thornbury Primary School’s low-level concerns policy says more.",
    ],
)
def test_the_name_of_another_organisation_is_found(tmp_path: Path, words: str) -> None:
    told = refused(tmp_path, words)
    assert "(our-rule)" in told and "Hillside Primary School" in told.partition(", and ")[2]
    assert "{{ organisation }}" in told


def test_what_somebody_typed_is_printed_and_stops_nothing(school: Callable[..., Answers]) -> None:
    typed = "the staff module, kept by the headteacher, Miriam Fairweather"
    answers = school({"record_system": "system", "record_system_name": typed})
    assert documents(schools.library(), answers, schools.ON)


def test_a_term_that_is_filled_otherwise_in_one_place_is_found() -> None:
    library, answers = schools.library(), schools.example("hillside-primary")
    facts = derive(library, answers)
    made = assemble(library, facts, answers, schools.ON)
    wrong = tuple(_refilled(one) if at == 0 else one for at, one in enumerate(made))
    (found,) = contradictions(library, facts, answers, wrong)
    assert "the bursar" in str(found) and ", and " in str(found) and "‘head’" in str(found)


def _refilled(one: Assembled) -> Assembled:
    """The document with one more paragraph whose words say that they come from the term `head`, and do not."""
    part = one.document.parts[-1]
    odd = Paragraph((Run("See "), Run("the bursar", "term:head"), Run(".")))
    parts = (*one.document.parts[:-1], replace(part, content=(*part.content, Passage("odd", "", (), (odd,)))))
    return replace(one, document=replace(one.document, parts=parts))


def test_nothing_is_written_where_documents_contradict_each_other(tmp_path: Path) -> None:
    words = clause("Share every low-level concern within 48 hours.", section="code-about")
    library = load([layer(tmp_path / "mine", {"clauses/code-of-conduct/ours.md": words})])
    with pytest.raises(ContradictionError):
        build(library, hillside(library), tmp_path / "out", on=schools.ON, formats=("md",))
    assert not (tmp_path / "out").exists()


def test_a_limit_is_understood_however_it_is_written() -> None:
    said = "within 24 hours, within one day, no later than 2 days, within five working days, the same day, by the end of the week"
    meant = ["24 hours", "24 hours", "48 hours", "5 working days", "the same day", "the end of the week"]
    assert [limit.means for limit in limits(said)] == meant
