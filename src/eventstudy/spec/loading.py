"""YAML file to `StudySpec`; every error with its place, the offending text and a remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventstudy.errors import SpecError
from eventstudy.messages import Message, message
from eventstudy.spec.event_keys import Regression
from eventstudy.spec.model import StudySpec
from eventstudy.spec.names import lookalikes
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.spec.source import Marks, nearest, quote, read_yaml
from eventstudy.spec.weights import Weights

__all__ = ["error_of", "load_spec", "validate"]

Spec = TypeVar("Spec", bound=StudySpec)
Path_ = tuple[str | int, ...]
Problem = tuple[Path_, Message, Message]

KEY = "[key]"
"""Last part of the path to a key itself, not to its value."""


def load_spec(source: str | Path | dict[str, Any]) -> StudySpec:
    """Read and validate a study.

    Parameters
    ----------
    source : str, Path or dict
        YAML file, or the same keys as a dict. Relative paths in it start from the file's folder.

    Returns
    -------
    StudySpec

    Raises
    ------
    SpecError
        With `file:line:col`, the offending text and what to write instead.
    """
    if isinstance(source, dict):
        return validate(StudySpec, source, Marks("study"), Path())
    path = Path(source)
    data, marks = read_yaml(path)
    return validate(StudySpec, data, marks, path.parent)


def validate(kind: type[Spec], data: dict[str, Any], marks: Marks, folder: Path) -> Spec:
    """Build a specification from plain data; problems point into `marks`."""
    try:
        spec = kind.model_validate(data)
    except ValidationError as e:
        details = min(e.errors(), key=lambda d: _order(marks, d["loc"]))
        raise error_of(marks, details) from None
    spec._marks, spec._folder = marks, folder
    problems = sorted(_inconsistencies(spec), key=lambda problem: _order(marks, problem[0]))
    if problems:
        raise marks.error(*problems[0])
    return spec


def _order(marks: Marks, path: Path_) -> tuple[int, int]:
    place = marks.find(path)
    return (place.line, place.column) if place else (0, 0)


_WHOLE = (message("value.whole"), message("write_digits_alone"))
_NUMBER = (message("value.number"), message("write_digits_and_point"))
_FLAG = (message("value.flag"), message("write_true_or_false"))
_WANTED = {
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "int_type": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _FLAG,
    "bool_type": _FLAG,
    "string_type": (message("value.text"), message("write_text")),
    "tuple_type": (message("value.list"), message("write_list")),
}
_MAPPINGS = ("dict_type", "model_type", "model_attributes_type")
_LIMITS = {
    "greater_than_equal": ("ge", "must_be_at_least", "write_at_least"),
    "greater_than": ("gt", "must_be_more", "write_above"),
    "less_than_equal": ("le", "must_be_at_most", "write_or_less"),
    "less_than": ("lt", "must_be_less", "write_below"),
}
"""Of each limit its name in pydantic, what is wrong beyond it, and the remedy."""
_EXAMPLES = {
    "version": "1",
    "at": "2025-01-27",
    "id": "earnings-q1",
    "market": "^GSPC",
    "model": "{name: market}",
    "name": "market",
    "prices": "{source: yahoo}",
    "windows": "{estimation: [-250, -11], event: [-10, 10]}",
    "claims": "{asset: NVDA, day: 0, return: -0.18}",
    "events": "{id: earnings-q1, at: 2025-01-27}",
    "assets": "{NVDA: {exchange: XNAS, market: ^IXIC}}",
    "asset": "{exchange: XNAS, market: ^IXIC}",
    "split": "{column: surprise, into: 5}",
    "column": "surprise",
    "weight": "0.12",
    "exclude": "{NVDA: {weight: 0.12, date: 2025-01-24}}",
}
"""What a value may look like, by the name of its key; `asset` is one of `assets`."""


def error_of(marks: Marks, details: ErrorDetails) -> SpecError:
    """Error about what pydantic refuses, with its place."""
    path, kind, context = tuple(details["loc"]), details["type"], details.get("ctx") or {}
    name = ".".join(str(part) for part in path if isinstance(part, str)) or message("the_study")
    if kind == "unknown_key":
        remedy = nearest(context["key"], context["known"])
        return marks.error((*path, context["key"]), message("unknown_key"), remedy, key=True)
    if kind == "problem":
        of_key = path[-1] == KEY
        return marks.error(path[:-1] if of_key else path, context["what"], context["remedy"], key=of_key)
    if kind == "missing":
        remedy = message("add_key", key=str(path[-1]), example=_EXAMPLES.get(str(path[-1]), "…"))
        return marks.error(path[:-1], message("key_missing", key=str(path[-1])), remedy, key=len(path) > 1)
    if kind == "literal_error":
        return marks.error(
            path, message("not_a_value_of", key=name), message("use_one_of", values=_alternatives(context["expected"]))
        )
    return marks.error(path, *_of_a_value(path, name, details))


def _alternatives(expected: str) -> Message | str:
    """What pydantic would have taken: its list in English, as a message."""
    first, _, last = expected.rpartition(" or ")
    return message("alternatives", first=first, last=last) if first else last


def _of_a_value(path: Path_, name: Message | str, details: ErrorDetails) -> tuple[Message, Message]:
    """What is wrong with a value of another type, or beyond its limits, and the remedy."""
    kind, context = details["type"], details.get("ctx") or {}
    if kind in _WANTED:
        wanted, remedy = _WANTED[kind]
        return message("must_be", key=name, wanted=wanted), remedy
    if kind in _MAPPINGS:
        last = next((part for part in reversed(path) if isinstance(part, str)), "")
        one = "asset" if len(path) == 2 and path[0] == "assets" else last
        remedy = message("write_mapping", example=_EXAMPLES.get(one, "{key: value}"))
        return message("must_be", key=name, wanted=message("value.mapping")), remedy
    if kind in _LIMITS:
        limit, what, cure = _LIMITS[kind]
        bound = f"{context[limit]:g}"
        return message(what, key=name, bound=bound), message(cure, bound=bound)
    if kind == "too_short":
        return message("must_not_be_empty", key=name), message("name_one_or_delete_key")
    return message("not_accepted", key=name, why=details["msg"].lower()), message("change_value")


def _inconsistencies(spec: StudySpec) -> Iterator[Problem]:
    """What is wrong between keys, though each is right by itself."""
    if spec.version != 1:
        yield ("version",), message("version_not_known"), message("write_version")
    if not spec.events and spec.events_file is None:
        yield ("events",), message("nothing_to_study"), message("add_events")
    yield from _window_problems(spec)
    yield from _alike_problems(spec)
    yield from _asset_problems(spec)
    yield from _event_problems(spec)
    yield from _events_file_problems(spec)
    for i, confounder in enumerate(spec.confounders):
        yield from _unknown_assets(spec, ("confounders", i), confounder.assets)


def _window_problems(spec: StudySpec) -> Iterator[Problem]:
    windows = spec.windows
    (est_start, est_end), (start, end) = windows.estimation, windows.event
    if est_start <= end and start <= est_end:
        yield (
            ("windows", "event"),
            message("event_window_touches_estimation", start=est_start, end=est_end),
            message("end_estimation_before", start=start, first=start - 240, last=start - 1),
        )
    for i, (first, last) in enumerate(windows.car):
        if first < start or last > end:
            yield (
                ("windows", "car", i),
                message("car_window_outside", start=start, end=end),
                message("widen_event_or_shorten"),
            )
        if (first, last) in windows.car[:i]:
            yield ("windows", "car", i), message("car_window_twice"), message("delete_one")
    length = est_end - est_start + 1
    if spec.min_estimation is not None and spec.min_estimation > length:
        yield (
            ("min_estimation",),
            message("estimation_window_has_only", n=length),
            message("write_at_most", most=length),
        )


def _asset_problems(spec: StudySpec) -> Iterator[Problem]:
    for ticker, asset in spec.assets.items():
        if (asset.market or spec.defaults.market) == ticker:
            yield (
                ("assets", ticker),
                message("would_be_own_market", ticker=ticker),
                message("name_market_or_remove"),
            )
        yield from _weight_problems(("assets", ticker), asset.market or spec.defaults.market, asset.exclude)
    for i, benchmark in enumerate(spec.benchmarks or ()):
        yield from _weight_problems(("benchmarks", i), benchmark.market, benchmark.exclude)


def _alike_problems(spec: StudySpec) -> Iterator[Problem]:
    """Names that cannot be told apart from one before them, though they are not the same."""
    for names in (_tickers(spec), _ids_and_groups(spec)):
        places: dict[str, Path_] = {}
        for path, name in names:
            places.setdefault(name, path)
        for name, other in lookalikes(places):
            where = spec._marks.find(places[other])
            remedy = message("copy_name_on_line", line=where.line) if where else message("copy_name_above")
            yield places[name], message("name_looks_like_another"), remedy


def _tickers(spec: StudySpec) -> Iterator[tuple[Path_, str]]:
    """Every ticker of the study with its place, those that are listed first."""
    for key, listed in (("assets", spec.assets), ("markets", spec.markets)):
        yield from (((key, ticker, KEY), ticker) for ticker in listed)
    for ticker, asset in spec.assets.items():
        yield from (((("assets", ticker, "exclude", other, KEY)), other) for other in asset.exclude)
        if asset.market:
            yield ("assets", ticker, "market"), asset.market
    if spec.defaults.market:
        yield ("defaults", "market"), spec.defaults.market
    for i, event in enumerate(spec.events):
        yield from ((("events", i, "assets", j), ticker) for j, ticker in enumerate(event.assets or ()))
    yield from ((("benchmarks", i), one.market) for i, one in enumerate(spec.benchmarks or ()))


def _ids_and_groups(spec: StudySpec) -> Iterator[tuple[Path_, str]]:
    for i, event in enumerate(spec.events):
        yield ("events", i, "id"), event.id
        if event.group:
            yield ("events", i, "group"), event.group


def _weight_problems(here: Path_, market: str | None, weights: Weights) -> Iterator[Problem]:
    if weights and market is None:
        yield (*here, "exclude"), message("no_market_to_exclude_from"), message("add_market_or_delete_key")
    if market in weights:
        yield (*here, "exclude", market), message("cannot_exclude_itself", market=market), message("delete_it")
    if sum(one.weight for one in weights.values() if one.date is None) >= 1:
        yield (*here, "exclude"), message("weights_leave_nothing"), message("write_weight")


def _event_problems(spec: StudySpec) -> Iterator[Problem]:
    ids = Counter[str]()
    known_ids = {event.id for event in spec.events}
    for i, event in enumerate(spec.events):
        ids[event.id] += 1
        here: Path_ = ("events", i)
        if ids[event.id] == 2:
            first = next(j for j, other in enumerate(spec.events) if other.id == event.id)
            place = spec._marks.find(("events", first, "id"))
            remedy = message("own_id_first_on_line", line=place.line) if place else message("own_id_earlier_has_it")
            yield (*here, "id"), message("two_events_with_id"), remedy
        for key, name in (("id", event.id), ("group", event.group)):
            if name in RESERVED_GROUPS:
                yield (*here, key), message("name_reserved", name=name), message("choose_another_name")
        if event.group in known_ids:
            yield (*here, "group"), message("group_named_like_event"), message("choose_another_name")
        if event.assets is None and not spec.assets:
            yield here, message("event_without_assets"), message("add_assets")
        yield from _unknown_assets(spec, here, event.assets)
        yield from _claim_problems(spec, here)


def _events_file_problems(spec: StudySpec) -> Iterator[Problem]:
    """Keys that speak of the events file."""
    if spec.events_file is None:
        for key in ("columns", "dates", "split", "regress"):
            if getattr(spec, key):
                remedy = message("add_events_file_or_delete")
                yield (key, KEY), message("no_events_file_meant"), remedy
    taken: dict[str, str] = {}
    for name, key in spec.columns.items():
        if taken.setdefault(key, name) != name:
            yield (
                ("columns", name),
                message("column_is_this_already", column=quote(taken[key])),
                message("name_one_of_them"),
            )
    for i, one in enumerate(spec.regress):
        yield from _regression_problems(spec, i, one)


def _regression_problems(spec: StudySpec, i: int, one: Regression) -> Iterator[Problem]:
    if one.window is not None and one.window not in spec.windows.car:
        remedy = message("use_car_window", windows=[f"[{start}, {end}]" for start, end in spec.windows.car])
        yield ("regress", i, "window"), message("no_car_window"), remedy
    if one in spec.regress[:i]:
        yield ("regress", i), message("regression_twice"), message("delete_one")
    for j, name in enumerate(one.on):
        if name in one.on[:j]:
            yield ("regress", i, "on", j), message("column_named_twice"), message("delete_one")


def _unknown_assets(spec: StudySpec, here: Path_, assets: tuple[str, ...] | None) -> Iterator[Problem]:
    for j, ticker in enumerate(assets or ()):
        if spec.assets and ticker not in spec.assets:
            remedy = nearest(ticker, list(spec.assets))
            yield (*here, "assets", j), message("asset_not_listed"), remedy
        if assets and ticker in assets[:j]:
            yield (*here, "assets", j), message("asset_twice"), message("delete_one")


def _claim_problems(spec: StudySpec, here: Path_) -> Iterator[Problem]:
    event = spec.events[int(here[1])]
    assets = event.assets if event.assets is not None else tuple(spec.assets)
    for j, claim in enumerate(event.claims):
        path: Path_ = (*here, "claims", j)
        if event.at.until is not None:
            yield path, message("claim_without_date"), message("date_event_or_write_fact")
        if (claim.return_ is None) == (claim.direction is None):
            yield (
                path,
                message("claim_says_return_or_direction"),
                message("write_return_or_direction"),
            )
        if claim.asset not in assets:
            remedy = message("assets_of_event", assets=assets)
            yield (*path, "asset"), message("event_has_no_such_asset", event=quote(event.id)), remedy
        start, end = spec.windows.event
        if not start <= claim.day <= end:
            yield (
                (*path, "day"),
                message("day_outside_event_window"),
                message("write_day_from_to", start=start, end=end),
            )
