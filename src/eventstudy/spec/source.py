"""YAML text to plain data, with the place of every value kept.

Every scalar stays the text that was written: `ON`, `1`, `700` and `12:30` are what they look like, and the
type that a key asks for decides how its text is read.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from eventstudy.errors import SpecError
from eventstudy.messages import Message, message

__all__ = [
    "Marks",
    "Place",
    "listed",
    "nearest",
    "quote",
    "read_at_most",
    "read_yaml",
    "worth_threads",
]

MAX_DEPTH = 20
MAX_NODES = 500_000
MAX_QUOTED = 80
MAX_LISTED = 5
MAX_BYTES = 20_000_000
MEGABYTE = 1_000_000
WORTH_THREADS = 10 * MEGABYTE
CORE_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map"})
"""What YAML takes plain values for; any other tag asks for an object to be made."""

csv.field_size_limit(1 << 24)
"""Letters of a cell, 131,072 before: a longer one is read, but one that fills a file is not held four times over."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Place:
    """Line and column (both from 1) of a piece of the file, and its text."""

    line: int
    column: int
    text: str


@dataclass
class Marks:
    """Where each key and each value of a YAML file stands, by path."""

    file: str
    values: dict[tuple[str | int, ...], Place] = field(default_factory=dict)
    keys: dict[tuple[str | int, ...], Place] = field(default_factory=dict)

    def find(self, path: tuple[str | int, ...], *, key: bool = False) -> Place | None:
        """Place of the value (or key) at `path`, else of the nearest thing around it."""
        path = self._as_written(path)
        for length in range(len(path), -1, -1):
            head, rest = path[:length], path[length:]
            single = bool(rest) and isinstance(rest[0], int)  # one value where a list may stand
            first, second = (self.keys, self.values) if key or (rest and not single) else (self.values, self.keys)
            place = first.get(head) or second.get(head)
            if place:
                return place
        return None

    def _as_written(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Path without the numbers of values that stand alone where a list may stand."""
        written: tuple[str | int, ...] = ()
        for i, part in enumerate(path):
            alone = isinstance(part, int) and i + 1 < len(path) and (*written, part) not in self.values
            written = written if alone and written in self.values else (*written, part)
        return written

    def error(self, path: tuple[str | int, ...], what: Message, remedy: Message, *, key: bool = False) -> SpecError:
        """Error that points at `path` and quotes what stands there."""
        place = self.find(path, key=key)
        if place is None:
            return SpecError(what, remedy, self.file)
        return _at(self.file, place, what, remedy)


def quote(text: str) -> str:
    """Text of the user's in quotes: one line, printable, at most 80 characters."""
    clean = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return f"'{clean if len(clean) <= MAX_QUOTED else clean[: MAX_QUOTED - 1] + '…'}'"


def _at(file: str, place: Place, what: Message, remedy: Message) -> SpecError:
    quoted = message("quoted", what=what, text=quote(place.text))
    return SpecError(quoted, remedy, f"{file}:{place.line}:{place.column}")


def nearest(word: str, known: Sequence[str]) -> Message:
    """Remedy for an unknown word: the nearest known one, or all of them."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return message("did_you_mean", name=folded[close[0]]) if close else message("known_names", names=", ".join(known))


def listed(names: Sequence[str]) -> str:
    """The first few of some names of the user's."""
    return ", ".join([*(quote(name) for name in names[:MAX_LISTED]), *["…"] * (len(names) > MAX_LISTED)])


def read_yaml(path: Path) -> tuple[dict[str, Any], Marks]:
    """Read a YAML file to dicts, lists and text.

    Parameters
    ----------
    path : Path
        File in UTF-8.

    Returns
    -------
    data : dict
        Nested dicts and lists; scalars are text as written, an empty value is None.
    marks : Marks
        The position of every key and value.

    Raises
    ------
    SpecError
        The file cannot be read, is not YAML, repeats a key or nests too deep.
    """
    file = str(path)
    node = _compose(file, _text(path))
    marks = Marks(file)
    if not isinstance(node, yaml.MappingNode):
        remedy = message("start_with_version")
        if node is None:
            raise SpecError(message("study_file_empty"), remedy, f"{file}:1:1")
        raise _at(file, Place(1, 1, _shown(node)), message("study_is_mapping"), remedy)
    marks.values[()] = _place(node)
    return _Plainer(marks).mapping(node, ()), marks


def read_at_most(path: Path, most: int, what: Message, remedy: Message) -> bytes:
    """Content of a local file of at most `most` bytes.

    Raises
    ------
    SpecError
        It cannot be read, or is larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError as e:
        raise SpecError(message("no_such_file", what=what), remedy, str(path)) from e
    except OSError as e:
        raise SpecError(message("file_unreadable", what=what, why=str(e.strerror).lower()), remedy, str(path)) from e
    except ValueError as e:  # a null character, or signs that the system's encoding lacks
        raise SpecError(message("impossible_file_name", what=what), remedy, str(path)) from e
    if len(content) > most:
        raise SpecError(
            message("file_too_large", what=what, size=most // MEGABYTE), message("keep_what_is_needed"), str(path)
        )
    return content


def _text(path: Path) -> str:
    content = read_at_most(path, MAX_BYTES, message("study_file"), message("check_path"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = e.object.count(b"\n", 0, e.start) + 1
        raise SpecError(message("line_not_utf8"), message("save_as_utf8"), f"{path}:{line}") from e


def _compose(file: str, text: str) -> yaml.Node | None:
    try:
        _refuse_size(file, text)
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as e:
        if "nesting depth" in (e.problem or ""):  # libyaml from 0.2.6 on has a bound of its own, and reads ahead
            raise _too_much(file, _marked(e.problem_mark, "…")) from e
        raise _broken(file, text, e) from e
    except yaml.reader.ReaderError as e:
        line = text.count("\n", 0, e.position)
        column = e.position - (text.rfind("\n", 0, e.position) + 1)
        place = Place(line + 1, column + 1, text[e.position : e.position + 1])
        raise _at(file, place, message("sign_not_allowed_in_yaml"), message("remove_it")) from e
    return node


def _refuse_size(file: str, text: str) -> None:
    """Refuse a file of too many levels or values before any of it is held: the composer goes as deep as the file."""
    depth = seen = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        seen += isinstance(event, yaml.NodeEvent)
        if depth > MAX_DEPTH + 1 or seen > MAX_NODES:
            raise _too_much(file, _marked(event.start_mark, "…"))


def _too_much(file: str, place: Place) -> SpecError:
    remedy = message("use_at_most_levels", levels=MAX_DEPTH, values=MAX_NODES)
    return _at(file, place, message("nests_too_deep"), remedy)


SLIPS = (
    ("'\\t'|cannot start any token.*\t", message("yaml_tab"), message("use_spaces")),
    ("cannot start any token", message("yaml_start_of_value"), message("quote_value")),
    ("mapping values are not allowed", message("yaml_second_colon"), message("quote_value_with_colon")),
    ("end of stream", message("yaml_open_quote"), message("close_it")),
    ("another document", message("yaml_second_document"), message("one_file_each_study")),
    ("undefined alias", message("yaml_alias"), message("put_value_in_quotes")),
)
"""What YAML complains of when people slip: its words, then what is wrong and what to do in theirs."""


def _broken(file: str, text: str, e: yaml.MarkedYAMLError) -> SpecError:
    """Error at the place where the file stops being YAML; for an open quote, where it opens."""
    opened = e.context_mark if "quoted scalar" in (e.context or "") else None
    mark = opened or e.problem_mark or e.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    whole = lines[line] if line < len(lines) else ""
    complaint = f"{e.problem}{' ' + whole[column : column + 1]}"
    known = ((problem, remedy) for words, problem, remedy in SLIPS if re.search(words, complaint))
    problem, remedy = next(known, (str(e.problem), message("check_indentation")))
    return _at(file, Place(line + 1, column + 1, whole.strip()), message("not_yaml", why=problem), remedy)


class _Plainer:
    """Turns nodes to plain data and notes where each came from."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.seen = 0

    def mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            place = _place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                raise _at(self.marks.file, place, message("key_must_be_text"), message("write_key_value"))
            self._refuse_tag(key_node, place)
            key = key_node.value
            if key in out:
                first = self.marks.keys[(*path, key)].line
                raise _at(
                    self.marks.file,
                    place,
                    message("key_twice"),
                    message("keep_one_first_on_line", line=first),
                )
            self.marks.keys[(*path, key)] = place
            out[key] = self.value(value_node, (*path, key))
        return out

    def value(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        place = _place(node)
        self.seen += 1
        if len(path) > MAX_DEPTH or self.seen > MAX_NODES:
            raise _too_much(self.marks.file, place)
        self._refuse_tag(node, place)
        self.marks.values[path] = place
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        plain = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if plain and node.value == "" else node.value

    def _refuse_tag(self, node: yaml.Node, place: Place) -> None:
        if node.tag.removeprefix("tag:yaml.org,2002:") not in CORE_TAGS:
            raise _at(
                self.marks.file, place, message("tag_not_supported", tag=quote(node.tag)), message("write_plain_values")
            )


def _place(node: yaml.Node) -> Place:
    return _marked(node.start_mark, _shown(node))


def _marked(mark: Any, text: str) -> Place:
    return Place(mark.line + 1, mark.column + 1, text)


def _shown(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    return "".join(_flow(node))[: MAX_QUOTED + 1]


def _flow(node: yaml.Node, depth: int = 0) -> Iterator[str]:
    """Collection as it would look on one line, cut early: an alias may stand for a huge one."""
    if isinstance(node, yaml.ScalarNode):
        yield str(node.value)
        return
    opened, closed = "[]" if isinstance(node, yaml.SequenceNode) else "{}"
    yield opened
    for i, child in enumerate(node.value[:8] if depth < 2 else []):
        yield ", " if i else ""
        if isinstance(child, tuple):
            yield from _flow(child[0], depth + 1)
            yield ": "
        yield from _flow(child[1] if isinstance(child, tuple) else child, depth + 1)
    yield closed


def worth_threads(content: bytes) -> bool:
    """Whether Arrow may read bytes with several threads.

    A thread of Arrow's may let go of the bytes after the result is there. If the interpreter is ending by then, the
    process aborts; so small files, with which a whole command takes but a moment, are read by one thread.
    """
    return len(content) > WORTH_THREADS
