"""The formulas of the market model, each once: of arrays in NumPy, of single numbers where they are compiled."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["deviation", "explained", "line", "shape", "window_factor"]


def line(sxy: Any, sxx: Any, mean_x: Any, mean_y: Any) -> Any:
    """α and β of least squares, from sums of products about the means."""
    beta = sxy / sxx
    return mean_y - beta * mean_x, beta


def deviation(sse: Any, df: Any) -> Any:
    """Standard deviation of the residuals, √(e'e / df)."""
    return np.sqrt(sse / df)


def explained(sse: Any, syy: Any) -> Any:
    """R² = 1 − e'e / Σ(y − ȳ)²."""
    return 1 - sse / syy


def window_factor(length: Any, n: Any, distance: Any, sxx: Any) -> Any:
    """Var CAR / σ² of the market model: L + L²/M + (Σ(R_mt − R̄_m))² / S_xx over the days t of the window.

    References
    ----------
    Salinger (1992), Review of Quantitative Finance and Accounting 2.
    """
    return length + length**2 / n + distance**2 / sxx


def shape(n: Any, squares: Any, products: Any, cubes: Any, fourths: Any) -> Any:
    """First-order autocorrelation, skewness and excess kurtosis of residuals with mean 0, from their sums."""
    variance = squares / n
    return products / squares, cubes / n / variance**1.5, fourths / n / variance**2 - 3
