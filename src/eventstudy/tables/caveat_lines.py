"""What muddies an event: sentences on what else fell into its windows, and on what its tests can say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.result import TABLES, StudyResult
from eventstudy.result.columns import WHOLE_CLUSTER
from eventstudy.spec import StudySpec
from eventstudy.tables.by_event import asset_name
from eventstudy.text.language import Language

__all__ = ["attribution_rows", "caveats", "money_lines", "other_news"]

FEW = 6
"""Things that a sentence names one by one."""
LARGE_SHARE = 0.1
"""Share of the estimation window in other events' windows from which it is worth a sentence."""


def caveats(study: StudyResult, language: Language, ids: Sequence[str], *, brief: bool = False) -> dict[str, list[str]]:
    """Sentences on each event that has any.

    Parameters
    ----------
    study : StudyResult
    language : Language
    ids : sequence of str
        Events to speak of.
    brief : bool
        Whether to leave out what holds for most events alike.
    """
    out: dict[str, list[str]] = {id_: [] for id_ in ids}
    for kind in (_days_zero, _clusters, _confounders) + (() if brief else (_one_date, _estimation)):
        for id_, sentence in kind(study, language, ids).items():
            out[id_].append(sentence)
    return {id_: sentences for id_, sentences in out.items() if sentences}


def other_news(study: StudyResult, language: Language, ids: Sequence[str]) -> list[str]:
    """At most one sentence: on day 0 of which events there was other news or another event, in CAR windows of which."""
    overlaps = study.frames["overlaps"]
    inside = pd.MultiIndex.from_frame(overlaps[["start", "end"]]).isin(
        pd.MultiIndex.from_tuples(study.spec.windows.car)
    )
    near = overlaps[inside & overlaps["event_id"].isin(ids)]
    on_day0 = set(near["event_id"][near["day"] == 0])
    parts = []
    for code, found in (("day0", on_day0), ("later", set(near["event_id"]) - on_day0)):
        if own := [id_ for id_ in ids if id_ in found]:
            few = len(own) <= FEW
            named = language.sequence(own) if few else language("caveat.events_of", n=language.count(len(own)))
            parts.append(language(f"brief.news.{code}", events=named))
    return [language("brief.news", list=", ".join(parts))] if parts else []


def _names(spec: StudySpec, tickers: Sequence[str], language: Language) -> str:
    names = [asset_name(spec, ticker) for ticker in dict.fromkeys(tickers)]
    if len(names) > FEW:
        return language("caveat.assets", n=language.count(len(names)))
    return language.sequence(names)


def _days_zero(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, str]:
    """Events whose day 0 differs between exchanges."""
    events = study.frames["events"]
    events = events[events["event_id"].isin(ids) & events["day0"].notna()]
    out = {}
    for id_, own in events.groupby("event_id", sort=False):
        if own["day0"].nunique() > 1:
            parts = [
                language("caveat.day0.on", date=language.long_date(day), names=_names(study.spec, list(rows), language))
                for day, rows in own.groupby("day0")["asset"]
            ]
            out[str(id_)] = language("caveat.day0", list=language.sequence(parts))
    return out


def _one_date(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, str]:
    """Events with several assets that share their day 0."""
    events = study.frames["events"].merge(study.frames["models"][["event_id", "asset"]], on=["event_id", "asset"])
    counted = events[events["event_id"].isin(ids)].groupby("event_id", sort=False)["day0"].agg(["size", "nunique"])
    shared = counted[(counted["size"] > 1) & (counted["nunique"] == 1)]
    return {str(id_): language("caveat.one_date", n=language.count(n)) for id_, n in shared["size"].items()}


def _clusters(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, str]:
    """Events whose CAR windows touch those of others."""
    clusters = study.frames["clusters"]
    out = {}
    for _, own in clusters.groupby("cluster", sort=True):
        first, last = (language.long_date(day) for day in (own["first"].min(), own["last"].max()))
        count = language.count(len(own))
        for id_ in own["event_id"]:
            if id_ in ids:
                others = [other for other in own["event_id"] if other != id_]
                named = language.sequence(others) if len(others) <= FEW else language("caveat.events", n=len(others))
                out[id_] = language("caveat.cluster", n=count, first=first, last=last, others=named)
    return out


def _confounders(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, str]:
    """Other news inside the CAR windows."""
    overlaps = study.frames["overlaps"]
    car = pd.MultiIndex.from_tuples(study.spec.windows.car)
    inside = pd.MultiIndex.from_frame(overlaps[["start", "end"]]).isin(car)
    rows = overlaps[inside & (overlaps["kind"] == "confounder") & overlaps["event_id"].isin(ids)]
    everyone = study.frames["events"].groupby("event_id")["asset"].nunique()
    out = {}
    for id_, own in rows.groupby("event_id", sort=False):
        parts = []
        for title, news in own.sort_values("date", kind="stable").groupby("other", sort=False):
            when, assets = language.date(news["date"].min()), list(dict.fromkeys(news["asset"]))
            whom = "" if len(assets) == everyone[id_] else f"; {_names(study.spec, assets, language)}"
            parts.append(f"{title!s} ({when}{whom})")
        out[str(id_)] = language("caveat.confounders", list=language.sequence(parts))
    return out


def _estimation(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, str]:
    """Events whose estimation window is full of other events' days."""
    if study.spec.exclude_events:
        return {}
    start, end = study.spec.windows.estimation
    models = study.frames["models"][study.frames["models"]["event_id"].isin(ids)]
    most = models.groupby("event_id", sort=False)["contaminated_days"].max()
    length = end - start + 1
    return {
        str(id_): language("caveat.estimation", days=language.count(int(days)), length=language.count(length))
        for id_, days in most.items()
        if days >= LARGE_SHARE * length
    }


def money_lines(
    study: StudyResult, language: Language, ids: Sequence[str], windows: Sequence[tuple[int, int]]
) -> dict[str, list[str]]:
    """CARs of some windows in money for each event, a line for each asset."""
    money = study.frames["money"]
    inside = pd.MultiIndex.from_frame(money[["start", "end"]]).isin(pd.MultiIndex.from_tuples(windows))
    money = money[inside & money["event_id"].isin(ids) & money["value"].notna()]
    out: dict[str, list[str]] = {}
    for (id_, asset), own in money.groupby(["event_id", "asset"], sort=False):
        parts = [
            language(
                "money.one",
                window=language.window(row.start, row.end),
                value=language.money(row.value, row.currency),
                se=language.money(row.value_se, row.currency, sign=False),
            )
            for row in own.itertuples()
        ]
        out.setdefault(str(id_), []).append(f"{asset_name(study.spec, str(asset))}: {', '.join(parts)}")
    return out


def attribution_rows(
    study: StudyResult, language: Language
) -> list[tuple[str, list[str], list[list[tuple[str, float]]]]]:
    """Each cluster as a heading, a header, and a row for each event with the CAR of each asset: text and value."""
    out = []
    for _, own in study.frames["attribution"].groupby("cluster", sort=True):
        assets = list(dict.fromkeys(own["asset"]))
        names = [asset_name(study.spec, asset) for asset in assets]
        rows = []
        # Assets may lack some events, so the whole may turn up before an event does.
        order = own.assign(_whole=own["events"] == WHOLE_CLUSTER).sort_values("_whole", kind="stable")
        for events, cells in order.groupby("events", sort=False):
            by_asset = {row.asset: row for row in cells.itertuples()}
            name = language("attribution.all") if events == WHOLE_CLUSTER else str(events)
            rows.append([(name, np.nan), *(_share(by_asset.get(asset), language) for asset in assets)])
        span = [language.date(day) for day in (own["first"].min(), own["last"].max())]
        out.append((f"{span[0]} – {span[1]}", [*TABLES["events"].headings(language.code, "event_id"), *names], rows))
    return out


def _share(row: Any, language: Language) -> tuple[str, float]:
    if row is None or pd.isna(row.car):
        return "–", np.nan
    days = language("attribution.days", n=row.days)
    return f"{language.percent(row.car)} (t {language.number(row.t)}; {days})", row.car
