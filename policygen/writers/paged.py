"""The PDF from the web page, for house styles written in CSS: drawn by WeasyPrint, which is imported when first asked for."""

from __future__ import annotations

import gc
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from policygen.bundled import FONTS
from policygen.document import Document
from policygen.errors import Problem, WriteError
from policygen.look import Look
from policygen.templating import environment
from policygen.writers.html import page, style
from policygen.writers.pdf import finished

MISSING = Problem(
    "--pdf-engine weasyprint",
    0,
    "this computer lacks what WeasyPrint draws with: Pango, a library of the system",
    "install Pango, or leave the option out: the usual engine, typst, needs nothing installed",
)
_VARIANT = "pdf/ua-1"
_SIDES = {"page": (11.4, 6.6), "poster": (24.0, 9.0)}
"""Points: the largest and the smallest letters of what has to stay on one side."""
_STEP = 0.3


def write_paged(document: Document, look: Look, on: date, provenance: Mapping[str, Any]) -> bytes:
    """The web page on paper: PDF/UA-1, the words and contents of `write_pdf`, the same bytes each time.

    Nothing is fetched but the bundled fonts and pictures that stand in the page itself. Raises WriteError where
    WeasyPrint cannot start on this computer, and where a page asks for anything else."""
    kit = _kit(look)
    written = page(document, look, on, {}, styled=False)
    with _alone(document, kit):
        opened = kit.weasyprint.HTML(string=written, base_url="bundled:", url_fetcher=kit.fetcher)
        drawn = _fitting(document, kit, opened)
        made = drawn.write_pdf(pdf_variant=_VARIANT, pdf_identifier=sha256(written.encode()).digest()[:16])
    return finished(_mapped(made), provenance)


def _mapped(made: bytes) -> bytes:
    """With a letter for every sign. In some scripts one sound is drawn as several signs, and WeasyPrint says of the later
    ones that they stand for nothing, which no reader has to understand: they join what stands before."""
    changed = False
    with pikepdf.open(BytesIO(made)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                told = thing.ToUnicode.read_bytes()
                if b"> <>" in told:
                    thing.ToUnicode.write(told.replace(b"> <>", b"> <200d>"))
                    changed = True
        if not changed:
            return made
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


@dataclass(frozen=True)
class _Kit:
    """What is made once for all documents of a look."""

    weasyprint: Any
    fetcher: Any
    fonts: Any
    sheet: Any


def _fitting(document: Document, kit: _Kit, opened: Any) -> Any:
    """The pages; of what has to stay on one side, in the largest letters in which it does."""

    def drawn(*sheets: Any) -> Any:
        return opened.render(font_config=kit.fonts, stylesheets=[kit.sheet, *sheets], pdf_variant=_VARIANT)

    if document.layout not in _SIDES:
        return drawn()
    most, least = _SIDES[document.layout]
    steps = round((most - least) / _STEP)
    fits, fails = steps, -1  # halved until the first step that fits stands after one that does not
    made = {fits: drawn(_letters(kit, most - fits * _STEP))}
    while fits - fails > 1:
        middle = (fits + fails) // 2
        made[middle] = drawn(_letters(kit, most - middle * _STEP))
        fits, fails = (middle, fails) if len(made[middle].pages) == 1 else (fits, middle)
    return made[fits]


def _letters(kit: _Kit, points: float) -> Any:
    return kit.weasyprint.CSS(string=f".page,.poster{{font-size:{points:.2f}pt}}", url_fetcher=kit.fetcher)


@lru_cache(maxsize=2)
def _kit(look: Look) -> _Kit:
    weasyprint = _engine()
    files = dict(zip((look.print_font, f"{look.print_font} bold"), look.font_files, strict=False))
    faces = {
        name: (name.removesuffix(" bold"), "bold" if name.endswith(" bold") else "normal", path)
        for name, path in files.items()
    }
    for path in sorted(FONTS.glob("*.ttf")):
        family, weight = path.stem.split("-")
        faces[path.name] = (family, "bold" if weight == "Bold" else "normal", path)
    served = {path.name: path for _, _, path in faces.values()}
    fetcher = fetcher_of(served)
    fonts = weasyprint.text.fonts.FontConfiguration()
    said = (
        environment({})
        .get_template("paged.css")
        .render(
            look=look,
            faces=[(family, weight, path.name) for family, weight, path in faces.values()],
            families=dict.fromkeys((look.print_font, *(family for family, _, _ in faces.values()))),
        )
    )
    # Its colours are written out: WeasyPrint would look each variable up again for each box.
    written = re.sub(r"var\(--(\w+)\)", lambda found: getattr(look, found[1]), style(look) + said)
    sheet = weasyprint.CSS(string=written, font_config=fonts, url_fetcher=fetcher, base_url="bundled:")
    return _Kit(weasyprint, fetcher, fonts, sheet)


def fetcher_of(served: Mapping[str, Path]) -> Any:
    """What gives a page the files it names: `bundled:` names of these, pictures written into the page, nothing else."""
    weasyprint = _engine()

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            scheme, _, rest = url.partition(":")
            if scheme == "bundled" and rest in served:
                return weasyprint.urls.URLFetcherResponse(url, served[rest].read_bytes())
            kind, _, written = rest.partition(";base64,")
            if scheme == "data" and kind in ("image/png", "image/svg+xml"):
                return weasyprint.urls.URLFetcherResponse(url, b64decode(written), {"Content-Type": kind})
            raise ValueError(f"{url[:80]} is not part of the page")

    return Fetcher(fail_on_errors=True)


@cache
def _engine() -> Any:
    try:
        import weasyprint
        import weasyprint.text.fonts
        import weasyprint.urls
    except (ImportError, OSError) as error:
        raise WriteError(MISSING) from error
    return weasyprint


@contextmanager
def _alone(document: Document, kit: _Kit) -> Iterator[None]:
    """Without the collector of circles, which would walk through a million boxes; what a page may not fetch, refused."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    except kit.weasyprint.urls.FatalURLFetchingError as error:
        what = f"the PDF cannot be made: {error.__cause__ or error}"
        raise WriteError(Problem(document.id, 0, what, "put the file itself into the page, or leave it out")) from None
    finally:
        if collecting:
            gc.enable()
