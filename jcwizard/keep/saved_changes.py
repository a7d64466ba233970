"""The record of what was changed in JumpCloud, as the part of a saved setup that it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jcwizard.keep.json_text import MalformedError, member
from jcwizard.model.changes import Change, ChangeKind, ChangeState

END_OF_TIME = 253_000_000_000.0  # seconds since the epoch, in the year 9987: what datetime takes


def from_changes(changes: Iterable[Change]) -> list[dict[str, object]]:
    """Return changes as plain values, oldest first."""
    return [
        {
            "id": change.id,
            "kind": change.kind.value,
            "application_id": change.application_id,
            "label": change.label,
            "at": change.at,
            "state": change.state.value,
            "before": dict(change.before),
            "after": dict(change.after),
        }
        for change in changes
    ]


def to_changes(owner: Mapping[str, object], name: str) -> tuple[Change, ...]:
    """Return the changes of a document's list; none when there is no list at all.

    Files from before the Admin API was used have none. Anything else that is not what
    `from_changes` makes is a MalformedError: undoing must not go by a damaged record.
    """
    if name not in owner:
        return ()
    changes = tuple(_change(entry) for entry in member(owner, name, list))
    if len({change.id for change in changes}) != len(changes):
        raise MalformedError(name)
    return changes


def moment(owner: Mapping[str, object], name: str) -> float:
    """Return a member that is seconds since the epoch."""
    seconds = float(member(owner, name, (int, float)))
    if not 0 <= seconds < END_OF_TIME:
        raise MalformedError(name)
    return seconds


def _change(entry: object) -> Change:
    if not isinstance(entry, dict):
        raise MalformedError("changes")
    try:
        kind = ChangeKind(member(entry, "kind", str))
        state = ChangeState(member(entry, "state", str))
    except ValueError as unknown:
        raise MalformedError("changes") from unknown
    return Change(
        member(entry, "id", str),
        kind,
        member(entry, "application_id", str),
        member(entry, "label", str),
        moment(entry, "at"),
        state,
        member(entry, "before", dict),
        member(entry, "after", dict),
    )
