"""Simulation: samples with a known truth, and how often tests reject on them."""

from eventstudy.simulate.comparing import Comparison, compare
from eventstudy.simulate.placebo_dates import Placebo, placebo
from eventstudy.simulate.power import PowerPlan, plan_power, power_table
from eventstudy.simulate.processes import LAWS, Scenario, draw_panel
from eventstudy.simulate.rates import Rate, attainable_level, rejection_rates, scenario_rates
from eventstudy.simulate.scenarios import FORECAST_SCENARIOS, SCENARIOS, WINDOWS, must_hold

__all__ = [
    "FORECAST_SCENARIOS",
    "LAWS",
    "SCENARIOS",
    "WINDOWS",
    "Comparison",
    "Placebo",
    "PowerPlan",
    "Rate",
    "Scenario",
    "attainable_level",
    "compare",
    "draw_panel",
    "must_hold",
    "placebo",
    "plan_power",
    "power_table",
    "rejection_rates",
    "scenario_rates",
]
