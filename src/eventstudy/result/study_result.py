"""The result of a study: read-only labelled tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from eventstudy.result.estimation import Estimation
from eventstudy.spec import StudySpec
from eventstudy.tables import summary_html, summary_text

__all__ = ["FILES", "StudyResult"]

FILES = {
    "abnormal_returns": "ar",
    "cars": "car",
    "firm_tests": "firm_tests",
    "aar": "aar",
    "caar": "caar",
    "tests": "tests",
    "calendar_time": "calendar_time",
    "models": "models",
    "events": "events",
    "dropped": "dropped",
    "claims": "claims",
    "overlaps": "overlaps",
    "clusters": "clusters",
    "attribution": "attribution",
    "benchmarks": "benchmarks",
    "multiplicity": "multiplicity",
    "money": "money",
    "regressions": "regressions",
    "audit": "audit",
}
"""Result files and the attribute of `StudyResult` that each holds."""


@dataclass(frozen=True, eq=False, repr=False)
class StudyResult:
    """Everything a study found.

    Every table is given as a copy: what you change in it does not change the result. Returns, abnormal returns and
    CARs are decimals (0.05 is 5 %); days are sessions relative to day 0.

    Attributes
    ----------
    spec : StudySpec
    provenance : dict
        Versions, resolved study, source and hash of every price series.
    notes : tuple of str
        What the user should know first, a line each.
    estimation : Estimation or None
        Days, returns and residuals of the estimation windows, for diagnostics; None for large studies.
    """

    spec: StudySpec
    frames: Mapping[str, pd.DataFrame]
    provenance: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    estimation: Estimation | None = None

    def _table(self, name: str) -> pd.DataFrame:
        return self.frames[name].copy()

    @property
    def ar(self) -> pd.DataFrame:
        """Abnormal returns: event_id, asset, day, date, return, expected, ar, se, t, p_value."""
        return self._table("ar")

    @property
    def paths(self) -> pd.DataFrame:
        """CAR from the first event day on: event_id, asset, day, date, car, se, df, variance, z0, z1, …."""
        return self._table("paths")

    @property
    def car(self) -> pd.DataFrame:
        """CARs: event_id, asset, start, end, car, se, scar, t, p_value, n_days."""
        return self._table("car")

    @property
    def firm_tests(self) -> pd.DataFrame:
        """Tests of single firm-events: event_id, asset, start, end, test, statistic, p_value, law, null, note."""
        return self._table("firm_tests")

    @property
    def aar(self) -> pd.DataFrame:
        """Average abnormal returns: group, day, n, aar, caar."""
        return self._table("aar")

    @property
    def caar(self) -> pd.DataFrame:
        """Average CARs: group, start, end, n, mean_car, median_car, share_positive."""
        return self._table("caar")

    @property
    def tests(self) -> pd.DataFrame:
        """Tests across firm-events: group, start, end, test, statistic, p_value, law, n, null, note."""
        return self._table("tests")

    @property
    def models(self) -> pd.DataFrame:
        """Estimates: event_id, asset, model, market, alpha, beta, sigma, r_squared, n_estimation, diagnostics."""
        return self._table("models")

    @property
    def events(self) -> pd.DataFrame:
        """Every firm-event, dropped or not: event_id, asset, at, exchange, day0, shift."""
        return self._table("events")

    @property
    def dropped(self) -> pd.DataFrame:
        """What was dropped and why: event_id, asset, start, end, stage, reason (empty start: the whole firm-event)."""
        return self._table("dropped")

    @property
    def claims(self) -> pd.DataFrame:
        """Claims and verdicts: event_id, asset, day, claimed, close_to_close, …, verdict, explanation."""
        return self._table("claims")

    @property
    def overlaps(self) -> pd.DataFrame:
        """What else fell into each window: event_id, asset, kind, other, day, date, start, end, sessions."""
        return self._table("overlaps")

    @property
    def clusters(self) -> pd.DataFrame:
        """Events whose CAR windows touch: cluster, event_id, first, last."""
        return self._table("clusters")

    @property
    def attribution(self) -> pd.DataFrame:
        """Days of each cluster shared out among its events: cluster, events, asset, first, last, days, car, se, …."""
        return self._table("attribution")

    @property
    def benchmarks(self) -> pd.DataFrame:
        """CARs against other markets: event_id, asset, benchmark, model, start, end, car, se, …, note."""
        return self._table("benchmarks")

    @property
    def multiplicity(self) -> pd.DataFrame:
        """p-values adjusted within families: family, event_id, asset, group, start, end, p_value, holm, ….

        The last column is benjamini_hochberg.
        """
        return self._table("multiplicity")

    @property
    def money(self) -> pd.DataFrame:
        """CARs in money: event_id, asset, start, end, car, date, close, currency, shares, value, value_se."""
        return self._table("money")

    @property
    def regressions(self) -> pd.DataFrame:
        """CARs on what `regress` names: model, start, end, errors, term, coefficient, se, t, p_value, law, n, ….

        The last columns are r_squared and note.
        """
        return self._table("regressions")

    @property
    def audit(self) -> pd.DataFrame:
        """Findings on the prices: ticker, severity, finding, first, last, count, what to do."""
        return self._table("audit")

    @property
    def calendar_time(self) -> pd.DataFrame:
        """Calendar-time portfolios: group, start, end, alpha, se, t, p_value, law, n_days, mean_firms, lags, …, note.

        Empty but with the model `calendar_time`.
        """
        return self._table("calendar_time")

    def __repr__(self) -> str:
        return summary_text(self.spec, self.frames, self.notes)

    def _repr_html_(self) -> str:
        return summary_html(self.spec, self.frames, self.notes)
