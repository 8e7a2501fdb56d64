"""Windows of a row's own: every number is that of a study which has these windows for all."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import eventstudy as es
from eventstudy import simulate
from eventstudy.errors import SpecError
from every_model import closes as every_closes
from every_model import factors as every_factors
from every_model import study as every_study
from made_up import WINDOWS, closes, day, returns

FIRMS = ("A", "B", "C", "D", "E", "F", "G", "H")
SHORT, LONG, CAR = (-110, -21), (-200, -31), (-2, 3)
KEYS = ["event_id", "asset"]
TESTS = sorted(set(es.TESTS) - {"bootstrap", "wild", "max_date"})


def rows(**changes):
    """Two firm-events for each firm, those of the first four with short estimation windows."""
    firms = [*FIRMS, *FIRMS]
    table = pd.DataFrame({
        "asset": firms,
        "at": [day(10 * i) for i in range(len(firms))],
        "group": ["short" if firm in FIRMS[:4] else "long" for firm in firms],
    })  # fmt: skip
    own = [SHORT if group == "short" else LONG for group in table["group"]]
    table["est_start"], table["est_end"] = zip(*own, strict=True)
    return table.assign(**changes)


def run(folder, table, frame=None, **changes):
    table.to_csv(folder / "events.csv", index=False)
    base = {"version": 1, "windows": WINDOWS, "defaults": {"exchange": "XNYS", "market": "MKT"}, "tests": TESTS}
    spec = es.load_spec(base | {"events_file": str(folder / "events.csv")} | changes)
    return es.run(spec, closes(returns(tickers=FIRMS)) if frame is None else frame)


def common(folder, estimation, table=None, **changes):
    """The same study with one estimation window for all rows."""
    plain = (rows() if table is None else table).drop(
        columns=["est_start", "est_end", "car_start", "car_end"], errors="ignore"
    )
    return run(folder, plain, windows=changes.pop("windows", WINDOWS) | {"estimation": list(estimation)}, **changes)


def of_group(frame, group):
    """Rows of one group's firm-events, or of the group."""
    table = rows()
    ids = table["asset"] + " " + table["at"]
    own = frame["event_id"].isin(ids[table["group"] == group]) if "event_id" in frame else frame["group"] == group
    return frame[own].reset_index(drop=True)


UNPOOLED = [name for name in TESTS if name != "filtered_sq"]
"""With few ordinary days of its own a firm-event is ranked among those of the whole sample, which here differs."""


@pytest.mark.parametrize(
    "changes",
    [{}, {"exclude_events": True, "tests": UNPOOLED}, {"missing": "trade_to_trade"}],
    ids=lambda one: str(list(one)),
)
def test_estimation_windows_of_rows_give_the_numbers_of_a_study_with_them(tmp_path, changes):
    frame = closes(returns(tickers=FIRMS))
    frame.iloc[250, 2] = frame.iloc[190, 5] = np.nan
    own = run(tmp_path, rows(), frame, **changes)
    for group, window in (("short", SHORT), ("long", LONG)):
        alike = common(tmp_path, window, frame=frame, **changes)
        for name in ("models", "car", "firm_tests", "ar"):
            found, expected = (of_group(one.frames[name], group) for one in (own, alike))
            assert len(expected)
            assert_frame_equal(found, expected, obj=name, rtol=1e-9, atol=1e-12)
        for name in ("caar", "tests", "aar"):
            found, expected = (of_group(one.frames[name], group) for one in (own, alike))
            assert_frame_equal(found, expected, obj=name, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("model", sorted(es.MODELS))
def test_every_model_takes_them(tmp_path, model):
    plain = every_study(model)
    table = pd.DataFrame([
        {"event_id": event.id, "asset": asset, "at": str(event.at)} for event in plain.events for asset in event.assets
    ])  # fmt: skip
    windows = [(-240, -16), (-180, -11)]
    own = table.assign(
        est_start=[windows[i % 2][0] for i in range(len(table))], est_end=[windows[i % 2][1] for i in range(len(table))]
    )
    found, path = [], tmp_path / "events.csv"
    for some, window in ((own, None), (table, windows[0]), (table, windows[1])):
        some.to_csv(path, index=False)
        changed = {"estimation": list(window or (-250, -11)), "event": [-5, 5], "car": [[0, 0], [-1, 1]]}
        spec = plain.replace(events=[], events_file=str(path), windows=changed, tests=["t"])
        found.append(es.run(spec, every_closes(), every_factors()))
    for i in (0, 1):
        keys = table.iloc[i::2]
        for name in ("car", "models"):
            of_rows, of_study = (
                one.frames[name].merge(keys[KEYS], on=KEYS).reset_index(drop=True) for one in (found[0], found[i + 1])
            )
            assert len(of_study) >= len(keys)
            assert_frame_equal(of_rows, of_study, obj=name, rtol=1e-8, atol=1e-10)


def test_a_row_without_its_own_has_the_study_s(tmp_path):
    table = rows()
    table[["est_start", "est_end"]] = table[["est_start", "est_end"]].astype("Int64")
    table.loc[table["group"] == "long", ["est_start", "est_end"]] = pd.NA
    own, alike = run(tmp_path, table), common(tmp_path, WINDOWS["estimation"])
    assert_frame_equal(of_group(own.car, "long"), of_group(alike.car, "long"), rtol=1e-9)


def test_car_windows_of_rows_are_windows_of_those_rows(tmp_path):
    start = [CAR[0] if group == "short" else "" for group in rows()["group"]]
    end = [CAR[1] if group == "short" else "" for group in rows()["group"]]
    own = run(tmp_path, rows(car_start=start, car_end=end).drop(columns=["est_start", "est_end"]))
    alike = common(tmp_path, WINDOWS["estimation"], windows=WINDOWS | {"car": [*WINDOWS["car"], list(CAR)]})
    for name in ("car", "firm_tests", "caar", "tests"):
        found, expected = own.frames[name], alike.frames[name]
        both = (expected["start"] == CAR[0]) & (expected["end"] == CAR[1])
        is_own = (found["start"] == CAR[0]) & (found["end"] == CAR[1])
        some = of_group(expected[both], "short")
        assert len(some)
        assert_frame_equal(of_group(found[is_own], "short"), some, obj=name, rtol=1e-9, atol=1e-12)
        assert_frame_equal(found[~is_own].reset_index(drop=True), expected[~both].reset_index(drop=True), obj=name)
    count = own.car.groupby(["start", "end"]).size()
    assert count[CAR] == 8
    assert own.caar.set_index(["group", "start", "end"]).loc[("all", *CAR), "n"] == 8
    assert "8 of 16 firm-events have a CAR window of their own besides" in " ".join(own.notes)
    es.write_results(own, tmp_path / "results")


def test_a_missing_day_drops_the_own_window_alone_with_its_reason(tmp_path):
    frame = closes(returns(tickers=FIRMS))
    frame.loc[day(3), "A"] = np.nan
    table = rows(car_start=-2, car_end=3).drop(columns=["est_start", "est_end"])
    own = run(tmp_path, table, frame)
    gone = own.dropped[own.dropped["event_id"] == f"A {day(0)}"]
    assert CAR in list(zip(gone["start"], gone["end"], strict=True))
    assert gone["start"].notna().all()
    assert len(own.car[(own.car["start"] == -2) & (own.car["asset"] == "A")]) == 1


def test_enough_days_are_those_of_the_row_s_window(tmp_path):
    """60 % of 30 sessions are 18; of the study's 120 they would be 72."""
    table = rows(est_start=-60, est_end=-31)
    assert len(run(tmp_path, table).dropped) == 0
    frame = closes(returns(tickers=FIRMS))
    frame.loc[day(-60) : day(-46), "A"] = np.nan  # 15 closes, so 16 returns: 14 are left
    gone = run(tmp_path, table, frame).dropped
    assert list(gone["event_id"]) == [f"A {day(0)}"]
    assert "only 14 of the 30 estimation days" in str(gone["reason"].iloc[0])


@pytest.mark.parametrize(
    ("changes", "says", "remedy"),
    [
        ({"est_end": ""}, "one bound of a window without the other", "fill both cells"),
        ({"est_end": "x"}, "window bounds are whole numbers", "as -120 or 5"),
        ({"est_end": -5}, "touches the event window \\[-10, 10\\]", "end it before -10"),
        ({"est_start": -20}, "ends before it starts", "exchange"),
        ({"est_start": -20_000}, "reaches too far", "-10,000 to 10,000"),
        ({"car_start": -2, "car_end": 12}, "outside the event window", "'event: \\[-10, 12\\]' under 'windows:'"),
        ({"car_start": 0}, "one bound of a window without the other", "add the column 'car_end'"),
    ],
)
def test_windows_that_cannot_be_are_refused(tmp_path, changes, says, remedy):
    with pytest.raises(SpecError, match=says) as caught:
        run(tmp_path, rows(**changes))
    assert re.search(remedy, caught.value.remedy)


def test_the_wider_event_window_of_the_remedy_is_right(tmp_path):
    table = rows(car_start=-12, car_end=0).drop(columns=["est_start", "est_end"])
    with pytest.raises(SpecError) as caught:
        run(tmp_path, table)
    windows = dict(re.findall(r"'(\w+): \[([^]]+)\]'", caught.value.remedy))
    assert windows == {"estimation": "-132, -13", "event": "-12, 10"}
    changed = {name: [int(one) for one in bounds.split(", ")] for name, bounds in windows.items()}
    wider = run(tmp_path, table, windows=WINDOWS | changed)
    assert ((wider.car["start"] == -12) & (wider.car["end"] == 0)).sum() == 16


def test_min_estimation_holds_for_rows(tmp_path):
    with pytest.raises(SpecError, match="fewer than 100 sessions"):
        run(tmp_path, rows(), min_estimation=100)


def test_overlaps_are_of_the_row_s_window(tmp_path):
    """The second event of a firm lies 80 sessions after its first, which is in the estimation window [-110, -21]."""
    own, alike = run(tmp_path, rows()).overlaps, common(tmp_path, SHORT).overlaps
    assert len(alike)
    assert_frame_equal(of_group(own, "short"), of_group(alike, "short"))


@pytest.mark.parametrize("command", ["placebo", "compare"])
def test_what_moves_all_windows_alike_refuses_them(tmp_path, command):
    rows().to_csv(tmp_path / "events.csv", index=False)
    spec = es.load_spec(
        {"version": 1, "defaults": {"exchange": "XNYS", "market": "MKT"}, "events_file": str(tmp_path / "events.csv")}
    )
    options = {"event": "x"} if command == "compare" else {}
    with pytest.raises(SpecError, match="windows of their own"):
        getattr(simulate, command)(spec, closes(returns(tickers=FIRMS)), **options)


def test_a_request_of_eventstudytools_is_read_as_it_stands(tmp_path):
    """Its nine cells: id, firm, market, date, grouping, event window, end and length of the estimation window."""
    table = rows()
    lines = [
        f"{i};{one.asset} ;MKT;{pd.Timestamp(one.at):%d.%m.%Y};{one.group};-2;3"
        f";{one.est_end};{one.est_end - one.est_start + 1}"
        for i, one in enumerate(table.itertuples())
    ]
    (tmp_path / "01_RequestFile.csv").write_text("\n".join(lines))
    spec = es.load_spec(
        {
            "version": 1,
            "windows": WINDOWS,
            "defaults": {"exchange": "XNYS"},
            "events_file": str(tmp_path / "01_RequestFile.csv"),
        }
    )
    found = es.run(spec, closes(returns(tickers=FIRMS)))
    table = table.assign(car_start=-2, car_end=3, event_id=[str(i) for i in range(len(table))])
    table.to_csv(tmp_path / "events.csv", index=False)
    plain = {"events_file": str(tmp_path / "events.csv"), "windows": WINDOWS, "version": 1}
    expected = es.run(
        es.load_spec(plain | {"defaults": {"exchange": "XNYS", "market": "MKT"}}), closes(returns(tickers=FIRMS))
    )
    for name in ("car", "caar", "tests", "models"):
        assert_frame_equal(found.frames[name], expected.frames[name], obj=name)
