"""Words of others inside messages, and what is said where other prices stand in for those that failed."""

from __future__ import annotations

from collections.abc import Mapping

from eventstudy.errors import DataError
from eventstudy.messages import Message, joined, message

__all__ = ["quoted", "stood_in"]


def quoted(value: object, most: int = 160) -> Message:
    """Words of somebody else as they can be shown, in the quotes of each language."""
    if value is None:
        return message("nothing_said")
    text = " ".join(str(value).split())
    return message("words_of_others", text=text if len(text) <= most else f"{text[:most]}…")


def stood_in(code: str, source: str, replaced: Mapping[str, DataError], **values: str) -> tuple[Message, ...]:
    """One line for each fault of a source, with the tickers that others serve for it and what can be done about it.

    Parameters
    ----------
    code : str
        Of the text that says where the prices come from, with holes `source`, `why` and `tickers`.
    source : str
        Name of the source that failed.
    replaced : mapping of ticker to DataError
    **values
        What stands in the other holes of the text.
    """
    faults: dict[tuple[Message, Message], list[str]] = {}
    for ticker, error in replaced.items():
        faults.setdefault((error.what, error.advice), []).append(ticker)
    return tuple(
        joined((message(code, source=source, why=what, tickers=tickers, **values), advice))
        for (what, advice), tickers in faults.items()
    )
