"""Files of factors: per cents become decimals once, missing codes become nothing, the vintage is kept."""

from __future__ import annotations

import hashlib
import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.errors import PriceFileError, SpecError
from eventstudy.prices.factors import load_factors, read_factors

VINTAGE = "This file was created using the 209912 test database."
FRENCH = f"""{VINTAGE}
The bill return is made up, too.

,Mkt-RF,SMB   ,HML,RF
20250123,    0.53,   -0.21,   0.10,    0.017
20250124,   -0.29,  -99.99,  -999,    0.017
20250127,   -1.84,    .40,   1.30,    0.017

  Annual Factors: January-December
,Mkt-RF,SMB,HML,RF
2024,  20.00,  1.00,  1.00,  5.00

Copyright nobody
"""
PLAIN = "date,note,Mkt-RF,RF\n2025-01-24,x,-0.0029,0.00017\n2025-01-27,y,,1.7e-4\n"


def zipped(text, *names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.fixture
def file(tmp_path):
    def _file(content, name="f.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _file


@pytest.mark.parametrize("packed", [False, True])
def test_french_daily_file(file, packed):
    content = zipped(FRENCH, "F-F_test_daily.CSV") if packed else FRENCH.encode()
    table = read_factors(file(content))
    assert table.columns == ("Mkt-RF", "SMB", "HML", "RF")
    assert [str(day) for day in table.dates] == ["2025-01-23", "2025-01-24", "2025-01-27"]
    expected = [
        [0.0053, -0.0021, 0.001, 0.00017],
        [-0.0029, np.nan, np.nan, 0.00017],
        [-0.0184, 0.004, 0.013, 0.00017],
    ]
    np.testing.assert_allclose(table.values, expected, rtol=1e-14)
    assert table.vintage == VINTAGE
    assert table.sha256 == hashlib.sha256(content).hexdigest()


def test_momentum_file_with_carriage_returns_and_a_lone_column(file):
    text = "Made up.\r\n\r\nMissing data are indicated by -99.99 or -999.\r\n\r\n,Mom   \r\n20250127,   0.56\r\n"
    table = read_factors(file(text))
    assert table.columns == ("Mom",)
    np.testing.assert_allclose(table.values, [[0.0056]], rtol=1e-14)
    assert table.vintage == "Made up."


def test_second_table_of_a_file_is_not_read(file):
    text = "Equal and value weighted.\n\n,A,B\n20250124,1,2\n\n  Equal Weighted\n,A,B\n20250124,3,4\n"
    np.testing.assert_allclose(read_factors(file(text)).values, [[0.01, 0.02]])


def test_plain_csv_holds_decimals(file):
    table = read_factors(file(PLAIN), ("RF", "Mkt-RF"), "RF")
    assert (table.columns, table.risk_free, table.vintage) == (("RF", "Mkt-RF"), "RF", "")
    np.testing.assert_array_equal(table.values, [[0.00017, -0.0029], [0.00017, np.nan]])


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(st.integers(-9000, 9000), min_size=3, max_size=3), min_size=1, max_size=30))
def test_a_french_file_reads_as_its_decimals(tmp_path_factory, rows):
    """Hundredths of per cents written as French does, against the same numbers as a plain file."""
    folder = tmp_path_factory.mktemp("factors")
    dates = np.datetime64("2024-01-01") + np.arange(len(rows))
    french = "".join(
        f"{str(day).replace('-', '')}," + ",".join(f"{n / 100:8.2f}" for n in row) + "\n"
        for day, row in zip(dates, rows, strict=True)
    )
    plain = "".join(
        f"{day}," + ",".join(f"{n / 10000}" for n in row) + "\n" for day, row in zip(dates, rows, strict=True)
    )
    (folder / "french.csv").write_text(f"Made up.\n\n,A,B,C\n{french}\n")
    (folder / "plain.csv").write_text(f"date,A,B,C\n{plain}")
    one, other = read_factors(folder / "french.csv"), read_factors(folder / "plain.csv")
    np.testing.assert_allclose(one.values, other.values, rtol=1e-14)
    np.testing.assert_array_equal(one.dates, other.dates)


TEXT = """This file was made up.
The rate is the simple daily rate that, over the trading days, compounds to a monthly one.

            Mkt-RF     SMB     HML      RF
20250123      0.53   -0.21    0.10   0.017
20250124     -0.29  -99.99    -999   0.017
20250127     -1.84     .40    1.30   0.017

Copyright nobody, 2025
"""


@pytest.mark.parametrize("packed", [False, True])
def test_the_library_s_text_reads_as_its_csv(file, packed):
    content = zipped(TEXT, "F-F_test_daily.txt") if packed else TEXT.encode()
    one, other = read_factors(file(content, "f.txt")), read_factors(file(FRENCH))
    assert one.columns == other.columns
    assert one.vintage == "This file was made up."
    np.testing.assert_array_equal(one.dates, other.dates)
    np.testing.assert_array_equal(one.values, other.values)


TABLE = ",Mkt-RF" + FRENCH.split(",Mkt-RF")[1].split("\n\n", maxsplit=1)[0] + "\n"
"""The table of daily returns alone."""
ISO = TABLE.replace("202501", "2025-01-").replace("-99.99", "").replace("-999", "")


@pytest.mark.parametrize(
    "text",
    [
        "Date" + TABLE,  # cleaned, with days as the library writes them
        "date" + ISO,  # and as ISO has them
        "DATE" + ISO,
        ISO,  # without a name for the days, as pandas writes them
        "Made up\n\n" + ISO,
        f"Made up, too\n\nDate{TABLE}",
    ],
)
def test_per_cents_of_other_shapes_where_the_study_says_so(file, text):
    one, other = read_factors(file(text), unit="percent"), read_factors(file(FRENCH, "g.csv"))
    assert one.columns == other.columns
    np.testing.assert_array_equal(one.dates, other.dates)
    np.testing.assert_array_equal(one.values, other.values)


def test_decimals_with_the_library_s_days(file):
    text = ",A\n20250123,0.0053\n20250124,-99.99\n"
    np.testing.assert_array_equal(read_factors(file(text), unit="decimal").values, [[0.0053], [np.nan]])


def row(text):
    return f"Made up.\n\n,A,B\n20250123,1,2\n{text}\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "f.csv:1: the file is empty"),
        ("date,A\n", "f.csv: there are no daily rows"),
        ("x,A\n2025-01-27,1\n", "f.csv:1: there is no header of factors"),
        ("date;A\n2025-01-27;1\n", "f.csv:1: there is no header of factors"),
        ("date,A,A\n2025-01-27,0,0\n", "f.csv:1: column A: stands here 2 times"),
        ("date,A\n2025-01-27,0.1\n\n2025-01-28,1.5\n", "f.csv:4: column A: more than 100 % on one day, '1.5'"),
        ("date,A\n2025-01-27,-99.99\n", "f.csv:2: column A: more than 100 % on one day, '-99.99'"),
        ("date,A\n2025-01-27,NaN\n", "f.csv:2: column A: not a number, 'NaN'"),
        ("date,A\n2025-01-27,1,2\n", "f.csv:2: 3 cells where the header has 2, '2025-01-27,1,2'"),
        ("date,A\n20250127,0\n", "f.csv:2: column date: written as French's library does, which is in per cent"),
        ("date,A\n2025-02-30,0\n", "f.csv:2: column date: not a date, '2025-02-30'"),
        ("date,A\n2025-01-28,0\n2025-01-27,0\n", "f.csv:3: column date: this date does not come after the one above"),
        ("date,A\n2025-01-27,0\n2025-01-27,0\n", "f.csv:3: column date: this date does not come after the one above"),
        (row("202502,1,2"), "f.csv:5: column date: not a day, '202502'"),
        (row("2025O127,1,2"), "f.csv:5: column date: not a day, '2025O127'"),
        (row("20250230,1,2"), "f.csv:5: column date: not a date, '20250230'"),
        (row("20250127,1"), "f.csv:5: 2 cells where the header has 3"),
        (row("20250127,1,"), "f.csv:5: column B: not a number, ''"),
        (row("20250127,1,x"), "f.csv:5: column B: not a number, 'x'"),
        (zipped(FRENCH, "a.csv", "b.csv"), "f.csv: the zip holds 2 tables, 'a.csv, b.csv'"),
        (zipped(FRENCH, "a.csv")[:200], "f.csv: the zip cannot be opened"),
        ("date,A\n2025-01-27,0\n\xe4,0\n".encode("latin-1"), "f.csv:3: this line is not UTF-8"),
    ],
)
def test_refused_with_place_and_remedy(file, content, message):
    path = file(content)
    with pytest.raises(PriceFileError) as caught:
        read_factors(path)
    assert str(caught.value).replace(f"{path.parent}/", "").startswith(message)
    assert caught.value.remedy


STUDY = {"version": "1", "assets": {"A": {"market": "M"}}, "events": [{"id": "e", "at": "2025-01-27"}]}


def spec_with(factors):
    from eventstudy.spec import load_spec

    return load_spec(STUDY | ({"factors": factors} if factors else {}))


def test_factors_of_a_study(file):
    path = str(file(FRENCH))
    assert load_factors(spec_with(None)) is None
    everything = load_factors(spec_with({"path": path, "risk_free": "RF"}))
    assert (everything.columns, everything.risk_free) == (("Mkt-RF", "SMB", "HML", "RF"), "RF")
    some = load_factors(spec_with({"path": path, "columns": ["HML", "Mkt-RF"], "risk_free": "RF"}))
    assert some.columns == ("HML", "Mkt-RF", "RF")
    np.testing.assert_allclose(some.values[2], [0.013, -0.0184, 0.00017])  # noqa: PD011, not a frame


@pytest.mark.parametrize(
    "factors", [{"columns": ["Mkt_RF"]}, {"columns": ["Mkt-RF"], "risk_free": "Rf"}, {"columns": ["Mkt-RF", "date"]}]
)
def test_a_column_that_is_not_there(file, factors):
    with pytest.raises(SpecError, match=r"f\.csv has no such column") as caught:
        load_factors(spec_with(factors | {"path": str(file(FRENCH))}))
    assert caught.value.remedy
    assert isinstance(caught.value, es.EventStudyError)


def test_missing_file(tmp_path):
    with pytest.raises(PriceFileError, match="there is no such file"):
        load_factors(spec_with({"path": str(tmp_path / "none.csv")}))


MOMENTUM = "Made up.\n\n,Mom\n20250124,   0.56\n20250127,  -0.30\n20250128,   1.00\n"


def test_files_are_merged_by_date(file):
    """Momentum beside the three factors: the days of both, empty where one has none."""
    three, momentum = file(FRENCH), file(zipped(MOMENTUM, "m.csv"), "m.zip")
    table = load_factors(spec_with([{"path": str(three), "risk_free": "RF"}, {"path": str(momentum)}]))
    assert (table.columns, table.risk_free) == (("Mkt-RF", "SMB", "HML", "RF", "Mom"), "RF")
    assert [str(day) for day in table.dates] == ["2025-01-23", "2025-01-24", "2025-01-27", "2025-01-28"]
    np.testing.assert_allclose(table.values[:, 4], [np.nan, 0.0056, -0.003, 0.01], rtol=1e-14)  # noqa: PD011, not a frame
    np.testing.assert_allclose(table.values[:, 0], [0.0053, -0.0029, -0.0184, np.nan], rtol=1e-14)  # noqa: PD011, not a frame
    assert table.vintage == f"{VINTAGE}; Made up."
    assert table.sha256.split(", ") == [hashlib.sha256(path.read_bytes()).hexdigest() for path in (three, momentum)]


def test_a_column_of_two_files(file):
    """The same returns are one column; others are not, and the columns that are wanted are to be named."""
    five = FRENCH.replace(",Mkt-RF,SMB   ,HML,RF", ",Mkt-RF,SMB,RMW,RF")
    same, other = str(file(five, "five.csv")), str(file(five.replace("-0.21", "-0.99"), "other.csv"))
    three = {"path": str(file(FRENCH)), "risk_free": "RF"}
    assert load_factors(spec_with([three, {"path": same}])).columns == ("Mkt-RF", "SMB", "HML", "RF", "RMW")
    with pytest.raises(SpecError, match="the column SMB stands in an earlier file too, with other returns") as caught:
        load_factors(spec_with([three, {"path": other}]))
    assert caught.value.remedy == "name the columns of each file with 'columns: [...]'"
    named = load_factors(spec_with([three, {"path": other, "columns": ["RMW"]}]))
    assert named.columns == ("Mkt-RF", "SMB", "HML", "RF", "RMW")


@pytest.mark.parametrize(
    ("factors", "place"),
    [
        ("{path: f.csv, columns: [SMB, XXX]}", "s.yaml:5:39"),
        ("{path: f.csv, risk_free: XXX}", "s.yaml:5:35"),
        ("[{path: f.csv}, {path: f.csv, columns: [XXX]}]", "s.yaml:5:50"),
        ("{path: none.csv}", "s.yaml:5:17"),
        ("[{path: f.csv}, {path: none.csv}]", "s.yaml:5:33"),
        ("{path: f.csv, culumns: [XXX]}", "s.yaml:5:24"),
        ("[{path: f.csv}, {pith: f.csv}]", "s.yaml:5:27"),
    ],
)
def test_mistakes_in_one_file_and_in_several_have_their_place(file, factors, place):
    study = "version: 1\nassets: {A: {market: M}}\nevents: [{id: e, at: 2025-01-27}]\nmodel: ff3\n"
    path = file(f"{study}factors: {factors}\n", "s.yaml")
    file(FRENCH)
    with pytest.raises((SpecError, PriceFileError)) as caught:
        load_factors(es.load_spec(path))
    assert caught.value.position.endswith(place)


def test_a_study_has_the_same_numbers_from_a_zip_and_from_decimals(file):
    """French's zips of three factors and of momentum against one plain file."""
    rng = np.random.default_rng(5)
    dates = np.busday_offset("2024-01-02", np.arange(320), roll="forward")
    hundredths = rng.integers(-250, 250, (len(dates), 5))
    hundredths[:, 3] = 2
    names = ("Mkt-RF", "SMB", "HML", "RF", "Mom")

    def french(columns):
        header = ",".join(["", *(names[i] for i in columns)])
        rows = [
            ",".join([str(day).replace("-", ""), *(f"{n / 100:8.2f}" for n in own)])
            for day, own in zip(dates, hundredths[:, columns], strict=True)
        ]
        return zipped("\n".join(["Made up.", "", header, *rows, "", "Copyright"]), "F.CSV")

    three, momentum = file(french([0, 1, 2, 3]), "three.zip"), file(french([4]), "mom.zip")
    rows = [
        ",".join([str(day), *(repr(n / 10000) for n in own)])
        for day, own in zip(dates, hundredths.tolist(), strict=True)
    ]
    plain = file("\n".join([",".join(["date", *names]), *rows, ""]), "plain.csv")
    sessions = load_sessions("XNYS", "2024-01-02", "2025-03-01").dates
    closes = pd.DataFrame(
        {t: 100 * np.cumprod(1 + rng.normal(0, 0.01, len(sessions))) for t in "AB"}, pd.DatetimeIndex(sessions)
    )
    study = {
        "version": "1",
        "model": "carhart",
        "windows": {"estimation": [-150, -11], "event": [-5, 5], "car": [[-1, 1]]},
        "assets": {t: {"exchange": "XNYS"} for t in "AB"},
        "events": [{"id": "e", "at": "2025-01-27"}],
    }
    files = [{"path": str(three), "risk_free": "RF"}, {"path": str(momentum)}], {"path": str(plain), "risk_free": "RF"}
    found = [es.run(es.load_spec(study | {"factors": one}), closes) for one in files]
    for name in ("ar", "car", "models"):
        one, other = (getattr(study, name) for study in found)
        assert len(one)
        pd.testing.assert_frame_equal(one, other, rtol=1e-12, atol=1e-15)
