"""German: what models say of themselves."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {}
