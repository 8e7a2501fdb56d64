"""CARs and tests as journals print them: an estimate, its standard error or t in parentheses below, notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.result import SCHEMA
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.tables.export.sheet import P_DIGITS, Cell, Sheet, Value, digits_of, flat_sheet
from eventstudy.text import ENGLISH
from eventstudy.text.numbers import window_text

__all__ = ["BELOW", "journal_sheets"]

Frames = Mapping[str, pd.DataFrame]
Window = tuple[int, int]

BELOW = {"se": ENGLISH("paper.standard_errors"), "t": ENGLISH("paper.t_statistics"), "p": "p-values"}
"""What may stand in parentheses below an estimate."""
COLUMN_OF = {"se": "se", "t": "t", "p": "p_value"}


def journal_sheets(spec: StudySpec, frames: Frames, tables: Mapping[str, str], below: str = "se") -> list[Sheet]:
    """Every result table as a sheet: `cars` and `tests` as journals print them, the others row by row.

    Parameters
    ----------
    spec : StudySpec
    frames : mapping of name to DataFrame
    tables : mapping of file name to frame name
        Which tables, in their order.
    below : {"se", "t", "p"}
        What stands in parentheses below a CAR.

    Raises
    ------
    SpecError
        There is no such quantity.
    """
    if below not in BELOW:
        raise SpecError(message("not_below_estimate", below=below), message("known_names", names=list(BELOW)))
    made = {"cars": lambda: _cars(spec, frames, below), "tests": lambda: _tests(spec, frames)}
    return [
        made[name]()
        if name in made
        else flat_sheet(name, name.replace("_", " ").capitalize(), frames[frame], SCHEMA[name].units)
        for name, frame in tables.items()
    ]


def _cars(spec: StudySpec, frames: Frames, below: str) -> Sheet:
    """A block for each event, two lines for each asset, a column for each window."""
    windows = list(spec.windows.car)
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
        ENGLISH("paper.cars", below=BELOW[below]) + (ENGLISH("paper.in_per_cent") if below == "se" else "."),
        *_settings(spec, frames),
    ]
    header = ["Event", "Asset", *(f"CAR {window_text(*window)}" for window in windows), "Days"]
    return Sheet("cars", ENGLISH("paper.car_title", study=spec.study), header, rows, notes, 2, rules[1:])


def _below(value: float, below: str, se: float) -> Value:
    return Value(value, {"p": P_DIGITS, "t": 2, "se": digits_of(se)}[below], below == "se", below=True)


def _tests(spec: StudySpec, frames: Frames) -> Sheet:
    """A block for each group, two lines for each window: mean CAR and statistics, p-values below."""
    tests, means = frames["tests"], frames["caar"].set_index(["group", "start", "end"])
    names = list(dict.fromkeys(tests["test"]))
    rows: list[list[Cell]] = []
    rules = []
    for group, own in tests.groupby("group", sort=False):
        rules.append(len(rows))
        for i, ((start, end), part) in enumerate(own.groupby(["start", "end"], sort=False)):
            by_name = part.drop_duplicates("test").set_index("test").reindex(names)
            mean = means.loc[(group, start, end)]
            lead: list[Cell] = [str(group) if i == 0 else "", window_text(start, end), Value(mean["n"], 0)]
            rows.append([*lead, Value(mean["mean_car"], percent=True), *map(Value, by_name["statistic"])])
            rows.append(["", "", "", "", *(Value(p, P_DIGITS, below=True) for p in by_name["p_value"])])
    notes = [
        ENGLISH("paper.tests"),
        *_settings(spec, frames),
        *_laws(tests),
    ]
    header = ["Group", "Window", "N", ENGLISH("paper.mean_car"), *names]
    return Sheet("tests", ENGLISH("paper.tests_title", study=spec.study), header, rows, notes, 2, rules[1:])


def _settings(spec: StudySpec, frames: Frames) -> Sequence[str]:
    """What every table of the study must say."""
    total, done = len(frames["events"]), len(frames["models"])
    return [
        ENGLISH(
            "paper.model",
            model=spec.model.name,
            returns=spec.returns,
            estimation=window_text(*spec.windows.estimation),
            event=window_text(*spec.windows.event),
        ),
        ENGLISH("paper.counted", total=total, done=done, dropped=total - done),
        {"two-sided": ENGLISH("paper.two_sided"), "greater": ENGLISH("paper.greater")}.get(
            spec.alternative, ENGLISH("paper.less")
        ),
    ]


def _laws(tests: pd.DataFrame) -> Iterator[str]:
    """Null hypothesis of every test."""
    for row in tests.drop_duplicates("test").itertuples():
        yield ENGLISH("paper.null_of", test=row.test, null=row.null)
