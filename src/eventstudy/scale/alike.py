"""Whether the workers of a cluster compute what this computer would."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import eventstudy
from eventstudy.errors import EventStudyError

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
                raise _unlike(address, f"{_said(name, there[name])}; here it is {version or 'missing'}")
    for address, code in sorted(client.run(code_hash).items()):
        if code != code_hash():
            raise _unlike(address, f"market-eventstudy {here['market-eventstudy']} with other code than here")


def _versions(one: dict[str, Any]) -> dict[str, str | None]:
    """Version by package; of Python, whose functions are sent, only what must agree."""
    python = ".".join(str(one["host"]["python"]).split(".")[:2])
    return {"Python": python} | {name: one["packages"].get(name) for name in PACKAGES}


def _said(name: str, version: str | None) -> str:
    return f"{name} {version}" if version else f"no {name}"


def _unlike(address: str, what: str) -> EventStudyError:
    return EventStudyError(
        f"the Dask worker {address} has {what}",
        "install the same versions on every worker: pip install -c constraints.txt market-eventstudy[cluster,garch]",
    )
