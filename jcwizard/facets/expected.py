"""What the control plane should say for a setup."""

from __future__ import annotations

from jcwizard.facets.outside import Expected
from jcwizard.model.service import Service
from jcwizard.model.settings import fill, names, other_issuers, settings
from jcwizard.model.setup import Setup, Surroundings


def expected_of(service: Service, setup: Setup, around: Surroundings) -> Expected | None:
    """Return what to compare with, None for a service that publishes nothing."""
    if service.outside is None:
        return None
    found = names(service, setup, around)
    wanted = settings(service, setup, around)
    return Expected(
        control_plane_url=fill(service.outside.base_url, found),
        registration_id=fill(service.outside.registration_id, found),
        client_id=wanted.client_id,
        redirect_url=found["redirect_url"],
        scopes_wanted=wanted.scopes,
        login_button_text=fill(service.outside.button_text, found),
        issuer=wanted.issuer,
        other_issuers=other_issuers(around, wanted.region),
    )
