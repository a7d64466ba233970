"""A relying party written the obvious way with authlib and joserfc, to see the judge fail one.

Nothing of it is used by the wizard. It leaves out what the libraries leave out.
"""

from __future__ import annotations

import secrets

import httpx
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.oidc.browser import visit
from tests.oidc.hydra import CLIENT_ID, TEST_REDIRECT, Hydra

LEEWAY = 120


async def sign_in_naively(hydra: Hydra, secret: str) -> str:
    """Sign in at this provider and return whom that party believes; anything may be raised."""
    # Warns at its import, and has every such warning shown from then on: for the caller to catch.
    from authlib.integrations.httpx_client import AsyncOAuth2Client

    async with httpx.AsyncClient(trust_env=False) as http:
        document = (await http.get(f"{hydra.issuer}.well-known/openid-configuration")).json()
        keys = KeySet.import_key_set((await http.get(document["jwks_uri"])).json())
    async with AsyncOAuth2Client(
        CLIENT_ID,
        secret,
        token_endpoint_auth_method=hydra.method,
        scope="openid email profile",
        redirect_uri=TEST_REDIRECT,
        code_challenge_method="S256",
        trust_env=False,
    ) as party:
        nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        url, state = party.create_authorization_url(
            document["authorization_endpoint"], nonce=nonce, code_verifier=verifier
        )
        returned = (await visit(url)).headers["location"]
        tokens = await party.fetch_token(
            document["token_endpoint"],
            authorization_response=returned,
            state=state,
            code_verifier=verifier,
        )
        decoded = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
        params = {"nonce": nonce, "client_id": CLIENT_ID, "access_token": tokens["access_token"]}
        options = {"iss": {"essential": True, "value": hydra.issuer}}
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(leeway=LEEWAY)
        person = (await party.get(document["userinfo_endpoint"])).json()
        return str(person["sub"])
