"""The states of the test login's page, made without a network: for tests and for pictures."""

from __future__ import annotations

import time

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, CheckRun, Finding, Identity, Status
from jcwizard.model.secret import Secret
from jcwizard.model.settings import fingerprint
from jcwizard.ui.context import Context

SECRET = "made.up-secret_of-26-signs"
CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
JANE = Identity("5f0c", "jane@acme.example", "Jane Rivera", ("Engineering", "All Users"))
ASKED = Exchange(
    "POST", "https://oauth.id.jumpcloud.com/oauth2/token", (("grant_type", "code"),), 200, (), "", 1
)

ENTERED = {
    "region": "us",
    "control_plane_url": "https://acme.console.facets.cloud",
    "registration_id": "jumpcloud",
    "client_id": CLIENT_ID,
    "login_button_text": "Acme",
    "paradime_region": "eu",
    "display_label": "Acme Wiki",
    "redirect_urls": "https://wiki.acme.example/login/callback",
    "login_url": "https://wiki.acme.example/login",
}


def enter(context: Context, service_id: str = "facets") -> None:
    """Enter everything that the test login needs, the secret too."""
    setup = context.setup
    setup.choose(service_id)
    known = {"region", *context.services[service_id].fields}
    for key, text in ENTERED.items():
        if key in known:
            setup.put(key, text)
    setup.put_secret(Secret(SECRET))


def record(context: Context, group: str, *checks: Check, person: Identity | None = None) -> None:
    """Record a run of now that belongs to the values of now."""
    now = fingerprint(group, context.service, context.setup, context.around)
    context.setup.record(CheckRun(group, checks, now, time.time(), person))


def pass_login(context: Context) -> None:
    """Let Jane's test login have passed."""
    record(
        context,
        "login",
        Check.passed("answer", expected="code", actual="code"),
        Check.passed("token", evidence=[ASKED], expected="200", actual="200"),
        Check.passed("identity", actual="https://oauth.id.jumpcloud.com/"),
        Check.passed("person", actual=JANE.sub),
        Check.passed("email", actual=JANE.email),
        Check.not_run("refresh"),
        person=JANE,
    )


def pass_preflight(context: Context) -> None:
    """Let *Check now* have passed."""
    ids = ("issuer", "client_id", "service_redirect", "test_redirect", "scopes", "client_secret")
    record(context, "preflight", *(Check.passed(name) for name in ids))


def end_login(context: Context, code: str, status: Status, check_id: str = "answer") -> None:
    """Let the test login have ended with this finding."""
    finding = Finding(code, "the right one", "another one", {"host": "oauth.id.jumpcloud.com"})
    names = ("answer", "token", "identity", "person", "email", "refresh")
    checks = []
    for name in names:
        if name == check_id:
            checks.append(Check.of(name, status, finding))
        elif names.index(name) < names.index(check_id):
            checks.append(Check.passed(name))
        else:
            checks.append(Check.not_run(name))
    record(context, "login", *checks)


def time_out(context: Context) -> None:
    """Let the time have run out."""
    end_login(context, "answer.timed_out", Status.UNKNOWN)
