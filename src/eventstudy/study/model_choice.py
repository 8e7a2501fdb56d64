"""The model that a study names: whether it can be used as stated, what it reads, and what to know about it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib.util import find_spec

from eventstudy.engine import Fit
from eventstudy.inference.conventions import COMPAT, compat_note, conform
from eventstudy.models import FACTORS, MODELS, OPTIONS, SIMPLE_RETURNS
from eventstudy.models.conditional import NEEDS_ARCH
from eventstudy.models.inputs import LINEAR, inputs_of
from eventstudy.models.lazy import fit_in_blocks
from eventstudy.panel import Inputs, Panel, PlacedPanel
from eventstudy.prices.factors import FactorTable
from eventstudy.scale import LOCAL, Engine
from eventstudy.spec import StudySpec
from eventstudy.spec.source import nearest
from eventstudy.study.heavy import HEAVY, fit_in_chunks

__all__ = ["fit_model", "loading_names", "model_inputs", "model_notes", "reads_factors", "verify_model"]

CONDITIONAL = ("garch", "egarch")
ALIASES = {"mom": ("umd", "wml"), "mkt-rf": ("mktrf", "mkt_rf")}
"""Other names, in small letters, of French's columns."""


def verify_model(spec: StudySpec) -> None:
    """Refuse an unknown model, options that it does not have, and assets without a market that it needs.

    Raises
    ------
    SpecError
        Pointing at the first such place.
    """
    name = spec.model.name
    if name not in MODELS:
        raise spec.error(("model",), "there is no such model", nearest(name, list(MODELS)))
    _options(spec)
    if (name in SIMPLE_RETURNS or reads_factors(spec)) and spec.returns == "log":
        raise spec.error(("returns",), f"the model '{name}' is one of simple returns", "write 'returns: simple'")
    if reads_factors(spec):
        _factors(spec)
    if name in CONDITIONAL:
        _conditional(spec)
    if name == "portfolio" and not spec.model.columns:
        raise spec.error(("model",), "the model 'portfolio' names no controls", "add 'columns: [TICKER, TICKER]' to it")
    if inputs_of(name, columns=spec.model.columns).market:
        _markets(spec)


def reads_factors(spec: StudySpec) -> bool:
    """Whether the study's model reads a factor table."""
    return spec.model.name in FACTORS or (spec.model.name == "calendar_time" and bool(spec.model.columns))


def model_inputs(spec: StudySpec, factors: FactorTable | None = None) -> Inputs:
    """What the study's model reads beside the returns of the asset, factors by the names that the table gives them.

    Raises
    ------
    SpecError
        The factor table lacks a column.
    """
    choice, file = spec.model, spec.factors
    columns = choice.columns or (file.columns if file and choice.name == "factor" else ())
    inputs = inputs_of(choice.name, choice.lags, choice.leads, columns, file.risk_free if file else None)
    if not reads_factors(spec) or factors is None:
        return inputs
    free = inputs.risk_free and _column(spec, factors, inputs.risk_free)
    return replace(inputs, factors=tuple(_column(spec, factors, name) for name in inputs.factors), risk_free=free)


def fit_model(spec: StudySpec, panel: Panel, engine: Engine = LOCAL) -> Fit:
    """Estimate the study's model, with those of its options that do not only say what the panel holds.

    Under `compat:` by the other program's convention.
    """
    name = spec.model.name
    model = MODELS[name] if spec.model.half_life is None else partial(MODELS[name], half_life=spec.model.half_life)
    if engine != LOCAL and name in HEAVY:
        fit = fit_in_chunks(name, panel, engine)
    elif isinstance(panel, PlacedPanel) and name not in {*HEAVY, *LINEAR}:
        fit = fit_in_blocks(model, panel)
    else:
        fit = model(panel)
    return conform(fit, COMPAT[spec.compat].convention) if spec.compat else fit


def loading_names(spec: StudySpec, inputs: Inputs) -> tuple[str, ...]:
    """Names of the slopes of a model with several; none for the others."""
    if spec.model.name == "dimson":
        sides = [f"lag_{-distance}" if distance < 0 else f"lead_{distance}" for distance in inputs.neighbours]
        return tuple(f"beta_{side}" for side in ("same_day", *sides))
    return tuple(f"beta_{name}" for name in inputs.factors)


def model_notes(spec: StudySpec) -> tuple[str, ...]:
    """What a reader must know about the model, a line each."""
    notes: tuple[str, ...] = (compat_note(spec.compat),) if spec.compat else ()
    if spec.model.name == "calendar_time":
        notes += ("calendar_time: alphas of the portfolios are in the table calendar_time",)
    leads = 1 if spec.model.leads is None else spec.model.leads
    if spec.model.name == "dimson" and leads:
        notes += (f"dimson: abnormal returns use market returns of up to {leads} session(s) after the day",)
    return notes


def _options(spec: StudySpec) -> None:
    name = spec.model.name
    for option in sorted(spec.model.model_fields_set - {"name"}):
        if option not in OPTIONS.get(name, ()):
            raise spec.error(("model", option), f"the model '{name}' has no option '{option}'", "delete it", key=True)


def _conditional(spec: StudySpec) -> None:
    if find_spec("arch") is None:
        raise spec.error(("model",), *NEEDS_ARCH)
    if spec.windows.estimation[0] > spec.windows.event[1]:
        problem = f"the model '{spec.model.name}' forecasts from the estimation window, which lies after the event"
        raise spec.error(("windows", "estimation"), problem, "move it before the event window")


def _factors(spec: StudySpec) -> None:
    name = spec.model.name
    if spec.factors is None:
        remedy = "add 'factors: {path: factors.csv}' with French's columns, or columns of your own for 'factor'"
        raise spec.error(("model",), f"the model '{name}' needs factor returns", remedy)
    if name == "factor" and not (spec.model.columns or spec.factors.columns):
        raise spec.error(("model",), "the model 'factor' names no factors", "add 'columns: [SMB, HML]' to 'factors:'")


def _column(spec: StudySpec, factors: FactorTable, wanted: str) -> str:
    """Column of the table that bears the name, or another name of the same factor."""
    spelled = {name.strip().lower(): name for name in factors.columns}
    for name in (wanted.lower(), *ALIASES.get(wanted.lower(), ())):
        if name in spelled:
            return spelled[name]
    there = ", ".join(factors.columns)
    raise spec.error(("factors",), f"the factors have no column '{wanted}'", f"they have {there}", key=True)


def _markets(spec: StudySpec) -> None:
    # The events file may name markets of assets that are listed without one.
    for ticker, asset in {} if spec.events_file else spec.assets.items():
        if asset.market is None and spec.defaults.market is None:
            raise spec.error(
                ("assets", ticker),
                f"the model '{spec.model.name}' needs a market and this asset has none",
                "add 'market: ^GSPC' here, or under 'defaults:'",
                key=True,
            )
