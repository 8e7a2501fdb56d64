"""Columns of announcements: those written in plain ISO form all at once, the others one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.spec.announcement import FIRST_YEAR, LAST_YEAR, Announcement, AnnouncementError, parse_announcement
from eventstudy.spec.date_texts import DateTextError, days_of, forms_of

__all__ = ["AnnouncementRowError", "read_announcements", "read_dates", "stamp", "texts_of", "zone_is_known"]

_HOUR, _MINUTE = r"([01]\d|2[0-3])", r"[0-5]\d"
_TIME = rf"[T ]{_HOUR}:{_MINUTE}(:{_MINUTE}(\.(\d{{3}}|\d{{6}}))?)?"
PLAIN = rf"^\d{{4}}-\d{{2}}-\d{{2}}({_TIME}(Z|[+-]{_HOUR}:{_MINUTE}))?$"
"""What Arrow reads as `parse_announcement` does."""
COMPACT, COMPACT_SIGNS = ("%Y%m%d",), 8
"""How CRSP and Compustat write dates: a form of files where all dates have its length."""


class AnnouncementRowError(AnnouncementError):
    """A text that is not a date or an instant, and its row."""

    def __init__(self, error: AnnouncementError, row: int) -> None:
        super().__init__(error.what, error.remedy)
        self.row = row


def zone_is_known(zone: str | None) -> bool:
    """Whether a zone that a file names is one, and none at all is."""
    try:
        pd.Timestamp(0).tz_localize(zone)
    except (KeyError, ValueError, TypeError):  # of the first kind is whatever the zone libraries raise
        return False
    return True


def stamp(at: Announcement) -> tuple[str, str, np.datetime64]:
    """Text, date as written, and instant in UTC (NaT where the hour is unknown) of an announcement."""
    naive = at.instant.replace(tzinfo=None) if at.instant else None
    return str(at), at.date.isoformat(), np.datetime64(naive, "ns")


def texts_of(stamps: pd.Series) -> pd.Series:
    """Dates or instants with their zone as ISO text, as `isoformat` writes it."""
    if not isinstance(stamps.dtype, pd.DatetimeTZDtype):
        return pd.Series(np.datetime_as_string(stamps.to_numpy().astype("datetime64[D]")), stamps.index, dtype=str)
    local = stamps.dt.tz_localize(None).to_numpy()
    seconds = local.astype("datetime64[s]")
    if (np.isnat(local) | (seconds != local)).any():
        return stamps.map(lambda one: one.isoformat())

    import pyarrow as pa
    import pyarrow.compute as pc

    minutes = (seconds - stamps.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()).astype("timedelta64[m]")
    which, offsets = pd.factorize(minutes.astype(int))
    signed = pa.array([f"{'-' if m < 0 else '+'}{abs(m) // 60:02}:{abs(m) % 60:02}" for m in offsets.tolist()])
    written = pc.binary_replace_slice(pa.array(seconds).cast(pa.string()), 10, 11, "T")
    texts = pc.binary_join_element_wise(written, signed.take(pa.array(which)), "")
    return pd.Series(texts.to_pandas().to_numpy(), stamps.index, dtype=str)


def read_dates(texts: pd.Series, written: str | None) -> pd.Series:
    """Dates written in a form of their own as ISO text.

    Parameters
    ----------
    texts : Series of str
    written : str or None
        The form, as for `strptime`; None where it has to be certain from the texts. Then ISO dates and instants stay
        what they are.

    Raises
    ------
    AnnouncementRowError
        The first text of another form; or whether the day or the month stands first cannot be told.
    """
    codes, unique = pd.factorize(texts)
    others = COMPACT if all(len(text) == COMPACT_SIGNS for text in unique) else ()
    if written is None and (_some_iso(unique) or not forms_of(unique[0].strip(), others)):
        return texts
    try:
        days = days_of([text.strip() for text in unique], written, others, of_events=True)
    except DateTextError as e:
        row = int(np.argmax(texts.str.strip() == e.text))
        raise AnnouncementRowError(AnnouncementError(e.what, e.remedy), row) from None
    return pd.Series(np.array([day.isoformat() for day in days])[codes], texts.index, dtype=str)


def _some_iso(texts: pd.Index) -> bool:
    """Whether some text begins with a year: those are dates or instants as the study file writes them."""
    return bool(texts.str.match(r"\s*\d{4}-\d").any())


def read_announcements(texts: pd.Series) -> pd.DataFrame:
    """Text, date and instant of each announcement.

    Parameters
    ----------
    texts : Series of str

    Returns
    -------
    DataFrame
        at (text), date (datetime64[s], as written), instant (datetime64[ns] in UTC, NaT where the hour is unknown).

    Raises
    ------
    AnnouncementRowError
        The first text that is no announcement.
    """
    plain, date, instant = _plain(texts)
    codes, unique = pd.factorize(texts[~plain])
    at = texts.to_numpy(dtype=object, copy=True) if len(unique) else None
    for i, text in enumerate(unique):
        rows = np.flatnonzero(~plain)[codes == i]
        try:
            written, date[rows], instant[rows] = stamp(parse_announcement(text))
        except AnnouncementError as e:
            raise AnnouncementRowError(e, int(rows[0])) from None
        if at is not None:
            at[rows] = written
    own = texts if at is None else pd.Series(at, texts.index, dtype=str)
    return pd.DataFrame({"at": own, "date": date.astype("datetime64[s]"), "instant": instant}).reset_index(drop=True)


def _plain(texts: pd.Series) -> tuple[NDArray[np.bool_], NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Which texts are in plain form, with their dates and instants; NaT for the others; shapes (n,)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pa.array(texts, pa.string())
    date, instant = np.full(len(texts), np.datetime64("NaT", "D")), np.full(len(texts), np.datetime64("NaT", "ns"))
    year = pc.utf8_slice_codeunits(column, 0, 4)
    inside = pc.and_(pc.greater_equal(year, str(FIRST_YEAR)), pc.less_equal(year, str(LAST_YEAR)))
    plain = np.asarray(pc.and_(pc.match_substring_regex(column, PLAIN), inside).fill_null(False))
    timed = plain & np.asarray(pc.greater(pc.utf8_length(column), 10).fill_null(False))
    try:
        days = pc.utf8_slice_codeunits(column.filter(pa.array(plain)), 0, 10).cast(pa.date32())
        instants = column.filter(pa.array(timed)).cast(pa.timestamp("ns", "UTC")).cast(pa.timestamp("ns"))
    except pa.ArrowInvalid:  # some date does not exist: one by one, so that the error names its row
        return np.zeros(len(texts), dtype=bool), date, instant
    date[plain] = np.asarray(days).astype("datetime64[D]")
    instant[timed] = np.asarray(instants).astype("datetime64[ns]")
    return plain, date, instant
