"""Models that take long for each firm-event, estimated in chunks wherever an engine runs them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from eventstudy.engine import Fit
from eventstudy.models import MODELS
from eventstudy.models.model import Options
from eventstudy.panel import Panel
from eventstudy.scale import Arrays, Engine, run_chunks

__all__ = ["fit_in_chunks"]

CHUNK = 25
"""Firm-events of a chunk: about a second of the slowest of these models."""


@dataclass(frozen=True, eq=False)
class _Chunk:
    model: str
    told: Options
    panel: Panel


def fit_in_chunks(model: str, told: Options, panel: Panel, engine: Engine) -> Fit:
    """What the model gives for the panel; an interrupted run that is started again goes on where it stopped.

    Workers know the model by its name, those of other packages too: their entry points are read there.
    """
    size = len(panel.members)
    chunks = [_Chunk(model, told, panel.take(slice(i, i + CHUNK)).held()) for i in range(0, size, CHUNK)]
    about = f"{model} {told} {_digest(panel)}"
    parts = list(run_chunks(_fit, chunks, engine=engine, resume=about))
    flags = {f.name for f in fields(Fit) if f.type == "bool"}
    values: dict[str, Any] = {name: np.concatenate([p[name] for p in parts]) for name in parts[0] if name not in flags}
    return Fit(**(values | {name: bool(parts[0][name]) for name in flags}))


def _fit(chunk: _Chunk) -> Arrays:
    fit = MODELS[chunk.model].fit(chunk.panel, **chunk.told)
    values = {f.name: getattr(fit, f.name) for f in fields(Fit)}
    return {name: np.asarray(v) for name, v in values.items() if isinstance(v, np.ndarray | bool)}


def _digest(panel: Panel) -> str:
    digest = hashlib.sha256()
    for f in fields(panel):
        digest.update(f.name.encode())
        if getattr(panel, f.name) is not None:
            digest.update(np.ascontiguousarray(getattr(panel, f.name)).tobytes())
    return digest.hexdigest()
