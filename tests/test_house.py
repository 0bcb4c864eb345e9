"""The rooms of the program stand in one order, stay small, and say what they decide."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
import schools

import policygen

PACKAGE = schools.ROOT / "policygen"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "__init__.py"
}

ROOMS = (
    *("errors", "bundled"),
    *("conditions", "document", "workbook", "look", "reading", "glyphs", "patching", "doubts", "keeping"),
    *("imprint", "printed"),
    *("prose", "guidance", "questions", "vocabulary"),
    *("forms", "scenarios", "clauses", "outlines", "packing", "workbooks", "assessment", "library"),
    *("names", "culture_data", "crosscheck", "loading"),
    *("answers", "checking", "answers_file", "saving", "skeletons"),
    *("culture", "culture_file"),
    *("facts", "ahead", "filling", "ladder"),
    *("interview", "roles", "letters", "assessed"),
    *("spreadsheets", "typed_in"),
    *("selection", "telling", "marks"),
    *(
        "dated",
        "boards",
        "blocks",
        "training",
        "papers",
        "culture_figures",
        "culture_words",
        "pages",
        "appears",
        "questionnaire",
        "survey",
        "counted",
        "alignment",
        "outstanding",
    ),
    *("placing", "following", "binding", "recommended", "assembly"),
    "packs",
    *("statements", "clocks", "identities", "consistency"),
    *("colours", "typefaces", "typeset", "drawings", "crests"),
    *(
        "templating",
        "writers.flow_text",
        "writers.flow",
        "writers.bars",
        "writers.sheet",
        "writers.html",
        "writers.check",
        "writers.markdown",
        "writers.pdf_tree",
        "writers.pdf",
        "writers.paged",
    ),
    *(
        "writers.word_text",
        "writers.word_pieces",
        "writers.word_origin",
        "writers.word_crest",
        "writers.word_styles",
        "writers.word_parts",
        "writers.word_template",
        "writers.word_dress",
        "writers.word_package",
        "writers.word_room",
        "writers.word_lines",
        "writers.word_pages",
        "writers.word_blocks",
        "writers.word_contents",
        "writers.word_body",
        "writers.word_sheet",
        "writers.word",
    ),
    *(
        "word_checks",
        "accessible",
        "provenance",
        "bodies",
        "walks",
        "spoken",
        "wording",
        "rehearsal",
        "culture_proof",
        "proof",
        "checked",
        "files",
        "look_file",
        "swatch",
        "template_check",
        "formats",
        "surveyed",
        "delivery",
        "generate",
        "changes",
        "inspection",
        "issuing",
        "reports",
        "copies",
    ),
    *("days", "naming", "typed", "sitting", "helping", "culture_sitting"),
    *("impact", "house_pack"),
    *("columns", "rows", "row_reading", "clients", "writers.clients_sheet", "problem_book"),
    *("fingerprint", "leaks", "jobs", "pools", "cluster", "plans", "batch", "batch_report"),
    *("ask_keys", "ask_kinds", "ask_plain", "ask_terminal", "asking", "culture_asking"),
    *("web.guard", "web.forms", "web.shelf", "web.builds", "web.drawing", "web.desk"),
    *("web.asking", "web.overview", "web.crest", "web.culture", "web.papers", "web.office", "web.server"),
    *(
        "machine",
        "printout",
        "front_door",
        "cli_options",
        "cli_new",
        "cli_look",
        "cli_build",
        "cli_batch",
        "cli_questions",
        "cli_files",
        "cli_culture",
        "cli_packs",
        "cli",
    ),
)
"""In order: a module imports only from those that stand before it."""


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that a module names, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "policygen":
            inside = node.module.removeprefix("policygen").lstrip(".")
            names = [".".join(filter(None, (inside, one.name))) for one in node.names]
            yield from (name if name in MODULES else inside for name in names)


def test_every_module_has_its_place_and_every_place_a_module() -> None:
    assert sorted(ROOMS) == sorted(MODULES) and len(set(ROOMS)) == len(ROOMS)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_the_rooms_before_it(module: str) -> None:
    before = (*takewhile(lambda room: room != module, ROOMS), "")
    assert [name for name in imported(MODULES[module]) if name not in before] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_can_be_read_in_one_sitting_and_opens_with_what_it_decides(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    opening = ast.get_docstring(ast.parse(text)) or ""
    assert re.match(r"[A-Z].*?\.(\s|\Z)", opening, re.DOTALL), f"{module} does not say what it decides"
    assert module.rpartition(".")[2] not in ("utils", "helpers", "common", "misc")


@pytest.mark.parametrize("module", [module for module in MODULES if module != "cli"])
def test_the_clock_is_read_only_by_the_command_line(module: str) -> None:
    calls = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    ]
    assert not [
        call for call in calls if re.search(r"\b(date\.today|datetime\.now|datetime\.today|time\.time|utcnow)\b", call)
    ]


@pytest.mark.parametrize("module", MODULES)
def test_most_public_functions_say_what_they_give(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    silent = [node.name for node in functions if not ast.get_docstring(node)]
    assert len(silent) <= len(functions) / 3, silent


def test_no_module_is_called_like_a_public_name() -> None:
    """Once imported, the module would stand in the function's place."""
    assert not set(MODULES) & set(policygen.__all__)


def test_help_brings_in_nothing_heavy() -> None:
    """The command line answers before the writers, the fonts or the library are touched."""
    code = "import sys, policygen.cli; print(' '.join(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=schools.ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {
        "typst",
        "docx",
        "lxml",
        "pikepdf",
        "jinja2",
        "questionary",
        "yaml",
        "pydantic",
        "PIL",
        "phonenumbers",
        "starlette",
        "uvicorn",
    } & set(loaded)


def test_no_program_lies_among_the_data() -> None:
    for folder in ("clauses", "templates", "examples"):
        assert not list((schools.ROOT / folder).rglob("*.py"))
