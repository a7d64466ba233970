"""The pretend Admin Portal, walked by the words on its pages in the documented order."""

from __future__ import annotations

import re
from uuid import UUID

import httpx
import pytest

from tests.practice.client import JANE, SAM, SERVICE, TEST_ADDRESS, Service
from tests.practice.running import RunningWorld
from tests.practice.visitor import Visitor

PARADIME = "https://account.paradime.io/login/callback"


def to_general_info(admin: Visitor) -> None:
    admin.follow("SSO Applications")
    admin.follow("+ Add New Application")
    admin.choose("Custom Application")
    admin.press("Next")
    admin.choose("Manage Single Sign-On (SSO)")
    admin.choose("Configure SSO with OIDC")
    admin.press("Next")


def to_the_tabs(admin: Visitor, label: str) -> None:
    to_general_info(admin)
    admin.type("Display Label", label)
    admin.choose("Show this application in User Portal")
    admin.press("Next")
    admin.follow("Configure Application")


def fill_tabs(admin: Visitor) -> None:
    admin.type("Redirect URI 1", PARADIME)
    admin.press("+ Add URI")
    admin.type("Redirect URI 2", TEST_ADDRESS)
    admin.choose("Refresh Token")
    admin.choose("Client Secret Post")
    admin.type("Login URL", "https://app.paradime.io")
    admin.choose("Email")
    admin.choose("Profile")
    admin.choose("Engineering")


@pytest.fixture
def admin(running: RunningWorld, web: httpx.Client) -> Visitor:
    return Visitor(web, running.world.console_url)


@pytest.fixture
def activated(admin: Visitor) -> Visitor:
    """Give an admin who has just activated an application."""
    to_the_tabs(admin, "Paradime")
    fill_tabs(admin)
    admin.press("Activate")
    return admin


def service_of(running: RunningWorld, web: httpx.Client, saved: Visitor) -> Service:
    client_id, secret = saved.value("Client ID"), saved.value("Client Secret")
    return Service(running.world, web, client_id, secret)


def test_the_documented_clicks_end_in_an_application_that_works(
    running: RunningWorld, web: httpx.Client, activated: Visitor
) -> None:
    service = service_of(running, web, activated)
    assert "Application Saved" in activated.page.title
    assert UUID(service.client_id)
    assert re.fullmatch(r"[A-Za-z0-9_.~-]{26}", service.secret)

    code = service.code(JANE, redirect_uri=TEST_ADDRESS)
    given = service.exchange(code, redirect_uri=TEST_ADDRESS).json()
    assert service.userinfo(given["access_token"]).json()["email"] == JANE.email
    assert service.refresh(given["refresh_token"]).status_code == 200
    assert service.asked(redirect_uri=PARADIME, prompt="none").error == "login_required"
    assert service.sign_in(SAM, redirect_uri=TEST_ADDRESS).error == "access_denied"


def test_the_secret_is_shown_only_once(activated: Visitor) -> None:
    secret = activated.value("Client Secret")
    activated.open(str(activated.reply.url))
    assert secret not in activated.reply.text
    assert "select Regenerate Secret" in activated.page.text


def test_the_application_stands_in_the_list_and_keeps_what_was_entered(activated: Visitor) -> None:
    activated.follow("Got It")
    assert activated.value("Redirect URI 1") == PARADIME
    assert activated.value("Redirect URI 2") == TEST_ADDRESS
    assert activated.is_on("Refresh Token")
    assert activated.is_on("Engineering")
    assert not activated.is_on("All Users")
    activated.follow("SSO Applications")
    assert "Paradime" in activated.page.links


def test_authorization_code_is_fixed_and_post_is_the_default(admin: Visitor) -> None:
    to_the_tabs(admin, "Paradime")
    fixed = next(c for c in admin.page.controls if c.label == "Authorization Code")
    assert (fixed.on, fixed.disabled) == (True, True)
    assert admin.is_on("Client Secret Post")
    assert not admin.is_on("Refresh Token")
    assert not admin.is_on("Email")


def test_the_three_tabs_are_called_as_in_jumpcloud(admin: Visitor) -> None:
    to_the_tabs(admin, "Paradime")
    tabs = [control.label for control in admin.page.controls if control.name == "tab"]
    assert tabs == ["General Info", "SSO", "User Groups"]


def test_a_missing_display_label_is_refused_and_the_rest_is_kept(admin: Visitor) -> None:
    to_general_info(admin)
    admin.type("Description", "Our <wiki> & more")
    admin.press("Next")
    assert admin.reply.status_code == 422
    assert "Display Label is mandatory." in admin.page.text
    assert admin.value("Description") == "Our <wiki> & more"


def test_the_wrong_features_lead_nowhere(admin: Visitor) -> None:
    admin.follow("+ Add New Application")
    admin.press("Next")
    admin.choose("Manage Single Sign-On (SSO)")
    admin.choose("Configure SSO with SAML")
    admin.press("Next")
    assert "Practice has nothing else." in admin.page.text


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("Redirect URI 1", "", "Redirect URIs: at least one is needed."),
        ("Redirect URI 1", "wiki.example/cb", "is not a complete address, or it has a # in it."),
        ("Redirect URI 1", f"{SERVICE}#x", "is not a complete address, or it has a # in it."),
        ("Login URL", "", "Login URL is mandatory."),
        ("Display Label", " ", "Display Label is mandatory."),
        ("Description", "x" * 257, "Description may have at most 256 characters."),
    ],
)
def test_activate_refuses_what_cannot_work_and_keeps_the_rest(
    admin: Visitor, label: str, typed: str, sentence: str
) -> None:
    to_the_tabs(admin, "Paradime")
    fill_tabs(admin)
    if label == "Redirect URI 1":
        admin.type("Redirect URI 2", "")
    admin.type(label, typed)
    admin.press("Activate")
    assert admin.reply.status_code == 422
    assert sentence in admin.page.text
    assert admin.is_on("Refresh Token")
    assert admin.is_on("Engineering")


def test_a_pasted_list_of_redirect_uris_becomes_one_field_each(admin: Visitor) -> None:
    to_the_tabs(admin, "Paradime")
    admin.type("Redirect URI 1", f"{PARADIME}\n {TEST_ADDRESS} \n\n{PARADIME}")
    admin.press("+ Add URI")
    assert admin.value("Redirect URI 1") == PARADIME
    assert admin.value("Redirect URI 2") == TEST_ADDRESS


def test_a_changed_redirect_uri_counts_after_save(
    running: RunningWorld, web: httpx.Client, activated: Visitor
) -> None:
    service = service_of(running, web, activated)
    activated.follow("Got It")
    activated.type("Redirect URI 1", SERVICE)
    activated.press("+ Add URI")
    assert service.asked(prompt="none").error == "invalid_request"
    activated.press("Save")
    assert "Saved." in activated.page.text
    assert service.asked(prompt="none").error == "login_required"
    assert service.asked(redirect_uri=PARADIME, prompt="none").error == "invalid_request"


def test_changed_groups_count_after_save(
    running: RunningWorld, web: httpx.Client, activated: Visitor
) -> None:
    service = service_of(running, web, activated)
    activated.follow("Got It")
    activated.choose("User Groups")
    activated.choose("Sales")
    activated.choose("Engineering", on=False)
    activated.press("Save")
    assert activated.is_on("User Groups")
    assert "code" in service.sign_in(SAM, redirect_uri=TEST_ADDRESS).fields
    assert service.sign_in(JANE, redirect_uri=TEST_ADDRESS).error == "access_denied"


def test_a_bad_change_is_refused_and_the_old_settings_stay(
    running: RunningWorld, web: httpx.Client, activated: Visitor
) -> None:
    service = service_of(running, web, activated)
    activated.follow("Got It")
    activated.type("Login URL", "")
    activated.press("Save")
    assert "Login URL is mandatory." in activated.page.text
    assert service.asked(redirect_uri=PARADIME, prompt="none").error == "login_required"


def test_regenerate_ends_the_old_secret_at_once(
    running: RunningWorld, web: httpx.Client, activated: Visitor
) -> None:
    before = service_of(running, web, activated)
    activated.follow("Got It")
    assert "Client Secret Valid" in activated.page.text
    activated.press("Regenerate Secret")
    after = service_of(running, web, activated)
    assert after.client_id == before.client_id
    assert before.refresh("x").json()["error"] == "invalid_client"
    assert after.refresh("x").json()["error"] == "invalid_grant"


def test_a_public_application_has_no_secret(admin: Visitor) -> None:
    to_the_tabs(admin, "Paradime")
    fill_tabs(admin)
    admin.choose("Public (None PKCE)")
    admin.press("Activate")
    assert "A public application has no Client Secret." in admin.page.text
    assert "Client Secret" not in [control.label for control in admin.page.controls]
    admin.follow("Got It")
    assert "Client Secret Valid" not in admin.page.text
    admin.choose("Client Secret Post")
    admin.press("Save")
    assert admin.is_on("Public (None PKCE)")


def test_a_deleted_application_is_unknown(
    running: RunningWorld, web: httpx.Client, activated: Visitor
) -> None:
    service = service_of(running, web, activated)
    activated.follow("Got It")
    activated.press("Delete Application")
    assert "There is no application yet." in activated.page.text
    assert service.asked(prompt="none").error == "invalid_client"


@pytest.mark.parametrize(("typed", "kept"), [("", "memberOf"), ("groups", "groups")])
def test_the_group_attribute_has_a_name_once_it_is_included(
    activated: Visitor, typed: str, kept: str
) -> None:
    activated.follow("Got It")
    activated.choose("include group attribute")
    activated.type("Groups Attribute Name", typed)
    activated.press("Save")
    assert activated.is_on("include group attribute")
    assert activated.value("Groups Attribute Name") == kept


def test_the_logo_is_remembered_by_its_name(admin: Visitor) -> None:
    to_general_info(admin)
    admin.type("Display Label", "Paradime")
    admin.choose("Logo")
    admin.type("Logo file", "paradime.png")
    admin.press("Next")
    assert "paradime.png" in admin.page.text


def test_what_looks_like_a_template_is_only_text(admin: Visitor) -> None:
    to_the_tabs(admin, "{{secret}} <b>{{#rows}}")
    assert admin.value("Display Label") == "{{secret}} <b>{{#rows}}"
    assert "<b>" not in admin.reply.text


def test_too_many_drafts_forget_the_oldest(admin: Visitor) -> None:
    to_the_tabs(admin, "First")
    first = str(admin.reply.url)
    for number in range(50):
        to_general_info(admin)
        admin.type("Display Label", f"More {number}")
        admin.press("Next")
    admin.open(first)
    assert admin.reply.status_code == 404
    assert "This page does not exist" in admin.page.text


@pytest.mark.parametrize("path", ["/nothing", "/applications/unknown", "/applications/draft/x"])
def test_an_unknown_page_says_so(admin: Visitor, running: RunningWorld, path: str) -> None:
    admin.open(f"{running.world.console_url}{path}")
    assert admin.reply.status_code == 404


def test_a_page_loads_only_its_own_stylesheet(admin: Visitor, web: httpx.Client) -> None:
    policy = admin.reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    reply = web.get(f"{str(admin.reply.url).rstrip('/')}/practice.css")
    assert reply.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in reply.text


def test_a_form_sent_from_another_page_is_refused(running: RunningWorld, web: httpx.Client) -> None:
    address = f"{running.world.console_url}/applications/new/general"
    fields = {"display_label": "Mine"}
    for origin in ("https://evil.example", "null"):
        assert web.post(address, data=fields, headers={"Origin": origin}).status_code == 403
    own = {"Origin": running.world.console_url}
    assert web.post(address, data=fields, headers=own).status_code == 303
