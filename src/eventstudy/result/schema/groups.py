"""The tables of groups."""

from __future__ import annotations

from dataclasses import replace

from eventstudy.result.columns import (
    DAY,
    GROUP,
    LAW,
    NOTE,
    NOTE_CODE,
    NULL,
    P_VALUE,
    SE,
    STATISTIC,
    TEST,
    WINDOW,
    Column,
    N,
    T,
    Table,
)

__all__ = ["GROUPS"]

_LOWER = Column("lower", "decimal", "lower end of the interval that covers 1 − level")
_UPPER = Column("upper", "decimal", "upper end of it")
_SE = Column(
    "se",
    "decimal",
    "standard error of the mean: variance may rise at the event, and pairs count for what they share; empty where they "
    "are too many",
    signed=False,
)

_AAR = (
    GROUP,
    DAY,
    Column("n", "whole", "firm-events with a return on that day"),
    Column("aar", "decimal", "average abnormal return"),
    _SE,
    _LOWER,
    _UPPER,
    Column(
        "caar",
        "decimal",
        "cumulative average abnormal return from the close of day −1 on; on days before, less what came until then. "
        "Without day 0 in the event window: from the close before it",
    ),
    Column(
        "caar_se",
        "decimal",
        "standard error of `caar`, of firm-events with all days in between; 0 on day −1",
        signed=False,
    ),
    Column(
        "caar_lower",
        "decimal",
        "lower end of the band that covers the path from day 0 on with 1 − level (sup-t); before day −1 of another one "
        "for the days before; blank for two or three firm-events, of which it would be 14 standard errors wide or more",
    ),
    Column("caar_upper", "decimal", "upper end of it"),
)

_CAAR = (
    GROUP,
    *WINDOW,
    N,
    Column("mean_car", "decimal", "mean CAR", {"en": "mean CAR", "de": "mittlere CAR"}),
    _SE,
    _LOWER,
    _UPPER,
    Column("p_value", "p", "p-value of `test`; its note in the table of tests says where interval and test disagree"),
    Column("test", "text", "the first test that such a group gets by default"),
    Column("median_car", "decimal", "median CAR"),
    Column("share_positive", "decimal", "share of the CARs that are positive"),
)

_TESTS = (
    GROUP,
    *WINDOW,
    TEST,
    STATISTIC,
    P_VALUE,
    LAW,
    N,
    NULL,
    NOTE_CODE,
    NOTE,
)

_DIFFERENCES = (
    Column("group_a", "text", "name of one group", {"en": "group", "de": "Gruppe"}),
    Column("group_b", "text", "name of the group that is taken from it", {"en": "less", "de": "minus"}),
    *WINDOW,
    Column("n_a", "whole", "firm-events of the one"),
    Column("n_b", "whole", "firm-events of the other"),
    Column(
        "difference", "decimal", "mean CAR of `group_a` less that of `group_b`", {"en": "difference", "de": "Differenz"}
    ),
    Column(
        "se",
        "decimal",
        "standard error of the difference, with what firm-events of both share",
        {"en": "se", "de": "Standardfehler"},
        signed=False,
    ),
    _LOWER,
    _UPPER,
    TEST,
    STATISTIC,
    P_VALUE,
    NOTE,
)

_CALENDAR_TIME = (
    GROUP,
    *WINDOW,
    Column(
        "alpha", "decimal", "abnormal return of the portfolio, a day", {"en": "α per day", "de": "α je Tag"}, digits=3
    ),
    replace(SE, digits=3),
    T,
    P_VALUE,
    LAW,
    Column("n_days", "whole", "calendar days with a portfolio", {"en": "days", "de": "Tage"}),
    Column("mean_firms", "number", "firms in the portfolio, on average", {"en": "firms a day", "de": "Firmen je Tag"}),
    Column("lags", "whole", "lags of the standard error"),
    Column("beta", "number", "coefficient of the market", {"en": "β", "de": "β"}),
    NOTE_CODE,
    NOTE,
)

GROUPS = (
    Table("aar", "average abnormal return of a group on a day, and its sum from the close of day −1", _AAR),
    Table("caar", "one CAR window of a group", _CAAR),
    Table(
        "differences",
        "one test of the difference between two stated groups of several events, each with each of up to four; or of "
        "the last and the first part of a split, of up to four values of a column each with those before it",
        _DIFFERENCES,
        title={"en": "Differences of groups", "de": "Differenzen von Gruppen"},
    ),
    Table("tests", "one test across the firm-events of a group", _TESTS),
    Table(
        "calendar_time",
        "with `model: calendar_time` the portfolio of all firms in their window, regressed day by day",
        _CALENDAR_TIME,
        grows="With factors a `beta_` column for each stands in place of `beta`.",
        title={"en": "Portfolios in calendar time", "de": "Portfolios in Kalenderzeit"},
    ),
)
