"""What a study says of no effect, in words: what would have been seen, and what is smaller than its margin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventstudy.result import StudyResult
from eventstudy.spec import StudySpec
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.tables.by_event import asset_name
from eventstudy.text.language import Language

__all__ = ["equivalence_sentences", "signed_size", "smallest_effects"]

FEW = 4
"""CARs that are told of one by one."""

Key = tuple[str, str, str, int, int]


def smallest_effects(study: StudyResult, test: str) -> dict[Key, float]:
    """What a test would have seen with 80 % probability, by event, asset, group, and first and last day."""
    table = study.frames["smallest_effects"]
    table = table[table["test"] == test]
    columns = (table[name] for name in ("event_id", "asset", "group", "start", "end", "smallest_effect"))
    return {
        (event, asset, group, int(start), int(end)): float(effect)
        for event, asset, group, start, end, effect in zip(*columns, strict=True)
    }


def signed_size(spec: StudySpec, effect: float, language: Language) -> str:
    """An effect with the sign that the study looks for: ±6.1 %, or +6.1 %."""
    size = language.percent(effect, 1, sign=False)
    return language(f"seen.{spec.alternative}", size=size)


def equivalence_sentences(study: StudyResult, language: Language) -> list[str]:
    """Whether the mean CARs of all are smaller than the margin, in each window; of few firm-events their CARs."""
    table = study.frames["equivalence"]
    if table.empty:
        return []
    groups = [name for name in reversed(RESERVED_GROUPS) if (table["group"] == name).any()]
    own = table[table["group"] == groups[0]] if groups else table[table["event_id"] != ""]
    own = own[own["lower"].notna()]
    if not groups and own["event_id"].nunique() * own["asset"].nunique() > FEW:
        return []
    return list(_told(study, own.itertuples(), language))


def _told(study: StudyResult, rows: Any, language: Language) -> Iterator[str]:
    spec = study.spec
    for row in rows:
        key = "equivalent" if row.p_value <= spec.level else "not_equivalent"
        what = "signed" if row.group == RESERVED_GROUPS[1] else "mean" if row.group else "car"
        yield language(
            f"{key}.{what}",
            name=asset_name(spec, row.asset),
            event=row.event_id,
            window=language.window(int(row.start), int(row.end)),
            margin=language.percent(row.margin, 1, sign=False),
            coverage=1 - 2 * spec.level,
            low=language.percent(row.lower),
            high=language.percent(row.upper),
        )
