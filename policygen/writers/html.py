"""Draw a document as one accessible web page: no script, nothing fetched, readable from a telephone to paper."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from html import escape as plain
from typing import Any

from jinja2 import Template
from markupsafe import Markup, escape

from policygen.document import Bars, Document, Flow, Line, text
from policygen.imprint import compact, record, told
from policygen.look import Look
from policygen.printed import page as read
from policygen.templating import environment
from policygen.writers.bars import bars_svg
from policygen.writers.flow import flow_svg


def write_html(document: Document, look: Look, on: date, provenance: Mapping[str, Any]) -> bytes:
    """The document as one HTML file in UTF-8, dated `on`; `provenance`, with a hash for each paragraph, stands in its head
    as `policygen:` names."""
    drawn = page(document, look, on, provenance, styled=True)
    words = record((one.place, one.words) for one in read(drawn.encode()))
    meta = Markup('<meta name="policygen:words" content="{}">\n').format(compact(words))
    return drawn.replace("</head>", f"{meta}</head>", 1).encode("utf-8")


def page(document: Document, look: Look, on: date, provenance: Mapping[str, Any], *, styled: bool) -> str:
    """The page; with `styled`, its style is in its head, else whoever draws it has the style already (`style`)."""

    def drawn(chart: Flow | Bars) -> Markup:
        svg = flow_svg(chart, look) if isinstance(chart, Flow) else bars_svg(chart, look)  # both escape their words
        if styled:
            return Markup(svg)
        return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(
            chart.alt, b64encode(svg.encode()).decode()
        )

    return template("document.html.j2").render(
        document=document,
        on=on.isoformat(),
        provenance=sorted(told(provenance).items()),
        style=Markup(style(look)) if styled else "",
        listed=[part for part in document.parts if part.kind != "front"],
        drawn=drawn,
        ends=look.number_ends,
        crest=_crest(look, text(document.cover.organisation)),
    )


def _crest(look: Look, organisation: str) -> Markup:
    """The crest as a picture inside the page: nothing in it can run there, and nothing is fetched."""
    if look.crest is None:
        return Markup("")
    kind, data = ("svg+xml", look.crest.svg.encode()) if look.crest.drawn else ("png", look.crest.png)
    wide, high = look.crest.within(290, 112)
    return Markup('<img class="crest" src="data:image/{};base64,{}" alt="{}" width="{}" height="{}">').format(
        kind, b64encode(data).decode(), look.crest.told(organisation), round(wide), round(high)
    )


@lru_cache(maxsize=4)
def style(look: Look) -> str:
    """The style of every page of a look, for screens and for paper."""
    return template("document.css").render(look=look)


@cache
def template(name: str) -> Template:
    """A template of templates/web that draws a document."""
    return environment({"text": text, "words": _words, "kind": _kind}).get_template(name)


def _words(line: Line) -> Markup:
    """A line's runs, escaped. What was typed stands apart in its direction, so that Arabic does not turn a comma."""
    drawn = ""
    for run in line:
        shown = plain(run.text, quote=False)
        if run.link:  # innermost: on paper nothing may stand between a link and its words
            shown = f'<a href="{escape(run.link)}">{shown}</a>'
        if run.strong:
            shown = f"<strong>{shown}</strong>"
        if run.state:
            shown = f'<mark class="{run.state}">{shown}</mark>'
        elif run.source and not run.text.isascii():
            shown = f"<bdi>{shown}</bdi>"
        drawn += shown
    return Markup(drawn)


def _kind(thing: object) -> str:
    return type(thing).__name__
