"""A study file to start from."""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path

from eventstudy.errors import OutputError
from eventstudy.spec.model import StudySpec
from eventstudy.writing import create_file

__all__ = ["SCHEMA_FILE", "schema_text", "write_starter"]

SCHEMA_FILE = "eventstudy.schema.json"


def schema_text() -> str:
    """JSON schema of a study file."""
    return json.dumps(StudySpec.model_json_schema(by_alias=True), indent=2)


def write_starter(path: Path) -> list[Path]:
    """Write a commented study file, and beside it the schema that its first line names for editors.

    Parameters
    ----------
    path : Path
        Of the study file.

    Returns
    -------
    list of Path
        What was written; a schema that was there before stays.

    Raises
    ------
    OutputError
        The study file exists, is a folder, or cannot be written.
    """
    if path.is_dir():
        raise OutputError("this is a folder", f"name a file in it: eventstudy init {path / 'events.yaml'}", str(path))
    text = files("eventstudy.spec").joinpath("starter.yaml").read_text(encoding="utf-8")
    text = text.replace("SCHEMA", SCHEMA_FILE).replace("STUDY", path.name).replace("TITLE", _title(path))
    schema, written = path.parent / SCHEMA_FILE, [path]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (schema.exists() or os.path.lexists(path)):
            create_file(schema, f"{schema_text()}\n".encode())
            written.append(schema)
        create_file(path, text.encode())
    except FileExistsError as e:
        raise OutputError("this file exists and is left as it is", "choose another name", str(path)) from e
    except OSError as e:
        raise OutputError(f"cannot write the study file: {e.strerror}", "choose another place", str(path)) from e
    return written


def _title(path: Path) -> str:
    """The study's text: a result folder knows whose result it is by that."""
    words = re.sub(r"[\s_-]+", " ", "".join(c if c.isprintable() else " " for c in path.stem)).strip()
    return json.dumps(words, ensure_ascii=False) if re.search(r"[^\w ]|^[\d_]", words) or not words else words
