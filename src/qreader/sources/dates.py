"""Dates as feeds write them: RFC 822, RFC 3339 and what else passes for a date."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

MAX_DATE_CHARACTERS = 100
_EARLIEST_YEAR, _LATEST_YEAR = 1970, 2100

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:[0-5]\d)", re.ASCII
)
_EPOCH = re.compile(r"(\d{9,10})(\d{3})?(?:\.\d+)?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[년年]\s*(\d{1,2})\s*[월月]\s*(\d{1,2})\s*[일日]")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s/-]+(?:de )?([^\W\d_]{3,12})[.,]?[\s/-]+"
    r"(?:de )?(\d{4}|\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? "
    r"(?:\d\d?:\d\d(?::\d\d)?(?: [A-Z]{1,5}| ?[+-]\d{4})? )?(\d{4})(?!\d)"
)
_NUMBERS = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?!\d)")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?: ?([ap])\.?m\b)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:^|[A-Z\d ])([+-]) ?(\d{1,2}):?(\d\d)?(?!\d)")
_WORD = re.compile(r"[A-Z]+")

_ZONE_HOURS = {
    "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5,
    "BRT": -3, "ART": -3, "CLT": -4, "COT": -5, "PET": -5,
    "BST": 1, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "TRT": 3, "SAST": 2, "WAT": 1, "CAT": 2, "EAT": 3,
    "IRST": 3.5, "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "ICT": 7, "WIB": 7,
    "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""The letters that mean two zones are read as RFC 822 has them, else as the larger country."""

_MONTH_NAMES = (
    "jan ene gen янв", "feb fev fév fевр фев", "mar mär mrt maa мар", "apr avr abr апр",
    "may mai mag maj mei мая май", "jun juin giu июн", "jul juil lug июл", "aug aoû ago авг",
    "sep set сен", "oct okt out ott окт", "nov ноя", "dec dez dic déc дек",
)  # fmt: skip
"""How the months begin in the languages that feeds write dates in."""


def parse_date(text: str) -> datetime | None:
    """Return a date as aware UTC, None where it is none or lies outside 1970 to 2100.

    Without a zone, or with an unknown one, it is taken as UTC; without a time, as midnight.
    """
    text = " ".join(text[:MAX_DATE_CHARACTERS].split())
    if not text:
        return None
    for read in (_rfc_3339, _epoch, _compact, _year_first, _named_month, _numbers):
        try:
            found = read(text)
        except (ValueError, OverflowError):  # no such day, hour or offset
            return None
        if found is not None:
            return found if _EARLIEST_YEAR <= found.year <= _LATEST_YEAR else None
    return None


def _rfc_3339(text: str) -> datetime | None:
    """Read what Atom asks for, fast; what is odd in it is for the others."""
    if _RFC_3339.fullmatch(text):
        with suppress(ValueError):
            return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    return None


def _epoch(text: str) -> datetime | None:
    match = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _compact(text: str) -> datetime | None:
    match = _COMPACT.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups())
    rest = text[match.end() :]
    date = datetime(year, month, day, tzinfo=UTC)
    if match[4] is None:
        return _with_time(date, rest)
    return date + timedelta(hours=hour, minutes=minute, seconds=second) - _offset(rest)


def _year_first(text: str) -> datetime | None:
    match = _EAST_ASIAN.match(text)
    if match:
        date = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
        afternoon = "오후" in text or "午後" in text or "下午" in text
        return _with_time(date, text[match.end() :], afternoon=afternoon)
    match = _YEAR_FIRST.match(text)
    if match is None or (match[3] is None and match.end() < len(text)):
        return None
    date = datetime(int(match[1]), int(match[3] or 1), int(match[4] or 1), tzinfo=UTC)
    return _with_time(date, text[match.end() :])


def _named_month(text: str) -> datetime | None:
    for pattern, day_group, month_group in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for match in pattern.finditer(text):
            month = _month_of(match[month_group])
            if month:
                date = datetime(_full_year(match[3]), month, int(match[day_group]), tzinfo=UTC)
                inner = pattern is _MONTH_FIRST and ":" in match[0]
                return _with_time(date, match[0] if inner else text[match.end() :])
    return None


def _numbers(text: str) -> datetime | None:
    """Read 31.12.2024 and 12/31/2024; None where day and month could be either."""
    match = _NUMBERS.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    rest = text[match.end() :]
    if match[2] == "." or first > 12:
        day, month = first, second
    elif second > 12 or rest.upper().endswith("M"):  # 1/2/2024 3:04 PM is American
        day, month = second, first
    else:
        return None
    return _with_time(datetime(year, month, day, tzinfo=UTC), rest)


def _with_time(date: datetime, rest: str, *, afternoon: bool = False) -> datetime:
    """Add the time that stands behind (or, some write so, nowhere) to a date."""
    match = _TIME.search(rest)
    if match is None:
        return date
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        afternoon = match[4].lower() == "p"
        hour %= 12
    if afternoon and hour < 12:
        hour += 12
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(rest)
    since_midnight = timedelta(hours=hour, minutes=minute, seconds=second)
    return date + since_midnight - _offset(rest[match.end() :])


def _offset(rest: str) -> timedelta:
    """Return how far ahead of UTC a zone is."""
    match = _OFFSET.search(rest)
    if match:
        size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        timezone(size)  # raises ValueError where it is a day or more
        return -size if match[1] == "-" else size
    words = _WORD.findall(rest.upper())
    names = [*words[:1], "".join(word[0] for word in words)]  # CET, Central European Time
    return timedelta(hours=next((_ZONE_HOURS[name] for name in names if name in _ZONE_HOURS), 0))


def _month_of(word: str) -> int | None:
    """Return the month that a word begins like: juil, juillet, Juli and July are the seventh."""
    word = _without_accents(word.lower())
    for length in (4, 3):
        month = _MONTHS.get(word[:length])
        if month:
            return month
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


_MONTHS = {
    _without_accents(start): month
    for month, starts in enumerate(_MONTH_NAMES, start=1)
    for start in starts.split()
}
