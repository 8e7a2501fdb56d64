"""Prices on days that are not theirs: padding may go if asked, wrong dates never pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import eventstudy as es
import snapshot
from eventstudy.cli import app

TICKERS = ["NVDA", "^IXIC"]
STUDY = """\
version: 1
model: market
windows: {estimation: [-200, -11], event: [-5, 5], car: [[0, 0], [-1, 1]]}
prices: {source: csv, path: p.csv}
assets: {NVDA: {exchange: XNAS, market: ^IXIC}}
markets: {^IXIC: {exchange: XNAS}}
events: [{id: shock, at: 2025-01-27}]
"""


@pytest.fixture
def study(write, tmp_path):
    """Run a study of these closes on the command line: exit code, error, and the row of day 0."""

    def _study(closes, text=STUDY):
        write("s.yaml", text)
        closes.to_csv(tmp_path / "p.csv", index_label="date")
        done = CliRunner().invoke(app, ["run", str(tmp_path / "s.yaml"), "--out", str(tmp_path / "r")])
        if done.exit_code:
            return done.exit_code, done.stderr, None
        rows = pd.read_csv(tmp_path / "r/abnormal_returns.csv").set_index("day")
        audit = tmp_path / "r/audit.csv"
        return 0, pd.read_csv(audit) if audit.exists() else None, rows.loc[0, ["return", "ar", "se"]].astype(float)

    return _study


def true_closes():
    return snapshot.closes()[TICKERS].loc["2023-07-03":"2025-02-28"].dropna()


def laid_on_weekdays(closes):
    """Closes of sessions one after the other on the days from Monday to Friday, as if there were no holidays."""
    return closes.set_axis(pd.bdate_range(closes.index[0], periods=len(closes)), axis=0)


def sessions_alone(closes):
    """What is left when somebody deletes the rows of closed days."""
    return closes[closes.index.isin(true_closes().index)]


def test_closes_laid_on_weekdays_are_refused_and_no_row_is_to_be_deleted(study):
    code, error, _ = study(laid_on_weekdays(true_closes()))
    assert code == 3
    assert "delete" not in error
    assert "closed_days" not in error


def test_the_same_with_the_rows_of_closed_days_deleted_is_refused_too(study):
    code, error, _ = study(sessions_alone(laid_on_weekdays(true_closes())))
    assert code == 3
    assert "the prices of the market ^IXIC cannot be used: " in error
    assert (
        "returns are those that the shipped prices have on other dates: at 2023-07-06 stands that of 2023-07-07"
        in error
    )
    assert "take prices that are dated by the exchange's sessions" in error


@pytest.mark.parametrize(
    "change", [lambda p: p, lambda p: 0.37 * p, lambda p: p.round(1), lambda p: p.astype(np.float32)]
)
def test_true_dates_are_not_suspected(study, change):
    """Whatever factor or rounding a source has."""
    code, audit, row = study(change(true_closes()))
    assert code == 0
    assert set(audit["severity"]) == {"warning"}
    assert not audit["finding"].str.contains("shipped prices").any()
    assert round(100 * row["return"], 1) == -17.0


def test_closes_adjusted_for_dividends_are_not_suspected(shipped_spec):
    prices = es.load_prices(shipped_spec)
    closes = snapshot.closes()
    for row in snapshot.dividends().itertuples():
        before = closes.index < row.date
        last = closes.loc[before, row.ticker].dropna()
        if len(last):
            closes.loc[before, row.ticker] *= 1 - row.amount / last.iloc[-1]
    audit = es.run(shipped_spec, closes).audit
    assert not audit["finding"].str.contains("shipped prices").any()
    assert set(prices.series) == set(closes.columns)


@pytest.mark.parametrize("sessions", [1, -1])
def test_a_series_late_or_early_by_a_session_is_refused(study, sessions):
    closes = true_closes()
    closes["NVDA"] = closes["NVDA"].shift(sessions)
    code, error, _ = study(closes)
    assert code == 1
    assert "NVDA: " in error
    assert "returns are those that the shipped prices have on other dates" in error


PADDED = {"weekdays": "B", "all days": "D"}


@pytest.mark.parametrize("frequency", PADDED.values(), ids=PADDED)
def test_padding_is_refused_with_the_key_that_drops_it(study, frequency):
    closes = true_closes()
    padded = closes.reindex(pd.date_range(closes.index[0], closes.index[-1], freq=frequency)).ffill()
    code, error, _ = study(padded)
    assert code == 3
    assert error.splitlines()[-1] == "write 'closed_days: drop' under 'prices:', which leaves these rows out"
    code, audit, row = study(padded, STUDY.replace("path: p.csv", "path: p.csv, closed_days: drop"))
    assert code == 0
    assert set(audit["severity"]) == {"warning"}
    closed = len(padded) - len(closes)
    gone = audit[audit["finding"].str.startswith(f"rows on {closed} days on which XNAS was closed were left out: ")]
    assert set(gone["ticker"]) == set(TICKERS)
    assert gone["count"].tolist() == [closed] * 2
    assert row.tolist() == study(closes)[2].tolist()


@pytest.mark.parametrize("drift", [0.0, -1.4e-5])
def test_padded_returns_of_0_are_dropped_too(study, drift):
    """Some indices of total return drift a little on holidays."""
    returns = true_closes().pct_change().dropna()
    padded = returns.reindex(pd.bdate_range(returns.index[0], returns.index[-1])).fillna(drift)
    text = STUDY.replace("path: p.csv", "path: p.csv, kind: returns")
    assert study(padded, text)[0] == 3
    code, _, row = study(padded, text.replace("kind:", "closed_days: drop, kind:"))
    assert code == 0
    assert row.tolist() == study(returns, text)[2].tolist()


DROP = STUDY.replace("path: p.csv", "path: p.csv, closed_days: drop")


def padded_closes():
    closes = true_closes()
    return closes.reindex(pd.bdate_range(closes.index[0], closes.index[-1])).ffill()


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (["2024-12-25"], "prices move on 2024-12-25 alone, so that row is wrong"),
        (["2024-12-25", "2025-01-01"], "prices move on 2 of them, so every date may be wrong"),
        (["2023-07-04"], "prices move on 1 of them, so every date may be wrong"),  # nothing is known before it
    ],
)
def test_nothing_is_dropped_where_one_closed_day_moves(study, moved, words):
    """The other series of the exchange stands still there."""
    padded = padded_closes()
    for date in moved:
        padded.loc[date, "^IXIC"] *= 1.01
    code, error, _ = study(padded, DROP)
    assert code == 3
    assert words in error


def test_a_holiday_that_the_calendar_has_wrong_is_a_session_if_asked(study, monkeypatch):
    """The shipped closes of a calendar with one session too few give the numbers of the true one.

    20 January 2025 lies in the event window: without it day 0 would be the fourth day after 21 January.
    """
    from eventstudy.calendar import sessions as module

    true = study(true_closes())[2].tolist()
    honest = module.closing_times
    gone = pd.Timestamp("2025-01-22")
    monkeypatch.setattr(module, "closing_times", lambda *a: honest(*a).drop(gone, errors="ignore"))
    module.load_sessions.cache_clear()
    try:
        for closes in (true_closes(), padded_closes()):
            code, error, _ = study(closes)
            assert code == 3
            assert "prices move on 2025-01-22 alone" in error
            code, audit, row = study(closes, DROP)
            assert code == 0
            taken = audit[audit["code"] == "sessions_by_prices"]
            assert taken[["ticker", "first", "last", "count"]].to_numpy().tolist() == [
                [ticker, "2025-01-22", "2025-01-22", 1] for ticker in reversed(TICKERS)
            ]
            assert row.tolist() == true
    finally:
        module.load_sessions.cache_clear()


@pytest.mark.parametrize("kind", ["prices", "returns"])
def test_single_repeated_closes_on_holidays_drop_nobody(study, kind):
    """One row on one of eighteen holidays: it is left out, and the numbers are those without it."""
    closes = true_closes()
    text = STUDY.replace("path: p.csv", f"path: p.csv, kind: {kind}")
    true, few = closes, closes.copy()
    few.loc[pd.Timestamp("2024-12-25")] = few.loc["2024-12-24"]
    few = few.sort_index()
    if kind == "returns":
        true, few = (one.pct_change().dropna() for one in (true, few))
    code, audit, row = study(few, text)
    assert code == 0
    left = audit[audit["code"] == "closed_days_left_out"]
    assert left["count"].tolist() == [1, 1]
    assert set(left["what to do"].str[:8]) == {"nothing:"}
    assert row.tolist() == study(true, text)[2].tolist()


def test_an_asset_that_is_refused_says_what_to_do(study):
    closes = true_closes()
    padded = closes.reindex(pd.bdate_range(closes.index[0], closes.index[-1]))
    padded["NVDA"] = padded["NVDA"].ffill()
    code, error, _ = study(padded)
    assert code == 1
    assert "write 'closed_days: drop' under 'prices:'" in error
