"""CARs regressed on the further columns of the events file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.inference import Sample
from eventstudy.inference.cross_section import Slopes, clustered_slopes, hc3_slopes, pre_event_slopes
from eventstudy.inference.firm import stretches
from eventstudy.result.frames import joined
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_events import CHARACTERISTIC
from eventstudy.spec.source import listed, quote

__all__ = ["characteristics_note", "regressions_frame"]

COLUMNS = [
    "start",
    "end",
    "errors",
    "term",
    "coefficient",
    "se",
    "t",
    "p_value",
    "law",
    "n",
    "r_squared",
    "note",
]
MOST_LEVELS = 20
"""Different texts up to which a column is a category; beyond, it names rather than describes."""
FEWEST_STRETCHES = 10
KEYS = frozenset({"exchange", "market", "currency", "group", "sign", "endogenous"})
"""Keys of assets and events that change numbers."""
NO_RISE = "these errors know nothing of a rise in variance at the event: compare HC3"


@dataclass(frozen=True, eq=False)
class Design:
    """Regressors of firm-events.

    Attributes
    ----------
    terms : tuple of str
    X : ndarray, shape (N, k)
        NaN where a characteristic is missing.
    notes : tuple of str
    """

    terms: tuple[str, ...]
    X: np.ndarray
    notes: tuple[str, ...]


def characteristics_note(events: pd.DataFrame) -> tuple[str, ...]:
    """Columns of the events file that bear the name of a key of the study, and are not that key."""
    further = [name.removeprefix(CHARACTERISTIC) for name in events.columns if name.startswith(CHARACTERISTIC)]
    alike = [name for name in further if name in KEYS]
    if not alike:
        return ()
    what = f"{quote(alike[0])} is a characteristic" if len(alike) == 1 else f"{listed(alike)} are characteristics"
    return (f"{what} like any further column of the events file, not the key of the study file of that name",)


def regressions_frame(
    spec: StudySpec, events: pd.DataFrame, windows: list[tuple[tuple[int, int], np.ndarray, Sample]]
) -> pd.DataFrame:
    """Regression of the CARs of each window on all characteristics, with three kinds of errors.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        Computed firm-events; columns whose name starts with `CHARACTERISTIC` are regressors.
    windows : list of (window, rows of `events`, sample)

    Returns
    -------
    DataFrame
        start, end, errors ("HC3", "clustered by date", "pre-event"), term, coefficient, se, t, p_value, law, n,
        r_squared, note; empty without characteristics.
    """
    columns = [name for name in events.columns if name.startswith(CHARACTERISTIC)]
    if not columns:
        return pd.DataFrame(columns=COLUMNS)
    design = _design(events[columns].rename(columns=lambda name: name.removeprefix(CHARACTERISTIC)))
    usable = np.isfinite(design.X).all(axis=1) & ~events["endogenous"].to_numpy(dtype=bool)
    rows: list[dict[str, object]] = []
    for (start, end), members, sample in windows:
        kept = usable[members]
        gone = len(members) - int(kept.sum())
        notes = design.notes + ((f"{gone} firm-events are left out: a characteristic is missing",) if gone else ())
        found = _regress(spec, sample.take(np.flatnonzero(kept)), design.X[members][kept], notes)
        for errors, slopes, note in found:
            own = {"start": start, "end": end, "errors": errors, "n": int(kept.sum()), "note": note}
            rows += [own | term for term in _terms(design, slopes)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _design(table: pd.DataFrame) -> Design:
    """Constant, numbers as they are, categories as dummies against the first level."""
    terms, parts, notes = ["constant"], [np.ones(len(table))], []
    for name in table.columns:
        filled = table[name].astype("string").str.strip().replace("", pd.NA)
        numbers = pd.to_numeric(filled, errors="coerce")
        if (numbers.notna() == filled.notna()).all():
            terms.append(name)
            parts.append(numbers.to_numpy(dtype=float, na_value=np.nan))
            continue
        levels = sorted(filled.dropna().unique())
        if len(levels) > MOST_LEVELS:
            notes.append(f"'{name}' is left out: {len(levels)} different texts are no category")
            continue
        known = filled.notna().to_numpy()
        for level in levels[1:]:
            terms.append(f"{name} = {level}")
            parts.append(np.where(known, (filled == level).fillna(False).to_numpy(dtype=float), np.nan))
    return Design(tuple(terms), np.column_stack(parts), tuple(notes))


def _regress(
    spec: StudySpec, sample: Sample, X: np.ndarray, notes: tuple[str, ...]
) -> Iterator[tuple[str, Slopes | None, str]]:
    """Each kind of errors with its slopes, or with the reason why there are none."""
    n, k = X.shape
    if k == 1 or n <= k + 1:
        why = "there is no characteristic to regress on" if k == 1 else f"{n} firm-events for {k} coefficients"
        yield "HC3", None, joined((*notes, why))
        return
    if np.linalg.matrix_rank(X) < k:
        yield "HC3", None, joined((*notes, "the characteristics are collinear or do not vary"))
        return
    side = spec.alternative
    yield "HC3", (hc3 := hc3_slopes(sample.car, X, side)), joined((*notes, hc3.note))
    dates = len(np.unique(sample.day0))
    if 1 < dates < n:
        clustered = clustered_slopes(sample.car, X, sample.day0, side)
        yield "clustered by date", clustered, joined((*notes, clustered.note))
    earlier = _earlier(sample)
    if earlier.shape[1] >= FEWEST_STRETCHES:
        yield "pre-event", pre_event_slopes(sample.car, earlier, X, side), joined((*notes, NO_RISE))
    else:
        few = f"{earlier.shape[1]} stretches of {sample.length} days before the event are too few"
        yield "pre-event", None, joined((*notes, few))


def _earlier(sample: Sample) -> np.ndarray:
    """Abnormal returns of stretches of the estimation window, with the standard error of the CAR; shape (N, B)."""
    scores, exists = stretches(sample)
    apart = np.arange(0, scores.shape[1], sample.length)
    common = apart[exists[:, apart].all(axis=0)]
    earlier: np.ndarray = scores[:, common] * sample.se[:, None]
    return earlier


def _terms(design: Design, slopes: Slopes | None) -> Iterator[dict[str, object]]:
    if slopes is None:
        yield {"term": "", "law": ""}
        return
    for j, term in enumerate(design.terms):
        yield {
            "term": term,
            "coefficient": slopes.coefficient[j],
            "se": slopes.se[j],
            "t": slopes.t[j],
            "p_value": slopes.p_value[j],
            "law": f"t({slopes.df})",
            "r_squared": slopes.r_squared,
        }
