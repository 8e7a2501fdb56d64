"""What the page shows of each event: charts, numbers, tests, claims, what was dropped, diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from eventstudy.report.drawing import bar_chart, extent_of, path_panel
from eventstudy.report.judgement import benchmarks, money, muddied
from eventstudy.report.parts import Cell, Column, Table, column_cell, headed, message_cell, table, text_cell, value_cell
from eventstudy.result import TABLES, StudyResult
from eventstudy.result.columns import FIRM
from eventstudy.tables import (
    Day0,
    Entry,
    Rank,
    asset_name,
    day0_rows,
    dropped_rows,
    event_columns,
    event_rows,
    half_width,
    rank_cell,
    rank_on,
    with_interval,
    with_means,
)
from eventstudy.text import Language

__all__ = ["EVENT_PARTS", "OF_ALL", "Part", "rank_value", "table_of_tests"]

COLOURS = 7

Ids = Sequence[str]
Floats = NDArray[np.float64]
Part = Callable[[StudyResult, Language, Ids], Mapping[str, Any]]


def _of(frame: pd.DataFrame, ids: Ids, key: str = "event_id") -> dict[str, list[Any]]:
    """Rows of each event."""
    out: dict[str, list[Any]] = {}
    for row in frame[frame[key].isin(ids)].itertuples():
        out.setdefault(getattr(row, key), []).append(row)
    return out


def _colours(study: StudyResult) -> dict[str, int]:
    """Number of each asset's colour, the same as in the charts."""
    return {asset: i % COLOURS for i, asset in enumerate(study.frames["events"]["asset"].unique())}


def numbers(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """Table of each event's assets: day 0, and the CARs of the longer windows."""
    titles = event_columns(study, language)
    columns = [Column(titles[0], "text"), *map(Column, titles[1:])]
    return {
        id_: table(language("numbers.caption"), columns, [[_cell(entry) for entry in row] for row in rows])
        for id_, rows in event_rows(study, language, ids).items()
    }


def _cell(entry: Entry) -> Cell:
    return Cell(entry.text, entry.value, "clear" if entry.rare else "")


def rank_value(rank: Rank | None, language: Language) -> Cell:
    """Rank among ordinary days, sorted by its share."""
    return Cell("–", "") if rank is None else value_cell(rank_cell(rank, language), rank.share)


def bars(study: StudyResult, language: Language, ids: Ids) -> dict[str, Markup]:
    """Chart of day 0 for each event that has several assets, or one."""
    rows, colours = day0_rows(study), _colours(study)
    return {id_: _bars(rows[id_], colours, 1 - study.spec.level, language) for id_ in ids if id_ in rows}


def _bars(rows: list[Day0], colours: Mapping[str, int], coverage: float, language: Language) -> Markup:
    drawn, said = [], []
    for row in rows:
        texts = {key: language.percent(getattr(row, key), 1) for key in ("raw", "ar", "low", "high")}
        label = f"{texts['raw']} · {texts['ar']}"
        drawn.append((row.name, label, colours[row.asset], row.raw, row.ar, row.low, row.high))
        rank = language("bars.rank", rank=rank_on(row.rank, language)) if row.rank else ""
        said.append(language("bars.alt", name=row.name, rank=rank, coverage=coverage, **texts))
    return bar_chart(drawn, "; ".join(said))


def paths(study: StudyResult, language: Language, ids: Ids) -> dict[str, list[tuple[str, int, Markup]]]:
    """CAR path of each asset, on one scale for each event: name, colour, drawing."""
    colours, coverage = _colours(study), 1 - study.spec.level
    frame = study.frames["paths"]
    frame = frame[frame["event_id"].isin(ids)]
    day, car = (frame[name].to_numpy(dtype=float) for name in ("day", "car"))
    half = np.full(len(frame), np.nan)
    rows = frame.reset_index(drop=True).groupby(["event_id", "asset"], sort=False).indices
    by_event: dict[str, list[tuple[str, NDArray[np.int64]]]] = {}
    for (event, asset), own in rows.items():
        half[own] = half_width(study, frame.iloc[own], coverage, "simultaneous")
        by_event.setdefault(event, []).append((asset, own))
    out: dict[str, list[tuple[str, int, Markup]]] = {}
    for event, assets in by_event.items():
        whole = np.concatenate([own for _, own in assets])
        scale = extent_of([*(car[whole] - half[whole]), *(car[whole] + half[whole])])
        for asset, own in assets:
            name, path = asset_name(study.spec, asset), (day[own], car[own], half[own])
            drawing = path_panel(*path, scale, colours[asset], _path_alt(name, *path, coverage, language), language)
            out.setdefault(event, []).append((name, colours[asset], drawing))
    return out


def _path_alt(name: str, day: Floats, car: Floats, half: Floats, coverage: float, language: Language) -> str:
    zero = car[day == 0]
    values = {"first": car[0], "last": car[-1], "low": car[-1] - half[-1], "high": car[-1] + half[-1]}
    values["zero"] = zero[0] if len(zero) else np.nan
    texts = {key: language.percent(value, 1) or "–" for key, value in values.items()}
    start, end = (f"{at:.0f}".replace("-", "−") for at in (day[0], day[-1]))
    return language("paths.alt", name=name, start=start, end=end, coverage=coverage, **texts)


def joint(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """Tests across the assets of each event."""
    return {
        id_: table_of_tests(own, language, language("joint.caption"))
        for id_, own in _of(with_means(study, ids), ids, "group").items()
    }


def table_of_tests(tests: Iterable[Any], language: Language, caption: str, *, group: bool = False) -> Table | None:
    """Tests as a table, with the group in front where there are several."""
    tested = TABLES["tests"]
    columns = headed(language, tested, *(["group"] * group), "start", "n")
    columns += headed(language, TABLES["caar"], "mean_car")
    columns += headed(language, tested, "test", "statistic", "p_value", "law", "note")
    rows = [
        [
            *([text_cell(row.group)] * group),
            Cell(language.window(row.start, row.end), float(row.end - row.start)),
            value_cell(language.count(row.n), row.n),
            value_cell(with_interval(row.mean_car, row.lower, row.upper, language), row.mean_car),
            Cell(row.test),
            value_cell(language.number(row.statistic), row.statistic),
            value_cell(language.p(row.p_value), row.p_value),
            message_cell(language, row.law),
            message_cell(language, row.note),
        ]
        for row in tests
    ]
    return table(caption, columns, rows, "tests.csv")


def claims(study: StudyResult, language: Language, ids: Ids) -> dict[str, list[tuple[str, str, str, Cell]]]:
    """Claims on each event: asset, verdict, its class, why."""
    return {
        id_: [
            (
                asset_name(study.spec, row.asset),
                language(f"verdict.{row.verdict}"),
                row.verdict.replace(" ", "-"),
                message_cell(language, row.explanation),
            )
            for row in own
        ]
        for id_, own in _of(study.frames["claims"], ids).items()
    }


def diagnostics(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """Estimates of each event's models, and what their residuals look like."""
    models = study.table("models")
    shown = [one for one in TABLES["models"].columns if one.heading and one not in FIRM]
    columns = [*headed(language, TABLES["models"], "asset"), *(Column(one.heading[language.code]) for one in shown)]
    return {
        str(id_): table(
            language("diagnostics.caption"),
            columns,
            list(
                zip(
                    [Cell(asset_name(study.spec, asset)) for asset in own["asset"]],
                    *([column_cell(language, one, value) for value in own[one.name]] for one in shown),
                    strict=True,
                )
            ),
        )
        for id_, own in models[models["event_id"].isin(ids)].groupby("event_id", sort=False)
    }


EVENT_PARTS: dict[str, Part] = {
    "bars": bars,
    "numbers": numbers,
    "money": money,
    "claims": claims,
    "muddied": muddied,
    "paths": paths,
    "joint": joint,
    "benchmarks": benchmarks,
    "dropped": dropped_rows,
    "diagnostics": diagnostics,
}
"""Parts of an event by name, in the order of the page. Each gives the data of the events that have it, which
`templates/event_NAME.html` shows, or `table.html` where it is a table."""
OF_ALL = ("muddied", "joint", "claims")
"""Parts that speak of all assets of an event, also where the others show the largest alone."""
