"""Every price source, and what a study asks of the one that it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eventstudy.messages import message
from eventstudy.prices.files import CSV, FILE, PARQUET
from eventstudy.prices.layouts import LAYOUTS
from eventstudy.prices.live import YAHOO
from eventstudy.prices.snapshot import SNAPSHOT
from eventstudy.prices.source import Source
from eventstudy.registry import Registry
from eventstudy.spec import PriceChoice, StudySpec
from eventstudy.spec.options import option_values
from eventstudy.spec.source import nearest
from eventstudy.text import add_texts

__all__ = ["SOURCES", "switched", "values_of", "verify_prices"]


def _join(source: Source) -> None:
    add_texts({source.title_code: source.titles, **source.texts})


SOURCES = Registry("eventstudy.sources", Source, (YAHOO, SNAPSHOT, FILE, CSV, PARQUET), _join)
"""Price sources by name."""


def verify_prices(spec: StudySpec) -> None:
    """Refuse a source that does not exist, and what it does not read.

    Raises
    ------
    SpecError
        With the place in the study file and what to write instead.
    """
    chosen = [_chosen(spec, "source", spec.prices.source)]
    if spec.prices.fallback is not None:
        chosen.append(_chosen(spec, "fallback", spec.prices.fallback))
        if not chosen[1].serves_as_fallback:
            others = ", ".join(name for name, one in SOURCES.items() if one.serves_as_fallback)
            raise spec.error(
                ("prices", "fallback"), message("source_not_a_fallback"), message("use_one_of_sources", sources=others)
            )
    _refuse_unread(spec, chosen)
    if spec.prices.layout not in LAYOUTS:
        raise spec.error(("prices", "layout"), message("no_such_layout"), nearest(spec.prices.layout, list(LAYOUTS)))
    for source in chosen:
        if source.reads_files and not spec.prices.path:
            remedy = message("add_path", example=source.example)
            raise spec.error(("prices",), message("source_needs_path", source=source.name), remedy)
        values_of(spec, source)


def _chosen(spec: StudySpec, key: str, name: str) -> Source:
    if name not in SOURCES:
        raise spec.error(("prices", key), message("no_such_price_source"), nearest(name, list(SOURCES)))
    return SOURCES[name]


def _refuse_unread(spec: StudySpec, chosen: Iterable[Source]) -> None:
    """Refuse a key that neither every source has, nor one of those chosen."""
    known = [*PriceChoice.model_fields]
    known += [option.name for source in chosen for option in source.options if option.name not in known]
    for key in spec.prices.model_extra or {}:
        if key not in known:
            raise spec.error(("prices", key), message("unknown_key"), nearest(key, known), key=True)


def values_of(spec: StudySpec, source: Source) -> dict[str, Any]:
    """Options of a source with the values that a study gives them, else their defaults.

    Raises
    ------
    SpecError
        A value is not of the option's type.
    """
    given = spec.prices.model_extra or {}
    own = [option for option in source.options if option.name not in PriceChoice.model_fields]
    shared = {option.name: getattr(spec.prices, option.name) for option in source.options if option not in own}
    return {**shared, **option_values(spec, ("prices",), own, given)}


def switched(choice: PriceChoice, source: str) -> PriceChoice:
    """The same choice of prices with another source and no fallback, without what that source does not read."""
    read = {option.name for option in SOURCES[source].options} if source in SOURCES else set()
    kept = {name: getattr(choice, name) for name in choice.model_fields_set if name in {*PriceChoice.model_fields}}
    own = {name: value for name, value in (choice.model_extra or {}).items() if name in read}
    return PriceChoice(**{**kept, **own, "source": source, "fallback": None})
