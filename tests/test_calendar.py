from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.calendar import exchanges, in_place_of, load_sessions
from eventstudy.calendar.neighbours import KEEPS, NOWHERE
from eventstudy.text import ENGLISH

FIRST, LAST = "2024-01-01", "2025-12-31"


def day_zero(exchange, *, date="2025-01-01", instant=None):
    sessions = load_sessions(exchange, FIRST, LAST)
    at = (
        np.datetime64("NaT", "ns")
        if instant is None
        else np.datetime64(instant.astimezone(dt.UTC).replace(tzinfo=None), "ns")
    )
    position = sessions.day_zero(np.array([np.datetime64(date)]), np.array([at]))[0]
    return None if position < 0 else str(sessions.dates[position])


@pytest.mark.parametrize(
    ("exchange", "date", "expected"),
    [
        ("XNAS", "2025-01-20", "2025-01-21"),  # Martin Luther King day
        ("XNAS", "2025-01-09", "2025-01-10"),  # mourning for President Carter
        ("XETR", "2024-12-24", "2024-12-27"),  # three days of Christmas
        ("XAMS", "2024-12-24", "2024-12-24"),  # half day
        ("XNAS", "2025-11-27", "2025-11-28"),  # Thanksgiving
        ("XNAS", "2025-01-25", "2025-01-27"),  # Saturday
        ("XNAS", "2023-06-01", None),  # before the calendar's range
        ("XNAS", "2026-06-01", None),  # after it
    ],
)
def test_plain_dates(exchange, date, expected):
    assert day_zero(exchange, date=date) == expected


@pytest.mark.parametrize(
    ("exchange", "zone", "local", "expected"),
    [
        ("XNAS", "America/New_York", "2025-04-15T15:59", "2025-04-15"),
        ("XNAS", "America/New_York", "2025-04-15T16:00", "2025-04-16"),  # the close itself is too late to react
        ("XNAS", "America/New_York", "2025-11-28T12:59", "2025-11-28"),  # half day
        ("XNAS", "America/New_York", "2025-11-28T13:00", "2025-12-01"),
        ("XETR", "America/New_York", "2025-04-15T16:30", "2025-04-16"),
        ("XETR", "Europe/Berlin", "2024-12-30T13:59", "2024-12-30"),  # Xetra closes at 14:00 on its last day
        ("XETR", "Europe/Berlin", "2024-12-30T14:00", "2025-01-02"),
        ("XTKS", "America/New_York", "2025-01-26T18:45", "2025-01-27"),
    ],
)
def test_instants(exchange, zone, local, expected):
    instant = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert day_zero(exchange, instant=instant) == expected


@given(
    st.datetimes(dt.datetime(2024, 2, 1), dt.datetime(2025, 11, 30)), st.sampled_from(["XNAS", "XETR", "XAMS", "XLON"])
)
def test_day_zero_is_the_first_session_that_closes_later(instant, exchange):
    sessions = load_sessions(exchange, FIRST, LAST)
    at = np.datetime64(instant, "ns")
    position = sessions.day_zero(np.array([at.astype("datetime64[D]")]), np.array([at]))[0]
    later = [i for i, close in enumerate(sessions.closes) if close > at]
    assert position == later[0]


def test_positions():
    sessions = load_sessions("XETR", FIRST, LAST)
    days = np.array(["2024-12-23", "2024-12-24", "2024-12-27", "2030-01-01"], dtype="datetime64[D]")
    at = sessions.position(days)
    assert list(at >= 0) == [True, False, True, False]
    assert at[2] == at[0] + 1


def test_bounds_beyond_what_a_calendar_covers_are_cut():
    sessions = load_sessions("XKRX", "1950-01-01", "1960-01-01")
    assert sessions.dates[0] == np.datetime64("1956-01-02")  # the exchange did not trade earlier


def test_mic_codes_are_known():
    assert {"XNAS", "XNYS", "XETR", "XAMS", "XLON"} <= set(exchanges())


@pytest.mark.parametrize(
    ("exchange", "open_days", "closed_days"),
    [
        ("ASEX", ["2025-04-17", "2025-04-22"], ["2025-04-18", "2025-04-21"]),  # Orthodox Good Friday, Easter Monday
        ("XBEL", ["2025-04-17"], ["2025-04-18", "2025-04-21"]),
        ("XBSE", ["2025-04-17"], ["2025-04-18", "2025-04-21"]),
        ("XCYS", ["2025-04-17"], ["2025-04-18", "2025-04-21"]),
        ("XTAE", ["2025-02-02", "2025-04-21"], ["2025-01-31", "2025-04-13", "2025-10-02"]),  # Sundays; Yom Kippur
        ("XBOM", ["2024-01-20", "2025-02-01"], ["2024-01-27", "2025-02-08"]),  # two special Saturdays
        ("XMOS", ["2024-04-27", "2024-12-28"], ["2024-04-20", "2024-05-01"]),  # working Saturdays
        ("24/7", ["2025-01-25", "2025-01-26", "2025-12-25"], []),
        ("24/5", ["2025-12-25"], ["2025-01-25", "2025-01-26"]),
    ],
)
def test_days_of_calendars_with_weeks_and_feasts_of_their_own(exchange, open_days, closed_days):
    sessions = load_sessions(exchange, FIRST, LAST)
    assert (sessions.position(np.array(open_days, "datetime64[D]")) >= 0).all()
    assert (sessions.position(np.array(closed_days, "datetime64[D]")) < 0).all()


def test_seoul_traded_on_saturdays_until_december_1998():
    sessions = load_sessions("XKRX", "1998-10-01", "1999-03-01")
    saturdays = sessions.dates[(sessions.dates.astype(int) + 4) % 7 == 6]
    assert str(saturdays[-1]) == "1998-12-05"


def test_before_a_calendar_begins_there_are_no_sessions():
    assert len(load_sessions("XTKS", "1950-01-01", "1960-01-01").dates) == 0
    assert len(load_sessions("XPHS", "1800-01-01", "1901-01-01").dates)  # Manila skipped a day in 1844


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("XNSE", "write 'XBOM': the National Stock Exchange of India keeps the sessions of Bombay"),
        ("XSHE", "write 'XSHG': Shenzhen keeps the sessions of Shanghai"),
        ("XBAR", "write 'XMAD': Barcelona keeps the sessions of Madrid"),
        ("XSTC", "there is no calendar of an exchange in its country: leave its assets out"),  # Vietnam, not Stockholm
        ("XDFM", "there is no calendar of an exchange in its country: leave its assets out"),  # Dubai, not Frankfurt
        ("XNSY", "did you mean 'XNYS' (America/New_York)? Exchanges are MIC codes"),
        ("xnys", "did you mean 'XNYS' (America/New_York)? Exchanges are MIC codes"),
        ("NYS", "did you mean 'NYSE' (America/New_York)? Exchanges are MIC codes"),
    ],
)
def test_an_exchange_without_a_calendar(written, remedy):
    assert ENGLISH.text(in_place_of(written)) == remedy


def test_whose_sessions_another_keeps_has_none_itself():
    known = exchanges()
    for name, (_, _, keeps) in KEEPS.items():
        assert name not in known
        assert keeps in known
    assert not NOWHERE & {*known, *KEEPS}


@pytest.mark.parametrize("written", ["XETX", "XTKX", "ZZZZ", "XLOM", "Tokyo"])
def test_a_look_alike_is_never_proposed(written):
    """One letter in place of another is another exchange more often than a slip: all names are told instead."""
    remedy = ENGLISH.text(in_place_of(written))
    assert remedy.startswith("write a MIC code or another name of the calendars: ")
    assert remedy.endswith(", ".join(exchanges()))
