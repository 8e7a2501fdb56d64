"""When news became public: a date, or an instant with its zone."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

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
    """A text that is not a date or an instant; `remedy` says how to write it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


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
    """

    text: str
    date: dt.date
    instant: dt.datetime | None = None

    def __str__(self) -> str:
        return self.text


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
        remedy = f"write a date from {FIRST_YEAR} to {LAST_YEAR}"
        raise AnnouncementError("no calendar of an exchange reaches this date", remedy)
    return announcement


def _parsed(value: Any) -> Announcement:
    if isinstance(value, dt.datetime):
        return _from_datetime(value)
    if isinstance(value, dt.date):
        return Announcement(value.isoformat(), value)
    text = str(value).strip()
    match = _PATTERN.fullmatch(text)
    if not match:
        raise AnnouncementError(
            "not a date or an instant", "write 2025-01-27, or with hour and zone 2025-01-27T16:30-05:00"
        )
    day = _date(match["date"])
    if match["time"] is None:
        return Announcement(text, day)
    if match["zone"] is None:
        raise AnnouncementError(
            "a time of day without its zone",
            f"add the zone: {text}+01:00 or '{text} America/New_York'; or write the date alone",
        )
    return Announcement(text, day, _instant(day, match["time"], match["zone"].strip("[]")))


def _from_datetime(value: dt.datetime) -> Announcement:
    if value.tzinfo is None:
        raise AnnouncementError("a time of day without its zone", "give the datetime a tzinfo, or pass a date")
    return Announcement(value.isoformat(), value.date(), value.astimezone(dt.UTC))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        year, month, _ = (int(part) for part in text.split("-"))
        if 1 <= month <= 12 and year >= 1:
            name, days = calendar.month_name[month], calendar.monthrange(year, month)[1]
            raise AnnouncementError("no such date", f"{name} {year} has {days} days") from None
        raise AnnouncementError("no such date", "write year-month-day, as in 2025-01-27") from None


def _instant(day: dt.date, clock: str, zone: str) -> dt.datetime:
    try:
        time = dt.time.fromisoformat(clock)
    except ValueError:
        raise AnnouncementError("no such time of day", "hours run from 00 to 23, minutes from 00 to 59") from None
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
        remedy = "offsets look like +01:00 or -05:00; their minutes run from 00 to 59"
        raise AnnouncementError("no such offset from UTC", remedy) from None


def _in_area(local: dt.datetime, zone: str) -> dt.datetime:
    try:
        area = ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        raise AnnouncementError(
            f"no such time zone, '{zone}'", "zones look like Europe/Berlin or America/New_York"
        ) from None
    early, late = (local.replace(tzinfo=area, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        if early.astimezone(dt.UTC).astimezone(area).replace(tzinfo=None) != local:
            raise AnnouncementError(
                "a local time that does not exist",
                f"clocks in {zone} skip it on that night; write the offset, as in +01:00",
            )
        raise AnnouncementError(
            "a local time that comes twice",
            f"clocks in {zone} are set back on that night; write the offset, as in +01:00",
        )
    return early.astimezone(dt.UTC)
