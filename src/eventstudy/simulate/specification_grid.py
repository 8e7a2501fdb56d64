"""The specifications of one event: every model on every estimation window against every benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import SpecError
from eventstudy.models.choice import inputs_of
from eventstudy.spec import StudySpec
from eventstudy.study import Prepared
from eventstudy.study.baskets import Basket
from eventstudy.study.findings import same_hour

__all__ = ["Specification", "markets_of", "specifications"]

Ints = NDArray[np.int64]
Window = tuple[int, int]


@dataclass(frozen=True)
class Specification:
    """One way to estimate the event.

    Attributes
    ----------
    model : str
    past : tuple of int
        Estimation window.
    markets : tuple of (asset, market)
        What each asset of the event is compared with.
    """

    model: str
    past: Window
    markets: tuple[tuple[str, str], ...]

    @property
    def benchmark(self) -> str:
        """Its markets, as output calls them."""
        return ", ".join(dict.fromkeys(market for _, market in self.markets if market))


def markets_of(prepared: Prepared, members: Ints) -> list[tuple[tuple[str, str], ...]]:
    """What the assets of the event are compared with, the study's own first.

    Then whole markets, where the study takes something out of them (`exclude:`), and each of its `benchmarks:`. One
    that is an asset itself, or closes at another hour, is none for that asset; one without some constituents is for
    assets of that market alone.
    """
    spec, events = prepared.spec, prepared.events.iloc[members]
    own = dict(zip(events["asset"], events["market"], strict=True))
    exchange = dict(zip(events["asset"], events["exchange"], strict=True))
    listed = {asset: spec.listed[asset].market if asset in spec.listed else None for asset in own}
    whole = {asset: listed[asset] or spec.defaults.market or "" for asset in own}
    choices = [own, whole]
    for one in spec.benchmarks or ():
        basket = Basket(one.market, one.exclude)
        fits = {
            asset: basket.market != asset
            and (not basket.weights or whole[asset] == basket.market)
            and _same_hour(prepared, exchange[asset], basket.name)
            for asset in own
        }
        choices.append({asset: basket.name if fits[asset] else own[asset] for asset in own})
    return list(dict.fromkeys(tuple(choice.items()) for choice in choices))


def _same_hour(prepared: Prepared, exchange: str, market: str) -> bool:
    place = prepared.market_exchange.get((exchange, market))
    return place is not None and same_hour(prepared.sessions[exchange], prepared.sessions[place])


def specifications(
    spec: StudySpec, models: Sequence[str], pasts: Sequence[Window], markets: Sequence[tuple[tuple[str, str], ...]]
) -> list[Specification]:
    """Every model on every estimation window against every benchmark that it reads, the study's own first."""
    own = (spec.model.name, spec.windows.estimation)
    pairs = dict.fromkeys([own, *((name, past) for name in models for past in pasts)])
    return [
        Specification(model, past, own)
        for model, past in pairs
        for own in (markets if _reads_market(spec, model) else markets[:1])
    ]


def _reads_market(spec: StudySpec, model: str) -> bool:
    try:
        inputs = inputs_of(spec if model == spec.model.name else spec.replace(model=model))
    except SpecError:  # the specification itself says why
        return False
    return inputs.market or bool(inputs.neighbours)
