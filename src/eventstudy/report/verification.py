"""A folder that this program wrote, against the hashes that it wrote with it."""

from __future__ import annotations

from pathlib import Path

from eventstudy.errors import DataError, SpecError
from eventstudy.messages import Message, joined, message
from eventstudy.prices.frozen import verify_frozen
from eventstudy.prices.manifest import read_manifest
from eventstudy.report.record import MARK, Record, read_record

__all__ = ["verify_folder"]

MOST_NAMED = 20


def verify_folder(folder: Path) -> Message:
    """Compare a result folder, or a folder of frozen prices, with its own hashes.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Message
        A sentence for the user: all is as it was written.

    Raises
    ------
    SpecError
        The folder is neither, or holds nothing to compare with.
    DataError
        Something is not as it was written; names every such file, and of prices the series and the first date.
    """
    try:
        record, manifest = read_record(folder), read_manifest(folder)
        if record is None and manifest is None:
            remedy = message("name_folder_that_was_written")
            raise SpecError(message("neither_result_nor_prices"), remedy, str(folder))
        found, said = [], []
        if record is not None:
            found += _verify_result(folder, record)
            said.append(message("result_as_written", study=repr(record.study), n=len(record.files or {}) + 1))
        if manifest is not None:
            found += verify_frozen(folder, manifest)
            said.append(message("prices_as_written", n=len(manifest.series)))
    except OSError as e:
        raise DataError(
            message("cannot_be_read", why=str(e.strerror).lower()), message("check_path"), str(e.filename or folder)
        ) from e
    if found:
        raise DataError(message("not_as_written"), _remedy(found, record is not None), str(folder))
    return message("as_written", folder=str(folder), said=joined(said))


def _verify_result(folder: Path, record: Record) -> list[Message]:
    if record.files is None:
        what = message("result_lists_no_files", version=record.program)
        raise SpecError(what, message("run_with_another_out"), str(folder))
    found = []
    for name in (MARK, *record.files):
        try:
            if not record.wrote(folder, name):
                found.append(message("frozen_manifest_changed", file=name))
        except (FileNotFoundError, NotADirectoryError):
            found.append(message("frozen_file_missing", file=name))
    return found


def _remedy(found: list[Message], result: bool) -> Message:
    more = [message("and_more", n=len(found) - MOST_NAMED)] if len(found) > MOST_NAMED else []
    return joined([*found[:MOST_NAMED], *more, message("run_again_after" if result else "freeze_again_after")])
