"""Saving one answer: what a person finds in their file afterwards, and what is never touched."""

from __future__ import annotations

import os
import sys
import threading
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policygen import glyphs, saving
from policygen.answers import Answer, Person
from policygen.answers_file import load_answers
from policygen.checking import check
from policygen.errors import AnswersError, WriteError
from policygen.library import Library
from policygen.patching import put, scalar, take
from policygen.questions import YES_NO, Option, Question, Section
from policygen.reading import Listing, Table, parse
from policygen.saving import open_answers, save_answer


def question(id: str, kind: str, *options: Option) -> Question:
    return Question(id, kind, f"{id}?", id, "all", "questions.yaml", 1, options=options)  # type: ignore[arg-type]


def table(**rows: object) -> Table:
    made = Table(rows)
    made.lines = dict.fromkeys(rows, 1)
    return made


def listing(*rows: Table) -> Listing:
    made = Listing(rows)
    made.lines = [1] * len(rows)
    return made


FRUIT = (Option("apple", "an apple"), Option("pear", "a pear"), Option("plum", "a plum"))
QUESTIONS = (
    question("organisation", "text"),
    question("notes", "long_text"),
    question("fruit", "choice", *FRUIT),
    question("basket", "many", *FRUIT),
    question("box", "many", *FRUIT),
    question("open", "yes_no", *YES_NO),
    question("head", "person"),
    question("deputies", "people"),
    question("related", "pairs"),
    question("approved_on", "date"),
)
LIBRARY = Library(
    version="2026.11.1",
    layers=("sample",),
    nations={},
    sectors={},
    terms={},
    facts={},
    sections={"all": Section("all", "All", "")},
    questions={one.id: one for one in QUESTIONS},
    sources={},
    clauses={},
    outlines={},
    blocks={},
    workbooks={},
    packs={},
    moved=table(renamed=listing(table(**{"from": "school", "to": "organisation"}))),
)

FILE = """\
# The answers of Hillside.
policygen: 1
library: "2026.10.1"   # the library of last month
answers:
  # who we are
  organisation: "Hillside Primary School"  # as on the sign
  basket:
    # what we have
    - apple
    - "pear"   # only in autumn

  # the head
  head: jones
  notes: |
    Two lines
    of text

  # at the end
  open: yes
people:
  jones: {name: Ann Jones, phone: 01632 960123}  # ring after nine
  # the lead
  patel:
    name: Samira Patel
    email: lead@hillside.example

# the last word
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "hillside.yaml"
    made.write_text(FILE, encoding="utf-8", newline="\n")
    return made


def given_(*values: str) -> Answer:
    return Answer("given", values)


def save(path: Path, id: str, new: Answer | None, *people: tuple[Person | None, Person]) -> str:
    """Save over whatever stands there, and give the new text."""
    old = open_answers(path, LIBRARY).answers.get(id)
    save_answer(path, LIBRARY, id, old, new, people)
    return path.read_text(encoding="utf-8")


def test_a_first_answer_makes_the_file(tmp_path: Path) -> None:
    text = save(tmp_path / "new.yaml", "organisation", given_("Hillside Primary School"))
    assert text == "policygen: 1\nlibrary: 2026.11.1\nanswers:\n  organisation: Hillside Primary School\n"


def test_a_person_is_written_once_below_people(tmp_path: Path) -> None:
    jones = Person("jones", "Ann Jones", "Headteacher", "01632 960123", "head@hillside.example")
    text = save(tmp_path / "new.yaml", "head", given_("jones"), (None, jones))
    assert text.endswith(
        "answers:\n  head: jones\npeople:\n"
        "  jones: {name: Ann Jones, title: Headteacher, phone: 01632 960123, email: head@hillside.example}\n"
    )


def test_only_the_answer_and_the_library_change_in_the_file(path: Path) -> None:
    text = save(path, "organisation", given_("St Bride’s: the *new* one"))
    changed = FILE.replace('"Hillside Primary School"', '"St Bride’s: the *new* one"').replace("2026.10.1", "2026.11.1")
    assert text == changed


def test_an_answer_before_a_comment_is_put_in_quotes_so_that_the_comment_stays(path: Path) -> None:
    assert '  organisation: "Plain words"  # as on the sign\n' in save(path, "organisation", given_("Plain words"))


def test_a_list_of_lines_becomes_a_list_on_one_line_and_keeps_the_comment_above(path: Path) -> None:
    text = save(path, "basket", given_("plum"))
    assert "  basket:\n    # what we have\n      [plum]   # only in autumn\n" in text
    assert load_answers(path, LIBRARY).answers["basket"] == given_("plum")


def test_a_block_of_text_is_replaced_and_the_comment_after_it_stays(path: Path) -> None:
    text = save(path, "notes", given_("One\nTwo"))
    assert '  notes: "One\\nTwo"\n\n  # at the end\n  open: yes\n' in text


def test_a_new_answer_goes_after_the_last_one(path: Path) -> None:
    text = save(path, "approved_on", given_("2026-12-10"))
    assert "  open: yes\n  approved_on: 2026-12-10\npeople:\n" in text


def test_a_person_is_changed_in_place(path: Path) -> None:
    patel = open_answers(path, LIBRARY).people["patel"]
    text = save(path, "head", given_("patel"), (patel, replace(patel, phone="101")))
    assert (
        "  # the lead\n  patel: {name: Samira Patel, phone: 101, email: lead@hillside.example}\n\n# the last word\n"
        in text
    )
    assert "  head: patel\n" in text
    assert "{name: Ann Jones, phone: 01632 960123}  # ring after nine" in text


@pytest.mark.parametrize(
    ("id", "answer", "line"),
    [
        (
            "fruit",
            Answer("unsure", note="Mrs Patel is asking the council"),
            "fruit: {unsure: Mrs Patel is asking the council}",
        ),
        ("fruit", Answer("unsure"), 'fruit: {unsure: ""}'),
        ("deputies", Answer("skipped", note="we have none yet"), "deputies: {skipped: we have none yet}"),
        ("deputies", given_(), "deputies: []"),
        ("deputies", given_("jones", "patel"), "deputies: [jones, patel]"),
        ("head", Answer("vacant", note="election: January"), 'head: {vacant: "election: January"}'),
        (
            "fruit",
            Answer("usual", ("pear",), because={"sector": "academy, school", "size": ""}),
            'fruit: {usual: pear, because: {sector: "academy, school", size: ""}}',
        ),
        ("box", Answer("usual", (), because={"size": "medium"}), "box: {usual: [], because: {size: medium}}"),
        ("box", Answer("usual", ("plum",)), "box: {usual: [plum]}"),
        ("related", Answer("given", pairs=(("jones", "patel"),)), "related: [[jones, patel]]"),
        ("related", Answer("given"), "related: []"),
        ("open", given_("no"), "open: no"),
        ("notes", given_("- a list\n# no comment"), 'notes: "- a list\\n# no comment"'),
        ("organisation", given_("{{ 7*7 }} & *x* !tag"), 'organisation: "{{ 7*7 }} & *x* !tag"  # as on the sign'),
    ],
)
def test_each_kind_of_answer_is_written_so_that_a_person_can_read_it(
    path: Path, id: str, answer: Answer, line: str
) -> None:
    assert f"  {line}\n" in save(path, id, answer)
    assert load_answers(path, LIBRARY).answers[id] == answer


def test_an_answer_can_be_taken_out_again(path: Path) -> None:
    assert save(path, "notes", None) == FILE.replace("  notes: |\n    Two lines\n    of text\n", "").replace(
        "2026.10.1", "2026.11.1"
    )


def test_taking_out_the_only_answer_leaves_a_file_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    save(path, "fruit", given_("pear"))
    assert save(path, "fruit", None) == "policygen: 1\nlibrary: 2026.11.1\nanswers: {}\n"
    assert save(path, "open", given_("yes")) == "policygen: 1\nlibrary: 2026.11.1\nanswers: {open: yes}\n"


def test_an_answer_that_somebody_else_changed_is_not_written_over(path: Path) -> None:
    stale = open_answers(path, LIBRARY).answers["organisation"]
    save(path, "organisation", given_("Hillside Academy"))
    before = path.read_bytes()
    with pytest.raises(AnswersError) as caught:
        save_answer(path, LIBRARY, "organisation", stale, given_("Hillside School"))
    said = str(caught.value)
    assert "organisation" in said and "‘Hillside Primary School’" in said and "‘Hillside Academy’" in said
    assert "nothing was saved" in said
    assert path.read_bytes() == before


def test_two_tabs_saving_different_questions_do_not_collide(path: Path) -> None:
    save_answer(path, LIBRARY, "fruit", None, given_("pear"))
    found = save_answer(path, LIBRARY, "approved_on", None, given_("2026-12-10"))
    assert found.answers["fruit"] == given_("pear") and found.answers["approved_on"] == given_("2026-12-10")


def test_two_tabs_saving_the_same_answer_agree(path: Path) -> None:
    save_answer(path, LIBRARY, "fruit", None, given_("pear"))
    save_answer(path, LIBRARY, "fruit", None, given_("pear"))
    with pytest.raises(AnswersError, match="it was not answered and is now ‘pear’"):
        save_answer(path, LIBRARY, "fruit", None, given_("plum"))


def test_a_person_that_somebody_else_changed_is_not_written_over(path: Path) -> None:
    with pytest.raises(AnswersError, match="‘Ann Jones, 01632 960123’"):
        save_answer(path, LIBRARY, "fruit", None, given_("pear"), [(None, Person("jones", "Alun Jones"))])
    assert path.read_text(encoding="utf-8") == FILE


def test_many_at_once_lose_nothing(path: Path) -> None:
    answers = {
        "fruit": given_("pear"),
        "approved_on": given_("2026-12-10"),
        "deputies": given_(),
        "related": Answer("given"),
    }
    threads = [threading.Thread(target=save_answer, args=(path, LIBRARY, id, None, new)) for id, new in answers.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.items() <= load_answers(path, LIBRARY).answers.items()


def test_an_older_name_of_a_question_becomes_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_text("answers:\n  school: Hillside  \n  open: yes\n", encoding="utf-8")
    assert save(path, "organisation", given_("Hillside Academy")).startswith(
        "library: 2026.11.1\nanswers:\n  organisation: Hillside Academy"
    )
    assert list(load_answers(path, LIBRARY).answers) == ["organisation", "open"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only a comment",
        "policygen: 1",
        "policygen: 1\nanswers:",
        "policygen: 1\nanswers:   \n# people below\npeople:\n",
        "answers: {}\npeople: {}\n",
        "{}",
        '{"policygen": "1", "answers": {"open": "yes"}}',
        '{"policygen": "1", "answers": {"open": "yes"}, "people": {}}',
        "answers: {open: yes,\n  organisation: x}\n",
        "---\nanswers:\n    open: yes\n",
        "answers:\n  deputies:\n  - smith\npeople:\n  smith:\n    name: |-\n      Jo Smith",
        'answers: {"open": yes}\n',
        "\ufeffpolicygen: 1\r\nanswers:\r\n  open: yes\r\n",
        "answers:\n  notes: |+\n    kept\n\n\n",
        "answers:\n  ? open\n  : yes\n",
    ],
)
def test_a_file_of_any_shape_takes_an_answer_and_a_person(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shape.yaml"
    path.write_bytes(text.encode("utf-8"))
    before = open_answers(path, LIBRARY)
    jones = Person("jones", "Ann Jones")
    after = save_answer(path, LIBRARY, "head", None, given_("jones"), [(None, jones)])
    assert after.answers == {**before.answers, "head": given_("jones")}
    assert after.people == {**before.people, "jones": jones}
    loaded = load_answers(path, LIBRARY)
    assert (loaded.answers, loaded.people) == (after.answers, after.people)
    gone = save_answer(path, LIBRARY, "head", given_("jones"), None)
    assert gone.answers == before.answers
    assert b"\r" not in path.read_bytes()


def test_what_cannot_be_kept_is_refused_and_nothing_is_written(path: Path) -> None:
    for wrong in (given_("two  spaces"), given_("x" * 500), given_("lone \ud800 half")):
        with pytest.raises(AnswersError, match=r"hillside\.yaml"):
            save(path, "organisation", wrong)
    assert path.read_text(encoding="utf-8") == FILE


def test_a_mistake_in_the_file_is_named_with_its_line_before_anything_is_written(path: Path) -> None:
    path.write_text(FILE.replace("open: yes", "opne: yes"), encoding="utf-8")
    with pytest.raises(AnswersError, match=r"hillside\.yaml:19: unknown question 'opne'; did you mean 'open'"):
        save_answer(path, LIBRARY, "fruit", None, given_("pear"))


def test_nothing_is_left_beside_the_file_but_its_lock(path: Path) -> None:
    save(path, "fruit", given_("pear"))
    assert sorted(one.name for one in path.parent.iterdir()) == [".hillside.yaml.lock", "hillside.yaml"]


def test_saving_the_same_answer_again_does_not_touch_the_file(path: Path) -> None:
    save(path, "fruit", given_("pear"))
    os.utime(path, (1, 1))
    save(path, "fruit", given_("pear"))
    assert path.stat().st_mtime == 1


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are of another kind there")
def test_the_file_keeps_who_may_read_it_and_a_link_stays_a_link(path: Path) -> None:
    path.chmod(0o600)
    link = path.with_name("link.yaml")
    link.symlink_to(path)
    save(link, "fruit", given_("pear"))
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o600
    assert "fruit: pear" in path.read_text(encoding="utf-8")


def test_a_file_open_in_another_program_is_named_and_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(WriteError, match=r"hillside\.yaml: .*close it in the program that has it open"):
        save(path, "fruit", given_("pear"))
    assert path.read_text(encoding="utf-8") == FILE
    assert not list(path.parent.glob("*.tmp"))


def test_a_full_disk_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match="No space left on device"):
        save(path, "fruit", given_("pear"))
    assert path.read_text(encoding="utf-8") == FILE
    assert not list(path.parent.glob("*.tmp"))


def test_whoever_waits_too_long_for_the_lock_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr(saving, "PATIENCE", 0.1)
    with (
        FileLock(path.with_name(".hillside.yaml.lock")),
        pytest.raises(AnswersError, match="another program is saving"),
    ):
        save(path, "fruit", given_("pear"))


def test_a_lock_that_cannot_be_made_is_a_file_that_cannot_be_written(path: Path) -> None:
    path.with_name(".hillside.yaml.lock").mkdir()
    with pytest.raises(WriteError, match=r"hillside\.yaml"):
        save(path, "fruit", given_("pear"))


def test_a_folder_that_is_not_there_is_named_before_any_question(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="there is no folder"):
        open_answers(tmp_path / "nowhere" / "answers.yaml", LIBRARY)


# Anything that can be typed comes back as typed

MARKUP = st.sampled_from(
    [
        ": ",
        " #",
        "- ",
        "? ",
        "{{ x }}",
        "[",
        "]",
        "{",
        "}",
        "&a",
        "*a",
        "!!str",
        "|",
        ">",
        "%",
        "@",
        "`",
        "'",
        '"',
        "\\",
        "\n",
        "---",
        "...",
    ]
)
TYPED = st.lists(st.one_of(MARKUP, st.text(max_size=6)), max_size=8).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=TYPED, note=TYPED, name=TYPED)
def test_hostile_words_come_back_and_every_comment_stays(path: Path, typed: str, note: str, name: str) -> None:
    path.write_text(FILE, encoding="utf-8", newline="\n")
    typed, note, name = (unicodedata.normalize("NFC", one) for one in (typed, note, name))
    kept = {}
    for id in ("organisation", "notes"):
        if glyphs.unprintable(typed) is None and (found := check(LIBRARY.questions[id], typed, {}).answer):
            kept[id] = found
    if note.isprintable():
        kept["fruit"] = Answer("unsure", note=note.strip())
        kept["head"] = Answer("vacant", note=note.strip())
    people: dict[str, Person] = {}
    if name.strip() and glyphs.unprintable(name) is None and "\n" not in name:
        person = Person("new", " ".join(name.split()))
        save_answer(path, LIBRARY, "deputies", None, given_("new"), [(None, person)])
        kept["deputies"], people["new"] = given_("new"), person
    for id, new in kept.items():
        save(path, id, new)
    loaded = load_answers(path, LIBRARY)
    assert kept.items() <= loaded.answers.items()
    assert people.items() <= loaded.people.items()
    text = path.read_text(encoding="utf-8")
    for line in FILE.splitlines():
        comment = line[line.find("#") :] if "#" in line else ""
        assert comment in text


@settings(max_examples=200, deadline=None)
@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_the_same_after_yaml(value: str) -> None:
    value = unicodedata.normalize("NFC", value)
    for text in (
        f"a: {scalar(value)}\n",
        f"a: {{b: [{scalar(value)}, x]}}\n",
        f"{scalar('k' + value[:20])}: {scalar(value, True)}  # c\n",
    ):
        found = parse(text, "sample", comments_beside_values=False)
        while not isinstance(found, str):
            found = next(iter(found.values())) if isinstance(found, dict) else found[0]
        assert found == value


KEYS = st.sampled_from(["a", "b", "c"])
STYLES = st.sampled_from(
    ["x", '"x"', "'x'", "[x, y]", "{x: y}", "\n    - x\n    - y", "\n    x: y", "|\n    x\n", ">-\n    x\n    y\n", ""]
)


@settings(max_examples=200, deadline=None)
@given(entries=st.dictionaries(KEYS, STYLES, min_size=1), key=KEYS, gap=st.sampled_from(["", "\n", "\n  # between"]))
def test_an_entry_is_put_or_taken_and_all_others_mean_the_same(entries: dict[str, str], key: str, gap: str) -> None:
    text = "t:\n" + "".join(f"  {name}: {value}{gap}\n" for name, value in entries.items()) + "u: z\n"
    before = parse(text, "sample")
    after = parse(put(text, "t", (key,), lambda quoted: scalar("new", quoted)), "sample")
    assert after == {"t": {**before["t"], key: "new"}, "u": "z"}
    left = {name: value for name, value in before["t"].items() if name != key}
    assert parse(take(text, "t", (key,)), "sample") == {"t": left, "u": "z"}


@settings(max_examples=100, deadline=None)
@given(entries=st.dictionaries(KEYS, st.sampled_from(["x", '"x"', "[x, y]", "{x: y}"])), key=KEYS)
def test_the_same_in_a_table_on_one_line(entries: dict[str, str], key: str) -> None:
    text = "t: {" + ", ".join(f"{name}: {value}" for name, value in entries.items()) + "}\nu: z\n"
    before = parse(text, "sample")
    assert parse(put(text, "t", (key,), lambda quoted: scalar("new", quoted)), "sample")["t"] == {
        **before["t"],
        key: "new",
    }
    left = {name: value for name, value in before["t"].items() if name != key}
    assert parse(take(text, "t", (key,)), "sample") == {"t": left, "u": "z"}
