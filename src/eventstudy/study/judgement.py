"""From numbers to a judgement: what else bears on an abnormal return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from eventstudy.inference import Sample
from eventstudy.messages import Message, joined, message
from eventstudy.study.attribution import attribution_frame, attribution_note
from eventstudy.study.characteristics import regressions_frame
from eventstudy.study.comparison import benchmarks_frame
from eventstudy.study.money import money_frame
from eventstudy.study.multiplicity import multiplicity_frame
from eventstudy.study.overlap import find_overlap
from eventstudy.study.prepare import Prepared

__all__ = ["judge", "without_prices"]


def judge(
    prepared: Prepared,
    computed: pd.DataFrame,
    members: np.ndarray,
    windows: list[tuple[tuple[int, int], np.ndarray, Sample]],
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[str, pd.DataFrame], tuple[Message, ...]]:
    """Tables on overlaps, other markets, the number of tests, money and characteristics; and notes on them.

    Parameters
    ----------
    prepared : Prepared
    computed : DataFrame
        Firm-events that were computed.
    members : ndarray of int
        Their rows in `prepared.events`.
    windows : list of (window, rows of `computed`, sample)
    tables : mapping of name to DataFrame
        With "car" and "tests".
    """
    spec, events = prepared.spec, prepared.events
    overlap = find_overlap(spec, events, prepared.sessions)
    endogenous = set(computed["event_id"][computed["endogenous"].to_numpy(dtype=bool)])
    found = {
        "overlaps": overlap.table,
        "clusters": overlap.clusters,
        "attribution": attribution_frame(prepared, overlap.clusters),
        "benchmarks": benchmarks_frame(prepared, members),
        "multiplicity": multiplicity_frame(tables["car"], tables["tests"], endogenous),
        "money": money_frame(spec, events, tables["car"], prepared.prices, prepared.sessions),
        "regressions": regressions_frame(spec, computed, windows),
    }
    return found, (*without_prices(prepared), *overlap.notes, *attribution_note(overlap.clusters))


def without_prices(prepared: Prepared) -> Iterator[Message]:
    """Benchmarks that cannot be compared."""
    prices = prepared.prices
    named = [ticker for one in prepared.spec.benchmarks or () for ticker in (one.market, *one.exclude)]
    for ticker in dict.fromkeys(named):
        if ticker not in prices.series:
            error = prices.why_not(ticker)
            yield joined((message("benchmark_without_prices", ticker=ticker, why=error.what), error.advice))
