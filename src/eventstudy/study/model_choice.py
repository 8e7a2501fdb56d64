"""The model that a study names: whether it can be used as stated, what it reads, and what to know about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from eventstudy.engine import Fit
from eventstudy.inference.conventions import COMPAT, compat_note, conform
from eventstudy.messages import Message, message
from eventstudy.models.choice import inputs_of, model_of, options_of, reads_factors
from eventstudy.models.factors import needs_factors
from eventstudy.models.lazy import fit_in_blocks
from eventstudy.models.model import Lack, Model
from eventstudy.panel import Inputs, Panel, PlacedPanel
from eventstudy.prices.factors import FactorTable
from eventstudy.scale import LOCAL, Engine
from eventstudy.spec import StudySpec
from eventstudy.study.heavy import fit_in_chunks

__all__ = ["compat_notes", "fit_model", "model_inputs", "model_notes", "reasons_of", "verify_model"]

ALIASES = {"mom": ("umd", "wml"), "mkt-rf": ("mktrf", "mkt_rf")}
"""Other names, in small letters, of French's columns."""


def verify_model(spec: StudySpec) -> None:
    """Refuse an unknown model, options that it does not have, and assets without a market that it needs.

    Raises
    ------
    SpecError
        Pointing at the first such place.
    """
    model, options = model_of(spec), options_of(spec)
    if (model.simple_returns or reads_factors(spec)) and spec.returns == "log":
        what = message("model_of_simple_returns", model=model.name)
        raise spec.error(("returns",), what, message("write_simple_returns"))
    if lack := model.lacks(options, spec.chosen_factors) or _lacks_file(spec) or _lacks_package(model):
        raise spec.error(("model",), *lack)
    if model.conditional and spec.windows.estimation[0] > spec.windows.event[1]:
        what = message("model_forecasts_from_before", model=model.name)
        raise spec.error(("windows", "estimation"), what, message("move_before_event"))
    if inputs_of(spec).market:
        _markets(spec)


def model_inputs(spec: StudySpec, factors: FactorTable | None = None) -> Inputs:
    """What the study's model reads beside the returns of the asset, factors by the names that the table gives them.

    Raises
    ------
    SpecError
        The factor table lacks a column.
    """
    inputs = inputs_of(spec)
    if not reads_factors(spec) or factors is None:
        return inputs
    free = inputs.risk_free and _column(spec, factors, inputs.risk_free)
    return replace(inputs, factors=tuple(_column(spec, factors, name) for name in inputs.factors), risk_free=free)


def fit_model(spec: StudySpec, panel: Panel, engine: Engine = LOCAL) -> Fit:
    """Estimate the study's model, with those of its options that do not only say what the panel holds.

    Under `compat:` by the other program's convention.
    """
    model = model_of(spec)
    told = model.told(options_of(spec))
    fit_panel = partial(model.fit, **told)
    if engine != LOCAL and model.heavy:
        fit = fit_in_chunks(model.name, told, panel, engine)
    elif isinstance(panel, PlacedPanel) and not (model.heavy or model.linear):
        fit = fit_in_blocks(fit_panel, panel)
    else:
        fit = fit_panel(panel)
    return conform(fit, COMPAT[spec.compat].convention) if spec.compat else fit


def reasons_of(spec: StudySpec, codes: Iterable[str]) -> dict[str, Message]:
    """Why a firm-event is dropped, for each code of `Fit.reason`."""
    model = model_of(spec)
    return {code: message("model_not_estimated", model=model.name, why=model.why(code)) for code in {*codes}}


def model_notes(spec: StudySpec) -> tuple[Message, ...]:
    """What a reader must know about the model."""
    return (*compat_notes(spec), *model_of(spec).notes(options_of(spec)))


def compat_notes(spec: StudySpec) -> tuple[Message, ...]:
    """What a reader must know of `compat:`; nothing without it."""
    return (compat_note(spec.compat),) if spec.compat else ()


def _lacks_file(spec: StudySpec) -> Lack | None:
    return needs_factors(spec.model.name) if not spec.factors and reads_factors(spec) else None


def _lacks_package(model: Model) -> Lack | None:
    return next((one.lacking for one in model.packages if find_spec(one.name) is None), None)


def _column(spec: StudySpec, factors: FactorTable, wanted: str) -> str:
    """Column of the table that bears the name, or another name of the same factor."""
    spelled = {name.strip().lower(): name for name in factors.columns}
    for name in (wanted.lower(), *ALIASES.get(wanted.lower(), ())):
        if name in spelled:
            return spelled[name]
    there = message("factors_there", columns=factors.columns)
    raise spec.error(("factors",), message("no_such_factor", column=wanted), there, key=True)


def _markets(spec: StudySpec) -> None:
    # The events file may name markets of assets that are listed without one.
    for ticker, asset in {} if spec.events_file else spec.assets.items():
        if asset.market is None and spec.defaults.market is None:
            raise spec.error(
                ("assets", ticker),
                message("model_needs_market", model=spec.model.name),
                message("add_market"),
                key=True,
            )
