"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qreader.sources.dates import parse_date

TABLE = resources.files("qreader.sources").joinpath("month_names.txt").read_text("utf-8")
CLDR = [line.split("|") for line in TABLE.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "year_to_second"),
    [
        # RFC 822, and how it is bent
        ("Mon, 02 Nov 2026 08:30:15 GMT", (2026, 11, 2, 8, 30, 15)),
        ("Mon, 02 Nov 2026 08:30:15 +0130", (2026, 11, 2, 7, 0, 15)),
        ("2 Nov 2026 08:30 EST", (2026, 11, 2, 13, 30, 0)),
        ("Mon, 2 November 2026 08:30:15  Z", (2026, 11, 2, 8, 30, 15)),
        ("Mon, 02 Nov 2026 08:30:15", (2026, 11, 2, 8, 30, 15)),
        ("Mon, 02 Nov 2026", (2026, 11, 2, 0, 0, 0)),
        ("Monday, 02-Nov-26 08:30:15 GMT", (2026, 11, 2, 8, 30, 15)),
        ("Sun, 06 Nov 94 08:49:37 GMT", (1994, 11, 6, 8, 49, 37)),
        ("Mon, 02 Nov 2026 08:30:15 CET", (2026, 11, 2, 7, 30, 15)),
        ("Mon, 02 Nov 2026 08:30:15 AEST", (2026, 11, 1, 22, 30, 15)),
        ("Mon, 02 Nov 2026 08:30:15 GMT+0200", (2026, 11, 2, 6, 30, 15)),
        ("Mon, 02 Nov 2026 08:30:15 Eastern Standard Time", (2026, 11, 2, 13, 30, 15)),
        ("Mon, 02 Nov 2026 08:30:15 QQQ", (2026, 11, 2, 8, 30, 15)),
        ("Mon, 02 Nov 2026 23:59:60 GMT", (2026, 11, 3, 0, 0, 0)),
        # asctime and JavaScript
        ("Mon Nov  2 08:30:15 2026", (2026, 11, 2, 8, 30, 15)),
        ("Mon Nov  2 08:30:15 CET 2026", (2026, 11, 2, 7, 30, 15)),
        ("Mon Nov 02 2026 08:30:15 GMT+0100 (CET)", (2026, 11, 2, 7, 30, 15)),
        # RFC 3339, ISO 8601, and how they are bent
        ("2026-11-02T08:30:15Z", (2026, 11, 2, 8, 30, 15)),
        ("2026-11-02T08:30:15.123456-05:00", (2026, 11, 2, 13, 30, 15)),
        ("2026-11-02 08:30:15 +0100", (2026, 11, 2, 7, 30, 15)),
        ("2026-11-02T08:30", (2026, 11, 2, 8, 30, 0)),
        ("2026-11-02", (2026, 11, 2, 0, 0, 0)),
        ("2026-11", (2026, 11, 1, 0, 0, 0)),
        ("2026", (2026, 1, 1, 0, 0, 0)),
        ("20261102T083015Z", (2026, 11, 2, 8, 30, 15)),
        ("20261102083015", (2026, 11, 2, 8, 30, 15)),
        ("20261102", (2026, 11, 2, 0, 0, 0)),
        ("2026-11-02T24:00:00Z", (2026, 11, 3, 0, 0, 0)),
        ("2024/1/10 14:33:00", (2024, 1, 10, 14, 33, 0)),
        # numbers
        ("1704103200", (2024, 1, 1, 10, 0, 0)),
        ("1704103200000", (2024, 1, 1, 10, 0, 0)),
        ("31.12.2026 23:59", (2026, 12, 31, 23, 59, 0)),
        ("31/12/2026", (2026, 12, 31, 0, 0, 0)),
        ("12/31/2026 3:04:05 PM", (2026, 12, 31, 15, 4, 5)),
        ("1/2/2026 12:04:05 AM", (2026, 1, 2, 0, 4, 5)),
        # words
        ("January 1, 2024", (2024, 1, 1, 0, 0, 0)),
        ("Jan 1st, 2024 10:00 pm", (2024, 1, 1, 22, 0, 0)),
        ("1 de janeiro de 2024 10:00", (2024, 1, 1, 10, 0, 0)),
        ("15 août 2024", (2024, 8, 15, 0, 0, 0)),
        ("3. März 2024", (2024, 3, 3, 0, 0, 0)),
        ("10 juillet 2024", (2024, 7, 10, 0, 0, 0)),
        ("10 мая 2024", (2024, 5, 10, 0, 0, 0)),
        ("2024년 1월 2일 오후 3:04", (2024, 1, 2, 15, 4, 0)),
        ("2024年1月2日", (2024, 1, 2, 0, 0, 0)),
        ("mercredi 5 juin 2024 à 10h30", (2024, 6, 5, 10, 30, 0)),
        # other languages, other digits
        ("30 Lok 2013", (2013, 10, 30, 0, 0, 0)),
        ("5. kesäkuuta 2024", (2024, 6, 5, 0, 0, 0)),
        ("24 wrz 2024 10:00:00 +0200", (2024, 9, 24, 8, 0, 0)),
        ("Sal, 05 Kas 2024 10:00:00 +0300", (2024, 11, 5, 7, 0, 0)),
        ("tir, 03 des 2024 10:00:00 +0100", (2024, 12, 3, 9, 0, 0)),
        ("mie, 15 ian 2025 10:00", (2025, 1, 15, 10, 0, 0)),
        ("5 серпня 2024 р.", (2024, 8, 5, 0, 0, 0)),
        ("5 Ιαν 2024", (2024, 1, 5, 0, 0, 0)),
        ("1 Ağustos 2024 10:00", (2024, 8, 1, 10, 0, 0)),
        ("ngày 5 tháng 1 năm 2024 10:00", (2024, 1, 5, 10, 0, 0)),
        ("2024. gada 5. maijs", (2024, 5, 5, 0, 0, 0)),
        ("2024. május 5.", (2024, 5, 5, 0, 0, 0)),
        ("2024(e)ko ekainaren 5(a)", (2024, 6, 5, 0, 0, 0)),
        ("5 בינואר 2024", (2024, 1, 5, 0, 0, 0)),
        ("٥ يناير ٢٠٢٤، ١٠:٣٠", (2024, 1, 5, 10, 30, 0)),
        ("۵ ژانویه ۲۰۲۴", (2024, 1, 5, 0, 0, 0)),
        ("৫ জানুয়ারি ২০২৪", (2024, 1, 5, 0, 0, 0)),
        ("5 ม.ค. 2567 09:30", (2024, 1, 5, 9, 30, 0)),
        ("２０２４年５月６日", (2024, 5, 6, 0, 0, 0)),
        ("٢٠٢٤-٠٥-٠٦", (2024, 5, 6, 0, 0, 0)),
        # one name for two months: the day of the week tells
        ("po, 05 srp 2024", (2024, 8, 5, 0, 0, 0)),
        ("pet, 05 srp 2024", (2024, 7, 5, 0, 0, 0)),
        # zones
        ("Mon, 01 Jul 2024 10:00:00 Europe/Berlin", (2024, 7, 1, 8, 0, 0)),
        ("Mon, 01 Jan 2024 10:00:00 America/New_York", (2024, 1, 1, 15, 0, 0)),
        ("Mon, 01 Jul 2024 10:00:00 No/Such", (2024, 7, 1, 10, 0, 0)),
        ("Jul 5 2024 10:00 am PT", (2024, 7, 5, 17, 0, 0)),
        ("Tue, 5 Mar 2024 3:45 p.m. ET", (2024, 3, 5, 20, 45, 0)),
        ("Mon, 02 Nov 2026 08:30:15 YEKT", (2026, 11, 2, 3, 30, 15)),
        ("2024-W05-3", (2024, 1, 31, 0, 0, 0)),
    ],
)
def test_a_date_is_understood(text, year_to_second):
    assert parse_date(text) == datetime(*year_to_second, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "yesterday at 10:00", "0000-00-00", "2026-02-31", "2026-13-01", "99:99",
        "Wed, 31 Feb 2026 10:00:00 GMT", "1/2/2026", "1969-12-31", "2101-01-01", "9999-12-31",
        "2026-11-02T25:00:00Z", "2026-11-02T10:61:00Z", "2026-11-02T10:00:00+99:00",
        "99999999999999999999", "1234", "-5", "2026-335", "Foo 1, 2024", "1" * 5000,
        "Market 5, 2024", "Vol 3 2024", "Issue 12 2024", "Page 2 of 2024", "5 5 2024", "2024-W60",
        "In May the bridge of 2024 had 5 lanes", "Copyright 5 Company 2024", "5 foo 2024",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


def test_the_language_tells_two_months_of_one_name_apart():
    assert parse_date("5 listopada 2024", "pl") == datetime(2024, 11, 5, tzinfo=UTC)
    assert parse_date("5 listopada 2024", "hr") == datetime(2024, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize("language", sorted(line[0] for line in CLDR))
def test_the_months_of_every_language_are_read(language):
    months = next(names[:12] for code, *names in CLDR if code == language)
    for month, names in enumerate(months, start=1):
        for name in names.split(","):
            date = parse_date(f"5 {name} 2024", language)
            if any(word.isalpha() and len(word) > 3 for word in name.split()):
                assert date == datetime(2024, month, 5, tzinfo=UTC), name


MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(MOMENTS, ZONES)
def test_every_moment_in_the_two_standards_is_read_back(moment, zone):
    local = moment.astimezone(zone)
    assert parse_date(local.isoformat()) == moment
    assert parse_date(format_datetime(local)) == moment


@given(st.text(max_size=120))
def test_any_text_gives_an_aware_date_in_range_or_none(text):
    date = parse_date(text)
    assert date is None or (date.tzinfo is UTC and 1970 <= date.year <= 2100)
