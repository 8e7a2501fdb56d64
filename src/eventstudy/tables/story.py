"""What happened and how sure one can be: sentences made from a study's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from eventstudy.inference.bands import pointwise_critical
from eventstudy.spec import StudySpec
from eventstudy.tables.language import Language
from eventstudy.tables.numbers import inert
from eventstudy.tables.overview import asset_name, shown_events, tally

__all__ = ["SIGNIFICANT", "Day0", "day0_rows", "lead", "stories"]

Frames = Mapping[str, pd.DataFrame]

SIGNIFICANT = 0.05
LEVEL = 0.95
FEW = 4
"""Assets that a sentence names one by one."""
RARE = 1e-4
SHOWN = 5e-4
"""Smaller moves need two decimals, so as not to be 0.0 %."""
FACTOR_MODELS = ("capm", "ff3", "carhart", "ff5", "factor")


@dataclass(frozen=True)
class Day0:
    """Day 0 of one firm-event: decimals, and the 95 % interval of the abnormal return."""

    event: str
    asset: str
    name: str
    date: pd.Timestamp
    raw: float
    ar: float
    se: float
    t: float
    p: float
    low: float
    high: float


def day0_rows(spec: StudySpec, frames: Frames) -> dict[str, list[Day0]]:
    """Day 0 of every firm-event that has one, by event."""
    ar = frames["ar"][(frames["ar"]["day"] == 0) & frames["ar"]["ar"].notna()]
    own = ar.merge(frames["models"][["event_id", "asset", "df"]], on=["event_id", "asset"], how="left")
    half = pointwise_critical(own["df"].to_numpy(dtype=float), LEVEL) * own["se"].to_numpy()
    names = {asset: inert(asset_name(spec, asset)) for asset in own["asset"].unique()}
    out: dict[str, list[Day0]] = {}
    columns = (own[name] for name in ("event_id", "asset", "date", "return", "ar", "se", "t", "p_value"))
    for (event, asset, date, raw, value, se, t, p), reach in zip(zip(*columns, strict=True), half, strict=True):
        one = Day0(event, asset, names[asset], date, raw, value, se, t, p, value - reach, value + reach)
        out.setdefault(event, []).append(one)
    return out


def stories(spec: StudySpec, frames: Frames, language: Language, ids: Sequence[str]) -> dict[str, list[str]]:
    """At most three sentences for each event: what happened, what of it was abnormal, how sure that is.

    Parameters
    ----------
    spec : StudySpec
    frames : mapping of name to DataFrame
    language : Language
    ids : sequence of str
        Events to tell of.
    """
    rows = day0_rows(spec, frames)
    joint = _joint(frames["tests"])
    dropped = dict(iter(frames["dropped"].groupby("event_id", sort=False)["reason"]))
    computed = set(frames["models"]["event_id"])
    endogenous = {event.id for event in spec.events if event.endogenous}
    out = {}
    for id_ in ids:
        own = sorted(rows.get(id_, []), key=lambda row: -abs(row.ar))
        if own:
            last = language("story.endogenous") if id_ in endogenous else _sure(own, joint.get(id_), language)
            out[id_] = [_moves(own, language), _beyond(own, spec.model.name, language), last]
        elif id_ in computed:
            out[id_] = [language("story.no_day0")]
        else:
            reasons = [language.phrase(reason) or inert(reason) for reason in dict.fromkeys(dropped.get(id_, ()))]
            out[id_] = [language("story.none", reasons="; ".join(reasons))]
    return out


def _joint(tests: pd.DataFrame) -> dict[str, tuple[int, str, float]]:
    """First test of day 0 with a p-value for each group: members, name, p."""
    own = tests[(tests["start"] == 0) & (tests["end"] == 0) & tests["p_value"].notna()]
    own = own.drop_duplicates("group")
    return {row.group: (row.n, row.test, row.p_value) for row in own.itertuples()}


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


def _beyond(rows: list[Day0], model: str, language: Language) -> str:
    """Second sentence: abnormal returns with their intervals."""
    kind = "factors" if model in FACTOR_MODELS else model if model in ("mean", "portfolio") else "market"
    what = language(f"what.{kind}")
    numbers = [
        {"name": row.name}
        | {key: language.percent(getattr(row, key), 1) for key in ("low", "high")}
        | {"value": language.percent(row.ar, 1)}
        for row in rows
    ]
    if len(rows) > FEW:
        mean = language.percent(float(np.mean([row.ar for row in rows])), 1)
        return language("story.beyond.many", what=what, mean=mean, **numbers[0])
    parts = [language(f"story.beyond.{'more' if i else 'first'}", **one) for i, one in enumerate(numbers)]
    return language("story.beyond", what=what, list=language.sequence(parts))


def _sure(rows: list[Day0], joint: tuple[int, str, float] | None, language: Language) -> str:
    """Third sentence: how often chance does that."""
    clear = [row for row in rows if row.p < SIGNIFICANT]
    if len(rows) > FEW:
        chance = language.number(SIGNIFICANT * len(rows), 1)
        text = language("story.chance.many", n=len(clear), total=len(rows), chance=chance)
    else:
        by_odds: dict[tuple[str, str], list[str]] = {}
        for row in sorted(rows, key=lambda row: row.p):
            by_odds.setdefault(_odds(row.p, language), []).append(row.name)
        parts = [
            language(f"story.chance.{kind}", n=n, names=language.sequence(names))
            for (kind, n), names in by_odds.items()
        ]
        text = language("story.chance", list=language.sequence(parts))
        if clear and len(clear) < len(rows):
            text += language("story.mixed", names=language.sequence([row.name for row in clear]))
        else:
            text += language("story.clear" if clear else "story.unclear")
    if joint is not None:
        n, test, p = joint
        text += language("story.together", n=n, p=language.p(p), test=test)
    return text


def _odds(p: float, language: Language) -> tuple[str, str]:
    """Kind of sentence and number: fewer than 1 in 10,000; 1 in 125; 38 in 100."""
    if p < RARE:
        return "few", language.count(round(1 / RARE))
    if p < 0.095:
        n = 1 / p
        return "one", language.count(round(n) if n < 100 else round(n / 10) * 10 if n < 1000 else round(n / 100) * 100)
    return "hundred", language.count(round(100 * p))


def lead(spec: StudySpec, frames: Frames, language: Language) -> list[str]:
    """The whole study in a few sentences."""
    events, total, done = tally(frames)
    counted = {"events": events, "total": total, "done": done, "dropped": total - done}
    out = [language("lead.counts", **{key: language.count(value) for key, value in counted.items()})]
    shown = shown_events(frames)
    if shown:
        out.append(language("lead.shown", shown=language.count(shown)))
    endogenous = {event.id for event in spec.events if event.endogenous}
    rows = [row for id_, own in day0_rows(spec, frames).items() if id_ not in endogenous for row in own]
    if len(rows) > 1:
        n = sum(row.p < SIGNIFICANT for row in rows)
        chance = language.count(round(SIGNIFICANT * len(rows)))
        out.append(language("lead.significant", n=language.count(n), total=language.count(len(rows)), chance=chance))
        out.append(_largest(rows, spec, language))
    return [*out, *_over_all(frames, language), *_claims(frames["claims"], language)]


def _largest(rows: list[Day0], spec: StudySpec, language: Language) -> str:
    row = max(rows, key=lambda row: abs(row.ar))
    value, date = language.percent(row.ar, 1), language.long_date(row.date)
    return language(
        "lead.largest", value=value, name=row.name, date=date, title=inert(spec.titles.get(row.event, row.event))
    )


def _over_all(frames: Frames, language: Language) -> list[str]:
    tests = frames["tests"].query("group == 'all' and p_value == p_value")
    if tests.empty or "all" in set(frames["events"]["event_id"]):
        return []
    start, end = tests[["start", "end"]].iloc[0]
    own = tests[(tests["start"] == start) & (tests["end"] == end)]
    caar = frames["caar"].query("group == 'all' and start == @start and end == @end")["mean_car"].iloc[0]
    results = language.sequence([f"{row.test} p {language.p(row.p_value)}" for row in own.itertuples()])
    mean = language.percent(caar)
    clear = own["p_value"] < SIGNIFICANT
    verdict = language(f"lead.all.{'clear' if clear.all() else 'mixed' if clear.any() else 'unclear'}")
    return [language("lead.all", window=language.window(start, end), mean=mean, tests=results, verdict=verdict)]


def _claims(claims: pd.DataFrame, language: Language) -> list[str]:
    if claims.empty:
        return []
    verdicts = claims["verdict"].value_counts()
    parts = [
        language("lead.claims.one", n=count, verdict=language(f"verdict.{name}")) for name, count in verdicts.items()
    ]
    return [language("lead.claims", list=language.sequence(parts))]
