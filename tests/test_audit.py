"""The audit: every fault is named with its days, its severity is the contract's, and no clean series is accused."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import eventstudy as es
import snapshot
from conftest import HERE, ROOT
from eventstudy.calendar import load_sessions
from eventstudy.cli import app
from eventstudy.errors import AuditError, NothingComputed
from eventstudy.prices import Prices, PriceSeries, audit, prices_from_frame
from eventstudy.prices.auditing import audit_all
from eventstudy.text import ENGLISH

SESSIONS = load_sessions("XNYS", "2023-01-02", "2024-12-31")


def day(text):
    return np.datetime64(text, "D")


def clean(seed=0, **more):
    """Two years of New York prices that move every day."""
    rng = np.random.default_rng(seed)
    dates = SESSIONS.dates
    close = 100 * np.cumprod(1 + rng.uniform(0.001, 0.03, len(dates)) * rng.choice([-1, 1], len(dates)))
    bars = {name: close * factor for name, factor in (("open", 0.999), ("high", 1.01), ("low", 0.99))}
    return PriceSeries("AAA", dates, close, "test", bars=bars | {"volume": np.full(len(dates), 1e6)}, **more)


def found(series, sessions=SESSIONS):
    return [(f.severity, ENGLISH.text(f.finding), [str(d) for d in f.days]) for f in audit(series, sessions).findings]


def with_row(series, at, **cells):
    """Copy with one row's cells changed."""
    close, bars = series.close.copy(), {name: values.copy() for name, values in series.bars.items()}
    for name, value in cells.items():
        (close if name == "close" else bars[name])[at] = value
    return replace(series, close=close, bars=bars)


def stale_row(series, at):
    last = series.close[at - 1]
    return with_row(series, at, close=last, open=last, high=last, low=last, volume=0)


def as_text(audits):
    return {
        key: [(f.severity, ENGLISH.text(f.finding), ENGLISH.text(f.remedy), *f.days) for f in found.findings]
        for key, found in audits.items()
    }


SPOILT = {
    "flat": (1, -1),
    "jump": (1.4, 0),
    "split": (0.5, 0),
    "edge": (1.25, -1),
    "empty": (np.nan, 0),
    "zero": (0.0, 0),
    "negative": (-1.0, 0),
    "endless": (np.inf, 0),
    "tiny": (1e-322, 0),
}
"""Factor on the close of so many rows before."""


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([None, *SPOILT]), st.integers(1, 60)), min_size=1, max_size=70),
    st.sampled_from(["sessions", "hole", "weekend", "back", "early"]),
    st.integers(0, 10**6),
)
def test_series_with_the_same_days_are_told_together(faults, calendar, seed):
    """One by one and together the audit says the same."""
    closes = {}
    for i, (fault, at) in enumerate(faults):
        closes[f"T{i}"] = clean(seed + i).close[:64].copy()
        if fault:
            factor, before = SPOILT[fault]
            closes[f"T{i}"][at] = factor * closes[f"T{i}"][at + before]
    days = SESSIONS.dates[:64].copy()
    if calendar == "weekend":
        days[40] = day("2023-03-04")
    if calendar == "back":
        days[[10, 11]] = days[[11, 10]]
    rows = np.delete(np.arange(64), 30) if calendar == "hole" else np.arange(64)
    table = pd.DataFrame(closes, index=pd.DatetimeIndex(days.astype("datetime64[s]"))).iloc[rows]
    as_of = np.datetime64("2023-03-01T12:00") if calendar == "early" else None
    series = {t: (one, SESSIONS) for t, one in prices_from_frame(table, as_of=as_of).series.items()}
    assert as_text(audit_all(series)) == as_text({t: audit(*both) for t, both in series.items()})


def test_a_clean_table_is_told_without_a_look_at_each(monkeypatch):
    closes = pd.DataFrame(
        {f"T{i}": clean(i).close for i in range(40)}, index=pd.DatetimeIndex(SESSIONS.dates.astype("datetime64[s]"))
    )
    series = {t: (one, SESSIONS) for t, one in prices_from_frame(closes).series.items()}
    monkeypatch.setattr(sys.modules["eventstudy.prices.auditing"], "audit", None)
    assert not any(found.findings for found in audit_all(series).values())


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_a_clean_series_is_not_accused(seed):
    assert found(clean(seed)) == []
    assert found(replace(clean(seed), bars={}, as_of=np.datetime64("2025-01-01T00:00"))) == []


FAULTS = {
    "stale": (stale_row, "stale rows"),
    "zero": (lambda s, at: with_row(s, at, close=0), "zero, negative or infinite"),
    "negative": (lambda s, at: with_row(s, at, close=-5), "zero, negative or infinite"),
    "infinite": (lambda s, at: with_row(s, at, close=np.inf), "zero, negative or infinite"),
    "twice": (
        lambda s, at: PriceSeries("AAA", np.insert(s.dates, at, s.dates[at]), np.insert(s.close, at, 99.0), "test"),
        "dates that stand twice",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
@settings(max_examples=15, deadline=None)
@given(at=st.integers(1, len(SESSIONS.dates) - 2))
def test_an_error_names_its_day_and_forbids_it_alone(fault, at):
    spoil, words = FAULTS[fault]
    checked = audit(spoil(clean(), at), SESSIONS)
    errors = [f for f in checked.findings if f.severity == "error"]
    assert [words in ENGLISH.text(f.finding) for f in errors] == [True]
    assert list(checked.bad_days) == list(errors[0].days) == [SESSIONS.dates[at]]
    assert str(SESSIONS.dates[at]) in ENGLISH.text(errors[0].finding)
    assert errors[0].remedy
    assert not checked.rejected


def test_missing_sessions():
    series = clean()
    keep = ~np.isin(series.dates, [day("2024-03-12"), day("2024-03-13")])
    holes = PriceSeries("AAA", series.dates[keep], series.close[keep], "test")
    assert found(holes) == [
        ("warning", "sessions of XNYS without a price: 2024-03-12, 2024-03-13", ["2024-03-12", "2024-03-13"])
    ]


def test_unsorted_input_is_named_and_harmless():
    series = clean()
    rows = np.arange(len(series.dates))
    rows[[10, 11]] = [11, 10]
    mixed = PriceSeries("AAA", series.dates[rows], series.close[rows], "test")
    assert found(mixed) == [("warning", f"rows out of order: {series.dates[10]}", [str(series.dates[10])])]


@pytest.mark.parametrize("ratio", [2, 3, 10, 20, 0.5, 0.1])
@pytest.mark.parametrize("kind", ["prices", "returns"])
def test_split_like_jump(ratio, kind):
    series = clean()
    close = np.concatenate([series.close[:100], series.close[99] / ratio * series.close[100:] / series.close[100]])
    if kind == "returns":
        close = np.concatenate([[0.01], close[1:] / close[:-1] - 1])
    split = PriceSeries("AAA", series.dates, close, "test", kind=kind)
    severity, text, days = found(split)[0]
    assert (severity, days) == ("warning", [str(series.dates[100])])
    assert text.startswith("jumps that look like an unadjusted split")


@pytest.mark.parametrize("kind", ["prices", "returns"])
def test_jump_that_reverses(kind):
    series = clean()
    close = series.close.copy()
    close[100] = 1.37 * close[99]
    close[101] = 1.01 * close[99]
    if kind == "returns":
        close = np.concatenate([[0.01], close[1:] / close[:-1] - 1])
    slip = PriceSeries("AAA", series.dates, close, "test", kind=kind)
    assert found(slip)[0][1:] == (f"jumps that the next day takes back: {series.dates[100]}", [str(series.dates[100])])


@pytest.mark.parametrize("volume", [None, 0, np.nan])
def test_repeated_close_without_volume_is_a_warning(volume):
    series = clean()
    series = with_row(series, 50, close=series.close[49])
    series = replace(series, bars={}) if volume is None else with_row(series, 50, volume=volume)
    assert found(series) == [
        ("warning", f"the close before repeated, with no volume known: {series.dates[50]}", [str(series.dates[50])])
    ]
    assert found(with_row(clean(), 50, close=clean().close[49])) == []  # traded at the same price


@pytest.mark.parametrize("cell", [{"volume": 100}, {"open": 1.0}, {"high": 1e3}, {"low": 1.0}])
def test_a_row_that_traded_is_not_stale(cell):
    assert not [
        text for severity, text, _ in found(with_row(stale_row(clean(), 50), 50, **cell)) if severity == "error"
    ]


def test_returns_below_a_total_loss():
    series = PriceSeries(
        "AAA", SESSIONS.dates, np.where(np.arange(len(SESSIONS.dates)) == 7, -1.2, 0.01), "test", kind="returns"
    )
    assert ("error", f"returns below -100 % or infinite: {SESSIONS.dates[7]}", [str(SESSIONS.dates[7])]) in found(
        series
    )


def test_rows_on_closed_days_reject_the_series():
    series = clean()
    for extra, why in (
        (
            ["2024-07-04"],
            "rows on 1 days on which XNYS was closed: 2024-07-04; prices move on 2024-07-04 alone, so that row is "
            "wrong, or the exchange was open",
        ),
        (
            ["2024-06-19", "2024-07-04"],
            "rows on 2 days on which XNYS was closed: 2024-06-19, 2024-07-04; prices move on 2 of them, so every date "
            "may be wrong; the prices may lie on a Monday-to-Friday calendar, or on that of another exchange",
        ),
    ):
        days = np.append(series.dates, np.array(extra, "datetime64[D]"))
        moved = PriceSeries("AAA", days, np.append(series.close, np.arange(12.0, 12.0 + len(extra))), "test")
        assert ENGLISH.text(audit(moved, SESSIONS).rejected) == why


@pytest.mark.parametrize("factor", [100, 10_000])
def test_per_cents_and_prices_are_no_returns(factor):
    series = clean(kind="returns")
    returns = np.concatenate([[0.01], series.close[1:] / series.close[:-1] - 1])
    assert found(replace(series, close=returns, bars={})) == []
    checked = audit(replace(series, close=np.abs(returns) * factor, bars={}), SESSIONS)
    assert (
        ENGLISH.text(checked.rejected) == "half of its returns are larger than 25 %: they look like prices or per cents"
    )


@pytest.mark.parametrize("extra", ["2022-12-31", "2025-01-04"])
def test_a_first_or_last_row_on_a_closed_day_is_seen(extra):
    closes = pd.DataFrame({"AAA": clean().close}, index=pd.DatetimeIndex(SESSIONS.dates))
    closes.loc[pd.Timestamp(extra)] = 50.0
    study = {"version": "1", "model": "mean", "assets": {"AAA": {"exchange": "XNYS"}}}
    spec = es.load_spec(study | {"events": [{"id": "e", "at": "2024-06-03"}]})
    with pytest.raises(NothingComputed, match=rf"rows on 1 days on which XNYS was closed: {extra}"):
        es.run(spec, closes)


def test_rows_that_no_calendar_covers():
    series = clean()
    part = load_sessions("XNYS", "2023-01-10", "2024-12-31")
    assert found(series, part) == [
        (
            "warning",
            "5 rows outside the calendar of XNYS: 2023-01-03, 2023-01-04, 2023-01-05, 2023-01-06, 2023-01-09",
            ["2023-01-03", "2023-01-04", "2023-01-05", "2023-01-06", "2023-01-09"],
        )
    ]


US_HOLIDAYS_ON_WEEKDAYS = 9 + 10 + 10 + 11  # 2022 to 2025 by the exchange's lists; 2025 with 9 January


def filled(ticker, frequency):
    closes = snapshot.closes()[[ticker]].dropna()
    return closes.reindex(pd.date_range(closes.index[0], closes.index[-1], freq=frequency)).ffill()


def test_monday_to_friday_calendar_is_caught_with_its_cause():
    prices = prices_from_frame(filled("NVDA", "B"))
    checked = audit(prices.series["NVDA"], load_sessions("XNAS", "2022-01-03", "2025-12-31"))
    assert f"rows on {US_HOLIDAYS_ON_WEEKDAYS} days on which XNAS was closed" in ENGLISH.text(checked.rejected)
    assert "laid on a Monday-to-Friday calendar without holidays and filled forward" in ENGLISH.text(checked.rejected)


def test_calendar_of_all_days_is_caught():
    prices = prices_from_frame(filled("NVDA", "D"))
    checked = audit(prices.series["NVDA"], load_sessions("XNAS", "2022-01-03", "2025-12-31"))
    assert "laid on every day of the calendar and filled forward" in ENGLISH.text(checked.rejected)


def test_rejected_asset_is_dropped_and_rejected_market_stops(shipped_spec, tmp_path):
    closes = snapshot.closes()
    weekdays = pd.date_range(closes.index[0], closes.index[-1], freq="B")
    asset = closes.reindex(weekdays)
    asset["NVDA"] = asset["NVDA"].ffill()
    study = es.run(shipped_spec, asset)
    assert "NVDA" not in set(study.models["asset"])
    reasons = study.dropped.query("asset == 'NVDA'")
    assert len(reasons) == 20
    assert (reasons["stage"] == "audit").all()
    assert reasons["reason"].str.contains("Monday-to-Friday").all()
    assert set(study.claims.query("asset == 'NVDA'")["verdict"]) == {"not checkable"}

    market = closes.reindex(weekdays)
    market["^GDAXI"] = market["^GDAXI"].ffill()
    with pytest.raises(AuditError, match=r"the prices of the market \^GDAXI cannot be used: rows on \d+ days"):
        es.run(shipped_spec, market)
    market.to_csv(tmp_path / "p.csv", index_label="date")
    text = (
        (ROOT / "events.yaml").read_text().replace("{source: yahoo, fallback: snapshot}", "{source: csv, path: p.csv}")
    )
    (tmp_path / "s.yaml").write_text(text)
    assert CliRunner().invoke(app, ["check", str(tmp_path / "s.yaml")]).exit_code == 3


# --- rows taken too early: judged by when the source was asked, never by the clock ---


@pytest.mark.parametrize(
    ("as_of", "unfinished", "future"),
    [
        ("2024-12-31T21:00:00", [], []),  # New York closes at 21:00 UTC in winter
        ("2024-12-31T20:59:59", ["2024-12-31"], []),
        ("2024-12-30T22:00:00", ["2024-12-31"], []),
        ("2024-12-30T12:00:00", ["2024-12-30"], ["2024-12-31"]),
        ("2024-12-24T17:59:00", ["2024-12-24"], ["2024-12-26", "2024-12-27", "2024-12-30", "2024-12-31"]),
        ("2024-12-24T18:00:00", ["2024-12-26"], ["2024-12-27", "2024-12-30", "2024-12-31"]),  # half day
    ],
)
def test_rows_of_sessions_that_had_not_closed(as_of, unfinished, future):
    checked = audit(clean(as_of=np.datetime64(as_of)), SESSIONS)
    days = {ENGLISH.text(f.finding).split(":")[0][:20]: [str(d) for d in f.days] for f in checked.findings}
    assert days == {
        name: expected
        for name, expected in (("the session had not ", unfinished), ("dates in the future ", future))
        if expected
    }
    assert all(f.severity == "error" for f in checked.findings)
    assert [str(d) for d in checked.bad_days] == unfinished + future


def test_future_rows_of_a_file(write):
    spec = es.load_spec(STUDY).replace(
        prices={"source": "csv", "path": str(write("p.csv", "date,AAA\n2024-12-30,1\n2198-01-02,3\n"))}
    )
    series = es.load_prices(spec).series["AAA"]
    assert [str(d) for d in audit(series, load_sessions("XNYS", "2024-12-30", "2198-01-31")).bad_days] == ["2198-01-02"]


STUDY = {
    "version": "1",
    "model": "mean",
    "assets": {"AAA": {"exchange": "XNYS"}},
    "events": [{"id": "e", "at": "2024-12-30"}],
}


def test_last_row_without_a_close():
    closes = pd.DataFrame({"AAA": clean().close}, index=pd.DatetimeIndex(SESSIONS.dates))
    unfinished, ended = closes.copy(), closes.copy()
    unfinished.iloc[-1] = np.nan
    ended.iloc[-9:] = np.nan
    assert ("warning", "the last row has no close: 2024-12-31", ["2024-12-31"]) in found(
        prices_from_frame(unfinished).series["AAA"]
    )
    assert found(prices_from_frame(ended).series["AAA"]) == []


# --- the real case: four stale rows of Siemens Energy in January 2025 ---


@pytest.fixture(scope="module")
def overlaid(shipped_spec):
    """Shipped prices with the rows that a download of mid-2025 gave for Siemens Energy."""
    prices = es.load_prices(shipped_spec)
    rows = pd.read_csv(HERE / "data/stale_xetra_rows.csv")
    one = prices.series["ENR.DE"]
    at = np.searchsorted(one.dates, rows["date"].to_numpy("datetime64[D]"))
    bars = {name: np.full(len(one.dates), np.nan) for name in ("open", "high", "low", "volume")}
    close = one.close.copy()
    close[at] = rows["close"]
    for name, values in bars.items():
        values[at] = rows[name]
    spoilt = replace(one, close=close, bars=bars)
    assert round(close[at[9]] / close[at[8]] - 1, 3) == 0  # the 24th repeats the 23rd
    assert round(close[at[10]] / close[at[9]] - 1, 3) == -0.178
    return Prices({**prices.series, "ENR.DE": spoilt})


def test_stale_rows_do_not_become_a_return(shipped_spec, overlaid):
    study = es.run(shipped_spec, overlaid)
    stale = study.audit.query("ticker == 'ENR.DE' and severity == 'error'")
    assert list(stale["finding"]) == [
        "stale rows, no volume and the close before repeated: 2025-01-17, 2025-01-20, 2025-01-21, 2025-01-24"
    ]
    enr = study.ar.query("asset == 'ENR.DE'")
    assert not ((enr["return"] + 0.178).abs() < 0.01).any()
    assert not (enr["date"] == "2025-01-27").any()
    reason = study.dropped.set_index(["event_id", "asset"]).loc[("deepseek-shock", "ENR.DE")]
    assert reason["stage"] == "audit"
    assert "2025-01-24" in reason["reason"]
    claim = study.claims.query("event_id == 'deepseek-shock' and asset == 'ENR.DE'").iloc[0]
    assert claim["verdict"] == "not checkable"
    assert np.isnan(claim["close_to_close"])


def test_stale_rows_in_the_estimation_window_are_missing_with_the_next_return(shipped_spec, overlaid, shipped):
    """17, 20, 21, 24 January, and 22 and 27 after them: six returns fewer, for every event that has them all."""
    before, after = (
        s.models.set_index(["event_id", "asset"])["n_estimation"] for s in (shipped, es.run(shipped_spec, overlaid))
    )
    for event in ("idle-datacentres", "h20-licence", "kimi-k2", "chip-smuggling"):
        assert before[event, "ENR.DE"] - after[event, "ENR.DE"] == 6
    assert (before.drop("ENR.DE", level="asset") == after.drop("ENR.DE", level="asset")).all()


def test_strict_stops_the_run(tmp_path, overlaid):
    table = pd.concat(
        [
            pd.DataFrame({"date": one.dates, "ticker": ticker, "close": one.close, **one.bars})
            for ticker, one in overlaid.series.items()
        ]
    )
    table.to_csv(tmp_path / "p.csv", index=False)
    text = (
        (ROOT / "events.yaml").read_text().replace("{source: yahoo, fallback: snapshot}", "{source: csv, path: p.csv}")
    )
    (tmp_path / "s.yaml").write_text(text)
    result = CliRunner().invoke(app, ["run", str(tmp_path / "s.yaml"), "--strict", "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "deepseek-shock, ENR.DE: the audit forbids its prices or its market's of 2025-01-17" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_bad_day_of_the_market_drops_the_firm_event(shipped_spec):
    prices = es.load_prices(shipped_spec)
    one = prices.series["^GDAXI"]
    close = np.where(one.dates == day("2025-01-24"), -1.0, one.close)
    study = es.run(shipped_spec, Prices({**prices.series, "^GDAXI": replace(one, close=close)}))
    dropped = study.dropped.query("event_id == 'deepseek-shock'").set_index("asset")["stage"]
    assert dropped.to_dict() == {"ASML.AS": "audit", "ENR.DE": "audit"}


# --- dates off by a day ---


def returns_of_two(late, n=400, seed=1):
    """Returns of an asset that follows its market `late` sessions later, and of the market."""
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, n)
    return np.roll(market, late) + rng.normal(0, 0.012, n), market


def two_series(shift=0, late=0, n=400, seed=1):
    """An asset that follows its market; `shift` moves the asset's rows by sessions."""
    asset, market = returns_of_two(late, n, seed)
    dates = SESSIONS.dates
    closes = [100 * np.cumprod(1 + returns) for returns in (asset, market)]
    series = {
        name: PriceSeries(name, dates[10 + moved : 10 + moved + n], close, "test")
        for name, close, moved in (("AAA", closes[0], shift), ("MMM", closes[1], 0))
    }
    spec = es.load_spec(
        STUDY
        | {
            "model": "market",
            "assets": {"AAA": {"exchange": "XNYS", "market": "MMM"}},
            "events": [{"id": "e", "at": "2024-07-10"}],
        }
    )
    return es.run(spec, Prices(series)).audit


@pytest.mark.parametrize(("shift", "side"), [(1, "before"), (-1, "after")])
def test_series_shifted_by_a_day(shift, side):
    text = two_series(shift).set_index("ticker").loc["AAA"]
    assert f"its returns fit those of MMM better one session {side}" in text["finding"]
    assert text["severity"] == "warning"


@pytest.mark.parametrize(("late", "side"), [(1, "before"), (-1, "after")])
def test_returns_shifted_by_a_day_where_no_session_is_missing(late, side):
    text = two_series(late=late).set_index("ticker").loc["AAA"]
    assert f"its returns fit those of MMM better one session {side}" in text["finding"]
    asset, market = returns_of_two(late)
    own, its = (asset[2:], market[1:-1]) if late > 0 else (asset[1:-1], market[2:])  # the first has no return
    expected = [np.corrcoef(*pair)[0, 1] for pair in ((own, its), (asset[1:], market[1:]))]
    assert re.findall(r"0\.\d\d", text["finding"]) == [f"{abs(value):.2f}" for value in expected]


def test_aligned_series_are_not_suspected(shipped):
    for seed in range(20):
        assert not two_series(0, seed=seed)["finding"].str.contains("better one session").any()
    assert not shipped.audit["finding"].str.contains("better one session").any()
    assert not (shipped.audit["severity"] == "error").any()


def test_same_inputs_give_the_same_table(shipped_spec, overlaid):
    first, second = (es.run(shipped_spec, overlaid).audit for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


# --- what is told first ---

TWO_YEARS = {"estimation": [-60, -11], "event": [-5, 5], "car": [[0, 0]]}


def closes_of(*tickers, seed=0):
    return pd.DataFrame({t: clean(seed + i).close for i, t in enumerate(tickers)}, pd.DatetimeIndex(SESSIONS.dates))


def mean_study(assets, **more):
    exchanges = {t: {"exchange": "XNYS"} for t in assets}
    event = {"id": "e", "at": "2024-06-03"}
    return {"version": "1", "model": "mean", "windows": TWO_YEARS, "assets": exchanges, "events": [event]} | more


def test_findings_come_by_what_they_do_to_the_result():
    """A jump in the event window, one in the estimation window, and one that no window holds."""
    closes = closes_of("NONE", "EST", "EVENT", "GONE")
    for ticker, date in (("NONE", "2023-03-01"), ("EST", "2024-04-15"), ("EVENT", "2024-06-05")):
        closes.loc[pd.Timestamp(date), ticker] *= 1.4
    closes.loc[pd.Timestamp("2024-07-04"), "GONE"] = closes["GONE"].loc["2024-07-03"] * 1.1
    study = es.run(es.load_spec(mean_study(closes)), closes.sort_index())
    jumps = study.audit[study.audit["code"] == "jumps_taken_back"]
    assert jumps["ticker"].tolist() == ["EVENT", "EST", "NONE"]
    assert study.audit["ticker"].iloc[0] == "GONE"
    assert study.audit["severity"].is_monotonic_increasing


def test_a_market_is_told_by_the_windows_of_its_assets():
    closes = closes_of("A", "B", "M", "N")
    closes.loc[pd.Timestamp("2023-03-01"), "A"] *= 1.4
    closes.loc[pd.Timestamp("2024-06-05"), "N"] *= 1.4
    spec = mean_study([], model="market") | {
        "assets": {"A": {"exchange": "XNYS", "market": "M"}, "B": {"exchange": "XNYS", "market": "N"}}
    }
    jumps = es.run(es.load_spec(spec), closes).audit.query("code == 'jumps_taken_back'")
    assert jumps["ticker"].tolist() == ["N", "A"]


@pytest.fixture
def checked(tmp_path):
    def _checked(closes, *options, **more):
        closes.to_csv(tmp_path / "p.csv", index_label="date")
        study = mean_study(closes, prices={"source": "csv", "path": "p.csv"}, **more)
        (tmp_path / "s.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
        return CliRunner().invoke(app, ["check", str(tmp_path / "s.yaml"), *options])

    return _checked


def test_single_repeated_closes_stand_in_one_line(checked):
    closes = closes_of("A", "B", "C")
    for ticker, day in (("A", 50), ("B", 60), ("C", 70)):
        closes.iloc[day, closes.columns.get_loc(ticker)] = closes[ticker].iloc[day - 1]
    closes.iloc[71, 2] = closes.iloc[70, 2]  # two in C are no single one
    out = " ".join(checked(closes).stdout.split())
    assert "2 series repeat a single close, with no volume known: 'A', 'B' (--verbose: the days)" in out
    assert out.count("the close before repeated") == 1
    assert " ".join(checked(closes, "--verbose").stdout.split()).count("the close before repeated") == 3


def test_a_short_estimation_window_is_said(checked):
    """Before the run and after it, with the firm-event that has the fewest days; not where all have theirs."""
    closes = closes_of("A", "B")
    said = "1 of 2 firm-events are estimated on fewer days than the 50 of the window: B (e) on 47"
    assert said not in " ".join(checked(closes).output.split())
    closes.iloc[310:312, 1] = np.nan
    study = es.run(es.load_spec(mean_study(closes, min_estimation="20")), closes)
    assert study.models["n_estimation"].tolist() == [50, 47]
    assert said in study.notes
    assert said in " ".join(checked(closes, min_estimation=20).output.split())
