"""Dates in the forms that files of prices and of events write them in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from eventstudy.messages import Message, message

__all__ = ["DateTextError", "days_of", "forms_of"]

MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?")
"""A day as pandas and yfinance write it: midnight on the exchange's clock."""
FORMS = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%d %b %Y",
)
RIVALS = {"%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y"}
"""Forms whose texts may be those of another: the day first, or the month."""


class DateTextError(ValueError):
    """A text that is no date: which one, what is wrong, and the remedy."""

    def __init__(self, text: str, what: Message, remedy: Message) -> None:
        super().__init__(text)
        self.text, self.what, self.remedy = text, what, remedy


def days_of(
    texts: Sequence[str], stated: str | None, others: Sequence[str] = (), *, of_events: bool = False
) -> list[date]:
    """Days of different texts, all in one form.

    Parameters
    ----------
    texts : sequence of str
    stated : str or None
        The form, as for `strptime`; None where it has to be certain from the texts.
    others : sequence of str
        Forms that the layout of the file has besides the usual ones.
    of_events : bool
        Whether they are those of an events file: where a study states their form.

    Raises
    ------
    DateTextError
        A text is of another form, or whether its day or its month stands first cannot be told.
    """
    texts = [found[1] if (found := MIDNIGHT.fullmatch(text)) else text for text in texts]
    if stated is not None:
        return _all(texts, stated, message("not_a_date_written_as", form=stated), message("correct_row_or_dates"))
    forms = forms_of(texts[0], others) if texts else []
    remedy = message("write_dates_iso")
    if not forms:
        raise DateTextError(texts[0], message("not_a_date"), remedy)
    fitting = [form for form in forms if all(_day(text, form) for text in texts)]
    if not fitting:
        return _all(texts, forms[0], message("not_a_date"), remedy)
    rival = RIVALS.get(fitting[0])
    if rival in fitting and any(_day(text, fitting[0]) != _day(text, rival) for text in texts):
        key = "add_event_dates_key" if of_events else "add_dates_key"
        raise DateTextError(texts[0], message("day_or_month_first"), message(key, first=fitting[0], second=rival))
    return _all(texts, fitting[0], message("not_a_date"), remedy)


def forms_of(text: str, others: Sequence[str] = ()) -> list[str]:
    """Forms that a text can be read in."""
    return [form for form in (*FORMS, *others) if _day(text, form)]


def _all(texts: Sequence[str], form: str, what: Message, remedy: Message) -> list[date]:
    out = []
    for text in texts:
        day = _day(text, form)
        if day is None:
            raise DateTextError(text, what, remedy)
        out.append(day)
    return out


def _day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None
