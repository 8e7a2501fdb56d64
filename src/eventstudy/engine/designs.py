"""Least squares on several regressors straight from dense tables: each design is factored once.

Regressors belong to a market or an exchange, so the firm-events of one day 0 share them. Their QR is computed once
for each row of regressors and position; a firm-event costs two products with it. As in `dense`, a firm-event with a
missing estimation day comes out as NaN and takes the general way, `least_squares` on its own cut windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from eventstudy.engine import formulas
from eventstudy.engine.dense import Windows, looked_at, residual_sums
from eventstudy.engine.fit import factored

__all__ = ["DesignFits", "fit_designs"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK = 1024
"""Firm-events looked at together: their windows and designs stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class DesignFits:
    """Models of n firm-events without a missing estimation day, k regressors each; NaN for the others.

    Attributes
    ----------
    coefficients : ndarray, shape (n, k)
    sigma, r_squared : ndarray, shape (n,)
    ar : ndarray, shape (n, L)
        Abnormal returns of the event window, NaN where missing.
    shape : ndarray, shape (n, 4)
        As `residual_shape` gives it.
    pair : ndarray of int, shape (n,)
        Which of P designs each firm-event has.
    inverse : ndarray, shape (P, k, k)
        R⁻¹ of each design, NaN where it is collinear.
    """

    coefficients: Floats
    sigma: Floats
    r_squared: Floats
    ar: Floats
    shape: Floats
    pair: Ints
    inverse: Floats


def fit_designs(windows: Windows, X: Floats, base: Floats) -> DesignFits:
    """Ordinary least squares of every firm-event, by QR of each design.

    Parameters
    ----------
    windows : Windows
    X : ndarray, shape (B, S, k)
        Regressors of each session, constant included, NaN where missing; `market_row` of `windows` is its row.
    base : ndarray, shape (B, S)
        What returns are in excess of.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35, section 5.
    """
    n, k, (_, length) = len(windows.row), X.shape[2], windows.days
    keys, pair = np.unique(windows.market_row * X.shape[1] + windows.position, return_inverse=True)
    out = DesignFits(
        coefficients=np.empty((n, k)),
        sigma=np.empty(n),
        r_squared=np.empty(n),
        ar=np.empty((n, length)),
        shape=np.empty((n, 4)),
        pair=pair,
        inverse=np.empty((len(keys), k, k)),
    )

    def fill(own: Ints) -> None:
        _fill_block(out, windows, X, base, keys, own)

    with ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(fill, _blocks(pair)))
    return out


def _blocks(pair: Ints) -> Iterator[Ints]:
    """Firm-events in parts of `BLOCK`, those with one design together."""
    order = np.argsort(pair, kind="stable")
    for start in range(0, len(order), BLOCK):
        yield order[start : start + BLOCK]


def _fill_block(out: DesignFits, windows: Windows, X: Floats, base: Floats, keys: Ints, own: Ints) -> None:
    """Models of one block, and the designs that they have."""
    days, length = windows.days
    first, last = out.pair[own[0]], out.pair[own[-1]]
    design, (market, position) = out.pair[own] - first, np.divmod(keys[first : last + 1], X.shape[1])
    starts, starts_event = position + windows.estimation[0], position + windows.event[0]
    q, out.inverse[first : last + 1] = factored(looked_at(X, market, starts, days))
    q = np.ascontiguousarray(q.swapaxes(1, 2))[design]
    y = looked_at(windows.assets, windows.row[own], windows.position[own] + windows.estimation[0], days)
    y -= looked_at(base, market, starts, days)[design]
    centred = y - y.mean(axis=1)[:, None]
    syy = np.einsum("ij,ij->i", centred, centred)
    products = q @ y[:, :, None]
    b = (out.inverse[first : last + 1][design] @ products)[:, :, 0]
    y -= (products.swapaxes(1, 2) @ q)[:, 0]
    sse = np.einsum("ij,ij->i", y, y)
    event = looked_at(windows.assets, windows.row[own], windows.position[own] + windows.event[0], length)
    event -= looked_at(base, market, starts_event, length)[design]
    X_event = looked_at(X, market, starts_event, length)[design]
    out.coefficients[own] = b
    out.ar[own] = event - (X_event @ b[:, :, None])[:, :, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        out.sigma[own] = np.where(np.isnan(b).any(axis=1), np.nan, formulas.deviation(sse, days - X.shape[2]))
        out.r_squared[own] = formulas.explained(sse, syy)
        out.shape[own] = residual_sums(y, sse)
