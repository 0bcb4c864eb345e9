"""The pack of those who hear, decide and keep: every paper that is missed on the first day, and nothing in it that is not theirs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
import schools

from policygen.document import Document, Form, Table, lines_of, text
from policygen.errors import LibraryError
from policygen.generate import documents
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.wording import Wording
from policygen.writers.pdf import write_pdf

WHOLE = {
    *("recipient-card", "decision-papers", "letters", "person-papers", "data-papers", "visitor-card", "site-papers"),
    *("consultation-papers", "lookback-plan", "evidence-index", "cover-rota"),
}
LETTERS = ("let-invite", "let-outcome", "let-sharer", "let-parent", "let-handback")
WORDING = Wording(schools.library())
every_example = pytest.mark.parametrize("name", schools.NAMES)


@cache
def pack(name: str) -> dict[str, Document]:
    """The pack of the lead of an example, by document."""
    return {
        one.document.id: one.document
        for one in documents(schools.library(), schools.example(name), schools.ON, (), ("lead",))
    }


def incident(name: str) -> str:
    """What those who govern read about a serious incident, in one text."""
    made = documents(schools.library(), schools.example(name), schools.ON, ("incident-papers",))
    return " ".join(schools.says(made[0].document))


def passage(made: Document, anchor: str) -> str:
    """The words of one clause of a document."""
    found = next(passage for _, passage in schools.passages(made) if passage.anchor == anchor)
    return " ".join(text(line) for block in found.blocks for line in lines_of(block))


def asked(made: Document, form: str) -> set[str]:
    """What the forms of a part of a document ask for."""
    part = next(part for part in made.parts if part.anchor == form)
    return {text(field.label) for block in part.content if isinstance(block, Form) for field in block.fields}


def test_a_school_has_every_paper_and_others_have_what_is_theirs() -> None:
    assert {*pack("hillside-primary")} == WHOLE
    assert {*pack("fernlow-scout-group")} == WHOLE - {"decision-papers", "letters", "person-papers", "lookback-plan"}
    assert {*pack("quill-tuition-lone-tutor")} == {"data-papers", "site-papers"}
    assert {*pack("harbour-school-overseas")} == WHOLE - {"data-papers"}, "the law on data is that of its country"


@every_example
def test_no_paper_of_the_pack_says_a_word_that_is_foreign_here(name: str) -> None:
    answers = schools.example(name).answers
    sector, nations = answers["sector"].value, answers["nation"].values if "nation" in answers else ()
    found = [
        (made.id, word, line)
        for made in pack(name).values()
        for line in schools.says(made)
        for word in (WORDING.foreign(line, sector, nations[0]) if len(nations) == 1 else ())
    ]
    assert not found
    assert not [
        one for made in pack(name).values() for line in schools.says(made) for one in WORDING.anywhere(line, made.id)
    ]


@pytest.mark.parametrize(
    "name", ["hillside-primary", "seedling-garden-project", "little-otters-nursery", "glenarroch-school"]
)
def test_the_card_and_the_chronology_are_one_side_each(name: str) -> None:
    card = pypdfium2.PdfDocument(write_pdf(pack(name)["recipient-card"], DEFAULT, schools.ON, {}))
    assert len(card) == 1
    papers = pypdfium2.PdfDocument(write_pdf(pack(name)["decision-papers"], DEFAULT, schools.ON, {}))
    sides = [page.get_textpage().get_text_range() for page in papers]
    first = next(at for at, side in enumerate(sides) if "Chronology for a referral" in side and "The clock" in side)
    assert "Their advice" in sides[first], "what was said to whom stands on the same side as the clock"


def test_the_chronology_has_the_clock_of_the_nation_and_no_other() -> None:
    clocks = {
        "hillside-primary": "One working day ends on",
        "ysgol-bro-marlydd": "24 hours end on",
        "glenarroch-school": "Told without delay: when",
        "drumfernagh-primary": "Told immediately: when",
        "harbour-school-overseas": "Told at once: when",
    }
    for name, clock in clocks.items():
        found = asked(pack(name)["decision-papers"], "dec-chronology")
        assert found & {*clocks.values()} == {clock}, name
        assert "14 days end on" not in found
    assert "14 days end on" in asked(pack("little-otters-nursery")["decision-papers"], "dec-chronology")


def test_the_decision_log_asks_for_the_first_hour_the_history_and_a_tie_before_one_of_eight_outcomes() -> None:
    part = next(part for part in pack("hillside-primary")["decision-papers"].parts if part.anchor == "dec-log")
    fields = [field for block in part.content if isinstance(block, Form) for field in block.fields]
    labels = [text(field.label) for field in fields]
    order = [
        next(at for at, label in enumerate(labels) if words in label)
        for words in ("crime", "by itself", "Earlier entries", "together", "Tie", "Outcome", "Reasons")
    ]
    assert order == sorted(order)
    assert len(next(field.choices for field in fields if text(field.label) == "Outcome (one)")) == 8


def test_a_letter_says_what_and_not_who_and_promises_and_admits_nothing() -> None:
    made = pack("hillside-primary")["letters"]
    for anchor in LETTERS:
        told = passage(made, anchor)
        assert "Signed" in told and not re.search(r"sorry|liab|our fault|apolog|will remain secret|never tell", told), (
            anchor
        )
    assert "I do not say who spoke" in passage(made, "let-invite") and "Nothing is presumed" in passage(
        made, "let-invite"
    )
    assert "I cannot promise" in passage(made, "let-sharer")
    assert "is called first" in passage(made, "let-use"), "a doubt is a call, not a letter"
    assert "Statutory guidance" in passage(made, "let-sender")
    assert "Statutory guidance" not in passage(pack("seedling-garden-project")["letters"], "let-sender-choice")


def test_an_exempt_charity_is_never_sent_to_the_commission() -> None:
    trust = incident("meridian-vale-academy")
    assert "Department for Education" in trust and "and not to the Charity Commission" in trust
    assert "reported promptly" in incident("seedling-garden-project")
    assert "Charity Commission" not in incident("glenarroch-school")
    assert "We make no admission" in trust


@pytest.mark.parametrize(
    "name", ["hillside-primary", "seedling-garden-project", "little-otters-nursery", "fernlow-scout-group"]
)
def test_an_audit_finds_each_answer_in_the_documents_that_stand(name: str) -> None:
    part = next(part for part in pack(name)["evidence-index"].parts if part.anchor == "ev-cross")
    rows = next(block for block in part.content if isinstance(block, Table)).rows
    assert len(rows) > 16
    where = {text(row[0]): text(row[1]) for row in rows}
    lost = [question for question, told in where.items() if "Not in your documents" in told]
    assert not lost
    assert sum(bool(re.search(r", (\d+\.\d+|Appendix [A-Z])\)", told)) for told in where.values()) > 14


def test_a_table_that_rests_on_a_clause_that_is_not_there_is_told(tmp_path: Path) -> None:
    blocks = tmp_path / "clauses" / "blocks"
    blocks.mkdir(parents=True)
    words = (
        'id: audit-crosswalk\ncolumns: [Asked, Where]\nlines:\n  - {cells: [Is it told?, ""], rests: [who-to-tel]}\n'
    )
    (blocks / "audit-crosswalk.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(
        LibraryError, match="rests on 'who-to-tel', and no clause is called that; did you mean 'who-to-tell'"
    ):
        load((tmp_path,))
