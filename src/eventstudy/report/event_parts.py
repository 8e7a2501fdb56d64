"""What the page shows of each event: a panel for each asset, and tables of numbers, tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from eventstudy.report.group_charts import tests_by_window
from eventstudy.report.intervals import mark_of
from eventstudy.report.judgement import benchmarks
from eventstudy.report.parts import Cell, Column, Table, message_cell, table
from eventstudy.report.path_drawing import Path, path_chart, scale_of
from eventstudy.result import StudyResult
from eventstudy.tables import (
    Day0,
    Entry,
    asset_name,
    caveats,
    day0_rows,
    dropped_rows,
    event_columns,
    event_rows,
    half_width,
    money_lines,
    rank_on,
    with_means,
)
from eventstudy.tables.story import would_be_seen
from eventstudy.text import Language

__all__ = ["EVENT_TABLES", "OF_ALL", "Panel", "Part", "claims", "left_out", "panels", "remarks"]

HEIGHT = 66
"""Of the path in a panel, in CSS pixels."""

Ids = Sequence[str]
Floats = NDArray[np.float64]
Part = Callable[[StudyResult, Language, Ids], Mapping[str, Table | None]]


@dataclass(frozen=True)
class Panel:
    """One asset of an event: abnormal return of day 0, interval, rank, and CAR path; empty for what there is not."""

    name: str
    value: str
    interval: str
    rank: str
    mark: str
    drawing: Markup


def panels(study: StudyResult, language: Language, ids: Ids, most: int) -> dict[str, list[Panel]]:
    """Panels of the assets of some events, on one scale for each event, as many as `most`, the largest."""
    days, coverage = day0_rows(study), 1 - study.spec.level
    paths, extreme = _paths(study, ids, coverage), language(f"extreme.{study.spec.alternative}")
    out: dict[str, list[Panel]] = {}
    for id_ in ids:
        rows = {row.asset: row for row in days.get(id_, [])}
        assets = _shown(rows, paths.get(id_, {}), most)
        drawn = {asset: paths[id_][asset] for asset in assets if asset in paths.get(id_, {})}
        scale = scale_of(list(drawn.values())) if drawn else None
        for asset in assets:
            name, drawing = asset_name(study.spec, asset), Markup("")
            if scale and asset in drawn:
                alt = _alt(name, drawn[asset], coverage, language)
                drawing = path_chart([drawn[asset]], scale, HEIGHT, alt, language)
            out.setdefault(id_, []).append(_panel(name, rows.get(asset), drawing, extreme, language))
    return out


def _shown(rows: Mapping[str, Day0], paths: Mapping[str, Path], most: int) -> list[str]:
    """Assets in the order of the study; of too many those with the largest abnormal returns, the largest first."""
    assets = list(dict.fromkeys([*paths, *rows]))
    if len(assets) <= most:
        return assets
    return sorted(assets, key=lambda asset: -abs(rows[asset].ar) if asset in rows else 0.0)[:most]


def _panel(name: str, row: Day0 | None, drawing: Markup, extreme: str, language: Language) -> Panel:
    if row is None:
        return Panel(name, "", "", "", "", drawing)
    low, high = (language.number(100 * side, 1, sign=True) for side in (row.low, row.high))
    rank = f"{extreme} {rank_on(row.rank, language)}" if row.rank else ""
    interval = f"[{low}, {high}]" if low and high else ""
    return Panel(name, language.percent(row.ar, 1), interval, rank, mark_of(row.ar, row.rank), drawing)


def _paths(study: StudyResult, ids: Ids, coverage: float) -> dict[str, dict[str, Path]]:
    """CAR path of each firm-event with the interval of each day and the band of the whole path."""
    frame = study.frames["paths"]
    frame = frame[frame["event_id"].isin(ids)].reset_index(drop=True)
    day, car = (frame[name].to_numpy(dtype=float) for name in ("day", "car"))
    out: dict[str, dict[str, Path]] = {}
    for (event, asset), own in frame.groupby(["event_id", "asset"], sort=False).indices.items():
        near, far = (half_width(study, frame.iloc[own], coverage, kind) for kind in ("pointwise", "simultaneous"))
        out.setdefault(event, {})[asset] = Path(day[own], car[own], near, far)
    return out


def _alt(name: str, path: Path, coverage: float, language: Language) -> str:
    """What a drawing says in words."""
    last, half = path.value[-1], path.near[-1]
    zero = path.value[path.days == 0]
    values = {"zero": zero[0] if len(zero) else np.nan, "last": last, "low": last - half, "high": last + half}
    texts = {key: language.percent(value, 1) or "–" for key, value in values.items()}
    end = f"{path.days[-1]:.0f}".replace("-", "−")
    return language("paths.alt", name=name, end=end, coverage=coverage, **texts)


def numbers(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """Table of each event's assets: day 0, and the CARs of the longer windows."""
    titles = event_columns(study, language)
    columns = [Column(titles[0], "text"), *map(Column, titles[1:])]
    return {
        id_: table(language("numbers.caption"), columns, [[_cell(entry) for entry in row] for row in rows], "cars")
        for id_, rows in event_rows(study, language, ids).items()
    }


def _cell(entry: Entry) -> Cell:
    value = f"{entry.value:.6g}" if isinstance(entry.value, float) else entry.value
    return Cell(entry.text, value, "clear" if entry.rare else "")


def joint(study: StudyResult, language: Language, ids: Ids) -> dict[str, Table | None]:
    """Tests across the assets of each event."""
    found = with_means(study, ids)
    return {
        str(id_): tests_by_window(own, language, language("joint.caption"))
        for id_, own in found.groupby("group", sort=False)
    }


def claims(study: StudyResult, ids: Ids, language: Language) -> dict[str, list[tuple[str, str, str, Cell]]]:
    """Claims on each event: asset, verdict, its class, why."""
    out: dict[str, list[tuple[str, str, str, Cell]]] = {}
    frame: pd.DataFrame = study.frames["claims"]
    for row in frame[frame["event_id"].isin(ids)].itertuples():
        verdict, mark = language(f"verdict.{row.verdict}"), row.verdict.replace(" ", "-")
        one = (asset_name(study.spec, row.asset), verdict, mark, message_cell(language, row.explanation))
        out.setdefault(row.event_id, []).append(one)
    return out


def remarks(study: StudyResult, language: Language, ids: Ids) -> dict[str, list[tuple[str, list[str]]]]:
    """What stands below the tables of each event: a heading, or none, and lines."""
    brief, full = caveats(study, language, ids, brief=True), caveats(study, language, ids)
    amounts, days = money_lines(study, language, ids, study.spec.windows.car), day0_rows(study)
    out: dict[str, list[tuple[str, list[str]]]] = {}
    for id_ in ids:
        usual = [line for line in full.get(id_, []) if line not in brief.get(id_, [])]
        usual += would_be_seen(days.get(id_, []), study.spec, language)
        parts = [(language("money.caption"), amounts.get(id_, [])), ("", usual)]
        out[id_] = [(heading, lines) for heading, lines in parts if lines]
    return out


def left_out(study: StudyResult, language: Language, ids: Ids) -> dict[str, list[str]]:
    """What of each event was dropped, and why."""
    found = dropped_rows(study, language, ids)
    return {id_: [f"{what}: {why}" for what, why in rows] for id_, rows in found.items()}


EVENT_TABLES: dict[str, Part] = {"numbers": numbers, "joint": joint, "benchmarks": benchmarks}
"""Tables of an event by name, in the order of the page. Each gives those of the events that have it."""
OF_ALL = ("joint",)
"""Tables that speak of all assets of an event, also where the others show the largest alone."""
