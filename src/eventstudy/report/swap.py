"""A result folder takes the place of an older one in one step, with what is the user's in it."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import stat
import sys
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from eventstudy.report.kept import carry, is_there, lacks
from eventstudy.report.place import refuse_foreign
from eventstudy.report.record import Record, read_record
from eventstudy.writing import lock

__all__ = ["beside", "take_place"]

PATIENCE = 30.0
"""Seconds to wait for another run that is just swapping; one that takes longer is stuck, and nothing rests on it."""
ROUNDS = 20
"""How often what came into an older result moves on, before it stays beside under its hidden name."""
NO_ROOM = (errno.ENOTEMPTY, errno.EEXIST, errno.EACCES, errno.EPERM)


@contextlib.contextmanager
def beside(out: Path) -> Iterator[Path]:
    """New folder beside `out`: no other process takes or removes it while this one lives. Removed if it stays there.

    Raises
    ------
    OSError
    """
    with contextlib.suppress(FileExistsError):  # a file: what comes next says that it is no folder
        out.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        with _turn(out.parent) as ours:
            _recover(out, ours)
            new = _name(out, "partial")
            new.mkdir()
            held.enter_context(_locked(new))
        identity = new.lstat()
        try:
            yield new
        finally:
            # After a swap the older result bears this name.
            if os.path.lexists(new) and os.path.samestat(new.lstat(), identity):
                _remove(new)


def take_place(new: Path, out: Path, study: str, events: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Put `new` in the place of `out`, with what is the user's; a kill at any moment leaves one of them there, whole.

    Where the system cannot swap two folders, a kill may leave the old one under a hidden name: the next run puts it
    back.

    Parameters
    ----------
    new, out : Path
    study : str
        The study's `study:` text; the result of another one is refused.
    events : sequence of str
        Ids of the only events that the result has; empty for all. One of others is refused too.

    Returns
    -------
    list of (str, str)
        Names of the user's files that had to change: the old one and the new one.

    Raises
    ------
    OutputError
    OSError
    """
    with _turn(out.parent):
        refuse_foreign(out, study, events)
        record = read_record(out)
        renamed = carry(out, new, record) if record else []
        if out.exists():
            shutil.copymode(out, new)
        old = _swap(new, out)
        if old is not None:
            with contextlib.suppress(OSError):  # then it stays beside, whole
                renamed += _retire(old, out, study)
    return renamed


def _retire(old: Path, out: Path, study: str) -> list[tuple[str, str]]:
    """Remove an older result; what came into it in the meantime moves on first."""
    record = read_record(old)
    if record is None or record.files is None or record.study != study:
        with contextlib.suppress(OSError):
            old.rmdir()  # an empty folder; anything else is not a result that may go
        return []
    renamed: list[tuple[str, str]] = []
    for _ in range(ROUNDS):  # a program whose working folder is in the older result may go on writing there
        renamed += carry(old, out, record)
        _empty(old, out, record)
        if not old.exists():
            break
    return renamed


def _empty(old: Path, out: Path, record: Record) -> None:
    """Remove of an older result what the program wrote and what is in `out` too; a folder only once it is empty."""
    for place, folders, names in os.walk(old, topdown=False):
        _allow(place)
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for path in (Path(place, name) for name in [*links, *names]):
            inside = path.relative_to(old)
            if record.wrote(old, inside.as_posix()) or is_there(path, out / inside):
                path.unlink()
        with contextlib.suppress(OSError):
            os.rmdir(place)


def _swap(new: Path, out: Path) -> Path | None:
    """Swap two folders; returns where the older one is then."""
    try:
        new.rename(out)  # nothing there, or an empty folder
    except OSError as e:
        if e.errno not in NO_ROOM:
            raise
        if _exchange(new, out):
            return new
        old = _name(out, "old")
        out.rename(old)
        try:
            new.rename(out)
        except OSError:
            old.rename(out)
            raise
        return old
    return None


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one system call, where the system has it (Linux)."""
    if sys.platform != "linux":
        return False
    at_cwd, exchange = -100, 2
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return int(rename(at_cwd, os.fsencode(a.absolute()), at_cwd, os.fsencode(b.absolute()), exchange)) == 0


def _name(out: Path, kind: str) -> Path:
    # Neither the process's number nor the time: two containers on one disk may have the same.
    return out.parent / f".{out.name[:60]}.{kind}-{uuid.uuid4().hex}"


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[bool]:
    """One run after the other in a folder; False where the system has no locks, and all go on at once."""
    with _locked(folder, PATIENCE) as ours:
        yield ours


@contextlib.contextmanager
def _locked(folder: Path, patience: float = 0) -> Iterator[bool]:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield lock(descriptor, patience)
    finally:
        os.close(descriptor)


def _recover(out: Path, ours: bool) -> None:
    """Deal with what killed runs left: put back a result that was about to be replaced, remove copies.

    A run holds the lock of its own folder while it lives, whatever computer or container it runs in. Where that cannot
    be seen, or something of the user's is not in `out` too, what is left stays.
    """
    pattern = re.compile(rf"\.{re.escape(out.name[:60])}\.(partial|old)-[0-9a-f]{{32}}")
    for left in sorted(out.parent.iterdir()):
        match = pattern.fullmatch(left.name)
        if match is None or left.is_symlink() or not left.is_dir():
            continue
        with contextlib.suppress(OSError):
            if match[1] == "old" and not os.path.lexists(out):
                left.rename(out)
            elif ours:
                _remove_dead(left, out, match[1])


def _remove_dead(left: Path, out: Path, kind: str) -> None:
    with _locked(left) as dead:
        if dead and _superfluous(left, out, kind):
            _remove(left)


def _superfluous(left: Path, out: Path, kind: str) -> bool:
    record = read_record(left)
    if record is None:  # nothing of the user's comes into a folder before its record is written
        return kind == "partial"
    return record.files is not None and not lacks(out, left, record)


def _remove(folder: Path) -> None:
    """Remove a folder and all in it; folders of the user's may bear no right to change them."""
    with contextlib.suppress(RecursionError):  # of folders a thousand deep something stays beside
        for place, _, _ in os.walk(folder):
            _allow(place)
        shutil.rmtree(folder, ignore_errors=True)


def _allow(folder: str) -> None:
    mode = stat.S_IMODE(os.stat(folder).st_mode)
    if mode & stat.S_IRWXU != stat.S_IRWXU:
        os.chmod(folder, mode | stat.S_IRWXU)
