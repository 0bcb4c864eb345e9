"""What every test may ask for: the library, Hillside's answers, and a way to make another school of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import schools

from policygen.answers import Answers
from policygen.library import Library


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
