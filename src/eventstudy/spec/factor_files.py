"""Files of factor returns, as a study names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from eventstudy.messages import message
from eventstudy.spec.part import Part
from eventstudy.spec.problems import problem

__all__ = ["FactorFile", "Factors", "OneOrSeveral", "as_several"]

REGIONAL = ("ff3", "ff5", "mom")
"""Sets of the library that it has of other regions, too."""


class FactorFile(Part):
    """A file of factor returns."""

    path: str | None = Field(
        None,
        description="A file of French's library as it is (per cent; CSV, text or zip), or a CSV with 'date' and "
        "returns as decimals; it starts from the study's folder.",
        examples=["F-F_Research_Data_Factors_daily.csv"],
    )
    source: Literal["french"] | None = Field(
        None,
        description="Instead of a path: Kenneth French's library, from which 'set' is fetched once, into the cache.",
        examples=["french"],
    )
    set: Literal["ff3", "ff5", "mom", "25_size_value", "49_industries"] | None = Field(
        None,
        description="Daily returns of the library: three factors, five, momentum, 25 portfolios by size and value, or "
        "49 industries.",
        examples=["ff3"],
    )
    region: Literal[
        "us", "europe", "japan", "asia_pacific_ex_japan", "north_america", "developed", "developed_ex_us"
    ] = Field("us", description="Where the library's set is from; portfolios are of the US alone.", examples=["europe"])
    columns: tuple[str, ...] = Field(
        (), description="Columns that the model 'factor' reads; else all.", examples=[["Mkt-RF", "SMB", "HML"]]
    )
    risk_free: str | None = Field(
        None,
        description="Column that is the risk-free return, for models that read one.",
        examples=["RF"],
    )
    unit: Literal["decimal", "percent"] | None = Field(
        None,
        description="What 1 means, where the file is not as French's library has it: 'decimal' 100 %, 'percent' 1 %.",
        examples=["percent"],
    )

    @model_validator(mode="after")
    def _one_place(self) -> FactorFile:
        """A path, or a set of the library."""
        stated = self.source is not None
        if (self.path is None) != stated or stated != (self.set is not None):
            raise problem(message("factors_from_where"), message("path_or_library"))
        if self.set not in REGIONAL and self.region != "us":
            raise problem(message("portfolios_of_us"), message("regional_sets", sets=", ".join(REGIONAL)))
        return self


@dataclass(frozen=True)
class Factors:
    """What a model must know of the factors of a study.

    Attributes
    ----------
    columns : tuple of str
        Those that the study names.
    risk_free : str or None
        Column of the risk-free return.
    """

    columns: tuple[str, ...] = ()
    risk_free: str | None = None


def as_several(value: Any) -> Any:
    """One file alone is a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


class OneOrSeveral:
    """JSON schema of a list, for which one of its values may stand alone."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Either of the two."""
        several = handler(core)
        return {"anyOf": [several["items"], several]}
