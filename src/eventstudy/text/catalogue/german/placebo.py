"""German: notes of placebo tests and of comparisons."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "placebo_of_signed_group": "von einem Tag ohne Ereignis wird nichts erwartet: siehe die Gruppe 'all'",
    "placebo_without_room": "kein Tag, an dem alle von {events} stehen könnten, ohne ein Ereignis zu berühren",
    "placebo_of_every_date": "jeder mögliche Tag einmal, nichts gezogen",
    "placebo_first_draws": "die ersten {n:count} Ziehungen",
    "placebo_dates_alone": "jeder Tag für sich gezogen",
    "placebo_sets": "{n} Gruppen von Paaren, jede als Ganzes versetzt",
    "placebo_windows_touch": "in {percent:.0f} % der Ziehungen berühren sich Fenster: der Platz reicht nicht",
    "placebo_never_computed": "an keinem Placebotag lässt sich der Test berechnen",
    "few_placebos": "{n} Placebos sind wenig",
    "outside_event_window": "außerhalb des Ereignisfensters [{start}, {end}]",
    "not_computed": "nicht berechnet",
    "without_asset": "ohne {asset}: {why}",
    "same_estimate": "dieselbe Schätzung wie {model} auf [{start}, {end}] gegen {benchmark}",
}
