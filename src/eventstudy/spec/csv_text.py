"""Records of a CSV file, each with the line on which it starts, and the place of a quote that is never closed."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator

from eventstudy.messages import NOTHING, Message, message
from eventstudy.spec.source import quote

__all__ = ["DELIMITERS", "QuoteError", "open_quote", "read_records"]

DELIMITERS = (",", ";", "\t", "|")
"""What stands between the cells of files as people have them, the usual one first."""

QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*')
"""A quoted cell without the quote that closes it."""
LONG = 200
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
LINE_END = re.compile(r"\r\n|\r|\n")


class QuoteError(ValueError):
    """Quotes that do not delimit cells; `line` is where the cell opens."""

    def __init__(self, line: int, what: Message, remedy: Message) -> None:
        super().__init__(what.code)
        self.line, self.what, self.remedy = line, what, remedy


def read_records(text: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Cells of each record, and the line on which it starts; blank lines are left out.

    Raises
    ------
    QuoteError
    """
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as e:
        other = QuoteError(line, message("not_a_table_because", why=str(e)), message("save_as_csv_again"))
        raise open_quote(text, delimiter, line) or other from e


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends. `io.StringIO` would hold four bytes of each sign of the whole text."""
    return (found.group() for found in LINE.finditer(text))


def open_quote(text: str, delimiter: str = ",", line: int = 1) -> QuoteError | None:
    """Error about the first quoted cell that nothing closes, or that goes on after its quote; None if all are well.

    Parameters
    ----------
    text : str
    delimiter : str
    line : int
        Where a record starts, and nothing is wrong before.
    """
    at = sum(map(len, itertools.islice(_lines(text), line - 1)))
    wrong = remedy = NOTHING
    opening = re.compile(rf'(?:^|(?<=[\r\n{re.escape(delimiter)}]))"')
    while found := opening.search(text, at):
        cell = QUOTED.match(text, found.start())
        end = cell.end() if cell else len(text)
        line += len(LINE_END.findall(text, at, found.start()))
        if end == len(text):
            wrong, remedy = message("quote_never_closed"), message("close_or_delete_quote")
        elif text[end + 1 : end + 2] not in ("", "\r", "\n", delimiter):
            wrong = message("quote_closed_inside_cell")
            remedy = message("close_quote_at_cell_end")
        if wrong:
            shown = LINE_END.split(text[found.start() : found.start() + LONG], maxsplit=1)[0]
            return QuoteError(line, message("quoted", what=wrong, text=quote(shown)), remedy)
        line += len(LINE_END.findall(text, found.start(), end))
        at = end + 1
    return None
