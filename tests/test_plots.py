"""Charts, tested through what their artists hold."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot

import eventstudy as es
from eventstudy import plots
from eventstudy.errors import SpecError
from eventstudy.report.charts import chart_files, write_charts
from eventstudy.tables import day_half_width, half_width
from eventstudy.text import percent


@pytest.fixture(autouse=True)
def _close():
    yield
    pyplot.close("all")


def path(study, event, asset):
    return study.paths.set_index(["event_id", "asset"]).loc[(event, asset)]


def outline(collection, days):
    """Lowest and highest value of a band on each day."""
    vertices = collection.get_paths()[0].vertices
    at = [vertices[vertices[:, 0] == day][:, 1] for day in days]
    return np.array([[one.min(), one.max()] for one in at])


@pytest.mark.parametrize("band", ["pointwise", "simultaneous", "both"])
def test_car_path_with_its_band_and_its_intervals(shipped, band):
    ax = es.plot_car(shipped, event="deepseek-shock", asset="NVDA", band=band)
    own = path(shipped, "deepseek-shock", "NVDA")
    after, before = own[own["day"] >= -1], own[own["day"] <= -1]
    drawn, lead, day0 = ax.get_lines()[:3]
    np.testing.assert_allclose(drawn.get_ydata(), after["car"])
    np.testing.assert_allclose(lead.get_ydata(), before["car"])
    assert (drawn.get_ydata()[0], lead.get_ydata()[-1]) == (0, 0)
    assert lead.get_alpha() < drawn.get_alpha()
    ar = shipped.ar.query("event_id == 'deepseek-shock' and asset == 'NVDA' and day == 0")["ar"]
    assert day0.get_ydata()[0] == pytest.approx(ar.iloc[0])
    kinds = ["simultaneous", "pointwise"] if band == "both" else [band]
    for kind, one in zip(kinds, ax.collections, strict=True):
        half = half_width(shipped, own.reset_index(), 0.95, kind)[(own["day"] >= -1).to_numpy()]
        expected = np.stack([after["car"] - half, after["car"] + half], axis=1)
        np.testing.assert_allclose(outline(one, after["day"]), expected, rtol=1e-6, atol=1e-12)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names[0] == "Nvidia"
    assert any("pointwise" in name for name in names) == (band != "simultaneous")
    assert any("sup-t" in name for name in names) == (band != "pointwise")


def test_day_0_of_a_path_is_the_abnormal_return_that_is_tested(shipped):
    own = path(shipped, "rebound", "ENR.DE").set_index("day")
    tested = shipped.ar.set_index(["event_id", "asset", "day"]).loc[("rebound", "ENR.DE", 0)]
    assert own.loc[0, "car"] == pytest.approx(tested["ar"])
    assert own.loc[0, "se"] == pytest.approx(tested["se"])


def test_all_assets_on_one_axes(shipped):
    """Lines by their names, with the interval of day 0 and of the last day for each: bands could not be told apart."""
    ax = es.plot_car(shipped, event="deepseek-shock")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Nvidia", "ASML", "Siemens Energy", "Nasdaq"]
    assert "pointwise" in ax.get_xlabel()
    assert "sup-t" in es.plot_car(shipped, event="rebound", band="simultaneous").get_xlabel()
    for bars, asset in zip(ax.collections, ["NVDA", "ASML.AS", "ENR.DE", "^IXIC"], strict=True):
        own = path(shipped, "deepseek-shock", asset).reset_index()
        own = own.assign(half=half_width(shipped, own, 0.95, "pointwise")).query("day in (0, 10)")
        expected = np.stack([own["car"] + k * own["half"] for k in (-1, 1)], axis=1)
        np.testing.assert_allclose([bar[:, 1] for bar in bars.get_segments()], expected)


def test_panels_say_their_value_of_day_0(shipped):
    figure = es.CHARTS["car"].figure(shipped, "deepseek-shock")
    assert [[text.get_text() for text in ax.texts] for ax in figure.axes] == [
        ["−10.5 %"],
        ["−5.9 %"],
        ["−19.6 %"],
        ["−1.1 %"],
    ]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "95 % interval of each day (pointwise)",
        "95 % band for the whole path (sup-t)",
        "the days before",
    ]


def test_mean_paths_of_all_and_of_each_stated_group(shipped):
    figure = es.CHARTS["caar"].figure(shipped)
    aar, means = shipped.aar, shipped.caar.set_index(["group", "start", "end"])
    names = ["all_signed", *dict.fromkeys(event.group for event in shipped.spec.events)]
    names = [name for name in names if name in set(aar["group"])]
    assert len(figure.axes) >= len(names) == 6
    for ax, group in zip(figure.axes, names, strict=False):
        own = aar[aar["group"] == group].set_index("day")
        np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), own["caar"].loc[-1:])
        band, interval = (outline(ax.collections[k], [0, 10]) for k in (0, 1))
        np.testing.assert_allclose(band, own.loc[[0, 10], ["caar_lower", "caar_upper"]])
        np.testing.assert_allclose(interval[0], means.loc[(group, 0, 0), ["lower", "upper"]].astype(float))
    assert len({ax.get_ylim() for ax in figure.axes[: len(names)]}) == 1


def test_groups_over_one_another(shipped):
    ax = es.plot_caar(shipped, ["policy", "demand"])
    assert [text.get_text() for text in ax.get_legend().get_texts()][:2] == ["policy (n = 16)", "demand (n = 8)"]
    assert ax.get_title(loc="left") == "China's AI shock"


def test_axes_given_are_used(shipped):
    _, ax = pyplot.subplots()
    assert es.plot_car(shipped, event="rebound", ax=ax) is ax
    assert es.plot_returns(shipped, event="rebound", ax=ax) is ax


def test_panels_share_scale_and_colours(cut_short):
    shock, licence = (es.CHARTS["car"].figure(cut_short, event) for event in ("deepseek-shock", "h20-licence"))
    assert len({ax.get_ylim() for ax in shock.axes}) == 1
    colours = [{ax.get_title(loc="left"): ax.get_lines()[0].get_color() for ax in f.axes} for f in (shock, licence)]
    assert colours[0]["Siemens Energy"] == colours[1]["Siemens Energy"]
    assert len(licence.axes) == 3


def test_returns_raw_and_abnormal(shipped):
    ax = es.plot_returns(shipped, event="deepseek-shock")
    rows = shipped.ar.query("event_id == 'deepseek-shock' and day == 0")
    raw, abnormal = ax.get_lines()[:2]
    np.testing.assert_allclose(raw.get_xdata(), rows["return"])
    np.testing.assert_allclose(abnormal.get_xdata(), rows["ar"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Nvidia", "ASML", "Siemens Energy", "Nasdaq"]
    half = day_half_width(shipped, rows, 0.95)
    ends = np.array([bar[:, 0] for bar in ax.collections[0].get_segments()])
    np.testing.assert_allclose(ends, np.stack([rows["ar"] - half, rows["ar"] + half], axis=1))
    assert not ax.patches  # no bars
    low, high = ax.get_xlim()
    assert low < ends.min() < 0 < high


def test_labels_of_returns_stand_at_what_they_name(shipped):
    ax = es.plot_returns(shipped, event="deepseek-shock")
    rows = shipped.ar.query("event_id == 'deepseek-shock' and day == 0")
    at = {text.get_text(): text.xy[0] for text in ax.texts}
    for value in [*rows["return"], *rows["ar"]]:
        assert at[percent(value, 1)] == pytest.approx(value, abs=1e-12)
    assert {"−17.0 %", "−10.5 %", "−19.9 %", "−3.1 %"} <= set(at)


@pytest.mark.parametrize("draw", [es.plot_car, es.plot_returns])
def test_unknown_event(shipped, draw):
    with pytest.raises(SpecError, match="no event 'shok'"):
        draw(shipped, event="shok")


def test_dropped_asset(cut_short):
    with pytest.raises(SpecError, match=r"no computed asset 'ASML\.AS'"):
        es.plot_car(cut_short, event="kimi-k2", asset="ASML.AS")


def test_day_outside(shipped):
    with pytest.raises(SpecError, match="day 11 lies outside"):
        es.plot_returns(shipped, event="rebound", day=11)


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_same_bytes(shipped, kind):
    one, two = (plots.render(es.CHARTS["car"].figure(shipped, "rebound"), kind) for _ in range(2))
    assert one == two


def test_a_figure_drawn_anew_is_a_new_figure(cut_short):
    """Redrawing in the panels of another event leaves nothing of it behind."""
    used = es.CHARTS["car"].figure(cut_short, "deepseek-shock")
    again = es.CHARTS["car"].figure(cut_short, "rebound", figure=used)
    assert again is used
    assert plots.render(again, "png") == plots.render(es.CHARTS["car"].figure(cut_short, "rebound"), "png")
    assert es.CHARTS["car"].figure(cut_short, "h20-licence", figure=used) is not used  # three panels, not four


def test_nothing_is_shown_or_changed(shipped, monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda: pytest.fail("a library must not show"))
    before = dict(pyplot.rcParams)
    es.plot_car(shipped, event="rebound")
    assert dict(pyplot.rcParams) == before


def test_pyplot_goes_on_where_it_was(shipped):
    """Whoever draws into a figure of his own and looks at ours in between goes on in his own."""
    own = pyplot.figure()
    ours = es.plot_caar(shipped).figure
    assert pyplot.gcf() is own
    assert ours.number in pyplot.get_fignums()
    ax = own.add_subplot()
    pyplot.sca(ax)
    es.plot_car(shipped, event="rebound", ax=own.add_subplot())
    assert pyplot.gcf() is own


def test_price_beside_what_was_expected(shipped):
    """Since the close of day −1: on day 0 the two lie the abnormal return apart."""
    ax = es.plot_price(shipped, "deepseek-shock", "NVDA")
    own = shipped.ar.query("event_id == 'deepseek-shock' and asset == 'NVDA'")
    for line, name in zip(ax.get_lines()[:2], ("expected", "return"), strict=True):
        level = np.concatenate([[1.0], np.cumprod(1 + own[name])])
        np.testing.assert_allclose(line.get_ydata(), level / level[10] - 1, atol=1e-12)
    assert list(ax.get_lines()[0].get_xdata()[[0, 10, 11]]) == [-11, -1, 0]
    expected, price = (line.get_ydata()[11] for line in ax.get_lines()[:2])
    assert price - expected == pytest.approx(own.query("day == 0")["ar"].iloc[0])


def test_heat_map(shipped):
    ax = es.plot_heatmap(shipped)
    values = np.ma.getdata(ax.images[0].get_array())
    day0 = shipped.ar.query("day == 0").set_index(["event_id", "asset"])["ar"]
    assert values.shape == (20, 4)
    assert values[9, 0] == pytest.approx(day0["deepseek-shock", "NVDA"])
    assert np.isfinite(values).all()
    bold = {text.get_text() for text in ax.texts if text.get_fontweight() == "bold"}
    assert {"−10.5 %", "−5.9 %", "−19.6 %", "−1.1 %"} <= bold
    ranks = shipped.firm_tests.query("test == 'filtered_sq' and start == 0 and end == 0")
    rare = ranks[ranks["p_value"] <= 0.05]
    written = [percent(day0[key], 1) for key in zip(rare["event_id"], rare["asset"], strict=True)]
    assert bold == set(written)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Nvidia", "ASML", "Siemens Energy", "Nasdaq"]
    low, high = ax.images[0].get_clim()
    assert low == -high


def test_a_dropped_firm_event_is_an_empty_cell(cut_short):
    values = np.ma.getdata(es.plot_heatmap(cut_short).images[0].get_array())
    assert np.isnan(values[14, 1])
    assert np.isnan(values).sum() == 7


def test_heat_map_of_a_window_and_some_events(shipped):
    ax = es.plot_heatmap(shipped, (-1, 1), events=["rebound", "deepseek-shock"])
    cars = shipped.car.query("start == -1 and end == 1").set_index(["event_id", "asset"])["car"]
    assert np.ma.getdata(ax.images[0].get_array())[0, 2] == pytest.approx(cars["rebound", "ENR.DE"])
    with pytest.raises(SpecError, match=r"no \[2, 3\]"):
        es.plot_heatmap(shipped, (2, 3))
    with pytest.raises(SpecError, match="no event 'rebond'"):
        es.plot_heatmap(shipped, events=["rebond"])


def test_market_line(shipped):
    ax = es.plot_market(shipped, "deepseek-shock", "NVDA")
    days = shipped.estimation.of("deepseek-shock", "NVDA")
    model = shipped.models.set_index(["event_id", "asset"]).loc[("deepseek-shock", "NVDA")]
    dots, line, day0 = ax.get_lines()
    np.testing.assert_array_equal(dots.get_xdata(), days["market"])
    np.testing.assert_array_equal(dots.get_ydata(), days["return"])
    slope = np.diff(line.get_ydata()) / np.diff(line.get_xdata())
    assert slope[0] == pytest.approx(model["beta"])
    own = shipped.ar.query("event_id == 'deepseek-shock' and asset == 'NVDA' and day == 0").iloc[0]
    assert day0.get_ydata()[0] == own["return"]
    assert model["alpha"] + model["beta"] * day0.get_xdata()[0] == pytest.approx(own["expected"])
    assert len(days) == model["n_estimation"] == 240


def test_residuals_are_those_of_the_estimate(shipped):
    days = shipped.estimation.of("deepseek-shock", "NVDA")
    model = shipped.models.set_index(["event_id", "asset"]).loc[("deepseek-shock", "NVDA")]
    by_hand = days["return"] - model["alpha"] - model["beta"] * days["market"]
    np.testing.assert_allclose(days["residual"], by_hand, atol=1e-14)
    assert np.sqrt((days["residual"] ** 2).sum() / model["df"]) == pytest.approx(model["sigma"])
    ax = es.plot_residuals(shipped, "deepseek-shock", "NVDA", "autocorrelation")
    first = ax.collections[0].get_segments()[0][:, 1]
    centred = days["residual"] - days["residual"].mean()
    rho = (centred * centred.shift()).sum() / (centred**2).sum()
    assert first[first != 0] == pytest.approx(rho)
    assert rho == pytest.approx(model["residual_autocorrelation"])
    ordered = es.plot_residuals(shipped, "deepseek-shock", "NVDA", "quantiles").get_lines()[1]
    assert (np.diff(ordered.get_ydata()) >= 0).all()
    with pytest.raises(SpecError, match="cannot be seen by 'colour'"):
        es.plot_residuals(shipped, "deepseek-shock", "NVDA", "colour")


def test_a_missing_day_is_left_out_of_the_residuals(shipped):
    one = shipped.models.query("n_estimation < 240").iloc[0]
    assert len(shipped.estimation.of(one["event_id"], one["asset"])) == one["n_estimation"]
    assert shipped.estimation.of("deepseek-shock", "nothing").empty


def test_no_residuals_where_none_are_kept(shipped):
    bare = es.StudyResult(shipped.spec, shipped.frames, shipped.provenance)
    with pytest.raises(SpecError, match="keeps no residuals"):
        es.plot_residuals(bare, "deepseek-shock", "NVDA")
    frames = {**shipped.frames, "models": shipped.models.assign(model="mean")}
    mean = es.StudyResult(shipped.spec, frames, {}, estimation=shipped.estimation)
    with pytest.raises(SpecError, match="draws no line"):
        es.plot_market(mean, "deepseek-shock", "NVDA")


def test_time_axis(shipped):
    ax = es.plot_timeline(shipped)
    whole, inner = ax.containers[:2]
    labels = [label.get_text() for label in ax.get_yticklabels()]
    at = labels.index("Partial recovery on the next day")
    days = shipped.ar.query("event_id == 'rebound'")["date"]
    assert whole[at].get_width() == (days.max() - days.min()).days + 1
    inside = shipped.ar.query("event_id == 'rebound' and 0 <= day <= 5")["date"]
    assert inner[at].get_width() == (inside.max() - inside.min()).days + 1
    assert len(labels) == 20
    assert labels[-1] == "ChatGPT is launched"  # in time from the top down


@pytest.mark.parametrize("size", ["page", "column", "slide"])
def test_sizes(shipped, size):
    shape = plots.SIZES[size]
    figures = [
        es.CHARTS["car"].figure(shipped, "deepseek-shock", size=shape),
        es.CHARTS["returns"].figure(shipped, "deepseek-shock", size=shape),
        es.CHARTS["market"].figure(shipped, "deepseek-shock", "NVDA", size=shape),
    ]
    for figure in figures:
        width, height = figure.get_size_inches()
        assert shape.width is None or width == pytest.approx(shape.width)
        assert shape.height is None or height == pytest.approx(shape.height)
    assert len({ax.get_position().y0 for ax in figures[0].axes}) == (2 if size == "column" else 1)


@pytest.mark.parametrize("draw", [es.CHARTS[name].figure for name in ("heatmap", "timeline")])
def test_charts_of_the_study_have_the_same_bytes(shipped, draw):
    one, two = (plots.render(draw(shipped), "svg") for _ in range(2))
    assert one == two
    assert b"Nvidia" in one or b"ChatGPT" in one


def test_charts_that_were_asked_for(cut_short, tmp_path):
    charts = ("heatmap", "returns", "price")
    names = write_charts(cut_short, tmp_path, charts, ("svg",), ["h20-licence"], "column")
    found = sorted(path.name for path in tmp_path.iterdir())
    assert names == len(found) == 5
    assert found[0] == "heatmap.svg"
    assert found[-1] == "returns_h20-licence.svg"
    assert sum(name.startswith("price_h20-licence_") for name in found) == 3
    for wrong, what in (({"charts": ["pie"]}, "chart 'pie'"), ({"kinds": ["gif"]}, "'gif'"), ({"size": "A4"}, "'A4'")):
        with pytest.raises(SpecError, match=what):
            write_charts(cut_short, tmp_path, **wrong)


NO_FORMULA = r"$5 of $\frac{1 and \frac"


@pytest.mark.parametrize("size", ["page", "column"])
def test_a_name_that_looks_like_a_formula_is_text(tmp_path, size):
    study = es.load_spec(
        {
            "version": 1,
            "prices": {"source": "snapshot"},
            "assets": {"NVDA": {"name": r"$\frac{1$", "exchange": "XNAS", "market": "^IXIC"}},
            "events": [{"id": "e", "title": f"{NO_FORMULA} {'long ' * 20}", "at": "2025-01-27"}],
        }
    )
    result = es.run(study, es.load_prices(study))
    charts = [chart.name for chart in plots.charts_of("study")]
    assert write_charts(result, tmp_path, charts, ("svg", "png"), ["e"], size) == 2 * len(charts)


def plot_day0(study, event, *, ax):
    ar = study.frames["ar"]
    own = ar[(ar["event_id"] == event) & (ar["day"] == 0)]
    ax.bar(own["asset"], own["ar"])
    return ax


def figure_day0(study, event, size, lang):
    assert lang == "en"
    return plots.style.figure_of(lambda ax: plot_day0(study, event, ax=ax), 4, 3, size)


def test_a_chart_is_one_value(shipped, tmp_path, monkeypatch):
    """Once it is registered, Python, the command line and result folders have it."""
    monkeypatch.setattr(es.CHARTS, "_known", {"returns": es.CHARTS["returns"]})
    titles = {"en": "abnormal returns of day 0", "de": "abnormale Renditen von Tag 0"}
    chart = plots.Chart(
        "day0", titles, plot_day0, figure_day0, per="event", in_results=lambda *keys: keys[2] == "rebound"
    )
    assert es.CHARTS.add(chart) is chart
    assert es.plot_day0 is plot_day0
    assert {"plot_day0", "plot_returns"} <= set(dir(es))
    assert write_charts(shipped, tmp_path, (), ("svg",), ["deepseek-shock"]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {f"{n}_deepseek-shock.svg" for n in ("returns", "day0")}
    names = {name for name, _ in chart_files(shipped, ("svg",))}
    assert "returns_deepseek-shock.svg" in names
    assert [name for name in names if name.startswith("day0")] == ["day0_rebound.svg"]
    with pytest.raises(SpecError, match="did you mean 'day0'"):
        write_charts(shipped, tmp_path, ("day1",))
