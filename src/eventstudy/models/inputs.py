"""What each model reads beside the returns of the asset and of its market, and its options."""

from __future__ import annotations

from eventstudy.panel import Inputs

__all__ = ["FACTORS", "LINEAR", "OPTIONS", "OVER_GAPS", "SIMPLE_RETURNS", "WITHOUT_MARKET", "inputs_of"]

FACTORS: dict[str, tuple[str, ...]] = {
    "capm": (),
    "ff3": ("Mkt-RF", "SMB", "HML"),
    "carhart": ("Mkt-RF", "SMB", "HML", "Mom"),
    "ff5": ("Mkt-RF", "SMB", "HML", "RMW", "CMA"),
    "factor": (),
}
"""Models that read a factor table, and the columns they take by name."""

RISK_FREE = "RF"

WITHOUT_MARKET = frozenset({"mean", "portfolio", *FACTORS}) - {"capm"}
"""Models that a missing market return does not concern."""

SIMPLE_RETURNS = frozenset({"portfolio", "bhar", *FACTORS})
"""Models that cannot be used with log returns: what they compare with is simple."""

LINEAR = frozenset({"market", "mean", "dimson", "calendar_time", *FACTORS})
"""Models by ordinary least squares."""

OVER_GAPS = frozenset({"market", "mean"})
"""Models of returns from trade to trade."""

OPTIONS = {
    "dimson": ("lags", "leads"),
    "factor": ("columns",),
    "portfolio": ("columns",),
    "calendar_time": ("columns",),
    "rolling": ("half_life",),
}
"""Options that a study may give, by model; the others have none."""


def inputs_of(
    name: str,
    lags: int | None = None,
    leads: int | None = None,
    columns: tuple[str, ...] = (),
    risk_free: str | None = None,
) -> Inputs:
    """What a model reads, with its options or their defaults.

    Parameters
    ----------
    name : str
    lags, leads : int or None
        Of `dimson`; 1 if None.
    columns : tuple of str
        Factors of `factor` and `calendar_time`, controls of `portfolio`.
    risk_free : str or None
        Column of the risk-free return; for `factor` and `calendar_time` None means that returns are not in excess
        of any.
    """
    market = name not in WITHOUT_MARKET
    if name == "scholes_williams":
        return Inputs(market, neighbours=(-1, 1))
    if name == "dimson":
        before, after = (1 if given is None else given for given in (lags, leads))
        return Inputs(market, neighbours=(*range(-1, -before - 1, -1), *range(1, after + 1)))
    if name == "portfolio":
        return Inputs(market, controls=columns)
    if name == "factor" or (name == "calendar_time" and columns):
        return Inputs(market=False, factors=columns, risk_free=risk_free)
    if name in FACTORS:
        return Inputs(market, factors=FACTORS[name], risk_free=risk_free or RISK_FREE)
    return Inputs(market)
