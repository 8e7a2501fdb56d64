"""What happened and how sure one can be: sentences made from a study's tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from eventstudy.models.choice import model_of
from eventstudy.result import StudyResult
from eventstudy.spec import StudySpec
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.tables.bands import with_interval
from eventstudy.tables.by_event import asset_name, counts, shown_events, tally
from eventstudy.tables.day0 import Day0, day0_rows
from eventstudy.tables.no_effect import equivalence_sentences, signed_size, smallest_effects
from eventstudy.tables.ranks import Rank, rank_on, ranks_of
from eventstudy.tables.unknown_days import range_sentences
from eventstudy.tables.which_moved import moved
from eventstudy.text.language import Language

__all__ = ["difference_sentences", "lead", "stories", "would_be_seen"]

ALL, SIGNED = RESERVED_GROUPS
FEW = 4
"""Assets that a sentence names one by one."""
SHOWN = 5e-4
"""Smaller moves need two decimals, so as not to be 0.0 %."""


def stories(study: StudyResult, language: Language, ids: Sequence[str]) -> dict[str, list[str]]:
    """At most three sentences for each event: what happened, what of it was abnormal, how many days were as large.

    Parameters
    ----------
    study : StudyResult
    language : Language
    ids : sequence of str
        Events to tell of.
    """
    spec, frames, rows = study.spec, study.frames, day0_rows(study)
    dropped = dict(iter(frames["dropped"].groupby("event_id", sort=False)["reason"]))
    computed = set(frames["models"]["event_id"])
    endogenous = spec.endogenous
    out, ranges = {}, range_sentences(study, language, ids)
    for id_ in ids:
        own = sorted(rows.get(id_, []), key=lambda row: -abs(row.ar))
        if id_ in ranges:
            out[id_] = ranges[id_] + [language("story.endogenous")] * (id_ in endogenous)
        elif own:
            last = [language("story.endogenous")] if id_ in endogenous else _among(own, spec, language)
            out[id_] = [_moves(own, language), _beyond(own, spec, language), *last]
        elif id_ in computed:
            out[id_] = [language("story.no_day0"), *_first_cars(id_, study, language)]
        else:
            reasons = [language.text(reason) for reason in dict.fromkeys(dropped.get(id_, ()))]
            out[id_] = [language("story.none", reasons="; ".join(reasons))]
    return out


def _moves(rows: list[Day0], language: Language) -> str:
    """First sentence: returns of day 0."""
    if len(rows) > FEW:
        largest = max(rows, key=lambda row: abs(row.raw))
        dates = language.sequence([language.long_date(day) for day in sorted({row.date for row in rows})])
        fell, rose = (sum(side * row.raw > 0 for row in rows) for side in (-1, 1))
        size = language.percent(largest.raw, 1)
        return language("story.many", date=dates, n=len(rows), fell=fell, rose=rose, name=largest.name, size=size)
    text = ""
    for day in sorted({row.date for row in rows}):
        own = sorted((row for row in rows if row.date == day), key=lambda row: -abs(row.raw))
        moves = _moves_of_day(own, language)
        text += language("story.then" if text else "story.on", date=language.long_date(day), moves=moves)
    return text + "."


def _moves_of_day(rows: list[Day0], language: Language) -> str:
    clauses: list[str] = []
    for verb, side in (("fell", -1), ("rose", 1)) if rows[0].raw < 0 else (("rose", 1), ("fell", -1)):
        own = [row for row in rows if side * row.raw > 0]
        sizes = [language.percent(abs(row.raw), 1 if abs(row.raw) >= SHOWN else 2, sign=False) for row in own]
        if own:
            key = f"story.{verb}" + ("" if clauses else ".inverted")
            first = language(key, name=own[0].name, size=sizes[0])
            more = [language("story.by", name=row.name, size=s) for row, s in zip(own[1:], sizes[1:], strict=True)]
            clauses.append(language.sequence([first, *more]))
    for row in rows:
        if row.raw == 0:
            clauses.append(language("story.flat" + ("" if clauses else ".inverted"), name=row.name))
    return "; ".join(clauses)


def _beyond(rows: list[Day0], spec: StudySpec, language: Language) -> str:
    """Second sentence: abnormal returns with their intervals."""
    what, coverage = language(model_of(spec).net_of), 1 - spec.level
    numbers = [
        {"name": row.name}
        | {key: language.percent(getattr(row, key), 1) for key in ("low", "high")}
        | {"value": language.percent(row.ar, 1), "over": row.over("; ", language)}
        for row in rows
    ]
    if len(rows) > FEW:
        mean = language.percent(float(np.mean([row.ar for row in rows])), 1)
        return language("story.beyond.many", what=what, mean=mean, coverage=coverage, **numbers[0])
    first = language("story.beyond.first", coverage=coverage, **numbers[0])
    parts = [first, *(language("story.beyond.more", **one) for one in numbers[1:])]
    return language("story.beyond", what=what, list=language.sequence(parts))


def _among(rows: list[Day0], spec: StudySpec, language: Language) -> list[str]:
    """Third sentence: how many ordinary days were as large."""
    ranked = [(row.name, row.rank) for row in rows if row.rank is not None]
    if not ranked:
        return []
    if len(ranked) > FEW:
        rare = sum(rank.rare for _, rank in ranked)
        told = language("story.among.many", n=rare, total=len(ranked), **_share(spec, language))
        return [told + _would_be_seen(ranked, spec, language)]
    by_rank: dict[str, list[str]] = {}
    for name, rank in sorted(ranked, key=lambda pair: pair[1].share):
        by_rank.setdefault(rank_on(rank, language), []).append(name)
    parts = [language("story.among.one", rank=rank, names=language.sequence(names)) for rank, names in by_rank.items()]
    return [
        language(f"story.among.{spec.alternative}", list=language.sequence(parts))
        + _largest_days(ranked, spec, language)
    ]


def _share(spec: StudySpec, language: Language) -> dict[str, object]:
    """The share of days that count as the most extreme, and of how many days that is one."""
    return {"level": spec.level, "days": language.count(round(1 / spec.level))}


def _largest_days(ranked: list[tuple[str, Rank]], spec: StudySpec, language: Language) -> str:
    """Whose abnormal return is among the largest of its ordinary days; nothing where there are too few to tell."""
    if not all(rank.tells for _, rank in ranked):
        return "."
    rare = [name for name, rank in ranked if rank.rare]
    if len(rare) == len(ranked):
        return language("story.rare.all", level=spec.level)
    told = language(
        "story.rare.some" if rare else "story.rare.none", names=language.sequence(rare or [""]), level=spec.level
    )
    return told + _would_be_seen(ranked, spec, language)


def would_be_seen(rows: Sequence[Day0], spec: StudySpec, language: Language) -> list[str]:
    """The same as a sentence of its own, or none."""
    seen = [(row.name, row.rank.seen) for row in rows if row.rank and not row.rank.rare and np.isfinite(row.rank.seen)]
    if not 0 < len(seen) <= FEW:
        return []
    sizes = [language("story.seen.one", size=signed_size(spec, effect, language), name=name) for name, effect in seen]
    return [language("story.seen.alone", list=language.sequence(sizes), level=spec.level)]


def _would_be_seen(ranked: list[tuple[str, Rank]], spec: StudySpec, language: Language) -> str:
    """How large an abnormal return would have been among the most extreme, of those whose is not."""
    seen = [(name, rank.seen) for name, rank in ranked if not rank.rare and np.isfinite(rank.seen)]
    if not seen:
        return ""
    if len(seen) > FEW:
        half = float(np.median([effect for _, effect in seen]))
        return language("story.seen.many", size=signed_size(spec, half, language))
    sizes = [language("story.seen.one", size=signed_size(spec, effect, language), name=name) for name, effect in seen]
    return language("story.seen", list=language.sequence(sizes))


def _first_cars(id_: str, study: StudyResult, language: Language) -> list[str]:
    """First CARs of an event without a day 0, each with its rank."""
    (start, end), ranks = study.spec.windows.car[0], ranks_of(study)
    cars = study.frames["car"]
    own = cars[(cars["event_id"] == id_) & (cars["start"] == start) & (cars["end"] == end)]
    parts = []
    for row in own.itertuples():
        rank, name = ranks.get((id_, row.asset, start, end)), asset_name(study.spec, row.asset)
        if rank is not None:
            value = language.percent(row.car, 1)
            parts.append(language("story.car.one", value=value, name=name, rank=rank_on(rank, language)))
    if not parts or len(parts) > FEW:
        return []
    return [language("story.car", window=language.window(start, end), list=language.sequence(parts))]


def lead(study: StudyResult, language: Language) -> list[str]:
    """The whole study in a few sentences."""
    spec, (events, total, done) = study.spec, tally(study)
    counted = {"events": events, "total": total, "done": done, "dropped": total - done}
    if events == 1:
        out = [counts(study, language) + "."]
    else:
        out = [language("lead.counts", **{key: language.count(value) for key, value in counted.items()})]
    shown = shown_events(study)
    if shown:
        out.append(language("lead.shown", shown=language.count(shown)))
    endogenous = spec.endogenous
    rows = [row for id_, own in day0_rows(study).items() if id_ not in endogenous for row in own]
    ranks = [row.rank for row in rows if row.rank is not None]
    if len(ranks) > 1 and not shown:
        n = language.count(sum(rank.rare for rank in ranks))
        out.append(language("lead.largest_days", n=n, total=language.count(len(ranks)), **_share(spec, language)))
    if len(rows) > 1 and not shown:
        out.append(_largest(rows, spec, language))
    means = [
        *_over_all(study, language),
        *equivalence_sentences(study, language),
        *difference_sentences(study, language),
    ]
    return [*out, *moved(study, language), *means, *_claims(study, language)]


def _largest(rows: list[Day0], spec: StudySpec, language: Language) -> str:
    row = max(rows, key=lambda row: abs(row.ar))
    value, date = language.percent(row.ar, 1), language.long_date(row.date)
    title, over = spec.titles.get(row.event, row.event), row.over(": ", language)
    return language("lead.largest", value=value, name=row.name, date=date, title=title, over=over)


def _over_all(study: StudyResult, language: Language) -> list[str]:
    """Mean, median and share of the first CARs, by expected signs where these differ; their tests have a table."""
    caar = study.frames["caar"]
    signed = bool((caar["group"] == SIGNED).any())
    own = caar[(caar["group"] == (SIGNED if signed else ALL)) & (caar["n"] > 1)]
    if own.empty:
        return []
    row = own.iloc[0]
    values = {
        "mean": with_interval(row["mean_car"], row["lower"], row["upper"], language),
        "median": language.percent(row["median_car"]),
        "positive": language.percent(row["share_positive"], 0, sign=False),
    }
    key = "lead.signed" if signed else "lead.all"
    told = language(key, window=language.window(row["start"], row["end"]), **values)
    return [told + _not_told(study, row, language)]


def difference_sentences(study: StudyResult, language: Language) -> list[str]:
    """Differences of groups over the first CAR window with their intervals; of many pairs there is a table alone."""
    table, (start, end) = study.frames["differences"], study.spec.windows.car[0]
    own = table[(table["test"] == "welch_t") & (table["start"] == start) & (table["end"] == end)]
    return [
        language(
            "lead.difference",
            window=language.window(start, end),
            a=row.group_a,
            b=row.group_b,
            value=with_interval(row.difference, row.lower, row.upper, language),
        )
        for row in own.itertuples()
        if len(own) < FEW
    ]


def _not_told(study: StudyResult, mean: pd.Series, language: Language) -> str:
    """That its test does not tell a mean from zero, where it does not, and which mean it would have told."""
    spec, key = study.spec, ("", "", mean["group"], mean["start"], mean["end"])
    effect = smallest_effects(study, mean["test"]).get(key, np.nan)
    if not (mean["p_value"] > spec.level and np.isfinite(effect)):
        return ""
    return language("lead.not_told", test=mean["test"], size=signed_size(spec, effect, language))


def _claims(study: StudyResult, language: Language) -> list[str]:
    claims = study.frames["claims"]
    if claims.empty:
        return []
    verdicts = claims["verdict"].value_counts()
    parts = [
        language("lead.claims.one", n=count, verdict=language(f"verdict.{name}")) for name, count in verdicts.items()
    ]
    return [language("lead.claims", list=language.sequence(parts))]
