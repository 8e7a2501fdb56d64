"""YAML file to `StudySpec`; every error with its place, the offending text and a remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from eventstudy.errors import SpecError
from eventstudy.spec.event_keys import Regression
from eventstudy.spec.model import StudySpec
from eventstudy.spec.names import lookalikes
from eventstudy.spec.parts import RESERVED_GROUPS, Weights
from eventstudy.spec.source import Marks, nearest, quote, read_yaml

__all__ = ["error_of", "load_spec", "validate"]

Spec = TypeVar("Spec", bound=StudySpec)
Path_ = tuple[str | int, ...]
Problem = tuple[Path_, str, str]

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


_WHOLE = ("a whole number", "write digits alone, as in 100")
_NUMBER = ("a number", "write digits and a decimal point, as in 0.5")
_MAPPING = ("a mapping of keys to values", "write keys and values, as in")
_WANTED = {
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "int_type": _WHOLE,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": ("true or false", "write true or false"),
    "bool_type": ("true or false", "write true or false"),
    "string_type": ("text", "write text, in quotes if it has brackets or a colon"),
    "tuple_type": ("a list", "put it in brackets, as in [a, b], or each part on a line after '- '"),
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
}
_LIMITS = {
    "greater_than_equal": ("must be at least {ge:g}", "write {ge:g} or more"),
    "greater_than": ("must be more than {gt:g}", "write a number above {gt:g}"),
    "less_than_equal": ("must be at most {le:g}", "write {le:g} or less"),
    "less_than": ("must be less than {lt:g}", "write a number below {lt:g}"),
    "too_short": ("is empty", "name at least one, or delete the key"),
}
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
}
"""What a value may look like, by the name of its key; `asset` is one of `assets`."""


def error_of(marks: Marks, details: ErrorDetails) -> SpecError:
    """Error about what pydantic refuses, with its place."""
    path, kind, context = tuple(details["loc"]), details["type"], details.get("ctx") or {}
    name = ".".join(str(part) for part in path if isinstance(part, str)) or "the study"
    if kind == "unknown_key":
        remedy = nearest(context["key"], context["known"])
        return marks.error((*path, context["key"]), "unknown key", remedy, key=True)
    if kind == "problem":
        of_key = path[-1] == KEY
        return marks.error(path[:-1] if of_key else path, context["message"], context["remedy"], key=of_key)
    if kind == "missing":
        remedy = f"add '{path[-1]}: {_EXAMPLES.get(str(path[-1]), '…')}'"
        return marks.error(path[:-1], f"the key '{path[-1]}' is missing", remedy, key=len(path) > 1)
    if kind == "literal_error":
        return marks.error(path, f"not a value of '{name}'", f"use {context['expected']}")
    return marks.error(path, *_of_a_value(path, name, details))


def _of_a_value(path: Path_, name: str, details: ErrorDetails) -> tuple[str, str]:
    """Message and remedy about a value of another type, or beyond its limits."""
    kind, context = details["type"], details.get("ctx") or {}
    if kind in _WANTED:
        wanted, remedy = _WANTED[kind]
        if wanted == _MAPPING[0]:
            one = "asset" if len(path) == 2 and path[0] == "assets" else name.rpartition(".")[2]
            remedy = f"{remedy} {_EXAMPLES.get(one, '{key: value}')}"
        return f"'{name}' must be {wanted}", remedy
    if kind in _LIMITS:
        problem, remedy = (text.format(**context) for text in _LIMITS[kind])
        return f"'{name}' {problem}", remedy
    return f"'{name}': {details['msg'].lower()}", "change the value"


def _inconsistencies(spec: StudySpec) -> Iterator[Problem]:
    """What is wrong between keys, though each is right by itself."""
    if spec.version != 1:
        yield ("version",), "this version of the study format is not known", "write 'version: 1'"
    if not spec.events and spec.events_file is None:
        yield ("events",), "there is nothing to study", "add 'events:' or 'events_file:'"
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
            f"the event window touches the estimation window [{est_start}, {est_end}]",
            f"end the estimation window before {start}, as in [{start - 240}, {start - 1}]",
        )
    for i, (first, last) in enumerate(windows.car):
        if first < start or last > end:
            yield (
                ("windows", "car", i),
                f"this CAR window reaches outside the event window [{start}, {end}]",
                "widen 'event', or shorten this window",
            )
        if (first, last) in windows.car[:i]:
            yield ("windows", "car", i), "this CAR window stands here twice", "delete one"
    length = est_end - est_start + 1
    if spec.min_estimation is not None and spec.min_estimation > length:
        yield (
            ("min_estimation",),
            f"the estimation window has only {length} sessions",
            f"write at most {length}",
        )


def _asset_problems(spec: StudySpec) -> Iterator[Problem]:
    for ticker, asset in spec.assets.items():
        if (asset.market or spec.defaults.market) == ticker:
            yield (
                ("assets", ticker),
                f"{ticker} would be its own market",
                "name another market, or take it out of the assets",
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
            above = f"on line {where.line}" if where else "above"
            remedy = f"copy the name {above}, or choose one that can be told from it"
            yield places[name], "this name looks like another one of the study, and is not the same", remedy


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
        yield (*here, "exclude"), "there is no market to take these out of", "add 'market:', or delete this key"
    if market in weights:
        yield (*here, "exclude", market), f"{market} cannot be taken out of itself", "delete it"
    if sum(weights.values()) >= 1:
        yield (*here, "exclude"), "these weights leave nothing of the market", "write 0.12 for 12 %"


def _event_problems(spec: StudySpec) -> Iterator[Problem]:
    ids = Counter[str]()
    known_ids = {event.id for event in spec.events}
    for i, event in enumerate(spec.events):
        ids[event.id] += 1
        here: Path_ = ("events", i)
        if ids[event.id] == 2:
            first = next(j for j, other in enumerate(spec.events) if other.id == event.id)
            place = spec._marks.find(("events", first, "id"))
            where = f"the first is on line {place.line}" if place else "an earlier event has it"
            yield (*here, "id"), "two events have this id", f"give each its own; {where}"
        for key, name in (("id", event.id), ("group", event.group)):
            if name in RESERVED_GROUPS:
                yield (*here, key), f"the name '{name}' is reserved for the whole sample", "choose another name"
        if event.group in known_ids:
            yield (*here, "group"), "a group may not bear the id of an event", "choose another name"
        if event.assets is None and not spec.assets:
            yield here, "this event names no assets and the study lists none", "add 'assets: [TICKER]'"
        yield from _unknown_assets(spec, here, event.assets)
        yield from _claim_problems(spec, here)


def _events_file_problems(spec: StudySpec) -> Iterator[Problem]:
    """Keys that speak of the events file."""
    if spec.events_file is None:
        for key in ("columns", "dates", "regress"):
            if getattr(spec, key):
                remedy = "add 'events_file: events.csv', or delete this key"
                yield (key, KEY), "there is no events file that this could be about", remedy
    taken: dict[str, str] = {}
    for name, key in spec.columns.items():
        if taken.setdefault(key, name) != name:
            yield ("columns", name), f"the column {quote(taken[key])} is this already", "name one of them"
    for i, one in enumerate(spec.regress):
        yield from _regression_problems(spec, i, one)


def _regression_problems(spec: StudySpec, i: int, one: Regression) -> Iterator[Problem]:
    if one.window is not None and one.window not in spec.windows.car:
        remedy = f"use one of {', '.join(f'[{a}, {b}]' for a, b in spec.windows.car)}, or add it to 'car'"
        yield ("regress", i, "window"), "this is no CAR window of the study", remedy
    if one in spec.regress[:i]:
        yield ("regress", i), "this regression stands here twice", "delete one"
    for j, name in enumerate(one.on):
        if name in one.on[:j]:
            yield ("regress", i, "on", j), "this column stands here twice", "delete one"


def _unknown_assets(spec: StudySpec, here: Path_, assets: tuple[str, ...] | None) -> Iterator[Problem]:
    for j, ticker in enumerate(assets or ()):
        if spec.assets and ticker not in spec.assets:
            remedy = nearest(ticker, list(spec.assets))
            yield (*here, "assets", j), "this asset is not listed under 'assets'", remedy
        if assets and ticker in assets[:j]:
            yield (*here, "assets", j), "this asset stands here twice", "delete one"


def _claim_problems(spec: StudySpec, here: Path_) -> Iterator[Problem]:
    event = spec.events[int(here[1])]
    assets = event.assets if event.assets is not None else tuple(spec.assets)
    for j, claim in enumerate(event.claims):
        path: Path_ = (*here, "claims", j)
        if (claim.return_ is None) == (claim.direction is None):
            yield (
                path,
                "a claim says either a return or a direction",
                "write 'return: -0.18' or 'direction: down'",
            )
        if claim.asset not in assets:
            remedy = f"the event's assets are {', '.join(assets)}"
            yield (*path, "asset"), f"the event {quote(event.id)} does not have this asset", remedy
        start, end = spec.windows.event
        if not start <= claim.day <= end:
            yield (
                (*path, "day"),
                "this day lies outside the event window",
                f"write a day from {start} to {end}",
            )
