"""Groups of firm-events that tests are run across."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.inference import Sample
from eventstudy.messages import NOTHING, Message, message
from eventstudy.spec.parts import RESERVED_GROUPS
from eventstudy.spec.split import Split
from eventstudy.study.splits import split_parts

__all__ = ["ALL", "ENDOGENOUS", "SIGNED", "Group", "make_groups"]

ALL, SIGNED = RESERVED_GROUPS
ENDOGENOUS = Message("endogenous")
STATED = {"+": 1.0, "-": -1.0}


@dataclass(frozen=True, eq=False)
class Group:
    """Firm-events tested together.

    Attributes
    ----------
    name : str
        "all", "all_signed", the id of an event, the name of a group or of a part of the split.
    members : ndarray of int, shape (n,)
        Rows among the computed firm-events.
    notes : tuple of Message
    signs : ndarray of +1 and −1, shape (n,), or None
        What the returns of each member are multiplied by.
    """

    name: str
    members: NDArray[np.int64]
    notes: tuple[Message, ...] = ()
    signs: NDArray[np.float64] | None = None

    def of(self, sample: Sample, places: NDArray[np.int64]) -> Sample:
        """Its part of a sample; `places` are rows of the sample for all firm-events, -1 for those not in it."""
        at = places[self.members]
        part = sample.take(at[at >= 0])
        return part if self.signs is None else part.signed(self.signs[at >= 0])

    def cars(self, sample: Sample, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """The CARs of that part alone."""
        at = places[self.members]
        car = sample.car[at[at >= 0]]
        return car if self.signs is None else car * self.signs[at >= 0]


def make_groups(events: pd.DataFrame, split: Split | None = None, *, in_part: bool = False) -> list[Group]:
    """The whole sample, by signs too where they differ, each event with several assets, each named group, each part.

    Identical member sets stand here once, unless one of them is by signs.

    Parameters
    ----------
    events : DataFrame
        Computed firm-events: event_id, group, sign, endogenous, and the column of the split.
    split : Split, optional
    in_part : bool
        Whether they are some events of a study alone. Then each event comes first, and named groups and parts are left
        out: they would bear the name of a group and lack some of it.
    """
    seen: set[tuple[bool, bytes]] = set()
    groups = []
    for group in _of_some(events) if in_part else _candidates(events, split):
        key = (group.signs is not None, group.members.tobytes())
        if len(group.members) and key not in seen:
            seen.add(key)
            groups.append(group)
    return groups


def _of_some(events: pd.DataFrame) -> Iterator[Group]:
    yield from _named(events, "event_id")
    yield from _whole(events)


def _candidates(events: pd.DataFrame, split: Split | None) -> Iterator[Group]:
    yield from _whole(events)
    for key in ("group",) if events["event_id"].is_unique else ("event_id", "group"):
        yield from _named(events, key)
    signs = _signs(events)
    for part in split_parts(split, events):
        yield Group(part.name, part.members, _sign_note(signs[part.members]) + part.notes)


def _whole(events: pd.DataFrame) -> Iterator[Group]:
    signs = _signs(events)
    everything = np.flatnonzero(~events["endogenous"].to_numpy(dtype=bool))
    notes = _sign_note(signs[everything])
    yield Group(ALL, everything, notes)
    if notes:
        yield _signed(everything, signs)


def _named(events: pd.DataFrame, key: str) -> Iterator[Group]:
    """Each event with several firm-events, or each named group."""
    endogenous, signs = events["endogenous"].to_numpy(dtype=bool), _signs(events)
    codes, names = pd.factorize(events[key])
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes, minlength=len(names))
    ends = sizes.cumsum()
    for i in np.flatnonzero(sizes > (0 if key == "group" else 1)):
        members, name = order[ends[i] - sizes[i] : ends[i]], names[i]
        if name:
            notes = _sign_note(signs[members])
            if endogenous[members].any():
                notes += (ENDOGENOUS,)
            yield Group(name, members, notes)


def _signs(events: pd.DataFrame) -> NDArray[np.float64]:
    return events["sign"].map(STATED).fillna(0.0).to_numpy(dtype=float)


def _signed(everything: NDArray[np.int64], signs: NDArray[np.float64]) -> Group:
    """Firm-events with an expected sign, each times its own."""
    members = everything[signs[everything] != 0]
    gone = len(everything) - len(members)
    left = message("unsigned_left_out", n=gone) if gone else NOTHING
    return Group(SIGNED, members, (Message("times_expected_sign"), left), signs[members])


def _sign_note(signs: NDArray[np.float64]) -> tuple[Message, ...]:
    return (Message("signs_differ"),) if len(set(signs[signs != 0])) > 1 else ()
