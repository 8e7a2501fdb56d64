"""A study's prices as files that stay: the `csv` source reads them back to the last bit."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from eventstudy.errors import DataError, OutputError
from eventstudy.prices.files import fetch_csv
from eventstudy.prices.request import Request
from eventstudy.prices.series import Prices, PriceSeries
from eventstudy.spec import PriceChoice, StudySpec
from eventstudy.spec.firm_events import firm_events
from eventstudy.writing import replace_file

__all__ = ["freeze", "study_lines"]

MANIFEST = "manifest.json"


def freeze(prices: Prices, folder: str | Path) -> PriceChoice:
    """Write prices as long tables, one for each source, and a manifest with hashes.

    Parameters
    ----------
    prices : Prices
    folder : str or Path
        New, empty, or an earlier freeze, which is replaced.

    Returns
    -------
    PriceChoice
        The source that reads the files back, with paths inside `folder`.

    Raises
    ------
    OutputError
        The folder holds something else, or cannot be written.
    DataError
        The prices cannot be written so that they read back the same.
    """
    folder = Path(folder)
    kinds = sorted({one.kind for one in prices.series.values()})
    if len(kinds) > 1:
        raise DataError("prices and returns cannot be frozen together", "drop the fallback, or freeze them apart")
    groups = _groups(prices)
    choice = PriceChoice(source="csv", path=tuple(groups), kind=kinds[0])
    contents = {
        name: _table(series).to_csv(index=False, lineterminator="\n").encode() for name, series in groups.items()
    }
    try:
        _make_room(folder, contents)
        for name, content in contents.items():
            replace_file(folder / name, content)
        _verify(prices, choice, folder)
        manifest = json.dumps(_manifest(groups, contents), indent=2, ensure_ascii=False) + "\n"
        replace_file(folder / MANIFEST, manifest.encode())
    except OSError as e:
        raise OutputError(f"cannot write the prices: {e.strerror or e}", "choose another folder", str(folder)) from e
    return choice


def study_lines(spec: StudySpec, prices: Prices, choice: PriceChoice, folder: str | Path) -> list[str]:
    """Lines of a study that make it use frozen prices: the source, and exchanges that only the old source knew."""
    start = spec.folder.resolve()
    paths = [Path(os.path.relpath(Path(folder).resolve() / name, start)).as_posix() for name in choice.path]
    source: dict[str, Any] = {"source": choice.source, "path": paths}
    if choice.kind != "prices":
        source["kind"] = choice.kind
    unstated: dict[str, dict[str, Any]] = {"assets": {}, "markets": {}}
    assets = set(firm_events(spec)["asset"])
    for ticker, one in prices.series.items():
        stated = [spec.assets[ticker].exchange] if ticker in spec.assets else []
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


def _make_room(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Make the folder, or clear what an earlier freeze left that this one does not replace."""
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        return
    try:
        earlier = list(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        raise OutputError("this folder holds something else", "choose a new or empty folder", str(folder)) from None
    for name in set(earlier) - set(contents):
        (folder / Path(name).name).unlink(missing_ok=True)


def _verify(prices: Prices, choice: PriceChoice, folder: Path) -> None:
    """Read the files back as a study would: anything but the same series is an error now, not in ten years."""
    never = np.datetime64("NaT", "D")
    again = fetch_csv(Request(tuple(prices.series), never, never, choice, folder)).series
    for ticker, one in prices.series.items():
        if ticker not in again or again[ticker].sha256() != one.sha256():
            remedy = "run 'eventstudy check': duplicate dates or dividends are the likely cause"
            raise DataError(f"the prices of {ticker} cannot be frozen exactly", remedy)


def _manifest(groups: Mapping[str, list[PriceSeries]], contents: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "series": {
            one.ticker: {
                "file": name,
                "source": one.source,
                "rows": len(one.dates),
                "first": str(one.dates.min()),
                "last": str(one.dates.max()),
                "currency": one.currency,
                "exchange": one.exchange,
                "sha256": one.sha256(),
            }
            for name, series in groups.items()
            for one in series
        },
    }
