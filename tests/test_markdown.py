"""What a person sees who reads the Markdown, as it stands and rendered."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from sample import FORM, HOSTILE, SCRIPTS, gap, said, sample, words

from policygen.document import Cover, Document, Items, Paragraph, Part, Passage, Run, Table
from policygen.writers.markdown import write_markdown

RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def rendered(document: Document) -> str:
    """The words a reader sees when the Markdown is shown as a page, white space collapsed."""
    page = html.fromstring(
        "<html><body>" + re.sub(r"<br ?/?>", " ", RENDER.render(write_markdown(document).decode())) + "</body></html>"
    )
    return " ".join(page.text_content().split())


def only(*blocks: Paragraph | Items | Table) -> Document:
    cover = Cover(words("School"), "Title", "", (), (), words("Note"))
    part = Part("one", "section", "1", words("One"), (Passage("first", "1.1", words("First"), blocks),))
    return Document("id", "Title", "en-GB", cover, (part,), "School", "1")


def body(document: Document) -> str:
    return rendered(document).split("1.1 First", 1)[1].strip()


def test_the_page_says_what_the_document_says_in_the_same_order() -> None:
    shown = rendered(sample())
    at = 0
    for line in said(sample()):
        assert line in shown[at:], f"{line!r} is missing, or is said too early"
        at = shown.index(line, at) + len(line)


def test_markup_typed_in_a_name_prints_as_typed() -> None:
    assert HOSTILE in rendered(sample(HOSTILE))
    assert rendered(sample(HOSTILE)).count(HOSTILE) >= 4


def test_names_print_in_every_script() -> None:
    shown = rendered(sample())
    assert all(name in shown for name in SCRIPTS.values())


def test_a_gap_and_an_assumption_stand_out_in_bold_with_their_brackets() -> None:
    written = write_markdown(sample()).decode()
    assert "shared with **[to confirm: the headteacher’s name]** before" in written
    assert "reviewed **[every half-term]**." in written


def test_a_gap_stands_out_even_where_it_touches_a_word() -> None:
    page = RENDER.render(write_markdown(only(Paragraph((Run("pre"), gap("x", "q"), Run("post"))))).decode())
    assert "pre<strong>[to confirm: x]</strong>post" in page


def test_headings_carry_the_numbers_of_the_document_and_their_links_lead_to_them() -> None:
    written = write_markdown(sample()).decode()
    headings = re.findall(r"^#+ (.+)$", written, re.MULTILINE)
    assert headings[:5] == [
        "Low-level concerns policy",
        "In short",
        "Contents",
        "1 Why we have this policy",
        "1.1 Purpose",
    ]
    assert "Appendix B Record of a concern" in headings
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", written)) <= made


def test_two_headings_of_one_name_have_two_anchors() -> None:
    twice = only(Paragraph((Run("see", link="#again"),)))
    again = Passage("again", "1.1", words("First"), ())
    part = replace(twice.parts[0], content=(*twice.parts[0].content, again))
    assert "[see](#11-first-1)" in write_markdown(replace(twice, parts=(part,))).decode()


def test_steps_letters_and_forms_read_well_as_plain_text() -> None:
    written = write_markdown(sample()).decode()
    assert "1. Write down what was seen.\n2. Share it.\n3. Leave it with us." in written
    assert "- (a) it may be nothing;\n- (b) the person is a friend;" in written
    assert "- **Day it happened** ____ / ____ / ________" in written
    assert all(f"  - ☐ {choice}" in written for field in FORM.fields for choice in field.choices)


def test_a_list_that_starts_like_a_list_is_one_list() -> None:
    page = RENDER.render(write_markdown(only(Items("bullets", (words("- a"), words("2. b"), words("# c"))))).decode())
    assert page.count("<ul>") == 1 and "<ol>" not in page and page.count("<h1>") == 1


TYPED = st.text(st.sampled_from("ab1 .,-+*_#>|<&;$~`\\[]()!:=\n\t’£{}/@x"), min_size=1, max_size=40)


@settings(max_examples=300, deadline=None)
@given(TYPED, TYPED, st.booleans())
@example("---", "x", False)
@example("[a]: b", "c", False)
@example("[a]", "(b)", False)
@example("![a]", "(b)", True)
@example("&amp", ";", True)
@example("a | b\n:- | -:", "", False)
@example("1234567890. a", "-", False)
@example("    code", "\\", False)
@example("ends in a sign #", "#", True)
def test_whatever_is_typed_prints_as_typed(first: str, second: str, strong: bool) -> None:
    line = (Run(first, "organisation"), Run(second, "head", strong=strong))
    typed = " ".join((first + second).split())
    assert body(only(Paragraph(line))) == typed
    assert body(only(Items("bullets", (line,)))) == typed
    assert body(only(Items("steps", (line,)))) == typed
    cells = body(only(Table((words("Head"),), ((line,),))))
    assert cells == f"Head {typed}".strip()
