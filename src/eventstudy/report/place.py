"""Places that results are written to: refused before long work, so that none is lost, and made when they are needed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from eventstudy.errors import OutputError
from eventstudy.messages import Message, message
from eventstudy.report.kept import refuse_much
from eventstudy.report.record import MARK, read_record
from eventstudy.spec.source import listed, quote

__all__ = ["MOUNTED", "refuse_file", "refuse_foreign", "writing"]

ANOTHER = message("choose_another_out")
MOUNTED = message("is_mount_point")
WHOLE = message("result_of_whole_study")


def refuse_file(out: Path | None) -> None:
    """Refuse a file where a folder is to be written.

    Raises
    ------
    OutputError
        `out` exists and is no folder.
    """
    if out is not None and (out.is_symlink() or out.exists()) and not out.is_dir():
        raise OutputError(message("file_not_folder"), message("choose_another_out"), str(out))


def refuse_foreign(out: Path, study: str, events: Sequence[str] = ()) -> None:
    """Refuse a place that the result of a study may not take.

    Parameters
    ----------
    out : Path
    study : str
        The study's `study:` text.
    events : sequence of str
        Ids of the only events that the result has; empty for all.

    Raises
    ------
    OutputError
        `out` is a file or a link, or a folder that holds anything else than an earlier result of these events of this
        study, and what the user put beside it.
    """
    try:
        refuse_file(out)
        if out.is_symlink():
            raise OutputError(message("link_not_folder"), ANOTHER, str(out))
        if out.is_dir():
            _refuse_folder(out, study, tuple(dict.fromkeys(events)))
    except OSError as e:
        raise OutputError(message("results_not_written", why=e.strerror), ANOTHER, str(e.filename or out)) from e


def _refuse_folder(out: Path, study: str, events: tuple[str, ...]) -> None:
    filled = any(out.iterdir())
    record = read_record(out) if filled else None
    if filled and not (out / MARK).exists():
        raise OutputError(message("holds_no_results"), message("choose_empty_folder"), str(out))
    if filled and record is None:
        raise OutputError(message("mark_of_another_program", mark=MARK), ANOTHER, str(out))
    if _inside(out):
        raise OutputError(message("folder_you_are_in"), message("go_up_or_another_out"), str(out))
    if out.is_mount():
        raise OutputError(MOUNTED, message("choose_folder_in_it", path=str(out / "results")), str(out))
    if record is None:
        return
    if record.files is None:
        what = message("result_without_files", version=record.program)
        raise OutputError(what, message("another_out_or_move"), str(out))
    if record.study != study:
        what = message("result_of_another_study", study=quote(record.study))
        raise OutputError(what, message("another_out_or_move"), str(out))
    if set(record.events) != set(events):
        what = message("result_of_these_events", events=listed(record.events)) if record.events else WHOLE
        raise OutputError(what, message("another_out_or_move"), str(out))
    refuse_much(out, record)


def _inside(out: Path) -> bool:
    """Whether this process stands in a folder: one that is swapped would be gone under its feet."""
    with contextlib.suppress(OSError):
        here = Path.cwd()
        return out.resolve() in (here, *here.parents)
    return False


@contextlib.contextmanager
def writing(what: Message, out: Path) -> Iterator[None]:
    """Make a folder, and say in one way that it or a file in it cannot be written.

    Raises
    ------
    OutputError
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as e:
        raise OutputError(
            message("cannot_write", what=what, why=str(e.strerror or e)), message("choose_another_out"), str(out)
        ) from e
