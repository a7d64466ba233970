"""What is typed to sign in with stays in memory, unless the person asks for the keychain."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.practice.world import World
from jcwizard.ui.admin.key_keeping import TICK
from jcwizard.ui.admin.sign_in_form import SignInForm
from jcwizard.ui.context import Context
from tests.practice.running import RunningWorld
from tests.ui.admin_world import AdminWalk, stand_in
from tests.ui.pages.finding import said
from tests.ui.pages.living import FakeKeychain, Living, everything_shown
from tests.ui.sample import Heard

KEPT = "Keep the key in this computer's keychain"


@pytest.fixture
def keychain(context: Context) -> FakeKeychain:
    """A keychain that does as it is told."""
    made = FakeKeychain()
    context.make_keychain = lambda: made  # type: ignore[assignment,return-value]
    return made


@pytest.fixture
def walk(live: Living, world: RunningWorld, context: Context, keychain: FakeKeychain) -> AdminWalk:
    """A person at the sign-in of practice's Admin API."""
    stand_in(context, world.world)
    walked = AdminWalk(live, world)
    walked.open("Create it for me")
    return walked


def form(walk: AdminWalk) -> SignInForm:
    return walk.page.findChildren(SignInForm)[0]


def entry(world: World) -> str:
    return f"{world.console_url.removeprefix('http://')} admin key"


def test_the_keychain_is_not_touched_unless_asked(walk: AdminWalk, keychain: FakeKeychain) -> None:
    walk.sign_in()
    assert keychain.asked == []
    assert TICK not in walk.context.setup.ticks


def test_an_agreed_key_is_kept_only_once_jumpcloud_has_taken_it(
    walk: AdminWalk, keychain: FakeKeychain
) -> None:
    walk.press(KEPT)
    walk.sign_in(walk.world.keys["expired"])
    assert keychain.asked == []
    walk.sign_in()
    walk.until(lambda: not form(walk).keeping.busy)
    kept = keychain.entries[entry(walk.world)].reveal()
    assert kept.endswith(walk.world.api_key.reveal())
    assert walk.context.setup.ticks[TICK] == entry(walk.world)


def test_a_kept_key_comes_back_and_is_deleted_when_the_tick_goes(
    walk: AdminWalk, keychain: FakeKeychain
) -> None:
    walk.press(KEPT)
    walk.sign_in()
    walk.until(lambda: not form(walk).keeping.busy)
    walk.press("Sign in with another key or account")
    walk.until(lambda: form(walk).key.secret is not None)
    assert form(walk).key.secret == walk.world.api_key
    walk.press(KEPT)
    walk.until(lambda: not keychain.entries)
    assert TICK not in walk.context.setup.ticks


def test_a_kept_service_account_comes_back_whole(walk: AdminWalk) -> None:
    client_id, secret = walk.world.service_account
    walk.press("Use a service account")
    form(walk).account.take(client_id)
    walk.type_secret("Service account Client Secret", secret)
    walk.press(KEPT)
    walk.primary("Sign in to JumpCloud")
    walk.until(lambda: walk.at == "find")
    walk.rest()
    walk.until(lambda: not form(walk).keeping.busy)
    walk.press("Sign in with another key or account")
    walk.until(lambda: form(walk).secret.secret is not None)
    assert (form(walk).account.text, form(walk).secret.secret) == (client_id, secret)


def test_a_keychain_that_refuses_is_told_and_the_session_goes_on(
    walk: AdminWalk, keychain: FakeKeychain
) -> None:
    keychain.trouble = Finding("keychain.locked")
    walk.press(KEPT)
    walk.sign_in()
    walk.until(lambda: not form(walk).keeping.busy)
    assert walk.context.admin is not None
    walk.press("Sign in with another key or account")
    assert "The key stays in this program's memory" in said(walk.page)
    assert form(walk).keeping.trouble == keychain.trouble


def test_something_strange_in_the_keychain_is_no_key(
    walk: AdminWalk, keychain: FakeKeychain
) -> None:
    keychain.entries[entry(walk.world)] = Secret("another program's secret, of three words")
    walk.context.setup.tick(TICK, entry(walk.world))
    form(walk).entered()
    walk.until(lambda: not form(walk).keeping.busy)
    assert form(walk).key.secret is None
    assert TICK not in walk.context.setup.ticks


def test_what_is_surely_no_key_is_refused_by_name(walk: AdminWalk) -> None:
    walk.type_secret("Admin API key", Secret("https://console.jumpcloud.com/some/page"))
    assert "This looks like an address, not a key" in said(walk.page)
    assert not walk.living.window.footer.primary.isEnabled()


def test_the_typed_key_is_shown_to_nobody_on_a_shared_screen(walk: AdminWalk) -> None:
    key = walk.world.api_key
    walk.type_secret("Admin API key", key)
    walk.context.sharing.turn(True)
    assert not form(walk).key.hold.isEnabled()
    assert key.reveal() not in everything_shown(walk.living.window)


def test_where_the_key_goes_is_named_when_the_setup_chose_the_address(walk: AdminWalk) -> None:
    assert "The key will go to" not in said(walk.page)
    walk.context.setup.put("admin_api", "https://proxy.acme.example/api")
    walk.living.window.refresh()
    assert "The key will go to proxy.acme.example" in said(walk.page)


def test_the_link_opens_the_pretend_keys_in_practice(walk: AdminWalk, heard: Heard) -> None:
    walk.press("Open the pretend JumpCloud's keys")
    walk.press("Use a service account")
    walk.press("Open the pretend JumpCloud's keys")
    assert heard.opened == [walk.world.key_page, walk.world.service_account_page]


def test_the_way_to_a_key_unfolds_and_warns_of_a_new_one(walk: AdminWalk) -> None:
    assert "Do not generate a new key over an old one" in said(walk.page)
    walk.press("Where do I find my key?")
    assert "click your initials at the top right" in said(walk.page)


def test_every_field_is_called_as_its_label(walk: AdminWalk) -> None:
    for kind, names in (
        ("Use an Admin API key", ("Admin API key",)),
        (
            "Use a service account",
            ("Service account Client ID", "Service account Client Secret"),
        ),
    ):
        walk.press(kind)
        for name in names:
            assert walk.find(QLineEdit, name).isEnabled()
            assert walk.find(QLabel, name).isVisibleTo(walk.page)
