"""The analyses of a study and the schema of its tables fit each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.messages import message
from eventstudy.result import KEPT, TABLES, Column, Table
from eventstudy.study import ANALYSES, Analysis, Computed
from eventstudy.study.analyses import analysed


def test_every_table_has_its_analysis():
    assert set(ANALYSES) == {*TABLES, *(table.file for table in KEPT)}
    assert all(analysis.name == name for name, analysis in ANALYSES.items())


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.file)
def test_tables_only_in_python_are_as_the_schema_has_them(shipped, table):
    frame = getattr(shipped, table.attribute)
    assert list(frame) == table.names
    assert len(frame)
    assert table.row[1:] in getattr(es.StudyResult, table.attribute).__doc__


def test_an_analysis_reads_those_before_it_and_may_say_something():
    cars = pd.DataFrame({"car": [0.01, 0.03]})
    first = Analysis(Table("cars", "a CAR", (Column("car", "decimal", "it"),), attribute="car"), lambda _: cars)
    mean = Table("means", "a mean", (Column("mean", "decimal", "it"),))
    said = message("daily_tables_cut", held=1, all=2)
    second = Analysis(mean, lambda computed: (computed.frames["car"].mean().to_frame("mean"), [said]))
    frames, notes = analysed([first, second], Computed(None, None, (), (), cars, np.arange(2)))
    assert frames["car"] is cars
    assert frames["means"]["mean"].tolist() == [pytest.approx(0.02)]
    assert notes == (said,)
