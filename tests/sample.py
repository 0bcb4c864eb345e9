"""A document with every kind of block, gaps, markup typed as text, and names in many scripts, for the writers' tests."""

from __future__ import annotations

from policygen.document import (
    Contents,
    Cover,
    Document,
    Field,
    Flow,
    Form,
    Items,
    Line,
    Notice,
    Paragraph,
    Part,
    Passage,
    Run,
    Step,
    Subheading,
    Table,
    lines,
    text,
)

HOSTILE = r"St. Mary’s *Academy* <b>&amp;]]>{{ 7*7 }} #let x = *y* $z$ _u_ [a](b) `c` \n 1. | ~~d~~ & #e @f"
LONG_NAME = "The Very Reverend Dr Aurelia Featherstonehaugh-Cholmondeley of Mousehole St Clement and " * 4
UNBROKEN = "safeguarding.and.designated.lead.of.the.whole.federation@featherstonehaugh-cholmondeley-primary.example"
SCRIPTS = {
    "Arabic": "محمد بن عبد الله",
    "Hebrew": "דוד בן־גוריון",
    "Devanagari": "श्रीमती लक्ष्मी",
    "Bengali": "শ্রীমতী রায়",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਕੌਰ",
    "Gujarati": "શ્રી પટેલ",
    "Tamil": "திரு கண்ணன்",
    "Telugu": "శ్రీ రెడ్డి",
    "Kannada": "ಶ್ರೀ ಗೌಡ",
    "Malayalam": "ശ്രീ നായർ",
    "Latin, Greek, Cyrillic": "Łucja Đặng, Γεώργιος, Юлія ✓",
}


def words(text: str) -> Line:
    return (Run(text),)


def gap(label: str, question: str) -> Run:
    return Run(f"[to confirm: {label}]", question, "gap", question)


PURPOSE = Passage(
    "purpose",
    "1.1",
    words("Purpose"),
    (
        Paragraph(
            (
                Run("This policy of "),
                Run("Hillside Primary School", "organisation"),
                Run(" says what to do about a "),
                Run("low-level concern", strong=True),
                Run(". It is shared with "),
                gap("the headteacher’s name", "head"),
                Run(" before leaving the school that day ("),
                Run("who to tell", link="#who-to-tell"),
                Run("), or by e-mail: "),
                Run("head@hillside.example", "head", link="mailto:head@hillside.example"),
                Run(". The record is reviewed "),
                Run("[every half-term]", "record_review", "assumed", "record_review"),
                Run("."),
            )
        ),
        Items("bullets", (words("openly"), words("kindly; and"), (Run("the same day", strong=True), Run(", always.")))),
        Paragraph(words("KCSIE 2026, Part four, section two; good practice adopted by the school"), "follows"),
    ),
)

TELLING = Passage(
    "who-to-tell",
    "2.1",
    words("Who to tell"),
    (
        Notice(
            words("If a child is in danger now"),
            (
                Paragraph((Run("Ring "), Run("999", strong=True, link="tel:999"), Run(" first."))),
                Items("steps", (words("Make the child safe."), words("Ring."), words("Then tell us."))),
            ),
        ),
        Paragraph(words("In order:")),
        Items("steps", (words("Write down what was seen."), words("Share it."), words("Leave it with us."))),
        Paragraph(words("None of these is a reason to wait:")),
        Items(
            "letters", (words("it may be nothing;"), words("the person is a friend;"), words("it was outside work."))
        ),
        Subheading(words("Where it goes")),
        Table(
            (words("It is about"), words("Tell"), words("If away"), words("Telephone and e-mail")),
            (
                (words("Any adult"), words("the headteacher"), words("a deputy DSL"), words("01632 960123")),
                (
                    words("The headteacher"),
                    words("the chair of governors"),
                    (gap("the vice-chair’s name", "vice_chair"),),
                    (),
                ),
                (words("The chair"), words(LONG_NAME), words(HOSTILE), (Run(UNBROKEN, link="mailto:" + UNBROKEN),)),
            ),
            "Who receives a concern",
            (2, 3, 2, 3),
        ),
        Paragraph(words("KCSIE 2026, Part four, section two"), "follows"),
    ),
)

NAMES = Passage(
    "names",
    "2.2",
    words("Names as they are written"),
    (
        Table(
            (words("Script"), words("Name")),
            tuple((words(script), (Run(name, "head"),)) for script, name in SCRIPTS.items()),
        ),
        Paragraph((Run("Typed as it stands: "), Run(HOSTILE, "organisation"), Run(" and "), Run(HOSTILE, strong=True))),
        Paragraph(words("# not a heading")),
        Paragraph(words("- not a list\n1. not a step\n> not a quote\n+ nor this\n--- nor that")),
        Items(
            "bullets",
            (words("[ ] not a task"), words("1) not a letter"), words("=== not underlined"), words("12. twelve")),
        ),
        Paragraph(words("Two lines\nof one answer, with\ta tab.")),
    ),
)

STEPS = Flow(
    (
        Step("start", words("You see or hear something that does not sit right")),
        Step("question", words("Is a child in danger now?"), words("Ring 999, then tell the DSL")),
        Step("action", words("Share it with the headteacher before you leave the school that day")),
        Step("end", words("You are told what was done, as far as that is right")),
    ),
    "Flow chart: if a child is in danger ring 999; otherwise share the concern with the headteacher that day.",
)

FORM = Form(
    "What happened",
    (
        Field(words("Name of the person sharing"), hint=words("You may leave this empty")),
        Field(words("Day it happened"), "date"),
        Field(words("What was seen or heard"), hint=words("Facts, in the words used"), lines=6),
        Field(
            words("It was"),
            "choices",
            choices=("seen by me", "told to me", "about myself", "something else that I heard of later"),
        ),
        Field(words("Signed"), "signature"),
    ),
)


def sample(organisation: str = "Hillside Primary School", draft: str = "DRAFT: 3 answers open") -> Document:
    """The sample, under any name; `draft` empty is an approved one."""
    return Document(
        id="low-level-concerns-policy",
        title="Low-level concerns policy",
        language="en-GB",
        cover=Cover(
            organisation=(Run(organisation, "organisation"),),
            title="Low-level concerns policy",
            draft=draft,
            facts=(
                ("Version", (Run("2026-1", "version"),)),
                ("Approved by", words("The governing body")),
                ("Approved on", (gap("the date of approval", "approved_on"),)),
                ("Next review", words("1 September 2027")),
            ),
            warnings=((Run("The ladder has a gap: "), gap("the vice-chair’s name", "vice_chair"), Run(".")),)
            if draft
            else (),
            note=words("Adopted by the people named above, who answer for it. It is not legal advice."),
        ),
        parts=(
            Part(
                "in-short",
                "front",
                "",
                words("In short"),
                (
                    Paragraph(
                        words("Share any concern about an adult, however small, before you leave that day."), "lead"
                    ),
                    Items(
                        "bullets",
                        (
                            (Run("If a child is in danger, ring "), Run("999", link="tel:999"), Run(" first.")),
                            (Run("Tell the headteacher ("), Run("2.1", link="#who-to-tell"), Run(").")),
                        ),
                    ),
                ),
                new_page=True,
            ),
            Part("contents", "front", "", words("Contents"), (Contents(),), new_page=True),
            Part("purpose-section", "section", "1", words("Why we have this policy"), (PURPOSE,), new_page=True),
            Part("telling", "section", "2", words("Who to tell"), (TELLING, NAMES)),
            Part(
                "flow-chart",
                "appendix",
                "A",
                words("What to do, step by step"),
                (
                    Paragraph(words("The chart and the list say the same.")),
                    STEPS,
                    Items("steps", tuple(step.line for step in STEPS.steps)),
                ),
                new_page=True,
            ),
            Part("record-form", "appendix", "B", words("Record of a concern"), (FORM,), new_page=True),
            Part(
                "to-confirm",
                "back",
                "",
                words("To confirm"),
                (
                    Paragraph(words("Settle these before the policy is approved.")),
                    Table(
                        (words("Question"), words("Where")),
                        ((words("Who is the headteacher?"), (Run("1.1", link="#purpose"),)),),
                    ),
                ),
                new_page=True,
            ),
        ),
        running=f"{organisation}: low-level concerns",
        version="2026-1",
        comments=(("head", "Who is the headteacher?"), ("record_review", "How often is the record reviewed?")),
    )


def said(document: Document) -> list[str]:
    """What the document says, line by line, white space collapsed; a table's or a heading's empty line is left out."""
    found = (" ".join(text(line).split()) for line in lines(document))
    return [line for line in found if line]
