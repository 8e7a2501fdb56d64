"""The cache of live prices: one Parquet file for each symbol, replaced in one step, verified when it is read."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from eventstudy.errors import DataError
from eventstudy.messages import message
from eventstudy.prices.history import COLUMNS, History
from eventstudy.spec.source import worth_threads
from eventstudy.writing import replace_file, sweep

__all__ = ["FETCH_OR_FALLBACK", "CacheError", "cache_file", "cache_folder", "read_cache", "write_cache"]

FORMAT = 1
VARIABLE = "EVENTSTUDY_CACHE"
META = b"eventstudy"
MOST_BYTES, MOST_ROWS = 64_000_000, 200_000
"""Of one file: sixty years of daily prices are one million bytes in 15,000 rows."""

FETCH_OR_FALLBACK = message("fetch_or_fallback")

_log = logging.getLogger(__name__)


class CacheError(DataError):
    """What lies in the cache for a symbol is no history of it."""


def cache_folder() -> Path:
    """Folder of the cache: `EVENTSTUDY_CACHE` if set, else the platform's place for caches."""
    stated = os.environ.get(VARIABLE)
    if stated:
        return Path(stated)
    import platformdirs

    return Path(platformdirs.user_cache_dir("eventstudy", appauthor=False)) / "prices"


def cache_file(symbol: str) -> Path:
    """File of a symbol: a name that every file system takes, and that no two symbols share."""
    readable = re.sub(r"[^A-Za-z0-9]+", "_", symbol)[:32].strip("_")
    digest = hashlib.sha256(symbol.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache_folder() / f"{readable or 'symbol'}-{digest}.parquet"


def read_cache(symbol: str) -> History | None:
    """Cached history of a symbol; None if there is none.

    Raises
    ------
    CacheError
        What lies in its place cannot be used, and has been set aside.
    """
    path = cache_file(symbol)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("it is far too large")
        history = _decode(path.read_bytes())
        if history.symbol != symbol:
            raise ValueError("it holds another symbol")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Exception as e:  # damage can raise anything; all of it means the same
        raise _unusable(symbol, path) from e
    return history


def _unusable(symbol: str, path: Path) -> CacheError:
    """Error of a file that cannot be read, which no longer stands in the way of the next one."""
    aside = path.with_suffix(".damaged")
    try:
        os.replace(path, aside)
    except OSError:
        return CacheError(message("cache_unreadable", symbol=symbol), message("delete_and_fetch", path=str(path)))
    return CacheError(message("cache_damaged", symbol=symbol, aside=aside.name), FETCH_OR_FALLBACK)


def write_cache(history: History) -> None:
    """Replace the cached history of a symbol; a cache that cannot be written costs time, not results."""
    path = cache_file(history.symbol)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        replace_file(path, _encode(history))
    except OSError as e:
        _log.warning("cannot write to the cache %s (%s)", path.parent, e.strerror or e)


def _encode(history: History) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    days = history.dates.astype("datetime64[D]")
    columns = {"date": pa.array(days), **{name: pa.array(history.columns[name]) for name in COLUMNS}}
    facts = {name: getattr(history, name) for name in ("symbol", "currency", "exchange", "zone")}
    dated = {"first": str(history.first), "last": str(history.last), "fetched": history.fetched.isoformat()}
    about: dict[str, Any] = {"format": FORMAT, **facts, **dated}
    about["sha256"] = _digest(about, days, [history.columns[name] for name in COLUMNS])
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(columns).replace_schema_metadata({META: json.dumps(about)}), sink)
    return bytes(sink.getvalue())


def _schema() -> Any:
    import pyarrow as pa

    return pa.schema([("date", pa.date32()), *((name, pa.float64()) for name in COLUMNS)])


def _decode(content: bytes) -> History:
    import pyarrow as pa
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(content))
    if file.metadata.num_rows > MOST_ROWS or file.schema_arrow.remove_metadata() != _schema():
        raise ValueError("it holds something else")
    table = file.read(use_threads=worth_threads(content))
    about = json.loads(table.schema.metadata[META])
    stated = about.pop("sha256")
    if about["format"] != FORMAT:
        raise ValueError(f"format {about['format']}, not {FORMAT}")
    days = table["date"].to_numpy().astype("datetime64[D]")
    values = {name: table[name].to_numpy() for name in COLUMNS}
    if _digest(about, days, list(values.values())) != stated:
        raise ValueError("its checksum is wrong")
    return History(
        symbol=about["symbol"],
        dates=days,
        columns=values,
        first=np.datetime64(about["first"], "D"),
        last=np.datetime64(about["last"], "D"),
        fetched=datetime.fromisoformat(about["fetched"]),
        currency=about["currency"],
        exchange=about["exchange"],
        zone=about["zone"],
    )


def _digest(about: dict[str, Any], days: np.ndarray, values: list[np.ndarray]) -> str:
    """Parquet's own checksums leave out its footer, where the currency stands."""
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    digest.update(days.astype("<i8").tobytes())
    for column in values:
        digest.update(column.astype("<f8").tobytes())
    return digest.hexdigest()
