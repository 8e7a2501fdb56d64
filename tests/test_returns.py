"""Returns on each asset's own sessions, and of a market as of them: re-derived from closing times of public record."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.prices import Prices, PriceSeries
from eventstudy.returns import asset_returns, forbidden_sessions, gross_returns, market_returns

FIRST, LAST = dt.date(2024, 12, 2), dt.date(2025, 1, 17)
EXCHANGES = {  # zone, close, early closes, weekdays on which it was closed
    "XNYS": ("America/New_York", (16, 0), {"2024-12-24": (13, 0)}, {"2024-12-25", "2025-01-01", "2025-01-09"}),
    "XETR": (
        "Europe/Berlin",
        (17, 30),
        {"2024-12-30": (14, 0)},
        {"2024-12-24", "2024-12-25", "2024-12-26", "2024-12-31", "2025-01-01"},
    ),
    "XAMS": (
        "Europe/Amsterdam",
        (17, 30),
        {"2024-12-24": (14, 5), "2024-12-31": (14, 5)},
        {"2024-12-25", "2024-12-26", "2025-01-01"},
    ),
    "XLON": (
        "Europe/London",
        (16, 30),
        {"2024-12-24": (12, 30), "2024-12-31": (12, 30)},
        {"2024-12-25", "2024-12-26", "2025-01-01"},
    ),
}
PAIRS = list(product(EXCHANGES, EXCHANGES))


def closing_times(mic):
    """Session date to closing instant."""
    zone, usual, early, closed = EXCHANGES[mic]
    days = [FIRST + dt.timedelta(n) for n in range((LAST - FIRST).days + 1)]
    return {
        day: dt.datetime(day.year, day.month, day.day, *early.get(str(day), usual), tzinfo=ZoneInfo(zone))
        for day in days
        if day.weekday() < 5 and str(day) not in closed
    }


def price(day, scale=1.0):
    """A level that differs on every day, so that a wrong day gives a wrong return."""
    return 100 + scale * np.sin(7.3 * day.toordinal()) + 0.37 * (day - FIRST).days


def series(mic, missing=(), ticker="S", **more):
    days = [day for day in closing_times(mic) if day not in missing]
    return PriceSeries(ticker, np.array(days, "datetime64[D]"), np.array([price(d) for d in days]), "test", **more)


def sessions(mic):
    return load_sessions(mic, str(FIRST), str(LAST))


NONE = np.array([], "datetime64[D]")


@pytest.mark.parametrize("mic", EXCHANGES)
def test_calendars_agree_with_the_public_record(mic):
    own = sessions(mic)
    expected = closing_times(mic)
    assert [day.astype(dt.date) for day in own.dates] == list(expected)
    instants = [np.datetime64(t.astimezone(dt.UTC).replace(tzinfo=None), "ns") for t in expected.values()]
    assert list(own.closes) == instants


def market_by_hand(market, asset, missing):
    """Return and whether the market had no new close, by session of the asset."""
    theirs, own = list(closing_times(market).items()), list(closing_times(asset).items())

    def last_at(instant):
        return max((i for i, (_, closed) in enumerate(theirs) if closed <= instant), default=None)

    out = {}
    for (_, before), (day, now) in pairwise(own):
        a, b = last_at(before), last_at(now)
        if a is None or b is None:
            continue
        spanned = [theirs[i][0] for i in range(a, b + 1)]
        known = a == b or not set(spanned) & set(missing)
        out[day] = (price(theirs[b][0]) / price(theirs[a][0]) - 1 if known else np.nan, a == b)
    return out


@settings(max_examples=80, deadline=None)
@given(pair=st.sampled_from(PAIRS), data=st.data())
def test_market_as_of_the_assets_sessions(pair, data):
    market, asset = pair
    missing = data.draw(st.lists(st.sampled_from(list(closing_times(market))), max_size=4))
    gross = gross_returns(series(market, missing), sessions(market), NONE)
    returns, idle = market_returns(gross, sessions(market), sessions(asset), "simple")
    expected = market_by_hand(market, asset, missing)
    days = [day.astype(dt.date) for day in sessions(asset).dates]
    for day, value, quiet in zip(days[2:], returns[2:], idle[2:], strict=True):
        np.testing.assert_allclose(value, expected[day][0], rtol=1e-12, atol=1e-15)
        assert quiet == expected[day][1]


@pytest.mark.parametrize(
    ("market", "asset", "idle"),
    [
        ("XETR", "XAMS", ["2024-12-24", "2024-12-31"]),
        ("XETR", "XNYS", ["2024-12-24", "2024-12-26", "2024-12-31"]),
        ("XNYS", "XETR", ["2025-01-10"]),  # New York's close of the 9th would have come first, but it did not open
        ("XAMS", "XLON", ["2024-12-24", "2024-12-31"]),  # on half days London closes before Amsterdam
        ("XLON", "XAMS", []),
    ],
)
def test_sessions_without_a_new_close_of_the_market(market, asset, idle):
    _, quiet = market_returns(
        gross_returns(series(market), sessions(market), NONE), sessions(market), sessions(asset), "simple"
    )
    assert [str(day) for day in sessions(asset).dates[quiet]] == idle


@settings(max_examples=80, deadline=None)
@given(
    mic=st.sampled_from(list(EXCHANGES)),
    kind=st.sampled_from(["prices", "returns"]),
    data=st.data(),
)
def test_no_return_spans_a_gap(mic, kind, data):
    days = list(closing_times(mic))
    missing = data.draw(st.lists(st.sampled_from(days), max_size=5))
    bad = data.draw(st.lists(st.sampled_from(days), max_size=3))
    one = series(mic, missing, kind=kind)
    gross = gross_returns(one, sessions(mic), np.array(bad, "datetime64[D]"))
    gone = set(missing) | set(bad)
    start = min(day for day in days if day not in missing)
    for (before, day), value in zip(pairwise(days), gross[1:], strict=True):
        if kind == "prices":
            expected = np.nan if {before, day} & gone else price(day) / price(before)
        else:
            after_gap = before in gone and before >= start
            expected = np.nan if day in gone or after_gap else 1 + price(day)
        np.testing.assert_allclose(value, expected, rtol=1e-12)


def test_dividends_count_on_the_ex_date():
    paid = series("XNYS", ex_dates=np.array(["2024-12-10"], "datetime64[D]"), dividends=np.array([2.0]))
    plain = gross_returns(series("XNYS"), sessions("XNYS"), NONE)
    gross = gross_returns(paid, sessions("XNYS"), NONE)
    at = list(sessions("XNYS").dates).index(np.datetime64("2024-12-10"))
    assert gross[at] - plain[at] == pytest.approx(2 / price(dt.date(2024, 12, 9)))
    np.testing.assert_array_equal(np.delete(gross, at), np.delete(plain, at))


def test_simple_and_log_returns():
    gross = np.array([1.1, 0.5, np.nan])
    np.testing.assert_allclose(asset_returns(gross, "simple"), [0.1, -0.5, np.nan])
    np.testing.assert_allclose(asset_returns(gross, "log"), [np.log(1.1), np.log(0.5), np.nan])


def test_sessions_whose_market_level_is_forbidden():
    bad = np.array(["2024-12-23"], "datetime64[D]")  # Frankfurt's last close before the 27th
    days = sessions("XAMS").dates[forbidden_sessions(sessions("XETR"), sessions("XAMS"), bad)]
    assert [str(day) for day in days] == ["2024-12-23", "2024-12-24"]


# --- a mixed sample: New York, Frankfurt, Amsterdam, London ---

LISTED = {"NEW": "XNYS", "FRA": "XETR", "AMS": "XAMS", "LON": "XLON"}
DAY_ZERO = {  # by the closing times above
    "before-europe-closes": ("2024-12-20T17:00+01:00", ["2024-12-20"] * 4),
    "after-london": ("2024-12-20T17:31+01:00", ["2024-12-20", "2024-12-23", "2024-12-23", "2024-12-23"]),
    "half-days": ("2024-12-24T13:45+01:00", ["2024-12-24", "2024-12-27", "2024-12-24", "2024-12-27"]),
    "closed-new-york": ("2025-01-09", ["2025-01-10", "2025-01-09", "2025-01-09", "2025-01-09"]),
    "after-new-york": ("2025-01-08T16:00-05:00", ["2025-01-10", "2025-01-09", "2025-01-09", "2025-01-09"]),
}
HOLE = dt.date(2025, 1, 6)


@pytest.fixture(scope="module")
def mixed():
    """One index of Frankfurt for all; Amsterdam's share has no price on 6 January."""
    spec = es.load_spec(
        {
            "version": "1",
            "windows": {"estimation": [-11, -3], "event": [-2, 2], "car": [[0, 0], [-2, 2]]},
            "min_estimation": "5",
            "markets": {"IDX": {"exchange": "XETR"}},
            "assets": {ticker: {"exchange": mic, "market": "IDX"} for ticker, mic in LISTED.items()},
            "events": [{"id": name, "at": at} for name, (at, _) in DAY_ZERO.items()],
        }
    )
    own = {t: series(mic, [HOLE] if t == "AMS" else [], ticker=t) for t, mic in LISTED.items()}
    noise = np.random.default_rng(5).normal(0, 1, 60)
    closes = {t: 100 + np.cumsum(noise[i : i + len(one.dates)]) for i, (t, one) in enumerate(own.items())}
    prices = {t: PriceSeries(t, one.dates, closes[t], "test") for t, one in own.items()}
    return es.run(spec, Prices(prices | {"IDX": series("XETR", ticker="IDX")})), prices


@pytest.mark.parametrize("event", DAY_ZERO)
def test_day_zero_of_a_mixed_sample(mixed, event):
    found = mixed[0].events.query("event_id == @event").set_index("asset")["day0"]
    assert [str(found[ticker].date()) for ticker in LISTED] == DAY_ZERO[event][1]


def test_every_return_of_a_mixed_sample_is_over_one_session(mixed):
    study, prices = mixed
    seen = study.ar.dropna(subset="return")
    assert len(seen) > 60
    for row in seen.itertuples():
        days = list(closing_times(LISTED[row.asset]))
        level = dict(zip(prices[row.asset].dates.astype(dt.date), prices[row.asset].close, strict=True))
        day = row.date.date()
        before = days[days.index(day) - 1]
        assert study.ar.loc[row.Index, "return"] == pytest.approx(level[day] / level[before] - 1, rel=1e-12)


def test_holes_and_idle_markets_of_a_mixed_sample_are_reported(mixed):
    study, _ = mixed
    audit = study.audit
    hole = audit[audit["finding"].str.startswith("sessions of")]
    assert list(zip(hole["ticker"], hole["first"], hole["last"], strict=True)) == [("AMS", str(HOLE), str(HOLE))]
    idle = audit[audit["finding"].str.startswith("no new close")]
    for ticker, mic in LISTED.items():
        expected = {str(d) for d, (_, quiet) in market_by_hand("XETR", mic, []).items() if quiet}
        assert set(idle[idle["finding"].str.contains(mic)]["first"]) == expected, ticker
    reasons = study.dropped.query("asset == 'AMS' and event_id == 'closed-new-york'")
    assert reasons["reason"].str.contains("no return of AMS or of what its model compares it with on 2025-01-07").any()
    gap = study.ar[(study.ar["asset"] == "AMS") & study.ar["date"].isin(pd.to_datetime(["2025-01-06", "2025-01-07"]))]
    assert len(gap)
    assert gap["return"].isna().all()


# --- returns that the user gives ---


def test_given_returns_flow_as_they_are(write):
    days = list(closing_times("XNYS"))
    given = {day: round(0.01 * np.sin(3 * i), 6) for i, day in enumerate(days)}
    text = "date,NEW\n" + "".join(f"{day},{r}\n" for day, r in given.items() if day != dt.date(2024, 12, 30))
    base = {
        "version": "1",
        "model": "mean",
        "windows": {"estimation": [-14, -3], "event": [-2, 5], "car": [[0, 0], [-2, 5]]},
        "min_estimation": "5",
        "assets": {"NEW": {"exchange": "XNYS"}},
        "events": [{"id": "e", "at": "2025-01-03"}],
        "prices": {"source": "csv", "kind": "returns", "path": str(write("r.csv", text))},
    }
    spec = es.load_spec(base)
    study = es.run(spec, es.load_prices(spec))
    seen = study.ar.set_index("date")["return"]
    assert len(seen) == 8
    for date, value in seen.items():
        gap = date.date() in (dt.date(2024, 12, 30), dt.date(2024, 12, 31))
        np.testing.assert_allclose(value, np.nan if gap else given[date.date()])
    spec = spec.replace(returns="log")
    study = es.run(spec, es.load_prices(spec))
    np.testing.assert_allclose(study.ar["return"], np.log1p(seen.to_numpy()))
    assert study.audit["finding"].str.contains("read as simple").any()


def test_an_empty_column_is_a_missing_asset(write):
    days = "".join(f"{day},{price(day)},\n" for day in closing_times("XNYS"))
    spec = es.load_spec(
        {
            "version": "1",
            "model": "mean",
            "windows": {"estimation": [-14, -3], "event": [-2, 2], "car": [[0, 0]]},
            "min_estimation": "5",
            "assets": {"NEW": {"exchange": "XNYS"}, "OLD": {"exchange": "XNYS"}, "GONE": {"exchange": "XNYS"}},
            "events": [{"id": "e", "at": "2025-01-03"}],
            "prices": {"source": "csv", "path": str(write("p.csv", f"date,NEW,OLD\n{days}"))},
        }
    )
    study = es.run(spec, es.load_prices(spec))
    reasons = study.dropped.set_index("asset")["reason"]
    assert "no close on any day" in reasons["OLD"]
    assert "no column or rows of this ticker" in reasons["GONE"]
    assert list(study.models["asset"]) == ["NEW"]
