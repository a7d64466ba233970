"""What resources/ says hangs together: pictures, sentences, clicks and the two documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jcwizard.catalogue import Catalogue, load
from jcwizard.model.rules import judge
from jcwizard.model.service import FieldKind

ROOT = Path(__file__).parents[2]
PICTURES = {path.stem for path in (ROOT / "resources" / "pictures").glob("*.svg")}
ICONS = {path.stem for path in (ROOT / "resources" / "icons").glob("*.svg")}
SERVICES = ["facets", "paradime", "custom"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


def test_every_picture_that_is_named_is_drawn(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        assert service.icon in ICONS
        named = {ending.picture for ending in service.endings}
        named |= {step.picture for step in service.steps}
        named |= {click.picture for step in service.steps for click in step.clicks}
        assert named - {""} <= PICTURES, service.id


def test_every_refusal_and_notice_has_its_sentence_and_no_sentence_is_left_over(
    catalogue: Catalogue,
) -> None:
    rules = ("model/rules.py", "model/addresses.py")
    names = (*rules, "jumpcloud/access.py", "ui/admin/sign_in_form.py")
    sources = (ROOT / "jcwizard" / name for name in names)
    code = "\n".join(source.read_text("utf-8") for source in sources)
    # Every quoted word there that is a key, and the two that pages say themselves.
    quoted = set(re.findall(r'"([a-z_]+)"', code)) | {"swapped", "recognised"}
    keys = {key for key in catalogue.words if key.startswith(("rule.", "notice."))}
    assert {key.split(".", 1)[1] for key in keys} <= quoted
    refusals = set(re.findall(r'refusal="(\w+)"', code)) | set(re.findall(r'"(url_\w+)"', code))
    notices = set(re.findall(r'"(\w+)",\)', code)) | set(re.findall(r'append\("(\w+)"\)', code))
    assert {f"rule.{name}" for name in refusals} <= keys
    assert {f"notice.{name}" for name in notices} <= keys


@pytest.mark.parametrize("service_id", SERVICES)
def test_every_example_is_right(catalogue: Catalogue, service_id: str) -> None:
    for field in catalogue.services[service_id].fields.values():
        if field.example and field.kind is not FieldKind.CHOICE:
            ruling = judge(field, field.example)
            assert ruling.ok, field.id
            assert "client_id_unusual" not in ruling.notices
        if field.default:
            assert judge(field, field.default).ok, field.id


@pytest.mark.parametrize("service_id", SERVICES)
def test_every_address_to_recognise_is_bare_and_in_small_letters(
    catalogue: Catalogue, service_id: str
) -> None:
    for field in catalogue.services[service_id].fields.values():
        for host in [h for option in field.options for h in option.hosts]:
            assert re.fullmatch(r"[a-z0-9.-]+", host)
        for host in [h for refusal in field.refusals for h in refusal.hosts]:
            assert host.startswith("?") or re.fullmatch(r"[a-z0-9.-]+", host)


def test_no_jargon_stands_in_what_everybody_reads(catalogue: Catalogue) -> None:
    jargon = re.compile(r"\b(OIDC|PKCE|scopes?|claims?|JWT|OAuth2?)\b")
    # The documents' own labels, which the person must find on the other product's screen.
    labels = ("Configure SSO with OIDC", "Standard Scopes", "OAuth Integrations")

    def plain(text: str) -> str:
        for label in labels:
            text = text.replace(label, "")
        return text

    texts: list[str] = []
    for service in catalogue.services.values():
        texts += [service.summary, *service.limits]
        for step in service.steps:
            texts += [step.title, step.heading, step.lead]
            texts += [t for c in step.clicks for t in (c.title, c.text, c.note)]
        texts += [t for f in service.fields.values() for t in (f.label, f.help)]
        texts += [t for e in service.endings for t in (e.title, e.text, e.action)]
    assert len(texts) > 200
    assert not [text for text in texts if jargon.search(plain(text))]


def test_no_sentence_shouts(catalogue: Catalogue) -> None:
    files = [*(ROOT / "resources").rglob("*.toml")]
    assert len(files) > 6
    for file in files:
        text = re.sub(r"(?m)^\s*#.*$", "", file.read_text("utf-8"))
        assert "!" not in text, file.name


def test_a_page_says_little_before_its_first_control(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        for step in service.steps:
            assert len(f"{step.heading} {step.lead}".split()) <= 60, step.id


DOCUMENTED = {
    "facets": [
        "OAuth Integrations",
        "Add Integrations",
        "Registration ID",
        "Redirect URL",
        "User Authentication",
        "SSO Applications",
        "+ Add New Application",
        "Custom Application",
        "Manage Single Sign-On (SSO)",
        "Configure SSO with OIDC",
        "Display Label",
        "Description",
        "User Portal Image",
        "Configure Application",
        "Login URL",
        "Attribute Mapping",
        "Email",
        "Profile",
        "Standard Scopes",
        "User Groups",
        "Activate",
        "Client Secret Valid",
        "Regenerate Secret",
        "Client ID",
        "Client Secret",
        "Login Button Text",
        "Create",
    ],
    "paradime": [
        "SSO Applications",
        "+ Add New Application",
        "Custom Application",
        "Manage Single Sign-On (SSO)",
        "Configure SSO with OIDC",
        "Display Label",
        "Show application in User Portal",
        "User Portal Image",
        "Configure Application",
        "Refresh Token",
        "Grant Types",
        "Redirect URI",
        "Client Authentication Type",
        "Login URL",
        "Attribute Mapping",
        "Email",
        "Profile",
        "Activate",
        "User Groups",
        "support@paradime.io",
        "Continue with JumpCloud",
    ],
}


@pytest.mark.parametrize("service_id", sorted(DOCUMENTED))
def test_every_label_of_the_document_has_its_place_in_its_order(
    catalogue: Catalogue, service_id: str
) -> None:
    service = catalogue.services[service_id]
    texts: list[str] = []
    for step in service.steps:
        texts += [step.heading, step.lead]
        for click in step.clicks:
            texts += [click.text, click.note, *(value.label for value in click.values)]
        texts += [value.label for value in step.shows]
        texts += [service.fields[key].label for key in step.fields]
    texts += [text for ending in service.endings for text in (ending.title, ending.text)]
    everything = "\n".join(texts)
    assert [label for label in DOCUMENTED[service_id] if label not in everything] == []


def test_the_clicks_of_facets_follow_its_document(catalogue: Catalogue) -> None:
    ids = [click.id for click in catalogue.services["facets"].step("application").clicks]
    document = "menu add custom features label review redirect login_url attributes groups activate"
    assert [name for name in ids if name in document.split()] == document.split()


def test_the_clicks_of_paradime_follow_its_document(catalogue: Catalogue) -> None:
    ids = [click.id for click in catalogue.services["paradime"].step("application").clicks]
    document = (
        "menu add custom features label_in_portal portal_image review grant_types redirect "
        "authentication login_url attributes groups activate secret"
    )
    assert ids == document.split()


def test_the_logo_of_paradime_is_one_press_away(catalogue: Catalogue) -> None:
    clicks = catalogue.services["paradime"].step("application").clicks
    logo = next(click for click in clicks if click.id == "portal_image")
    assert logo.opens.startswith("https://paradime.notion.site/Icon-purple-")
    assert logo.opens_label


def test_the_mail_to_paradime_has_no_place_for_the_secret(catalogue: Catalogue) -> None:
    mail = catalogue.services["paradime"].mail
    assert mail is not None
    assert (mail.to, "client_secret" in mail.body) == ("support@paradime.io", False)
