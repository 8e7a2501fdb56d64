"""What each specification says of one event, and of dates without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.errors import SpecError
from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Sample, choose_tests, shown_always
from eventstudy.inference.bands import pointwise_critical
from eventstudy.inference.draws import Draws, Pool
from eventstudy.inference.joint import portfolio_error
from eventstudy.inference.volatility import filter_days
from eventstudy.messages import Message, joined, message
from eventstudy.models.choice import reads_factors
from eventstudy.panel import cut_windows
from eventstudy.prices.factors import FactorTable, load_factors
from eventstudy.returns import ReturnTable
from eventstudy.simulate.specification_grid import Specification
from eventstudy.spec import StudySpec
from eventstudy.study import Fitted, Prepared, firm_tests_of, fit_firm_events, group_tests_of, windows_of
from eventstudy.study.model_choice import model_inputs, verify_model

__all__ = [
    "AtDates",
    "PlaceboDates",
    "Question",
    "Row",
    "answers",
    "firm_tests",
    "group_tests",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Window = tuple[int, int]
Row = dict[str, Any]
AtDates = dict[Window, tuple[Floats, Floats]]
"""For each CAR window the scaled estimate, and the p-value of the test, at each placebo date."""


@dataclass(frozen=True, eq=False)
class PlaceboDates:
    """Dates without an event at which the same is estimated.

    Attributes
    ----------
    events : DataFrame
        A firm-event for each asset at each eligible session.
    table : ReturnTable
        Without the days in event windows.
    rows : ndarray of int, shape (D, n)
        Rows of `events` at each of D dates, for the n assets of the event.
    places : int
        Dates that are eligible, of which those are some.
    test : str
        The test whose p-values are taken.
    """

    events: pd.DataFrame
    table: ReturnTable
    rows: Ints
    places: int
    test: str


@dataclass(frozen=True, eq=False)
class Question:
    """What all specifications share.

    Attributes
    ----------
    spec : StudySpec
        Of the study.
    prepared : Prepared
        Its prices audited and its returns computed, once.
    factors : FactorTable or None
    event, asset : str
        `asset` is empty for the mean of all assets of the event.
    members : ndarray of int
        Rows of the event's firm-events that have prices.
    spans : tuple of (first, last)
        CAR windows.
    tests : tuple of str
        Asked for; empty for those by default.
    placebos : PlaceboDates or None
    """

    spec: StudySpec
    prepared: Prepared
    factors: FactorTable | None
    event: str
    asset: str
    members: Ints
    spans: tuple[Window, ...]
    tests: tuple[str, ...]
    placebos: PlaceboDates | None = None

    @property
    def inside(self) -> list[Window]:
        """CAR windows that lie in the event window."""
        start, end = self.spec.windows.event
        return [span for span in self.spans if start <= span[0] and span[1] <= end]

    def under(self, choice: Specification) -> StudySpec:
        """The study with the model and windows of a specification."""
        model = self.spec.model if choice.model == self.spec.model.name else choice.model
        car = [list(span) for span in self.inside]
        windows = {"estimation": list(choice.past), "event": list(self.spec.windows.event), "car": car}
        return self.spec.replace(model=model, windows=windows)


def answers(choice: Specification, question: Question) -> tuple[list[Row], AtDates]:
    """Rows of the table for one specification, and its estimates at placebo dates."""
    spec, (start, end) = question.spec, question.spec.windows.event
    own = choice.model == spec.model.name and choice.past == spec.windows.estimation
    own = own and dict(choice.markets) == _own_markets(question)
    base = {
        "event_id": question.event,
        "asset": question.asset,
        "model": choice.model,
        "estimation_start": choice.past[0],
        "estimation_end": choice.past[1],
        "benchmark": choice.benchmark,
    }
    note = message("outside_event_window", start=start, end=end)
    rows = [_without(base, span, False, note) for span in question.spans if span not in question.inside]
    try:
        changed = question.under(choice)
        fitted, dropped = _fitted(question, changed, choice, question.prepared.table)
    except SpecError as e:
        return rows + [_without(base, span, own, e.what) for span in question.inside], {}
    for span, at, sample in windows_of(changed, fitted):
        rows += _of_window(
            question, base | {"own": own and span in spec.windows.car}, (span, at, sample), fitted, dropped
        )
    return rows, _at_dates(question, changed, choice)


def _without(base: Row, span: Window, own: bool, note: Message) -> Row:
    return base | {"start": span[0], "end": span[1], "test": "", "own": own, "note": note}


def _own_markets(question: Question) -> dict[str, str]:
    events = question.prepared.events.iloc[question.members]
    return dict(zip(events["asset"], events["market"], strict=True))


def _fitted(
    question: Question,
    changed: StudySpec,
    choice: Specification,
    table: ReturnTable,
    events: pd.DataFrame | None = None,
) -> tuple[Fitted, pd.DataFrame]:
    """Firm-events under another specification, from returns that are there; and why some are not."""
    prepared, factors = question.prepared, question.factors
    verify_model(changed)
    if factors is None and reads_factors(changed):
        factors = load_factors(changed, offline=prepared.prices.offline)
    inputs = model_inputs(changed, factors)
    rows = question.members if events is None else np.arange(len(events))
    if events is None and changed.exclude_events:
        known = prepared.events["asset"].isin(table.asset_row.keys()) & (prepared.events["position"] >= 0)
        rows = np.flatnonzero(known.to_numpy())
    events = prepared.events if events is None else events
    events = events.assign(market=events["asset"].map(dict(choice.markets)).fillna(events["market"]))
    panel, dropped = cut_windows(
        events, rows, table, changed.windows, changed.enough_estimation, inputs, factors, changed.exclude_events
    )
    again = replace(prepared, spec=changed, events=events, panel=panel, inputs=inputs, factors=factors)
    fitted, unfit = fit_firm_events(again)
    return fitted, pd.concat([prepared.dropped, dropped, unfit], ignore_index=True)


def _of_window(
    question: Question, base: Row, window: tuple[Window, Ints, Sample], fitted: Fitted, dropped: pd.DataFrame
) -> Iterator[Row]:
    span, at, sample = window
    base = base | {"start": span[0], "end": span[1]}
    rows = _members(fitted, at, question.event, question.asset)
    note = _absent(dropped, question, span)
    if not len(rows):
        yield base | {"test": "", "note": note or Message("not_computed")}
        return
    part = sample.take(rows)
    base = base | {"scaled": float(_scaled(sample, rows[None])[0])}
    found = _firm_answers if question.asset else _group_answers
    for answer in found(question.spec, part, question.tests):
        yield base | answer | {"n": len(rows), "note": joined(dict.fromkeys((note, answer["note"])))}


def _members(fitted: Fitted, at: np.ndarray, event: str, asset: str) -> np.ndarray:
    """Places of the event's firm-events in the sample of one window."""
    events = fitted.events.iloc[at]
    wanted = (events["event_id"] == event) & ((events["asset"] == asset) if asset else True)
    return np.flatnonzero(wanted.to_numpy())


def _absent(dropped: pd.DataFrame, question: Question, span: Window) -> Message:
    """Which firm-events of the event are missing from a window, and why."""
    asset = question.asset
    own = dropped[(dropped["event_id"] == question.event) & (dropped["asset"].eq(asset) if asset else True)]
    own = own[own["start"].isna() | ((own["start"] == span[0]) & (own["end"] == span[1]))].drop_duplicates(
        "asset", keep="last"
    )
    return joined(
        row.reason if asset else message("without_asset", asset=row.asset, why=row.reason) for row in own.itertuples()
    )


def _firm_answers(spec: StudySpec, sample: Sample, tests: tuple[str, ...]) -> Iterator[Row]:
    car, se = float(sample.car[0]), float(sample.se[0])
    interval = _interval(car, se, int(sample.fit.df[0]), spec.level)
    for test in tests or firm_tests(spec):
        found = FIRM_TESTS[test](sample)
        yield interval | {
            "test": test,
            "statistic": float(found.statistic[0]),
            "p_value": float(found.p_value[0]),
            "note": found.note[0],
        }


def firm_tests(spec: StudySpec) -> tuple[str, ...]:
    """Tests of one asset by default."""
    return tuple(dict.fromkeys((*shown_always(FIRM_TESTS), *firm_tests_of(spec))))


def group_tests(spec: StudySpec, sample: Sample) -> tuple[str, ...]:
    """Tests of several assets by default."""
    asked = (*group_tests_of(spec, sample), *choose_tests(sample), *shown_always(GROUP_TESTS))
    return tuple(dict.fromkeys(asked))


def _group_answers(spec: StudySpec, sample: Sample, tests: tuple[str, ...]) -> Iterator[Row]:
    interval = _interval(float(sample.car.mean()), portfolio_error(sample), int(sample.fit.df.min()), spec.level)
    for test in tests or group_tests(spec, sample):
        found = GROUP_TESTS[test](sample)
        yield interval | {
            "test": test,
            "statistic": found.statistic,
            "p_value": found.p_value,
            "note": found.note,
        }


def _interval(estimate: float, se: float, df: int, level: float) -> dict[str, float]:
    half = float(pointwise_critical(df, 1 - level)) * se
    return {"estimate": estimate, "se": se, "low": estimate - half, "high": estimate + half}


def _at_dates(question: Question, changed: StudySpec, choice: Specification) -> AtDates:
    """Estimate and p-value at every placebo date, NaN where something is missing there."""
    placebos = question.placebos
    if placebos is None:
        return {}
    fitted, _ = _fitted(question, changed, choice, placebos.table, placebos.events)
    found = {}
    for span, at, sample in windows_of(changed, fitted):
        place = np.full(len(placebos.events), -1)
        place[fitted.panel.members[at]] = np.arange(len(at))
        rows = place[placebos.rows]
        known = (rows >= 0).all(axis=1)
        scaled, p = np.full((2, len(rows)), np.nan)
        if known.any():
            scaled[known] = _scaled(sample, rows[known])
            p[known] = _p_values(question, placebos.test, sample, rows[known])
        found[span] = scaled, p
    return found


def _scaled(sample: Sample, rows: Ints) -> Floats:
    """Mean CAR over the volatility known before the window, so that a calm date and a wild one compare; shape (D,)."""
    error = filter_days(sample).error[rows]
    scaled: Floats = sample.car[rows].mean(axis=1) / np.sqrt((error**2).mean(axis=1))
    return scaled


def _p_values(question: Question, test: str, sample: Sample, rows: Ints) -> Floats:
    """p-value at each date; shape (D,) for rows of shape (D, n)."""
    if question.asset:
        return FIRM_TESTS[test](sample.take(rows[:, 0])).p_value
    batched = GROUP_TESTS[test].batched
    if batched:
        return batched(Draws(Pool(sample), rows))[1]
    return np.array([GROUP_TESTS[test](sample.take(own)).p_value for own in rows])
