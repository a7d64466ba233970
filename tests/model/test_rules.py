"""What a typed text is cut down to, and why one is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model import rules
from jcwizard.model.rules import clean, judge
from jcwizard.model.service import Field, FieldKind, Option, Refusal

UUID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
SECRET = "HWcI.p6WmTqCv6.OHtG3Dp0~Ep"


def field(rule: str, **more: object) -> Field:
    return Field("it", "It", rule=rule, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "typed", "refusal"),
    [
        ("registration_id", "", "empty"),
        ("registration_id", "   ", "empty"),
        ("registration_id", "jump cloud", "registration_id_space"),
        ("registration_id", "JumpCloud", "registration_id_upper"),
        ("registration_id", "jump-cloud", "registration_id_characters"),
        ("registration_id", "jump_cloud", "registration_id_characters"),
        ("registration_id", "jumpclöud", "registration_id_characters"),
        ("registration_id", "https://acme.facets.cloud", "registration_id_url"),
        ("registration_id", "a/b", "registration_id_url"),
        ("registration_id", "a" * 65, "registration_id_long"),
        ("registration_id", "a" * 10_240, "too_long"),
        ("origin", "http://acme.console.facets.cloud", "url_http"),
        ("origin", "ftp://acme.console.facets.cloud", "url_scheme"),
        ("origin", "acme", "url_scheme_missing"),
        ("origin", "https://acme", "url_host"),
        ("origin", "https://", "url_host"),
        ("origin", "https://acme.example.", "url_host"),
        ("origin", "https://acme..example", "url_host"),
        ("origin", "https://acme.example\\login", "url_host"),
        ("origin", "https://acme.example>", "url_host"),
        ("origin", "https://acme.example:0", "url_host"),
        ("web_url", 'https://wiki.acme.example"/login', "url_host"),
        ("origin", "https://a b.example", "url_space"),
        ("origin", "https://user:pass@acme.example", "url_credentials"),
        ("origin", "https://acme.example:99999", "url_host"),
        ("origin", "https://[::1", "url_host"),
        ("web_url", "wiki.acme.example/login", "url_scheme_missing"),
        ("web_url", "https://wiki.acme.example/#a", "url_fragment"),
        ("web_url", "http://wiki.acme.example/", "url_http"),
        ("redirect_urls", "https://a.example/cb\nhttps://*.example/cb", "url_wildcard"),
        ("redirect_urls", "https://a.example/cb\nhttps://a.example/cb", "url_twice"),
        ("redirect_urls", "https://a.example/cb\nhttp://b.example/cb", "url_http"),
        ("issuer_url", "https://oauth.id.jumpcloud.com/?a=b", "issuer_query"),
        ("client_id", "https://console.jumpcloud.com", "client_id_url"),
        ("client_id", "4ff1 22de", "client_id_space"),
        ("client_id", UUID[:20], "client_id_half"),
        ("client_id", SECRET, "client_id_is_secret"),
        ("client_id", "ä" * 10, "client_id_shape"),
        ("client_secret", "https://console.jumpcloud.com", "client_secret_url"),
        ("client_secret", "two words", "client_secret_space"),
        ("client_secret", "••••••••", "client_secret_dots"),
        ("client_secret", "a" * 10_240, "too_long"),
        ("button_text", "x" * 51, "button_text_long"),
        ("button_text", "two\nlines", "one_line"),
        ("label", "x" * 129, "label_long"),
        ("scopes", "email profile", "scopes_openid"),
        ("scopes", 'openid "email"', "scopes_characters"),
    ],
)
def test_a_wrong_text_is_refused_with_its_reason(rule: str, typed: str, refusal: str) -> None:
    ruling = judge(field(rule), typed)
    assert (ruling.refusal, ruling.value, ruling.ok) == (refusal, "", False)


@pytest.mark.row("P8")
@pytest.mark.parametrize(
    ("rule", "typed", "value", "notices"),
    [
        ("registration_id", "jumpcloud", "jumpcloud", ()),
        ("registration_id", " jumpcloud\n", "jumpcloud", ("spaces_removed",)),
        ("registration_id", "jump\u200bcloud", "jumpcloud", ("invisible_removed",)),
        ("registration_id", "\ufeffjumpcloud\u00a0", "jumpcloud", None),
        (
            "origin",
            "https://Acme.Console.Facets.Cloud/capc/home?x=1#y",
            "https://acme.console.facets.cloud",
            ("cut_to_host",),
        ),
        ("origin", "https://acme.example/", "https://acme.example", ()),
        ("origin", "https://acme.example:443", "https://acme.example", ("cut_to_host",)),
        ("origin", "https://acme.example:8443/x", "https://acme.example:8443", ("cut_to_host",)),
        ("origin", "acme.console.facets.cloud", "https://acme.console.facets.cloud", None),
        ("origin", "http://127.0.0.1:8123", "http://127.0.0.1:8123", ()),
        ("web_url", "https://a.example/Login/", "https://a.example/Login/", ()),
        ("client_id", UUID, UUID, ()),
        ("client_id", "facets-test", "facets-test", ("client_id_unusual",)),
        ("client_secret", SECRET, SECRET, ()),
        ("client_secret", f" {SECRET}\r\n", SECRET, ("spaces_removed",)),
        ("client_secret", f"{SECRET}\u00a0", SECRET, ("spaces_removed",)),
        ("client_secret", "short", "short", ("client_secret_short",)),
        ("client_secret", UUID, UUID, ("client_secret_like_id",)),
        ("client_secret", "a+b/c=d%20:&efghijk", "a+b/c=d%20:&efghijk", ()),
        ("scopes", "openid  email\nprofile email", "openid\nemail\nprofile", ()),
    ],
)
@pytest.mark.row("M35")
def test_a_right_text_is_taken_and_what_was_changed_is_said(
    rule: str, typed: str, value: str, notices: tuple[str, ...] | None
) -> None:
    ruling = judge(field(rule), typed)
    assert (ruling.ok, ruling.value) == (True, value)
    assert notices is None or ruling.notices == notices


JUMPCLOUD = "https://oauth.id.jumpcloud.com/"


@pytest.mark.row("P13")
@pytest.mark.parametrize(
    ("typed", "value", "notices"),
    [
        (JUMPCLOUD, JUMPCLOUD, ()),
        # Without its slash it is another issuer, and only the server knows which one is right.
        (JUMPCLOUD.rstrip("/"), JUMPCLOUD.rstrip("/"), ()),
        (f"  {JUMPCLOUD}\n", JUMPCLOUD, ("spaces_removed",)),
        (f"\u200b{JUMPCLOUD}\ufeff", JUMPCLOUD, ("invisible_removed",)),
        (JUMPCLOUD + ".well-known/openid-configuration", JUMPCLOUD, ("issuer_cut",)),
        (JUMPCLOUD + ".well-known/openid-configuration/", JUMPCLOUD, ("issuer_cut",)),
        ("http://127.0.0.1:4444/", "http://127.0.0.1:4444/", ()),
    ],
)
def test_an_issuer_typed_oddly_is_put_right_and_said(
    typed: str, value: str, notices: tuple[str, ...]
) -> None:
    ruling = judge(field("issuer_url"), typed)
    assert (ruling.ok, ruling.value, ruling.notices) == (True, value, notices)


@pytest.mark.row("P13")
@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("http://oauth.id.jumpcloud.com/", "url_http"),
        ("oauth.id.jumpcloud.com", "url_scheme_missing"),
        ("ftp://oauth.id.jumpcloud.com/", "url_scheme"),
        ("https://oauth.id jumpcloud.com/", "url_space"),
        ("https://oauth.id.jumpcl\u043eud.com/", "issuer_letters"),
        ("https://\u1d0fauth.id.jumpcloud.com/", "issuer_letters"),
        ("https://oauth.id.jumpcloud\u3002com/", "url_host"),
        ("https://oauth.id.jumpcloud.com@evil.example/", "url_credentials"),
        ("https://oauth.id.jumpcloud.com\\@evil.example/", "url_credentials"),
        ("https://oauth.id.jumpcloud.com/?x=1", "issuer_query"),
        ("https://oauth.id.jumpcloud.com/?", "issuer_query"),
        ("https://oauth.id.jumpcloud.com/#x", "url_fragment"),
        ("https://oauth.id.jumpcloud.com:0/", "url_host"),
    ],
)
def test_an_issuer_that_cannot_be_put_right_is_refused_with_its_reason(
    typed: str, refusal: str
) -> None:
    ruling = judge(field("issuer_url"), typed)
    assert (ruling.ok, ruling.refusal) == (False, refusal)


def test_an_address_known_to_be_wrong_is_refused_by_name() -> None:
    asked = field("origin", refusals=(Refusal(("auth.paradime.io", "?connection="), "Old."),))
    assert judge(asked, "https://auth.paradime.io/login/callback").reason == "Old."
    assert judge(asked, "AUTH.paradime.io").reason == "Old."
    assert judge(asked, "https://x.example/?connection=y").reason == "Old."
    assert judge(asked, "https://app.paradime.io").ok


def test_a_choice_takes_only_its_options() -> None:
    asked = field("text", kind=FieldKind.CHOICE, options=(Option("eu", "Europe"),))
    assert judge(asked, "eu").value == "eu"
    assert judge(asked, "mars").refusal == "choice"


def test_an_optional_field_may_stay_empty() -> None:
    assert judge(field("label", optional=True), "  ").ok


@pytest.mark.row("M35")
def test_swapped_values_are_noticed() -> None:
    assert rules.swapped(SECRET, UUID)
    assert rules.swapped(UUID, UUID)
    assert not rules.swapped(UUID, SECRET)
    assert not rules.swapped("facets", "secret")
    assert not rules.swapped("", SECRET)


@pytest.mark.parametrize("rule", sorted(rules.RULES))
@given(typed=st.text(max_size=300))
def test_a_ruling_is_final(rule: str, typed: str) -> None:
    """Whatever is typed, there is a ruling; what was taken is taken again, unchanged."""
    once = judge(field(rule), typed)
    assert once.ok == bool(once.value)
    if once.ok:
        again = judge(field(rule), once.value)
        assert (again.ok, again.value) == (True, once.value)


@given(st.text(max_size=100))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    cleaned, _ = clean(typed)
    assert clean(cleaned) == (cleaned, ())


@given(
    st.from_regex(
        r"https://[a-z]{1,9}\.[a-z]{2,5}(:[1-9][0-9]{1,3})?(/[a-z0-9/]*)?", fullmatch=True
    )
)
def test_any_page_of_a_service_is_cut_down_to_scheme_and_host(address: str) -> None:
    value = judge(field("origin"), address).value
    assert value.count("/") == 2
    assert address.startswith(value) or ":443" in address
