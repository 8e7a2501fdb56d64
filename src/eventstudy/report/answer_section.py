"""The first screen: a sentence that answers, one chart that shows it, and a card for each claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from eventstudy.models.choice import model_of
from eventstudy.report.cards import Card, asset_card, claim_card, claims_table, group_card
from eventstudy.report.claim_drawing import claim_chart
from eventstudy.report.group_charts import caar_charts, group_name, named_groups
from eventstudy.result import StudyResult
from eventstudy.tables import (
    Answer,
    ClaimAnswer,
    Day0,
    EventAnswer,
    GroupMean,
    day0_rows,
    lead,
    rank_on,
    stories,
)
from eventstudy.text import Language

__all__ = ["first_screen", "leading_event"]

MOST_CARDS = 8


def first_screen(study: StudyResult, answer: Answer, language: Language) -> dict[str, Any]:
    """What the study answers: sentences, a chart, cards, and the rest of the study in short.

    Parameters
    ----------
    study : StudyResult
        Cut to what the page shows.
    answer : Answer
        Of the whole study.
    language : Language
    """
    event = leading_event(study, answer)
    shown = _of_event(study, event, answer, language) if event else _of_groups(study, answer, language)
    how = language("short.how", rank=language("rank.what"))
    return {"lead": lead(study, language), "how": how, **shown}


def leading_event(study: StudyResult, answer: Answer) -> EventAnswer | None:
    """The event asked about, else the first of which something was claimed, else the only one."""
    if answer.events:
        return answer.events[0]
    ids = study.frames["events"]["event_id"]
    rows = day0_rows(study) if ids.nunique() == 1 else {}
    if not rows:
        return None
    id_ = ids.iloc[0]
    assets = tuple(sorted(rows[id_], key=lambda row: -abs(row.ar)))
    title, window = study.spec.titles.get(id_, id_), study.spec.windows.car[0]
    return EventAnswer(id_, title, False, id_ in study.spec.endogenous, assets, (), window, None)


def _of_event(study: StudyResult, event: EventAnswer, answer: Answer, language: Language) -> dict[str, Any]:
    """Answer about one event: of its claims the one on the first asset of the study comes first."""
    order = {asset: i for i, asset in enumerate(study.frames["events"]["asset"].unique())}
    claims = sorted(event.claims, key=lambda claim: (not _checkable(claim), _of_direction(claim), order[claim.asset]))
    others = [claim for one in answer.events if one is not event for claim in one.claims]
    days = {(row.event, row.asset): row for one in (event, *answer.events) for row in one.assets}
    if claims or others:
        cards = _claim_cards(study, [*claims, *others], days, language)
    else:
        cards = [asset_card(study, row, language) for row in event.assets[:4]]
    return {
        "title": event.title,
        "sentences": _event_sentences(study, event, claims, language),
        "hero": cards[0] if cards else None,
        "cards": cards[1:MOST_CARDS],
        "table": claims_table(study, language) if len(cards) > MOST_CARDS else None,
        "chart": claim_chart(study, event, language),
        "paths": [],
    }


def _claim_cards(
    study: StudyResult, claims: Sequence[ClaimAnswer], days: Mapping[tuple[str, str], Day0], language: Language
) -> list[Card]:
    """A card for each claim; what the first one of a firm-event says of its abnormal return stands there alone."""
    told: set[tuple[str, str]] = set()
    cards = []
    for claim in claims:
        key = (claim.event, claim.asset)
        cards.append(claim_card(study, claim, None if key in told else days.get(key), language))
        told.add(key)
    return cards


def _checkable(claim: ClaimAnswer) -> bool:
    return bool(np.isfinite(claim.close))


def _of_direction(claim: ClaimAnswer) -> bool:
    return claim.claimed in ("up", "down")


def _event_sentences(
    study: StudyResult, event: EventAnswer, claims: Sequence[ClaimAnswer], language: Language
) -> list[str]:
    """What became of the first claim, or what prices did; then what of it the model does not explain, and how rare."""
    days = {row.asset: row for row in event.assets}
    claim = next((one for one in claims if _checkable(one) and one.asset in days and one.day == 0), None)
    if claim is None:
        told = stories(study, language, [event.id])[event.id][:1]
        return [*told, _beyond(study, event.assets[0], language)] if event.assets else told
    row = days[claim.asset]
    said = language(
        _verdict_key(claim),
        name=claim.name,
        said=claim.said(language),
        price=claim.price,
        value=language.percent(claim.value, 1),
        date=language.long_date(row.date),
        close=language.percent(claim.close, 1),
    )
    return [said, _beyond(study, row, language)]


def _verdict_key(claim: ClaimAnswer) -> str:
    within = ".between" if claim.verdict == "intraday only" and not np.isfinite(claim.value) else ""
    return f"answer.{claim.verdict}{within}"


def _beyond(study: StudyResult, row: Day0, language: Language) -> str:
    """Abnormal return with interval, range over markets and rank."""
    texts = {key: language.percent(getattr(row, key), 1) for key in ("ar", "low", "high")}
    extreme = language(f"extreme.{study.spec.alternative}")
    rank = language("answer.rank", extreme=extreme, rank=rank_on(row.rank, language)) if row.rank else ""
    what, coverage = language(model_of(study.spec).net_of), 1 - study.spec.level
    over = row.over("; ", language)
    return language("answer.beyond", name=row.name, what=what, coverage=coverage, over=over, rank=rank, **texts)


def _of_groups(study: StudyResult, answer: Answer, language: Language) -> dict[str, Any]:
    """Answer about all firm-events: mean CARs by group."""
    groups = named_groups(answer.groups)
    cards: list[Card] = [group_card(group, language) for group in groups[:4]]
    if not cards:
        cards = [asset_card(study, row, language) for row in answer.largest[:4]]
    return {
        "title": "",
        "sentences": _group_sentences(study, groups, language),
        "hero": None,
        "cards": cards,
        "table": None,
        "chart": None,
        "paths": caar_charts(study, [group.group for group in groups], language, 260),
    }


def _group_sentences(study: StudyResult, groups: Sequence[GroupMean], language: Language) -> list[str]:
    """Mean CARs of the first window by group, and the difference of two."""
    window = study.spec.windows.car[0]
    means = [(group.group, group.cars[window][0]) for group in groups[:4] if window in group.cars]
    parts = [
        language("answer.mean", group=group_name(name, language), mean=language.percent(mean, 1))
        for name, mean in means
        if np.isfinite(mean)
    ]
    if not parts:
        return []
    sentence = language("answer.means", window=language.window(*window), list=language.sequence(parts))
    return [sentence, *_difference(study, window, groups, language)]


def _difference(
    study: StudyResult, window: tuple[int, int], groups: Sequence[GroupMean], language: Language
) -> list[str]:
    """The difference of the only two groups."""
    table = study.frames["differences"]
    own = table[(table["start"] == window[0]) & (table["end"] == window[1])].head(1)
    if len(groups) != 2 or own.empty:
        return []
    row = own.iloc[0]
    values = {key: language.percent(row[key], 1) for key in ("difference", "lower", "upper")}
    told = {"a": row["group_a"], "b": row["group_b"], "coverage": 1 - study.spec.level}
    return [language("answer.difference", **values, **told)]
