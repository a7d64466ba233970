"""A setup with everything in it: runs, evidence, a person, and a secret that has strayed."""

from __future__ import annotations

import base64
from urllib.parse import quote_plus

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, CheckRun, Finding, Identity, Status
from jcwizard.model.secret import DOTS, Secret
from jcwizard.model.service import Service
from jcwizard.model.settings import fingerprint
from jcwizard.model.setup import Setup, Surroundings

AROUND = Surroundings(
    "http://127.0.0.1:14217/callback",
    {
        "us": {
            "name": "United States",
            "issuer": "https://oauth.id.jumpcloud.com/",
            "console_url": "https://console.jumpcloud.com/#/applications",
        }
    },
)
CANARY = 'CANARY-6f1d2c-+/%:"é<&~'
CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
WHEN = 1_790_000_000.0
FACETS = {
    "region": "us",
    "control_plane_url": "https://acme.console.facets.cloud",
    "registration_id": "jumpcloud",
    "client_id": CLIENT_ID,
    "login_button_text": "Acme",
    "organisation": "Äcme & Söhne",
}


def exchange(secret: str = "") -> Exchange:
    """Return an exchange; a badly behaved server repeats the secret in it in every form."""
    login = base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode() if secret else DOTS
    return Exchange(
        "POST",
        f"https://oauth.id.jumpcloud.com/oauth2/token?hint={quote_plus(secret)}",
        (("grant_type", "authorization_code"), ("authorization", f"Basic {login}")),
        400,
        (("content-type", "application/json"),),
        f'{{"error": "invalid_grant", "hint": "{secret}"}}',
        0.21,
        "",
    )


def finding(secret: str = "") -> Finding:
    """Return a finding with everything that one can carry."""
    seen = (exchange(secret),)
    return Finding("test.code", "the right one", f"got {secret}", {"seen": secret}, seen)


def full_setup(service: Service, secret: str = "") -> Setup:
    """Return a setup of Facets, done and proven, with the secret also where it must not be."""
    setup = Setup(service.id, FACETS)
    setup.put_secret(Secret(secret or "HWcI.p6WmTqCv6.OHtG3Dp0~Ep"))
    if secret:
        setup.put("notes", f"the secret is {secret}")
    setup.mark_kept(True)
    setup.tick("application/menu", "0123456789abcdef")
    proof = Check.passed("client_id", evidence=[exchange(secret)], actual="JumpCloud knows it")
    wrong = Check.of("client_secret", Status.FAILED, finding(secret))
    apart = Check("scopes", Status.WARNING, finding(), (), "a", "b")
    checks = (proof, wrong, apart, Check.not_run("refresh_token"))
    now = fingerprint("preflight", service, setup, AROUND)
    setup.record(CheckRun("preflight", checks, now, WHEN))
    person = Identity("0a1b2c", "ada@acme.example", "Ada Löwe", ("Admins", "Engineering"))
    signed = Check.passed("identity", actual="signed by JumpCloud")
    now = fingerprint("login", service, setup, AROUND)
    setup.record(CheckRun("login", (signed,), now, WHEN + 60, person))
    return setup
