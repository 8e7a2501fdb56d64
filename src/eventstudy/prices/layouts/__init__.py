"""Ways in which files of prices are laid out."""

from __future__ import annotations

from eventstudy.messages import message
from eventstudy.prices.layouts.crsp import CRSP, CRSP_CIZ, is_ciz, is_siz
from eventstudy.prices.layouts.datastream import DATASTREAM, is_datastream
from eventstudy.prices.layouts.layout import Layout
from eventstudy.prices.layouts.plain import BARS_LAYOUT, LONG, WIDE, plan_bars, plan_long, plan_wide
from eventstudy.prices.layouts.terminals import BLOOMBERG, EVENTSTUDYTOOLS, REFINITIV, is_bloomberg
from eventstudy.prices.layouts.yfinance import YFINANCE, has_two_rows
from eventstudy.prices.plan import Head, Plan, fields_of
from eventstudy.prices.request import Request
from eventstudy.registry import Registry
from eventstudy.text import add_texts

__all__ = ["LAYOUTS", "Layout"]

STATED = ((is_siz, CRSP), (is_ciz, CRSP_CIZ), (is_datastream, DATASTREAM), (is_bloomberg, BLOOMBERG))
"""Layouts that a header tells of, and that a study names because their values need reading."""


def plan_auto(head: Head, request: Request) -> Plan:
    """What the header makes certain: yfinance's two rows, a long table, a file of one ticker, a wide table.

    A vendor's file is not guessed: its values have codes of their own. The error names the layout.
    """
    if has_two_rows(head):
        return YFINANCE.plan(head, request)
    for is_it, layout in STATED:
        if is_it(head):
            raise head.error(
                message("looks_like_layout", layout=layout.name), message("write_layout", layout=layout.name)
            )
    names = [
        "" if name in request.tickers else field
        for name, field in zip(head.header, fields_of(head.header), strict=True)
    ]
    if "ticker" in names:
        return plan_long(head, request)
    if {"close", "adjusted"} & set(names):
        return plan_bars(head, request)
    return plan_wide(head, request)


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
