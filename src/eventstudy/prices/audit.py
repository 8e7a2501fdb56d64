"""What is wrong with a price series, before any statistics see it.

Errors make days unusable (or the whole series, when it sits on days on which its exchange was closed); warnings
drop nothing. No finding is repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.prices.series import PriceSeries

__all__ = ["CHECKS", "Finding", "SeriesAudit", "audit"]

Days = NDArray[np.datetime64]

SPLIT_RATIOS = np.array([2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100])
SPLIT_TOLERANCE = 0.02
JUMP = 0.25
"""A move of a quarter that is taken back the next day is more often a typing slip than news."""
NAMED_DAYS = 5


@dataclass(frozen=True, eq=False)
class Finding:
    """One thing that is wrong with a series.

    Attributes
    ----------
    ticker : str
    severity : {"error", "warning"}
    finding : str
        What was found, with the first dates.
    days : ndarray of datetime64[D], shape (count,)
    remedy : str
        What to do.
    rejects : bool
        Whether the whole series is unusable, not only `days`.
    """

    ticker: str
    severity: str
    finding: str
    days: Days
    remedy: str
    rejects: bool = False


@dataclass(frozen=True, eq=False)
class SeriesAudit:
    """Findings on one series, and the days that no window may use."""

    findings: tuple[Finding, ...] = ()
    bad_days: Days = field(default_factory=lambda: np.array([], "datetime64[D]"))
    rejected: str | None = None


def audit(series: PriceSeries, sessions: Sessions) -> SeriesAudit:
    """Examine a series against the sessions of its exchange.

    Parameters
    ----------
    series : PriceSeries
    sessions : Sessions
        Of its exchange, covering its dates as far as the calendar reaches.
    """
    findings = tuple(found for check in CHECKS for found in check(series, sessions))
    errors = [f for f in findings if f.severity == "error"]
    days = [f.days for f in errors] or [np.array([], "datetime64[D]")]
    rejected = next((f.finding for f in errors if f.rejects), None)
    return SeriesAudit(findings, np.unique(np.concatenate(days)), rejected)


def _named(days: Days) -> str:
    shown = ", ".join(str(day) for day in days[:NAMED_DAYS])
    return f"{shown} and {len(days) - NAMED_DAYS} more" if len(days) > NAMED_DAYS else shown


def _closed_days(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    covered = (series.dates >= sessions.dates[0]) & (series.dates <= sessions.dates[-1])
    days = np.unique(series.dates[covered & (sessions.position(series.dates) < 0)])
    if not len(days):
        return
    text = f"rows on {len(days)} days on which {sessions.exchange} was closed: {_named(days)}"
    weekdays = (days.astype(int) + 3) % 7 < 5
    remedy = "check the exchange of this ticker, or delete the rows"
    if weekdays.all():
        text += "; the prices were probably laid on a Monday-to-Friday calendar"
        remedy = "use prices on the exchange's own sessions: filled rows move returns to wrong days"
    yield Finding(series.ticker, "error", text, days, remedy, rejects=True)


def _duplicates(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    days, counts = np.unique(series.dates, return_counts=True)
    days = days[counts > 1]
    if len(days):
        yield Finding(series.ticker, "error", f"dates that stand twice: {_named(days)}", days, "keep one row a day")


def _impossible(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    returns = series.kind == "returns"
    bad = ~np.isfinite(series.close) | (series.close < -1 if returns else series.close <= 0)
    if bad.any():
        days = np.unique(series.dates[bad])
        what = "returns below -100 % or infinite" if returns else "prices that are zero, negative or infinite"
        yield Finding(series.ticker, "error", f"{what}: {_named(days)}", days, "correct or empty these cells")


def _stale(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    bars = series.bars
    if series.kind == "returns" or not {"open", "high", "low", "volume"} <= set(bars):
        return
    order = np.argsort(series.dates, kind="stable")
    close = series.close[order]
    same = (bars["volume"][order][1:] == 0) & (close[1:] == close[:-1])
    for name in ("open", "high", "low"):
        same &= bars[name][order][1:] == close[1:]
    days = series.dates[order][1:][same]
    if len(days):
        text = f"stale rows, no volume and the close before repeated: {_named(days)}"
        yield Finding(series.ticker, "error", text, days, "fetch these days again or from another source")


def _missing(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    inside = (sessions.dates >= series.dates.min()) & (sessions.dates <= series.dates.max())
    days = np.setdiff1d(sessions.dates[inside], series.dates)
    if len(days):
        text = f"sessions of {sessions.exchange} without a price: {_named(days)}"
        remedy = "their returns and the next ones are missing, never filled; fetch them if they matter"
        yield Finding(series.ticker, "warning", text, days, remedy)


def _unsorted(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    back = np.diff(series.dates).astype(int) < 0
    if back.any():
        days = series.dates[1:][back]
        text = f"rows out of order: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "nothing: the rows were sorted by date")


def _jumps(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    if series.kind == "returns":
        return
    days, close = _clean(series)
    ratio = close[1:] / close[:-1]
    size = np.where(ratio >= 1, ratio, 1 / ratio)
    split = (np.abs(size[:, None] / SPLIT_RATIOS - 1) < SPLIT_TOLERANCE).any(axis=1)
    if split.any():
        text = f"jumps that look like an unadjusted split: {_named(days[1:][split])}"
        yield Finding(series.ticker, "warning", text, days[1:][split], "check for a split; use split-adjusted closes")
    back = np.abs(close[2:] / close[:-2] - 1) < JUMP / 5
    reversed_ = (np.abs(ratio[:-1] - 1) > JUMP) & back
    if reversed_.any():
        text = f"jumps that the next day takes back: {_named(days[1:-1][reversed_])}"
        yield Finding(series.ticker, "warning", text, days[1:-1][reversed_], "compare these closes with another source")


def _repeated(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    if series.kind == "returns" or "volume" in series.bars:
        return
    days, close = _clean(series)
    days = days[1:][close[1:] == close[:-1]]
    if len(days):
        text = f"the close before repeated, volume unknown: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "true ones exist; compare with a source that has volumes")


def _stray_dividends(series: PriceSeries, _: Sessions) -> Iterator[Finding]:
    inside = (series.ex_dates > series.dates.min()) & (series.ex_dates <= series.dates.max())
    days = np.setdiff1d(series.ex_dates[inside], series.dates)
    if len(days):
        text = f"dividends on days without a price: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "they are in no return; check the ex-dates")


def _clean(series: PriceSeries) -> tuple[Days, NDArray[np.float64]]:
    """Dates and closes in order, each date once, without impossible prices."""
    order = np.unique(series.dates, return_index=True)[1]
    order = order[np.isfinite(series.close[order]) & (series.close[order] > 0)]
    return series.dates[order], series.close[order]


CHECKS: tuple[Callable[[PriceSeries, Sessions], Iterator[Finding]], ...] = (
    _closed_days,
    _duplicates,
    _impossible,
    _stale,
    _missing,
    _unsorted,
    _jumps,
    _repeated,
    _stray_dividends,
)
