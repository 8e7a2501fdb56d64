"""Places that results are written to: refused before long work, so that none is lost, and made when they are needed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from eventstudy.errors import OutputError

__all__ = ["MARK", "refuse_file", "refuse_foreign", "writing"]

MARK = "provenance.json"
"""A folder that holds this file is a result folder, and may be replaced by a newer one."""


def refuse_file(out: Path | None) -> None:
    """Refuse a file where a folder is to be written.

    Raises
    ------
    OutputError
        `out` exists and is no folder.
    """
    if out is not None and (out.is_symlink() or out.exists()) and not out.is_dir():
        raise OutputError("this is a file, not a folder", "choose another --out", str(out))


def refuse_foreign(out: Path) -> None:
    """Refuse a place that no result folder may take.

    Raises
    ------
    OutputError
        `out` is a file or a link, or a folder that holds something else than results.
    """
    try:
        refuse_file(out)
        link = out.is_symlink()
        foreign = out.is_dir() and any(out.iterdir()) and not (out / MARK).exists()
    except OSError as e:
        raise OutputError(f"cannot write the results: {e.strerror}", "choose another --out", str(out)) from e
    if link:
        raise OutputError("this is a link, not a folder", "choose another --out", str(out))
    if foreign:
        raise OutputError("this folder holds something else than results", "choose a new or empty folder", str(out))


@contextlib.contextmanager
def writing(what: str, out: Path) -> Iterator[None]:
    """Make a folder, and say in one way that it or a file in it cannot be written.

    Raises
    ------
    OutputError
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as e:
        raise OutputError(f"cannot write {what}: {e.strerror or e}", "choose another --out", str(out)) from e
