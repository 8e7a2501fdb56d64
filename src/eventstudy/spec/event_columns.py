"""Which columns of an events file mean what the keys of the study file mean, and which only describe a firm-event."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from eventstudy.errors import SpecError
from eventstudy.messages import message
from eventstudy.spec.event_row import EventRow
from eventstudy.spec.source import listed, quote

__all__ = ["CAR", "ESTIMATION", "KEYS", "NEEDED", "Misnamed", "NoSuchColumn", "columns_of"]

NEEDED = ("asset", "at")
ESTIMATION, CAR = ("est_start", "est_end"), ("car_start", "car_end")
"""First and last session of a row's own windows."""
KEYS = tuple(EventRow.model_fields)

OTHER_NAMES = {
    "asset": ("ticker", "symbol", "tic", "permno", "gvkey", "isin", "cusip", "sedol", "ric", "firm", "firmid"),
    "at": (
        "date",
        "eventdate",
        "announcement",
        "announcementdate",
        "anndate",
        "anndats",
        "rdq",
        "edate",
        "datum",
        "day",
        "time",
    ),
    "event_id": ("id", "eventid"),
}
"""What the columns are called elsewhere, the likeliest first; without capitals, spaces and underscores."""


class Misnamed(SpecError):
    """Columns under other names: `found` are those that are likely keys, `whole` says whether none is missing then."""

    found: Mapping[str, str]
    whole: bool

    def with_names(self, found: Mapping[str, str], *, whole: bool) -> Misnamed:
        """The same, with what was found."""
        self.found, self.whole = found, whole
        return self


class NoSuchColumn(LookupError):
    """A column that the study names and the file does not have."""

    def __init__(self, name: str, header: Sequence[str]) -> None:
        super().__init__(name)
        self.name, self.header = name, header


def columns_of(header: Sequence[str], named: Mapping[str, str], position: str) -> tuple[dict[str, str], list[str]]:
    """What the file calls each key that it has, and the names of its other columns.

    Parameters
    ----------
    header : sequence of str
    named : mapping of a column of the file to one of `KEYS`
        As the study says.
    position : str
        Of the header, for errors.

    Raises
    ------
    SpecError
        A key is missing, stands there twice, or a column looks like a key and is none.
    NoSuchColumn
    """
    for name in named:
        if name not in header:
            raise NoSuchColumn(name, header)
    keys: dict[str, str] = {}
    for name in header:
        key = named.get(name, name)
        if key in KEYS:
            if key in keys:
                what = message("two_columns_for_key", first=quote(keys[key]), second=quote(name), key=key)
                raise SpecError(what, message("change_columns_or_delete"), position)
            keys[key] = name
    others = [name for name in header if name not in keys.values()]
    _refuse_missing(keys, header, others, position, named)
    _refuse_misnamed(others, position)
    ordered = {key: keys[key] for key in KEYS if key in keys}
    return ordered, others


def _refuse_missing(
    keys: Mapping[str, str], header: Sequence[str], others: Sequence[str], position: str, named: Mapping[str, str]
) -> None:
    missing = [key for key in NEEDED if key not in keys]
    if not missing:
        return
    found = {name: key for key in missing if (name := _called_otherwise(key, others))}
    if found:
        pairs = ", ".join(f"{_yaml_key(name)}: {key}" for name, key in {**named, **found}.items())
        remedy = message("write_columns" if named else "add_columns", pairs=pairs)
        if rest := [key for key in missing if key not in found.values()]:
            remedy = message("this_column_too", remedy=remedy, key=rest[0])
    else:
        remedy = message("events_file_has_columns", columns=", ".join(NEEDED))
    what = message("column_missing", column=missing[0])
    error = Misnamed(what, message("this_header_has", remedy=remedy, header=listed(header)), position)
    raise error.with_names(found, whole=len(found) == len(missing))


def _called_otherwise(key: str, names: Sequence[str]) -> str | None:
    """Column that is likely to be a key under another name."""
    plain = {_plain(name): name for name in reversed(names)}
    return next((plain[one] for one in (_plain(key), *OTHER_NAMES[key]) if one in plain), None)


def _refuse_misnamed(others: Sequence[str], position: str) -> None:
    """Refuse columns that are a key but for capitals or spaces."""
    spelt = {_plain(key): key for key in KEYS}
    for name in others:
        key = spelt.get(_plain(name))
        if key:
            what = message("column_looks_like_key", name=name, key=key, shown=quote(name))
            remedy = message("name_column_as_key", key=key, name=_yaml_key(name))
            error = Misnamed(what, message("or_name_it_otherwise", remedy=remedy), position)
            raise error.with_names({name: key}, whole=True)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _yaml_key(name: str) -> str:
    """Name of a column as it can stand in a mapping of the study file."""
    return name if re.fullmatch(r"[A-Za-z_][\w ]*", name) else json.dumps(name, ensure_ascii=False)
