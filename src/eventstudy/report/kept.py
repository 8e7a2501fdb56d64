"""What in a result folder is the user's: found, and carried into the folder that takes its place."""

from __future__ import annotations

import contextlib
import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG

from eventstudy.errors import OutputError
from eventstudy.messages import message
from eventstudy.report.record import MARK, Record
from eventstudy.spec.source import quote
from eventstudy.writing import whole_file

__all__ = ["MOST_KEPT", "carry", "is_there", "lacks", "refuse_much"]

MOST_KEPT = 10_000
"""So many files of the user's, or folders, can lie in a result folder."""
ANOTHER = message("choose_another_out")


def refuse_much(out: Path, record: Record) -> None:
    """Refuse a folder with a repository, another disk or very many foreign files inside.

    Raises
    ------
    OutputError
        With a remedy that names `--out`.
    OSError
        Some folder in it cannot be read.
    """
    device, counts, folders = out.stat().st_dev, [0, 0], [(out, "")]
    while folders:
        folder, inside = folders.pop()
        for entry in _entries(folder):
            name, deeper = f"{inside}{entry.name}", entry.is_dir(follow_symlinks=False)
            if entry.name == ".git":
                raise OutputError(message("holds_repository", name=quote(name)), ANOTHER, str(out))
            if deeper and entry.stat(follow_symlinks=False).st_dev != device:
                raise OutputError(message("holds_mounted_disk", name=quote(name)), ANOTHER, str(out))
            if deeper:
                folders.append((Path(entry.path), f"{name}/"))
            counts[deeper] += name != MARK and name not in (record.files or {})
            if max(counts) > MOST_KEPT:
                raise OutputError(message("holds_many_foreign_files", n=MOST_KEPT), ANOTHER, str(out))


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def carry(old: Path, new: Path, record: Record) -> list[tuple[str, str]]:
    """Put into `new` whatever is in `old` and not the program's: as hard links, or copies where there are none.

    A file that the program wrote and somebody changed is the user's. Where `new` has something else of its name, it
    stands there under another one.

    Parameters
    ----------
    old, new : Path
    record : Record
        Of `old`.

    Returns
    -------
    list of (str, str)
        Names that changed: the old one and the new one.

    Raises
    ------
    OSError
    """
    renamed, folders = [], []
    for source, target in _missing(old, new, record):
        if S_ISDIR(source.lstat().st_mode):
            target.mkdir(parents=True)
            folders.append((source, target))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            _place(source, target)
        if source.name != target.name:
            renamed.append((str(source.relative_to(old)), str(target.relative_to(new))))
    for source, target in reversed(folders):  # times and rights last: filling a folder changes the one, needs the other
        with contextlib.suppress(OSError):
            shutil.copystat(source, target)
    return renamed


def lacks(new: Path, old: Path, record: Record) -> bool:
    """Whether something of the user's is in `old`, whose record this is, and not in `new`."""
    return next(_missing(old, new, record), None) is not None


def is_there(source: Path, target: Path) -> bool:
    """Whether a file is at its new place, or beside it under the name that it was given there."""
    return _place_for(source, target)[1]


def _missing(old: Path, new: Path, record: Record) -> Iterator[tuple[Path, Path]]:
    """Each file and folder of the user's in `old` that `new` lacks, and the place for it; a folder before its content.

    What is yielded must be put there before the next is asked for.
    """
    written = {parent.as_posix() for name in record.files or {} for parent in Path(name).parents}
    folders = [(old, new, "")]
    while folders:
        source_folder, target_folder, inside = folders.pop()
        # What can have its own name comes first, so that nothing else is given it.
        order = sorted(_entries(source_folder), key=lambda e: (os.path.lexists(target_folder / e.name), e.name))
        for entry in order:
            source, name = Path(entry.path), f"{inside}{entry.name}"
            deeper = entry.is_dir(follow_symlinks=False)
            if not deeper and record.wrote(old, name):
                continue
            target, there = _place_for(source, target_folder / entry.name)
            if not there and not (deeper and name in written):
                yield source, target
            if deeper:
                folders.append((source, target, f"{name}/"))


def _place_for(source: Path, target: Path) -> tuple[Path, bool]:
    """Where something is or can be put, and whether it is there already."""
    place, number = target, 0
    while os.path.lexists(place):
        if _same(source, place):
            return place, True
        number += 1
        place = target.with_name(f"{target.stem}.kept{'' if number == 1 else f'-{number}'}{target.suffix}")
    return place, False


def _same(source: Path, target: Path) -> bool:
    """Whether two are one file, have the same content, or are both folders."""
    a, b = source.lstat(), target.lstat()
    if os.path.samestat(a, b) or S_ISDIR(a.st_mode) or S_ISDIR(b.st_mode):
        return S_ISDIR(a.st_mode) == S_ISDIR(b.st_mode)
    if S_ISLNK(a.st_mode) and S_ISLNK(b.st_mode):
        return os.readlink(source) == os.readlink(target)
    regular = S_ISREG(a.st_mode) and S_ISREG(b.st_mode) and a.st_size == b.st_size
    return regular and filecmp.cmp(source, target, shallow=False)


def _place(source: Path, target: Path) -> None:
    mode = source.lstat().st_mode
    if S_ISLNK(mode):
        target.symlink_to(os.readlink(source))
        return
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        if not S_ISREG(mode):
            raise
        with source.open("rb") as content, whole_file(target) as file:
            shutil.copyfileobj(content, file)
        shutil.copystat(source, target)
