"""Rows of an events file, checked: each key of a row means what it means in the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.spec.events_file import EventsTable
from eventstudy.spec.instants import AnnouncementRowError, read_announcements, read_dates
from eventstudy.spec.names import look, lookalikes, name_problem
from eventstudy.spec.parts import RESERVED_GROUPS, SIGNS, Asset
from eventstudy.spec.source import quote

if TYPE_CHECKING:
    from eventstudy.spec.model import StudySpec

__all__ = [
    "check_rows",
    "endogenous_in",
    "groups_and_signs_in",
    "listed_in",
    "read_rows",
    "refuse_taken",
    "titles_in",
]

PLAIN_NAME = r"^[!-~]([ -~]*[!-~])?$"
OF_ASSETS = ("exchange", "market", "currency")
OF_EVENTS = ("at", "title", "endogenous")
BOOLS = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}


def read_rows(table: EventsTable, dates: str | None) -> tuple[EventsTable, pd.DataFrame]:
    """Firm-events of the file; and its cells with an id for each row, which is its asset and date where it has none.

    Raises
    ------
    SpecError
        A date, a sign or a flag cannot be read.
    """
    cells = table.cells
    try:
        texts = cells["at"] if dates is None or table.typed_dates else read_dates(cells["at"], dates)
        stamps = read_announcements(texts)
    except AnnouncementRowError as e:
        raise table.error(np.arange(len(cells)) == e.row, "at", e.message, e.remedy) from None
    if "event_id" not in cells:
        table = replace(table, cells=cells.assign(event_id=_ids(cells["asset"], stamps["date"])))
    keys = table.cells[["event_id", "asset"]]
    return table, pd.concat([keys, stamps], axis=1).assign(
        group=cells.get("group", ""),
        sign=_signs(table) if "sign" in cells else "?",
        endogenous=_flags(table) if "endogenous" in cells else False,
    )


def _ids(assets: pd.Series, dates: pd.Series) -> pd.Series:
    import pyarrow as pa
    import pyarrow.compute as pc

    days = pa.array(np.datetime_as_string(dates.to_numpy().astype("datetime64[D]")))
    joined = pc.binary_join_element_wise(pa.array(assets, pa.string()), days, " ")
    return joined.to_pandas().astype(str)


def _signs(table: EventsTable) -> pd.Series:
    signs = table.cells["sign"].mask(table.cells["sign"] == "", "?")
    wrong = ~signs.isin(SIGNS)
    if wrong.any():
        raise table.error(wrong, "sign", "not an expected sign", f"write {', '.join(SIGNS)}, or nothing")
    return signs


def _flags(table: EventsTable) -> pd.Series:
    texts = table.cells["endogenous"].str.lower()
    wrong = ~texts.isin(list(BOOLS))
    if wrong.any():
        raise table.error(wrong, "endogenous", "not true or false", "write true or false, or nothing")
    return texts.isin([text for text, flag in BOOLS.items() if flag])


def check_rows(table: EventsTable) -> None:
    """Refuse rows that cannot be, whatever the study says: names, assets twice at an event, keys that contradict.

    Raises
    ------
    SpecError
    """
    cells, given = table.cells, table.names
    for column in ("event_id", "asset", "group", "market"):
        if column in given:
            _refuse_names(table, column, optional=column in ("group", "market"))
    several = not cells["event_id"].is_unique
    if several and (twice := cells.duplicated(["event_id", "asset"])).any():
        remedy = "delete one of the rows" + ("" if "event_id" in given else ", or add a column event_id")
        raise table.error(twice, "asset", "this asset stands twice at this event", remedy)
    if several and "event_id" in given:
        for column in OF_EVENTS:
            _refuse_differing(table, column, "event_id", "this event")
    for column in OF_ASSETS:
        _refuse_differing(table, column, "asset", "this asset")
    if "market" in cells and (own := cells["market"] == cells["asset"]).any():
        raise table.error(own, "market", "this asset would be its own market", "name another market")


def _refuse_names(table: EventsTable, column: str, *, optional: bool) -> None:
    names = table.cells[column]
    odd = names[~_plain_names(names)].unique()
    for name in odd:
        if (problem := name_problem(name)) and not (optional and name == ""):
            raise table.error(names == name, column, *problem)


def _plain_names(names: pd.Series) -> np.ndarray:
    """Whether each name is of ASCII letters, digits and signs, so that nothing is wrong with it; shape (n,)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return np.asarray(pc.match_substring_regex(pa.array(names, pa.large_string()), PLAIN_NAME))


def _refuse_differing(table: EventsTable, column: str, of: str, what: str) -> None:
    """Refuse a row that gives its event or asset another value than a row above; an empty cell says nothing."""
    if column not in table.cells:
        return
    filled = table.cells[[of, column]][table.cells[column] != ""]
    first = filled.groupby(of, sort=False)[column].transform("first")
    differs = (first != filled[column]).reindex(table.cells.index, fill_value=False)
    if differs.any():
        above = quote(first[differs.idxmax()])
        remedies = {
            "at": "give each event one date, and each date its own event_id",
            "title": "give each event one title, and other news its own event_id",
            "endogenous": "write the same in all rows of the event",
        }
        remedy = remedies.get(column, "write the same in all rows of the asset")
        was = {"at": "was at", "endogenous": "was marked"}.get(column, f"has the {column}")
        raise table.error(differs, column, f"{what} {was} {above} above", remedy)


def listed_in(table: EventsTable, assets: Mapping[str, Asset]) -> dict[str, Asset]:
    """Assets with the exchange, market and currency that the rows give them, if any.

    Raises
    ------
    SpecError
        The study file says otherwise.
    """
    found: dict[str, dict[str, str]] = {}
    for column in OF_ASSETS:
        if column not in table.cells:
            continue
        filled = table.cells[["asset", column]][table.cells[column] != ""].drop_duplicates("asset")
        for asset, value in zip(filled["asset"], filled[column], strict=True):
            stated = getattr(assets[asset], column) if asset in assets else None
            if stated not in (None, value):
                wrong = (table.cells["asset"] == asset) & (table.cells[column] != "")
                message = f"the study file says {quote(stated)} of {asset}"
                raise table.error(wrong, column, message, "write the same in both, or in one of them alone")
            found.setdefault(asset, {})[column] = value
    return {asset: assets.get(asset, Asset()).model_copy(update=own) for asset, own in found.items()}


@lru_cache(maxsize=1)
def titles_in(table: EventsTable) -> dict[str, str]:
    """Title of each event that has one."""
    if "title" not in table.cells:
        return {}
    own = table.cells[table.cells["title"] != ""].drop_duplicates("event_id")
    return dict(zip(own["event_id"], own["title"], strict=True))


@lru_cache(maxsize=1)
def endogenous_in(table: EventsTable) -> frozenset[str]:
    """Ids of the endogenous events."""
    if "endogenous" not in table.cells:
        return frozenset()
    return frozenset(table.cells["event_id"][_flags(table)])


def groups_and_signs_in(table: EventsTable, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Group and expected sign of events; "" and "?" where there are none, or rows of an event differ."""
    own = table.cells[table.cells["event_id"].isin(ids)]
    out = {}
    for id_, rows in own.groupby("event_id", sort=False):
        group, sign = (set(rows[column]) if column in rows else set() for column in ("group", "sign"))
        out[str(id_)] = (group.pop() if len(group) == 1 else "", (sign.pop() if len(sign) == 1 else "") or "?")
    return out


def refuse_taken(spec: StudySpec, table: EventsTable) -> None:
    """Ids and groups that stand for something else already, and names like another one of the study.

    Raises
    ------
    SpecError
    """
    cells = table.cells
    events, groups = {event.id for event in spec.events}, {event.group for event in spec.events if event.group}
    taken = {"the study file has this id too": events, "a group of the study has this name": groups}
    for message, names in taken.items():
        _refuse_any(table, "event_id", list(names), message)
    for column in ("event_id", "group"):
        for name in RESERVED_GROUPS:
            _refuse_any(table, column, [name], f"the name '{name}' is reserved for the whole sample")
    if "group" in cells:
        own = cells["group"][cells["group"] != ""].unique()
        _refuse_any(table, "group", list(events.intersection(own)), "a group may not bear the id of an event")
        _refuse_any(table, "event_id", list(own), "a group of the study has this name")
    _refuse_lookalikes(table, ("event_id", "group"), [*events, *sorted(groups)])
    tickers = chain(spec.assets, spec.markets, (asset.market or "" for asset in spec.assets.values()))
    _refuse_lookalikes(table, ("asset", "market"), list(tickers))


def _refuse_any(table: EventsTable, column: str, names: list[str], message: str) -> None:
    if column not in table.cells or not names:
        return
    clash = table.cells[column].isin(names)
    if clash.any():
        raise table.error(clash, column, message, f"choose another {'id' if column == 'event_id' else 'group'}")


def _refuse_lookalikes(table: EventsTable, columns: tuple[str, str], known: list[str]) -> None:
    """Names of two columns that cannot be told from another one; `known` are those of the study file."""
    cells = [table.cells[column] for column in columns if column in table.cells]
    odd = {name for names in cells for name in names[~_plain_names(names)].unique()}
    odd |= {name for name in known if not name.isascii()}
    alike = [*odd, *map(look, odd)]  # names of ASCII look like themselves
    suspects = [name for names in cells for name in names[names.isin(alike)].unique()] if odd else []
    for name, other in lookalikes([*known, *suspects]):
        for column in columns:
            if column in table.cells and (own := table.cells[column] == name).any():
                message = f"this name looks like {quote(other)} and is not the same"
                raise table.error(own, column, message, "copy that name, or choose one that can be told from it")
