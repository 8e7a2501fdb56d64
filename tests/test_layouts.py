"""Files of prices as people have them: returns are those of the plain file, mistakes are refused."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.errors import EventStudyError, PriceFileError
from eventstudy.prices.layouts import LAYOUTS
from eventstudy.prices.snapshot import shipped_series
from eventstudy.text import ENGLISH

ROOT = Path(__file__).parents[1]
TICKERS = ("NVDA", "ENR.DE", "^GDAXI")
RENAMED = {"NVDA": "86580", "ENR.DE": "90001", "^GDAXI": "90002"}
"""PERMNOs are numbers."""


@pytest.fixture(scope="module")
def plain():
    """Closes of three shipped series without dividends, a column each."""
    shipped = shipped_series()
    return pd.DataFrame({t: pd.Series(shipped[t].close, pd.DatetimeIndex(shipped[t].dates)) for t in TICKERS}).loc[
        "2024":
    ]


def returns_of(closes):
    return {ticker: closes[ticker].dropna().pct_change().iloc[1:] for ticker in closes}


def load(folder, tickers=TICKERS, **prices):
    """The series of a study whose prices are these."""
    (folder / "study.yaml").write_text(
        json.dumps(
            {
                "version": 1,
                "prices": {"source": "file", **prices},
                "windows": {"estimation": [-120, -11], "event": [-1, 1], "car": [[0, 0]]},
                "defaults": {"exchange": "XNYS", "market": tickers[-1]},
                "markets": {tickers[-1]: {"exchange": "XNYS"}},
                "assets": {ticker: {} for ticker in tickers[:-1]},
                "events": [{"id": "e", "at": "2025-01-27"}],
            }
        )
    )
    return es.load_prices(es.load_spec(folder / "study.yaml"))


def same_returns(found, plain, tickers=TICKERS, names=None):
    for ticker, expected in returns_of(plain[list(tickers)]).items():
        series = found.series[(names or {}).get(ticker, ticker)]
        if series.kind == "prices":
            own = pd.Series(series.close, pd.DatetimeIndex(series.dates)).sort_index().pct_change().iloc[1:]
        else:
            own = pd.Series(series.close, pd.DatetimeIndex(series.dates)).sort_index()
        np.testing.assert_array_equal(own.index, expected.index)
        np.testing.assert_allclose(own, expected, rtol=1e-12, atol=1e-12)


def bars_of(close, dates="%Y-%m-%d"):
    """A day's bar about each close, as data pages export them."""
    close = close.dropna()
    table = pd.DataFrame({"Date": close.index.strftime(dates), "Open": close * 0.99, "High": close * 1.02})
    return table.assign(Low=close * 0.98, Close=close, **{"Adj Close": close}, Volume=1000)


def wide(folder, plain):
    plain.rename_axis("Date").to_csv(folder / "prices.csv")
    return {"path": "prices.csv"}


def unnamed_index(folder, plain):
    plain.to_csv(folder / "prices.csv")
    return {"path": "prices.csv"}


def german(folder, plain):
    plain.rename_axis("Date").to_csv(folder / "p.csv", sep=";", decimal=",", date_format="%d.%m.%Y")
    return {"path": "p.csv", "delimiter": ";", "decimal": ","}


def american(folder, plain):
    plain.rename_axis("date").to_csv(folder / "p.csv", date_format="%m/%d/%Y")
    return {"path": "p.csv"}


def long(folder, plain):
    table = plain.rename_axis("Date").melt(ignore_index=False, var_name="Symbol", value_name="Price").reset_index()
    table.to_csv(folder / "long.csv", index=False)
    return {"path": "long.csv"}


def a_folder(folder, plain):
    (folder / "prices").mkdir()
    for ticker in TICKERS:
        bars_of(plain[ticker]).to_csv(folder / "prices" / f"{ticker}.csv", index=False)
    return {"path": "prices"}


def a_page(folder, plain):
    """Dates as a web page shows them."""
    names = [f"{ticker}.csv" for ticker in TICKERS]
    for ticker, name in zip(TICKERS, names, strict=True):
        bars_of(plain[ticker], "%b %d, %Y").iloc[::-1].to_csv(folder / name, index=False)
    return {"path": names}


def downloaded(folder, plain):
    fields = {
        name: plain * k for name, k in (("Close", 1), ("High", 1.02), ("Low", 0.98), ("Open", 0.99), ("Volume", 10))
    }
    table = pd.concat(fields, axis=1, names=["Price", "Ticker"]).rename_axis("Date")
    table.to_csv(folder / "yf.csv")
    assert (folder / "yf.csv").read_text().startswith("Price,Close,Close,Close,High")
    return {"path": "yf.csv"}


def downloaded_by_ticker(folder, plain):
    table = pd.concat(
        {t: bars_of(plain[t]).drop(columns="Date") for t in TICKERS}, axis=1, names=["Ticker", "Price"], sort=True
    )
    table.rename_axis("Date").to_csv(folder / "yf.csv")
    return {"path": "yf.csv", "layout": "yfinance"}


def downloaded_long_ago(folder, plain):
    table = pd.concat({"Adj Close": plain, "Close": plain * 1.1}, axis=1).rename_axis("Date")
    table.columns.names = [None, None]
    table.to_csv(folder / "yf.csv")
    assert (folder / "yf.csv").read_text().startswith(",Adj Close,Adj Close,Adj Close,Close")
    return {"path": "yf.csv"}


def history(folder, plain):
    """What `Ticker(…).history()` gives: adjusted closes under the name Close, and dividends that are in them."""
    for ticker in TICKERS:
        close = plain[ticker].dropna()
        table = pd.DataFrame({"Close": close, "Dividends": 0.0, "Stock Splits": 0.0})
        table.loc[table.index[50], "Dividends"] = 5.0
        table.index = table.index.strftime("%Y-%m-%d 00:00:00-05:00")
        table.rename_axis("Date").to_csv(folder / f"{ticker}.csv")
    return {"path": [f"{ticker}.csv" for ticker in TICKERS]}


def a_sheet(folder, plain):
    plain.rename_axis("Date").to_excel(folder / "prices.xlsx")
    return {"path": "prices.xlsx"}


def stata(folder, plain):
    long = plain.rename_axis("date").melt(ignore_index=False, var_name="ticker", value_name="close").reset_index()
    long.to_stata(folder / "prices.dta", write_index=False)
    return {"path": "prices.dta"}


def datastream(folder, plain):
    head = (
        f"Name,{','.join('A SHARE' for _ in TICKERS)}\nCode,{','.join(f'{t}(RI)' for t in TICKERS)}\nCURRENCY,U$,E,E\n"
    )
    body = plain.to_csv(header=False, date_format="%d/%m/%Y", na_rep="NA")
    (folder / "ds.csv").write_text(head + body)
    return {"path": "ds.csv", "layout": "datastream"}


def refinitiv(folder, plain):
    table = plain.rename_axis("Date").melt(ignore_index=False, var_name="Instrument", value_name="Price Close")
    table.reset_index()[["Instrument", "Date", "Price Close"]].to_csv(folder / "r.csv", index=False)
    return {"path": "r.csv", "layout": "refinitiv"}


def refinitiv_fields(folder, plain):
    table = pd.concat({t: pd.DataFrame({"TRDPRC_1": plain[t], "HIGH_1": plain[t]}) for t in TICKERS}, axis=1)
    table.rename_axis("Date").to_csv(folder / "r.csv")
    return {"path": "r.csv", "layout": "refinitiv"}


def bloomberg(folder, plain):
    table = pd.concat({t: pd.DataFrame({"PX_LAST": plain[t]}) for t in TICKERS}, axis=1)
    table.rename_axis("date").to_csv(folder / "b.csv", na_rep="#N/A N/A")
    return {"path": "b.csv", "layout": "bloomberg"}


def bloomberg_pairs(folder, plain):
    """BDH's sheet: days of its own before each security, the shorter ones with empty cells below."""
    columns = {}
    for ticker in TICKERS:
        own = plain[ticker].dropna()
        columns[ticker, "Date"] = pd.Series(own.index.strftime("%Y-%m-%d"))
        columns[ticker, "PX_LAST"] = pd.Series(own.to_numpy())
    table = pd.DataFrame(columns)
    names = ",".join(f"{ticker}," for ticker in TICKERS)[:-1] + ","
    rows = [names, ",".join(field for _, field in table.columns)]
    (folder / "b.csv").write_text("\n".join(rows) + "\n" + table.to_csv(index=False, header=False))
    return {"path": "b.csv", "layout": "bloomberg"}


def eventstudytools(folder, plain):
    table = plain.melt(ignore_index=False).dropna().reset_index()
    table = table.assign(index=table["index"].dt.strftime("%d.%m.%Y"))[["variable", "index", "value"]]
    table.to_csv(folder / "02_FirmData.csv", sep=";", header=False, index=False)
    return {"path": "02_FirmData.csv", "layout": "eventstudytools"}


WAYS = [
    wide, unnamed_index, german, american, long, a_folder, a_page, downloaded, downloaded_by_ticker,
    downloaded_long_ago, history, a_sheet, stata, datastream, refinitiv, refinitiv_fields, bloomberg, bloomberg_pairs,
    eventstudytools,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_returns_are_those_of_the_plain_file(tmp_path, plain, way):
    same_returns(load(tmp_path, **way(tmp_path, plain)), plain)


def crsp(folder, plain, ciz=False):
    """Returns by PERMNO and day, the first of each a letter."""
    rows = []
    for ticker, own in returns_of(plain).items():
        first = plain[ticker].dropna().index[0]
        rows += [(RENAMED[ticker], first.strftime("%Y%m%d"), "" if ciz else "C")]
        rows += [(RENAMED[ticker], day.strftime("%Y%m%d"), repr(float(value))) for day, value in own.items()]
    names = ["permno", "dlycaldt", "dlyret"] if ciz else ["PERMNO", "date", "RET"]
    pd.DataFrame(rows, columns=names).to_csv(folder / "crsp.csv", index=False)


@pytest.mark.parametrize("layout", ["crsp", "crsp_ciz"])
def test_returns_of_crsp(tmp_path, plain, layout):
    crsp(tmp_path, plain, layout == "crsp_ciz")
    found = load(tmp_path, tuple(RENAMED.values()), path="crsp.csv", layout=layout)
    assert {one.kind for one in found.series.values()} == {"returns"}
    same_returns(found, plain, names=RENAMED)


CODED = """PERMNO,date,RET,DLRET
1,20240102,0.01,
1,20240103,-66.0,
1,20240104,-0.5,-0.3
1,20240105,,-0.55
1,20240108,B,P
2,20240102,0.0,
"""


def test_codes_of_crsp_are_no_returns_and_a_delisting_is_compounded(tmp_path):
    (tmp_path / "c.csv").write_text(CODED)
    one = load(tmp_path, ("1", "2"), path="c.csv", layout="crsp").series["1"]
    assert dict(zip(one.dates.astype(str), one.close.round(12), strict=True)) == {
        "2024-01-02": 0.01,
        "2024-01-04": pytest.approx(0.5 * 0.7 - 1),
        "2024-01-05": -0.55,
    }


NAMED = """PERMNO,date,TICKER,EXCHCD,DLSTCD,RET,DLRET,vwretd
10,20241230,AAA,1,,0.01,,0.001
10,20241231,AAA,1,,0.02,,0.002
10,20250102,BBB,1,,0.03,,0.003
20,20241230,TWO,1,,0.04,,0.001
20,20241231,TWO,1,,0.05,,0.002
30,20241230,TWO,1,,0.06,,0.001
40,20241230,NYS,1,584,0.07,,0.001
40,20241231,NYS,1,584,-0.5,,0.002
50,20241231,NAS,3,574,,-55.0,0.002
60,20241231,GOT,3,574,0.0,-0.9,0.002
70,20241231,MRG,1,231,0.08,,0.002
"""


def test_crsp_by_the_ticker_of_a_share_and_its_market_beside_it(tmp_path):
    (tmp_path / "c.csv").write_text(NAMED)
    found = load(tmp_path, ("BBB", "TWO", "10", "vwretd"), path="c.csv", layout="crsp")
    assert found.series["BBB"].close.tolist() == [0.01, 0.02, 0.03]  # the whole share, whatever it was called before
    assert found.series["10"].close.tolist() == [0.01, 0.02, 0.03]
    assert found.series["vwretd"].close.tolist() == [0.001, 0.002, 0.003]
    assert found.series["vwretd"].kind == "returns"
    assert "the name TWO is that of several: 20, 30" in str(found.missing["TWO"])
    assert "write which one is meant instead of TWO, as 20" in found.missing["TWO"].remedy
    assert "20" in load(tmp_path, ("20", "vwretd"), path="c.csv", layout="crsp").series


def test_a_name_given_to_another_share_later_is_that_of_the_study_s_dates(tmp_path):
    later = NAMED.replace("30,20241230,TWO", "30,20100104,TWO")
    (tmp_path / "c.csv").write_text(later)
    assert load(tmp_path, ("TWO", "vwretd"), path="c.csv", layout="crsp").series["TWO"].close.tolist() == [0.04, 0.05]


def test_shumway_s_returns_are_put_in_if_asked_and_said(tmp_path):
    (tmp_path / "c.csv").write_text(NAMED)
    names = ("40", "50", "60", "70", "vwretd")
    plain = load(tmp_path, names, path="c.csv", layout="crsp").series
    asked = load(tmp_path, names, path="c.csv", layout="crsp", delisting="shumway").series
    assert plain["40"].close.tolist() == [0.07, -0.5]
    assert "50" not in plain
    assert asked["40"].close.tolist() == [0.07, pytest.approx(0.5 * 0.7 - 1)]
    assert asked["50"].close.tolist() == [-0.55]
    for ticker in ("60", "70"):  # a return that is there stays, and a merger is no failure
        assert asked[ticker].close.tolist() == plain[ticker].close.tolist()
    said = {t: [(ENGLISH.text(what), days.astype(str).tolist()) for what, days in asked[t].said[1:]] for t in names[:4]}
    assert said["40"][0][0].startswith("delisted for performance without a return in the file: −30.00 %")
    assert said["40"][0][1] == said["50"][0][1] == ["2024-12-31"]
    assert "−55.00 %" in said["50"][0][0]
    assert said["60"] == said["70"] == []


def test_shumway_is_for_crsp_s_old_file(tmp_path):
    (tmp_path / "c.csv").write_text(NAMED)
    names, asked = ("40", "vwretd"), {"path": "c.csv", "delisting": "shumway"}
    with pytest.raises(PriceFileError, match="CRSP's old daily file, and this is read with 'layout: auto'") as caught:
        load(tmp_path, names, **asked)
    assert caught.value.remedy.startswith("write 'layout: crsp'")
    assert load(tmp_path, names, **asked, layout="crsp").series["40"].close[-1] == pytest.approx(0.5 * 0.7 - 1)


@pytest.mark.parametrize("column", ["DLSTCD", "EXCHCD"])
def test_shumway_needs_the_reason_and_the_exchange(tmp_path, column):
    pd.read_csv(io.StringIO(NAMED)).drop(columns=column).to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(PriceFileError, match="reads the columns DLSTCD and EXCHCD") as caught:
        load(tmp_path, ("10", "vwretd"), path="c.csv", layout="crsp", delisting="shumway")
    assert "leave out 'delisting: shumway'" in caught.value.remedy
    assert "10" in load(tmp_path, ("10", "vwretd"), path="c.csv", layout="crsp").series


def test_a_dead_share_of_datastream_ends_where_it_died(tmp_path, plain):
    dead = plain.assign(NVDA=plain["NVDA"].where(plain.index < "2025-03-03").ffill())
    prices = datastream(tmp_path, dead)
    found = load(tmp_path, **prices)
    assert str(found.series["NVDA"].dates[-1]) == "2025-02-28"
    (tail,) = [days for what, days in found.series["NVDA"].said if what.code == "padded_tail_cut"]
    assert str(tail[0]) == "2025-03-03"
    assert len(found.series["ENR.DE"].dates) == plain["ENR.DE"].notna().sum()


def test_adjusted_closes_are_said_and_bars_follow_them(tmp_path, plain):
    table = bars_of(plain["NVDA"]).assign(**{"Adj Close": plain["NVDA"] * 0.5})
    table.to_csv(tmp_path / "NVDA.csv", index=False)
    one = load(tmp_path, ("NVDA", "MKT"), path="NVDA.csv").series["NVDA"]
    np.testing.assert_allclose(one.close, plain["NVDA"].dropna() * 0.5)
    np.testing.assert_allclose(one.bars["high"] / one.close, 1.02)
    assert [what.code for what, _ in one.said] == ["read_adjusted"]


def test_dividends_beside_adjusted_closes_are_counted_once(tmp_path, plain):
    close = plain["NVDA"].dropna()
    table = bars_of(close).assign(**{"Adj Close": close * 0.5}, Dividends=0.0)
    table.iloc[5, -1] = 0.25
    table.to_csv(tmp_path / "NVDA.csv", index=False)
    one = load(tmp_path, ("NVDA", "MKT"), path="NVDA.csv").series["NVDA"]
    np.testing.assert_array_equal(one.close, close)
    assert one.dividends.tolist() == [0.25]


def test_adjusted_closes_without_others_hold_their_dividends(tmp_path):
    text = "Date,Adj Close,Dividends\n2024-01-02,10,0\n2024-01-03,11,0.5\n"
    (tmp_path / "NVDA.csv").write_text(text)
    one = load(tmp_path, ("NVDA", "MKT"), path="NVDA.csv").series["NVDA"]
    assert one.close.tolist() == [10, 11]
    assert len(one.dividends) == 0
    assert [what.code for what, _ in one.said] == ["read_adjusted"]


def test_blank_lines_before_a_header_move_nothing(tmp_path):
    names = ",".join(f"T{i}" for i in range(20_000))  # a header larger than what is looked at below it
    (tmp_path / "p.csv").write_text(f"\n\ndate,{names}\n\n2024-01-02{',1' * 20_000}\n2024-01-03{',2' * 20_000}\n")
    one = load(tmp_path, ("T7", "T19999"), path="p.csv").series["T19999"]
    assert one.close.tolist() == [1, 2]
    (tmp_path / "q.csv").write_text("\n\ndate,T7\n\n2024-01-02,x\n")
    with pytest.raises(PriceFileError, match=r"q.csv:5: column T7: not a number"):
        load(tmp_path, ("T7", "MKT"), path="q.csv")


MISTAKES = {
    "a CIZ file read as SIZ": (
        {"c.csv": "permno,dlycaldt,dlyret\n1,2024-01-02,0.1\n"},
        {"path": "c.csv", "layout": "crsp"},
        "crsp_is_ciz",
        {"layout": "crsp_ciz"},
    ),
    "a CRSP file that nobody named": (
        {"c.csv": CODED},
        {"path": "c.csv"},
        "looks_like_layout",
        {"layout": "crsp"},
    ),
    "days or months first": (
        {"c.csv": "date,1,2\n01/02/2024,5,6\n03/04/2024,5,7\n"},
        {"path": "c.csv"},
        "day_or_month_first",
        {"dates": "%d/%m/%Y"},
    ),
    "closes twice": (
        {"c.csv": "date,ticker,close,price\n2024-01-02,1,5,6\n"},
        {"path": "c.csv"},
        "columns_of_one_meaning",
        None,
    ),
    "a sheet that is none": ({"c.xlsx": "date,1\n"}, {"path": "c.xlsx"}, "not_a_spreadsheet", None),
    "a Stata file that is none": ({"c.dta": "date,1\n"}, {"path": "c.dta"}, "not_a_stata_file", None),
    "an ending": ({"c.doc": "date,1\n"}, {"path": "c.doc"}, "ending_not_known", None),
    "a folder without prices": ({"d/readme": ""}, {"path": "d"}, "folder_without_prices", None),
    "no fields of Bloomberg": (
        {"c.csv": "date,1\n2024-01-02,1\n"},
        {"path": "c.csv", "layout": "bloomberg"},
        "no_bloomberg_header",
        {"layout": "wide"},
    ),
    "no rows of Datastream": (
        {"c.csv": "date,1\n2024-01-02,1\n"},
        {"path": "c.csv", "layout": "datastream"},
        "no_datastream_header",
        {"layout": "auto"},
    ),
    "no rows of yfinance": (
        {"c.csv": "date,1\n2024-01-02,1\n"},
        {"path": "c.csv", "layout": "yfinance"},
        "no_yfinance_header",
        {"layout": "auto"},
    ),
    "no instrument's date": (
        {"c.csv": "Instrument,Price Close\n1,1\n"},
        {"path": "c.csv", "layout": "refinitiv"},
        "column_missing",
        None,
    ),
    "two columns for EventStudyTools": (
        {"c.csv": "A;1\n"},
        {"path": "c.csv", "layout": "eventstudytools"},
        "no_eventstudytools_file",
        None,
    ),
    "a spreadsheet's dates by number": ({"c.csv": "date,1,2\n45293,5,6\n"}, {"path": "c.csv"}, "not_a_date", None),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_and_its_remedy_works(tmp_path, name):
    files, prices, code, remedy = MISTAKES[name]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    with pytest.raises(PriceFileError) as caught:
        load(tmp_path, ("1", "2"), **prices)
    what = caught.value.what
    assert (dict(what.items)["what"].code if what.code == "cell_of_column" else what.code) == code
    if remedy is not None:
        assert str(next(iter(remedy.values()))) in str(caught.value) or "layout" in remedy
        assert "1" in load(tmp_path, ("1", "2"), **prices | remedy).series


def test_a_file_of_one_ticker_is_called_after_it(tmp_path, plain):
    bars_of(plain["NVDA"]).to_csv(tmp_path / "download (3).csv", index=False)
    with pytest.raises(EventStudyError, match=r"call it NVDA with its ending"):
        load(tmp_path, ("NVDA", "MKT"), path="download (3).csv")
    (tmp_path / "download (3).csv").rename(tmp_path / "nvda.csv")
    same_returns(load(tmp_path, ("NVDA", "MKT"), path="nvda.csv"), plain, ("NVDA",))


def test_no_such_layout(tmp_path):
    with pytest.raises(EventStudyError, match="no such layout"):
        load(tmp_path, path="p.csv", layout="datastrem")
    assert set(LAYOUTS) == {
        "auto", "wide", "long", "bars", "yfinance", "crsp", "crsp_ciz", "datastream", "refinitiv", "bloomberg",
        "eventstudytools",
    }  # fmt: skip


def test_the_page_on_files_names_every_layout():
    text = (ROOT / "docs/files.md").read_text(encoding="utf-8")
    table = text[text.index("| `layout` |") :].split("\n\n")[0].splitlines()
    assert [line.split("`")[1] for line in table[2:]] == list(LAYOUTS)
