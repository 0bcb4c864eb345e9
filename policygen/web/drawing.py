"""Draw pages from templates: every word escaped, one environment for all of them."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup, escape

from policygen.bundled import TEMPLATES
from policygen.document import Line
from policygen.filling import long_date
from policygen.interview import FIELDS, KEEP, LEAVE, NOT_SURE, NOTE, SKIP, VACANT, Prompt
from policygen.templating import environment

STATIC = {
    "site.css": "text/css; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""What a page may fetch beside itself."""


def draw(template: str, **given: Any) -> str:
    """One page."""
    return _environment().get_template(template).render(**given)


@cache
def static(name: str) -> bytes:
    """The style or the script of the pages."""
    return (TEMPLATES / "web" / name).read_bytes()


@cache
def _environment() -> Environment:
    made = environment(
        {
            "words": _words,
            "long_date": long_date,
            "begun": _begun,
            "answer": _answer,
            "segment": lambda said: quote(said, safe=""),
        }
    )
    made.globals.update(
        person_fields=FIELDS, not_sure=NOT_SURE, skip=SKIP, vacant=VACANT, keep=KEEP, leave_open=LEAVE, note_ask=NOTE
    )
    return made


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


def _answer(prompt: Prompt) -> str:
    """The answer that stands: our own words with a capital letter, what somebody typed as it was typed."""
    answer = prompt.asked.answer
    ours = prompt.question.chooses or answer is None or answer.state != "given" or not (answer.values or answer.pairs)
    return _begun(prompt.said or "not answered yet") if ours else prompt.said


def _words(line: Line) -> Markup:
    """Runs of a document as a page shows them: what comes from the answer stands out."""
    drawn = ""
    for run in line:
        shown = str(escape(run.text))
        if run.state:
            shown = f'<mark class="{run.state}">{shown}</mark>'
        elif run.strong:
            shown = f'<mark class="own">{shown}</mark>'
        drawn += shown
    return Markup(drawn)
