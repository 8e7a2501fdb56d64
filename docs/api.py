"""Write `docs/api.md`: what `import eventstudy as es` offers, from docstrings.

python docs/api.py
"""

from __future__ import annotations

import inspect
from pathlib import Path

import eventstudy as es
from eventstudy.registry import Registry

PAGE = Path(__file__).with_name("api.md")

HEAD = """# Python

`import eventstudy as es`. Written by `python docs/api.py` from the names that the package offers; the site shows their
docstrings. A plot function draws into `ax`, or makes one axes, and returns it.
"""
LISTED = {
    "CHARTS": "[charts](charts.md)",
    "MODELS": "[models](methods.md#normal-return-models)",
    "SOURCES": "[sources](keys.md#prices)",
    "TESTS": "[tests](methods.md#tests-of-one-firm-event)",
}


def directive(name: str) -> str:
    """How the site shows a name: a class with its own members, a registry by what it holds."""
    value = getattr(es, name)
    if isinstance(value, Registry):
        return f"### `es.{name}`\n\nA mapping of names to what there is to know of each: {LISTED[name]}."
    home = f"{value.__module__}.{value.__qualname__}"
    shown = f".. autoclass:: {home}\n   :members:" if inspect.isclass(value) else f".. autofunction:: {home}"
    return f"### `es.{name}`\n\n```{{eval-rst}}\n{shown}\n```"


def page() -> str:
    """The whole document."""
    plots = [name for name in es.__all__ if name.startswith("plot_")]
    others = [name for name in es.__all__ if name not in plots]
    parts = [HEAD.rstrip(), "## Studies", *map(directive, others), "## Plots", *map(directive, plots)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
