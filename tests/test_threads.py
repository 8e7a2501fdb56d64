"""The same bytes with any number of threads, on every engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import eventstudy as es
from conftest import HERE

KINDS = [("local", 1), ("local", 2), ("local", 4), ("processes", 4), ("dask", 2)]


def hashes(engine: str, threads: int, cache) -> dict[str, dict[str, str]]:
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    environment = os.environ | dict.fromkeys(names, str(threads)) | {"EVENTSTUDY_CACHE": str(cache)}
    command = [sys.executable, str(HERE / "every_model.py"), "--threads", str(threads), engine]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_all_models_with_other_threads_and_engines(tmp_path):
    first, *others = [hashes(engine, threads, tmp_path / f"{engine}-{threads}") for engine, threads in KINDS]
    assert set(first) == set(es.MODELS)
    for other, kind in zip(others, KINDS[1:], strict=True):
        assert other == first, kind


TWO_STUDIES = """
import threading
import scipy.linalg
from threadpoolctl import threadpool_info
from eventstudy.threads import OneThread

def now():
    return max(library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas")

inside, go_on = threading.Event(), threading.Event()

def longer():
    with OneThread(), OneThread():
        inside.set()
        go_on.wait(20)
        print(now())

other = threading.Thread(target=longer)
print(now())
try:
    with OneThread():
        other.start()
        inside.wait(20)
        print(now())
        raise ValueError
except ValueError:
    go_on.set()
other.join(20)
print(now())
"""


def test_a_study_that_ends_takes_no_thread_from_another_and_gives_them_back():
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "3", "OMP_NUM_THREADS": "3", "MKL_NUM_THREADS": "3"}
    command = [sys.executable, "-c", TWO_STUDIES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert not done.returncode, done.stderr
    before, *inside, after = done.stdout.split()
    assert inside == ["1", "1"]
    assert before == after
