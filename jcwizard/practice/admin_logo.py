"""The pretend Admin API's picture of an application for the User Portal."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from jcwizard.practice.admin_applications import AdminApplications
from jcwizard.practice.admin_refusals import malformed
from jcwizard.practice.applications import Applications
from jcwizard.practice.messages import Request, Response

LARGEST_LOGO = 1024 * 1024
"""Bytes of one upload. JumpCloud's own limit is not published: this one is practice's."""
LOGO_PATH = re.compile(r"(?:/[a-z]{2})?/api/v2/applications/[^/]+/logo")
FIELD = "image"

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


class AdminLogo:
    """Takes and removes the picture; only its file's name is kept."""

    def __init__(self, applications: Applications, found_in: AdminApplications) -> None:
        self._applications = applications
        self._found_in = found_in

    def put(self, organisation: str, application_id: str, request: Request) -> Response:
        """`POST /v2/applications/{id}/logo`, multipart with the field `image`.

        Which kinds of picture JumpCloud takes is not published: here PNG, JPEG and GIF.
        """
        found = self._found_in.find(organisation, application_id)
        part = _part(request)
        if part is None:
            raise malformed("a multipart field called image is expected")
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or not data.startswith(_PICTURES):
            raise malformed("the image is not a PNG, JPEG or GIF")
        settings = replace(found.settings, image=part.get_filename() or "logo")
        self._applications.save(application_id, settings)
        return Response(204)

    def delete(self, organisation: str, application_id: str) -> Response:
        """`DELETE /v2/applications/{id}/logo`."""
        found = self._found_in.find(organisation, application_id)
        self._applications.save(application_id, replace(found.settings, image=""))
        return Response(204)


def _part(request: Request) -> Message | None:
    kind = request.header("content-type")
    if not kind.lower().startswith("multipart/form-data"):
        return None
    head = b"MIME-Version: 1.0\r\nContent-Type: " + kind.encode("latin-1") + b"\r\n\r\n"
    whole = message_from_bytes(head + request.body)
    for part in whole.walk():
        if part.get_param("name", header="content-disposition") == FIELD:
            return part
    return None
