"""Numbers at the edge: perfect fits, no variance, losses of all, tiny and huge prices, p-values near zero."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import eventstudy as es
from eventstudy.errors import EventStudyError, NothingComputed
from eventstudy.inference import GROUP_TESTS
from eventstudy.inference.laws import p_normal, p_t
from eventstudy.models import MODELS
from made_up import closes, day, returns, study
from samples import make, make_panel, sample_of

PLAIN = ("market", "mean", "market_adjusted", "robust", "scholes_williams", "dimson", "bhar")


@pytest.mark.parametrize("t", [5.0, 30.0, 37.0])
def test_small_p_values_do_not_vanish(t):
    """Against the asymptotic of the normal tail, in logarithms."""
    p = float(p_normal(np.array([t]), "two-sided")[0])
    log = np.log(2) - t**2 / 2 - np.log(t * np.sqrt(2 * np.pi)) + np.log1p(-1 / t**2 + 3 / t**4)
    assert p > 0
    assert np.log(p) == pytest.approx(log, rel=1e-3)
    assert float(p_normal(np.array([-t]), "less")[0]) == pytest.approx(p / 2, rel=1e-12)


def test_p_values_of_t_to_the_three_hundredth():
    df, t = 60.0, 5e5
    p = float(p_t(np.array([t]), np.array([df]), "two-sided")[0])
    # The tail of t is a power: f(t) t / df, with df + 1 times the logarithm of t.
    constant = stats.t.logpdf(0, df) + (df + 1) / 2 * np.log(df) - (df + 1) * np.log(t) + np.log(t / df)
    assert 0 < p < 1e-250
    assert np.log(p) == pytest.approx(np.log(2) + constant, rel=1e-6)


@pytest.mark.parametrize("model", PLAIN)
@pytest.mark.parametrize("level", [1e-8, 1e8])
def test_tiny_and_huge_prices(model, level):
    frame = closes(returns(noise=0.02)) * level / 100
    small = es.run(study(0, model=model), frame)
    plain = es.run(study(0, model=model), closes(returns(noise=0.02)))
    np.testing.assert_allclose(small.car["t"], plain.car["t"], rtol=1e-6)


@pytest.mark.parametrize("model", PLAIN)
def test_constant_prices_are_dropped_with_a_reason(model):
    frame = closes(returns())
    frame["A"] = 5.0
    found = es.run(study(0, model=model), frame)
    if model in ("market_adjusted", "bhar"):  # the market's returns are what varies
        assert "A" in set(found.car["asset"])
        return
    reason = found.dropped.set_index("asset")["reason"]["A"]
    assert "do not vary" in reason or "cannot be estimated" in reason


@pytest.mark.parametrize("model", PLAIN)
def test_the_market_itself(model):
    """A copy of its market leaves residuals of rounding errors, and no test."""
    frame = closes(returns())
    frame["A"] = 2 * frame["MKT"]
    found = es.run(study(0, model=model), frame)
    if model in ("mean", "scholes_williams"):  # the one has no market, the other a beta from three days
        assert "A" in set(found.car["asset"])
        return
    assert "A" not in set(found.car["asset"])
    assert "A" in set(found.dropped["asset"])


@pytest.mark.parametrize("noise", [1e-9, 1e-7])
def test_nearly_the_market_itself(noise):
    """Residuals far below the market's returns: the t values are those of the residuals alone."""
    own = returns(("A",), beta=1.0, noise=noise)
    found = es.run(study(0, tickers=("A",)), closes(own))
    if found is None or "A" not in set(found.car["asset"]):
        assert len(found.dropped)
        return
    row = found.car.query("start == 0 and end == 0").iloc[0]
    at = own.index.get_loc(pd.Timestamp(day(0)))
    est = slice(at - 130, at - 10)
    e, m = (own["A"] - own["MKT"]).to_numpy(), own["MKT"].to_numpy()
    design = np.column_stack([np.ones(120), m[est]])
    fit, *_ = np.linalg.lstsq(design, e[est], rcond=None)
    assert row["car"] == pytest.approx(e[at] - fit @ [1, m[at]], rel=1e-4)


def test_a_constant_market_leaves_the_mean():
    frame = closes(returns())
    frame["MKT"] = 100.0
    with pytest.raises(NothingComputed, match="cannot be estimated"):
        es.run(study(0), frame)


def test_a_loss_of_nearly_all():
    """A return of -100 % needs a price of 0, which the audit refuses; one next to it is a number like others."""
    frame = closes(returns())
    frame.loc[day(0) :, "A"] *= 1e-9
    found = es.run(study(0), frame)
    first = found.ar.query("asset == 'A' and day == 0").iloc[0]
    assert first["return"] == pytest.approx(-1, abs=1e-8)
    assert 0 < first["p_value"] < 1e-50
    frame.loc[day(3), "A"] = 0.0
    found = es.run(study(0), frame)
    assert "A" in set(found.dropped["asset"])
    assert (found.audit["severity"][found.audit["ticker"] == "A"] == "error").any()


def test_log_returns_of_a_loss_of_nearly_all():
    frame = closes(returns())
    frame.loc[day(0) :, "A"] *= 1e-300
    found = es.run(study(0, returns="log"), frame)
    assert np.isfinite(found.car["car"]).all()
    assert (found.car["p_value"] >= 0).all()


def test_prices_that_overflow_are_refused_or_finite():
    frame = closes(returns())
    frame.loc[day(-60) :, "A"] = 1e308
    frame.loc[day(-60), "A"] = 1e-308
    try:
        found = es.run(study(0), frame)
    except EventStudyError as e:
        found, told = None, e.remedy
    assert (found is None and told) or np.isfinite(found.car[["car", "se"]]).all().all()


@pytest.mark.parametrize("name", GROUP_TESTS)
@pytest.mark.parametrize("factor", [1e-12, 1e6])
def test_group_tests_do_not_know_the_unit(name, factor):
    panel, day0 = make_panel(3, firms=8, correlation=0.2, spread=4)
    plain = GROUP_TESTS[name](make(3, firms=8, correlation=0.2, spread=4))
    scaled = replace(panel, returns_est=panel.returns_est * factor, returns=panel.returns * factor)
    found = GROUP_TESTS[name](sample_of(scaled, day0))
    np.testing.assert_allclose(found.p_value, plain.p_value, rtol=1e-5, atol=1e-12)


def test_a_market_that_hardly_moves():
    """Regressors that are nearly a constant give the same abnormal returns in every unit."""
    panel, _ = make_panel(5, firms=4)
    found = [
        MODELS["market"].fit(replace(panel, market_est=panel.market_est * scale, market=panel.market * scale))
        for scale in (1.0, 1e-8)
    ]
    np.testing.assert_allclose(found[0].ar, found[1].ar, rtol=1e-6)


@pytest.mark.slow
def test_a_hundred_thousand_firm_events_on_one_date(tmp_path):
    """Five hundred events of each of two hundred assets, all on one day: each comes out, pairs are too many to list."""
    names = [f"A{i}" for i in range(200)]
    frame = closes(returns(tuple(names), noise=0.02))
    rows = {"event_id": [f"f{i}" for i in range(100_000)], "asset": names * 500, "at": day(0)}
    pd.DataFrame(rows).to_csv(tmp_path / "events.csv", index=False)
    found = es.run(study(tickers=tuple(names), events_file=str(tmp_path / "events.csv")), frame)
    assert len(found.car) == 100_000 * len(found.spec.windows.car)
    assert found.clusters["cluster"].max() == 200
    assert any("overlapping pairs" in note for note in found.notes)
    tests = found.tests.set_index("test")
    assert tests.loc["kpp", "statistic"].isna().all()
    assert tests.loc["kpp", "note"].str.contains("more pairs of windows overlap than 20,000 firm-events have").all()
    assert tests.loc["portfolio_sq", "p_value"].between(0, 1).all()
    assert any("they are not looked at together" in note for note in found.notes)
