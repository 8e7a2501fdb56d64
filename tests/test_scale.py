"""Chunks give the same numbers wherever they run, and however often their workers die."""

from __future__ import annotations

import io
import os
import signal
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from eventstudy.errors import EventStudyError
from eventstudy.models import MODELS
from eventstudy.prices.cache import cache_folder
from eventstudy.scale import ENGINES, Engine, run_chunks, streams
from eventstudy.study.heavy import fit_in_chunks
from samples import make_panel

TWO = [Engine(name, 2) for name in ENGINES]


def sums(chunk, values):
    """Mean of the chunk's rows of a shared array, and numbers of its own."""
    stream, first, last = chunk
    rows = values[first:last]
    return {"mean": rows.mean(axis=1), "drawn": np.random.default_rng(stream).normal(size=2)}


def fragile(chunk, folder):
    """Kills its own worker the first time, and counts how often it came to its end."""
    number = chunk
    once = Path(folder) / f"died-{number}"
    if number == 2 and not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    with (Path(folder) / f"done-{number}").open("a") as log:
        log.write("x")
    return {"number": np.array([number])}


def stops(chunk):
    number, folder = chunk
    if number == 3 and not (Path(folder) / "go on").exists():
        raise KeyboardInterrupt
    with (Path(folder) / f"done-{number}").open("a") as log:
        log.write("x")
    return {"number": np.array([number]), "half": np.array([0.5])}


def wrong(chunk):
    raise ValueError(f"no {chunk}")


def deadly(_):
    os.kill(os.getpid(), signal.SIGKILL)


def test_two_clusters_at_once():
    """Each has ports of its own, so that two runs do not meet."""
    with Engine("dask", 1).open() as one, Engine("dask", 1).open() as other:
        assert (one(abs, -1).result(), other(abs, -2).result()) == (1, 2)


@pytest.mark.parametrize("engine", TWO, ids=lambda e: e.name)
def test_every_engine_gives_the_same(engine):
    values = np.random.default_rng(1).normal(size=(60, 5))
    chunks = [(stream, 10 * i, 10 * i + 10) for i, stream in enumerate(streams(7, 6))]
    results = list(run_chunks(sums, chunks, shared=[values], engine=engine))
    np.testing.assert_array_equal(np.concatenate([r["mean"] for r in results]), values.mean(axis=1))
    drawn = [np.random.default_rng((7, i)).normal(size=2) for i in range(6)]
    np.testing.assert_array_equal([r["drawn"] for r in results], drawn)


@pytest.mark.parametrize("engine", [*TWO[1:], Engine("dask", 1)], ids=lambda e: f"{e.name} {e.jobs}")
@pytest.mark.slow
def test_a_worker_that_dies_costs_time_only(engine, tmp_path):
    """Also where it was the only one that held what the chunks share."""
    results = run_chunks(fragile, range(6), shared=[str(tmp_path)], engine=engine)
    assert [int(r["number"][0]) for r in results] == list(range(6))
    assert (tmp_path / "died-2").exists()


@pytest.mark.slow
def test_workers_that_always_die():
    with pytest.raises(EventStudyError, match="3 times a worker died"):
        list(run_chunks(deadly, [1], engine=Engine("processes", 1)))


@pytest.mark.parametrize("engine", TWO[:2], ids=lambda e: e.name)
def test_errors_of_the_work_are_raised(engine):
    with pytest.raises(ValueError, match="no 1"):
        list(run_chunks(wrong, [1], engine=engine))


def cut(content):
    return content[:40]


def edited(content):
    """Another number, written as numbers are: the archive itself is right."""
    start = content.index(b"PK")
    with np.load(io.BytesIO(content[start:])) as arrays:
        changed = {name: arrays[name] + 1 for name in arrays.files}
    out = io.BytesIO()
    np.savez(out, **changed)
    return content[:start] + out.getvalue()


@pytest.mark.parametrize("damage", [cut, edited])
def test_an_interrupted_run_goes_on(tmp_path, damage):
    chunks = [(i, str(tmp_path)) for i in range(5)]
    with pytest.raises(KeyboardInterrupt):
        list(run_chunks(stops, chunks, resume="a"))
    unfinished = list((cache_folder() / "unfinished").iterdir())
    assert len(unfinished) == 1
    (tmp_path / "go on").touch()
    kept = next(unfinished[0].glob("1.*"))
    kept.write_bytes(damage(kept.read_bytes()))
    numbers = [int(r["number"][0]) for r in run_chunks(stops, chunks, resume="a")]
    assert numbers == list(range(5))
    done = {i: (tmp_path / f"done-{i}").read_text() for i in range(5)}
    assert done == {0: "x", 1: "xx", 2: "x", 3: "x", 4: "x"}, "only what was not done, or damaged, is done again"
    assert not unfinished[0].exists()


def test_two_runs_that_take_up_the_same(tmp_path):
    """The first to end removes what both were taking up: the other computes it again."""
    chunks = [(i, str(tmp_path)) for i in range(4)]
    with pytest.raises(KeyboardInterrupt):
        list(run_chunks(stops, chunks, resume="shared"))
    (tmp_path / "go on").touch()
    slower = run_chunks(stops, chunks, resume="shared")
    numbers = [int(next(slower)["number"][0])]
    assert len(list(run_chunks(stops, chunks, resume="shared"))) == 4
    numbers += [int(result["number"][0]) for result in slower]
    assert numbers == [0, 1, 2, 3]


def test_another_run_takes_nothing_over(tmp_path):
    chunks = [(i, str(tmp_path)) for i in range(4)]
    with pytest.raises(KeyboardInterrupt):
        list(run_chunks(stops, chunks, resume="one seed"))
    (tmp_path / "go on").touch()
    assert len(list(run_chunks(stops, chunks, resume="another seed"))) == 4
    assert (tmp_path / "done-0").read_text() == "xx"


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr("eventstudy.scale.engines.PATIENCE", 1)
    with pytest.raises(EventStudyError, match="no Dask scheduler answers"):
        list(run_chunks(sums, [1], engine=Engine("dask", scheduler="tcp://127.0.0.1:9")))


def test_heavy_models_in_chunks(monkeypatch):
    monkeypatch.setattr("eventstudy.study.heavy.CHUNK", 5)
    panel, _ = make_panel(3, missing=0.05)
    here = MODELS["theil_sen"].fit(panel)
    elsewhere = fit_in_chunks("theil_sen", {}, panel, Engine("processes", 2))
    for field in fields(here):
        np.testing.assert_array_equal(getattr(elsewhere, field.name), getattr(here, field.name), err_msg=field.name)
