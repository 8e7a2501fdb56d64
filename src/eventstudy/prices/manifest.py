"""The manifest beside frozen prices: what they were when they were frozen, day by day."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.errors import PriceFileError
from eventstudy.messages import Message, joined, message
from eventstudy.prices.series import PriceSeries
from eventstudy.prices.tables import FileTable
from eventstudy.writing import has_seal, sealed

__all__ = ["MANIFEST", "Change", "Manifest", "changes", "manifest_text", "read_manifest", "refuse_changed"]

MANIFEST = "manifest.json"
MOST_BYTES = 300_000_000
MOST_DAYS = 10_000_000
DIGEST = 4
"""Bytes that stand for the numbers of one day: two in four thousand million changes are alike."""


@dataclass(frozen=True)
class Manifest:
    """What `eventstudy fetch --freeze` wrote.

    Attributes
    ----------
    files : mapping of str to str
        SHA-256 of each price file, by its name.
    series : mapping of str to dict
        What each ticker's series was: its file, hash and days.
    unchanged : bool
        Whether the manifest says what it said when it was written.
    """

    files: Mapping[str, str]
    series: Mapping[str, Mapping[str, Any]]
    unchanged: bool


@dataclass(frozen=True)
class Change:
    """The first day on which a series is not what was frozen.

    Attributes
    ----------
    ticker : str
    day : str
        Empty where it is not known: an earlier version kept no days.
    what : Message
        What became of the day's row.
    """

    ticker: str
    day: str
    what: Message

    @property
    def said(self) -> Message:
        """The change in a sentence."""
        if self.day:
            return message("prices_not_as_frozen_since", ticker=self.ticker, day=self.day, what=self.what)
        return message("prices_not_as_frozen", ticker=self.ticker, what=self.what)


def manifest_text(groups: Mapping[str, Iterable[PriceSeries]], contents: Mapping[str, bytes]) -> str:
    """Manifest of series by the name of their file, and of the files' contents."""
    return json.dumps(sealed(_described(groups, contents)), indent=2, ensure_ascii=False) + "\n"


def _described(groups: Mapping[str, Iterable[PriceSeries]], contents: Mapping[str, bytes]) -> dict[str, Any]:
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
                **_packed(one),
            }
            for name, series in groups.items()
            for one in series
        },
    }


def read_manifest(folder: Path) -> Manifest | None:
    """Manifest of a folder; None where there is none, or one of another program.

    Raises
    ------
    PriceFileError
        It cannot be read.
    """
    path = folder / MANIFEST
    try:
        status = path.lstat()
        if not S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
        files, series = dict(found["files"]), dict(found["series"])
        ours = all(Path(name).name == name and isinstance(stated, str) for name, stated in files.items())
        ours = ours and all(one["file"] in files and isinstance(one["sha256"], str) for one in series.values())
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError, KeyError, TypeError):
        return None
    except OSError as e:
        remedy = message("give_right_to_read")
        raise PriceFileError(message("file_not_read", why=str(e.strerror).lower()), remedy, str(path)) from e
    return Manifest(files, series, "sha256" not in found or has_seal(found)) if ours and series else None


def refuse_changed(table: FileTable, series: Sequence[PriceSeries], tickers: Sequence[str]) -> None:
    """Refuse series of a file that are not what the manifest beside it says; without a manifest all is accepted.

    Parameters
    ----------
    table : FileTable
    series : sequence of PriceSeries
        As read from the file.
    tickers : sequence of str
        Those that are wanted.

    Raises
    ------
    PriceFileError
        Names the first such series, and the first date that differs.
    """
    manifest = read_manifest(table.path.parent)
    if manifest is None or table.path.name not in manifest.files:
        return
    path = table.path.with_name(MANIFEST)
    remedy = joined((message("put_frozen_file_back"), message("or_delete_manifest", path=str(path))))
    if not manifest.unchanged:
        raise PriceFileError(message("frozen_hashes_changed"), remedy, str(path))
    for change in changes(manifest, table.path.name, series, tickers):
        raise PriceFileError(change.said, remedy, _position(table, change))


def changes(
    manifest: Manifest, name: str, series: Sequence[PriceSeries], tickers: Sequence[str] | None = None
) -> list[Change]:
    """What is not as it was frozen among the series of a file.

    Parameters
    ----------
    manifest : Manifest
    name : str
        Of the file.
    series : sequence of PriceSeries
        As read from it.
    tickers : sequence of str, optional
        Those to look at; default: all that were frozen in it.
    """
    now = {one.ticker: one for one in series}
    stated = {ticker: one for ticker, one in manifest.series.items() if one["file"] == name}
    looked_at = stated if tickers is None else [ticker for ticker in tickers if ticker in stated]
    found = [(ticker, stated[ticker], now.get(ticker)) for ticker in looked_at]
    return [_change(t, was, one) for t, was, one in found if one is None or one.sha256() != was["sha256"]]


def _change(ticker: str, was: Mapping[str, Any], now: PriceSeries | None) -> Change:
    known = _unpacked(was)
    if known is None:
        return Change(ticker, "", message("frozen_days_not_kept"))
    then_days, then = known
    days, digests = _days_of(now) if now is not None else (then_days[:0], then[:0])
    both = min(len(days), len(then_days))
    differ = np.flatnonzero((days[:both] != then_days[:both]) | (digests[:both] != then[:both]))
    at = int(differ[0]) if len(differ) else both
    before, after = ([str(d[at])] if at < len(d) else [] for d in (then_days, days))
    if not before and not after:
        return Change(ticker, "", message("frozen_rows_reordered"))
    day = min(before + after)
    return Change(ticker, day, message("frozen_row_changed") if before == after else _came_or_went(day in before))


def _came_or_went(went: bool) -> Message:
    return message("frozen_row_gone") if went else message("frozen_row_added")


def _days_of(one: PriceSeries) -> tuple[NDArray[np.datetime64], NDArray[np.uint32]]:
    """Days with a price or a dividend in their order, and a digest of the numbers of each."""
    days = np.concatenate([one.dates, np.setdiff1d(one.ex_dates, one.dates)])
    values = np.full((len(days), 2 + len(one.bars)), np.nan)
    for i, column in enumerate([one.close, *(one.bars[name] for name in sorted(one.bars))]):
        values[: len(column), i] = column
    known, where = np.unique(days, return_inverse=True)
    paid = np.zeros(len(known))
    np.add.at(paid, np.searchsorted(known, one.ex_dates), one.dividends)
    values[:, -1] = paid[where]
    rows = np.ascontiguousarray(values.astype("<f8"))
    digests = [hashlib.blake2b(row.tobytes(), digest_size=DIGEST).digest() for row in rows]
    order = np.argsort(days, kind="stable")
    return days[order], np.frombuffer(b"".join(digests), "<u4")[order]


def _packed(one: PriceSeries) -> dict[str, str]:
    """Days and digests as text. The days between two rows are few different numbers, and press well."""
    days, digests = _days_of(one)
    numbers = np.diff(days.astype("datetime64[D]").astype("<i8"), prepend=0).astype("<i4")
    pressed = zlib.compress(numbers.tobytes(), 9)
    return {"days": base64.b64encode(pressed).decode(), "digests": base64.b64encode(digests.tobytes()).decode()}


def _unpacked(was: Mapping[str, Any]) -> tuple[NDArray[np.datetime64], NDArray[np.uint32]] | None:
    if "days" not in was:
        return None
    try:
        pressed = zlib.decompressobj().decompress(base64.b64decode(was["days"]), 4 * MOST_DAYS)
        days = np.cumsum(np.frombuffer(pressed, "<i4"), dtype="<i8").astype("datetime64[D]")
        digests = np.frombuffer(base64.b64decode(was["digests"]), "<u4")
    except (ValueError, TypeError, KeyError, zlib.error, binascii.Error):
        return None
    return (days, digests) if len(days) == len(digests) else None


def _position(table: FileTable, change: Change) -> str:
    """The row that was changed, where its day and ticker stand in the file."""
    columns = table.columns.to_pydict() if "ticker" in table.columns.column_names and change.day else {}
    for row, (day, ticker) in enumerate(zip(columns.get("date", ()), columns.get("ticker", ()), strict=True)):
        if (str(day), ticker) == (change.day, change.ticker):
            return table.position(row)
    return str(table.path)
