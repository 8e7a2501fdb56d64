"""Standard output and error as the system gives them: closed, full, without a reader, in any encoding."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import Any

from eventstudy.errors import OutputError
from eventstudy.messages import message

__all__ = ["prepare_streams"]

PLAIN = str.maketrans({"−": "-", "–": "-", "…": "...", "→": "->", "€": "EUR", "’": "'", "“": '"', "”": '"', "·": "."})
"""Signs of ours, for terminals that have none of them."""


def prepare_streams() -> None:
    """Make printing fail in words only, and only where there is something to tell."""
    while (hole := os.open(os.devnull, os.O_RDWR)) <= 2:
        continue  # a closed one of the first three would be given to the next file opened, which is then printed into
    os.close(hole)
    codecs.register_error("eventstudy", _plainly)
    sys.stdout = _prepared(sys.stdout, quiet=False)
    sys.stderr = _prepared(sys.stderr, quiet=True)


def _prepared(stream: Any, *, quiet: bool) -> Any:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if stream.isatty():
        stream.reconfigure(errors="eventstudy")
        return stream
    stream.flush()
    raw = _Writer(stream.fileno(), quiet=quiet)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), stream.encoding, "eventstudy", newline=None, line_buffering=stream.line_buffering
    )


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """What stands for signs that an encoding lacks, half a name of a file among them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    plain = error.object[error.start : error.end].translate(PLAIN)
    return plain.encode("ascii", "replace").decode(), error.end


class _Writer(io.FileIO):
    """Where output goes. Whoever stops reading it (`| head`) has seen enough: that is no failure of the command."""

    def __init__(self, number: int, *, quiet: bool) -> None:
        super().__init__(number, "w", closefd=False)
        self.quiet = quiet
        self.given_up = False

    def write(self, data: Any, /) -> int:
        if not self.given_up:
            try:
                return super().write(data) or 0
            except OSError as e:
                self.given_up = True
                if not (self.quiet or isinstance(e, BrokenPipeError)):
                    what = message("cannot_print", why=str(e.strerror).lower())
                    raise OutputError(what, message("make_room_or_redirect")) from e
        return memoryview(data).nbytes
