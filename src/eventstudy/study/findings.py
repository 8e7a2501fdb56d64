"""Findings that need more than one series: markets without a close, dates that are off, currencies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar import Sessions
from eventstudy.errors import DataError
from eventstudy.messages import Message, message
from eventstudy.models import DIMSON
from eventstudy.prices import Prices, PriceSeries
from eventstudy.prices.auditing import Finding
from eventstudy.prices.currency import MINOR_UNITS, Converted, currency_of, in_currency, rates_for
from eventstudy.result.schema import TABLES
from eventstudy.returns import ReturnTable
from eventstudy.spec import StudySpec

__all__ = [
    "asynchronous_markets",
    "audit_frame",
    "currency_findings",
    "given_returns",
    "idle_markets",
    "in_study_currency",
    "same_hour",
    "shifted_series",
    "window_days",
]


Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Listed = Mapping[str, tuple[str, str | None]]

ENOUGH = 60
"""Common days below which correlations say nothing about dates."""
HALF_AN_HOUR = 1800
IN_CACHE = 32
"""Rows whose correlations are computed together."""
VARIES = 1e-12
"""A sum of squares about the mean that is a smaller share of the sum of squares is a rounding error."""
CLEAR = 3.0
"""Standard errors by which a shifted correlation must exceed the one on the dates as they stand."""


def idle_markets(table: ReturnTable, used: Collection[tuple[str, str | None]]) -> Iterator[Finding]:
    """Sessions of an exchange on which the market of an asset had no new close, one finding each."""
    for (exchange, market), days in table.idle.items():
        what, remedy = message("idle_market", exchange=exchange), message("choose_market_of_same_days")
        for day in days if (exchange, market) in used else ():
            yield Finding(market, "warning", what, np.array([day]), remedy)


def same_hour(own: Sessions, theirs: Sessions) -> bool:
    """Whether two exchanges close within half an hour of each other on most days that both trade."""
    _, here, there = np.intersect1d(own.dates, theirs.dates, return_indices=True)
    apart = np.abs(own.closes[here] - theirs.closes[there])
    return len(apart) == 0 or bool(np.median(apart.astype("timedelta64[s]").astype(int)) <= HALF_AN_HOUR)


def asynchronous_markets(
    used: Collection[tuple[str, str | None]],
    market_exchange: Mapping[tuple[str, str], str],
    sessions: Mapping[str, Sessions],
) -> Iterator[Finding]:
    """Markets that close at another hour than an asset which is compared with them."""
    for exchange, market in sorted((e, m) for e, m in used if e and m):
        theirs = market_exchange[exchange, market]
        if not same_hour(sessions[exchange], sessions[theirs]):
            what = message("asynchronous_market", exchange=exchange)
            remedy = message("use_dimson", key=f"model: {{name: {DIMSON.name}, lags: 1}}")
            yield Finding(market, "warning", what, sessions[exchange].dates, remedy)


def shifted_series(table: ReturnTable, listed: Listed) -> Iterator[Finding]:
    """Assets whose returns follow their market clearly better when one of the two is shifted by a session."""
    nowhere = len(table.markets) - 1
    assets = list(table.asset_row)
    rows = np.array([table.market_row.get((listed[t][0], listed[t][1] or ""), nowhere) for t in assets], dtype=int)
    own = table.assets
    parts = [_fits(own[some], table.markets[rows[some]]) for some in _blocks(len(own))]
    as_is, n, *both = (np.concatenate(values) for values in zip(*parts, strict=True)) if parts else [np.empty(0)] * 6
    for side, shifted, n_shifted in (("before", *both[:2]), ("after", *both[2:])):
        count = np.minimum(n, n_shifted)
        clear = (count >= ENOUGH) & (shifted - as_is > CLEAR * np.sqrt(2 / np.maximum(count, 1)))
        for row in np.flatnonzero(clear):
            exchange, market = listed[assets[row]]
            days = table.sessions[exchange].dates
            what = message(f"fits_session_{side}", market=market, shifted=shifted[row], as_is=as_is[row])
            seen = days[np.flatnonzero(np.isfinite(own[row]))]
            yield Finding(assets[row], "warning", what, seen, message("compare_known_day"))


def _blocks(rows: int) -> list[slice]:
    """Few enough rows that all that is computed of them stays in the processor's cache."""
    return [slice(start, start + IN_CACHE) for start in range(0, rows, IN_CACHE)]


def _fits(own: Floats, theirs: Floats) -> tuple[NDArray[np.generic], ...]:
    """Correlation and common days as the dates stand, with the market's day before, and with the day after."""
    # Nobody has a return before the first price or after the last; without these sessions most tables lack nothing.
    known = np.flatnonzero(~(np.isnan(own).all(axis=0) & np.isnan(theirs).all(axis=0)))
    if len(known):
        inside = slice(known[0], known[-1] + 1)
        own, theirs = own[:, inside], theirs[:, inside]
    pairs = ((own, theirs), (own[:, 1:], theirs[:, :-1]), (own[:, :-1], theirs[:, 1:]))
    complete = np.isfinite(own).all() and np.isfinite(theirs).all()
    return tuple(values for pair in pairs for values in (_complete if complete else _correlations)(*pair))


def _complete(a: Floats, b: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """What `_correlations` gives where no day is missing, from sums of the values as they are."""
    n = a.shape[1]
    (sum_a, sum_b), (raw_a, raw_b) = (a.sum(axis=1), b.sum(axis=1)), (np.einsum("ij,ij->i", v, v) for v in (a, b))
    squares, others = (
        np.where(raw * VARIES < spread, spread, 0.0)
        for raw, spread in ((raw_a, raw_a - sum_a**2 / n), (raw_b, raw_b - sum_b**2 / n))
    )
    products = np.einsum("ij,ij->i", a, b) - sum_a * sum_b / n
    scale = np.sqrt(squares * others)
    return np.abs(products) / np.where(scale > 0, scale, np.inf), np.full(len(a), n)


def _correlations(a: Floats, b: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Correlation of each row over the days that both have, and their number; shapes (A, S) to (A,).

    Its size: the returns of an inverse product follow the market too. 0 where a row does not vary.
    """
    both = np.isfinite(a) & np.isfinite(b)
    n = both.sum(axis=1)
    a, b = (_centred(values, both, n) for values in (a, b))
    squares, others, products = (np.einsum("ij,ij->i", *pair) for pair in ((a, a), (b, b), (a, b)))
    scale = np.sqrt(squares * others)
    return np.abs(products) / np.where(scale > 0, scale, np.inf), n


def _centred(values: Floats, where: NDArray[np.bool_], n: NDArray[np.int64]) -> Floats:
    """Deviations from each row's mean over the days of `where`, 0 elsewhere; shape as `values`."""
    kept = np.where(where, values, 0.0)
    mean = kept.sum(axis=1) / np.maximum(n, 1)
    centred: Floats = np.where(where, kept - mean[:, None], 0.0)
    return centred


def given_returns(spec: StudySpec, prices: Prices, tickers: list[str]) -> Iterator[Finding]:
    """Returns of the user's that a study in log returns takes as simple ones."""
    for ticker in tickers:
        if prices.series[ticker].kind == "returns" and spec.returns == "log":
            yield _over(prices.series[ticker], message("given_as_returns"), message("convert_log_returns"))


def in_study_currency(spec: StudySpec, prices: Prices, tickers: list[str]) -> dict[str, Converted]:
    """Series that are not in the study's currency, converted to it.

    Raises
    ------
    SpecError
        The currency of a series is not known.
    DataError
        A series holds returns, or the exchange rates are missing.
    """
    choice, out = spec.currency, {}
    if choice is None:
        return {}
    to = choice.to
    for ticker in tickers:
        one = prices.series[ticker]
        currency = currency_of(spec, ticker, one)
        if currency is None:
            place = "assets" if ticker in spec.assets else "markets"
            what = message("currency_not_known", ticker=ticker, to=to)
            raise spec.error((place, ticker), what, message("add_currency", ticker=ticker, place=place), key=True)
        if currency == to:
            continue
        if one.kind == "returns":
            raise DataError(
                message("returns_not_converted", ticker=ticker, currency=currency, to=to), message("give_prices")
            )
        major = MINOR_UNITS.get(currency, (currency, 1.0))[0]
        out[ticker] = in_currency(one, currency, to, None if major == to else rates_for(choice, prices, major))
    return out


def currency_findings(
    spec: StudySpec, prices: Prices, listed: Listed, converted: Mapping[str, Converted]
) -> Iterator[Finding]:
    """What a reader must know about the currencies of the prices."""
    used = dict.fromkeys([*listed, *(market for _, market in listed.values() if market)])
    known = {t: currency_of(spec, t, prices.series[t]) for t in used if t in prices.series}
    for ticker, currency in known.items():
        one = prices.series[ticker]
        if currency in MINOR_UNITS:
            what = message("quoted_in_hundredths", unit=currency, currency=MINOR_UNITS[currency][0])
            yield _over(one, what, message("check_dividend_unit"))
        if currency and one.currency and currency != one.currency:
            what = message("currency_contradicted", stated=currency, known=one.currency)
            yield _over(one, what, message("study_is_believed"))
        if ticker in converted:
            yield from _conversion(one, currency or "", converted[ticker])
    for asset, (_, market) in listed.items():
        a, m = (MINOR_UNITS.get(str(known.get(t)), (known.get(t), 1))[0] for t in (asset, market or ""))
        if a and m and a != m and spec.currency is None:
            what = message("market_in_other_currency", own=a, market=market, other=m)
            yield _over(prices.series[asset], what, message("name_currency_or_market", currency=a))


def _over(series: PriceSeries, what: Message, remedy: Message) -> Finding:
    """A warning about all days of a series."""
    return Finding(series.ticker, "warning", what, np.unique(series.dates), remedy)


def _conversion(series: PriceSeries, currency: str, converted: Converted) -> Iterator[Finding]:
    to = converted.series.currency
    if not converted.rates:
        yield _over(series, message("converted_by_unit", unit=currency, currency=to), message("nothing_to_do"))
        return
    what = message("converted", currency=currency, to=to, rates=converted.rates)
    yield _over(series, what, message("compare_rates" if "=X" in converted.rates else "rates_add_noise"))
    for severity, days, code, remedy in (
        ("warning", converted.late, "late_exchange_rates", "give_own_rates"),
        ("error", converted.unrated, "missing_exchange_rates", "give_rates_that_cover"),
    ):
        if len(days):
            yield Finding(series.ticker, severity, message(code), days, message(remedy))


SEVERITIES = ("error", "warning", "note")
REACHES = ("event", "estimation", "")
"""Windows by what a finding in them does to the result."""


def audit_frame(findings: list[Finding], windows: Mapping[str, Mapping[str, Days]]) -> pd.DataFrame:
    """The audit table, by what findings do to the result: those that reject a series, then those on days of windows.

    Errors come before warnings and these before notes; within them days of an event window come before days of an
    estimation window, and days that no window holds last.

    Parameters
    ----------
    windows : mapping of `REACHES` to mapping of ticker to ndarray of datetime64[D]
        Days of the event windows and of the estimation windows for which a ticker's prices are read.
    """
    rows, ranks = [], []
    for f in findings:
        rows.append((f.ticker, f.severity, f.finding, str(f.days[0]), str(f.days[-1]), len(f.days), f.remedy))
        held = (name for name in REACHES[:2] if np.isin(f.days, windows[name].get(f.ticker, f.days[:0])).any())
        ranks.append((SEVERITIES.index(f.severity), not f.rejects, REACHES.index(next(held, ""))))
    order = sorted(range(len(rows)), key=ranks.__getitem__)
    return pd.DataFrame(list(dict.fromkeys(rows[i] for i in order)), columns=TABLES["audit"].filled)


def window_days(
    events: pd.DataFrame, sessions: Mapping[str, Sessions], window: tuple[int, int], tickers: Collection[str]
) -> dict[str, Days]:
    """Sessions in a window of any firm-event, for each of some tickers that is its asset or its market."""
    concerned = events["asset"].isin(tickers) | events["market"].isin(tickers)
    placed = events[concerned & (events["position"] >= 0)]
    found: dict[str, list[Days]] = {}
    for (asset, market, exchange), rows in placed.groupby(["asset", "market", "exchange"], sort=False):
        dates = sessions[exchange].dates
        edges = np.zeros(len(dates) + 1, int)
        for bound, step in ((window[0], 1), (window[1] + 1, -1)):
            np.add.at(edges, np.clip(rows["position"].to_numpy() + bound, 0, len(dates)), step)
        days = dates[np.cumsum(edges[:-1]) > 0]
        for ticker in {asset, market} & {*tickers}:
            found.setdefault(ticker, []).append(days)
    return {ticker: np.unique(np.concatenate(parts)) for ticker, parts in found.items()}
