"""What the placebo dates show, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from eventstudy.inference import FIRM_TESTS, rank_test, shown_always
from eventstudy.result import TABLES
from eventstudy.simulate import Placebo
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.terminal import Grid, Line, Part, heading
from eventstudy.text import ENGLISH, Language
from eventstudy.text.numbers import share

__all__ = ["placebo_summary"]

CARS, TESTS = TABLES["cars"], TABLES["tests"]
FEW = 8
"""Firm-events of which a terminal shows every window; of more, the first one."""
MOST = 100


def placebo_summary(found: Placebo, language: Language = ENGLISH) -> Iterator[Part]:
    """Parts of the summary of what a placebo found."""
    spec, table = found.spec, found.table
    single, groups = table[table["asset"] != ""], table[table["asset"] == ""]
    level = language.local(share(spec.level))
    reach = [f"{end:+d}".replace("-", "−") for end in spec.windows.event]
    yield Line(language("terminal.placebo"), "bold")
    yield Line(language("terminal.placebo_what", first=reach[0], last=reach[1]), below=1)
    yield Line(language("terminal.placebo_sizes", level=level), "bold cyan")
    yield Grid(*_asset_sizes(spec, single, language), text_columns=1)
    yield Line(language("terminal.placebo_legend", level=level))
    yield heading(language("terminal.placebo_firm_events"))
    few = len(single[["group", "asset"]].drop_duplicates()) <= FEW
    shown = single if few else single[_first_window(single, spec)]
    rows = list(_firm_rows(spec, shown, found.real, language))
    header = CARS.headings(language.code, "event_id", "asset", "start", "car")
    header += [*shown_always(FIRM_TESTS), language("placebo.p"), language("placebo.effective")]
    yield Grid(header, rows[:MOST], text_columns=2)
    yield Line(language("terminal.placebo_effective"))
    if len(shown) < len(single) or len(rows) > MOST:
        yield Line(language("terminal.others_in_placebo"))
    if len(groups):
        yield heading(language("placebo.groups"))
        yield from _group_table(spec, groups, set(found.real["event_id"]), language)


def _first_window(frame: pd.DataFrame, spec: StudySpec) -> pd.Series:
    start, end = spec.windows.car[0]
    return (frame["start"] == start) & (frame["end"] == end)


def _asset_sizes(spec: StudySpec, single: pd.DataFrame, language: Language) -> tuple[list[str], list[list[str]]]:
    """Sizes do not depend on the event, only on the asset."""
    tests = list(dict.fromkeys(single["test"]))
    rows = []
    for (asset, start, end), own in single.groupby(["asset", "start", "end"], sort=False):
        by_test = own.drop_duplicates("test").set_index("test")
        sizes = [_size(by_test.loc[test], language) for test in tests]
        first = by_test.iloc[0]
        effect = language.percent(first["smallest_effect"], 1, sign=False) or "–"
        rows.append([asset_name(spec, asset), language.window(start, end), str(first["places"]), *sizes, effect])
    header = CARS.headings(language.code, "asset", "start")
    return [*header, language("placebo.dates"), *tests, language("placebo.seen")], rows


def _size(row: pd.Series, language: Language) -> str:
    if not math.isfinite(row["size"]):
        return "–"
    return f"{language.percent(row['size'], 1, sign=False)} ± {language.number(100 * row['error'], 1)}"


def _firm_rows(spec: StudySpec, single: pd.DataFrame, cars: pd.DataFrame, language: Language) -> Iterator[list[str]]:
    real = cars.set_index(["event_id", "asset", "start", "end"])["car"]
    for (event, asset, start, end), own in single.groupby(["group", "asset", "start", "end"], sort=False):
        p = own.set_index("test")["p_value"]
        yield [
            event,
            asset_name(spec, asset),
            language.window(start, end),
            language.percent(real[event, asset, start, end]),
            *(language.p(p[test]) for test in shown_always(FIRM_TESTS)),
            language.p(own.set_index("test")["placebo_p"][rank_test()]) or "–",
            language.number(own["effective_dates"].iloc[0], 0),
        ]


def _group_table(spec: StudySpec, groups: pd.DataFrame, events: set[str], language: Language) -> Iterator[Part]:
    across = ~groups["group"].isin(events)
    many = groups["group"].nunique() > FEW
    shown = groups[across | _first_window(groups, spec)] if many else groups
    header = TESTS.headings(language.code, "group", "test", "start", "n", "statistic", "p_value")
    level = language.local(share(spec.level))
    header += [language("placebo.placebo_p"), language("placebo.effective"), f"p ≤ {level} %"]
    header += [language("placebo.seen"), language("placebo.draws")]
    rows = [
        [
            row.group,
            row.test,
            language.window(row.start, row.end),
            str(row.n),
            language.number(row.statistic),
            language.p(row.p_value),
            language.p(row.placebo_p) or "–",
            language.number(row.effective_dates, 0) or "–",
            _size(pd.Series({"size": row.size, "error": row.error}), language),
            language.percent(row.smallest_effect, 2, sign=False) or "–",
            language.count(row.draws) if pd.notna(row.draws) else "–",
        ]
        for row in shown.itertuples()
    ]
    yield Grid(header, rows[:MOST])
    if len(shown) < len(groups) or len(rows) > MOST:
        yield Line(language("terminal.others_and_notes_in_placebo"))
