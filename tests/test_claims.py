"""What a claim is called: first by the price that makes it true, then by its sign."""

from __future__ import annotations

import pytest

import eventstudy as es

STUDY = {
    "version": "1",
    "model": "market",
    "prices": {"source": "snapshot"},
    "markets": {"^IXIC": {"exchange": "XNAS"}},
    "assets": {"NVDA": {"name": "Nvidia", "exchange": "XNAS", "market": "^IXIC"}},
}


def judged(at, **claim):
    event = {"id": "e", "at": at, "claims": [{"asset": "NVDA", **claim}]}
    spec = es.load_spec({**STUDY, "events": [event]})
    row = es.run(spec, es.load_prices(spec)).claims.iloc[0]
    return row["verdict"], row["explanation"]


@pytest.mark.parametrize(
    ("claimed", "verdict", "words"),
    [  # 28 January 2025: open +2.86 %, high +8.93 %, low −1.83 %, close +8.93 %
        ("-0.02", "intraday only", "−2 % is the day's low (−1.83 %), not the close (+8.93 %)."),
        ("-0.018", "intraday only", "−1.8 % is the day's low (−1.83 %)"),
        ("0.03", "intraday only", "+3 % is the day's open (+2.86 %)"),
        ("0.09", "confirmed", "Nvidia closed +8.93 %, which is +9 %"),
        ("-0.01", "wrong sign", "Nvidia closed +8.93 %: the other way."),  # passed during the day, but no price of note
        ("-0.05", "wrong sign", "the other way"),
        ("0.05", "intraday only", "+5 % lies between"),
        ("0.12", "overstated", "outside the day's range"),
    ],
)
def test_a_price_of_the_day_is_looked_for_before_the_sign(claimed, verdict, words):
    found, why = judged("2025-01-28", **{"return": claimed})
    assert (found, words in why) == (verdict, True), why


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("-0.17", "confirmed"),
        ("-0.170", "confirmed"),
        ("-0.1700", "intraday only"),
        ("-0.20", "overstated"),
        ("-0.2", "overstated"),  # as a program writes -0.20
        ("-0.2, digits: 1", "confirmed"),  # about a fifth
    ],
)
def test_the_digits_of_the_text_are_the_precision(write, text, verdict):
    """−16.97 % is −17 %, and −17.0 %, but not −17.00 %; −20 % it is not."""
    lines = [
        "version: 1",
        "prices: {source: snapshot}",
        "assets: {NVDA: {exchange: XNAS, market: ^IXIC}}",
        f"events: [{{id: e, at: 2025-01-27, claims: [{{asset: NVDA, return: {text}}}]}}]",
    ]
    spec = es.load_spec(write("s.yaml", "\n".join(lines)))
    assert es.run(spec, es.load_prices(spec)).claims["verdict"].tolist() == [verdict]
