"""The rows of the workbook for those who govern, from the same words as their papers: plans with live dates, scored risks, and
figures of which none under five is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from policygen.dated import actions, meeting, records
from policygen.document import text
from policygen.filling import Speaker
from policygen.forms import SPAN, DatedWords
from policygen.library import Library
from policygen.spreadsheets import Rows
from policygen.workbook import Cell, Formula
from policygen.workbooks import WorkbookWords

BOARD = "board-workbook"
PLANS = {"plan": "adoption-plan", "training": "training-plan"}
FIGURES = {
    "counts": "annual-counts",
    "types": "annual-types",
    "sources": "annual-sources",
    "outcomes": "annual-outcomes",
}
PASSED = {"counts": "annual-passed"}
"""Of a body whose concerns go to its parent body."""
RULES: Mapping[str, tuple[str, ...]] = {
    "annual-counts": ("all", "sum", "share", "sum", "days", "longest", "sum", "sum", "asked"),
    "annual-passed": ("all", "sum", "sum", "asked", "asked", "asked"),
}
"""What each row of the figures is: counts added up; the share of the second in the first; days, of which no year is made;
the longest; what was asked in a survey. In every other table each row is counted."""
QUARTERS = ("q1", "q2", "q3", "q4")
_SCORE = re.compile(r"(\d) × (\d)")


def board_rows(words: WorkbookWords, library: Library, speaker: Speaker, on: date) -> Rows:
    """The rows of its tables; none for another workbook."""
    if words.id != BOARD:
        return {}
    held = meeting(speaker.answers, on)
    days: list[Mapping[str, Cell]] = [
        {"what": "Day of the meeting", "day": held.day},
        {"what": "Day from which the documents hold", "day": held.adoption},
        {"what": "As at (change it to the day you look)", "day": max(on, held.adoption)},
    ]
    made: dict[str, list[Mapping[str, Cell]]] = {"days": days}
    for grid, block in PLANS.items():
        made[grid] = list(_plan(block, library, speaker, on, max(on, held.adoption)))
    made["risks"] = list(_risks(library, speaker))
    tables = PASSED if speaker.facts.values["gated"] == {"yes"} else FIGURES
    for grid, block in tables.items():
        labels = [text(row[0]) for row in records(library.blocks[block], speaker)[1]]
        rules = RULES.get(block, ("sum",) * len(labels))
        made[grid] = [
            _counted(nth, label, rule, grid) for nth, (label, rule) in enumerate(zip(labels, rules, strict=True), 1)
        ]
        made[f"{grid}_shown"] = [
            _shown(nth, label, rule, grid) for nth, (label, rule) in enumerate(zip(labels, rules, strict=True), 1)
        ]
    return made


def _plan(block: str, library: Library, speaker: Speaker, on: date, as_at: date) -> Iterator[Mapping[str, Cell]]:
    """Each action with its day as a formula, so that another day of adoption moves them all."""
    words = library.blocks[block]
    rows = [row for row in words.dated if speaker.facts.holds(row.condition)]
    for row, action in zip(rows, actions(words, speaker, on), strict=True):
        due: Cell = text(action.shown) if action.day is None else action.day
        answered = bool(row.answer and speaker.answers.text(row.answer))
        if action.day is not None and not answered:
            due = Formula(f"={_day(row)}", action.day)
        late = action.day is not None and action.day < as_at
        yield {
            "stage": text(action.stage), "what": text(action.what), "who": text(action.who), "due": due,
            "state": Formula(_STATE, "Overdue" if late else "Open"),
        }  # fmt: skip


_STATE = '=IF({done}<>"","Done",IF(AND(ISNUMBER({due}),{due}<INDEX({days.day},3)),"Overdue","Open"))'


def _day(row: DatedWords) -> str:
    """The day of an action as a formula: as `dated.later` counts it."""
    start = f"INDEX({{days.day}},{1 if row.since == 'meeting' else 2})"
    found = SPAN.fullmatch(row.after)
    assert found, row.after
    count, unit = int(found[1]), found[2]
    if not count:
        return start
    if unit in ("day", "week"):
        return f"WORKDAY({start}+{count * (7 if unit == 'week' else 1)}-1,1)"
    return f"WORKDAY(EDATE({start},{count * (12 if unit == 'year' else 1)})-1,1)"


def _risks(library: Library, speaker: Speaker) -> Iterator[Mapping[str, Cell]]:
    """The risks with their two scores as numbers."""
    for row in records(library.blocks["risk-rows"], speaker)[1]:
        risk, follows, before, controls, after, owner, review = map(text, row)
        made: dict[str, Cell] = {
            "risk": risk,
            "follows": follows,
            "controls": controls,
            "owner": owner,
            "review": review,
        }
        for nth, words in enumerate((before, after), 1):
            if found := _SCORE.match(words):
                likely, effect = int(found[1]), int(found[2])
                score = likely * effect
                level = "high" if score >= 15 else "medium" if score >= 6 else "low"
                made |= {f"likely{nth}": likely, f"effect{nth}": effect}
                made |= {f"score{nth}": score, f"level{nth}": level}
        yield made


def _counted(nth: int, label: str, rule: str, grid: str) -> Mapping[str, Cell]:
    """A row to be filled in, with what the year comes to."""
    row: dict[str, Cell] = {"nth": nth, "label": label}
    match rule:
        case "share":
            for key in (*QUARTERS, "year"):
                whole, part = f"INDEX({{{grid}.{key}}},1)", f"INDEX({{{grid}.{key}}},2)"
                row[key] = Formula(f'=IF(N({whole})=0,"",ROUND(100*N({part})/{whole},0)&"%")', "")
        case "days" | "asked":
            row["year"] = "by quarter"
        case "longest":
            row["year"] = Formula('=IF(COUNT({q1}:{q4})=0,"",MAX({q1}:{q4}))', "")
        case _:
            row["year"] = Formula('=IF(COUNT({q1}:{q4})=0,"",SUM({q1}:{q4}))', "")
    return row


def _shown(nth: int, label: str, rule: str, grid: str) -> Mapping[str, Cell]:
    """The row as those who govern see it: nothing under five, nor anything that it could be worked out from."""
    row: dict[str, Cell] = {"nth": nth, "label": label}
    small = f'COUNTIFS({_line(grid, nth)},">0",{_line(grid, nth)},"<5")'
    for key in (*QUARTERS, "year"):
        cell, whole = f"INDEX({{{grid}.{key}}},{nth})", f"INDEX({{{grid}.{key}}},1)"
        if rule in ("days", "asked") and key == "year":
            row[key] = "by quarter"
            continue
        if rule in ("days", "longest", "asked"):
            few = "" if rule == "asked" else f'IF(N({whole})<5,"too few",'
            row[key] = Formula(f'=IF({cell}="","",{few}{cell}{")" if few else ""})', "")
            continue
        if rule == "share":
            part = f"INDEX({{{grid}.{key}}},2)"
            row[key] = Formula(f'=IF({cell}="","",IF(AND(N({part})>0,N({part})<5),"too few",{cell}))', "")
            continue
        none, few = ('"none: ask why"', '"under 5: ask why"') if rule == "all" else ("0", '"under 5"')
        total = f'IF({small}>0,"5 or more",{cell})' if key == "year" else cell
        row[key] = Formula(f'=IF({cell}="","",IF({cell}=0,{none},IF({cell}<5,{few},{total})))', "")
    return row


def _line(grid: str, nth: int) -> str:
    """The four quarters of a row."""
    return f"INDEX({{{grid}.q1}},{nth}):INDEX({{{grid}.q4}},{nth})"
