"""The table of firm-events: one row for each asset at each event."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from eventstudy.errors import SpecError
from eventstudy.spec.announcement import Announcement, AnnouncementError, parse_announcement
from eventstudy.spec.model import StudySpec
from eventstudy.spec.source import nearest, quote

__all__ = ["CHARACTERISTIC", "firm_events", "stamp"]

COLUMNS = ["event_id", "asset", "at"]
CHARACTERISTIC = "characteristic "
"""Before the names of an events file's further columns, so that none can be taken for one of ours."""


def firm_events(spec: StudySpec) -> pd.DataFrame:
    """All firm-events of a study, in the order of the study file.

    Parameters
    ----------
    spec : StudySpec

    Returns
    -------
    DataFrame
        event_id, asset, at (text); date (datetime64[s], the date written), instant (datetime64[ns], UTC, NaT
        where the hour is unknown), group (text, "" for none), endogenous (bool); then the further columns of the
        events file, their names after `CHARACTERISTIC`.

    Raises
    ------
    SpecError
        The events file cannot be read, or a row of it is wrong; with line and column.
    """
    listed = _from_yaml(spec)
    if spec.events_file is None:
        return listed
    rows = _from_file(spec, spec.folder / spec.events_file)
    clash = rows["event_id"].isin(listed["event_id"])
    if clash.any():
        line, name = int(np.argmax(clash)) + 2, rows["event_id"][int(np.argmax(clash))]
        raise _row_error(spec.folder / spec.events_file, line, "event_id", "the study file has this id too", name)
    return pd.concat([listed, rows], ignore_index=True) if len(listed) else rows


def _from_yaml(spec: StudySpec) -> pd.DataFrame:
    records = [
        (event.id, asset, *stamp(event.at), event.group or "", event.endogenous)
        for event in spec.events
        for asset in (event.assets if event.assets is not None else spec.assets)
    ]
    return _typed(pd.DataFrame(records, columns=[*COLUMNS, "date", "instant", "group", "endogenous"]))


def stamp(at: Announcement) -> tuple[str, str, np.datetime64]:
    """Text, date as written, and instant in UTC (NaT where the hour is unknown) of an announcement."""
    naive = at.instant.replace(tzinfo=None) if at.instant else None
    return at.text, at.date.isoformat(), np.datetime64(naive, "ns")


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.astype({"date": "datetime64[s]", "instant": "datetime64[ns]", "endogenous": bool})


def _from_file(spec: StudySpec, path: Path) -> pd.DataFrame:
    table = _read_table(path)
    for column in COLUMNS:
        if column not in table:
            raise SpecError(
                f"the column '{column}' is missing",
                f"an events file has the columns {', '.join(COLUMNS)}",
                f"{path}:1",
            )
    for column in ("event_id", "asset"):
        empty = table[column] == ""
        if empty.any():
            raise _row_error(path, int(np.argmax(empty)) + 2, column, "an empty cell", "")
    twice = table.duplicated(["event_id", "asset"])
    if twice.any():
        line = int(np.argmax(twice)) + 2
        raise _row_error(path, line, "asset", "this asset stands twice at this event", table["asset"][line - 2])
    _refuse_unknown_assets(spec, path, table)
    stamps = _announcements(path, table["at"])
    _refuse_two_dates(path, table)
    further = table.drop(columns=COLUMNS).add_prefix(CHARACTERISTIC)
    rows = pd.concat([table[["event_id", "asset"]], stamps], axis=1)
    return pd.concat([_typed(rows.assign(group="", endogenous=False)), further], axis=1)


def _read_table(path: Path) -> pd.DataFrame:
    try:
        if path.suffix == ".parquet":
            table = pd.read_parquet(path)
            if "at" in table and isinstance(table["at"].dtype, pd.DatetimeTZDtype):
                table["at"] = table["at"].map(lambda stamp: stamp.isoformat())
            elif "at" in table and pd.api.types.is_datetime64_dtype(table["at"]):
                table["at"] = table["at"].dt.strftime("%Y-%m-%d")
            return table.astype({c: str for c in COLUMNS if c in table})
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError as e:
        raise SpecError(
            "there is no such events file", "check 'events_file' (relative to the study file)", str(path)
        ) from e
    except (OSError, ValueError) as e:
        detail = str(e).splitlines()[0]
        raise SpecError(f"cannot read the events file: {detail}", "write CSV in UTF-8 or Parquet", str(path)) from e


def _refuse_unknown_assets(spec: StudySpec, path: Path, table: pd.DataFrame) -> None:
    if spec.defaults.exchange or spec.defaults.market:
        return
    unknown = ~table["asset"].isin(list(spec.assets))
    if unknown.any():
        line = int(np.argmax(unknown)) + 2
        asset = table["asset"][line - 2]
        error = _row_error(path, line, "asset", "this asset is not listed under 'assets'", asset)
        error.remedy = nearest(asset, list(spec.assets)) + "; or give 'defaults: {exchange: …, market: …}'"
        raise error


def _announcements(path: Path, texts: pd.Series) -> pd.DataFrame:
    codes, unique = pd.factorize(texts)
    stamps = []
    for i, text in enumerate(unique):
        try:
            stamps.append(stamp(parse_announcement(text)))
        except AnnouncementError as e:
            error = _row_error(path, int(np.argmax(codes == i)) + 2, "at", e.message, text)
            error.remedy = e.remedy
            raise error from None
    return pd.DataFrame(stamps, columns=["at", "date", "instant"]).take(codes).reset_index(drop=True)


def _refuse_two_dates(path: Path, table: pd.DataFrame) -> None:
    first = table.groupby("event_id", sort=False)["at"].transform("first")
    differs = first != table["at"]
    if differs.any():
        line = int(np.argmax(differs)) + 2
        raise _row_error(path, line, "at", f"this event was at {quote(first[line - 2])} above", table["at"][line - 2])


def _row_error(path: Path, line: int, column: str, message: str, text: str) -> SpecError:
    return SpecError(f"column {column}: {message}, {quote(str(text))}", "correct the row", f"{path}:{line}")
