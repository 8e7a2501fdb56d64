"""What works on this computer and what does not: packages, cache, calendars, fonts, Yahoo."""

from __future__ import annotations

import os
import platform
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

from eventstudy.calendar import load_sessions
from eventstudy.messages import Message, message
from eventstudy.plots.style import FONT
from eventstudy.prices import SOURCES
from eventstudy.prices.cache import cache_folder

__all__ = ["Examined", "examine"]


@dataclass(frozen=True)
class Examined:
    """One thing that was examined.

    Attributes
    ----------
    name : str
        Of the catalogues, or that of a source.
    works : bool
    detail : Message
        What was found; with what to do, where it does not work.
    needed : bool
        Whether nothing can be computed without it.
    """

    name: str
    works: bool
    detail: Message
    needed: bool


def examine() -> Iterator[Examined]:
    """Examine one thing after the other; sources on a network, which may take ten seconds each, come last."""
    checks: tuple[tuple[str, Callable[[], tuple[bool, Message]], bool], ...] = (
        ("packages", _packages, True),
        ("calendars", _calendars, True),
        ("fonts", _fonts, False),
        ("cache", _cache, False),
        *((source.name.capitalize(), source.asks, False) for source in SOURCES.values() if source.asks),
    )
    for name, check, needed in checks:
        try:
            works, detail = check()
        except Exception as e:  # a check that fails is a finding
            works, detail = False, message("check_failed", why=str(e))
        yield Examined(name, works, detail, needed)


def _packages() -> tuple[bool, Message]:
    """Versions of Python and of what the package needs."""
    found = {"eventstudy": version("market-eventstudy"), "python": platform.python_version()}
    missing = []
    for line in requires("market-eventstudy") or []:
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        if "extra ==" in line:
            continue
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return False, message("not_installed", names=missing)
    return True, message("versions", versions=[f"{name} {number}" for name, number in found.items()])


def _calendars() -> tuple[bool, Message]:
    counts = {name: len(load_sessions(name, "2025-01-01", "2025-01-31").dates) for name in ("XNYS", "XETR")}
    expected = {"XNYS": 20, "XETR": 22}  # New York closed on 1, 9 (mourning) and 20 January, Frankfurt on the 1st
    right = counts == expected
    told = [message("sessions_of", exchange=name, n=count) for name, count in counts.items()]
    return right, message("sessions_counted" if right else "sessions_wrong", counts=told)


def _fonts() -> tuple[bool, Message]:
    from matplotlib import font_manager

    try:
        font_manager.findfont(FONT, fallback_to_default=False)
    except ValueError:
        return False, message("font_missing", font=FONT)
    return True, message("font_found", font=FONT)


def _cache() -> tuple[bool, Message]:
    folder = cache_folder()
    files = list(folder.glob("*.parquet"))
    size = sum(file.stat().st_size for file in files) / 1e6
    about = message("cache_found", folder=str(folder), n=len(files), megabytes=size)
    probe = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        os.unlink(probe)
    except OSError as e:
        return False, message("cache_not_writable", found=about, why=e.strerror or str(e))
    return True, about
