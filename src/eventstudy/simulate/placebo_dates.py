"""Placebo dates: a study's own tests at random dates of its own series, where the study knows of no event.

A draw gives every announcement a date; its firm-events share it, and announcements whose CAR windows overlap keep
their distance, while windows of others are kept from touching. A single firm-event, and a group that moves as one, use
every eligible date once instead of draws, if there are no more than `draws`.

References
----------
Brown and Warner (1985), Journal of Financial Economics 14, who simulate events at random dates of real returns;
Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9, for (1 + b)/(1 + B).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.errors import NothingComputed, SpecError
from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Sample, shown_always
from eventstudy.inference.draws import Pool
from eventstudy.inference.volatility import filter_days
from eventstudy.messages import Message, message
from eventstudy.prices import Prices, prices_from_frame
from eventstudy.prices.factors import FactorTable
from eventstudy.result.schema import SCHEMA
from eventstudy.result.written import written_table
from eventstudy.scale import LOCAL, Engine
from eventstudy.simulate.date_plan import DatePlan, plan_dates
from eventstudy.simulate.placebo_engine import Case, PlaceboEngine, PlaceboRun
from eventstudy.simulate.placebo_rows import firm_rows, group_rows
from eventstudy.spec import StudySpec
from eventstudy.spec.row_windows import refuse_own_windows
from eventstudy.spec.source import nearest
from eventstudy.study import (
    Fitted,
    Group,
    Prepared,
    firm_tests_of,
    fit_firm_events,
    group_tests_of,
    make_groups,
    prepare,
    windows_of,
)
from eventstudy.study.eligible_dates import EligibleDates, find_eligible_dates
from eventstudy.threads import OneThread

__all__ = ["Placebo", "placebo"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Window = tuple[int, int]

UNSIGNED = Message("placebo_of_signed_group")


@dataclass(frozen=True, eq=False, repr=False)
class Placebo:
    """What a study's tests say where the study knows of no event.

    Attributes
    ----------
    spec : StudySpec
    table : DataFrame
        A row for each group (or firm-event, then with its asset), window and test: `statistic` and `p_value` of the
        study, `placebo_p`, the share of placebos that reject at 10, 5 and 1 % (`size_…`) with the binomial `error` of
        that (`size`) at the level of the study, `smallest_effect` that 80 % of placebos would show at it, the `draws`
        that could be computed, `places` where the group could stand, the `effective_dates` among them, and a note with
        its code.
    cars : DataFrame
        CAR, SCAR and filtered SCAR of every asset at every eligible date: asset, start, end, date, car, scar,
        filtered_scar.
    real : DataFrame
        CARs of the events reported: event_id, asset, start, end, car, scar, filtered_scar.
    """

    spec: StudySpec
    table: pd.DataFrame
    cars: pd.DataFrame
    real: pd.DataFrame

    def __repr__(self) -> str:
        from eventstudy.tables import MORE_HERE, placebo_summary, plain_text

        return plain_text(placebo_summary(self, more=MORE_HERE))


@OneThread()
def placebo(
    spec: StudySpec,
    prices: Prices | pd.DataFrame,
    factors: FactorTable | None = None,
    *,
    draws: int = 1000,
    events: Sequence[str] = (),
    clean: bool = False,
    independent: bool = False,
    engine: Engine = LOCAL,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Placebo:
    """Run a study's tests at placebo dates: the same assets, model, windows and tests at dates without an event.

    A session is eligible for an asset if its event window touches the event window of no event of this asset. Days in
    event windows of the asset are taken out of its estimation window; `clean` allows none there. What happened there
    beside the study's events, earnings for one, stays in: placebos are ordinary dates, not empty ones.

    Parameters
    ----------
    spec : StudySpec
    prices, factors
        As for `run`.
    draws : int
        Random draws of groups. Tests that cannot be computed for many draws at once use the first 1,000. What moves as
        one uses every eligible date once instead, if there are no more.
    events : sequence of str
        Ids of events to report; default: all. Dates near the others stay excluded.
    clean : bool
        Whether the estimation window of a placebo must touch no event window at all.
    independent : bool
        Whether every date is drawn by itself, also where windows overlap in the study.
    engine : Engine
        Where the work runs; the result is the same everywhere.
    progress : callable
        Called with the pieces of work done and their number.

    Raises
    ------
    SpecError
        An event that the study does not have.
    NothingComputed
        No firm-event could be computed, or no date is eligible.
    """
    refuse_own_windows(spec)
    if isinstance(prices, pd.DataFrame):
        prices = prices_from_frame(prices)
    prepared = prepare(spec, prices, factors)
    fitted, _ = fit_firm_events(prepared)
    _known(fitted, prepared.events["event_id"], events)
    chosen = fitted.events["event_id"].isin(list(events) or fitted.events["event_id"]).to_numpy()
    eligible = _eligible(prepared, fitted.events["asset"][chosen], clean)
    samples = list(windows_of(spec, fitted))
    planned = list(_cases(spec, fitted, _groups(spec, fitted, chosen), samples, eligible, independent))
    run = PlaceboRun(_placebos(spec, eligible, planned, draws), engine, progress)
    firm, group = run.answers()
    rows = [*firm_rows(run.placebos, fitted, chosen, samples, eligible, firm), *group_rows(run, planned, group)]
    return Placebo(spec, _table(rows), _placebo_cars(eligible), _real_cars(fitted, samples, chosen))


def _eligible(prepared: Prepared, assets: pd.Series, clean: bool) -> EligibleDates:
    """Eligible dates of the assets."""
    names = list(dict.fromkeys(assets))
    eligible = find_eligible_dates(prepared, names, clean=clean)
    if not any(len(eligible.rows_of(asset)) for asset in names):
        raise NothingComputed(message("no_placebo_date"), message("shorten_event_window"))
    return eligible


def _groups(spec: StudySpec, fitted: Fitted, chosen: NDArray[np.bool_]) -> list[tuple[int, Group]]:
    """Groups that are wholly reported, each with its number among all, so that its draws depend on no choice."""
    made = sorted(make_groups(fitted.events, spec.split), key=lambda group: group.signs is not None)
    return [(i, group) for i, group in enumerate(made) if chosen[group.members].all()]


def _placebos(
    spec: StudySpec, eligible: EligibleDates, planned: Sequence[Case | dict[str, Any]], draws: int
) -> PlaceboEngine:
    memo: dict[object, object] = {}
    pools = {window: Pool(sample, memo) for window, sample in eligible.samples.items()}
    cases = tuple(case for case in planned if isinstance(case, Case))
    firm_tests = tuple(dict.fromkeys((*shown_always(FIRM_TESTS), *firm_tests_of(spec))))
    return PlaceboEngine(pools, cases, firm_tests, draws, spec.seed, spec.level)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=SCHEMA["placebo"].filled).astype({"draws": "Int64", "places": "Int64"})
    return written_table(SCHEMA["placebo"], table)


def _known(fitted: Fitted, ids: pd.Series, events: Sequence[str]) -> None:
    if fitted.events.empty:
        raise NothingComputed(message("every_firm_event_dropped"), message("see_check"))
    for event in events:
        if event not in set(ids):
            raise SpecError(message("study_without_event", event=event), nearest(event, list(dict.fromkeys(ids))))
        if event not in set(fitted.events["event_id"]):
            raise NothingComputed(message("every_firm_event_of_event_dropped", event=event), message("see_check"))


def _cases(
    spec: StudySpec,
    fitted: Fitted,
    groups: list[tuple[int, Group]],
    samples: list[tuple[Window, Ints, Sample]],
    eligible: EligibleDates,
    independent: bool,
) -> Iterator[Case | dict[str, Any]]:
    """Every group and window with its tests; the row of the table where no placebo can be drawn."""
    reach = (min(a for a, _ in spec.windows.car), max(b for _, b in spec.windows.car))
    for stream, group in groups:
        plans: dict[bytes, DatePlan | Message] = {}
        for window, at, sample in samples:
            members = np.flatnonzero(np.isin(at, group.members))
            if not len(members):
                continue
            places = np.full(len(fitted.events), -1)
            places[at] = np.arange(len(at))
            part = group.of(sample, places)
            real = {name: GROUP_TESTS[name](part) for name in group_tests_of(spec, part)}
            key = at[members].tobytes()
            if key not in plans and real:
                rows = fitted.events.iloc[at[members]]
                signed = group.signs is not None
                plans[key] = UNSIGNED if signed else plan_dates(rows, eligible, reach, independent=independent)
            base = {"group": group.name, "asset": "", "start": window[0], "end": window[1], "n": len(members)}
            for name, result in real.items():
                answer = {"test": name, "statistic": result.statistic, "p_value": result.p_value}
                if not np.isfinite(result.statistic):
                    yield base | answer | {"note": result.note}
                elif isinstance(plan := plans[key], Message):
                    yield base | answer | {"note": plan}
            able = {name: result for name, result in real.items() if np.isfinite(result.statistic)}
            if able and not isinstance(plan := plans[key], Message):
                column = (0 if window[0] <= 0 <= window[1] else window[0]) - spec.windows.event[0]
                yield Case(group.name, stream, window, column, able, plan)


def _real_cars(fitted: Fitted, samples: list[tuple[Window, Ints, Sample]], chosen: NDArray[np.bool_]) -> pd.DataFrame:
    """CARs of the events reported."""
    keys = fitted.events[["event_id", "asset"]].reset_index(drop=True)
    parts = [_cars(keys.iloc[at], window, sample)[chosen[at]] for window, at, sample in samples]
    return pd.concat(parts).reset_index(drop=True)


def _cars(keys: pd.DataFrame, window: Window, sample: Sample) -> pd.DataFrame:
    filtered = filter_days(sample).score
    return keys.assign(start=window[0], end=window[1], car=sample.car, scar=sample.scar, filtered_scar=filtered)


def _placebo_cars(eligible: EligibleDates) -> pd.DataFrame:
    """CAR of every asset at every eligible date."""
    owner = [(asset, row) for asset in eligible.row_at for row in eligible.rows_of(asset)]
    assets, rows = [asset for asset, _ in owner], np.array([row for _, row in owner], dtype=np.int64)
    parts = [
        pd.DataFrame({"asset": assets, "date": sample.day0[rows].astype("datetime64[s]")})
        .assign(start=window[0], end=window[1], car=sample.car[rows], scar=sample.scar[rows])
        .assign(filtered_scar=filter_days(sample).score[rows])
        [SCHEMA["placebo_cars"].filled]
        for window, sample in eligible.samples.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)
