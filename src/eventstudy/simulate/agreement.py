"""What distinct specifications of one event agree on, and what the same ones say at dates without an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference.laws import Alternative, tail
from eventstudy.messages import joined, message
from eventstudy.result.schema import SCHEMA
from eventstudy.simulate.effects import effective_dates, placebo_p
from eventstudy.simulate.specification_answers import AtDates, PlaceboDates
from eventstudy.spec import StudySpec

__all__ = ["agreement_frame", "marked_distinct"]

Floats = NDArray[np.float64]

SAME = 1e-9
"""Estimates that differ by a smaller share of themselves differ by rounding alone."""


def marked_distinct(table: pd.DataFrame) -> pd.DataFrame:
    """Rows with the flag `distinct`: no specification before has this estimate, of as many assets, in its CAR window.

    The note of the others says whose it is. What has no estimate is not distinct from anything.
    """
    distinct, notes = np.zeros(len(table), dtype=bool), table["note"].to_list()
    estimate, count = table["estimate"].to_numpy(float), table["n"].to_numpy(float)
    for _, window in table.groupby(["start", "end"], sort=False):
        seen: list[tuple[float, float, int]] = []
        for rows in window.groupby("number", sort=False).indices.values():
            at = window.index[rows].to_numpy()
            value, n = estimate[at[0]], count[at[0]]
            if not np.isfinite(value):
                continue
            like = [i for other, m, i in seen if m == n and abs(value - other) <= SAME * abs(other)]
            distinct[at] = not like
            if not like:
                seen.append((value, n, at[0]))
            for i in at if like else ():
                notes[i] = joined((notes[i], _same_as(table.iloc[like[0]])))
    return table.assign(distinct=distinct, note=notes)


def _same_as(row: pd.Series) -> Any:
    past = {"start": row["estimation_start"], "end": row["estimation_end"]}
    return message("same_estimate", model=row["model"], benchmark=row["benchmark"] or "–", **past)


def agreement_frame(
    table: pd.DataFrame,
    spec: StudySpec,
    at_dates: Sequence[AtDates],
    placebos: PlaceboDates | None,
) -> pd.DataFrame:
    """Shares of distinct specifications that agree with the study's own, and their joint p, for each window and test.

    Parameters
    ----------
    table : DataFrame
        As `marked_distinct` gives it; `number` counts the specifications, `scaled` has their estimates over the
        volatility of the time.
    spec : StudySpec
    at_dates : sequence of AtDates
        Of each specification, the study's own first.
    placebos : PlaceboDates or None
    """
    known = table[table["distinct"] & (table["n"] == table["n"].max())]
    rows = []
    for span, window in known.groupby(["start", "end"], sort=False):
        for test, rivals in window[np.isfinite(window["p_value"].to_numpy(float))].groupby("test", sort=False):
            row = {"start": span[0], "end": span[1], "test": test, **_shares(rivals, spec.level)}
            if placebos is not None and test == placebos.test:
                there = [at_dates[number].get(span) for number in rivals["number"]]
                row |= _joint(row, float(rivals["scaled"].median()), there, placebos, span, spec)
            rows.append(row)
    numbers = {name: float for name, unit in SCHEMA["agreement"].units.items() if unit in ("decimal", "p")}
    frame = pd.DataFrame(rows, columns=SCHEMA["agreement"].filled)
    return frame.astype({**numbers, "dates": "Int64"})  # also where there is no row


def _shares(rivals: pd.DataFrame, level: float) -> dict[str, Any]:
    significant, own = rivals["p_value"] <= level, rivals[rivals["number"] == 0]
    estimate, p = (float(own[name].iloc[0]) if len(own) else np.nan for name in ("estimate", "p_value"))
    same = np.sign(rivals["estimate"]) == np.sign(estimate)
    agree = same & (significant == (p <= level))
    return {
        "specifications": len(rivals),
        "share_significant": float(significant.mean()),
        "own_estimate": estimate,
        "own_p_value": p,
        "share_same_sign": float(same.mean()) if len(own) else np.nan,
        "share_agree": float(agree.mean()) if len(own) else np.nan,
        "median": float(rivals["estimate"].median()),
    }


def _joint(
    row: dict[str, Any],
    median: float,
    there: Sequence[tuple[Floats, Floats] | None],
    placebos: PlaceboDates,
    span: tuple[int, int],
    spec: StudySpec,
) -> dict[str, Any]:
    """Placebo p of the scaled median and of the share of significant ones, where every specification is known."""
    if any(one is None for one in there):
        return {}
    scaled, p = (np.array([one[i] for one in there if one is not None]) for i in (0, 1))
    known = np.isfinite(scaled).all(axis=0)
    if not known.any():
        return {}
    side: Alternative = spec.alternative
    medians = tail(np.median(scaled[:, known], axis=0), side)
    shares = (p[:, known] <= spec.level).mean(axis=0)
    return {
        "median_p": placebo_p(float(tail(np.array(median), side)), medians),
        "share_p": placebo_p(row["share_significant"], shares),
        "dates": int(known.sum()),
        "effective_dates": min(float(known.sum()), effective_dates(placebos.places, span)),
    }
