"""A folder that this program wrote, against the hashes that it wrote with it."""

from __future__ import annotations

from pathlib import Path

from eventstudy.errors import DataError, SpecError
from eventstudy.prices.freeze import verify_frozen
from eventstudy.prices.manifest import read_manifest
from eventstudy.report.record import MARK, Record, read_record
from eventstudy.text import inert

__all__ = ["verify_folder"]

MOST_NAMED = 20


def verify_folder(folder: Path) -> str:
    """Compare a result folder, or a folder of frozen prices, with its own hashes.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str
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
            remedy = "name a folder that 'eventstudy run' or 'eventstudy fetch --freeze' wrote"
            raise SpecError("this is neither a result nor a folder of frozen prices", remedy, str(folder))
        found, said = [], []
        if record is not None:
            found += _verify_result(folder, record)
            said.append(f"the result of {inert(record.study)!r}, {len(record.files or {}) + 1} files")
        if manifest is not None:
            found += verify_frozen(folder, manifest)
            said.append(f"frozen prices, {len(manifest.series)} series")
    except OSError as e:
        raise DataError(
            f"cannot be read: {str(e.strerror).lower()}", "check the path", str(e.filename or folder)
        ) from e
    if found:
        raise DataError("this is not as it was written", _remedy(found, record is not None), str(folder))
    return f"{folder}: as it was written ({'; '.join(said)})"


def _verify_result(folder: Path, record: Record) -> list[str]:
    if record.files is None:
        message = f"version {record.program} wrote this result and listed no files to compare"
        raise SpecError(message, "run the study again with another --out", str(folder))
    found = []
    for name in (MARK, *record.files):
        try:
            if not record.wrote(folder, name):
                found.append(f"{name} was changed")
        except (FileNotFoundError, NotADirectoryError):
            found.append(f"{name} is missing")
    return found


def _remedy(found: list[str], result: bool) -> str:
    lines = [inert(line) for line in found[:MOST_NAMED]]
    if len(found) > MOST_NAMED:
        lines.append(f"and {len(found) - MOST_NAMED} more")
    again = "run the study" if result else "freeze the prices"
    return "\n".join([*lines, f"put this back as it was, or {again} again"])
