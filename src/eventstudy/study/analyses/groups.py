"""The tables of groups of firm-events."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from eventstudy.inference import GROUP_TESTS, Sample
from eventstudy.result import frames
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed
from eventstudy.study.groups import Group
from eventstudy.study.model_choice import compat_notes
from eventstudy.study.test_choice import group_tests_of

__all__ = ["AAR", "CAAR", "TESTS"]


def _aar(computed: Computed) -> pd.DataFrame:
    offsets, fit = computed.fitted.panel.offsets, computed.fitted.fit
    parts = [frames.aar_frame(g.name, offsets, fit.take(g.members), g.signs) for g in computed.groups]
    return pd.concat(parts or [pd.DataFrame(columns=TABLES["aar"].filled)], ignore_index=True)


def _caar(computed: Computed) -> pd.DataFrame:
    placed = list(_placed(computed))
    rows = [
        frames.caar_row(group.name, window, group.cars(sample, places))
        for group in computed.groups
        for window, places, sample in placed
    ]
    return pd.DataFrame(rows, columns=TABLES["caar"].filled)


def _tests(computed: Computed) -> pd.DataFrame:
    """Every test across the firm-events of a group that have a window's returns, group first, then window."""
    placed = list(_placed(computed))
    rows = [
        row
        for group in computed.groups
        for window, places, sample in placed
        for row in _of_group(computed.spec, group, window, group.of(sample, places))
    ]
    return pd.DataFrame(rows, columns=TABLES["tests"].filled)


def _placed(computed: Computed) -> Iterator[tuple[tuple[int, int], np.ndarray, Sample]]:
    """Each CAR window, where each firm-event stands in its sample (-1: not in it), and the sample."""
    for window, rows, sample in computed.windows:
        places = np.full(len(computed.fitted.events), -1)
        places[rows] = np.arange(len(rows))
        yield window, places, sample


def _of_group(spec: StudySpec, group: Group, window: tuple[int, int], sample: Sample) -> Iterator[dict[str, object]]:
    for name, reason in group_tests_of(spec, sample).items() if sample.size else ():
        notes = (*compat_notes(spec), *group.notes, reason)
        yield frames.test_row(group.name, window, name, GROUP_TESTS[name](sample), notes)


AAR = Analysis(TABLES["aar"], _aar)
CAAR = Analysis(TABLES["caar"], _caar)
TESTS = Analysis(TABLES["tests"], _tests)
