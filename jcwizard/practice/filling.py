"""Many applications at once, as a large organisation has them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

from jcwizard.practice.applications import Application, Members
from jcwizard.practice.attribute_rows import filled
from jcwizard.practice.groups import object_id
from jcwizard.practice.settings import Settings

EVERY_SAML = 10
EVERY_UNLABELLED = 25


def many_applications(number: int) -> Iterator[Application]:
    """Make so many: every tenth signs people in by SAML, every 25th OIDC one has no label."""
    for count in range(1, number + 1):
        yield _saml(count) if count % EVERY_SAML == 0 else _oidc(count)


def _oidc(count: int) -> Application:
    settings = Settings(
        display_label="" if count % EVERY_UNLABELLED == 0 else f"Application {count:05}",
        redirect_uris=(f"https://app-{count:05}.example/callback",),
        login_url=f"https://app-{count:05}.example",
        email=True,
        groups=("All Users",),
    )
    application = Application(str(uuid.uuid4()), filled(settings), "", passing=True)
    return replace(application, id=object_id(f"application {count}"))


def _saml(count: int) -> Application:
    label = f"SAML application {count:05}"
    members = Members(general={"name": "saml2", "displayName": "Custom SAML App"})
    return Application(
        "",
        Settings(display_label=label),
        "",
        id=object_id(f"application {count}"),
        kind="saml",
        members=members,
        passing=True,
    )
