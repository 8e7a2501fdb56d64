"""What people look at stays small, and says so; work grows with the study and no faster."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
from itertools import pairwise

import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot

import eventstudy as es
from eventstudy import plots
from eventstudy.errors import SpecError
from eventstudy.inference import correlation
from eventstudy.report.charts import write_charts
from eventstudy.report.html_page import page
from eventstudy.tables import full_summary, plain_text
from eventstudy.text import ENGLISH, GERMAN, LANGUAGES
from made_up import SESSIONS, closes, day, returns, study
from test_cli import eventstudy

MOST = 30
"""Assets of one event that are drawn."""
WINDOWS = {"estimation": [-60, -11], "event": [-3, 3], "car": [[0, 0], [0, 2]]}


@pytest.fixture(autouse=True)
def _close():
    yield
    pyplot.close("all")


def firms(n):
    return tuple(f"F{i}" for i in range(n))


@pytest.fixture(scope="module")
def one_date():
    """Results of one event of 1,000 firms, and of 2,000."""
    frame = closes(returns(firms(2000)))
    return [es.run(study(0, tickers=firms(n), windows=WINDOWS), frame) for n in (1000, 2000)]


PANELS = plots.SIZES["page"].panels


def largest_of(found, most=MOST):
    day0 = found.ar[found.ar["day"] == 0].set_index("asset")["ar"].abs()
    return list(day0.nlargest(most).index)


def test_charts_of_a_thousand_firms_draw_the_largest_and_say_so(one_date):
    for found, total in zip(one_date, ("1,000", "2,000"), strict=True):
        few, said = (f"{n} of {total} assets, those with the largest abnormal returns" for n in (PANELS, MOST))
        panels = es.CHARTS["car"].figure(found, "e0")
        shown = [ax for ax in panels.axes if ax.get_visible()]
        assert [ax.get_title(loc="left") for ax in shown] == largest_of(found, PANELS)
        assert any(few in " ".join(text.get_text().split()) for text in panels.texts)
        height, width = matplotlib.image.imread(io.BytesIO(plots.render(panels, "png"))).shape[:2]
        assert max(height, width) <= 4000
        (dots,) = es.CHARTS["returns"].figure(found, "e0").axes
        assert [label.get_text() for label in dots.get_yticklabels()] == largest_of(found)
        assert [len(line.get_xdata()) for line in dots.get_lines()[:2]] == [MOST, MOST]
        assert said in dots.get_xlabel()
        lines = es.plot_car(found, "e0")
        assert [text.get_text() for text in lines.get_legend().get_texts()] == largest_of(found)
        assert said in lines.get_xlabel()


def test_placebo_panels_of_many_firms():
    names = firms(32)
    spec = study(0, tickers=names, windows={**WINDOWS, "car": [[0, 0]]}, tests=["t"])
    found = es.placebo(spec, closes(returns(names)), draws=5)
    figure = es.CHARTS["placebo"].figure(found, "e0")
    shown = [ax.get_title(loc="left") for ax in figure.axes if ax.get_visible()]
    car = found.real.set_index("asset")["car"].abs()
    assert shown == list(car.nlargest(MOST).index)
    assert any(f"{MOST} of 32 assets, those with" in text.get_text() for text in figure.texts)


def test_a_few_assets_are_all_drawn_in_the_order_of_the_study():
    found = es.run(study(0, tickers=firms(PANELS), windows=WINDOWS), closes(returns(firms(PANELS))))
    axes = es.CHARTS["car"].figure(found, "e0").axes
    assert [ax.get_title(loc="left") for ax in axes if ax.get_visible()] == list(firms(PANELS))
    assert "assets" not in es.plot_returns(found, "e0").get_xlabel()


def test_without_day_0_the_largest_are_those_of_the_first_window():
    spec = study(0, tickers=firms(40), windows={**WINDOWS, "event": [1, 4], "car": [[1, 2]]})
    found = es.run(spec, closes(returns(firms(40))))
    order = found.car.set_index("asset")["car"].abs().nlargest(PANELS)
    shown = [ax.get_title(loc="left") for ax in es.CHARTS["car"].figure(found, "e0").axes if ax.get_visible()]
    assert shown == list(order.index)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_a_thousand_firms(one_date, lang):
    """Drawings, rows and details of the largest."""
    sizes = []
    for found, total in zip(one_date, (1000, 2000), strict=True):
        text = page(found, LANGUAGES[lang])
        assert LANGUAGES[lang]("event.few", shown=MOST, total=LANGUAGES[lang].count(total)) in text
        assert text.count('<svg class="path"') == 12
        assert len(re.findall('<span class="iv', text)) == 40
        sizes.append(len(text))
    assert sizes[1] < 1_000_000
    assert sizes[1] - sizes[0] < 1000 * 800


def test_the_folder_of_a_thousand_firms(one_date, tmp_path):
    folder, said = tmp_path / "results", []
    es.write_results(one_date[0], folder, notice=said.append)
    charts = {path.name: path.stat().st_size for path in (folder / "charts").iterdir()}
    assert set(charts) == {"car_e0.svg", "car_e0.png", "returns_e0.svg", "returns_e0.png"}
    assert max(charts.values()) < 1_000_000
    assert len(pd.read_csv(folder / "cars.csv")) == 2000
    assert said == []


def test_the_terminal_and_a_notebook_show_the_largest(one_date):
    for found in one_date:
        for text in (plain_text(full_summary(found, ENGLISH)), found._repr_html_()):
            assert f"Shown are {MOST} of {len(found.models):,} assets" in " ".join(text.split())
            assert largest_of(found)[0] in text
        assert f"and {len(found.models) - 8:,} more" in repr(found)
        assert largest_of(found)[0] in repr(found)
        assert len(repr(found).splitlines()) <= 30


def test_charts_of_single_assets(one_date, tmp_path):
    said = []
    written = write_charts(one_date[0], tmp_path, ["price"], ["svg"], ["e0"], notice=said.append)
    assert written == len(list(tmp_path.iterdir())) == MOST
    assert [ENGLISH.text(one) for one in said] == [
        "price of 'e0': 30 of 1,000 assets, those with the largest abnormal returns"
    ]


@pytest.mark.slow
def test_a_chart_that_nobody_could_read_is_left_out_with_a_line(tmp_path):
    frame = closes(returns(("A", "B")))
    frame.rename_axis("date").to_csv(tmp_path / "p.csv")
    rows = {"event_id": [f"e{i}" for i in range(81)], "asset": "A", "at": [str(SESSIONS[150 + i]) for i in range(81)]}
    pd.DataFrame(rows).to_csv(tmp_path / "events.csv", index=False)
    (tmp_path / "s.yaml").write_text(
        "version: 1\nevents_file: events.csv\nprices: {source: csv, path: p.csv}\n"
        "windows: {estimation: [-60, -11], event: [-3, 3], car: [[0, 0]]}\n"
        "defaults: {exchange: XNYS, market: MKT}\n",
        encoding="utf-8",
    )
    done = eventstudy("charts", "s.yaml", "--kind", "svg", "--out", "charts", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "note: heatmap is left out: a heat map of 81 events and 1 assets cannot be read" in done.stdout
    assert "note: timeline is left out: a time axis of 81 events cannot be read" in done.stdout
    few = "charts of the first 25 of 81 events; `eventstudy charts --event ID` draws any"
    assert f"note: {few}" in done.stdout
    names = {path.name for path in (tmp_path / "charts").iterdir()}
    assert names == {"caar.svg", *(f"{chart}_e{i}.svg" for i in range(25) for chart in ("car", "returns"))}
    assert f"charts in charts: {len(names)}" in done.stdout

    found, said = es.run(es.load_spec(tmp_path / "s.yaml"), frame), []
    with pytest.raises(SpecError, match="heat map of 81 events and 1 assets cannot be read"):
        write_charts(found, tmp_path / "alone", ["heatmap"])
    with pytest.raises(SpecError, match="the study has no event 'x'"):
        write_charts(found, tmp_path / "alone", events=["e1", "x"])
    assert not (tmp_path / "alone").exists()
    es.write_results(found, tmp_path / "results", notice=said.append)
    assert said == [few]


def test_other_charts_are_drawn_where_one_cannot_be(tmp_path):
    """A model without a market draws no line against one; a study of one day has no return of day 0."""
    spec = study(0, model="mean", windows={**WINDOWS, "event": [1, 3], "car": [[1, 2]]})
    found, said = es.run(spec, closes(returns())), []
    write_charts(found, tmp_path, ["market", "returns", "car"], ["svg"], notice=said.append)
    assert [path.name for path in tmp_path.iterdir()] == ["car_e0.svg"]
    assert len(said) == 4
    assert {one.code for one in said} == {"chart_left_out"}
    assert GERMAN.text(said[0]).startswith("market_e0_A fehlt: das Modell „mean“ ")


def calls(task):
    profile = cProfile.Profile()
    profile.runcall(task)
    return pstats.Stats(profile).total_calls


@pytest.mark.parametrize("source", ["frame", "snapshot"])
@pytest.mark.slow
def test_tickers_without_prices_cost_little_each(source, tmp_path):
    """Function calls of a run with so many, and the work of five hundred more, twice."""
    frame, counted = closes(returns(("A",))), []
    for n in (50, 550, 1050):
        own, at = ("A", day(0)) if source == "frame" else ("NVDA", "2025-01-27")
        names = [own, *(f"X{i}" for i in range(n))]
        path = tmp_path / f"{n}.csv"
        pd.DataFrame({"event_id": [f"e{i}" for i in range(n + 1)], "asset": names, "at": at}).to_csv(path, index=False)
        market = "MKT" if source == "frame" else "^IXIC"
        spec = es.load_spec(
            {
                "version": 1,
                "events_file": str(path),
                "prices": {"source": "snapshot"},
                "defaults": {"exchange": "XNAS", "market": market},
            }
        )

        def run(spec=spec, n=n):
            found = es.run(spec, frame if source == "frame" else es.load_prices(spec))
            assert len(found.dropped) == n
            return repr(found)

        run()
        counted.append(calls(run))
    first, second = (b - a for a, b in pairwise(counted))
    assert first < 500 * 400
    assert second < 1.2 * first


def test_correlations_of_one_date_look_at_no_pair(monkeypatch):
    """Sums of standardised residuals give what all pairs give, also with missing days and rows that do not vary."""
    rng = np.random.default_rng(1)
    days = np.broadcast_to(SESSIONS[:80], (700, 80)).copy()
    residuals = rng.normal(size=(700, 80)) + 0.5 * rng.normal(size=80)
    residuals[:200, 10:30] = np.nan
    residuals[300:310, 25:] = np.nan
    residuals[400], residuals[401] = np.nan, 0.0
    pairs = correlation.residual_correlations(residuals, days)[np.triu_indices(700, 1)]
    monkeypatch.delattr(correlation, "_correlations")
    mean, count = correlation.mean_correlation(residuals, days)
    assert count == np.isfinite(pairs).sum()
    assert mean == pytest.approx(np.nanmean(pairs), rel=1e-10)


@pytest.mark.slow
def test_a_hundred_thousand_firm_events_on_one_date_are_shown_in_little(tmp_path):
    """Five hundred events of two hundred assets each, all on one day."""
    names = firms(200)
    rows = {"event_id": [f"e{i}" for i in range(500) for _ in names], "asset": names * 500, "at": day(0)}
    pd.DataFrame(rows).to_parquet(tmp_path / "events.parquet")
    spec = study(tickers=names, windows=WINDOWS, events_file=str(tmp_path / "events.parquet"))
    found = es.run(spec, closes(returns(names)))
    assert len(found.models) == 100_000
    folder = es.write_results(found, tmp_path / "out")
    assert (folder / "report.html").stat().st_size < 8_000_000
    assert len(list((folder / "charts").iterdir())) <= 14
    assert len(repr(found).splitlines()) < 2_000
