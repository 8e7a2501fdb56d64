"""How files are written: whole or not at all, under names that no other process takes, and sealed with their hash."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["create_file", "file_hash", "has_seal", "lock", "replace_file", "sealed", "sweep", "whole_file"]

SEAL = "sha256"
ABANDONED = 3600
"""Seconds after which a temporary file that nobody holds is what a killed process left behind."""


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """File to write: readers see the old content of `path` until the new one is complete.

    Raises
    ------
    OSError
        The file cannot be written; what was there before is still there.
    """
    path = Path(os.path.realpath(path))  # a link goes on pointing to where it does
    partial = _partial(path)
    try:
        with partial.open("xb") as file:
            lock(file.fileno())
            yield file
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old content or the new, never a part.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    with whole_file(path) as file:
        file.write(content)


def create_file(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises
    ------
    FileExistsError
        It is there, and stays as it is.
    OSError
        It cannot be written.
    """
    partial = _partial(path)
    try:
        partial.write_bytes(content)
        _publish(partial, path)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _publish(partial: Path, path: Path) -> None:
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links here
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.rename(partial, path)


def _partial(path: Path) -> Path:
    return path.with_name(f".{uuid.uuid4().hex}.tmp")


def sweep(folder: Path) -> None:
    """Remove temporary files that killed processes left: old ones that no process holds."""
    for left in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError), left.open("rb") as file:
            if time.time() - left.stat().st_mtime > ABANDONED and lock(file.fileno()):
                left.unlink()


def lock(descriptor: int, patience: float = 0) -> bool:
    """Lock an open file or folder until it is closed; False if another holds it, or the system has no such locks.

    Parameters
    ----------
    descriptor : int
    patience : float
        Seconds to wait for the other.
    """
    if sys.platform == "win32":
        return False
    import fcntl

    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(0.02)
        except OSError:
            return False
        else:
            return True


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes.

    Raises
    ------
    OSError
        It cannot be read, or is no file: a pipe would never end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "Not a file", str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Copy of a record with the hash of what it says."""
    return {**record, SEAL: _seal(record)}


def has_seal(record: Mapping[str, Any]) -> bool:
    """Whether a record still says what it said when it was sealed."""
    return record.get(SEAL) == _seal(record)


def _seal(record: Mapping[str, Any]) -> str:
    said = {key: value for key, value in record.items() if key != SEAL}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
