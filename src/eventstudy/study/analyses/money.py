"""CARs in money, where the study says how many shares there are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from eventstudy.calendar import Sessions
from eventstudy.prices import Prices
from eventstudy.prices.currency import MINOR_UNITS, currency_of
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis, Computed

__all__ = ["MONEY", "money_frame"]


def money_frame(
    spec: StudySpec, events: pd.DataFrame, car: pd.DataFrame, prices: Prices, sessions: Mapping[str, Sessions]
) -> pd.DataFrame:
    """What each CAR is worth: CAR × market value at the last close before the window.

    Parameters
    ----------
    spec : StudySpec
        Assets with `shares` have rows.
    events : DataFrame
        All firm-events: event_id, asset, exchange, position.
    car : DataFrame
        event_id, asset, start, end, car, se.
    prices : Prices
    sessions : mapping of exchange to Sessions

    Returns
    -------
    DataFrame
        event_id, asset, start, end, car, date and close (before the window, in currency), currency ("" where not
        known), shares, value (in currency), value_se. A log CAR c counts as exp(c) − 1. NaN where that close is
        missing.
    """
    counted = [ticker for ticker, asset in spec.assets.items() if asset.shares and ticker in prices.series]
    rows = car[car["asset"].isin(counted)].merge(
        events[["event_id", "asset", "exchange", "position"]], on=["event_id", "asset"], how="left"
    )
    if rows.empty:
        return pd.DataFrame(columns=TABLES["money"].filled)
    parts = [_of_asset(spec, prices, sessions, str(ticker), own) for ticker, own in rows.groupby("asset", sort=False)]
    return pd.concat(parts).sort_index()[TABLES["money"].filled].reset_index(drop=True)


def _of_asset(
    spec: StudySpec, prices: Prices, sessions: Mapping[str, Sessions], ticker: str, rows: pd.DataFrame
) -> pd.DataFrame:
    series, shares = prices.series[ticker], spec.assets[ticker].shares or np.nan
    if series.kind == "returns":
        return rows.iloc[:0].reindex(columns=TABLES["money"].filled)
    quoted = currency_of(spec, ticker, series)
    currency, unit = MINOR_UNITS.get(str(quoted), (quoted or "", 1.0))
    before = sessions[str(rows["exchange"].iloc[0])].dates[rows["position"] + rows["start"] - 1]
    closes = pd.Series(series.close / unit, index=series.dates.astype("datetime64[s]"))
    close = closes[~closes.index.duplicated()].reindex(before.astype("datetime64[s]")).to_numpy()
    log = spec.returns == "log"
    effect = np.expm1(rows["car"]) if log else rows["car"]
    slope = np.exp(rows["car"]) if log else 1.0
    return rows.assign(
        date=before.astype("datetime64[s]"),
        close=close,
        currency=currency,
        shares=shares,
        value=effect * close * shares,
        value_se=slope * rows["se"] * close * shares,
    )


def _money(computed: Computed) -> pd.DataFrame:
    own = computed.prepared
    return money_frame(own.spec, own.events, computed.frames["car"], own.prices, own.sessions)


MONEY = Analysis(TABLES["money"], _money)
