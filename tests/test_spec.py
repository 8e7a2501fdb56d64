from __future__ import annotations

import datetime as dt

import pytest

import eventstudy as es
from eventstudy.errors import SpecError
from eventstudy.spec import parse_announcement
from eventstudy.spec.announcement import AnnouncementError

BASE = """\
version: 1
study: Test
windows:
  estimation: [-250, -11]
  event: [-10, 10]
  car: [[0, 0], [-1, 1]]
prices: {source: snapshot}
assets:
  NVDA: {name: Nvidia, exchange: XNAS, market: ^IXIC}
  ENR.DE: {exchange: XETR, market: ^GDAXI}
events:
  - id: shock
    at: 2025-01-27
    assets: [NVDA, ENR.DE]
    claims:
      - {asset: NVDA, day: 0, return: -0.18}
  - id: other
    at: 2024-06-18T09:00-04:00
"""


def test_the_base_is_valid(write):
    spec = es.load_spec(write("s.yaml", BASE))
    assert spec.events[1].at.instant == dt.datetime(2024, 6, 18, 13, tzinfo=dt.UTC)
    assert spec.events[0].claims[0].decimals == 2
    assert spec.enough_estimation == 100


# what is replaced, by what, and the position, offending text and remedy of the error
MISTAKES = {
    "unknown key": ("study: Test", "studdy: Test", "2:1", "unknown key, 'studdy'", "did you mean 'study'?"),
    "unknown nested key": ("name: Nvidia", "nane: Nvidia", "9:10", "unknown key, 'nane'", "did you mean 'name'?"),
    "unknown claim key": ("day: 0, ", "dya: 0, ", "16:23", "unknown key, 'dya'", "did you mean 'day'?"),
    "bad date": ("at: 2025-01-27", "at: 2024-02-30", "13:9", "no such date, '2024-02-30'", "February 2024 has 29 days"),
    "bare number": ("at: 2025-01-27", "at: 20250127", "13:9", "not a date or an instant, '20250127'", "2025-01-27"),
    "no zone": ("T09:00-04:00", "T09:00", "18:9", "without its zone, '2024-06-18T09:00'", "add the zone"),
    "no such hour": ("T09:00-04:00", "T25:00-04:00", "18:9", "no such time of day", "from 00 to 23"),
    "no such zone": (
        "T09:00-04:00",
        "T09:00 Europe/Atlantis",
        "18:9",
        "no such time zone, 'Europe/Atlantis'",
        "Berlin",
    ),
    "skipped hour": ("2024-06-18T09:00-04:00", "2024-03-31T02:30 Europe/Berlin", "18:9", "does not exist", "+01:00"),
    "double hour": ("2024-06-18T09:00-04:00", "2024-10-27T02:30 Europe/Berlin", "18:9", "comes twice", "+01:00"),
    "windows touch": ("event: [-10, 10]", "event: [-20, 10]", "5:10", "touches the estimation window", "before -20"),
    "window reversed": ("event: [-10, 10]", "event: [10, -10]", "5:10", "ends before it starts", "[-10, 10]"),
    "window not whole": ("event: [-10, 10]", "event: [-10.5, 10]", "5:10", "whole numbers", "[-1, 1]"),
    "window of one": ("event: [-10, 10]", "event: [-10]", "5:10", "a window is two sessions", "[start, end]"),
    "car outside": ("[-1, 1]]", "[-1, 11]]", "6:17", "outside the event window [-10, 10], '[-1, 11]'", "widen"),
    "car twice": ("[-1, 1]]", "[0, 0]]", "6:17", "stands here twice", "delete one"),
    "duplicate id": ("id: other", "id: shock", "17:9", "two events have this id, 'shock'", "the first is on line 12"),
    "duplicate key": ("study: Test", "version: 1", "2:1", "a second time, 'version'", "the first is on line 1"),
    "unknown asset": ("[NVDA, ENR.DE]", "[NVDA, ENR.D]", "14:20", "not listed under 'assets', 'ENR.D'", "'ENR.DE'"),
    "asset twice": ("[NVDA, ENR.DE]", "[NVDA, NVDA]", "14:20", "stands here twice, 'NVDA'", "delete one"),
    "claim of another": ("{asset: NVDA", "{asset: ^IXIC", "16:17", "does not have this asset, '^IXIC'", "NVDA, ENR.DE"),
    "claim without": (", return: -0.18", "", "16:9", "either a return or a direction", "return: -0.18"),
    "claim not a number": ("return: -0.18", "return: -18 %", "16:39", "a claimed return is a number, '-18 %'", "-0.18"),
    "claim far away": ("day: 0", "day: 11", "16:28", "outside the event window, '11'", "from -10 to 10"),
    "reserved group": ("id: other", "id: other\n    group: all", "18:12", "'all' is reserved", "another name"),
    "group like event": ("id: other", "id: other\n    group: shock", "18:12", "may not bear the id", "another name"),
    "version 2": ("version: 1", "version: 2", "1:10", "not known, '2'", "version: 1"),
    "minutes are no number": ("day: 0", "day: 12:30", "16:28", "a whole number, '12:30'", "write digits alone"),
    "no market": (", market: ^GDAXI", "", "10:3", "needs a market and this asset has none, 'ENR.DE'", "market: ^GSPC"),
    "own market": ("market: ^IXIC", "market: NVDA", "9:9", "would be its own market", "another market"),
    "no exchange": ("exchange: XNAS", "exchange: XNA", "9:34", "no calendar for this exchange, 'XNA'", "'XNAS'"),
    "no model": ("study: Test", "model: markt", "2:8", "no such model, 'markt'", "did you mean 'market'?"),
    "no test": ("study: Test", "tests: [t, bpm]", "2:12", "no such test, 'bpm'", "did you mean 'bmp'?"),
    "no source": ("source: snapshot", "source: yaho", "7:18", "no such price source, 'yaho'", "'yahoo'"),
    "returns": ("study: Test", "returns: loq", "2:10", "not a value of 'returns', 'loq'", "'simple' or 'log'"),
    "no events": (BASE[BASE.index("events:") :], "events: []\n", "11:9", "nothing to study", "add 'events:'"),
    "missing id": ("id: other\n    at", "at", "17:5", "the key 'id' is missing", "add 'id: earnings-q1'"),
    "tag": ("study: Test", "study: !!python/object:os.system Test", "2:8", "tag", "plain values"),
    "broken yaml": ("[-1, 1]]", "[-1, 1]", "7:1", "not valid YAML", "brackets"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes(write, name):
    old, new, position, message, remedy = MISTAKES[name]
    assert BASE.count(old) >= 1
    path = write("s.yaml", BASE.replace(old, new, 1))
    with pytest.raises(SpecError) as caught:
        es.load_spec(path)
    first, _, rest = str(caught.value).partition("\n")
    assert first.startswith(f"{path}:{position}: "), first
    assert message in first
    assert remedy in rest
    assert caught.value.exit_code == 2


def test_keys_and_ids_are_text(write):
    text = BASE.replace("NVDA", "ON").replace("ENR.DE", "1").replace("id: other", "id: 12:30")
    spec = es.load_spec(write("s.yaml", text))
    assert list(spec.assets) == ["ON", "1"]
    assert spec.events[1].id == "12:30"
    assert spec.events[0].assets == ("ON", "1")


@pytest.mark.parametrize("ticker", ["NULL", "TRUE", "700", "NO", "~", "1e5", "0x10"])
def test_tickers_that_yaml_would_read_otherwise(write, ticker):
    spec = es.load_spec(write("s.yaml", BASE.replace("NVDA", ticker)))
    assert ticker in spec.assets


def test_quoted_text_is_cut(write):
    with pytest.raises(SpecError) as caught:
        es.load_spec(write("s.yaml", BASE.replace("2025-01-27", "x" * 500)))
    assert f"'{'x' * 79}…'" in str(caught.value)


def test_alias_bomb_is_refused(write):
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    with pytest.raises(SpecError, match="expands to too much"):
        es.load_spec(write("s.yaml", "\n".join(rows)))


def test_missing_file(tmp_path):
    with pytest.raises(SpecError, match="there is no such study file"):
        es.load_spec(tmp_path / "none.yaml")


def test_not_utf8(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_bytes(b"study: \xff\xfe")
    with pytest.raises(SpecError, match="not UTF-8"):
        es.load_spec(path)


@pytest.mark.parametrize("text", ["- a\n- b\n", "just text"])
def test_not_a_mapping(write, text):
    with pytest.raises(SpecError, match="mapping of keys"):
        es.load_spec(write("s.yaml", text))


def test_replace_validates(shipped_spec):
    assert shipped_spec.replace(model="mean").model.name == "mean"
    assert shipped_spec.model.name == "market"
    with pytest.raises(SpecError, match="not a value of 'returns'"):
        shipped_spec.replace(returns="loq")
    with pytest.raises(SpecError, match="unknown key"):
        shipped_spec.replace(modell="mean")


def test_specification_is_frozen(shipped_spec):
    with pytest.raises(ValueError, match="frozen"):
        shipped_spec.study = "other"


def test_a_dict_is_a_study_too():
    spec = es.load_spec(
        {
            "version": 1,
            "assets": {"NVDA": {"exchange": "XNAS", "market": "^IXIC"}},
            "events": [{"id": "a", "at": dt.date(2025, 1, 27)}],
        }
    )
    assert spec.events[0].at.text == "2025-01-27"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-01-27T00:00+01:00", "2025-01-26T23:00"),
        ("2025-01-27 16:30 America/New_York", "2025-01-27T21:30"),
        ("2025-07-01T16:30[America/New_York]", "2025-07-01T20:30"),
        ("2025-01-27T16:30:15Z", "2025-01-27T16:30:15"),
        ("2025-01-27T16:30-0500", "2025-01-27T21:30"),
    ],
)
def test_instants(text, utc):
    assert parse_announcement(text).instant == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


def test_naive_datetimes_are_refused():
    with pytest.raises(AnnouncementError, match="without its zone"):
        parse_announcement(dt.datetime(2025, 1, 27, 9))


EVENTS_FILE = BASE[: BASE.index("events:")] + "events_file: e.csv\n"


@pytest.mark.parametrize(
    ("rows", "position", "message"),
    [
        ("event_id,asset\na,NVDA\n", ":1", "the column 'at' is missing"),
        ("event_id,asset,at\na,NVDA,2025-01-27\nb,NVDA,2024-02-30\n", ":3", "column at: no such date, '2024-02-30'"),
        ("event_id,asset,at\na,NVDA,2025-01-27\na,NVDA,2025-01-27\n", ":3", "column asset: this asset stands twice"),
        ("event_id,asset,at\na,NVDA,2025-01-27\na,ENR.DE,2025-01-28\n", ":3", "column at: this event was at"),
        ("event_id,asset,at\na,,2025-01-27\n", ":2", "column asset: a name that is empty"),
        ("event_id,asset,at\na,NVDX,2025-01-27\n", ":2", "column asset: this asset is not listed"),
    ],
)
def test_mistakes_in_an_events_file(write, rows, position, message):
    events = write("e.csv", rows)
    spec = es.load_spec(write("s.yaml", EVENTS_FILE))
    with pytest.raises(SpecError) as caught:
        es.run(spec, es.load_prices(spec))
    assert str(caught.value).startswith(f"{events}{position}: {message}")


def test_missing_events_file(write):
    spec = es.load_spec(write("s.yaml", EVENTS_FILE))
    with pytest.raises(SpecError, match="no such events file"):
        es.load_prices(spec)


def test_events_file_and_listed_events_give_the_same(write):
    write(
        "e.csv",
        "event_id,asset,at\nshock,NVDA,2025-01-27\nshock,ENR.DE,2025-01-27\nother,NVDA,2024-06-18T09:00-04:00\n",
    )
    spec = es.load_spec(write("s.yaml", EVENTS_FILE))
    from_file = es.run(spec, es.load_prices(spec))
    listed = es.load_spec(write("t.yaml", BASE.replace("-04:00\n", "-04:00\n    assets: [NVDA]\n")))
    from_yaml = es.run(listed, es.load_prices(listed))
    assert from_file.car.equals(from_yaml.car)
