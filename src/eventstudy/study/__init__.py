"""Running a study."""

from eventstudy.study.analyses import ANALYSES, Analysis, Computed
from eventstudy.study.date_ranges import candidate_days, has_range
from eventstudy.study.fitting import Fitted, estimate, fit_firm_events, windows_of
from eventstudy.study.groups import Group, make_groups
from eventstudy.study.preparing import Prepared, prepare
from eventstudy.study.pricing import load_prices
from eventstudy.study.running import run
from eventstudy.study.test_choice import firm_tests_of, group_tests_of
from eventstudy.study.verifying import load_spec, verify, verify_rows

__all__ = [
    "ANALYSES",
    "Analysis",
    "Computed",
    "Fitted",
    "Group",
    "Prepared",
    "candidate_days",
    "estimate",
    "firm_tests_of",
    "fit_firm_events",
    "group_tests_of",
    "has_range",
    "load_prices",
    "load_spec",
    "make_groups",
    "prepare",
    "run",
    "verify",
    "verify_rows",
    "windows_of",
]
