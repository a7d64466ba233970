"""The picture of an application through the pretend Admin API."""

from __future__ import annotations

from typing import Any

import pytest

from jcwizard.practice.admin_logo import LARGEST_LOGO
from tests.practice.admin import GENERAL, Admin

PNG = b"\x89PNG\r\n\x1a\n"


def upload(admin: Admin, application: str, data: bytes, field: str = "image") -> Any:
    files = {field: ("paradime.png", data, "image/png")}
    return admin.ask("POST", f"/v2/applications/{application}/logo", files=files)


def test_a_picture_is_taken_shown_and_removed(admin_api: Admin) -> None:
    application = admin_api.shell()
    reply = upload(admin_api, application, PNG + b"\x00\r\n\xff" * 100)
    assert (reply.status_code, reply.content) == (204, b"")
    path = f"/applications/{application}"
    assert admin_api.get(path).json()["logo"] == {"url": "paradime.png"}
    assert admin_api.put(path, GENERAL).json()["logo"] == {"url": "paradime.png"}
    assert admin_api.ask("DELETE", f"/v2{path}/logo").status_code == 204
    assert admin_api.get(path).json()["logo"] == {"color": ""}


def test_a_large_picture_is_taken_and_a_larger_one_is_not(admin_api: Admin) -> None:
    application = admin_api.shell()
    room = LARGEST_LOGO - 1024
    assert upload(admin_api, application, PNG + b"0" * room).status_code == 204
    assert upload(admin_api, application, PNG + b"0" * LARGEST_LOGO).status_code == 413


def test_only_a_picture_may_be_that_large(admin_api: Admin) -> None:
    body = GENERAL | {"description": "x" * 100_000}
    assert admin_api.post("/applications", body).status_code == 413


@pytest.mark.parametrize(("data", "field"), [(b"<svg/>", "image"), (b"", "image"), (PNG, "logo")])
def test_anything_else_is_refused(admin_api: Admin, data: bytes, field: str) -> None:
    application = admin_api.shell()
    assert upload(admin_api, application, data, field).status_code == 400


def test_a_picture_that_is_sent_bare_is_refused(admin_api: Admin) -> None:
    path = f"/v2/applications/{admin_api.shell()}/logo"
    for kind in ("image/png", "multipart/form-data"):
        reply = admin_api.ask("POST", path, content=PNG, headers={"content-type": kind})
        assert reply.status_code == 400


def test_an_unknown_application_takes_no_picture(admin_api: Admin) -> None:
    assert upload(admin_api, "0" * 24, PNG).status_code == 404
    assert admin_api.ask("DELETE", f"/v2/applications/{'0' * 24}/logo").status_code == 404
