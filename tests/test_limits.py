"""Size is bounded: what is too large is refused in words, before it is held."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.errors import PriceFileError, SpecError
from eventstudy.prices import factors, tables
from eventstudy.prices.factors import read_factors
from eventstudy.spec import events_file, source
from eventstudy.spec.firm_events import firm_events
from test_files import fetch

DEEP = {
    "brackets": "[" * 100_000,
    "brackets that close": "a: " + "[" * 100_000 + "]" * 100_000,
    "lists": "- " * 100_000,
    "mappings": "{a: " * 50_000,
    "keys": "? " * 50_000,
    "indentation": "".join(" " * i + "a:\n" for i in range(2_000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting(write, name):
    """Far fewer levels than this overflow the C stack of the YAML library's composer."""
    with pytest.raises(SpecError, match="nests too deep") as caught:
        es.load_spec(write("s.yaml", DEEP[name]))
    assert caught.value.position.startswith(str(write("s.yaml", "")))
    assert caught.value.remedy


def test_many_values(write, monkeypatch):
    monkeypatch.setattr(source, "MAX_NODES", 1_000)
    with pytest.raises(SpecError, match="expands to too much") as caught:
        es.load_spec(write("s.yaml", "version: 1\nfacts:\n" + "- x\n" * 1_000))
    assert caught.value.position.endswith("s.yaml:998:3")
    assert "put many events into an events_file" in caught.value.remedy


def test_a_file_that_never_ends():
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no such file")
    for read in (es.load_spec, lambda path: firm_events(es.load_spec({"version": 1, "events_file": path}))):
        with pytest.raises(SpecError, match="larger than"):
            read("/dev/zero")
    with pytest.raises(PriceFileError, match="this is not a file"):
        read_factors(Path("/dev/zero"))


def test_large_files(write, monkeypatch):
    path = write("p.csv", "date,AAA\n2020-01-02,1\n")
    for room, name in ((source, "MAX_BYTES"), (events_file, "MOST_BYTES"), (tables, "MOST_BYTES")):
        monkeypatch.setattr(room, name, 10)
    with pytest.raises(SpecError, match="the study file is larger than"):
        es.load_spec(path)
    with pytest.raises(SpecError, match="the events file is larger than"):
        events_file.read_events_table(path)
    with pytest.raises(PriceFileError, match="the file is larger than"):
        fetch(path.parent, "p.csv")
    monkeypatch.setattr(factors, "MOST_BYTES", 10)
    with pytest.raises(PriceFileError, match="the file is larger than"):
        read_factors(path)


def test_a_small_parquet_file_of_many_rows(tmp_path, monkeypatch):
    days = np.full(200_000, np.datetime64("2020-01-02", "s"))
    pd.DataFrame({"date": days, "AAA": 1.0}).to_parquet(tmp_path / "p.parquet")
    assert (tmp_path / "p.parquet").stat().st_size < 20_000
    monkeypatch.setattr(tables, "MOST_CELLS", 300_000)
    with pytest.raises(PriceFileError, match="200,000 rows of 2 columns are more than can be read"):
        fetch(tmp_path, "p.parquet")


def test_a_zip_that_unfolds(tmp_path, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f.csv", b"0" * 1_000_000)
    (tmp_path / "f.zip").write_bytes(content.getvalue())
    monkeypatch.setattr(factors, "MOST_BYTES", 100_000)
    with pytest.raises(PriceFileError, match="the zip unfolds to more than"):
        read_factors(tmp_path / "f.zip")


def test_ten_thousand_letters(write):
    """Nothing of a long text is repeated at length, and no pattern takes long over it."""
    long = "9" * 10_000
    for key in ("at: ", "id: ", "sign: "):
        text = f"version: 1\nassets: {{A: {{}}}}\nevents:\n  - {{id: e, at: 2025-01-27}}\n  - {{{key}{long}x-}}\n"
        with pytest.raises(SpecError) as caught:
            es.load_spec(write("s.yaml", text))
        assert len(str(caught.value)) < 600


@pytest.mark.slow
def test_ten_million_rows_of_one_ticker(tmp_path):
    """In a process of its own, so that its memory can be measured."""
    script = f"""
import resource, numpy as np, pyarrow as pa, pyarrow.csv
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
days = np.tile((np.datetime64("2000-01-03") + np.arange(9000)).astype(str), 1112)[:10_000_000]
pa.csv.write_csv(pa.table({{"date": days, "AAA": np.ones(10_000_000)}}), "p.csv")
from test_files import fetch
from eventstudy.calendar import load_sessions
from eventstudy.prices import audit
found = audit(fetch(Path(), "p.csv").series["AAA"], load_sessions("XNYS", "1999-12-01", "2024-12-31"))
print(found.rejected[:60], len(found.rejected), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *_, length, kilobytes = done.stdout.split()
    assert done.stdout.startswith("rows on ")
    assert int(length) < 400
    assert int(kilobytes) < 4_000_000
