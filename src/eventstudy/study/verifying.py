"""Names in a study against what exists: models, tests, price sources, exchanges."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eventstudy import spec as spec_room
from eventstudy.calendar import exchanges, in_place_of
from eventstudy.inference import TESTS
from eventstudy.inference.conventions import COMPAT
from eventstudy.messages import NOTHING, message
from eventstudy.models import MARKET, MODELS
from eventstudy.models.choice import model_of
from eventstudy.prices.currency import MINOR_UNITS
from eventstudy.prices.sources import verify_prices
from eventstudy.spec import StudySpec
from eventstudy.spec.source import nearest
from eventstudy.study.model_choice import verify_model

__all__ = ["load_spec", "verify", "verify_rows"]

DEFAULT_TESTS = "default"


def load_spec(source: str | Path | dict[str, Any]) -> StudySpec:
    """Read a study and verify every name in it.

    Parameters
    ----------
    source : str, Path or dict
        YAML file, or the same keys as a dict. Relative paths in it start from the file's folder.

    Returns
    -------
    StudySpec

    Raises
    ------
    SpecError
        With `file:line:col`, the offending text and what to write instead.
    """
    spec = spec_room.load_spec(source)
    verify(spec)
    return spec


def verify(spec: StudySpec) -> None:
    """Refuse unknown models, tests, sources and exchanges, and assets without a market that the model needs.

    Raises
    ------
    SpecError
        Pointing at the first such name.
    """
    verify_model(spec)
    for i, test in enumerate(spec.tests):
        if test != DEFAULT_TESTS:
            _known(spec, ("tests", i), test, (DEFAULT_TESTS, *TESTS), "no_such_test")
    verify_prices(spec)
    _missing(spec)
    _compat(spec)
    _currencies(spec)
    _exchanges(spec)


def verify_rows(spec: StudySpec) -> None:
    """Refuse unknown exchanges and currencies of an events file.

    Raises
    ------
    SpecError
        Pointing at the first row with such a name.
    """
    table = spec.events_table()
    if table is None:
        return
    hundredths = message("write_currency", codes=", ".join(MINOR_UNITS))
    known = set(exchanges())
    for column, right, problem, remedy in (
        ("exchange", known.__contains__, message("no_calendar"), message("write_mic")),
        ("currency", lambda code: _is_currency(code) or code in MINOR_UNITS, message("no_currency"), hundredths),
    ):
        for name in table.cells[column].unique() if column in table.cells else ():
            if name and not right(name):
                raise table.error(table.cells[column] == name, column, problem, remedy)


def _known(spec: StudySpec, path: tuple[str | int, ...], name: str, known: Iterable[str], code: str) -> None:
    if name not in known:
        raise spec.error(path, message(code), nearest(name, list(known)))


def _missing(spec: StudySpec) -> None:
    if spec.missing == "drop":
        return
    problem, remedy = NOTHING, message("write_missing_drop")
    if not model_of(spec).over_gaps:
        able = sorted(one.name for one in MODELS.values() if one.over_gaps)
        problem = message("model_not_over_gaps", model=spec.model.name)
        remedy = message("choose_model_over_gaps", model=MARKET.name, models=able)
    elif spec.prices.kind == "returns":
        problem = message("returns_do_not_say_gaps")
    elif spec.exclude_events:
        problem = message("excluded_days_in_gaps")
    if problem:
        raise spec.error(("missing",), problem, remedy)


def _compat(spec: StudySpec) -> None:
    if spec.compat is None:
        return
    _known(spec, ("compat",), spec.compat, COMPAT, "no_such_convention")
    models = COMPAT[spec.compat].models
    if spec.model.name not in models:
        problem = message("convention_not_for_model", model=spec.model.name)
        raise spec.error(("compat",), problem, message("write_model_or_delete_key", model=models[0]))


def _currencies(spec: StudySpec) -> None:
    listed: dict[tuple[str | int, ...], str | None] = {
        ("assets", t, "currency"): a.currency for t, a in spec.assets.items()
    }
    listed |= {("markets", t, "currency"): m.currency for t, m in spec.markets.items()}
    for path, currency in listed.items():
        if currency is not None and not _is_currency(currency) and currency not in MINOR_UNITS:
            remedy = message("write_currency", codes=", ".join(MINOR_UNITS))
            raise spec.error(path, message("no_currency"), remedy)
    if spec.currency is None:
        return
    to = spec.currency.to
    if not _is_currency(to):
        path = ("currency", "to") if spec.currency.rates else ("currency",)
        raise spec.error(path, message("no_currency_to_convert_to"), message("write_three_capitals"))
    for pair in spec.currency.rates:
        if not (_is_currency(pair[:3]) and _is_currency(pair[3:]) and (pair[:3] == to) != (pair[3:] == to)):
            remedy = message("write_pair", to=to)
            raise spec.error(("currency", "rates", pair), message("no_pair_with_study_currency"), remedy, key=True)


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()


def _exchanges(spec: StudySpec) -> None:
    places: dict[tuple[str | int, ...], str | None] = {("defaults", "exchange"): spec.defaults.exchange}
    places |= {("assets", t, "exchange"): asset.exchange for t, asset in spec.assets.items()}
    places |= {("markets", t, "exchange"): market.exchange for t, market in spec.markets.items()}
    known = exchanges()
    for path, exchange in places.items():
        if exchange is not None and exchange not in known:
            raise spec.error(path, message("no_calendar"), in_place_of(exchange))
