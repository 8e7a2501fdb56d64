"""The tables of groups of firm-events."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from eventstudy.engine import path_start, path_stretches
from eventstudy.inference import GROUP_TESTS, Sample, first_test, sample_of_panel
from eventstudy.inference.means import MOST_TOGETHER, mean_errors
from eventstudy.messages import NOTHING, Message, message
from eventstudy.result import frames
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed, Found
from eventstudy.study.groups import Group
from eventstudy.study.model_choice import compat_notes
from eventstudy.study.test_choice import group_tests_of

__all__ = ["AAR", "CAAR", "TESTS", "placed_windows"]


def _aar(computed: Computed) -> Found:
    fitted, spec = computed.fitted, computed.spec
    assets, offsets = pd.factorize(fitted.events["asset"])[0], fitted.panel.offsets
    day0 = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    parts = []
    for group in computed.groups:
        rows, fit = group.members, fitted.fit.take(group.members)
        panel = fitted.panel.take(rows)
        sample = sample_of_panel(fit, panel, (0, len(offsets) - 1), day0[rows], assets=assets[rows])
        sample = sample if group.signs is None else sample.signed(group.signs)
        errors = _day_errors(sample, offsets, 1 - spec.level)
        parts.append(frames.aar_frame(group.name, offsets, fit, group.signs, errors))
    aar = pd.concat(parts or [pd.DataFrame(columns=TABLES["aar"].filled)], ignore_index=True)
    without = aar.loc[aar["se"].isna() & (aar["n"] > 1), "group"].nunique()
    return aar, (message("means_without_error", n=without),) if without else ()


def _day_errors(sample: Sample, offsets: np.ndarray, level: float) -> frames.AarErrors:
    """Errors of the mean of each event day, and of the mean path from the close of day −1.

    One band covers the days from there on, another those before: nothing that the two do rests on the other.
    """
    days, start, stretches = len(offsets), path_start(offsets), path_stretches(offsets)
    found = mean_errors(sample, [*((t, t) for t in range(days)), *(w for w in stretches if w[0] <= w[1])])
    day, after = found.part(slice(days)), found.part(slice(days + max(start, 0), None))
    se, half = [after.se], [after.half_of_path(level)]
    if start >= 0:
        before = found.part(slice(days, days + start))
        se, half = [before.se, np.zeros(1), *se], [before.half_of_path(level), np.zeros(1), *half]
    return frames.AarErrors(day.se, day.half(level), np.concatenate(se), np.concatenate(half))


def _caar(computed: Computed) -> pd.DataFrame:
    placed = list(placed_windows(computed))
    rows = [
        _caar_row(computed.spec, group, window, part)
        for group in computed.groups
        for window, places, sample in placed
        if (part := group.of(sample, places)).size or window in computed.spec.windows.car
    ]
    return pd.DataFrame(rows, columns=TABLES["caar"].filled)


def _caar_row(spec: StudySpec, group: Group, window: tuple[int, int], sample: Sample) -> dict[str, object]:
    errors = mean_errors(sample) if sample.size else None
    test = first_test(sample) if sample.size <= MOST_TOGETHER else ("", np.nan)
    return frames.caar_row(group.name, window, sample.car, errors, 1 - spec.level, test)


def _tests(computed: Computed) -> pd.DataFrame:
    """Every test across the firm-events of a group that have a window's returns, group first, then window."""
    placed = list(placed_windows(computed))
    means = computed.frames["caar"].set_index(["group", "start", "end"])
    rows = [
        row
        for group in computed.groups
        for window, places, sample in placed
        if (group.name, *window) in means.index
        for row in _of_group(computed.spec, group, window, group.of(sample, places), means.loc[(group.name, *window)])
    ]
    return pd.DataFrame(rows, columns=TABLES["tests"].filled)


def placed_windows(computed: Computed) -> Iterator[tuple[tuple[int, int], np.ndarray, Sample]]:
    """Each CAR window, where each firm-event stands in its sample (-1: not in it), and the sample."""
    for window, rows, sample in computed.windows:
        places = np.full(len(computed.fitted.events), -1)
        places[rows] = np.arange(len(rows))
        yield window, places, sample


def _of_group(
    spec: StudySpec, group: Group, window: tuple[int, int], sample: Sample, mean: pd.Series
) -> Iterator[dict[str, object]]:
    for name, reason in group_tests_of(spec, sample).items() if sample.size else ():
        result = GROUP_TESTS[name](sample)
        own = _disagreement(spec, result.p_value, mean) if name == mean["test"] else NOTHING
        yield frames.test_row(group.name, window, name, result, (*compat_notes(spec), *group.notes, reason, own))


def _disagreement(spec: StudySpec, p_value: float, mean: pd.Series) -> Message:
    """Where the interval of the mean CAR says something else than the test, which looks at standardised CARs."""
    if spec.alternative != "two-sided" or not np.isfinite([p_value, mean["lower"]]).all():
        return NOTHING
    inside = bool(mean["lower"] <= 0 <= mean["upper"])
    if inside != (p_value <= spec.level):
        return NOTHING
    return Message("interval_holds_zero" if inside else "interval_lacks_zero")


AAR = Analysis(TABLES["aar"], _aar)
CAAR = Analysis(TABLES["caar"], _caar)
TESTS = Analysis(TABLES["tests"], _tests)
