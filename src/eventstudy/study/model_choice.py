"""The model that a study names: whether it can be used as stated, what it reads, and what to know about it."""

from __future__ import annotations

from eventstudy.models import MODELS, OPTIONS, WITHOUT_MARKET
from eventstudy.models.inputs import inputs_of
from eventstudy.panel import Inputs
from eventstudy.spec import StudySpec
from eventstudy.spec.source import nearest

__all__ = ["model_inputs", "model_notes", "verify_model"]


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
    if name not in WITHOUT_MARKET:
        _markets(spec)


def model_inputs(spec: StudySpec) -> Inputs:
    """What the study's model reads beside the returns of the asset."""
    return inputs_of(spec.model.name, spec.model.lags, spec.model.leads)


def model_notes(spec: StudySpec) -> tuple[str, ...]:
    """What a reader must know about the model, a line each."""
    leads = [distance for distance in model_inputs(spec).neighbours if distance > 0]
    if spec.model.name == "dimson" and leads:
        return (f"dimson: abnormal returns use market returns of up to {max(leads)} session(s) after the day",)
    return ()


def _options(spec: StudySpec) -> None:
    name = spec.model.name
    for option in sorted(spec.model.model_fields_set - {"name"}):
        if option not in OPTIONS.get(name, ()):
            raise spec.error(("model", option), f"the model '{name}' has no option '{option}'", "delete it", key=True)


def _markets(spec: StudySpec) -> None:
    for ticker, asset in spec.assets.items():
        if asset.market is None and spec.defaults.market is None:
            raise spec.error(
                ("assets", ticker),
                f"the model '{spec.model.name}' needs a market and this asset has none",
                "add 'market: ^GSPC' here, or under 'defaults:'",
                key=True,
            )
