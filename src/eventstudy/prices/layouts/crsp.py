"""Daily returns as CRSP gives them, in its old format (SIZ) and its new one (CIZ)."""

from __future__ import annotations

import numpy as np

from eventstudy.messages import message
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.plan import Cells, Column, Head, Plan, missing
from eventstudy.prices.request import Request

__all__ = ["CRSP", "CRSP_CIZ", "is_ciz", "is_siz"]

MISSING_RETURN = -66.0
"""CRSP's codes of why there is no return are −66, −77, −88, −99, or letters; a return is never below −1."""
LETTERS = ("A", "B", "C", "D", "E", "P", "S", "T", ".", "NaN", "nan", "NA")
SIZ = {"permno": "ticker", "date": "date", "ret": "close", "dlret": "delisting", "vol": "volume"}
CIZ = {"permno": "ticker", "dlycaldt": "date", "dlyret": "close", "dlyvol": "volume"}


def is_siz(head: Head) -> bool:
    """Whether the header is that of CRSP's old daily file."""
    return {"permno", "date", "ret"} <= _names(head)


def is_ciz(head: Head) -> bool:
    """Whether the header is that of CRSP's new daily file."""
    return {"permno", "dlycaldt", "dlyret"} <= _names(head)


def plan_crsp(head: Head, _request: Request) -> Plan:
    """PERMNO, date, RET and, where there, DLRET, which is compounded: (1 + RET)(1 + DLRET) − 1."""
    if is_ciz(head):
        raise head.error(message("crsp_is_ciz"), message("write_layout", layout="crsp_ciz"))
    return _plan(head, SIZ)


def plan_ciz(head: Head, _request: Request) -> Plan:
    """Permno, dlycaldt, dlyret, which holds the return of the delisting already."""
    if is_siz(head):
        raise head.error(message("crsp_is_siz"), message("write_layout", layout="crsp"))
    return _plan(head, CIZ)


def _plan(head: Head, columns: dict[str, str]) -> Plan:
    names = [name.strip().lower() for name in head.header]
    for name, field in columns.items():
        if field in ("ticker", "date", "close") and name not in names:
            raise missing(head, name.upper(), message("crsp_has"))
    own = {at: Column(head.header[at], columns[name]) for at, name in enumerate(names) if name in columns}
    return Plan(
        own,
        kind="returns",
        nothing=LETTERS,
        forms=("%Y%m%d",),
        finish=with_delisting,
        said=message("read_crsp_returns"),
    )


def with_delisting(cells: Cells) -> Cells:
    """Returns without CRSP's codes, those of a delisting compounded with the day's own."""
    close = _known(cells["close"])
    delisted = _known(cells.pop("delisting", np.full(len(close), np.nan)))
    both = (1 + np.nan_to_num(close)) * (1 + delisted) - 1
    return cells | {"close": np.where(np.isfinite(delisted), both, close)}


def _known(values: np.ndarray) -> np.ndarray:
    return np.where(values <= MISSING_RETURN + 0.5, np.nan, values)


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
)
CRSP_CIZ = Layout(
    "crsp_ciz",
    plan_ciz,
    {
        "en": "CRSP's new daily file (CIZ): permno, dlycaldt, dlyret, which holds the return of a delisting.",
        "de": "CRSPs neue Tagesdatei (CIZ): permno, dlycaldt, dlyret, die Rendite eines Börsenabgangs darin.",
    },
)
