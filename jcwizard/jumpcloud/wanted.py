"""What a setup's application in JumpCloud must be, in the words of JumpCloud's own settings."""

from __future__ import annotations

from dataclasses import dataclass

from jcwizard.model.service import Service
from jcwizard.model.settings import REMOVED, TEST_ADDRESS, settings
from jcwizard.model.setup import Setup, Surroundings

EMAIL = "email"
PROFILE = "profile"


@dataclass(frozen=True)
class WantedApplication:
    """What the application must be; "" or () where the setup does not know it yet.

    `test_address` is "" when the wizard's own address is to be gone; `former_test_address` is then
    what it was. `authentication` is `client_secret_post` or `client_secret_basic`, and
    `authentication_sure` is False where neither the service nor the person has said so. `claims`
    are what the person's identity is to carry, `email` and `profile`; `needed` are those of them
    that the service cannot do without. `copes_with` are `Wanted.copes_with` of the service.
    """

    label: str
    redirect_uris: tuple[str, ...]
    test_address: str
    login_url: str
    authentication: str
    authentication_sure: bool
    refresh: bool
    claims: tuple[str, ...]
    copes_with: tuple[str, ...] = ()
    needed: tuple[str, ...] = (EMAIL,)
    former_test_address: str = ""


def wanted_application(service: Service, setup: Setup, around: Surroundings) -> WantedApplication:
    """Return what the application of a setup must be, as the setup stands."""
    told = settings(service, setup, around)
    removed = setup.values.get(TEST_ADDRESS) == REMOVED
    needed = tuple(claim for claim in (EMAIL, PROFILE) if claim in told.claims)
    return WantedApplication(
        label=told.display_label,
        redirect_uris=tuple(dict.fromkeys(told.redirect_urls)),
        test_address="" if removed else told.test_address,
        login_url=told.login_url,
        authentication=told.client_authentication,
        # What a person chose is meant, whether or not the service documents it.
        authentication_sure=service.wanted.authentication_sure
        or bool(setup.values.get("client_authentication")),
        refresh=told.needs_refresh,
        claims=tuple(claim for claim in (EMAIL, PROFILE) if claim in {*told.scopes, *needed}),
        copes_with=service.wanted.copes_with,
        needed=needed,
        former_test_address=told.test_address if removed else "",
    )
