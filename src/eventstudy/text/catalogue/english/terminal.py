"""English: what the commands `check` and `doctor` print."""

from __future__ import annotations

__all__ = ["TEXTS"]

CHECK = {
    "terminal.note": "note: {note}",
    "check.day0": "Day 0: {n} firm-events, {same} of them on their own date",
    "check.dropped": "Dropped: {n}",
    "check.audit": "Audit of the prices: {n} findings",
    "check.none": "Dropped: nothing",
    "check.single_repeats": "{n} series repeat a single close, with no volume known: {tickers} (--verbose: the days)",
    "check.no_audit": "Audit of the prices: nothing found",
}

STAGES = {
    "stage.prices": "prices",
    "stage.audit": "audit",
    "stage.calendar": "calendar",
    "stage.estimation window": "estimation window",
    "stage.event window": "event window",
    "stage.model": "model",
}

DOCTOR = {
    "doctor.works": "works",
    "doctor.broken": "does not work",
    "doctor.packages": "packages",
    "doctor.calendars": "calendars",
    "doctor.fonts": "fonts",
    "doctor.cache": "cache",
    "check_failed": "its check failed: {why}",
    "versions": "{versions}",
    "not_installed": "not installed: {names}; install market-eventstudy again",
    "sessions_of": "{exchange} {n}",
    "sessions_counted": "sessions of January 2025: {counts}",
    "sessions_wrong": "sessions of January 2025: {counts}; upgrade exchange-calendars",
    "font_found": "{font}",
    "font_missing": "{font} is missing: charts are drawn in another font; install matplotlib again",
    "cache_found": "{folder}: {n} series, {megabytes:.1f} MB",
    "cache_not_writable": "{found}; cannot be written ({why}): set EVENTSTUDY_CACHE to a folder of yours",
}

TEXTS: dict[str, str] = CHECK | STAGES | DOCTOR
