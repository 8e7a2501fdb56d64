"""English: why a firm-event is left out."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {}
