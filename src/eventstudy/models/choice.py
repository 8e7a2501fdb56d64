"""The model that a study names, its options, and what it reads."""

from __future__ import annotations

from typing import Any

from eventstudy.messages import message
from eventstudy.models import MODELS, Model
from eventstudy.panel import Inputs
from eventstudy.spec import StudySpec
from eventstudy.spec.options import option_values
from eventstudy.spec.source import nearest

__all__ = ["inputs_of", "model_of", "options_of", "reads_factors"]


def model_of(spec: StudySpec) -> Model:
    """The study's model.

    Raises
    ------
    SpecError
        There is no model of this name.
    """
    name = spec.model.name
    if name not in MODELS:
        raise spec.error(("model",), message("no_such_model"), nearest(name, list(MODELS)))
    return MODELS[name]


def options_of(spec: StudySpec) -> dict[str, Any]:
    """Values of the options that the study's model declares.

    Raises
    ------
    SpecError
        It does not have an option that is given, or a value is of another type or beyond its limits.
    """
    model, given = model_of(spec), spec.model.given
    known = [option.name for option in model.declared]
    for name in given:
        if name not in known:
            raise _unknown(spec, model, name)
    return option_values(spec, ("model",), model.declared, given)


def _unknown(spec: StudySpec, model: Model, name: str) -> Exception:
    """Error about an option of another model's, or of none."""
    path = ("model", name)
    if any(name == option.name for one in MODELS.values() for option in one.declared):
        what = message("model_without_option", model=model.name, option=name)
        return spec.error(path, what, message("delete_option"), key=True)
    return spec.error(
        path, message("unknown_key"), nearest(name, ["name", *(one.name for one in model.declared)]), key=True
    )


def inputs_of(spec: StudySpec) -> Inputs:
    """What the study's model reads beside the returns of the asset, factors by the names that it knows them by."""
    return model_of(spec).inputs(options_of(spec), spec.chosen_factors)


def reads_factors(spec: StudySpec) -> bool:
    """Whether the study's model reads a factor table."""
    inputs = inputs_of(spec)
    return bool(inputs.factors or inputs.risk_free)
