"""What is asked of a price source, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from eventstudy.errors import DataError
from eventstudy.messages import Message
from eventstudy.prices.series import PriceSeries

__all__ = ["Fetched", "Request"]


@dataclass(frozen=True)
class Request:
    """Tickers and dates wanted.

    Attributes
    ----------
    tickers : tuple of str
    first, last : datetime64[D]
        Range of sessions, both included.
    options : mapping of str to Any
        What the source reads under `prices:`, defaults included.
    folder : Path
        Where relative paths start.
    has_fallback : bool
        Whether another source stands ready for what this one lacks.
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
    options: Mapping[str, Any] = field(default_factory=dict)
    folder: Path = field(default_factory=Path)
    has_fallback: bool = False
    offline: bool = False
    refresh: bool = False
    progress: Callable[[str], None] = lambda _: None


@dataclass(frozen=True)
class Fetched:
    """Series by ticker, the error of each ticker that has none, and what the user should know."""

    series: Mapping[str, PriceSeries]
    failures: Mapping[str, DataError] = field(default_factory=dict)
    said: tuple[Message, ...] = ()
