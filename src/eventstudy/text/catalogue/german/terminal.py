"""German: what the commands `check` and `doctor` print."""

from __future__ import annotations

__all__ = ["TEXTS"]

CHECK = {
    "terminal.note": "Hinweis: {note}",
    "check.day0": "Tag 0: {n} Paare, {same} davon an ihrem Datum",
    "check.dropped": "Ausgeschieden: {n}",
    "check.audit": "Prüfung der Kurse: {n} Befunde",
    "check.none": "Ausgeschieden: nichts",
    "check.single_repeats": (
        "{n} Reihen wiederholen einen einzelnen Schlusskurs, ohne bekannten Umsatz: {tickers} (--verbose: die Tage)"
    ),
    "check.no_audit": "Prüfung der Kurse: nichts gefunden",
}

STAGES = {
    "stage.prices": "Kurse",
    "stage.audit": "Prüfung",
    "stage.calendar": "Kalender",
    "stage.estimation window": "Schätzfenster",
    "stage.event window": "Ereignisfenster",
    "stage.model": "Modell",
}

DOCTOR = {
    "doctor.works": "geht",
    "doctor.broken": "geht nicht",
    "doctor.packages": "Pakete",
    "doctor.calendars": "Kalender",
    "doctor.fonts": "Schriften",
    "doctor.cache": "Zwischenspeicher",
    "check_failed": "die Prüfung scheiterte: {why}",
    "versions": "{versions}",
    "not_installed": "nicht installiert: {names}; market-eventstudy neu installieren",
    "sessions_of": "{exchange} {n}",
    "sessions_counted": "Handelstage im Januar 2025: {counts}",
    "sessions_wrong": "Handelstage im Januar 2025: {counts}; exchange-calendars erneuern",
    "font_found": "{font}",
    "font_missing": "{font} fehlt: Diagramme erscheinen in einer anderen Schrift; matplotlib neu installieren",
    "cache_found": "{folder}: {n} Reihen, {megabytes:.1f} MB",
    "cache_not_writable": "{found}; nicht beschreibbar ({why}): EVENTSTUDY_CACHE auf einen eigenen Ordner setzen",
}

TEXTS: dict[str, str] = CHECK | STAGES | DOCTOR
