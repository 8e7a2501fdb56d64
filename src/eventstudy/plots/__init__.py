"""Charts. Functions take `ax=None` and return Axes; they never show or save."""

from eventstudy.plots.bars import figure_returns, plot_returns
from eventstudy.plots.diagnostics import figure_market, figure_residuals, plot_market, plot_residuals
from eventstudy.plots.heat import figure_heatmap, plot_heatmap
from eventstudy.plots.paths import figure_car, plot_car
from eventstudy.plots.placebo import figure_placebo, figure_placebo_sizes, plot_placebo, plot_placebo_sizes
from eventstudy.plots.power import figure_power, plot_power
from eventstudy.plots.price import figure_price, plot_price
from eventstudy.plots.specifications import figure_specification_curve, plot_specification_curve
from eventstudy.plots.style import SIZES, Size, render
from eventstudy.plots.timeline import figure_timeline, plot_timeline

__all__ = [
    "SIZES",
    "Size",
    "figure_car",
    "figure_heatmap",
    "figure_market",
    "figure_placebo",
    "figure_placebo_sizes",
    "figure_power",
    "figure_price",
    "figure_residuals",
    "figure_returns",
    "figure_specification_curve",
    "figure_timeline",
    "plot_car",
    "plot_heatmap",
    "plot_market",
    "plot_placebo",
    "plot_placebo_sizes",
    "plot_power",
    "plot_price",
    "plot_residuals",
    "plot_returns",
    "plot_specification_curve",
    "plot_timeline",
    "render",
]
