"""The table of calendar-time portfolios: one regression for each group and CAR window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference.laws import p_t
from eventstudy.messages import joined, message
from eventstudy.models.calendar_portfolios import PortfolioAlpha, portfolio_alpha
from eventstudy.models.choice import model_of, options_of
from eventstudy.panel import Inputs, Panel
from eventstudy.result.schema import TABLES
from eventstudy.spec import StudySpec
from eventstudy.study.analyses.analysis import Analysis
from eventstudy.study.groups import Group

__all__ = ["CALENDAR_TIME", "calendar_time_frame"]


def calendar_time_frame(
    spec: StudySpec,
    events: pd.DataFrame,
    panel: Panel,
    groups: Sequence[Group],
    inputs: Inputs,
    calendar: NDArray[np.datetime64],
) -> pd.DataFrame:
    """Alphas of the portfolios, a row for each group and window; none where the study has another model.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        Computed firm-events.
    panel : Panel
        Of these firm-events.
    groups : sequence of Group
    inputs : Inputs
        What the model reads.
    calendar : ndarray of datetime64[D]
        Sessions of all exchanges, in their order.
    """
    model = model_of(spec)
    if not model.by_calendar:
        return pd.DataFrame(columns=TABLES["calendar_time"].filled)
    loadings = model.slopes(inputs) or ("beta",)
    assets, fewest = pd.factorize(events["asset"])[0], options_of(spec)["min_firms"]
    rows = []
    for group in groups:
        for w, (start, end) in enumerate(spec.windows.car):
            seen = panel.complete[group.members, w]
            signs = np.ones(seen.sum()) if group.signs is None else group.signs[seen]
            held = _held(panel, group.members[seen], (start, end), assets, signs)
            found = portfolio_alpha(*held, calendar, fewest)
            rows.append(
                {"group": group.name, "start": start, "end": end}
                | _cells(spec, found, loadings)
                | {"note": joined((*group.notes, found.note))}
            )
    return pd.DataFrame(rows)


def _held(
    panel: Panel, members: np.ndarray, window: tuple[int, int], assets: np.ndarray, signs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns, regressors, days and assets of a portfolio that is short of firm-events whose sign is −1."""
    own = panel.take(members)
    inside = (panel.offsets >= window[0]) & (panel.offsets <= window[1])
    regressors = own.further if own.further.shape[2] else own.market[:, :, None]
    regressors = regressors * signs[:, None, None]
    excess = (own.returns - own.risk_free) * signs[:, None]
    return (
        excess[:, inside].ravel(),
        regressors[:, inside].reshape(-1, regressors.shape[2]),
        own.days[:, inside].ravel(),
        np.repeat(assets[members], inside.sum()),
    )


def _cells(spec: StudySpec, found: PortfolioAlpha, loadings: Sequence[str]) -> dict[str, object]:
    alpha = float(found.coefficients[0])
    t = alpha / found.se
    return {
        "alpha": alpha,
        "se": found.se,
        "t": t,
        "p_value": float(p_t(t, found.df, spec.alternative)),
        "law": message("law_t_approximate", df=found.df),
        "n_days": found.days,
        "mean_firms": found.firms,
        "lags": found.lags,
    } | {name: float(slope) for name, slope in zip(loadings, found.coefficients[1:], strict=True)}


CALENDAR_TIME = Analysis(
    TABLES["calendar_time"],
    lambda computed: calendar_time_frame(
        computed.spec,
        computed.fitted.events,
        computed.fitted.panel,
        computed.groups,
        computed.prepared.inputs,
        np.unique(np.concatenate([one.dates for one in computed.prepared.sessions.values()])),
    ),
)
