"""Organisations for the tests: Hillside with any of its answers changed, the examples, and what their documents say."""

from __future__ import annotations

import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pypdfium2
from lxml import html
from markdown_it import MarkdownIt

from policygen.answers import Answer, Answers
from policygen.answers_file import load_answers, read_answers
from policygen.assembly import Assembled
from policygen.culture import Rounds
from policygen.culture_file import beside, load_culture
from policygen.document import Document, Flow, Part, Passage, lines, lines_of, text
from policygen.errors import AnswersError
from policygen.facts import derive
from policygen.files import slug
from policygen.generate import documents
from policygen.jobs import POLICIES
from policygen.library import Library
from policygen.loading import load
from policygen.look import DEFAULT
from policygen.outlines import PACKS
from policygen.reading import Listing, Table, parse

HERE = Path(__file__).parent
ROOT = HERE.parent
EXAMPLES = ROOT / "examples"
NAMES = tuple(sorted(path.stem for path in EXAMPLES.glob("*.yaml") if not path.name.endswith(".culture.yaml")))
ON = date(2026, 11, 22)

BESIDES = """
answers:
  trust: Rowanbeck Learning Trust
  proprietor: board
  charity: registered
  diocesan_officer: fenwick
  ceo: marsh
  trust_chair: anand
  trust_vice_chair: adler
  about_head: ceo
  adviser: whitlock
  parent_body: {skipped: it belongs to none}
  parent_rule: its safeguarding rules of 2026
  parent_officer: okafor
  childminder_agency: {skipped: registered with Ofsted itself}
  host_country: Alvara
  host_authority: the Alvara Children’s Bureau
  emergency_phone: "112"
  values_guardians: [nair, price]
  record_system_name: the staff concerns module
people:
  fenwick: {name: Rosalind Fenwick, title: Diocesan Safeguarding Officer, phone: 0117 496 0401, email: safeguarding@aldermere.example}
  marsh: {name: Helen Marsh, title: Chief Executive, phone: 0161 496 0301, email: ceo@rowanbeck.example}
  anand: {name: Dev Anand, title: Chair of Trustees, phone: 0161 496 0302, email: chair@rowanbeck.example}
  adler: {name: Ruth Adler, title: Vice-chair of Trustees, phone: 0161 496 0303, email: r.adler@rowanbeck.example}
  whitlock: {name: Joan Whitlock, title: Independent Safeguarding Adviser, phone: 020 7946 0501, email: joan@adviser.example}
  okafor: {name: Ben Okafor, title: Safeguarding Officer, phone: 020 7946 0502, email: safeguarding@marlshire.example}
  nair: {name: Priya Nair, title: Teacher of Science, phone: 0161 496 0108, email: p.nair@hillside.example}
  price: {name: Owen Price, title: Site Manager, phone: 0161 496 0109, email: o.price@hillside.example}
"""
"""Answers to the questions that Hillside is not asked, so that it stays complete when it becomes another organisation. What
is chosen from a list, and has no answer here, is settled by the usual answer of organisations like that one."""
PARENT = "the Marlshire Association"
"""Whose procedure an organisation must use that belongs to a parent body and names none."""


@cache
def library() -> Library:
    """The library as it is shipped; every mistake in it fails here."""
    return load()


@cache
def example(name: str) -> Answers:
    """One of the examples."""
    return load_answers(EXAMPLES / f"{name}.yaml", library())


@cache
def culture(name: str) -> Rounds | None:
    """What an example said of its own culture, if it did."""
    path = beside(EXAMPLES / f"{name}.yaml")
    return load_culture(path, library()) if path else None


def noted(value: Any) -> Any:
    """Python values as the reader gives them, each on line 1."""
    if isinstance(value, Mapping):
        table = Table({key: noted(held) for key, held in value.items()})
        table.line, table.lines = 1, dict.fromkeys(table, 1)
        return table
    if isinstance(value, list | tuple):
        listing = Listing(noted(held) for held in value)
        listing.line, listing.lines = 1, [1] * len(listing)
        return listing
    return value


def complete() -> Table:
    """Hillside's file as a table, with answers also to what it is not asked."""
    table = Table(_complete())
    table.line, table.lines = 1, dict.fromkeys(table, 1)
    for key in ("answers", "people"):
        rows = table[key]
        table[key] = Table(rows)
        table[key].line, table[key].lines = rows.line, dict(rows.lines)
    return table


@cache
def _complete() -> Table:
    table: Table = parse((EXAMPLES / "hillside-primary.yaml").read_text(encoding="utf-8"), "hillside", AnswersError)
    besides = parse(BESIDES, "besides", AnswersError)
    for key in ("answers", "people"):
        table[key].update(besides[key])
        table[key].lines.update(besides[key].lines)
    return table


def school(
    given: Mapping[str, Any] | None = None, people: Mapping[str, Any] | None = None, without: Iterable[str] = ()
) -> Answers:
    """Hillside with these answers and people instead of its own, and without those questions, checked as a file is.

    Where that makes another kind of organisation of it, whatever Hillside's answers cannot settle there takes the usual one."""
    table = complete()
    for key, changes in (("answers", given), ("people", people)):
        table[key].update(noted(changes or {}))
        table[key].lines.update(dict.fromkeys(changes or {}, 1))
    for question in without:
        table["answers"].pop(question, None)
    return settled(read_answers(table, library(), "answers"), {*(given or {}), *without})


def settled(answers: Answers, kept: Container[str] = ()) -> Answers:
    """The answers with every choice that nobody made, or that is not offered there, made as organisations like it make it.

    `kept`: questions left as they are."""
    while True:
        facts = derive(library(), answers)
        made = {
            asked.question.id: Answer("given", asked.usual.value)
            for asked in facts.walk
            if asked.usual and asked.settled in ("open", "stale") and asked.question.id not in kept
        }
        if "yes" in facts.values["has_parent"] and "parent_body" not in kept:
            made["parent_body"] = Answer("given", (PARENT,))
        if all(answers.answers.get(id) == answer for id, answer in made.items()):
            return answers
        answers = replace(answers, answers={**answers.answers, **made})


def made(answers: Answers, on: date = ON, document: str = "") -> Assembled:
    """One document of an organisation, with what chose it: its policy, unless another is named."""
    facts = derive(library(), answers)
    policies = (id for id in POLICIES if facts.holds(library().outlines[id].condition))
    (found,) = documents(library(), answers, on, [document or next(policies, POLICIES[0])])
    return found


@cache
def kinds() -> dict[str, Document]:
    """One document of each kind there is, from the first example that has it."""
    found: dict[str, Document] = {}
    for name in ("hillside-primary", "seedling-garden-project", "fernlow-scout-group", "quill-tuition-lone-tutor"):
        for one in documents(library(), example(name), ON, packs=PACKS, culture=culture(name)):
            found.setdefault(one.document.id, one.document)
    return found


WEB_ALONE = ("self-check",)
"""Drawn as a web page and in no other format."""
SHOWN = tuple(sorted(path.stem for path in (ROOT / "templates" / "outlines").glob("*.yaml")))
"""Every kind of document."""
KINDS = tuple(kind for kind in SHOWN if kind not in WEB_ALONE)
"""Every kind that is drawn on pages."""


def says(document: Document) -> list[str]:
    """What the document says, line by line, white space collapsed, empty cells left out."""
    found = (" ".join(text(line).split()) for line in lines(document))
    return [line for line in found if line]


def passages(document: Document) -> Iterator[tuple[Part, Passage]]:
    """Every clause or numbered block in its part."""
    for part in document.parts:
        for thing in part.content:
            if isinstance(thing, Passage):
                yield part, thing


def passage(document: Document, anchor: str) -> str:
    """The words of one clause with its title."""
    found = next(thing for _, thing in passages(document) if thing.anchor == anchor)
    return " ".join([text(found.title), *(text(line) for block in found.blocks for line in lines_of(block))])


def flows(document: Document) -> list[Flow]:
    """The flow charts."""
    return [thing for part in document.parts for thing in part.content if isinstance(thing, Flow)]


# What a reader of each format reads, without what the writer adds: contents, numbers of headings, page heads.

_RENDER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def markdown_words(data: bytes) -> str:
    """The words of rendered Markdown."""
    page = html.fromstring(
        "<html><body>" + re.sub(r"<br ?/?>", " ", _RENDER.render(data.decode("utf-8"))) + "</body></html>"
    )
    return " ".join(page.text_content().split())


def html_words(data: bytes) -> str:
    """The words of the web page, without contents, charts, numbers, the skip link, the footer and the head."""
    tree = html.document_fromstring(data)
    for extra in tree.xpath(
        "//nav | //*[local-name()='svg'] | //*[@class='number'] | //a[@class='skip'] | //footer | //head"
    ):
        extra.drop_tree()
    return " ".join(tree.text_content().split())


def word_words(data: bytes) -> str:
    """The words of the Word file's body, without its contents."""
    body = docx.Document(io.BytesIO(data)).element.body
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for listed in body.xpath(".//w:sdt[.//w:docPartGallery[@w:val='Table of Contents']]"):
        listed.getparent().remove(listed)
    told = []
    for element in body.iter(f"{space}t", f"{space}tab", f"{space}br", f"{space}p"):
        told.append(element.text or "" if element.tag == f"{space}t" else " ")
    return " ".join("".join(told).split())


POINTS = 72 / 25.4
"""Points in a millimetre."""


def pages(data: bytes) -> list[str]:
    """The words of each printed page, without its head and foot: they lie in the margins."""
    found = []
    for sheet in pypdfium2.PdfDocument(data):
        wide, high = sheet.get_size()
        foot, head = (DEFAULT.margin - 3) * POINTS - 10, high - DEFAULT.margin * POINTS + 6
        found.append(sheet.get_textpage().get_text_bounded(0, foot, wide, head))
    return found


def pdf_words(data: bytes) -> str:
    """The words of the printed pages in one line."""
    return " ".join(" ".join(pages(data)).split())


def slugged(name: str) -> str:
    """The folder of an organisation."""
    return slug(name)
