"""What has to hold whatever goes wrong between the wizard and JumpCloud's Admin API."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from jcwizard.jumpcloud import namesakes, patience
from jcwizard.jumpcloud.access import ApiKey, Place, other_places, place_of
from jcwizard.jumpcloud.admin_api import AdminApi, Answer
from jcwizard.jumpcloud.around import around_jumpcloud
from jcwizard.jumpcloud.outcome import Ending, Outcome
from jcwizard.jumpcloud.paging import all_pages
from jcwizard.jumpcloud.plan import Logo, Plan, plan_creation
from jcwizard.jumpcloud.provisioning import carry_out
from jcwizard.jumpcloud.sign_in import sign_in
from jcwizard.model.changes import ChangeState
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.model.setup import Setup
from jcwizard.practice.admin_faults import AdminFault
from tests.jumpcloud.admin_room import AdminRoom
from tests.jumpcloud.kept_application import WANTED
from tests.net.raw_server import response, serving
from tests.practice.running import RunningWorld

KEY = ApiKey(Secret("jca_the_key_of_an_administrator_1"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture(scope="module")
def practice() -> Iterator[RunningWorld]:
    """One pretend JumpCloud for the whole module."""
    with RunningWorld() as running:
        yield running


@pytest.fixture
def room(practice: RunningWorld, monkeypatch: pytest.MonkeyPatch) -> AdminRoom:
    """The room against practice, with short pauses."""
    monkeypatch.setattr(patience, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(namesakes, "PAUSES", (0.0, 0.01, 0.02, 0.01))
    ready = AdminRoom(practice)
    ready.quiet()
    return ready


# --- the key ---------------------------------------------------------------------------------


@pytest.mark.row("K86", "S24", "N17")
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_the_key_follows_no_redirect(method: str, room: AdminRoom) -> None:
    heard: list[bytes] = []

    async def talk() -> object:
        async with serving(response()) as elsewhere:
            to = f"Location: {elsewhere.url}/api/applications"
            moved = response(status="307 Temporary Redirect", headers=(to,))
            async with serving(moved) as asked:
                place = Place("us", f"{asked.url}/api", "", own=False)
                answer = await in_place(place, method)
            heard.extend(elsewhere.heard)
            return answer

    answer = asyncio.run(talk())
    assert isinstance(answer, Finding)
    assert answer.code == "network.redirected"
    assert heard == []


async def in_place(place: Place, method: str) -> object:
    """Ask once at a place, with the key."""
    from jcwizard.net.client import Client

    client = Client(deadline=5.0)
    try:
        api = AdminApi(client, place, KEY)
        if method == "GET":
            return await api.get("/applications")
        path = "/applications" if method == "POST" else f"/applications/{1:024x}"
        return await api.write(method, path, None if method == "DELETE" else GENERAL)
    finally:
        await client.aclose()


@pytest.mark.row("K86", "S24")
def test_the_key_leaves_this_computer_encrypted_only(room: AdminRoom) -> None:
    place = place_of(Setup("custom", {"admin_api": "http://console.example"}), around_jumpcloud())
    answer = asyncio.run(in_place(place, "GET"))
    assert isinstance(answer, Finding)
    assert answer.code == "network.not_https"


@pytest.mark.row("K86", "S24")
@pytest.mark.parametrize("region", ["us", "eu", "in"])
def test_a_key_belongs_to_the_console_of_the_chosen_region(region: str) -> None:
    label = "" if region == "us" else f"{region}."
    setup = Setup("custom", {"region": region})
    place = place_of(setup, around_jumpcloud())
    assert place.admin_api == f"https://console.{label}jumpcloud.com/api"
    others = {one.region for one in other_places(setup, around_jumpcloud())}
    assert others == {"us", "eu", "in"} - {region}


@pytest.mark.row("K86", "S24")
def test_a_key_that_is_not_known_at_an_address_of_ones_own_goes_nowhere_else(
    room: AdminRoom,
) -> None:
    world = room.practice.world
    setup = Setup("custom", {"region": "us", "admin_api": world.admin_api("us")})
    place, others = place_of(setup, around_jumpcloud()), other_places(setup, around_jumpcloud())
    found = room.with_client(lambda client: sign_in(client, place, others, KEY))
    assert isinstance(found, Finding)
    assert found.code == "admin.key_unknown"
    assert others == ()
    assert {call.region for call in world.admin_calls} == {"us"}


# --- writing ---------------------------------------------------------------------------------

GENERAL = {
    "active": True,
    "name": "oidc",
    "displayName": "OpenID Connect",
    "displayLabel": "Acme Wiki",
    "config": {},
    "sso": {"type": "oidc", "hidden": False},
}
NOBODY_KNOWS = {
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "cut off before it was done": {"drop": True},
    "cut off after it was done": {"drop": True, "moment": "after"},
    "500 after it was done": {"status": 500, "moment": "after"},
}


@pytest.mark.row("K88")
@pytest.mark.parametrize("trouble", NOBODY_KNOWS.values(), ids=NOBODY_KNOWS.keys())
def test_a_creating_call_is_sent_once_when_nobody_knows_what_became_of_it(
    trouble: dict[str, object], room: AdminRoom
) -> None:
    room.practice.world.admin_faults.append(AdminFault(method="POST", times=None, **trouble))  # type: ignore[arg-type]
    answer = room.do(lambda api: api.write("POST", "/applications", GENERAL))
    assert isinstance(answer, Finding)
    assert room.calls() == ["POST /applications"]


@pytest.mark.row("K88", "N18")
def test_a_creating_call_is_sent_again_after_too_many_questions(room: AdminRoom) -> None:
    room.practice.world.admin_faults.append(AdminFault(method="POST", retry_after=0, times=2))
    answer = room.do(lambda api: api.write("POST", "/applications", GENERAL))
    assert isinstance(answer, Answer)
    assert room.calls() == ["POST /applications"] * 3
    assert room.labels() == ["Acme Wiki"]


@pytest.mark.row("K88")
def test_a_call_that_does_the_same_each_time_is_repeated_twice_at_most(room: AdminRoom) -> None:
    made = room.do(lambda api: api.write("POST", "/applications", GENERAL))
    assert isinstance(made, Answer)
    assert isinstance(made.value, dict)
    path = f"/applications/{made.value['_id']}"
    room.practice.world.admin_faults.append(AdminFault(method="PUT", status=503, times=None))
    room.practice.world.admin_calls.clear()
    answer = room.do(lambda api: api.write("PUT", path, GENERAL))
    assert isinstance(answer, Finding)
    assert room.calls() == [f"PUT {path}"] * 3


# --- a creation that fails at any of its calls -----------------------------------------------


def creation(room: AdminRoom) -> Plan:
    """Return a creation with everything that one can have."""
    groups = [room.group("Engineering"), room.group("All Users")]
    return plan_creation(WANTED, groups, Logo("logo.png", "image/png", PNG))


def carried_out(room: AdminRoom) -> Outcome:
    """Carry the creation out and return how it ended."""
    return room.do(lambda api: carry_out(creation(room), api, room.journal, undo_seconds=2.0))


def calls_of_a_creation(room: AdminRoom) -> list[str]:
    """Return the calls of a creation that goes well, without the ids in their paths."""
    assert carried_out(room).ending is Ending.DONE
    calls = room.calls()
    room.quiet()
    return calls


FAILING = {
    "refused": {"status": 403, "body": {"message": "Forbidden"}},
    "out of order": {"status": 500},
    "cut off before": {"drop": True},
    "cut off after": {"drop": True, "moment": "after"},
}


@pytest.mark.row("G11", "K88")
@pytest.mark.parametrize("trouble", FAILING.values(), ids=FAILING.keys())
def test_a_creation_that_fails_at_any_call_leaves_nothing_or_says_what_it_leaves(
    trouble: dict[str, object], room: AdminRoom
) -> None:
    calls = calls_of_a_creation(room)
    ends = []
    for index, call in enumerate(calls):
        room.practice.world.admin_faults.append(AdminFault(call=index, **trouble))  # type: ignore[arg-type]
        outcome = carried_out(room)
        ends.append((call, outcome.ending))
        labels, states = room.labels(), {change.state for change in room.noted.values()}
        assert room.calls().count("POST /applications") <= 1, call
        if outcome.ending is Ending.DONE:
            assert labels == ["Acme Wiki"], call
            assert outcome.secret is not None, call
            assert states == {ChangeState.DONE}, call
        elif outcome.ending is Ending.UNDONE:
            assert labels == [], call
            assert outcome.finding is not None, call
            assert states <= {ChangeState.UNDONE}, call
        else:
            # Three looks found none, and it may still be on its way: the person is told its name.
            assert call == "POST /applications", call
            assert outcome.finding is not None
            assert outcome.finding.code == "provision.unknown"
            assert outcome.left == "Acme Wiki"
            assert (labels, states) == ([], {ChangeState.UNKNOWN})
        room.quiet()
    # Without the answer that holds the secret nothing is worth keeping; that a group is bound can
    # be asked; nothing depends on the reading back.
    assert {ending for call, ending in ends if call.endswith("/sso") and call[0] == "P"} == {
        Ending.UNDONE
    }
    bound = {ending for call, ending in ends if call.startswith("POST") and "/associ" in call}
    assert bound == {Ending.DONE if trouble.get("moment") == "after" else Ending.UNDONE}
    assert ends[-1][1] is Ending.DONE


@pytest.mark.row("G11")
def test_what_cannot_be_removed_again_is_named_and_can_be_gone_on_from(room: AdminRoom) -> None:
    faults = room.practice.world.admin_faults
    faults.append(AdminFault(method="POST", path="*/sso", status=500))
    faults.append(AdminFault(method="DELETE", times=None, status=403))
    outcome = carried_out(room)
    (made,) = room.practice.world.applications.kept
    assert outcome.ending is Ending.LEFT
    assert made.id in outcome.left
    assert "Acme Wiki" in outcome.left
    (change,) = room.noted.values()
    assert (change.state, change.application_id) == (ChangeState.UNKNOWN, made.id)


@pytest.mark.row("G11")
def test_nothing_is_sent_that_could_not_be_noted(room: AdminRoom) -> None:
    room.unsaved = Finding("progress.not_saved")
    outcome = carried_out(room)
    assert outcome.ending is Ending.UNDONE
    assert {call.partition(" ")[0] for call in room.calls()} == {"GET"}


# --- lists that are not what they say --------------------------------------------------------


def entries(first: int, last: int) -> list[dict[str, object]]:
    """Return rows of a list, each with a member that nobody knows."""
    return [{"_id": f"{number:024x}", "later": {"a": [1]}} for number in range(first, last)]


def read(answers: Sequence[object]) -> tuple[object, int, list[int | None]]:
    """Return what a list of such pages comes to, how often it asked, and the totals told."""
    asked, totals = 0, list[int | None]()

    async def ask(query: object) -> Answer | Finding:
        nonlocal asked
        asked += 1
        return Answer(200, answers[min(asked, len(answers)) - 1])

    async def whole() -> object:
        place = Place("us", "https://console.example/api", "", own=True)
        return await all_pages(
            ask,
            place,
            (),
            lambda _new, total: totals.append(total),
            v1=True,
            limit=3,
            is_entry=lambda entry: "_id" in entry,
        )

    return asyncio.run(whole()), asked, totals


@pytest.mark.row("G12")
@pytest.mark.parametrize(
    ("total", "told"),
    [(5, [5, 5]), (2, [None, None]), (None, [None, None]), ("5", [None, None]), (-1, [None, None])],
)
def test_a_list_is_read_to_its_end_whatever_its_total_says(total: object, told: object) -> None:
    pages = [{"results": entries(*span), "totalCount": total} for span in ((0, 3), (3, 5))]
    found, asked, totals = read(pages)
    assert found == entries(0, 5)
    assert asked == 2
    assert totals == told


@pytest.mark.row("G12")
def test_a_page_that_is_shorter_than_asked_for_does_not_end_a_list_with_more(
    room: AdminRoom,
) -> None:
    pages = [{"results": entries(*span), "totalCount": 5} for span in ((0, 2), (2, 4), (4, 5))]
    found, asked, _totals = read(pages)
    assert found == entries(0, 5)
    assert asked == 3


@pytest.mark.row("G12")
def test_a_total_that_is_never_reached_does_not_keep_a_list_going() -> None:
    pages = [
        {"results": entries(0, 3), "totalCount": 99},
        {"results": entries(3, 4), "totalCount": 99},
        {"results": [], "totalCount": 99},
    ]
    found, asked, _totals = read(pages)
    assert found == entries(0, 4)
    assert asked == 3


@pytest.mark.row("G12")
def test_a_row_that_moves_to_the_next_page_meanwhile_is_read_once() -> None:
    pages = [{"results": entries(0, 3)}, {"results": entries(2, 5)}, {"results": []}]
    found, _asked, _totals = read(pages)
    assert found == entries(0, 5)


@pytest.mark.row("G12")
@pytest.mark.parametrize(
    "strange",
    [
        {"results": [*entries(0, 2), {"name": "a row without an id"}]},
        {"results": "many"},
        {"results": ["a text"]},
        {"items": entries(0, 3)},
        entries(0, 3),
        None,
        "over and over",
    ],
)
def test_a_page_that_is_not_understood_is_taken_for_no_whole_list(strange: object) -> None:
    full = {"results": entries(0, 3)}
    pages = [full, full] if strange == "over and over" else [full, strange]
    found, _asked, _totals = read(pages)
    assert isinstance(found, Finding)
    assert found.code == "admin.not_understood"
