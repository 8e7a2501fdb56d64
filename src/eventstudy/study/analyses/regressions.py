"""CARs regressed on columns of the events file, where the study asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.inference import Sample
from eventstudy.inference.correlation import near_pairs
from eventstudy.inference.covariance import EACH_PAIR, covariance_of
from eventstudy.inference.cross_section import (
    Slopes,
    clustered_slopes,
    hc3_slopes,
    pre_event_slopes,
    shared_days_slopes,
)
from eventstudy.inference.estimation_days import stretches
from eventstudy.inference.laws import Alternative, t_law
from eventstudy.messages import NOTHING, Message, joined, message
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.spec.firm_event_table import CHARACTERISTIC
from eventstudy.study.analyses.analysis import Analysis
from eventstudy.study.fitting import WindowSample

__all__ = ["REGRESSIONS", "regressions_frame"]

MOST_LEVELS = 20
"""Different texts up to which a column is a category; beyond, it names rather than describes."""
FEWEST_STRETCHES = 10
NO_RISE = Message("errors_know_no_rise")


@dataclass(frozen=True, eq=False)
class Design:
    """Regressors of firm-events.

    Attributes
    ----------
    terms : tuple of str
    X : ndarray, shape (N, k)
        NaN where a characteristic is missing.
    notes : tuple of Message
    """

    terms: tuple[str, ...]
    X: np.ndarray
    notes: tuple[Message, ...]


def regressions_frame(spec: StudySpec, events: pd.DataFrame, windows: Sequence[WindowSample]) -> pd.DataFrame:
    """The regressions that the study asks for, each with up to four kinds of errors.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        Computed firm-events, with a column for each characteristic, its name after `CHARACTERISTIC`.
    windows : sequence of (window, rows of `events`, sample)

    Returns
    -------
    DataFrame
        model (the characteristics), start, end, errors ("HC3", "clustered by date", "shared days", "pre-event"), term,
        coefficient, se, t, p_value, law, n, r_squared, note; empty where none is asked for.
    """
    rows: list[dict[str, object]] = []
    for asked in spec.regress:
        table = pd.DataFrame({name: events[CHARACTERISTIC + name] for name in asked.on})
        design, name = _design(table), " + ".join(asked.on)
        known, endogenous = np.isfinite(design.X).all(axis=1), events["endogenous"].to_numpy(dtype=bool)
        for window, members, sample in windows:
            if asked.window in (None, window):
                found = _of_window(spec, design, known[members], endogenous[members], sample, design.X[members])
                rows += [{"model": name, "start": window[0], "end": window[1]} | row for row in found]
    return pd.DataFrame(rows, columns=TABLES["regressions"].filled)


def _of_window(
    spec: StudySpec, design: Design, known: np.ndarray, endogenous: np.ndarray, sample: Sample, X: np.ndarray
) -> Iterator[dict[str, object]]:
    """Rows of one regression, on the firm-events of `sample` that can be used; `X` has its regressors."""
    kept = known & ~endogenous
    causes = {"firm_event_endogenous": endogenous, "characteristic_missing": ~known & ~endogenous}
    notes = design.notes + tuple(
        message("firm_events_left_out", n=int(gone.sum()), why=Message(cause))
        for cause, gone in causes.items()
        if gone.any()
    )
    for errors, slopes, note in _regress(spec, sample.take(np.flatnonzero(kept)), X[kept], notes):
        own = {"errors": errors, "n": int(kept.sum()), "note": note}
        yield from (own | term for term in _terms(design, slopes))


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
            notes.append(message("column_is_no_category", column=name, levels=len(levels)))
            continue
        known = filled.notna().to_numpy()
        for level in levels[1:]:
            terms.append(f"{name} = {level}")
            parts.append(np.where(known, (filled == level).fillna(False).to_numpy(dtype=float), np.nan))
    return Design(tuple(terms), np.column_stack(parts), tuple(notes))


def _regress(
    spec: StudySpec, sample: Sample, X: np.ndarray, notes: tuple[Message, ...]
) -> Iterator[tuple[str, Slopes | None, Message]]:
    """Each kind of errors with its slopes, or with the reason why there are none."""
    n, k = X.shape
    if k == 1 or n <= k + 1:
        why = Message("no_characteristic") if k == 1 else message("few_for_coefficients", n=n, k=k)
        yield "HC3", None, joined((*notes, why))
        return
    if np.linalg.matrix_rank(X) < k:
        yield "HC3", None, joined((*notes, Message("characteristics_collinear")))
        return
    side = spec.alternative
    yield "HC3", (hc3 := hc3_slopes(sample.car, X, side)), joined((*notes, hc3.note))
    dates = len(np.unique(sample.day0))
    if 1 < dates < n:
        clustered = clustered_slopes(sample.car, X, sample.day0, side)
        yield "clustered by date", clustered, joined((*notes, clustered.note))
    yield from _shared_days(sample, X, side, notes)
    earlier = _earlier(sample)
    if earlier.shape[1] >= FEWEST_STRETCHES:
        yield "pre-event", pre_event_slopes(sample.car, earlier, X, side), joined((*notes, NO_RISE))
    else:
        few = message("too_few_stretches_before", n=earlier.shape[1], length=sample.length)
        yield "pre-event", None, joined((*notes, few))


def _shared_days(
    sample: Sample, X: np.ndarray, side: Alternative, notes: tuple[Message, ...]
) -> Iterator[tuple[str, Slopes | None, Message]]:
    """Errors by the covariance of means, where windows overlap or firm-events are of one asset."""
    if not near_pairs(sample.window_days) and len(np.unique(sample.assets)) == sample.size:
        return
    if sample.size > EACH_PAIR:
        yield "shared days", None, joined((*notes, message("too_many_for_each_pair", most=EACH_PAIR)))
        return
    covariance = covariance_of(sample)
    if not covariance.known:
        yield "shared days", None, joined((*notes, Message("too_few_common_days")))
        return
    correlation = covariance.between(np.eye(sample.size)[None])[0]
    yield "shared days", shared_days_slopes(sample.car, X, sample.se, correlation, side), joined(notes)


def _earlier(sample: Sample) -> np.ndarray:
    """Abnormal returns of stretches of the estimation window, with the standard error of the CAR; shape (N, B)."""
    scores, exists = stretches(sample)
    apart = np.arange(0, scores.shape[1], sample.length)
    common = apart[exists[:, apart].all(axis=0)]
    earlier: np.ndarray = scores[:, common] * sample.se[:, None]
    return earlier


def _terms(design: Design, slopes: Slopes | None) -> Iterator[dict[str, object]]:
    if slopes is None:
        yield {"term": "", "law": NOTHING}
        return
    for j, term in enumerate(design.terms):
        yield {
            "term": term,
            "coefficient": slopes.coefficient[j],
            "se": slopes.se[j],
            "t": slopes.t[j],
            "p_value": slopes.p_value[j],
            "law": t_law(slopes.df),
            "r_squared": slopes.r_squared,
        }


REGRESSIONS = Analysis(
    TABLES["regressions"], lambda computed: regressions_frame(computed.spec, computed.fitted.events, computed.windows)
)
