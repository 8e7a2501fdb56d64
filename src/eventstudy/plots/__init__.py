"""Charts. Functions take `ax=None` and return Axes; they never show or save."""

from eventstudy.plots.bars import figure_returns, plot_returns
from eventstudy.plots.paths import figure_car, plot_car
from eventstudy.plots.placebo import figure_placebo, figure_placebo_sizes, plot_placebo, plot_placebo_sizes
from eventstudy.plots.power import figure_power, plot_power
from eventstudy.plots.specifications import figure_specification_curve, plot_specification_curve
from eventstudy.plots.style import render

__all__ = [
    "figure_car",
    "figure_placebo",
    "figure_placebo_sizes",
    "figure_power",
    "figure_returns",
    "figure_specification_curve",
    "plot_car",
    "plot_placebo",
    "plot_placebo_sizes",
    "plot_power",
    "plot_returns",
    "plot_specification_curve",
    "render",
]
