"""Sessions of an exchange, and which of them is day 0."""

from eventstudy.calendar.library import exchanges, first_covered, in_place_of
from eventstudy.calendar.sessions import Sessions, load_sessions

__all__ = ["Sessions", "exchanges", "first_covered", "in_place_of", "load_sessions"]
