"""The command line. Thin: heavy imports stand inside the commands, so that `--help` answers at once."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["app", "main"]

GARBAGE = 50_000
"""New objects after which garbage is looked for."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""


def __getattr__(name: str) -> Any:
    """The application is made when it is asked for: Ctrl-C must find `main` already there."""
    if name != "app":
        raise AttributeError(f"module 'eventstudy.cli' has no attribute '{name}'")
    # Each registers its commands, in the order of the help.
    from eventstudy.cli import studies, simulation, about  # noqa: F401  # isort: skip
    from eventstudy.cli.common import app

    return app


def main() -> None:
    """Entry point of the command `eventstudy`."""
    try:
        sys.exit(_run())
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(STOPPED)


def _run() -> int:
    """Exit code of the command in `sys.argv`."""
    import atexit
    import gc

    from eventstudy.cli.streams import prepare_streams
    from eventstudy.errors import EventStudyError

    # The libraries bring a hundred thousand objects that live to the end. Looking for garbage among them takes half a
    # second, most of it when the process ends anyway.
    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)
    prepare_streams()
    _hide_warnings()
    try:
        try:
            __getattr__("app")()
        finally:
            sys.stdout.flush()
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else 0
    except EventStudyError as e:
        if "--debug" in sys.argv:
            raise
        print(e, file=sys.stderr)
        return e.exit_code
    return 0


def _hide_warnings() -> None:
    """Warnings of the libraries are for developers: they show a line of source. Asked for, they are shown."""
    import warnings

    if not sys.warnoptions and "--debug" not in sys.argv:
        sys.warnoptions.append("ignore")  # worker processes take theirs from here
        warnings.simplefilter("ignore")
