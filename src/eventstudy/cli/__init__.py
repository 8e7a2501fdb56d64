"""The command line. Thin: heavy imports stand inside the commands, so that `--help` answers at once."""

from __future__ import annotations

# Each registers its commands, in the order of the help.
from eventstudy.cli import studies, simulation, about  # noqa: F401  # isort: skip
from eventstudy.cli.common import app

__all__ = ["app", "main"]


def main() -> None:
    """Entry point of the command `eventstudy`."""
    app()
