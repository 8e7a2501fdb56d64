"""Charts, tested through what their artists hold."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot
from scipy import stats

import eventstudy as es
from eventstudy import plots
from eventstudy.errors import SpecError
from eventstudy.inference.bands import path_correlation, simultaneous_critical


@pytest.fixture(autouse=True)
def _close():
    yield
    pyplot.close("all")


def path(study, event, asset):
    return study.paths.set_index(["event_id", "asset"]).loc[(event, asset)]


@pytest.mark.parametrize(("band", "name"), [("pointwise", "pointwise 95 %"), ("simultaneous", "(sup-t)")])
def test_car_path_and_band(shipped, band, name):
    ax = es.plot_car(shipped, event="deepseek-shock", asset="NVDA", band=band)
    own = path(shipped, "deepseek-shock", "NVDA")
    np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), own["car"])
    correlation = path_correlation(own["variance"].to_numpy(), own[["z0", "z1"]].to_numpy())
    critical = {"pointwise": stats.t.ppf(0.975, 238), "simultaneous": simultaneous_critical(correlation, 238)}[band]
    half = critical * own["se"]
    outline = ax.collections[0].get_paths()[0].vertices
    for day, car, width in zip(own["day"], own["car"], half, strict=True):
        at = outline[outline[:, 0] == day][:, 1]
        assert at.min() == pytest.approx(car - width)
        assert at.max() == pytest.approx(car + width)
    assert name in ax.get_legend().get_title().get_text()


def test_car_path_ends_at_the_car_of_the_window(shipped):
    own = path(shipped, "rebound", "ENR.DE").set_index("day")
    first_day = shipped.ar.set_index(["event_id", "asset", "day"]).loc[("rebound", "ENR.DE", -10)]
    assert own.loc[-10, "car"] == pytest.approx(first_day["ar"])
    assert own.loc[-10, "se"] == pytest.approx(first_day["se"])


def test_all_assets_on_one_axes(shipped):
    ax = es.plot_car(shipped, event="deepseek-shock")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["Nvidia", "ASML", "Siemens Energy", "Nasdaq"]


def test_axes_given_are_used(shipped):
    _, ax = pyplot.subplots()
    assert es.plot_car(shipped, event="rebound", ax=ax) is ax
    assert es.plot_returns(shipped, event="rebound", ax=ax) is ax


def test_panels_share_scale_and_colours(shipped):
    shock, licence = (plots.figure_car(shipped, event) for event in ("deepseek-shock", "h20-licence"))
    assert len({ax.get_ylim() for ax in shock.axes}) == 1
    colours = [{ax.get_title(loc="left"): ax.get_lines()[0].get_color() for ax in f.axes} for f in (shock, licence)]
    assert colours[0]["Siemens Energy"] == colours[1]["Siemens Energy"]
    assert len(licence.axes) == 3


def test_returns_raw_and_abnormal(shipped):
    ax = es.plot_returns(shipped, event="deepseek-shock")
    raw, abnormal = ([bar.get_height() for bar in container] for container in ax.containers[:2])
    rows = shipped.ar.query("event_id == 'deepseek-shock' and day == 0")
    np.testing.assert_allclose(raw, rows["return"])
    np.testing.assert_allclose(abnormal, rows["ar"])
    labels = {text.get_text() for text in ax.texts}
    assert {"−17.0 %", "−10.5 %", "−19.9 %", "−3.1 %"} <= labels
    low, high = ax.get_ylim()
    assert low < min(raw)
    assert high >= 0


@pytest.mark.parametrize("draw", [es.plot_car, es.plot_returns])
def test_unknown_event(shipped, draw):
    with pytest.raises(SpecError, match="no event 'shok'"):
        draw(shipped, event="shok")


def test_dropped_asset(shipped):
    with pytest.raises(SpecError, match=r"no computed asset 'ASML\.AS'"):
        es.plot_car(shipped, event="kimi-k2", asset="ASML.AS")


def test_day_outside(shipped):
    with pytest.raises(SpecError, match="day 11 lies outside"):
        es.plot_returns(shipped, event="rebound", day=11)


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_same_bytes(shipped, kind):
    one, two = (plots.render(plots.figure_car(shipped, "rebound"), kind) for _ in range(2))
    assert one == two


def test_a_figure_drawn_anew_is_a_new_figure(shipped):
    """Redrawing in the panels of another event leaves nothing of it behind."""
    used = plots.figure_car(shipped, "deepseek-shock")
    again = plots.figure_car(shipped, "rebound", figure=used)
    assert again is used
    assert plots.render(again, "png") == plots.render(plots.figure_car(shipped, "rebound"), "png")
    assert plots.figure_car(shipped, "h20-licence", figure=used) is not used  # three panels, not four


def test_nothing_is_shown_or_changed(shipped, monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda: pytest.fail("a library must not show"))
    before = dict(pyplot.rcParams)
    es.plot_car(shipped, event="rebound")
    assert dict(pyplot.rcParams) == before
