"""What is wrong with a price series, before any statistics see it.

Errors make days unusable (or the whole series, when it sits on days on which its exchange was closed); warnings
drop nothing. No finding is repaired, and none depends on the clock: what lies in the future is judged by when the
source was asked (`PriceSeries.as_of`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.prices.series import PriceSeries

__all__ = ["CHECKS", "SESSION_CHECKS", "Finding", "SeriesAudit", "audit", "audit_all"]

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]

SPLIT_RATIOS = np.array([2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100])
SPLIT_TOLERANCE = 0.02
JUMP = 0.25
"""A move of a quarter that is taken back the next day is more often a typing slip than news."""
NAMED_DAYS = 5
IN_CACHE = 32
"""Series that are looked at together."""

Key = TypeVar("Key", bound=Hashable)


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


def audit(series: PriceSeries, sessions: Sessions | None) -> SeriesAudit:
    """Examine a series against the sessions of its exchange.

    Parameters
    ----------
    series : PriceSeries
    sessions : Sessions or None
        Of its exchange, from before its first date to after its last as far as the calendar reaches; None for a
        series without an exchange, such as an exchange rate.
    """
    if not len(series.dates):
        return SeriesAudit()
    findings = [found for check in CHECKS for found in check(series)]
    if sessions is not None:
        checks = HOUR_CHECKS if sessions.all_from_first_to_last(series.dates) else SESSION_CHECKS
        findings += [found for check in checks for found in check(series, sessions)]
    errors = [f for f in findings if f.severity == "error"]
    days = [f.days for f in errors] or [np.array([], "datetime64[D]")]
    rejected = next((f.finding for f in errors if f.rejects), None)
    return SeriesAudit(tuple(findings), np.unique(np.concatenate(days)), rejected)


def audit_all(series: Mapping[Key, tuple[PriceSeries, Sessions]]) -> dict[Key, SeriesAudit]:
    """What `audit` finds in each series on its exchange.

    The columns of a wide table share their dates. Those with nothing but closes that change every day by less than a
    quarter, one in each session, are told together: no check can find anything in them.
    """
    groups: dict[tuple[int, str, np.datetime64 | None], list[Key]] = {}
    for key, (one, sessions) in series.items():
        if one.kind == "prices" and len(one.dates) and not (one.bars or len(one.ex_dates) or len(one.blank)):
            groups.setdefault((id(one.dates), sessions.exchange, one.as_of), []).append(key)
    spared: set[Key] = set()
    for keys in groups.values():
        one, sessions = series[keys[0]]
        punctual = sessions.all_from_first_to_last(one.dates)
        if punctual and not any(found for check in HOUR_CHECKS for found in check(one, sessions)):
            blocks = [keys[start : start + IN_CACHE] for start in range(0, len(keys), IN_CACHE)]
            calm = [_calm(np.stack([series[key][0].close for key in block])) for block in blocks]
            spared |= {key for key, is_calm in zip(keys, np.concatenate(calm), strict=True) if is_calm}
    return {key: SeriesAudit() if key in spared else audit(*both) for key, both in series.items()}


def _calm(closes: Floats) -> NDArray[np.bool_]:
    """Rows of positive closes that change every day by less than `JUMP`; shape (n, T) to (n,)."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        change = np.abs(closes[:, 1:] / closes[:, :-1] - 1)
    moves = ((change > 0) & (change < JUMP)).all(axis=1)
    calm: NDArray[np.bool_] = moves & (closes > 0).all(axis=1) & np.isfinite(closes[:, 0])
    return calm


def _named(days: Days) -> str:
    shown = ", ".join(str(day) for day in days[:NAMED_DAYS])
    return f"{shown} and {len(days) - NAMED_DAYS} more" if len(days) > NAMED_DAYS else shown


def _closed_days(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    covered = (series.dates >= sessions.dates[0]) & (series.dates <= sessions.dates[-1])
    closed = covered & (sessions.position(series.dates) < 0)
    days = np.unique(series.dates[closed])
    if not len(days):
        return
    text = f"rows on {len(days)} days on which {sessions.exchange} was closed: {_named(days)}"
    remedy = "check the exchange of this ticker and the time zone of its dates, or delete the rows"
    weekend = (days.astype(int) + 3) % 7 >= 5
    filled = np.isin(days, _repeats(series))
    if filled.mean() > 0.5:
        laid = "on every day of the calendar" if weekend.any() else "on a Monday-to-Friday calendar without holidays"
        text += f"; {filled.sum()} of them repeat the close before: the prices were laid {laid} and filled forward"
        remedy = "use prices on the exchange's own sessions: filled rows move returns to wrong days"
    elif not weekend.any():
        text += "; the prices may lie on a Monday-to-Friday calendar, or on that of another exchange"
    yield Finding(series.ticker, "error", text, days, remedy, rejects=True)


def _duplicates(series: PriceSeries) -> Iterator[Finding]:
    if isinstance(_in_order(series), slice):
        return
    days, counts = np.unique(series.dates, return_counts=True)
    days = days[counts > 1]
    if len(days):
        yield Finding(series.ticker, "error", f"dates that stand twice: {_named(days)}", days, "keep one row a day")


def _impossible(series: PriceSeries) -> Iterator[Finding]:
    returns = series.kind == "returns"
    bad = ~np.isfinite(series.close) | (series.close < -1 if returns else series.close <= 0)
    if bad.any():
        days = np.unique(series.dates[bad])
        what = "returns below -100 % or infinite" if returns else "prices that are zero, negative or infinite"
        yield Finding(series.ticker, "error", f"{what}: {_named(days)}", days, "correct or empty these cells")


def _no_returns(series: PriceSeries) -> Iterator[Finding]:
    if series.kind == "returns" and np.median(np.abs(series.close)) > JUMP:
        text = f"half of its returns are larger than {100 * JUMP:.0f} %: they look like prices or per cents"
        remedy = "write 1 % as 0.01, or 'kind: prices'"
        yield Finding(series.ticker, "error", text, np.unique(series.dates), remedy, rejects=True)


def _stale(series: PriceSeries) -> Iterator[Finding]:
    if not {"open", "high", "low", "volume"} <= set(series.bars):
        return
    same = np.isin(series.dates, _repeats(series)) & (series.bars["volume"] == 0)
    for name in ("open", "high", "low"):
        same &= series.bars[name] == series.close
    days = np.unique(series.dates[same])
    if len(days):
        text = f"stale rows, no volume and the close before repeated: {_named(days)}"
        yield Finding(series.ticker, "error", text, days, "fetch these days again or from another source")


def _outside(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """Rows before the calendar of the exchange starts or after it ends."""
    days = np.unique(series.dates[(series.dates < sessions.dates[0]) | (series.dates > sessions.dates[-1])])
    if len(days):
        text = f"{len(days)} rows outside the calendar of {sessions.exchange}: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "nothing: these rows are not used")


def _too_early(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """Rows of sessions that had not closed when the prices were taken."""
    if series.as_of is None:
        return
    at = sessions.position(series.dates)
    next_close = int(np.searchsorted(sessions.closes, series.as_of, side="right"))
    today = series.as_of.astype("datetime64[D]")
    future = (at > next_close) | ((at < 0) & (series.dates > today + np.timedelta64(1, "D")))
    for days, text, remedy in (
        (
            series.dates[at == next_close],
            "the session had not closed when the prices were taken, so its price is no close",
            "fetch again after the close, or delete the row",
        ),
        (series.dates[future], "dates in the future of the moment when the prices were taken", "correct the dates"),
    ):
        if len(days):
            named = _named(np.unique(days))
            yield Finding(series.ticker, "error", f"{text}: {named}", np.unique(days), remedy)


def _blank_last(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """A last row without a close. Many of them are a series that ended."""
    last = series.dates.max()
    after = np.unique(series.blank[series.blank > last])
    if len(after) == 1 and sessions.position(after)[0] == sessions.position(np.array([last]))[0] + 1:
        text = f"the last row has no close: {after[0]}"
        yield Finding(series.ticker, "warning", text, after, "the session was not finished; fetch again later")


def _missing(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    inside = (sessions.dates >= series.dates.min()) & (sessions.dates <= series.dates.max())
    at = sessions.position(series.dates)
    inside[at[at >= 0]] = False
    days = sessions.dates[inside]
    if len(days):
        text = f"sessions of {sessions.exchange} without a price: {_named(days)}"
        remedy = "their returns and the next ones are missing, never filled; fetch them if they matter"
        yield Finding(series.ticker, "warning", text, days, remedy)


def _unsorted(series: PriceSeries) -> Iterator[Finding]:
    back = np.diff(series.dates).astype(int) < 0
    if back.any():
        days = series.dates[1:][back]
        text = f"rows out of order: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "nothing: the rows were sorted by date")


def _jumps(series: PriceSeries) -> Iterator[Finding]:
    days, ratio = _ratios(series)
    with np.errstate(over="ignore", divide="ignore"):
        size = np.maximum(ratio, 1 / ratio)
    split = size > SPLIT_RATIOS[0] * (1 - 2 * SPLIT_TOLERANCE)
    split[split] = (np.abs(size[split][:, None] / SPLIT_RATIOS - 1) < SPLIT_TOLERANCE).any(axis=1)
    if split.any():
        text = f"jumps that look like an unadjusted split: {_named(days[split])}"
        yield Finding(series.ticker, "warning", text, days[split], "check for a split; use split-adjusted closes")
    back = np.abs(ratio[:-1] * ratio[1:] - 1) < JUMP / 5
    reversed_ = (np.abs(ratio[:-1] - 1) > JUMP) & back
    if reversed_.any():
        text = f"jumps that the next day takes back: {_named(days[:-1][reversed_])}"
        yield Finding(series.ticker, "warning", text, days[:-1][reversed_], "compare these closes with another source")


def _repeated(series: PriceSeries) -> Iterator[Finding]:
    if series.kind == "returns":
        return
    repeats = _repeats(series)
    if not len(repeats):
        return
    volume = series.bars.get("volume", np.full(len(series.dates), np.nan))
    stale = next((found.days for found in _stale(series)), series.dates[:0])
    days = np.setdiff1d(np.intersect1d(repeats, series.dates[~(volume > 0)]), stale)
    if len(days):
        text = f"the close before repeated, with no volume known: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "true ones exist; compare with a source that has volumes")


def _stray_dividends(series: PriceSeries) -> Iterator[Finding]:
    if not len(series.ex_dates):
        return
    inside = (series.ex_dates > series.dates.min()) & (series.ex_dates <= series.dates.max())
    days = np.setdiff1d(series.ex_dates[inside], series.dates)
    if len(days):
        text = f"dividends on days without a price: {_named(days)}"
        yield Finding(series.ticker, "warning", text, days, "they are in no return; check the ex-dates")


def _repeats(series: PriceSeries) -> Days:
    """Days whose close is that of the row before, by date; for returns, days on which it is 0."""
    if series.kind == "returns":
        return series.dates[series.close == 0]
    order = _in_order(series)
    dates, close = series.dates[order], series.close[order]
    return dates[1:][close[1:] == close[:-1]]


def _in_order(series: PriceSeries) -> NDArray[np.int64] | slice:
    """Rows by date, the first of each date."""
    if (series.dates[1:] > series.dates[:-1]).all():
        return slice(None)
    return np.unique(series.dates, return_index=True)[1]


def _ratios(series: PriceSeries) -> tuple[Days, Floats]:
    """Each close over the one before, each date once, without impossible ones; gross returns as they are."""
    level = 1 + series.close if series.kind == "returns" else series.close
    order = _in_order(series)
    dates, level = series.dates[order], level[order]
    possible = np.isfinite(level) & (level > 0)
    if not possible.all():
        dates, level = dates[possible], level[possible]
    if series.kind == "returns":
        return dates, level
    with np.errstate(over="ignore"):  # an endless ratio is a jump like others
        return dates[1:], level[1:] / level[:-1]


CHECKS: tuple[Callable[[PriceSeries], Iterator[Finding]], ...] = (
    _duplicates,
    _impossible,
    _no_returns,
    _stale,
    _unsorted,
    _jumps,
    _repeated,
    _stray_dividends,
)
"""Each takes a series."""

HOUR_CHECKS: tuple[Callable[[PriceSeries, Sessions], Iterator[Finding]], ...] = (_too_early, _blank_last)
"""Those of the next that can find something where each session has its row."""

SESSION_CHECKS: tuple[Callable[[PriceSeries, Sessions], Iterator[Finding]], ...] = (
    _closed_days,
    _outside,
    _missing,
    *HOUR_CHECKS,
)
"""Each takes a series and the sessions of its exchange."""
