"""Rows of an events file, checked: each key of a row means what it means in the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.messages import Message, message
from eventstudy.spec.events_table import EventsTable
from eventstudy.spec.instants import AnnouncementRowError, read_announcements, read_dates
from eventstudy.spec.names import look, lookalikes, name_problem
from eventstudy.spec.parts import RESERVED_GROUPS, SIGNS, Asset
from eventstudy.spec.row_windows import read_windows
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
        A date, a sign, a flag or a window cannot be read.
    """
    cells = table.cells
    try:
        texts = cells["at"] if table.typed_dates else read_dates(cells["at"], dates)
        stamps = read_announcements(texts)
    except AnnouncementRowError as e:
        raise table.error(np.arange(len(cells)) == e.row, "at", e.what, e.remedy) from None
    if "event_id" not in cells:
        table = replace(table, cells=cells.assign(event_id=_ids(cells["asset"], stamps["date"])))
    keys = table.cells[["event_id", "asset"]]
    return table, pd.concat([keys, stamps, read_windows(table)], axis=1).assign(
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
        raise table.error(wrong, "sign", message("not_a_sign"), message("write_a_sign", signs=", ".join(SIGNS)))
    return signs


def _flags(table: EventsTable) -> pd.Series:
    texts = table.cells["endogenous"].str.lower()
    wrong = ~texts.isin(list(BOOLS))
    if wrong.any():
        raise table.error(wrong, "endogenous", message("not_true_or_false"), message("write_true_false_or_nothing"))
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
        remedy = message("delete_one_row" if "event_id" in given else "delete_row_or_add_id")
        raise table.error(twice, "asset", message("asset_twice_at_event"), remedy)
    if several and "event_id" in given:
        for column in OF_EVENTS:
            _refuse_differing(table, column, "event_id")
    for column in OF_ASSETS:
        _refuse_differing(table, column, "asset")
    if "market" in cells and (own := cells["market"] == cells["asset"]).any():
        raise table.error(own, "market", message("asset_is_own_market"), message("name_another_market"))


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


def _refuse_differing(table: EventsTable, column: str, of: str) -> None:
    """Refuse a row that gives its event or asset another value than a row above; an empty cell says nothing."""
    if column not in table.cells:
        return
    filled = table.cells[[of, column]][table.cells[column] != ""]
    first = filled.groupby(of, sort=False)[column].transform("first")
    differs = (first != filled[column]).reindex(table.cells.index, fill_value=False)
    if differs.any():
        above = quote(first[differs.idxmax()])
        remedies = {
            "at": message("one_date_for_each_event"),
            "title": message("one_title_for_each_event"),
            "endogenous": message("same_in_rows_of_event"),
        }
        remedy = remedies.get(column, message("same_in_rows_of_asset"))
        raise table.error(differs, column, _said_above(column, of, above), remedy)


def _said_above(column: str, of: str, above: str) -> Message:
    """What a row above says of the same event or asset."""
    if column == "at":
        return message("event_was_at", above=above)
    if column == "endogenous":
        return message("event_was_marked", above=above)
    return message("event_has_other" if of == "event_id" else "asset_has_other", column=column, above=above)


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
                what = message("study_file_says_otherwise", stated=quote(stated), asset=asset)
                raise table.error(wrong, column, what, message("same_in_both_files"))
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
    taken = {message("id_in_study_file_too"): events, message("name_of_a_group"): groups}
    for what, names in taken.items():
        _refuse_any(table, "event_id", list(names), what)
    for column in ("event_id", "group"):
        for name in RESERVED_GROUPS:
            _refuse_any(table, column, [name], message("name_reserved", name=name))
    if "group" in cells:
        own = cells["group"][cells["group"] != ""].unique()
        _refuse_any(table, "group", list(events.intersection(own)), message("group_named_like_event"))
        _refuse_any(table, "event_id", list(own), message("name_of_a_group"))
    _refuse_lookalikes(table, ("event_id", "group"), [*events, *sorted(groups)])
    tickers = chain(spec.assets, spec.markets, (asset.market or "" for asset in spec.assets.values()))
    _refuse_lookalikes(table, ("asset", "market"), list(tickers))


def _refuse_any(table: EventsTable, column: str, names: list[str], what: Message) -> None:
    if column not in table.cells or not names:
        return
    clash = table.cells[column].isin(names)
    if clash.any():
        remedy = message("choose_another_id" if column == "event_id" else "choose_another_group")
        raise table.error(clash, column, what, remedy)


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
                what = message("name_looks_like", other=quote(other))
                raise table.error(own, column, what, message("copy_that_name"))
