"""Which remedies stand beside which messages in the source of the program: what `docs/errors.md` is written from."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import eventstudy
from eventstudy.text import ENGLISH

__all__ = ["FAULTS", "FOLDER", "pairs", "without_remedy"]

FOLDER = Path(eventstudy.__file__).parent
FAULTS = re.compile(r"(Error|Symbol|Range|Limited|Broken|Down|Drawn|Computed)$|^(problem|error)$")
"""Calls that make an error of a message and of what to do about it."""
FINDING = "Finding"
NO_PAIRS = ("TestResult", "no_result", "joined", "message", "Message")

BLOCKS = ("body", "orelse", "finalbody", "handlers")
DEEPEST = 6

Codes = frozenset[str]
NONE: Codes = frozenset()
Scope = dict[str, list[ast.expr]]


def pairs() -> dict[str, Codes]:
    """Codes of remedies for the code of each message that has some."""
    found: dict[str, set[str]] = defaultdict(set)
    for what, remedy in _pairs():
        for code in what:
            found[code] |= remedy
    return {code: frozenset(remedies - {code}) for code, remedies in found.items()}


def without_remedy() -> list[str]:
    """Places where an error says what is wrong and not what to do."""
    return [
        f"{file.relative_to(FOLDER)}:{call.lineno}"
        for file in _files()
        for call in ast.walk(_tree(file))
        if isinstance(call, ast.Call) and FAULTS.search(_name(call.func)) and _is_message(call.args[-1:], call)
    ]


def _is_message(last: list[ast.expr], call: ast.Call) -> bool:
    """Whether the only message of a call is its last argument."""
    made = [one for one in call.args if isinstance(one, ast.Call) and _name(one.func) in ("message", "Message")]
    return bool(last) and made == last and len(call.args) == 1 and not call.keywords


def _files() -> list[Path]:
    return [path for path in sorted(FOLDER.rglob("*.py")) if "catalogue" not in path.parts]


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _pairs() -> Iterator[tuple[Codes, Codes]]:
    """Two messages side by side in a call or in a tuple: the first says what is wrong, the second what to do."""
    for file in _files():
        for scope, node in _block(_tree(file).body, dict(_constants())):
            beside: list[ast.expr] = []
            if isinstance(node, ast.Call) and _name(node.func) not in NO_PAIRS:
                beside = [*node.args, *(one.value for one in node.keywords)]
                if _name(node.func) == FINDING:
                    beside = [one for one in beside if _codes(one, scope)]
            elif isinstance(node, ast.Tuple):
                beside = list(node.elts)
                yield from _by_key(beside, scope)
            codes = [_codes(one, scope) or _written(one, isinstance(node, ast.Tuple)) for one in beside]
            yield from ((what, remedy) for what, remedy in pairwise(codes) if what and remedy)


def _written(node: ast.expr, in_tuple: bool) -> Codes:
    """A code that stands in a table of the source as it is."""
    value = node.value if isinstance(node, ast.Constant) and in_tuple else ""
    return frozenset([value]) if value in ENGLISH.words and "_" in value else NONE


def _by_key(beside: list[ast.expr], scope: Scope) -> Iterator[tuple[Codes, Codes]]:
    """`message(f"yahoo_{status}"), message(REFUSALS[status])`: to each key its own remedy."""
    for first, second in pairwise(beside):
        what, remedy = (one.args[0] if isinstance(one, ast.Call) and one.args else one for one in (first, second))
        if isinstance(what, ast.JoinedStr) and isinstance(remedy, ast.Subscript) and isinstance(remedy.value, ast.Name):
            stem = "".join(str(one.value) for one in what.values if isinstance(one, ast.Constant))
            for table in scope.get(remedy.value.id, ()):
                named = ast.literal_eval(table) if isinstance(table, ast.Dict) else {}
                yield from ((frozenset([f"{stem}{key}"]), frozenset([code])) for key, code in named.items())


def _block(statements: list[ast.stmt], scope: Scope) -> Iterator[tuple[Scope, ast.AST]]:
    """Every node with what the names around it are there; after a branch, what they may be."""
    for statement in statements:
        inner = [block for name in BLOCKS if (block := getattr(statement, name, None))]
        yield from ((scope, node) for node in _own(statement))
        for block in inner:
            bodies = [one.body if isinstance(one, ast.ExceptHandler) else [one] for one in block]
            yield from _block([one for body in bodies for one in body], dict(scope))
        assigned = _assigned(statement)
        for name, values in assigned.items() if not isinstance(statement, ast.FunctionDef | ast.ClassDef) else ():
            scope[name] = [*scope.get(name, []), *values] if inner else values


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """Nodes of a statement but for those of statements inside it."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.stmt | ast.ExceptHandler)]


def _assigned(tree: ast.AST) -> Scope:
    """Expressions that each name is assigned somewhere inside."""
    found: Scope = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.NamedExpr):
            found[node.target.id].append(node.value)
        for target in node.targets if isinstance(node, ast.Assign) else ():
            for name, value in _matched(target, node.value):
                found[name].append(value)
    return found


def _matched(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Names and their values; a message and its remedy that are assigned together are a pair already."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, own in zip(target.elts, value.elts, strict=False):
            if isinstance(one, ast.Name) and one.id.isupper():
                yield one.id, own


@cache
def _constants() -> Scope:
    """What names in capitals are, in any file, and what each function returns, under its name."""
    found: Scope = defaultdict(list)
    for file in _files():
        for node in _tree(file).body:
            for name, values in _assigned(node).items() if isinstance(node, ast.Assign) else ():
                found[name] += values if name.isupper() else []
            if isinstance(node, ast.FunctionDef):
                found[f"{node.name}()"] += [
                    one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None
                ]
    return found


def _codes(node: ast.expr, scope: Scope, depth: int = 0) -> Codes:
    """Codes of the messages that an expression may be."""
    if isinstance(node, ast.IfExp):
        return _all((node.body, node.orelse), scope, depth)
    if isinstance(node, ast.Name) and depth < DEEPEST:
        return _all(scope.get(node.id, ()), scope, depth + 1)
    return _made(node, scope, depth) if isinstance(node, ast.Call) and depth < DEEPEST else NONE


def _made(call: ast.Call, scope: Scope, depth: int) -> Codes:
    """Codes of the messages that a call makes or gives back."""
    name = _name(call.func)
    if name in ("message", "Message"):
        return frozenset(_texts(call.args[0], scope, depth)) if call.args else NONE
    if name == "joined":
        return _all(getattr(call.args[0], "elts", ()), scope, depth)
    return _all(scope.get(f"{name}()", ()), scope, depth + 1) if isinstance(call.func, ast.Name) else NONE


def _all(nodes: Iterable[ast.expr], scope: Scope, depth: int) -> Codes:
    return frozenset(code for node in nodes for code in _codes(node, scope, depth))


def _texts(node: ast.expr, scope: Scope, depth: int) -> Iterator[str]:
    """Codes that stand in the place of one: written out, chosen of two, put together, or assigned before."""
    if isinstance(node, ast.Constant) and node.value in ENGLISH.words:
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, scope, depth)
        yield from _texts(node.orelse, scope, depth)
    elif isinstance(node, ast.JoinedStr):
        parts = [re.escape(one.value) if isinstance(one, ast.Constant) else "[a-z0-9_]*" for one in node.values]
        yield from filter(re.compile("".join(map(str, parts))).fullmatch, ENGLISH.words)
    elif isinstance(node, ast.Name) and depth < DEEPEST:
        for one in scope.get(node.id, ()):
            yield from _texts(one, scope, depth + 1)
