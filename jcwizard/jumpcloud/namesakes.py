"""Looks for an application that JumpCloud may have made although its answer never came."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.model.finding import Finding

# What a filter's value may hold for sure: commas, colons and quotes have a meaning of their own.
_FILTERABLE = re.compile(r"[A-Za-z0-9 ._-]+")

PAUSES = (0.0, 1.0, 3.0)
"""Seconds before each look: what was sent may still be on its way through JumpCloud."""


async def namesakes(api: AdminApi, label: str) -> frozenset[str] | Finding:
    """Return the ids of the applications with exactly this display label."""
    query = (("filter[0]", f"displayLabel:$eq:{label}"),) if _FILTERABLE.fullmatch(label) else ()
    rows = await api.pages(paths.APPLICATIONS, query, _unseen, v1=True)
    if isinstance(rows, Finding):
        return rows
    ids = (row.get("_id", row.get("id")) for row in rows if row.get("displayLabel") == label)
    return frozenset(found for found in ids if isinstance(found, str) and found)


async def look_for_shell(
    api: AdminApi, label: str, before: Collection[str]
) -> str | Finding | None:
    """Return the id of the one application that was made since, None when that cannot be said.

    It has the label, was not there before, and nobody has set it up: a person's own application
    that appeared meanwhile is never taken for it. Several, or none, are None.
    """
    for pause in PAUSES:
        await asyncio.sleep(pause)
        found = await namesakes(api, label)
        if isinstance(found, Finding):
            return found
        new = found.difference(before)
        if len(new) > 1:
            return None
        for application_id in new:
            shell = await is_shell(api, application_id)
            return application_id if shell is True else None if shell is False else shell
    return None


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
