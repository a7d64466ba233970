"""What goes wrong at the pretend Admin API on demand, and the record of its calls."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest

from jcwizard.practice.admin_faults import AdminFault
from tests.practice.admin import GENERAL, Admin, sso
from tests.practice.running import PATIENCE, RunningWorld


def labels(admin: Admin) -> list[str]:
    return [one.settings.display_label for one in admin.world.applications]


def test_every_call_is_written_down_without_the_key(admin_api: Admin) -> None:
    admin_api.get("/applications", limit=5)
    admin_api.post("/applications", GENERAL)
    admin_api.ask("GET", "/nothing", headers={"x-org-id": "acme"})
    calls = admin_api.world.admin_calls
    assert [(call.method, call.path, call.status) for call in calls] == [
        ("GET", "/applications", 200),
        ("POST", "/applications", 200),
        ("GET", "/nothing", 400),
    ]
    assert calls[0].query == (("limit", "5"),)
    assert calls[0].body is None
    assert calls[1].body == GENERAL
    assert (calls[2].organisation, calls[2].region) == ("acme", "us")
    assert admin_api.world.api_key.reveal() not in repr(calls)


def test_the_call_of_that_number_fails_with_that_answer(admin_api: Admin) -> None:
    body = {"message": "Practice makes perfect"}
    admin_api.world.admin_faults.append(AdminFault(call=1, status=503, body=body))
    assert admin_api.post("/applications", GENERAL).status_code == 200
    reply = admin_api.post("/applications", GENERAL)
    assert (reply.status_code, reply.json()) == (503, body)
    assert admin_api.post("/applications", GENERAL).status_code == 200
    assert len(labels(admin_api)) == 2
    assert [call.status for call in admin_api.world.admin_calls] == [200, 503, 200]


def test_a_cleared_record_counts_anew(admin_api: Admin) -> None:
    admin_api.get("/applications")
    admin_api.world.admin_calls.clear()
    admin_api.world.admin_faults.append(AdminFault(call=0, status=500))
    assert admin_api.get("/applications").status_code == 500


def test_a_fault_strikes_where_method_and_path_fit_as_often_as_told(admin_api: Admin) -> None:
    application = admin_api.shell()
    fault = AdminFault(method="POST", path="/v2/applications/*/sso", status=500, times=2)
    admin_api.world.admin_faults.append(fault)
    assert admin_api.get(sso(application)).status_code == 404
    assert admin_api.post(sso(application), {}).status_code == 500
    assert admin_api.post(sso(application), {}).status_code == 500
    assert admin_api.configure(application)["clientId"]
    assert fault.struck == 2


def test_a_world_can_be_started_with_a_fault_that_never_ends(web: httpx.Client) -> None:
    with RunningWorld(admin_faults=[AdminFault(status=418, times=None)]) as running:
        admin = Admin(running.world, web)
        assert [admin.get("/organizations").status_code for _ in range(3)] == [418] * 3


def test_too_many_calls_are_told_how_long_to_wait(admin_api: Admin) -> None:
    admin_api.world.admin_faults.append(AdminFault(retry_after=7))
    reply = admin_api.get("/applications")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "7")
    assert admin_api.get("/applications").status_code == 200


def test_an_answer_may_be_plain_text(admin_api: Admin) -> None:
    admin_api.world.admin_faults.append(AdminFault(status=502, body="Bad Gateway", retry_after=1))
    reply = admin_api.get("/applications")
    assert (reply.status_code, reply.text) == (502, "Bad Gateway")
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.headers["retry-after"] == "1"


@pytest.mark.parametrize(("moment", "done"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("what", [{"drop": True}, {"cut": True}, {"status": 502}])
def test_a_call_may_be_done_although_nobody_is_told(
    admin_api: Admin, moment: Any, done: int, what: dict[str, Any]
) -> None:
    admin_api.world.admin_faults.append(AdminFault(moment=moment, **what))
    if "status" not in what:
        with pytest.raises(httpx.TransportError):
            admin_api.post("/applications", GENERAL)
    else:
        assert admin_api.post("/applications", GENERAL).status_code == 502
    assert len(labels(admin_api)) == done
    assert admin_api.get("/applications").json()["totalCount"] == done


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_call_waits_until_it_is_let_go(
    running: RunningWorld, admin_api: Admin, moment: Any
) -> None:
    fault = AdminFault(moment=moment, hold=True)
    running.world.admin_faults.append(fault)
    replies: list[httpx.Response] = []
    asking = threading.Thread(
        target=lambda: replies.append(admin_api.post("/applications", GENERAL))
    )
    asking.start()
    assert fault.held.wait(PATIENCE)
    assert len(labels(admin_api)) == (1 if moment == "after" else 0)
    assert replies == []
    fault.release()
    asking.join(PATIENCE)
    assert [reply.status_code for reply in replies] == [200]
    assert labels(admin_api) == ["Paradime"]


def test_a_world_stops_although_a_call_is_held(web: httpx.Client) -> None:
    fault = AdminFault(hold=True, times=None)
    with RunningWorld(admin_faults=[fault]) as running:
        admin = Admin(running.world, web)
        ends: list[type[Exception]] = []

        def ask() -> None:
            try:
                admin.get("/applications")
            except httpx.TransportError as error:
                ends.append(type(error))

        asking = threading.Thread(target=ask)
        asking.start()
        assert fault.held.wait(PATIENCE)
    asking.join(PATIENCE)
    assert len(ends) == 1


def test_a_let_go_fault_holds_nobody(admin_api: Admin) -> None:
    fault = AdminFault(hold=True)
    fault.release()
    admin_api.world.admin_faults.append(fault)
    assert admin_api.get("/applications").status_code == 200


def test_a_token_can_be_refused_on_demand_too(running: RunningWorld, web: httpx.Client) -> None:
    running.world.admin_faults.append(AdminFault(path="/admin-oauth/*", status=503))
    client_id, secret = running.world.service_account
    form = {"grant_type": "client_credentials", "scope": "api"}
    statuses = [
        web.post(
            running.world.admin_token_url, auth=(client_id, secret.reveal()), data=form
        ).status_code
        for _ in range(2)
    ]
    assert statuses == [503, 200]
    assert running.world.admin_calls == []
