"""Methods as their docstrings describe them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Method", "method"]


@dataclass(frozen=True)
class Method:
    """A model or test in words.

    Attributes
    ----------
    name : str
        As the study file writes it.
    title : str
        Its first line, with the formula.
    body : str
        When it holds and what to know; paragraphs between empty lines, may be empty.
    reference : str
        Where it comes from.
    """

    name: str
    title: str
    body: str
    reference: str


def method(name: str, function: Callable[..., Any]) -> Method:
    """Description of an entry of a registry."""
    text, _, references = (inspect.getdoc(function) or "").partition("\nReferences\n----------\n")
    text = re.split(r"\n(?:Parameters|Returns|Raises|Notes)\n-+\n", text)[0]
    title, _, body = text.partition("\n")
    return Method(name, title, body.strip(), " ".join(references.split()))
