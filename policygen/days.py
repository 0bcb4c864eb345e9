"""Which day, month or term somebody means who types a date in one of the usual ways."""

from __future__ import annotations

import re
from datetime import date

from policygen.filling import MONTHS

_DAY = re.compile(r"(\d{1,2})\s?[./ -]\s?(\d{1,2})\s?[./ -]\s?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")
_WORDS = re.compile(r"(?:[a-z]+day,? )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?([a-z]{3,}),?[ -](\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTH = re.compile(r"([a-z]{3,})\.?,? (\d{4})|(\d{1,2})[./-](\d{4})|(\d{4})[./-](\d{1,2})")
_TERM = re.compile(r"(?:the )?(spring|summer|autumn)( term)?,?(?: of)? (\d{4})")


def typed_day(said: str, terms: bool = False) -> str | None:
    """The day as year-month-day; with `terms` also a month (2027-09) or a term (autumn 2027, autumn term 2027). None where it is no day.

    Day before month, as in Britain; two figures of a year are of this century. Years from 2000 to 2100."""
    plain = " ".join(said.casefold().split()).rstrip(".")
    if terms and (found := _TERM.fullmatch(plain)):
        return f"{found.group(1)}{found.group(2) or ''} {found.group(3)}"
    try:
        if day := _day(plain):
            return day.isoformat()
        if terms and (found := _MONTH.fullmatch(plain)):
            word, year, number, year_after, year_before, number_after = found.groups()
            month = _month(word) if word else int(number or number_after)
            return date(int(year or year_after or year_before), month, 1).isoformat()[:7]
    except ValueError:
        return None
    return None


def _day(plain: str) -> date | None:
    """Raises ValueError for a day that is not in the calendar."""
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
    elif found := _WORDS.fullmatch(plain):
        day, month, year = int(found.group(1)), _month(found.group(2)), int(found.group(3))
    elif found := _MONTH_FIRST.fullmatch(plain):
        day, month, year = int(found.group(2)), _month(found.group(1)), int(found.group(3))
    else:
        return None
    made = date(year + 2000 if year < 100 else year, month, day)
    if not 2000 <= made.year <= 2100:
        raise ValueError("a year out of reach")
    return made


def _month(word: str) -> int:
    word = "sep" if word == "sept" else word
    found = [number for number, name in enumerate(MONTHS, 1) if name.casefold().startswith(word)]
    if len(found) != 1:
        raise ValueError("no such month")
    return found[0]
