from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.engine import car_variance_factor, least_squares


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
