"""Arrays that many chunks read: on disk once, mapped into the memory of each worker."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["ArrayFile", "share_arrays"]


@dataclass(frozen=True)
class ArrayFile:
    """Array in a file; what a chunk carries instead of the array.

    Attributes
    ----------
    path : str
        Workers on other computers must see it too: put `folder` of `share_arrays` on a shared file system.
    """

    path: str

    def open(self) -> NDArray[np.generic]:
        """The array, read-only; mapped once in each process, and read from disk only where it is used."""
        return _mapped(self.path)


@lru_cache(maxsize=32)
def _mapped(path: str) -> NDArray[np.generic]:
    mapped: NDArray[np.generic] = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped


@contextlib.contextmanager
def share_arrays(folder: Path | None = None, **arrays: NDArray[np.generic]) -> Iterator[dict[str, ArrayFile]]:
    """Files of arrays by name, for as long as the context lasts.

    Parameters
    ----------
    folder : Path, optional
        Where the files go; by default the system's place for temporary files.
    **arrays : ndarray
    """
    with tempfile.TemporaryDirectory(prefix="eventstudy-", dir=folder) as place:
        files = {name: ArrayFile(str(Path(place) / f"{name}.npy")) for name in arrays}
        for name, file in files.items():
            np.save(file.path, arrays[name], allow_pickle=False)
        yield files
