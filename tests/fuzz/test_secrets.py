"""What is shown and kept: no secret survives in an exchange, whatever a server does with it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from unittest import mock
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.secret import Secret
from jcwizard.net.messages import Request
from jcwizard.net.proxies import read_proxies
from jcwizard.net.redaction import excerpt, page_title, public_url, record
from jcwizard.net.trouble import Trouble
from jcwizard.oidc.credentials import basic
from jcwizard.oidc.untrusted import MAX_SHOWN, shown
from tests.fuzz.cases import CLIENT_ID, ISSUER, anything, cases, near, soon

# Secrets as JumpCloud and others make them, and worse: no two characters alike, so that a piece
# that stays is no accident.
secrets_made = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=12, max_size=60
)
PLACES = ("error_description", "error", "hint", "issuer", "scope", "keys", "token_type")
FORMS: tuple[Callable[[str], str], ...] = (
    str,
    quote_plus,
    lambda text: quote(text, safe=""),
    lambda text: json.dumps(text)[1:-1],
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: basic(CLIENT_ID, Secret(text)).reveal().removeprefix("Basic "),
)


@cases
@given(
    secrets_made,
    st.sampled_from(FORMS),
    st.sampled_from(PLACES),
    anything,
    st.sampled_from(["application/json", "text/html", "text/plain", ""]),
    st.integers(0, 2_000),
)
def test_no_secret_of_a_request_survives_in_its_record(
    text: str, form: Callable[[str], str], place: str, around: str, kind: str, filler: int
) -> None:
    said = form(text)
    request = Request(
        "POST",
        f"{ISSUER}oauth2/token",
        form=(("grant_type", "authorization_code"), ("client_secret", Secret(text))),
        headers=(("Authorization", basic(CLIENT_ID, Secret(text))),),
    )
    whole = f"{'x' * filler}{said}{around}"
    bodies = {
        "application/json": json.dumps({place: whole, "error": [said]}),
        "text/html": f"<html><title>{whole}</title>{said}",
    }
    body = bodies.get(kind, whole).encode("utf-8", "replace")
    headers = {"content-type": kind, "location": f"{ISSUER}?error={said}#{said}", "server": said}
    with soon():
        exchange = record(
            request,
            status=400,
            headers=headers,
            body=body,
            seconds=0.1,
            trouble=Trouble("network.cut_off", said),
        )
    told = repr(exchange)
    for one in FORMS:
        assert one(text) not in told
        assert json.dumps(one(text))[1:-1] not in told


@cases
@given(anything | near("https://", "user:pass@", "?code=", "&state=", "[", "]", "#", "//"))
def test_an_address_can_be_shown_whatever_it_holds(url: str) -> None:
    with soon():
        public_url(url)
        told = public_url(f"https://user:s3cret@{url}")
    assert "s3cret@" not in told
    for name in ("code=", "state="):
        assert f"{name}s3cret" not in public_url(f"https://a.example/?{name}s3cret&{url}")


@cases
@given(
    st.binary(max_size=300) | near("<title>", "</title", "<html", "{", "eyJ").map(
        lambda text: text.encode("utf-8", "replace")
    ),
    anything,
)  # fmt: skip
def test_an_excerpt_is_short_whatever_the_body_is(body: bytes, kind: str) -> None:
    with soon():
        assert len(excerpt(body, kind)) <= 2_500 + len(kind)
        assert len(page_title(body)) <= 120


@cases
@given(anything | st.text(max_size=900), secrets_made)
def test_text_from_the_network_becomes_one_short_line_without_the_secret(
    text: str, secret: str
) -> None:
    with soon():
        told = shown(f"{text}{secret}{text}", (Secret(secret),))
    assert len(told) <= MAX_SHOWN + 1
    assert secret not in told
    assert told.isprintable()


proxy_values = near(
    "http://", "https://", "socks5://", "proxy.acme.example", ":3128", ":99999", ":0", "user:pass@",
    "[::1]", "[", "]", "%", " ", "/", "\\",
).map(lambda text: text.replace("\x00", ""))  # fmt: skip


@cases
@given(
    st.dictionaries(
        st.sampled_from(["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTPS_PROXY"]),
        proxy_values.map(lambda text: text.encode("utf-8", "replace").decode()),
        max_size=4,
    ),
    near("oauth.id.jumpcloud.com", "localhost", "127.0.0.1", "::1", "[::1]", ".", "*"),
)
def test_whatever_the_proxy_settings_hold_loopback_goes_direct(
    variables: dict[str, str], host: str
) -> None:
    with mock.patch.dict(os.environ, variables), soon():
        proxies = read_proxies()
        chosen = proxies.choose("https", host)
        assert proxies.choose("http", "127.0.0.1") is None
        assert proxies.choose("https", "localhost") is None
    if chosen is not None:
        assert "pass@" not in chosen.shown
        assert chosen.address.reveal().startswith(("http://", "https://"))
