"""Every remedy of the audit is followed to the letter, and leads to the true numbers of 27 January 2025."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
import snapshot
from eventstudy.calendar import load_sessions
from eventstudy.errors import AuditError, NothingComputed
from eventstudy.prices import Prices, PriceSeries, audit
from eventstudy.prices.auditing import CHECKS, SESSION_CHECKS
from eventstudy.text import ENGLISH

SHOCK, ESTIMATED, QUIET = "2025-01-27", "2024-11-05", "2024-10-11"


@dataclass
class Case:
    """A study of Nvidia on a file of its own, in the state that a user has it."""

    rows: pd.DataFrame
    prices: dict = field(default_factory=dict)
    exchange: str = "XNAS"
    asked: str = "2025-03-01T00:00"

    def cell(self, date, column, value, ticker="NVDA"):
        self.rows.loc[(self.rows["date"] == date) & (self.rows["ticker"] == ticker), column] = value

    def true(self, column, date=ESTIMATED):
        own = snapshot.rows().set_index(["ticker", "date"])
        self.cell(date, column, own.loc[("NVDA", date), column])

    def drop(self, wrong):
        self.rows = self.rows[~wrong].reset_index(drop=True)

    def run(self, folder):
        path = folder / "p.csv"
        self.rows.to_csv(path, index=False)
        spec = es.load_spec(
            {
                "version": "1",
                "model": "market",
                "windows": {"estimation": [-100, -11], "event": [-5, 5], "car": [[0, 0]]},
                "prices": {"source": "csv", "path": str(path), **self.prices},
                "markets": {"^IXIC": {"exchange": "XNAS"}},
                "assets": {"NVDA": {"exchange": self.exchange, "market": "^IXIC"}},
                "events": [{"id": "shock", "at": SHOCK}],
            }
        )
        asked = np.datetime64(self.asked)
        series = es.load_prices(spec).series  # a file is as old as its last change; here it was asked for at `asked`
        return es.run(spec, Prices({t: replace(one, as_of=asked) if one.as_of else one for t, one in series.items()}))


def whole():
    """Rows of Nvidia and its market from July 2024 to February 2025, with Nvidia's dividends."""
    rows = snapshot.rows()
    rows = rows[rows["ticker"].isin(["NVDA", "^IXIC"]) & rows["date"].between("2024-07-01", "2025-02-28")]
    return Case(rows.merge(snapshot.dividends().rename(columns={"amount": "dividend"}), how="left"))


def own(case):
    return case.rows["ticker"] == "NVDA"


def added(case, *rows):
    case.rows = pd.concat([case.rows, *rows]).sort_values(["ticker", "date"], kind="stable", ignore_index=True)


def pad(case, holidays=("2024-09-02", "2024-11-28", "2024-12-25", "2025-01-01", "2025-01-09", "2025-01-20")):
    for day in holidays:
        added(case, case.rows[own(case) & (case.rows["date"] < day)].tail(1).assign(date=day, dividend=np.nan))


def late_by_a_session(case):
    """Each price at the session after its own."""
    columns = case.rows.columns.drop(["date", "ticker"])
    case.rows.loc[own(case), columns] = case.rows.loc[own(case), columns].shift().to_numpy()


def use_the_snapshot(case):
    case.prices = {"source": "snapshot"}


def spoil_dividend(amount):
    return lambda case: case.cell(ESTIMATED, "dividend", amount)


def empty_dividend(case):
    case.cell(ESTIMATED, "dividend", np.nan)


def stale(case):
    last = case.rows[own(case) & (case.rows["date"] < ESTIMATED)].iloc[-1]["close"]
    for column in ("open", "high", "low", "close"):
        case.cell(ESTIMATED, column, last)
    case.cell(ESTIMATED, "volume", 0)


def fetch_the_day(case):
    for column in ("open", "high", "low", "close", "volume"):
        case.true(column)


def twice(case):
    row = case.rows[own(case) & (case.rows["date"] == ESTIMATED)]
    added(case, row.assign(close=130.0))


def keep_the_one_another_source_has(case):
    case.drop(own(case) & (case.rows["date"] == ESTIMATED) & (case.rows["close"] == 130.0))


def as_returns(scale):
    def change(case):
        case.prices = {"kind": "returns"}
        gross = (case.rows["close"] + case.rows["dividend"].fillna(0)) / case.rows.groupby("ticker")["close"].shift()
        case.rows = case.rows[["date", "ticker"]].assign(close=scale * (gross - 1))

    return change


def in_decimals(case):
    case.rows["close"] /= 100


def unsplit(case):
    case.rows.loc[own(case) & (case.rows["date"] < QUIET), ["open", "high", "low", "close"]] *= 2


def split_adjusted(case):
    case.rows.loc[own(case) & (case.rows["date"] < QUIET), ["open", "high", "low", "close"]] /= 2


def reverse(case):
    case.rows = case.rows.iloc[::-1]


def nothing(_case):
    """What the remedy says."""


def too_early(case):
    case.drop(case.rows["date"] > "2025-02-10")
    case.asked = "2025-02-10T16:00"  # the session is open
    case.cell("2025-02-10", "close", 133.0)


def delete_the_row(case):
    case.drop(case.rows["date"] == "2025-02-10")


def dated_in_the_future(case):
    case.asked = "2025-02-28T23:59"
    case.rows.loc[case.rows["date"] == "2025-02-28", "date"] = "2052-02-28"


def correct_the_dates(case):
    case.rows.loc[case.rows["date"] == "2052-02-28", "date"] = "2025-02-28"


def unfinished(case):
    case.rows.loc[case.rows["date"] == "2025-02-28", "close"] = np.nan


def fetch_later(case):
    case.true("close", "2025-02-28")


def missing(case):
    case.drop(own(case) & (case.rows["date"] == ESTIMATED))


def fetch_it(case):
    mine = snapshot.rows()
    added(case, mine[(mine["ticker"] == "NVDA") & (mine["date"] == ESTIMATED)])


def stray_dividend(case):
    """Nvidia's dividend of 5 December on the Thanksgiving before."""
    case.cell("2024-12-05", "dividend", np.nan)
    added(case, case.rows[own(case)].tail(1).assign(date="2024-11-28", close=np.nan, dividend=0.01))


def correct_the_ex_date(case):
    case.drop(case.rows["date"] == "2024-11-28")
    case.cell("2024-12-05", "dividend", 0.01)


def without_volume(case):
    case.rows = case.rows.drop(columns="volume")
    case.cell(ESTIMATED, "close", case.rows[own(case) & (case.rows["date"] < ESTIMATED)].iloc[-1]["close"])


def from_a_source_with_volumes(case):
    case.rows = whole().rows


def moved_on_closed_days(case):
    """Prices of New York as if of Frankfurt, which was open on other days."""
    case.exchange = "XETR"


def moved_on_christmas(case):
    added(
        case, case.rows[own(case) & (case.rows["date"] < "2024-12-25")].tail(1).assign(date="2024-12-25", close=139.0)
    )


def all_moved_on_christmas(case):
    """Of what the exchange was open on there is no trace but these rows."""
    moved_on_christmas(case)
    its = case.rows[~own(case) & (case.rows["date"] < "2024-12-25")].tail(1)
    added(case, its.assign(date="2024-12-25", close=its["close"] * 1.01))
    drop_padding(case)


def as_another_source_has_them(case):
    case.drop(case.rows["date"] == "2024-12-25")


def say_where_it_trades(case):
    case.exchange = "XNAS"


def drop_padding(case):
    case.prices["closed_days"] = "drop"


def no_price(case):
    case.cell(ESTIMATED, "close", -1.0)


def slip(case):
    case.cell("2024-11-19", "close", 247.01)


def correct_it(case):
    case.true("close")
    case.true("close", "2024-11-19")


CASES = {  # name of the check: (spoil, words of the finding, words of the remedy, follow the remedy)
    "closed_days": (pad, "prices do not move on them", "write 'closed_days: drop' under 'prices:'", drop_padding),
    "closed_days, moving": (
        moved_on_closed_days,
        "so every date may be wrong",
        "check the exchange of this ticker",
        say_where_it_trades,
    ),
    "closed_days, lone": (
        moved_on_christmas,
        "prices move on 2024-12-25 alone",
        "compare these days with another source",
        as_another_source_has_them,
    ),
    "sessions_by_prices": (
        all_moved_on_christmas,
        "were taken as sessions, because prices moved on them",
        "compare these days with another source",
        as_another_source_has_them,
    ),
    "known_closes": (
        late_by_a_session,
        "the shipped prices have on other dates",
        "'source: snapshot' has this ticker",
        use_the_snapshot,
    ),
    "_duplicates": (twice, "dates that stand twice", "that another source has", keep_the_one_another_source_has),
    "_impossible": (no_price, "zero, negative or infinite", "correct or empty", correct_it),
    "_no_returns": (as_returns(100), "look like prices or per cents", "write 1 % as 0.01", in_decimals),
    "_stale": (stale, "stale rows", "fetch these days again", fetch_the_day),
    "_unsorted": (reverse, "rows out of order", "nothing: the rows were sorted", nothing),
    "_jumps": (unsplit, "look like an unadjusted split", "use split-adjusted closes", split_adjusted),
    "_jumps, taken back": (slip, "the next day takes back", "compare these closes", correct_it),
    "_repeated": (without_volume, "no volume known", "a source that has volumes", from_a_source_with_volumes),
    "dividends": (spoil_dividend(-5), "dividends that are zero, negative", "correct or empty", empty_dividend),
    "dividends, endless": (spoil_dividend(np.inf), "zero, negative or infinite", "correct or empty", empty_dividend),
    "dividends, absurd": (spoil_dividend(1e308), "as large as the close before", "correct the amount", empty_dividend),
    "dividends, stray": (stray_dividend, "dividends on days without", "check the ex-dates", correct_the_ex_date),
    "_missing": (missing, "without a price", "fetch them if they matter", fetch_it),
    "_too_early": (too_early, "had not closed when", "or delete the row", delete_the_row),
    "_too_early, future": (dated_in_the_future, "dates in the future", "correct the dates", correct_the_dates),
    "_blank_last": (unfinished, "the last row has no close", "fetch again later", fetch_later),
}


def said(case, folder):
    """Findings with their remedies, or the message that ends the run as both."""
    try:
        return case.run(folder).audit[["finding", "what to do"]].to_numpy().tolist()
    except (AuditError, NothingComputed) as e:
        return [(str(e), str(e))]


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    row = whole().run(tmp_path_factory.mktemp("true")).ar.set_index("day").loc[0]
    assert round(100 * row["return"], 2) == -16.97
    return row


def test_every_check_has_its_case():
    checks = {check.__name__ for check in (*CHECKS, *SESSION_CHECKS)}
    assert {name.split(",")[0] for name in CASES} | {"_outside", "_said"} == checks  # a note is no mistake


@pytest.mark.parametrize("name", CASES)
def test_following_the_remedy_leads_to_the_true_numbers(name, truth, tmp_path):
    spoil, words, remedy, follow = CASES[name]
    case = whole()
    spoil(case)
    told = said(case, tmp_path)
    assert any(words in finding and remedy in what for finding, what in told), told
    follow(case)
    study = case.run(tmp_path)
    assert not (study.audit["severity"] == "error").any()
    row = study.ar.set_index("day").loc[0]
    np.testing.assert_allclose(
        row[["return", "ar", "se"]].astype(float), truth[["return", "ar", "se"]].astype(float), rtol=1e-12
    )


def test_an_emptied_cell_costs_two_days_and_moves_no_date(truth, tmp_path):
    """The other way to follow `correct or empty these cells`."""
    case = whole()
    case.cell(ESTIMATED, "close", np.nan)
    study = case.run(tmp_path)
    assert study.models["n_estimation"].tolist() == [88]
    row = study.ar.set_index("day").loc[0]
    assert row["return"] == truth["return"]
    assert row["ar"] == pytest.approx(truth["ar"], abs=1e-3)


def test_rows_after_a_calendar_ends_are_not_used():
    sessions = load_sessions("XSHG", "2024-01-01", "2024-12-31")
    dates = np.append(sessions.dates, np.array(["2025-01-02", "2025-01-03"], "datetime64[D]"))
    closes = 100 * np.cumprod(1 + np.random.default_rng(1).normal(0, 0.01, len(dates)))
    found = audit(PriceSeries("A", dates, closes, "test"), sessions).findings
    assert [ENGLISH.text(one.finding) for one in found] == [
        "2 rows outside the calendar of XSHG: 2025-01-02, 2025-01-03"
    ]
    assert ENGLISH.text(found[0].remedy) == "nothing: these rows are not used"


def test_before_a_calendar_starts_the_rows_are_the_sessions(tmp_path):
    """The calendar of Shanghai starts in December 1990; nothing changes behind it."""
    sessions = load_sessions("XSHG", "1990-12-19", "1991-12-31").dates
    closes = 100 * np.cumprod(1 + np.random.default_rng(1).normal(0, 0.01, len(sessions)))
    found = []
    for early in ([], ["1990-11-05", "1990-11-06"]):
        dates = [*early, *sessions.astype(str)]
        table = pd.DataFrame({"date": dates, "A": [*[50.0] * len(early), *closes]})
        table.to_csv(tmp_path / "p.csv", index=False)
        spec = es.load_spec(
            {
                "version": "1",
                "model": "mean",
                "windows": {"estimation": [-100, -11], "event": [-5, 5], "car": [[0, 0]]},
                "prices": {"source": "csv", "path": str(tmp_path / "p.csv")},
                "assets": {"A": {"exchange": "XSHG"}},
                "events": [{"id": "e", "at": str(sessions[150])}],
            }
        )
        found.append(es.run(spec, es.load_prices(spec)))
    said = found[1].audit.set_index("what to do")["finding"]
    assert said["make sure that these dates are those of the exchange's own sessions"].startswith(
        "the calendar of XSHG starts on 1990-12-03: before it the 2 days with prices were taken as its sessions"
    )
    pd.testing.assert_frame_equal(found[0].car, found[1].car)
