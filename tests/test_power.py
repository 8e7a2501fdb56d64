"""Size and power at a study's own dimensions."""

from __future__ import annotations

import numpy as np
import pytest

import eventstudy as es
from conftest import HERE
from eventstudy.errors import SpecError
from eventstudy.simulate import plan_power, power_table


@pytest.fixture(scope="module")
def spec():
    return es.load_spec(HERE / "golden/common/study.yaml").replace(tests=["bmp", "kp"])


@pytest.fixture(scope="module")
def plan(spec):
    return plan_power(spec, es.load_prices(spec))


@pytest.fixture(scope="module")
def table(plan):
    return power_table(plan, [0.01, 0.02], 100, seed=1)


def test_plan_is_the_study(plan):
    assert (plan.scenario.firms, plan.scenario.estimation, plan.scenario.dates) == (30, 120, 1)
    assert plan.scenario.correlation == pytest.approx(0.006725200111, rel=1e-9)
    assert plan.tests == ("bmp", "kp")
    assert plan.windows == ((0, 0), (-1, 1), (-10, 10))
    assert 0.01 < plan.sigma < 0.02


def test_defaults_are_those_of_the_study(spec):
    asked = plan_power(spec.replace(tests="default"), es.load_prices(spec))
    assert asked.tests == ("kpp", "mvrm")


def test_table(table):
    assert len(table) == 2 * 3 * 3
    rates = table.set_index(["test", "start", "effect"])["rate"]
    assert rates["bmp", 0, 0.0] < 0.2
    assert rates["bmp", 0, 0.0] < rates["bmp", 0, 0.01] <= rates["bmp", 0, 0.02]
    assert rates["bmp", 0, 0.02] > rates["bmp", -10, 0.02]


def test_too_many_firm_events(spec):
    with pytest.raises(SpecError, match="501 firm-events"):
        plan_power(spec, es.load_prices(spec), firms=501)


def test_curves(table):
    ax = es.plot_power(table, (0, 0))
    lines = {line.get_label(): line for line in ax.get_lines()[1:]}
    own = table.query("test == 'kp' and start == 0").sort_values("effect")
    np.testing.assert_allclose(lines["kp"].get_ydata(), own["rate"])
    assert len(es.CHARTS["power"].figure(table).axes) == 3


def test_command(inside, tmp_path):
    done = inside(
        "power", str(HERE / "golden/common/study.yaml"), "--draws", "10", "--effect", "0.02", "--firms", "4",
        "--out", str(tmp_path / "p"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "4 firm-events" in done.stdout
    assert {p.name for p in (tmp_path / "p").iterdir()} == {"power.csv", "power.svg", "power.png"}
