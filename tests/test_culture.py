"""The culture assessment: asked alike at every door, kept private, and never a reason for a clause."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import schools
from openpyxl import load_workbook
from websites import Visitor, running

from policygen.assessed import Assessed, asked_items, assess, offers
from policygen.cli import app
from policygen.counted import read_counts
from policygen.culture import Round, Rounds
from policygen.culture_asking import ask_culture
from policygen.culture_file import load_culture, place, save_answers, save_counts, save_form
from policygen.culture_sitting import culture_sitting, gave
from policygen.document import Bars, Document, Table, lines, text
from policygen.errors import AnswersError
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.formats import writer
from policygen.generate import documents
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.saving import open_answers
from policygen.survey import counts, papers
from policygen.web.server import Site
from policygen.writers.sheet import write_sheet

ASSESSED = {
    "hillside-primary": "support",
    "seedling-garden-project": "urgent",
    "aldermoor-rangers-football-club": "prepare",
    "lanternlight-youth-theatre": "embed",
}
TODAY = schools.ON


def told(name: str, rounds: Rounds | None = None) -> Assessed:
    library, answers = schools.library(), schools.example(name)
    speaker = Speaker(library, derive(library, answers), answers)
    found = assess(library, speaker, rounds or schools.culture(name) or Rounds(), schools.ON)
    assert found is not None
    return found


def report(name: str) -> Document:
    made = documents(
        schools.library(), schools.example(name), schools.ON, ("culture-report",), culture=schools.culture(name)
    )
    return made[0].document


def words(document: Document) -> str:
    return " ".join(text(line) for line in lines(document))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small charity that was never assessed."""
    return Path(shutil.copy(schools.EXAMPLES / "seedling-garden-project.yaml", tmp_path / "school.yaml"))


@pytest.mark.parametrize(("name", "reading"), ASSESSED.items())
def test_each_example_has_the_reading_it_was_made_for(name: str, reading: str) -> None:
    assert told(name).reading == reading


# Private


@pytest.mark.parametrize("name", ["hillside-primary", "seedling-garden-project"])
def test_no_document_for_everybody_changes_by_a_letter_or_a_clause_with_the_culture(name: str) -> None:
    library, answers = schools.library(), schools.example(name)
    packs = ("school", "trustee", "training")
    without = [
        one
        for one in documents(library, answers, schools.ON, packs=packs)
        if library.outlines[one.document.id].pack != "trustee"
    ]
    beside = documents(library, answers, schools.ON, packs=packs, culture=schools.culture(name))
    public = {one.document.id: one for one in beside}
    shown = told(name)
    for one in without:
        other = public[one.document.id]
        assert [clause.id for clause in one.clauses()] == [clause.id for clause in other.clauses()]
        assert writer("html")(one.document, DEFAULT, TODAY, {}) == writer("html")(other.document, DEFAULT, TODAY, {})
        assert shown.meaning not in words(other.document)


def test_the_culture_answers_are_not_even_opened_for_the_policy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(path).write_text("this is: [not a file of culture answers", encoding="utf-8")
    from typer.testing import CliRunner

    made = CliRunner().invoke(app, ["build", str(path), "-o", str(path.parent / "out"), "--format", "md"], obj=None)
    assert made.exit_code == 0, made.output


def test_the_report_says_that_it_is_private_and_no_validated_instrument() -> None:
    said = words(report("hillside-primary"))
    assert "It is not a validated instrument." in said and "This is private to the school." in said
    assert "never a good result" in said and "freedom of information" in said


def test_there_is_no_report_without_an_assessment() -> None:
    made = documents(schools.library(), schools.example("hillside-primary"), schools.ON, packs=("trustee",))
    assert "culture-report" not in {one.document.id for one in made}


def test_a_picture_of_bars_is_followed_by_the_same_figures_in_a_table() -> None:
    for name in ASSESSED:
        for part in report(name).parts:
            for at, block in enumerate(part.content):
                if isinstance(block, Bars):
                    table = next(one for one in part.content[at:] if isinstance(one, Table))
                    cells = [[text(cell) for cell in row] for row in table.rows]
                    assert [row[0] for row in cells] == [bar.label for bar in block.rows]
                    for row, bar in zip(cells, block.rows, strict=True):
                        assert [cell.partition(" (")[0] for cell in row[1:3]] == list(bar.shown)
                    assert block.alt


def test_the_report_is_accessible_with_its_bars_in_every_format() -> None:
    """A screen reader hears what the picture shows; in Word and HTML too it has words beside it."""
    import page

    document = report("hillside-primary")
    made = writer("pdf")(document, DEFAULT, TODAY, {})
    for profile in ("ua1", "2a"):
        assert page.validate_pdf_bytes(made, profile=profile).is_compliant
    alt = "Bars for 15 dimensions from 0 to 4."
    with ZipFile(io.BytesIO(writer("docx")(document, DEFAULT, TODAY, {}))) as word:
        assert f'descr="{alt}' in word.read("word/document.xml").decode("utf-8")
    assert f'role="img" aria-label="{alt}' in writer("html")(document, DEFAULT, TODAY, {}).decode("utf-8")


def test_four_leaders_are_never_shown_apart() -> None:
    """In the school four leaders answered: they stand together with the volunteers, and no number is theirs alone."""
    assert told("hillside-primary").result.blocks == (("leaders", "volunteers"), ("staff",))
    assert "Shown together for that reason: leaders and volunteers." in words(report("hillside-primary"))


def test_fewer_than_ten_people_are_told_in_words() -> None:
    item = {item.id: (0, 1, 2, 3, 1, 0) for item in schools.library().items.values() if item.kind == "P"}
    rounds = Rounds((Round(date(2026, 11, 2), "short", {}, {"everybody": item}),))
    made = documents(
        schools.library(), schools.example("seedling-garden-project"), TODAY, ("culture-report",), culture=rounds
    )
    bars = [block for part in made[0].document.parts for block in part.content if isinstance(block, Bars)]
    assert {bar.shown[1] for bar in bars[0].rows} <= {"more agree than not", "are divided", "not asked"}


# What is done


@pytest.mark.parametrize("name", ASSESSED)
def test_every_part_that_is_not_in_place_has_a_dated_action_with_an_owner(name: str) -> None:
    found = told(name)
    assert {one.dimension for one in found.planned} == set(found.below)
    for one in found.planned:
        assert one.owner and schools.ON < one.due <= schools.ON + timedelta(days=180) and one.due.weekday() < 5


@pytest.mark.parametrize("name", schools.NAMES)
def test_a_shut_gate_never_means_later_whoever_it_is(name: str) -> None:
    """Every gate shut, for every example: the recommendation sets up a route, each gate has a person and a day within 30 days."""
    library, answers = schools.library(), schools.example(name)
    facts = derive(library, answers)
    gates = {item.id: 5 if item.kind == "P" else 0 for item in asked_items(library, facts, "full") if item.gate}
    found = assess(library, Speaker(library, facts, answers), Rounds((Round(TODAY, "full", gates),)), TODAY)
    if "yes" in facts.values["lone_worker"]:
        assert found is None
        return
    assert found is not None and found.reading == "urgent" and len(found.gates) == 6
    assert found.expected == ("yes" in facts.values["kcsie_binds"])
    assert found.name.startswith("adopt now") or not found.expected
    assert "now" in found.recommend and "later" not in found.recommend and "somebody outside" in found.recommend
    for gate in found.gates:
        assert gate.owner and schools.ON <= gate.due <= schools.ON + timedelta(days=30) and "every meeting" in gate.back
    assert [gate.id for gate in found.gates if gate.same_day] == ["reporter-suffered"]


def test_an_offer_names_the_statements_behind_it_and_only_ever_shortens_the_review() -> None:
    library = schools.library()
    for name in ASSESSED:
        answers = schools.example(name)
        speaker = Speaker(library, derive(library, answers), answers)
        for offer in offers(library, speaker, told(name)):
            assert offer.statements
            order = library.offers[offer.id].order
            if order:
                assert order.index(offer.values[0]) < order.index(answers.text(offer.question))


def test_last_time_stands_beside_this_time() -> None:
    found = told("lanternlight-youth-theatre")
    assert found.before and found.before.on == date(2025, 10, 14) and found.moved
    assert "Last time was 14 October 2025." in words(report("lanternlight-youth-theatre"))


# The file


def test_saving_keeps_comments_and_what_somebody_else_has_answered(path: Path) -> None:
    library, file = schools.library(), place(path)
    save_form(file, library, TODAY, "short")
    held = file.read_text(encoding="utf-8")
    file.write_text(held.replace("  form: short", "  # asked at the meeting\n  form: short"), encoding="utf-8")
    save_answers(file, library, TODAY, {"speak-tiny": ("", "4")})
    rounds, changed = save_answers(file, library, TODAY, {"speak-tiny": ("", "2"), "care-asked": ("", "unsure")})
    assert changed == {"speak-tiny": "4"}
    assert rounds.rounds[0].answers == {"speak-tiny": 4, "care-asked": None}
    assert "# asked at the meeting" in file.read_text(encoding="utf-8")
    rounds, changed = save_answers(file, library, TODAY, {"speak-tiny": ("4", "")})
    assert rounds.rounds[0].answers == {"care-asked": None} and not changed


def test_counts_are_read_back_as_they_were_saved(path: Path) -> None:
    library, file = schools.library(), place(path)
    for few in (1, 3):
        save_counts(
            file, library, TODAY, {"staff": {"speak-tiny": (0, few, 2, 3, 4, 5), "care-asked": (1, 0, 0, 0, 0, 0)}}
        )
    save_answers(file, library, TODAY, {"rec-all": ("", "2")})
    found = load_culture(file, library).rounds[0]
    assert found.counts == {"staff": {"speak-tiny": (0, 3, 2, 3, 4, 5), "care-asked": (1, 0, 0, 0, 0, 0)}}
    assert found.answers == {"rec-all": 2}


WRONG = (
    ("2026-11-01:\n  speak-tinny: 3\n", 2, "no statement is called 'speak-tinny'"),
    ("2026-11-01:\n  speak-tiny: 0\n", 2, "'speak-tiny' is not an answer"),
    ("2026-11-01:\n  rec-all: 5\n", 2, "'rec-all' is not an answer"),
    ("last autumn:\n  rec-all: 2\n", 1, "'last autumn' is not a day"),
    ("2026-11-01:\n  staff:\n    speak-tiny: [1, 2, 3]\n", 3, "does not hold six counts"),
    ("2026-11-01:\n  staff:\n    speak-tiny: [1, 2, 3, 4, 5, -1]\n", 3, "does not hold six counts"),
    ("2026-11-01:\n  staff:\n    rec-all: [1, 2, 3, 4, 5, 0]\n", 3, "is not asked of staff"),
    ("2026-11-01:\n  form: long\n", 2, "'form' is not right"),
)


@pytest.mark.parametrize(("said", "line", "what"), WRONG, ids=[row[2] for row in WRONG])
def test_a_mistake_in_the_file_is_told_with_its_line_and_a_remedy(path: Path, said: str, line: int, what: str) -> None:
    place(path).write_text(said, encoding="utf-8")
    with pytest.raises(AnswersError) as found:
        load_culture(place(path), schools.library())
    assert [(one.line, what in one.what, bool(one.remedy)) for one in found.value.problems] == [(line, True, True)]


# The doors


def answered(round: Round) -> dict[str, int | None]:
    return dict(round.answers)


def test_the_terminal_asks_every_statement_and_takes_an_offer_only_once_it_is_confirmed(path: Path) -> None:
    library = schools.library()
    sitting = culture_sitting(path, library, TODAY)
    many = sum(len(sheet.statements) for sheet in sitting.sheets)
    out = io.StringIO()
    keys = "\n".join(["2"] * many + ["n"] * 9) + "\n"
    assert ask_culture(path, library, TODAY, plain=True, stdin=io.StringIO(keys), stdout=out) == 0
    assert out.getvalue().startswith(
        "If you know of something, tell the designated safeguarding lead now; do not write it here."
    )
    assert set(answered(load_culture(place(path), library).rounds[0]).values()) == {2}
    assert open_answers(path, library).text("first_recipient") == "lead"
    assert ask_culture(path, library, TODAY, plain=True, stdin=io.StringIO("\n" * many + "y\n" * 9), stdout=out) == 0
    assert open_answers(path, library).text("first_recipient") == "either"


def test_a_line_of_a_pipe_that_is_no_answer_stops_before_the_next_one_goes_wrong(path: Path) -> None:
    with pytest.raises(AnswersError, match="is no answer"):
        ask_culture(path, schools.library(), TODAY, plain=True, stdin=io.StringIO("3\nnine\n"), stdout=io.StringIO())


def test_counts_from_the_workbook_are_the_counts_that_were_typed(tmp_path: Path) -> None:
    library, answers = schools.library(), schools.example("hillside-primary")
    file = tmp_path / "counts.xlsx"
    file.write_bytes(write_sheet(counts(library, answers, TODAY), DEFAULT, TODAY, {}))
    book = load_workbook(file)
    for row in book["What people experience"].iter_rows(min_row=5):
        if row[0].value == "speak-tiny":
            for cell, count in zip(row[3:9], {"staff": (0, 1, 2, 3, 4, 5)}.get(row[1].value, (None,) * 6), strict=True):
                cell.value = count
    for row in book["What we have"].iter_rows(min_row=5):
        if row[0].value in ("rec-all", "gov-themes"):
            row[3].value = "used" if row[0].value == "rec-all" else "I don’t know"
    book.save(file)
    found = read_counts(file.read_bytes(), "counts.xlsx", library)
    assert found.groups == {"staff": {"speak-tiny": (0, 1, 2, 3, 4, 5)}}
    assert found.answers == {"rec-all": "3", "gov-themes": "unsure"}
    book["What people experience"]["D5"].value = "some"
    book.save(file)
    with pytest.raises(AnswersError, match="What people experience: D5: 'some' is not a count"):
        read_counts(file.read_bytes(), "counts.xlsx", library)


def test_what_is_no_workbook_is_refused_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "counts.xlsx"
    file.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(AnswersError, match="not an Excel workbook"):
        read_counts(file.read_bytes(), "counts.xlsx", schools.library())


def test_a_statement_added_in_yaml_alone_is_asked_at_every_door(tmp_path: Path, path: Path) -> None:
    folder = tmp_path / "mine" / "clauses" / "culture"
    folder.mkdir(parents=True)
    ask = "The kettle is on when somebody wants to talk."
    added = f"dimension: speaking\nadds: yes\nitems:\n  - id: speak-kettle\n    kind: P\n    ask: {ask}\n"
    (folder / "kettle.yaml").write_text(added, encoding="utf-8")
    library = load([tmp_path / "mine"])
    answers = open_answers(path, library)
    assert any(ask in words(document) for document in papers(library, answers, TODAY, "full"))
    assert ask in str(counts(library, answers, TODAY, "full"))
    sitting = culture_sitting(path, library, TODAY)
    sitting = replace(sitting, round=replace(sitting.round, form="full"))
    save_form(place(path), library, TODAY, "full")
    out = io.StringIO()
    ask_culture(path, library, TODAY, plain=True, stdin=io.StringIO("\n" * 200), stdout=out)
    assert ask in out.getvalue()
    site = Site(path, library, lambda: TODAY)
    import threading

    thread = threading.Thread(target=site.run, daemon=True)
    thread.start()
    try:
        with Visitor(site) as visitor:
            assert ask in visitor.get(f"/o/school.yaml/culture/{TODAY}/speaking").text
    finally:
        site.stop()
        thread.join(10)


def test_two_tabs_lose_nothing_and_the_second_person_is_asked(path: Path) -> None:
    address = f"/o/school.yaml/culture/{TODAY}/speaking"
    with running(path) as site, Visitor(site) as one, Visitor(site, enter=False) as other:
        other.cookies = one.cookies
        first = one.get("/o/school.yaml/culture").text
        assert "If you know of something, tell the designated safeguarding lead now; do not write it here." in first
        one.post("/o/school.yaml/culture", data={"form": "short"})
        one.post(address, data={"old-speak-tiny": "", "s-speak-tiny": "4"})
        clash = other.post(address, data={"old-speak-tiny": "", "s-speak-tiny": "2"})
        assert clash.status_code == 409 and "Answered meanwhile: agree. You chose: disagree." in clash.text
        other.post(f"/o/school.yaml/culture/{TODAY}/support", data={"old-care-asked": "", "s-care-asked": "unsure"})
        refused = other.post(address, data={"old-speak-tiny": "4", "s-speak-tiny": "9"})
        assert refused.status_code == 422
    assert answered(load_culture(place(path), schools.library()).rounds[0]) == {"speak-tiny": 4, "care-asked": None}


def test_an_offer_in_the_browser_becomes_an_answer_only_when_it_is_taken(path: Path) -> None:
    library = schools.library()
    sitting = culture_sitting(path, library, TODAY)
    given = {one.id: ("", "2") for sheet in sitting.sheets for one in sheet.statements}
    gave(sitting, given, TODAY)
    address = f"/o/school.yaml/culture/{TODAY}"
    with running(path) as site, Visitor(site) as visitor:
        page = visitor.page(address)
        assert "Take this as our answer" in page.response.text
        assert open_answers(path, library).text("first_recipient") == "lead"
        old = str(page.response.text).partition('name="offer" value="either-recipient"')[2].partition('value="')[2]
        data = {"offer": "either-recipient", "old": old.partition('"')[0]}
        assert "Saved:" in visitor.post(f"{address}/take", data=data).text
    assert open_answers(path, library).text("first_recipient") == "either"


def test_the_browser_gives_the_papers_and_takes_the_counts(path: Path) -> None:
    library, answers = schools.library(), open_answers(path, schools.library())
    with running(path) as site, Visitor(site) as visitor:
        packed = visitor.get("/o/school.yaml/culture/papers")
        names = set(ZipFile(io.BytesIO(packed.content)).namelist())
        assert {"culture-survey-everybody.docx", "culture-what-we-have.pdf", "culture-counts.xlsx"} <= names
        book = load_workbook(io.BytesIO(write_sheet(counts(library, answers, TODAY), DEFAULT, TODAY, {})))
        for row in book["What people experience"].iter_rows(min_row=5):
            for cell, count in zip(row[3:9], (0, 0, 1, 3, 2, 0), strict=True):
                cell.value = count if row[2].value and row[0].value != "Key" else cell.value
        held = io.BytesIO()
        book.save(held)
        there = visitor.post("/o/school.yaml/culture/counts", files={"counts": ("counts.xlsx", held.getvalue())})
        assert there.status_code == 200 and "The reading of" in there.text
        refused = visitor.post("/o/school.yaml/culture/counts", files={"counts": ("counts.xlsx", b"no")})
        assert refused.status_code == 422 and "not an Excel workbook" in refused.text
    assert load_culture(place(path), library).rounds[0].people("everybody") == 6


def test_somebody_who_works_alone_is_not_asked(tmp_path: Path) -> None:
    file = Path(shutil.copy(schools.EXAMPLES / "quill-tuition-lone-tutor.yaml", tmp_path / "tutor.yaml"))
    with pytest.raises(AnswersError, match="works alone"):
        culture_sitting(file, schools.library(), TODAY)


def test_a_broken_record_of_the_assessment_is_told_by_the_check(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "clauses" / "culture"
    folder.mkdir(parents=True)
    said: Any = (
        "dimension: voice\nadds: yes\nitems:\n  - {id: voice-x, kind: D, ask: Something., reversed: yes, gate: none}\n"
    )
    (folder / "x.yaml").write_text(said, encoding="utf-8")
    with pytest.raises(Exception, match="no gate is called 'none'"):
        load([tmp_path / "mine"])
