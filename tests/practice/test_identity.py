"""What the issuer says about a person: discovery, keys, ID token and userinfo."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from jcwizard.practice import tokens as tokens_module
from tests.practice.client import JANE, NONCE, SAM, Service
from tests.practice.conftest import registered
from tests.practice.running import RunningWorld


def claims_of(service: Service, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(
        service.web.get(f"{service.world.issuer}.well-known/jwks.json").json()
    )
    decoded = jwt.decode(token, keys, algorithms=["RS256"])
    assert decoded.header["kid"] in {key.kid for key in keys.keys}
    return decoded.claims


def test_discovery_names_the_issuer_byte_for_byte_with_its_slash(service: Service) -> None:
    issuer = service.world.issuer
    found = service.web.get(f"{issuer}.well-known/openid-configuration").json()
    assert found["issuer"] == issuer
    assert issuer.endswith("/")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        assert found[name].startswith(issuer)


def test_discovery_has_the_signs_of_version_2_3(service: Service) -> None:
    found = service.web.get(f"{service.world.issuer}.well-known/openid-configuration").json()
    assert found["request_object_signing_alg_values_supported"] == ["none", "RS256", "ES256"]
    assert "form_post" in found["response_modes_supported"]
    assert "credentials_endpoint_draft_00" in found
    absent = {
        "device_authorization_endpoint",
        "introspection_endpoint",
        "authorization_response_iss_parameter_supported",
    }
    assert not absent & set(found)


def test_the_key_set_holds_more_than_the_key_that_signs(service: Service) -> None:
    found = service.web.get(f"{service.world.issuer}.well-known/jwks.json").json()["keys"]
    assert len({key["kid"] for key in found}) == 2
    for key in found:
        assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
        assert not {"d", "p", "q", "x5c"} & set(key)


def test_the_id_token_says_who_for_whom_and_when(service: Service) -> None:
    given = service.exchange(service.code()).json()
    claims = claims_of(service, given["id_token"])
    now = time.time()
    half = hashlib.sha256(given["access_token"].encode()).digest()[:16]
    assert claims["iss"] == service.world.issuer
    assert claims["aud"] == [service.client_id]
    assert claims["sub"] == JANE.sub
    assert claims["nonce"] == NONCE
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["rat"] <= claims["auth_time"] <= claims["iat"] <= now
    assert {"sid", "jti"} < set(claims)
    assert not {"azp", "acr", "amr", "c_hash"} & set(claims)


def test_the_standard_scopes_bring_email_and_the_two_names(service: Service) -> None:
    claims = claims_of(service, service.exchange(service.code()).json()["id_token"])
    assert claims["email"] == "jane@acme.example"
    assert claims["email_verified"] == "true"
    assert (claims["given_name"], claims["family_name"]) == ("Jane", "Rivera")
    assert "name" not in claims


def test_without_a_nonce_there_is_none(service: Service) -> None:
    given = service.exchange(service.code(nonce=None)).json()
    assert "nonce" not in claims_of(service, given["id_token"])


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (("Sales",), "Sales"),
        (("All Users", "Sales", "Engineering"), ["All Users", "Sales"]),
    ],
)
def test_one_bound_group_is_a_text_and_several_are_a_list(
    running: RunningWorld, web: httpx.Client, bound: tuple[str, ...], expected: object
) -> None:
    service = registered(running, web, groups=bound, group_attribute="memberOf")
    given = service.exchange(service.code(SAM)).json()
    assert claims_of(service, given["id_token"])["memberOf"] == expected


def test_a_group_attribute_named_like_a_standard_claim_has_no_effect(
    running: RunningWorld, web: httpx.Client
) -> None:
    service = registered(running, web, group_attribute="acr")
    given = service.exchange(service.code()).json()
    assert "acr" not in claims_of(service, given["id_token"])


def test_a_refreshed_id_token_is_of_the_same_login(service: Service) -> None:
    given = service.exchange(service.code()).json()
    old = claims_of(service, given["id_token"])
    again = service.refresh(given["refresh_token"]).json()
    new = claims_of(service, again["id_token"])
    for name in ("sub", "sid", "auth_time", "rat", "nonce", "aud", "iss"):
        assert new[name] == old[name]
    assert new["jti"] != old["jti"]
    assert new["at_hash"] != old["at_hash"]


def test_userinfo_is_the_id_token_without_what_belongs_to_it_alone(service: Service) -> None:
    given = service.exchange(service.code()).json()
    told = service.userinfo(given["access_token"]).json()
    claims = claims_of(service, given["id_token"])
    left_out = {"nonce", "at_hash", "exp", "sid", "jti"}
    assert set(told) == set(claims) - left_out
    assert told["sub"] == claims["sub"]
    assert told["email_verified"] == "true"


def test_userinfo_also_takes_the_token_in_a_form(service: Service) -> None:
    token = service.exchange(service.code()).json()["access_token"]
    assert service.post("userinfo", access_token=token).json()["sub"] == JANE.sub


@pytest.mark.parametrize("token", ["nothing", "ory_at_x.y"])
def test_userinfo_refuses_a_token_it_does_not_know(service: Service, token: str) -> None:
    reply = service.userinfo(token)
    text = (
        "The request could not be authorized. Check that you provided valid credentials in the "
        "right format."
    )
    assert reply.status_code == 401
    assert reply.json() == {"error": "request_unauthorized", "error_description": text}
    assert reply.headers["www-authenticate"] == (
        f'Bearer error="request_unauthorized",error_description="{text}"'
    )


def test_userinfo_without_any_token_is_refused(service: Service) -> None:
    assert service.web.get(f"{service.world.issuer}userinfo").status_code == 401


def test_userinfo_refuses_a_refresh_token_by_name(service: Service) -> None:
    given = service.exchange(service.code()).json()
    reply = service.userinfo(given["refresh_token"])
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_token")
    assert "Only access tokens are allowed" in reply.json()["error_description"]


def test_userinfo_tells_an_altered_token(service: Service) -> None:
    token = service.exchange(service.code()).json()["access_token"]
    reply = service.userinfo(f"x{token}")
    assert (reply.status_code, reply.json()["error"]) == (400, "token_signature_mismatch")


def test_userinfo_says_that_a_token_expired(
    running: RunningWorld, web: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tokens_module.LIFETIMES, "at", 0)
    service = registered(running, web)
    reply = service.userinfo(service.exchange(service.code()).json()["access_token"])
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_token")
    assert reply.json()["error_description"].startswith("Token expired. Access token expired at '")


def test_the_way_out_leads_to_the_portal(service: Service) -> None:
    reply = service.web.get(f"{service.world.issuer}oauth2/sessions/logout")
    assert reply.headers["location"] == f"{service.world.console_url}/"


def test_an_unknown_path_of_the_issuer_is_not_found(service: Service) -> None:
    assert service.web.get(f"{service.world.issuer}oauth2/userinfo").status_code == 404
