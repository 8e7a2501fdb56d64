"""The analyses of a study: each computes one table, from what was computed before it."""

from collections.abc import Mapping
from types import MappingProxyType

from eventstudy.study.analyses.analysis import Analysis, Computed, analysed
from eventstudy.study.analyses.attribution import ATTRIBUTION
from eventstudy.study.analyses.benchmarks import BENCHMARKS
from eventstudy.study.analyses.calendar_time import CALENDAR_TIME
from eventstudy.study.analyses.claims import CLAIMS
from eventstudy.study.analyses.date_ranges import DATE_RANGES
from eventstudy.study.analyses.firm_events import (
    ABNORMAL_RETURNS,
    AUDIT,
    CARS,
    DROPPED,
    EVENTS,
    FIRM_TESTS,
    MODELS,
    PATHS,
)
from eventstudy.study.analyses.group_pairs import DIFFERENCES
from eventstudy.study.analyses.groups import AAR, CAAR, TESTS
from eventstudy.study.analyses.money import MONEY
from eventstudy.study.analyses.multiplicity import EVENT_RANKS, MULTIPLICITY
from eventstudy.study.analyses.no_effect import EQUIVALENCE, SMALLEST_EFFECTS
from eventstudy.study.analyses.on_dates import DATE_RANKS
from eventstudy.study.analyses.overlaps import CLUSTERS, OVERLAPS
from eventstudy.study.analyses.ranks import RANKS
from eventstudy.study.analyses.regressions import REGRESSIONS

__all__ = ["ANALYSES", "Analysis", "Computed", "analysed"]

ANALYSES: Mapping[str, Analysis] = MappingProxyType(
    {
        analysis.name: analysis
        for analysis in (
            EVENTS,
            DROPPED,
            MODELS,
            ABNORMAL_RETURNS,
            PATHS,
            FIRM_TESTS,
            DATE_RANGES,
            CARS,
            RANKS,
            DATE_RANKS,
            AAR,
            CAAR,
            DIFFERENCES,
            TESTS,
            CALENDAR_TIME,
            CLAIMS,
            OVERLAPS,
            CLUSTERS,
            ATTRIBUTION,
            BENCHMARKS,
            EVENT_RANKS,
            MULTIPLICITY,
            SMALLEST_EFFECTS,
            EQUIVALENCE,
            MONEY,
            REGRESSIONS,
            AUDIT,
        )
    }
)
"""Analyses by the name of their table; each may read the tables of those before it."""
