"""What is to be tested: the values of one setup as the sign-in checks need them."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.finding import Status
from jcwizard.model.secret import Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import (
    AUTHENTICATION_LABELS,
    REFRESH_SCOPE,
    REMOVED,
    TEST_ADDRESS,
    fingerprint,
    other_issuers,
    settings,
)
from jcwizard.model.setup import Setup, Surroundings

POST = "client_secret_post"
BASIC = "client_secret_basic"
PUBLIC = "none"

_LABELS = {**AUTHENTICATION_LABELS, PUBLIC: "Public (None PKCE)"}
REGENERATED = "client_secret.regenerated"
# The checks that are passed only with the right secret.
_OF_THE_SECRET = frozenset({"client_secret", "token"})
# Hydra takes either word for "give me a refresh token" (hydra.md 6).
REFRESH_SCOPES = frozenset({REFRESH_SCOPE, "offline"})


@dataclass(frozen=True)
class Target:
    """One JumpCloud application as a service will use it.

    `issuer` is compared byte for byte. `client_authentication` is `client_secret_post` or
    `client_secret_basic` ("" where the service does not say); `authentication_sure` is False where
    it is only what services of this kind usually want. `other_issuers` are the
    (region, issuer) pairs of the other regions. `test_redirect` is an http address on loopback;
    `test_removed` says that the person has taken it out of the application again. `secret_worked`
    says that JumpCloud took this very secret before. `copes_with` are JumpCloud's habits that the
    service takes as they are.
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
    test_removed: bool = False
    secret_worked: bool = False
    copes_with: tuple[str, ...] = ()

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
        other_issuers=other_issuers(around, wanted.region),
        service_name=wanted.service_name,
        # What a person chose is meant, whether or not the service documents it.
        authentication_sure=service.wanted.authentication_sure
        or bool(setup.values.get("client_authentication")),
        test_removed=setup.values.get(TEST_ADDRESS) == REMOVED,
        secret_worked=_secret_worked(service, setup, around),
        copes_with=service.wanted.copes_with,
    )


def _secret_worked(service: Service, setup: Setup, around: Surroundings) -> bool:
    """Return whether JumpCloud took the secret of now, the values being those of now.

    A run that found it regenerated stands for the one before it, which it has replaced.
    """
    for group, run in setup.runs.items():
        if run.fingerprint != fingerprint(group, service, setup, around):
            continue
        for check in run.checks:
            code = check.finding.code if check.finding is not None else ""
            worked = check.status is Status.PASSED or code == REGENERATED
            if check.id in _OF_THE_SECRET and worked:
                return True
    return False
