"""How far an abnormal return hangs on the market it is measured against: its range over the benchmarks of a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from eventstudy.messages import Message, message
from eventstudy.result import StudyResult
from eventstudy.spec import StudySpec
from eventstudy.study.baskets import Basket
from eventstudy.text.language import Language

__all__ = ["Range", "benchmark_names", "market_name", "ranges"]


@dataclass(frozen=True)
class Range:
    """Smallest and largest abnormal return of a firm-event's day 0 over several benchmarks, as decimals.

    Attributes
    ----------
    least, most : float
    n : int
        How many benchmarks, the asset's own market among them.
    without : bool
        Whether one of them is a market from which the asset is taken out.
    markets : tuple of (Message, float)
        Name of each and the abnormal return against it, the asset's own market first.
    """

    least: float
    most: float
    n: int
    without: bool
    markets: tuple[tuple[Message, float], ...] = ()

    def told(self, name: str, language: Language) -> str:
        """The clause that follows a number of an asset of this name."""
        values = {key: language.percent(getattr(self, key), 1) for key in ("least", "most")}
        return language("story.over.without" if self.without else "story.over", n=self.n, name=name, **values)


def ranges(study: StudyResult) -> dict[tuple[str, str], Range]:
    """Range of each firm-event that is measured against several markets of its own closing hour.

    Parameters
    ----------
    study : StudyResult

    Returns
    -------
    dict of (event_id, asset) to Range
        Without those whose abnormal return is none of the market model, for it is no row of the benchmarks.
    """
    frames, spec = study.frames, study.spec
    table = frames["benchmarks"]
    rows = table[(table["start"] == 0) & (table["end"] == 0) & table["car"].notna() & ~table["note"].astype(bool)]
    ar = frames["ar"][frames["ar"]["day"] == 0].set_index(["event_id", "asset"])["ar"]
    taken_out = {ticker for one in spec.benchmarks or () for ticker in one.exclude}
    names = benchmark_names(spec)
    out = {}
    for (event, asset), one in rows.groupby(["event_id", "asset"], sort=False):
        own = one["car"]
        if len(own) > 1 and np.isclose(own.iloc[0], ar.get((event, asset), np.nan), rtol=1e-9, atol=0):
            against = zip(one["benchmark"], own, strict=True)
            markets = tuple((names.get(text) or market_name(spec, text), float(value)) for text, value in against)
            out[event, asset] = Range(float(own.min()), float(own.max()), len(own), asset in taken_out, markets)
    return out


def benchmark_names(spec: StudySpec) -> Mapping[str, Message]:
    """Name of each benchmark of the study by what its table calls it."""
    out = {}
    for one in spec.benchmarks or ():
        market, excluded = market_name(spec, one.market), [market_name(spec, ticker) for ticker in one.exclude]
        said = message("market_without", market=market, names=excluded) if excluded else market
        out[Basket(one.market, one.exclude).name] = said
    return out


def market_name(spec: StudySpec, ticker: str) -> Message:
    """Name of a market or an asset, else its ticker."""
    named = [one[ticker].name for one in (spec.markets, spec.assets) if ticker in one]
    return message("market_named", name=next(filter(None, named), ticker))
