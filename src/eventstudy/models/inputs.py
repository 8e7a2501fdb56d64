"""What each model reads beside the returns of the asset and of its market, and its options."""

from __future__ import annotations

from eventstudy.panel import Inputs

__all__ = ["OPTIONS", "SIMPLE_RETURNS", "WITHOUT_MARKET", "inputs_of"]

WITHOUT_MARKET = frozenset({"mean"})
"""Models that a missing market return does not concern."""

SIMPLE_RETURNS: frozenset[str] = frozenset()
"""Models that log returns make no sense in."""

OPTIONS = {"dimson": ("lags", "leads")}
"""Options that a study may give, by model; the others have none."""


def inputs_of(name: str, lags: int | None = None, leads: int | None = None) -> Inputs:
    """What a model reads, with its options or their defaults.

    Parameters
    ----------
    name : str
    lags, leads : int or None
        Of `dimson`; 1 if None.
    """
    market = name not in WITHOUT_MARKET
    if name == "scholes_williams":
        return Inputs(market, neighbours=(-1, 1))
    if name == "dimson":
        before, after = (1 if given is None else given for given in (lags, leads))
        return Inputs(market, neighbours=(*range(-1, -before - 1, -1), *range(1, after + 1)))
    return Inputs(market)
