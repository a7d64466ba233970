"""Listing, reading and finding applications, against servers that answer right and wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from jcwizard.jumpcloud import applications, paths
from jcwizard.jumpcloud.access import Place
from jcwizard.jumpcloud.admin_api import AdminApi
from jcwizard.jumpcloud.applications import (
    Application,
    Listed,
    Match,
    find,
    list_applications,
    read_application,
)
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.practice.world import World
from tests.jumpcloud.admin_server import (
    ONE,
    THREE,
    TWO,
    AdminServer,
    Answers,
    a_client,
    admin_server,
    api_key,
    gives,
    listing,
    page,
    says,
)
from tests.oidc.servers import run

NOT_OIDC = says("Not Found: oidc config not found", 404)
URI = "https://acme.example/cb"


def shell(application_id: str = ONE, label: str = "Acme", **members: object) -> dict[str, object]:
    usual = {"_id": application_id, "active": True, "name": "oidc", "displayLabel": label,
             "displayName": "OpenID Connect", "sso": {"type": "oidc", "hidden": False}}  # fmt: skip
    return {**usual, **members}


def settings(*uris: str, client_id: str = "client-0", **members: object) -> dict[str, object]:
    oidc = {"redirectUris": list(uris), "clientId": client_id, **members}
    return {"type": "oidc", "hidden": False, "oidc": oidc}


def with_api(
    answers: Mapping[str, Answers], talk: Callable[[AdminApi], Any]
) -> tuple[Any, AdminServer]:
    async def whole() -> tuple[Any, AdminServer]:
        async with admin_server(dict(answers)) as server, a_client() as client:
            return await talk(server.api(client)), server

    return run(whole())


def read(general: Answers, sso: Answers) -> Application | Finding:
    answers = {f"GET {paths.application(ONE)}": general, f"GET {paths.sso(ONE)}": sso}
    found, _server = with_api(answers, lambda api: read_application(api, ONE))
    assert isinstance(found, Application | Finding)
    return found


def listed(*entries: object) -> tuple[Listed, ...] | Finding:
    found, _server = with_api(
        {"GET /applications": listing(*entries)},
        lambda api: list_applications(api, lambda _rows, _total: None),
    )
    assert isinstance(found, tuple | Finding)
    return found


def rows(*entries: dict[str, object]) -> tuple[Listed, ...]:
    found = listed(*entries)
    assert isinstance(found, tuple)
    return found


def test_every_application_is_listed_with_what_identifies_it() -> None:
    whole = rows(
        shell(),
        shell(TWO, ""),
        shell(THREE, "  ", displayName="", name="saml2", sso={"type": "saml"}),
        {"_id": "4" * 24},
    )
    assert [row.title for row in whole] == [
        "Acme",
        "OpenID Connect …222222",
        "saml2 …333333",
        "…444444",
    ]
    assert [row.kind for row in whole] == ["oidc", "oidc", "saml", ""]
    assert [row.active for row in whole] == [True, True, True, None]
    assert whole[0].raw == shell()


def test_an_application_whose_list_row_does_not_say_its_kind_is_known_by_its_template() -> None:
    (row, other) = rows(shell(sso=None), shell(TWO, name="Salesforce", sso={}))
    assert (row.kind, other.kind) == ("oidc", "")


def test_the_first_rows_are_told_before_the_last_are_there() -> None:
    many = [shell(f"{number:024x}") for number in range(150)]
    told: list[tuple[int, int | None]] = []
    answers: dict[str, Answers] = {
        "GET /applications": [listing(*many[:100], total=150), listing(*many[100:], total=150)]
    }
    found, _server = with_api(
        answers,
        lambda api: list_applications(api, lambda new, total: told.append((len(new), total))),
    )
    assert len(found) == 150
    assert told == [(100, 150), (50, 150)]


@pytest.mark.parametrize("odd", [{}, {"_id": 7}, {"displayLabel": "Acme"}])
def test_a_row_that_cannot_be_told_from_others_makes_the_list_not_understood(odd: object) -> None:
    found = listed(shell(), odd)
    assert isinstance(found, Finding)
    assert found.code == "admin.not_understood"


def test_an_application_is_read_whole_and_nothing_unknown_is_lost() -> None:
    general = shell(newThing={"deep": [1]})
    sso = settings(URI, futureBox=[True], consent="trusted")
    found = read(gives(general), gives(sso))
    assert isinstance(found, Application)
    assert (found.general, found.sso) == (general, sso)
    assert found.unknown_members == ("futureBox",)
    assert [one.url.rpartition("/")[2] for one in found.evidence] == [ONE, "sso"]


@pytest.mark.parametrize(
    ("general", "sso", "code"),
    [
        (says("Not Found", 404), says("Not Found", 404), "admin.application_gone"),
        (gives(shell(sso={"type": "saml"}, name="x")), NOT_OIDC, "admin.not_oidc"),
        (gives(shell()), NOT_OIDC, "admin.not_oidc"),
        (gives(shell(sso={"type": "saml"})), says("Not Found", 404), "admin.not_oidc"),
        (gives(shell()), gives({"type": "saml", "saml": {}}), "admin.not_oidc"),
        (gives(shell()), says("Not Found", 404), "admin.not_understood"),
        (gives(shell()), gives({"type": "oidc"}), "admin.not_understood"),
        (gives(shell()), gives({"type": "oidc", "oidc": []}), "admin.not_understood"),
        (gives(shell()), gives([]), "admin.not_understood"),
        (gives([shell()]), gives(settings()), "admin.not_understood"),
        (gives({}), gives(settings()), "admin.not_understood"),
        (gives(shell()), page(), "admin.not_understood"),
        (page(status=404), gives(settings()), "admin.not_understood"),
        (gives(shell()), says("Forbidden", 403), "admin.forbidden"),
        (says("oops", 500), gives(settings()), "network.server_error"),
    ],
)
def test_what_is_no_application_to_compare_is_told_by_name(
    general: bytes, sso: bytes, code: str
) -> None:
    found = read(general, sso)
    assert isinstance(found, Finding)
    assert found.code == code
    assert found.evidence


def test_a_secret_that_comes_along_is_sealed_and_in_no_record() -> None:
    text = "Canary-client-secret-0123456789"
    found = read(gives(shell(clientSecret=text)), gives(settings(URI, clientSecret=text)))
    assert isinstance(found, Application)
    assert found.oidc["clientSecret"] == Secret(text) == found.general["clientSecret"]
    assert text not in repr(found) + repr(found.evidence)


def sso_answers(**settings_by_id: dict[str, object] | bytes) -> dict[str, Answers]:
    return {
        f"GET {paths.sso(one.removeprefix('id'))}": (
            answer if isinstance(answer, bytes) else gives(answer)
        )
        for one, answer in settings_by_id.items()
    }


def found_among(
    whole: tuple[Listed, ...],
    answers: Mapping[str, Answers],
    *,
    label: str = "Acme",
    uris: tuple[str, ...] = (URI,),
    client_id: str = "",
) -> tuple[tuple[Match, ...] | Finding, list[tuple[int, int]], AdminServer]:
    told: list[tuple[int, int]] = []
    found, server = with_api(
        answers,
        lambda api: find(
            api, whole, label, uris, client_id, lambda done, of: told.append((done, of))
        ),
    )
    return found, told, server


def ids(found: object) -> list[tuple[str, frozenset[str]]]:
    assert isinstance(found, tuple)
    return [(match.listed.id[0], match.why) for match in found]


def test_it_is_found_by_client_id_redirect_uri_and_label_the_best_first() -> None:
    whole = rows(shell(ONE, " acme "), shell(TWO, ""), shell(THREE, "Acme"))
    answers = sso_answers(
        **{f"id{ONE}": settings(), f"id{TWO}": settings("https://x.example/", URI),
           f"id{THREE}": settings(client_id="wanted")}
    )  # fmt: skip
    found, told, _server = found_among(whole, answers, client_id="wanted")
    assert ids(found) == [
        ("3", frozenset({"client_id", "label"})),
        ("2", frozenset({"redirect_uri"})),
        ("1", frozenset({"label"})),
    ]
    assert told[0] == (0, 3)
    assert told[-1] == (3, 3)
    assert isinstance(found, tuple)
    assert found[0].application is not None
    assert found[0].application.client_id == "wanted"


def test_an_application_of_another_kind_is_not_opened_whatever_its_label() -> None:
    whole = rows(shell(ONE, "Acme", sso={"type": "saml"}), shell(TWO, "Acme"))
    found, _told, server = found_among(whole, sso_answers(**{f"id{TWO}": settings(URI)}))
    assert ids(found) == [("2", frozenset({"label", "redirect_uri"}))]
    assert server.calls == [f"GET {paths.sso(TWO)}"]


def test_others_are_opened_only_when_the_likely_ones_are_not_it() -> None:
    whole = rows(shell(ONE, "Acme"), shell(TWO, "Other"), shell(THREE, "Newest"))
    everything = {f"id{ONE}": settings(URI), f"id{TWO}": settings(), f"id{THREE}": settings()}
    _found, told, server = found_among(whole, sso_answers(**everything))
    assert server.calls == [f"GET {paths.sso(ONE)}"]
    assert told[-1] == (1, 3)
    everything |= {f"id{ONE}": settings(), f"id{TWO}": settings(URI)}
    found, told, server = found_among(whole, sso_answers(**everything))
    assert ids(found) == [("2", frozenset({"redirect_uri"})), ("1", frozenset({"label"}))]
    assert server.calls[0] == f"GET {paths.sso(ONE)}"
    assert told[-1] == (3, 3)


def test_no_more_are_opened_than_jumpcloud_would_put_up_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(applications, "MOST_READ", 10)
    whole = rows(*(shell(f"{number:024x}", f"Number {number}") for number in range(40)))
    answers: dict[str, Answers] = {f"GET {paths.sso(row.id)}": gives(settings()) for row in whole}
    found, told, server = found_among(whole, answers)
    assert found == ()
    assert len(server.calls) == 10
    assert told[-1] == (10, 40)
    newest = {paths.sso(row.id) for row in whole[-10:]}
    assert {call.removeprefix("GET ") for call in server.calls} == newest


def test_what_was_deleted_or_is_odd_is_passed_over() -> None:
    whole = rows(shell(ONE, ""), shell(TWO, "", name="x", sso=None), shell(THREE, ""))
    answers = sso_answers(
        **{f"id{ONE}": gives({"type": "oidc"}), f"id{TWO}": NOT_OIDC, f"id{THREE}": settings(URI)}
    )
    found, _told, _server = found_among(whole, answers)
    assert ids(found) == [("3", frozenset({"redirect_uri"}))]


def test_where_none_can_be_read_nothing_is_said_of_what_is_there() -> None:
    whole = rows(shell(ONE, ""), shell(TWO, ""))
    odd = gives({"type": "oidc"})
    found, _told, _server = found_among(whole, sso_answers(**{f"id{ONE}": odd, f"id{TWO}": odd}))
    assert isinstance(found, Finding)
    assert found.code == "admin.not_understood"


def test_a_failure_ends_the_search() -> None:
    whole = rows(*(shell(f"{number:024x}", "") for number in range(20)))
    found, told, server = found_among(
        whole, {f"GET {paths.sso(row.id)}": says("Unauthorized", 401) for row in whole}
    )
    assert isinstance(found, Finding)
    assert found.code == "admin.key_unknown"
    assert told == [(0, 20)]
    assert len(server.calls) <= 8


def test_without_applications_nothing_is_asked() -> None:
    found, told, server = found_among((), {})
    assert (found, server.calls, set(told)) == ((), [], {(0, 0)})


def test_a_search_can_be_left_and_asks_no_further() -> None:
    whole = rows(*(shell(f"{number:024x}", "") for number in range(50)))
    answers: dict[str, Answers] = {f"GET {paths.sso(row.id)}": gives(settings()) for row in whole}

    async def talk() -> int:
        some = asyncio.Event()

        def told(done: int, _of: int) -> None:
            if done == 5:
                some.set()

        async with admin_server(answers) as server, a_client() as client:
            api = server.api(client)
            task = asyncio.create_task(find(api, whole, "Acme", (URI,), "", told))
            await some.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return len(server.heard)

    assert 5 <= run(talk()) < 20


def test_among_thousands_the_one_of_the_label_is_found_at_once() -> None:
    async def talk() -> tuple[int, tuple[Match, ...] | Finding, int]:
        world = await World.start()
        try:
            world.fill(applications=1_000)
            place = Place("us", world.admin_api("us"), world.admin_token_url, True, "US")
            async with a_client() as client:
                api = AdminApi(client, place, api_key(world.api_key.reveal()))
                whole = await list_applications(api, lambda _rows, _total: None)
                assert isinstance(whole, tuple)
                target = next(row for row in whole if row.kind == "oidc" and row.label)
                world.admin_calls.clear()
                found = await find(api, whole, target.label, (), "", lambda _done, _of: None)
                return len(whole), found, len(world.admin_calls)
        finally:
            await world.stop()

    count, found, calls = run(talk())
    assert count >= 1_000
    assert isinstance(found, tuple)
    assert found[0].why == frozenset({"label"})
    assert calls <= applications.MOST_READ
