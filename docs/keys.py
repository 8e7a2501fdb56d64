"""Write `docs/keys.md` from the fields of the study specification.

python docs/keys.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, get_args

import yaml
from pydantic_core import PydanticUndefined
from written_tables import table

from eventstudy.models import MODELS
from eventstudy.prices import SOURCES
from eventstudy.spec.event_row import EventRow
from eventstudy.spec.model import StudySpec
from eventstudy.spec.options import Option
from eventstudy.spec.part import Part

PAGE = Path(__file__).with_name("keys.md")

HEAD = """# Keys of a study file

Written by `python docs/keys.py` from the code, which a test holds it to. The schema that `eventstudy init` writes
beside a study shows the same in an editor. A key that is not here is an error, which names the nearest one that is.
Paths start from the study's folder; names, tickers and ids are text as written; a time of day needs its zone.

A study has `version: 1`, events and, for models that need one, a market for each asset; all else has a default.
"""
OTHERS = "A row is a firm-event. Other columns than these are characteristics, for `split` and `regress`."
KINDS = {
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
    "string": "text",
    "announcement": "date or instant",
}
BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
}


class Plain(yaml.SafeDumper):
    """Text without quotes where the program takes it as it is written: `on` and 2025-01-27 are text to it."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
        first: [(tag, pattern) for tag, pattern in known if tag.endswith((":int", ":float", ":null"))]
        for first, known in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def yaml_text(value: Any) -> str:
    """A value as it stands on one line of a study file."""
    if isinstance(value, bool):
        return str(value).lower()
    text = yaml.dump(value, Dumper=Plain, default_flow_style=True, width=10_000, sort_keys=False, allow_unicode=True)
    return text.removesuffix("\n...\n").rstrip("\n")


def kind(schema: dict[str, Any]) -> str:
    """What may stand after a key, in words."""
    if "anyOf" in schema:
        kinds = [kind(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return ", or ".join(dict.fromkeys(kinds))
    if "$ref" in schema:
        return "a mapping"
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{yaml_text(one)}`" for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return "two whole numbers" if "prefixItems" in schema else f"a list: {kind(schema['items'])}"
    if schema.get("type") == "object":
        each = schema.get("additionalProperties")
        return f"a mapping: {kind(each)} each" if isinstance(each, dict) else "a mapping"
    bounds = [words.format(f"{schema[name]:g}") for name, words in BOUNDS.items() if name in schema]
    return " ".join([_kind(schema), " and ".join(bounds)]).strip()


def _kind(schema: dict[str, Any]) -> str:
    form = schema.get("format", schema["type"])
    return KINDS.get(form, form)


def default_of(part: type[Part], name: str) -> str:
    """What a key is where the study does not write it."""
    field = part.model_fields[name]
    if field.is_required():
        return "required"
    default = field.default if field.default is not PydanticUndefined else None
    if default in (None, (), {}) or isinstance(default, Part):
        return f"`{default.name}`" if hasattr(default, "name") else ""
    return f"`{yaml_text(_plain(default))}`"


def _plain(value: Any) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def keys(part: type[Part]) -> str:
    """The keys of one part of a study file."""
    properties = part.model_json_schema(by_alias=True)["properties"]
    rows = []
    for name, field in part.model_fields.items():
        key = field.alias or name
        unit = properties[key].get("unit", "")
        examples = "; ".join(f"`{key}: {yaml_text(one)}`" for one in field.examples or ())
        rows.append((f"`{key}`", str(field.description), kind(properties[key]), unit, default_of(part, name), examples))
    return table(("key", "what it says", "value", "unit", "default", "example"), rows)


def parts(part: type[Part], path: str) -> Iterator[tuple[str, type[Part]]]:
    """Parts inside a part, each with the keys that lead to it."""
    for name, field in part.model_fields.items():
        for inner in dict.fromkeys(_parts_in(field.annotation)):
            here = f"{path}{field.alias or name}"
            yield here, inner
            yield from parts(inner, f"{here}.")


def _parts_in(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts_in(inner)


def options(name: str, declared: tuple[Option, ...]) -> list[tuple[str, str, str, str]]:
    """Keys that a model takes beside its name."""
    return [(f"`{one.name}`", f"`{name}`", one.meaning["en"], _default(one.default)) for one in declared]


def _default(value: object) -> str:
    return "" if value in (None, ()) else f"`{value}`"


def beside(path: str) -> list[str]:
    """What a part takes besides its own keys."""
    if path == "model":
        rows = [row for model in MODELS.values() for row in options(model.name, model.declared)]
        return ["Beside its name a model takes:", table(("key", "model", "what it says", "default"), rows)]
    if path == "prices":
        rows = [
            (f"`{one.name}`", one.titles["en"], ", ".join(f"`{option.name}`" for option in one.options))
            for one in SOURCES.values()
        ]
        head = "A source reads these keys, beside `source` and `fallback`; a key that it does not read is refused:"
        return [head, table(("source", "what it is", "keys"), rows)]
    return []


def page() -> str:
    """The whole document."""
    written = [HEAD.rstrip(), "## The study", keys(StudySpec)]
    for path, part in parts(StudySpec, ""):
        written += [f"## `{path}`", f"{(part.__doc__ or '').splitlines()[0]}", keys(part), *beside(path)]
    written += ["## Columns of the events file", OTHERS, keys(EventRow)]
    return "\n\n".join(written) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
