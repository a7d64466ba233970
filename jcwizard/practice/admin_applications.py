"""The pretend Admin API's applications: v1's objects, and v2's sign-in settings of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from jcwizard.practice.admin_listing import V1
from jcwizard.practice.admin_refusals import already_exists, malformed, not_found, not_oidc
from jcwizard.practice.application_json import (
    general_document,
    read_general,
    read_sso,
    sso_document,
)
from jcwizard.practice.applications import Application, Applications, Members, Registered
from jcwizard.practice.form_data import FormData
from jcwizard.practice.messages import Response
from jcwizard.practice.settings import Settings

Json = Mapping[str, object]


class AdminApplications:
    """Answers about the applications of one organisation at a time."""

    def __init__(self, applications: Applications) -> None:
        self._applications = applications
        # An application is replaced when it changes, so what was written of one stays true.
        self._written: dict[str, tuple[Application, dict[str, object]]] = {}

    def find(self, organisation: str, application_id: str) -> Registered:
        """Return an application by its own id, not its Client ID. Raises AdminRefusalError."""
        found = self._applications.find(application_id)
        if found is None or found.application.id != application_id:
            raise not_found()
        if found.application.organisation != organisation:
            raise not_found()
        return found

    def list(self, organisation: str, query: FormData) -> Response:
        """`GET /applications`."""
        everything = [self._general(one) for one in self._applications.of(organisation)]
        page, total = V1.page(everything, query)
        return Response.of_json({"results": page, "totalCount": total})

    def show(self, organisation: str, application_id: str) -> Response:
        """`GET /applications/{id}`."""
        found = self.find(organisation, application_id)
        return Response.of_json(self._general(found.application))

    def create(self, organisation: str, body: Json) -> Response:
        """`POST /applications`: the shell, which nobody can sign in to yet."""
        settings, members = read_general(body, Settings(consent=""))
        if body.get("name") != "oidc":
            raise malformed("practice has only OIDC applications to create")
        application = Application("", settings, "", organisation=organisation, members=members)
        self._applications.put(application)
        return Response.of_json(self._general(application))

    def replace(self, organisation: str, application_id: str, body: Json) -> Response:
        """`PUT /applications/{id}`: what is not given is reset."""
        found = self.find(organisation, application_id)
        settings, members = read_general(body, found.settings)
        kept = replace(found.application.members, general=members.general)
        self._applications.save(application_id, settings, kept)
        return self.show(organisation, application_id)

    def delete(self, organisation: str, application_id: str) -> Response:
        """`DELETE /applications/{id}`: the published 200 with what was there."""
        found = self.find(organisation, application_id)
        self._applications.remove(application_id)
        self._written.pop(application_id, None)
        return Response.of_json(general_document(found.application))

    def show_sso(self, organisation: str, application_id: str) -> Response:
        """`GET /v2/applications/{id}/sso`: never with the secret."""
        found = self._configured(organisation, application_id)
        return Response.of_json(sso_document(found.application, found.settings))

    def create_sso(self, organisation: str, application_id: str, body: Json) -> Response:
        """`POST /v2/applications/{id}/sso`: the one answer that holds the secret."""
        found = self.find(organisation, application_id)
        if found.application.kind != "oidc":
            raise not_oidc()
        if found.client_id:
            raise already_exists()
        settings, read = read_sso(body, found.settings)
        members = Members(found.application.members.general, read.sso, read.oidc)
        _, secret = self._applications.configure(application_id, settings, members)
        now = self.find(organisation, application_id)
        shown = "" if settings.authentication == "none" else secret
        return Response.of_json(sso_document(now.application, settings, shown))

    def replace_sso(self, organisation: str, application_id: str, body: Json) -> Response:
        """`PUT /v2/applications/{id}/sso`: the whole object is replaced, the Client ID stays."""
        found = self._configured(organisation, application_id)
        settings, read = read_sso(body, found.settings)
        if "none" in (found.settings.authentication, settings.authentication) and (
            found.settings.authentication != settings.authentication
        ):
            # That a new application is needed is known (jumpcloud.md 3.4); the refusal is invented.
            raise malformed("tokenEndpointAuthMethod cannot be changed to or from none")
        members = Members(found.application.members.general, read.sso, read.oidc)
        self._applications.save(application_id, settings, members)
        return self.show_sso(organisation, application_id)

    def _configured(self, organisation: str, application_id: str) -> Registered:
        found = self.find(organisation, application_id)
        if not found.client_id or found.application.kind != "oidc":
            raise not_oidc()
        return found

    def _general(self, application: Application) -> dict[str, object]:
        known = self._written.get(application.id)
        if known is None or known[0] is not application:
            known = application, general_document(application)
            self._written[application.id] = known
        return known[1]
