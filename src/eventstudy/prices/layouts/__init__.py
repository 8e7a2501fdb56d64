"""Ways in which files of prices are laid out."""

from __future__ import annotations

from collections.abc import Collection

from eventstudy.messages import message
from eventstudy.prices.layouts.crsp import CRSP, CRSP_CIZ, is_ciz, is_siz
from eventstudy.prices.layouts.datastream import DATASTREAM, is_datastream
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.layouts.plain import BARS_LAYOUT, LONG, WIDE
from eventstudy.prices.layouts.terminals import (
    BLOOMBERG,
    EVENTSTUDYTOOLS,
    REFINITIV,
    is_bloomberg,
    is_eventstudytools,
)
from eventstudy.prices.layouts.yfinance import YFINANCE, has_two_rows
from eventstudy.prices.plan import Head, Plan, fields_of
from eventstudy.prices.request import Request
from eventstudy.registry import Registry
from eventstudy.text import add_texts

__all__ = ["LAYOUTS", "Layout", "is_stated", "recognised"]

STATED = (
    (is_siz, CRSP),
    (is_ciz, CRSP_CIZ),
    (is_datastream, DATASTREAM),
    (is_bloomberg, BLOOMBERG),
    (is_eventstudytools, EVENTSTUDYTOOLS),
)
"""Layouts that a header tells of, and that a study names because their values need reading."""


def recognised(head: Head, tickers: Collection[str] = ()) -> Layout:
    """The layout that a header tells of; a column called like a ticker that is asked for is this ticker's."""
    if has_two_rows(head):
        return YFINANCE
    for is_it, layout in STATED:
        if is_it(head):
            return layout
    names = ["" if name in tickers else field for name, field in zip(head.header, fields_of(head.header), strict=True)]
    if "ticker" in names:
        return LONG
    return BARS_LAYOUT if {"close", "adjusted"} & set(names) else WIDE


def plan_auto(head: Head, request: Request) -> Plan:
    """What the header makes certain: yfinance's two rows, a long table, a file of one ticker, a wide table.

    A vendor's file is not guessed: its values have codes of their own. The error names the layout.
    """
    layout = recognised(head, request.tickers)
    if is_stated(layout):
        raise head.error(message("looks_like_layout", layout=layout.name), message("write_layout", layout=layout.name))
    return layout.plan(head, request)


def is_stated(layout: Layout) -> bool:
    """Whether a study names the layout, whatever the header tells."""
    return any(layout is one for _, one in STATED)


AUTO = Layout(
    "auto",
    plan_auto,
    {
        "en": "Whatever the header makes certain: wide, long, bars or yfinance.",
        "de": "Was die Kopfzeile sicher erkennen lässt: wide, long, bars oder yfinance.",
    },
)


def _join(layout: Layout) -> None:
    add_texts({layout.title_code: layout.titles, **layout.texts})


LAYOUTS = Registry(
    "eventstudy.layouts",
    Layout,
    (AUTO, WIDE, LONG, BARS_LAYOUT, YFINANCE, CRSP, CRSP_CIZ, DATASTREAM, REFINITIV, BLOOMBERG, EVENTSTUDYTOOLS),
    _join,
)
"""Layouts by name."""
