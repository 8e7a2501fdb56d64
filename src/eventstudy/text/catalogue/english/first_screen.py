"""English: the answer of a study, its cards and charts on the page."""

from __future__ import annotations

__all__ = ["TEXTS"]

ANSWER = {
    "answer.confirmed": "“{name} {said}” is right: on {date} it closed {close}.",
    "answer.intraday only": "“{name} {said}” was {price} ({value}): on {date} it closed {close}.",
    "answer.intraday only.between": "“{name} {said}” was passed during the day alone: on {date} it closed {close}.",
    "answer.overstated": "“{name} {said}” says too much: on {date} it closed {close}.",
    "answer.understated": "“{name} {said}” says too little: on {date} it closed {close}.",
    "answer.wrong sign": "“{name} {said}” has the wrong sign: on {date} it closed {close}.",
    "answer.beyond": (
        "Net of {what}, the abnormal return of {name} is {ar} ({coverage:share} % interval {low} to {high}{over})"
        "{rank}."
    ),
    "answer.rank": "; for what it moved at the time, {extreme} a day came {rank}",
    "answer.means": "The mean CAR {window} is {list}.",
    "answer.mean": "{mean} for {group}",
    "answer.difference": (
        "The difference, {a} less {b}, is {difference} ({coverage:share} % interval {lower} to {upper})."
    ),
    "group.all": "all firm-events",
    "group.all_signed": "all, each in the direction expected of it",
    "group.counted": "{group} ({n})",
}

CARDS = {
    "card.claim": "{name} {said}",
    "card.day": "day {day}",
    "card.close": "close to close",
    "card.abnormal": "abnormal",
    "card.beyond": "not explained by {market}",
    "card.by": "by {market}",
    "extreme.two-sided": "so extreme",
    "extreme.greater": "so high",
    "extreme.less": "so low",
    "card.seen": "seen with 80 %",
    "card.n": "{n} firm-events",
    "claims.all": "All claims as a table",
    "claims.table": "What was said about prices, and what they show",
    "short.whole": "The whole study in short",
}

CHARTS = {
    "claim.chart": "{dates}: what prices did, and what their market does not explain",
    "claim.alt": "; claimed {said}",
    "claim.said": "said: {said}",
    "claim.key.close": "close to close",
    "claim.key.day": "from the day's low to its high",
    "claim.key.said": "what was said",
    "claim.key.abnormal": "abnormal return with {coverage:share} % interval; in colour: among the most extreme days",
    "claim.key.markets": "the same against several markets",
    "all.title": "All events",
    "all.caption": (
        "Abnormal return of day 0 with its {coverage:share} % interval, one event below the other in the order of "
        "time. In colour, with its number: among the most extreme {level:share} % of the asset's ordinary days."
    ),
    "all.largest": (
        "The {n} largest of {total} abnormal returns of day 0, with {coverage:share} % intervals; in colour: among the "
        "most extreme {level:share} % of the asset's ordinary days."
    ),
    "all.table": "The same as a table, to sort and to filter by event or asset",
    "interval": "{coverage:share} % interval",
    "caar.caption": (
        "Cumulative average abnormal return from the close of day −1 (grey: day 0; broken: the days before, on the "
        "same scale), with the {coverage:share} % band that covers the whole path (sup-t)."
    ),
    "caar.alt": (
        "{name}: cumulative average abnormal return {zero} after day 0, {last} after day {end} ({coverage:share} % "
        "band {low} to {high})"
    ),
    "means.caption": (
        "Mean CARs of groups with {coverage:share} % intervals, by window; in colour: the interval does not hold 0."
    ),
    "differences.caption": "Differences of groups with {coverage:share} % intervals, by window.",
    "difference.of": "{a} less {b}",
    "across.rejects": (
        "{group}: the mean CAR {window} of {n} firm-events is {mean}; {positive} are positive. The test {test} rejects "
        "a mean of 0 at {level:share} %."
    ),
    "across.keeps": (
        "{group}: the mean CAR {window} of {n} firm-events is {mean}; {positive} are positive. The test {test} does "
        "not reject a mean of 0 at {level:share} %."
    ),
    "across.some": (
        "In {found} of {n} groups the test {test} rejects a mean CAR {window} of 0 at {level:share} %: {list}."
    ),
    "across.none": "In none of {n} groups does the test {test} reject a mean CAR {window} of 0 at {level:share} %.",
    "across.tests": "All tests across events, with what each one is",
    "tests.window": "{window}: p",
    "models.title": "Models",
}

EVENTS = {
    "events.reading": (
        "An abnormal return says that a price moved by more than its market explains, not why. “Because of” takes "
        "that nothing else happened, so each event names what else did."
    ),
    "event.dropped": "left out: {line}",
    "event.because": "Because of this event?",
    "event.alone": (
        "The study names no other event and no other news within its CAR windows; what it does not name may still "
        "have moved prices."
    ),
    "event.few_panels": "Drawn are the {shown} assets with the largest abnormal returns.",
    "event.link": "Link to: {title}",
}

NAVIGATION = {
    "nav.short": "Answer",
    "nav.events": "Event by event",
    "nav.clusters": "Shared days",
    "nav.dropped": "Dropped",
    "nav.audit": "Prices",
    "nav.facts": "Other claims",
    "nav.provenance": "Sources",
    "page.span": "{events}, {firm_events}, {days}",
    "page.days": "{first} to {last}",
}

TEXTS: dict[str, str] = NAVIGATION | ANSWER | CARDS | CHARTS | EVENTS
