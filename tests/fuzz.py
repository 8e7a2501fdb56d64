"""Readers against spoilt files: `python tests/fuzz.py --cases 100000 --seed 1`.

Each case spoils a file that is right in one to four places and has it read. Whatever is not read must be refused by an
error of ours: any other exception is printed with its case and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

import eventstudy as es
from eventstudy.errors import EventStudyError
from eventstudy.prices import SOURCES, Request
from eventstudy.prices.factors import read_factors
from eventstudy.spec.firm_event_table import firm_events

ROOT = Path(__file__).parent.parent
RANGE = (np.datetime64("2020-01-01"), np.datetime64("2021-01-01"))
TOKENS = [
    *("'", '"', ",", ";", "\t", "\n", "\r", "\r\n", "\0", "\x1b[31m", "\u202e", "\ufeff", "\ud7ff", "𝔘", "é", "%", "|"),
    *("[", "]", "{", "}", "- ", ": ", ":", "&a ", "*a", "<<: *a", "!!str ", "!!python/name:os.system ", "---\n", "? "),
    *("nan", "inf", "-inf", "1e999", "-0", "0x1F", "1_000", "1,5", "９", "99999999999999999999", "1e-400", "=1+1", "~"),
    *("2025-02-30", "0000-00-00", "9999-12-31", "2025-01-27T25:00", "2025-03-09T02:30 America/New_York", "12:30"),
    *(
        "date",
        "ticker",
        "close",
        "AAA",
        "event_id",
        "at",
        "asset",
        "all",
        "null",
        "true",
        "version",
        "events",
        "assets",
    ),
]
STUDY = """\
version: 1
study: Fuzz
returns: simple
model: {name: dimson, lags: 1}
windows: {estimation: [-120, -11], event: [-10, 10], car: [[0, 0], [-1, 1]]}
tests: [default, sign]
prices: {source: csv, path: [p.csv], kind: prices, fallback: snapshot, delimiter: ",", decimal: "."}
assets:
  AAA: {name: A, exchange: XNYS, market: MKT, currency: EUR, exclude: {BBB: 0.12}, shares: 1e9}
  BBB: {exchange: XETR, market: MKT}
markets: {MKT: {exchange: XNYS}}
defaults: {exchange: XNYS, market: MKT}
min_estimation: 50
missing: drop
exclude_events: true
alternative: two-sided
seed: 3
currency: {to: USD, rates: {EURUSD: X}}
factors: {path: f.csv, columns: [SMB], risk_free: RF}
benchmarks: [MKT, {market: MKT, exclude: {AAA: 0.1, BBB: {weight: 0.2, date: 2024-05-02}}}]
confounders: [{at: 2025-01-20, title: x, assets: [AAA]}]
facts: [{article: a, says: b, record: c}]
events:
  - {id: leak, at: [2025-01-20, 2025-01-24T10:00-05:00], assets: [BBB]}
  - id: one
    at: 2025-01-27T09:30 America/New_York
    title: T
    assets: [AAA, BBB]
    group: g
    sign: "-"
    endogenous: false
    claims: [{asset: AAA, day: 0, return: -0.18, digits: 2}, {asset: BBB, direction: down}]
  - {id: two, at: 2025-01-27T00:00+01:00}
"""
WIDE = "date,AAA,BBB\n2020-01-02,1.5,7\n2020-01-03,,8e0\n2020-01-06,1.25,8.5\n"
LONG = "date,ticker,close,volume,dividend\n2020-01-02,AAA,1.5,100,\n2020-01-02,BBB,7,,0.1\n2020-01-03,AAA,1.6,0,0\n"
FRENCH = "Made up.\n\n,Mkt-RF,SMB,RF\n20250124,  0.53, 0.10, 0.017\n20250127, -1.84, 0.40, 0.017\n\nCopyright\n"
PLAIN = "date,Mkt-RF,RF\n2025-01-24,0.0053,0.00017\n2025-01-27,-0.0184,0.00017\n"
EVENTS = "event_id,asset,at,size\na,AAA,2025-01-27,1.5\na,BBB,2025-01-27,2\nb,AAA,2025-02-03T10:00+01:00,x\n"


def parquet(text: str) -> bytes:
    """The same table as a Parquet file."""
    from io import BytesIO, StringIO

    sink = BytesIO()
    pd.read_csv(StringIO(text)).to_parquet(sink)
    return sink.getvalue()


def read_prices(path: Path) -> None:
    source = path.suffix[1:]
    SOURCES[source].load(Request(("AAA", "BBB"), *RANGE, SOURCES[source].values(path=(path.name,)), path.parent))


def read_events(path: Path) -> None:
    study = {"version": 1, "assets": {"AAA": {}, "BBB": {}}, "events_file": str(path)}
    firm_events(es.load_spec(study | {"model": "mean"}))


TARGETS: dict[str, tuple[bytes, str, Callable[[Path], object]]] = {
    "study": (STUDY.encode(), "s.yaml", es.load_spec),
    "wide": (WIDE.encode(), "p.csv", read_prices),
    "long": (LONG.encode(), "p.csv", read_prices),
    "parquet": (parquet(WIDE), "p.parquet", read_prices),
    "parquet, long": (parquet(LONG), "p.parquet", read_prices),
    "french": (FRENCH.encode(), "f.csv", read_factors),
    "factors": (PLAIN.encode(), "f.csv", read_factors),
    "events": (EVENTS.encode(), "e.csv", read_events),
    "events, parquet": (parquet(EVENTS), "e.parquet", read_events),
}


def spoilt(content: bytes, rng: random.Random) -> bytes:
    """The content with one to four places spoilt."""
    for _ in range(rng.randint(1, 4)):
        at, length = rng.randrange(len(content) + 1), rng.choice((0, 1, 1, 2, 5, 20))
        kind = rng.random()
        if kind < 0.45:
            new = rng.choice(TOKENS).encode()
        elif kind < 0.6:
            new = bytes([rng.randrange(256)])
        elif kind < 0.7:
            new = content[at : at + length] * rng.choice((2, 3, 50))
        elif kind < 0.9:
            start = rng.randrange(len(content) + 1)
            new = content[start : start + rng.randint(0, 40)]
        else:
            new = b""
        content = content[:at] + new + content[at + length :]
    return content


def failures(target: str, cases: int, seed: int, folder: Path) -> Iterator[tuple[int, bytes, BaseException]]:
    """Cases of a target that end in an exception that is not ours."""
    content, name, read = TARGETS[target]
    path = folder / name
    for case in range(cases):
        wrong = spoilt(content, random.Random(f"{target} {seed} {case}"))
        path.write_bytes(wrong)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                for words in ("Series.values returning", "DatetimeIndex.weekday is deprecated"):  # as in pyproject.toml
                    warnings.filterwarnings("ignore", words, DeprecationWarning)
                read(path)
        except EventStudyError as e:
            if not e.remedy:
                yield case, wrong, e
        except Exception as e:
            yield case, wrong, e


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="of each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", choices=list(TARGETS), action="append")
    chosen = parser.parse_args()
    found: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        for target in chosen.target or TARGETS:
            for case, wrong, e in failures(target, chosen.cases, chosen.seed, Path(folder)):
                kind = f"{target}: {type(e).__name__}: {str(e)[:60]!r}"
                found[kind] += 1
                if found[kind] == 1:
                    print(f"{kind}\n  case {case}: {wrong[:2000]!r}", flush=True)
            print(f"{target}: {chosen.cases:,} cases", flush=True)
    for kind, count in found.most_common():
        print(f"{count:>7} {kind}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
