"""The interview in a terminal: what a person sees, what is in the file afterwards, and that nothing is ever taken by mistake."""

from __future__ import annotations

import io
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import schools
from keyboards import CLEAN, CODE, DOWN, ENTER, ESC, F1, SPACE, UP, Terminal, keys_for, line_for
from schools import ON

from policygen.answers import Answer, Answers, Person
from policygen.answers_file import load_answers
from policygen.asking import DONE, INTERRUPTED, ask
from policygen.document import Document
from policygen.errors import AnswersError, NeedsTerminal, WriteError
from policygen.generate import documents
from policygen.interview import interview
from policygen.patching import take
from policygen.saving import save_answer
from policygen.sitting import command


class Keyboard(io.StringIO):
    """Standard input with somebody at it."""

    def isatty(self) -> bool:
        return True


class Screen(io.StringIO):
    """Standard output that is looked at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "school.yaml"


def piped(path: Path, *lines: str) -> str:
    """What is shown while these lines come through a pipe."""
    shown = io.StringIO()
    assert (
        ask(
            path,
            schools.library(),
            ON,
            plain=True,
            stdin=io.StringIO("".join(f"{line}\n" for line in lines)),
            stdout=shown,
        )
        == DONE
    )
    return shown.getvalue()


def typed(path: Path, *lines: str) -> str:
    """What is shown while somebody types these lines."""
    shown = Screen()
    assert (
        ask(
            path,
            schools.library(),
            ON,
            plain=True,
            stdin=Keyboard("".join(f"{line}\n" for line in lines)),
            stdout=shown,
        )
        == DONE
    )
    return shown.getvalue()


def saved(path: Path) -> Answers:
    return load_answers(path, schools.library())


def given(*values: str) -> Answer:
    return Answer("given", values)


# As plain lines


def test_a_question_is_read_out_with_everything_needed_to_answer_it(path: Path) -> None:
    shown = piped(path, "Hillside", "1", "england", "h")
    assert "school.yaml is a new file" in shown
    assert "Part 1 of 7: Your organisation." in shown
    assert "Question 1 of 41: What is the name of your organisation?" in shown
    assert "  1. a maintained school (Paid for by the council" in shown
    assert "Usual for organisations like yours: primary. Most schools are primary schools. Type u to take it." in shown
    assert "Why we ask: It decides whether the policy says pupils or students" in shown
    assert "Who usually knows: Anyone." in shown
    assert "b go back, s skip, ? not sure yet" in shown


def test_every_answer_is_saved_at_once_and_the_next_sitting_goes_on_there(path: Path) -> None:
    piped(path, "Hillside Primary School", "1", "England")
    assert saved(path).answers == {
        "organisation": given("Hillside Primary School"),
        "sector": given("maintained-school"),
        "nation": given("england"),
    }
    shown = piped(path, "primary")
    assert "school.yaml: 3 answered, 53 open." in shown
    assert "Question 4 of 56: Which ages does it teach?" in shown
    assert "What is the name of your organisation?" not in shown
    assert saved(path).answers["phase"] == given("primary")


def test_the_commands_do_what_they_say(path: Path) -> None:
    shown = piped(
        path,
        "Hillside",
        "1",
        "1",
        "u",
        "b",
        "2",
        "",
        "?",
        "s",
        "? Mrs Patel is asking",
        "s: we have none",
        "q",
        "never read",
    )
    answers = saved(path).answers
    assert answers["phase"] == given("secondary")  # u, then b and another answer
    assert "provision" not in answers  # Enter alone leaves it open
    assert answers["size"] == Answer("unsure")
    assert answers["religious_character"] == Answer("skipped")
    assert answers["local_authority"] == Answer("unsure", note="Mrs Patel is asking")
    assert answers["partnership"] == Answer("skipped", note="we have none")
    assert "Your answer so far: primary. Enter keeps it." in shown
    assert "never read" not in shown


def test_going_back_stops_at_the_first_question(path: Path) -> None:
    shown = typed(path, "b", "Hillside", "b", "", "q")
    assert "This is the first question." in shown
    assert "Your answer so far: Hillside. Enter keeps it." in shown
    assert saved(path).answers == {"organisation": given("Hillside")}


def test_a_letter_in_quotes_is_the_letter_and_not_the_command(path: Path) -> None:
    piped(path, '"s"', "q")
    assert saved(path).answers["organisation"] == given("s")


def test_people_are_named_on_one_line_and_chosen_by_number_afterwards(path: Path) -> None:
    begin(path, "head")
    shown = piped(
        path, "Ann Jones, Headteacher, 01632 960123, head@hillside.example", "1", "none", "v: election in January", "q"
    )
    answers = saved(path)
    assert answers.people == {
        "jones": Person("jones", "Ann Jones", "Headteacher", "01632 960123", "head@hillside.example")
    }
    assert answers.answers["lead"] == given("jones") and answers.answers["deputies"] == given()
    assert answers.answers["chair"] == Answer("vacant", note="election in January")
    assert "Named so far:\n  1. Ann Jones, Headteacher" in shown
    assert "Please note: Ann Jones is named for the headteacher and the Designated Safeguarding Lead." in shown
    assert "Saved: nobody in post (election in January)" in shown


def test_a_doubt_is_said_and_the_answer_is_kept(path: Path) -> None:
    begin(path, "lado_phone")
    shown = piped(path, "12", "q")
    assert "Please check: '12' seems too short" in shown
    assert saved(path).answers["lado_phone"] == given("12")


def test_whoever_types_something_wrong_is_told_and_asked_again(path: Path) -> None:
    begin(path, "approved_on")
    shown = typed(path, "31 June", "u", "v", "10/12/2026", "q")
    assert "not an answer yet: ‘31 June’ is not a date; write the day first, like 10 December 2026" in " ".join(
        shown.split()
    )
    assert "there is no usual answer" in shown and "only a post can be vacant" in shown
    assert "Saved: 10 December 2026" in shown
    assert saved(path).answers["approved_on"] == given("2026-12-10")


def test_a_pipe_stops_at_a_line_that_is_no_answer(path: Path) -> None:
    with pytest.raises(AnswersError) as caught:
        piped(path, "Hillside", "the big one", "1", "primary")
    said = str(caught.value)
    assert (
        "standard input:2: this line is no answer to question 2 (sector): ‘the big one’ is none of the answers" in said
    )
    assert "the lines after it were not used" in said
    assert list(saved(path).answers) == ["organisation"]


def test_the_end_of_the_input_says_where_it_stopped_and_what_is_left(path: Path) -> None:
    shown = piped(path, "Hillside", "1", "1", "? the bursar counts")
    assert "The input ended at question 5: Which of these do you have?" in shown
    assert "Saved in school.yaml: 3 answered, 52 open, 1 to be confirmed." in shown
    assert "Still open:\n  5. Which of these do you have?" in shown
    assert "and 37 more" in shown
    assert "  4. Which ages does it teach? Not sure yet (the bursar counts)." in shown
    assert f"To go on: {command('ask', path)}" in shown
    assert f"To make the policy (a draft, with what is missing marked): {command('build', path)} -o out" in shown


def test_nothing_typed_makes_no_file(path: Path) -> None:
    assert "Nothing has been answered yet, so there is no file." in piped(path)
    assert not path.exists()


def test_at_the_end_any_question_can_be_answered_again(path: Path) -> None:
    path.write_text((schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    shown = typed(path, "version", "2.0", "1", "Hillside School", "no-such-question", "b", "", "q")
    assert "To check your answers, type c. To change one, type the number or the id of its question" in " ".join(
        shown.split()
    )
    assert "There is no question ‘no-such-question’" in shown
    assert "When is it reviewed next?" in shown
    answers = saved(path).answers
    assert answers["version"] == given("2.0") and answers["organisation"] == given("Hillside School")
    assert "To go on:" not in shown and "(a draft" not in shown


def test_people_who_cannot_be_reached_are_named_at_the_end(path: Path) -> None:
    begin(path, "head")
    assert "Not given yet: telephone number and e-mail address of Ann Jones." in piped(path, "Ann Jones")


def test_an_answer_whose_reasons_changed_is_asked_again(path: Path) -> None:
    text = (schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    now = saved(path)
    taken = Answer("usual", ("half-termly",), because={"boards": "no"})
    save_answer(path, schools.library(), "record_review", now.answers["record_review"], taken)
    save_answer(path, schools.library(), "provision", now.answers["provision"], given("boarding"))
    shown = piped(path, "u")
    assert "Your other answers have changed since you took the usual answer here." in shown
    assert "Your earlier answer: half-termly. Enter leaves the question open." in shown
    assert saved(path).answers["record_review"].values == ("monthly",)


def test_a_change_made_meanwhile_in_another_window_is_shown_and_not_written_over(path: Path) -> None:
    class Meddled(Keyboard):
        def readline(self, *size: int) -> str:  # type: ignore[override]
            said = super().readline()
            if said == "Hillside\n":
                save_answer(path, schools.library(), "organisation", None, given("Riverside"))
            return said

    shown = Screen()
    ask(path, schools.library(), ON, plain=True, stdin=Meddled("Hillside\n\nq\n"), stdout=shown)
    told = " ".join(shown.getvalue().split())
    assert "Not saved: 'organisation' was changed by someone else: it was not answered and is now ‘Riverside’" in told
    assert "Your answer so far: Riverside. Enter keeps it." in told
    assert saved(path).answers["organisation"] == given("Riverside")


def test_a_pipe_stops_where_the_file_cannot_be_written(path: Path) -> None:
    path.with_name(".school.yaml.lock").mkdir()
    with pytest.raises(WriteError):
        piped(path, "Hillside")


def test_ctrl_c_keeps_everything_and_says_how_to_go_on(path: Path) -> None:
    class Impatient(Keyboard):
        def readline(self, *size: int) -> str:  # type: ignore[override]
            said = super().readline()
            if not said:
                raise KeyboardInterrupt
            return said

    shown = Screen()
    assert ask(path, schools.library(), ON, plain=True, stdin=Impatient(""), stdout=shown) == INTERRUPTED
    assert f"Stopped. Nothing had been answered. To begin: {command('ask', path)}" in shown.getvalue()
    assert ask(path, schools.library(), ON, plain=True, stdin=Impatient("Hillside\n"), stdout=shown) == INTERRUPTED
    assert f"Every answer so far is saved in school.yaml. To go on: {command('ask', path)}" in shown.getvalue()
    assert saved(path).answers["organisation"] == given("Hillside")


@pytest.mark.parametrize("streams", [(io.StringIO, io.StringIO), (Keyboard, io.StringIO), (io.StringIO, Screen)])
def test_without_a_terminal_nothing_is_read_and_the_other_ways_are_named(
    path: Path, streams: tuple[type[io.StringIO], type[io.StringIO]]
) -> None:
    stdin = streams[0]("Hillside\n1\n")
    with pytest.raises(NeedsTerminal) as caught:
        ask(path, schools.library(), ON, stdin=stdin, stdout=streams[1]())
    said = str(caught.value)
    assert "--plain" in said and "policygen questions" in said and "write the file by hand" in said
    assert stdin.read() == "Hillside\n1\n" and not path.exists()


def test_a_terminal_that_cannot_draw_is_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with pytest.raises(NeedsTerminal):
        ask(path, schools.library(), ON, stdin=Keyboard(), stdout=Screen())


@pytest.mark.parametrize(
    ("name", "shown"),
    [("school.yaml", "school.yaml"), ("our school.yaml", '"our school.yaml"'), ("a'b$.yaml", "'a'\\''b$.yaml'")],
)
def test_a_command_can_be_typed_again_as_it_is_shown(name: str, shown: str) -> None:
    assert command("ask", Path(name)) == f"policygen ask {shown}"


# The whole questionnaire through a pipe


def by_name(answers: Answers) -> dict[str, object]:
    """Answers with people by name: ids are the program’s own choice."""

    def named(id: str) -> object:
        one = answers.people.get(id)
        return (one.name, one.title, one.phone, one.email) if one else id

    return {
        id: (one.state, [named(v) for v in one.values], [(named(a), named(b)) for a, b in one.pairs], one.note)
        for id, one in answers.answers.items()
    }


@pytest.mark.parametrize("name", schools.NAMES)
def test_every_example_can_be_typed_line_by_line(path: Path, name: str) -> None:
    example = schools.example(name)
    prompts = interview(schools.library(), example).prompts
    asked = [
        one for one in prompts if one.id != "nation" or len(one.choices) > 1
    ]  # for some there is nothing to choose
    met: set[str] = set()
    shown = piped(path, *(line_for(prompt, example, met) if prompt.id in example.answers else "" for prompt in asked))
    typed = by_name(saved(path))
    assert typed == {id: answer for id, answer in by_name(example).items() if id in {prompt.id for prompt in asked}}
    assert ("Still open:" in shown) == any(prompt.id not in example.answers for prompt in asked)


# With arrow keys, the keys sent to the prompts in this process

Press = Callable[..., tuple[int, str]]


@pytest.fixture
def press(path: Path) -> Iterator[Press]:
    """Presses keys and gives the exit code and all that was drawn. Ctrl-C comes last if nothing else ends it."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.data_structures import Size
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output.vt100 import Vt100_Output

    def pressed(*keys: str) -> tuple[int, str]:
        drawn = Screen()
        output = Vt100_Output(drawn, lambda: Size(rows=50, columns=100), term="xterm", enable_cpr=False)
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=output):
            pipe.send_text("".join(keys) + "\x03")
            code = ask(path, schools.library(), ON, stdin=Keyboard(), stdout=drawn)
        return code, " ".join(re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", " ", drawn.getvalue()).split())

    yield pressed


def begin(path: Path, until: str) -> None:
    """A file in which everything before that question is answered as Hillside does."""
    path.write_text(_begun(until), encoding="utf-8")


@cache
def _begun(until: str) -> str:
    hillside = schools.example("hillside-primary")
    order = list(schools.library().questions)
    text = (schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8")
    kept = [id for id in hillside.answers if order.index(id) < order.index(until)]
    for id in hillside.answers:
        text = text if id in kept else take(text, "answers", (id,))
    named = {person for id in kept for person in hillside.answers[id].values}
    for id in hillside.people:
        text = text if id in named else take(text, "people", (id,))
    return text


def test_several_questions_with_arrow_keys(path: Path, press: Press) -> None:
    code, shown = press("Hillside", ENTER, DOWN, ENTER, ENTER, DOWN, ENTER, SPACE, DOWN, SPACE, ENTER)
    assert code == INTERRUPTED
    answers = saved(path).answers
    assert answers["sector"] == given("academy")
    assert answers["phase"].state == "usual" and answers["phase"].because
    assert answers["provision"] == given("early-years", "boarding")
    assert "Usual for organisations like yours: primary." in shown
    assert "Stopped. Every answer so far is saved in school.yaml." in shown


def test_esc_goes_back_and_the_answer_stands_ready(path: Path, press: Press) -> None:
    press("Hillside", ENTER, ENTER, ESC, ENTER, ENTER, SPACE, ENTER)
    assert saved(path).answers == {
        "organisation": given("Hillside"),
        "sector": given("maintained-school"),
        "nation": given("england"),
    }
    _, shown = press(ESC, ESC, ESC, " School", ENTER)
    assert "This is the first question." not in shown
    assert saved(path).answers["organisation"] == given("Hillside School")


def test_a_line_that_is_no_answer_is_not_taken(path: Path, press: Press) -> None:
    begin(path, "approved_on")
    _, shown = press(
        "31 June", ENTER, *["\x7f"] * 4, "December 2026", ENTER
    )  # what was typed stands there to be changed
    assert "That is not an answer yet: ‘31 June’ is not a date; write the day first" in shown
    assert saved(path).answers["approved_on"] == given("2026-12-31")


def test_an_empty_line_offers_what_can_be_said_instead(path: Path, press: Press) -> None:
    begin(path, "local_authority")
    press(
        ENTER, DOWN, ENTER, "Mrs Patel asks", ENTER, ENTER, DOWN, DOWN, ENTER, ENTER, ESC, ENTER, ENTER, "LADO", ENTER
    )
    answers = saved(path).answers
    assert answers["local_authority"] == Answer("unsure", note="Mrs Patel asks")
    assert answers["partnership"] == Answer("skipped")
    assert answers["lado_team"] == given("LADO")


def test_not_sure_skip_and_leaving_it_stand_below_every_list(path: Path, press: Press) -> None:
    begin(path, "religious_character")
    press(DOWN, DOWN, ENTER)  # the pointer begins at the usual answer, which is the last
    assert saved(path).answers["religious_character"] == Answer("skipped")
    press(ESC, DOWN, ENTER, "ask the vicar", ESC, DOWN, DOWN, ENTER)  # back at it: not sure after all, and then not
    assert saved(path).answers["religious_character"] == Answer("skipped")
    press(ESC, DOWN, ENTER, "ask the vicar", ENTER)
    assert saved(path).answers["religious_character"] == Answer("unsure", note="ask the vicar")


def test_the_usual_set_is_taken_with_one_key_or_none_at_all(path: Path, press: Press) -> None:
    begin(path, "non_employees")
    press(ENTER)
    assert saved(path).answers["non_employees"].state == "usual"
    press(ESC, DOWN, ENTER)  # back at it, the pointer is on the list; below it: none of these
    assert saved(path).answers["non_employees"] == given()
    _, shown = press(ESC, ENTER, SPACE, ESC, ENTER, DOWN, SPACE, ENTER)
    assert saved(path).answers["non_employees"] == given("contractors"), shown


def test_ticking_the_usual_ones_is_taking_the_usual_answer(path: Path, press: Press) -> None:
    begin(path, "record_access")
    press(DOWN, ENTER, ENTER)
    assert saved(path).answers["record_access"].state == "usual"
    press(ESC, ENTER, ENTER)  # kept as it is
    assert saved(path).answers["record_access"].state == "usual"


def test_a_person_is_added_field_by_field_and_chosen_afterwards(path: Path, press: Press) -> None:
    begin(path, "head")
    _, shown = press(
        *(
            ENTER,
            "Ann Jonas",
            ENTER,
            ESC,
            "\x7f\x7fes",
            ENTER,
            "Headteacher",
            ENTER,
            "101",
            ENTER,
            "head@hillside.example",
            ENTER,
        ),
        *(UP, ENTER),
    )
    answers = saved(path)
    assert answers.people["jones"] == Person("jones", "Ann Jones", "Headteacher", "101", "head@hillside.example")
    assert answers.answers["head"] == answers.answers["lead"] == given("jones")
    assert "Ann Jones is named for the headteacher and the Designated Safeguarding Lead" in shown


def test_details_of_a_person_can_be_corrected(path: Path, press: Press) -> None:
    begin(path, "lead")
    press(ESC, DOWN, DOWN, ENTER, ENTER, "\x15", "Principal", ENTER, ENTER, ENTER)
    assert saved(path).people["jones"].title == "Principal"


def test_what_is_wrong_with_a_person_is_said_and_asked_again(path: Path, press: Press) -> None:
    begin(path, "head")
    _, shown = press(
        ENTER,
        "Ann \N{SLIGHTLY SMILING FACE}",
        ENTER,
        ENTER,
        ENTER,
        ENTER,
        "\x15",
        "Ann Jones",
        ENTER,
        ENTER,
        ENTER,
        ENTER,
    )
    assert "cannot be printed" in shown
    assert saved(path).people["jones"].name == "Ann Jones"


def test_a_vacant_post_keeps_its_note(path: Path, press: Press) -> None:
    begin(path, "head")
    press(ENTER, ENTER, DOWN, ENTER, ESC, DOWN, ENTER, "January", ENTER)
    assert saved(path).answers["head"] == Answer("vacant", note="January")


def test_several_people_are_gathered_one_by_one(path: Path, press: Press) -> None:
    begin(path, "deputies")
    press(
        *(ENTER, "Tom Reed", ENTER, ENTER, ENTER, ENTER),  # somebody new
        *(DOWN, ENTER),  # and the head
        *(DOWN, DOWN, DOWN, ENTER),  # and Tom Reed out again
        *(DOWN, DOWN, DOWN, ENTER, ESC, ENTER),  # a second thought: nobody new, and that is everybody
    )
    answers = saved(path)
    assert answers.answers["deputies"] == given("jones")
    assert "reed" not in answers.people
    press(ESC, ENTER)  # kept as it is
    assert saved(path) == answers


def test_nobody_is_an_answer_where_several_are_asked_for(path: Path, press: Press) -> None:
    begin(path, "deputies")
    press(DOWN, ENTER)
    assert saved(path).answers["deputies"] == given()
    press(ESC, DOWN, ENTER)
    assert saved(path).answers["deputies"] == given()


def test_ties_are_chosen_from_those_named(path: Path, press: Press) -> None:
    begin(path, "related")
    names = list(saved(path).people)
    press(DOWN, ENTER, ENTER, ENTER, ENTER)
    assert saved(path).answers["related"] == Answer("given", pairs=((names[0], names[1]),))
    press(ESC, ENTER)  # kept
    press(ESC, DOWN, DOWN, ENTER, DOWN, ENTER, ESC, ENTER)
    assert saved(path).answers["related"] == Answer("given")


def test_what_stands_beside_the_answers_is_there_for_every_kind(path: Path, press: Press) -> None:
    for id, downs in (("non_employees", 3), ("deputies", 3), ("related", 2)):
        begin(path, id)
        _, shown = press(*[DOWN] * downs, ENTER, "ask", ENTER)
        assert saved(path).answers[id] == Answer("unsure", note="ask"), shown


def test_a_note_that_is_too_long_is_asked_for_again(path: Path, press: Press) -> None:
    begin(path, "religious_character")
    _, shown = press(DOWN, ENTER, "x" * 500, ENTER, DOWN, ENTER, "x", ENTER)
    assert "That is not an answer yet: the note is too long" in shown
    assert saved(path).answers["religious_character"] == Answer("unsure", note="x")


def test_ctrl_d_stops_and_says_how_things_stand(path: Path, press: Press) -> None:
    code, shown = press("Hillside", ENTER, ENTER, ENTER, ENTER, ENTER, DOWN, ENTER, "\x04")
    assert code == DONE
    assert "Saved in school.yaml" in shown and "Still open:" in shown


def test_at_the_end_one_may_finish_or_change_an_answer(path: Path, press: Press) -> None:
    path.write_text((schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    code, shown = press(ENTER)
    assert code == DONE and "To make the policy: policygen build" in shown
    code, shown = press(DOWN, ENTER, ENTER, ESC, ENTER, ENTER, " II", ENTER, ENTER)
    assert code == DONE
    assert "Check your answers. Which part?" in shown and "Your organisation: 17 of 17 answered" in shown
    assert "Which would you change? What is the name of your organisation? Hillside" in shown
    assert saved(path).answers["organisation"] == given("Hillside Primary School II")
    code, _ = press(DOWN, ENTER, DOWN, ENTER, ESC, ESC, "\x04")
    assert code == DONE
    code, shown = press(ESC, ENTER, ENTER)  # Esc goes back to the last question, which Enter leaves as it is
    assert code == DONE and shown.count("When is it reviewed next?") == 1


def test_what_was_left_open_is_offered_at_the_end(path: Path, press: Press) -> None:
    begin(path, "next_review")
    code, shown = press(ENTER, UP, ENTER, DOWN, ENTER, "autumn 2027", ENTER, ENTER)
    assert code == DONE and "answer what is still open" in shown
    assert saved(path).answers["next_review"] == given("autumn 2027")


# In a real pseudo-terminal and a real pipe


def test_in_a_real_terminal_esc_goes_back_and_ctrl_c_keeps_everything(path: Path) -> None:
    terminal = Terminal(path)
    terminal.until("What is the name of your organisation")
    terminal.until("Your answer:")
    terminal.press("Hillside\r")
    terminal.until("a children’s home")
    terminal.press(DOWN)
    terminal.press(ENTER)
    terminal.until("Which ages does it teach")
    terminal.until("sixth form")
    terminal.press(ESC)
    assert CLEAN in terminal.until("Your answer so far: an academy in a trust", raw=True)
    terminal.until("a children’s home")
    terminal.press(UP)
    terminal.press(ENTER)
    terminal.until("choose from the list")
    terminal.press("\x03")
    assert "To go on: policygen ask" in terminal.until("To go on:")
    assert terminal.close() == INTERRUPTED
    assert saved(path).answers == {"organisation": given("Hillside"), "sector": given("maintained-school")}


WHOLE = ("hillside-primary", "seedling-garden-project")
"""A school and a charity."""


def papers(answers: Answers) -> list[Document]:
    """What the command line makes of these answers."""
    return [one.document for one in documents(schools.library(), answers, ON)]


@pytest.mark.parametrize("name", WHOLE)
def test_the_documents_of_an_interview_through_a_pipe_are_those_of_the_same_answers_file(path: Path, name: str) -> None:
    example = schools.example(name)
    prompts = [
        one for one in interview(schools.library(), example).prompts if one.id != "nation" or len(one.choices) > 1
    ]
    met: set[str] = set()
    done = run(path, "--plain", said="".join(f"{line_for(one, example, met)}\n" for one in prompts))
    assert done.returncode == DONE
    assert papers(saved(path)) == papers(example)


@pytest.mark.parametrize("name", WHOLE)
def test_the_documents_of_an_interview_with_arrow_keys_are_those_of_the_same_answers_file(
    path: Path, name: str
) -> None:
    example = schools.example(name)
    terminal = Terminal(path)
    asked: list[str] = []
    while not (shown := terminal.until(r"Question \d+ of [^?]+\?[\s\S]*(arrow keys|Enter alone:)|What now")).count(
        "What now"
    ):
        seen = interview(schools.library(), saved(path) if path.exists() else Answers({}, {}))
        prompt = seen.prompts[int(re.findall(r"Question (\d+) of", shown)[-1]) - 1]
        assert prompt.id not in asked, f"{prompt.id} is asked a second time"
        asked.append(prompt.id)
        terminal.press(keys_for(seen, prompt, example))
    assert "none open" in shown
    terminal.press(ENTER)
    assert terminal.close() == DONE
    assert papers(saved(path)) == papers(example)


def test_f1_helps_and_keeps_what_was_typed(path: Path) -> None:
    terminal = Terminal(path)
    terminal.until("Enter alone:")
    terminal.press("Hillside")
    terminal.until("Hillside")
    terminal.press(F1)
    shown = " ".join(terminal.until("Keys: Enter answers[\\s\\S]*Hillside").split())
    assert "Where it appears: Low-level concerns policy: What this policy is for: “In this policy" in shown
    terminal.press(" School\r")
    terminal.until("a children’s home")
    terminal.press(F1)
    assert "an academy in a trust: An academy or free school run by an academy trust" in " ".join(
        terminal.until("Keys:[\\s\\S]*leave it open").split()
    )
    terminal.press("\x03")
    terminal.until("To go on:")
    assert terminal.close() == INTERRUPTED
    assert saved(path).answers == {"organisation": given("Hillside School")}


def test_all_answers_can_be_checked_at_the_end_of_plain_lines(path: Path) -> None:
    path.write_text((schools.EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    shown = " ".join(typed(path, "c", "q").split())
    assert (
        "Your organisation: 17 of 17 answered. 1. What is the name of your organisation? Hillside Primary School."
        in shown
    )
    assert "When is it reviewed next?" in shown


def test_no_colour_is_drawn_where_none_is_wanted(path: Path) -> None:
    terminal = Terminal(path, NO_COLOR="1")
    terminal.until("Your answer:")
    terminal.press("Hillside\r")
    time.sleep(0.5)
    terminal.press("\x03")
    drawn = ""
    end = time.monotonic() + 20
    while "To go on:" not in drawn and time.monotonic() < end:
        if select.select([terminal.master], [], [], 1)[0]:
            drawn += os.read(terminal.master, 65536).decode("utf-8", "replace")
    terminal.close()
    codes = {code for found in re.findall(r"\x1b\[([0-9;]*)m", drawn) for code in found.split(";")}
    assert not [code for code in codes if code.isdigit() and 30 <= int(code) <= 107], codes


def run(path: Path, *options: str, said: str = "") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-c", CODE, str(path), *options],
        input=said.encode("utf-8"),
        capture_output=True,
        cwd=schools.ROOT,
        timeout=60,
        check=False,
    )


def test_a_pipe_is_read_as_utf_8_and_loads_nothing_that_draws(path: Path) -> None:
    done = run(path, "--plain", said="\ufeffYsgol Gŵyr\n1\n")
    assert done.returncode == DONE
    assert saved(path).answers["organisation"] == given("Ysgol Gŵyr")
    assert b"prompt_toolkit" not in done.stderr and b"questionary" not in done.stderr


def test_an_old_console_shows_what_it_can(path: Path) -> None:
    stdin = io.TextIOWrapper(io.BytesIO("\ufeffYsgol Gŵyr\n".encode()), encoding="cp1252")
    shown = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert ask(path, schools.library(), ON, plain=True, stdin=stdin, stdout=shown) == DONE
    assert saved(path).answers["organisation"] == given("Ysgol Gŵyr")


def test_bytes_that_are_no_words_are_refused(path: Path) -> None:
    with pytest.raises(AnswersError, match="cannot be printed"):
        piped(path, "Hillside \udcff")
