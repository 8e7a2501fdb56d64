"""How far a result depends on the choices of the study, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.inference import rank_test
from eventstudy.result import TABLES
from eventstudy.simulate import Comparison
from eventstudy.spec import StudySpec
from eventstudy.tables.blocks import MORE, Block, arranged, more_of
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.layout import Grid, Line, Part
from eventstudy.tables.terminal import WIDTH, heading
from eventstudy.text import ENGLISH, Language
from eventstudy.text.numbers import share

__all__ = ["comparison_summary"]

TEST, AGREE, OF = 1, 8, 1
"""Columns that a summary leaves out: of how far specifications agree, and of curves."""
FEWEST = 2
"""Rows of a block that stay."""


def comparison_summary(
    found: Comparison, language: Language = ENGLISH, width: int = WIDTH, *, verbose: bool = False, more: str = MORE
) -> list[Part]:
    """Parts of the summary of a comparison.

    Parameters
    ----------
    found : Comparison
    language : Language
    width : int
        Columns of the terminal.
    verbose : bool
        Whether to show every test and every reason; else the summary has at most 30 lines.
    more : str
        Code of the text that says where the rest is.
    """
    table = found.table[found.table["distinct"] | found.table["estimate"].isna()]
    head = Block([*_head(found, table, language), Line(_verdict(found.spec.level, table, found.agreement, language))])
    if verbose:
        gone = [part for _, (above, grid) in _missing(found, table, language) for part in (above, grid)]
        return [*head.above, Line(""), _agreement(found, table, language), *_curves(found, language), *gone]
    test = _shown_test(found)
    chosen = found.agreement[found.agreement["test"] == test]
    says = Line(language("brief.compared", test=test), "bold cyan")
    rows = Grid(_header(found, language), [_row(table, one, language) for one in chosen.itertuples()])
    blocks = [
        head,
        Block([says], _without(rows, TEST, AGREE), (), len(chosen), FEWEST, 2, more_of(language, more)),
        _brief_curves(found, language, more),
    ]
    for weight, (above, grid) in _missing(found, table, language):
        told = [Line(f"{model} {past}: {why}") for model, past, _, why in grid.rows]
        blocks.append(Block([replace(above, above=0)], told, (), len(told), 0, weight, more_of(language, more)))
    return arranged(blocks, width)


def _head(found: Comparison, table: pd.DataFrame, language: Language) -> list[Line]:
    """What was compared."""
    whose = asset_name(found.spec, found.asset) if found.asset else language("terminal.mean_of_assets")
    models, pasts = table["model"].nunique(), len(table[["estimation_start", "estimation_end"]].drop_duplicates())
    own = _own(found.spec, language)
    said = {"models": models, "pasts": pasts, "benchmarks": len(set(table["benchmark"])), "own": own}
    return [Line(f"{found.event}, {whose}", "bold"), Line(language("terminal.compared", **said))]


def _header(found: Comparison, language: Language) -> list[str]:
    header = [language(f"compared.{key}") for key in ("own_car", "own_p", "from", "to")]
    header += [f"p ≤ {language.local(share(found.spec.level))} %"]
    header += [language(f"compared.{key}") for key in ("same_sign", "agree", "of")]
    return [*TABLES["tests"].headings(language.code, "start", "test"), *header]


def _agreement(found: Comparison, table: pd.DataFrame, language: Language) -> Grid:
    """How far the specifications agree, a row for each window and test."""
    return Grid(_header(found, language), [_row(table, one, language) for one in found.agreement.itertuples()])


def _without(grid: Grid, *columns: int) -> Grid:
    """A table without some columns, only the first at the left."""
    keep = [i for i in range(len(grid.header)) if i not in columns]
    rows = [[row[i] for i in keep] for row in grid.rows]
    return Grid([grid.header[i] for i in keep], rows, text_columns=1)


def _shown_test(found: Comparison) -> str:
    """The test that a summary shows: the rank among ordinary days where it was computed, else the first."""
    tests = list(found.agreement["test"].unique())
    return rank_test() if rank_test() in tests or not tests else tests[0]


def _missing(found: Comparison, table: pd.DataFrame, language: Language) -> Iterator[tuple[int, tuple[Line, Grid]]]:
    """Specifications that could not be estimated, or of fewer assets, with the reasons; and their place."""
    missing = ~np.isfinite(table["estimate"].to_numpy(float))
    fewer = ~missing & (table["n"] < table["n"].max())
    names = [language(f"compared.{key}") for key in ("model", "estimation", "windows", "why")]
    for weight, (code, rows) in enumerate((("terminal.not_estimated", missing), ("terminal.fewer_assets", fewer))):
        if rows.any():
            reasons = _reasons(table[rows], found.notes[table.index[rows]], language)
            yield weight, (heading(language(code)), Grid(names, reasons, text_columns=4, prose=(3,)))


def _brief_curves(found: Comparison, language: Language, more: str) -> Block:
    """The curves in fewer columns."""
    parts = list(_curves(found, language))
    lines = [replace(part, above=0) for part in parts if isinstance(part, Line)]
    grids = [part for part in parts if isinstance(part, Grid)]
    if not grids:
        return Block(lines)
    bare = [[cell.partition(" (")[0] for cell in row] for row in grids[0].rows]
    grid = _without(replace(grids[0], rows=bare), OF)
    return Block(lines[:1], grid, lines[1:], len(grid.rows), FEWEST, 1, more_of(language, more))


def _curves(found: Comparison, language: Language) -> Iterator[Part]:
    """The curve of each CAR window beside those at dates without an event."""
    curves = found.agreement[found.agreement["dates"].notna()].drop_duplicates(["start", "end"])
    yield heading(language("terminal.curves"))
    if curves.empty:
        yield Line(language.text(found.why) or language("terminal.no_curve_elsewhere"))
        return
    names = ("of", "median", "median_p", "significant", "share_p", "dates", "effective")
    header = [language(f"compared.{key}") for key in names]
    rows = [
        [
            language.window(one.start, one.end),
            str(one.specifications),
            language.percent(one.median),
            language.p(one.median_p),
            f"{language.percent(one.share_significant, 0, sign=False)} ({one.test})",
            language.p(one.share_p) or "–",
            str(one.dates),
            language.number(one.effective_dates, 0),
        ]
        for one in curves.itertuples()
    ]
    yield Grid([*TABLES["tests"].headings(language.code, "start"), *header], rows, text_columns=1)
    yield Line(language("terminal.curves_legend", level=language.local(share(found.spec.level))))


def _own(spec: StudySpec, language: Language) -> str:
    return f"{spec.model.name}, {language.window(*spec.windows.estimation)}"


def _row(table: pd.DataFrame, one: Any, language: Language) -> list[str]:
    start, end, test = one.start, one.end, one.test
    rows = (table["start"] == start) & (table["end"] == end) & (table["test"] == test)
    estimates = table.loc[rows & (table["n"] == table["n"].max()), "estimate"]
    return [
        language.window(start, end),
        test,
        language.percent(one.own_estimate) or "–",
        language.p(one.own_p_value) or "–",
        language.percent(estimates.min()),
        language.percent(estimates.max()),
        *(language.percent(getattr(one, name), 0, sign=False) or "–" for name in _SHARES),
        str(one.specifications),
    ]


_SHARES = ("share_significant", "share_same_sign", "share_agree")


def _verdict(level: float, table: pd.DataFrame, agreement: pd.DataFrame, language: Language) -> str:
    """One sentence over all windows: signs, and ranks among ordinary days where there are any."""
    known = agreement[np.isfinite(agreement["share_agree"])].drop_duplicates(["start", "end"])
    total = int(known["specifications"].sum())
    if not total:
        return language("terminal.own_not_tested")
    alike = round(float((known["share_same_sign"] * known["specifications"]).sum()))
    text = language("terminal.of_results", total=total, alike=alike)
    ranked = _ranked(table)
    if ranked.empty:
        return f"{text}."
    extreme = int((ranked["p_value"] <= level).sum())
    counted = {"ranked": len(ranked), "extreme": extreme}
    return language("terminal.of_ranked", text=text, test=rank_test(), level=language.local(share(level)), **counted)


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """CARs with a rank among ordinary windows."""
    return table[(table["test"] == rank_test()) & np.isfinite(table["p_value"].to_numpy(float))]


def _reasons(table: pd.DataFrame, notes: pd.Series, language: Language) -> list[list[str]]:
    rows = []
    told = table.assign(note=[language.text(note) for note in notes])
    for (model, first, last, note), own in told.groupby(
        ["model", "estimation_start", "estimation_end", "note"], sort=False
    ):
        windows = dict.fromkeys(language.window(a, b) for a, b in zip(own["start"], own["end"], strict=True))
        rows.append([model, language.window(first, last), ", ".join(windows), note])
    return rows
