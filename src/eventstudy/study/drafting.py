"""A first study of files as they are: what they hold is looked at, and what is assumed is said."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from eventstudy.errors import EventStudyError, PriceFileError, SpecError
from eventstudy.messages import Message, message
from eventstudy.prices.looking import Looked, look_at
from eventstudy.prices.series import PriceSeries
from eventstudy.spec import StudySpec
from eventstudy.spec.event_columns import CAR, ESTIMATION, Misnamed
from eventstudy.spec.loading import validate
from eventstudy.spec.source import Marks, listed
from eventstudy.spec.starter import SCHEMA_FILE, title_of
from eventstudy.study.calendar_guess import exchange_of_days
from eventstudy.study.preparing import prepare
from eventstudy.study.pricing import load_prices
from eventstudy.text import Language

__all__ = ["Given", "first_study"]

USUAL_MARKETS = ("vwretd", "^gspc", "spy", "mkt", "market", "index", "sp500", "s&p500", "^ixic", "^gdaxi", "^ftse")
"""What the market is called in files, the likeliest first, in lower case."""
IN_AMERICA = ("crsp", "crsp_ciz")
REACH = np.timedelta64(400, "D")
LONGEST, SHORTEST = 250, 70
"""Sessions before day 0 at which estimation windows begin."""
EVENT, CARS = (-10, 10), ((0, 0), (-1, 1), (0, 5))
MANY = 0.1
"""Share of negative values that no file of prices has; of returns they are nearly half."""
LOOKED_AT = 30
"""Assets whose days and values are looked at."""
PLAIN = re.compile(r"[A-Za-z_^/][\w./^-]*|-?\d+(/\d+)?")


@dataclass(frozen=True)
class Given:
    """What the user says of the files; the rest is looked up in them."""

    prices: tuple[Path, ...]
    events: Path
    layout: str | None = None
    market: str | None = None
    exchange: str | None = None
    dates: str | None = None


@dataclass
class _Draft:
    """Keys of the study, and what was assumed for each."""

    keys: dict[str, Any]
    why: dict[str, list[Message]] = field(default_factory=dict)

    def take(self, key: str, value: Any, *why: Message) -> None:
        self.keys[key] = value
        self.why.setdefault(key, []).extend(why)


def first_study(study: Path, given: Given, language: Language) -> tuple[str, list[str]]:
    """Text of a study of these files that runs, and what is to be said about it.

    Parameters
    ----------
    study : Path
        Where it will stand: paths start from there.
    given : Given
    language : Language

    Raises
    ------
    SpecError
        Something cannot be known from the files; the message names the flag that says it.
    DataError
        A file cannot be read.
    """
    folder = study.parent
    draft = _Draft({"version": 1, "study": title_of(study), "model": "market"})
    looked = look_at([_from(folder, path) for path in given.prices], folder, given.layout)
    draft.take("prices", {"source": "file"} | looked.options, message("draft.layout", layout=looked.layout))
    spec = _with_events(draft, folder, given)
    rows = spec.events_read()[1]
    assets = list(rows["asset"].unique())
    _market(draft, spec, looked, assets, given.market)
    series = _series(draft, looked, rows, given.dates)
    _kind(draft, series)
    _exchange(draft, spec, looked, series, given.exchange)
    _windows(draft, rows, series)
    done = validate(StudySpec, draft.keys, Marks(str(study)), folder)
    prepared = prepare(done, load_prices(done))
    last = message("draft.usable", n=len(prepared.panel.members), all=len(prepared.events))
    said = [language.text(one) for why in draft.why.values() for one in why] + [language.text(last)]
    return _written(draft, study, given, language), said


def _from(folder: Path, path: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _with_events(draft: _Draft, folder: Path, given: Given) -> StudySpec:
    """The study with its events file, whose columns have other names perhaps."""
    draft.take("events_file", _from(folder, given.events))
    if given.dates:
        draft.take("dates", given.dates)
    columns: dict[str, str] = {}
    while True:
        spec = validate(StudySpec, draft.keys, Marks("study"), folder)
        try:
            spec.events_read()
        except Misnamed as e:
            new = {name: key for name, key in e.found.items() if name not in columns}
            if not e.whole or not new:
                raise
            columns |= new
            draft.keys["columns"], draft.why["columns"] = dict(columns), [message("draft.columns")]
        except SpecError as e:
            raise _flagged(e) from None
        else:
            return spec


def _flagged(error: EventStudyError) -> EventStudyError:
    """The error with the flag that settles it, where the remedy names a key of a study."""
    if not error.advice.code.endswith("_dates_key"):
        return error
    return SpecError(error.what, message("draft_give_dates", **dict(error.advice.items)), error.position)


def _all_rows_have(spec: StudySpec, column: str) -> bool:
    table = spec.events_table()
    return table is not None and column in table.cells and bool((table.cells[column] != "").all())


def _market(draft: _Draft, spec: StudySpec, looked: Looked, assets: Sequence[str], stated: str | None) -> None:
    """The market: as said, as the events file has it, or what the prices hold besides the events' assets."""
    if stated is not None:
        if stated not in looked.tickers:
            what = message("draft_market_not_there", market=stated)
            raise SpecError(what, message("draft_same_names", found=listed(looked.tickers)))
        draft.take("defaults", {"market": stated}, message("draft.market_given", market=stated))
        return
    if _all_rows_have(spec, "market"):
        draft.take("model", "market", message("draft.markets_in_events"))
        return
    others = [ticker for ticker in looked.tickers if ticker not in assets]
    known = sorted((USUAL_MARKETS.index(one.lower()), one) for one in others if one.lower() in USUAL_MARKETS)
    found = [one for _, one in known] or [one for one in others if one.startswith("^")]
    if not found and looked.layout not in IN_AMERICA and len(others) == 1:
        found = others
    if found:
        draft.take("defaults", {"market": found[0]}, message("draft.market", market=found[0]))
    elif others and looked.layout not in IN_AMERICA:
        what = message("draft_which_market", found=listed(others))
        raise SpecError(what, message("draft_give_market", one=others[0]))
    else:
        draft.take("model", "mean", message("draft.no_market"))


def _series(draft: _Draft, looked: Looked, rows: pd.DataFrame, dates: str | None) -> Mapping[str, PriceSeries]:
    """Series of the first assets and of the market, on the dates that a study may need."""
    days = rows["date"].to_numpy().astype("datetime64[D]")
    some = list(rows["asset"].unique()[:LOOKED_AT])
    market = draft.keys.get("defaults", {}).get("market")
    asked = ([*some, *([market] if market else [])], days.min() - REACH, days.max() + REACH)
    try:
        found = looked.series(*asked)
    except PriceFileError as e:
        if not e.advice.code.endswith("_dates_key") or dates is None:
            raise _flagged(e) from None
        looked.options["dates"] = draft.keys["prices"]["dates"] = dates
        found = looked.series(*asked)
    if not any(ticker in found.series for ticker in some):
        what = message("draft_no_asset_found", assets=listed(some))
        unclear = [error for error in found.failures.values() if error.what.code == "name_of_several"]
        advice = message("draft_same_names", found=listed(looked.tickers))
        raise SpecError(what, unclear[0].line if unclear else advice)
    return found.series


def _kind(draft: _Draft, series: Mapping[str, PriceSeries]) -> None:
    """Returns where the layout says so, or where many values are negative; a single one is an error among prices."""
    if any(one.kind == "returns" for one in series.values()):
        draft.why["prices"].append(message("draft.vendor_returns"))
    elif np.mean(np.concatenate([one.close for one in series.values()]) < 0) > MANY:
        draft.keys["prices"]["kind"] = "returns"
        draft.why["prices"].append(message("draft.returns"))
    else:
        draft.why["prices"].append(message("draft.prices"))


def _exchange(
    draft: _Draft, spec: StudySpec, looked: Looked, series: Mapping[str, PriceSeries], stated: str | None
) -> None:
    """The exchange: as said, as the events file has it, or that whose sessions the prices have."""
    if stated is None and _all_rows_have(spec, "exchange"):
        return
    if stated is not None:
        why = message("draft.exchange_given", exchange=stated)
    elif looked.layout in IN_AMERICA:
        stated, why = "XNYS", message("draft.in_america")
    else:
        stated = exchange_of_days(np.unique(np.concatenate([one.dates for one in series.values()])))
        if stated is None:
            raise SpecError(message("draft_which_exchange"), message("draft_give_exchange"))
        why = message("draft.exchange", exchange=stated)
    draft.take("defaults", {"exchange": stated} | draft.keys.get("defaults", {}), why)


def _windows(draft: _Draft, rows: pd.DataFrame, series: Mapping[str, PriceSeries]) -> None:
    """Windows: those that all rows have of their own, else the usual ones as far as prices reach back."""
    own = {name: rows[name].dropna().astype(int).tolist() for name in (*ESTIMATION, *CAR) if name in rows}
    event, cars = EVENT, [*CARS]
    if own.get(CAR[0]):
        event = (min(own[CAR[0]]), max(own[CAR[1]]))
        cars = [event, *(one for one in CARS if event[0] <= one[0] and one[1] <= event[1] and one != event)]
    if own.get(ESTIMATION[0]):
        bounds = (min(own[ESTIMATION[0]]), max(own[ESTIMATION[1]]))
        event = (max(event[0], bounds[1] + 1), event[1]) if bounds[1] < event[1] else event
        why = message("draft.windows_of_rows")
    else:
        start = _start(rows, series)
        bounds = (start, min(-11, event[0] - 1))
        why = message("draft.windows") if start == -LONGEST else message("draft.windows_short", n=-start)
    if own.get(CAR[0]) and len(set(own[CAR[0]])) == len(set(own[CAR[1]])) == 1:
        cars = [event]
    windows = {"estimation": list(bounds), "event": list(event), "car": [list(one) for one in cars]}
    draft.take("windows", windows, why)


def _start(rows: pd.DataFrame, series: Mapping[str, PriceSeries]) -> int:
    """First session of the estimation window, as half of the firm-events have prices for it."""
    days = rows["date"].to_numpy().astype("datetime64[D]")
    pairs = ((series[asset], day) for asset, day in zip(rows["asset"], days, strict=True) if asset in series)
    reach = int(np.median([(one.dates < day).sum() for one, day in pairs])) - 1
    if reach < SHORTEST:
        raise SpecError(message("draft_too_few_before", n=reach + 1), message("draft_add_earlier", least=SHORTEST + 1))
    return -min(reach, LONGEST)


def _written(draft: _Draft, study: Path, given: Given, language: Language) -> str:
    """The study file, with what was assumed above each key."""
    made = language("draft.made", prices=", ".join(map(str, given.prices)), events=str(given.events))
    lines = [f"# yaml-language-server: $schema={SCHEMA_FILE}", "#", f"# {_one_line(made)}"]
    lines += [f"#   eventstudy {command} {study.name}" for command in ("check", "run")] + [""]
    order = ("version", "study", "model", "windows", "prices", "events_file", "columns", "dates", "defaults")
    for key in (name for name in order if name in draft.keys):
        lines += [f"# {_one_line(language.text(one))}" for one in draft.why.get(key, ())]
        lines.append(f"{key}: {_flow(draft.keys[key])}")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _flow(value: Any) -> str:
    """A value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(name)}: {_flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, tuple) and len(value) == 1:
        return _flow(value[0])
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
