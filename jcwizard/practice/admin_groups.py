"""The pretend Admin API's user groups, and which of them are bound to an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jcwizard.practice.admin_applications import AdminApplications
from jcwizard.practice.admin_listing import V2
from jcwizard.practice.admin_refusals import already_exists, malformed, not_found, unknown_group
from jcwizard.practice.applications import Applications, Registered
from jcwizard.practice.form_data import FormData
from jcwizard.practice.groups import Group, Groups
from jcwizard.practice.messages import Response

Json = Mapping[str, object]


class AdminGroups:
    """Answers about the user groups of one organisation at a time."""

    def __init__(
        self, groups: Groups, applications: Applications, found_in: AdminApplications
    ) -> None:
        self._groups = groups
        self._applications = applications
        self._found_in = found_in
        self._written: dict[str, dict[str, object]] = {}

    def list(self, organisation: str, query: FormData) -> Response:
        """`GET /v2/usergroups`: a bare list, the number of all in a header."""
        return _list([self._document(group) for group in self._groups.of(organisation)], query)

    def show(self, organisation: str, group_id: str) -> Response:
        """`GET /v2/usergroups/{id}`."""
        return Response.of_json(self._document(self._find(organisation, group_id)))

    def bound(self, organisation: str, application_id: str, query: FormData) -> Response:
        """`GET /v2/applications/{id}/associations?targets=user_group`."""
        found = self._found_in.find(organisation, application_id)
        names = found.settings.groups if _target(query) == "user_group" else ()
        groups = [group for name in names if (group := self._groups.named(name))]
        return _list([_connection("user_group", group.id) for group in groups], query)

    def applications_of(self, organisation: str, group_id: str, query: FormData) -> Response:
        """`GET /v2/usergroups/{id}/associations?targets=application`."""
        group = self._find(organisation, group_id)
        wanted = _target(query) == "application"
        ids = [
            one.application.id
            for one in self._applications
            if wanted and group.name in one.settings.groups
        ]
        return _list([_connection("application", one) for one in ids], query)

    def change(self, organisation: str, application_id: str, body: Json) -> Response:
        """`POST /v2/applications/{id}/associations`: bind or unbind a group."""
        found = self._found_in.find(organisation, application_id)
        match body:
            case {"op": "add" | "remove" as op, "type": "user_group", "id": str(group_id)}:
                group = self._groups.find(group_id)
                if group is None or group.organisation != organisation:
                    raise unknown_group()
                return self._bind(found, group, add=op == "add")
        raise malformed("op, type and id are expected; practice binds only user groups")

    def change_from_group(self, organisation: str, group_id: str, body: Json) -> Response:
        """`POST /v2/usergroups/{id}/associations`: the same from the other end."""
        group = self._find(organisation, group_id)
        match body:
            case {"op": "add" | "remove" as op, "type": "application", "id": str(application_id)}:
                found = self._found_in.find(organisation, application_id)
                return self._bind(found, group, add=op == "add")
        raise malformed("op, type and id are expected; practice binds only applications")

    def _bind(self, found: Registered, group: Group, *, add: bool) -> Response:
        names = found.settings.groups
        if add and group.name in names:
            raise already_exists()
        if not add and group.name not in names:
            raise not_found()
        now = (*names, group.name) if add else tuple(one for one in names if one != group.name)
        self._applications.save(found.application.id, replace(found.settings, groups=now))
        return Response(204)

    def _document(self, group: Group) -> dict[str, object]:
        """Write a group once: none ever changes, and a long list is asked for page by page."""
        if group.id not in self._written:
            self._written[group.id] = _document(group)
        return self._written[group.id]

    def _find(self, organisation: str, group_id: str) -> Group:
        group = self._groups.find(group_id)
        if group is None or group.organisation != organisation:
            raise not_found()
        return group


def _document(group: Group) -> dict[str, object]:
    """A list names no members, and practice has nothing else to say about a group either."""
    return {
        "id": group.id,
        "name": group.name,
        "description": "",
        "email": "",
        "type": "user_group",
        "membershipMethod": "STATIC",
    }


def _connection(kind: str, to: str) -> dict[str, object]:
    return {"to": {"type": kind, "id": to}}


def _target(query: FormData) -> str:
    if not query.get("targets"):
        raise malformed("targets is required")
    return query.get("targets")


def _list(documents: list[dict[str, object]], query: FormData) -> Response:
    page, total = V2.page(documents, query)
    return Response.of_json(page, 200, (("x-total-count", str(total)),))
