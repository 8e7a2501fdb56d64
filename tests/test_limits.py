"""Size is bounded: what is too large is refused in words, before it is held."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import eventstudy as es
from eventstudy.errors import PriceFileError, SpecError
from eventstudy.prices import factor_rows, tables
from eventstudy.prices.factors import read_factors
from eventstudy.spec import events_file, source
from eventstudy.spec.firm_event_table import firm_events
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
        events_file.read_events_table(path, {})
    with pytest.raises(PriceFileError, match="the file is larger than"):
        fetch(path.parent, "p.csv")
    monkeypatch.setattr(factor_rows, "MOST_BYTES", 10)
    with pytest.raises(PriceFileError, match="the file is larger than"):
        read_factors(path)


def test_a_small_parquet_file_of_many_rows(tmp_path, monkeypatch):
    days = np.full(200_000, np.datetime64("2020-01-02", "s"))
    pd.DataFrame({"date": days, "AAA": 1.0}).to_parquet(tmp_path / "p.parquet")
    assert (tmp_path / "p.parquet").stat().st_size < 20_000
    monkeypatch.setattr(tables, "MOST_HELD", 3_000_000)
    with pytest.raises(PriceFileError, match=r"it would take 3\.2 MB of memory; at most 3\.0 MB are used for it"):
        fetch(tmp_path, "p.parquet")
    monkeypatch.setattr(tables, "MOST_HELD", 4_000_000)
    assert len(fetch(tmp_path, "p.parquet").series["AAA"].dates) == 200_000


def test_texts_that_each_repeat_the_one_before(tmp_path, monkeypatch):
    """A packing in which every cell can be as long as the whole column."""
    texts = [f"{'y' * 10_000}{i}" for i in range(1_000)]
    table = pa.table({"date": ["2020-01-02"] * 1_000, "AAA": texts})
    path = tmp_path / "p.parquet"
    packing = {"date": "DELTA_BYTE_ARRAY", "AAA": "DELTA_BYTE_ARRAY"}
    pa.parquet.write_table(table, path, use_dictionary=False, column_encoding=packing)
    assert path.stat().st_size < 50_000
    monkeypatch.setattr(tables, "MOST_HELD", 2_000_000)
    with pytest.raises(PriceFileError, match=r"it would take 2\.\d MB of memory; at most 2\.0 MB"):
        fetch(tmp_path, "p.parquet")
    monkeypatch.setattr(tables, "MOST_HELD", 20_000_000)
    with pytest.raises(PriceFileError, match="row 1: column AAA: not a number, 'yyy"):
        fetch(tmp_path, "p.parquet")


def test_a_zip_packed_so_that_it_cannot_be_bounded(tmp_path):
    with zipfile.ZipFile(tmp_path / "f.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("f.csv", "date,RF\n2025-01-02,0\n")
    with pytest.raises(PriceFileError, match="the zip is packed in an unusual way"):
        read_factors(tmp_path / "f.zip")


BOMBS = """
import sys, resource
from pathlib import Path
import numpy as np, pyarrow as pa, pyarrow.parquet as pq

def rows(name, columns, times, **options):
    table = pa.table(columns)
    with pq.ParquetWriter(name, table.schema, **options) as file:
        for _ in range(times):
            file.write_table(table)

def same(text, count):
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), [text])

day = np.datetime64("2020-01-02", "s")
rows("rows.parquet", {"date": np.full(2_000_000, day), "AAA": np.ones(2_000_000)}, 70)
rows("text.parquet", {"date": same("2020-01-02", 10**6), "AAA": same("y" * 10_000, 10**6)}, 1)
event = {name: same(text, 4 * 10**6) for name, text in (("event_id", "e"), ("asset", "AAA"), ("at", "2020-01-02"))}
rows("events.parquet", event, 10)
Path("commas.csv").write_bytes(b"event_id,asset,at\\n" + b",,\\n" * 12_000_000)
Path("factors.csv").write_bytes(b"date,RF\\n" + b"," * 40_000_000)
Path("nulls.csv").write_bytes(b"date,AAA\\n" + bytes(150_000_000))
sizes = [Path(name).stat().st_size for name in ("rows.parquet", "text.parquet", "events.parquet")]
assert max(sizes) < 1_500_000, sizes

from typer.testing import CliRunner
from eventstudy.cli import app
import eventstudy as es, eventstudy.study, eventstudy.prices, eventstudy.report  # what any command imports

END = "\\nevents: [{id: e, at: 2020-01-02}]\\n"
ASSETS = "version: 1\\nmodel: mean\\nassets: {AAA: {exchange: XNYS}}\\n"
studies = {
    "rows": ASSETS + "prices: {source: parquet, path: rows.parquet}" + END,
    "text": ASSETS + "prices: {source: parquet, path: text.parquet}" + END,
    "events": ASSETS + "events_file: events.parquet\\n",
    "commas": ASSETS + "events_file: commas.csv\\n",
    "factors": "version: 1\\nprices: {source: snapshot}\\nmodel: factor\\n"
    "factors: {path: factors.csv, columns: [RF]}\\n"
    "assets: {NVDA: {exchange: XNAS, market: ^GSPC}}\\nevents: [{id: e, at: 2025-01-27}]\\n",
    "nulls": ASSETS + "prices: {source: csv, path: nulls.csv}" + END,
    "lists": "version: 1\\nfacts:\\n" + "- x\\n" * 4_000_000,
}
for name, text in studies.items():
    Path(name + ".yaml").write_text(text)
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + ROOM
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for name in studies:
    done = CliRunner().invoke(app, ["check", name + ".yaml"])
    print(f"== {name} {done.exit_code}\\n{done.output}", end="")
"""
ROOM = 1_000_000_000
"""Bytes beside those of the libraries. Every one of these files would take several times as many."""
KEEP = "keep the columns and rows that the study needs"
TOO_LARGE = {
    "rows": (3, f"rows.parquet: it would take 2.2 GB of memory; at most 2.0 GB are used for it\n{KEEP}"),
    "text": (3, f"text.parquet: it would take 10.0 GB of memory; at most 2.0 GB are used for it\n{KEEP}"),
    "events": (2, f"events.parquet: it would take 8.2 GB of memory; at most 2.0 GB are used for it\n{KEEP}"),
    "commas": (2, f"commas.csv: it would take 2.3 GB of memory; at most 2.0 GB are used for it\n{KEEP}"),
    "factors": (3, f"factors.csv: it would take 2.6 GB of memory; at most 2.0 GB are used for it\n{KEEP}"),
    "nulls": (3, "nulls.csv:2: not a table of cells"),
    "lists": (2, "lists.yaml:499998:3: the file nests too deep or expands to too much"),
}


@pytest.mark.slow
def test_files_that_unfold_fit_into_little_memory(tmp_path):
    if not sys.platform.startswith("linux"):
        pytest.skip("this system does not bound a process's memory")
    script = BOMBS.replace("ROOM", str(ROOM))
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = {}
    for part in done.stdout.split("== ")[1:]:
        head, _, rest = part.partition("\n")
        name, code = head.split()
        said[name] = (int(code), rest)
    assert list(said) == list(TOO_LARGE)
    for name, (code, words) in TOO_LARGE.items():
        assert said[name][0] == code, said[name]
        assert said[name][1].startswith(words), said[name]


def test_a_zip_that_unfolds(tmp_path, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f.csv", b"0" * 1_000_000)
    (tmp_path / "f.zip").write_bytes(content.getvalue())
    monkeypatch.setattr(factor_rows, "MOST_BYTES", 100_000)
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
from eventstudy.text import ENGLISH
from eventstudy.prices import audit
found = audit(fetch(Path(), "p.csv").series["AAA"], load_sessions("XNYS", "1999-12-01", "2024-12-31"))
told = ENGLISH.text(found.rejected)
print(told[:60], len(told), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    *_, length, kilobytes = done.stdout.split()
    assert done.stdout.startswith("rows on ")
    assert int(length) < 400
    assert int(kilobytes) < 4_000_000
