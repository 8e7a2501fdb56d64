"""The windows of a study, in sessions relative to day 0."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from eventstudy.messages import message
from eventstudy.spec.part import Part, unit
from eventstudy.spec.problems import problem

__all__ = ["MOST_SESSIONS", "SESSIONS", "Bounds", "Windows"]

MOST_SESSIONS = 10_000
"""Furthest session of a window: four decades of trading."""
SESSIONS = unit("sessions from day 0")


def _bounds(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise problem(message("window_is_two_sessions"), message("write_start_end"))
    for bound in value:
        try:
            whole = not isinstance(bound, bool | float) and int(str(bound)) is not None
        except ValueError:
            whole = False
        if not whole:
            raise problem(message("window_bounds_are_whole"), message("write_start_end"))
        if abs(int(str(bound))) > MOST_SESSIONS:
            remedy = message("write_sessions_from_to", least=-MOST_SESSIONS, most=MOST_SESSIONS)
            raise problem(message("window_reaches_too_far"), remedy)
    return value


def _ordered(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise problem(message("window_ends_before_start"), message("write_window", start=value[1], end=value[0]))
    return value


def _windows(value: Any) -> Any:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(one, list | tuple) for one in value):
        raise problem(message("car_is_list_of_windows"), message("write_list_of_windows"))
    return value


Bounds = Annotated[tuple[int, int], BeforeValidator(_bounds), AfterValidator(_ordered)]
"""First and last session of a window, both included, relative to day 0."""


class Windows(Part):
    """Estimation window, event window and CAR windows, in sessions relative to day 0."""

    estimation: Bounds = Field(
        (-250, -11),
        description="First and last session from which the model learns what is normal, both included.",
        examples=[[-130, -11]],
        json_schema_extra=SESSIONS,
    )
    event: Bounds = Field(
        (-10, 10),
        description="First and last session with abnormal returns, both included; may not touch the estimation window.",
        examples=[[-5, 5]],
        json_schema_extra=SESSIONS,
    )
    car: Annotated[tuple[Bounds, ...], BeforeValidator(_windows)] = Field(
        ((0, 0), (-1, 1), (0, 5)),
        description="Windows inside the event window over which abnormal returns are summed and tested.",
        examples=[[[0, 0], [-1, 1]]],
        json_schema_extra=SESSIONS,
    )
