"""The calendars of `exchange_calendars`: which there are, what is nearest to one there is not, and closing times."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.calendar.neighbours import KEEPS, NOWHERE
from eventstudy.errors import DataError
from eventstudy.messages import Message, message

__all__ = ["closing_times", "exchanges", "first_covered", "in_place_of", "same_hour_of"]

Days = NDArray[np.datetime64]
Instants = NDArray[np.datetime64]

EARLIEST = pd.Timestamp("1900-01-01")
"""Before it a zone of the library's has days that lack their morning; no study reaches further back."""


def exchanges() -> list[str]:
    """MIC codes, aliases and the library's own calendars, such as `24/7`."""
    return list(_library().get_calendar_names(include_aliases=True))


def in_place_of(exchange: str) -> Message:
    """Remedy for an exchange without a calendar: one of its country with the same sessions, none, or a slip's."""
    written = exchange.strip().upper()
    if written in KEEPS:
        name, whose, keeps = KEEPS[written]
        return message("write_calendar_of", keeps=keeps, name=name, whose=whose)
    if written in NOWHERE:
        return message("no_calendar_of_country")
    found = next((name for name in exchanges() if _slip(written, name.upper())), None)
    if found is None:
        return message("mic_codes_only", names=", ".join(exchanges()))
    # Four letters are soon alike: without its zone Toronto would pass for anything.
    return message("did_you_mean_in_zone", name=found, zone=_library().get_calendar(found).tz.key)


def _slip(written: str, name: str) -> bool:
    """Whether two names have the same letters in another order, or differ by one letter that is missing or too many.

    One letter in place of another is no slip but mostly another exchange: XSTC is Ho Chi Minh City, XSTO Stockholm.
    """
    if len(written) == len(name):
        return sorted(written) == sorted(name)
    longer, shorter = sorted((written, name), key=len, reverse=True)
    return len(longer) - len(shorter) == 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def closing_times(exchange: str, first: str, last: str) -> pd.Series:
    """Closing instants by session between two dates, cut to what the calendar covers: perhaps none.

    Raises
    ------
    DataError
        The installed library cannot make this calendar.
    """
    try:
        return _made(exchange, pd.Timestamp(first), pd.Timestamp(last))
    except Exception as e:  # whatever a calendar of another version stumbles on
        library, why = f"exchange_calendars {_library().__version__}", f"{type(e).__name__}: {e}"
        what = message("calendar_not_made", library=library, exchange=exchange, why=why[:200])
        raise DataError(what, message("install_other_calendars")) from e


def first_covered(exchange: str) -> str | None:
    """Date before which the library has no sessions of an exchange; None where its rules reach back without end."""
    start = type(_library().get_calendar(exchange)).bound_min()
    return None if start is None else str(start.date())


def same_hour_of(exchange: str, days: Days, known: Days, closes: Instants) -> Instants:
    """Closing instants of days outside the calendar, at the local hour of the nearest known session.

    Parameters
    ----------
    days : ndarray of datetime64[D], shape (n,)
    known : ndarray of datetime64[D], shape (S,)
        Sessions of the calendar, ascending, at least one.
    closes : ndarray of datetime64[ns], shape (S,)
        Their closes in UTC.

    Returns
    -------
    ndarray of datetime64[ns], shape (n,)
        In UTC.
    """
    after = np.minimum(np.searchsorted(known, days), len(known) - 1)
    before = np.maximum(after - 1, 0)
    nearest_one = np.where(np.abs(known[after] - days) < np.abs(known[before] - days), after, before)
    zone = _library().get_calendar(exchange).tz
    local = pd.DatetimeIndex(closes[nearest_one], tz="UTC").tz_convert(zone).tz_localize(None)
    hour = local.to_numpy() - known[nearest_one].astype("datetime64[ns]")
    at = pd.DatetimeIndex(days.astype("datetime64[ns]") + hour)
    instants = at.tz_localize(zone, ambiguous=np.ones(len(at), bool), nonexistent="shift_forward").tz_convert("UTC")
    found: Instants = instants.tz_localize(None).to_numpy().astype("datetime64[ns]")
    return found


def _made(exchange: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.Series:
    library = _library()
    start = max(first, EARLIEST)
    try:
        return library.get_calendar(exchange, start=start, end=last).closes
    except ValueError:
        kind = type(library.get_calendar(exchange))
        low, high = kind.bound_min() or start, kind.bound_max() or last
    try:
        return library.get_calendar(exchange, start=max(start, low), end=min(last, high)).closes
    except ValueError:
        if max(start, low) < min(last, high):
            raise
        return _none()


def _none() -> pd.Series:
    return pd.Series(pd.DatetimeIndex([], tz="UTC"), index=pd.DatetimeIndex([]))


@cache
def _library() -> Any:
    """The package, with offsets that pandas 3.1 understands.

    Since 3.1 pandas asks an offset for `_add_datetime`; the library's own offsets know the name before, `_apply`.
    Without this the calendars with an Orthodox Easter fail, Tel Aviv has the holidays of Rome, and Bombay, Moscow and
    Seoul lose their open Saturdays and Sundays without a word.
    """
    import exchange_calendars
    from exchange_calendars import tase_holidays
    from exchange_calendars.pandas_extensions import offsets

    if not hasattr(pd.offsets.BaseOffset, "_apply"):
        holidays = [kind for kind in vars(tase_holidays).values() if isinstance(kind, type)]
        for kind in (*holidays, offsets.OrthodoxEaster):
            if "_apply" in vars(kind) and "_add_datetime" not in vars(kind):
                kind._add_datetime = kind._apply
        composite = offsets.CompositeCustomBusinessDay
        if "_add_datetime" not in vars(composite):
            composite._add_datetime = _add_days
            composite._supports_daily_offset_mask = False  # such a mask is of one week for all time
    return exchange_calendars


def _add_days(offset: Any, day: pd.Timestamp) -> pd.Timestamp:
    """So many open days later, where the open days of the week differ from one stretch of time to another."""
    roll: Any = "backward" if offset.n > 0 else "forward"
    moved = np.busday_offset(np.datetime64(day.date()), offset.n, roll, busdaycal=_open_days(offset))
    return pd.Timestamp(moved) + (day - day.normalize())


def _open_days(offset: Any) -> np.busdaycalendar:
    """Calendar of an offset with stretches of their own, all closed days written out."""
    kept: np.busdaycalendar | None = vars(offset).get("_open_days")
    if kept is None:
        days = np.arange("1800-01-01", "2263-01-01", dtype="datetime64[D]")
        is_open = np.is_busday(days, busdaycal=offset.calendar)
        for first, last, rule in offset.business_days:
            start = 0 if first is None else np.searchsorted(days, np.datetime64(first, "D"))
            end = len(days) if last is None else np.searchsorted(days, np.datetime64(last, "D"), "right")
            is_open[start:end] = np.is_busday(days[start:end], busdaycal=rule.calendar)
        kept = np.busdaycalendar("1111111", days[~is_open])
        offset._open_days = kept
    return kept
