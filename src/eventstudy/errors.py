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


def _printable(text: str) -> str:
    """Text that may hold names of the user's: it can neither move a cursor nor break a line."""
    return "".join(c if c.isprintable() else " " for c in text)


class EventStudyError(Exception):
    """Base of every error that this package raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong, in one line.
    remedy : str
        What the user can do about it.
    position : str
        Where: ``FILE:LINE:COL`` or ``FILE:LINE``; empty where there is none.
    """

    exit_code = 1

    def __init__(self, message: str, remedy: str = "", position: str = "") -> None:
        self.message, self.remedy, self.position = message, remedy, position
        super().__init__(message, remedy, position)

    @property
    def line(self) -> str:
        """Message and remedy in one line, for a note or a cell of a table."""
        return "; ".join([self.message, *(part.strip() for part in self.remedy.split("\n") if part.strip())])

    def __str__(self) -> str:
        head = _printable(f"{self.position}: {self.message}" if self.position else self.message)
        return "\n".join([head, *(_printable(line) for line in self.remedy.split("\n") if line)])


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


def together(what: str, errors: Iterable[DataError]) -> DataError:
    """One error for several causes: of the first one's kind, with each cause and each remedy once."""
    causes = list(errors)
    reasons = "; ".join(dict.fromkeys(error.message for error in causes))
    return type(causes[0])(f"{what}: {reasons}", "\n".join(dict.fromkeys(error.remedy for error in causes)))


class NothingComputed(EventStudyError):
    """No firm-event could be computed, or one was dropped although none may be."""
