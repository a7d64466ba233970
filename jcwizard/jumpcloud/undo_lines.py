"""Tells in plain words what undoing will change in JumpCloud, before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jcwizard.jumpcloud.members import ABSENT
from jcwizard.jumpcloud.plain import (
    NO,
    YES,
    consent_label,
    grant_labels,
    shown,
    shown_value,
    type_label,
)
from jcwizard.jumpcloud.record import OWNER, same
from jcwizard.jumpcloud.repair import Line
from jcwizard.model.changes import OF_THE_EMAIL, SETTING_OF, Change, ChangeKind, ChangeState


def undo_lines(changes: Iterable[Change]) -> tuple[Line, ...]:
    """Return one line for each thing that undoing takes back, the newest change first.

    What others have changed since stays as it is, so less may be done than is told here.
    """
    told: list[Line] = []
    for change in reversed(tuple(changes)):
        if change.state is not ChangeState.UNDONE:
            told += _lines(change)
    return tuple(dict.fromkeys(told))


def _lines(change: Change) -> list[Line]:
    name = _text(change.after.get("name"))
    match change.kind:
        case ChangeKind.CREATED:
            return [Line("application", change.label, "")]
        case ChangeKind.GROUP_BOUND:
            return [Line("groups", name, "")]
        case ChangeKind.GROUP_UNBOUND:
            return [Line("groups", "", name)]
        case ChangeKind.LOGO:  # a picture that another took the place of cannot be had back
            picture = _text(change.after.get("filename"))
            return [] if "logo" in change.before else [Line("logo", picture, "")]
    lines: list[Line] = []
    for path in dict.fromkeys((*change.before, *change.after)):
        before, after = change.before.get(path, ABSENT), change.after.get(path, ABSENT)
        if path != OWNER and not same(before, after):
            lines += _member(path, after, before)
    return lines


def _member(path: str, goes: object, comes: object) -> list[Line]:
    """Return the lines of one member; of a list one for each entry that goes or comes."""
    if isinstance(goes, list) or isinstance(comes, list):
        old, new = _entries(path, goes), _entries(path, comes)
        gone = [(setting, text) for setting, text in old if (setting, text) not in new]
        come = [(setting, text) for setting, text in new if (setting, text) not in old]
        return [
            *(Line(setting, text, "") for setting, text in gone),
            *(Line(setting, "", text) for setting, text in come),
        ]
    setting = SETTING_OF.get(path, "other")
    return [Line(setting, _one(path, goes), _one(path, comes))]


def _entries(path: str, value: object) -> list[tuple[str, str]]:
    found = []
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, Mapping):
            name = _text(entry.get("name"))
            setting = "email" if name in OF_THE_EMAIL else "profile" if name else "other"
            found.append((setting, f"{name} from {shown_value(entry.get('value'))}"))
        else:
            text = shown_value(entry)
            label = grant_labels([text])[0] if path == "oidc.grantTypes" else text
            found.append((SETTING_OF.get(path, "other"), label))
    return found


def _one(path: str, value: object) -> str:
    if value is ABSENT:
        return ""
    if path in ("hidden", "sso.hidden"):
        return NO if value is True else YES
    if path == "oidc.tokenEndpointAuthMethod" and isinstance(value, str):
        return type_label(value)
    if path == "oidc.consent" and isinstance(value, str):
        return consent_label(value)
    text = shown_value(value)
    return text if path in SETTING_OF else f"{path.removeprefix('oidc.')}: {text}"


def _text(value: object) -> str:
    return shown(value) if isinstance(value, str) else ""
