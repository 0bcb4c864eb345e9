"""Draw a document as one accessible web page: no script, nothing fetched, readable from a telephone to paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from policygen.bundled import TEMPLATES
from policygen.document import Bars, Document, Flow, Line, text
from policygen.look import Look
from policygen.writers.bars import bars_svg
from policygen.writers.flow import flow_svg


def write_html(document: Document, look: Look, on: date, provenance: Mapping[str, str]) -> bytes:
    """The document as one HTML file in UTF-8, dated `on`; `provenance` stands in its head as `policygen:` names."""

    def drawn(chart: Flow | Bars) -> Markup:
        # both escape the words they are given
        return Markup(flow_svg(chart, look) if isinstance(chart, Flow) else bars_svg(chart, look))

    page = template("document.html.j2").render(
        document=document,
        look=look,
        on=on.isoformat(),
        provenance=sorted(provenance.items()),
        listed=[part for part in document.parts if part.kind != "front"],
        drawn=drawn,
    )
    return page.encode("utf-8")


@cache
def template(name: str) -> Template:
    """A template of templates/web that draws a document."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["text"] = text
    environment.filters["words"] = _words
    environment.filters["kind"] = _kind
    return environment.get_template(name)


def _words(line: Line) -> Markup:
    """A line's runs, escaped. What was typed stands apart in its direction, so that Arabic does not turn a comma."""
    drawn = ""
    for run in line:
        shown = str(escape(run.text))
        if run.strong:
            shown = f"<strong>{shown}</strong>"
        if run.state:
            shown = f'<mark class="{run.state}">{shown}</mark>'
        elif run.source and not run.text.isascii():
            shown = f"<bdi>{shown}</bdi>"
        drawn += f'<a href="{escape(run.link)}">{shown}</a>' if run.link else shown
    return Markup(drawn)


def _kind(thing: object) -> str:
    return type(thing).__name__
