"""The questionnaire in a browser, running on a port of this machine, and forms filled in the way a browser sends them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import schools
from lxml import html

from policygen.interview import Interview, interview
from policygen.saving import open_answers
from policygen.web.server import Site


@contextmanager
def running(target: Path) -> Iterator[Site]:
    """The site over a file or a folder, until the end of the block."""
    site = Site(target, schools.library(), lambda: schools.ON)
    thread = threading.Thread(target=site.run, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.stop()
        thread.join(10)


class Visitor(httpx.Client):
    """A browser without scripts: follows what comes, says where its forms come from, keeps the cookie."""

    def __init__(self, site: Site, *, enter: bool = True) -> None:
        self.base = site.address.partition("/enter")[0]
        same = {"origin": self.base, "sec-fetch-site": "same-origin"}
        super().__init__(
            base_url=self.base, follow_redirects=True, headers=same, timeout=120, verify=False, trust_env=False
        )
        if enter:
            self.get(site.address, follow_redirects=False)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def page(self, address: str) -> Page:
        """A page."""
        return Page(self, self.get(address))


class Page:
    """A page as somebody reads it, and its form."""

    def __init__(self, visitor: Visitor, response: httpx.Response) -> None:
        self.visitor, self.response = visitor, response
        self.status = response.status_code
        self.address = response.url.raw_path.decode()
        self.tree = html.document_fromstring(response.text)

    @property
    def title(self) -> str:
        return self.tree.findtext(".//title") or ""

    @property
    def words(self) -> str:
        return " ".join(self.tree.find(".//main").text_content().split())

    @property
    def links(self) -> dict[str, str]:
        """What links say, and where they lead."""
        return {" ".join(a.text_content().split()): a.get("href") for a in self.tree.iter("a")}

    def fields(self) -> list[tuple[str, str]]:
        """What the form would send as it stands."""
        form = next(form for form in self.tree.iter("form") if form.get("enctype") is None)
        return [(name, value) for name, value in form.form_values()]

    def send(self, given: dict[str, Any] | None = None, **more: Any) -> Page:
        """Fill fields in and press the first button. A list ticks several; None clears a field."""
        given = {**(given or {}), **more}
        form = next(form for form in self.tree.iter("form") if form.get("enctype") is None)
        kept = [(name, value) for name, value in self.fields() if name not in given]
        for name, value in given.items():
            kept += [(name, one) for one in (value if isinstance(value, list) else [value]) if one is not None]
        sent: dict[str, list[str]] = {}
        for name, value in kept:
            sent.setdefault(name, []).append(value)
        address = form.get("action") or self.address
        return Page(self.visitor, self.visitor.post(address, data=sent))

    def has(self, css_class: str) -> list[str]:
        """The words of everything of that class."""
        found = self.tree.xpath(f"//*[contains(concat(' ', @class, ' '), ' {css_class} ')]")
        return [" ".join(one.text_content().split()) for one in found]


def seen(path: Path) -> Interview:
    """The interview over what is in the file now."""
    return interview(schools.library(), open_answers(path, schools.library()))
