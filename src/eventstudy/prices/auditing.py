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
from eventstudy.messages import NOTHING, Message, message
from eventstudy.prices.dividend_checks import dividends
from eventstudy.prices.finding import Days, Finding, Floats, gross_ratios, in_order, named, repeats
from eventstudy.prices.misdated import closed_days, known_closes, sessions_by_prices, without_padding
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.snapshot import shipped_series

__all__ = ["CHECKS", "SESSION_CHECKS", "Finding", "SeriesAudit", "audit", "audit_all"]

SPLIT_RATIOS = np.array([2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 40, 50, 100])
SPLIT_TOLERANCE = 0.02
JUMP = 0.25
"""A move of a quarter that is taken back the next day is more often a typing slip than news."""
IN_CACHE = 32
"""Series that are looked at together."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, eq=False)
class SeriesAudit:
    """Findings on one series, the days that no window may use, and why none may use it, with what to do.

    `rejected` and `remedy` say nothing for a series that can be used.
    """

    findings: tuple[Finding, ...] = ()
    bad_days: Days = field(default_factory=lambda: np.array([], "datetime64[D]"))
    rejected: Message = NOTHING
    remedy: Message = NOTHING


def audit(series: PriceSeries, sessions: Sessions | None, *, drop_closed: bool = False) -> SeriesAudit:
    """Examine a series against the sessions of its exchange.

    Parameters
    ----------
    series : PriceSeries
    sessions : Sessions or None
        Of its exchange, from before its first date to after its last as far as the calendar reaches; None for a
        series without an exchange, such as an exchange rate.
    drop_closed : bool
        Whether rows on closed days that repeat the close before are left out where they are many; few always are.
    """
    findings: list[Finding] = []
    if sessions is not None and len(series.dates) and not sessions.all_from_first_to_last(series.dates):
        series, findings = without_padding(series, sessions, drop=drop_closed)
    if not len(series.dates):
        return SeriesAudit(tuple(findings))
    findings += [found for check in CHECKS for found in check(series)]
    if sessions is not None:
        checks = HOUR_CHECKS if sessions.all_from_first_to_last(series.dates) else SESSION_CHECKS
        findings += [found for check in checks for found in check(series, sessions)]
    errors = [f for f in findings if f.severity == "error"]
    days = [f.days for f in errors] or [np.array([], "datetime64[D]")]
    rejected = next(((f.finding, f.remedy) for f in errors if f.rejects), (NOTHING, NOTHING))
    return SeriesAudit(tuple(findings), np.unique(np.concatenate(days)), *rejected)


def audit_all(
    series: Mapping[Key, tuple[PriceSeries, Sessions]], *, drop_closed: bool = False
) -> dict[Key, SeriesAudit]:
    """What `audit` finds in each series on its exchange.

    The columns of a wide table share their dates. Those with nothing but closes that change every day by less than a
    quarter, one in each session, are told together: no check can find anything in them.
    """
    shipped = shipped_series()
    groups: dict[tuple[int, str, np.datetime64 | None], list[Key]] = {}
    for key, (one, sessions) in series.items():
        plain = one.kind == "prices" and one.ticker not in shipped
        if plain and len(one.dates) and not (one.bars or one.said or len(one.ex_dates) or len(one.blank)):
            groups.setdefault((id(one.dates), sessions.exchange, one.as_of), []).append(key)
    spared: set[Key] = set()
    for keys in groups.values():
        one, sessions = series[keys[0]]
        punctual = sessions.all_from_first_to_last(one.dates)
        if punctual and not any(found for check in HOUR_CHECKS for found in check(one, sessions)):
            blocks = [keys[start : start + IN_CACHE] for start in range(0, len(keys), IN_CACHE)]
            calm = [_calm(np.stack([series[key][0].close for key in block])) for block in blocks]
            spared |= {key for key, is_calm in zip(keys, np.concatenate(calm), strict=True) if is_calm}
    return {
        key: SeriesAudit() if key in spared else audit(*both, drop_closed=drop_closed) for key, both in series.items()
    }


def _calm(closes: Floats) -> NDArray[np.bool_]:
    """Rows of positive closes that change every day by less than `JUMP`; shape (n, T) to (n,)."""
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        change = np.abs(closes[:, 1:] / closes[:, :-1] - 1)
    moves = ((change > 0) & (change < JUMP)).all(axis=1)
    calm: NDArray[np.bool_] = moves & (closes > 0).all(axis=1) & np.isfinite(closes[:, 0])
    return calm


def _duplicates(series: PriceSeries) -> Iterator[Finding]:
    if isinstance(in_order(series), slice):
        return
    days, counts = np.unique(series.dates, return_counts=True)
    days = days[counts > 1]
    if len(days):
        what = message("duplicate_dates", days=named(days))
        yield Finding(series.ticker, "error", what, days, message("keep_one_row_a_day"))


def _impossible(series: PriceSeries) -> Iterator[Finding]:
    returns = series.kind == "returns"
    bad = ~np.isfinite(series.close) | (series.close < -1 if returns else series.close <= 0)
    if bad.any():
        days = np.unique(series.dates[bad])
        what = message("impossible_returns" if returns else "impossible_prices", days=named(days))
        yield Finding(series.ticker, "error", what, days, message("correct_or_empty_cells"))


def _no_returns(series: PriceSeries) -> Iterator[Finding]:
    if series.kind == "returns" and np.median(np.abs(series.close)) > JUMP:
        what, remedy = message("returns_too_large", percent=100 * JUMP), message("write_returns_as_decimals")
        yield Finding(series.ticker, "error", what, np.unique(series.dates), remedy, rejects=True)


def _stale(series: PriceSeries) -> Iterator[Finding]:
    if not {"open", "high", "low", "volume"} <= set(series.bars):
        return
    same = np.isin(series.dates, repeats(series)) & (series.bars["volume"] == 0)
    for name in ("open", "high", "low"):
        same &= series.bars[name] == series.close
    days = np.unique(series.dates[same])
    if len(days):
        what = message("stale_rows", days=named(days))
        yield Finding(series.ticker, "error", what, days, message("fetch_days_again"))


def _outside(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """Rows before the calendar of the exchange starts or after it ends."""
    days = np.unique(series.dates[(series.dates < sessions.dates[0]) | (series.dates > sessions.dates[-1])])
    if len(days):
        what = message("outside_calendar", n=len(days), exchange=sessions.exchange, days=named(days))
        yield Finding(series.ticker, "warning", what, days, message("rows_not_used"))


def _too_early(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """Rows of sessions that had not closed when the prices were taken."""
    if series.as_of is None:
        return
    at = sessions.position(series.dates)
    next_close = int(np.searchsorted(sessions.closes, series.as_of, side="right"))
    today = series.as_of.astype("datetime64[D]")
    future = (at > next_close) | ((at < 0) & (series.dates > today + np.timedelta64(1, "D")))
    for days, code, remedy in (
        (np.unique(series.dates[at == next_close]), "session_not_closed", "fetch_after_close"),
        (np.unique(series.dates[future]), "future_dates", "correct_dates"),
    ):
        if len(days):
            yield Finding(series.ticker, "error", message(code, days=named(days)), days, message(remedy))


def _blank_last(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    """A last row without a close. Many of them are a series that ended."""
    last = series.dates.max()
    after = np.unique(series.blank[series.blank > last])
    if len(after) == 1 and sessions.position(after)[0] == sessions.position(np.array([last]))[0] + 1:
        what = message("last_row_empty", day=after[0])
        yield Finding(series.ticker, "warning", what, after, message("fetch_again_later"))


def _missing(series: PriceSeries, sessions: Sessions) -> Iterator[Finding]:
    inside = (sessions.dates >= series.dates.min()) & (sessions.dates <= series.dates.max())
    at = sessions.position(series.dates)
    inside[at[at >= 0]] = False
    days = sessions.dates[inside]
    if len(days):
        what = message("missing_sessions", exchange=sessions.exchange, days=named(days))
        yield Finding(series.ticker, "warning", what, days, message("fetch_if_they_matter"))


def _unsorted(series: PriceSeries) -> Iterator[Finding]:
    back = np.diff(series.dates).astype(int) < 0
    if back.any():
        days = series.dates[1:][back]
        what = message("rows_out_of_order", days=named(days))
        yield Finding(series.ticker, "warning", what, days, message("rows_were_sorted"))


def _jumps(series: PriceSeries) -> Iterator[Finding]:
    days, ratio = gross_ratios(series)
    with np.errstate(over="ignore", divide="ignore"):
        size = np.maximum(ratio, 1 / ratio)
    split = size > SPLIT_RATIOS[0] * (1 - 2 * SPLIT_TOLERANCE)
    split[split] = (np.abs(size[split][:, None] / SPLIT_RATIOS - 1) < SPLIT_TOLERANCE).any(axis=1)
    back = np.abs(ratio[:-1] * ratio[1:] - 1) < JUMP / 5
    reversed_ = (np.abs(ratio[:-1] - 1) > JUMP) & back
    for some, code, remedy in (
        (days[split], "jumps_like_split", "check_for_split"),
        (days[:-1][reversed_], "jumps_taken_back", "compare_closes"),
    ):
        if len(some):
            yield Finding(series.ticker, "warning", message(code, days=named(some)), some, message(remedy))


def _repeated(series: PriceSeries) -> Iterator[Finding]:
    if series.kind == "returns":
        return
    same = repeats(series)
    if not len(same):
        return
    volume = series.bars.get("volume", np.full(len(series.dates), np.nan))
    stale = next((found.days for found in _stale(series)), series.dates[:0])
    days = np.setdiff1d(np.intersect1d(same, series.dates[~(volume > 0)]), stale)
    if len(days):
        what = message("repeated_closes", days=named(days))
        yield Finding(series.ticker, "warning", what, days, message("compare_volumes"))


def _said(series: PriceSeries) -> Iterator[Finding]:
    """What was read as what, where a file had to be read in a way of its own."""
    for what, days in series.said:
        concerned = np.unique(days if len(days) else series.dates)
        yield Finding(series.ticker, "note", what, concerned, message("nothing_to_correct"))


CHECKS: tuple[Callable[[PriceSeries], Iterator[Finding]], ...] = (
    _duplicates,
    _impossible,
    _no_returns,
    _stale,
    _unsorted,
    _jumps,
    _repeated,
    dividends,
    known_closes,
    _said,
)
"""Each takes a series."""

HOUR_CHECKS: tuple[Callable[[PriceSeries, Sessions], Iterator[Finding]], ...] = (
    _too_early,
    _blank_last,
    sessions_by_prices,
)
"""Those of the next that can find something where each session has its row."""

SESSION_CHECKS: tuple[Callable[[PriceSeries, Sessions], Iterator[Finding]], ...] = (
    closed_days,
    _outside,
    _missing,
    *HOUR_CHECKS,
)
"""Each takes a series and the sessions of its exchange."""
