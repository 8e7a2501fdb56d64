"""Places that results are written to: refused before long work, so that none is lost, and made when they are needed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from eventstudy.errors import OutputError
from eventstudy.report.kept import refuse_much
from eventstudy.report.record import MARK, read_record
from eventstudy.spec.source import quote

__all__ = ["MOUNTED", "refuse_file", "refuse_foreign", "writing"]

ANOTHER = "choose another --out"
MOUNTED = "this is a mount point, which no run can replace"


def refuse_file(out: Path | None) -> None:
    """Refuse a file where a folder is to be written.

    Raises
    ------
    OutputError
        `out` exists and is no folder.
    """
    if out is not None and (out.is_symlink() or out.exists()) and not out.is_dir():
        raise OutputError("this is a file, not a folder", "choose another --out", str(out))


def refuse_foreign(out: Path, study: str) -> None:
    """Refuse a place that the result of a study may not take.

    Parameters
    ----------
    out : Path
    study : str
        The study's `study:` text.

    Raises
    ------
    OutputError
        `out` is a file or a link, or a folder that holds anything else than an earlier result of this study, and what
        the user put beside it.
    """
    try:
        refuse_file(out)
        if out.is_symlink():
            raise OutputError("this is a link, not a folder", ANOTHER, str(out))
        if out.is_dir():
            _refuse_folder(out, study)
    except OSError as e:
        raise OutputError(f"cannot write the results: {e.strerror}", ANOTHER, str(e.filename or out)) from e


def _refuse_folder(out: Path, study: str) -> None:
    filled = any(out.iterdir())
    record = read_record(out) if filled else None
    if filled and not (out / MARK).exists():
        raise OutputError("this folder holds something else than results", "choose a new or empty folder", str(out))
    if filled and record is None:
        raise OutputError(f"the {MARK} in this folder is not of this program", ANOTHER, str(out))
    if _inside(out):
        raise OutputError("this is the folder you are in, and a run replaces it", "go one up, or " + ANOTHER, str(out))
    if out.is_mount():
        raise OutputError(MOUNTED, f"choose a folder in it: --out {out / 'results'}", str(out))
    if record is None:
        return
    if record.files is None:
        message = f"version {record.program} wrote this result and did not list its files: they look like yours"
        raise OutputError(message, f"{ANOTHER}, or move this folder away", str(out))
    if record.study != study:
        message = f"this is the result of another study, {quote(record.study)}"
        raise OutputError(message, f"{ANOTHER}, or move this folder away", str(out))
    refuse_much(out, record)


def _inside(out: Path) -> bool:
    """Whether this process stands in a folder: one that is swapped would be gone under its feet."""
    with contextlib.suppress(OSError):
        here = Path.cwd()
        return out.resolve() in (here, *here.parents)
    return False


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
