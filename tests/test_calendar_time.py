"""Calendar-time portfolios against statsmodels, with a known alpha, and their size."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from markupsafe import escape
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.messages import parts_of
from eventstudy.models.calendar_portfolios import portfolio_alpha
from eventstudy.report import write_results
from eventstudy.report.html_page import page
from eventstudy.simulate import Scenario, draw_panel
from eventstudy.text import ENGLISH, GERMAN
from test_study import SESSIONS, ZERO, closes, factor_table, spec

OFFSETS = (0, 3, 17, 40, 41, 90)
WINDOWS = {"estimation": [-130, -11], "event": [-5, 60], "car": [[0, 60], [-1, 30], [0, 0]]}


def events():
    """Windows that overlap, asset A twice."""
    assets = ("A", "B", "C", "T", "U", "A")
    return [
        {"id": f"e{i}", "at": str(SESSIONS[ZERO - 60 + offset]), "assets": [asset]}
        for i, (offset, asset) in enumerate(zip(OFFSETS, assets, strict=True))
    ]


def study(**changes):
    assets = {name: {"exchange": "XNYS", "market": "MKT"} for name in "ABCTU"}
    return spec(**({"model": "calendar_time", "windows": WINDOWS, "assets": assets, "events": events()} | changes))


def slow_portfolio(returns, start, end):
    """Day by day: which assets are in a window, and the mean of their returns."""
    held = {}
    for event in events():
        zero = int(np.flatnonzero(str(event["at"]) == SESSIONS.astype(str))[0])
        for day in range(zero + start, zero + end + 1):
            held.setdefault(day, set()).update(event["assets"])
    days = sorted(held)
    return days, [returns.iloc[d][sorted(held[d])].mean() for d in days], np.mean([len(held[d]) for d in days])


def newey_west(y, X):
    lags = int(4 * (len(y) / 100) ** (2 / 9))
    kwds = {"maxlags": lags, "use_correction": True}
    return sm.OLS(np.array(y), sm.add_constant(X)).fit(cov_type="HAC", cov_kwds=kwds, use_t=True), lags


def over_gaps(y, X, days, lags):
    """Standard error of the constant, every pair of days by the sessions between them."""
    X, fit = sm.add_constant(X), sm.OLS(np.array(y), sm.add_constant(X)).fit()
    apart = np.abs(np.subtract.outer(days, days))
    weights, scores = np.maximum(1 - apart / (lags + 1), 0), X * fit.resid[:, None]
    inverse = np.linalg.inv(X.T @ X)
    variance = inverse @ scores.T @ weights @ scores @ inverse * len(y) / (len(y) - X.shape[1])
    return np.sqrt(variance[0, 0])


def test_days_are_as_far_apart_as_the_sessions_between_them():
    prices = closes()
    row = es.run(study(), prices).calendar_time.query("group == 'all' and start == -1").iloc[0]
    returns = prices.pct_change()
    days, y, _ = slow_portfolio(returns, -1, 30)
    assert max(np.diff(days)) > 10
    slow, lags = newey_west(y, returns["MKT"].to_numpy()[days])
    found = over_gaps(y, returns["MKT"].to_numpy()[days], days, lags)
    assert (row["alpha"], row["se"]) == pytest.approx((slow.params[0], found), rel=1e-9)
    assert row["se"] != pytest.approx(slow.bse[0], rel=1e-4)


def test_days_with_few_firms_are_left_out_on_request():
    prices = closes()
    model = {"name": "calendar_time", "min_firms": 3}
    row = es.run(study(model=model), prices).calendar_time.query("group == 'all' and start == 0 and end == 60").iloc[0]
    returns, held = prices.pct_change(), {}
    for event in events():
        zero = int(np.flatnonzero(str(event["at"]) == SESSIONS.astype(str))[0])
        for one in range(zero, zero + 61):
            held.setdefault(one, set()).update(event["assets"])
    days = sorted(one for one, assets in held.items() if len(assets) >= 3)
    y = [returns.iloc[one][sorted(held[one])].mean() for one in days]
    slow, _ = newey_west(y, returns["MKT"].to_numpy()[days])
    assert row["n_days"] == len(days)
    assert row["mean_firms"] >= 3
    assert (row["alpha"], row["beta"]) == pytest.approx(tuple(slow.params), rel=1e-9)
    with pytest.raises(SpecError, match="min_firms"):
        study(model={"name": "calendar_time", "min_firms": 0})


def test_alphas_are_those_of_statsmodels():
    """Where the days have no gap."""
    prices = closes()
    result = es.run(study(), prices)
    returns = prices.pct_change()
    days, y, firms = slow_portfolio(returns, 0, 60)
    slow, lags = newey_west(y, returns["MKT"].to_numpy()[days])
    row = result.calendar_time.query("group == 'all' and start == 0 and end == 60").iloc[0]
    assert (row["n_days"], row["lags"]) == (len(days), lags)
    assert row["mean_firms"] == pytest.approx(firms, rel=1e-12)
    np.testing.assert_allclose(row[["alpha", "beta"]].to_numpy(float), slow.params, rtol=1e-9)
    np.testing.assert_allclose([row["se"], row["p_value"]], [slow.bse[0], slow.pvalues[0]], rtol=1e-9)
    assert row["law"] == f"t({len(days) - 2}), approximate"


def test_factors_in_excess_of_the_risk_free_return():
    prices, table = closes(), factor_table()
    columns = ["Mkt-RF", "SMB", "HML"]
    chosen = {"model": {"name": "calendar_time", "columns": columns}, "factors": {"path": "f.csv", "risk_free": "RF"}}
    result = es.run(study(**chosen), prices, factors=table)
    frame = pd.DataFrame(table.values, index=table.dates, columns=table.columns).reindex(SESSIONS)
    excess = prices.pct_change().sub(frame["RF"].to_numpy(), axis=0)
    days, y, _ = slow_portfolio(excess, 0, 60)
    slow, _ = newey_west(y, frame[columns].to_numpy()[days])
    row = result.calendar_time.query("group == 'all' and end == 60").iloc[0]
    names = ["alpha", *(f"beta_{name}" for name in columns)]
    np.testing.assert_allclose(row[names].to_numpy(float), slow.params, rtol=1e-9)
    np.testing.assert_allclose(row["se"], slow.bse[0], rtol=1e-9)
    with pytest.raises(SpecError, match="needs factor returns"):
        study(model={"name": "calendar_time", "columns": columns})
    with pytest.raises(SpecError, match="one of simple returns"):
        study(**chosen, returns="log")


def test_a_known_alpha():
    """0.2 % a day on top of 1.3 times the market, found exactly without noise and within its error with it."""
    rng = np.random.default_rng(1)
    days = np.datetime64("2020-01-01") + np.tile(np.arange(200), 10)
    assets, market = np.repeat(np.arange(10), 200), np.tile(rng.normal(0, 0.01, 200), 10)
    exact = portfolio_alpha(0.002 + 1.3 * market, market[:, None], days, assets, np.unique(days))
    np.testing.assert_allclose(exact.coefficients, [0.002, 1.3], rtol=1e-10)
    noisy = portfolio_alpha(
        0.002 + 1.3 * market + rng.normal(0, 0.02, 2000), market[:, None], days, assets, np.unique(days)
    )
    assert abs(noisy.coefficients[0] - 0.002) < 3 * noisy.se
    assert noisy.se == pytest.approx(0.02 / np.sqrt(2000), rel=0.25)


def test_an_asset_counts_once_a_day_and_order_does_not_matter():
    rng = np.random.default_rng(2)
    days = np.datetime64("2020-01-01") + np.tile(np.arange(80), 3)
    assets, returns, market = np.repeat(np.arange(3), 80), rng.normal(size=240), rng.normal(size=(240, 1))
    once = portfolio_alpha(returns, market, days, assets, np.unique(days))
    twice = np.concatenate([np.arange(240), np.arange(30, 60)])
    twice = rng.permutation(twice)
    again = portfolio_alpha(returns[twice], market[twice], days[twice], assets[twice], np.unique(days[twice]))
    np.testing.assert_allclose(again.coefficients, once.coefficients, rtol=1e-10)
    assert again.se == pytest.approx(once.se, rel=1e-10)
    assert again.firms == once.firms == 3.0


def test_too_few_days_and_no_regressor_say_so():
    result = es.run(study(), closes())
    day = result.calendar_time.query("group == 'all' and start == 0 and end == 0").iloc[0]
    assert np.isnan(day["alpha"])
    assert np.isnan(day["p_value"])
    assert "6 days with a firm in its window are too few" in day["note"]
    days = np.datetime64("2020-01-01") + np.arange(30)
    few = portfolio_alpha(
        np.sin(np.arange(30.0)), np.cos(np.arange(30.0))[:, None], days, np.zeros(30, dtype=int), days
    )
    assert "30 days are few" in ENGLISH.text(few.note)
    flat = portfolio_alpha(np.sin(np.arange(30.0)), np.full((30, 1), 0.01), days, np.zeros(30, dtype=int), days)
    assert ENGLISH.text(flat.note) == "the regressors are collinear"
    none = portfolio_alpha(np.empty(0), np.empty((0, 1)), days[:0], np.empty(0, dtype=int), days)
    assert none.days == 0


def test_size_where_other_tests_fail():
    """20 firms on 60 neighbouring dates, windows of 60 days, correlation .3, where a cross-section rejects far more."""
    draws, scenario = 1000, Scenario(firms=20, correlation=0.3, dates=60, event=(0, 59))
    panel, _ = draw_panel(scenario, draws, np.random.default_rng(20250127))
    returns = panel.returns - 0.0004  # the drift that every made-up firm has
    rejected = crossed = 0
    for rows in np.arange(20 * draws).reshape(draws, 20):
        market, days = panel.market[rows].reshape(-1, 1), panel.days[rows].ravel()
        found = portfolio_alpha(returns[rows].ravel(), market, days, np.repeat(np.arange(20), 60), np.unique(days))
        rejected += 2 * stats.t.sf(abs(found.coefficients[0] / found.se), found.df) <= 0.05
        gaps = (returns[rows] - panel.market[rows]).sum(axis=1)
        crossed += stats.ttest_1samp(gaps, 0).pvalue <= 0.05
    assert abs(rejected / draws - 0.05) < 3 * np.sqrt(0.05 * 0.95 / draws)
    assert crossed > 5 * rejected


@pytest.mark.usefixtures("without_charts")
def test_a_table_of_its_own(tmp_path):
    result = es.run(study(), closes())
    assert "in the table calendar_time" in result.notes[0]
    written = pd.read_csv(write_results(result, tmp_path / "with") / "calendar_time.csv")
    assert written.columns.tolist() == result.calendar_time.columns.tolist()
    names = "group start end alpha se t p_value law n_days mean_firms lags beta code note"
    assert " ".join(written.columns) == names
    market = es.run(study(model="market"), closes())
    assert market.calendar_time.empty
    pd.testing.assert_frame_equal(market.car, result.car)


@pytest.mark.parametrize(
    ("language", "title", "headings"),
    [
        (ENGLISH, "Portfolios in calendar time", ["group", "window", "α per day"]),
        (GERMAN, "Portfolios in Kalenderzeit", ["Gruppe", "Fenster", "α je Tag"]),
    ],
)
def test_the_page_shows_it_as_the_schema_heads_it(language, title, headings):
    result = es.run(study(), closes())
    first = result.calendar_time.iloc[0]
    shown = page(result, language).replace("\u00a0", " ")
    part = shown[shown.index('<section id="further"') :]
    part = part[: part.index("</section>")]
    assert f"<caption>{title} · <a" in part
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)<', part)[:3] == headings
    assert f">{language.percent(first['alpha'], 3)}</td>" in part
    assert f">{language.percent(first['se'], 3, sign=False)}</td>" in part
    assert f">{language.window(first['start'], first['end'])}</td>" in part
    notes = dict.fromkeys(
        language.text(one) for said in result.frames["calendar_time"]["note"] for one in parts_of(said)
    )
    assert re.findall("<li>(.*?)</li>", part) == [str(escape(note)) for note in notes]
    assert 'class="prose"' not in part
    rows = re.findall("<tr>(.*?)</tr>", part)[1:]
    numbers = {text: str(i) for i, text in enumerate(notes, 1)}
    for row, said in zip(rows, result.frames["calendar_time"]["note"], strict=True):
        named = ", ".join(numbers[language.text(one)] for one in parts_of(said))
        assert row.endswith(f'<td class="text">{named}</td>')
