"""What the placebo dates show, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from eventstudy.inference import FIRM_TESTS, rank_test, shown_always
from eventstudy.result import TABLES
from eventstudy.simulate import Placebo
from eventstudy.spec import StudySpec
from eventstudy.tables.blocks import MORE, Block, arranged, more_of
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.layout import Grid, Line, Part
from eventstudy.tables.terminal import WIDTH
from eventstudy.text import ENGLISH, Language
from eventstudy.text.numbers import share

__all__ = ["placebo_summary"]

CARS, TESTS = TABLES["cars"], TABLES["tests"]
FIRST_TEST = 4
"""Column of the first p-value of a firm-event."""
LEFT_OUT = (4, 10, 7, 9)
"""Columns of groups that a narrow terminal leaves out: statistic, draws, effective dates, the effect that is seen."""
FEWEST = 3
"""Rows of a block that stay."""


def placebo_summary(
    found: Placebo, language: Language = ENGLISH, width: int = WIDTH, *, verbose: bool = False, more: str = MORE
) -> list[Part]:
    """Parts of the summary of what a placebo found.

    Parameters
    ----------
    found : Placebo
    language : Language
    width : int
        Columns of the terminal.
    verbose : bool
        Whether to show every row; else the summary has at most 30 lines.
    more : str
        Code of the text that says where the rest is.
    """
    reach = [f"{end:+d}".replace("-", "−") for end in found.spec.windows.event]
    head = [
        Line(language("terminal.placebo"), "bold"),
        Line(language("terminal.placebo_what", first=reach[0], last=reach[1])),
    ]
    blocks = [Block(head), _sizes(found, language, more), _firm_events(found, language, more)]
    if (found.table["asset"] == "").any():
        blocks.append(_groups(found, language, more))
    if not verbose:
        return arranged(blocks, width)
    return [part for block in blocks for part in [*block.all_parts(), Line("")]]


def _by_window(found: Placebo, own: pd.DataFrame) -> pd.DataFrame:
    """Some rows of its table, those of the first CAR window first."""
    windows = {window: i for i, window in enumerate(found.spec.windows.car)}
    order = [windows.get(window, len(windows)) for window in zip(own["start"], own["end"], strict=True)]
    return own.iloc[np.argsort(order, kind="stable")]


def _rarest_first(found: Placebo) -> pd.DataFrame:
    """Rows of firm-events: of each window those with the smallest placebo p of the test that ranks, first."""
    own, by = found.table[found.table["asset"] != ""], ["group", "asset", "start", "end"]
    rarest = own[own["test"] == rank_test()].set_index(by)["placebo_p"]
    p = rarest.reindex(pd.MultiIndex.from_frame(own[by])).to_numpy(dtype=float)
    return _by_window(found, own.iloc[np.argsort(p, kind="stable")])


def _sizes(found: Placebo, language: Language, more: str) -> Block:
    """How often tests reject at dates without events, by asset."""
    level, single = language.local(share(found.spec.level)), _by_window(found, found.table[found.table["asset"] != ""])
    header, rows = _asset_sizes(found.spec, single, language)
    above = Line(language("terminal.placebo_sizes", level=level), "bold cyan")
    below = Line(language("terminal.placebo_legend", level=level))
    return Block([above], Grid(header, rows, text_columns=1), [below], len(rows), FEWEST, 0, more_of(language, more))


def _firm_events(found: Placebo, language: Language, more: str) -> Block:
    """p-values of each firm-event by the laws of its tests and by placebo dates."""
    rows = list(_firm_rows(found.spec, _rarest_first(found), found.real, language))
    tests = shown_always(FIRM_TESTS)
    header = [*CARS.headings(language.code, "event_id", "asset", "start", "car"), *tests]
    header += [language("placebo.p"), language("placebo.effective")]
    laws = tuple(FIRST_TEST + i for i, test in enumerate(tests) if test != rank_test())
    grid = Grid(header, rows, text_columns=3, optional=(*laws, len(header) - 1), names=(0, 1))
    above, below = (
        Line(language("terminal.placebo_firm_events"), "bold cyan"),
        Line(language("terminal.placebo_effective")),
    )
    return Block([above], grid, [below], len(rows), FEWEST, 2, more_of(language, more))


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


def _groups(found: Placebo, language: Language, more: str) -> Block:
    """Tests of groups: those of several events first."""
    groups, spec = _by_window(found, found.table[found.table["asset"] == ""]), found.spec
    single = groups["group"].isin(set(found.real["event_id"]))
    shown = pd.concat([groups[~single], groups[single]])
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
    grid = Grid(header, rows, text_columns=3, optional=LEFT_OUT, names=(0,))
    above = Line(language("placebo.groups"), "bold cyan")
    return Block([above], grid, [], len(rows), FEWEST, 1, more_of(language, more))
