"""Measure speed, memory and scaling and write `docs/performance.md`.

python benchmarks/speed.py
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import statsmodels.api as sm
import yaml
from panels import SIZES, make_study

from eventstudy.engine import COMPILED, Windows, fit_designs, market_lines
from eventstudy.inference.ranking import rank_rows
from eventstudy.scale import Engine, run_chunks

DOCS = Path(__file__).parent.parent / "docs"
DAYS, LENGTH = 250, 21
LOOP = 1_000
"""Firm-events of the statsmodels loop: its time for more is proportional."""


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), choices=list(SIZES))
    parser.add_argument("--draws", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=DOCS / "performance.md")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:  # first, for a process inherits the peak memory of its parent
        measured = measure_commands(Path(folder), options.sizes)
        stages = stage_table(Path(folder) / options.sizes[-1] / "study.yaml", options.sizes[-1])
        placebo = placebo_table(Path(folder), options.draws)
    bandwidth = memory_bandwidth()
    engine, loop = engine_table(options.repeats, bandwidth)
    parts = [
        HEAD.format(machine=machine(bandwidth, load)),
        engine,
        scaling_table(options.repeats),
        command_table(measured, loop),
        stages,
    ]
    parts += [placebo, workers_table(options.repeats)]
    options.out.write_text("\n".join(parts), encoding="utf-8")


HEAD = """# Performance

Written by `python benchmarks/speed.py`, all in one run on one machine; compare ratios, not seconds. Made-up panels,
{days} estimation days, an event window of {length} days, the market model.

{machine}
""".replace("{days}", str(DAYS)).replace("{length}", str(LENGTH))


def machine(bandwidth: float, load: float) -> str:
    """What it was measured on: no names, no paths."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = lines[0] if lines else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "numba", "statsmodels"))
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}, {packages}. Memory "
        f"read by one core at {bandwidth:.1f} GB/s. Load by other programs when it started: {load:.1f}."
    )


def memory_bandwidth() -> float:
    """Bytes read by one core in GB/s: the sum of an array that no cache holds."""
    values = np.ones(40_000_000)
    return values.nbytes / best(values.sum, 5) / 1e9


def best(call: Callable[[], object], repeats: int) -> float:
    """Shortest wall time of a call."""
    return min(seconds(call) for _ in range(repeats))


def seconds(call: Callable[[], object]) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def windows(n: int, assets: int = 1000, sessions: int = 2500) -> tuple[Windows, np.ndarray]:
    """Firm-events of a made-up panel, those of one asset together."""
    rng = np.random.default_rng(1)
    markets = rng.normal(0, 0.01, (1, sessions))
    returns = rng.uniform(0.5, 1.5, (assets, 1)) * markets + rng.normal(0, 0.02, (assets, sessions))
    row = np.sort(rng.integers(0, assets, n))
    position = rng.integers(280, sessions - 20, n)
    return Windows(returns, row, np.zeros(n, int), position, (-260, -11), (-10, 10)), markets


def statsmodels_loop(w: Windows, X: np.ndarray, n: int) -> None:
    """What people write: one regression after the other, and the abnormal returns of its event window."""
    for row, position in zip(w.row[:n], w.position[:n], strict=True):
        past, now = (slice(position + a, position + b + 1) for a, b in (w.estimation, w.event))
        fitted = sm.OLS(w.assets[row, past], X[past]).fit()
        w.assets[row, now] - fitted.predict(X[now])


def engine_table(repeats: int, bandwidth: float) -> tuple[str, float]:
    """The engine beside a statsmodels loop, taken in turns; and the loop's seconds for one firm-event."""
    n = 200_000
    w, markets = windows(n)
    line = sm.add_constant(markets[0])
    four = np.column_stack([line, np.random.default_rng(3).normal(0, 0.01, (markets.shape[1], 2))])
    ways = {"NumPy": lambda: market_lines(w, markets, compiled=False)}
    if COMPILED:
        ways["compiled"] = lambda: market_lines(w, markets, compiled=True)
        ways["compiled"]()  # compile, or load what is compiled
    residuals = np.random.default_rng(2).normal(size=(2000, DAYS + LENGTH))
    times: dict[str, list[float]] = {name: [] for name in ("loop", "loop 3", "designs", "rank", *ways)}
    for _ in range(repeats):
        times["loop"].append(seconds(lambda: statsmodels_loop(w, line, LOOP)) / LOOP)
        times["loop 3"].append(seconds(lambda: statsmodels_loop(w, four, LOOP)) / LOOP)
        times["designs"].append(seconds(lambda: fit_designs(w, four[None], np.zeros(markets.shape))) / n)
        times["rank"].append(seconds(lambda: rank_rows(residuals)) / len(residuals))
        for name, call in ways.items():
            times[name].append(seconds(call) / n)
    rows = [
        "## Engine",
        "",
        "Model and abnormal returns alone, without reading or writing. Each repetition runs all of them in turn:",
        "ratios are within a repetition, the median first, then the smallest and the largest. The last column says",
        "what share of the time the memory would need to bring the windows once.",
        "",
        "| | firm-events a second | against the loop | memory's share |",
        "|---|---|---|---|",
        f"| statsmodels, one after the other | {1 / statistics.median(times['loop']):,.0f} | 1 | |",
    ]
    touched = 8 * 2 * (DAYS + LENGTH) / bandwidth / 1e9
    for name in ways:
        middle = statistics.median(times[name])
        share = f"{100 * touched / middle:.0f} %"
        rows.append(f"| {name} | {1 / middle:,.0f} | {spread(times['loop'], times[name])} | {share} |")
    slow, quick = (statistics.median(times[name]) for name in ("loop 3", "designs"))
    rows.append(f"| statsmodels, three factors | {1 / slow:,.0f} | 1 | |")
    rows.append(f"| NumPy, three factors | {1 / quick:,.0f} | {spread(times['loop 3'], times['designs'])} | |")
    rank = 1e6 * statistics.median(times["rank"])
    rows += ["", f"Ranks of {DAYS + LENGTH} days, where a rank test asks for them: {rank:.1f} µs a firm-event.", ""]
    return "\n".join(rows), statistics.median(times["loop"])


def spread(slow: list[float], quick: list[float]) -> str:
    """Ratios of repetitions: the median, then the smallest and the largest."""
    ratios = [a / b for a, b in zip(slow, quick, strict=True)]
    return f"{statistics.median(ratios):,.0f} ({min(ratios):,.0f} to {max(ratios):,.0f})"


def scaling_table(repeats: int) -> str:
    """Microseconds a firm-event from a thousand to a million."""
    rows = ["## From a thousand to a million", "", "Microseconds a firm-event, the shortest of some repetitions.", ""]
    rows += ["| firm-events | NumPy | compiled |", "|---|---|---|"]
    for n in (1_000, 10_000, 100_000, 1_000_000):
        w, markets = windows(n)
        some = max(1, repeats if n < 1_000_000 else 2)
        cells = [
            f"{1e6 * best(lambda w=w, m=markets, c=c: market_lines(w, m, compiled=c), some) / n:.2f}"
            if c <= COMPILED
            else "–"
            for c in (False, True)
        ]
        rows.append(f"| {n:,} | {' | '.join(cells)} |")
    return "\n".join([*rows, ""])


def measure_commands(folder: Path, sizes: list[str]) -> dict[str, list[str]]:
    """Seconds and memory of the library and of the whole command for each size, the shorter of two runs."""
    measured = {}
    for name in sizes:
        study = make_study(folder / name, *SIZES[name])
        command = [COMMAND, "run", str(study), "--out", str(folder / f"{name}-results"), "--offline"]
        measured[name] = shorter_of_two([LIBRARY, str(study)]) + shorter_of_two(command)
    measured[f"{name}, carhart"] = shorter_of_two([LIBRARY, str(study.with_name("carhart.yaml"))])
    return measured


def shorter_of_two(arguments: list[str]) -> list[str]:
    """Wall and processor seconds and peak memory of a script, the least of two runs."""
    wall, cpu, peak = map(min, zip(*(run_process(arguments) for _ in range(2)), strict=True))
    return [f"{wall:.1f}", f"{cpu:.1f}", f"{peak:,.0f}"]


def command_table(measured: dict[str, list[str]], loop: float) -> str:
    """Whole commands, from the files to the report."""
    rows = [
        "## Whole commands",
        "",
        "From Parquet prices and events, imports and the audit of all prices included, with `cs_t`, `patell`, `bmp`,",
        "`rank`, `gen_sign` on three CAR windows. First `es.run`: models, CARs and tests as tables in memory; then",
        "`eventstudy run`: the same with all files, charts and the report. Processor time is that of all cores. The",
        "last column is what the statsmodels loop above would take for models and abnormal returns of the market model",
        "alone. The last row is the largest study with Carhart's four factors in place of the market.",
        "",
        "| | firm-events | assets × sessions | `es.run`: wall s | processor s | peak MB "
        "| `eventstudy run`: wall s | processor s | peak MB | loop s |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, own in measured.items():
        events, assets, sessions = SIZES[name.partition(",")[0]]
        cells = [name, f"{events:,}", f"{assets:,} × {sessions:,}", *own, *["–"] * (6 - len(own))]
        rows.append(f"| {' | '.join(cells)} | {events * loop:,.0f} |")
    return "\n".join([*rows, "", "The shorter of two runs each.", ""])


LIBRARY = "import sys, eventstudy as es; spec = es.load_spec(sys.argv[1]); es.run(spec, es.load_prices(spec))"
COMMAND = "import sys; from eventstudy.cli import main; sys.argv[0] = 'eventstudy'; main()"


def run_process(arguments: list[str]) -> tuple[float, float, float]:
    """Wall and processor seconds, and peak memory in MB, of one script in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", *arguments], stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the command failed with {process.returncode}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


STAGES = """
import json, sys, time
from dataclasses import replace
start = time.perf_counter()
stages = {}
def timed(name, function):
    def call(*arguments, **options):
        begun = time.perf_counter()
        value = function(*arguments, **options)
        stages[name] = stages.get(name, 0) + time.perf_counter() - begun
        return value
    return call
import eventstudy as es
from eventstudy import report, study
road = sys.modules["eventstudy.study.running"]
stages["imports"] = time.perf_counter() - start
spec = timed("reading prices and events", es.load_spec)(sys.argv[1])
prices = timed("reading prices and events", es.load_prices)(spec)
for name, stage in (
    ("prepare", "audit, returns, day 0, windows"),
    ("fit_firm_events", "models and abnormal returns"),
    ("provenance", "hash of every series"),
):
    setattr(road, name, timed(stage, getattr(road, name)))
fitting = sys.modules["eventstudy.study.fitting"]
fitting.sample_of_panel = timed("CARs and their standard errors", fitting.sample_of_panel)
road.ANALYSES = {
    name: replace(one, compute=timed(f"table {name}", one.compute)) for name, one in study.ANALYSES.items()
}
result = road.run(spec, prices)
timed("writing tables, charts, report", report.write_results)(result, sys.argv[2])
stages["all"] = time.perf_counter() - start
print(json.dumps(stages))
"""


def stage_table(study: Path, name: str) -> str:
    """Where the time of the largest study goes."""
    arguments = [sys.executable, "-c", STAGES, str(study), str(study.parent.parent / "stages")]
    stages = json.loads(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    rows = [f"## Where the time goes ({name})", "", "| | s |", "|---|---|"]
    told = (f"| {stage} | {took:.1f} |" for stage, took in stages.items() if took >= 0.05)
    return "\n".join([*rows, *told, ""])


def placebo_table(folder: Path, draws: int) -> str:
    """Placebo draws of a group of fifty firm-events, by two processes."""
    study = make_study(folder / "placebo", 50, 50, 1_250)
    spec = yaml.safe_load(study.read_text(encoding="utf-8"))
    spec["tests"], spec["windows"]["car"] = ["bmp", "kpp", "rank"], [[0, 0], [-1, 1]]
    study.write_text(yaml.safe_dump(spec), encoding="utf-8")
    wall, cpu, peak = run_process([COMMAND, "placebo", str(study), "--draws", str(draws), "--jobs", "2", "--offline"])
    return (
        f"## Placebo\n\n`eventstudy placebo --draws {draws} --jobs 2`: {draws:,} samples of 50 firm-events on "
        f"different dates, `bmp`, `kpp` and `rank` on two CAR windows: {wall:.0f} s, {cpu:.0f} s of processor time, "
        f"peak {peak:,.0f} MB in one process.\n"
    )


def work(seed: int) -> dict[str, np.ndarray]:
    """More than a second of the engine, and the processor time that it took."""
    w, markets = windows(20_000)
    start = time.process_time()
    for _ in range(60):
        lines = market_lines(w, markets, compiled=False)
    return {"cpu": np.array([time.process_time() - start]), "sum": np.array([lines.ar.sum() + seed])}


def workers_table(repeats: int) -> str:
    """Processor time inside the chunks on each engine, with the same chunks."""
    times: dict[str, list[float]] = {"processes": [], "dask": []}
    sums: dict[str, float] = {}
    for _ in range(repeats):
        for name, own in times.items():
            results = list(run_chunks(work, list(range(8)), engine=Engine(name, 2)))
            own.append(float(sum(r["cpu"][0] for r in results)))
            sums[name] = float(sum(r["sum"][0] for r in results))
    ratios = [a / b for a, b in zip(times["dask"], times["processes"], strict=True)]
    same = "the same numbers" if sums["dask"] == sums["processes"] else "DIFFERENT NUMBERS"
    return (
        "## Workers\n\nProcessor time inside chunks on a local Dask cluster of two workers over that of two processes: "
        f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}); {same}.\n"
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
