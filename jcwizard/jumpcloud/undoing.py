"""Takes one change back, and nothing that somebody else has changed since."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_answers import strange
from jcwizard.jumpcloud.admin_api import AdminApi, Answer, Meanwhile, outcome_unknown
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.groups import bound_groups
from jcwizard.jumpcloud.members import ABSENT, Members, member
from jcwizard.jumpcloud.record import OWNER, same, was_hidden
from jcwizard.jumpcloud.repair import general_body, sso_body
from jcwizard.jumpcloud.stopping import STOPPED
from jcwizard.model.changes import Change, ChangeKind, ChangeState
from jcwizard.model.finding import Finding

CHANGED_MEANWHILE = "provision.changed_meanwhile"
GONE = "admin.application_gone"


@dataclass(frozen=True)
class Undone:
    """How far a change is now, what was left as it is (paths of members), and what prevented it.

    `wrote` says that JumpCloud had to be changed for it, `gone` that the application is not there.
    """

    state: ChangeState
    left: tuple[str, ...] = ()
    cause: Finding | None = None
    gone: bool = False
    wrote: bool = False


async def undo(api: AdminApi, change: Change) -> Undone:
    """Take a change of an application back that was there before; safe to be done again.

    A member that is no longer as it was left belongs to somebody else by now: it stays.
    """
    return await _UNDO[change.kind](api, change)


async def remove(api: AdminApi, application_id: str) -> Finding | None:
    """Delete an application that this wizard made; one that is gone already is fine.

    When nobody can say whether it was deleted, JumpCloud is asked. A 404 counts in JSON only, as
    JumpCloud tells it: a gateway's own says nothing about the application.
    """
    path = paths.application(application_id)
    answer = await api.write("DELETE", path, None, also=(404,))
    if not isinstance(answer, Finding):
        if answer.status != 404 or _says_gone(answer):
            return None
        answer = strange(api.place, answer.evidence)
    there = await api.get(path, also=(404,))
    return None if _says_gone(there) else answer


def _says_gone(answer: Answer | Finding) -> bool:
    if isinstance(answer, Finding):
        return False
    return answer.status == 404 and isinstance(answer.value, Mapping)


async def changed_meanwhile(api: AdminApi, read: Application, label: str) -> Finding | None:
    """Return why a whole body that was made of what was read must not be sent any more."""
    now = await read_application(api, read.id)
    if isinstance(now, Finding):
        return now
    is_same = (now.general, now.sso) == (read.general, read.sso)
    return None if is_same else Finding(CHANGED_MEANWHILE, values={"label": label})


def to_put_back(change: Change, there: Mapping[str, object]) -> tuple[Members, tuple[str, ...]]:
    """Return the members to set (ABSENT: to take out), and the paths of those that must stay."""
    back: dict[str, object] = {}
    left: list[str] = []
    for path in dict.fromkeys((*change.before, *change.after)):
        was, ours = change.before.get(path, ABSENT), change.after.get(path, ABSENT)
        now = member(there, path)
        if path == OWNER or same(was, ours) or same(now, was):
            continue
        if same(now, ours) and not was_hidden(was):
            back[path] = was
        else:
            left.append(path)
    return back, tuple(left)


async def _general(api: AdminApi, change: Change) -> Undone:
    now = await read_application(api, change.application_id)
    if isinstance(now, Finding):
        return _unread(change, now)
    back, left = to_put_back(change, now.general)
    # A body of its own mind would switch on what somebody has switched off meanwhile.
    active = {} if now.active is None else {"active": now.active}
    body = general_body(now.general, {**active, **back})
    path = paths.application(change.application_id)
    return await _put(api, change, path, body, (back, left), now)


async def _settings(api: AdminApi, change: Change) -> Undone:
    now = await read_application(api, change.application_id)
    if isinstance(now, Finding):
        return _unread(change, now)
    back, left = to_put_back(change, now.sso)
    body = sso_body(now.sso, back)
    return await _put(api, change, paths.sso(change.application_id), body, (back, left), now)


async def _put(
    api: AdminApi,
    change: Change,
    path: str,
    body: Mapping[str, object],
    parts: tuple[Members, tuple[str, ...]],
    read: Application,
) -> Undone:
    back, left = parts
    if back:
        answer = await api.write(
            "PUT", path, body, meanwhile=lambda seconds: _after(seconds, api, read, change.label)
        )
        if isinstance(answer, Finding):
            return Undone(ChangeState.UNKNOWN, left, answer)
    hidden = any(was_hidden(change.before.get(path, ABSENT)) for path in left)
    state = ChangeState.DONE if hidden else ChangeState.UNDONE
    return Undone(state, left, wrote=bool(back))


async def _after(seconds: float, api: AdminApi, read: Application, label: str) -> Finding | None:
    await asyncio.sleep(seconds)
    return await changed_meanwhile(api, read, label)


async def _group(api: AdminApi, change: Change) -> Undone:
    group, was = change.before.get("group"), change.before.get("bound")
    if not isinstance(group, str) or not isinstance(was, bool):
        return Undone(change.state, ("groups",))
    bound = await bound_groups(api, change.application_id)
    if isinstance(bound, Finding):
        return _unread(change, bound)
    if (group in bound) is was:
        return Undone(ChangeState.UNDONE)
    trouble = await bind(api, change.application_id, group, bound=was)
    if trouble is None:
        return Undone(ChangeState.UNDONE, wrote=True)
    if was and not outcome_unknown(trouble) and await _is_no_group(api, group):
        return Undone(ChangeState.UNDONE, ("groups",))  # somebody has deleted it
    return Undone(change.state, (), trouble)


async def _is_no_group(api: AdminApi, group: str) -> bool:
    answer = await api.get(paths.user_group(group), also=(404,))
    return not isinstance(answer, Finding) and answer.status == 404


async def bind(
    api: AdminApi,
    application_id: str,
    group: str,
    *,
    bound: bool,
    meanwhile: Meanwhile | None = None,
) -> Finding | None:
    """Bind a group to an application, or take it off; that it is so already is fine.

    When nobody can say whether it was done, JumpCloud is asked. `meanwhile` as in `write`.
    """
    body = {"op": "add" if bound else "remove", "type": "user_group", "id": group}
    fine = (409,) if bound else (404, 409)
    path = paths.associations(application_id)
    answer = await api.write("POST", path, body, also=fine, meanwhile=meanwhile)
    if not isinstance(answer, Finding):
        return None
    if answer.code == STOPPED:
        return answer  # nothing was sent
    now = await bound_groups(api, application_id)
    return None if not isinstance(now, Finding) and (group in now) is bound else answer


async def _logo(api: AdminApi, change: Change) -> Undone:
    now = await read_application(api, change.application_id)
    if isinstance(now, Finding):
        return _unread(change, now)
    if change.state is ChangeState.DONE and not _still_ours(change, now):
        return Undone(ChangeState.UNDONE, ("logo",))
    if (
        "logo" in change.before
    ):  # JumpCloud gives no picture back that another has taken the place of
        return Undone(ChangeState.DONE, ("logo",))
    answer = await api.write("DELETE", paths.logo(change.application_id), None, also=(404,))
    if isinstance(answer, Finding):
        return Undone(ChangeState.UNKNOWN, (), answer)
    return Undone(ChangeState.UNDONE, wrote=True)


def _still_ours(change: Change, now: Application) -> bool:
    """Return whether the picture is the one that was uploaded; unread, nothing says it is not."""
    ours = change.after.get("logo", ABSENT)
    return ours is ABSENT or same(member(now.general, "logo"), ours)


def _unread(change: Change, finding: Finding) -> Undone:
    return Undone(change.state, (), finding, gone=finding.code == GONE)


_UNDO: Mapping[ChangeKind, Callable[[AdminApi, Change], Awaitable[Undone]]] = {
    ChangeKind.GENERAL: _general,
    ChangeKind.SETTINGS: _settings,
    ChangeKind.GROUP_BOUND: _group,
    ChangeKind.GROUP_UNBOUND: _group,
    ChangeKind.LOGO: _logo,
}
