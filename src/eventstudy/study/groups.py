"""Groups of firm-events that tests are run across."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from eventstudy.spec import StudySpec

__all__ = ["ALL", "ENDOGENOUS", "Group", "make_groups"]

ALL = "all"
ENDOGENOUS = "endogenous: the event is defined by the return itself, so this is no evidence"


@dataclass(frozen=True, eq=False)
class Group:
    """Firm-events tested together.

    Attributes
    ----------
    name : str
        "all", the id of an event, or the name of a group.
    members : ndarray of int, shape (n,)
        Rows among the computed firm-events.
    notes : tuple of str
    """

    name: str
    members: NDArray[np.int64]
    notes: tuple[str, ...] = ()


def make_groups(spec: StudySpec, events: pd.DataFrame) -> list[Group]:
    """The whole sample, each event with several assets, each named group; identical member sets once.

    Parameters
    ----------
    spec : StudySpec
    events : DataFrame
        Computed firm-events: event_id, group, endogenous.
    """
    seen: set[bytes] = set()
    groups = []
    for group in _candidates(spec, events):
        key = group.members.tobytes()
        if len(group.members) and key not in seen:
            seen.add(key)
            groups.append(group)
    return groups


def _candidates(spec: StudySpec, events: pd.DataFrame) -> Iterator[Group]:
    signs = {event.id: event.sign for event in spec.events}
    endogenous = events["endogenous"].to_numpy(dtype=bool)
    everything = np.arange(len(events))
    yield Group(ALL, everything[~endogenous], _sign_note(events["event_id"][~endogenous], signs))
    for key in ("group",) if events["event_id"].is_unique else ("event_id", "group"):
        codes, names = pd.factorize(events[key])
        order = np.argsort(codes, kind="stable")
        sizes = np.bincount(codes, minlength=len(names))
        ends = sizes.cumsum()
        for i in np.flatnonzero(sizes > (0 if key == "group" else 1)):
            members, name = order[ends[i] - sizes[i] : ends[i]], names[i]
            if name:
                notes = _sign_note(events["event_id"].iloc[members], signs)
                if endogenous[members].any():
                    notes += (ENDOGENOUS,)
                yield Group(name, members, notes)


def _sign_note(ids: pd.Series, signs: Mapping[str, str]) -> tuple[str, ...]:
    stated = {event: sign for event, sign in signs.items() if sign != "?"}
    expected = {stated[event] for event in ids[ids.isin(list(stated))].unique()}
    return ("its events expect different signs, so its mean mixes them",) if len(expected) > 1 else ()
