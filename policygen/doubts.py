"""What is odd about a telephone number, an e-mail address or a review date: said to the user, who knows better."""

from __future__ import annotations

import re
from datetime import date

_TERM = re.compile(r"(?:(spring|summer|autumn)(?: term)? (\d{4})|(\d{4})-(\d{2}))\Z")
_TERM_STARTS = {"spring": 1, "summer": 4, "autumn": 9}


def first_day(value: str) -> date | None:
    """The first day that a date, a month (2027-09) or a term (autumn 2027) can mean, or None."""
    try:
        return date.fromisoformat(value) if len(value) == 10 else _first_of(value)
    except ValueError:
        return None


def _first_of(value: str) -> date | None:
    found = _TERM.match(value.casefold())
    if found is None:
        return None
    term, year, month_year, month = found.groups()
    return date(int(year), _TERM_STARTS[term], 1) if term else date(int(month_year), int(month), 1)


def review_doubt(approved: str, review: str) -> tuple[bool, str, str] | None:
    """What is wrong between the day of approval and that of the next review: whether it is refused, what, and the remedy."""
    start, end = first_day(approved), first_day(review)
    if start is None or end is None:
        return None
    if end <= start:
        return True, f"the next review ({review}) is not after the approval ({approved})", "give a later day"
    if (end.year - start.year) * 12 + end.month - start.month > 13:
        return (
            False,
            "the next review is more than thirteen months after the approval",
            "schools review this each year; check the date",
        )
    return None


def contact_doubt(value: str, kind: str) -> str:
    """What is odd about a telephone number, an e-mail or a web address, or empty. Said, never refused."""
    if kind == "phone":
        return phone_doubt(value)
    if kind == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "does not look like an e-mail address"
    if kind == "web" and not re.match(r"(https?://)?[\w.-]+\.\w{2,}", value):
        return "does not look like a web address"
    return ""


SHORT_NUMBERS = frozenset({"999", "112", "101", "111", "116000", "08001111", "116111", "116123"})


def _a_digit_short(country: int, national: str) -> bool:
    """Nine figures after the 0, where British numbers that begin so have ten: 020, 03, 07, and cities such as 0117 and 0161."""
    return country == 44 and len(national) == 9 and re.match(r"[237]|11|1[2-6]1", national) is not None


def phone_doubt(value: str) -> str:
    """What is odd about a telephone number, or empty. Short numbers that exist are not odd."""
    import phonenumbers

    plain = re.split(r"(?i)\b(?:ext|extension|x)\b", value)[0]
    digits = re.sub(r"\D", "", plain)
    if digits in SHORT_NUMBERS:
        return ""
    if not digits:
        return "has no digits"
    try:
        number = phonenumbers.parse(plain, "GB")
    except phonenumbers.NumberParseException:
        return "does not look like a telephone number"
    if _a_digit_short(number.country_code or 0, str(number.national_number)):
        return "seems too short"
    if phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return "seems too short" if len(digits) < 10 else "seems too long"
