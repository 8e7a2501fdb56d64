"""From arrays to abnormal returns: batched least squares and closed forms, no labels."""

from eventstudy.engine.dense import COMPILED, Lines, Windows, market_lines
from eventstudy.engine.designs import DesignFits, fit_designs
from eventstudy.engine.fit import (
    NOT_IDENTIFIED,
    TOO_FEW,
    Convention,
    Fit,
    abnormal_sum,
    car_and_error,
    car_variance_factor,
    day_variance_factor,
    inverse_triangles,
    least_squares,
    residual_shape,
    with_coefficients,
)
from eventstudy.engine.line import line_fit
from eventstudy.engine.path import car_paths, path_start, path_stretches, path_variance
from eventstudy.engine.signed import SignedFit

__all__ = [
    "COMPILED",
    "NOT_IDENTIFIED",
    "TOO_FEW",
    "Convention",
    "DesignFits",
    "Fit",
    "Lines",
    "SignedFit",
    "Windows",
    "abnormal_sum",
    "car_and_error",
    "car_paths",
    "car_variance_factor",
    "day_variance_factor",
    "fit_designs",
    "inverse_triangles",
    "least_squares",
    "line_fit",
    "market_lines",
    "path_start",
    "path_stretches",
    "path_variance",
    "residual_shape",
    "with_coefficients",
]
