"""Odd and hostile answers print as they were typed in every format and change nothing else; what cannot print is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schools

from policygen.answers import Answers
from policygen.answers_file import load_answers
from policygen.document import lines, text
from policygen.errors import AnswersError
from policygen.files import slug
from policygen.formats import FORMATS, writer
from policygen.generate import build
from policygen.library import Library
from policygen.look import DEFAULT
from policygen.provenance import origin

MARKUP = {
    "Markdown": "St. Mary’s *Academy* __1__ `x` # y > z - q [a](b) ![c](d) ~~e~~ | f",
    "a Markdown list": "1. - * + a",
    "HTML": '<b>bold</b><script>alert("x")</script><!-- & &amp; &#60; -->',
    "Jinja": "{{ 7*7 }}{% for x in y %}{# z #}",
    "our own slots": "{{ head }} and {{ lead.short }} [to confirm: nothing]",
    "Typst": '#let x = *y* $z$ _u_ @ref <label> \\u{41} // comment /* x */ #import "a"',
    "XML": "<w:p/>&lt;a b='c' d=\"e\"/> ]]> <![CDATA[ x ]]>",
    "YAML": "!!python/object:x &a *b {c: [d]} | > - ? : # %",
    "a formula": '=1+1 @SUM(A1) +2 -3 =HYPERLINK("x")',
    "a path": "../../../etc/passwd",
    "a Windows path": "C:\\Users\\x\\..\\con",
    "a template of a path": "~/.ssh/$HOME/%APPDATA%",
    "three hundred characters": "The Very Reverend Doctor Featherstonehaugh Foundation School of St Clement and St Ann at Mousehole "
    * 3,
    "three hundred without a space": "x" * 300,
    "quotation marks": "‘a’ “b” 'c' \"d\" «e» \\ ' \"",
    "a reserved name": "CON",
}
SCRIPTS = {
    "Welsh": "Ysgol Gynradd Tŷ Ŵyn Llanfair­pwll",
    "Yoruba and Vietnamese": "Ọ̀ṣun Nguyễn Đặng",
    "Polish, Greek, Ukrainian": "Łucja Γεώργιος Юлія",
    "Arabic": "مدرسة محمد بن عبد الله",
    "Hebrew": "בית ספר דוד בן־גוריון",
    "Devanagari": "श्रीमती लक्ष्मी विद्यालय",
    "Bengali": "শ্রীমতী রায়",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
    "Gujarati": "શ્રી પટેલ",
    "Tamil": "திரு கண்ணன்",
    "Telugu": "శ్రీ రెడ్డి",
    "Kannada": "ಶ್ರೀ ಗೌಡ",
    "Malayalam": "ശ്രീ നായർ",
}
REFUSED = {
    "a bell": "\x07",
    "a control of the upper half": "\x9b",
    "an override of the direction": "\u202e",
    "an isolate": "\u2066",
    "a picture": "😀",
    "a picture of two": "👩‍🏫",
    "a flag": "🏴",
    "private use": "\ue000",
    "a letter no font has": "中",
    "a replacement": "\ufffd",
    "a zero-width no-break": "\ufeff",
    "an accent on nothing it fits": "1ी",
}
READERS: dict[str, Callable[[bytes], str]] = {
    "docx": schools.word_words,
    "pdf": schools.pdf_words,
    "html": schools.html_words,
    "md": schools.markdown_words,
}
PLAIN = "Plain Name"


def typed(value: str) -> dict[str, Any]:
    """Answers that hold the value wherever something can be typed."""
    return {"organisation": value, "unions": value, "partnership": value, "lado_team": value, "local_authority": value}


def somebody(value: str) -> dict[str, Any]:
    return {"jones": {"name": value, "title": value, "phone": "01632 960101", "email": "head@hillside.example"}}


def named(value: str) -> Answers:
    return schools.school(typed(value), somebody(value))


def clean(value: str) -> str:
    return " ".join(value.split())


def close(words: str) -> str:
    return re.sub(r"[\s\u00ad\u2010\u2011\ufffe\x02-]", "", words)


def drawn(answers: Answers, kind: str) -> bytes:
    made = schools.made(answers)
    return writer(kind)(made.document, DEFAULT, schools.ON, origin(schools.library(), made, schools.ON))


every_value = pytest.mark.parametrize("value", [*MARKUP.values(), *SCRIPTS.values()], ids=[*MARKUP, *SCRIPTS])


@every_value
def test_what_was_typed_changes_no_other_word_of_the_policy(value: str) -> None:
    def others(value: str) -> list[str]:
        return [
            re.sub(r"….+…|…", "…", text(line).replace(clean(value), "…"))
            for line in lines(schools.made(named(value)).document)
        ]

    assert others(value) == others(PLAIN)
    found = schools.made(named(value))
    assert text(found.document.cover.organisation) == clean(value)
    assert found.where() == schools.made(named(PLAIN)).where() and not found.marks.open


@pytest.mark.parametrize("kind", ["docx", "html", "md"])
@every_value
def test_what_was_typed_prints_as_it_was_typed(kind: str, value: str) -> None:
    shown, plain = close(READERS[kind](drawn(named(value), kind))), close(READERS[kind](drawn(named(PLAIN), kind)))
    assert shown.replace(close(value), "…") == plain.replace(close(PLAIN), "…")


@pytest.mark.parametrize("value", MARKUP.values(), ids=MARKUP)
def test_what_was_typed_prints_as_it_was_typed_on_paper(value: str) -> None:
    shown = close(READERS["pdf"](drawn(named(value), "pdf")))
    document = schools.made(named(value)).document
    at = 0
    for line in schools.says(document):
        found = shown.find(close(line), at)
        assert found >= 0, f"{line!r} is missing, or is said too early"
        at = found + len(close(line))


@pytest.mark.parametrize("value", SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_has_its_letters_on_paper(value: str) -> None:
    shown = READERS["pdf"](drawn(named(value), "pdf"))
    letters = {letter for letter in value if letter.isalpha() and letter.isascii() is False}
    missing = {letter for letter in letters if letter not in shown}
    assert len(missing) <= len(letters) / 2, "letters that join or turn may be read back as others, never most of them"


@pytest.mark.parametrize("value", [*MARKUP.values(), *SCRIPTS.values()], ids=[*MARKUP, *SCRIPTS])
def test_a_name_never_leads_out_of_the_folder(library: Library, tmp_path: Path, value: str) -> None:
    made = build(library, named(value), tmp_path / "out", on=schools.ON, formats=("md",))
    assert made.folder.parent == tmp_path / "out" and re.fullmatch(r"[a-z0-9-]{1,65}", made.folder.name)
    assert made.folder.name == slug(clean(value)) and made.folder.name not in ("con", "nul", "aux", "prn")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_two_schools_of_one_folder_name_stand_beside_each_other(library: Library, tmp_path: Path) -> None:
    first = build(library, named("St. Mary’s"), tmp_path, on=schools.ON, formats=("md",))
    other = build(library, named("St Marys"), tmp_path, on=schools.ON, formats=("md",))
    assert first.folder != other.folder and first.folder.name == "st-marys"
    assert build(library, named("St. Mary’s"), tmp_path, on=schools.ON, formats=("md",)).folder == first.folder


@pytest.mark.parametrize("sign", REFUSED.values(), ids=REFUSED)
def test_a_sign_that_cannot_be_printed_is_refused_with_the_question_named(
    library: Library, tmp_path: Path, sign: str
) -> None:
    path = tmp_path / "answers.yaml"
    rows = f'policygen: 1\nanswers:\n  organisation: Hillside\n  unions: "Ann {sign} Jones"\npeople:\n  jones: {{name: "Ann {sign} Jones"}}\n'
    path.write_text(rows, encoding="utf-8", newline="\n")
    with pytest.raises(AnswersError) as refused:
        load_answers(path, library)
    problems = refused.value.problems
    assert [problem.line for problem in problems] in ([4, 6], [4]) and "'unions'" in problems[0].what
    assert all("cannot be printed (U+" in problem.what for problem in problems)
    assert "name of 'jones'" in problems[-1].what or len(problems) == 1


@pytest.mark.parametrize("kind", FORMATS)
def test_an_answer_of_every_script_and_every_markup_together_can_be_written(kind: str) -> None:
    everything = clean(" ".join([*MARKUP.values(), *SCRIPTS.values()]))
    parts = [everything[at : at + 380] for at in range(0, len(everything), 380)]
    questions = ["organisation", "unions", "partnership", "lado_team", "local_authority", "record_system_name"]
    assert drawn(schools.school(dict(zip(questions, parts, strict=False))), kind)
