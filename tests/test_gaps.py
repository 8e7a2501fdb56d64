"""Returns from trade to trade: against a weighted regression, at the edges of windows, and their size."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.inference import FIRM_TESTS, GROUP_TESTS
from eventstudy.models import MODELS
from eventstudy.text import ENGLISH
from samples import make_panel, sample_of
from test_study import SESSIONS, ZERO, closes, spec

EVENT_GAP = (-4, -3, 2)
"""Event days on which A does not trade: a gap inside [-10, 10], none of its edges."""


def thin(gaps=EVENT_GAP, share=0.25, seed=3):
    """Closes in which A misses a quarter of the estimation days and some event days."""
    prices = closes()
    rng = np.random.default_rng(seed)
    idle = [d for d in range(ZERO - 129, ZERO - 11) if rng.random() < share] + [ZERO + g for g in gaps]
    prices.loc[prices.index[idle], "A"] = np.nan
    return prices


def run(prices, **changes):
    return es.run(spec(missing="trade_to_trade", tests=["t", "cs_t", "bmp", "patell"], **changes), prices)


def trades(prices, kind):
    """Session of each trade of A, sessions since the one before, its return and the market's over them."""
    at = np.flatnonzero(prices["A"].notna())
    a, m = prices["A"].to_numpy(), prices["MKT"].to_numpy()
    rows = [(t, t - s, a[t] / a[s], m[t] / m[s]) for s, t in itertools.pairwise(at)]
    table = pd.DataFrame(rows, columns=["at", "n", "own", "market"]).astype({"at": int})
    change = np.log if kind == "log" else (lambda gross: gross - 1)
    return table.assign(own=change(table["own"]), market=change(table["market"]))


@pytest.mark.parametrize("kind", ["simple", "log"])
@pytest.mark.parametrize("model", ["market", "mean"])
def test_the_weighted_regression_of_maynes_and_rumsey(kind, model):
    prices = thin()
    result = run(prices, returns=kind, model=model)
    table = trades(prices, kind)
    past = table[table["at"].between(ZERO - 130, ZERO - 11)]
    names = ["n", "market"] if model == "market" else ["n"]
    slow = sm.WLS(past["own"], past[names], weights=1 / past["n"]).fit()
    row = result.models.query("asset == 'A'").iloc[0]
    assert row["n_estimation"] == len(past) < 110
    assert row["alpha"] == pytest.approx(slow.params["n"], rel=1e-8)
    assert row["sigma"] ** 2 == pytest.approx(slow.scale, rel=1e-9)
    for start, end in ((-1, 1), (-10, 10)):
        inside = table[table["at"].between(ZERO + start, ZERO + end)]
        assert inside["n"].sum() == end - start + 1
        car = (inside["own"] - inside[names] @ slow.params).sum()
        z = inside[names].sum().to_numpy()
        se = np.sqrt(slow.scale * (end - start + 1) + z @ slow.cov_params().to_numpy() @ z)
        ours = result.car.query("asset == 'A' and start == @start").iloc[0]
        np.testing.assert_allclose([ours["car"], ours["se"]], [car, se], rtol=1e-8)
        assert ours["p_value"] == pytest.approx(2 * stats.t.sf(abs(car / se), slow.df_resid), rel=1e-7)
    own = result.ar.query("asset == 'A'").set_index("day")
    assert own.loc[list(EVENT_GAP), ["return", "ar", "se"]].isna().all(axis=None)
    assert own.loc[-2, "return"] == pytest.approx(table.set_index("at").loc[ZERO - 2, "own"], rel=1e-9)
    path = result.paths.query("asset == 'A'").set_index("day")["car"]
    assert path[10] - path[-10] + own.loc[-10, "ar"] == pytest.approx(car, rel=1e-8)
    assert path[-3] == path[-4] == pytest.approx(path[-5], rel=1e-12)
    mean = result.paths.groupby("day")["car"].mean()
    np.testing.assert_allclose(result.aar.query("group == 'all'")["caar"], mean, rtol=1e-9, atol=1e-15)
    assert result.dropped.empty


def test_without_gaps_nothing_changes():
    spanning, plain = run(closes()), es.run(spec(tests=["t", "cs_t", "bmp", "patell"]), closes())
    for name in ("ar", "car", "tests", "firm_tests", "models", "aar"):
        pd.testing.assert_frame_equal(getattr(spanning, name), getattr(plain, name), rtol=1e-9, atol=1e-13)


def test_a_gap_inside_a_window_drops_it_only_without_trade_to_trade():
    plain = es.run(spec(), thin(share=0.0))
    assert plain.dropped.query("asset == 'A'")[["start", "end"]].to_numpy().tolist() == [[-10, 10]]
    assert run(thin(share=0.0)).dropped.empty


@pytest.mark.parametrize(
    ("gap", "window", "reason"),
    [
        (10, [-10, 10], f"no return of A .* on {SESSIONS[ZERO + 10]}"),
        (-11, [-10, 10], "reaches across the edge of the window"),
        (-1, [0, 0], "reaches across the edge of the window"),
    ],
)
def test_a_gap_at_the_edge_drops_the_window(gap, window, reason):
    dropped = run(thin(gaps=(gap,))).dropped.query("asset == 'A'")
    assert window in dropped[["start", "end"]].to_numpy().tolist()
    row = dropped[(dropped["start"] == window[0]) & (dropped["end"] == window[1])].iloc[0]
    assert pd.Series([row["reason"]]).str.contains(reason).all()


def test_a_market_without_a_close_inside_the_span_leaves_a_hole():
    prices = thin()
    prices.loc[prices.index[ZERO - 3], "MKT"] = np.nan
    dropped = run(prices).dropped.query("asset == 'A'")
    assert [-10, 10] in dropped[["start", "end"]].to_numpy().tolist()


def test_dividends_inside_a_gap_belong_to_its_return(write):
    lines = [f"{day},A,{10 + 0.01 * i},{0.5 if i == ZERO - 4 else 0}" for i, day in enumerate(SESSIONS)]
    traded = [line for i, line in enumerate(lines) if i not in (ZERO - 3, ZERO - 2)]
    market = [f"{day},MKT,{100 + 3 * np.sin(i)},0" for i, day in enumerate(SESSIONS)]
    file = write("p.csv", "\n".join(["date,ticker,close,dividend", *traded, *market]) + "\n")
    one = spec(
        missing="trade_to_trade",
        prices={"source": "csv", "path": str(file)},
        assets={"A": {"exchange": "XNYS", "market": "MKT"}},
        windows={"estimation": [-130, -11], "event": [-4, 4], "car": [[-4, 4]]},
    )
    result = es.run(one, es.load_prices(one))
    own = result.ar.set_index("day")["return"]
    close = 10 + 0.01 * np.arange(len(SESSIONS))
    assert own[-4] == pytest.approx((close[ZERO - 4] + 0.5) / close[ZERO - 5] - 1)
    assert own[-1] == pytest.approx(close[ZERO - 1] / close[ZERO - 4] - 1)


def test_what_it_cannot_be_used_with():
    with pytest.raises(SpecError, match="the model 'garch' has no returns from trade to trade"):
        spec(missing="trade_to_trade", model="garch")
    with pytest.raises(SpecError, match="does not say which of them span a gap"):
        spec(missing="trade_to_trade", prices={"source": "csv", "path": "r.csv", "kind": "returns"})
    with pytest.raises(SpecError, match="'exclude_events' leaves single days out"):
        spec(missing="trade_to_trade", exclude_events=True)


def spanning(panel, rng, share=0.3):
    """The same panel when a firm does not trade on some days, those around the window [0, 2] left alone."""
    est, now = (rng.random(r.shape) < share for r in (panel.returns_est, panel.returns))
    est[:, 0] = now[:, 0] = False
    offsets = panel.offsets.tolist()
    for day in (-1, 2):
        now[:, offsets.index(day)] = False
    parts = [summed(r, m, idle) for r, m, idle in (
        (panel.returns_est, panel.market_est, est), (panel.returns, panel.market, now),
    )]  # fmt: skip
    (returns_est, market_est, spans_est), (returns, market, spans) = parts
    return replace(
        panel, returns_est=returns_est, market_est=market_est, spans_est=spans_est,
        returns=returns, market=market, spans=spans,
    )  # fmt: skip


def summed(returns, market, idle):
    """Log returns of each firm and market since the firm's last trade."""
    own, theirs, spans = np.full(returns.shape, np.nan), np.full(returns.shape, np.nan), np.zeros(returns.shape)
    for i, row in enumerate(idle):
        trades = np.flatnonzero(~row)
        for before, at in zip([-1, *trades], trades, strict=False):
            inside = slice(before + 1, at + 1)
            own[i, at], theirs[i, at], spans[i, at] = returns[i, inside].sum(), market[i, inside].sum(), at - before
    return own, theirs, spans


def test_size_with_days_without_trade():
    """30 % of days without a trade, [0, 2]: the t test keeps its 5 %, its p-values are uniform."""
    panel, day0 = make_panel(5, firms=3000, days=80)
    sample = sample_of(spanning(panel, np.random.default_rng(6)), day0, (0, 2))
    p = FIRM_TESTS["t"](sample).p_value
    assert np.isfinite(p).all()
    assert abs((p <= 0.05).mean() - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 3000)
    assert stats.kstest(p, "uniform").pvalue > 0.01
    assert sample.scar.var() == pytest.approx(sample.fit.df.mean() / (sample.fit.df.mean() - 2), rel=0.08)


def test_every_test_gives_a_number_or_says_why():
    panel, day0 = make_panel(7, firms=12)
    sample = sample_of(spanning(panel, np.random.default_rng(8)), day0, (0, 2))
    for name, test in GROUP_TESTS.items():
        result = test(sample)
        assert np.isfinite(result.p_value) or result.note, name
    assert "missing: drop" in ENGLISH.text(GROUP_TESTS["rank"](sample).note)
    assert "missing: drop" in ENGLISH.text(GROUP_TESTS["rank_z"](sample).note)
    for name, test in FIRM_TESTS.items():
        result = test(sample)
        assert np.isfinite(result.p_value).all() or all(result.note), name


def test_models_read_spans_as_they_are():
    panel, _ = make_panel(9, firms=4)
    ones = replace(panel, spans_est=np.ones(panel.returns_est.shape), spans=np.ones(panel.returns.shape))
    for name in ("market", "mean"):
        plain, spanned = MODELS[name].fit(panel), MODELS[name].fit(ones)
        np.testing.assert_allclose(spanned.ar, plain.ar, rtol=1e-12)
        # The basis of the regressors is known up to its sign; what it stands for is not.
        leverage, expected = (fit.u @ fit.u.transpose(0, 2, 1) for fit in (spanned, plain))
        np.testing.assert_allclose(leverage, expected, rtol=1e-10, atol=1e-15)
