"""All p-values of a study looked at together: with two hundred CARs, ten lie below 5 % by chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from eventstudy.inference.multiplicity import benjamini_hochberg, holm
from eventstudy.result.schema import TABLES
from eventstudy.study.analyses.analysis import Analysis

__all__ = ["MOST_FIRM_EVENTS", "MULTIPLICITY", "multiplicity_frame"]

KEYS = ["event_id", "asset"]
MOST_FIRM_EVENTS = 1000
"""Firm-events up to which their single CARs make a family: of more, nobody reads one by one."""


def multiplicity_frame(car: pd.DataFrame, tests: pd.DataFrame, endogenous: set[str]) -> pd.DataFrame:
    """p-values adjusted within each family: all CARs of the study, and all groups and windows of each test.

    Parameters
    ----------
    car : DataFrame
        event_id, asset, start, end, p_value.
    tests : DataFrame
        group, start, end, test, p_value.
    endogenous : set of str
        Events that are defined by their return: no part of any family.

    Returns
    -------
    DataFrame
        family ("CAR", or the name of a test), event_id and asset, or group, start, end, p_value, holm,
        benjamini_hochberg.
    """
    parts = [adjusted for adjusted in _families(car, tests, endogenous) if len(adjusted)]
    together = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return together.reindex(columns=TABLES["multiplicity"].filled)


def _families(car: pd.DataFrame, tests: pd.DataFrame, endogenous: set[str]) -> Iterator[pd.DataFrame]:
    windows = len(car[["start", "end"]].drop_duplicates())
    if len(car) <= MOST_FIRM_EVENTS * windows and len(car[KEYS].drop_duplicates()) <= MOST_FIRM_EVENTS:
        yield _adjust(car[~car["event_id"].isin(endogenous)].assign(family="CAR"))
    for test, own in tests[~tests["group"].isin(endogenous)].groupby("test", sort=False):
        yield _adjust(own.assign(family=test))


def _adjust(family: pd.DataFrame) -> pd.DataFrame:
    known = family[np.isfinite(family["p_value"])]
    p = known["p_value"].to_numpy()
    return known.assign(holm=holm(p), benjamini_hochberg=benjamini_hochberg(p))


MULTIPLICITY = Analysis(
    TABLES["multiplicity"],
    lambda computed: multiplicity_frame(
        computed.frames["car"], computed.frames["tests"], set(computed.fitted.endogenous)
    ),
)
