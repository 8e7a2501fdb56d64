"""Charts. Functions take `ax=None` and return Axes; they never show or save."""

from eventstudy.plots.chart import Chart, Reads
from eventstudy.plots.day_returns import RETURNS
from eventstudy.plots.diagnostics import MARKET_LINE, RESIDUALS
from eventstudy.plots.heat import HEATMAP
from eventstudy.plots.mean_path import CAAR
from eventstudy.plots.paths import CAR
from eventstudy.plots.placebo import PLACEBO, PLACEBO_SIZES
from eventstudy.plots.power import POWER
from eventstudy.plots.price import PRICE
from eventstudy.plots.specifications import SPECIFICATION_CURVE
from eventstudy.plots.style import SIZES, Size, render
from eventstudy.plots.timeline import TIMELINE
from eventstudy.registry import Registry
from eventstudy.text import add_texts

__all__ = ["CHARTS", "SIZES", "Chart", "Size", "charts_of", "render"]


def _add_texts(chart: Chart) -> None:
    add_texts(chart.catalogued)


CHARTS = Registry(
    "eventstudy.charts",
    Chart,
    (
        CAAR,
        CAR,
        RETURNS,
        HEATMAP,
        TIMELINE,
        PRICE,
        MARKET_LINE,
        RESIDUALS,
        PLACEBO_SIZES,
        PLACEBO,
        SPECIFICATION_CURVE,
        POWER,
    ),
    _add_texts,
)
"""Charts by name; other packages add theirs through the entry points `eventstudy.charts`."""


def charts_of(reads: Reads) -> list[Chart]:
    """Charts that draw a result, a placebo, a comparison or a power table, in their order."""
    return [chart for chart in CHARTS.values() if chart.reads == reads]
