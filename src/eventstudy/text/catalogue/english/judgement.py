"""English: what bears on an abnormal return."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "caveat.day0": "Day 0 differs between exchanges: {list}.",
    "caveat.day0.on": "{date} for {names}",
    "caveat.assets": "{n} assets",
    "caveat.events": "{n} others",
    "caveat.one_date": (
        "{n} assets on one date are one observation of that date: tests across them say whether they moved abnormally "
        "together, not whether this news moved them."
    ),
    "caveat.cluster": (
        "One of {n} events from {first} to {last} whose CAR windows touch (with {others}): a CAR of several days holds "
        "more than this event."
    ),
    "caveat.confounders": "Other news within its CAR windows: {list}.",
    "caveat.estimation": (
        "Up to {days} of the {length} days of its estimation window lie in windows of other events: their "
        "moves are part of σ, and with it of standard errors and intervals, and stand among its ordinary days."
    ),
    "money.one": "CAR {window} {value} (se {se})",
    "money.bn": "bn",
    "money.m": "m",
    "money.caption": "In money, at the market value of the close before the window",
    "benchmarks.caption": "CAR {window} of the market model, by benchmark",
    "clusters.title": "Events that windows cannot tell apart",
    "clusters.intro": (
        "The CAR windows of these events touch. Their days are shared out here: each event has the sessions from its "
        "day 0 to the one before the next event's, the last one its day 0 and the session after. The model comes from "
        "the estimation window before the first event of the cluster."
    ),
    "attribution.all": "all of these days",
    "attribution.days": "{n} d",
    "regressions.title": "CARs and characteristics",
    "regressions.caption": "Regressions of CARs on columns of the events file, as the study asks for them",
}
