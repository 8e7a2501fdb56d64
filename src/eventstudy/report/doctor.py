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
from eventstudy.messages import Message
from eventstudy.plots.style import FONT
from eventstudy.prices import SOURCES
from eventstudy.prices.cache import cache_folder
from eventstudy.text import ENGLISH

__all__ = ["Examined", "examine"]


@dataclass(frozen=True)
class Examined:
    """One thing that was examined.

    Attributes
    ----------
    name : str
    works : bool
    detail : str
        What was found; with what to do, where it does not work.
    needed : bool
        Whether nothing can be computed without it.
    """

    name: str
    works: bool
    detail: str
    needed: bool


def examine() -> Iterator[Examined]:
    """Examine one thing after the other; sources on a network, which may take ten seconds each, come last."""
    checks: tuple[tuple[str, Callable[[], tuple[bool, Message | str]], bool], ...] = (
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
            works, detail = False, f"its check failed: {e}"
        yield Examined(name, works, ENGLISH.text(detail) if isinstance(detail, Message) else detail, needed)


def _packages() -> tuple[bool, str]:
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
        return False, f"not installed: {', '.join(missing)}; install market-eventstudy again"
    return True, ", ".join(f"{name} {number}" for name, number in found.items())


def _calendars() -> tuple[bool, str]:
    counts = {name: len(load_sessions(name, "2025-01-01", "2025-01-31").dates) for name in ("XNYS", "XETR")}
    expected = {"XNYS": 20, "XETR": 22}  # New York closed on 1, 9 (mourning) and 20 January, Frankfurt on the 1st
    text = ", ".join(f"{name} {count}" for name, count in counts.items())
    if counts != expected:
        return False, f"sessions of January 2025: {text}; upgrade exchange-calendars"
    return True, f"sessions of January 2025: {text}"


def _fonts() -> tuple[bool, str]:
    from matplotlib import font_manager

    try:
        font_manager.findfont(FONT, fallback_to_default=False)
    except ValueError:
        return False, f"{FONT} is missing: charts are drawn in another font; install matplotlib again"
    return True, FONT


def _cache() -> tuple[bool, str]:
    folder = cache_folder()
    files = list(folder.glob("*.parquet"))
    about = f"{folder}: {len(files)} series, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB"
    probe = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        os.unlink(probe)
    except OSError as e:
        return False, f"{about}; cannot be written ({e.strerror}): set EVENTSTUDY_CACHE to a folder of yours"
    return True, about
