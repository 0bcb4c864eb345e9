"""The five examples as a person reads them: each in full, accepted by a person (`make accept` writes them anew)."""

from __future__ import annotations

import os
from difflib import unified_diff

import pytest
import schools

from policygen.writers.markdown import write_markdown

GOLDEN = schools.HERE / "golden"
ACCEPT = os.environ.get("POLICYGEN_ACCEPT") == "1"


@pytest.mark.parametrize("name", schools.NAMES)
def test_an_example_reads_as_it_was_accepted(name: str) -> None:
    now = write_markdown(schools.made(schools.example(name)).document).decode("utf-8")
    path = GOLDEN / f"{name}.md"
    if ACCEPT:
        path.write_text(now, encoding="utf-8", newline="\n")
    then = path.read_text(encoding="utf-8") if path.is_file() else ""
    changed = list(unified_diff(then.splitlines(), now.splitlines(), "accepted", "now", lineterm="", n=1))
    assert not changed, "read this, and run `make accept` if it is right:\n" + "\n".join(changed[:200])


def test_every_accepted_document_is_that_of_an_example() -> None:
    assert {path.stem for path in GOLDEN.glob("*")} == set(schools.NAMES)


def test_hillside_and_its_complete_companions_leave_nothing_to_confirm_and_the_draft_does() -> None:
    open_ = {name: len(schools.made(schools.example(name)).marks.open) for name in schools.NAMES}
    assert open_["hillside-primary"] == open_["st-brides-independent"] == 0
    assert open_["riverside-academy-trust"] == 2, "a vacant chair and one answer not sure yet"
    assert open_["first-draft"] > 30
