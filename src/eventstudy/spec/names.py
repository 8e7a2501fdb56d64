"""Names of events, groups and tickers: what can be seen of them, and which two look the same."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from eventstudy.messages import Message, message
from eventstudy.spec.problems import problem

__all__ = ["Label", "Name", "look", "lookalikes", "name_problem"]

JOINERS = "\u200c\u200d"
"""Unseen, but part of how some scripts are spelt."""

UNSEEN = frozenset(
    map(
        chr,
        itertools.chain(
            (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
            range(0x180B, 0x1810),
            range(0xFE00, 0xFE10),
            range(0xE0100, 0xE01F0),
        ),
    )
)
"""Printable to Python, and drawn as nothing: Unicode's Default_Ignorable_Code_Point without formats and controls."""

_ALIKE = (
    ("АВЕЅІЈКМНОРСТУХԚԜҮҺӀ", "ABESIJKMHOPCTYXQWYhI"),  # Cyrillic
    ("аеѕіјорсухһԁԛԝүӏ", "aesijopcyxhdqwyl"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿοϲϳ", "ABEZHIKMNOPTYXCJocj"),  # Greek
    ("ՕՍՏոսօ", "OUSnuo"),  # Armenian
    ("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᏚᎢᏙᎳᏃ", "ABCDEHJKLMPSTVWZ"),  # Cherokee
    ("ɑɡıȷ", "agij"),  # Latin
    ("‐‑‒–—−’‘ʼ", "------'''"),
)
"""Letters of other alphabets, and signs, that most typefaces draw like one of ASCII: a choice from Unicode's
confusables. Letters of ASCII that look alike (l and I, O and 0) are not here: A1 and AI are two tickers."""
_AS_ASCII = {ord(one): other for ones, others in _ALIKE for one, other in zip(ones, others, strict=True)}
_LETTERS = re.compile(r"[^\W\d_]+")


def name_problem(name: str) -> tuple[Message, Message] | None:
    """Why a text cannot name an event, a group or a ticker, and the remedy; None where it can."""
    alone = message("write_name_alone")
    if not name or name != name.strip():
        return message("name_empty_or_spaced"), alone
    # What steers a terminal or the direction of writing makes two names look alike, and one line look like two.
    if not all((c.isprintable() and c not in UNSEEN) or _joins(name, i) for i, c in enumerate(name)):
        return message("name_with_unseen_signs"), alone
    mixed = next(_mixed(name), "")
    letters = message("retype_name", mixed=mixed)
    return (message("name_of_two_alphabets"), letters) if mixed else None


def _joins(name: str, at: int) -> bool:
    """Whether a joiner stands where spelling needs it: after a letter of a script without capitals."""
    return name[at] in JOINERS and at > 0 and unicodedata.category(name[at - 1]) in ("Lo", "Mn", "Mc")


def _mixed(name: str) -> Iterator[str]:
    """The name as it looks, where some word of it has letters of ASCII and others that look like such."""
    for word in _LETTERS.findall("" if name.isascii() else name):
        if not word.isascii() and look(word).isascii() and any(c.isascii() for c in word):
            yield look(name)


@lru_cache(maxsize=4096)
def look(name: str) -> str:
    """What a name looks like: the same text for two names that an eye cannot tell apart."""
    if name.isascii():
        return name
    seen = "".join(_plain(c) for c in name if c not in JOINERS and c not in UNSEEN)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", seen).translate(_AS_ASCII))


def _plain(c: str) -> str:
    """A letter that is only drawn wider or in another typeface as what it is."""
    drawn = unicodedata.decomposition(c).startswith(("<wide>", "<narrow>", "<font>"))
    return unicodedata.normalize("NFKC", c) if drawn else c


def lookalikes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that looks like another one before it, and that one."""
    first: dict[str, str] = {}
    for name in dict.fromkeys(names):
        other = first.setdefault(look(name), name)
        if other != name:
            yield name, other


def _name(value: str) -> str:
    if found := name_problem(value):
        raise problem(*found)
    return value


Name = Annotated[str, AfterValidator(_name)]
"""Of an event, a group or a ticker."""


def _label(value: str) -> str:
    if value == "~":
        raise problem(message("name_is_yaml_null"), message("write_letters_or_delete_key"))
    return value


Label = Annotated[Name, AfterValidator(_label)]
"""Of an event or a group."""
