"""Bands for a whole CAR path: their covariance, and how often they hold the path."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

import eventstudy as es
from eventstudy.engine import least_squares
from eventstudy.inference.bands import path_correlation, pointwise_critical, simultaneous_critical
from made_up import ZERO, closes, returns, study

DAYS = 21


def market_model(draws, rng, days=60):
    """Event windows and fits of a market model whose null is true."""
    X = np.stack([np.ones((draws, days)), rng.normal(0, 0.01, (draws, days))], axis=2)
    X_event = np.stack([np.ones((draws, DAYS)), rng.normal(0, 0.01, (draws, DAYS))], axis=2)
    y, y_event = (x[:, :, 1] + rng.normal(0, 0.02, x.shape[:2]) for x in (X, X_event))
    return X, X_event, least_squares(y, X, y_event, X_event)


def test_correlation_is_that_of_the_forecast_errors():
    X, X_event, fit = market_model(3, np.random.default_rng(1))
    for i in range(3):
        sums = np.tril(np.ones((DAYS, DAYS)))
        covariance = sums @ (np.eye(DAYS) + X_event[i] @ np.linalg.inv(X[i].T @ X[i]) @ X_event[i].T) @ sums.T
        sd = np.sqrt(np.diag(covariance))
        found = path_correlation(fit.relative_variance[i].cumsum(), fit.u[i].cumsum(axis=0))
        np.testing.assert_allclose(found, covariance / np.outer(sd, sd), rtol=1e-10)


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.slow
def test_the_band_holds_the_whole_path(level):
    draws = 1500
    _, _, fit = market_model(draws, np.random.default_rng(2))
    inside = 0
    for i in range(draws):
        variance, z = fit.relative_variance[i].cumsum(), fit.u[i].cumsum(axis=0)
        se = fit.sigma[i] * np.sqrt(variance + (z**2).sum(axis=1))
        critical = simultaneous_critical(path_correlation(variance, z), float(fit.df[i]), level)
        inside += bool((np.abs(fit.ar[i].cumsum()) <= critical * se).all())
    assert abs(inside / draws - level) <= 3 * np.sqrt(level * (1 - level) / draws) + 0.003


def test_one_day_is_the_t_quantile():
    assert simultaneous_critical(np.ones((1, 1)), 20) == pytest.approx(stats.t.ppf(0.975, 20), abs=0.005)
    assert pointwise_critical(20) == pytest.approx(stats.t.ppf(0.975, 20), rel=1e-12)


@pytest.mark.parametrize(("days", "df"), [(3, 20), (21, 60)])
def test_independent_days_follow_the_studentised_maximum_modulus(days, df):
    """P(max |T| ≤ c) = E (2Φ(c S) − 1)^days over S = √(χ²/df), by numerical integration."""
    critical = simultaneous_critical(np.eye(days), df)
    held, _ = integrate.quad(
        lambda x: (2 * stats.norm.cdf(critical * np.sqrt(x / df)) - 1) ** days * stats.chi2.pdf(x, df), 0, 5 * df
    )
    assert held == pytest.approx(0.95, abs=0.003)


def test_a_missing_day_ends_no_band():
    prices = closes(returns())
    prices.iloc[ZERO + 5, 1] = np.nan
    result = es.run(study(0), prices)
    ax = es.plot_car(result, event="e0", asset="A")
    days = ax.collections[0].get_paths()[0].vertices[:, 0]
    assert (days.min(), days.max()) == (-10, 4)
