"""The errors a user can meet.

::

    EventStudyError            exit code 1
    ├── SpecError              2  the study file or the command line
    │   └── NotDrawn              a chart that this study cannot fill, or nobody could read
    ├── OutputError            2  the result folder cannot be written
    ├── DataError              3  prices or network
    │   ├── PriceFileError        a file of the user's: file, line, column
    │   ├── UnknownSymbol         the source does not know the ticker
    │   ├── NoDataInRange         it knows the ticker, but has no prices in the range
    │   ├── RateLimited           the source refuses further requests for now
    │   ├── UpstreamBroken        the source answers nonsense
    │   ├── NetworkDown           no connection, or no answer in the time allowed
    │   └── AuditError            a market's prices cannot be used
    └── NothingComputed        1  every firm-event was dropped, or one was under --strict
"""

from __future__ import annotations

from collections.abc import Iterable

from eventstudy.messages import NOTHING, Message, Value, joined, message, parts_of
from eventstudy.text import ENGLISH, Language, inert

__all__ = [
    "AuditError",
    "DataError",
    "EventStudyError",
    "NetworkDown",
    "NoDataInRange",
    "NotDrawn",
    "NothingComputed",
    "OutputError",
    "PriceFileError",
    "RateLimited",
    "SpecError",
    "UnknownSymbol",
    "UpstreamBroken",
    "together",
]


class EventStudyError(Exception):
    """Base of every error that this package raises on purpose.

    Parameters
    ----------
    what : Message
        What is wrong, in one line.
    advice : Message
        What the user can do about it.
    position : str
        Where: ``FILE:LINE:COL`` or ``FILE:LINE``; empty where there is none.
    """

    exit_code = 1

    def __init__(self, what: Message, advice: Message = NOTHING, position: str = "") -> None:
        self.what, self.advice, self.position = what, advice, position
        super().__init__(what, advice, position)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return ENGLISH.text(self.what)

    @property
    def remedy(self) -> str:
        """What the user can do about it, in English; several remedies stand in lines of their own."""
        return "\n".join(ENGLISH.text(part) for part in parts_of(self.advice))

    @property
    def line(self) -> Message:
        """What is wrong and what to do about it, for a note or a cell of a table."""
        return joined((self.what, self.advice))

    def told(self, language: Language) -> str:
        """Where, what is wrong, and below it what can be done about it, in a language."""
        what = language.text(self.what)
        head = f"{self.position}: {what}" if self.position else what
        return "\n".join(map(inert, (head, *(language.text(part) for part in parts_of(self.advice)))))

    def __str__(self) -> str:
        return self.told(ENGLISH)


class SpecError(EventStudyError):
    """The study specification, or the way the tool was called, is wrong."""

    exit_code = 2


class NotDrawn(SpecError):
    """A chart was asked for that the study cannot fill, or that nobody could read; others can be drawn."""


class OutputError(EventStudyError):
    """The result folder cannot be written."""

    exit_code = 2


class DataError(EventStudyError):
    """Prices are missing, unreadable or unusable."""

    exit_code = 3


class PriceFileError(DataError):
    """A data file of the user's cannot be read as stated."""


class UnknownSymbol(DataError):
    """The price source does not know this ticker."""


class NoDataInRange(DataError):
    """The price source knows the ticker but has no prices in the range asked for."""


class RateLimited(DataError):
    """The price source refuses further requests for now."""


class UpstreamBroken(DataError):
    """The price source answered with something that is not prices."""


class NetworkDown(DataError):
    """No connection to the price source, or no answer within the time allowed."""


class AuditError(DataError):
    """The prices of a market are so wrong that nothing can be computed from them."""


def together(code: str, errors: Iterable[DataError], **values: Value) -> DataError:
    """One error for several causes: of the first one's kind, with each cause and each remedy once.

    Parameters
    ----------
    code : str
        Of the text that says what they are causes of, with a hole `why`.
    errors : iterable of DataError
    **values
        What stands in the other holes of the text.
    """
    causes = list(errors)
    why, advice = (joined(dict.fromkeys(parts)) for parts in zip(*((e.what, e.advice) for e in causes), strict=True))
    return type(causes[0])(message(code, why=why, **values), advice)


class NothingComputed(EventStudyError):
    """No firm-event could be computed, or one was dropped although none may be."""
