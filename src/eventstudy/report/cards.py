"""Cards of the first screen: what was said and what became of it, with the numbers behind it in one look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eventstudy.report.group_charts import group_name
from eventstudy.report.intervals import mark_of
from eventstudy.report.parts import Cell, Table, headed, message_cell, table, value_cell
from eventstudy.report.places import anchors_of, event_titles
from eventstudy.result import TABLES, StudyResult
from eventstudy.tables import ClaimAnswer, Day0, GroupMean, asset_name, rank_on
from eventstudy.tables.no_effect import signed_size
from eventstudy.text import Language, claimed_digits

__all__ = ["Card", "Fact", "asset_card", "claim_card", "claims_table", "group_card"]


@dataclass(frozen=True)
class Fact:
    """A number with what it is; `mark` is for its look."""

    what: str
    value: str
    more: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Card:
    """A claim, an asset or a group.

    Attributes
    ----------
    title : str
    when : str
        Date, or how many there are.
    href : str
        Place on the page that it links to; empty for none.
    verdict, mark : str
        Verdict of a claim and its class name; empty without a claim.
    why : str
        A sentence.
    facts : tuple of Fact
    """

    title: str
    when: str
    href: str
    verdict: str
    mark: str
    why: str
    facts: tuple[Fact, ...]


def claim_card(study: StudyResult, claim: ClaimAnswer, row: Day0 | None, language: Language) -> Card:
    """What was claimed, its verdict, and the numbers of that day, with those of `row` where it is its day 0."""
    facts = _price_facts(claim, language)
    if row is not None and claim.day == 0:
        facts += _abnormal_facts(study, row, language)
    elif claim.day and np.isfinite(claim.abnormal):
        facts.append(Fact(language("card.abnormal"), language.percent(claim.abnormal, 1)))
    return Card(
        title=language("card.claim", name=claim.name, said=claim.said(language)),
        when=_when(study, claim, language),
        href=anchors_of(study)[claim.event],
        verdict=language(f"verdict.{claim.verdict}"),
        mark=claim.verdict.replace(" ", "-"),
        why="" if _told_by(claim) else language.text(claim.explanation),
        facts=tuple(facts),
    )


def _when(study: StudyResult, claim: ClaimAnswer, language: Language) -> str:
    """Date of a claim on day 0, else its day."""
    events = study.frames["events"]
    own = events[(events["event_id"] == claim.event) & (events["asset"] == claim.asset)]["day0"]
    if claim.day == 0 and len(own) and not own.isna().iloc[0]:
        return language.date(own.iloc[0])
    return language("card.day", day=f"{claim.day:+d}".replace("-", "−"))


def _told_by(claim: ClaimAnswer) -> bool:
    """Whether the facts below say all that the explanation does."""
    return claim.verdict == "confirmed" or (claim.verdict == "intraday only" and np.isfinite(claim.value))


def _price_facts(claim: ClaimAnswer, language: Language) -> list[Fact]:
    """The close, and before it the price that makes the claim true where that is another one."""
    close = Fact(language("card.close"), language.percent(claim.close, 1) or "–")
    if np.isfinite(claim.value) and claim.verdict != "confirmed":
        return [Fact(language.text(claim.price), language.percent(claim.value, 1)), close]
    return [close]


def _abnormal_facts(study: StudyResult, row: Day0, language: Language) -> list[Fact]:
    """Abnormal return with its interval, against other markets, and its rank."""
    low, high = (language.number(100 * side, 1, sign=True) for side in (row.low, row.high))
    markets = row.others.markets if row.others else ()
    what = language("card.beyond", market=markets[0][0]) if markets else language("card.abnormal")
    facts = [Fact(what, language.percent(row.ar, 1), f"[{low}, {high}]", f"main {mark_of(row.ar, row.rank)}".strip())]
    facts += [Fact(language("card.by", market=name), language.percent(value, 1)) for name, value in markets[1:]]
    if row.rank:
        facts.append(Fact(language(f"extreme.{study.spec.alternative}"), rank_on(row.rank, language), mark="rank"))
        if not row.rank.rare and np.isfinite(row.rank.seen):
            facts.append(Fact(language("card.seen"), signed_size(study.spec, row.rank.seen, language)))
    return facts


def asset_card(study: StudyResult, row: Day0, language: Language) -> Card:
    """Day 0 of a firm-event of which nothing was claimed."""
    facts = [Fact(language("card.close"), language.percent(row.raw, 1) or "–")]
    facts += _abnormal_facts(study, row, language)
    href = anchors_of(study).get(row.event, "")
    return Card(row.name, language.date(row.date), href, "", "", "", tuple(facts))


def group_card(group: GroupMean, language: Language) -> Card:
    """Mean CARs of a group, a line for each window."""
    facts = []
    for window, (mean, low, high) in group.cars.items():
        texts = [language.number(100 * side, 1, sign=True) for side in (low, high)]
        more = f"[{texts[0]}, {texts[1]}]" if all(texts) else ""
        apart = "main" if np.isfinite(low * high) and low * high > 0 else ""
        facts.append(Fact(f"CAR {language.window(*window)}", language.percent(mean, 1), more, apart))
    counted = language("card.n", n=language.count(group.n))
    return Card(group_name(group.group, language), counted, "", "", "", "", tuple(facts))


def claims_table(study: StudyResult, language: Language) -> Table | None:
    """What was said about prices, beside what they show."""
    titles, anchors = event_titles(study), anchors_of(study)
    names = ("event_id", "asset", "claimed", "close_to_close", "verdict", "explanation")
    rows = [
        [
            Cell(titles[row.event_id], href=anchors[row.event_id]),
            Cell(asset_name(study.spec, row.asset)),
            _claimed(str(row.claimed), language),
            value_cell(language.percent(row.close_to_close), row.close_to_close),
            Cell(language(f"verdict.{row.verdict}"), mark="clear"),
            message_cell(language, row.explanation),
        ]
        for row in study.frames["claims"].itertuples()
    ]
    return table(language("claims.table"), headed(language, TABLES["claims"], *names), rows, "claims")


def _claimed(claimed: str, language: Language) -> Cell:
    """A return with the digits that it was claimed with, or a direction."""
    digits = claimed_digits(claimed)
    if digits is None:
        return Cell(language(f"direction.{claimed}"))
    return Cell(language.percent(float(claimed), digits), claimed)
