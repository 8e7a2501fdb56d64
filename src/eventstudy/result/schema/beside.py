"""The tables beside those of the result folder."""

from __future__ import annotations

from eventstudy.result.columns import (
    ASSET,
    CAR,
    DATE,
    DAY,
    EVENT_ID,
    FIRM,
    NOTE,
    NOTE_CODE,
    P_VALUE,
    SE,
    STATISTIC,
    TEST,
    WINDOW,
    Column,
    N,
    Table,
)

__all__ = ["COMMANDS", "KEPT"]

_SCAR = Column("scar", "number", "CAR over its standard error")
_FILTERED = Column("filtered_scar", "number", "the same over the volatility known before the window, as it is ranked")
_OF_ASSET = Column("asset", "text", "ticker of the asset; empty for a group or a mean")

_PATHS = (
    *FIRM,
    DAY,
    DATE,
    Column(
        "car", "decimal", "CAR from the close of day −1 to that of this day; on days before, less what came until then"
    ),
    SE,
)

_RANKS = (
    *FIRM,
    *WINDOW,
    Column("larger", "whole", "ordinary windows that were at least as extreme for what the asset moved at the time"),
    Column("ordinary", "whole", "ordinary windows it was ranked among"),
    Column("pooled", "flag", "whether these are the windows of all firm-events, because its own are too few"),
)

_EVENT_RANKS = (
    EVENT_ID,
    *WINDOW,
    Column("assets", "whole", "firm-events of the event with this CAR"),
    Column("larger", "whole", "ordinary days, the same for all of them, on which the largest was at least as extreme"),
    Column("ordinary", "whole", "ordinary days, or windows put together from single ones, that it was ranked among"),
)

_DATE_RANKS = (
    EVENT_ID,
    Column("asset", "text", "ticker of the asset; empty for the largest of the event's assets"),
    *WINDOW,
    Column("larger", "whole", "dates on which the CAR was at least as extreme for what the asset moved at the time"),
    Column("dates", "whole", "dates whose event window touches that of no event of the asset"),
)

_COMPARE = (
    EVENT_ID,
    _OF_ASSET,
    Column("model", "text", "name of the model"),
    Column("estimation_start", "whole", "first session of the estimation window"),
    Column("estimation_end", "whole", "last session of the estimation window"),
    Column("benchmark", "text", "what the assets are compared with, each market once"),
    *WINDOW,
    TEST,
    Column("estimate", "decimal", "CAR, or mean CAR of the event's assets"),
    SE,
    Column("low", "decimal", "lower end of the interval, which covers 1 less the level of the study"),
    Column("high", "decimal", "upper end of that interval"),
    STATISTIC,
    P_VALUE,
    N,
    Column("own", "flag", "whether model, windows and benchmark are the study's own"),
    Column("distinct", "flag", "whether no specification before it has this estimate of as many assets"),
    NOTE_CODE,
    NOTE,
)

_AGREEMENT = (
    *WINDOW,
    TEST,
    Column("specifications", "whole", "distinct specifications that could be tested"),
    Column("share_significant", "decimal", "share of them with p at most the level of the study"),
    Column("own_estimate", "decimal", "estimate of the study's own specification"),
    Column("own_p_value", "p", "its p-value"),
    Column("share_same_sign", "decimal", "share with its sign"),
    Column("share_agree", "decimal", "share with its sign and on its side of the level"),
    Column("median", "decimal", "median estimate of the distinct specifications"),
    Column(
        "median_p",
        "p",
        "(1 + dates whose curve has a median at least as extreme for the volatility of the time) over (1 + all dates)",
    ),
    Column("share_p", "p", "the same of the share of significant ones"),
    Column("dates", "whole", "dates without an event at which the curve could be computed"),
    Column("effective_dates", "number", "so many windows that share no day, of those dates and between them"),
)

_PLACEBO = (
    Column("group", "text", "name of the group, or id of the event"),
    _OF_ASSET,
    *WINDOW,
    TEST,
    N,
    STATISTIC,
    P_VALUE,
    Column("placebo_p", "p", "(1 + placebos at least as extreme) over (1 + all placebos)"),
    Column("size_10", "decimal", "share of placebos in which the test rejects at 10 %"),
    Column("size_05", "decimal", "share of placebos in which it rejects at 5 %"),
    Column("size_01", "decimal", "share of placebos in which it rejects at 1 %"),
    Column("size", "decimal", "share of placebos in which it rejects at the level of the study"),
    Column("error", "decimal", "binomial standard error of that share"),
    Column("smallest_effect", "decimal", "effect that 80 % of placebos would show at that level"),
    Column("draws", "whole", "placebos that the test could be computed on"),
    Column("places", "whole", "dates where the group could stand"),
    Column("effective_dates", "number", "those dates over the days of the window, which windows of neighbours share"),
    NOTE_CODE,
    NOTE,
)

_PLACEBO_CARS = (
    ASSET,
    *WINDOW,
    Column("date", "date", "day 0 of the placebo"),
    CAR,
    _SCAR,
    _FILTERED,
)

_POWER = (
    TEST,
    *WINDOW,
    Column("effect", "decimal", "abnormal return on day 0 of every firm-event; 0 measures the size"),
    Column("level", "decimal", "size of the test, that of the study"),
    Column("rate", "decimal", "share of samples in which the test rejects at that level"),
    Column("error", "decimal", "binomial standard error of that share"),
    Column("computed", "whole", "samples that the test could be computed on"),
    Column("draws", "whole", "samples"),
)

KEPT = (
    Table(
        "paths",
        "the CAR of a firm-event from the close of day −1 to that of a day",
        _PATHS,
        grows="An event window without day 0 has them from the close before it.",
    ),
    Table("event_ranks", "the largest CAR of an event's firm-events among the largest on ordinary days", _EVENT_RANKS),
    Table("ranks", "day 0 or a CAR window of a firm-event among ordinary windows as long", _RANKS),
    Table(
        "date_ranks",
        "day 0 or a CAR window of up to three days among the same at dates without an event, of the first assets",
        _DATE_RANKS,
    ),
)
"""Of a `StudyResult`, in no file."""

COMMANDS = (
    Table("compare", "one test of one event under one model, estimation window, benchmark and CAR window", _COMPARE),
    Table(
        "agreement",
        "how far the distinct specifications of a comparison agree, and the joint p of their curve",
        _AGREEMENT,
    ),
    Table("placebo", "one test of a firm-event or group beside what it says at placebo dates", _PLACEBO),
    Table("placebo_cars", "one CAR window of an asset at an eligible date", _PLACEBO_CARS),
    Table("real", "one CAR window of a firm-event whose placebos were drawn", (*FIRM, *WINDOW, CAR, _SCAR, _FILTERED)),
    Table("power", "how often a test rejects on samples with an effect", _POWER),
)
"""What `compare`, `placebo` and `power` write."""
