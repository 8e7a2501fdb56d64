"""What the page shows of groups of firm-events: mean paths, mean CARs, differences, and tests in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from eventstudy.inference import TESTS
from eventstudy.messages import joined, parts_of
from eventstudy.report.intervals import Matrix, Values, matrix
from eventstudy.report.parts import Cell, Column, Table, headed, message_cell, table, value_cell
from eventstudy.report.path_drawing import Path, path_chart, scale_of
from eventstudy.result import TABLES, StudyResult
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.tables import GroupMean, across_events, with_interval
from eventstudy.tables.answer import mean_cars
from eventstudy.tables.by_event import tally
from eventstudy.text import Language

__all__ = ["across", "caar_charts", "group_name", "named_groups", "table_of_tests", "tests_by_window"]

TOGETHER = 3
"""Groups whose paths stand in one chart; more have one each."""
COLOURS = 7
WHY_DEFAULT = "default_"
"""Codes of messages that say why a study gets a test: beside what the test is they say it twice."""
ONE_BY_ONE = 4
"""Groups that have a sentence each."""


def group_name(group: str, language: Language) -> str:
    """Name of a group for people."""
    return language(f"group.{group}") if group in RESERVED_GROUPS else group


def named_groups(groups: Sequence[GroupMean]) -> list[GroupMean]:
    """The groups that a study states, without the reserved ones where there are several; else the reserved one."""
    stated = [group for group in groups if group.group not in RESERVED_GROUPS]
    if len(stated) > 1:
        return stated
    whole = [group for group in groups if group.group in RESERVED_GROUPS]
    return whole[-1:] or stated


def across(study: StudyResult, language: Language) -> dict[str, Any] | None:
    """Groups that are no single event: mean paths, mean CARs, differences, tests in words and in a table."""
    groups, tests = mean_cars(study), across_events(study)
    if not groups or tally(study)[0] == 1:
        return None
    nulls = tests.drop_duplicates("test")
    return {
        "paths": caar_charts(study, [group.group for group in groups], language, 100, together=1),
        "means": _means(study, groups, language),
        "differences": _differences(study, language),
        "words": _words(study, groups, language),
        "table": table_of_tests(tests.itertuples(), language, language("across.caption"), group=True),
        "nulls": [(row.test, message_cell(language, row.null)) for row in nulls.itertuples()],
    }


def caar_charts(
    study: StudyResult, groups: Sequence[str], language: Language, height: int, together: int = TOGETHER
) -> list[tuple[list[tuple[str, str]], Markup]]:
    """Mean paths with interval and band: one chart of a few groups, else one of each on a common scale.

    Returns
    -------
    list of (legend, drawing)
        Legend: name and colour of each path of the drawing.
    """
    paths = {group: path for group in groups if (path := _path(study, group, "")) is not None}
    if not paths:
        return []
    scale, names = scale_of(list(paths.values())), list(paths)
    sets = [names] if len(names) <= together else [[name] for name in names]
    coverage = 1 - study.spec.level
    out = []
    for own in sets:
        marks = {name: f"c{i % COLOURS}" if len(own) > 1 else "c0" for i, name in enumerate(own)}
        drawn = [_path(study, name, marks[name]) for name in own]
        said = "; ".join(_alt(name, paths[name], coverage, language) for name in own)
        chart = path_chart([one for one in drawn if one], scale, height, said, language, "caar")
        out.append(([(_with_n(study, name, language), marks[name]) for name in own], chart))
    return out


def _with_n(study: StudyResult, group: str, language: Language) -> str:
    aar = study.frames["aar"]
    n = int(aar.loc[aar["group"] == group, "n"].max())
    return language("group.counted", group=group_name(group, language), n=language.count(n))


def _path(study: StudyResult, group: str, mark: str) -> Path | None:
    """CAAR of a group with the interval of each day and the band of the whole path."""
    aar = study.frames["aar"]
    own = aar[aar["group"] == group]
    if len(own) < 2 or not own["caar"].notna().any():
        return None
    days, caar, far = (own[name].to_numpy(dtype=float) for name in ("day", "caar", "caar_upper"))
    return Path(days, caar, np.full(len(own), np.nan), far - caar, mark)


def _alt(name: str, path: Path, coverage: float, language: Language) -> str:
    at = {int(day): value for day, value in zip(path.days, path.value, strict=True)}
    last = int(path.days[-1])
    values = {"last": at[last], "low": at[last] - path.far[-1], "high": at[last] + path.far[-1]}
    texts = {key: language.percent(value, 1) or "–" for key, value in values.items()}
    zero = language.percent(at.get(0, np.nan), 1) or "–"
    return language("caar.alt", name=group_name(name, language), zero=zero, end=last, coverage=coverage, **texts)


def _means(study: StudyResult, groups: Sequence[GroupMean], language: Language) -> Matrix:
    """Mean CARs with their intervals: a row for each group, a column for each window."""
    windows = list(study.spec.windows.car)
    rows = [
        (
            group_name(group.group, language),
            "",
            language("card.n", n=language.count(group.n)),
            [_mean_values(group.cars.get(window), window, language) for window in windows],
        )
        for group in groups
    ]
    caption = language("means.caption", coverage=1 - study.spec.level)
    return matrix(caption, [language.window(*window) for window in windows], rows, language)


def _mean_values(found: tuple[float, float, float] | None, window: tuple[int, int], language: Language) -> list[Values]:
    if found is None:
        return []
    mean, low, high = found
    alt = f"{language.window(*window)}: {with_interval(mean, low, high, language)}"
    return [Values(mean, low, high, alt, language.percent(mean, 1), _apart(low, high))]


def _apart(low: float, high: float) -> str:
    """Class name of an interval that does not hold 0."""
    return "" if not low * high > 0 else "rare up" if low > 0 else "rare down"


def _differences(study: StudyResult, language: Language) -> Matrix | None:
    """Differences of groups with their intervals, by window."""
    windows = list(study.spec.windows.car)
    found = study.frames["differences"].drop_duplicates(["group_a", "group_b", "start", "end"])
    if found.empty:
        return None
    rows = []
    for (a, b), own in found.groupby(["group_a", "group_b"], sort=False):
        cells = {(row.start, row.end): (row.difference, row.lower, row.upper) for row in own.itertuples()}
        title = language("difference.of", a=group_name(str(a), language), b=group_name(str(b), language))
        rows.append((title, "", "", [_mean_values(cells.get(window), window, language) for window in windows]))
    caption = language("differences.caption", coverage=1 - study.spec.level)
    return matrix(caption, [language.window(*window) for window in windows], rows, language)


def _words(study: StudyResult, groups: Sequence[GroupMean], language: Language) -> list[str]:
    """What the first test of each group says of its first window, and what the tests are."""
    caar, (start, end) = study.frames["caar"], study.spec.windows.car[0]
    own = caar[(caar["start"] == start) & (caar["end"] == end) & caar["p_value"].notna()]
    own = own[own["group"].isin([group.group for group in groups]) & own["test"].isin(list(TESTS))]
    if own.empty:
        return []
    in_words = _each_group if len(own) <= ONE_BY_ONE else _clear_groups
    told = in_words(own, study.spec.level, language)
    return [*told, *(f"{name}: {language(TESTS[name].title_code)}" for name in own["test"].unique())]


def _each_group(own: pd.DataFrame, level: float, language: Language) -> list[str]:
    """A sentence for each group: mean, share of positive CARs, and whether its test rejects."""
    return [
        language(
            "across.rejects" if row.p_value <= level else "across.keeps",
            group=group_name(row.group, language),
            window=language.window(row.start, row.end),
            n=language.count(row.n),
            mean=with_interval(row.mean_car, row.lower, row.upper, language),
            positive=language.percent(row.share_positive, 0, sign=False),
            test=row.test,
            level=level,
        )
        for row in own.itertuples()
    ]


def _clear_groups(own: pd.DataFrame, level: float, language: Language) -> list[str]:
    """One sentence for many groups: in which of them the test rejects."""
    clear = own[own["p_value"] <= level]
    window = language.window(*own.iloc[0][["start", "end"]])
    values = {"n": len(own), "level": level, "window": window, "test": language.sequence(list(own["test"].unique()))}
    if clear.empty:
        return [language("across.none", **values)]
    named = language.sequence([group_name(group, language) for group in clear["group"]])
    return [language("across.some", found=len(clear), list=named, **values)]


def table_of_tests(tests: Iterable[Any], language: Language, caption: str, *, group: bool = False) -> Table | None:
    """Tests as a table, with the group in front where there are several, and what each test is."""
    tested = TABLES["tests"]
    columns = headed(language, tested, *(["group"] * group), "start", "n")
    columns += headed(language, TABLES["caar"], "mean_car")
    columns += headed(language, tested, "test", "statistic", "p_value", "law", "note")
    rows = [
        [
            *([Cell(group_name(row.group, language))] * group),
            Cell(language.window(row.start, row.end), float(row.end - row.start)),
            value_cell(language.count(row.n), row.n),
            value_cell(with_interval(row.mean_car, row.lower, row.upper, language), row.mean_car),
            test_cell(row.test, language),
            value_cell(language.number(row.statistic), row.statistic),
            value_cell(language.p(row.p_value), row.p_value),
            message_cell(language, row.law),
            message_cell(language, row.note),
        ]
        for row in tests
    ]
    return table(caption, columns, rows, "tests")


def test_cell(name: str, language: Language) -> Cell:
    """Name of a test with what it is."""
    return Cell(name, mark="code", gloss=language(TESTS[name].title_code) if name in TESTS else "")


def tests_by_window(tests: pd.DataFrame, language: Language, caption: str) -> Table | None:
    """A row for each test and a column for each window, p-values with their laws; notes stand below, numbered."""
    windows = list(dict.fromkeys(zip(tests["start"], tests["end"], strict=True)))
    columns = [*headed(language, TABLES["tests"], "test")]
    columns += [Column(language("tests.window", window=language.window(*window))) for window in windows]
    notes: dict[str, int] = {}
    rows = []
    for name, own in tests.groupby("test", sort=False):
        found = {(row.start, row.end): row for row in own.itertuples()}
        rows.append([test_cell(str(name), language), *(_p_cell(found.get(one), notes, language) for one in windows)])
    shown = table(caption, columns, rows, "tests")
    return shown and replace(shown, notes=list(notes))


def _p_cell(row: Any, notes: dict[str, int], language: Language) -> Cell:
    if row is None:
        return Cell("–", "")
    said = language.text(joined([part for part in parts_of(row.note) if not part.code.startswith(WHY_DEFAULT)]))
    number = f" ({notes.setdefault(said, len(notes) + 1)})" if said else ""
    return value_cell((language.p(row.p_value) or "–") + number, row.p_value, gloss=language.text(row.law))
