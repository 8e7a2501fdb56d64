"""Every model against a slow, obvious re-derivation; what must not change it; and the law it states."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from arch import arch_model

import eventstudy as es
from eventstudy.engine import Fit, abnormal_sum, car_variance_factor
from eventstudy.errors import DataError, EventStudyError, SpecError
from eventstudy.inference.laws import p_t
from eventstudy.models import MODELS
from eventstudy.panel import Panel
from eventstudy.text import ENGLISH
from model_panels import draw
from test_study import SESSIONS, ZERO, closes, factor_table, options_of, spec

MISSING = [0.0, 0.15]


def p_values(fit: Fit, first: int, last: int) -> np.ndarray:
    """Two-sided p of the single firm-event t of one window."""
    se = fit.sigma * np.sqrt(car_variance_factor(fit, first, last))
    return p_t(abnormal_sum(fit, first, last) / se, fit.df, "two-sided")


def regressors(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Constant, market and the further columns."""
    pairs = ((panel.market_est, panel.further_est), (panel.market, panel.further))
    return tuple(np.concatenate([np.ones((*m.shape, 1)), m[..., None], f], axis=2) for m, f in pairs)


def assert_ols(fit: Fit, i: int, y: np.ndarray, X: np.ndarray, y_event: np.ndarray, X_event: np.ndarray) -> None:
    """One firm-event's numbers are those of statsmodels' OLS and its forecast variance."""
    seen = np.isfinite(y)
    slow = sm.OLS(y[seen], X[seen]).fit()
    np.testing.assert_allclose(fit.coefficients[i], slow.params, rtol=1e-10)
    np.testing.assert_allclose(fit.sigma[i] ** 2, slow.scale, rtol=1e-10)
    np.testing.assert_allclose(fit.ar[i], y_event - X_event @ slow.params, rtol=1e-10, atol=1e-15)
    np.testing.assert_allclose(fit.r_squared[i], slow.rsquared, rtol=1e-10, atol=1e-14)
    z = X_event.sum(axis=0)
    factor = len(y_event) + z @ slow.normalized_cov_params @ z
    np.testing.assert_allclose(car_variance_factor(fit, 0, len(y_event) - 1)[i], factor, rtol=1e-10)
    assert (fit.n[i], fit.df[i]) == (seen.sum(), slow.df_resid)


# Every model


@pytest.mark.parametrize("name", MODELS)
def test_a_firm_event_does_not_touch_the_others(name):
    panel = draw(name, firms=5, missing=0.1)
    whole = MODELS[name].fit(panel)
    panel.returns_est[3] = np.nan
    panel.returns[4, 1] = np.nan
    order = np.array([2, 0, 4, 3, 1])
    other = MODELS[name].fit(panel.take(order))
    for row in (0, 1, 2):
        at = int(np.flatnonzero(order == row)[0])
        for field in ("coefficients", "sigma", "ar", "alpha", "beta", "u", "relative_variance"):
            np.testing.assert_allclose(getattr(other, field)[at], getattr(whole, field)[row], rtol=1e-9, atol=1e-14)
    assert other.reason[3]
    assert np.isnan(other.sigma[3])
    assert np.isnan(other.ar[2, 1])
    assert np.isfinite(np.delete(other.ar[2], 1)).all()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if model.conditional else [])
        for name, model in MODELS.items()
        if name != "bhar"
    ],
)
@pytest.mark.parametrize("scale", [1e-3, 40.0])
def test_scale_of_returns(name, scale):
    """Per cents in place of decimals change no test."""
    panel, scaled = draw(name, missing=0.1), draw(name, missing=0.1)
    for field in (
        "returns_est",
        "returns",
        "market_est",
        "market",
        "further_est",
        "further",
        "risk_free_est",
        "risk_free",
    ):
        getattr(scaled, field)[...] *= scale
    fit, other = MODELS[name].fit(panel), MODELS[name].fit(scaled)
    rtol = 1e-5  # where an optimiser stops
    np.testing.assert_allclose(other.ar, scale * fit.ar, rtol=rtol, atol=1e-9 * scale)
    np.testing.assert_allclose(p_values(other, 0, 4), p_values(fit, 0, 4), rtol=rtol)


@pytest.mark.parametrize("name", MODELS)
def test_too_few_days_and_no_variance_give_a_reason(name):
    panel = draw(name, firms=3)
    panel.returns_est[0, 1:] = np.nan
    panel.market_est[1] = panel.further_est[1] = panel.risk_free_est[1] = 0.0
    panel.returns_est[1] = 0.01
    fit = MODELS[name].fit(panel)
    assert fit.reason[0]
    assert np.isnan(fit.sigma[0])
    assert fit.reason[1] or fit.sigma[1] < 1e-12
    assert not fit.reason[2]
    assert fit.sigma[2] > 0


@pytest.mark.parametrize("name", MODELS)
def test_an_option_that_a_model_does_not_have(name):
    option = "lags" if "lags" not in MODELS[name].defaults else "half_life"
    with pytest.raises(SpecError, match=f"the model '{name}' has no option '{option}'"):
        spec(model={"name": name, option: 2})


SIZE = {"mean": {}, "market_adjusted": {}, "market": {}, "dimson": {}, "scholes_williams": {"days": 250}}
SIZE |= {"rolling": {"days": 120}}
SIZE |= {"portfolio": {}, "bhar": {}}
SIZE |= {"capm": {}, "ff3": {}, "carhart": {}, "ff5": {}, "factor": {}}
LOOPS = ("robust", "theil_sen")
SIZE |= {"robust": {"days": 120}, "theil_sen": {"days": 120}}


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in LOOPS else n for n in SIZE])
@pytest.mark.parametrize("window", [(0, 0), (0, 4)])
def test_size(name, window):
    """Rejections at 5 % under the model's own assumptions, within three binomial standard errors."""
    draws = 2_000
    panel = draw(name, seed=11, firms=draws, **({"days": 60} | SIZE[name]))
    rejected = (p_values(MODELS[name].fit(panel), *window) < 0.05).mean()
    assert abs(rejected - 0.05) < 3 * np.sqrt(0.05 * 0.95 / draws)


# Least squares


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("name", ["market", "mean", "calendar_time"])
def test_least_squares_models(name, missing):
    panel = draw(name, missing=missing)
    fit = MODELS[name].fit(panel)
    X, X_event = regressors(panel)
    columns = slice(0, 1) if name == "mean" else slice(None)
    for i in range(len(X)):
        assert_ols(fit, i, panel.returns_est[i], X[i][:, columns], panel.returns[i], X_event[i][:, columns])


# Thin trading


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize(("lags", "leads"), [(1, 1), (2, 0), (0, 3)])
def test_dimson(missing, lags, leads):
    panel = draw("dimson", missing=missing, lags=lags, leads=leads)
    fit = MODELS["dimson"].fit(panel)
    X, X_event = regressors(panel)
    assert X.shape[2] == 2 + lags + leads
    for i in range(len(X)):
        assert_ols(fit, i, panel.returns_est[i], X[i], panel.returns[i], X_event[i])
    np.testing.assert_allclose(fit.beta, fit.coefficients[:, 1:].sum(axis=1), rtol=1e-12)


def test_dimson_without_neighbours_is_the_market_model():
    panel = draw("market")
    np.testing.assert_allclose(MODELS["dimson"].fit(panel).ar, MODELS["market"].fit(panel).ar, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("missing", MISSING)
def test_scholes_williams(missing):
    panel = draw("scholes_williams", missing=missing)
    fit = MODELS["scholes_williams"].fit(panel)
    for i in range(len(fit.beta)):
        seen = np.isfinite(panel.returns_est[i])
        r, m = panel.returns_est[i, seen], panel.market_est[i, seen]
        before, after = panel.further_est[i, seen].T
        slopes = [sm.OLS(r, sm.add_constant(x)).fit().params[1] for x in (before, m, after)]
        beta = sum(slopes) / (1 + 2 * np.corrcoef(m, before)[0, 1])
        alpha = r.mean() - beta * m.mean()
        e = r - alpha - beta * m
        np.testing.assert_allclose([fit.alpha[i], fit.beta[i]], [alpha, beta], rtol=1e-10)
        np.testing.assert_allclose(fit.sigma[i], np.sqrt(e @ e / (len(r) - 2)), rtol=1e-10)
        np.testing.assert_allclose(fit.ar[i], panel.returns[i] - alpha - beta * panel.market[i], rtol=1e-10)
    market = MODELS["market"].fit(panel)
    np.testing.assert_allclose(car_variance_factor(fit, 0, 4), car_variance_factor(market, 0, 4), rtol=1e-12)


def thinly_traded(name: str) -> Panel:
    """Half of each day's market news reaches the price a day late; the true beta is 1."""
    panel = draw(name, firms=200, days=250, noise=lambda rng, shape: rng.normal(0, 0.01, shape))
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 0.005, panel.returns_est.shape)
    panel.returns_est[...] = 0.5 * panel.market_est + 0.5 * panel.further_est[:, :, 0] + noise
    return panel


@pytest.mark.parametrize("name", ["dimson", "scholes_williams"])
def test_thin_trading_is_undone(name):
    panel = thinly_traded(name)
    assert MODELS["market"].fit(panel).beta.mean() == pytest.approx(0.5, abs=0.02)
    assert MODELS[name].fit(panel).beta.mean() == pytest.approx(1.0, abs=0.02)


def test_scholes_williams_without_a_beta():
    """A market that turns round every day has ρ near −1, for which the formula gives nonsense."""
    panel = draw("scholes_williams", firms=2)
    panel.market_est[0] = 0.01 * (-1.0) ** np.arange(80)
    panel.further_est[0] = -panel.market_est[0][:, None]
    fit = MODELS["scholes_williams"].fit(panel)
    assert fit.reason[0] == "market_autocorrelation_leaves_no_beta"
    assert np.isnan(fit.sigma[0])
    assert not fit.reason[1]


def test_neighbours_are_sessions_of_the_asset():
    """The whole road: lag and lead are the returns of the sessions beside each day, also at the windows' edges."""
    prices = closes()
    study = es.run(spec(model={"name": "dimson", "lags": 2, "leads": 1}), prices)
    returns = prices.pct_change()
    market = returns["MKT"]
    X = sm.add_constant(np.column_stack([market, market.shift(1), market.shift(2), market.shift(-1)]))
    est, event = slice(ZERO - 130, ZERO - 10), slice(ZERO - 10, ZERO + 11)
    slow = sm.OLS(returns["A"].to_numpy()[est], X[est]).fit()
    ours = study.ar.query("asset == 'A'")
    np.testing.assert_allclose(ours["expected"], X[event] @ slow.params, rtol=1e-9)
    np.testing.assert_allclose(study.models["beta"].iloc[0], slow.params[1:].sum(), rtol=1e-10)
    assert "after the day" in study.notes[0]
    assert "after the day" in " ".join(repr(study).split())


def test_a_lead_that_does_not_exist_yet():
    """The last price is on the last event day, so that day has no lead."""
    prices = closes().loc[: SESSIONS[ZERO + 10].astype("datetime64[ns]")]
    study = es.run(spec(model="dimson"), prices)
    assert study.dropped[["start", "end"]].drop_duplicates().to_numpy().tolist() == [[-10, 10]]
    assert study.dropped["reason"].str.contains(str(SESSIONS[ZERO + 10])).all()


# Robust


@pytest.mark.parametrize("missing", MISSING)
def test_robust(missing):
    panel = draw("robust", missing=missing)
    fit = MODELS["robust"].fit(panel)
    for i in range(len(fit.beta)):
        seen = np.isfinite(panel.returns_est[i])
        y, X = panel.returns_est[i, seen], sm.add_constant(panel.market_est[i, seen])
        slow = sm.RLM(y, X, M=sm.robust.norms.HuberT()).fit(maxiter=200)
        sigma = np.sqrt(slow.resid @ slow.resid / (len(y) - 2))
        np.testing.assert_allclose([fit.alpha[i], fit.beta[i]], slow.params, rtol=1e-10)
        np.testing.assert_allclose(fit.sigma[i], sigma, rtol=1e-10)
        z = np.array([3.0, panel.market[i, 1:4].sum()])
        variance = 3 * sigma**2 + z @ slow.cov_params() @ z
        np.testing.assert_allclose(fit.sigma[i] ** 2 * car_variance_factor(fit, 1, 3)[i], variance, rtol=1e-10)


@pytest.mark.parametrize("missing", MISSING)
def test_theil_sen(missing):
    panel = draw("theil_sen", missing=missing)
    fit = MODELS["theil_sen"].fit(panel)
    for i in range(len(fit.beta)):
        seen = np.isfinite(panel.returns_est[i])
        y, x = panel.returns_est[i, seen], panel.market_est[i, seen]
        slopes = [(y[t] - y[s]) / (x[t] - x[s]) for t in range(len(y)) for s in range(t)]
        beta = np.median(slopes)
        alpha = np.median(y) - beta * np.median(x)
        e = y - alpha - beta * x
        np.testing.assert_allclose([fit.alpha[i], fit.beta[i]], [alpha, beta], rtol=1e-10)
        np.testing.assert_allclose(fit.sigma[i] ** 2, e @ e / (len(y) - 2), rtol=1e-10)
        spread = np.pi / 2 * 9 / len(y)
        spread += (np.pi / 3) ** 2 * (panel.market[i, 1:4] - x.mean()).sum() ** 2 / ((x - x.mean()) ** 2).sum()
        np.testing.assert_allclose(car_variance_factor(fit, 1, 3)[i], 3 + spread, rtol=1e-10)


@pytest.mark.parametrize("name", ["robust", "theil_sen"])
def test_a_perfect_fit_cannot_be_tested(name):
    fit = MODELS[name].fit(draw(name, noise=lambda _, shape: np.zeros(shape)))
    assert ((fit.reason != "") | (fit.sigma < 1e-12)).all()


@pytest.mark.parametrize("name", ["robust", "theil_sen"])
def test_outliers_do_not_move_the_line(name):
    panel = draw(name, firms=50, days=250)
    clean = MODELS[name].fit(panel).beta
    worst = np.argmax(panel.market_est, axis=1)
    panel.returns_est[np.arange(50), worst] += 0.5
    moved, ols = MODELS[name].fit(panel).beta - clean, MODELS["market"].fit(panel).beta - clean
    assert np.abs(moved).max() < 0.2
    assert np.abs(ols).mean() > 5 * np.abs(moved).mean()


def test_robust_that_does_not_converge(monkeypatch):
    monkeypatch.setattr("eventstudy.models.outliers.MAX_STEPS", 1)
    fit = MODELS["robust"].fit(draw("robust"))
    why = {ENGLISH.text(MODELS["robust"].why(code)) for code in fit.reason}
    assert why == {"Huber's estimator did not converge in 1 steps"}
    assert np.isnan(fit.sigma).all()
    assert np.isnan(fit.ar).all()


# Factors


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("name", ["capm", "ff3", "carhart", "ff5", "factor"])
def test_factor_models(name, missing):
    panel = draw(name, missing=missing)
    fit = MODELS[name].fit(panel)
    for i in range(len(fit.beta)):
        if name == "capm":
            F, F_event = (
                (panel.market_est - panel.risk_free_est)[i, :, None],
                (panel.market - panel.risk_free)[i, :, None],
            )
        else:
            F, F_event = panel.further_est[i], panel.further[i]
        X, X_event = (sm.add_constant(f, has_constant="add") for f in (F, F_event))
        excess = panel.returns_est[i] - panel.risk_free_est[i]
        assert_ols(fit, i, excess, X, panel.returns[i] - panel.risk_free[i], X_event)
        assert fit.beta[i] == fit.coefficients[i, 1]
    np.testing.assert_allclose(fit.expected + fit.ar, panel.returns, rtol=1e-12)


def test_collinear_factors_give_a_reason():
    panel = draw("ff3", firms=2)
    panel.further_est[0, :, 2] = panel.further_est[0, :, 0] - 2 * panel.further_est[0, :, 1]
    fit = MODELS["ff3"].fit(panel)
    assert fit.reason[0] == "regressors_not_identified"
    assert np.isnan(fit.sigma[0])
    assert np.isfinite(fit.sigma[1])


def test_factors_stand_on_the_dates_of_the_sessions():
    """The whole road for French's names: excess returns on both sides, one factor day missing, one superfluous."""
    table, prices = factor_table(gap=SESSIONS[ZERO - 40]), closes()
    study = es.run(spec(model="carhart", factors={"path": "f.csv"}), prices, factors=table)
    frame = pd.DataFrame(table.values, index=table.dates, columns=table.columns).reindex(SESSIONS)
    X = sm.add_constant(frame[["Mkt-RF", "SMB", "HML", "UMD "]].to_numpy())
    excess = prices["A"].pct_change().to_numpy() - frame["RF"].to_numpy()
    est, event = slice(ZERO - 130, ZERO - 10), slice(ZERO - 10, ZERO + 11)
    slow = sm.OLS(excess[est], X[est], missing="drop").fit()
    row = study.models.iloc[0]
    assert row["n_estimation"] == slow.nobs == 119
    names = ["beta_Mkt-RF", "beta_SMB", "beta_HML", "beta_UMD "]
    np.testing.assert_allclose(row[["alpha", *names]].to_numpy(float), slow.params, rtol=1e-9)
    np.testing.assert_allclose(study.ar.query("asset == 'A'")["ar"], excess[event] - X[event] @ slow.params, rtol=1e-8)


def test_a_factor_missing_on_an_event_day_drops_the_windows_that_need_it():
    table = factor_table(gap=SESSIONS[ZERO + 5])
    study = es.run(spec(model="ff3", factors={"path": "f.csv"}), closes(), factors=table)
    assert study.dropped[["start", "end"]].drop_duplicates().to_numpy().tolist() == [[-10, 10]]
    assert study.dropped["reason"].str.contains(str(SESSIONS[ZERO + 5])).all()


def test_factor_models_refuse_what_they_cannot_use():
    with pytest.raises(SpecError, match="the model 'ff3' needs factor returns"):
        spec(model="ff3")
    with pytest.raises(SpecError, match="the model 'ff3' is one of simple returns"):
        spec(model="ff3", factors={"path": "f.csv"}, returns="log")
    with pytest.raises(SpecError, match="'factor' names no factors"):
        spec(model="factor", factors={"path": "f.csv"})
    with pytest.raises(DataError, match="there is no such file"):
        es.run(spec(model="ff3", factors={"path": "f.csv"}), closes())
    full = factor_table()
    short = replace(full, columns=full.columns[:3], values=full.values[:, :3])  # noqa: PD011, not a frame
    with pytest.raises(SpecError, match="no column 'HML'"):
        es.run(spec(model="ff3", factors={"path": "f.csv"}), closes(), factors=short)


def test_factor_without_a_risk_free_return_is_one_of_raw_returns():
    named = {"path": "f.csv", "columns": ["SMB"]}
    raw = es.run(spec(model="factor", factors=named), closes(), factors=factor_table())
    same = es.run(spec(model={"name": "factor", "columns": ["SMB"]}, factors=named), closes(), factors=factor_table())
    excess = es.run(spec(model="factor", factors=named | {"risk_free": "RF"}), closes(), factors=factor_table())
    pd.testing.assert_frame_equal(raw.car, same.car)
    assert (raw.models["alpha"] - excess.models["alpha"]).abs().min() > 1e-6


# Benchmarks


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("name", ["market_adjusted", "portfolio", "bhar"])
def test_differences(name, missing):
    panel = draw(name, missing=missing)
    fit = MODELS[name].fit(panel)
    for i in range(len(fit.sigma)):
        benchmark = panel.further_est[i].mean(axis=1) if name == "portfolio" else panel.market_est[i]
        gap = (panel.returns_est[i] - benchmark)[np.isfinite(panel.returns_est[i])]
        np.testing.assert_allclose(fit.sigma[i], np.std(gap, ddof=1), rtol=1e-10)
        assert fit.df[i] == len(gap) - 1
        benchmark = panel.further[i].mean(axis=1) if name == "portfolio" else panel.market[i]
        np.testing.assert_allclose(fit.ar[i], panel.returns[i] - benchmark, rtol=1e-10, atol=1e-15)
    if name != "bhar":
        np.testing.assert_array_equal(car_variance_factor(fit, 1, 3), 3.0)


def test_portfolio_of_named_controls():
    prices = closes()
    study = es.run(spec(**options_of("portfolio")), prices)
    returns = prices.pct_change()
    gap = (returns["A"] - (returns["T"] + returns["U"]) / 2).to_numpy()
    row = study.car.query("asset == 'A' and start == -1").iloc[0]
    assert row["car"] == pytest.approx(gap[ZERO - 1 : ZERO + 2].sum(), rel=1e-10)
    assert row["se"] == pytest.approx(gap[ZERO - 130 : ZERO - 10].std(ddof=1) * np.sqrt(3), rel=1e-10)
    assert study.models["market"].tolist() == ["T + U"] * 3


def test_controls_must_be_others_with_prices():
    with pytest.raises(SpecError, match="names no controls"):
        spec(model="portfolio")
    with pytest.raises(SpecError, match="control A is an asset of the study"):
        es.run(spec(model={"name": "portfolio", "columns": ["T", "A"]}), closes())
    with pytest.raises(SpecError, match="control T is named twice"):
        es.run(spec(model={"name": "portfolio", "columns": ["T", "T"]}), closes())
    with pytest.raises(DataError, match="no prices for the control X"):
        es.run(spec(model={"name": "portfolio", "columns": ["T", "X"]}), closes())


def test_bhar_compounds():
    prices = closes()
    study = es.run(spec(model="bhar"), prices)
    gross = (1 + prices.pct_change().iloc[ZERO - 10 : ZERO + 11]).cumprod()
    whole = (gross["A"] - gross["MKT"]).iloc[-1]
    assert study.car.query("asset == 'A' and start == -10")["car"].iloc[0] == pytest.approx(whole, rel=1e-9)

    def path(asset):
        """What buying both at the close of a day has gained by the close of day −1, and from there on."""
        own, market = gross[asset].to_numpy(), gross["MKT"].to_numpy()
        before = [market[9] / market[d] - own[9] / own[d] for d in range(10)]
        return np.array([*before, *(own[10:] / own[9] - market[10:] / market[9])])

    np.testing.assert_allclose(study.paths.query("asset == 'A'")["car"], path("A"), rtol=1e-9, atol=1e-15)
    mean = np.mean([path(a) for a in "ABC"], axis=0)
    np.testing.assert_allclose(study.aar.query("group == 'all'")["caar"], mean, rtol=1e-9, atol=1e-15)
    with pytest.raises(SpecError, match="'bhar' is one of simple returns"):
        spec(model="bhar", returns="log")


def test_variance_of_a_bhar():
    """Against the second moment of the product, drawn."""
    panel = draw("bhar", firms=1, event_days=40)
    fit, rng = MODELS["bhar"].fit(panel), np.random.default_rng(2)
    errors = rng.normal(0, fit.sigma[0], (200_000, 40))
    drawn = (1 + panel.market[0] + errors).prod(axis=1) - (1 + panel.market[0]).prod()
    exact = fit.sigma[0] ** 2 * car_variance_factor(fit, 0, 39)[0]
    assert drawn.var() == pytest.approx(exact, rel=0.02)
    np.testing.assert_allclose(car_variance_factor(fit, 7, 7), 1.0, rtol=1e-10)


# Rolling


@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("half_life", [15.0, 60.0])
def test_rolling(missing, half_life):
    panel = draw("rolling", missing=missing)
    fit = MODELS["rolling"].fit(panel, half_life=half_life)
    for i in range(len(fit.beta)):
        seen = np.isfinite(panel.returns_est[i])
        y, X = panel.returns_est[i, seen], sm.add_constant(panel.market_est[i, seen])
        weights = 0.5 ** (-panel.offsets_est[seen] / half_life)
        b = sm.WLS(y, X, weights=weights).fit().params
        A = np.diag(weights) @ X @ np.linalg.inv(X.T @ np.diag(weights) @ X)
        miss = np.eye(len(y)) - X @ A.T
        product = miss.T @ miss
        first, second = np.trace(product), np.trace(product @ product)
        sigma2 = ((y - X @ b) ** 2).sum() / first
        np.testing.assert_allclose(fit.coefficients[i], b, rtol=1e-9)
        np.testing.assert_allclose(fit.sigma[i] ** 2, sigma2, rtol=1e-9)
        assert fit.df[i] == int(first**2 / second)
        z = np.array([3.0, panel.market[i, 1:4].sum()])
        np.testing.assert_allclose(car_variance_factor(fit, 1, 3)[i], 3 + z @ A.T @ A @ z, rtol=1e-9)


def test_rolling_with_equal_weights_is_the_market_model():
    panel = draw("market", missing=0.1)
    fit, market = MODELS["rolling"].fit(panel, half_life=1e12), MODELS["market"].fit(panel)
    np.testing.assert_allclose(fit.ar, market.ar, rtol=1e-8)
    np.testing.assert_allclose(fit.sigma, market.sigma, rtol=1e-8)
    np.testing.assert_allclose(car_variance_factor(fit, 0, 4), car_variance_factor(market, 0, 4), rtol=1e-8)
    assert (np.abs(fit.df - market.df) <= 1).all()


def test_rolling_follows_a_drifting_beta():
    panel = draw("rolling", firms=300, days=250, noise=lambda rng, shape: rng.normal(0, 0.005, shape))
    panel.returns_est[...] += np.linspace(-1, 0, 250) * panel.market_est
    true = MODELS["rolling"].fit(draw("rolling", firms=300, days=250, noise=lambda _, shape: np.zeros(shape))).beta
    error, ols = (np.abs(MODELS[name].fit(panel).beta - true).mean() for name in ("rolling", "market"))
    assert error < 0.6 * ols


def test_half_life_of_a_study():
    short, default, stated = (
        es.run(spec(model=model), closes()).models["beta"].to_numpy()
        for model in ({"name": "rolling", "half_life": 10}, "rolling", {"name": "rolling", "half_life": 60})
    )
    np.testing.assert_array_equal(default, stated)
    assert (np.abs(short - default) > 1e-4).all()
    with pytest.raises(SpecError, match="half_life"):
        spec(model={"name": "rolling", "half_life": 0})


# Conditional variance


def fitted_by_arch(panel: Panel, i: int, name: str):
    """`arch` called as its manual says, in per cents: in one step for GARCH, on OLS residuals for EGARCH."""
    seen = np.isfinite(panel.returns_est[i])
    y, x = 100 * panel.returns_est[i, seen], 100 * panel.market_est[i, seen]
    ols = sm.OLS(y, sm.add_constant(x)).fit()
    if name == "garch":
        model = arch_model(y, x=pd.Series(x, name="m"), mean="LS", vol="GARCH")
    else:
        model = arch_model(ols.resid, mean="Zero", vol="EGARCH", o=1)
    fitted = model.fit(disp="off", options={"ftol": 1e-14, "maxiter": 1000})
    return fitted, ols, seen


def forecast_by_arch(fitted, name: str, steps: int, simulations: int = 200_000) -> np.ndarray:
    options = {"x": {"m": np.zeros((1, steps))}} if name == "garch" else {}
    if name == "egarch" and steps > 1:
        options |= {"method": "simulation", "simulations": simulations, "rng": normals()}
    return fitted.forecast(horizon=steps, reindex=False, **options).variance.to_numpy()[0]


@pytest.mark.parametrize("name", ["garch", "egarch"])
def test_conditional_models(name):
    """Same optimum as `arch` finds from other units, the same forecast, and the coefficients' variance given h."""
    panel = draw(name, firms=4, days=1200, missing=0.02)
    fit = MODELS[name].fit(panel)
    for i in range(4):
        slow, ols, seen = fitted_by_arch(panel, i, name)
        beta = slow.params["m"] if name == "garch" else ols.params[1]
        np.testing.assert_allclose(fit.beta[i], beta, rtol=1e-4 if name == "garch" else 1e-10)
        ahead = int(panel.offsets[0] - panel.offsets_est[seen][-1])
        path = forecast_by_arch(slow, name, ahead + 4)[ahead - 1 :] / 1e4
        ours = fit.relative_variance[i] * fit.sigma[i] ** 2
        np.testing.assert_allclose(ours, path, rtol=1e-3 if name == "garch" else 0.03)

        h, X = slow.conditional_volatility**2 / 1e4, sm.add_constant(panel.market_est[i, seen])
        if name == "garch":
            cov = np.linalg.inv(X.T @ np.diag(1 / h) @ X)
        else:
            cov = np.linalg.inv(X.T @ X) @ X.T @ np.diag(h) @ X @ np.linalg.inv(X.T @ X)
        z = np.array([3.0, panel.market[i, 1:4].sum()])
        variance = fit.sigma[i] ** 2 * car_variance_factor(fit, 1, 3)[i]
        np.testing.assert_allclose(variance - ours[1:4].sum(), z @ cov @ z, rtol=0.02)


@pytest.mark.parametrize("name", ["garch", "egarch"])
def test_days_before_the_event_move_its_variance(name):
    """Day by day with `arch`'s parameters up to day 0; a missing day passes on what was expected of it."""
    panel = draw(name, firms=3, days=1200, event_days=8)
    panel = replace(panel, offsets=panel.offsets - 4, offsets_est=panel.offsets_est - 4)
    panel.returns[:, 1] = np.nan
    fit = MODELS[name].fit(panel)
    for i in range(3):
        slow, ols, _ = fitted_by_arch(panel, i, name)
        alpha, beta = slow.params[["Const", "m"]] if name == "garch" else ols.params
        errors = 100 * panel.returns[i] - alpha - beta * 100 * panel.market[i]
        h, last = slow.conditional_volatility[-1] ** 2, slow.resid[-1]
        step = one_garch_step if name == "garch" else one_egarch_step
        path = []
        for k in range(5 + 5):  # five sessions of the gap, then days -4 to 0
            h = step(slow.params, h, last)
            path.append(h)
            last = errors[k - 5] if 5 <= k < 9 else np.nan
        ours = 1e4 * fit.relative_variance[i, :5] * fit.sigma[i] ** 2
        follows = slice(0, 5) if name == "garch" else slice(3, 5)  # after a missing day EGARCH has E h, which is more
        np.testing.assert_allclose(ours[follows], path[5:][follows], rtol=2e-3 if name == "garch" else 2e-2)


def one_garch_step(params, h, error):
    square = h if np.isnan(error) else error**2
    return params["omega"] + params["alpha[1]"] * square + params["beta[1]"] * h


def one_egarch_step(params, h, error):
    z = error / np.sqrt(h)
    news = 0 if np.isnan(z) else params["alpha[1]"] * (abs(z) - np.sqrt(2 / np.pi)) + params["gamma[1]"] * z
    return np.exp(params["omega"] + news + params["beta[1]"] * np.log(h))


@pytest.mark.parametrize("name", ["garch", "egarch"])
def test_days_of_the_event_do_not_move_its_variance(name):
    panel = draw(name, firms=2, days=800, event_days=8)
    panel = replace(panel, offsets=panel.offsets - 4, offsets_est=panel.offsets_est - 4)
    shocked, before = panel.returns.copy(), panel.returns.copy()
    shocked[:, 4:] += 0.3
    before[:, 3] += 0.3
    plain, after, earlier = (
        MODELS[name].fit(replace(panel, returns=values)) for values in (panel.returns, shocked, before)
    )
    np.testing.assert_array_equal(plain.relative_variance, after.relative_variance)
    assert (plain.reason == "").all()
    assert (earlier.relative_variance[:, 4:] > 1.5 * plain.relative_variance[:, 4:]).all()
    np.testing.assert_array_equal(plain.relative_variance[:, :4], earlier.relative_variance[:, :4])


def normals():
    rng = np.random.default_rng(7)
    return rng.standard_normal


def test_neither_a_rise_nor_a_fall_lowers_the_log_variance_of_egarch():
    """Some of these samples fit better where a rise lowers it, and there `arch` ends; here the best end is a bound."""
    panel = draw("egarch", firms=4, days=500, missing=0.02, gap=0)
    fit = MODELS["egarch"].fit(panel)
    slow = [fitted_by_arch(panel, i, "egarch")[0] for i in range(4)]
    beyond = np.array([one.params["alpha[1]"] < abs(one.params["gamma[1]"]) for one in slow])
    first = np.array([forecast_by_arch(one, "egarch", 1)[0] / 1e4 for one in slow])
    ahead = np.array([panel.offsets[0] - panel.offsets_est[np.isfinite(row)][-1] for row in panel.returns_est])
    assert (ahead == 1).all()
    ours = fit.relative_variance[:, 0] * fit.sigma**2
    assert beyond.any()
    assert (fit.reason == "").all()
    np.testing.assert_allclose(ours[~beyond], first[~beyond], rtol=1e-4)
    assert (np.abs(ours / first - 1)[beyond] > 1e-4).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["garch", "egarch"])
def test_size_of_conditional_models(name):
    """Over all firm-events, and over those whose variance is forecast high, where the market model over-rejects."""
    draws = 1_000
    panel = draw(name, seed=3, firms=draws, gap=0)
    fit = MODELS[name].fit(panel)
    good = fit.reason == ""
    assert good.mean() > 0.95
    for window in ((0, 0), (0, 4)):
        rejected = p_values(fit, *window)[good] < 0.05
        assert abs(rejected.mean() - 0.05) < 3 * np.sqrt(0.05 * 0.95 / good.sum())
    storm = good & (fit.relative_variance[:, 0] > 1.2)
    error = 3 * np.sqrt(0.05 * 0.95 / storm.sum())
    ours, market = ((p_values(f, 0, 0)[storm] < 0.05).mean() for f in (fit, MODELS["market"].fit(panel)))
    assert abs(ours - 0.05) < error
    assert market > 0.05 + error


def returns_with_a_growing_error(prices: pd.DataFrame) -> pd.DataFrame:
    """Closes of which A's error grows by the same share every day: its log variance has no level to return to."""
    moved = prices.copy()
    days = np.arange(1, len(prices))
    market = prices["MKT"].pct_change().to_numpy()[1:]
    returns = market + 1e-6 * np.exp(0.04 * days) * np.where(days % 2 == 0, 1.0, -1.0)
    moved.loc[moved.index[1:], "A"] = prices["A"].iloc[0] * np.cumprod(1 + returns)
    return moved


def test_a_firm_event_that_does_not_converge_is_dropped_with_its_reason():
    study = es.run(spec(model="egarch"), returns_with_a_growing_error(closes()))
    assert len(study.models) + len(study.dropped) == 3
    lost = study.dropped.set_index("asset")["reason"]
    assert lost["A"] == (
        "the model 'egarch' cannot be estimated: EGARCH(1,1) did not converge: it found no stationary variance"
    )


def test_conditional_models_refuse_what_they_cannot_use(monkeypatch):
    with pytest.raises(SpecError, match="lies after the event"):
        spec(model="garch", windows={"estimation": [20, 150], "event": [-10, 10], "car": [[0, 0]]})
    monkeypatch.setitem(sys.modules, "arch", None)
    with pytest.raises(SpecError, match=r"market-eventstudy\[garch\]"):
        spec(model="garch")
    with pytest.raises(EventStudyError, match=r"market-eventstudy\[garch\]"):
        MODELS["garch"].fit(draw("garch", firms=1))


def test_each_day_has_its_own_standard_error():
    study = es.run(spec(model="garch"), closes())
    own = study.ar.query("asset == 'A'")
    assert own["se"].nunique() == 21
    one = study.car.query("asset == 'A' and start == 0").iloc[0]
    assert one["se"] == pytest.approx(own.query("day == 0")["se"].iloc[0], rel=1e-12)
    path = study.paths.query("asset == 'A'").set_index("day")["se"]
    assert path[0] == pytest.approx(one["se"], rel=1e-12)
    assert path[-2] == pytest.approx(own.query("day == -1")["se"].iloc[0], rel=1e-12)


def test_factors_come_from_the_file_that_the_study_names(tmp_path):
    table = factor_table()
    frame = pd.DataFrame(table.values, columns=[name.strip() for name in table.columns])
    frame.insert(0, "date", table.dates.astype(str))
    frame.to_csv(tmp_path / "factors.csv", index=False)
    named = spec(model="carhart", factors={"path": str(tmp_path / "factors.csv")})
    from_file, given = es.run(named, closes()), es.run(named, closes(), factors=table)
    np.testing.assert_allclose(from_file.car["car"], given.car["car"], rtol=1e-9)
    assert len(from_file.provenance["factors"]["sha256"]) == 64
