"""How far an abnormal return hangs on the market it is measured against: its range over the benchmarks of a study."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eventstudy.result import StudyResult
from eventstudy.text.language import Language

__all__ = ["Range", "ranges"]


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
    """

    least: float
    most: float
    n: int
    without: bool

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
    out = {}
    for key, own in rows.groupby(["event_id", "asset"], sort=False)["car"]:
        if len(own) > 1 and np.isclose(own.iloc[0], ar.get(key, np.nan), rtol=1e-9, atol=0):
            event, asset = key
            out[event, asset] = Range(float(own.min()), float(own.max()), len(own), asset in taken_out)
    return out
