"""What the placebo dates show, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from eventstudy.inference import FIRM_TESTS, shown_always
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.terminal import Grid, Line, Part, heading
from eventstudy.text import ENGLISH
from eventstudy.text.numbers import number, p_text, percent, share, window_text

__all__ = ["placebo_summary"]

FEW = 8
"""Firm-events of which a terminal shows every window; of more, the first one."""
MOST = 100


def placebo_summary(spec: StudySpec, table: pd.DataFrame, cars: pd.DataFrame) -> Iterator[Part]:
    """Parts of the summary of placebo dates.

    Parameters
    ----------
    spec : StudySpec
    table : DataFrame
        `table` of `Placebo`.
    cars : DataFrame
        `real` of `Placebo`.
    """
    single, groups = table[table["asset"] != ""], table[table["asset"] == ""]
    firm_events = len(single[["group", "asset"]].drop_duplicates())
    reach = [f"{end:+d}".replace("-", "−") for end in spec.windows.event]
    yield Line(ENGLISH("terminal.placebo"), "bold")
    yield Line(
        ENGLISH("terminal.placebo_what", reach=" to ".join(reach)),
        below=1,
    )
    yield Line(
        ENGLISH("terminal.placebo_sizes", level=share(spec.level)),
        "bold cyan",
    )
    yield Grid(*_asset_sizes(spec, single), text_columns=1)
    yield Line(ENGLISH("terminal.placebo_legend", level=share(spec.level)))
    yield heading(ENGLISH("terminal.placebo_firm_events"))
    shown = single if firm_events <= FEW else single[_first_window(single, spec)]
    rows = list(_firm_rows(spec, shown, cars))
    yield Grid(
        ["event", "asset", "window", "CAR", *shown_always(FIRM_TESTS), "placebo", "effective"],
        rows[:MOST],
        text_columns=2,
    )
    yield Line(ENGLISH("terminal.placebo_effective"))
    if len(shown) < len(single) or len(rows) > MOST:
        yield Line(ENGLISH("terminal.others_in_placebo"))
    if len(groups):
        yield heading("Groups")
        yield from _group_table(spec, groups, set(cars["event_id"]))


def _first_window(frame: pd.DataFrame, spec: StudySpec) -> pd.Series:
    start, end = spec.windows.car[0]
    return (frame["start"] == start) & (frame["end"] == end)


def _asset_sizes(spec: StudySpec, single: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Sizes do not depend on the event, only on the asset."""
    tests = list(dict.fromkeys(single["test"]))
    rows = []
    for (asset, start, end), own in single.groupby(["asset", "start", "end"], sort=False):
        by_test = own.drop_duplicates("test").set_index("test")
        sizes = [f"{_size(by_test.loc[test])}" for test in tests]
        first = by_test.iloc[0]
        effect = percent(first["smallest_effect"], 1, sign=False) or "–"
        rows.append([asset_name(spec, asset), window_text(start, end), str(first["places"]), *sizes, effect])
    return ["asset", "window", "dates", *tests, "seen in 80 %"], rows


def _size(row: pd.Series) -> str:
    if not math.isfinite(row["size"]):
        return "–"
    return f"{percent(row['size'], 1, sign=False)} ± {number(100 * row['error'], 1)}"


def _firm_rows(spec: StudySpec, single: pd.DataFrame, cars: pd.DataFrame) -> Iterator[list[str]]:
    real = cars.set_index(["event_id", "asset", "start", "end"])["car"]
    for (event, asset, start, end), own in single.groupby(["group", "asset", "start", "end"], sort=False):
        p = own.set_index("test")["p_value"]
        yield [
            event,
            asset_name(spec, asset),
            window_text(start, end),
            percent(real[event, asset, start, end]),
            *(p_text(p[test]) for test in shown_always(FIRM_TESTS)),
            p_text(own["placebo_p"].iloc[0]) or "–",
            number(own["effective_dates"].iloc[0], 0),
        ]


def _group_table(spec: StudySpec, groups: pd.DataFrame, events: set[str]) -> Iterator[Part]:
    across = ~groups["group"].isin(events)
    many = groups["group"].nunique() > FEW
    shown = groups[across | _first_window(groups, spec)] if many else groups
    header = [
        "group",
        "test",
        "window",
        "n",
        "statistic",
        "p",
        "placebo p",
        "effective",
        f"p ≤ {share(spec.level)} %",
        "seen in 80 %",
        "draws",
    ]
    rows = [
        [
            row.group,
            row.test,
            window_text(row.start, row.end),
            str(row.n),
            number(row.statistic),
            p_text(row.p_value),
            p_text(row.placebo_p) or "–",
            number(row.effective_dates, 0) or "–",
            _size(pd.Series({"size": row.size, "error": row.error})),
            percent(row.smallest_effect, 2, sign=False) or "–",
            f"{row.draws:,}" if pd.notna(row.draws) else "–",
        ]
        for row in shown.itertuples()
    ]
    yield Grid(header, rows[:MOST])
    if len(shown) < len(groups) or len(rows) > MOST:
        yield Line(ENGLISH("terminal.others_and_notes_in_placebo"))
