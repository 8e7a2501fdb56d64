"""What a model reads beside the returns of the assets, session by session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.panel.values import Inputs
from eventstudy.prices.factors import FactorTable
from eventstudy.returns import ReturnTable

__all__ = ["Readings", "market_rows", "read_sessions"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Readings:
    """Tables of B rows, one for each exchange and market of it, and of S columns, the sessions of that exchange.

    Rows without a market, one for each exchange, come last.

    Attributes
    ----------
    markets : ndarray, shape (B, S)
        Returns, NaN where missing.
    bad : ndarray of bool, shape (B, S)
        Sessions whose market price the audit forbids; none where the model does not read the market.
    further : ndarray, shape (B, S, f)
        What else the model reads, in the order of `Inputs`.
    risk_free : ndarray, shape (B, S)
        0 where the model reads none.
    known : ndarray of bool, shape (B, S)
        Whether all that the model reads of the session is there.
    dates : ndarray of datetime64[D], shape (E, S)
        Sessions of each exchange, NaT after the last.
    exchange : ndarray of int, shape (B,)
        Row of `dates`.
    """

    markets: Floats
    bad: NDArray[np.bool_]
    further: Floats
    risk_free: Floats
    known: NDArray[np.bool_]
    dates: Days
    exchange: Ints


def read_sessions(table: ReturnTable, inputs: Inputs, factors: FactorTable | None) -> Readings:
    """Everything that `inputs` names, of all sessions.

    Parameters
    ----------
    table : ReturnTable
    inputs : Inputs
    factors : FactorTable or None
        Must have the columns that `inputs` names.
    """
    names = list(table.sessions)
    pairs = list(table.market_row)
    exchange = np.array([*(names.index(name) for name, _ in pairs), *range(len(names))])
    source = np.array([*range(len(pairs)), *[len(pairs)] * len(names)])
    markets: Floats = _rows(table.markets, source)
    dates = np.full((len(names), markets.shape[1]), np.datetime64("NaT", "D"))
    for i, own in enumerate(table.sessions.values()):
        dates[i, : len(own.dates)] = own.dates
    parts = [_moved(markets, distance) for distance in inputs.neighbours]
    for control in inputs.controls:
        rows = np.array([table.market_row.get((name, control), len(pairs)) for name in names])
        parts.append(table.markets[rows[exchange]])
    parts += [_on_days(factors, name, dates)[exchange] for name in inputs.factors]
    further = np.stack(parts, axis=-1) if parts else np.empty((*markets.shape, 0))
    risk_free = np.broadcast_to(0.0, markets.shape)
    if inputs.risk_free is not None:
        risk_free = _on_days(factors, inputs.risk_free, dates)[exchange]
    bad = _rows(table.markets_bad, source) if inputs.market else np.zeros(markets.shape, dtype=bool)
    return Readings(markets, bad, further, risk_free, inputs.known(markets, further, risk_free), dates, exchange)


def market_rows(events: pd.DataFrame, table: ReturnTable) -> Ints:
    """Row of each firm-event, by its exchange and its market, in the tables of `Readings`; shape (N,)."""
    nowhere = {name: len(table.market_row) + i for i, name in enumerate(table.sessions)}
    (exchange, exchanges), (own, markets) = (pd.factorize(events[name]) for name in ("exchange", "market"))
    rows = np.array(
        [[table.market_row.get((e, m), nowhere[e]) for m in markets] for e in exchanges], dtype=np.int64
    ).reshape(len(exchanges), len(markets))
    return rows[exchange, own]


def _rows(values: NDArray[Any], rows: Ints) -> NDArray[Any]:
    """Rows of a table; itself where they are all."""
    return values if len(rows) == len(values) else values[rows]


def _moved(values: Floats, distance: int) -> Floats:
    """The value of so many sessions later (earlier where negative), NaN beyond the table; shape of `values`."""
    moved = np.full(values.shape, np.nan)
    width = values.shape[1]
    if distance >= 0:
        moved[:, : max(width - distance, 0)] = values[:, distance:]
    else:
        moved[:, -distance:] = values[:, : max(width + distance, 0)]
    return moved


def _on_days(factors: FactorTable | None, name: str, days: Days) -> Floats:
    """One factor's return of each day, NaN on days that the table does not have; shape of `days`."""
    if factors is None:
        return np.full(days.shape, np.nan)
    at = np.searchsorted(factors.dates, days).clip(max=len(factors.dates) - 1)
    column = factors.values[:, factors.columns.index(name)]  # noqa: PD011, not a frame
    return np.where(factors.dates[at] == days, column[at], np.nan)
