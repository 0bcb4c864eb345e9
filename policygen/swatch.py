"""One page with one of everything, to see how a look or a template dresses it."""

from __future__ import annotations

from policygen.document import (
    Cover,
    Document,
    Field,
    Form,
    Items,
    Line,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Subheading,
    Table,
)


def swatch(organisation: str, running: str, version: str) -> Document:
    """The page, for no organisation in particular. `running` and `version` stand in its header."""
    return Document(
        id="template",
        title="Every style on one page",
        language="en-GB",
        layout="paper",
        cover=Cover(
            organisation=_said(organisation),
            title="Every style on one page",
            draft="",
            facts=(("Version", _said("1.0")), ("Approved on", _said("18 November 2026"))),
            warnings=(),
            note=_said("A note on the cover, in small print."),
        ),
        parts=(
            Part(
                "numbered", "section", "1", _said("A section with a number"),
                (
                    Passage(
                        "clause", "1.1", _said("A clause with a number"),
                        (
                            Paragraph((Run("The words of a clause, with "), Run("some that count", strong=True), Run(".")), "body"),
                            Items("bullets", (_said("A point"), _said("Another point"))),
                            Items("steps", (_said("A step"), _said("The step after it"))),
                            Items("letters", (_said("A lettered line"), _said("The line after it"))),
                            Paragraph(_said("The guidance that a clause follows, in small print."), "follows"),
                        ),
                    ),
                    Subheading(_said("A heading inside a clause")),
                    Notice(_said("A box that must not be missed"), (Paragraph(_said("What it says."), "body"),)),
                ),
            ),
            Part(
                "plain", "back", "", _said("A heading without a number"),
                (
                    Paragraph(_said("A sentence that leads in."), "lead"),
                    Table(
                        header=(_said("Who"), _said("Telephone")),
                        rows=((_said("The first row"), _said("01632 960123")), (_said("The second row"), _said("01632 960124"))),
                        caption="What a table shows",
                        widths=(60, 40),
                    ),
                ),
            ),
            Part(
                "form", "appendix", "A", _said("An appendix"),
                (
                    Form(
                        "A form",
                        (
                            Field(_said("What is asked"), hint=_said("What helps to answer it.")),
                            Field(_said("Which it is"), "choices", choices=("One thing", "Another thing")),
                        ),
                    ),
                ),
            ),
        ),
        running=running,
        version=version,
    )  # fmt: skip


def _said(words: str) -> Line:
    return (Run(words),)
