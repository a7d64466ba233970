"""The pretend JumpCloud's Admin API: which call is whose, with what goes wrong on demand."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from jcwizard.practice.admin_access import Caller, caller_of
from jcwizard.practice.admin_applications import AdminApplications
from jcwizard.practice.admin_faults import AdminCall, AdminLog
from jcwizard.practice.admin_groups import AdminGroups
from jcwizard.practice.admin_json import json_sent
from jcwizard.practice.admin_keys import AdminKeys
from jcwizard.practice.admin_listing import V1
from jcwizard.practice.admin_logo import AdminLogo
from jcwizard.practice.admin_refusals import AdminRefusalError, malformed, not_found
from jcwizard.practice.applications import Applications
from jcwizard.practice.form_data import FormData
from jcwizard.practice.groups import Groups
from jcwizard.practice.messages import Request, Response

Json = Mapping[str, object]

_ADDRESS = re.compile(r"(?:/(?P<region>us|eu|in))?/api(?P<path>/.*)")


@dataclass(frozen=True)
class Asked:
    """One call, read: `parts` are the words of its path, decoded."""

    request: Request
    region: str
    path: str
    query: FormData

    @property
    def parts(self) -> list[str]:
        """The words of the path."""
        return [unquote(part) for part in self.path.strip("/").split("/")]

    def body(self) -> Json:
        """Return the JSON object that was sent. Raises AdminRefusalError."""
        if self.request.header("content-type").partition(";")[0].strip() != "application/json":
            raise AdminRefusalError(415, {"message": "Unsupported Media Type"})
        body = json_sent(self.request)
        if not isinstance(body, dict):
            raise malformed("a JSON object is expected")
        return body


class AdminApi:
    """Answers below `…/api`, `…/us/api` and so on; `changed` is awaited after a change."""

    def __init__(
        self,
        applications: Applications,
        groups: Groups,
        keys: AdminKeys,
        log: AdminLog,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._all = applications
        self._keys = keys
        self._log = log
        self._changed = changed
        self._applications = AdminApplications(applications)
        self._groups = AdminGroups(groups, applications, self._applications)
        self._logo = AdminLogo(applications, self._applications)

    def asked(self, request: Request) -> Asked | None:
        """Read a call; None where the address is not the API's."""
        found = _ADDRESS.fullmatch(request.path)
        if found is None:
            return None
        return Asked(request, found["region"] or "", found["path"], request.query() or FormData())

    async def answer(self, asked: Asked) -> Response:
        """Answer one call. Raises HangUpError where it is to get no answer."""
        call = AdminCall(
            asked.request.method,
            asked.path,
            asked.query.pairs,
            json_sent(asked.request),
            asked.request.header("x-org-id"),
            asked.region,
        )
        striking = self._log.note(call)
        response: Response | None = None
        for fault in striking:
            if fault.moment == "before":
                response = response or await fault.strike()
        if response is None:
            response = await self._done(asked)
            for fault in striking:
                if fault.moment == "after":
                    response = await fault.strike() or response
        call.status = response.status
        return response

    async def _done(self, asked: Asked) -> Response:
        try:
            response = self._allowed(asked)
        except AdminRefusalError as refused:
            return refused.response()
        if asked.request.method != "GET":
            await self._changed()
        return response

    def _allowed(self, asked: Asked) -> Response:
        moved = self._all.fault == "other-region"
        caller = caller_of(asked.request, self._keys, asked.region, moved=moved)
        method, parts = asked.request.method, asked.parts
        if (method, parts) == ("GET", ["organizations"]):
            return _organisations(caller, asked.query)
        organisation = caller.organisation(asked.request.header("x-org-id"))
        caller.may(method)
        if parts[0] == "v2":
            return self._v2(asked, organisation, parts[1:])
        return self._v1(asked, organisation, parts)

    def _v1(self, asked: Asked, organisation: str, parts: list[str]) -> Response:
        match asked.request.method, parts:
            case "GET", ["applications"]:
                return self._applications.list(organisation, asked.query)
            case "POST", ["applications"]:
                return self._applications.create(organisation, asked.body())
            case "GET", ["applications", one]:
                return self._applications.show(organisation, one)
            case "PUT", ["applications", one]:
                return self._applications.replace(organisation, one, asked.body())
            case "DELETE", ["applications", one]:
                return self._applications.delete(organisation, one)
        raise not_found()

    def _v2(self, asked: Asked, organisation: str, parts: list[str]) -> Response:
        match asked.request.method, parts:
            case "GET", ["applications", one, "sso"]:
                return self._applications.show_sso(organisation, one)
            case "POST", ["applications", one, "sso"]:
                return self._applications.create_sso(organisation, one, asked.body())
            case "PUT", ["applications", one, "sso"]:
                return self._applications.replace_sso(organisation, one, asked.body())
            case "GET", ["applications", one, "associations"]:
                return self._groups.bound(organisation, one, asked.query)
            case "POST", ["applications", one, "associations"]:
                return self._groups.change(organisation, one, asked.body())
            case "POST", ["applications", one, "logo"]:
                return self._logo.put(organisation, one, asked.request)
            case "DELETE", ["applications", one, "logo"]:
                return self._logo.delete(organisation, one)
            case "GET", ["usergroups"]:
                return self._groups.list(organisation, asked.query)
            case "GET", ["usergroups", one]:
                return self._groups.show(organisation, one)
            case "GET", ["usergroups", one, "associations"]:
                return self._groups.applications_of(organisation, one, asked.query)
            case "POST", ["usergroups", one, "associations"]:
                return self._groups.change_from_group(organisation, one, asked.body())
        raise not_found()


def _organisations(caller: Caller, query: FormData) -> Response:
    """`GET /organizations`: what the key is for; it needs no x-org-id."""
    listed = [
        {"_id": one.id, "displayName": one.name, "logoUrl": None} for one in caller.organisations
    ]
    page, total = V1.page(listed, query)
    return Response.of_json({"results": page, "totalCount": total})
