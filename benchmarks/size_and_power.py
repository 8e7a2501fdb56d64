"""Measure size and power of every test and write `docs/size-and-power.md`.

python benchmarks/size_and_power.py --draws 5000 --forecast-draws 4000 --jobs 2
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from size_on_real import section

from eventstudy.inference import TESTS
from eventstudy.scale import Engine
from eventstudy.simulate import (
    FORECAST_SCENARIOS,
    SCENARIOS,
    WINDOWS,
    Rate,
    Scenario,
    attainable_level,
    must_hold,
    rejection_rates,
)

DOCS = Path(__file__).parent.parent / "docs"
EFFECT = 0.5
POWER = ("independent", "t5", "variance_2", "common")

WORDS = {
    "independent": "independent normal errors",
    "t5": "errors with heavy tails, t(5)",
    "skewed": "skewed errors, exponential",
    "variance_2": "variance doubles in the event window",
    "common": "one common date, correlation .3",
    "common_low": "one common date, correlation .1, variance doubles in the event window",
    "spread_5": "20 firm-events on 5 neighbouring dates, correlation .3",
    "spread_20": "20 firm-events on 20 neighbouring dates, correlation .3",
    "spread_60": "20 firm-events on 60 neighbouring dates, correlation .3",
    "two_dates": "20 firm-events on two dates, correlation .6",
    "firms_6": "6 firm-events",
    "days_60": "60 estimation days",
    "missing": "10 % of estimation days missing",
    "garch": "errors GARCH(1,1)",
    "thin": "no trade on 30 % of days",
    "forecast": "errors GARCH(1,1)",
    "forecast_variance_2": "errors GARCH(1,1), variance doubles in the event window",
}

HEAD = """# Size and power of every test

How often each test rejects a true null at 5 %, over {draws:,} seeded samples a cell{fewer}. The Monte-Carlo error of a
rate of 5 % is {error:.2f} percentage points; three of them make ±{three:.2f}. Unless the name says otherwise a sample
has 30 firm-events on one date, 120 estimation days, the market model and normal errors.

**Bold**: the test's own assumptions hold there, so its size must be 5 % (for tests of signs and ranks the size that
their steps can attain). A ✗ marks a bold cell that is further off than three Monte-Carlo errors. Plain numbers
show what happens where the assumptions fail: 50 % means that half of all true nulls are rejected. A dash: the test is
not defined there, and says so. Tests of single firm-events are tried on the first one of each sample.

What to take from it:

- Firm-events that share days are not independent. `bmp`, `patell`, `cs_t` and the tests of signs reject up to half of
  all true nulls; on one date `kp`, `portfolio_t` and `portfolio_sq` hold, on neighbouring dates only `kpp` does, which
  holds on two dates with a correlation of .6 too.
- Variance that rises at the event breaks every test that takes its variance from the estimation window alone.
- `sq` is too liberal when the estimation window has less than twenty times the days of the CAR window, `permutation`
  and `rank` are conservative there. `grank_t`, `grank_z`, `rank_z` and `skew_t` need more than six firm-events.
- `mvrm` rejects too seldom where the estimation window has few days for each asset.
- Skewed abnormal returns break ranks and signs. With heavy tails ranks see more than means: `rank_z` 83 % where `kpp`
  has 76, and no more with normal errors (74 and 75). Ask for it beside the default where outliers are feared.

Written by `python benchmarks/size_and_power.py --draws {draws} --forecast-draws {forecast_draws} --jobs 2`.
"""

FORECAST_HEAD = """## Size under the model `garch`, in per cent

Every firm-event of every sample has its own GARCH fit, so there are {draws:,} samples a cell, with a Monte-Carlo error
of {error:.2f} percentage points at 5 %. A sample has 12 firm-events on one date and 250 estimation days; the event
window starts five sessions after them. `savickas` needs the model's variance forecast and is a dash everywhere else.
"""


def title(scenario: str) -> str:
    """What a scenario is, as a heading."""
    return WORDS[scenario][0].upper() + WORDS[scenario][1:]


Plans = dict[str, tuple[Scenario, tuple[tuple[int, int], ...]]]
"""Scenario and windows by name."""


def plans() -> tuple[Plans, Plans]:
    """What is measured under the market model, with and without the effect, and what under `garch`."""
    market: Plans = {name: (scenario, WINDOWS) for name, scenario in SCENARIOS.items()}
    market |= {f"power {name}": (replace(SCENARIOS[name], effect=EFFECT), WINDOWS[:2]) for name in POWER}
    return market, {name: (scenario, WINDOWS) for name, scenario in FORECAST_SCENARIOS.items()}


def measure(plan: Plans, tests: list[str], draws: int, jobs: int, seed: int, model: str) -> dict[str, list[Rate]]:
    """Rates of tests in every scenario of the plan."""
    rates = {}
    for name, (scenario, windows) in plan.items():
        print(name, file=sys.stderr, flush=True)
        engine = Engine("processes", jobs)
        rates[name] = rejection_rates(scenario, tests, windows, draws, seed, model=model, engine=engine)
    return rates


def merged(new: dict[str, list[Rate]], published: dict[str, Any]) -> dict[str, list[Rate]]:
    """New rates over published ones, in the order of the registry; they may have other numbers of draws."""
    out = {}
    for name, rows in published["rates"].items():
        old = {(test, tuple(window)): Rate(test, tuple(window), r, c, d) for test, window, r, c, d in rows}
        old |= {(rate.test, rate.window): rate for rate in new[name]}
        out[name] = sorted(old.values(), key=lambda rate: (list(TESTS).index(rate.test), WINDOWS.index(rate.window)))
    return out


def of_fewer(rates: dict[str, list[Rate]], draws: int) -> str:
    """Which tests were tried on fewer samples, in brackets."""
    fewer = {rate.test: rate.draws for own in rates.values() for rate in own if rate.draws < draws}
    parts = [f"{n:,} for " + ", ".join(f"`{test}`" for test in fewer if fewer[test] == n) for n in set(fewer.values())]
    return f" ({'; '.join(parts)})" if parts else ""


def cell(rate: Rate, scenario: str) -> str:
    """Rate in per cent: bold where it must hold, marked where it does not."""
    if not rate.computed:
        return "–"
    text = f"{100 * rate.rate:.1f}"
    if not must_hold(rate.test, scenario, rate.window):
        return text
    level = attainable_level(rate.test, (SCENARIOS | FORECAST_SCENARIOS)[scenario])
    error = (level * (1 - level) / rate.computed) ** 0.5
    return f"**{text}**" + ("" if abs(rate.rate - level) <= 3 * error else " ✗")


def table(rates: list[Rate], scenario: str | None) -> str:
    """One scenario, a row for each test; without `scenario` nothing must hold."""
    windows = list(dict.fromkeys(rate.window for rate in rates))
    lines = ["| test | " + " | ".join(f"[{a}, {b}]".replace("-", "−") for a, b in windows) + " |"]
    lines.append("|---" * (len(windows) + 1) + "|")
    for test in dict.fromkeys(rate.test for rate in rates):
        own = [rate for rate in rates if rate.test == test]
        cells = [cell(r, scenario) if scenario else (f"{100 * r.rate:.1f}" if r.computed else "–") for r in own]
        lines.append(f"| `{test}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page(rates: dict[str, list[Rate]], draws: int, forecast: dict[str, list[Rate]], forecast_draws: int) -> str:
    """The whole document."""
    error, forecast_error = (100 * (0.05 * 0.95 / n) ** 0.5 for n in (draws, forecast_draws))
    head = HEAD.format(
        fewer=of_fewer(rates, draws), draws=draws, forecast_draws=forecast_draws, error=error, three=3 * error
    )
    parts = [head, "## Size, in per cent\n"]
    parts += [f"### {title(name)}\n\n{table(rates[name], name)}\n" for name in SCENARIOS]
    parts.append(FORECAST_HEAD.format(draws=forecast_draws, error=forecast_error))
    parts += [f"### `garch`: {WORDS[name]}\n\n{table(forecast[name], name)}\n" for name in FORECAST_SCENARIOS]
    parts.append(
        f"## Power, in per cent\n\nAn abnormal return of {EFFECT} residual standard deviations on day 0 of every "
        "firm-event. A test that over-rejects a true null has no power to speak of.\n"
    )
    parts += [f"### {title(name)}\n\n{table(rates[f'power {name}'], None)}\n" for name in POWER]
    on_real = DOCS / "size-on-real.json"
    parts += [section(json.loads(on_real.read_text()))] if on_real.exists() else []
    return "\n".join(parts)


def counts(rates: dict[str, list[Rate]], draws: int) -> dict[str, Any]:
    """Rates as JSON can hold them."""
    rows = {name: [[r.test, r.window, r.rejected, r.computed, r.draws] for r in own] for name, own in rates.items()}
    return {"draws": draws, "rates": rows}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=5000)
    parser.add_argument("--forecast-draws", type=int, default=4000, help="samples in which each firm-event has a GARCH")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20250127)
    parser.add_argument("--out", type=Path, default=DOCS / "size-and-power.md")
    parser.add_argument("--tests", nargs="+", choices=list(TESTS), default=list(TESTS))
    options = parser.parse_args()
    market, forecast = plans()
    rates = measure(market, options.tests, options.draws, options.jobs, options.seed, "market")
    forecast_rates = measure(forecast, options.tests, options.forecast_draws, options.jobs, options.seed, "garch")
    draws, forecast_draws = options.draws, options.forecast_draws
    if options.tests != list(TESTS):
        published = json.loads(options.out.with_suffix(".json").read_text())
        draws, forecast_draws = published["draws"], published["forecast"]["draws"]
        rates, forecast_rates = merged(rates, published), merged(forecast_rates, published["forecast"])
    options.out.write_text(page(rates, draws, forecast_rates, forecast_draws), encoding="utf-8")
    found = counts(rates, draws) | {"forecast": counts(forecast_rates, forecast_draws)}
    options.out.with_suffix(".json").write_text(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
