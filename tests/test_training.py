"""The training pack: what everybody is asked in a session, and that the answer is always to tell."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import schools
from lxml import etree, html

from policygen.assembly import Assembled
from policygen.document import Items, Notice, Paragraph, Subheading, Table, text
from policygen.facts import derive
from policygen.filling import Speaker
from policygen.formats import drawn_in, writer
from policygen.generate import documents
from policygen.library import Library
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.proof import prove
from policygen.rehearsal import untold
from policygen.training import answer, scenarios

TOPICS = {
    *("self-referral", "head", "lead", "chair", "agency", "contractor", "volunteer", "out of work", "online", "favouritism"),
    *("transport", "one-to-one", "anonymous", "pattern of three", "historic", "lookalike", "bias", "whistleblowing"),
}  # fmt: skip
SEEDS = {
    "hillside-primary": {
        *("hugs-for-leavers", "governor-gives-a-lift", "supply-last-day", "smart-glasses", "sits-in-her-car"),
        *("staffroom-meme", "head-childs-tutor", "hold-not-written-up", "shouting-complaint", "counsellors-door"),
        *("agency-says-no", "three-mild-notes", "who-keeps-the-record", "divorce-gossip", "beard-and-dress"),
    },
    "riverside-academy-trust": {"leaver-in-july"},
    "st-brides-independent": {"door-shut-at-night", "vicar-and-school"},
    "northlight-tuition-centre": {"head-childs-lessons"},
    "little-otters-nursery": {"nappy-door-closed"},
    "aldermoor-rangers-football-club": {"young-coach-player", "kit-fee", "told-of-1998"},
    "seedling-garden-project": {"let-go-quietly"},
    "harbour-school-overseas": {"lead-asleep-abroad"},
    "st-oswald-netherwick-parish": {"minister-and-school"},
    "ferrybank-college": {"college-counsellor"},
    "larch-house-childrens-home": {"home-restraint-unrecorded"},
}
"""Stories that practitioners ask for, in an example of the family that each belongs to."""
ALONE = ("bramble-cottage-childminder", "quill-tuition-lone-tutor")
CITED = re.compile(r"([^;:(]+) \(([^()]+), ((?:section )?[\dA-Z][\d.]*|Appendix [A-Z])\)")
every_example = pytest.mark.parametrize("name", schools.NAMES)


def speaker(name: str) -> Speaker:
    answers = schools.example(name)
    return Speaker(schools.library(), derive(schools.library(), answers), answers)


def pack(name: str) -> dict[str, Assembled]:
    """The training pack and the school pack of an example, by document."""
    made = documents(schools.library(), schools.example(name), schools.ON, (), ("school", "training"))
    return {one.document.id: one for one in made}


def blocks(one: Assembled) -> list[object]:
    return [thing for part in one.document.parts for thing in part.content]


@every_example
def test_every_scenario_rests_on_sections_that_stand_in_the_organisations_own_documents(name: str) -> None:
    made = pack(name)
    sections = {
        (one.document.title, passage.number)
        for one in made.values()
        for _, passage in schools.passages(one.document)
        if passage.number
    }
    found = blocks(made["self-check" if name in ALONE else "facilitator-notes"])
    lines = (
        [block for notice in found if isinstance(notice, Notice) for block in notice.blocks] if name in ALONE else found
    )
    cited = [text(one.line) for one in lines if isinstance(one, Paragraph) and one.style == "follows"]
    stories = sum(isinstance(thing, Subheading) for thing in found)
    assert len(cited) == stories >= 12
    for line in cited:
        named = [(title, number) for _, title, number in CITED.findall(line.removeprefix("It rests on: "))]
        assert named and len(named) == line.count(";") + 1, line
        assert set(named) <= sections, line


@every_example
def test_every_answer_is_to_tell_whom_and_by_when(name: str) -> None:
    library, says = schools.library(), speaker(name)
    for scenario in scenarios(library, says):
        told = text(answer(scenario, library, says))
        if name in ALONE:
            assert re.search(r"^(Write it in your own dated log|Call .* at once|Tell the person who looks after)", told)
        else:
            assert re.search(r"(^|\. Then )tell ", told, re.IGNORECASE), told
            assert re.search(r"at once", told), told


def test_what_may_meet_the_threshold_is_never_told_later_than_at_once() -> None:
    library = schools.library()
    grave = [one for one in library.scenarios.values() if one.pile == "threshold"]
    slow = [one.id for one in grave if library.ways[one.way].rung and not library.ways[one.way].at_once]
    assert grave and not slow


@every_example
def test_nobody_who_would_tell_is_ever_put_right(name: str) -> None:
    tables = [thing for thing in blocks(pack(name)["self-check"]) if isinstance(thing, Table)]
    assert len(tables) == 12
    for table in tables:
        said = {text(choice): text(reply) for choice, reply in table.rows}
        right = [choice for choice, reply in said.items() if reply.startswith("Yes")]
        assert len(right) == 1 and re.match(r"Tell|Write it down", right[0])
        others = " ".join(reply for choice, reply in said.items() if choice not in right)
        assert others.count("Share it") + others.count("rite it down") >= len(said) - 1


@every_example
def test_each_organisation_hears_twelve_scenarios_or_more_and_half_of_them_its_own(name: str) -> None:
    found = scenarios(schools.library(), speaker(name))
    assert len(found) >= 12 and sum(bool(one.own) for one in found) >= 6
    topics = {topic for one in found for topic in one.topics}
    if name not in ALONE:
        wanted = TOPICS - ({"chair"} if "no" in speaker(name).facts.values["has_chair"] else set())
        assert wanted <= topics, wanted - topics
    assert any(one.pile == "threshold" for one in found)


@pytest.mark.parametrize("name", SEEDS)
def test_what_practitioners_ask_for_is_told_where_it_belongs(name: str) -> None:
    assert SEEDS[name] <= {one.id for one in scenarios(schools.library(), speaker(name))}


def test_about_as_many_stories_are_about_women_as_about_men() -> None:
    told = [f" {one.story} ".casefold() for one in schools.library().scenarios.values()]
    he = sum(" he " in story or " his " in story for story in told)
    she = sum(" she " in story or " her " in story for story in told)
    assert min(he, she) * 2 > max(he, she)


def test_where_headquarters_decides_nothing_is_sorted() -> None:
    made = pack("fernlow-scout-group")
    assert "sorting-cards" not in made
    said = " ".join(schools.says(made["facilitator-notes"].document))
    assert "For recipients" not in said and "pile" not in said.replace("the answers below have no piles", "").replace(
        "Which pile is it?", ""
    )


def test_the_piles_are_told_to_nobody_but_those_who_lead_and_those_who_hear() -> None:
    made = pack("hillside-primary")
    for id in ("briefing", "scenarios", "self-check", "induction-page", "supervision-prompt", "sign-in-sheet"):
        said = " ".join(schools.says(made[id].document))
        assert "pile" not in said and "For recipients" not in said, id
    notes = [thing for thing in blocks(made["facilitator-notes"]) if isinstance(thing, Items | Paragraph)]
    assert any("For recipients" in text(one.line) for one in notes if isinstance(one, Paragraph))


def test_the_briefing_says_nothing_twice_differently() -> None:
    made = pack("hillside-primary")
    short = schools.says(made["staff-guide"].document)
    briefing = schools.says(made["briefing"].document)
    rules = [line for line in short if line.endswith(".") and len(line) > 60]
    assert len(set(rules) & set(briefing)) >= len(rules) - 2


def test_the_cards_are_the_examples_of_the_policy_without_their_columns() -> None:
    made = pack("hillside-primary")
    (table,) = (thing for thing in blocks(made["sorting-cards"]) if isinstance(thing, Table))
    columns = next(
        block
        for _, passage in schools.passages(made["low-level-concerns-policy"].document)
        if passage.anchor == "three-columns"
        for block in passage.blocks
        if isinstance(block, Table)
    )
    cards = {text(card).split(": ", 1)[1].casefold() for card, _ in table.rows}
    assert cards == {text(cell).casefold() for row in columns.rows for cell in row[1:]}


def check_page(name: str = "hillside-primary") -> tuple[etree._Element, str]:
    document = pack(name)["self-check"].document
    written = writer("html")(document, DEFAULT, schools.ON, {}).decode("utf-8")
    return html.document_fromstring(written), written


def test_the_self_check_is_a_web_page_alone_whatever_else_is_wanted() -> None:
    assert drawn_in("check", ("docx", "pdf")) == ("html",) and drawn_in("paper", ("docx", "pdf")) == ("docx", "pdf")


def test_the_self_check_runs_no_script_and_fetches_nothing() -> None:
    tree, written = check_page()
    assert not tree.xpath("//script | //link | //iframe | //img | //object | //form | //@onclick")
    assert "url(" not in written and "@import" not in written
    assert all(link.startswith("#") for link in tree.xpath("//@href"))


def test_each_story_of_the_self_check_unfolds_by_keyboard_and_its_answer_is_printed_at_the_end() -> None:
    tree, _ = check_page()
    stories = tree.xpath("//section[@class='story']")
    assert len(stories) == 12
    for story in stories:
        folded = story.xpath("./details")
        assert len(folded) == 5 and not story.xpath("./details[@open]")
        assert all(one.xpath("./summary[normalize-space()]") for one in folded)
    (answers,) = tree.xpath("//section[@id='answers']")
    assert len(answers.xpath("./h3")) == 12
    for story, heading in zip(stories, answers.xpath("./h3"), strict=True):
        assert story.findtext("h2") == heading.text
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_names_typed_by_hand_stay_words_in_the_self_check() -> None:
    library, answers = schools.library(), schools.school({"organisation": "St. <b>Mary</b> {{ 7*7 }} School"})
    made = documents(library, answers, schools.ON, ["self-check"])
    written = writer("html")(made[0].document, DEFAULT, schools.ON, {}).decode("utf-8")
    assert "St. &lt;b&gt;Mary&lt;/b&gt; {{ 7*7 }} School" in written and "<b>Mary" not in written


WRONG = """
own: our schools
when: {{sector: school}}
scenarios:
  - {{id: ours, title: A story, story: "{story}", way: anyone, answer: "{answer}", pile: low, because: It does., shows: It shows., rests: [{rests}]{when}}}
"""


def with_one(folder: Path, story: str, answer: str, rests: str, when: str = "") -> Library:
    """The library with one more scenario, for schools."""
    path = folder / "clauses" / "scenarios" / "ours.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(WRONG.format(story=story, answer=answer, rests=rests, when=when), encoding="utf-8")
    return load([folder])


@pytest.mark.parametrize(
    ("story", "given", "rests", "found"),
    [
        ("A story.", "You need not share it.", "touch", "a reason not to share"),
        ("A story.", "Share it.", "small-tell", "rests on nothing that stands"),
        ("We called the LADO.", "Share it.", "touch", "says 'LADO'"),
        ("It was {{ childminder_agency }}.", "Share it.", "touch", "which is not asked of"),
    ],
)
def test_a_scenario_that_is_wrong_is_found(tmp_path: Path, story: str, given: str, rests: str, found: str) -> None:
    problems = prove(with_one(tmp_path, story, given, rests), ["independent-school"], ["wales"]).problems
    assert any(found in str(problem) for problem in problems), problems


@pytest.mark.parametrize(("when", "told"), [("", True), (", when: {sector: nursery}", False)])
def test_a_scenario_that_nobody_can_be_told_is_found(tmp_path: Path, when: str, told: bool) -> None:
    library = with_one(tmp_path, "A story.", "Share it.", "touch", when)
    heard = prove(library, ["independent-school"], ["wales"]).told
    assert any("'ours' is told to nobody" in str(problem) for problem in untold(library, heard)) is not told


def test_every_paper_of_the_pack_says_what_is_done_with_it() -> None:
    for outline in schools.library().outlines.values():
        if outline.pack == "training":
            assert outline.use.endswith("."), outline.id
