"""The tables of single firm-events."""

from __future__ import annotations

import pandas as pd

from eventstudy.engine import Fit
from eventstudy.inference import firm_test, range_tests, rank_test
from eventstudy.messages import Message, joined, message
from eventstudy.models.choice import model_of
from eventstudy.panel import Inputs, Panel
from eventstudy.result import frames
from eventstudy.result.schema import SCHEMA, TABLES
from eventstudy.result.sharing import once_each
from eventstudy.study.accounting import in_study_order
from eventstudy.study.analyses.analysis import Analysis, Computed, Found
from eventstudy.study.analyses.date_ranges import range_samples, stacked
from eventstudy.study.groups import ENDOGENOUS
from eventstudy.study.model_choice import compat_notes
from eventstudy.study.short_windows import estimation_days, short_estimation
from eventstudy.study.test_choice import firm_tests_of

__all__ = ["ABNORMAL_RETURNS", "AUDIT", "CARS", "DROPPED", "EVENTS", "FIRM_TESTS", "MODELS", "PATHS"]


def _daily(computed: Computed) -> tuple[pd.DataFrame, Panel, Fit]:
    """Keys, panel and models of the firm-events whose days are tabulated."""
    rows, fitted = computed.daily, computed.fitted
    return fitted.keys.take(rows).reset_index(drop=True), fitted.panel.take(rows), fitted.fit.take(rows)


def _abnormal_returns(computed: Computed) -> Found:
    """Abnormal returns, with a note where not all firm-events have theirs in the table."""
    held, n = len(computed.daily), len(computed.fitted.events)
    notes: tuple[Message, ...] = () if held == n else (message("daily_tables_cut", held=held, all=n),)
    return frames.ar_frame(*_daily(computed), computed.spec.alternative), notes


def _models(computed: Computed) -> Found:
    """What was estimated, with a note where windows have fewer returns than days."""
    fitted, spec, inputs = computed.fitted, computed.spec, computed.prepared.inputs
    markets, slopes = _compared_with(inputs, fitted.events), model_of(spec).slopes(inputs)
    frame = frames.models_frame(fitted.keys, spec.model.name, markets, fitted.panel, fitted.fit, slopes)
    return frame, short_estimation(spec, fitted.events, estimation_days(fitted.panel))


def _compared_with(inputs: Inputs, events: pd.DataFrame) -> pd.Series:
    """Name of what each firm-event is compared with."""
    return pd.Series(" + ".join(inputs.controls), index=events.index) if inputs.controls else events["market"]


def _firm_tests(computed: Computed) -> pd.DataFrame:
    """Every test of single firm-events, firm-event first, then window and test."""
    keys, notes = computed.fitted.keys, compat_notes(computed.spec)
    members = computed.fitted.panel.members
    parts = [
        (members[rows], frames.firm_tests_frame(keys.take(rows), window, name, firm_test(name, sample), notes))
        for window, rows, sample in computed.windows
        for name in firm_tests_of(computed.spec)
    ]
    parts += [
        (one.panel.members, frames.firm_tests_frame(one.keys, window, name, firm_test(name, sample), notes))
        for one, window, sample in range_samples(computed)
        for name in range_tests()
    ]
    if not parts:
        return pd.DataFrame(columns=TABLES["firm_tests"].filled)
    ranged = [fitted for _, fitted in computed.ranges]
    return _marked(stacked(parts), pd.concat([one.endogenous for one in (computed.fitted, *ranged)]))


def _cars(computed: Computed) -> pd.DataFrame:
    """CARs, with the rank of each where the study has that test: its rows are in the same order."""
    tests = computed.frames["firm_tests"]
    rank = tests["p_value"][(tests["test"] == rank_test()).to_numpy(dtype=bool)].to_numpy()
    return frames.cars_frame(computed.fitted.keys, computed.windows, rank)


def _marked(tests: pd.DataFrame, endogenous: pd.Series) -> pd.DataFrame:
    """Tests whose notes say which of their events are no evidence."""
    own = tests["event_id"].isin(endogenous)
    marked = once_each(tests["note"], lambda note: joined((ENDOGENOUS, note)))
    return tests.assign(note=tests["note"].where(~own, marked)) if own.any() else tests


EVENTS = Analysis(TABLES["events"], lambda computed: frames.events_frame(computed.prepared.events))
DROPPED = Analysis(TABLES["dropped"], lambda computed: in_study_order(computed.dropped, computed.prepared.events))
MODELS = Analysis(TABLES["models"], _models)
ABNORMAL_RETURNS = Analysis(TABLES["abnormal_returns"], _abnormal_returns)
PATHS = Analysis(SCHEMA["paths"], lambda computed: frames.paths_frame(*_daily(computed)))
CARS = Analysis(TABLES["cars"], _cars)
FIRM_TESTS = Analysis(TABLES["firm_tests"], _firm_tests)
AUDIT = Analysis(TABLES["audit"], lambda computed: computed.prepared.audit)
