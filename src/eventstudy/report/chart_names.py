"""Names of files of charts, and of folders of single events: as plain as ids allow."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

__all__ = ["ChartNames", "name_apart"]

LONGEST = 60


class ChartNames:
    """File names without ending: safe on every file system, different for different events and assets of a study.

    An id stands as it is, but for letters that not every file system takes. Where two ids of the study would have the
    same name, or names that differ by case alone, which many file systems take for one, a hash tells them apart.

    Parameters
    ----------
    events, assets : iterable of str
        All of the study, whether they are drawn or not.
    """

    def __init__(self, events: Iterable[str] = (), assets: Iterable[str] = ()) -> None:
        self._names = (_named(events, r"[^A-Za-z0-9._-]+"), _named(assets, r"[^A-Za-z0-9.-]+"))

    def __call__(self, stem: str, *keys: str) -> str:
        """Name of one drawing.

        Parameters
        ----------
        stem : str
            Of the chart.
        *keys : str
            Nothing, an event, or an event and an asset.
        """
        return "_".join([stem, *(names[key] for names, key in zip(self._names, keys, strict=False))])


def _named(keys: Iterable[str], unsafe: str) -> dict[str, str]:
    """Name of each key."""
    slugs = {key: re.sub(unsafe, "-", key)[:LONGEST].strip(".-") for key in keys}
    same = Counter(slug.casefold() for slug in slugs.values())
    return {
        key: slug if slug and same[slug.casefold()] == 1 else f"{slug}-{_hash(key)}".lstrip("-")
        for key, slug in slugs.items()
    }


def name_apart(stem: str, key: str) -> str:
    """A name that no other key has, whatever else there is: only one without capitals stands as it is."""
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", key)[:LONGEST].strip("-")
    return f"{stem}_{slug}" if slug == key == key.lower() else f"{stem}_{slug}-{_hash(key)}".replace("_-", "_")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]
