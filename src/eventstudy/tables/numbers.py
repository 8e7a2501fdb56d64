"""Numbers as people read them. Only tables, plots and the report know per cent signs and digits."""

from __future__ import annotations

import math

__all__ = ["inert", "number", "p_text", "percent", "window_text"]

MINUS = "−"
SMALL_P = 1e-4


def percent(value: float, digits: int = 2, *, sign: bool = True) -> str:
    """Decimal return as per cent: -0.1697 is −16.97 %; empty for NaN."""
    return f"{number(100 * value, digits, sign=sign)} %" if math.isfinite(value) else ""


def number(value: float, digits: int = 2, *, sign: bool = False) -> str:
    """Number with a true minus sign; empty for NaN."""
    if not math.isfinite(value):
        return ""
    text = f"{value:{'+' if sign else ''}.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


def p_text(value: float) -> str:
    """p-value with the digits that matter; empty for NaN."""
    if not math.isfinite(value):
        return ""
    if value < SMALL_P:
        return "<0.0001"
    return f"{value:.4f}" if value < 0.01 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def window_text(start: int, end: int) -> str:
    """Window as [start, end] with true minus signs."""
    return f"[{start}, {end}]".replace("-", MINUS)


def inert(text: str) -> str:
    """Text of the user's without control characters: it can neither move a cursor nor break a line."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
