"""The pretend portal and the pretend Admin API work on the same applications."""

from __future__ import annotations

import httpx
import pytest

from jcwizard.practice.application_json import CONSTANT_ROWS
from jcwizard.practice.settings import Settings
from tests.practice.admin import GENERAL, OIDC, Admin, sso, sso_body
from tests.practice.client import JANE, SAM, SERVICE, TEST_ADDRESS, Service
from tests.practice.running import RunningWorld
from tests.practice.visitor import Visitor

EMAIL_ROW = {"name": "email", "value": "email"}
NAME_ROW = {"name": "name", "value": "fullname"}


def page_of(admin: Admin, web: httpx.Client, application: str) -> Visitor:
    return Visitor(web, f"{admin.world.console_url}/applications/{application}")


def only_id(admin: Admin) -> str:
    (row,) = admin.get("/applications").json()["results"]
    return str(row["_id"])


def by_hand(running: RunningWorld, **changes: object) -> None:
    """Register as the portal's form does, with the boxes Email and Profile ticked."""
    entered: dict[str, object] = {
        "display_label": "By hand",
        "redirect_uris": (SERVICE,),
        "login_url": "https://wiki.example",
        "email": True,
        "profile": True,
    }
    running.register(Settings(**(entered | changes)))  # type: ignore[arg-type]


def test_an_application_of_the_api_stands_in_the_portal(
    admin_api: Admin, web: httpx.Client
) -> None:
    application, oidc = admin_api.create()
    admin_api.bind(application, admin_api.group("Sales"))
    portal = Visitor(web, admin_api.world.console_url)
    assert oidc["clientId"] in portal.page.text
    portal.follow("Paradime")
    assert portal.value("Redirect URI 1") == SERVICE
    assert portal.value("Login URL") == OIDC["relyingPartyUrl"]
    assert portal.value("Display Label") == "Paradime"
    on = ("Client Secret Post", "Refresh Token", "Email", "Profile", "Sales")
    assert all(portal.is_on(label) for label in (*on, "Show this application in User Portal"))
    assert not portal.is_on("Engineering")


def test_what_the_portal_changes_the_api_shows(admin_api: Admin, web: httpx.Client) -> None:
    application, first = admin_api.create(mine={"kept": True}, dynamicClaims=[EMAIL_ROW, NAME_ROW])
    portal = page_of(admin_api, web, application)
    portal.type("Display Label", "Reports")
    portal.press("+ Add URI")
    portal.type("Redirect URI 2", TEST_ADDRESS)
    portal.choose("Refresh Token", on=False)
    portal.choose("Client Secret Basic")
    portal.choose("Show this application in User Portal", on=False)
    portal.choose("All Users")
    portal.press("Save")
    oidc = admin_api.oidc(application)
    assert oidc["redirectUris"] == [SERVICE, TEST_ADDRESS]
    assert oidc["grantTypes"] == ["authorization_code"]
    assert oidc["tokenEndpointAuthMethod"] == "client_secret_basic"
    assert oidc["dynamicClaims"] == [EMAIL_ROW, NAME_ROW]
    assert oidc["mine"] == {"kept": True}
    assert oidc["clientId"] == first["clientId"]
    general = admin_api.get(f"/applications/{application}").json()
    assert general["displayLabel"] == "Reports"
    assert general["sso"]["hidden"] is True
    assert admin_api.bound(application) == [admin_api.group("All Users")]


def test_an_application_made_by_hand_shows_its_rows_and_the_constant(
    running: RunningWorld, admin_api: Admin
) -> None:
    by_hand(running)
    oidc = admin_api.oidc(only_id(admin_api))
    assert oidc["dynamicClaims"] == OIDC["dynamicClaims"]
    assert oidc[CONSTANT_ROWS] == [{"name": "email_verified", "value": "true"}]
    assert oidc["consent"] == "trusted"
    assert "clientSecret" not in oidc


def test_the_constant_can_be_taken_out_from_both_ends(
    running: RunningWorld, admin_api: Admin, web: httpx.Client
) -> None:
    by_hand(running)
    application = only_id(admin_api)
    portal = page_of(admin_api, web, application)
    portal.choose("email_verified = true", on=False)
    portal.press("Save")
    assert portal.is_on("Email")
    assert CONSTANT_ROWS not in admin_api.oidc(application)
    assert admin_api.oidc(application)["dynamicClaims"] == OIDC["dynamicClaims"]

    portal.choose("Email", on=False)
    portal.press("Save")
    portal.choose("Email")
    portal.press("Save")
    assert portal.is_on("email_verified = true")
    back = admin_api.oidc(application)
    del back[CONSTANT_ROWS]
    admin_api.put(sso(application), {"type": "oidc", "hidden": False, "oidc": back})
    again = page_of(admin_api, web, application)
    assert again.is_on("Email")
    assert "email_verified = true" not in again.page.text


def test_rows_of_the_api_are_sent_under_their_own_names(
    admin_api: Admin, web: httpx.Client
) -> None:
    rows = [NAME_ROW, {"name": "mail", "value": "email"}, {"name": "x", "value": "shoeSize"}]
    application, oidc = admin_api.create(
        dynamicClaims=[
            *rows,
            {"name": "roles", "value": "groups"},
            {"name": "iss", "value": "email"},
        ]
    )
    for name in ("All Users", "Engineering"):
        admin_api.bind(application, admin_api.group(name))
    service = Service(admin_api.world, web, oidc["clientId"], oidc["clientSecret"])
    given = service.exchange(service.code(JANE)).json()
    person = service.userinfo(given["access_token"]).json()
    assert person["name"] == JANE.name
    assert person["mail"] == JANE.email
    assert person["roles"] == ["All Users", "Engineering"]
    assert person["iss"] == admin_api.world.issuer
    assert not {"email", "x"} & set(person)


def test_a_duplicate_row_can_be_cleared_in_the_portal(admin_api: Admin, web: httpx.Client) -> None:
    application, _ = admin_api.create(dynamicClaims=[EMAIL_ROW, EMAIL_ROW, NAME_ROW])
    portal = page_of(admin_api, web, application)
    twice = [control for control in portal.page.controls if control.label.startswith("email ")]
    assert len(twice) == 2
    twice[1].on = False
    portal.press("Save")
    assert admin_api.oidc(application)["dynamicClaims"] == [EMAIL_ROW, NAME_ROW]


@pytest.mark.parametrize(("typed", "name"), [("memberOf", "memberOf"), ("teams", "teams")])
def test_the_group_attribute_is_a_row_at_the_api(
    running: RunningWorld, admin_api: Admin, web: httpx.Client, typed: str, name: str
) -> None:
    by_hand(running, group_attribute="groups", email=False, profile=False)
    application = only_id(admin_api)
    assert admin_api.oidc(application)["dynamicClaims"] == [{"name": "groups", "value": "groups"}]
    portal = page_of(admin_api, web, application)
    portal.type("Groups Attribute Name", typed)
    portal.press("Save")
    assert admin_api.oidc(application)["dynamicClaims"] == [{"name": name, "value": "groups"}]
    portal.choose("include group attribute", on=False)
    portal.press("Save")
    assert admin_api.oidc(application)["dynamicClaims"] == []


def test_a_half_made_application_can_be_finished_in_the_portal(
    admin_api: Admin, web: httpx.Client
) -> None:
    application = admin_api.shell()
    portal = Visitor(web, admin_api.world.console_url)
    assert "not activated yet" in portal.page.text
    portal.follow("Paradime")
    assert "Not activated yet" in portal.page.text
    portal.type("Redirect URI 1", SERVICE)
    portal.type("Login URL", "https://wiki.example")
    portal.choose("Email")
    portal.choose("All Users")
    portal.press("Activate")
    service = Service(
        admin_api.world, web, portal.value("Client ID"), portal.value("Client Secret")
    )
    assert admin_api.oidc(application)["clientId"] == service.client_id
    assert "code" in service.sign_in(SAM, scope="openid email").fields


def test_a_half_made_application_can_be_deleted_in_the_portal(
    admin_api: Admin, web: httpx.Client
) -> None:
    portal = page_of(admin_api, web, admin_api.shell())
    assert "Regenerate Secret" not in portal.page.text
    portal.press("Delete Application")
    assert "There is no application yet." in portal.page.text
    assert list(admin_api.world.applications) == []


def test_an_application_that_is_not_active_says_so_and_can_be_set_active(
    admin_api: Admin, web: httpx.Client
) -> None:
    application, _ = admin_api.create()
    admin_api.put(f"/applications/{application}", GENERAL | {"active": False})
    portal = page_of(admin_api, web, application)
    assert "This application is not active" in portal.page.text
    portal.press("Set to Active")
    assert "This application is not active" not in portal.page.text
    assert admin_api.get(f"/applications/{application}").json()["active"] is True


def test_an_application_without_a_label_has_its_templates_name_in_the_list(
    running: RunningWorld, admin_api: Admin, web: httpx.Client
) -> None:
    by_hand(running, display_label="")
    assert admin_api.get("/applications").json()["results"][0]["displayLabel"] == ""
    portal = Visitor(web, running.world.console_url)
    portal.follow("OpenID Connect")
    assert portal.value("Display Label") == ""


def test_what_is_not_oidc_stands_in_the_list_and_has_no_page(
    running: RunningWorld, web: httpx.Client
) -> None:
    running.world.fill(applications=10)
    portal = Visitor(web, running.world.console_url)
    assert "SAML application 00010 (SAML)" in portal.page.text
    (saml,) = (one for one in running.world.applications if one.application.kind == "saml")
    portal.open(f"{running.world.console_url}/applications/{saml.key}")
    assert portal.reply.status_code == 404


def test_another_organisations_application_is_not_in_acmes_portal(
    running: RunningWorld, web: httpx.Client
) -> None:
    globex = running.world.organisations[1]
    several = Admin(running.world, web, running.world.keys["several"])
    reply = several.ask("POST", "/applications", json=GENERAL, headers={"x-org-id": globex.id})
    assert reply.json()["organization"] == globex.id
    assert "There is no application yet." in Visitor(web, running.world.console_url).page.text


def test_of_many_groups_the_portal_shows_the_first_and_all_that_are_bound(
    admin_api: Admin, web: httpx.Client
) -> None:
    admin_api.world.fill(groups=1_000)
    application, _ = admin_api.create()
    for name in ("Group 00900", "Sales"):
        admin_api.bind(application, admin_api.group(name))
    portal = page_of(admin_api, web, application)
    assert len([control for control in portal.page.controls if control.name == "group"]) == 201
    portal.choose("Sales", on=False)
    portal.press("Save")
    assert admin_api.bound(application) == [admin_api.group("Group 00900")]


def test_a_fault_is_seen_by_the_api_and_put_right_by_a_write(
    running: RunningWorld, admin_api: Admin, web: httpx.Client
) -> None:
    application, oidc = admin_api.create(redirectUris=[SERVICE, TEST_ADDRESS])
    service = Service(running.world, web, oidc["clientId"], oidc["clientSecret"])
    running.world.set_fault("missing-redirect")
    assert admin_api.oidc(application)["redirectUris"] == [TEST_ADDRESS]
    assert service.asked(prompt="none").error == "invalid_request"
    admin_api.put(sso(application), sso_body(redirectUris=[SERVICE, TEST_ADDRESS]))
    assert service.asked(prompt="none").error == "login_required"

    running.world.set_fault("missing-email")
    assert EMAIL_ROW not in admin_api.oidc(application)["dynamicClaims"]
    admin_api.put(sso(application), sso_body(redirectUris=[SERVICE]))
    assert EMAIL_ROW in admin_api.oidc(application)["dynamicClaims"]

    running.world.set_fault("user-not-assigned")
    assert admin_api.bound(application) == []
    assert admin_api.bind(application, admin_api.group("All Users")).status_code == 204
    assert "code" in service.sign_in().fields


def test_every_change_by_the_api_is_told(web: httpx.Client) -> None:
    told: list[int] = []
    with RunningWorld(on_change=lambda: told.append(1)) as running:
        admin = Admin(running.world, web)
        application, _ = admin.create()
        assert len(told) == 2
        admin.get("/applications")
        assert len(told) == 2
        assert admin.put(sso(application), {}).status_code == 400
        assert len(told) == 2
        admin.bind(application, admin.group("Sales"))
        assert len(told) == 3
