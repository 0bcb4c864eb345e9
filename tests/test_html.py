"""What a person sees, or hears from a screen reader, on the web page."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from lxml import etree, html
from sample import HOSTILE, LONG_NAME, SCRIPTS, STEPS, said, sample

from policygen.document import Document
from policygen.look import DEFAULT
from policygen.writers.html import write_html

ON = date(2026, 11, 22)
ORIGIN = {"library": "2026.11.1", "program": "policygen 1.0"}


def page(document: Document) -> etree._Element:
    return html.document_fromstring(write_html(document, DEFAULT, ON, ORIGIN))


def body_words(document: Document) -> list[str]:
    """The words of the page without the parts that stand for others: contents, chart, numbers, skip link, footer."""
    tree = page(document)
    for extra in tree.xpath(
        "//nav | //*[local-name()='svg'] | //*[@class='number'] | //a[@class='skip'] | //footer | //head"
    ):
        tail = extra.tail or ""
        before = extra.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            extra.getparent().text = (extra.getparent().text or "") + tail
        extra.getparent().remove(extra)
    spaced = (text for text in tree.itertext())
    return " ".join("".join(spaced).split()).split()


@pytest.mark.parametrize("organisation", ["Hillside Primary School", HOSTILE, LONG_NAME, *SCRIPTS.values()])
def test_the_page_says_what_the_document_says_and_nothing_else(organisation: str) -> None:
    document = sample(organisation)
    assert "".join(body_words(document)) == "".join("".join(line.split()) for line in said(document))


def test_an_approved_policy_says_nothing_of_a_draft() -> None:
    assert "DRAFT" not in write_html(sample(draft=""), DEFAULT, ON, ORIGIN).decode()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert write_html(sample(), DEFAULT, ON, ORIGIN) == write_html(sample(), DEFAULT, ON, ORIGIN)


def test_the_page_names_its_language_title_and_origin() -> None:
    tree = page(sample())
    assert tree.get("lang") == "en-GB"
    assert tree.findtext(".//title") == "Low-level concerns policy: Hillside Primary School"
    assert tree.xpath("//meta[@name='policygen:library']/@content") == ["2026.11.1"]


def test_the_page_runs_no_script_and_fetches_nothing() -> None:
    written = write_html(sample(), DEFAULT, ON, ORIGIN).decode()
    tree = page(sample())
    assert not tree.xpath("//script | //link | //iframe | //img | //object | //@onclick | //@onload")
    assert "url(" not in written and "@import" not in written
    assert all(link.startswith(("#", "mailto:", "tel:", "https:")) for link in tree.xpath("//@href"))


def test_headings_go_down_one_level_at_a_time_from_a_single_title() -> None:
    levels = [int(heading.tag[1]) for heading in page(sample()).xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_keyboard_reaches_the_text_at_once_and_every_link_leads_somewhere() -> None:
    tree = page(sample())
    skip = tree.xpath("//body/a[1]")[0]
    assert skip.get("class") == "skip" and skip.get("href") == "#main"
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [link[1:] for link in tree.xpath("//@href") if link.startswith("#")]
    assert set(targets) | set(tree.xpath("//@aria-labelledby")) <= set(ids)


def test_a_screen_reader_is_told_of_landmarks_contents_and_sections() -> None:
    tree = page(sample())
    assert [len(tree.findall(f".//{name}")) for name in ("header", "main", "footer", "nav")] == [1, 1, 1, 1]
    assert tree.xpath("//nav/@aria-label") == ["Contents"]
    assert [" ".join(link.text_content().split()) for link in tree.xpath("//nav//li[a]")] == [
        "1 Why we have this policy",
        "2 Who to tell",
        "Appendix A What to do, step by step",
        "Appendix B Record of a concern",
        "To confirm",
    ]


def test_tables_have_column_headings_and_say_what_they_are() -> None:
    tree = page(sample())
    assert tree.xpath("//table") and not tree.xpath("//table[not(thead/tr/th[@scope='col'])]")
    label = tree.xpath("//table[@aria-labelledby]/@aria-labelledby")[0]
    assert tree.get_element_by_id(label).text_content() == "Who receives a concern"


def test_the_flow_chart_is_a_picture_with_words_for_those_who_cannot_see_it() -> None:
    chart = page(sample()).xpath("//*[local-name()='svg']")[0]
    assert chart.get("role") == "img" and chart.get("aria-label") == STEPS.alt


def test_gaps_and_assumptions_are_marked_and_a_gap_keeps_its_brackets() -> None:
    tree = page(sample())
    assert tree.xpath("//mark[@class='gap']")[1].text_content() == "[to confirm: the vice-chair’s name]"
    assert tree.xpath("//mark[@class='assumed']")[0].text_content() == "[every half-term]"


def test_markup_typed_in_a_name_stays_text_everywhere() -> None:
    tree = page(sample(HOSTILE))
    assert not tree.xpath("//b") and HOSTILE in tree.findtext(".//title")
    assert tree.xpath("//meta[@name='author']/@content") == [HOSTILE]


def test_writing_from_the_right_does_not_disturb_the_words_around_it() -> None:
    organisation = page(sample(SCRIPTS["Arabic"])).xpath("//p[@class='organisation']/bdi")[0]
    assert organisation.text_content() == SCRIPTS["Arabic"]


def test_no_size_in_the_style_holds_the_page_wider_than_a_telephone() -> None:
    style = page(sample()).findtext(".//style") or ""
    fixed = [float(width) for width in re.findall(r"(?<!max-)(?<!min-)width:([\d.]+)rem", style)]
    assert fixed and max(fixed) * 16 <= 320
