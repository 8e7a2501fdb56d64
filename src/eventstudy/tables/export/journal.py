"""CARs and tests as journals print them: an estimate, its standard error or t in parentheses below, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.result import TABLES, StudyResult, Table, written_table
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.export.sheet import P_DIGITS, Cell, Sheet, Value, digits_of, flat_sheet
from eventstudy.text import ENGLISH, Language

__all__ = ["BELOW", "journal_sheets"]

BELOW = {"se": "paper.standard_errors", "t": "paper.t_statistics", "p": "paper.p_values"}
"""What may stand in parentheses below an estimate: codes of their names."""
COLUMN_OF = {"se": "se", "t": "t", "p": "p_value"}


def journal_sheets(study: StudyResult, language: Language = ENGLISH, below: str = "se") -> list[Sheet]:
    """Every result table with rows as a sheet: `cars` and `tests` as journals print them, the others row by row.

    Parameters
    ----------
    study : StudyResult
    language : Language
    below : {"se", "t", "p"}
        What stands in parentheses below a CAR.

    Raises
    ------
    SpecError
        There is no such quantity.
    """
    if below not in BELOW:
        raise SpecError(message("not_below_estimate", below=below), message("known_names", names=list(BELOW)))
    made = {"cars": lambda: _cars(study, below, language), "tests": lambda: _tests(study, language)}
    filled = [table for table in TABLES.values() if len(study.frames[table.attribute])]
    return [made[table.file]() if table.file in made else _flat(study, table, language) for table in filled]


def _flat(study: StudyResult, table: Table, language: Language) -> Sheet:
    """A table row by row; its columns and its title are those of the file, in every language."""
    title = table.file.replace("_", " ").capitalize()
    rows = written_table(table, study.frames[table.attribute], language)
    return flat_sheet(table.file, title, rows, table.units, language)


def _cars(study: StudyResult, below: str, language: Language) -> Sheet:
    """A block for each event, two lines for each asset, a column for each window."""
    spec, frames, windows = study.spec, study.frames, list(study.spec.windows.car)
    titles = spec.titles
    cars = frames["car"]
    keys = zip(*(cars[name] for name in ("event_id", "asset", "start", "end")), strict=True)
    found = dict(zip(keys, zip(*(cars[name] for name in ("car", COLUMN_OF[below], "se")), strict=True), strict=True))
    sizes = frames["models"].set_index(["event_id", "asset"])["n_estimation"]
    rows: list[list[Cell]] = []
    rules = []
    for event, own in frames["models"].groupby("event_id", sort=False):
        rules.append(len(rows))
        for i, asset in enumerate(own["asset"]):
            values = [found.get((event, asset, *window), (np.nan,) * 3) for window in windows]
            lead = [titles.get(str(event), str(event)) if i == 0 else "", asset_name(spec, asset)]
            estimates = (Value(car, digits_of(se), percent=True) for car, _, se in values)
            rows.append([*lead, *estimates, Value(sizes[event, asset], 0)])
            rows.append(["", "", *(_below(under, below, se) for _, under, se in values), ""])
    notes = [
        language("paper.cars", below=language(BELOW[below]))
        + (language("paper.in_per_cent") if below == "se" else "."),
        *_settings(study, language),
    ]
    columns = (language(f"paper.{name}") for name in ("event", "asset"))
    header = [*columns, *(f"CAR {language.window(*window)}" for window in windows), language("paper.days")]
    return Sheet("cars", language("paper.car_title", study=spec.study), header, rows, notes, 2, rules[1:])


def _below(value: float, below: str, se: float) -> Value:
    return Value(value, {"p": P_DIGITS, "t": 2, "se": digits_of(se)}[below], below == "se", below=True)


def _tests(study: StudyResult, language: Language) -> Sheet:
    """A block for each group, two lines for each window: mean CAR and statistics, p-values below."""
    tests, means = study.frames["tests"], study.frames["caar"].set_index(["group", "start", "end"])
    names = list(dict.fromkeys(tests["test"]))
    rows: list[list[Cell]] = []
    rules = []
    for group, own in tests.groupby("group", sort=False):
        rules.append(len(rows))
        for i, ((start, end), part) in enumerate(own.groupby(["start", "end"], sort=False)):
            by_name = part.drop_duplicates("test").set_index("test").reindex(names)
            mean = means.loc[(group, start, end)]
            lead: list[Cell] = [str(group) if i == 0 else "", language.window(start, end), Value(mean["n"], 0)]
            rows.append([*lead, Value(mean["mean_car"], percent=True), *map(Value, by_name["statistic"])])
            rows.append(["", "", "", "", *(Value(p, P_DIGITS, below=True) for p in by_name["p_value"])])
    notes = [
        language("paper.tests"),
        *_settings(study, language),
        *_laws(tests, language),
    ]
    columns = (language(f"paper.{name}") for name in ("group", "window", "n", "mean_car"))
    header = [*columns, *names]
    return Sheet("tests", language("paper.tests_title", study=study.spec.study), header, rows, notes, 2, rules[1:])


def _settings(study: StudyResult, language: Language) -> Sequence[str]:
    """What every table of the study must say."""
    spec, total, done = study.spec, len(study.frames["events"]), len(study.frames["models"])
    return [
        language(
            "paper.model",
            model=spec.model.name,
            returns=language(f"returns.{spec.returns}"),
            estimation=language.window(*spec.windows.estimation),
            event=language.window(*spec.windows.event),
        ),
        language("paper.counted", total=total, done=done, dropped=total - done),
        {"two-sided": language("paper.two_sided"), "greater": language("paper.greater")}.get(
            spec.alternative, language("paper.less")
        ),
    ]


def _laws(tests: pd.DataFrame, language: Language) -> Iterator[str]:
    """Null hypothesis of every test."""
    for row in tests.drop_duplicates("test").itertuples():
        yield language("paper.null_of", test=row.test, null=row.null)
