"""Parses the dates of feeds: RFC 822, RFC 3339 and many other forms."""

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
    r"(?<!\d)(\d{1,2})[:h](\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?: ?([ap])\.?m\b)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:^|[A-Z\d ])([+-]) ?(\d{1,2}):?(\d\d)?(?!\d)")
_WORD = re.compile(r"[A-Z]+")
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d\d)(?:-?([1-7]))?", re.ASCII)
_PLACE = re.compile(r"[A-Z][A-Za-z_]{1,30}(?:/[A-Z][A-Za-z_-]{1,30}){1,2}")
_YEAR_AND_MORE = re.compile(r"(?<!\d)\d{4}(?!\d).*[A-Za-z]{3}|[A-Za-z]{3}.*(?<!\d)\d{4}(?!\d)")
_ORDINAL = re.compile(r"(\d{1,2}|\d{4})(?:[^\W\d_]{1,2})?")
_SMALLEST_YEAR = 1000
_MAX_WORDS = 12
_MAX_MONTH_WORDS = 7
_MAX_GAP = 2
_MAX_LETTERS_BETWEEN = 4

_ZONE_HOURS = {
    "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4,
    "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5,
    "BRT": -3, "ART": -3, "CLT": -4, "COT": -5, "PET": -5,
    "BST": 1, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4, "TRT": 3, "SAST": 2, "WAT": 1, "CAT": 2, "EAT": 3,
    "IRST": 3.5, "GST": 4, "PKT": 5, "IST": 5.5, "NPT": 5.75, "ICT": 7, "WIB": 7,
    "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "IDT": 3, "WITA": 8, "WIT": 9, "MYT": 8,
    "TRST": 3, "BRST": -2, "CLST": -3, "UYT": -3, "VET": -4, "BOT": -4, "PYT": -4, "HDT": -9,
    "IRDT": 4.5, "AFT": 4.5, "GET": 4, "AZT": 4, "SAMT": 4, "UZT": 5, "YEKT": 5, "BDT": 6,
    "OMST": 6, "MMT": 6.5, "NOVT": 7, "KRAT": 7, "IRKT": 8, "YAKT": 9, "VLAT": 10, "CHST": 10,
    "MAGT": 11, "PETT": 12,
}  # fmt: skip
"""Hours by zone; ambiguous abbreviations follow RFC 822, else the larger country."""
_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}  # fmt: skip
"""Zones that do not state daylight saving time."""

_MONTH_NAMES = (
    "january januar jänner januari janvier enero gennaio janeiro январь января",
    "february februar februari février febrero febbraio fevereiro февраль февраля",
    "march märz mrz maart mrt mars marzo março март марта",
    "april avril abril aprile апрель апреля",
    "may mai mei maj mayo maggio maio май мая",
    "june juni juin junio giugno junho июнь июня",
    "july juli juillet julio luglio julho июль июля",
    "august augustus août agosto август августа",
    "september septembre septiembre setiembre settembre setembro сентябрь сентября",
    "october oktober octobre octubre ottobre outubro октябрь октября",
    "november novembre noviembre novembro ноябрь ноября",
    "december dezember décembre diciembre dicembre dezembro декабрь декабря",
)
"""Names of months in the most frequent languages; a unique beginning of one is enough."""


def parse_date(text: str, language: str | None = None) -> datetime | None:
    """Return a date as aware UTC; None where it is invalid or outside 1970 to 2100.

    language: of the text (BCP 47): it decides between two months of one name.

    A date without a zone, or with an unknown one, is taken as UTC; without a time, as midnight.
    """
    text = " ".join(text[:MAX_DATE_CHARACTERS].split())
    if not text:
        return None
    try:
        found = _read(text)
        if found is None and (_YEAR_AND_MORE.search(text) or not text.isascii()):
            found = _in_any_language(text, (language or "").partition("-")[0])
    except (ValueError, OverflowError):  # no such day, hour or offset
        return None
    return found if found and _EARLIEST_YEAR <= found.year <= _LATEST_YEAR else None


def _read(text: str) -> datetime | None:
    readers = (_rfc_3339, _epoch, _compact, _week, _year_first, _named_month, _numbers)
    return next((found for read in readers if (found := read(text)) is not None), None)


def _rfc_3339(text: str) -> datetime | None:
    """Parse Atom's format fast; None for the variants that the other parsers know."""
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


def _in_any_language(text: str, language: str) -> datetime | None:
    """Parse a date with a month's name in any language, and with any digits.

    Day and year stand next to the name, or one or two short words apart: `5 de mayo de 2024`.
    """
    from qreader.sources.months import folded, months_of, words_of

    plain = folded(text)
    if not text.isascii() and (found := _read(plain)):
        return found
    words = words_of(_TIME.sub(" ", plain))[:_MAX_WORDS]
    for gap in range(_MAX_GAP + 1):
        for start in range(len(words)):
            for end in range(min(len(words), start + _MAX_MONTH_WORDS), start, -1):
                day, year = _around(words[:start], words[end:], gap)
                name = " ".join(words[start:end])
                months = months_of(name, words, language) if day else []
                year = _gregorian(year, words[start])
                for month, weekday in months:
                    date = datetime(year, month, day, tzinfo=UTC)
                    if weekday is None or date.weekday() == weekday:
                        return _with_time(date, plain.upper())
    return None


def _around(before: list[str], after: list[str], gap: int) -> tuple[int, int]:
    """Return the day and the year around a month; zeros where there are none.

    gap: how many short words may stand between two of the three.
    """
    left, right = _numbers_in(before[::-1], gap), _numbers_in(after, gap)
    found = [(right[:1], right[1:]), (left[:1], right[:1]), (right[:1], left[:1])]
    for day, year in [*found, (left[:1], left[1:])]:
        if day and year and day[0] < 32 and year[0] >= _SMALLEST_YEAR:
            return day[0], year[0]
    return 0, 0


def _numbers_in(words: list[str], gap: int) -> list[int]:
    """Return up to two numbers at the start of a row of words."""
    found: list[int] = []
    skipped = 0
    for word in words:
        if number := _number(word):
            found.append(number)
            skipped = 0
        elif skipped == gap or len(word) > _MAX_LETTERS_BETWEEN:
            break
        else:
            skipped += 1
    return found[:2]


def _number(word: str) -> int:
    """Return the number of a word, cardinal or ordinal; 0: none."""
    match = _ORDINAL.fullmatch(word)
    return int(match[1]) if match else 0


def _gregorian(year: int, month: str) -> int:
    """Return the Gregorian year: Thai dates mostly use the Buddhist era."""
    is_thai = "\u0e00" < month[0] < "\u0e7f"
    return year - 543 if is_thai and year > _LATEST_YEAR else year


def _week(text: str) -> datetime | None:
    match = _ISO_WEEK.fullmatch(text)
    if match is None:
        return None
    day = datetime.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
    return day.replace(tzinfo=UTC)


def _numbers(text: str) -> datetime | None:
    """Parse 31.12.2024 and 12/31/2024; None where day and month are ambiguous."""
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
    """Add the time behind a date to it; a date without a time stays midnight."""
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
    behind = rest[match.end() :]
    return date + since_midnight - (_of_place(date + since_midnight, behind) or _offset(behind))


def _of_place(local: datetime, rest: str) -> timedelta | None:
    """Return the UTC offset of a place of the zone database, if one is named."""
    found = _PLACE.search(rest)
    places = [found[0]] if found else [_PLACES[one] for one in rest.split() if one in _PLACES]
    if not places:
        return None
    from zoneinfo import ZoneInfo  # 5 ms, and few dates need it

    with suppress(OSError, KeyError, ValueError):  # no such place, or no database
        return ZoneInfo(places[0]).utcoffset(local.replace(tzinfo=None))
    return None


def _offset(rest: str) -> timedelta:
    """Return the UTC offset of a zone."""
    match = _OFFSET.search(rest)
    if match:
        size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        timezone(size)  # raises ValueError for a day or more
        return -size if match[1] == "-" else size
    words = _WORD.findall(rest.upper())
    names = [*words[:1], "".join(word[0] for word in words)]  # CET, Central European Time
    return timedelta(hours=next((_ZONE_HOURS[name] for name in names if name in _ZONE_HOURS), 0))


def _month_of(word: str) -> int | None:
    """Return the month of a name or of its beginning: juil, juillet, Juli and July are 7."""
    return _MONTHS.get(_without_accents(word.lower()))


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _without_accents(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _by_start() -> dict[str, int]:
    """Return the months by each beginning of a name that is unique to one month."""
    found: dict[str, set[int]] = {}
    for month, names in enumerate(_MONTH_NAMES, start=1):
        for name in map(_without_accents, names.split()):
            for length in range(3, len(name) + 1):
                found.setdefault(name[:length], set()).add(month)
    return {start: min(months) for start, months in found.items() if len(months) == 1}


_MONTHS = _by_start()
