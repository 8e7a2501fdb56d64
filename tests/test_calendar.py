from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.calendar import exchanges, load_sessions

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
