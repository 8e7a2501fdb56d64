"""Which tests a study gets when it asks for the default, and why."""

from __future__ import annotations

import numpy as np

from eventstudy.inference.correlation import near_pairs
from eventstudy.inference.resampled import FEW_DATES, dates_overlap
from eventstudy.inference.sample import Sample

__all__ = ["FIRM_DEFAULT", "choose_tests"]

FIRM_DEFAULT = ("t", "sq")


ENOUGH_FOR_RANKS = 20
"""Below so many firm-events the cross-sectional deviation in `grank_t` makes it over-reject (10 % at six)."""


def choose_tests(sample: Sample) -> dict[str, str]:
    """Tests across firm-events by situation.

    Parameters
    ----------
    sample : Sample

    Returns
    -------
    dict
        Name of each test to the reason for it. Nothing for one firm-event: its own tests are all there is.
    """
    if sample.size < 2:
        return {}
    ranks = ("grank_t",) if sample.size >= ENOUGH_FOR_RANKS else ()
    if sample.one_date:
        reason = "default: all firm-events share day 0, so they are correlated"
        return dict.fromkeys(("kp", *ranks, "mvrm"), reason)
    if near_pairs(sample.window_days):
        tests = {"kpp": "default: windows overlap in calendar time, so firm-events are correlated"}
        if len(np.unique(sample.day0)) >= FEW_DATES and not dates_overlap(sample):
            tests["bootstrap"] = "default: firm-events of one date are correlated, and there are enough dates"
        return tests
    return dict.fromkeys(("bmp", *ranks), "default: no windows overlap, and variance may rise at the event")
