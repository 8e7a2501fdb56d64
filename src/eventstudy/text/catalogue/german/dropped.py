"""German: why a firm-event is left out."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS: dict[str, str] = {
    "no_prices": "keine Kurse für {ticker}: {why}",
    "series_rejected": "{finding}; {remedy}",
    "no_session": "kein Handelstag von {exchange} am {at} oder danach bekannt",
    "bad_days_in_event_window": (
        "die Prüfung verwirft seine Kurse oder die seines Markts vom {days} im Ereignisfenster"
    ),
    "prices_end_before_day0": "die Kurse von {ticker} enden am {last}, vor Tag 0 ({day0})",
    "prices_start_too_late": ("die Kurse von {ticker} beginnen am {first}, zu spät für eine Rendite an Tag 0 ({day0})"),
    "prices_end_in_window": "die Kurse von {ticker} enden am {last}, im Fenster",
    "return_across_window_edge": (
        "eine Rendite von {ticker} von Handel zu Handel reicht über den Rand des Fensters hinaus"
    ),
    "no_return_in_window": ("keine Rendite von {ticker} oder von dem, womit das Modell vergleicht, am {days}"),
    "too_few_estimation_days": (
        "nur {n} der {length} Schätztage haben eine Rendite, {enough} sind nötig; die Kurse beginnen am {first}"
    ),
    "no_variance": "die abnormalen Renditen schwanken im Schätzfenster nicht, also lässt sich nichts testen",
    "range_reaches_estimation": (
        "seine {n} möglichen Handelstage reichen in das Schätzfenster, das {start} Handelstage nach dem ersten beginnt"
    ),
}
