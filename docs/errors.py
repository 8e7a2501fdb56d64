"""Write `docs/errors.md` from the catalogue of texts and from where the program uses them.

python docs/errors.py
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

from message_pairs import FOLDER, pairs
from written_tables import table

from eventstudy import errors
from eventstudy.inference import TESTS
from eventstudy.models import MODELS
from eventstudy.plots import CHARTS
from eventstudy.prices import LAYOUTS, SOURCES
from eventstudy.text import ENGLISH
from eventstudy.text.catalogue import english

PAGE = Path(__file__).with_name("errors.md")

HEAD = """# Messages

Written by `python docs/errors.py` from the program, which a test holds it to. A code stands in the column `code` of a
result's tables; on the screen there is its sentence, and below it what to do. Words in braces are filled in. Under
"what to do" are the remedies that the program gives with a message, one or another by what it finds.

## Kinds of errors

```text
{tree}
```
"""
REGISTRIES = (MODELS, TESTS, SOURCES, LAYOUTS, CHARTS)
"""Their values join the catalogue when somebody first looks at them."""
LEAST_REMEDIES = 5
"""Messages with a remedy that make a topic one of errors; others have notes and laws."""


def topics() -> dict[str, tuple[str, dict[str, str]]]:
    """Heading and texts of each topic that has codes for tables and errors, those of errors first."""
    for registry in REGISTRIES:
        list(registry)
    found = {}
    for module in pkgutil.iter_modules(english.__path__):
        topic = import_module(f"{english.__name__}.{module.name}")
        codes = {code: text for code, text in topic.TEXTS.items() if "." not in code and "_" in code}
        heading = str(topic.__doc__).removeprefix("English: ").rstrip(".")
        found[module.name] = (heading[0].upper() + heading[1:], codes)
    known = {code for _, codes in found.values() for code in codes}
    others = {code: ENGLISH.words[code] for code in sorted(ENGLISH.words) if "." not in code and "_" in code}
    source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
    own = {code: text for code, text in others.items() if code not in known and f'"{code}"' in source}
    return {**found, "own": ("What models, tests, sources, layouts and charts bring with them", own)}


def plain(text: str) -> str:
    """A text with its holes as words in braces, safe inside a table."""
    holes = re.sub(r"(?<!{){(\w+):[^{}]*(?:{\w+})?[^{}]*}(?!})", r"{\1}", text)
    return holes.replace("{{", "{").replace("}}", "}").replace("<", "&lt;").replace("*", "\\*")


def section(heading: str, texts: dict[str, str], remedies: dict[str, frozenset[str]], only: frozenset[str]) -> str:
    """The messages of a topic, each with what to do; remedies stand beside what they are for."""
    rows = []
    for code, text in texts.items():
        if code in only:
            continue
        cures = [plain(ENGLISH.words[one]) for one in sorted(remedies.get(code, ()))]
        rows.append((f"`{code}`", plain(text), "; or: ".join(cures)))
    return f"## {heading}\n\n{table(('code', 'what it says', 'what to do'), rows)}" if rows else ""


def page() -> str:
    """The whole document."""
    found = topics()
    of_tests = found["tests"][1]
    remedies = {code: cures for code, cures in pairs().items() if code not in of_tests}
    only = frozenset(cure for cures in remedies.values() for cure in cures) - remedies.keys()
    of_errors = [name for name, (_, texts) in found.items() if len(texts.keys() & remedies.keys()) > LEAST_REMEDIES]
    order = dict.fromkeys((*of_errors, *found))
    tree = inspect.cleandoc(str(errors.__doc__)).split("::")[1].strip("\n")
    parts = [HEAD.replace("{tree}", inspect.cleandoc(tree)).rstrip()]
    return "\n\n".join(filter(None, (*parts, *(section(*found[name], remedies, only) for name in order)))) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
