"""Write `docs/commands.md` from the command line itself.

python docs/commands.py
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from typer.models import ArgumentInfo, OptionInfo
from written_tables import table

from eventstudy.cli import app

PAGE = Path(__file__).with_name("commands.md")

HEAD = """# Commands

Written by `python docs/commands.py` from the program, which a test holds it to; `eventstudy COMMAND --help` says the
same. Flags beat the study file, the study file beats defaults.

Exit codes: 0 done, 1 nothing could be computed, 2 usage or study file, 3 prices or network. What went wrong goes to the
error stream as plain text: where, what, and below it what to do.
"""
KINDS = {bool: "", str: "text", int: "whole number", float: "number", Path: "path"}


@dataclass(frozen=True)
class Parameter:
    """An argument or a flag of a command, as its function declares it."""

    name: str
    kind: Any
    about: ArgumentInfo | OptionInfo
    default: Any

    @property
    def written(self) -> str:
        """As it is typed, each spelling."""
        if isinstance(self.about, ArgumentInfo):
            return f"`{self.name.upper()}`"
        declared = (self.about.default, *(self.about.param_decls or ()))  # typer keeps the first one as a default
        return " or ".join(f"`{text}`" for one in declared if isinstance(one, str) for text in one.split("/"))

    @property
    def value(self) -> str:
        """What may stand there or after it."""
        kinds = [one for one in get_args(self.kind) or (self.kind,) if one is not NoneType]
        several = get_origin(kinds[0]) is list
        one = get_args(kinds[0])[0] if several else kinds[0]
        if issubclass(one, Enum):
            return ", ".join(f"`{choice.value}`" for choice in one)
        least = f" from {self.about.min} on" if self.about.min is not None else ""
        return KINDS[one] + least + (", repeatable" if several else "")

    @property
    def without(self) -> str:
        """What it is where it is not written."""
        if self.default is inspect.Parameter.empty:
            return "required"
        value = self.default.value if isinstance(self.default, Enum) else self.default
        return "" if value is None or value is False else f"`{value}`"


def commands() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every command with its function."""
    for one in app.registered_commands:
        if one.callback is not None:
            yield one.name or one.callback.__name__.replace("_", "-"), one.callback


def parameters(function: Callable[..., Any]) -> Iterator[Parameter]:
    """What a command takes."""
    hints = get_type_hints(function, include_extras=True)
    for name, one in inspect.signature(function).parameters.items():
        kind, about = get_args(hints[name])
        yield Parameter(name, kind, about, one.default)


def rows(function: Callable[..., Any]) -> str:
    """What a command takes, as a table."""
    taken = [(one.written, one.about.help or "", one.value, one.without) for one in parameters(function)]
    return table(("", "what it does", "value", "default"), taken) if taken else ""


def section(name: str, function: Callable[..., Any]) -> str:
    """One command: its sentence and everything that can stand behind it."""
    arguments = [one for one in parameters(function) if isinstance(one.about, ArgumentInfo)]
    words = [one.name.upper() if one.without == "required" else f"[{one.name.upper()}]" for one in arguments]
    head = f"## `{' '.join(['eventstudy', name, *words])}`"
    return "\n\n".join(filter(None, (head, inspect.getdoc(function), rows(function))))


def page() -> str:
    """The whole document."""
    whole = app.registered_callback.callback
    return "\n\n".join([HEAD.rstrip(), rows(whole), *(section(*command) for command in commands())]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
