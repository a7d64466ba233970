"""Setups that are filled in as a person would, for tests of what follows from them."""

from __future__ import annotations

from jcwizard.model.finding import Check, CheckRun, Finding, Status
from jcwizard.model.route import (
    click_fingerprint,
    click_name,
    clicks_of,
    confirm_fingerprint,
)
from jcwizard.model.secret import Secret
from jcwizard.model.service import PageKind, Service
from jcwizard.model.settings import fingerprint, names
from jcwizard.model.setup import Setup, Surroundings

TYPED = {
    "facets": {
        "region": "us",
        "control_plane_url": "https://acme.console.facets.cloud/capc/home",
        "registration_id": "jumpcloud",
        "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
        "login_button_text": "Acme",
    },
    "paradime": {
        "region": "eu",
        "paradime_region": "us",
        "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    },
    "custom": {
        "region": "us",
        "display_label": "Acme Wiki",
        "redirect_urls": "https://wiki.acme.example/login/callback",
        "login_url": "https://wiki.acme.example/login",
        "client_id": "4ff122de-428e-48c8-a4f7-d4f6b11c71a6",
    },
}


def typed(service_id: str) -> Setup:
    """Return a setup with everything typed, and nothing ticked or proven."""
    setup = Setup(service_id, dict(TYPED[service_id]))
    setup.put_secret(Secret("HWcI.p6WmTqCv6.OHtG3Dp0~Ep"))
    return setup


def tick_everything(service: Service, setup: Setup, around: Surroundings) -> None:
    """Say of every click and every step that it is done."""
    found = names(service, setup, around)
    for step in service.steps:
        for click in clicks_of(step, service, setup, around):
            setup.tick(click_name(step, click), click_fingerprint(click, found))
        if step.confirm:
            setup.tick(step.id, confirm_fingerprint(step, found))


def run(
    group: str, service: Service, setup: Setup, around: Surroundings, status: Status
) -> CheckRun:
    """Return a run of one check that ended so, for the values of now."""
    finding = None if status is Status.PASSED else Finding("x.y")
    check = Check("it", status, finding)
    return CheckRun(group, (check,), fingerprint(group, service, setup, around), 0.0)


def finished(service: Service, around: Surroundings) -> Setup:
    """Return a setup on which everything is done and proven."""
    setup = typed(service.id)
    tick_everything(service, setup, around)
    for step in service.steps:
        if step.run and step.page is not PageKind.HAND_IN:
            setup.record(run(step.run, service, setup, around, Status.PASSED))
    return setup
