"""Whether the model fits: the market line, and what its residuals look like."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from scipy import special

from eventstudy.errors import NotDrawn, SpecError
from eventstudy.messages import message
from eventstudy.models import MARKET, MODELS
from eventstudy.plots.chart import Chart
from eventstudy.plots.paths import colour_of, paths_of, title_of
from eventstudy.plots.style import (
    GRID,
    INK,
    MUTED,
    PAGE,
    RC,
    TITLE_LINE,
    Size,
    calendar_axis,
    drawing,
    in_lines,
    new_axes,
    new_figure,
    per_cent_axis,
    title_above,
    titled_figure,
)
from eventstudy.result import StudyResult
from eventstudy.tables import MOST_ASSETS, asset_name, language_of
from eventstudy.text import Language

__all__ = [
    "MARKET_LINE",
    "RESIDUALS",
    "RESIDUAL_VIEWS",
    "figure_market",
    "figure_residuals",
    "plot_market",
    "plot_residuals",
]

RESIDUAL_VIEWS = ("time", "quantiles", "autocorrelation")
LAGS = 15


def plot_market(study: StudyResult, event: str, asset: str, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Security-market scatter: returns of the estimation window against the market's, the fitted line, and day 0.

    Parameters
    ----------
    study : StudyResult
    event, asset : str
    lang : {"en", "de"}
        Language of what is written.
    ax : Axes, optional
        Where to draw; default: new axes.

    Returns
    -------
    Axes

    Raises
    ------
    SpecError
        The study has no such event or asset, it was dropped, or the model has no market.
    """
    days, model = _estimation(study, event, asset), _model(study, event, asset)
    if not MODELS[model["model"]].market_line or days["market"].isna().all():
        what = message("model_without_market_line", model=model["model"])
        raise NotDrawn(what, message("choose_model", model=MARKET.name))
    ar, language = study.frames["ar"], language_of(lang)
    on = ar[(ar["event_id"] == event) & (ar["asset"] == asset) & (ar["day"] == 0)]
    x, market = days["market"].to_numpy(), _market_on_day0(study, event, asset)
    ends = np.array([np.nanmin([*x, market]), np.nanmax([*x, market])])
    with drawing(ax := ax or new_axes()):
        ax.plot(x, days["return"], "o", color=colour_of(study, asset), markersize=3, alpha=0.45, markeredgewidth=0)
        beta, fit = (language.number(model[name]) for name in ("beta", "r_squared"))
        line = f"α {language.percent(model['alpha'])}, β {beta}, R² {fit}"
        ax.plot(ends, model["alpha"] + model["beta"] * ends, color=INK, linewidth=1.1, label=line)
        if np.isfinite(market) and len(on):
            ax.plot([market], on["return"], "D", color=INK, markersize=5, label=language("drawn.day0"))
            ax.vlines([market], on["expected"], on["return"], color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
        for axis in (ax.xaxis, ax.yaxis):
            per_cent_axis(axis, language)
        ax.grid(color=GRID, linewidth=0.6)
        ax.set_xlabel(language("drawn.return_of", name=asset_name(study.spec, str(model["market"]))))
        ax.set_ylabel(language("drawn.return_of", name=asset_name(study.spec, asset)))
        title_above(ax, f"{asset_name(study.spec, asset)}: {title_of(study, event)}")
        ax.legend(frameon=False, fontsize=8)
    return ax


def plot_residuals(
    study: StudyResult, event: str, asset: str, view: str = "time", *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Residuals of the estimation window, by time, against normal quantiles, or their autocorrelation.

    Parameters
    ----------
    study : StudyResult
    event, asset : str
    view : {"time", "quantiles", "autocorrelation"}
        By time with lines at twice the standard deviation; ordered, each over its standard deviation, against the
        normal quantile of (i − ½)/n; or autocorrelations up to 15 days with ±1.96/√n.
    lang : {"en", "de"}
        Language of what is written.
    ax : Axes, optional
        Where to draw; default: new axes.

    Returns
    -------
    Axes

    Raises
    ------
    SpecError
        The study has no such event or asset, it was dropped, or there is no such view.
    """
    if view not in RESIDUAL_VIEWS:
        raise SpecError(message("residuals_not_by_view", view=view), message("known_names", names=list(RESIDUAL_VIEWS)))
    days = _estimation(study, event, asset)
    with drawing(ax := ax or new_axes()):
        draw = {"time": _by_time, "quantiles": _by_quantile, "autocorrelation": _by_lag}[view]
        draw(ax, days, colour_of(study, asset), language_of(lang))
        ax.grid(axis="y", color=GRID, linewidth=0.6)
    return ax


def _by_time(ax: Axes, days: pd.DataFrame, colour: str, language: Language) -> None:
    sigma = days["residual"].std(ddof=1)
    ax.vlines(days["date"], 0, days["residual"], color=colour, linewidth=0.9)
    for level in (-2 * sigma, 0, 2 * sigma):
        ax.axhline(level, color=MUTED if level else INK, linewidth=0.7, linestyle=(0, (3, 3)) if level else "-")
    calendar_axis(ax.xaxis, language, 5)
    per_cent_axis(ax.yaxis, language)
    ax.set_title(language("drawn.residuals_by_day"))


def _by_quantile(ax: Axes, days: pd.DataFrame, colour: str, language: Language) -> None:
    values = np.sort(days["residual"].to_numpy())
    normal = special.ndtri((np.arange(len(values)) + 0.5) / len(values))
    scaled = (values - values.mean()) / values.std(ddof=1)
    ax.plot(normal, normal, color=INK, linewidth=0.9)
    ax.plot(normal, scaled, "o", color=colour, markersize=2.8, markeredgewidth=0, alpha=0.7)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: language.local(f"{value:g}".replace("-", "−"))))
    ax.set_xlabel(language("drawn.normal_quantile"))
    ax.set_title(language("drawn.against_normal"))


def _by_lag(ax: Axes, days: pd.DataFrame, colour: str, language: Language) -> None:
    values = days["residual"].to_numpy() - days["residual"].mean()
    lags = np.arange(1, min(LAGS, len(values) - 2) + 1)
    rho = np.array([(values[lag:] * values[:-lag]).sum() for lag in lags]) / (values**2).sum()
    reach = 1.96 / np.sqrt(len(values))
    ax.vlines(lags, 0, rho, color=colour, linewidth=2)
    for level in (-reach, 0, reach):
        ax.axhline(level, color=MUTED if level else INK, linewidth=0.7, linestyle=(0, (3, 3)) if level else "-")
    ax.set_xlabel(language("drawn.days_apart"))
    ax.set_title(language("drawn.autocorrelation"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.number(value, 2)))


def _estimation(study: StudyResult, event: str, asset: str) -> pd.DataFrame:
    paths_of(study, event, asset)
    if study.estimation is None:
        raise NotDrawn(message("residuals_not_kept"), message("run_for_few_events"))
    return study.estimation.of(event, asset)


def _market_on_day0(study: StudyResult, event: str, asset: str) -> float:
    return np.nan if study.estimation is None else study.estimation.market_on(event, asset, 0)


def _model(study: StudyResult, event: str, asset: str) -> pd.Series:
    models = study.frames["models"]
    return models[(models["event_id"] == event) & (models["asset"] == asset)].iloc[0]


def figure_market(study: StudyResult, event: str, asset: str, size: Size = PAGE, lang: str = "en") -> Figure:
    """The security-market scatter in a figure of its own."""
    title = f"{asset_name(study.spec, asset)}: {title_of(study, event)}"
    return titled_figure(lambda ax: plot_market(study, event, asset, lang=lang, ax=ax), title, 5.0, 4.2, size)


def figure_residuals(study: StudyResult, event: str, asset: str, size: Size = PAGE, lang: str = "en") -> Figure:
    """All views of the residuals in one figure."""
    with rc_context(RC):
        width = size.width or 8.4
        title = in_lines(f"{asset_name(study.spec, asset)}: {title_of(study, event)}", width)
        high = (2.9 if size.columns > 2 else 6.2) + TITLE_LINE * title.count("\n")
        figure = new_figure(width, size.height or high)
        figure.set_layout_engine("constrained")
        rows = 1 if size.columns > 2 else len(RESIDUAL_VIEWS)
        axes = figure.subplots(rows, len(RESIDUAL_VIEWS) // rows, squeeze=False).ravel()
        for view, ax in zip(RESIDUAL_VIEWS, axes, strict=True):
            plot_residuals(study, event, asset, view, lang=lang, ax=ax)
        figure.suptitle(title, x=0.012, ha="left", fontsize=10)
    return figure


MARKET_LINE = Chart(
    "market",
    {
        "en": "returns of the estimation window against the market's, with the fitted line and day 0",
        "de": "Renditen des Schätzfensters gegen die des Markts, mit der geschätzten Geraden und Tag 0",
    },
    plot_market,
    figure_market,
    per="asset",
    asked=True,
    most={"assets": MOST_ASSETS},
)
RESIDUALS = Chart(
    "residuals",
    {
        "en": "residuals of the estimation window by day, against the normal law, and their autocorrelation",
        "de": "Residuen des Schätzfensters nach Tagen, gegen die Normalverteilung, und ihre Autokorrelation",
    },
    plot_residuals,
    figure_residuals,
    per="asset",
    asked=True,
    most={"assets": MOST_ASSETS},
)
