"""Measure how often tests reject at dates without an event, on real prices, through `eventstudy.run`.

python benchmarks/size_on_real.py closes.csv --market SPY --exchange XNYS --studies 1000

`closes.csv` is a wide table of closes, a column for each share and one for the market. Every usable session is day 0
equally often. Rates are in per cent, with standard errors clustered by month. Writes `docs/size-on-real.json`, of which
`benchmarks/size_and_power.py` makes the second part of `docs/size-and-power.md`.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import eventstudy as es
from eventstudy.spec import StudySpec

DOCS = Path(__file__).resolve().parents[1] / "docs"

ESTIMATION, EVENT = (-250, -11), (-10, 10)
WINDOWS = ((0, 0), (-1, 1), (-5, 5), (-10, 10))
LEVELS = (0.05, 0.01)
FIRM = ("filtered_sq", "sq", "t", "permutation")
GROUP = ("kpp", "portfolio_sq", "mvrm", "wild", "grank_t", "portfolio_t", "bmp", "patell", "mvrm_f")
MANY = 17
"""Dates of a study whose firm-events are looked at together."""
PLANTED, SIZE = 5, 6.0
"""Effects that are planted in such a study, in standard deviations of the share."""

Draw = list[tuple[int, str]]
"""A study: sessions that are day 0, and the share there."""


class Panel:
    """Closes of shares with the sessions of their market that can be day 0."""

    def __init__(self, closes: pd.DataFrame, market: str, exchange: str) -> None:
        whole = closes.drop(columns=market).notna().mean() == 1
        self.shares = list(whole.index[whole])
        self.closes = closes[[*self.shares, market]]
        self.market, self.exchange = market, exchange
        self.usable = np.arange(1 - ESTIMATION[0], len(closes) - EVENT[1])

    def study(self, draw: Draw, tests: tuple[str, ...], seed: int) -> es.StudyResult:
        """What `run` finds of these firm-events."""
        spec = self.spec(draw, tests, seed)
        return es.run(spec, self.closes[[*spec.assets, self.market]])

    def spec(self, draw: Draw, tests: tuple[str, ...], seed: int) -> StudySpec:
        """The study of these firm-events, those of one date one event."""
        dates: dict[int, list[str]] = {}
        for day, share in draw:
            dates.setdefault(day, []).append(share)
        events = [
            {"id": f"d{day}", "at": f"{self.closes.index[day]:%Y-%m-%d}", "assets": own} for day, own in dates.items()
        ]
        shares = sorted({share for _, share in draw})
        return StudySpec.model_validate(
            {
                "version": 1,
                "study": "dates without events",
                "windows": {"estimation": ESTIMATION, "event": EVENT, "car": WINDOWS},
                "tests": list(tests),
                "seed": seed,
                "prices": {"source": "snapshot"},
                "defaults": {"exchange": self.exchange, "market": self.market},
                "markets": {self.market: {"exchange": self.exchange}},
                "assets": {share: {} for share in shares},
                "events": events,
            }
        )


def spread(rng: np.random.Generator, values: np.ndarray, count: int) -> np.ndarray:
    """So many of the values, each about equally often, in random order."""
    rounds = [rng.permutation(values) for _ in range(-(-count // len(values)))]
    return np.concatenate(rounds)[:count]


def on_dates(dates: int, each: int, within: int = 0) -> Callable[[Panel, np.random.Generator, int], Iterator[Draw]]:
    """Studies of so many dates with so many different shares on each; all dates `within` so many sessions, if given."""

    def drawn(panel: Panel, rng: np.random.Generator, studies: int) -> Iterator[Draw]:
        usable = panel.usable[: len(panel.usable) - within] if within else panel.usable
        for first in spread(rng, usable, studies):
            if within:
                days = first + np.arange(dates)
            else:
                near = EVENT[1] - EVENT[0] if dates == 2 else 0  # two dates keep their windows apart
                others = usable[np.abs(usable - first) > near]
                days = np.append(rng.choice(others, dates - 1, replace=False), first)
            if each * dates <= len(panel.shares):
                shares = rng.choice(panel.shares, (dates, each), replace=False)
            else:
                shares = np.array([rng.choice(panel.shares, each, replace=False) for _ in days])
            yield [(int(day), str(share)) for day, own in zip(days, shares, strict=True) for share in own]

    return drawn


def every_share(panel: Panel, rng: np.random.Generator, studies: int) -> Iterator[Draw]:
    """Studies of one date with all shares, each of which is looked at by itself."""
    for day in spread(rng, panel.usable, studies // 4):
        yield [(int(day), share) for share in panel.shares]


ALONE = "one firm-event"
LAYOUTS = {
    ALONE: every_share,
    "4 on one date": on_dates(1, 4),
    "10 on one date": on_dates(1, 10),
    "30 on one date": on_dates(1, 30),
    "two dates, 15 each": on_dates(2, 15),
    "a week, 6 a day": on_dates(5, 6, within=5),
    "20 dates, 3 each": on_dates(20, 3),
    "60 dates, one each": on_dates(60, 1),
}


def one(panel: Panel, draw: Draw, seed: int, *, alone: bool) -> tuple[list[tuple[str, int, float]], dict[str, Any]]:
    """One study: p-value of each test and window, of each firm-event alone or of all together; what its bands hold."""
    result = panel.study(draw, FIRM if alone else GROUP, seed)
    table = result.firm_tests if alone else result.tests
    if not alone:
        table = table[table["group"] == table["group"].iloc[0]]
    rows = zip(table["test"], table["start"], table["end"], table["p_value"], strict=True)
    return [(test, end - start + 1, p) for test, start, end, p in rows], (_alone_held if alone else _mean_held)(result)


def _alone_held(result: es.StudyResult) -> dict[str, list[bool]]:
    """Whether bands hold the paths of single firm-events from day 0 and from the first day, and intervals the AR."""
    daily, level, bands = result.ar, 1 - LEVELS[0], result.bands
    held: dict[str, list[bool]] = {}
    days = daily[daily["day"] == 0]
    held["interval of day 0"] = list(days["ar"].abs() <= bands.of_days(days, level))
    for (event, asset), own in daily.set_index("day").groupby(["event_id", "asset"], sort=False):
        for start in (0, EVENT[0]):
            path = own["ar"].loc[start:].cumsum().abs()
            whole, each = (
                bands.days.half_widths(bands.row(event, asset), start - EVENT[0], level, band)
                for band in ("simultaneous", "pointwise")
            )
            held.setdefault(f"band of {len(path)} days", []).append(bool((path <= whole).all()))
            held.setdefault(f"interval of a CAR of {len(path)} days", []).append(bool(path.iloc[-1] <= each[-1]))
    return held


def _mean_held(result: es.StudyResult) -> dict[str, list[bool]]:
    """Whether intervals hold the mean AR of day 0 and the mean CARs, and the band the path of CAAR; nothing is true."""
    aar = result.aar[result.aar["group"] == result.aar["group"].iloc[0]].set_index("day")
    caar = result.caar[result.caar["group"] == result.caar["group"].iloc[0]]
    held = {"interval of the AAR of day 0": [bool(aar.loc[0, "lower"] <= 0 <= aar.loc[0, "upper"])]}
    path = aar[aar.index >= 0].dropna(subset="caar_lower")  # days before have a band of their own
    if len(path):
        held["band of CAAR from day 0 on"] = [bool(((path["caar_lower"] <= 0) & (path["caar_upper"] >= 0)).all())]
    for row in caar.dropna(subset="lower").itertuples():
        held[f"interval of CAAR, {row.end - row.start + 1} days"] = [bool(row.lower <= 0 <= row.upper)]
    return held


def measure(panel: Panel, layout: str, studies: int, seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rejection rates of one layout, and how often its bands hold."""
    rng = np.random.default_rng([seed, list(LAYOUTS).index(layout)])
    rows, bands = [], []
    for number, draw in enumerate(LAYOUTS[layout](panel, rng, studies)):
        month = f"{panel.closes.index[draw[0][0]]:%Y-%m}"
        found, held = one(panel, draw, number, alone=layout == ALONE)
        rows += [(test, days, p, month) for test, days, p in found]
        bands += [(measured, value, month) for measured, values in held.items() for value in values]
    return _rejected(pd.DataFrame(rows, columns=["test", "days", "p", "month"]).dropna(), layout), [
        {"layout": layout, "measure": measured, "studies": len(own), "rate": float(own["held"].mean())}
        | {"error": clustered_error(own["held"].astype(float), own["month"])}
        for measured, own in pd.DataFrame(bands, columns=["measure", "held", "month"]).groupby("measure", sort=False)
    ]


def clustered_error(values: pd.Series, month: pd.Series) -> float:
    """Standard error of a mean, clustered by month."""
    return float(np.sqrt(((values - values.mean()).groupby(month).sum() ** 2).sum()) / len(values))


def _rejected(table: pd.DataFrame, layout: str) -> list[dict[str, Any]]:
    out = []
    for (test, days), own in table.groupby(["test", "days"], sort=False):
        for level in LEVELS:
            rejects = (own["p"] <= level).astype(float)
            out.append({"layout": layout, "test": test, "days": days, "level": level, "studies": len(own)})
            out[-1] |= {"rate": float(rejects.mean()), "error": clustered_error(rejects, own["month"])}
    return out


def families(panel: Panel, studies: int, seed: int) -> list[dict[str, Any]]:
    """Studies of 17 dates and 4 shares in which something is found, and wrong ones among those found with effects."""
    rng = np.random.default_rng([seed, 99])
    draw_all = on_dates(MANY, 4)
    found: dict[tuple[str, int], list[float]] = {}
    for number, drawn in enumerate(draw_all(panel, rng, studies)):
        four = rng.choice(panel.shares, 4, replace=False)
        draw = [(day, str(share)) for day in sorted({day for day, _ in drawn}) for share in four]
        table = panel.study(draw, ("t", "filtered_sq"), number)
        _found(table, found, "")
        planted = [draw[i] for i in rng.choice(len(draw), PLANTED, replace=False)]
        _found(_with_effects(panel, planted).study(draw, ("t", "filtered_sq"), number), found, "planted", planted)
    return [
        {"measure": measure, "days": days, "studies": len(values), "rate": float(np.mean(values))}
        for (measure, days), values in found.items()
    ]


def _with_effects(panel: Panel, planted: Draw) -> Panel:
    """The same with a fall or rise of six standard deviations of the share on some days."""
    closes = panel.closes.copy()
    for day, share in planted:
        before = closes[share].iloc[day + ESTIMATION[0] : day + ESTIMATION[1] + 1]
        closes.loc[closes.index[day] :, share] *= 1 + SIZE * before.pct_change().std() * (1 if day % 2 else -1)
    other = Panel.__new__(Panel)
    vars(other).update(vars(panel), closes=closes)
    return other


def _found(
    result: es.StudyResult, found: dict[tuple[str, int], list[float]], kind: str, planted: Draw | None = None
) -> None:
    from eventstudy.inference.multiplicity import holm

    true = {(f"d{day}", share) for day, share in planted or ()}
    table = result.multiplicity[result.multiplicity["family"] == "study"]
    for (start, end), own in table.groupby(["start", "end"]):
        days = end - start + 1
        keys = list(zip(own["event_id"], own["asset"], strict=True))
        right = np.array([key in true for key in keys])
        named = (own["benjamini_hochberg"] <= LEVELS[0]).to_numpy()
        strict = (own["max_t"] <= LEVELS[0]).to_numpy()
        if not planted:
            cars = result.car[(result.car["start"] == start) & (result.car["end"] == end)]
            found.setdefault(("max_t finds something", days), []).append(float(strict.any()))
            found.setdefault(("Benjamini–Hochberg finds something", days), []).append(float(named.any()))
            found.setdefault(("Holm over t finds something", days), []).append(
                float((holm(cars["p_value"].to_numpy()) <= LEVELS[0]).any())
            )
        elif days == 1:
            wrong = float((named & ~right).sum() / max(named.sum(), 1))
            found.setdefault((f"{kind}: false among those named by Benjamini–Hochberg", days), []).append(wrong)
            found.setdefault((f"{kind}: found by Benjamini–Hochberg", days), []).append(float(named[right].mean()))
            found.setdefault((f"{kind}: found by max_t", days), []).append(float(strict[right].mean()))


def section(found: dict[str, Any]) -> str:
    """The second part of the document."""
    lines = [
        "## Size on real returns\n",
        f"At dates without events, on {found['shares']} shares with every close from {found['first']} to "
        f"{found['last']}. {found['dates']} sessions can be day 0; the market model is fitted on 240 days before. A "
        "study is one call of `eventstudy.run`.\n",
        "Rates in per cent of nominal 5 %, after ± their standard error clustered by month, and in brackets of nominal "
        "1 %. The sample is one stretch of time: it holds some forty windows of 11 days that do not overlap, and some "
        "twenty of 21.\n",
        f"Written by `python benchmarks/size_on_real.py closes.csv {found['options']}`. The closes are public daily "
        "data and no part of the project.\n",
    ]
    table = pd.DataFrame(found["rates"])
    for layout, rows in table.groupby("layout", sort=False):
        days = sorted(rows["days"].unique())
        lines.append(f"### {layout[0].upper()}{layout[1:]} ({rows['studies'].max():,} studies)\n")
        lines.append("| test | " + " | ".join(f"{d} day{'s' if d > 1 else ''}" for d in days) + " |")
        lines.append("|---" * (len(days) + 1) + "|")
        for test, own in rows.groupby("test", sort=False):
            cells = [_cell(own[own["days"] == d]) for d in days]
            lines.append(f"| `{test}` | " + " | ".join(cells) + " |")
        lines.append("")
    lines += [
        "### Intervals and bands of 95 %\n",
        "Share of studies, or of single firm-events, whose interval or band holds what would have been without an "
        "event.\n",
        "| layout | what | count | per cent |\n|---|---|---|---|",
    ]
    lines += [
        f"| {row['layout']} | {row['measure']} | {row['studies']:,} | "
        f"{100 * row['rate']:.1f} ± {100 * row['error']:.1f} |"
        for row in found["bands"]
    ]
    lines.append("")
    lines.append(f"### Which firm-events moved: {MANY} dates and 4 shares\n")
    lines.append("| | days | studies | per cent |\n|---|---|---|---|")
    lines += [
        f"| {row['measure']} | {row['days']} | {row['studies']:,} | {100 * row['rate']:.1f} |"
        for row in sorted(found["families"], key=lambda row: row["days"])
    ]
    return "\n".join(lines) + "\n"


def _cell(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "–"
    five, one_ = (rows[rows["level"] == level].iloc[0] for level in LEVELS)
    return f"{100 * five['rate']:.1f} ± {100 * five['error']:.1f} ({100 * one_['rate']:.1f})"


def real_parser(description: str | None, studies: int) -> argparse.ArgumentParser:
    """Options of a measurement on real closes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("closes", type=Path)
    parser.add_argument("--market", required=True)
    parser.add_argument("--exchange", required=True)
    parser.add_argument("--without", nargs="*", default=[], help="columns to leave out, funds for example")
    parser.add_argument("--studies", type=int, default=studies)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20250127)
    return parser


def panel_of(options: argparse.Namespace) -> Panel:
    """The closes that the options name, on the sessions of their market."""
    closes = pd.read_csv(options.closes, index_col=0, parse_dates=True).drop(columns=options.without)
    return Panel(closes[closes[options.market].notna()], options.market, options.exchange)


def main() -> None:
    """Measure and write."""
    parser = real_parser(__doc__, 1000)
    parser.add_argument("--family-studies", type=int, default=300)
    parser.add_argument("--out", type=Path, default=DOCS / "size-on-real.json")
    options = parser.parse_args()
    panel = panel_of(options)
    with ProcessPoolExecutor(options.jobs, initializer=warnings.simplefilter, initargs=("ignore",)) as pool:
        own = {layout: pool.submit(measure, panel, layout, options.studies, options.seed) for layout in LAYOUTS}
        families_ = pool.submit(families, panel, options.family_studies, options.seed)
        rates, bands = [], []
        for layout, job in own.items():
            rejected, held = job.result()
            rates, bands = rates + rejected, bands + held
            print(layout, flush=True)
        together = families_.result()
    found = {
        "shares": len(panel.shares),
        "dates": len(panel.usable),
        "first": f"{panel.closes.index[0]:%B %Y}",
        "last": f"{panel.closes.index[-1]:%B %Y}",
        "options": f"--market {options.market} --exchange {options.exchange} --studies {options.studies} "
        f"--family-studies {options.family_studies}",
        "rates": rates,
        "bands": bands,
        "families": together,
    }
    options.out.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
