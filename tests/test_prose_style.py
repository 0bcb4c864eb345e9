"""How the finished policies read: plain short sentences in our own words, and nothing left over from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import blake2b

import pytest
import schools

from policygen.bundled import CLAUSES, TEMPLATES
from policygen.document import Document, Form, Items, Notice, Paragraph, Passage, Table, lines, lines_of, text
from policygen.generate import documents
from policygen.library import Library
from policygen.wording import AUTHORITIES, LIMITS, Wording

every_example = pytest.mark.parametrize("name", schools.NAMES)
SHINGLES = frozenset(
    line
    for line in (schools.HERE / "data" / "seed-shingles.txt").read_text(encoding="ascii").split("\n")
    if not line.startswith("#")
)
FULL = "low-level-concerns-policy"
RUN = 8
"""Words in a row that nobody writes twice by chance."""
WORDING = Wording(schools.library())
LONGEST, AVERAGE, ENOUGH = 40, 20, 30
"""Words a sentence may have, and has on average; sentences of which there is an average."""


@cache
def papers(name: str) -> tuple[Document, ...]:
    """Every document of an example, for everybody and for those who hear and keep."""
    made = documents(schools.library(), schools.example(name), schools.ON, (), ("school", "lead"))
    return tuple(one.document for one in made)


ABOUT = ("alignment-matrix", "to-confirm")
"""Papers about the others, whose lines are requirements, questions and places: looked up, not read through."""


def texts(name: str) -> tuple[Document, ...]:
    """The documents of an example that are read through."""
    return tuple(document for document in papers(name) if document.id not in ABOUT)


def said(name: str) -> Iterator[str]:
    """Every line of every document."""
    return (line for made in papers(name) for line in schools.says(made))


def words(said: str) -> list[str]:
    return re.findall(r"[\w’'/&@.-]*\w", said)


def sentences(said: str) -> list[str]:
    """A paragraph’s sentences. An item or a cell is read by itself, so it is one of its own."""
    return [one for one in re.split(r"(?<=[.!?])[’”)]?\s+(?=[A-Z‘“(\[\d])", said) if one]


def read(made: Document) -> Iterator[str]:
    """Every line that is read as a sentence or part of one: no titles, no list of guidance, no page of what is left.
    A cell of the short ladder lists people, who are read one by one."""
    yield text(made.cover.note)
    for part in made.parts:
        for thing in part.content if part.anchor != "to-confirm" else ():
            anchor = thing.anchor if isinstance(thing, Passage) else ""
            for block in thing.blocks if isinstance(thing, Passage) else (thing,):
                if isinstance(block, Paragraph) and block.style == "follows":
                    continue
                if isinstance(block, Paragraph | Items | Table | Notice | Form):
                    told = (text(line) for line in lines_of(block))
                    yield from (one for line in told for one in (line.split("; ") if anchor == "ladder" else (line,)))


@every_example
def test_no_sentence_is_too_long_to_take_in(name: str) -> None:
    long = {
        one: made.id
        for made in texts(name)
        for line in read(made)
        for one in sentences(line)
        if len(words(one)) > LONGEST
    }
    assert not long, "\n".join(f"{id}, {len(words(one))}: {one}" for one, id in long.items())


@every_example
def test_sentences_are_short_on_average(name: str) -> None:
    counts: dict[str, list[int]] = {made.id: [] for made in texts(name)}
    for made in texts(name):
        for line in read(made):
            counts[made.id] += [
                len(words(one)) for one in sentences(line) if one.rstrip("’”)").endswith((".", "?", "!"))
            ]
    every = [count for found in counts.values() for count in found]
    assert len(every) > 150
    for id, found in {
        **{id: found for id, found in counts.items() if len(found) >= ENOUGH},
        "all of them": every,
    }.items():
        assert sum(found) / len(found) <= AVERAGE, id


@every_example
def test_no_clause_goes_on_for_too_long(name: str) -> None:
    for passage in (passage for made in texts(name) for _, passage in schools.passages(made)):
        counted = sum(
            len(words(text(line)))
            for block in passage.blocks
            if not isinstance(block, Table)
            for line in lines_of(block)
        )
        assert counted <= 180, f"{passage.anchor} has {counted} words"


@every_example
def test_titles_are_short_and_have_no_full_stop(name: str) -> None:
    for part, passage in (pair for made in texts(name) for pair in schools.passages(made)):
        for title in (text(part.title), text(passage.title)):
            assert len(words(title)) <= 9 and title[0].isupper() and not title.endswith("."), title


# Our own words


def shingles(said: str) -> Iterator[tuple[str, str]]:
    """Every run of eight words, with its hash."""
    plain = re.findall(r"[a-z0-9]+", said.casefold().replace("’", "").replace("'", ""))
    for at in range(len(plain) - RUN + 1):
        run = " ".join(plain[at : at + RUN])
        yield run, blake2b(run.encode("ascii"), digest_size=8).hexdigest()


def test_the_runs_to_compare_with_are_those_of_a_whole_text() -> None:
    assert len(SHINGLES) > 3000 and all(re.fullmatch(r"[0-9a-f]{16}|", one) for one in SHINGLES)


@every_example
def test_no_eight_words_in_a_row_are_those_of_the_published_guide(name: str) -> None:
    shared = [
        run
        for made in papers(name)
        for line in schools.says(made)
        for run, mark in shingles(untitled(line))
        if mark in SHINGLES
    ]
    assert not shared


def untitled(said: str) -> str:
    """Without the titles of guidance, which are cited as they are."""
    for source in schools.library().sources.values():
        said = said.replace(source.title, "|")
    return said


@pytest.mark.parametrize("folder", [CLAUSES, TEMPLATES / "outlines"], ids=["clauses", "outlines"])
def test_no_eight_words_in_a_row_of_the_library_are_those_of_the_published_guide(folder: object) -> None:
    shared = {}
    for path in sorted(folder.rglob("*")):  # type: ignore[attr-defined]
        if path.suffix in (".md", ".yaml"):
            for line in path.read_text(encoding="utf-8").splitlines():
                shared |= {run: path.name for run, mark in shingles(untitled(line)) if mark in SHINGLES}
    assert not shared


# Words that must not be there

FORBIDDEN = (
    r"good faith", r"before contacting anyone else", r"do not contact", r"\bonly to\b", r"\btrivial", r"\bminor concern",
    r"\bN/A\b", r"\bTBC\b", r"\bXX+\b", r"lorem ipsum", r"\bTODO\b", r"and/or", r"\be\.g\.", r"\bi\.e\.", r"\betc\b", "—",
    r"\bhis or her\b", r"\bhe/she\b", r"\bchairman\b", r"\bpublic interest\b test",
)  # fmt: skip
RESIDUE = (
    r"\bour (school|nursery|club|charity|college|church|setting|organisation|academy)\b",
    r"\bthe (setting|establishment|organisation|institution)\b",
    r"\b(insert(?! for the (child protection|safeguarding) policy)|delete as appropriate|name of (the )?school|school name)\b",
    r"[<\[](?!to confirm|vacant|To confirm|Vacant)[^\]>]*(name|insert|date|school)[^\]>]*[\]>]",
    r"\b(young people|learners|children and young people) in our\b",
    r"\b\w+(ize|ized|izing|ization)\b(?<!size)(?<!sized)(?<!prize)(?<!seize)",
    r"\b(behavior|color|center|counsel(or|ing)|program)\b",
    r"\blow level concern",
)  # fmt: skip


@every_example
def test_no_phrase_that_does_harm_is_left(name: str) -> None:
    for line in said(name):
        for phrase in FORBIDDEN:
            assert not re.search(phrase, line, re.IGNORECASE), f"{phrase}: {line}"


@every_example
def test_no_phrase_that_belongs_elsewhere_is_left(name: str) -> None:
    draft = name == "first-draft"
    for line in (line for made in texts(name) for line in schools.says(made)):
        for phrase in (one for one in RESIDUE if not (draft and one.startswith("["))):
            assert not re.search(phrase, line, re.IGNORECASE), f"{phrase}: {line}"


@every_example
def test_no_sentence_holds_up_a_report_to_anyone_outside(name: str) -> None:
    for line in said(name):
        for one in re.split(r"(?<=[.!?;:])\s+", line):
            assert not (LIMITS.search(one) and AUTHORITIES.search(one)), one


@every_example
def test_no_name_of_the_past_is_used(library: Library, name: str) -> None:
    stale = [one for source in library.sources.values() for one in source.stale]
    assert len(stale) >= 5
    for line in said(name):
        for one in stale:
            found = re.search(rf"(?<![\w-]){re.escape(one.name)}(?![\w-])", line)
            assert not found or (one.unless and one.unless in line), f"{one.name}, now {one.now}: {line}"


@every_example
def test_quotation_marks_and_apostrophes_are_the_printed_ones(name: str) -> None:
    for line in (line for made in papers(name) for line in lines(made)):
        for run in line:
            if not run.source.startswith("question:"):
                assert not re.search(r"['\"`]|\s{2}|\s[,.;:]", run.text), run.text


@every_example
def test_a_list_ends_its_items_alike(name: str) -> None:
    for part in (part for made in papers(name) for part in made.parts):
        for thing in part.content:
            for block in thing.blocks if isinstance(thing, Passage) else ():
                if isinstance(block, Items) and len(block.items) > 2:
                    ends = {text(line)[-1] in ".?!;," or text(line).endswith("; and") for line in block.items[:-1]}
                    assert len(ends) == 1, [text(line) for line in block.items]


@every_example
def test_the_organisation_is_called_by_its_own_words(name: str) -> None:
    """A term that its kind or its nation does not use stands nowhere outside what it typed; where a part is said for each
    nation, each hears its own."""
    answers = schools.example(name)
    sector, nations = answers.text("sector"), answers.answers["nation"].values
    for made in papers(name):
        for part in made.parts:
            here = next((nation for nation in nations if len(nations) > 1 and part.anchor.endswith(f"-{nation}")), "")
            nation = here or (nations[0] if len(nations) == 1 else "several")
            for line in lines(replace(made, parts=(part,))) if part.anchor != "to-confirm" else ():
                told = "".join("…" if run.source.startswith("question:") else run.text for run in line)
                assert not [*WORDING.foreign(told, sector, nation)], told


@pytest.mark.parametrize(
    "name", [name for name in schools.NAMES if (schools.HERE / "golden" / name / f"{FULL}.md").is_file()]
)
def test_what_staff_need_most_stands_on_one_page(name: str) -> None:
    (full,) = (made for made in papers(name) if made.id == FULL)
    (short,) = (part for part in full.parts if part.anchor == "in-short")
    said = [text(line) for block in short.content if isinstance(block, Notice | Items) for line in lines_of(block)]
    assert 10 <= len(said) <= 14 and sum(len(words(line)) for line in said) <= 320
    (table,) = (block for block in short.content if isinstance(block, Table))
    assert len(table.rows) <= 14
