"""English: notes of placebo tests and of comparisons."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "placebo_of_signed_group": "nothing is expected of a date without an event: see the group 'all'",
    "placebo_without_room": "no date where all of {events} could stand without touching an event",
    "placebo_of_every_date": "every eligible date once, nothing drawn",
    "placebo_first_draws": "the first {n:count} draws",
    "placebo_dates_alone": "each date drawn by itself",
    "placebo_sets": "{n} sets of firm-events, each moved as one",
    "placebo_windows_touch": "windows happen to touch in {percent:.0f} % of draws: there is not enough room",
    "placebo_never_computed": "it cannot be computed at any placebo date",
    "few_placebos": "{n} placebos are few",
    "outside_event_window": "outside the event window [{start}, {end}]",
    "not_computed": "not computed",
    "without_asset": "without {asset}: {why}",
    "same_estimate": "the same estimate as {model} on [{start}, {end}] against {benchmark}",
}
