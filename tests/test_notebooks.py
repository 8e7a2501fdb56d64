"""In a notebook every chart shows, in its own cell and once, and nothing else is drawn."""

from __future__ import annotations

import importlib.util
import io
import re
from base64 import b64decode

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient

import eventstudy as es
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DRAWS = re.compile(r"\bplot|plt\.")
"""What a cell that draws has in it; the notebooks draw one figure in each."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # of the notebook machinery, not of ours
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _inline(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")


def run(notebook):
    """Code cells with their outputs."""
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(ROOT / "notebooks")}}).execute()
    return code_cells(notebook)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def images(cell):
    return sum("image/png" in output.get("data", {}) for output in cell.outputs)


def script():
    """`docs/notebooks.py`, which runs the notebooks and keeps what they show."""
    spec = importlib.util.spec_from_file_location("notebooks", ROOT / "docs/notebooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_is_what_a_run_gives(path):
    """Every figure shows, in its own cell and once; words are the same again, and pictures nearly."""
    kept, again = nbformat.read(path, as_version=4), script().executed(nbformat.read(path, as_version=4))
    assert path.stat().st_size < 500_000
    for cell, new in zip(code_cells(kept), code_cells(again), strict=True):
        lines = [line for line in cell.source.splitlines() if not line.startswith(("import", "from"))]
        assert images(cell) == images(new) == bool(DRAWS.search("\n".join(lines))), cell.source
        shown = [output for output in new.outputs if output.output_type != "stream"]
        assert len(shown) <= 2, cell.source  # what it draws, and its value
        assert not [output for output in new.outputs if output.get("name") == "stderr"]
        assert [words(one) for one in cell.outputs] == [words(one) for one in new.outputs], cell.source
        for one, two in zip(cell.outputs, new.outputs, strict=True):
            assert_alike(one, two)


def words(output):
    """What an output says; of a figure that there is one."""
    said = dict(output.get("data", {"text": output.get("text")}))
    said["image/png"] = "image/png" in said
    return said


def assert_alike(one, two):
    if "image/png" in one.get("data", {}):
        pictures = [imread(io.BytesIO(b64decode(output.data["image/png"]))) for output in (one, two)]
        (high, wide), (higher, wider) = (picture.shape[:2] for picture in pictures)
        assert abs(high - higher) + abs(wide - wider) <= 6
        high, wide = min(high, higher), min(wide, wider)
        assert np.abs(pictures[0][:high, :wide, :3] - pictures[1][:high, :wide, :3]).mean() < 0.03


def test_notebooks_have_a_mean_path_and_a_difference_of_groups():
    sources = " ".join(cell.source for path in NOTEBOOKS for cell in code_cells(nbformat.read(path, as_version=4)))
    assert "es.plot_caar(" in sources
    assert "study.differences" in sources


BEGIN = """
import sys
import tempfile
import matplotlib as mpl
import eventstudy as es
from eventstudy.simulate import PowerPlan, Scenario, power_table

def state():
    from matplotlib._pylab_helpers import Gcf
    loaded = "matplotlib.pyplot" in sys.modules
    return dict(mpl.rcParams), mpl.get_backend(), mpl.is_interactive(), list(Gcf.figs), loaded

spec = es.load_spec("../examples/chip_export_controls.yaml")
prices = es.load_prices(spec)
fresh = state()
study = es.run(spec, prices)
placebo = es.placebo(spec.replace(tests=("t",)), prices, draws=20, events=["rule-2023"])
curve = es.compare(spec, prices, event="rule-2023", asset="NVDA", models=["market", "mean"])
plan = PowerPlan(scenario=Scenario(firms=5), sigma=0.02, tests=("cs_t",), windows=((0, 0),), model="market")
power = power_table(plan, [0.01], draws=20, seed=1)
"""
QUIET = {
    "study": "execute_result",
    "print(study)": "stream",
    "print(placebo, curve, prices)": "stream",
    "len(repr(study)), len(study._repr_html_())": "execute_result",
    'es.write_results(study, tempfile.mkdtemp() + "/results");': None,
    'es.write_tables(study, tempfile.mkdtemp(), kind="markdown");': None,
}
"""Cells that show no figure, and the one output that each has."""
CHARTS = {
    "plot_caar": "study",
    "plot_car": 'study, "rule-2023"',
    "plot_heatmap": "study",
    "plot_market": 'study, "rule-2023", "NVDA"',
    "plot_placebo": 'placebo, "rule-2023", "NVDA"',
    "plot_placebo_sizes": "placebo",
    "plot_power": "power, (0, 0)",
    "plot_price": 'study, "rule-2023", "NVDA"',
    "plot_residuals": 'study, "rule-2023", "NVDA"',
    "plot_returns": 'study, "rule-2023"',
    "plot_specification_curve": "curve",
    "plot_timeline": "study",
}


def test_every_chart_shows_in_its_own_cell():
    """The first chart of the kernel is ours: what it sets up must serve the user's own charts after it."""
    assert set(CHARTS) == {name for name in dir(es) if name.startswith("plot_")}
    draw = [f"before = state()\nvalue = es.{name}({arguments})\nafter = state()" for name, arguments in CHARTS.items()]
    then = "before[0] == after[0], before[1:3] == after[1:3], type(value).__name__, state()[3]"
    own = "from matplotlib import pyplot\npyplot.plot([1, 2]);"
    given = "_, axes = pyplot.subplots(1, 2)\nfor ax in axes:\n    es.plot_car(study, 'rule-2023', ax=ax)"
    after = [cell for one in draw for cell in (one, then)]
    several = "es.plot_caar(study); es.plot_car(study, 'rule-2023'); es.plot_returns(study, 'rule-2023');"
    sources = [BEGIN, *QUIET, "state() == fresh", *after, own, given, several, *QUIET]
    cells = run(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources]))
    assert value_of(cells[1 + len(QUIET)]) == "True"
    for cell in cells:
        drawn = cell.source.startswith("before") and "es.plot" in cell.source
        expected = 3 if cell.source == several else drawn or cell.source in (own, given)
        assert images(cell) == expected, cell.source
    quiet = [cell for cell in cells if cell.source in QUIET]
    assert len(quiet) == 2 * len(QUIET)
    for cell in quiet:
        kinds = [output.output_type for output in cell.outputs]
        kinds = kinds[: 1 if set(kinds) == {"stream"} else None]  # a long text may come in pieces
        assert kinds == [QUIET[cell.source]] * (QUIET[cell.source] is not None), cell.source
    left = [value_of(cell) for cell in cells if cell.source == then]
    assert left[1:] == ["(True, True, 'Axes', [])"] * (len(CHARTS) - 1)
    assert left[0].endswith("'Axes', [])")  # with the first one matplotlib itself turns interactive


def value_of(cell):
    return cell.outputs[-1]["data"]["text/plain"]
