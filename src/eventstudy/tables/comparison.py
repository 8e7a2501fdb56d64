"""How far a result depends on the choices of the study, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.inference import FEW_STRETCHES, rank_test
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.terminal import Grid, Line, Part, heading
from eventstudy.text import ENGLISH
from eventstudy.text.numbers import p_text, percent, share, window_text

__all__ = ["comparison_summary"]


def comparison_summary(
    spec: StudySpec, event: str, asset: str, table: pd.DataFrame, agreement: pd.DataFrame
) -> Iterator[Part]:
    """Parts of the summary of a `Comparison`, whose attributes it takes."""
    whose = asset_name(spec, asset) if asset else ENGLISH("terminal.mean_of_assets")
    models, pasts = table["model"].nunique(), len(table[["estimation_start", "estimation_end"]].drop_duplicates())
    yield Line(f"{event}, {whose}", "bold")
    yield Line(ENGLISH("terminal.compared", models=models, pasts=pasts, own=_own(spec)), below=1)
    header = [
        "window",
        "test",
        "own CAR",
        "own p",
        "from",
        "to",
        f"p ≤ {share(spec.level)} %",
        "same sign",
        "agree",
        "of",
    ]
    yield Grid(header, [_row(table, one) for one in agreement.itertuples()])
    yield Line(_verdict(spec.level, table, agreement), above=1)
    missing = ~np.isfinite(table["estimate"].to_numpy(float))
    fewer = ~missing & (table["n"] < table["n"].max())
    for title, rows in (
        (ENGLISH("terminal.not_estimated"), table[missing]),
        (ENGLISH("terminal.fewer_assets"), table[fewer]),
    ):
        if len(rows):
            yield heading(title)
            yield Grid(["model", "estimation", "windows", "why"], _reasons(rows), text_columns=4)


def _own(spec: StudySpec) -> str:
    return f"{spec.model.name}, {window_text(*spec.windows.estimation)}"


def _row(table: pd.DataFrame, one: Any) -> list[str]:
    start, end, test = one.start, one.end, one.test
    rows = (table["start"] == start) & (table["end"] == end) & (table["test"] == test)
    estimates = table.loc[rows & (table["n"] == table["n"].max()), "estimate"]
    return [
        window_text(start, end),
        test,
        percent(one.own_estimate) or "–",
        p_text(one.own_p_value) or "–",
        percent(estimates.min()),
        percent(estimates.max()),
        *(percent(getattr(one, name), 0, sign=False) or "–" for name in _SHARES),
        str(one.specifications),
    ]


_SHARES = ("share_significant", "share_same_sign", "share_agree")


def _verdict(level: float, table: pd.DataFrame, agreement: pd.DataFrame) -> str:
    """One sentence over all windows: signs, and ranks among ordinary days where there are any."""
    known = agreement[np.isfinite(agreement["share_agree"])].drop_duplicates(["start", "end"])
    total = int(known["specifications"].sum())
    if not total:
        return ENGLISH("terminal.own_not_tested")
    alike = round(float((known["share_same_sign"] * known["specifications"]).sum()))
    text = ENGLISH("terminal.of_results", total=total, alike=alike)
    ranked = _ranked(table)
    if ranked.empty:
        return f"{text}."
    extreme = int((ranked["p_value"] <= level).sum())
    return ENGLISH(
        "terminal.of_ranked", text=text, ranked=len(ranked), test=rank_test(), extreme=extreme, level=share(level)
    )


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """CARs with a rank among stretches of ordinary days that do not overlap too much."""
    days = table["estimation_end"] - table["estimation_start"] + 1
    enough = days >= FEW_STRETCHES * (table["end"] - table["start"] + 1)
    return table[(table["test"] == rank_test()) & np.isfinite(table["p_value"].to_numpy(float)) & enough]


def _reasons(missing: pd.DataFrame) -> list[list[str]]:
    rows = []
    for (model, first, last, note), own in missing.groupby(
        ["model", "estimation_start", "estimation_end", "note"], sort=False
    ):
        windows = dict.fromkeys(window_text(a, b) for a, b in zip(own["start"], own["end"], strict=True))
        rows.append([model, window_text(first, last), ", ".join(windows), note])
    return rows
