"""From labels to arrays: the windows of firm-events."""

from eventstudy.panel.cutting import cut_windows, drop, find_day_zero
from eventstudy.panel.labels import looked_up
from eventstudy.panel.marks import event_days, near
from eventstudy.panel.own_windows import own_cars
from eventstudy.panel.places import PlacedPanel, windows_at
from eventstudy.panel.values import Inputs, Panel, Rows, is_all

__all__ = [
    "Inputs",
    "Panel",
    "PlacedPanel",
    "Rows",
    "cut_windows",
    "drop",
    "event_days",
    "find_day_zero",
    "is_all",
    "looked_up",
    "near",
    "own_cars",
    "windows_at",
]
