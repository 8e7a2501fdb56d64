"""The tables that turn numbers into a judgement."""

from __future__ import annotations

from dataclasses import replace

from eventstudy.result.columns import (
    ASSET,
    CAR,
    DAY,
    EVENT_ID,
    FIRM,
    GROUP,
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
    N,
    T,
    Table,
)

__all__ = ["JUDGEMENT"]

_CLAIMS = (
    *FIRM,
    DAY,
    Column(
        "claimed",
        "text",
        "the return that was claimed, as it was written, or a direction",
        {"en": "claimed", "de": "behauptet"},
    ),
    Column(
        "close_to_close",
        "decimal",
        "return from the close before to this close",
        {"en": "close", "de": "Schluss"},
    ),
    Column("open", "decimal", "return from the close before to the day's open"),
    Column("high", "decimal", "return from the close before to the day's high"),
    Column("low", "decimal", "return from the close before to the day's low"),
    Column("abnormal", "decimal", "abnormal return of the day"),
    Column(
        "verdict",
        "text",
        "confirmed, intraday only, overstated, understated, wrong sign or not checkable",
        {"en": "verdict", "de": "Urteil"},
    ),
    Column("explanation", "message", "which price makes the claim true", {"en": "why", "de": "warum"}),
)

_OVERLAPS = (
    *FIRM,
    Column("kind", "text", "event or confounder"),
    Column("other", "text", "id of the other event, or title of the confounder"),
    Column("day", "whole", "its day 0 seen from here"),
    Column("date", "date", "date of its day 0"),
    *WINDOW,
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
    *FIRM,
    Column("benchmark", "text", "what the asset is compared with", {"en": "benchmark", "de": "Vergleich"}),
    Column("model", "text", "name of the model", {"en": "model", "de": "Modell"}),
    *WINDOW,
    CAR,
    SE,
    T,
    replace(P_VALUE, heading=P_T),
    Column("beta", "number", "coefficient of the benchmark", {"en": "β", "de": "β"}),
    Column("r_squared", "number", "share of the variance that the benchmark explains"),
    NOTE_CODE,
    NOTE,
)

_MULTIPLICITY = (
    Column("family", "text", "`event`, `study`, or the name of a test"),
    *FIRM,
    GROUP,
    *WINDOW,
    Column("p_value", "p", "rank of the event's largest CAR, of the CAR among ordinary windows of all, or of the test"),
    Column("max_t", "p", "rank among the largest of all on ordinary days, step by step from the largest CAR down"),
    Column("holm", "p", "p-value adjusted after Holm"),
    Column("benjamini_hochberg", "p", "p-value adjusted after Benjamini and Hochberg"),
)

_SMALLEST = Column(
    "smallest_effect",
    "decimal",
    "effect on the CAR, up or down, that the test would have seen with 80 % probability, by the study's ordinary days",
    signed=False,
)

_SMALLEST_EFFECTS = (
    *FIRM,
    GROUP,
    *WINDOW,
    N,
    Column(
        "test",
        "text",
        "test of the CAR or of the mean CAR; `event` or `study` as the families of `multiplicity`, and of `study` the "
        "median over its firm-events of an effect on one alone",
    ),
    _SMALLEST,
)

_EQUIVALENCE = (
    *FIRM,
    GROUP,
    *WINDOW,
    N,
    Column("margin", "decimal", "margin of the study", {"en": "margin ±", "de": "Grenze ±"}, signed=False),
    Column("estimate", "decimal", "mean CAR of the group, or CAR", {"en": "(mean) CAR", "de": "(mittlere) CAR"}),
    Column(
        "se",
        "decimal",
        "standard error of the mean; of a single CAR by the volatility known before its window",
        SE.heading,
        signed=False,
    ),
    Column("lower", "decimal", "lower end of the interval that covers 1 − 2 level", {"en": "from", "de": "von"}),
    Column("upper", "decimal", "upper end of it", {"en": "to", "de": "bis"}),
    TEST,
    Column(
        "statistic",
        "number",
        "distance to the nearer end of the margin over the error, positive inside it",
        STATISTIC.heading,
    ),
    Column(
        "p_value",
        "p",
        "the larger p-value of both one-sided tests: at most the level where both reject",
        P_VALUE.heading,
    ),
    LAW,
    NULL,
    NOTE_CODE,
    NOTE,
)

_MONEY = (
    *FIRM,
    *WINDOW,
    CAR,
    Column("date", "date", "date of the close before the window"),
    Column("close", "money", "that close"),
    Column("currency", "text", "currency of the amounts; empty where not known"),
    Column("shares", "number", "number of shares that the study states"),
    Column("value", "money", "what the CAR is worth"),
    Column("value_se", "money", "standard error of that value"),
)

_REGRESSIONS = (
    Column("model", "text", "the columns", {"en": "on", "de": "auf"}),
    *WINDOW,
    Column("errors", "text", "kind of the standard errors", {"en": "errors", "de": "Fehler"}),
    Column("term", "text", "the constant, a column, or a level of one", {"en": "term", "de": "Term"}),
    Column(
        "coefficient",
        "decimal",
        "coefficient: change of the CAR with a unit of the column",
        {"en": "coefficient", "de": "Koeffizient"},
    ),
    SE,
    T,
    replace(P_VALUE, heading=P_T),
    LAW,
    N,
    Column("r_squared", "number", "share of the variance of CARs that the columns explain"),
    NOTE_CODE,
    NOTE,
)

JUDGEMENT = (
    Table("claims", "something said about a return, beside the prices that make it true or not", _CLAIMS),
    Table("overlaps", "another event of the same asset, or a confounder, in one window of a firm-event", _OVERLAPS),
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
        "a p-value and what it becomes in its family: did an event move any of its shares (`event`), which firm-events "
        "of the study moved (`study`), each by window; or one test over all groups and windows",
        _MULTIPLICITY,
    ),
    Table(
        "smallest_effects",
        "what would have been seen with 80 %: of a firm-event, of an event that the study asks about, of all "
        "firm-events together, or of the mean of a group that is no single event",
        _SMALLEST_EFFECTS,
    ),
    Table(
        "equivalence",
        "with `margin:` two one-sided tests of whether a mean CAR, or the CAR of a firm-event, lies outside ±margin",
        _EQUIVALENCE,
        title={"en": "Smaller than the margin", "de": "Kleiner als die Grenze"},
    ),
    Table("money", "a CAR times the market value at the close before its window, for assets with `shares`", _MONEY),
    Table("regressions", "a coefficient of CARs regressed on columns of the events file", _REGRESSIONS),
)
