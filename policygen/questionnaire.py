"""Set out the questionnaire for one kind of organisation on paper, to be filled in at a meeting: each question with all that helps to answer it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from policygen.ahead import Ahead, Joined, Line, Outlook
from policygen.blocks import worded
from policygen.document import Block, Cover, Document, Field, Form, Items, Paragraph, Part, Passage, Run, Table
from policygen.errors import AnswersError, Problem, nearest
from policygen.filling import Speaker, long_date
from policygen.interview import FIELDS, NOT_SURE, NOTE, PERSONAL, VACANT, words
from policygen.library import Library
from policygen.prose import leaf
from policygen.questions import Option, Question

ID = "questionnaire"
TITLE = "Questions for your low-level concerns policy"
INTRO = (
    "Answer what you know. A draft can be made from the name and the kind of organisation alone; it shows what is missing.",
    f"Where nobody knows, tick ‘{NOT_SURE}’ and write down who will find out. Never write a guess.",
    "Where a usual answer is given, it is what organisations like yours mostly do. You may take it or decide otherwise.",
    "Some questions depend on earlier answers. They say so; pass them by where it is not so.",
    "This paper will hold names and numbers: keep it as you keep other papers about staff.",
    "Afterwards somebody types the answers into the questionnaire on a computer, which makes the documents from them.",
)
_USUAL = "Usual for organisations like yours:"
_FREE = {"long_text": 5, "text": 2}
"""Lines to write on, where there is more than one."""


def questionnaire(library: Library, sector: str, nations: tuple[str, ...], on: date) -> Document:
    """The questions for organisations of that sector in these nations. Raises AnswersError for one that is not known or not there."""
    _check(library, sector, nations)
    paper = _Paper(library, Ahead(library, sector, nations))
    name = f"{library.sectors[sector].name} in {_listed([library.nations[id].name for id in nations], 'and')}"
    parts = [paper.opening()]
    for section in library.sections.values():
        passages = tuple(
            paper.passage(question, outlook) for question, outlook in paper.asked if question.section == section.id
        )
        if passages:
            intro = (Paragraph(worded(section.intro)),) if section.intro else ()
            parts.append(
                Part(section.id, "section", "", worded(f"Part {len(parts)}: {section.title}"), (*intro, *passages))
            )
    facts = (
        ("Questions", worded(str(len(paper.asked)))),
        ("Question library", worded(library.version)),
        ("As at", worded(long_date(on))),
    )
    cover = Cover(
        worded(f"For {name}"),
        TITLE,
        "",
        facts,
        (),
        worded("To be filled in together, or by whoever knows. It is no policy yet."),
    )
    return Document(ID, TITLE, "en-GB", cover, tuple(parts), f"{TITLE} · {name}", library.version, (), "paper")


def nations_of(library: Library, sector: str) -> tuple[str, ...]:
    """The nations in which there are organisations of that sector. Raises AnswersError for a sector that is not known."""
    sectors = {id: one for id, one in library.sectors.items() if not one.family}
    if sector not in sectors:
        what = (
            f"no kind of organisation is called '{sector}'"
            if sector
            else "a printed questionnaire is for one kind of organisation"
        )
        named = f"name it with --sector: {', '.join(sectors)}"
        raise AnswersError(Problem("--sector", 0, what, nearest(sector, sectors, named) if sector else named))
    values = {"sector": frozenset(library.families(sector))}
    offered = [option.id for option in library.questions["nation"].options if option.condition.holds(values)]
    return tuple(id for id in offered if not sectors[sector].nations or id in sectors[sector].nations)


def _check(library: Library, sector: str, nations: tuple[str, ...]) -> None:
    there = nations_of(library, sector)
    for nation in nations:
        if nation not in there:
            name = library.sectors[sector].name
            what = f"there is no such nation as '{nation}' for {name}"
            raise AnswersError(Problem("--nation", 0, what, nearest(nation, there, f"there are {', '.join(there)}")))


class _Paper:
    """The questions of one paper, numbered in the order in which they are asked."""

    def __init__(self, library: Library, ahead: Ahead) -> None:
        self.library = library
        self.ahead = ahead
        self.asked = [(question, outlook) for question, outlook in ahead.asked if not self._settled(question)]
        self.numbers = {question.id: number for number, (question, _) in enumerate(self.asked, 1)}
        self.speaker = Speaker(library, ahead.facts, ahead.answers)

    def _settled(self, question: Question) -> bool:
        return question.id in ("sector", "nation")

    def opening(self) -> Part:
        """How the paper is used, and who should be there."""
        known: dict[str, list[str]] = {}
        for question, _ in self.asked:
            known.setdefault(question.who.rstrip("."), []).append(str(self.numbers[question.id]))
        rows = tuple(
            (worded(who), worded(", ".join(numbers)))
            for who, numbers in sorted(known.items(), key=lambda item: -len(item[1]))
            if who
        )
        content: tuple[Block, ...] = (
            Items("bullets", tuple(worded(said) for said in INTRO)),
            Table((worded("Who usually knows"), worded("Questions")), rows, widths=(40, 60)),
            Form("", (Field(worded("Filled in by")), Field(worded("On"), "date"))),
        )
        return Part("how-to-use", "section", "", worded("Before you begin"), content)

    def passage(self, question: Question, outlook: Outlook) -> Passage:
        """One question with what helps to answer it, and room for the answer."""
        ask = words(self.speaker, question.asks)
        blocks: list[Block] = []
        if outlook is not True:
            blocks.append(Paragraph((Run(f"Only if {self.said(outlook)}.", strong=True),)))
        if question.help:
            blocks.append(Paragraph(worded(question.help)))
        about = [
            f"{lead}: {said}"
            for lead, said in (("Why we ask", question.why), ("Who usually knows", question.who))
            if said
        ]
        if about:
            blocks.append(Paragraph(worded(" ".join(about))))
        usual = tuple(self._usual(question))
        if usual:
            first = (Run(_USUAL, strong=True), Run(f" {usual[0]}" if len(usual) == 1 else ""))
            blocks.append(Paragraph(first))
            blocks.extend([Items("bullets", tuple(worded(one) for one in usual))] if len(usual) > 1 else [])
        blocks.append(Form("", tuple(self._fields(question))))
        return Passage(
            f"q-{question.id.replace('_', '-')}", "", worded(f"{self.numbers[question.id]}. {ask}"), tuple(blocks)
        )

    def _fields(self, question: Question) -> Iterator[Field]:
        match question.kind:
            case "choice" | "yes_no" | "many":
                several = question.kind == "many"
                offered = [self._offered(question, option, outlook) for option, outlook in self.ahead.options(question)]
                none = ["none of these"] if several and not question.required else []
                yield Field(
                    worded("Tick all that apply" if several else "Tick one"), "choices", choices=(*offered, *none)
                )
            case "person":
                yield from (Field(worded(label)) for label in FIELDS.values())
            case "people":
                yield Field(
                    worded("Everybody"), hint=worded(f"{', '.join(FIELDS.values())} of each, or ‘nobody’"), lines=6
                )
            case "pairs":
                yield Field(worded("Who and who"), hint=worded("two names in a row, or ‘none’"), lines=4)
            case "date":
                yield Field(worded("The day"), "date")
            case "date_or_term":
                yield Field(worded("A day, a month or a term"))
            case kind:
                yield Field(worded("Your answer"), lines=_FREE.get(kind, 1))
        if not question.required:
            vacant = (VACANT,) if question.kind in PERSONAL else ()
            yield Field(worded("Or"), "choices", choices=(*vacant, NOT_SURE, "leave it out"))
            yield Field(worded(NOTE))

    def _offered(self, question: Question, option: Option, outlook: Outlook) -> str:
        label = self._label(question, option)
        more = [option.help] if option.help else []
        if outlook is not True:
            more.append(f"Only if {self.said(outlook)}.")
        return f"{label}: {' '.join(more)}" if more else label

    def _label(self, question: Question, option: Option) -> str:
        return words(self.speaker, leaf(option.label, question.file, question.line))

    def _usual(self, question: Question) -> Iterator[str]:
        """The usual answer and why; where it differs with other answers, each with whom it is for."""
        found = list(self.ahead.usual(question))
        merged = [
            one for at, one in enumerate(found) if not any(one[0] == later[0] for later in found[at + 1 : at + 2])
        ]
        asked = self.ahead.facts.asked.get(question.id)
        if question.kind == "many" and len(merged) > 1:  # long lists, several times over
            if asked and asked.usual:
                yield f"{self._values(question, asked.usual.value)}, where your other answers are the usual ones too. {asked.usual.because}"
            return
        for at, (values, because, outlook) in enumerate(merged):
            if outlook is True:
                yield f"{'otherwise ' if at else ''}{self._values(question, values)}. {because}"
            else:
                yield f"{self._values(question, values)}, if {self.said(outlook)}. {because}"

    def _values(self, question: Question, values: tuple[str, ...]) -> str:
        labels = [self._label(question, option) for value in values if (option := question.option(value))]
        return "; ".join(labels) or "none of these"

    # What an answer still has to settle, in plain words

    def said(self, outlook: Outlook) -> str:
        """The outlook as the end of a sentence that begins with “only if”."""
        if isinstance(outlook, Joined):
            parts = [self.said(part) for part in outlook.parts]
            nested = any(isinstance(part, Joined) for part in outlook.parts)
            return (
                (", and " if nested else " and ").join(parts)
                if outlook.all
                else (", or " if nested else " or ").join(parts)
            )
        if isinstance(outlook, Line):
            return self._pair(outlook) if outlook.pair else self._line(outlook)
        raise AssertionError("what is settled already needs no words")

    def _pair(self, line: Line) -> str:
        where = " and ".join(str(self.numbers[id]) for id in line.pair)
        if line.how == "same_person":
            return f"questions {where} name {'two people' if line.denied else 'one and the same person'}"
        return f"the people named in questions {where} are {'not ' if line.denied else ''}close to each other"

    def _line(self, line: Line) -> str:
        question = self.library.questions[line.question]
        number = self.numbers[line.question]
        no = "not " if line.denied else ""
        if question.chooses:
            labels = [self._label(question, option) for option in question.options if option.id in line.values]
            named = _listed([f"‘{label}’" for label in labels], "or")
            if question.kind == "many":
                return f"{named} is {no}ticked at question {number}"
            return f"the answer to question {number} is {no}{named}"
        states = set(line.values)
        if line.denied:
            states = ({"given", "none", "vacant"} if question.kind in PERSONAL else {"given", "none"}) - states
        if question.kind in PERSONAL:
            return _posts(frozenset(states), number)
        return f"question {number} {'has an answer' if 'given' in states else 'is left out'}"


def _posts(states: frozenset[str], number: int) -> str:
    if states == {"given"}:
        return f"somebody is named at question {number}"
    if states == {"vacant"}:
        return f"the post at question {number} is vacant"
    if "given" in states:
        return f"somebody is named at question {number}, or the post is vacant"
    return f"nobody is named at question {number}"


def _listed(parts: list[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
