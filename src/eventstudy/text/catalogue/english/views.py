"""English: what a terminal, a chart and a document show."""

from __future__ import annotations

__all__ = ["TEXTS"]

COMPARED = {
    "compared.own_car": "own CAR",
    "compared.own_p": "own p",
    "compared.from": "from",
    "compared.to": "to",
    "compared.same_sign": "same sign",
    "compared.agree": "agree",
    "compared.of": "of",
    "compared.model": "model",
    "compared.estimation": "estimation",
    "compared.windows": "windows",
    "compared.why": "why",
    "compared.median": "median",
    "compared.median_p": "p of median",
    "compared.significant": "p ≤ level",
    "compared.share_p": "p of share",
    "compared.dates": "dates",
    "compared.effective": "effective",
    "terminal.curves": "Specification curves: the same at dates without an event",
    "terminal.no_curve_elsewhere": "The curve cannot be computed at dates without an event.",
    "terminal.curves_legend": (
        "p of median, p of share: at how many of the dates the same specifications have a median, and a share with "
        "p ≤ {level} %, at least as extreme; effective: so many of their windows share no day"
    ),
}

PLACEBO = {
    "placebo.p": "placebo",
    "placebo.placebo_p": "placebo p",
    "placebo.groups": "Groups",
    "placebo.dates": "dates",
    "placebo.seen": "seen in 80 %",
    "placebo.effective": "effective",
    "placebo.draws": "draws",
}

VIEWS = {
    "terminal.counts": "{counts}; model '{model}'",
    "terminal.endogenous": "  endogenous: no evidence",
    "terminal.jointly": "  jointly: {line}",
    "terminal.in_money": "  in money: {line}",
    "terminal.beware": "  beware: {line}",
    "terminal.dropped": "  dropped: {asset}: {reason}",
    "terminal.more_events": "… and {n} more events, in cars.csv",
    "terminal.cluster": "Events whose CAR windows touch, their days shared out: {span}",
    "terminal.power_of": "{n} firm-events, residual correlation {r}, standard deviation {sd}",
    "terminal.power_share": "Share of {draws:count} samples rejected at {level} %; effect 0 is the size",
    "terminal.across": "Across events (notes on each test in tests.csv)",
    "terminal.more_tests": "  … and {n} more tests, in tests.csv",
    "terminal.more_claims": "  … and {n} more claims, in claims.csv",
    "terminal.placebo": "Placebo dates",
    "terminal.placebo_what": (
        "The same assets, model, windows and tests at dates whose event window ({first} to {last} sessions) "
        "touches that of no event of the asset."
    ),
    "terminal.placebo_sizes": (
        "How often a {level} % test rejects at dates without an event (± standard error), asset by asset"
    ),
    "terminal.placebo_legend": (
        "dates: where the asset's placebos stand, each once; seen in 80 %: the abnormal return on day 0 with "
        "which 80 % of them would be among the {level} % most extreme"
    ),
    "terminal.placebo_effective": (
        "effective: dates over the days of the window, whose neighbours share days; a placebo p is that of so many"
    ),
    "terminal.placebo_firm_events": "Firm-events: p of each test by its law, and by placebo dates",
    "terminal.others_in_placebo": "  … the others in placebo.csv",
    "terminal.others_and_notes_in_placebo": "  … the others, and notes on each, in placebo.csv",
    "terminal.mean_of_assets": "mean of its assets",
    "terminal.compared": "{models} models, {pasts} estimation windows, {benchmarks} benchmarks; the study's own: {own}",
    "terminal.not_estimated": "Not estimated",
    "terminal.fewer_assets": "Fewer assets, so not in the shares",
    "terminal.own_not_tested": (
        "The study's own model and estimation window could not be tested, so nothing can agree with them."
    ),
    "terminal.of_results": (
        "Of {total:count} different results (model, estimation window, benchmark and CAR window), {alike:count} have "
        "the sign of the study's own"
    ),
    "terminal.of_ranked": (
        "{text}; of {ranked:count} that are ranked among ordinary days (test {test}), {extreme:count} "
        "are among the most extreme {level} %."
    ),
    "terminal.computed_and_dropped": "{counted}: {done} computed, {dropped} dropped",
    "terminal.test_without_result": "{test} none ({note})",
    "terminal.car_mean": "CAR {window} mean {mean}: {results}",
    "drawn.tick.month": "%b",
    "drawn.tick.day": "%d",
    "drawn.tick.january": "%Y",
    "drawn.tick.first_day": "%b",
    "drawn.tick.beside_days": "%Y-%b",
    "drawn.return": "return",
    "drawn.abnormal": "abnormal",
    "drawn.autocorrelation": "Autocorrelation",
    "drawn.interval_of_abnormal": "abnormal return with its {level} % interval",
    "drawn.returns_on": "return on {dates} (day {day})",
    "drawn.day0": "day 0",
    "drawn.return_of": "return of {name}",
    "drawn.residuals_by_day": "Residuals by day",
    "drawn.normal_quantile": "normal quantile",
    "drawn.against_normal": "Against the normal law",
    "drawn.days_apart": "days apart",
    "drawn.abnormal_of_day0": "Abnormal return of day 0",
    "drawn.ordinary_days": "ordinary days",
    "drawn.ordinary_stretches": "ordinary stretches as long",
    "drawn.bold_extreme": "{what}; bold: among the most extreme {level} % of {days}",
    "drawn.simultaneous": "{level} % band for the whole path (sup-t)",
    "drawn.pointwise": "{level} % interval of each day (pointwise)",
    "drawn.car_from": "Cumulative abnormal return from the close of day {day} on",
    "drawn.before": "the days before",
    "drawn.bars_on": "bars on day 0 and day {last}: {what}",
    "drawn.sessions_since": "sessions relative to day 0; the path is 0 at the close of day {day}",
    "drawn.sessions": "sessions relative to day 0",
    "drawn.mean_of": "all {n}",
    "drawn.mean_of_signed": "all {n}, by expected sign",
    "drawn.mean_of_group": "{group} (n = {n})",
    "drawn.caar_from": "Mean cumulative abnormal return (CAAR) of firm-events from the close of day {day} on",
    "drawn.first_groups": "{n} of {all} groups",
    "drawn.car_among_placebos": "CAR {window}: on the event (line), and at dates near no event (bars, number of dates)",
    "drawn.placebo_rejects": "How often a {level} % test rejects at dates without an event",
    "drawn.placebo_p": "{car}\nplacebo p {p}\n{dates:.0f} dates ({effective:.0f} effective)",
    "drawn.abnormal_on_day0": "abnormal return on day 0",
    "drawn.share_rejected": "share of samples rejected at {level} %",
    "drawn.expected": "expected by the model",
    "drawn.since_close": "since the close of day {day}",
    "drawn.specifications": (
        "CAR in distinct specifications, sorted, with {interval} % intervals; orange: the study's own. Below: what "
        "each one is, and the tests in which p ≤ {level} %"
    ),
    "drawn.curve_p": "median {median} (p: {median_p})\np ≤ level in {share} % (p: {share_p})",
    "drawn.against": "against {benchmark}",
    "drawn.curves": (
        "CAR in distinct specifications, sorted, with {interval} % intervals; orange: the study's own. Below: what "
        "each one is, and the tests in which p ≤ {level} %. p: the same curve at {dates} dates without an event"
    ),
    "drawn.model": "model: {name}",
    "drawn.estimated_on": "estimated on",
    "drawn.event_window": "event window",
    "drawn.car_window": "CAR window",
    "paper.standard_errors": "standard errors",
    "paper.t_statistics": "t statistics",
    "paper.p_values": "p-values",
    "paper.event": "Event",
    "paper.asset": "Asset",
    "paper.days": "Days",
    "paper.group": "Group",
    "paper.window": "Window",
    "paper.n": "N",
    "paper.cars": "Cumulative abnormal returns in per cent, {below} in parentheses below",
    "paper.in_per_cent": ", in per cent.",
    "paper.car_title": "{study}: cumulative abnormal returns",
    "paper.tests": "Mean CAR in per cent; statistics of the tests, p-values in parentheses below.",
    "paper.mean_car": "Mean CAR",
    "paper.tests_title": "{study}: tests across firm-events",
    "paper.model": (
        "Model '{model}', {returns} returns; estimation window {estimation}, event window {event}, in sessions "
        "relative to day 0."
    ),
    "paper.counted": "{total} firm-events, {done} computed, {dropped} dropped.",
    "paper.two_sided": "p-values are two-sided.",
    "paper.greater": "p-values are one-sided: greater than 0.",
    "paper.less": "p-values are one-sided: less than 0.",
    "paper.null_of": "{test}: null hypothesis {null}.",
    "terminal.report": "Report: {path}; the tables are beside it",
    "terminal.document": "Document: {path}",
    "terminal.missing": "missing: {ticker}: {why}",
    "terminal.frozen": "{n} series frozen in {folder}; to run from them, write in the study:",
    "terminal.charts_written": "charts in {folder}: {n}",
    "terminal.names_in": "{names} in {folder}",
    "terminal.files_written": "files in {folder}: {n}",
    "terminal.wrote": "wrote {path}",
    "terminal.next": "next: eventstudy check {study}",
    "drawn.share_of_placebos": (
        "Share of placebos with p ≤ {level} %, and its {covered} % interval; the broken line is what a right test shows"
    ),
    "terminal.fetching": "fetching prices",
    "terminal.examining": "examining",
    "terminal.simulating": "simulating",
    "terminal.trying_placebo_dates": "trying placebo dates",
    "terminal.drawing": "drawing charts",
    "terminal.computing": "computing",
    "terminal.writing": "writing results",
    "terminal.comparing": "comparing",
    "terminal.event": "{n} event",
    "terminal.events": "{n} events",
    "terminal.firm_event": "{n} firm-event",
    "terminal.firm_events": "{n} firm-events",
}

TEXTS: dict[str, str] = COMPARED | PLACEBO | VIEWS
