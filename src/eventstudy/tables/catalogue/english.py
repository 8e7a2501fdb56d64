"""Texts in English; holes are filled by `str.format`."""

from __future__ import annotations

__all__ = ["MONTHS", "TEXTS"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

WORDS = {
    "and": "and",
    "event": "event",
    "date": "day 0",
    "asset": "asset",
    "return": "return",
    "expected": "expected",
    "ar": "abnormal",
    "interval": "95 % interval",
    "se": "se",
    "t": "t",
    "p": "p",
    "p.t": "p (t law)",
    "rank": "rank",
    "window": "window",
    "n": "n",
    "group": "group",
    "test": "test",
    "statistic": "statistic",
    "law": "law",
    "note": "note",
    "mean_car": "mean CAR",
    "verdict": "verdict",
    "why": "why",
    "yes": "yes",
    "closed": "closed",
}

STORY = {
    "story.on": "On {date} {moves}",
    "story.then": "; on {date} {moves}",
    "story.fell": "{name} fell by {size}",
    "story.rose": "{name} rose by {size}",
    "story.fell.inverted": "{name} fell by {size}",
    "story.rose.inverted": "{name} rose by {size}",
    "story.by": "{name} by {size}",
    "story.flat": "{name} did not move",
    "story.flat.inverted": "{name} did not move",
    "story.many": "On {date} {fell} of {n} assets fell and {rose} rose; the largest move was {name} with {size}.",
    "story.beyond": "Net of {what}, the abnormal return is {list}.",
    "story.beyond.first": "{value} for {name} (95 % interval {low} to {high})",
    "story.beyond.more": "{value} for {name} ({low} to {high})",
    "story.beyond.many": (
        "Net of {what}, the abnormal return is {mean} on average and largest for {name}: {value} "
        "(95 % interval {low} to {high})."
    ),
    "story.among.two-sided": "So large an abnormal return came {list}",
    "story.among.greater": "So high an abnormal return came {list}",
    "story.among.less": "So low an abnormal return came {list}",
    "story.among.one": "{rank} for {names}",
    "story.among.many": (
        "{n} of the {total} abnormal returns are among the most extreme 5 % of their asset's ordinary days, as one "
        "ordinary day in 20 is."
    ),
    "story.rare.all": ": among the most extreme 5 % of days.",
    "story.rare.none": ": not among the most extreme 5 % of days.",
    "story.rare.some": ": among the most extreme 5 % of days for {names} only.",
    "story.car": "CAR {window}: {list}.",
    "story.car.one": "{value} for {name}, as extreme {rank}",
    "rank.days.none": "on none of {n} ordinary days",
    "rank.days.some": "on {k} of {n} ordinary days",
    "rank.stretches.none": "in none of {n} ordinary stretches of {length} days",
    "rank.stretches.some": "in {k} of {n} ordinary stretches of {length} days",
    "rank.what": (
        "Rank k/n: of n ordinary days, those of the estimation window, k were at least as extreme; for a CAR, of "
        "stretches of as many days."
    ),
    "rank.cell": "{k}/{n}",
    "rank.rough": (
        "Windows as long as {windows}: the ordinary stretches overlap, so ranks come out smaller than they should."
    ),
    "story.endogenous": (
        "The event is the return itself, so its size proves nothing and it is left out of every average."
    ),
    "story.none": "Nothing could be computed for this event: {reasons}.",
    "story.no_day0": "The event window does not hold day 0; its CARs are below.",
    "what.market": "the move of the market",
    "what.mean": "the usual daily return",
    "what.factors": "the move of the factors",
    "what.portfolio": "the move of the control portfolio",
    "lead.counts": "{events} events, {total} firm-events (one asset at one event): {done} computed, {dropped} dropped.",
    "lead.shown": "Of single firm-events, this page shows those of the first {shown} events; the next two lines too.",
    "lead.largest_days": (
        "On day 0, {n} of {total} abnormal returns are among the most extreme 5 % of their asset's ordinary days, as "
        "one ordinary day in 20 is."
    ),
    "lead.largest": "The largest is {value}, {name} on {date} ({title}).",
    "lead.all": "Over all firm-events the mean CAR {window} is {mean}, the median {median}; {positive} are positive.",
    "lead.signed": (
        "Each in the direction expected of it, the mean CAR {window} is {mean}, the median {median}; {positive} are "
        "positive."
    ),
    "lead.claims": "Claims about prices: {list}.",
    "lead.claims.one": "{n} {verdict}",
}

PAGE = {
    "page.model": (
        "Model {model}, estimation window {estimation}, event window {event} (sessions relative to day 0), "
        "{returns} returns."
    ),
    "returns.simple": "simple",
    "returns.log": "log",
    "page.skip": "Skip to the content",
    "page.contents": "Contents",
    "page.filter": "Filter rows",
    "page.filter.label": "Filter the rows of: {caption}",
    "page.filter.found": "{n} of {total} rows",
    "page.sort": "sort",
    "page.open": "Open all details",
    "page.close": "Close all details",
    "page.more": "… and {n} more rows, in {file}.",
    "page.english": "The descriptions of the methods and some notes are the program's own words, in English.",
    "short.title": "In one minute",
    "short.caption": "Abnormal return of day 0; bold: among the most extreme 5 % of its ordinary days",
    "short.caption.first": (
        "Firm-events of the first {shown} events, day 0; bold: among the most extreme 5 % of its ordinary days"
    ),
    "short.caption.long": "Every firm-event, day 0; bold: among the most extreme 5 % of its ordinary days",
    "short.caption.largest": (
        "The {shown} of {total} firm-events with the largest abnormal returns of day 0; bold: among the most extreme "
        "5 % of its ordinary days"
    ),
    "short.how": (
        "An abnormal return (AR) is what is left of a return after what the model expected of that day; a cumulative "
        "one (CAR) is its sum over a window. {rank} A p is what the law named beside it says; real prices "
        "have more extreme days than such laws allow, so it counts no days."
    ),
    "timeline.title": "Timeline",
    "timeline.caption": (
        "Each event with its event window {event} (pale) and its widest CAR window {car} (dark). Windows above one "
        "another share calendar days: their returns hold more than one event."
    ),
    "timeline.bars": "Firm-events in each {unit}, {first} to {last}",
    "timeline.bar": "{when}: {n}",
    "timeline.month": "month",
    "timeline.year": "year",
    "timeline.lane": "{title}: day 0 {date}, windows from {first} to {last}",
    "claims.title": "Claims against prices",
    "claims.claimed": "claimed",
    "claims.close": "close",
    "claims.up": "up",
    "claims.down": "down",
    "events.title": "Event by event",
    "events.more": (
        "Of {total} events, the {n} with the smallest p on day 0 have a section here. All are in the table above "
        "and in the files beside this page; eventstudy charts draws any of them."
    ),
    "event.few": (
        "Shown are {shown} of {total} assets, those with the largest abnormal returns; all are in the table cars."
    ),
    "event.few_dropped": "Of {total} rows that were dropped, {shown} are shown; all are in the table dropped.",
    "event.public": "public {at}",
    "event.expected_sign": "expected sign {sign}",
    "event.endogenous": "Endogenous: the event is the return itself, so nothing here is evidence.",
    "event.details": "Numbers, charts and tests",
    "numbers.caption": "Return, abnormal return (AR) and cumulative abnormal returns (CAR) with their ranks",
    "bars.caption": "Day 0: return (grey) and abnormal return with its 95 % interval (colour)",
    "bars.alt": "{name}: return {raw}, abnormal return {ar}, 95 % interval {low} to {high}{rank}",
    "bars.rank": ", so extreme {rank}",
    "paths.caption": "Cumulative abnormal return from day {start} on, with 95 % band for the whole path (sup-t)",
    "paths.alt": (
        "{name}: cumulative abnormal return {first} on day {start}, {zero} on day 0, {last} on day {end} "
        "(95 % band {low} to {high})"
    ),
    "joint.caption": "The assets together",
    "claims.caption": "What was said, against prices",
    "dropped.caption": "Dropped, with reasons",
    "diagnostics.caption": "The model in the estimation window",
    "diagnostics.alpha": "α per day",
    "diagnostics.beta": "β",
    "diagnostics.sigma": "σ per day",
    "diagnostics.r_squared": "R²",
    "diagnostics.n": "days",
    "diagnostics.autocorrelation": "autocorrelation",
    "diagnostics.skewness": "skewness",
    "diagnostics.kurtosis": "excess kurtosis",
    "diagnostics.contaminated": "other events' days",
    "verdict.confirmed": "confirmed",
    "verdict.intraday only": "intraday only",
    "verdict.overstated": "overstated",
    "verdict.understated": "understated",
    "verdict.wrong sign": "wrong sign",
    "verdict.not checkable": "not checkable",
    "across.title": "Across events",
    "across.caption": "Tests across firm-events, each window by itself",
    "across.null": "Null hypotheses",
    "dropped.title": "Dropped firm-events",
    "dropped.none": "None: every firm-event was computed.",
    "dropped.stage": "stage",
    "dropped.reason": "reason",
    "dropped.all": "whole",
    "audit.title": "Quality of the prices",
    "audit.none": "Nothing was found.",
    "audit.caption": "What the audit of the prices found",
    "audit.severity": "severity",
    "audit.finding": "finding",
    "audit.span": "days",
    "audit.count": "count",
    "audit.remedy": "what to do",
    "severity.warning": "warning",
    "severity.error": "error",
    "facts.title": "Claims that prices cannot check",
    "facts.caption": "What the articles say, and the record",
    "facts.article": "article",
    "facts.says": "says",
    "facts.record": "the record",
    "methods.title": "Methods",
    "methods.intro": (
        "AR = R − x'β̂, CAR = Σ AR over the window, Var CAR = s²(L + z'(X'X)⁻¹z) with s² the residual variance of the "
        "estimation window, L the days of the window, X the regressors of the estimation window, x those of a day and "
        "z their sum over the window. The second term is the error of the forecast, which the days of a window share; "
        "without it a 5 % test rejects 7 to 11 %."
    ),
    "methods.model": "Normal returns",
    "methods.tests": "Tests",
    "methods.reference": "Reference",
    "provenance.title": "Where the numbers come from",
    "provenance.caption": "Price series",
    "provenance.series": "series",
    "provenance.source": "source",
    "provenance.first": "first",
    "provenance.last": "last",
    "provenance.currency": "currency",
    "provenance.text": (
        "Computed by eventstudy {version} (Python {python}). The same study file, prices and versions give the same "
        "numbers, digit by digit; provenance.json beside this page has every hash in full."
    ),
    "provenance.study": "Versions and the study as it was read",
}

JUDGEMENT = {
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
    "caveats.caption": "What muddies it",
    "money.caption": "In money, at the market value of the close before the window",
    "benchmarks.caption": "CAR {window} of the market model against other benchmarks",
    "benchmarks.benchmark": "benchmark",
    "benchmarks.model": "model",
    "benchmarks.car": "CAR",
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
    "regressions.model": "on",
    "regressions.errors": "errors",
    "regressions.term": "term",
    "regressions.coefficient": "coefficient",
}

TEXTS = WORDS | STORY | PAGE | JUDGEMENT
