"""Daily returns as CRSP gives them, in its old format (SIZ) and its new one (CIZ)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from eventstudy.messages import message
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.plan import Cells, Column, Head, Plan, missing
from eventstudy.prices.request import Request

__all__ = ["CRSP", "CRSP_CIZ", "is_ciz", "is_siz"]

LOSS_OF_ALL = -1.0
"""No return is below it: −55, −66, −77, −88 and −99 are CRSP's codes of why there is none, as letters are."""
LETTERS = ("A", "B", "C", "D", "E", "P", "S", "T", ".", "NaN", "nan", "NA")
SIZ = {"permno": "ticker", "date": "date", "ret": "close", "dlret": "delisting", "vol": "volume", "ticker": "alias"}
CIZ = {"permno": "ticker", "dlycaldt": "date", "dlyret": "close", "dlyvol": "volume", "ticker": "alias"}
MARKETS = ("vwretd", "vwretx", "ewretd", "ewretx", "sprtrn")
"""Returns of CRSP's indices, the same in all rows of a date: series of their own, under these names."""
REASON, EXCHANGE = {"dlstcd": "reason"}, {"exchcd": "exchange", "hexcd": "exchange"}
FOR_PERFORMANCE = (500, 520, *range(551, 575), 580, 584)
"""Codes of delistings for performance."""
NASDAQ, ON_NASDAQ, ELSEWHERE = 3, -0.55, -0.30


def is_siz(head: Head) -> bool:
    """Whether the header is that of CRSP's old daily file."""
    return {"permno", "date", "ret"} <= _names(head)


def is_ciz(head: Head) -> bool:
    """Whether the header is that of CRSP's new daily file."""
    return {"permno", "dlycaldt", "dlyret"} <= _names(head)


def plan_crsp(head: Head, request: Request) -> Plan:
    """PERMNO, date, RET and, where there, DLRET, which is compounded: (1 + RET)(1 + DLRET) − 1."""
    if is_ciz(head):
        raise head.error(message("crsp_is_ciz"), message("write_layout", layout="crsp_ciz"))
    if request.options.get("delisting") != "shumway":
        return _plan(head, request, SIZ)
    places = next(({name: field} for name, field in EXCHANGE.items() if name in _names(head)), {})
    if not (places and _names(head) >= set(REASON)):
        raise head.error(message("shumway_reads"), message("export_or_leave_out"))
    return replace(_plan(head, request, SIZ | REASON | places), finish=partial(with_delisting, shumway=True))


def plan_ciz(head: Head, request: Request) -> Plan:
    """Permno, dlycaldt, dlyret, which holds the return of the delisting already."""
    if is_siz(head):
        raise head.error(message("crsp_is_siz"), message("write_layout", layout="crsp"))
    return _plan(head, request, CIZ)


def _plan(head: Head, request: Request, columns: dict[str, str]) -> Plan:
    names = [name.strip().lower() for name in head.header]
    for name, field in columns.items():
        if field in ("ticker", "date", "close") and name not in names:
            raise missing(head, name.upper(), message("crsp_has"))
    own = {at: Column(head.header[at], columns[name]) for at, name in enumerate(names) if name in columns}
    asked = {name.strip().lower(): name for name in head.header if name in request.tickers}
    asked = {name: one for name, one in asked.items() if name in MARKETS}
    asked |= {name.lower(): name for name in request.tickers if name.lower() in MARKETS}
    own |= {at: Column(head.header[at], "close", asked[name]) for at, name in enumerate(names) if name in asked}
    return Plan(
        dict(sorted(own.items())),
        kind="returns",
        nothing=LETTERS,
        forms=("%Y%m%d",),
        finish=with_delisting,
        said=message("read_crsp_returns"),
    )


def with_delisting(cells: Cells, *, shumway: bool = False) -> Cells:
    """Returns without CRSP's codes, those of a delisting compounded with the day's own.

    Parameters
    ----------
    cells : dict
        day, close and, where there, delisting; with `shumway` also reason (DLSTCD) and exchange (EXCHCD).
    shumway : bool
        Whether a delisting for performance whose return is missing has −30 %, on Nasdaq −55 %. Then `assumed` holds
        these returns, NaN elsewhere.

    References
    ----------
    Shumway (1997), Journal of Finance 52; Shumway and Warther (1999), Journal of Finance 54, for Nasdaq.
    """
    close = _known(cells["close"])
    delisted = _known(cells.pop("delisting", np.full(len(close), np.nan)))
    if shumway and "reason" in cells:
        reason, exchange = cells.pop("reason"), cells.pop("exchange")
        last = cells["day"] == cells["day"].max(initial=-np.inf)  # some exports repeat the code in all rows
        lacking = np.isin(reason, FOR_PERFORMANCE) & ~np.isfinite(delisted) & last
        assumed = np.where(lacking, np.where(exchange == NASDAQ, ON_NASDAQ, ELSEWHERE), np.nan)
        delisted, cells = np.where(lacking, assumed, delisted), cells | {"assumed": assumed}
    both = (1 + np.nan_to_num(close)) * (1 + delisted) - 1
    return cells | {"close": np.where(np.isfinite(delisted), both, close)}


def _known(values: np.ndarray) -> np.ndarray:
    return np.where(values < LOSS_OF_ALL, np.nan, values)


def _names(head: Head) -> set[str]:
    return {name.strip().lower() for name in head.header}


CRSP = Layout(
    "crsp",
    plan_crsp,
    {
        "en": "CRSP's old daily file (SIZ): PERMNO, date, RET, DLRET; tickers are PERMNOs, returns of delistings are "
        "compounded.",
        "de": "CRSPs alte Tagesdatei (SIZ): PERMNO, date, RET, DLRET; Ticker sind PERMNOs, Renditen von "
        "Börsenabgängen werden verkettet.",
    },
    delistings=True,
)
CRSP_CIZ = Layout(
    "crsp_ciz",
    plan_ciz,
    {
        "en": "CRSP's new daily file (CIZ): permno, dlycaldt, dlyret, which holds the return of a delisting.",
        "de": "CRSPs neue Tagesdatei (CIZ): permno, dlycaldt, dlyret, die Rendite eines Börsenabgangs darin.",
    },
)
