"""The situations in which every test's size is measured."""

from __future__ import annotations

from eventstudy.inference import TESTS
from eventstudy.simulate.processes import Scenario

__all__ = ["FORECAST_SCENARIOS", "SCENARIOS", "WINDOWS", "must_hold"]

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


def must_hold(test: str, scenario: str, window: tuple[int, int]) -> bool:
    """Whether a test's own assumptions hold in a scenario and window, so that its size must be 5 %."""
    return window[1] - window[0] < TESTS[test].holds.get(scenario, 0)
