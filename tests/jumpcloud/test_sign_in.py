"""Entering the Admin API: the key, the region, the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from jcwizard.jumpcloud import paths
from jcwizard.jumpcloud.access import ApiKey, Credential, Organisation, Place
from jcwizard.jumpcloud.admin_api import Answer
from jcwizard.jumpcloud.sign_in import Entered, sign_in
from jcwizard.model.finding import Finding
from jcwizard.practice.world import World
from tests.jumpcloud.admin_server import (
    ONE,
    TWO,
    AdminServer,
    Answers,
    Heard,
    a_client,
    admin_server,
    api_key,
    gives,
    listing,
    organisation,
    page,
    says,
    service_account,
    token,
)
from tests.oidc.servers import run

UNKNOWN = says("Unauthorized: api key user not found", 401)
NO_CHOICE = says("Unauthorized: no organization selected", 401)
LISTS = "GET /organizations"
TRIES = "GET /applications"
TOKENS = "POST /oauth2/token"


def entered(
    answers: dict[str, Answers],
    *elsewhere: dict[str, Answers],
    credential: Credential | None = None,
) -> tuple[Entered | Finding, list[AdminServer]]:
    """Sign in at a server with these answers; the others stand for the other regions."""

    async def talk() -> tuple[Entered | Finding, list[AdminServer]]:
        eu, india = (*elsewhere, {}, {})[:2]
        async with (
            admin_server(answers) as here,
            admin_server(eu) as second,
            admin_server(india) as third,
            a_client() as client,
        ):
            others = [
                second.place("eu", name="EU"),
                third.place("in", name="India"),
            ][: len(elsewhere)]
            found = await sign_in(client, here.place(), others, credential or api_key())
            return found, [here, second, third]

    return run(talk())


def code(found: Entered | Finding) -> str:
    assert isinstance(found, Finding)
    return found.code


def test_the_only_organisation_needs_no_choice_and_is_not_named() -> None:
    found, (here, *_others) = entered({LISTS: listing(organisation()), TRIES: listing()})
    assert isinstance(found, Entered)
    assert found.organisations == (Organisation(ONE, "Acme"),)
    assert found.api.organisation == ""
    assert here.calls == [LISTS, TRIES]
    assert not [one for one in here.heard if "x-org-id" in one.headers]


@pytest.mark.parametrize("odd", ["a\r\nX-Other: 1", "ä", "", "1" * 201])
def test_an_organisation_that_no_header_can_name_is_not_understood(odd: str) -> None:
    found, (here, *_others) = entered({LISTS: listing(organisation(odd)), TRIES: NO_CHOICE})
    assert code(found) == "admin.not_understood"
    assert here.calls == [LISTS]


def test_several_organisations_are_for_the_person_to_choose_from() -> None:
    both = listing(organisation(), organisation(TWO, "Beta"))
    found, (here, *_others) = entered({LISTS: both, TRIES: NO_CHOICE})
    assert isinstance(found, Entered)
    assert found.organisations == (Organisation(ONE, "Acme"), Organisation(TWO, "Beta"))
    assert found.api.within(TWO).organisation == TWO
    assert here.calls == [LISTS]


def test_more_organisations_than_fit_on_a_page_are_all_there() -> None:
    many = [organisation(f"{number:024x}", f"Company {number}") for number in range(250)]

    def some(heard: Heard) -> bytes:
        skip = int(heard.query["skip"])
        return listing(*many[skip : skip + int(heard.query["limit"])], total=250)

    found, _servers = entered({LISTS: some})
    assert isinstance(found, Entered)
    assert len(found.organisations) == 250


def test_an_admin_of_several_who_has_one_today_still_names_it() -> None:
    def tried(heard: Heard) -> bytes:
        return listing() if heard.headers.get("x-org-id") == ONE else NO_CHOICE

    found, _servers = entered({LISTS: listing(organisation()), TRIES: tried})
    assert isinstance(found, Entered)
    assert found.api.organisation == ONE


def test_a_key_that_may_not_list_organisations_may_still_be_enough() -> None:
    found, _servers = entered({LISTS: says("Forbidden", 403), TRIES: listing()})
    assert isinstance(found, Entered)
    assert found.organisations == (Organisation("", ""),)
    without, _servers = entered({LISTS: says("Forbidden", 403), TRIES: NO_CHOICE})
    assert code(without) == "admin.organisation_needed"
    nothing, _servers = entered({LISTS: says("Forbidden", 403), TRIES: says("Forbidden", 403)})
    assert code(nothing) == "admin.forbidden"


def test_a_key_of_another_region_is_named_with_its_region() -> None:
    there = {LISTS: listing(organisation())}
    found, (_here, second, third) = entered({LISTS: UNKNOWN}, {LISTS: UNKNOWN}, there)
    assert code(found) == "admin.other_region"
    assert isinstance(found, Finding)
    assert (found.values["region"], found.values["chosen"]) == ("India", "US")
    assert (found.expected, found.actual) == ("India", "US")
    assert second.calls == third.calls == [LISTS]


@pytest.mark.parametrize("answer", [NO_CHOICE, says("Forbidden", 403)])
def test_a_region_that_says_more_than_unknown_knows_the_key(answer: bytes) -> None:
    found, _servers = entered({LISTS: UNKNOWN}, {LISTS: answer})
    assert code(found) == "admin.other_region"


@pytest.mark.parametrize("answer", [UNKNOWN, page(), says("oops", 500), says("no", 400)])
def test_a_region_that_says_nothing_about_the_key_does_not_have_it(answer: bytes) -> None:
    found, _servers = entered({LISTS: UNKNOWN}, {LISTS: answer}, {LISTS: answer})
    assert code(found) == "admin.key_unknown"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (says("Unauthorized: api key expired", 401), "admin.key_expired"),
        (says("Forbidden: your IP has been blocked", 403), "admin.address_blocked"),
        (says("Forbidden: API access is not enabled", 403), "admin.api_disabled"),
        (NO_CHOICE, "admin.organisation_needed"),
        (page(), "admin.not_understood"),
        (gives([organisation()][0]), "admin.not_understood"),
        (listing({"displayName": "no id"}), "admin.not_understood"),
        (says("oops", 503), "network.server_error"),
    ],
)
def test_what_is_said_better_than_unknown_is_taken_at_once(answer: bytes, expected: str) -> None:
    found, (_here, second, _third) = entered({LISTS: answer}, {LISTS: listing(organisation())})
    assert code(found) == expected
    assert second.calls == []


@pytest.mark.row("S24", "K86")
def test_without_other_places_the_key_goes_nowhere_else() -> None:
    found, (here, second, third) = entered({LISTS: UNKNOWN})
    assert code(found) == "admin.key_unknown"
    assert (here.calls, second.calls, third.calls) == ([LISTS], [], [])


@pytest.mark.row("S24", "K86")
def test_a_key_for_an_address_of_the_setups_own_is_shown_to_no_region() -> None:
    async def talk() -> tuple[Entered | Finding, list[str]]:
        async with (
            admin_server({LISTS: UNKNOWN}) as own,
            admin_server({}) as region,
            a_client() as client,
        ):
            place = own.place(own=False)
            return await sign_in(client, place, [region.place()], api_key()), region.calls

    found, asked = run(talk())
    assert (code(found), asked) == ("admin.key_unknown", [])


def test_a_service_account_signs_in_by_a_token() -> None:
    answers: dict[str, Answers] = {
        TOKENS: token(), LISTS: listing(organisation()), TRIES: listing()
    }  # fmt: skip
    found, (here, *_others) = entered(answers, credential=service_account())
    assert isinstance(found, Entered)
    assert here.calls == [TOKENS, LISTS, TRIES]
    assert all("x-api-key" not in one.headers for one in here.heard)


def test_a_service_account_of_another_region_is_recognised_too() -> None:
    refused = gives({"error": "invalid_client", "error_description": "unknown client"}, 401)
    there: dict[str, Answers] = {TOKENS: token(), LISTS: listing(organisation())}
    found, _servers = entered({TOKENS: refused}, there, credential=service_account())
    assert code(found) == "admin.other_region"
    nowhere, _servers = entered({TOKENS: refused}, {TOKENS: refused}, credential=service_account())
    assert code(nowhere) == "admin.service_account_refused"


def place(world: World, region: str = "us") -> Place:
    return Place(region, world.admin_api(region), world.admin_token_url, own=True, name=region)


def others(world: World) -> Sequence[Place]:
    return [place(world, "eu"), place(world, "in")]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("expired", "admin.key_expired"),
        ("blocked", "admin.address_blocked"),
        ("disabled", "admin.api_disabled"),
        ("other_region", "admin.other_region"),
    ],
)
def test_the_pretend_jumpcloud_refuses_each_kind_of_key_by_name(kind: str, expected: str) -> None:
    async def talk() -> Entered | Finding:
        world = await World.start()
        try:
            async with a_client() as client:
                return await sign_in(client, place(world), others(world), ApiKey(world.keys[kind]))
        finally:
            await world.stop()

    assert code(run(talk())) == expected


def test_the_pretend_jumpcloud_takes_a_good_key_one_of_several_and_a_service_account() -> None:
    async def talk() -> None:
        world = await World.start()
        try:
            async with a_client() as client:
                one = await sign_in(client, place(world), (), api_key(world.api_key.reveal()))
                assert isinstance(one, Entered)
                assert len(one.organisations) == 1
                several = await sign_in(client, place(world), (), ApiKey(world.keys["several"]))
                assert isinstance(several, Entered)
                assert len(several.organisations) == 2
                within = several.api.within(several.organisations[1].id)
                assert isinstance(await within.get(paths.APPLICATIONS), Answer)
                unknown = await within.within(ONE).get(paths.APPLICATIONS)
                assert isinstance(unknown, Finding)
                assert unknown.code == "admin.organisation_unknown"
                account = replace(service_account(), client_id=world.service_account[0],
                                  client_secret=world.service_account[1])  # fmt: skip
                assert isinstance(await sign_in(client, place(world), (), account), Entered)
                wrong = await sign_in(client, place(world), (), service_account())
                assert isinstance(wrong, Finding)
                assert wrong.code == "admin.service_account_refused"
        finally:
            await world.stop()

    run(talk())
