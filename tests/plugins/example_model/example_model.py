"""A model of another package: the market's return times a slope that the study states."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from eventstudy.models import MODELS, Model
from eventstudy.spec.options import Option


def stated_slope(panel, slope):
    """Market-adjusted returns against the market's return times `slope`."""
    scaled = replace(panel, market_est=slope * panel.market_est, market=slope * panel.market)
    return MODELS["market_adjusted"].fit(scaled)


STATED_SLOPE = Model(
    "stated_slope",
    stated_slope,
    {
        "en": "Stated slope: expected is the market's return times a slope that the study states.",
        "de": "Gesetzte Steigung: erwartet wird die Marktrendite mal einer Steigung, die die Studie nennt.",
    },
    options=(
        Option(
            "slope",
            Annotated[float, Field(gt=0, allow_inf_nan=False)],
            1.0,
            {"en": "What the market's return is multiplied by.", "de": "Womit die Marktrendite malgenommen wird."},
        ),
    ),
)
