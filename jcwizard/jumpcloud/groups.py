"""The user groups of an organisation, and those that may use an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.admin_answers import APPLICATION_GONE, NOT_FOUND
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.model.finding import Finding

# Names are unique, so they may be sorted by; entries at the same place would get mixed up.
_BY_NAME = (("sort", "name"),)
_GROUPS_ONLY = (("targets", "user_group"),)


@dataclass(frozen=True)
class Group:
    """One user group; names are unique within an organisation."""

    id: str
    name: str


async def list_groups(
    api: AdminApi, on_page: Callable[[tuple[Group, ...], int | None], None]
) -> tuple[Group, ...] | Finding:
    """Return all user groups by name; `on_page(groups, total or None)` is told each page."""

    def tell(entries: Sequence[Mapping[str, object]], total: int | None) -> None:
        on_page(tuple(group for entry in entries if (group := _group(entry))), total)

    listed = await api.pages(
        paths.USER_GROUPS,
        _BY_NAME,
        tell,
        v1=False,
        is_entry=lambda entry: _group(entry) is not None,
    )
    if isinstance(listed, Finding):
        return listed
    return tuple(group for entry in listed if (group := _group(entry)))


async def bound_groups(api: AdminApi, application_id: str) -> frozenset[str] | Finding:
    """Return the ids of the user groups that are bound to the application itself."""
    path = paths.associations(application_id)
    listed = await api.pages(path, _GROUPS_ONLY, _nobody, v1=False, is_entry=_is_connection)
    if isinstance(listed, Finding):
        if listed.code != NOT_FOUND:
            return listed
        return Finding(
            APPLICATION_GONE, actual=listed.actual, values=listed.values, evidence=listed.evidence
        )
    ends = (entry["to"] for entry in listed)
    return frozenset(str(end["id"]) for end in ends if isinstance(end, Mapping) and _is_group(end))


def _nobody(entries: Sequence[Mapping[str, object]], total: int | None) -> None:
    """Tell nobody: what is bound is few."""


def _is_connection(entry: Mapping[str, object]) -> bool:
    end = entry.get("to")
    return isinstance(end, Mapping) and isinstance(end.get("id"), str) and bool(end["id"])


def _is_group(end: Mapping[str, object]) -> bool:
    """Return whether a connection ends at a user group; other ends may come although not asked."""
    return end.get("type", "user_group") == "user_group"


def _group(entry: Mapping[str, object]) -> Group | None:
    found, name = entry.get("id") or entry.get("_id"), entry.get("name")
    if not isinstance(found, str) or not isinstance(name, str):
        return None
    return Group(found, name)
