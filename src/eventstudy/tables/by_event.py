"""A study's tables arranged by event, for the terminal, the notebook and the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from eventstudy.result import TABLES, StudyResult
from eventstudy.result.shown import leading, read_whole, shown_ids
from eventstudy.spec import StudySpec
from eventstudy.tables.bands import with_interval
from eventstudy.text.language import Language

__all__ = [
    "across_events",
    "asset_name",
    "brief_counts",
    "counts",
    "dropped_rows",
    "first_events",
    "group_rows",
    "group_titles",
    "largest_events",
    "shown_events",
    "tally",
    "with_means",
]

TESTS, MEANS = TABLES["tests"], TABLES["caar"]


def asset_name(spec: StudySpec, ticker: str) -> str:
    """Name of an asset, else its ticker."""
    return (spec.assets[ticker].name if ticker in spec.assets else None) or ticker


def counts(study: StudyResult, language: Language) -> str:
    """How many firm-events went in, were computed and were dropped."""
    events, firm_events = _counted(study, language)
    _, total, done = tally(study)
    numbers = {"done": language.count(done), "dropped": language.count(total - done)}
    return language("terminal.computed_and_dropped", counted=f"{events}, {firm_events}", **numbers)


def brief_counts(study: StudyResult, language: Language) -> str:
    """The same in fewer words where nothing was dropped."""
    _, total, done = tally(study)
    if done < total:
        return counts(study, language)
    events, firm_events = _counted(study, language)
    return language("brief.none_dropped", events=events, firm_events=firm_events)


def _counted(study: StudyResult, language: Language) -> tuple[str, str]:
    """So many events, so many firm-events."""
    events, total, _ = tally(study)
    return (
        language("terminal.event" if events == 1 else "terminal.events", n=language.count(events)),
        language("terminal.firm_event" if total == 1 else "terminal.firm_events", n=language.count(total)),
    )


def tally(study: StudyResult) -> tuple[int, int, int]:
    """Events, firm-events, and those of them that were computed; of the whole study, see `first_events`."""
    events = study.frames["events"]
    known: tuple[int, int, int] | None = events.attrs.get("tally")
    done = len(study.frames["models"]) + len(study.frames["date_ranges"])
    return known or (events["event_id"].nunique(), len(events), done)


def first_events(study: StudyResult) -> StudyResult:
    """A very large study cut to its first events, for people to read; its groups stay, and its `tally`."""
    ids = study.frames["events"]["event_id"]
    return study if read_whole(ids) else _cut(study, shown_ids(ids))


def largest_events(study: StudyResult) -> StudyResult:
    """The same with the events of the largest CARs, of day 0 or else of the first window."""
    if read_whole(study.frames["events"]["event_id"]):
        return study
    car, (start, end) = study.frames["car"], leading(study.spec.windows.car)
    own = car[(car["start"] == start) & (car["end"] == end)]
    order = np.argsort(-np.nan_to_num(own["car"].abs().to_numpy(dtype=float)), kind="stable")
    return _cut(study, shown_ids(own["event_id"].iloc[order]))


def _cut(study: StudyResult, ids: Sequence[str]) -> StudyResult:
    frames = study.frames
    kept = [*ids, ""]  # rows without an event are of all firm-events, or of a group
    cut = {n: frame[frame["event_id"].isin(kept)] if "event_id" in frame else frame for n, frame in frames.items()}
    clusters = frames["clusters"]
    unseen = clusters.loc[~clusters["event_id"].isin(ids), "cluster"]
    cut["clusters"] = clusters[~clusters["cluster"].isin(unseen)]  # a part of a cluster would mislead
    attribution = frames["attribution"]
    cut["attribution"] = attribution[attribution["cluster"].isin(cut["clusters"]["cluster"])]
    cut["events"].attrs["tally"] = tally(study)
    return replace(study, frames=cut)


def shown_events(study: StudyResult) -> int | None:
    """How many events a study was cut to by `first_events` or `largest_events`; None for a whole one."""
    events = study.frames["events"]
    return events["event_id"].nunique() if "tally" in events.attrs else None


def dropped_rows(study: StudyResult, language: Language, ids: Sequence[str]) -> Mapping[str, list[tuple[str, str]]]:
    """What of each event was dropped: name of the asset, with the window where it is one, and why."""
    dropped = study.frames["dropped"]
    out: dict[str, list[tuple[str, str]]] = {}
    for row in dropped[dropped["event_id"].isin(ids)].itertuples():
        window = "" if pd.isna(row.start) else f" {language.window(row.start, row.end)}"
        out.setdefault(row.event_id, []).append((asset_name(study.spec, row.asset) + window, language.text(row.reason)))
    return out


def with_means(study: StudyResult, groups: Sequence[str] | None = None) -> pd.DataFrame:
    """Tests of groups, of all by default, beside the mean CAR of the window."""
    tests, caar = study.frames["tests"], study.frames["caar"]
    means = caar[["group", "start", "end", "mean_car", "lower", "upper"]]
    if groups is not None:
        tests = tests[tests["group"].isin(groups)]
    return tests.merge(means, on=["group", "start", "end"], how="left")


def across_events(study: StudyResult) -> pd.DataFrame:
    """Tests of groups that are no single event, with mean CARs."""
    tests, ids = with_means(study), study.frames["events"]["event_id"]
    events = ids[ids.isin(tests["group"].unique())]  # not the other way round: there may be a million events
    return tests[~tests["group"].isin(events)]


def group_titles(language: Language) -> list[str]:
    """Headings of `group_rows`."""
    before, after = ("group", "start", "n"), ("test", "statistic", "p_value", "law")
    code = language.code
    return [*TESTS.headings(code, *before), *MEANS.headings(code, "mean_car"), *TESTS.headings(code, *after)]


def group_rows(study: StudyResult, language: Language) -> list[list[str]]:
    """Tests across events (the whole sample and named groups) as text, cells as in `group_titles`."""
    return [
        [
            row.group,
            language.window(row.start, row.end),
            str(row.n),
            with_interval(row.mean_car, row.lower, row.upper, language),
            row.test,
            language.number(row.statistic),
            language.p(row.p_value),
            language.text(row.law),
        ]
        for row in across_events(study).itertuples()
    ]
