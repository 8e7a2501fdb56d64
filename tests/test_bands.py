"""Bands of CAR paths and intervals of abnormal returns: re-derived, what they agree with, and how often they hold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

import eventstudy as es
from eventstudy.engine import path_start, path_stretches
from eventstudy.inference.bands import pointwise_critical, simultaneous_critical
from eventstudy.inference.ordinary_paths import ordinary_days
from eventstudy.tables import day_half_width, half_width
from made_up import ZERO, closes, returns, study
from samples import make_panel
from test_filtered import CAP, DECAY

PATHS = 9_999


def fitted(seed=4, model="market", **options):
    panel, _ = make_panel(seed, **options)
    return es.MODELS[model].fit(panel)


def slow_days(fit, i):
    """Filtered days of the estimation window and the variance before each event day, one number after the other."""
    now, past, ahead = 1.0, [], []
    for residual, basis in zip(fit.residuals[i], fit.q[i], strict=True):
        if np.isfinite(residual):
            z = residual / fit.sigma[i] / np.sqrt(1 - basis @ basis)
            past.append(z / np.sqrt(now))
            now = DECAY * now + (1 - DECAY) * min(z**2, CAP**2)
    for ar, u, own in zip(fit.ar[i], fit.u[i], fit.relative_variance[i], strict=True):
        ahead.append(now)
        if own > 0:
            z = ar / fit.sigma[i] / np.sqrt(own + u @ u)
            now = DECAY * now + (1 - DECAY) * min(z**2, CAP**2)
    return np.array(past)[min(40, len(past) // 4) :], np.array(ahead)


@pytest.mark.parametrize("options", [{}, {"missing": 0.1}, {"model": "mean"}])
@pytest.mark.parametrize("start", [0, 3])
def test_a_band_is_made_of_paths_drawn_day_by_day(options, start):
    fit = fitted(days=120, firms=3, **options)
    ordinary = ordinary_days(fit)
    for i in range(3):
        days, variance = slow_days(fit, i)
        traded = np.flatnonzero(fit.relative_variance[i, start:] > 0)
        picks = np.random.default_rng([0, 7]).random((len(traded), PATHS))
        drawn = np.empty((len(traded), PATHS))
        for path in range(PATHS):
            now, total = variance[start], 0.0
            for step, pick in enumerate(picks[:, path]):
                day = np.sqrt(now) * days[int(pick * len(days))]
                total, now = total + day, DECAY * now + (1 - DECAY) * min(day**2, CAP**2)
                drawn[step, path] = abs(total) / np.sqrt(step + 1)
        sums = fit.u[i, start:].cumsum(axis=0)[traded]
        se = fit.sigma[i] * np.sqrt(np.arange(1, len(traded) + 1) + (sums**2).sum(axis=1))
        whole = np.quantile(drawn.max(axis=0), 0.95, method="higher") * se
        each = np.quantile(drawn, 0.95, axis=1, method="higher") * se
        found = {band: ordinary.half_widths(i, start, 0.95, band) for band in ("simultaneous", "pointwise")}
        np.testing.assert_allclose(found["simultaneous"][traded], whole, rtol=1e-12)
        np.testing.assert_allclose(found["pointwise"][traded][1:], each[1:], rtol=1e-12)
        assert np.isnan(np.delete(found["simultaneous"], traded)).all()
        larger = np.sort(np.abs(days))[-int(0.05 * (len(days) + 1))]
        single = larger * np.sqrt(variance[start:] * (1 + (fit.u[i, start:] ** 2).sum(axis=1))) * fit.sigma[i]
        np.testing.assert_allclose(ordinary.day_half_widths(0.95)[i, start:][traded], single[traded], rtol=1e-12)
        if 0 in traded:
            assert found["pointwise"][0] == pytest.approx(single[0], rel=1e-12)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_an_interval_excludes_zero_where_the_rank_rejects(shipped, level):
    daily = shipped.ar.reset_index(drop=True)
    outside = (daily["ar"].abs() > day_half_width(shipped, daily, level))[daily["day"] == 0].to_numpy()
    ranks = shipped.car[(shipped.car["start"] == 0) & (shipped.car["end"] == 0)]["rank_p"].to_numpy()
    np.testing.assert_array_equal(outside, ranks <= 1 - level + 1e-12)
    assert 0 < outside.sum() < len(outside)


def test_a_whole_path_needs_a_wider_band_than_its_days(shipped):
    for _, path in shipped.paths.groupby(["event_id", "asset"]):
        whole, each = (half_width(shipped, path, 0.95, band) for band in ("simultaneous", "pointwise"))
        assert (whole >= each)[path["day"] >= -1].all()
        np.testing.assert_array_equal(np.isnan(whole), path["day"] < -1)


def test_few_days_of_their_own_are_joined_by_those_of_all():
    """Fifty days, of which twelve start the volatility: 38 are too few, those of five firm-events are not."""
    fit = fitted(days=50, firms=5)
    ordinary = ordinary_days(fit)
    every = np.abs(np.concatenate([slow_days(fit, i)[0] for i in range(5)]))
    larger = np.sort(every)[-int(0.05 * (len(every) + 1))]
    error = fit.sigma[:, None] * np.sqrt(ordinary.variance * (1 + (fit.u**2).sum(axis=2)))
    np.testing.assert_allclose(ordinary.day_half_widths(0.95), larger * error, rtol=1e-12)
    np.testing.assert_array_equal(
        ordinary.take(np.array([3])).day_half_widths(0.95), ordinary.day_half_widths(0.95)[[3]]
    )
    assert ordinary.half_widths(2, 0, 0.95, "pointwise")[0] == pytest.approx(larger * error[2, 0], rel=1e-12)


def test_too_few_ordinary_days_make_no_interval():
    """Of 14 days with 10 usable ones none is among 5 %: an interval would promise more than was seen."""
    short = study(0, windows={"estimation": [-24, -11], "event": [-2, 2], "car": [[0, 0]]})
    result = es.run(short.replace(assets={"A": short.assets["A"]}), closes(returns()))
    assert np.isnan(day_half_width(result, result.ar, 0.95)).all()
    assert np.isfinite(day_half_width(result, result.ar, 0.8)).all()


def garch(rng, shape):
    """GARCH(1,1) errors with unit variance."""
    out, variance = rng.normal(size=shape), np.ones(shape[0])
    for day in range(shape[1]):
        out[:, day] *= np.sqrt(variance)
        variance = 0.05 + 0.1 * out[:, day] ** 2 + 0.85 * variance
    return out


LAWS = {"normal": None, "t5": lambda rng, shape: rng.standard_t(5, shape) / np.sqrt(5 / 3), "garch": garch}


@pytest.mark.slow
@pytest.mark.parametrize("law", list(LAWS))
@pytest.mark.parametrize("start", [0, 10])
def test_the_band_holds_the_whole_path(law, start):
    held = []
    for seed in range(12):
        fit = fitted(seed, days=240, firms=100, event_days=21, first=-10, noise=LAWS[law])
        ordinary = ordinary_days(fit)
        for i in range(100):
            path = np.abs(fit.ar[i, start:].cumsum())
            held.append((path <= ordinary.half_widths(i, start, 0.95, "simultaneous")).all())
    assert 0.92 <= np.mean(held) <= 0.97


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
