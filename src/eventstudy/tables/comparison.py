"""How far a result depends on the choices of the study, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.inference import rank_test
from eventstudy.result import TABLES
from eventstudy.simulate import Comparison
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.terminal import Grid, Line, Part, heading
from eventstudy.text import ENGLISH, Language
from eventstudy.text.numbers import share

__all__ = ["comparison_summary"]


def comparison_summary(found: Comparison, language: Language = ENGLISH) -> Iterator[Part]:
    """Parts of the summary of a comparison."""
    spec, table = found.spec, found.table[found.table["distinct"] | found.table["estimate"].isna()]
    whose = asset_name(spec, found.asset) if found.asset else language("terminal.mean_of_assets")
    models, pasts = table["model"].nunique(), len(table[["estimation_start", "estimation_end"]].drop_duplicates())
    yield Line(f"{found.event}, {whose}", "bold")
    said = {"models": models, "pasts": pasts, "benchmarks": len(set(table["benchmark"])), "own": _own(spec, language)}
    yield Line(language("terminal.compared", **said), below=1)
    header = [language(f"compared.{key}") for key in ("own_car", "own_p", "from", "to")]
    header += [f"p ≤ {language.local(share(spec.level))} %"]
    header += [language(f"compared.{key}") for key in ("same_sign", "agree", "of")]
    first = TABLES["tests"].headings(language.code, "start", "test")
    yield Grid([*first, *header], [_row(table, one, language) for one in found.agreement.itertuples()])
    yield Line(_verdict(spec.level, table, found.agreement, language), above=1)
    yield from _curves(found, language)
    missing = ~np.isfinite(table["estimate"].to_numpy(float))
    fewer = ~missing & (table["n"] < table["n"].max())
    for code, rows in (("terminal.not_estimated", missing), ("terminal.fewer_assets", fewer)):
        if rows.any():
            yield heading(language(code))
            names = [language(f"compared.{key}") for key in ("model", "estimation", "windows", "why")]
            yield Grid(names, _reasons(table[rows], found.notes[table.index[rows]], language), text_columns=4)


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
