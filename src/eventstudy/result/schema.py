"""Every table of a result: its file, its columns in their order, their units and what they mean.

CSV and Parquet files, `docs/results.md`, the docstrings of `StudyResult`, headings and the formats of numbers derive
from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from eventstudy.result.columns import (
    ASSET,
    CAR,
    END,
    EVENT_ID,
    GROUP,
    LAW,
    NOTE,
    NOTE_CODE,
    NULL,
    P_VALUE,
    SE,
    START,
    STATISTIC,
    TEST,
    Column,
    T,
    Table,
)

__all__ = ["ROOMS", "TABLES"]


_FIRM = (EVENT_ID, ASSET)
_WINDOW = (START, END)
_DAY = Column("day", "whole", "session relative to day 0")
_DATE = Column("date", "date", "date of the session")
_N = Column("n", "whole", "number of firm-events that it rests on")

_EVENTS = (
    *_FIRM,
    Column("at", "text", "when the event became public, as the study has it"),
    Column("exchange", "text", "where the asset trades"),
    Column("day0", "date", "first session whose close is after the event; empty where none is known"),
    Column("shift", "whole", "calendar days from the date in `at` to day 0"),
)

_DROPPED = (
    *_FIRM,
    *_WINDOW,
    Column("stage", "text", "where it was left out: prices, audit, calendar, estimation, event, window or model"),
    Column("code", "code", "code of the reason", code_of="reason"),
    Column("reason", "message", "why"),
)

_MODELS = (
    *_FIRM,
    Column("model", "text", "name of the model"),
    Column("market", "text", "ticker of the market, or what stands in its place"),
    Column("alpha", "decimal", "constant, a day", {"en": "α per day", "de": "α je Tag"}),
    Column("beta", "number", "coefficient of the market", {"en": "β", "de": "β"}),
    Column("sigma", "decimal", "standard deviation of the residuals, a day", {"en": "σ per day", "de": "σ je Tag"}),
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
    *_FIRM,
    _DAY,
    _DATE,
    Column("return", "decimal", "return of the asset"),
    Column("expected", "decimal", "what the model expects"),
    Column("ar", "decimal", "abnormal return: return less expected"),
    SE,
    T,
    P_VALUE,
)

_CARS = (
    *_FIRM,
    *_WINDOW,
    CAR,
    SE,
    Column("scar", "number", "CAR over its standard error"),
    T,
    P_VALUE,
    Column("n_days", "whole", "days of the window"),
)

_FIRM_TESTS = (
    *_FIRM,
    *_WINDOW,
    TEST,
    STATISTIC,
    P_VALUE,
    LAW,
    NULL,
    NOTE_CODE,
    NOTE,
)

_AAR = (
    GROUP,
    _DAY,
    Column("n", "whole", "firm-events with a return on that day"),
    Column("aar", "decimal", "average abnormal return"),
    Column("caar", "decimal", "cumulative average abnormal return from the first event day on"),
)

_CAAR = (
    GROUP,
    *_WINDOW,
    _N,
    Column("mean_car", "decimal", "mean CAR"),
    Column("median_car", "decimal", "median CAR"),
    Column("share_positive", "decimal", "share of the CARs that are positive"),
)

_TESTS = (
    GROUP,
    *_WINDOW,
    TEST,
    STATISTIC,
    P_VALUE,
    LAW,
    _N,
    NULL,
    NOTE_CODE,
    NOTE,
)

_CALENDAR_TIME = (
    GROUP,
    *_WINDOW,
    Column("alpha", "decimal", "abnormal return of the portfolio, a day"),
    SE,
    T,
    P_VALUE,
    LAW,
    Column("n_days", "whole", "calendar days with a portfolio"),
    Column("mean_firms", "number", "firms in the portfolio, on average"),
    Column("lags", "whole", "lags of the standard error"),
    Column("beta", "number", "coefficient of the market"),
    NOTE_CODE,
    NOTE,
)

_CLAIMS = (
    *_FIRM,
    _DAY,
    Column("claimed", "text", "the return that was claimed, as it was written, or a direction"),
    Column("close_to_close", "decimal", "return from the close before to this close"),
    Column("open", "decimal", "return from the close before to the day's open"),
    Column("high", "decimal", "return from the close before to the day's high"),
    Column("low", "decimal", "return from the close before to the day's low"),
    Column("abnormal", "decimal", "abnormal return of the day"),
    Column("verdict", "text", "confirmed, intraday only, overstated, understated, wrong sign or not checkable"),
    Column("explanation", "message", "which price makes the claim true"),
)

_OVERLAPS = (
    *_FIRM,
    Column("kind", "text", "event or confounder"),
    Column("other", "text", "id of the other event, or title of the confounder"),
    Column("day", "whole", "its day 0 seen from here"),
    Column("date", "date", "date of its day 0"),
    *_WINDOW,
    Column("sessions", "whole", "sessions that both windows share"),
)

_CLUSTERS = (
    Column("cluster", "whole", "number of the cluster"),
    EVENT_ID,
    Column("first", "date", "first of its days 0 across exchanges"),
    Column("last", "date", "last of its days 0 across exchanges"),
)

_ATTRIBUTION = (
    Column("cluster", "whole", "number of the cluster"),
    Column("events", "text", "ids of the events whose days these are; `(all)` is the sum of the cluster"),
    ASSET,
    Column("first", "date", "first of these days"),
    Column("last", "date", "last of these days"),
    Column("days", "whole", "how many they are"),
    CAR,
    SE,
    T,
    P_VALUE,
    NOTE_CODE,
    NOTE,
)

_BENCHMARKS = (
    *_FIRM,
    Column("benchmark", "text", "what the asset is compared with"),
    Column("model", "text", "name of the model"),
    *_WINDOW,
    CAR,
    SE,
    T,
    P_VALUE,
    Column("beta", "number", "coefficient of the benchmark"),
    Column("r_squared", "number", "share of the variance that the benchmark explains"),
    NOTE_CODE,
    NOTE,
)

_MULTIPLICITY = (
    Column("family", "text", "CAR, or the name of a test"),
    *_FIRM,
    GROUP,
    *_WINDOW,
    P_VALUE,
    Column("holm", "p", "p-value adjusted after Holm"),
    Column("benjamini_hochberg", "p", "p-value adjusted after Benjamini and Hochberg"),
)

_MONEY = (
    *_FIRM,
    *_WINDOW,
    CAR,
    Column("date", "date", "date of the close before the window"),
    Column("close", "money", "that close"),
    Column("currency", "text", "currency of the amounts; empty where not known"),
    Column("shares", "number", "number of shares that the study states"),
    Column("value", "money", "what the CAR is worth"),
    Column("value_se", "money", "standard error of that value"),
)

_REGRESSIONS = (
    Column("model", "text", "the columns"),
    *_WINDOW,
    Column("errors", "text", "kind of the standard errors"),
    Column("term", "text", "the constant, a column, or a level of one"),
    Column("coefficient", "decimal", "coefficient: change of the CAR with a unit of the column"),
    SE,
    T,
    P_VALUE,
    LAW,
    _N,
    Column("r_squared", "number", "share of the variance of CARs that the columns explain"),
    NOTE_CODE,
    NOTE,
)

_AUDIT = (
    Column("ticker", "text", "ticker of the series"),
    Column("severity", "text", "error or warning"),
    Column("code", "code", "code of the finding", code_of="finding"),
    Column("finding", "message", "what was found, with the first dates"),
    Column("first", "date", "first of its days"),
    Column("last", "date", "last of its days"),
    Column("count", "whole", "how many days it concerns"),
    Column("what to do", "message", "what to do about it"),
)


ROOMS: Mapping[str, tuple[Table, ...]] = MappingProxyType(
    {
        "Firm-events": (
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
        ),
        "Groups": (
            Table("aar", "average abnormal return of a group on a day, and its running sum", _AAR),
            Table("caar", "one CAR window of a group", _CAAR),
            Table("tests", "one test across the firm-events of a group", _TESTS),
            Table(
                "calendar_time",
                "with `model: calendar_time` the portfolio of all firms in their window, regressed day by day",
                _CALENDAR_TIME,
                grows="With factors a `beta_` column for each stands in place of `beta`.",
            ),
        ),
        "Judgement": (
            Table("claims", "something said about a return, beside the prices that make it true or not", _CLAIMS),
            Table(
                "overlaps", "another event of the same asset, or a confounder, in one window of a firm-event", _OVERLAPS
            ),
            Table("clusters", "an event whose CAR windows touch those of others", _CLUSTERS),
            Table(
                "attribution",
                "the days of a cluster that are one event's own; one estimation window before it serves all",
                _ATTRIBUTION,
            ),
            Table(
                "benchmarks",
                "a CAR of the market model against one benchmark; where that closes at another hour, `dimson` follows",
                _BENCHMARKS,
            ),
            Table(
                "multiplicity",
                "a p-value adjusted for its family: all CARs of the study, or one test over all groups and windows",
                _MULTIPLICITY,
            ),
            Table(
                "money", "a CAR times the market value at the close before its window, for assets with `shares`", _MONEY
            ),
            Table("regressions", "a coefficient of CARs regressed on columns of the events file", _REGRESSIONS),
        ),
        "Prices and provenance": (Table("audit", "a finding on a price series", _AUDIT),),
    }
)
"""Tables under the headings of `docs/results.md`."""

TABLES: Mapping[str, Table] = MappingProxyType({table.file: table for tables in ROOMS.values() for table in tables})
"""Tables by the name of their file."""
