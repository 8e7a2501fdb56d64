"""Results of finished chunks, kept until the run is complete."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eventstudy.prices.cache import cache_folder
from eventstudy.scale.alike import code_hash
from eventstudy.writing import replace_file

__all__ = ["Checkpoints"]

ABANDONED = 30 * 24 * 3600
"""Seconds after which an interrupted run will not be taken up again."""

CHECKSUM = hashlib.sha256().digest_size
"""Bytes before the arrays of a chunk: a result that was changed since is computed again, never believed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checkpoints:
    """Folder with one file for each finished chunk of a run."""

    folder: Path

    @classmethod
    def of(cls, function: Callable[..., Any], count: int, about: str) -> Checkpoints:
        """Those of a run: another study, seed, number of chunks or version of this program has others."""
        name = f"{function.__module__}.{function.__qualname__}"
        text = "\n".join([name, str(count), code_hash(), version("numpy"), version("scipy"), about])
        runs = cache_folder() / "unfinished"
        _sweep(runs)
        return cls(runs / hashlib.sha256(text.encode()).hexdigest()[:32])

    def find(self, chunk: int) -> Mapping[str, NDArray[np.generic]] | None:
        """Result of a chunk; None where it is not kept, or cannot be read."""
        try:
            written = self._file(chunk).read_bytes()
            checksum, content = written[:CHECKSUM], written[CHECKSUM:]
            if checksum != hashlib.sha256(content).digest():
                return None
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except Exception:  # damage can raise anything; the chunk is then computed again
            return None

    def write(self, chunk: int, result: Mapping[str, NDArray[np.generic]]) -> None:
        """Keep the result of a chunk; a cache that cannot be written costs time later, not results."""
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **{name: np.asarray(values) for name, values in result.items()})
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._file(chunk), hashlib.sha256(content.getvalue()).digest() + content.getvalue())
        except OSError as e:
            _log.warning("cannot keep what is done in %s (%s)", self.folder, e.strerror or e)

    def remove(self) -> None:
        """Delete them: the run is complete."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, chunk: int) -> Path:
        return self.folder / f"{chunk}.chunk"


def _sweep(runs: Path) -> None:
    """Remove what runs left behind that nobody took up again."""
    for left in runs.glob("*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
