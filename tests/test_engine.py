from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eventstudy.engine import Windows, car_variance_factor, fit_designs, least_squares, line_fit, market_lines


def draw(seed, firms=5, days=60, event_days=7, k=2, missing=0.0):
    rng = np.random.default_rng(seed)
    X = np.concatenate([np.ones((firms, days, 1)), rng.normal(size=(firms, days, k - 1))], axis=2)
    X_event = np.concatenate([np.ones((firms, event_days, 1)), rng.normal(size=(firms, event_days, k - 1))], axis=2)
    y, y_event = rng.normal(size=(firms, days)), rng.normal(size=(firms, event_days))
    y[rng.random(y.shape) < missing] = np.nan
    return y, X, y_event, X_event


@pytest.mark.parametrize("k", [1, 2, 4])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_against_statsmodels(k, missing):
    y, X, y_event, X_event = draw(1, k=k, missing=missing)
    fit = least_squares(y, X, y_event, X_event)
    for i in range(len(y)):
        seen = np.isfinite(y[i])
        slow = sm.OLS(y[i, seen], X[i, seen]).fit()
        np.testing.assert_allclose(fit.coefficients[i], slow.params, rtol=1e-10)
        np.testing.assert_allclose(fit.sigma[i] ** 2, slow.scale, rtol=1e-10)
        np.testing.assert_allclose(fit.residuals[i, seen], slow.resid, atol=1e-12)
        assert np.isnan(fit.residuals[i, ~seen]).all()
        assert (fit.n[i], fit.df[i]) == (seen.sum(), seen.sum() - k)
        np.testing.assert_allclose((fit.q[i] ** 2).sum(axis=1)[seen], slow.get_influence().hat_matrix_diag, atol=1e-12)
        z = X_event[i, 2:5].sum(axis=0)
        slow_factor = 3 + z @ slow.normalized_cov_params @ z
        np.testing.assert_allclose(car_variance_factor(fit, 2, 4)[i], slow_factor, rtol=1e-10)


def test_market_model_variance_in_closed_form():
    """L + L²/M + (Σ(R_m − R̄_m))² / SS, the textbook form of the market model's CAR variance."""
    y, X, y_event, X_event = draw(2)
    fit = least_squares(y, X, y_event, X_event)
    market, event = X[:, :, 1], X_event[:, :, 1]
    centre = market.mean(axis=1, keepdims=True)
    expected = 7 + 49 / 60 + (event - centre).sum(axis=1) ** 2 / ((market - centre) ** 2).sum(axis=1)
    np.testing.assert_allclose(car_variance_factor(fit, 0, 6), expected, rtol=1e-12)


def test_collinear_regressors_give_nothing():
    y, X, y_event, X_event = draw(3, k=3)
    X[0, :, 2] = 2 * X[0, :, 1]
    X[1, :, 1] = 5.0
    fit = least_squares(y, X, y_event, X_event)
    assert np.isnan(fit.sigma[:2]).all()
    assert np.isfinite(fit.sigma[2:]).all()


def test_no_degrees_of_freedom_give_nothing():
    y, X, y_event, X_event = draw(4, days=10)
    y[0, 2:] = np.nan
    assert np.isnan(least_squares(y, X, y_event, X_event).sigma[0])


@settings(max_examples=30)
@given(st.integers(0, 10**6), st.floats(1e-4, 1e4), st.floats(-5, 5))
def test_scale_and_shift(seed, scale, shift):
    y, X, y_event, X_event = draw(seed, firms=3)
    fit = least_squares(y, X, y_event, X_event)
    other = least_squares(scale * y + shift, X, scale * y_event + shift, X_event)
    tolerance = 1e-9 * (scale + abs(shift))
    np.testing.assert_allclose(other.ar, scale * fit.ar, rtol=1e-7, atol=tolerance)
    np.testing.assert_allclose(other.sigma, scale * fit.sigma, rtol=1e-7, atol=tolerance)


@settings(max_examples=20)
@given(st.integers(0, 10**6))
def test_firm_events_do_not_touch_each_other(seed):
    arrays = draw(seed, missing=0.1)
    whole, order = least_squares(*arrays), np.random.default_rng(seed).permutation(5)
    shuffled = least_squares(*(a[order] for a in arrays))
    np.testing.assert_array_equal(shuffled.ar, whole.ar[order])
    alone = least_squares(*(a[2:3] for a in arrays))
    np.testing.assert_array_equal(alone.ar[0], whole.ar[2])


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_closed_form_is_least_squares(missing):
    y, X, y_event, X_event = draw(5, firms=20, missing=missing)
    X[3, 7, 1] = y_event[4, 2] = X_event[5, 1, 1] = np.nan
    X[6, :, 1] = 0.3  # a market that does not vary
    y[7, 2:] = np.nan  # two days are no degrees of freedom
    slow = least_squares(y, X, y_event, X_event)
    quick = line_fit(y, X[:, :, 1], y_event, X_event[:, :, 1])
    same = np.arange(20) != 6
    for name in ("n", "df", "sigma", "r_squared", "residuals", "expected", "ar", "coefficients", "alpha", "beta"):
        actual, expected = getattr(quick, name)[same], getattr(slow, name)[same]
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-13, err_msg=name)
    np.testing.assert_array_equal(quick.reason, slow.reason)
    assert np.isnan(quick.sigma[6:8]).all()
    usable = slow.reason == ""
    for columns in ((0, 6), (3, 3)):
        factors = [car_variance_factor(fit, *columns)[usable] for fit in (quick, slow)]
        np.testing.assert_allclose(*factors, rtol=1e-12)
    leverage = [(fit.q**2).sum(axis=2)[usable] for fit in (quick, slow)]
    np.testing.assert_allclose(*leverage, rtol=1e-11, atol=1e-13)


def looked_at(seed, n=700, assets=9, sessions=400):
    """Firm-events that overlap on few assets and two markets, some with a missing day."""
    rng = np.random.default_rng(seed)
    markets = rng.normal(0.0005, 0.01, (3, sessions))
    markets[2] = 0.001
    returns = rng.uniform(0.5, 1.5, (assets, 1)) * markets[0] + rng.normal(0, 0.02, (assets, sessions))
    returns[4, 200], returns[5, 390:] = np.nan, np.nan
    row, market_row = np.sort(rng.integers(0, assets, n)), rng.integers(0, 3, n)
    return Windows(returns, row, market_row, rng.integers(140, sessions - 6, n), (-140, -21), (-5, 5)), markets


@pytest.mark.parametrize("compiled", [False, True])
def test_dense_tables_give_least_squares(compiled):
    w, markets = looked_at(6)
    lines = market_lines(w, markets, shape=True, compiled=compiled)
    past, now = (w.position[:, None] + np.arange(first, last + 1) for first, last in (w.estimation, w.event))
    y, x, y_event, x_event = (
        table[rows[:, None], grid]
        for grid in (past, now)
        for table, rows in ((w.assets, w.row), (markets, w.market_row))
    )
    X, X_event = (np.stack([np.ones_like(values), values], axis=-1) for values in (x, x_event))
    slow = least_squares(y, X, y_event, X_event)
    none = np.isnan(y).any(axis=1) | (w.market_row == 2)
    assert none.sum() > 100
    assert np.isnan(lines.sigma[none]).all()
    own = np.flatnonzero(~none)
    for name in ("alpha", "beta", "sigma", "r_squared", "ar"):
        actual, expected = getattr(lines, name)[own], getattr(slow, name)[own]
        np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-14, err_msg=name)
    for first, last in ((0, 10), (5, 5), (4, 6)):
        car, se = lines.car(first, last)
        np.testing.assert_allclose(car[own], slow.ar[own, first : last + 1].sum(axis=1), rtol=1e-11, atol=1e-14)
        expected = slow.sigma * np.sqrt(car_variance_factor(slow, first, last))
        np.testing.assert_allclose(se[own], expected[own], rtol=1e-12)
    e = slow.residuals[own]
    shape = np.stack(
        [
            (e[:, 1:] * e[:, :-1]).sum(axis=1) / (e**2).sum(axis=1),
            stats.skew(e, axis=1),
            stats.kurtosis(e, axis=1),
            (e > 0).mean(axis=1),
        ]
    )
    np.testing.assert_allclose(lines.shape[own].T, shape, rtol=1e-10, atol=1e-12)
    one = sm.OLS(y[own[0]], X[own[0]]).fit()
    np.testing.assert_allclose([lines.alpha[own[0]], lines.beta[own[0]]], one.params, rtol=1e-10)


def with_factors(seed):
    """Firm-events of `looked_at`, three factors on each of three rows; the last row's are collinear on some days."""
    w, markets = looked_at(seed)
    rng = np.random.default_rng(100 + seed)
    X = np.stack([np.ones_like(markets), markets, *rng.normal(0, 0.01, (2, *markets.shape))], axis=-1)
    X[2, :, 1] = rng.normal(0, 0.01, markets.shape[1])
    X[2, :200, 3] = 2 * X[2, :200, 2] + 0.001
    X[1, 210, 2] = np.nan
    return w, X, np.full(markets.shape, 0.0001)


def test_shared_designs_give_least_squares(monkeypatch):
    monkeypatch.setattr("eventstudy.engine.designs.BLOCK", 64)
    w, X, base = with_factors(6)
    fits = fit_designs(w, X, base)
    past, now = (w.position[:, None] + np.arange(first, last + 1) for first, last in (w.estimation, w.event))
    (y, X_est), (y_event, X_event) = (
        (w.assets[w.row[:, None], grid] - 0.0001, X[w.market_row[:, None], grid]) for grid in (past, now)
    )
    slow = least_squares(y, X_est, y_event, X_event)
    holes = np.isnan(y).any(axis=1) | np.isnan(X_est).any(axis=(1, 2))
    collinear = (w.market_row == 2) & (past[:, -1] < 200)
    none = holes | collinear
    assert holes.sum() > 100
    assert collinear.sum() > 10
    assert np.isnan(fits.sigma[none]).all()
    own = np.flatnonzero(~none)
    slow = slow.take(own)
    for name in ("coefficients", "sigma", "r_squared", "ar", "shape"):
        np.testing.assert_allclose(getattr(fits, name)[own], getattr(slow, name), rtol=1e-9, atol=1e-13, err_msg=name)
    u = X_event[own] @ fits.inverse[fits.pair[own]]
    np.testing.assert_allclose((u**2).sum(axis=2), (slow.u**2).sum(axis=2), rtol=1e-10)
    one = sm.OLS(y[own[0]], X_est[own[0]]).fit()
    np.testing.assert_allclose(fits.coefficients[own[0]], one.params, rtol=1e-9)


def test_a_firm_event_of_shared_designs_does_not_touch_the_others():
    w, X, base = with_factors(8)
    some = np.random.default_rng(1).permutation(len(w.row))[:301]
    part = replace(w, row=w.row[some], market_row=w.market_row[some], position=w.position[some])
    whole, less = fit_designs(w, X, base), fit_designs(part, X, base)
    for name in ("coefficients", "sigma", "r_squared", "ar", "shape"):
        np.testing.assert_array_equal(getattr(less, name), getattr(whole, name)[some])


def test_a_market_fits_itself():
    """R² of 1 up to rounding: no negative variance, no division by nothing."""
    w, markets = looked_at(7)
    itself = replace(w, assets=np.repeat(markets[:1], 9, axis=0), market_row=np.zeros_like(w.market_row))
    lines = market_lines(itself, markets)
    assert (lines.sigma < 1e-15).all()
    np.testing.assert_allclose(lines.beta, 1, rtol=1e-12)
