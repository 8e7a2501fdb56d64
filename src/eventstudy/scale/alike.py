"""Whether the workers of a cluster compute what this computer would."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import eventstudy
from eventstudy.errors import EventStudyError
from eventstudy.messages import Message, message

__all__ = ["code_hash", "refuse_unlike"]

PACKAGES = ("market-eventstudy", "numpy", "scipy", "pandas", "statsmodels", "arch")
"""What the digits of a result depend on."""


@cache
def code_hash() -> str:
    """Hash of this program's own code."""
    digest = hashlib.sha256()
    for path in sorted(Path(eventstudy.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def refuse_unlike(client: Any) -> None:
    """Refuse a cluster with a worker of other versions than here: its numbers could be others, or none.

    Parameters
    ----------
    client : distributed.Client

    Raises
    ------
    EventStudyError
        Naming the worker, the package and both versions.
    """
    found = client.get_versions(packages=list(PACKAGES))
    here = _versions(found["client"])
    for address, worker in sorted(found["workers"].items()):
        there = _versions(worker)
        for name, version in here.items():
            if there[name] != version:
                raise _unlike(_difference(address, name, there[name], version))
    for address, code in sorted(client.run(code_hash).items()):
        if code != code_hash():
            raise _unlike(message("worker_of_other_code", address=address, version=here["market-eventstudy"]))


def _versions(one: dict[str, Any]) -> dict[str, str | None]:
    """Version by package; of Python, whose functions are sent, only what must agree."""
    python = ".".join(str(one["host"]["python"]).split(".")[:2])
    return {"Python": python} | {name: one["packages"].get(name) for name in PACKAGES}


def _difference(address: str, package: str, there: str | None, here: str | None) -> Message:
    if here is None:
        return message("worker_has_more", address=address, package=package, there=there)
    if there is None:
        return message("worker_lacks", address=address, package=package, here=here)
    return message("worker_differs", address=address, package=package, there=there, here=here)


def _unlike(what: Message) -> EventStudyError:
    return EventStudyError(what, message("same_versions_on_workers"))
