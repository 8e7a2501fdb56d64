"""What a result folder says of itself: whose result it is, and which files the program wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

from eventstudy.writing import file_hash, has_seal, replace_file, sealed

__all__ = ["MARK", "Record", "read_record", "write_record"]

MARK = "provenance.json"
MOST_BYTES = 300_000_000
UNUSUAL = re.compile(r"[^ -~\n]")


@dataclass(frozen=True)
class Record:
    """The `provenance.json` of a result folder, as far as it tells the program's files from others.

    Attributes
    ----------
    program : str
        Version of this program that wrote it.
    study : str
        The study's `study:` text.
    events : tuple of str
        Ids of the only events that were computed; empty for all.
    files : mapping of str to str, or None
        SHA-256 of every file that was written beside it, by its path; None where an earlier version did not list them.
    unchanged : bool
        Whether it says what it said when it was written.
    """

    program: str
    study: str
    events: tuple[str, ...]
    files: Mapping[str, str] | None
    unchanged: bool

    def wrote(self, folder: Path, name: str) -> bool:
        """Whether a file in a folder is what the program wrote there, to the last byte."""
        if name == MARK:
            return self.unchanged
        stated = (self.files or {}).get(name)
        path = folder / name
        return stated is not None and S_ISREG(path.lstat().st_mode) and file_hash(path) == stated


def read_record(folder: Path) -> Record | None:
    """Record of a result folder; None where no `provenance.json` of this program is in it.

    Raises
    ------
    OSError
        It cannot be read.
    """
    path = folder / MARK
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return None
    return _record(found) if isinstance(found, dict) else None


def _record(found: dict[str, Any]) -> Record | None:
    """Content proves whose it is: other programs write files of this name too."""
    program, study, files = found.get("eventstudy"), found.get("study"), found.get("files")
    name = study.get("study") if isinstance(study, dict) else None
    if not (isinstance(program, str) and isinstance(name, str) and isinstance(found.get("series"), dict)):
        return None
    events = found.get("limited_to")
    only = tuple(map(str, events)) if isinstance(events, list) else ()
    return Record(program, name, only, files if isinstance(files, dict) else None, has_seal(found))


def write_record(folder: Path, provenance: Mapping[str, Any]) -> None:
    """Write `provenance.json` over all files that are in a folder, with the hash of each and of itself.

    Raises
    ------
    OSError
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): file_hash(path) for path in paths}
    replace_file(folder / MARK, _json(sealed({**provenance, "files": files})).encode())


def _json(value: object) -> str:
    """JSON that people can read, with what is not printable escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return UNUSUAL.sub(lambda found: found[0] if found[0].isprintable() else json.dumps(found[0])[1:-1], text)
