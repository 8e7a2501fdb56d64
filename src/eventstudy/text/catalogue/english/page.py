"""English: the page around its sentences."""

from __future__ import annotations

__all__ = ["TEXTS"]

TEXTS = {
    "page.model": (
        "Model {model}, estimation window {estimation}, event window {event} (sessions relative to day 0), "
        "{returns} returns."
    ),
    "returns.simple": "simple",
    "returns.log": "log",
    "further.title": "Further tables",
    "page.skip": "Skip to the content",
    "page.contents": "Contents",
    "page.open": "Open all details",
    "page.close": "Close all details",
    "page.more": "… and {n} more rows, in {file}.",
    "page.english": "The descriptions of the methods and some notes are the program's own words, in English.",
    "short.title": "In one minute",
    "short.caption": "Abnormal return of day 0; bold: among the most extreme {level:share} % of its ordinary days",
    "short.caption.long": "Every firm-event, day 0; bold: among the most extreme {level:share} % of its ordinary days",
    "short.caption.largest": (
        "The {shown} of {total} firm-events with the largest abnormal returns of day 0; bold: among the most extreme "
        "{level:share} % of its ordinary days"
    ),
    "short.how": (
        "An abnormal return (AR) is what is left of a return after what the model expected of that day; a cumulative "
        "one (CAR) is its sum over a window. {rank} A p is what the law named beside it says; real prices "
        "have more extreme days than such laws allow, so it counts no days."
    ),
    "claims.title": "Claims against prices",
    "events.title": "Event by event",
    "events.more": (
        "Of {total} events, the {n} with the largest CARs have a section here, in the order of the study. All are in "
        "the files beside this page; eventstudy charts draws any of them."
    ),
    "event.few": (
        "Shown are {shown} of {total} assets, those with the largest abnormal returns; all are in the table cars."
    ),
    "event.few_dropped": "Of {total} rows that were dropped, {shown} are shown; all are in the table dropped.",
    "event.public": "public {at}",
    "event.expected_sign": "expected sign {sign}",
    "event.endogenous": "Endogenous: the event is the return itself, so nothing here is evidence.",
    "event.details": "Numbers and tests",
    "numbers.caption": "Return, abnormal return (AR) and cumulative abnormal returns (CAR) with their ranks",
    "bars.alt": "{name}: return {raw}, abnormal return {ar}, {coverage:share} % interval {low} to {high}{rank}",
    "bars.rank": ", {extreme} {rank}",
    "paths.caption": (
        "Panels: cumulative abnormal return from the close of day −1 (grey: day 0; broken: the days before, on the "
        "same scale), with the {coverage:share} % interval of each day (dark) and the {coverage:share} % band that "
        "covers the whole path (pale, sup-t); above it the abnormal return of day 0, in colour where it is among the "
        "most extreme of ordinary days."
    ),
    "paths.alt": (
        "{name}: cumulative abnormal return {zero} after day 0, {last} after day {end} ({coverage:share} % interval "
        "{low} to {high})"
    ),
    "joint.caption": "The assets together",
    "dropped.caption": "Dropped, with reasons",
    "diagnostics.caption": "The model in the estimation window",
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
    "dropped.all": "whole",
    "audit.title": "Quality of the prices",
    "audit.none": "Nothing was found.",
    "audit.caption": "What the audit of the prices found",
    "audit.span": "days",
    "severity.note": "note",
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
