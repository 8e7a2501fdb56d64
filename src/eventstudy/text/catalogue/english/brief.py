"""English: a summary on one screen."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "brief.studied": "{counts}; model '{model}'",
    "brief.none_dropped": "{events}, {firm_events}, none dropped",
    "brief.and_others": " and {n} more",
    "brief.dropped": "dropped: {list}",
    "brief.dropped_windows": "single CAR windows {n}",
    "brief.asked.two-sided": "In question: {event}. One of its shares moved as much {rank}{verdict}",
    "brief.asked.greater": "In question: {event}. One of its shares rose as much {rank}{verdict}",
    "brief.asked.less": "In question: {event}. One of its shares fell as much {rank}{verdict}",
    "brief.moved.none": "Together, none of the {n} CARs {window} stands out from ordinary large moves.",
    "brief.moved.none.seen": " At half of them {size} would have, with 80 % probability.",
    "brief.moved.some": (
        "Together, {found} of the {n} CARs {window} stand out ({level:share} % wrong ones allowed): {names}{more}; "
        "{strict} if none may be wrong."
    ),
    "brief.moved.one": (
        "Together, one of the {n} CARs {window} stands out ({level:share} % wrong ones allowed): {names}; {strict} if "
        "none may be wrong."
    ),
    "brief.day0": "day 0",
    "brief.interval": "{coverage:share} % interval",
    "brief.markets": "range by market, %",
    "brief.from_to": "{low} to {high}",
    "brief.rank.two-sided": "rank k/n: on k of n ordinary days it moved as much, given its volatility then",
    "brief.rank.greater": "rank k/n: on k of n ordinary days it rose as much, given its volatility then",
    "brief.rank.less": "rank k/n: on k of n ordinary days it fell as much, given its volatility then",
    "brief.on_day": "{name}, day {day}",
    "brief.true_of": "true of",
    "brief.no_prices": "prices not known",
    "brief.no_price": "none, {low} to {high}",
    "brief.no_price_but_close": "none, close {close}",
    "brief.price_close": "the close, {value}",
    "brief.price_open": "the day's open, {value}",
    "brief.price_high": "the day's high, {value}",
    "brief.price_low": "the day's low, {value}",
    "brief.price_between": "between {below} and {above}",
    "brief.between.price_close": "close",
    "brief.between.price_open": "open",
    "brief.between.price_high": "high",
    "brief.between.price_low": "low",
    "brief.means": "mean, %",
    "brief.news": "Beware: other news {list}.",
    "brief.news.day0": "on day 0 of {events}",
    "brief.news.later": "in longer windows of {events}",
    "brief.compared": "How far they agree (p by {test})",
    "brief.ranged": "{event}: {told}",
    "brief.more": "and {n} more: --verbose",
    "brief.more_here": "and {n} more",
    "and_so_many": "{n:count} more",
    "caveat.events_of": "{n} events",
}
