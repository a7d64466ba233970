"""What is to be tested: the values of one setup as the sign-in checks need them."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import AUTHENTICATION_LABELS, REFRESH_SCOPE, settings
from jcwizard.model.setup import Setup, Surroundings

POST = "client_secret_post"
BASIC = "client_secret_basic"
PUBLIC = "none"

_LABELS = {**AUTHENTICATION_LABELS, PUBLIC: "Public (None PKCE)"}
# Hydra takes either word for "give me a refresh token" (hydra.md 6).
REFRESH_SCOPES = frozenset({REFRESH_SCOPE, "offline"})


@dataclass(frozen=True)
class Target:
    """One JumpCloud application as a service will use it.

    `issuer` is compared byte for byte. `client_authentication` is `client_secret_post` or
    `client_secret_basic` ("" where the service does not say); `authentication_sure` is False where
    it is only what services of this kind usually want. `other_issuers` are the
    (region, issuer) pairs of the other regions. `test_redirect` is an http address on loopback.
    """

    issuer: str
    client_id: str
    secret: Secret | None
    client_authentication: str
    service_redirects: tuple[str, ...]
    test_redirect: str
    scopes: tuple[str, ...]
    needs_refresh: bool
    needs_email: bool
    region: str = ""
    other_issuers: tuple[tuple[str, str], ...] = ()
    service_name: str = ""
    authentication_sure: bool = True

    @property
    def asked_scopes(self) -> tuple[str, ...]:
        """The scopes to ask for: `openid` first, and the refresh scope where it is needed."""
        scopes = ("openid", *(scope for scope in self.scopes if scope != "openid"))
        if self.needs_refresh and not REFRESH_SCOPES.intersection(scopes):
            scopes += (REFRESH_SCOPE,)
        return tuple(dict.fromkeys(scopes))


def wrong_method(target: Target) -> str:
    """Return the finding code for an application with the other of the two methods."""
    sure = target.authentication_sure
    return "client_authentication.wrong" if sure else "client_authentication.assumed"


def method_label(method: str) -> str:
    """Return JumpCloud's own name of a client authentication method."""
    return _LABELS.get(method, method)


def target_of(service: Service, setup: Setup, around: Surroundings) -> Target:
    """Return what is to be tested for a setup as it stands."""
    wanted = settings(service, setup, around)
    others = (
        (region, names.get("issuer", ""))
        for region, names in around.regions.items()
        if region != wanted.region
    )
    return Target(
        issuer=wanted.issuer,
        client_id=wanted.client_id,
        secret=setup.secret,
        client_authentication=wanted.client_authentication,
        service_redirects=wanted.redirect_urls,
        test_redirect=wanted.test_address,
        scopes=wanted.scopes,
        needs_refresh=wanted.needs_refresh,
        needs_email="email" in wanted.claims,
        region=wanted.region,
        other_issuers=tuple(others),
        service_name=wanted.service_name,
        # What a person chose is meant, whether or not the service documents it.
        authentication_sure=service.wanted.authentication_sure
        or bool(setup.values.get("client_authentication")),
    )
