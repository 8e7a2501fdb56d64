"""The road from a specification and prices to a result. Nothing else orchestrates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.engine import Fit
from eventstudy.errors import EventStudyError, NothingComputed
from eventstudy.inference import GROUP_TESTS, Sample, firm_test, sample_of_panel
from eventstudy.inference.conventions import compat_note
from eventstudy.messages import Message, message
from eventstudy.models.choice import model_of
from eventstudy.panel import DROPPED_COLUMNS, Inputs, Panel, drop, is_all
from eventstudy.prices import Prices, prices_from_frame
from eventstudy.prices.factors import FactorTable
from eventstudy.result import StudyResult, frames, keep_estimation
from eventstudy.result.shown import shown_ids
from eventstudy.scale import LOCAL, Engine
from eventstudy.spec import StudySpec
from eventstudy.study.calendar_table import calendar_time_frame
from eventstudy.study.claim_table import claims_frame
from eventstudy.study.groups import ENDOGENOUS, Group, make_groups
from eventstudy.study.judgement import judge
from eventstudy.study.model_choice import fit_model, model_notes, reasons_of
from eventstudy.study.ordinary import ranks_frame
from eventstudy.study.prepare import Prepared, prepare
from eventstudy.study.provenance import provenance
from eventstudy.study.test_choice import firm_tests_of, group_tests_of
from eventstudy.text import ENGLISH
from eventstudy.threads import OneThread

__all__ = ["Fitted", "estimate", "fit_firm_events", "run", "windows_of"]

NO_VARIANCE = 1e-12
"""Residuals smaller than this share of the largest return are rounding errors of a perfect fit."""

MOST_DAILY = 20_000
"""Beyond so many firm-events a table by day is larger than most programs open."""

SMALL = 1e-9
"""A larger standard deviation is no rounding error of returns below 100,000 %."""

WindowSample = tuple[tuple[int, int], np.ndarray, Sample]

KEYS = ["event_id", "asset"]
FIRM_TEST_COLUMNS = [*KEYS, "start", "end", "test", "statistic", "p_value", "law", "null", "note"]
TEST_COLUMNS = ["group", "start", "end", "test", "statistic", "p_value", "law", "n", "null", "note"]


@dataclass(frozen=True, eq=False)
class Fitted:
    """Firm-events whose model could be estimated.

    Attributes
    ----------
    events : DataFrame
    panel : Panel
    fit : Fit
    """

    events: pd.DataFrame
    panel: Panel
    fit: Fit


@OneThread()
def run(
    spec: StudySpec,
    prices: Prices | pd.DataFrame,
    factors: FactorTable | None = None,
    *,
    daily: bool | None = None,
    engine: Engine = LOCAL,
) -> StudyResult:
    """Run a study.

    Parameters
    ----------
    spec : StudySpec
    prices : Prices or DataFrame
        From `load_prices`, or a wide table of closes: index of dates, one column for each ticker.
    factors : FactorTable or None
        Factor returns for the models that need them, instead of the study's file.
    daily : bool, optional
        Whether the tables with a row for each day hold all firm-events. By default those of more than 20,000
        firm-events hold the first 100 events and those with claims.
    engine : Engine
        Where models run that take long for each firm-event; the numbers are the same everywhere.

    Returns
    -------
    StudyResult

    Raises
    ------
    SpecError
        A name in the study does not exist, or an exchange is missing.
    DataError
        The prices of a market are missing or rejected.
    NothingComputed
        Every firm-event was dropped.
    """
    if isinstance(prices, pd.DataFrame):
        prices = prices_from_frame(prices)
    prepared = prepare(spec, prices, factors)
    spec = prepared.spec
    fitted, unfit = fit_firm_events(prepared, engine)
    dropped = pd.concat([_without(prepared.dropped, unfit), unfit], ignore_index=True)
    _account(prepared.events, fitted, dropped)
    windows = list(windows_of(spec, fitted))
    days_of = _daily(spec, fitted.events, daily)
    tables = _firm_tables(spec, fitted, windows, prepared.inputs, days_of)
    tables["ranks"] = ranks_frame(spec, fitted.events, fitted.panel, fitted.fit, windows, prepared.events)
    groups = make_groups(fitted.events)
    tables |= _group_tables(spec, fitted, windows, groups)
    tables["calendar_time"] = calendar_time_frame(spec, fitted.events, fitted.panel, groups, prepared.inputs)
    tables |= {
        "events": frames.events_frame(prepared.events),
        "dropped": _in_study_order(dropped, prepared.events),
        "audit": prepared.audit,
        "claims": claims_frame(spec, prepared.events, prices, prepared.sessions, prepared.audits, tables["ar"]),
    }
    _account_windows(spec, prepared.events, tables["car"], dropped)
    further, notes = judge(prepared, fitted.events, fitted.panel.members, windows, tables)
    return StudyResult(
        spec,
        tables | further,
        provenance(spec, prices, prepared.factors),
        (*prices.said, *model_notes(spec), *notes, *_daily_note(days_of, fitted)),
        keep_estimation(fitted.events, fitted.panel, fitted.fit),
    )


@OneThread()
def estimate(spec: StudySpec, prices: Prices) -> Fitted:
    """Firm-events of a study with their estimated models, without any test."""
    return fit_firm_events(prepare(spec, prices))[0]


def fit_firm_events(prepared: Prepared, engine: Engine = LOCAL) -> tuple[Fitted, pd.DataFrame]:
    """Estimate the model of every firm-event; those it cannot be estimated for are dropped."""
    spec, panel = prepared.spec, prepared.panel
    events = _rows(prepared.events, panel.members)
    fit = fit_model(spec, panel, engine)
    flat = _flat(panel, fit)
    unfit = np.isnan(fit.sigma) | flat | (fit.reason != "")
    rows = np.flatnonzero(unfit)
    why = reasons_of(spec, fit.reason[rows])
    reasons = [message("no_variance") if flat[i] else why[fit.reason[i]] for i in rows]
    keep = ~unfit
    fitted = Fitted(_rows(events, keep), panel.take(keep), fit.take(keep))
    return fitted, drop(events, rows, "model", reasons)


def _rows(events: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """Some of the firm-events, by number or by flag; the table itself where they are all."""
    if is_all(rows, len(events)):
        return events
    return events[rows] if rows.dtype == bool else events.iloc[rows]


def _flat(panel: Panel, fit: Fit) -> np.ndarray:
    """Firm-events whose residuals are rounding errors of a perfect fit; shape (N,)."""
    flat = np.zeros(len(fit.sigma), dtype=bool)
    rows = np.flatnonzero(fit.sigma <= SMALL)
    scale = np.nanmax(np.abs(panel.take(rows).returns_est), axis=1, initial=0.0)
    flat[rows] = fit.sigma[rows] <= NO_VARIANCE * scale
    return flat


def _account(events: pd.DataFrame, fitted: Fitted, dropped: pd.DataFrame) -> None:
    """Nothing may vanish: firm-events in are firm-events out plus firm-events dropped."""
    whole = dropped[dropped["start"].isna()]
    if len(events) != len(fitted.events) + len(whole):
        raise EventStudyError(
            f"{len(events)} firm-events went in, {len(fitted.events)} came out and {len(whole)} were dropped",
            "this is a fault of the program; please report it with the study file",
        )
    if fitted.events.empty:
        reasons = "\n".join(
            f"  {row.event_id}, {row.asset}: {ENGLISH.text(row.reason)}" for row in whole.head(20).itertuples()
        )
        more = f"\n  and {len(whole) - 20} more" if len(whole) > 20 else ""
        raise NothingComputed(f"all {len(events)} firm-events were dropped", reasons + more)


def _account_windows(spec: StudySpec, events: pd.DataFrame, cars: pd.DataFrame, dropped: pd.DataFrame) -> None:
    """Each firm-event has, for each CAR window, either its CAR or a row that says why not; never both."""
    whole = dropped["start"].isna()
    for start, end in spec.windows.car:
        gone = dropped[whole | ((dropped["start"] == start) & (dropped["end"] == end))]
        computed = cars[(cars["start"] == start) & (cars["end"] == end)]
        stays = _without(events, gone)
        same = len(computed) == len(stays) and all((computed[key].array == stays[key].array).all() for key in KEYS)
        if not same or len(stays) + len(gone) != len(events) or not gone["reason"].map(bool).all():
            raise EventStudyError(
                f"CAR window [{start}, {end}]: {len(events)} firm-events went in, {len(computed)} came out and "
                f"{len(gone)} were dropped",
                "this is a fault of the program; please report it with the study file",
            )


def _without(events: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """Rows of firm-events that have none in `gone`."""
    if gone.empty:
        return events
    near = events.loc[events["event_id"].isin(gone["event_id"]).to_numpy(), KEYS]
    told = pd.MultiIndex.from_frame(near).isin(pd.MultiIndex.from_frame(gone[KEYS]))
    return events.drop(index=near.index[told])


def windows_of(spec: StudySpec, fitted: Fitted) -> Iterator[WindowSample]:
    """Each CAR window, the firm-events that have all its returns, and their sample."""
    day0 = fitted.events["day0"].to_numpy().astype("datetime64[D]")
    first = spec.windows.event[0]
    for w, (start, end) in enumerate(spec.windows.car):
        rows = np.flatnonzero(fitted.panel.complete[:, w])
        fit, panel = fitted.fit.take(rows), fitted.panel.take(rows)
        window = (start - first, end - first)
        own = day0 if is_all(rows, len(day0)) else day0[rows]
        yield (start, end), rows, sample_of_panel(fit, panel, window, own, spec.alternative, spec.seed)


def _firm_tables(
    spec: StudySpec, fitted: Fitted, windows: list[WindowSample], inputs: Inputs, daily: np.ndarray
) -> dict[str, pd.DataFrame]:
    """Tables of single firm-events; those with a row for each day only of the rows in `daily`."""
    keys = fitted.events[KEYS].reset_index(drop=True)
    names = firm_tests_of(spec)
    notes = _compat_notes(spec)
    tests = [
        (rows, frames.firm_tests_frame(keys.take(rows), window, name, firm_test(name, sample), notes))
        for window, rows, sample in windows
        for name in names
    ]
    panel, fit, markets = fitted.panel, fitted.fit, _compared_with(inputs, fitted.events)
    some = (keys.take(daily).reset_index(drop=True), panel.take(daily), fit.take(daily))
    return {
        "ar": frames.ar_frame(*some, spec.alternative),
        "paths": frames.paths_frame(*some),
        "car": frames.cars_frame(keys, windows),
        "firm_tests": _marked(_stack(tests), fitted.events) if tests else pd.DataFrame(columns=FIRM_TEST_COLUMNS),
        "models": frames.models_frame(keys, spec.model.name, markets, panel, fit, model_of(spec).slopes(inputs)),
    }


def _daily_note(rows: np.ndarray, fitted: Fitted) -> tuple[Message, ...]:
    n = len(fitted.events)
    if len(rows) == n:
        return ()
    return (message("daily_tables_cut", held=len(rows), all=n),)


def _daily(spec: StudySpec, events: pd.DataFrame, wanted: bool | None) -> np.ndarray:
    """Rows of the firm-events whose days are tabulated: all, or in a large study those that are shown or claimed."""
    if wanted or (wanted is None and len(events) <= MOST_DAILY):
        return np.arange(len(events))
    claimed = [event.id for event in spec.events if event.claims]
    return np.flatnonzero(events["event_id"].isin([*shown_ids(events["event_id"]), *claimed]))


def _marked(tests: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Tests whose notes say which of their events are no evidence."""
    own = tests["event_id"].isin(events["event_id"][events["endogenous"].to_numpy(dtype=bool)])
    note = (ENDOGENOUS + "; " + tests["note"].astype(str)).str.removesuffix("; ")
    return tests.assign(note=tests["note"].mask(own, note)) if own.any() else tests


def _compared_with(inputs: Inputs, events: pd.DataFrame) -> pd.Series:
    """Name of what each firm-event is compared with."""
    return pd.Series(" + ".join(inputs.controls), index=events.index) if inputs.controls else events["market"]


def _group_tables(
    spec: StudySpec, fitted: Fitted, windows: list[WindowSample], groups: list[Group]
) -> dict[str, pd.DataFrame]:
    caar, tests = [], []
    placed = [(window, _places(rows, len(fitted.events)), sample) for window, rows, sample in windows]
    for group in groups:
        for window, places, sample in placed:
            part = group.of(sample, places)
            caar.append(frames.caar_row(group.name, window, part))
            if part.size:
                tests += list(_group_tests(spec, group, window, part))
    aar = [frames.aar_frame(g.name, fitted.panel.offsets, fitted.fit.take(g.members), g.signs) for g in groups]
    return {
        "aar": pd.concat(aar, ignore_index=True),
        "caar": pd.DataFrame(caar),
        "tests": pd.DataFrame(tests, columns=TEST_COLUMNS),
    }


def _places(rows: np.ndarray, size: int) -> np.ndarray:
    """Where each of `size` firm-events stands in a sample of some of them, -1 for those not in it."""
    places = np.full(size, -1)
    places[rows] = np.arange(len(rows))
    return places


def _group_tests(spec: StudySpec, group: Group, window: tuple[int, int], sample: Sample) -> Iterator[dict[str, object]]:
    for name, reason in group_tests_of(spec, sample).items():
        notes = (*_compat_notes(spec), *group.notes, reason)
        yield frames.test_row(group.name, window, name, GROUP_TESTS[name](sample), notes)


def _compat_notes(spec: StudySpec) -> tuple[str, ...]:
    return (compat_note(spec.compat),) if spec.compat else ()


def _stack(parts: list[tuple[np.ndarray, pd.DataFrame]]) -> pd.DataFrame:
    """Rows of all parts in the order of the study: firm-event first, then window and test."""
    order = np.argsort(np.concatenate([rows for rows, _ in parts]), kind="stable")
    together = pd.concat([part for _, part in parts], ignore_index=True)
    parts.clear()  # of a large study they would be held a second time
    return together.take(order).reset_index(drop=True)


def _in_study_order(dropped: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    concerned = events.loc[events["event_id"].isin(dropped["event_id"]), KEYS].reset_index(drop=True)
    order = concerned.assign(_place=range(len(concerned)))
    place = dropped[KEYS].merge(order, on=KEYS, how="left")["_place"].to_numpy()
    return dropped.take(np.argsort(place, kind="stable")).reset_index(drop=True)[DROPPED_COLUMNS]
