"""Sizes at dates without events of the shipped closes; the large table is that of `benchmarks/size_on_real.py`."""

from __future__ import annotations

import numpy as np
import pytest

import eventstudy as es


@pytest.mark.slow
def test_the_default_of_one_firm_event_holds_at_dates_without_events(shipped_spec):
    """Over all assets and dates: 5 % within what four assets' dates can show, where the t law's 1 % is too often."""
    spec = shipped_spec.replace(tests=["t", "filtered_sq"])
    table = es.placebo(spec, es.load_prices(shipped_spec)).table
    single = table[(table["asset"] != "")].drop_duplicates(["asset", "start", "end", "test"])
    for (start, end), own in single[single["test"] == "filtered_sq"].groupby(["start", "end"]):
        dates = own["draws"].to_numpy(float)
        error = np.sqrt(0.05 * 0.95 * (end - start + 1) / dates.sum())
        assert np.average(own["size_05"].to_numpy(float), weights=dates) == pytest.approx(0.05, abs=3 * error)
        assert np.average(own["size_01"].to_numpy(float), weights=dates) < 0.018 + 3 * error / 2
