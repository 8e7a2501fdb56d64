"""The user's own price files: every cell is read as written, or refused with its place and a remedy."""

from __future__ import annotations

import cProfile
import datetime as dt
import pstats
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.errors import DataError, PriceFileError, SpecError
from eventstudy.prices import SOURCES, Request, prices_from_frame
from eventstudy.spec.events_file import read_events_table

RANGE = (np.datetime64("2020-01-01"), np.datetime64("2021-01-01"))


def fetch(folder, path, tickers=("AAA", "BBB"), **choice):
    paths = (path,) if isinstance(path, str) else tuple(path)
    source = "parquet" if paths[0].endswith(".parquet") else "csv"
    values = SOURCES[source].values(path=paths, **choice)
    return SOURCES[source].load(Request(tuple(tickers), *RANGE, values, folder))


def closes(series):
    return {str(day): close for day, close in zip(series.dates, series.close, strict=True)}


@pytest.fixture
def csv(tmp_path):
    def _csv(content, tickers=("AAA", "BBB"), name="p.csv", **choice):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return fetch(tmp_path, name, tickers, **choice)

    return _csv


@pytest.fixture
def parquet(tmp_path):
    def _parquet(frame, tickers=("AAA", "BBB"), **choice):
        frame.to_parquet(tmp_path / "p.parquet")
        return fetch(tmp_path, "p.parquet", tickers, **choice)

    return _parquet


def test_wide(csv):
    found = csv("date,AAA,note,BBB\n2020-01-02,1.5,x,7\n2020-01-03,,y,8e0\n")
    assert closes(found.series["AAA"]) == {"2020-01-02": 1.5}
    assert list(found.series["AAA"].blank) == [np.datetime64("2020-01-03")]
    assert closes(found.series["BBB"]) == {"2020-01-02": 7, "2020-01-03": 8}
    assert found.series["AAA"].source == "csv: p.csv"


def test_long(csv):
    found = csv(
        "ticker,date,close,volume,dividend\nBBB,2020-01-02,7,100,\nAAA,2020-01-02,1.5,,0.25\nZZZ,bad,bad,bad,bad\n"
        "BBB,2020-01-03,8,90,\nAAA,2020-01-03,1.6,0,0\n"
    )
    one = found.series["AAA"]
    assert closes(one) == {"2020-01-02": 1.5, "2020-01-03": 1.6}
    assert closes(found.series["BBB"]) == {"2020-01-02": 7, "2020-01-03": 8}
    np.testing.assert_array_equal(one.bars["volume"], [np.nan, 0])
    assert (list(one.ex_dates), list(one.dividends)) == ([np.datetime64("2020-01-02")], [0.25])
    assert list(found.series) == ["BBB", "AAA"]


def test_tickers_are_text(csv):
    names = ("NA", "NULL", "nan", "TRUE", "ON", "700", "1", "1e5", "None", "N/A")
    wide = csv("date," + ",".join(names) + "\n2020-01-02," + ",".join("12345678910"[i] for i in range(10)), names)
    long = csv("date,ticker,close\n" + "".join(f"2020-01-02,{name},5\n" for name in names), names, name="l.csv")
    assert tuple(wide.series) == tuple(long.series) == names
    assert not wide.failures | long.failures


def test_missing_tickers_are_failures_not_errors(csv):
    found = csv("date,AAA\n2020-01-02,1\n")
    assert set(found.series) == {"AAA"}
    assert found.failures["BBB"].message == "no column or rows of this ticker in p.csv"


def test_byte_order_mark_and_line_ends(csv):
    for content in (
        b"\xef\xbb\xbfdate,AAA\r\n2020-01-02,1\r\n",
        b"\ndate,AAA\r2020-01-02,1\r",
        b"date,AAA\n2020-01-02,1",
    ):
        assert closes(csv(content).series["AAA"]) == {"2020-01-02": 1}


GERMAN = "date;AAA;BBB\n2020-01-02;1234,5;7\n"


def test_semicolons_and_decimal_commas_by_option(csv):
    found = csv(GERMAN, delimiter=";", decimal=",")
    assert closes(found.series["AAA"]) == {"2020-01-02": 1234.5}
    assert closes(csv('date,AAA\n2020-01-02,"0,5"\n', decimal=",").series["AAA"]) == {"2020-01-02": 0.5}
    assert closes(csv("date\tAAA\n2020-01-02\t1\n", delimiter="\t").series["AAA"]) == {"2020-01-02": 1}


REFUSED = [
    (GERMAN, {}, "p.csv:1: the columns are separated by semicolons, 'date;AAA;BBB'", "delimiter: \";\""),
    ("date;A,B;BBB\n2020-01-02;1;7\n", {}, "p.csv:1: the columns are separated by semicolons", 'delimiter: ";"'),
    ("date\tAAA\n2020-01-02\t1\n", {}, "p.csv:1: the columns are separated by tabs", 'delimiter: "\\t"'),
    ("date,AAA\n2020-01-02,1\n", {"delimiter": ";"}, "p.csv:1: the columns are separated by commas", 'delimiter: ","'),
    (GERMAN, {"delimiter": ";"}, "p.csv:2: column AAA: not a number, '1234,5'", "decimal: \",\""),
    (
        "date;AAA\n2020-01-02;1.234,5\n",
        {"delimiter": ";", "decimal": ","},
        "p.csv:2: column AAA: a point in a number with decimal commas, '1.234,5'",
        "without separators of thousands",
    ),
    (
        "date;AAA\n2020-01-02;1.234\n",
        {"delimiter": ";", "decimal": ","},
        "p.csv:2: column AAA: a point in a number with decimal commas, '1.234'",
        "1234,5",
    ),
    ('date,AAA\n2020-01-02,"1,234.5"\n', {}, "p.csv:2: column AAA: not a number, '1,234.5'", "separators of thousands"),
    ("date,AAA,BBB\n2020-01-02,1,5,7\n", {}, "p.csv:2: 4 cells where the header has 3, '2020-01-02,1,5,7'", "quotes"),
    ("date,AAA,BBB\n2020-01-02,1,2\n\n2020-01-03,1\n", {}, "p.csv:4: 2 cells where the header has 3", "as many cells"),
    ("date,AAA,BBB,AAA\n2020-01-02,1,2,3\n", {}, "p.csv:1: column AAA: stands here 2 times", "keep one"),
    ("", {}, "p.csv:1: the file is empty", "header"),
    (b"\xef\xbb\xbf \n", {}, "p.csv:1: the file is empty", "header"),
    ("date,AAA\n", {}, "p.csv:1: there are no rows below the header", "rows"),
    ("Datum,AAA\n2020-01-02,1\n", {}, "p.csv:1: the column 'date' is missing", "it has 'Datum', 'AAA'"),
    ("date,ticker,value\n2020-01-02,AAA,1\n", {}, "p.csv:1: the column 'close' is missing", "date, ticker, close"),
    ("date,ticker,close\n2020-01-02,AAA,1\n2020-01-03,,1\n", {}, "p.csv:3: column ticker: an empty cell, ''", "name"),
    ("date,AAA\n2020-01-02,1\n\n27.01.2020,2\n", {}, "p.csv:4: column date: not a date, '27.01.2020'", "2025-01-27"),
    ("date,AAA\n20200102,1\n", {}, "p.csv:2: column date: not a date, '20200102'", "2025-01-27"),
    ("date,AAA\n,1\n", {}, "p.csv:2: column date: not a date, ''", "2025-01-27"),
    ("date,AAA\n2020-01-02 05:00:00,1\n", {}, "p.csv:2: column date: not a date", "2025-01-27"),
    ("date,AAA\n9999-12-31,1\n", {}, "p.csv:2: column date: no exchange has this date, '9999-12-31'", "year"),
    ("date,AAA\n2020-01-02,NaN\n", {}, "p.csv:2: column AAA: not a number, 'NaN'", "nothing where there is no price"),
    ("date,AAA\n2020-01-02,1\n2020-01-03,#N/A\n", {}, "p.csv:3: column AAA: not a number, '#N/A'", "nothing where"),
    ("date,AAA\n2020-01-02,1_000\n", {}, "p.csv:2: column AAA: not a number, '1_000'", "1234.5"),
    ("date,ticker,close\n2020-01-02,Z,x\n2020-01-02,AAA,x\n", {}, "p.csv:3: column close: not a number, 'x'", "1234.5"),
    ("date,AAA\n2020-01-02,1\n2020-01-03,\xe4\n".encode("latin-1"), {}, "p.csv:3: this line is not UTF-8", "UTF-8"),
    ("date,AAA\n2020-01-02,1\n".encode("utf-16"), {}, "p.csv:1: this line is not UTF-8", "UTF-8"),
    ('date,AAA,BBB\n2020-01-02,1,"2\n2020-01-03,1,2\n', {}, "p.csv:2: a quote is opened here and never", "close"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "choice", "message", "remedy"), REFUSED)
def test_refused_with_place_and_remedy(csv, tmp_path, content, choice, message, remedy):
    with pytest.raises(PriceFileError) as caught:
        csv(content, **choice)
    first, second = str(caught.value).replace(f"{tmp_path}/", "").split("\n")
    assert first.startswith(message)
    assert remedy in second
    assert caught.value.exit_code == 3


def test_missing_file(tmp_path):
    for name in ("none.csv", "none.parquet"):
        with pytest.raises(PriceFileError, match="there is no such file"):
            fetch(tmp_path, name)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters='\r\n"\0', exclude_categories=["Cs"]), min_size=1, max_size=8))
def test_a_cell_is_a_number_or_refused(tmp_path_factory, text):
    """Python's own reading is the reference; an accepted cell never means another number."""
    folder = tmp_path_factory.mktemp("cell")
    (folder / "p.csv").write_text(f'date,AAA\n2020-01-02,"{text}"\n2020-01-03,1\n', encoding="utf-8")
    refusal = value = None
    try:
        value = closes(fetch(folder, "p.csv").series["AAA"]).get("2020-01-02")
    except PriceFileError as e:
        refusal = str(e)
    if refusal is not None:
        assert "p.csv:2: column AAA: not a number" in refusal
    elif value is None:
        assert not text.strip()
    else:
        assert value == float(text.strip())  # float refuses some of what strip takes for space


def test_several_files(csv, tmp_path):
    (tmp_path / "2021.csv").write_text("date,AAA\n2021-01-04,3\n")
    (tmp_path / "long.csv").write_text("date,ticker,close,volume\n2020-06-01,AAA,2,9\n2020-06-01,BBB,5,9\n")
    csv("date,AAA\n2020-01-02,1\n")
    found = fetch(tmp_path, ["p.csv", "long.csv", "2021.csv"])
    assert closes(found.series["AAA"]) == {"2020-01-02": 1, "2020-06-01": 2, "2021-01-04": 3}
    np.testing.assert_array_equal(found.series["AAA"].bars["volume"], [np.nan, 9, np.nan])
    assert closes(found.series["BBB"]) == {"2020-06-01": 5}
    with pytest.raises(PriceFileError, match=r"1 days stand in an earlier file too, '2021-01-04'"):
        fetch(tmp_path, ["p.csv", "2021.csv", "2021.csv"])


DAYS = [dt.date(2020, 1, 2), dt.date(2020, 1, 3)]
STORED_DATES = {
    "date32": DAYS,
    "naive": pd.DatetimeIndex(DAYS),
    "nanoseconds": pd.DatetimeIndex(DAYS).as_unit("ns"),
    "New York": pd.DatetimeIndex(DAYS).tz_localize("America/New_York"),
    "Tokyo": pd.DatetimeIndex(DAYS).tz_localize("Asia/Tokyo"),
    "text": [str(day) for day in DAYS],
    "categories": pd.Categorical([str(day) for day in DAYS]),
}


@pytest.mark.parametrize("stored", STORED_DATES)
def test_parquet_dates_keep_their_day(parquet, stored):
    found = parquet(pd.DataFrame({"date": STORED_DATES[stored], "AAA": [1.0, 2.0]}))
    assert closes(found.series["AAA"]) == {"2020-01-02": 1, "2020-01-03": 2}
    indexed = parquet(pd.DataFrame({"AAA": [1.0, 2.0]}, index=pd.Index(STORED_DATES[stored], name="date")))
    assert closes(indexed.series["AAA"]) == {"2020-01-02": 1, "2020-01-03": 2}


@pytest.mark.parametrize(
    "stored",
    [
        [Decimal("1.5"), None],
        ["1.5", ""],
        ["1.5", None],
        pd.array([1.5, None], "Float64"),
        np.array([1.5, np.nan], "f4"),
        pd.Categorical(["1.5", None]),
    ],
)
def test_parquet_closes(parquet, stored):
    found = parquet(pd.DataFrame({"date": DAYS, "AAA": stored}))
    assert closes(found.series["AAA"]) == {"2020-01-02": 1.5}


def test_parquet_long_with_whole_number_and_category_tickers(parquet):
    frame = pd.DataFrame({"date": DAYS * 2, "ticker": [700, 700, 1, 1], "close": [1, 2, 3, 4]})
    assert closes(parquet(frame, ("700",)).series["700"]) == {"2020-01-02": 1, "2020-01-03": 2}
    frame["ticker"] = pd.Categorical(["NA", "NA", "AAA", "AAA"])
    assert closes(parquet(frame, ("NA",)).series["NA"]) == {"2020-01-02": 1, "2020-01-03": 2}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"date": [20200102, 20200103], "AAA": [1, 2]}, "column date: holds int64, not dates"),
        ({"date": pd.DatetimeIndex(["2020-01-02T23:00Z", "2020-01-05T23:00Z"]), "AAA": [1, 2]}, "row 1: column"),
        ({"date": pd.DatetimeIndex(["2020-01-02", "2020-01-03T16:00"]), "AAA": [1, 2]}, "row 2: column date: a time"),
        ({"date": pd.DatetimeIndex(["2020-01-02", None]), "AAA": [1, 2]}, "row 2: column date: an empty cell"),
        ({"date": [DAYS[0], None], "AAA": [1, 2]}, "row 2: column date: an empty cell"),
        ({"date": ["2020-01-02", None], "AAA": [1, 2]}, "row 2: column date: an empty cell"),
        ({"date": DAYS, "AAA": ["1", "x"]}, "row 2: column AAA: not a number, 'x'"),
        ({"date": DAYS, "AAA": [True, False]}, "column AAA: holds bool, not numbers"),
        ({"date": DAYS, "ticker": ["AAA", None], "close": [1, 2]}, "row 2: column ticker: an empty cell"),
        ({"day": DAYS, "AAA": [1, 2]}, "the column 'date' is missing"),
        ({"date": [], "AAA": []}, "the table has no rows"),
    ],
)  # fmt: skip
def test_parquet_refused(parquet, columns, message):
    with pytest.raises(PriceFileError) as caught:
        parquet(pd.DataFrame(columns))
    assert message in caught.value.__str__()
    assert caught.value.remedy


def test_not_parquet(tmp_path):
    (tmp_path / "p.parquet").write_text("date,AAA\n2020-01-02,1\n")
    with pytest.raises(PriceFileError, match="not a Parquet file"):
        fetch(tmp_path, "p.parquet")


@pytest.mark.parametrize(
    ("index", "columns", "message"),
    [
        (DAYS, ["AAA", "AAA"], "the column 'AAA' stands twice"),
        (pd.DatetimeIndex(["2020-01-02T23:00Z", "2020-01-05T23:00Z"]), ["AAA", "B"], "so its session is not certain"),
        (pd.DatetimeIndex(["2020-01-02", None]), ["AAA", "B"], "holds 'NaT'"),
        ([0, 1], ["AAA", "B"], "holds numbers, not dates"),
        (["a", "b"], ["AAA", "B"], "holds no dates"),
    ],
)
def test_frames_refused(index, columns, message):
    with pytest.raises(DataError, match=message) as caught:
        prices_from_frame(pd.DataFrame([[1, 2], [3, 4]], index=index, columns=columns))
    assert caught.value.remedy


def test_frame_of_an_exchange_in_its_zone():
    frame = pd.DataFrame({"AAA": [1.0, 2.0], "BBB": [np.nan, np.nan]}, index=STORED_DATES["Tokyo"])
    prices = prices_from_frame(frame)
    assert closes(prices.series["AAA"]) == {"2020-01-02": 1, "2020-01-03": 2}
    assert {ticker: error.message for ticker, error in prices.missing.items()} == {"BBB": "it has no close on any day"}


@pytest.mark.parametrize("name", ["p.csv", "p.parquet"])
def test_three_million_rows_without_a_loop_over_them(tmp_path, name):
    days, tickers = pd.bdate_range("2010-01-04", periods=3000).strftime("%Y-%m-%d"), [f"T{i}" for i in range(1000)]
    close = np.round(100 + np.random.default_rng(0).normal(size=3_000_000), 2)
    frame = pd.DataFrame({"date": np.repeat(days, 1000), "ticker": np.tile(tickers, 3000), "close": close})
    if name == "p.csv":
        import pyarrow as pa
        import pyarrow.csv

        pa.csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), tmp_path / name)
    else:
        frame.to_parquet(tmp_path / name)
    profile = cProfile.Profile()
    found = profile.runcall(fetch, tmp_path, name, ("T7", "T999"))
    assert pstats.Stats(profile).total_calls < 20_000
    np.testing.assert_array_equal(found.series["T7"].close, close[7::1000])
    np.testing.assert_array_equal(found.series["T999"].dates, days.to_numpy().astype("datetime64[D]"))


def test_a_ticker_called_date(tmp_path):
    """A wide table has no column for it, a long one has rows."""
    wide = "date,AAA\n2020-01-02,1\n"
    (tmp_path / "p.csv").write_text(wide, encoding="utf-8")
    failed = fetch(tmp_path, "p.csv", tickers=("AAA", "date")).failures["date"]
    assert (failed.message, failed.remedy) == (
        "no column or rows of this ticker in p.csv",
        "give its prices as rows: date, ticker, close",
    )
    (tmp_path / "p.csv").write_text("date,ticker,close\n2020-01-02,AAA,1\n2020-01-02,date,2\n", encoding="utf-8")
    assert fetch(tmp_path, "p.csv", tickers=("AAA", "date")).series["date"].close.tolist() == [2.0]


@pytest.mark.parametrize("text", ["date,AAA,{long}\n2020-01-02,1,x\n", "date,AAA,note\n2020-01-02,1,{long}\n"])
def test_cells_longer_than_a_page(text, tmp_path):
    (tmp_path / "p.csv").write_text(text.format(long="x" * 200_000), encoding="utf-8")
    assert fetch(tmp_path, "p.csv", tickers=("AAA",)).series["AAA"].close.tolist() == [1.0]


def test_parquet_dates_in_an_unknown_zone(tmp_path):
    days = pa.array([0], pa.timestamp("us", tz="Mars/Olympus"))
    pa.parquet.write_table(pa.table({"date": days, "AAA": [1.0]}), tmp_path / "p.parquet")
    with pytest.raises(PriceFileError, match="column date: its zone is none that is known, 'Mars/Olympus'"):
        fetch(tmp_path, "p.parquet", tickers=("AAA",))
    table = pa.table({"event_id": ["e"], "asset": ["AAA"], "at": days})
    pa.parquet.write_table(table, tmp_path / "e.parquet")
    with pytest.raises(SpecError, match="column at: its zone is none that is known, 'Mars/Olympus'"):
        read_events_table(tmp_path / "e.parquet", {})
