"""When news became public: a date, or an instant with its zone."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from eventstudy.messages import Message, message
from eventstudy.text import ENGLISH

__all__ = ["Announcement", "AnnouncementError", "parse_announcement"]

_PATTERN = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r" ?(?P<zone>Z|UTC|[+-]\d{2}:?\d{2}|\[?[A-Za-z]+(?:/[A-Za-z0-9_+\-]+){1,2}\]?)?)?",
    re.ASCII,
)
LAST_MINUTE = "59"
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""No calendar of an exchange is reliable further away."""


class AnnouncementError(ValueError):
    """A text that is not a date or an instant: `what` is wrong with it, and the `remedy`."""

    def __init__(self, what: Message, remedy: Message) -> None:
        super().__init__(ENGLISH.text(what))
        self.what, self.remedy = what, remedy


@dataclass(frozen=True)
class Announcement:
    """A date (hour unknown) or an instant.

    Attributes
    ----------
    text : str
        As the user wrote it.
    date : datetime.date
        The date written.
    instant : datetime.datetime or None
        In UTC; None when only the date is known.
    until : Announcement or None
        The last that it may have been, where only a range is known; what stands above is then the first.
    """

    text: str
    date: dt.date
    instant: dt.datetime | None = None
    until: Announcement | None = None

    def __str__(self) -> str:
        return self.text if self.until is None else f"[{self.text}, {self.until.text}]"

    def precedes(self, other: Announcement) -> bool:
        """Whether it is surely earlier: by instants where both are known, else by dates as written."""
        if self.instant is not None and other.instant is not None:
            return self.instant < other.instant
        return self.date < other.date


def parse_announcement(value: Any) -> Announcement:
    """Read `2025-01-27`, `2025-01-27T00:00+01:00` or `2025-01-27T09:30 America/New_York`.

    Parameters
    ----------
    value : str, date, datetime or Announcement
        A datetime needs its zone.

    Raises
    ------
    AnnouncementError
        No such date or time, a year out of reach, a time without zone, or text of another form.
    """
    announcement = value if isinstance(value, Announcement) else _parsed(value)
    if not FIRST_YEAR <= announcement.date.year <= LAST_YEAR:
        remedy = message("write_date_from_to", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        raise AnnouncementError(message("date_beyond_calendars"), remedy)
    return announcement


def _parsed(value: Any) -> Announcement:
    if isinstance(value, dt.datetime):
        return _from_datetime(value)
    if isinstance(value, dt.date):
        return Announcement(value.isoformat(), value)
    text = str(value).strip()
    match = _PATTERN.fullmatch(text)
    if not match:
        raise AnnouncementError(message("not_a_date_or_instant"), message("write_date_or_instant"))
    day = _date(match["date"])
    if match["time"] is None:
        return Announcement(text, day)
    if match["zone"] is None:
        raise AnnouncementError(
            message("time_without_zone"),
            message("add_zone", text=text),
        )
    return Announcement(text, day, _instant(day, match["time"], match["zone"].strip("[]")))


def _from_datetime(value: dt.datetime) -> Announcement:
    if value.tzinfo is None:
        raise AnnouncementError(message("time_without_zone"), message("give_tzinfo"))
    return Announcement(value.isoformat(), value.date(), value.astimezone(dt.UTC))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        year, month, _ = (int(part) for part in text.split("-"))
        if 1 <= month <= 12 and year >= 1:
            days = calendar.monthrange(year, month)[1]
            raise AnnouncementError(
                message("no_such_date"),
                message("month_has_days", month=Message(f"month.{month}"), year=str(year), n=days),
            ) from None
        raise AnnouncementError(message("no_such_date"), message("write_iso_date")) from None


def _instant(day: dt.date, clock: str, zone: str) -> dt.datetime:
    try:
        time = dt.time.fromisoformat(clock)
    except ValueError:
        raise AnnouncementError(message("no_such_time"), message("hours_and_minutes")) from None
    local = dt.datetime.combine(day, time)
    if "/" in zone:
        return _in_area(local, zone)
    try:
        if zone in ("Z", "UTC"):
            return local.replace(tzinfo=dt.UTC)
        if zone[-2:] > LAST_MINUTE:  # which Python takes for an hour and more
            raise ValueError(zone)
        return dt.datetime.fromisoformat(f"{local.isoformat()}{zone}").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        remedy = message("offsets_look_like")
        raise AnnouncementError(message("no_such_offset"), remedy) from None


def _in_area(local: dt.datetime, zone: str) -> dt.datetime:
    try:
        area = ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        raise AnnouncementError(message("no_such_zone", zone=zone), message("zones_look_like")) from None
    early, late = (local.replace(tzinfo=area, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        if early.astimezone(dt.UTC).astimezone(area).replace(tzinfo=None) != local:
            raise AnnouncementError(
                message("local_time_missing"),
                message("clocks_skip_it", zone=zone),
            )
        raise AnnouncementError(
            message("local_time_twice"),
            message("clocks_set_back", zone=zone),
        )
    return early.astimezone(dt.UTC)
