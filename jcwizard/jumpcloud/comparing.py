"""Reads an application and its groups and compares it with what is wanted: one look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import Application, read_application
from jcwizard.jumpcloud.comparison import Row, compare
from jcwizard.jumpcloud.groups import bound_groups
from jcwizard.jumpcloud.wanted import WantedApplication
from jcwizard.model.finding import Finding

MOST_ASKED = 12
"""Groups whose names are asked for one by one; of more, the others are shown by their ids."""


@dataclass(frozen=True)
class Look:
    """An application as it is now, and how it compares.

    `bound` are the ids of its groups, None when they could not be read; `names` those of their
    names that are known, by id.
    """

    application: Application
    bound: frozenset[str] | None
    rows: tuple[Row, ...]
    names: Mapping[str, str]


async def look(
    api: AdminApi,
    wanted: WantedApplication,
    application_id: str,
    groups_by_id: Mapping[str, str] | None = None,
) -> Look | Finding:
    """Look at an application; nothing is changed by it.

    `groups_by_id` are the names of groups that are known already. Groups that cannot be read are
    a row that could not be told, the rest is compared all the same.
    """
    found = await read_application(api, application_id)
    if isinstance(found, Finding):
        return found
    bound = await bound_groups(api, application_id)
    if isinstance(bound, Finding):
        return Look(found, None, compare(wanted, found, None), {})
    names = await _names(api, bound, groups_by_id or {})
    shown = tuple(sorted(names.get(group, group) for group in bound))
    return Look(found, bound, compare(wanted, found, shown), names)


async def _names(api: AdminApi, ids: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return the names of groups by id; one whose name cannot be read is left out."""
    names = {group: known[group] for group in ids if group in known}
    for group in sorted(set(ids) - set(names))[:MOST_ASKED]:
        answer = await api.get(paths.user_group(group))
        value = None if isinstance(answer, Finding) else answer.value
        name = value.get("name") if isinstance(value, Mapping) else None
        if isinstance(name, str) and name:
            names[group] = name
    return names
