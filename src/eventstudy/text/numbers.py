"""Numbers as people read them. Only tables, plots and the report know per cent signs and digits."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation

__all__ = ["claimed_digits", "inert", "number", "p_text", "percent", "share", "window_text"]

MINUS = "−"
SMALL_P = 1e-4


def percent(value: float, digits: int = 2, *, sign: bool = True) -> str:
    """Decimal return as per cent: -0.1697 is −16.97 %; empty for NaN."""
    return f"{number(100 * value, digits, sign=sign)} %" if math.isfinite(value) else ""


def share(value: float) -> str:
    """Per cent of a share, bare and with the digits that it has: 0.05 is 5, 0.975 is 97.5."""
    return f"{100 * value:g}"


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


def inert(text: str, keep: str = "") -> str:
    """Text with a space for every character that cannot be seen, but for those to keep.

    It can then neither move a cursor nor break a line nor turn the direction of what follows. Called where text leaves
    the program, once for each kind of place: terminal, page, files, charts, errors.
    """
    if text.isprintable():
        return text
    return text.translate({ord(c): " " for c in set(text) if not (c.isprintable() or c in keep)})


def claimed_digits(claimed: str) -> int | None:
    """Decimals of a claimed return in per cent, as it was written: -0.20 has none, -0.174 one; None of a direction."""
    try:
        return max(0, -int(Decimal(claimed).as_tuple().exponent) - 2)
    except InvalidOperation:
        return None
