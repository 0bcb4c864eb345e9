"""What the check of a library proves, and how each kind of mistake in one is told: file, line, what, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
import schools

from policygen.checked import check
from policygen.errors import LibraryError
from policygen.loading import load
from policygen.proof import Proof, prove

CLAUSE = {
    "title": "Extra",
    "section": "telling",
    "since": "2021-09-01",
    "always": "yes",
    "cites": "[kcsie/llc-sharing]",
}
SOURCE = {
    "source": "extra",
    "title": "Extra guidance",
    "short": "Extra",
    "publisher": "A body",
    "standing": "guidance",
    "nations": "[england]",
    "binds": "{sector: school}",
    "editions": '[{id: "2021", from: 2021-09-01, seen: primary}]',
    "places": "[{id: one, about: one thing, at: Part one}]",
}


def clause(body: str = "Text.", **changes: str) -> dict[str, str]:
    """One clause more, with these keys changed or, if empty, left out."""
    head = {key: value for key, value in {**CLAUSE, **changes}.items() if value}
    return {
        "clauses/policy/extra.md": "---\n"
        + "".join(f"{key}: {value}\n" for key, value in head.items())
        + f"---\n{body}\n"
    }


def source(**changes: str) -> dict[str, str]:
    """One source more."""
    return {"clauses/guidance/extra.yaml": "".join(f"{key}: {value}\n" for key, value in {**SOURCE, **changes}.items())}


def layer(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    """A folder laid over the library."""
    for name, text in files.items():
        path = tmp_path / "mine" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return tmp_path / "mine"


# Our own library


@pytest.fixture(scope="module")
def ours() -> Proof:
    return prove(schools.library())


def test_our_library_has_no_mistake(ours: Proof) -> None:
    assert [str(problem) for problem in ours.problems] == []


def test_the_proof_says_what_was_proved(ours: Proof) -> None:
    library = schools.library()
    wordings = sum(len(dated) for dated in library.clauses.values())
    asked = sum(len(source.requirements) for source in library.sources.values())
    assert (ours.clauses, ours.requirements) == (wordings, asked) and wordings > 60 and asked > 60
    assert (
        set(ours.sectors) == {id for id, sector in library.sectors.items() if not sector.family} and ours.walks > 5000
    )
    assert set(ours.met) == {(id, nation) for id in ours.sectors for nation in library.sectors[id].nations}
    assert all(met == applying > 10 for applying, met in ours.met.values())
    assert "KCSIE 2026: paragraph numbers" in ours.unconfirmed
    assert ours.summary().startswith(f"{wordings} clauses, each in for some organisation and out for another")


# Mistakes that are found in reading and in holding names against each other

TERM = "terms:\n  - id: extra\n    meaning: x\n    forms:\n"
QUESTION = "section: extra\ntitle: Extra\nquestions:\n  - id: extra\n    kind: {kind}\n    ask: Extra?\n    label: extra\n{more}"

MISTAKES: dict[str, tuple[dict[str, str | bytes], str]] = {
    # keys
    "an unknown key of a clause": (
        clause(cite="[a/b]"),
        "mine/policy/extra.md:7: unknown key 'cite'; did you mean 'cites'?",
    ),
    "a key twice": (
        {"clauses/policy/extra.md": "---\ntitle: A\ntitle: B\n---\nText.\n"},
        "mine/policy/extra.md:3: the key 'title' stands twice; keep one of the two",
    ),
    "a missing key": (clause(section=""), "mine/policy/extra.md:2: 'section' is missing; add it"),
    "an unknown key of a source": (
        source(publsher="x"),
        "mine/guidance/extra.yaml:10: unknown key 'publsher'; did you mean 'publisher'?",
    ),
    "an unknown key of a question": (
        {"clauses/questions/90-extra.yaml": QUESTION.format(kind="text", more="    hlep: x\n")},
        "mine/questions/90-extra.yaml:8: unknown key 'hlep'; did you mean 'help'?",
    ),
    "an unknown key of an option": (
        {
            "clauses/questions/90-extra.yaml": QUESTION.format(
                kind="choice", more="    options:\n      - {id: a, label: a, hlep: x}\n"
            )
        },
        "mine/questions/90-extra.yaml:9: unknown key 'hlep'; did you mean 'help'?",
    ),
    "a slot of a question that is none": (
        {"clauses/questions/90-extra.yaml": QUESTION.format(kind="text", more='    help: "{{ a b }}"\n')},
        "mine/questions/90-extra.yaml:4: '{{ a b }}' is not a slot; write {{ name }}, {{ name.form }} or {{ name's }}",
    ),
    "an unknown kind of question": (
        {"clauses/questions/90-extra.yaml": QUESTION.format(kind="number", more="")},
        "mine/questions/90-extra.yaml:5: 'kind' is not right; should be 'text', 'long_text', 'choice', 'many', 'yes_no', 'person', 'people', 'pairs', 'date', 'date_or_term', 'phone', 'email' or 'web'",
    ),
    "a day that is none": (
        clause(since="1 May 2026"),
        "mine/policy/extra.md:4: 'since' is not right; should be a date such as 2026-09-01",
    ),
    "a head that is missing": (
        {"clauses/policy/extra.md": "Text.\n"},
        "mine/policy/extra.md:1: the head is missing; begin with '---', the keys, and '---'",
    ),
    # names
    "an unknown fact": (
        clause(always="", when="{sectr: school}"),
        "mine/policy/extra.md:1: no fact is called 'sectr'; did you mean 'sector'?",
    ),
    "an unknown value of a fact": (
        clause(always="", when="{phase: primery}"),
        "mine/policy/extra.md:1: 'phase' is never 'primery'; did you mean 'primary'?",
    ),
    "an unknown term": (
        clause("Tell {{ leed }}."),
        "mine/policy/extra.md:1: no term or question is called 'leed'; did you mean 'lead'?",
    ),
    "an unknown form": (
        clause("Tell {{ lead.shrt }}."),
        "mine/policy/extra.md:1: 'lead' has no form 'shrt'; did you mean 'short'?",
    ),
    "a slot that is none": (
        clause("Tell {{ lead | upper }}."),
        "mine/policy/extra.md:8: '{{ lead | upper }}' is not a slot; write {{ name }}, {{ name.form }} or {{ name's }}",
    ),
    "a slot that does not close": (
        clause("Tell {{ lead."),
        "mine/policy/extra.md:8: a slot's braces do not close; write {{ name }} on one line",
    ),
    "a condition in the text": (
        clause("{% if x %}Tell.{% endif %}"),
        "mine/policy/extra.md:8: a slot's braces do not close; write {{ name }} on one line",
    ),
    "an unknown place": (
        clause(cites="[kcsie/llc-shareing]"),
        "mine/policy/extra.md:1: cites: no place is called 'kcsie/llc-shareing'; did you mean 'kcsie/llc-sharing'?",
    ),
    "no citation": (
        clause(cites="[]"),
        "mine/policy/extra.md:1: the clause cites nothing; add 'cites:' with at least one place",
    ),
    "an unknown requirement": (
        clause(meets="[kcsie/llc-shared]"),
        "mine/policy/extra.md:1: meets: no requirement is called 'kcsie/llc-shared'; did you mean 'kcsie/llc-sharing'?",
    ),
    "an unknown section": (
        clause(section="teling"),
        "mine/policy/extra.md:1: section: 'low-level-concerns-policy' has none called 'teling'; did you mean 'telling'?",
    ),
    "an unknown document": (
        {"clauses/polcy/extra.md": clause()["clauses/policy/extra.md"]},
        "mine/polcy/extra.md:1: no outline is called 'polcy'; add an outline",
    ),
    "an unknown cross-reference": (
        clause("See [this](#who-to-tel)."),
        "mine/policy/extra.md:1: a link goes to '#who-to-tel' and there is nothing there; did you mean 'who-to-tell'?",
    ),
    "a section that is called like a clause": (
        {
            **clause(),
            "templates/outlines/o.yaml": "id: o\ntitle: O\nfolder: policy\nparts: [{section: ladder, title: L}, {section: who-to-tell, title: W}]\n",
        },
        "mine/templates/outlines/o.yaml:4: a section and a clause are both called 'who-to-tell', so a link could mean either; give one of them another id",
    ),
    "a place that nobody wrote": (
        source(requirements="[{id: two, strength: should, asks: x, seen: primary, says: [[x]]}]"),
        "mine/guidance/extra.yaml:10: 'extra/two' has no place; add one to 'places:'",
    ),
    "an unknown edition": (
        source(places="[{id: one, about: one thing, first: '2022'}]"),
        "mine/guidance/extra.yaml:1: 'one' names the edition '2022'; did you mean '2021'?",
    ),
    "an unknown nation": (
        source(nations="[englnd]"),
        "mine/guidance/extra.yaml:1: no nation is called 'englnd'; did you mean 'england'?",
    ),
    "an unknown person on a ladder": (
        {
            "clauses/sectors/x.yaml": "sectors:\n  - {id: x, name: a x, within: school, nations: [england], ladder: [{about: anyone, label: Anyone, low: [hed]}]}\n"
        },
        "mine/sectors/x.yaml:2: no person question is called 'hed'; did you mean 'head'?",
    ),
    "an unknown family": (
        {"clauses/sectors/x.yaml": "sectors:\n  - {id: x, name: a x, within: schol, nations: [england]}\n"},
        "mine/sectors/x.yaml:2: within: no family is called 'schol'; did you mean 'school'?",
    ),
    "an outline that names no clause": (
        {
            "templates/outlines/o.yaml": "id: o\ntitle: O\nfolder: policy\nparts: [{section: telling2, title: L, contents: [who-to-tel]}]\n"
        },
        "mine/templates/outlines/o.yaml:4: no clause is called 'who-to-tel'; did you mean 'who-to-tell'?",
    ),
    "an outline that names no block": (
        {"templates/outlines/o.yaml": "id: o\ntitle: O\nparts: [{block: covver}]\n"},
        "mine/templates/outlines/o.yaml:3: no block is called 'covver'; blocks are cover, in-short, contents, ladder, flow, form, contacts, editions, to-confirm",
    ),
    "something removed that is not there": (
        {"clauses/library.yaml": "version: '1'\nremove: {clauses: [who-to-tel]}\n"},
        "mine/library.yaml:1: 'who-to-tel' is removed and there is none in clauses; take the line out",
    ),
    "a clause listed in another section": (
        {
            "templates/outlines/o.yaml": "id: o\ntitle: O\nfolder: policy\nparts: [{section: other, title: L, contents: [who-to-tell]}]\n"
        },
        "mine/templates/outlines/o.yaml:4: 'who-to-tell' says it belongs to section 'telling'; list it there, or write 'section: other'",
    ),
    "a clause wanted in short that has no such form": (
        {**clause(), "templates/outlines/o.yaml": "id: o\ntitle: O\nparts: [{block: in-short, clauses: [extra]}]\n"},
        "mine/templates/outlines/o.yaml:3: 'extra' is wanted in short and has no 'short:'; add one sentence to the clause",
    ),
    "a form that is not there": (
        {
            "templates/outlines/o.yaml": "id: o\ntitle: O\nparts: [{appendix: a, contents: [{block: form, of: record-from}]}]\n"
        },
        "mine/templates/outlines/o.yaml:3: no form is called 'record-from'; did you mean 'record-form'?",
    ),
    "a part of two kinds": (
        {"templates/outlines/o.yaml": "id: o\ntitle: O\nparts: [{section: a, appendix: b}]\n"},
        "mine/templates/outlines/o.yaml:3: a part is one of section, appendix and block; give exactly one of them",
    ),
    "a part for each of something odd": (
        {"templates/outlines/o.yaml": "id: o\ntitle: O\nparts: [{section: a, title: A, each: pupil}]\n"},
        "mine/templates/outlines/o.yaml:3: a part cannot be repeated for each 'pupil'; each: nation, local_authority, place",
    ),
    "a part that is a word": (
        {"templates/outlines/o.yaml": "id: o\ntitle: O\nparts: [cover]\n"},
        "mine/templates/outlines/o.yaml: a table of 'key: value' lines is wanted; indent the keys below",
    ),
    "an outline without a title": (
        {"templates/outlines/o.yaml": "id: o\n"},
        "mine/templates/outlines/o.yaml:1: 'title' is missing; add it",
    ),
    "a slot in a title that does not close": (
        clause(title='"{{ lead"'),
        "mine/policy/extra.md:2: a slot's braces do not close; write {{ name }} on one line",
    ),
    "a slot of a term that does not close": (
        {"clauses/terms.yaml": TERM + '      - {the: "{{ x"}\n'},
        "mine/terms.yaml:5: a slot's braces do not close; write {{ name }} on one line",
    ),
    "a slot of a form that is none": (
        {"clauses/blocks/extra.yaml": 'id: extra\nintro: "{{ a b }}"\n'},
        "mine/blocks/extra.yaml:1: '{{ a b }}' is not a slot; write {{ name }}, {{ name.form }} or {{ name's }}",
    ),
    "questions without a section": (
        {"clauses/questions/90-extra.yaml": "title: Extra\n"},
        "mine/questions/90-extra.yaml:1: 'section' is missing; add it",
    ),
    "a card with a wrong key": (
        {"clauses/library.yaml": "version: '1'\nremove: {claus: [a]}\n"},
        "mine/library.yaml:2: unknown key 'claus'; did you mean 'clauses'?",
    ),
    "a condition with an empty list": (
        clause(always="", when="{sector: []}"),
        "mine/policy/extra.md:6: 'when' is not right; 'sector' should be one value or a list of values",
    ),
    # conditions
    "always and a condition": (
        clause(when="{sector: school}"),
        "mine/policy/extra.md:1: 'always' stands beside a condition; write 'always: yes', or 'when:' or 'unless:', and not both",
    ),
    "no condition": (
        clause(always=""),
        "mine/policy/extra.md:1: there is no condition; write 'always: yes', or 'when:' or 'unless:', and not both",
    ),
    "a program for a condition": (
        clause(always="", when="sector == 'school'"),
        "mine/policy/extra.md:6: 'when' is not right; should be a table such as {sector: school}",
    ),
    "a question that rests on a later one": (
        {
            "clauses/questions/05-early.yaml": QUESTION.format(
                kind="text",
                more="    when: {extra2: yes}\n  - {id: extra2, kind: yes_no, ask: x, label: x, usual: [{value: no, because: x}]}\n",
            )
        },
        "mine/questions/05-early.yaml:4: the condition rests on 'extra2', asked later; ask it earlier, or rest on another",
    ),
    "facts in a circle": (
        {
            "clauses/facts.yaml": "facts:\n  - {id: a, label: a, when: {b: yes}}\n  - {id: b, label: b, when: {a: yes}}\n"
        },
        "facts.yaml: these named facts rest on each other in a circle",
    ),
    "terms in a circle": (
        {
            "clauses/terms.yaml": 'terms:\n  - {id: a, meaning: a, forms: [{the: "{{ b }}"}]}\n  - {id: b, meaning: b, forms: [{the: "{{ a }}"}]}\n'
        },
        "terms.yaml: these terms rest on each other in a circle",
    ),
    "a term without a last form": (
        {"clauses/terms.yaml": TERM + "      - {when: {sector: academy}, the: x}\n"},
        "mine/terms.yaml:2: the last form of 'extra' has a condition; end with a form without 'when:'",
    ),
    "a form in one line only": (
        {"clauses/terms.yaml": TERM + "      - {when: {sector: academy}, the: x}\n      - {the: y, short: z}\n"},
        "mine/terms.yaml:2: 'extra' has the form short in one line and not in another; give every line the same forms",
    ),
    "an unknown kind of form": (
        {"clauses/terms.yaml": TERM + "      - {teh: x}\n"},
        "mine/terms.yaml:5: unknown form 'teh'; forms are the, one, many, a, short, own, is",
    ),
    # questions
    "a usual name": (
        {"clauses/questions/90-extra.yaml": QUESTION.format(kind="text", more="    usual: [{value: x, because: y}]\n")},
        "mine/questions/90-extra.yaml:4: 'extra' (text) has a usual answer; take it out: a default never supplies a name, a number or words",
    ),
    "a choice without options": (
        {"clauses/questions/90-extra.yaml": QUESTION.format(kind="choice", more="")},
        "mine/questions/90-extra.yaml:4: 'extra' has no options; add 'options:'",
    ),
    # numbers
    "a number that nobody confirmed": (
        source(places='[{id: one, about: one thing, numbers: [{edition: "2021", number: "7", seen: single}]}]'),
        "mine/guidance/extra.yaml:1: 'one' has the number 7 of 2021, which nobody confirmed (single); take the number out until it is seen in the text",
    ),
    "a number beside the number": (
        source(places="[{id: one, about: one thing, at: paragraph 7}]"),
        "mine/guidance/extra.yaml:1: 'one' has a number in 'at'; numbers stand under 'numbers:', by edition",
    ),
    # text
    "italics": (
        clause("Tell *us*."),
        "mine/policy/extra.md:8: italics outside the closed set; write paragraphs, '-', '1.' and '1)' lists, a table, '>' notices, '###', **strong**, links and slots",
    ),
    "HTML": (clause("<b>Tell</b> us."), "mine/policy/extra.md:8: HTML outside the closed set"),
    "a block of HTML": (clause("<div>Tell</div>"), "mine/policy/extra.md:8: HTML outside the closed set"),
    "a picture": (clause("![a](https://a.example/b.png)"), "mine/policy/extra.md:8: a picture outside the closed set"),
    "code": (clause("Tell `us`."), "mine/policy/extra.md:8: code in backquotes outside the closed set"),
    "a block of code": (
        clause("First.\n\n    Tell us."),
        "mine/policy/extra.md:10: a code block (four spaces) outside the closed set",
    ),
    "a rule": (clause("First.\n\n***"), "mine/policy/extra.md:10: a line ('---') outside the closed set"),
    "a list in a list": (
        clause("- a\n  - b"),
        "mine/policy/extra.md:8: a list item holds more than one line of text; one sentence or two an item; no list in a list",
    ),
    "a heading of the wrong size": (
        clause("## Tell us"),
        "mine/policy/extra.md:8: a heading of level 2; the clause's title is in its head; below it write '### '",
    ),
    "a table in a notice": (
        clause("> | a | b |\n> | - | - |\n> | c | d |"),
        "mine/policy/extra.md:8: a notice holds something other than paragraphs and lists",
    ),
    "a link to an odd place": (
        clause("[x](ftp://a.example)"),
        "mine/policy/extra.md:8: a link to 'ftp://a.example'; link to #a-clause, document#a-clause, https://, mailto: or tel:",
    ),
    "a link that is none": (
        clause("[x](javascript:alert)"),
        "mine/policy/extra.md:8: '](' stands alone; close it on the same line, or take it out",
    ),
    "a mark that does not close": (
        clause("Tell **us."),
        "mine/policy/extra.md:8: '**' stands alone; close it on the same line, or take it out",
    ),
    "a slot in a link": (
        clause("[x](https://a.example/{{lead}})"),
        "mine/policy/extra.md:8: a link to 'https://a.example/%7B%7Blead%7D%7D'",
    ),
    # files
    "a file that is too deep": (
        {"clauses/terms.yaml": "terms: " + "[" * 12 + "]" * 12},
        "mine/terms.yaml:1: the file is nested too deep; at most 12 levels; is a quote missing?",
    ),
    "a file that is too large": (
        {"clauses/terms.yaml": "#" * 1_000_001},
        "mine/terms.yaml: the file is 1,000,001 bytes; the most is 1,000,000; is it the right file?",
    ),
    "a file that is not text": (
        {"clauses/policy/extra.md": b"\x89PNG\x00"},
        "mine/policy/extra.md: the file is not text; save it as plain text in UTF-8",
    ),
    "a file in another code": (
        {"clauses/policy/extra.md": "---\ntitle: Café\n".encode("latin-1")},
        "mine/policy/extra.md:2: the file is not UTF-8 text; save it as UTF-8",
    ),
    "an alias": (
        {"clauses/terms.yaml": "terms: &a []\nx: *a\n"},
        "mine/terms.yaml:1: an anchor or alias (& or *) is used; write the value out, or put it in quotes",
    ),
    "a file that is not YAML": ({"clauses/terms.yaml": "terms: [a\n"}, "mine/terms.yaml:2: this is not YAML"),
    "a name and a day that differ": (
        {"clauses/policy/extra.2026-01-01.md": clause()["clauses/policy/extra.md"]},
        "mine/policy/extra.2026-01-01.md:4: the file's name says 2026-01-01 and 'since' says 2021-09-01; make them the same day",
    ),
    "two wordings of one day": (
        {**clause(), "clauses/policy/extra.2021-09-01.md": clause()["clauses/policy/extra.md"]},
        "mine/policy/extra.md:1: two wordings of 'extra' begin on 2021-09-01; give the later one its own day",
    ),
    "one id twice": (
        {"clauses/terms.yaml": TERM + "      - {the: x}\n" + TERM.removeprefix("terms:\n") + "      - {the: x}\n"},
        "mine/terms.yaml:6: 'extra' stands twice in terms; give one of them another id",
    ),
}


@pytest.mark.parametrize(("files", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_file_and_line_and_what_would_be_right(
    tmp_path: Path, files: dict[str, str | bytes], expected: str
) -> None:
    told = [str(problem) for problem in check([layer(tmp_path, files)]).problems]
    assert any(line.startswith(expected) for line in told), "\n".join(told) or "nothing was found"
    assert all(": " in line and "; " in line for line in told)


def test_every_mistake_is_listed_and_not_only_the_first(tmp_path: Path) -> None:
    files = {
        **clause("Tell {{ leed }}, *now*, {{ x | y }}.", cites="[a/b]", meets="[c/d]", colour="blue"),
        **source(nations="[mars]"),
        "clauses/terms.yaml": "terms: [a\n",
    }
    told = [str(problem) for problem in check([layer(tmp_path, files)]).problems]
    for expected in ("'leed'", "italics", "is not a slot", "'a/b'", "'c/d'", "'colour'", "'mars'", "this is not YAML"):
        assert any(expected in line for line in told), expected


def test_a_library_with_a_mistake_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no place is called 'kcsie/llc-shareing'"):
        load([layer(tmp_path, clause(cites="[kcsie/llc-shareing]"))])
    with pytest.raises(LibraryError, match="there is no such folder; name the folder of a library"):
        load([tmp_path / "nowhere"])


# Mistakes that only trying answers shows


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is found in one layer with one mistake in each of its files."""
    names = {
        "never-in": clause(always="", when="{sector: academy, proprietor: board}"),
        "never-out": clause(always="", when="{full_policy: yes}"),
        "words-missing": clause("Tell us.", meets="[extra/asked]"),
        "narrow": clause("A lamp in an old barn.", always="", when="{sector: academy}", meets="[extra/lamp]"),
        "not-everywhere": clause("Tell us of {{ trust }}."),
        "stale": clause("A CRB check is made."),
        "foreign": clause("The academy tells the board of trustees."),
        "nation": clause("Tell the LADO."),
        "faith": clause("Report in good faith."),
        "limits": clause("You must not call the police until the head agrees."),
    }
    files: dict[str, str | bytes] = {
        f"clauses/policy/{name}.md": made["clauses/policy/extra.md"] for name, made in names.items()
    }
    asked = "[{id: asked, place: one, strength: must, asks: x, seen: primary, says: [[an old barn], [a new one, a lamp]]}, {id: unmet, place: one, strength: should, asks: x, seen: primary, says: [[x]]}, {id: lamp, place: one, strength: may, asks: x, seen: primary, says: [[a lamp]]}]"
    files |= source(requirements=asked)
    return [str(problem) for problem in check([layer(tmp_path_factory.mktemp("tried"), files)]).problems]


FOUND = {
    "a clause that can never be in": "mine/policy/never-in.md:1: the clause can never be in; loosen its 'when:', or take the clause away",
    "a clause that is never out": "mine/policy/never-out.md:1: the clause is never out; write 'always: yes', or give the condition it wants",
    "a requirement that no clause meets": "mine/guidance/extra.yaml:10: no clause says that it meets 'extra/unmet'; write one, or name it in a clause's 'meets:'",
    "a requirement that not every school's policy meets": "mine/guidance/extra.yaml:10: 'extra/lamp' applies on 2021-09-01 and no clause meets it (sector ",
    "words that a clause claims and lacks": "mine/policy/words-missing.md:1: it says that it meets 'extra/asked' and lacks 'an old barn'",
    "a slot that not every school answers": "mine/policy/not-everywhere.md:1: 'trust' is not asked of every organisation that has this clause (",
    "a name of the past": "mine/policy/stale.md:1: 'CRB' is a name of the past; write ",
    "a word of another nation": "mine/policy/nation.md:1: 'LADO' does not belong in a document for sector ",
    "a word of another kind of school": "mine/policy/foreign.md:1: 'the academy' does not belong in a document for sector ",
    "good faith": "mine/policy/faith.md:1: 'good faith' has not been the test since 2013; write 'honestly'",
    "a sentence that holds up a report": "mine/policy/limits.md:1: this could be read as limiting a report: “",
}


@pytest.mark.parametrize("expected", FOUND.values(), ids=FOUND)
def test_a_mistake_that_only_answers_show_is_told_the_same_way(tried: list[str], expected: str) -> None:
    assert any(line.startswith(expected) for line in tried), "\n".join(tried)


def test_nothing_else_is_found_in_that_layer(tried: list[str]) -> None:
    assert [line for line in tried if not any(line.startswith(name.split(":")[0]) for name in FOUND.values())] == []


def test_a_requirement_that_a_layer_takes_the_clause_of_is_a_gap(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"clauses/library.yaml": "version: '1'\nremove: {clauses: [equal-treatment]}\n"}
    told = [str(problem) for problem in check([layer(tmp_path, files)]).problems]
    assert any("no clause is called 'equal-treatment'" in line for line in told), "the outline names it"
