"""Prove drawn PDF and Word files accessible on this machine, or refuse before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policygen.errors import Problem, WriteError

_PROFILES = {"ua1": "PDF/UA-1, the standard of accessible PDF", "2a": "PDF/A-2a, the standard of PDF fit to be kept"}
_SHOWN = 5
"""So many findings of one file are said; the rest are counted."""


def prove_accessible(files: Mapping[str, bytes], *, archival: bool = True) -> None:
    """Check each PDF and Word file by its name; web pages and Markdown pass as they are, proved when the program was made.

    `archival`: the PDF has to be fit to be kept too (PDF/A-2a). Raises WriteError naming each file that fails, what was
    found and what to do.
    """
    problems = [problem for name, data in files.items() for problem in _problems(name, data, archival)]
    if problems:
        raise WriteError(*problems)


def _problems(name: str, data: bytes, archival: bool) -> Iterator[Problem]:
    if name.endswith(".docx"):
        from policygen.word_checks import word_findings

        if found := word_findings(data):
            yield _refused(name, "the Word file is not accessible", found)
    elif name.endswith(".pdf"):
        from page import validate_pdf_bytes

        for profile, called in _PROFILES.items():
            if profile == "ua1" or archival:
                report = validate_pdf_bytes(data, profile=profile)
                if not report.is_compliant:
                    yield _refused(name, f"the PDF does not meet {called}", [one.message for one in report.failures])


def _refused(name: str, what: str, found: tuple[str, ...] | list[str]) -> Problem:
    distinct = list(dict.fromkeys(found))
    more = f"; and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
    return Problem(
        name,
        0,
        f"{what}: {'; '.join(distinct[:_SHOWN])}{more}",
        "nothing was written; if a template or a crest of your own is in use, try without it, "
        "else build without --accessible and tell whoever keeps this program",
    )
