"""Bands for a whole CAR path: their covariance, and how often they hold the path."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

import eventstudy as es
from eventstudy.engine import least_squares, path_start, path_stretches
from eventstudy.inference.bands import path_correlation, pointwise_critical, simultaneous_critical
from eventstudy.tables import half_width
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


@pytest.fixture(scope="module")
def found():
    return es.run(study(0, tickers=("A",)), closes(returns()))


def slow_path():
    """CARs of the path of A, and their covariance, from the regression written out: sums of forecast errors."""
    returned = returns()
    past, days = (returned.iloc[ZERO + a : ZERO + b + 1] for a, b in ((-130, -11), (-10, 10)))
    X, X_event = (np.column_stack([np.ones(len(part)), part["MKT"]]) for part in (past, days))
    b = np.linalg.solve(X.T @ X, X.T @ past["A"])
    sigma = np.sqrt(((past["A"] - X @ b) ** 2).sum() / (len(X) - 2))
    errors = sigma**2 * (np.eye(21) + X_event @ np.linalg.inv(X.T @ X) @ X_event.T)
    sums = np.array([[-(d < t <= -1) + (0 <= t <= d) for t in range(-10, 11)] for d in range(-10, 11)])
    return sums @ (days["A"] - X_event @ b), sums @ errors @ sums.T


def test_a_path_is_0_at_the_close_of_day_minus_1(found):
    """Day 0 of the path is what the test of day 0 measures, with its error; days before are counted backwards."""
    car, covariance = slow_path()
    path = found.paths
    np.testing.assert_allclose(path["car"], car, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(path["se"], np.sqrt(np.diag(covariance)), rtol=1e-7, atol=1e-12)
    zero, own = path.query("day == 0").iloc[0], found.car.query("start == 0 and end == 0").iloc[0]
    assert (zero["car"], zero["se"]) == pytest.approx((own["car"], own["se"]), rel=1e-12)
    assert path.query("day == -1")["car"].iloc[0] == path.query("day == -1")["se"].iloc[0] == 0


@pytest.mark.parametrize("side", [slice(0, 9), slice(10, 21)], ids=["before", "after"])
def test_bands_of_both_sides_rest_on_their_own_covariance(found, side):
    _, covariance = slow_path()
    sd = np.sqrt(np.diag(covariance))[side]
    slow = simultaneous_critical(covariance[side, side] / np.outer(sd, sd), 118)
    half = half_width(found.paths, 0.95, "simultaneous")
    np.testing.assert_allclose(half[side], slow * sd, rtol=1e-6)
    np.testing.assert_allclose(
        half_width(found.paths, 0.95, "pointwise")[side], stats.t.ppf(0.975, 118) * sd, rtol=1e-7
    )
    assert half[9] == 0


@pytest.mark.parametrize(
    ("days", "start"), [((-10, 10), 9), ((-1, 1), 0), ((0, 5), -1), ((2, 5), -1), ((-9, -5), -1), ((-9, -1), -1)]
)
def test_where_paths_start(days, start):
    offsets = np.arange(days[0], days[1] + 1)
    assert path_start(offsets) == start
    for day, (first, last) in enumerate(path_stretches(offsets)):
        between = {*range(start + 1, day + 1)} | {*range(day + 1, start + 1)}
        assert {*range(first, last + 1)} == between


def test_a_missing_day_ends_its_own_side():
    prices = closes(returns())
    prices.iloc[ZERO + 5, 1] = np.nan
    result = es.run(study(0), prices)
    car = result.paths.query("asset == 'A'").set_index("day")["car"]
    assert car[car.notna()].index.tolist() == [*range(-10, 5)]
    prices = closes(returns())
    prices.iloc[ZERO - 5, 1] = np.nan
    car = es.run(study(0), prices).paths.query("asset == 'A'").set_index("day")["car"]
    assert car[car.notna()].index.tolist() == [*range(-4, 11)]
