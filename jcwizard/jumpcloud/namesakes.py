"""Looks for an application that JumpCloud may have made although its answer never came."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_answers import REFUSED
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.members import ABSENT, member
from jcwizard.model.finding import Finding

# What a filter's value may hold for sure: commas, colons and quotes have a meaning of their own.
_FILTERABLE = re.compile(r"[A-Za-z0-9 ._-]+")

PAUSES = (0.0, 1.0, 2.0, 1.0)
"""Seconds before each look: what was sent may still be on its way through JumpCloud."""


async def namesakes(
    api: AdminApi, label: str, *, whole: bool = False
) -> Mapping[str, bool] | Finding:
    """Return the applications with exactly this display label by their ids.

    True stands for one that is meant for OpenID Connect, as those that this wizard makes. `whole`
    reads the list without a filter, page by page, for what must not hang on one.
    """
    filters = not whole and _FILTERABLE.fullmatch(label)
    query = (("filter[0]", f"displayLabel:$eq:{label}"),) if filters else ()
    rows = await api.pages(paths.APPLICATIONS, query, _unseen, v1=True)
    if isinstance(rows, Finding) and rows.code == REFUSED and query:  # it knows no such filter
        rows = await api.pages(paths.APPLICATIONS, (), _unseen, v1=True)
    if isinstance(rows, Finding):
        return rows
    return {
        found: row.get("name") == "oidc" and member(row, "sso.type") in ("oidc", ABSENT)
        for row in rows
        if row.get("displayLabel") == label
        and isinstance(found := row.get("_id", row.get("id")), str)
        and found
    }


async def look_for_shell(
    api: AdminApi, label: str, before: Collection[str]
) -> str | Finding | None:
    """Return the id of the one application that was made since, None when that cannot be said.

    It has the label, was not there before, and nobody sets it up while it is watched: an
    application of somebody else's that appeared meanwhile is not taken for it. Several are None,
    and none at all.
    """
    seen = None
    for pause in PAUSES:
        await asyncio.sleep(pause)
        shell = await new_shell(api, label, before)
        if isinstance(shell, Finding) or (shell is not None and shell == seen):
            return shell
        seen = shell
    return None


async def new_shell(api: AdminApi, label: str, before: Collection[str]) -> str | Finding | None:
    """Return the id of the one application that is new and nobody has set up; see above."""
    found = await namesakes(api, label)
    return found if isinstance(found, Finding) else await shell_among(api, found, before)


async def shell_among(
    api: AdminApi, found: Mapping[str, bool], before: Collection[str]
) -> str | Finding | None:
    """Return the one of these namesakes that is new and nobody has set up; see above."""
    new = [one for one in found if one not in before]
    if len(new) != 1 or not found[new[0]]:
        return None
    shell = await is_shell(api, new[0])
    return shell if isinstance(shell, Finding) else new[0] if shell else None


async def is_shell(api: AdminApi, application_id: str) -> bool | Finding:
    """Return whether an application has no sign-in yet: what the first step of a creation makes."""
    answer = await api.get(paths.sso(application_id), also=(404,))
    if isinstance(answer, Finding):
        return answer
    oidc = answer.value.get("oidc") if isinstance(answer.value, Mapping) else None
    has_client = isinstance(oidc, Mapping) and bool(oidc.get("clientId"))
    return answer.status == 404 or not has_client


def _unseen(_rows: Sequence[object], _total: int | None) -> None:
    """Take no notice of a page: the whole is asked for."""
