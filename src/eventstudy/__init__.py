"""Market event studies: abnormal returns around dated events, with tests of known size."""

from __future__ import annotations

import gc
import importlib
from typing import Any

_HOMES = {
    "MODELS": "models",
    "SOURCES": "prices",
    "TESTS": "inference",
    "Comparison": "study",
    "EventStudyError": "errors",
    "Placebo": "simulate",
    "Prices": "prices",
    "StudyResult": "result",
    "StudySpec": "spec",
    "compare": "study",
    "load_prices": "study",
    "load_spec": "study",
    "placebo": "simulate",
    "plot_car": "plots",
    "plot_heatmap": "plots",
    "plot_market": "plots",
    "plot_placebo": "plots",
    "plot_power": "plots",
    "plot_price": "plots",
    "plot_residuals": "plots",
    "plot_returns": "plots",
    "plot_specification_curve": "plots",
    "plot_timeline": "plots",
    "run": "study",
    "write_results": "report",
    "write_tables": "report",
}

__all__ = list(_HOMES)  # one list of names and where they live


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `eventstudy --help` must not wait for pandas."""
    if name not in _HOMES:
        raise AttributeError(f"module 'eventstudy' has no attribute '{name}'")
    looking = gc.isenabled()
    gc.disable()  # what is imported stays: to look for garbage among it takes a seventh of the time
    try:
        value = getattr(importlib.import_module(f"eventstudy.{_HOMES[name]}"), name)
    finally:
        if looking:
            gc.enable()
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
