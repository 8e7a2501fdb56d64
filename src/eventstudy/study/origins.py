"""Where a result comes from: versions, the resolved study, every series with its hash. No clock."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pydantic_core import to_jsonable_python

from eventstudy.inference.conventions import compat_note
from eventstudy.models.choice import options_of
from eventstudy.prices import Prices
from eventstudy.prices.factors import FactorTable
from eventstudy.spec import StudySpec
from eventstudy.text import ENGLISH

__all__ = ["provenance"]

PACKAGES = ("exchange-calendars", "numpy", "pandas", "scipy", "yfinance", "matplotlib")


def provenance(
    spec: StudySpec, prices: Prices, factors: FactorTable | None = None, events: Sequence[str] = ()
) -> dict[str, Any]:
    """All that is needed to repeat a run, as JSON can hold it; `events` are the only ones that were computed."""
    return {
        "eventstudy": version("market-eventstudy"),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "study": spec.resolved() | {"model": {"name": spec.model.name} | to_jsonable_python(options_of(spec))},
        "limited_to": list(dict.fromkeys(events)) or None,
        "series": {
            ticker: {
                "source": one.source,
                "rows": len(one.dates),
                "first": str(one.dates.min()) if len(one.dates) else None,
                "last": str(one.dates.max()) if len(one.dates) else None,
                "currency": one.currency,
                "sha256": one.sha256(),
            }
            for ticker, one in prices.series.items()
        },
        "factors": None
        if factors is None
        else {
            "columns": list(factors.columns),
            "first": str(factors.dates.min()),
            "last": str(factors.dates.max()),
            "vintage": factors.vintage,
            "sha256": factors.sha256,
        },
        "missing": {ticker: error.message for ticker, error in prices.missing.items()},
        "compat": ENGLISH.text(compat_note(spec.compat)) if spec.compat else None,
        "notes": list(prices.notes),
    }
