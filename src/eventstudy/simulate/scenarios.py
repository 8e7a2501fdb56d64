"""The situations in which every test's size is measured, and where it must hold by its own assumptions."""

from __future__ import annotations

from eventstudy.simulate.processes import Scenario

__all__ = ["FORECAST_SCENARIOS", "HOLDS", "SCENARIOS", "WINDOWS", "must_hold"]

WINDOWS = ((0, 0), (-1, 1), (-10, 10))

SCENARIOS: dict[str, Scenario] = {
    "independent": Scenario(),
    "t5": Scenario(law="t5"),
    "skewed": Scenario(law="skewed"),
    "variance_2": Scenario(event_variance=2.0),
    "common": Scenario(correlation=0.3),
    "common_low": Scenario(correlation=0.1, event_variance=2.0),
    "spread_5": Scenario(firms=20, correlation=0.3, dates=5),
    "spread_20": Scenario(firms=20, correlation=0.3, dates=20),
    "spread_60": Scenario(firms=20, correlation=0.3, dates=60),
    "two_dates": Scenario(firms=20, correlation=0.6, dates=2),
    "firms_6": Scenario(firms=6),
    "days_60": Scenario(estimation=60),
    "missing": Scenario(missing=0.1),
    "garch": Scenario(law="garch"),
    "thin": Scenario(thin=0.3),
}
"""30 firm-events, 120 estimation days, normal errors and one common date, but for what the name says."""

FORECAST_SCENARIOS: dict[str, Scenario] = {
    "forecast": Scenario(firms=12, estimation=250, law="garch"),
    "forecast_variance_2": Scenario(firms=12, estimation=250, law="garch", event_variance=2.0),
}
"""12 firm-events whose errors are GARCH(1,1), 250 estimation days; the model is `garch`."""

SHORT = frozenset({(0, 0), (-1, 1)})
ALL = frozenset(WINDOWS)
DAY = frozenset({(0, 0)})

_INDEPENDENT = ("independent", "missing", "days_60")
_ANY_DATES = ("spread_5", "spread_20", "spread_60")
_FORECAST = tuple(FORECAST_SCENARIOS)

HOLDS: dict[str, dict[str, frozenset[tuple[int, int]]]] = {
    "t": dict.fromkeys((*_INDEPENDENT, "common", *_ANY_DATES, "firms_6"), ALL),
    "sq": dict.fromkeys(("independent", "t5", "skewed", "common", *_ANY_DATES, "firms_6", "missing"), SHORT)
    | {"days_60": DAY},
    "permutation": dict.fromkeys((*_INDEPENDENT, "t5", "common", *_ANY_DATES, "firms_6"), SHORT) | {"skewed": DAY},
    "hac": dict.fromkeys(("independent", "common"), SHORT),
    "cs_t": dict.fromkeys((*_INDEPENDENT, "t5", "variance_2", "firms_6", *_FORECAST), ALL),
    "crude": dict.fromkeys(("independent", "common"), SHORT),
    "patell": dict.fromkeys((*_INDEPENDENT, "firms_6"), ALL) | {"t5": DAY},
    "adj_patell": dict.fromkeys(("independent", "common"), ALL),
    "bmp": dict.fromkeys((*_INDEPENDENT, "t5", "variance_2", "firms_6", *_FORECAST), ALL),
    "kp": dict.fromkeys(("independent", "common", "common_low", "t5", "variance_2"), ALL),
    "kpp": dict.fromkeys(("independent", "common", "common_low", "t5", "variance_2", *_ANY_DATES), SHORT),
    "skew_t": {},
    "rank": dict.fromkeys(("independent", "t5", "days_60"), SHORT),
    "rank_z": dict.fromkeys((*_INDEPENDENT, "t5", "variance_2"), ALL),
    "grank_t": dict.fromkeys((*_INDEPENDENT, "variance_2"), ALL),
    "grank_z": dict.fromkeys((*_INDEPENDENT, "variance_2"), ALL),
    "sign": dict.fromkeys((*_INDEPENDENT, "t5", "variance_2", "firms_6", *_FORECAST), ALL),
    "gen_sign": dict.fromkeys((*_INDEPENDENT, "t5", "variance_2"), ALL),
    "wilcoxon": dict.fromkeys((*_INDEPENDENT, "t5", "variance_2", "firms_6", *_FORECAST), ALL),
    "jackknife": {},
    "savickas": dict.fromkeys(_FORECAST, ALL),
    "bootstrap": {"spread_20": DAY},
    "wild": {"spread_20": DAY},
    "mvrm": dict.fromkeys(("independent", "common", "firms_6", "days_60"), ALL),
    "portfolio_t": dict.fromkeys(("independent", "common", "firms_6", "days_60"), ALL),
}
"""Scenarios and windows in which the assumptions of a test hold, so that its size must be 5 %."""


def must_hold(test: str, scenario: str, window: tuple[int, int]) -> bool:
    """Whether a test's own assumptions hold in a scenario and window."""
    return window in HOLDS.get(test, {}).get(scenario, frozenset())
