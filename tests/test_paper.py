"""The questionnaire on paper and the messages to colleagues: who is asked what, in which words, and a new question in every front door."""

from __future__ import annotations

import io
import threading
from datetime import date
from pathlib import Path

import page
import pytest
import schools
from ooxml_integrity import check
from openxml_audit import OpenXmlValidator
from schools import ON

from policygen.ahead import Ahead
from policygen.answers import Answer, Answers
from policygen.asking import DONE, ask
from policygen.document import Document, Field, Form, Passage, lines, lines_of, text
from policygen.errors import AnswersError
from policygen.formats import writer
from policygen.interview import NOT_SURE, NOTE, VACANT, Prompt, interview
from policygen.letters import letter, letters
from policygen.library import Library
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.provenance import origin_of
from policygen.questionnaire import nations_of, questionnaire

KINDS = {
    "text": "", "long_text": "", "person": "", "people": "", "pairs": "", "date": "", "date_or_term": "", "phone": "",
    "email": "", "web": "", "yes_no": "",
    "choice": "\n    options: [{id: red, label: red paint}, {id: blue, label: blue paint}]",
    "many": "\n    options: [{id: red, label: red chalk}, {id: blue, label: blue chalk}]",
}  # fmt: skip
"""Every kind of question, and what a question of it needs besides."""


def paper(sector: str, *nations: str, library: Library | None = None) -> Document:
    return questionnaire(library or schools.library(), sector, nations or ("england",), ON)


def asked(document: Document) -> dict[str, Passage]:
    return {thing.anchor: thing for part in document.parts for thing in part.content if isinstance(thing, Passage)}


def fields(passage: Passage) -> list[Field]:
    return [field for block in passage.blocks if isinstance(block, Form) for field in block.fields]


def says(thing: Document | Passage) -> str:
    if isinstance(thing, Document):
        return " ".join(text(line) for line in lines(thing))
    return " ".join([text(thing.title), *(text(line) for block in thing.blocks for line in lines_of(block))])


# On paper


def test_every_question_an_organisation_can_be_asked_stands_on_its_paper() -> None:
    for name in schools.NAMES:
        answers = schools.example(name)
        now = interview(schools.library(), answers)
        there = asked(paper(answers.text("sector"), *answers.answers["nation"].values))
        missing = [one.id for one in now.prompts if f"q-{one.id.replace('_', '-')}" not in there]
        assert missing == ["sector", "nation"], name


def test_no_paper_asks_what_its_sector_and_nation_rule_out() -> None:
    england, scotland = paper("nursery"), paper("nursery", "scotland")
    assert "q-lado-team" in asked(england) and "q-lado-team" not in asked(scotland)
    assert "q-trust" not in asked(england) and "q-trust" in asked(paper("academy"))
    for word in ("LADO", "designated officer"):
        assert word not in says(scotland)


def test_a_question_stands_with_all_that_helps_to_answer_it_and_room_to_write() -> None:
    found = asked(paper("maintained-school"))
    head = found["q-head"]
    said = says(head)
    for words in ("Who is the headteacher?", "Why we ask:", "Who usually knows:"):
        assert words in said
    labels = [text(field.label) for field in fields(head)]
    assert labels == ["Name", "Job title", "Telephone", "E-mail", "Or", NOTE]
    assert fields(head)[4].choices == (VACANT, NOT_SURE, "leave it out")
    phase = found["q-phase"]
    assert fields(phase)[0].choices[0] == "primary: Infant, junior, first or primary, with or without a nursery class."
    assert "Usual for organisations like yours: primary. Most schools are primary schools." in says(phase)
    assert "leave it out" not in fields(found["q-organisation"])[-1].choices


@pytest.mark.parametrize(
    ("sector", "question", "said"),
    [
        ("maintained-school", "diocesan_officer", "Only if the answer to question {religious_character} is ‘yes’."),
        ("maintained-school", "ofsted_register", "Only if ‘early years’ is ticked at question {provision}."),
        ("maintained-school", "decision_partner", "Only if questions {head} and {lead} name two people."),
        (
            "charity",
            "parent_rule",
            "Only if the answer to question {parent_route} is ‘the parent body’s procedure’ or question {parent_body} has an answer.",
        ),
        ("childminder", "share_by", "Only if the answer to question {assistants} is ‘yes’."),
        ("maintained-school", "cover", "if nobody is named at question {deputies}"),
    ],
)
def test_what_is_asked_of_some_alone_says_of_whom_in_plain_words(sector: str, question: str, said: str) -> None:
    found = asked(paper(sector))
    numbers = {anchor[2:].replace("-", "_"): text(one.title).partition(".")[0] for anchor, one in found.items()}
    assert said.format(**numbers) in says(found[f"q-{question.replace('_', '-')}"])


def test_what_the_paper_says_of_a_question_is_what_the_interview_does() -> None:
    """A question that the paper asks of all is asked of all; one it leaves out, of none."""
    for name in schools.NAMES:
        answers = schools.example(name)
        ahead = Ahead(schools.library(), answers.text("sector"), answers.answers["nation"].values)
        walked = {one.id for one in interview(schools.library(), answers).prompts}
        for id in schools.library().questions:
            outlook = ahead.of_question(id)
            assert outlook is not True or id in walked, (name, id)
            assert outlook is not False or id not in walked, (name, id)


def test_every_sector_in_each_of_its_nations_has_a_paper() -> None:
    for id, sector in schools.library().sectors.items():
        for nation in nations_of(schools.library(), id) if not sector.family else ():
            document = paper(id, nation)
            assert len(asked(document)) > 20
            assert "[to confirm" not in says(document) and "Only if ." not in says(document)


def test_an_answer_offered_to_some_alone_says_to_whom() -> None:
    offered = fields(asked(paper("charity"))["q-first-recipient"])[0].choices
    assert any(
        one.startswith("the parent body’s safeguarding officer: ") and "Only if the answer to" in one for one in offered
    )


@pytest.mark.parametrize("kind", ["docx", "pdf", "html", "md"])
def test_the_paper_is_drawn_by_the_writers_of_every_document(kind: str) -> None:
    document = paper("childminder", "wales")
    data = writer(kind)(document, DEFAULT, ON, origin_of(schools.library(), document, ON))
    read = {
        "docx": schools.word_words,
        "pdf": schools.pdf_words,
        "html": schools.html_words,
        "md": schools.markdown_words,
    }
    said = read[kind](data)
    for line in lines(document):
        words = " ".join(text(line).split())
        assert words in said or kind == "pdf", words
    assert "Only if the answer to question" in said and "For a childminder in Wales" in said


def test_the_paper_is_accessible_sound_and_the_same_each_time(tmp_path: Path) -> None:
    document = paper("maintained-school")
    about = origin_of(schools.library(), document, ON)
    pdf, word = (writer(kind)(document, DEFAULT, ON, about) for kind in ("pdf", "docx"))
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    path = tmp_path / "paper.docx"
    path.write_bytes(word)
    assert [error.description for error in OpenXmlValidator().validate(path).errors] == [] == check(path)
    assert (pdf, word) == tuple(writer(kind)(document, DEFAULT, ON, about) for kind in ("pdf", "docx"))


def test_an_unknown_sector_or_nation_is_refused_with_those_there_are() -> None:
    with pytest.raises(AnswersError, match="did you mean 'nursery'"):
        nations_of(schools.library(), "nursry")
    with pytest.raises(AnswersError, match="name it with --sector: childrens-home, charity"):
        nations_of(schools.library(), "")
    with pytest.raises(AnswersError, match="there are england"):
        paper("academy", "scotland")


def test_a_paper_for_several_nations_names_them() -> None:
    assert "For a charity or community group in England, Wales and Scotland" in says(
        paper("charity", "england", "wales", "scotland")
    )


# To a colleague


def test_a_message_asks_one_question_with_its_reason_who_knows_and_how_to_answer() -> None:
    now = interview(schools.library(), schools.example("little-otters-nursery"))
    (found,) = letters(now)
    assert (
        found.subject == "A question for our low-level concerns policy: the unions or staff bodies that were consulted"
    )
    for words in (
        "the low-level concerns policy of Little Otters Day Nursery, Canal Street",
        "Which unions or staff bodies do you recognise?",
        "Why we ask: Staff are consulted",
        "Who usually knows: The business manager or secretary.",
        "Please write back the words",
        "tell me who does",
    ):
        assert words in found.body
    assert found.link.startswith("mailto:?subject=A%20question") and " " not in found.link


def test_a_message_about_a_choice_lists_the_answers_and_the_usual_one() -> None:
    told = {"organisation": Answer("given", ("Hillside",)), "sector": Answer("given", ("maintained-school",)),
            "nation": Answer("given", ("england",))}  # fmt: skip
    now = interview(schools.library(), Answers(told, {}))
    body = letter(now, _prompt(now.prompts, "phase")).body
    assert "The answers to choose from:\n- primary\n- secondary" in body
    assert "Usual for organisations like ours: primary. Most schools are primary schools." in body
    assert "the name, job title, telephone number and e-mail address" in letter(now, _prompt(now.prompts, "head")).body
    assert len(letters(now)) == now.count("open") == 53


def test_nothing_that_was_answered_stands_in_a_message_but_the_name() -> None:
    answers = schools.example("hillside-primary")
    now = interview(schools.library(), answers)
    told = " ".join(letter(now, prompt).body for prompt in now.prompts)
    for person in answers.people.values():
        assert person.phone not in told and person.email not in told


def _prompt(prompts: tuple[Prompt, ...], id: str) -> Prompt:
    return next(prompt for prompt in prompts if prompt.id == id)


# On the command line


def called(*arguments: str) -> tuple[int, str]:
    from typer.testing import CliRunner

    from policygen.cli import app

    result = CliRunner().invoke(app, ["questions", *arguments], catch_exceptions=False)
    return result.exit_code, result.output


def test_the_command_makes_the_paper_in_the_format_of_its_file(tmp_path: Path) -> None:
    out = tmp_path / "meeting.html"
    code, said = called("--sector", "nursery", "--nation", "wales", "-o", str(out))
    assert code == 0 and str(out) in said
    assert "For a nursery or pre-school in Wales" in schools.html_words(out.read_bytes())
    code, said = called("--sector", "nursery", "--format", "md", "-o", str(tmp_path / "x"))
    assert "note: for England; with --nation for wales, scotland, northern-ireland" in said


def test_the_command_prints_the_messages_of_what_is_open() -> None:
    code, said = called("--open", str(schools.EXAMPLES / "first-draft.yaml"))
    assert code == 0 and said.count("Subject: ") > 20 and "Nothing has been sent" in said
    code, said = called("--open", str(schools.EXAMPLES / "hillside-primary.yaml"))
    assert "No question is open, and nothing is left to confirm." in said


# A question is added in YAML alone


@pytest.fixture(scope="module")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The library with a layer that adds one question of each kind."""
    folder = tmp_path_factory.mktemp("mine") / "mine"
    (folder / "questions").mkdir(parents=True)
    rows = [
        f"  - id: mine_{kind}\n    kind: {kind}\n    printed: no\n    ask: What is our own {kind} here?\n    label: our own {kind}\n"
        f"    why: We want to know the {kind}.\n    who: The caretaker of {kind}.{more}"
        for kind, more in KINDS.items()
    ]
    text = "section: mine\ntitle: Our own\nintro: What only we ask.\nquestions:\n" + "\n".join(rows) + "\n"
    (folder / "questions" / "90-mine.yaml").write_text(text, encoding="utf-8")
    return load([folder])


def test_a_question_of_each_kind_added_in_yaml_stands_on_the_paper(wider: Library) -> None:
    found = asked(paper("maintained-school", library=wider))
    for kind in KINDS:
        passage = found[f"q-mine-{kind.replace('_', '-')}"]
        said = says(passage)
        assert f"What is our own {kind} here?" in said and f"Who usually knows: The caretaker of {kind}." in said
        assert fields(passage)
    assert fields(found["q-mine-choice"])[0].choices == ("red paint", "blue paint")


def test_a_question_of_each_kind_added_in_yaml_is_asked_in_plain_lines(wider: Library, tmp_path: Path) -> None:
    shown = _plain(wider, tmp_path / "school.yaml", "q", begin="mine_text")
    assert "Part 8 of 8: Our own." in shown
    lines = [
        "Marl",
        "One line",
        "Ann Ash",
        "Ann Ash",
        "none",
        "1 May 2026",
        "autumn 2027",
        "101",
        "a@b.example",
        "https://b.example",
        "yes",
        "1",
        "1, 2",
    ]
    shown = _plain(wider, tmp_path / "school.yaml", *lines)
    for kind in KINDS:
        assert f"What is our own {kind} here?" in shown
    assert "1. red paint" in shown and "2. blue chalk" in shown
    assert "mine_many: [red, blue]" in (tmp_path / "school.yaml").read_text(encoding="utf-8")


def test_a_question_of_each_kind_added_in_yaml_has_its_message(wider: Library) -> None:
    now = interview(wider, schools.example("hillside-primary"))
    told = {one.subject: one.body for one in letters(now)}
    for kind in KINDS:
        body = told[f"A question for our low-level concerns policy: our own {kind}"]
        assert f"What is our own {kind} here?" in body and f"Why we ask: We want to know the {kind}." in body


def test_a_question_of_each_kind_added_in_yaml_can_be_asked_in_the_browser(wider: Library, tmp_path: Path) -> None:
    websites = pytest.importorskip("websites")
    path = tmp_path / "school.yaml"
    path.write_text((schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    site = websites.Site(path, wider, lambda: ON)
    thread = threading.Thread(target=site.run, daemon=True)
    thread.start()
    try:
        with websites.Visitor(site) as visitor:
            for kind in KINDS:
                shown = visitor.page(f"/o/school.yaml/q/mine_{kind}")
                assert shown.status == 200 and f"What is our own {kind} here?" in shown.words
    finally:
        site.stop()
        thread.join(10)


def _plain(library: Library, path: Path, *lines: str, begin: str = "") -> str:
    if begin:
        path.write_text((schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    shown = io.StringIO()
    said = "".join(f"{line}\n" for line in lines)
    assert ask(path, library, date(2026, 11, 22), plain=True, stdin=io.StringIO(said), stdout=shown) == DONE
    return shown.getvalue()
