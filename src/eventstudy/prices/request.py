"""What is asked of a price source, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from eventstudy.errors import DataError
from eventstudy.prices.series import PriceSeries
from eventstudy.spec import PriceChoice

__all__ = ["Fetched", "Request"]


@dataclass(frozen=True)
class Request:
    """Tickers and dates wanted.

    Attributes
    ----------
    tickers : tuple of str
    first, last : datetime64[D]
        Range of sessions, both included.
    choice : PriceChoice
        The `prices:` part of the study.
    folder : Path
        Where relative paths start.
    offline : bool
        Use no network: the cache alone.
    refresh : bool
        Ask the network even where the cache is fresh.
    progress : callable
        Called with each ticker when a network source has dealt with it.
    """

    tickers: tuple[str, ...]
    first: np.datetime64
    last: np.datetime64
    choice: PriceChoice = field(default_factory=PriceChoice)
    folder: Path = field(default_factory=Path)
    offline: bool = False
    refresh: bool = False
    progress: Callable[[str], None] = lambda _: None


@dataclass(frozen=True)
class Fetched:
    """Series by ticker, the error of each ticker that has none, and what the user should know."""

    series: Mapping[str, PriceSeries]
    failures: Mapping[str, DataError] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
