"""Kenneth French's library by name, against a copy on the loopback."""

from __future__ import annotations

import hashlib
import http.server
import io
import threading
import zipfile
from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.calendar import load_sessions
from eventstudy.cli import app
from eventstudy.errors import DataError, NetworkDown, SpecError, UpstreamBroken
from eventstudy.prices import french
from eventstudy.prices.factors import load_factors
from eventstudy.spec.factor_files import FactorFile

DATES = load_sessions("XNYS", "2024-01-02", "2025-03-31").dates
COLUMNS = {
    "F-F_Research_Data_Factors_daily": ["Mkt-RF", "SMB", "HML", "RF"],
    "F-F_Momentum_Factor_daily": ["Mom"],
    "Europe_3_Factors_Daily": ["Mkt-RF", "SMB", "HML", "RF"],
    "Europe_Mom_Factor_Daily": ["WML"],
    "49_Industry_Portfolios_daily": ["Agric", "Food", "Chips"],
}


@cache
def written(name):
    """A made-up file of the library."""
    seed = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)
    hundredths = np.random.default_rng(seed).integers(-250, 250, (len(DATES), len(COLUMNS[name])))
    rows = [
        ",".join([str(day).replace("-", ""), *(f"{n / 100:8.2f}" for n in own)])
        for day, own in zip(DATES, hundredths, strict=True)
    ]
    header = ",".join(["", *COLUMNS[name]])
    text = "\n".join(["This file was created using the 209912 database.", "", header, *rows, ""])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.csv", text)
    return buffer.getvalue()


@pytest.fixture
def library(monkeypatch, tmp_path):
    """The copy: what it was asked for, and what it answers to a name instead of the file."""
    state = SimpleNamespace(asked=[], instead={})

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.strip("/").removesuffix("_CSV.zip")
            state.asked.append(name)
            found = state.instead.get(name, written(name) if name in COLUMNS else 404)
            status, content = (found, b"no") if isinstance(found, int) else (200, found)
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) + state.instead.get("more", 0)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(french, "LIBRARY", f"http://127.0.0.1:{server.server_port}/")
    yield state
    server.shutdown()
    server.server_close()
    thread.join(5)


EVENT = {"id": "e", "at": "2025-01-27"}
STUDY = {
    "version": "1",
    "model": "carhart",
    "windows": {"estimation": [-150, -11], "event": [-5, 5], "car": [[-1, 1]]},
    "assets": {t: {"exchange": "XNYS"} for t in "AB"},
    "events": [EVENT],
}
BOTH = [{"source": "french", "set": "ff3"}, {"source": "french", "set": "mom"}]


def spec_of(factors, **more):
    return es.load_spec(STUDY | {"factors": factors} | more)


def closes():
    sessions = load_sessions("XNYS", "2024-01-02", "2025-03-01").dates
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {t: 100 * np.cumprod(1 + rng.normal(0, 0.01, len(sessions))) for t in "AB"}, pd.DatetimeIndex(sessions)
    )


@pytest.mark.parametrize("region", ["us", "europe"])
def test_momentum_beside_three_factors_by_name(library, tmp_path, region):
    """The same numbers as from the files, in one request for each; the provenance has vintage and hash."""
    names = [name for name in COLUMNS if ("Europe" in name) == (region == "europe") and "Portfolios" not in name]
    study = es.run(spec_of([one | {"region": region} for one in BOTH]), closes())
    assert library.asked == names
    for name in names:
        (tmp_path / f"{name}.zip").write_bytes(written(name))
    files = es.run(spec_of([{"path": str(tmp_path / f"{name}.zip")} for name in names]), closes())
    for table in ("ar", "car", "models"):
        pd.testing.assert_frame_equal(getattr(study, table), getattr(files, table), rtol=1e-12, atol=1e-15)
    origin = study.provenance["factors"]
    assert origin["vintage"] == "This file was created using the 209912 database."
    assert origin["sha256"] == ", ".join(hashlib.sha256(written(name)).hexdigest() for name in names)


def test_a_set_stays_in_the_cache_until_it_is_asked_for_anew(library):
    spec = spec_of(BOTH)
    first = load_factors(spec)
    again = load_factors(spec, offline=True)
    assert len(library.asked) == 2
    np.testing.assert_array_equal(first.values, again.values)
    load_factors(spec, refresh=True)
    assert len(library.asked) == 4


def test_without_a_network_the_cache_is_named(library):
    with pytest.raises(DataError) as caught:
        load_factors(spec_of(BOTH), offline=True)
    assert caught.value.message == (
        "--offline, and F-F_Research_Data_Factors_daily of French's library is not in the cache"
    )
    assert "'eventstudy fetch' once with a network" in caught.value.remedy
    assert not library.asked


def test_industries_are_columns_of_a_model(library):
    model = {"name": "factor", "columns": ["Chips"]}
    study = es.run(spec_of({"source": "french", "set": "49_industries"}, model=model), closes())
    assert library.asked == ["49_Industry_Portfolios_daily"]
    assert len(study.car) == 2


@pytest.mark.parametrize(
    ("instead", "kind", "words"),
    [
        ({"F-F_Momentum_Factor_daily": 404}, UpstreamBroken, "French's library answers 404 for F-F_Momentum"),
        ({"F-F_Momentum_Factor_daily": 503}, UpstreamBroken, "French's library answers 503 for F-F_Momentum"),
        ({"F-F_Momentum_Factor_daily": b"<html>"}, UpstreamBroken, "is no whole zip"),
        ({"more": 10}, UpstreamBroken, "is no whole zip"),
    ],
)
def test_what_is_no_file_of_the_library_is_not_kept(library, instead, kind, words, tmp_path):
    library.instead.update(instead)
    with pytest.raises(kind, match=words) as caught:
        load_factors(spec_of(BOTH[1]))
    assert caught.value.remedy == "try again later, or fetch the zip with a browser and name it with 'path'"
    assert not list((tmp_path / "cache").rglob("*.zip"))
    library.instead.clear()
    assert load_factors(spec_of(BOTH[1])).columns == ("Mom",)


@pytest.mark.usefixtures("library")
def test_a_larger_answer_than_any_file_is_given_up(monkeypatch):
    monkeypatch.setattr(french, "MOST_BYTES", 100)
    with pytest.raises(UpstreamBroken, match="larger than 50 MB"):
        load_factors(spec_of(BOTH))


@pytest.mark.usefixtures("library")
def test_a_slow_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(french, "ALL", -1.0)
    with pytest.raises(NetworkDown, match="cannot be reached for F-F_Research_Data_Factors_daily"):
        load_factors(spec_of(BOTH))


@pytest.mark.usefixtures("library")
def test_no_connection(monkeypatch):
    monkeypatch.setattr(french, "LIBRARY", "http://127.0.0.1:9/")
    with pytest.raises(NetworkDown, match="cannot be reached for F-F_Research_Data_Factors_daily"):
        load_factors(spec_of(BOTH))


@pytest.mark.parametrize(
    ("factors", "words", "remedy"),
    [
        (
            "{columns: [SMB]}",
            "factors come from a file or from French's library",
            "{path: FILE}, or {source: french",
        ),
        ("{source: french}", "factors come from a file or from French's library", "set: ff3}"),
        ("{path: f.csv, set: ff3}", "factors come from a file or from French's library", "set: ff3}"),
        ("{source: french, set: 49_industries, region: japan}", "and of no other region", "leave out 'region'"),
        ("{source: french, set: ff6}", "factors.set", "ff3"),
    ],
)
def test_mistakes_have_their_place_and_remedy(tmp_path, factors, words, remedy):
    path = tmp_path / "s.yaml"
    path.write_text(f"version: 1\nevents: [{{id: e, at: 2025-01-27}}]\nfactors: {factors}\n", encoding="utf-8")
    with pytest.raises(SpecError, match=words) as caught:
        es.load_spec(path)
    assert remedy in caught.value.remedy
    assert ":3:" in caught.value.position


def test_the_command_fetches_them_and_runs_without_a_network_then(library, tmp_path):
    closes().to_csv(tmp_path / "p.csv", index_label="date")
    study = STUDY | {"factors": BOTH, "prices": {"source": "csv", "path": "p.csv"}}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    run = ["run", str(tmp_path / "s.yaml"), "--offline", "--out", str(tmp_path / "r")]
    refused = CliRunner().invoke(app, run)
    assert refused.exit_code == 3, refused.output
    assert "--offline, and F-F_Research_Data_Factors_daily of French's library" in refused.output
    assert CliRunner().invoke(app, ["fetch", str(tmp_path / "s.yaml")]).exit_code == 0
    assert len(library.asked) == 2
    assert CliRunner().invoke(app, run).exit_code == 0
    assert len(library.asked) == 2


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ({"set": "ff5"}, "F-F_Research_Data_5_Factors_2x3_daily"),
        ({"set": "25_size_value"}, "25_Portfolios_5x5_Daily"),
        ({"set": "ff5", "region": "developed_ex_us"}, "Developed_ex_US_5_Factors_Daily"),
        ({"set": "mom", "region": "japan"}, "Japan_Mom_Factor_Daily"),
        ({"set": "mom", "region": "asia_pacific_ex_japan"}, "Asia_Pacific_ex_Japan_MOM_Factor_Daily"),
    ],
)
def test_names_are_the_library_s(wanted, name):
    assert french.library_name(FactorFile(source="french", **wanted)) == name


@pytest.mark.usefixtures("library")
def test_an_industry_is_the_market_of_an_asset(tmp_path):
    """The numbers are those of a price index that compounds its returns; the price source is not asked for it."""
    study = STUDY | {
        "model": "market",
        "assets": {t: {"exchange": "XNYS", "market": market} for t, market in (("A", "CHIPS"), ("B", "FOOD"))},
        "markets": {
            "CHIPS": {"exchange": "XNYS", "column": "Chips"},
            "FOOD": {"exchange": "XNYS", "column": "Food"},
        },
        "factors": {"source": "french", "set": "49_industries"},
        "prices": {"source": "csv", "path": str(tmp_path / "p.csv")},
    }
    table = closes()
    table.to_csv(tmp_path / "p.csv", index_label="date")
    spec = es.load_spec(study)
    prices = es.load_prices(spec)
    assert set(prices.series) == {"A", "B"}
    assert not prices.missing
    found = es.run(spec, prices)
    returns = load_factors(spec)
    levels = np.vstack([np.ones(3), np.cumprod(1 + returns.values, axis=0)])  # noqa: PD011, not a frame
    days = pd.DatetimeIndex([np.datetime64("2023-12-29"), *returns.dates])
    indices = pd.DataFrame(levels[:, [2, 1]], days, ["CHIPS", "FOOD"])
    markets = {name: {"exchange": "XNYS"} for name in indices}
    expected = es.run(es.load_spec(study | {"markets": markets}), table.join(indices, how="outer"))
    for name in ("ar", "car", "models"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name), rtol=1e-9, atol=1e-12)
    assert found.models["market"].tolist() == ["CHIPS", "FOOD"]


@pytest.mark.parametrize(
    ("factors", "remedy"),
    [
        ({"source": "french", "set": "49_industries"}, "did you mean 'Chips'?"),
        ([], "add 'factors: {source: french, set: 49_industries}', or a file that has it"),
    ],
)
@pytest.mark.usefixtures("library")
def test_a_market_that_is_no_column(factors, remedy):
    market = {"M": {"exchange": "XNYS", "column": "Chps"}}
    study = STUDY | {"model": "market", "markets": market, "defaults": {"market": "M"}, "factors": factors}
    with pytest.raises(SpecError, match="the factors have no column 'Chps'") as caught:
        es.run(es.load_spec(study), closes())
    assert caught.value.remedy == remedy
