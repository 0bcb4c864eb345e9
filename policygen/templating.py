"""Pages made from templates: every word escaped, a name that means nothing refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from policygen.bundled import TEMPLATES


def environment(filters: dict[str, Callable[..., Any]]) -> Environment:
    """Where the templates of web pages and of documents as pages are drawn from, with filters of one's own."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters.update(filters)
    return made
