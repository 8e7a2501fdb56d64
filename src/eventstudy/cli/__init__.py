"""The command line. Thin: heavy imports stand inside the commands, so that `--help` answers at once."""

from __future__ import annotations

import atexit
import gc

# Each registers its commands, in the order of the help.
from eventstudy.cli import studies, simulation, about  # noqa: F401  # isort: skip
from eventstudy.cli.common import app

__all__ = ["app", "main"]

GARBAGE = 50_000
"""New objects after which garbage is looked for."""


def main() -> None:
    """Entry point of the command `eventstudy`."""
    # The libraries bring a hundred thousand objects that live to the end. Looking for garbage among them takes half a
    # second, most of it when the process ends anyway.
    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)
    app()
