"""Which redirect URI matches which: the run table of hydra.md section 2."""

from __future__ import annotations

import pytest

from jcwizard.practice.redirects import is_secure, is_test_address, is_valid, matching
from jcwizard.practice.refusals import RefusedError

CB = "https://a.example/cb"
LOOPBACK = "http://127.0.0.1:8085/cb"

MATCHES = [
    (CB, CB),
    (LOOPBACK, "http://127.0.0.1:5555/cb"),
    (LOOPBACK, "http://127.0.0.1/cb"),
    ("http://127.0.0.1/cb", "http://127.0.0.1:5555/cb"),
    ("http://[::1]:8085/cb", "http://[::1]:5555/cb"),
    ("http://127.0.0.2:8085/cb", "http://127.0.0.2:5555/cb"),
    ("https://127.0.0.1:8085/cb", "http://127.0.0.1:5555/cb"),
    ("myapp://cb", "myapp://cb"),
    ("com.example.app:/cb", "com.example.app:/cb"),
    ("urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob"),
    ("http://plain.example/cb", "http://plain.example/cb"),
    ("HTTPS://a.example/cb", "HTTPS://a.example/cb"),
    ("https://a.example/c b", "https://a.example/c b"),
    ("https://a.example/ä", "https://a.example/ä"),
]

DIFFERS = [
    (CB, f"{CB}/"),
    (CB, "https://A.example/cb"),
    (CB, "HTTPS://a.example/cb"),
    (CB, "https://a.example:443/cb"),
    (CB, f"{CB}?x=1"),
    (CB, f"{CB}#f"),
    (CB, "https://a.example/c%62"),
    ("https://a.example", "https://a.example/"),
    (f"{CB}?x=1&y=2", f"{CB}?y=2&x=1"),
    (LOOPBACK, "http://127.0.0.1:8085/other"),
    (LOOPBACK, f"{LOOPBACK}/"),
    (LOOPBACK, f"{LOOPBACK}?x=1"),
    (LOOPBACK, "https://127.0.0.1:5555/cb"),
    (LOOPBACK, "http://127.0.0.1:port/cb"),
    ("http://127.0.0.1:8085", "http://127.0.0.1:5555/"),
    ("http://localhost:8085/cb", "http://localhost:5555/cb"),
    ("http://localhost:8085/cb", LOOPBACK),
    (LOOPBACK, "http://localhost:8085/cb"),
    (f"{CB}#f", f"{CB}#f"),
    ("cb", "cb"),
]


@pytest.mark.parametrize(("registered", "requested"), MATCHES)
def test_this_matches(registered: str, requested: str) -> None:
    assert matching(requested, ["https://first.example", registered]) == requested


@pytest.mark.parametrize(("registered", "requested"), DIFFERS)
def test_this_does_not_match(registered: str, requested: str) -> None:
    with pytest.raises(RefusedError) as refused:
        matching(requested, ["https://first.example", registered])
    assert refused.value.error == "invalid_request"


def test_nothing_requested_stands_for_the_only_one_registered() -> None:
    assert matching("", [CB]) == CB


@pytest.mark.parametrize("registered", [[], [CB, LOOPBACK]])
def test_nothing_requested_stands_for_nothing_when_there_is_not_exactly_one(
    registered: list[str],
) -> None:
    with pytest.raises(RefusedError):
        matching("", registered)


@pytest.mark.parametrize(
    ("uri", "valid"),
    [
        (CB, True),
        ("https://*.example/cb", True),
        ("myapp://cb", True),
        ("/cb", False),
        (f"{CB}#", False),
        ("", False),
        ("http://[::1", False),
    ],
)
def test_what_may_be_registered(uri: str, valid: bool) -> None:
    assert is_valid(uri) is valid


@pytest.mark.parametrize(
    ("uri", "secure"),
    [
        (CB, True),
        (LOOPBACK, True),
        ("http://[::1]:1/cb", True),
        ("http://127.9.9.9/cb", True),
        ("http://localhost/cb", True),
        ("http://app.localhost/cb", True),
        ("myapp://cb", True),
        ("http://plain.example/cb", False),
        ("http://notlocalhost/cb", False),
    ],
)
def test_where_a_code_may_be_sent_after_the_login(uri: str, secure: bool) -> None:
    assert is_secure(uri) is secure


@pytest.mark.parametrize(
    ("uri", "own"),
    [
        ("http://127.0.0.1:14217/callback", True),
        ("http://localhost:3000/callback", True),
        ("http://127.0.0.1:4000/login/oauth2/code/jumpcloud", False),
        ("https://wiki.example/callback", False),
        ("http://[::1", False),
    ],
)
def test_the_wizards_test_address_is_told_from_a_services(uri: str, own: bool) -> None:
    assert is_test_address(uri) is own
