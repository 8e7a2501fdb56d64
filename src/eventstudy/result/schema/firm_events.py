"""The tables of firm-events."""

from __future__ import annotations

from dataclasses import replace

from eventstudy.result.columns import (
    CAR,
    DATE,
    DAY,
    FIRM,
    LAW,
    NOTE,
    NOTE_CODE,
    NULL,
    P_T,
    P_VALUE,
    SE,
    STATISTIC,
    TEST,
    WINDOW,
    Column,
    T,
    Table,
)

__all__ = ["FIRM_EVENTS"]

_EVENTS = (
    *FIRM,
    Column("at", "text", "when the event became public, as the study has it", {"en": "at", "de": "bekannt"}),
    Column("exchange", "text", "where the asset trades", {"en": "exchange", "de": "Börse"}),
    Column(
        "day0",
        "date",
        "first session whose close is after the event, of a range the first that may be it; empty where none is known",
        {"en": "day 0", "de": "Tag 0"},
    ),
    Column(
        "shift",
        "whole",
        "calendar days from the date in `at` to day 0; empty for a range",
        {"en": "shift", "de": "verschoben"},
    ),
)

_DROPPED = (
    *FIRM,
    *WINDOW,
    Column(
        "stage",
        "text",
        "where it was left out: prices, audit, calendar, estimation window, event window or model",
        {"en": "stage", "de": "Stufe"},
    ),
    Column("code", "code", "code of the reason", code_of="reason"),
    Column("reason", "message", "why", {"en": "reason", "de": "Grund"}),
)

_MODELS = (
    *FIRM,
    Column("model", "text", "name of the model"),
    Column("market", "text", "ticker of the market, or what stands in its place"),
    Column("alpha", "decimal", "constant, a day", {"en": "α per day", "de": "α je Tag"}, digits=3),
    Column("beta", "number", "coefficient of the market", {"en": "β", "de": "β"}),
    Column(
        "sigma",
        "decimal",
        "standard deviation of the residuals, a day",
        {"en": "σ per day", "de": "σ je Tag"},
        signed=False,
    ),
    Column("r_squared", "number", "share of the variance that the model explains", {"en": "R²", "de": "R²"}),
    Column("n_estimation", "whole", "estimation days with a return", {"en": "days", "de": "Tage"}),
    Column("df", "number", "degrees of freedom of the residual variance"),
    Column(
        "residual_autocorrelation",
        "number",
        "correlation of residuals with those of the day before",
        {"en": "autocorrelation", "de": "Autokorrelation"},
    ),
    Column("residual_skewness", "number", "skewness of the residuals", {"en": "skewness", "de": "Schiefe"}),
    Column(
        "residual_excess_kurtosis",
        "number",
        "kurtosis of the residuals less that of the normal law",
        {"en": "excess kurtosis", "de": "Exzess"},
    ),
    Column(
        "contaminated_days",
        "whole",
        "estimation days that lie in windows of other events of the asset",
        {"en": "other events' days", "de": "Tage anderer Ereignisse"},
    ),
)

_ABNORMAL_RETURNS = (
    *FIRM,
    DAY,
    DATE,
    Column("return", "decimal", "return of the asset", {"en": "return", "de": "Rendite"}),
    Column("expected", "decimal", "what the model expects", {"en": "expected", "de": "erwartet"}),
    Column("ar", "decimal", "abnormal return: return less expected", {"en": "abnormal", "de": "abnormal"}),
    SE,
    T,
    replace(P_VALUE, heading=P_T),
)

_CARS = (
    *FIRM,
    *WINDOW,
    CAR,
    SE,
    Column("scar", "number", "CAR over its standard error"),
    T,
    P_VALUE,
    Column("rank_p", "p", "its rank among ordinary windows as a p-value, from the test `filtered_sq`"),
    Column("n_days", "whole", "days of the window"),
)

_FIRM_TESTS = (
    *FIRM,
    *WINDOW,
    TEST,
    STATISTIC,
    P_VALUE,
    LAW,
    NULL,
    NOTE_CODE,
    NOTE,
)

_DATE_RANGES = (
    *FIRM,
    Column("first", "date", "first session that may have been the one", {"en": "first", "de": "erster"}),
    Column("last", "date", "last session that may have been the one", {"en": "last", "de": "letzter"}),
    Column("sessions", "whole", "how many these are", {"en": "sessions", "de": "Handelstage"}),
    Column("date", "date", "the most extreme of them", {"en": "most extreme", "de": "äußerster"}),
    Column("ar", "decimal", "its abnormal return", {"en": "abnormal", "de": "abnormal"}),
    SE,
    T,
    Column(
        "larger",
        "whole",
        "stretches of as many estimation days whose most extreme day is at least as extreme",
        {"en": "larger stretches", "de": "größere Strecken"},
    ),
    Column("stretches", "whole", "all there are", {"en": "of stretches", "de": "von Strecken"}),
)

FIRM_EVENTS = (
    Table("events", "every firm-event, dropped or not", _EVENTS),
    Table(
        "dropped",
        "what was left out: the whole firm-event, or one CAR window where `start` and `end` stand",
        _DROPPED,
    ),
    Table(
        "models",
        "the estimated model of a firm-event",
        _MODELS,
        grows="With several regressors a column for each slope follows.",
    ),
    Table("abnormal_returns", "one day of the event window of a firm-event", _ABNORMAL_RETURNS, attribute="ar"),
    Table(
        "cars",
        "one CAR window of a firm-event; `se` carries the error of the forecast, which all days share",
        _CARS,
        attribute="car",
    ),
    Table("firm_tests", "one test of one firm-event", _FIRM_TESTS),
    Table(
        "date_ranges",
        "a firm-event that happened on one of several sessions, nobody knows which: the most extreme of them",
        _DATE_RANGES,
        title={"en": "Events of unknown day", "de": "Ereignisse an unbekanntem Tag"},
    ),
)
