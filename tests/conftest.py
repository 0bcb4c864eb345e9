"""What every test may ask for: the library, Hillside's answers, and a way to make another school of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import page
import pytest
import schools

from policygen.answers import Answers
from policygen.library import Library
from policygen.writers import paged, pdf


@pytest.fixture(scope="session")
def library() -> Library:
    """The library as it is shipped."""
    return schools.library()


@pytest.fixture(scope="session")
def hillside() -> Answers:
    """The complete answers of Hillside Primary School."""
    return schools.example("hillside-primary")


@pytest.fixture(scope="session")
def school() -> Callable[..., Answers]:
    """Makes Hillside into another school: `school({"sector": "academy"})`, checked as a file is."""
    return schools.school


@pytest.fixture(scope="session", autouse=True)
def every_pdf_is_proved() -> Iterator[None]:
    """Every PDF that a test has made in this process goes before the judge, each once, whatever the test looks at.

    Those of the usual engine are proved fit to be kept as well; WeasyPrint's promise PDF/UA-1 alone."""
    seen: dict[bytes, str] = {}
    with pytest.MonkeyPatch.context() as patched:
        for module, profiles in ((pdf, ("ua1", "2a")), (paged, ("ua1",))):
            patched.setattr(module, "finished", _proving(module.finished, profiles, seen))
        yield


def _proving(finished: Callable[..., bytes], profiles: tuple[str, ...], seen: dict[bytes, str]) -> Callable[..., bytes]:
    def proving(*given: Any, **named: Any) -> bytes:
        made = finished(*given, **named)
        key = hashlib.sha256(made).digest()
        if key not in seen:
            reports = (page.validate_pdf_bytes(made, profile=profile) for profile in profiles)
            seen[key] = "; ".join(failure.message for report in reports for failure in report.failures)
        assert not seen[key], seen[key]
        return made

    return proving
