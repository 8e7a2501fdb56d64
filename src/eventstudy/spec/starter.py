"""A study file to start from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from eventstudy.errors import OutputError
from eventstudy.messages import message
from eventstudy.spec.model import StudySpec
from eventstudy.spec.options import Option
from eventstudy.text import inert
from eventstudy.writing import create_file

__all__ = ["SCHEMA_FILE", "make_place", "schema_text", "title_of", "write_starter"]

SCHEMA_FILE = "eventstudy.schema.json"


def schema_text(models: Mapping[str, Sequence[Option]], sources: Mapping[str, Sequence[Option]]) -> str:
    """JSON schema of a study file.

    Parameters
    ----------
    models, sources : mapping of name to sequence of Option
        What each model, and each price source, declares that a study may write beside its name.
    """
    schema = StudySpec.model_json_schema(by_alias=True)
    for part, options in (("ModelChoice", models), ("PriceChoice", sources)):
        schema["$defs"][part] |= {
            "properties": _properties(options) | schema["$defs"][part]["properties"],
            "additionalProperties": False,
        }
    return json.dumps(schema, indent=2)


def _properties(options: Mapping[str, Sequence[Option]]) -> dict[str, Any]:
    """JSON schema of each option, with what it says in each value that has it."""
    named: dict[str, list[tuple[str, Option]]] = {}
    for owner, declared in options.items():
        for option in declared:
            named.setdefault(option.name, []).append((owner, option))
    return {name: _property(owned) for name, owned in named.items()}


def _property(owned: Sequence[tuple[str, Option]]) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = []
    for _, option in owned:
        kind = TypeAdapter(option.type).json_schema()
        kinds += [kind] if kind not in kinds else []
    said = " ".join(f"{owner}: {option.meaning['en']}" for owner, option in owned)
    return {"anyOf": [*kinds, {"type": "null"}], "default": None, "description": said}


def write_starter(path: Path, schema: str, text: str | None = None) -> list[Path]:
    """Write a commented study file, and beside it the schema that its first line names for editors.

    Parameters
    ----------
    path : Path
        Of the study file.
    schema : str
        As `schema_text` gives it.
    text : str, optional
        The study itself, instead of the one to start from.

    Returns
    -------
    list of Path
        What was written; a schema that was there before stays.

    Raises
    ------
    OutputError
        The study file exists, is a folder, or cannot be written.
    """
    make_place(path)
    beside, written = path.parent / SCHEMA_FILE, [path]
    try:
        if not beside.exists():
            create_file(beside, f"{schema}\n".encode())
            written.append(beside)
        create_file(path, (_commented(path) if text is None else text).encode())
    except FileExistsError as e:
        raise OutputError(message("file_exists"), message("choose_another_name"), str(path)) from e
    except OSError as e:
        raise _not_written(path, e) from e
    return written


def _commented(path: Path) -> str:
    text = files("eventstudy.spec").joinpath("starter.yaml").read_text(encoding="utf-8")
    return text.replace("SCHEMA", SCHEMA_FILE).replace("STUDY", path.name).replace("TITLE", _yaml_text(title_of(path)))


def make_place(path: Path) -> None:
    """Make the folder of a study file, from which its paths start, and refuse a place that is taken.

    Raises
    ------
    OutputError
    """
    if path.is_dir():
        raise OutputError(message("is_a_folder"), message("name_a_file", path=path / "events.yaml"), str(path))
    if os.path.lexists(path):
        raise OutputError(message("file_exists"), message("choose_another_name"), str(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise _not_written(path, e) from e


def _not_written(path: Path, error: OSError) -> OutputError:
    what = message("study_file_not_written", why=error.strerror)
    return OutputError(what, message("choose_another_place"), str(path))


def title_of(path: Path) -> str:
    """The study's text: a result folder knows whose result it is by that."""
    return re.sub(r"[\s_-]+", " ", inert(path.stem)).strip()


def _yaml_text(words: str) -> str:
    """Words as YAML takes them for text."""
    return json.dumps(words, ensure_ascii=False) if re.search(r"[^\w ]|^[\d_]", words) or not words else words
