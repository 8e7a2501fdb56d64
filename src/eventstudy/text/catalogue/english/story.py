"""English: words, and the sentences of the story."""

from __future__ import annotations

__all__ = ["TEXTS"]

WORDS = {
    "and": "and",
    "rank": "rank",
}

STORY = {
    "story.on": "On {date} {moves}",
    "story.then": "; on {date} {moves}",
    "story.fell": "{name} fell by {size}",
    "story.rose": "{name} rose by {size}",
    "story.fell.inverted": "{name} fell by {size}",
    "story.rose.inverted": "{name} rose by {size}",
    "story.by": "{name} by {size}",
    "story.flat": "{name} did not move",
    "story.flat.inverted": "{name} did not move",
    "story.many": "On {date} {fell} of {n} assets fell and {rose} rose; the largest move was {name} with {size}.",
    "story.beyond": "Net of {what}, the abnormal return is {list}.",
    "story.beyond.first": "{value} for {name} ({coverage:share} % interval {low} to {high}{over})",
    "story.beyond.more": "{value} for {name} ({low} to {high}{over})",
    "story.over": "{least} to {most} over {n} markets",
    "story.over.without": "{least} to {most} over {n} markets, with and without {name} in them",
    "story.beyond.many": (
        "Net of {what}, the abnormal return is {mean} on average and largest for {name}: {value} "
        "({coverage:share} % interval {low} to {high}{over})."
    ),
    "story.among.two-sided": "For what each share moved at the time, so large an abnormal return came {list}",
    "story.among.greater": "For what each share moved at the time, so high an abnormal return came {list}",
    "story.among.less": "For what each share moved at the time, so low an abnormal return came {list}",
    "story.among.one": "{rank} for {names}",
    "story.among.many": (
        "{n} of the {total} abnormal returns are among the most extreme {level:share} % of their asset's ordinary "
        "days, as one in {days} ordinary days is."
    ),
    "story.rare.all": ": among the most extreme {level:share} % of days.",
    "story.rare.none": ": not among the most extreme {level:share} % of days.",
    "story.rare.some": ": among the most extreme {level:share} % of days for {names} only.",
    "story.seen": " With 80 % probability an abnormal return of {list} would have been.",
    "story.seen.alone": (
        "With 80 % probability an abnormal return of {list} would have been among the most extreme {level:share} % of "
        "days."
    ),
    "story.seen.one": "{size} for {name}",
    "story.seen.many": " With 80 % probability {size} would have been enough for half of the others.",
    "seen.two-sided": "±{size}",
    "seen.greater": "+{size}",
    "seen.less": "−{size}",
    "story.car": "CAR {window}: {list}.",
    "story.car.one": "{value} for {name}, as extreme {rank}",
    "rank.days.none": "on none of {n} ordinary days",
    "rank.days.some": "on {k} of {n} ordinary days",
    "rank.stretches.none": "in none of {n} ordinary stretches of {length} days",
    "rank.stretches.some": "in {k} of {n} ordinary stretches of {length} days",
    "rank.composed.none": "in none of {n} windows of {length} days put together from its own ordinary days",
    "rank.composed.some": "in {k} of {n} windows of {length} days put together from its own ordinary days",
    "rank.pooled": " of all shares together",
    "rank.what": (
        "Rank k/n: of n ordinary days, k were at least as extreme for what the share moved at the time; for a CAR, of "
        "stretches as long, or of windows put together from single days. The days are those of the estimation window, "
        "or the dates away from all events of the share where more of these were as extreme."
    ),
    "rank.cell": "{k}/{n}",
    "story.endogenous": (
        "The event is the return itself, so its size proves nothing and it is left out of every average."
    ),
    "range.between": "It happened between {first} and {last}, nobody knows on which day.",
    "range.on": "Whatever day it happened on, {first} is the first session that could react.",
    "range.largest": "The most extreme abnormal return of these days is {list}{more}.",
    "range.one": "{value} for {name} on {date}",
    "range.one.ranked": "{value} for {name} on {date}, as extreme {rank}",
    "range.more": "; {n} more assets moved less",
    "story.none": "Nothing could be computed for this event: {reasons}.",
    "story.no_day0": "The event window does not hold day 0; its CARs are below.",
    "what.market": "the move of the market",
    "what.mean": "the usual daily return",
    "what.factors": "the move of the factors",
    "what.portfolio": "the move of the control portfolio",
    "lead.counts": "{events} events, {total} firm-events (one asset at one event): {done} computed, {dropped} dropped.",
    "lead.shown": "Single firm-events are shown of {shown} events.",
    "moved.asked": (
        "In question: {title}. For what each share moved at the time, one of its shares had as large a CAR {window} as "
        "the largest here {rank}{verdict}"
    ),
    "moved.days": "on {k} of {n} ordinary days",
    "moved.stretches": "in {k} of {n} ordinary stretches as long",
    "moved.composed": "in {k} of {n} windows put together from ordinary days",
    "moved.none": (
        "Looked at together, none of the {n} CARs {window} can be told from the large moves of ordinary days: not if "
        "{level:share} % of those named may be wrong ones, and not if any wrong one is to be avoided."
    ),
    "moved.some": (
        "Looked at together, {found} of the {n} CARs {window} stand out if {level:share} % of those named may be wrong "
        "ones: {names}{more}; {strict} if any wrong one is to be avoided."
    ),
    "moved.one": (
        "Looked at together, one of the {n} CARs {window} stands out if {level:share} % of those named may be wrong "
        "ones: {names}; {strict} if any wrong one is to be avoided."
    ),
    "moved.seen": (
        " With 80 % probability moves of {size} on average would have been, of each share as its volatility is."
    ),
    "moved.none.seen": (
        " At half of them a CAR of {size} alone would have been told from these with 80 % probability."
    ),
    "moved.more": " and {n} more",
    "lead.largest_days": (
        "On day 0, {n} of {total} abnormal returns are among the most extreme {level:share} % of their asset's "
        "ordinary days, as one in {days} ordinary days is."
    ),
    "lead.largest": "The largest is {value}, {name} on {date} ({title}){over}.",
    "lead.all": "Over all firm-events the mean CAR {window} is {mean}, the median {median}; {positive} are positive.",
    "lead.signed": (
        "Each in the direction expected of it, the mean CAR {window} is {mean}, the median {median}; {positive} are "
        "positive."
    ),
    "lead.not_told": (
        " The test {test} does not tell it from zero; a mean of {size} it would have told, with 80 % probability."
    ),
    "lead.difference": "The mean CAR {window} of {a} less that of {b} is {value}.",
    "equivalent.mean": (
        "The mean CAR {window} is equivalent to zero within ±{margin} ({coverage:share} % interval {low} to {high})."
    ),
    "equivalent.signed": (
        "Each in the direction expected of it, the mean CAR {window} is equivalent to zero within ±{margin} "
        "({coverage:share} % interval {low} to {high})."
    ),
    "equivalent.car": (
        "The CAR {window} of {name} ({event}) is equivalent to zero within ±{margin} ({coverage:share} % interval "
        "{low} to {high})."
    ),
    "not_equivalent.mean": (
        "It is not shown that the mean CAR {window} is smaller than ±{margin} ({coverage:share} % interval {low} to "
        "{high})."
    ),
    "not_equivalent.signed": (
        "Each in the direction expected of it, it is not shown that the mean CAR {window} is smaller than ±{margin} "
        "({coverage:share} % interval {low} to {high})."
    ),
    "not_equivalent.car": (
        "It is not shown that the CAR {window} of {name} ({event}) is smaller than ±{margin} ({coverage:share} % "
        "interval {low} to {high})."
    ),
    "lead.claims": "Claims about prices: {list}.",
    "lead.claims.one": "{n} {verdict}",
}

TEXTS = WORDS | STORY
