"""German: notes of a study and of its analyses."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "verbatim": "{text}",
    "because": "{what}: {why}",
}
