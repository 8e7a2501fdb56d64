"""The road from a specification and prices to a result. Nothing else orchestrates."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.messages import Message, message
from eventstudy.prices import Prices, prices_from_frame
from eventstudy.prices.factors import FactorTable
from eventstudy.result import PathBands, StudyResult, keep_estimation, keep_path_bands
from eventstudy.scale import LOCAL, Engine
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_event_table import firm_events
from eventstudy.spec.source import listed
from eventstudy.study.accounting import account, account_windows, without
from eventstudy.study.analyses import ANALYSES, Computed, analysed
from eventstudy.study.fitting import Fitted, WindowSample, fit_firm_events, fit_ranges, windows_of
from eventstudy.study.groups import make_groups
from eventstudy.study.model_choice import model_notes
from eventstudy.study.one_by_one import shown_rows
from eventstudy.study.origins import provenance
from eventstudy.study.preparing import Prepared, prepare
from eventstudy.threads import OneThread

__all__ = ["run"]

MOST_DAILY = 20_000
"""Beyond so many firm-events a table by day is larger than most programs open."""


@OneThread()
def run(
    spec: StudySpec,
    prices: Prices | pd.DataFrame,
    factors: FactorTable | None = None,
    *,
    daily: bool | None = None,
    engine: Engine = LOCAL,
    events: Sequence[str] = (),
    progress: Callable[[str, float], None] = lambda *_: None,
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
        Whether tables by day hold all firm-events. By default those of more than 20,000 firm-events hold the first
        100 events, those with claims or asked about, and the largest CARs.
    engine : Engine
        Where models run that take long for each firm-event; the numbers are the same everywhere.
    events : sequence of str
        Ids of the only events to compute; by default all. The others stay known: their days are no ordinary days.
    progress : callable
        Called with the name of each table when it is computed, and the share of the work that it was.

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
    prices = prices_from_frame(prices) if isinstance(prices, pd.DataFrame) else prices
    prepared = prepare(spec, prices, factors, events)
    spec = prepared.spec
    fitted, unfit = fit_firm_events(prepared, engine)
    ranges, gone = fit_ranges(prepared, engine)
    dropped = _all_dropped(prepared.dropped, [unfit, *gone])
    account(prepared.events, [fitted.events, *(one.events for _, one in ranges)], dropped)
    computed = _computed(prepared, fitted, dropped, ranges, daily)
    frames, notes = analysed(ANALYSES.values(), computed, progress)
    account_windows(spec, prepared.events, frames["car"], dropped)
    return StudyResult(
        spec,
        frames,
        provenance(spec, prices, prepared.factors, events),
        (*_limited(prepared, events), *_own_windows(spec, prepared.events), *prices.said, *model_notes(spec), *notes),
        keep_estimation(fitted.events, fitted.panel, fitted.fit),
        _bands(fitted, computed.daily if daily is None else _daily(spec, fitted.events, computed.windows, None)),
    )


def _computed(
    prepared: Prepared,
    fitted: Fitted,
    dropped: pd.DataFrame,
    ranges: Sequence[tuple[int, Fitted]],
    daily: bool | None,
) -> Computed:
    """What the analyses read."""
    windows = tuple(windows_of(prepared.spec, fitted))
    groups = tuple(make_groups(fitted.events, prepared.spec.split, in_part=prepared.in_part))
    rows = _daily(prepared.spec, fitted.events, windows, daily)
    return Computed(prepared, fitted, windows, groups, dropped, rows, ranges)


def _limited(prepared: Prepared, events: Sequence[str]) -> tuple[Message, ...]:
    """That only some events were computed, so that nobody takes them for the whole study."""
    if not events:
        return ()
    ids, total = list(dict.fromkeys(events)), firm_events(prepared.spec)["event_id"].nunique()
    return (message("limited_to_events", events=listed(ids), n=len(ids), all=total),)


def _own_windows(spec: StudySpec, events: pd.DataFrame) -> tuple[Message, ...]:
    """How many firm-events have windows that are not the study's, which its tables and texts name."""
    common = {
        "own_windows_estimation": ("est", (spec.windows.estimation,)),
        "own_windows_car": ("car", spec.windows.car),
    }
    said = []
    for code, (kind, windows) in common.items():
        if f"{kind}_start" in events:
            own = [one for one in _windows(events, kind) if one not in windows]
            values = {"n": len(own), "all": len(events), "different": len(set(own))}
            said += [message(code, **values)] if own else []
    return tuple(said)


def _windows(events: pd.DataFrame, kind: str) -> list[tuple[int, int]]:
    bounds = events[[f"{kind}_start", f"{kind}_end"]].dropna().astype(int)
    return list(bounds.itertuples(index=False, name=None))


def _all_dropped(before: pd.DataFrame, unfit: list[pd.DataFrame]) -> pd.DataFrame:
    """Firm-events dropped with their dates and prices, and those whose model could not be estimated, each once."""
    last = pd.concat(unfit, ignore_index=True)
    return pd.concat([without(before, last), last], ignore_index=True)


def _bands(fitted: Fitted, rows: NDArray[np.intp]) -> PathBands:
    return keep_path_bands(fitted.keys.take(rows), fitted.panel.take(rows), fitted.fit.take(rows))


def _daily(
    spec: StudySpec, events: pd.DataFrame, windows: Sequence[WindowSample], wanted: bool | None
) -> NDArray[np.intp]:
    """Rows of the firm-events whose days are tabulated: all, or in a large study those that are shown."""
    if wanted or (wanted is None and len(events) <= MOST_DAILY):
        return np.arange(len(events))
    return shown_rows(spec, events, windows)
