"""A folder laid over the library: what it adds, replaces and takes away is what the policy says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import schools

from policygen.answers import Answers
from policygen.answers_file import load_answers, read_answers
from policygen.assembly import Assembled
from policygen.checked import check
from policygen.generate import documents
from policygen.library import Library
from policygen.loading import load
from policygen.provenance import origin
from policygen.reports import matrix

CLAUSE = """---
title: {title}
section: {section}
since: 2021-09-01
always: yes
cites: [{cites}]{more}
---
{body}
"""


def clause(
    body: str, title: str = "Our own rule", section: str = "telling", cites: str = "kcsie/llc-sharing", more: str = ""
) -> str:
    return CLAUSE.format(title=title, section=section, cites=cites, body=body, more=f"\n{more}" if more else "")


def layer(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def hillside(library: Library) -> Answers:
    return load_answers(schools.EXAMPLES / "hillside-primary.yaml", library)


POLICY = "low-level-concerns-policy"


def policy(library: Library, on: date = schools.ON) -> Assembled:
    """Hillside's policy by that library."""
    return documents(library, hillside(library), on, [POLICY])[0]


def made(*folders: Path) -> Assembled:
    return policy(load(folders))


def order(found: Assembled, section: str) -> list[str]:
    return [one.anchor for part, one in schools.passages(found.document) if part.anchor == section]


def test_a_clause_of_a_layer_stands_after_the_clause_it_names(tmp_path: Path) -> None:
    mine = layer(
        tmp_path / "mine",
        {"clauses/policy/prefects.md": clause("Prefects tell {{ lead }} too.", more="after: who-to-tell")},
    )
    found = made(mine)
    standing = order(found, "telling")
    assert standing[standing.index("who-to-tell") + 1] == "prefects"
    assert (
        schools.passage(found.document, "prefects")
        == "Our own rule Prefects tell the Designated Safeguarding Lead too."
    )
    numbers = [one.number for part, one in schools.passages(found.document) if part.anchor == "telling"]
    assert numbers == [f"{numbers[0].partition('.')[0]}.{at}" for at in range(1, len(numbers) + 1)]


def test_a_clause_that_names_no_place_stands_at_the_end_of_its_section(tmp_path: Path) -> None:
    found = made(layer(tmp_path / "mine", {"policy/prefects.md": clause("Prefects too.")}))
    assert order(found, "telling")[-1] == "prefects"


def test_a_clause_of_a_layer_replaces_ours_in_its_place(tmp_path: Path) -> None:
    before = order(schools.made(schools.example("hillside-primary")), "telling")
    text = clause("Go to the person at the duty desk.", title="The desk", more="short: Go to the desk.")
    found = made(layer(tmp_path / "mine", {"clauses/policy/who-to-tell.md": text}))
    assert order(found, "telling") == before
    assert schools.passage(found.document, "who-to-tell") == "The desk Go to the person at the duty desk."
    assert "Go to the desk." in schools.says(found.document)


def test_a_layer_takes_a_clause_away_with_its_outline(tmp_path: Path) -> None:
    outline = (schools.ROOT / "templates/outlines/low-level-concerns-policy.yaml").read_text(encoding="utf-8")
    mine = layer(
        tmp_path / "mine",
        {
            "clauses/library.yaml": "version: '1'\nremove: {clauses: [premises]}\n",
            "templates/outlines/low-level-concerns-policy.yaml": outline.replace("premises, ", ""),
        },
    )
    found = made(mine)
    assert "premises" not in found.where()
    library = load([mine])
    rows = matrix(library, hillside(library), schools.ON)
    gaps = {row.requirement for row in rows if not row.clauses}
    alone = set(schools.library().clauses["premises"][0].meets) & {row.requirement for row in rows}
    assert alone and gaps == alone, "what that clause alone met is a gap, and is seen"


def test_a_term_of_a_layer_is_used_everywhere(tmp_path: Path) -> None:
    words = "terms:\n  - id: lead\n    meaning: x\n    quiet: yes\n    forms:\n      - {the: the Safeguarding Officer, one: Safeguarding Officer, short: SO}\n"
    told = " ".join(schools.says(made(layer(tmp_path / "mine", {"clauses/terms.yaml": words})).document))
    assert "the Safeguarding Officer" in told and "Designated Safeguarding Lead" not in told.replace(
        "A deputy Designated Safeguarding Lead", ""
    ).replace("deputy Designated Safeguarding Lead", "")


def test_a_question_of_a_layer_is_asked_and_fills_its_clause(tmp_path: Path) -> None:
    asked = "section: extra\ntitle: Extra\nquestions:\n  - {id: mascot, kind: text, ask: Who is the mascot?, label: the mascot}\n"
    mine = layer(
        tmp_path / "mine",
        {"clauses/questions/90-extra.yaml": asked, "clauses/policy/mascot.md": clause("Ask {{ mascot }}.")},
    )
    library = load([mine])
    found = policy(library)
    assert schools.passage(found.document, "mascot").endswith("Ask [to confirm: the mascot].")
    assert found.marks.open[0].ask == "Who is the mascot?"


def test_a_question_of_a_layer_replaces_ours(tmp_path: Path) -> None:
    asked = "section: papers\ntitle: Papers\nquestions:\n  - {id: version, kind: text, ask: Which printing is this?, label: the printing}\n"
    library = load([layer(tmp_path / "mine", {"clauses/questions/60-papers.yaml": asked})])
    assert library.questions["version"].ask == "Which printing is this?"
    assert list(library.questions).index("version") == list(schools.library().questions).index("version")


def test_layers_lie_over_each_other_in_the_order_they_are_named(tmp_path: Path) -> None:
    first = layer(
        tmp_path / "first", {"policy/prefects.md": clause("The first."), "policy/other.md": clause("Another.")}
    )
    second = layer(tmp_path / "second", {"policy/prefects.md": clause("The second.")})
    assert schools.passage(made(first, second).document, "prefects").endswith("The second.")
    assert schools.passage(made(second, first).document, "prefects").endswith("The first.")
    assert "other" in made(first, second).where()


def test_every_file_says_which_layers_it_was_made_with(tmp_path: Path) -> None:
    mine = layer(
        tmp_path / "mine",
        {"policy/prefects.md": clause("Prefects too.", cites="kcsie/llc-sharing", more="meets: [kcsie/llc-sharing]")},
    )
    library = load([mine])
    found = policy(library)
    assert origin(library, found, schools.ON)["library"] == f"{schools.library().version} + mine"
    (row,) = (row for row in matrix(library, hillside(library), schools.ON) if row.requirement == "kcsie/llc-sharing")
    assert ("prefects", "mine") in list(zip(row.clauses, row.layers, strict=True))
    assert ("who-to-tell", "clauses") in list(zip(row.clauses, row.layers, strict=True))


def test_a_layer_adds_a_source_whose_editions_are_cited_by_day(tmp_path: Path) -> None:
    source = """
source: county
title: County procedures
short: County procedures
publisher: Marlbridge County Council
standing: guidance
nations: [england]
binds: {sector: school}
editions:
  - {id: "2024", from: 2024-01-01, seen: primary}
  - {id: "2026", from: 2026-01-01, seen: primary}
places:
  - {id: one, about: one thing, at: Chapter 2, numbers: [{edition: "2024", number: "7", seen: primary}]}
"""
    mine = layer(
        tmp_path / "mine",
        {"guidance/county.yaml": source, "policy/county.md": clause("As they say.", cites="county/one")},
    )
    library = load([mine])
    for year, cited in ((2025, "County procedures 2024, paragraph 7"), (2026, "County procedures 2026, Chapter 2")):
        told = schools.says(policy(library, date(year, 11, 1)).document)
        assert any(cited in line for line in told if line.startswith("Follows: "))


def test_a_place_is_cited_only_on_days_whose_edition_has_it(tmp_path: Path) -> None:
    source = """
source: county
title: County procedures
short: County procedures
publisher: Marlbridge County Council
standing: guidance
nations: [england]
binds: {sector: school}
editions:
  - {id: "2022", from: 2022-01-01, seen: primary}
  - {id: "2024", from: 2024-01-01, seen: primary}
  - {id: "2026", from: 2026-01-01, seen: primary}
places:
  - {id: one, about: one thing, at: Chapter 2, first: "2024", last: "2024"}
"""
    mine = layer(
        tmp_path / "mine", {"guidance/county.yaml": source, "policy/county.md": clause("So.", cites="county/one")}
    )
    library = load([mine])
    for year, cited in ((2023, False), (2025, True), (2026, False)):
        told = schools.says(policy(library, date(year, 11, 1)).document)
        assert any("County procedures" in line for line in told if line.startswith("Follows: ")) == cited


TWO = {
    "clauses/two/here.md": clause("Everywhere: [who to tell](low-level-concerns-policy#who-to-tell).", section="there"),
    "clauses/two/english.md": clause("In England.", section="there").replace("always: yes", "when: {nation: england}"),
    "clauses/two/welsh.md": clause("In Wales.", section="there").replace("always: yes", "when: {nation: wales}"),
    "clauses/two/once.md": clause("Once.", section="all"),
    "clauses/two/english-once.md": clause("Only of England.", section="all").replace(
        "always: yes", "when: {nation: england}"
    ),
    "templates/outlines/two.yaml": """
id: two
title: Two nations
parts:
  - {section: there, title: What to do, each: nation, contents: [here, english, welsh]}
  - {section: all, title: Everywhere, contents: [once, english-once]}
""",
}


def test_a_part_is_said_once_for_each_nation_and_each_hears_its_own(tmp_path: Path) -> None:
    library = load([layer(tmp_path / "mine", TWO)])
    (found,) = documents(library, charity_of(library, "england", "wales"), schools.ON, ["two"])
    parts = {"".join(run.text for run in part.title): part for part in found.document.parts}
    assert list(parts) == ["What to do (England)", "What to do (Wales)", "Everywhere"]
    said = {
        title: [one.anchor for part, one in schools.passages(found.document) if part is parts[title]] for title in parts
    }
    assert said == {
        "What to do (England)": ["here", "english"],
        "What to do (Wales)": ["here-wales", "welsh"],
        "Everywhere": ["once"],
    }
    assert [part.number for part in found.document.parts] == ["1", "2", "3"]


def test_a_reference_to_another_document_names_it_and_the_number_there(tmp_path: Path) -> None:
    library = load([layer(tmp_path / "mine", TWO)])
    policy, other = documents(library, charity_of(library, "england", "wales"), schools.ON, [POLICY, "two"])
    number = policy.where()["who-to-tell"]
    assert schools.passage(other.document, "here").endswith(
        f"Everywhere: who to tell (Low-level concerns policy, {number})."
    )


def test_a_part_for_each_nation_is_left_out_where_there_is_one_alone(tmp_path: Path) -> None:
    library = load([layer(tmp_path / "mine", TWO)])
    (found,) = documents(library, charity_of(library, "england"), schools.ON, ["two"])
    assert [part.anchor for part in found.document.parts] == ["all"], "what it says stands in the other parts"


def charity_of(library: Library, *nations: str) -> Answers:
    """A charity of some size that works in these nations and belongs to nobody."""
    table = schools.complete()
    given = schools.noted({"sector": "charity", "parent_route": "free", "nation": list(nations)})
    table["answers"].update(given)
    table["answers"].lines.update(given.lines)
    return read_answers(table, library)


MOVED = """
renamed: [{from: school_name, to: organisation}]
options: [{question: premises, from: let, to: hired-out}, {question: provision, from: nursery, to: early-years}]
retired: [{id: fax}]
"""


def test_an_older_answers_file_is_carried_over(tmp_path: Path) -> None:
    library = load([layer(tmp_path / "mine", {"questions/moved.yaml": MOVED})])
    rows = "policygen: 1\nanswers:\n  school_name: Hillside\n  sector: maintained-school\n  premises: {usual: let}\n  provision: [nursery, boarding]\n  fax: 01632 960123\n"
    path = tmp_path / "old.yaml"
    path.write_text(rows, encoding="utf-8")
    found = load_answers(path, library)
    assert (found.text("organisation"), found.text("premises")) == ("Hillside", "hired-out")
    assert found.answers["provision"].values == ("early-years", "boarding")
    assert [str(doubt) for doubt in found.warnings] == [
        "old.yaml:7: the question 'fax' is no longer asked; its answer is kept in the file and not used"
    ]


def test_an_empty_layer_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert made(tmp_path / "mine").document == schools.made(schools.example("hillside-primary")).document


def test_a_layer_is_held_to_the_same_rules(tmp_path: Path) -> None:
    mine = layer(tmp_path / "mine", {"policy/prefects.md": clause("Tell {{ leed }}.")})
    assert [str(problem) for problem in check([mine]).problems] == [
        "mine/policy/prefects.md:1: no term or question is called 'leed'; did you mean 'lead'?"
    ]
