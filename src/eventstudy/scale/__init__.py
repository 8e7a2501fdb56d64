"""Where work in chunks runs: here, in processes, or on a Dask cluster, with the same numbers everywhere."""

from eventstudy.scale.chunks import Arrays, run_chunks, streams
from eventstudy.scale.engines import ENGINES, LOCAL, NEEDS_DASK, Engine

__all__ = ["ENGINES", "LOCAL", "NEEDS_DASK", "Arrays", "Engine", "run_chunks", "streams"]
