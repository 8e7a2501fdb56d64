"""Market event studies: abnormal returns around dated events, with tests of known size."""

from __future__ import annotations

import gc
import importlib
from typing import Any

_HOMES = {
    "CHARTS": "plots",
    "MODELS": "models",
    "SOURCES": "prices",
    "TESTS": "inference",
    "Comparison": "simulate",
    "EventStudyError": "errors",
    "Placebo": "simulate",
    "Prices": "prices",
    "StudyResult": "result",
    "StudySpec": "spec",
    "compare": "simulate",
    "load_prices": "study",
    "load_spec": "study",
    "placebo": "simulate",
    "run": "study",
    "write_results": "report",
    "write_tables": "report",
}
_PLOT = "plot_"
"""Before the name of a chart: what draws it."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `eventstudy --help` must not wait for pandas."""
    if name == "__all__":
        return [*_HOMES, *(_PLOT + chart for chart in _imported("CHARTS"))]
    if name.startswith(_PLOT) and (chart := _imported("CHARTS").get(name.removeprefix(_PLOT))):
        return chart.plot
    if name not in _HOMES:
        raise AttributeError(f"module 'eventstudy' has no attribute '{name}'")
    globals()[name] = value = _imported(name)
    return value


def _imported(name: str) -> Any:
    """What a room has under a public name."""
    looking = gc.isenabled()
    gc.disable()  # what is imported stays: to look for garbage among it takes a seventh of the time
    try:
        return getattr(importlib.import_module(f"eventstudy.{_HOMES[name]}"), name)
    finally:
        if looking:
            gc.enable()


def __dir__() -> list[str]:
    return sorted(__getattr__("__all__"))
