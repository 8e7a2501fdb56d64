"""Languages of texts for people: words, numbers, dates. Result tables know none of this."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from string import Formatter

from eventstudy.messages import Message, parts_of
from eventstudy.text.catalogue import CATALOGUE, MONTHS
from eventstudy.text.numbers import number, p_text, percent, share, window_text

__all__ = ["ENGLISH", "GERMAN", "LANGUAGES", "Language"]

DECIMAL = re.compile(r"(?<![\d.])(\d+)\.(\d+)(?![\d.])")
ISO_DATE = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")


@dataclass(frozen=True)
class Language:
    """One language: how it writes numbers, dates, and the texts of the catalogue.

    Attributes
    ----------
    code : str
        As in the attribute `lang` of a page.
    words : mapping of key to text
    """

    code: str
    words: Mapping[str, str] = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """Text of the catalogue with its holes filled."""
        return self._filled(self.words[key], values) if values else self.words[key]

    def text(self, said: Message) -> str:
        """What a message says; several that are one are joined by semicolons."""
        return "; ".join([self._filled(self.words[part.code], dict(part.items)) for part in parts_of(said)])

    def _filled(self, template: str, values: Mapping[str, object]) -> str:
        """Text with its holes filled: numbers and dates as the language writes them, messages with what they say.

        Beside the specifications of Python, a number may have `pct` (a decimal return as per cent; `pct1` with one
        digit), `share` (its per cent, bare) or `count` (separators between thousands).
        """
        told = []
        for literal, name, spec in _parsed(template):
            told.append(literal)
            if name is not None:
                told.append(self._hole_text(values[name], self._filled(spec, values) if "{" in spec else spec))
        return "".join(told)

    def _hole_text(self, value: object, spec: str) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Message):
            return self.text(value)
        if isinstance(value, tuple):
            return ", ".join(self._hole_text(one, spec) for one in value)
        if isinstance(value, dt.date):
            return self.local(value.isoformat())
        return self._number_text(value, spec) if isinstance(value, int | float) else str(value)

    def _number_text(self, value: float, spec: str) -> str:
        if spec.startswith("pct"):
            return self.percent(value, int(spec.removeprefix("pct") or 2))
        if spec == "share":
            return self.local(share(value))
        if spec == "count":
            return self.count(int(value))
        return self.local(format(value, spec) if spec else repr(value))

    def has(self, key: str) -> bool:
        """Whether the catalogue knows a key."""
        return key in self.words

    def local(self, text: str) -> str:
        """Numbers and ISO dates inside a text as this language writes them."""
        if self.code == "en":
            return text
        return DECIMAL.sub(r"\1,\2", ISO_DATE.sub(r"\3.\2.\1", text))

    def percent(self, value: float, digits: int = 2, *, sign: bool = True) -> str:
        """Decimal return as per cent; empty for NaN."""
        return self.local(percent(value, digits, sign=sign))

    def number(self, value: float, digits: int = 2, *, sign: bool = False) -> str:
        """Number with a true minus sign; empty for NaN."""
        return self.local(number(value, digits, sign=sign))

    def p(self, value: float) -> str:
        """p-value with the digits that matter; empty for NaN."""
        return self.local(p_text(value))

    def count(self, value: int) -> str:
        """Whole number with separators between thousands."""
        return f"{value:,}" if self.code == "en" else f"{value:,}".replace(",", ".")

    def money(self, value: float, currency: str, *, sign: bool = True) -> str:
        """Amount in thousands of millions or in millions: −367.6 bn USD."""
        size, unit = (1e9, "bn") if abs(value) >= 1e9 else (1e6, "m")
        return f"{self.number(value / size, 1, sign=sign)} {self('money.' + unit)} {currency}".rstrip()

    def window(self, start: int, end: int) -> str:
        """Window as [start, end]."""
        return window_text(start, end)

    def date(self, day: dt.date | None) -> str:
        """Date for a table: 27 Jan 2025 or 27.01.2025; empty for none."""
        if day is None or math.isnan(day.day):  # that of NaT is NaN
            return ""
        if self.code == "en":
            return f"{day.day} {MONTHS['en'][day.month - 1][:3]} {day.year}"
        return f"{day:%d.%m.%Y}"

    def long_date(self, day: dt.date) -> str:
        """Date for a sentence: 27 January 2025."""
        return f"{day.day}{'' if self.code == 'en' else '.'} {MONTHS[self.code][day.month - 1]} {day.year}"

    def sequence(self, parts: Sequence[str]) -> str:
        """`a, b and c`."""
        return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {self('and')} {parts[-1]}"


@cache
def _parsed(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Literal text, the hole after it, and how the hole is to be filled; None for no hole."""
    return tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(template))


ENGLISH = Language("en", CATALOGUE["en"])
GERMAN = Language("de", CATALOGUE["de"])
LANGUAGES = {language.code: language for language in (ENGLISH, GERMAN)}
"""Languages by code; adding one is a column of the catalogue and its months."""
