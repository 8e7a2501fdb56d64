"""Measure at dates without an event, on real prices, what a study says of differences of groups and of no effect.

python benchmarks/groups_on_real.py closes.csv --market SPY --exchange XNYS --studies 300

`closes.csv` is as for `benchmarks/size_on_real.py`, whose layouts of dates and shares are used. In per cent, with
standard errors clustered by month: how often a true null is rejected at 5 % by each test of the difference of two
halves of the firm-events, chosen at random and by what they moved before; how often an effect as large as the table
`smallest_effects` says is seen; how often what lies on the margin is called smaller, and how often the interval of 90 %
covers 0.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
from size_on_real import ALONE, LAYOUTS, Draw, Panel, clustered_error, on_dates, panel_of, real_parser

from eventstudy.inference import FIRM_TESTS, GROUP_TESTS, Sample
from eventstudy.inference.no_effect import equivalent_car, equivalent_mean
from eventstudy.inference.smallest_effects import mean_effect, single_effects
from eventstudy.inference.sorts import monotonic
from eventstudy.inference.two_groups import differences
from eventstudy.prices import prices_from_frame
from eventstudy.study import fit_firm_events, prepare, windows_of

LEVEL = 0.05
Row = tuple[str, int, float]
GROUPS = {ALONE: LAYOUTS[ALONE], "20 on one date": on_dates(1, 20)} | {
    name: layout for name, layout in LAYOUTS.items() if name != ALONE
}


def samples(panel: Panel, draw: Draw, seed: int) -> Iterator[Sample]:
    """Sample of each window of a study."""
    spec = panel.spec(draw, ("default",), seed)
    closes = panel.closes[[*sorted({share for _, share in draw}), panel.market]]
    fitted, _ = fit_firm_events(prepare(spec, prices_from_frame(closes)))
    yield from (sample for _, _, sample in windows_of(spec, fitted))


def shifted(sample: Sample, effect: float | np.ndarray) -> Sample:
    """The same with an effect on every CAR."""
    car = sample.car + effect
    return sample._with(car=car, scar=car / sample.se)


def of_single(sample: Sample) -> Iterator[Row]:
    """Of every firm-event: whether the effect is seen, up and down, and what is said of no effect."""
    days, effects = sample.length, single_effects(sample, LEVEL)
    seen = np.isfinite(effects)
    for side in (1, -1):
        p = FIRM_TESTS["filtered_sq"](shifted(sample, side * effects)).p_value
        yield from (("smallest effect seen", days, float(x <= LEVEL)) for x in p[seen])
    margin = 2.0 * np.median(sample.se)
    for side in (1, -1):
        found = equivalent_car(shifted(sample, side * margin), margin, LEVEL)
        yield from (("equivalent though on the margin", days, float(one.p_value <= LEVEL)) for one in found)
    for one in equivalent_car(sample, margin, LEVEL):
        yield "interval of 90 % covers", days, float(one.lower <= 0 <= one.upper)


def of_mean(sample: Sample, rng: np.random.Generator) -> Iterator[Row]:
    """Of the mean: whether its effect is seen, what is said of no effect, and of the difference of two halves."""
    days, effect = sample.length, mean_effect(sample, LEVEL)
    for side in (1, -1):
        p = GROUP_TESTS["kpp"](shifted(sample, side * effect * sample.se / sample.se.mean())).p_value
        yield "smallest effect seen", days, float(p <= LEVEL)
    own = equivalent_mean(sample, 1.0, LEVEL)
    margin = 4 * own.se
    for side in (1, -1):
        p = equivalent_mean(shifted(sample, side * margin), margin, LEVEL).p_value
        yield "equivalent though on the margin", days, float(p <= LEVEL)
    yield "interval of 90 % covers", days, float(own.lower <= 0 <= own.upper)
    before = np.nanmean(sample.fit.residuals[:, -20:], axis=1)
    for name, order in {"at random": rng.permutation(sample.size), "by momentum": np.argsort(before)}.items():
        first = np.isin(np.arange(sample.size), order[: sample.size // 2])
        for found in differences(sample, first, ~first, 1 - LEVEL):
            if np.isfinite(found.p_value):
                yield f"difference {name}: {found.test}", days, float(found.p_value <= LEVEL)
        p = monotonic(sample, _thirds(order), 1 - LEVEL).p_value
        if np.isfinite(p):
            yield f"difference {name}: monotonic", days, float(p <= LEVEL)


def _thirds(order: np.ndarray) -> list[np.ndarray]:
    """Three parts of firm-events in an order."""
    return [np.isin(np.arange(len(order)), part) for part in np.array_split(order, 3)]


def measure(panel: Panel, layout: str, studies: int, seed: int) -> pd.DataFrame:
    """Rates of one layout."""
    rng, rows = np.random.default_rng([seed, list(GROUPS).index(layout)]), []
    for number, draw in enumerate(GROUPS[layout](panel, rng, studies)):
        month = f"{panel.closes.index[draw[0][0]]:%Y-%m}"
        for sample in samples(panel, draw, number):
            found = of_single(sample) if layout == ALONE else of_mean(sample, rng)
            rows += [(*row, month) for row in found]
    table = pd.DataFrame(rows, columns=["measure", "days", "hit", "month"])
    out = []
    for (name, days), own in table.groupby(["measure", "days"], sort=False):
        error = clustered_error(own["hit"], own["month"])
        out.append((layout, name, days, f"{100 * own['hit'].mean():.1f} ± {100 * error:.1f}"))
    return pd.DataFrame(out, columns=["layout", "measure", "days", "rate"])


def main() -> None:
    """Measure and print."""
    parser = real_parser(__doc__, 300)
    parser.add_argument("--layouts", nargs="*", default=list(GROUPS), choices=list(GROUPS))
    options = parser.parse_args()
    panel = panel_of(options)
    with ProcessPoolExecutor(options.jobs, initializer=warnings.simplefilter, initargs=("ignore",)) as pool:
        jobs = [pool.submit(measure, panel, name, options.studies, options.seed) for name in options.layouts]
        for job in jobs:
            rates = job.result().pivot_table("rate", ["layout", "measure"], "days", aggfunc="first", sort=False)
            print(rates.to_string(), flush=True)


if __name__ == "__main__":
    main()
