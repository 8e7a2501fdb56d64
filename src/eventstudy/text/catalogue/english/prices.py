"""English: what the audit finds and what sources answer."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {}
