"""Prices of everything that a study needs, what its model compares with included."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eventstudy.models.choice import inputs_of
from eventstudy.prices import Prices, fetch_prices
from eventstudy.spec import StudySpec

__all__ = ["load_prices"]


def load_prices(
    spec: StudySpec,
    *,
    offline: bool = False,
    refresh: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    events: Sequence[str] = (),
) -> Prices:
    """Fetch every series that a study, or some events of it, need.

    Parameters
    ----------
    spec : StudySpec
    offline : bool
        Use no network: what is in the cache, then the study's fallback.
    refresh : bool
        Ask the network even for what is fresh in the cache.
    progress : callable
        Called with each ticker when the network has been asked for it.
    events : sequence of str
        Ids of the only events to fetch prices for; by default all.

    Returns
    -------
    Prices
        A series that neither the source nor the fallback has is listed under `missing`.

    Raises
    ------
    DataError
        A file cannot be read, or no series at all could be had.
    """
    return fetch_prices(
        spec, inputs_of(spec).controls, offline=offline, refresh=refresh, progress=progress, only=events
    )
