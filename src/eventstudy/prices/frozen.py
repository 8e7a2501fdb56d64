"""A study's prices as files that stay: the `csv` source reads them back to the last bit."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from eventstudy.errors import DataError, OutputError, PriceFileError
from eventstudy.messages import Message, message
from eventstudy.prices.files import CSV, frozen_series
from eventstudy.prices.manifest import MANIFEST, Manifest, changes, manifest_text, read_manifest
from eventstudy.prices.request import Request
from eventstudy.prices.series import Prices, PriceSeries
from eventstudy.spec import PriceChoice, StudySpec
from eventstudy.spec.firm_event_table import firm_events
from eventstudy.spec.source import listed, quote
from eventstudy.writing import file_hash, replace_file

__all__ = ["freeze", "study_lines", "verify_frozen"]

LEFT = re.compile(r"\..*\.tmp")
"""Names of what a killed process leaves behind."""


def freeze(prices: Prices, folder: str | Path) -> PriceChoice:
    """Write prices as long tables, one for each source, and a manifest with hashes.

    Parameters
    ----------
    prices : Prices
    folder : str or Path
        New, empty, or an earlier freeze of the same series or fewer, which is replaced.

    Returns
    -------
    PriceChoice
        The source that reads the files back, with paths inside `folder`.

    Raises
    ------
    OutputError
        The folder holds something else, or series that are not among these, or cannot be written.
    DataError
        The prices cannot be written so that they read back the same.
    """
    folder = Path(folder)
    kinds = sorted({one.kind for one in prices.series.values()})
    if len(kinds) > 1:
        raise DataError(message("prices_and_returns_together"), message("freeze_apart"))
    groups = _groups(prices)
    choice = PriceChoice(source=CSV.name, path=tuple(groups), kind=kinds[0])
    contents = {
        name: _table(series).to_csv(index=False, lineterminator="\n").encode() for name, series in groups.items()
    }
    try:
        superfluous = _make_room(folder, prices, contents)
        _verify(prices, choice, folder, contents)
        for name, content in contents.items():
            replace_file(folder / name, content)
        replace_file(folder / MANIFEST, manifest_text(groups, contents).encode())
        for name in superfluous:
            (folder / name).unlink(missing_ok=True)
    except OSError as e:
        raise OutputError(
            message("prices_not_written", why=str(e.strerror or e)), message("choose_another_folder"), str(folder)
        ) from e
    return choice


def study_lines(spec: StudySpec, prices: Prices, choice: PriceChoice, folder: str | Path) -> list[str]:
    """Lines of a study that make it use frozen prices: the source, and exchanges that only the old source knew."""
    start = spec.folder.resolve()
    paths = [Path(os.path.relpath(Path(folder).resolve() / name, start)).as_posix() for name in choice.path]
    source: dict[str, Any] = {"source": choice.source, "path": paths}
    if choice.kind != "prices":
        source["kind"] = choice.kind
    if spec.prices.closed_days != "refuse":
        source["closed_days"] = spec.prices.closed_days
    unstated: dict[str, dict[str, Any]] = {"assets": {}, "markets": {}}
    assets = set(firm_events(spec)["asset"])
    for ticker, one in prices.series.items():
        stated = [spec.listed[ticker].exchange] if ticker in spec.listed else []
        if ticker in assets:
            stated.append(spec.defaults.exchange)
        elif ticker in spec.markets:
            stated.append(spec.markets[ticker].exchange)
        if one.exchange and not any(stated):
            unstated["assets" if ticker in assets else "markets"][ticker] = {"exchange": one.exchange}
    keys = {"prices": source} | {key: value for key, value in unstated.items() if value}
    return [f"{key}: {_flow(value)}" for key, value in keys.items()]


def _flow(value: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10**6, allow_unicode=True)
    return text.strip()


def _groups(prices: Prices) -> dict[str, list[PriceSeries]]:
    """Series by file name: those of one source, and with the same columns, share a file."""
    groups: dict[tuple[str, tuple[str, ...]], list[PriceSeries]] = {}
    for one in prices.series.values():
        groups.setdefault((one.source, tuple(sorted(one.bars))), []).append(one)
    named: dict[str, list[PriceSeries]] = {}
    for (source, _), series in groups.items():
        name = re.sub(r"[^a-z0-9]+", "-", source.lower().removesuffix(".csv")).strip("-") or "prices"
        count = sum(re.sub(r"(-\d+)?\.csv$", "", used) == name for used in named)
        named[f"{name}-{count + 1}.csv" if count else f"{name}.csv"] = series
    return named


def _table(series: list[PriceSeries]) -> pd.DataFrame:
    return pd.concat([_rows(one) for one in series], ignore_index=True)


def _rows(one: PriceSeries) -> pd.DataFrame:
    """Rows of one ticker; a dividend on a day without a price has a row without one."""
    rows = pd.DataFrame({"date": one.dates, "ticker": one.ticker, "close": one.close, **one.bars})
    alone = np.setdiff1d(one.ex_dates, one.dates)
    if len(alone):
        rows = pd.concat([rows, pd.DataFrame({"date": alone, "ticker": one.ticker})], ignore_index=True)
        rows = rows.sort_values("date", kind="stable", ignore_index=True)
    paid = pd.Series(one.dividends, index=pd.DatetimeIndex(one.ex_dates)).groupby(level=0).sum()
    rows["dividend"] = rows["date"].map(paid)
    rows["date"] = rows["date"].dt.strftime("%Y-%m-%d")
    return rows


def _make_room(folder: Path, prices: Prices, contents: Mapping[str, bytes]) -> set[str]:
    """Make the folder, or refuse it; returns the files of an earlier freeze that this one does not replace."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = read_manifest(folder)
    there = {path.name for path in folder.iterdir() if not LEFT.fullmatch(path.name)}
    earlier = manifest.files if manifest else {}
    named = sorted(there & {*earlier, *contents})
    changed = [name for name in named if not _replaceable(folder, name, earlier, contents)]
    if manifest is None and (changed or there - set(contents)):
        raise OutputError(message("folder_holds_something_else"), message("choose_empty_folder"), str(folder))
    if changed:
        what = message("frozen_file_changed", name=quote(changed[0]))
        raise OutputError(what, message("move_or_choose_folder"), str(folder))
    lost = [ticker for ticker in (manifest.series if manifest else {}) if ticker not in prices.series]
    if lost:
        what = message("frozen_prices_lost", names=listed(lost))
        raise OutputError(what, message("choose_folder_not_rested_on"), str(folder))
    return set(earlier) - set(contents)


def _replaceable(folder: Path, name: str, earlier: Mapping[str, str], contents: Mapping[str, bytes]) -> bool:
    """Whether a file is what an earlier freeze wrote, or what this one is going to write."""
    now = file_hash(folder / name)
    return now == earlier.get(name) or now == hashlib.sha256(contents.get(name, b"")).hexdigest()


def _verify(prices: Prices, choice: PriceChoice, folder: Path, contents: Mapping[str, bytes]) -> None:
    """Read the files back as a study would: anything but the same series is an error now, not in ten years."""
    never = np.datetime64("NaT", "D")
    with tempfile.TemporaryDirectory(prefix=".", suffix=".tmp", dir=folder) as trial:
        for name, content in contents.items():
            (Path(trial) / name).write_bytes(content)
        values = CSV.values(path=choice.path, kind=choice.kind)
        again = CSV.load(Request(tuple(prices.series), never, never, values, Path(trial))).series
    for ticker, one in prices.series.items():
        if ticker not in again or again[ticker].sha256() != one.sha256():
            remedy = message("check_duplicates")
            raise DataError(message("not_frozen_exactly", ticker=ticker), remedy)


def verify_frozen(folder: Path, manifest: Manifest) -> list[Message]:
    """What in a folder of frozen prices is not as it was written, a line for each."""
    found = [] if manifest.unchanged else [message("frozen_manifest_changed", file=MANIFEST)]
    for name, stated in manifest.files.items():
        try:
            if file_hash(folder / name) == stated:
                continue
            tickers = tuple(ticker for ticker, one in manifest.series.items() if one["file"] == name)
            different = changes(manifest, name, frozen_series(folder / name, tickers))
            found += [message("frozen_file_not_as_written", file=name, what=change.said) for change in different] or [
                message("frozen_file_same_prices", file=name)
            ]
        except FileNotFoundError:
            found.append(message("frozen_file_missing", file=name))
        except (PriceFileError, OSError) as e:
            why = e.what if isinstance(e, PriceFileError) else str(e.strerror)
            found.append(message("frozen_file_unreadable", file=name, why=why))
    return found
