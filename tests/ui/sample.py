"""A context for windows and pages: the real catalogue, no network, no keychain, no browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jcwizard.catalogue import Catalogue
from jcwizard.keep.saved import SavedSetups
from jcwizard.model.setup import Setup, Surroundings
from jcwizard.ui.context import Context
from jcwizard.ui.tasks import Tasks
from jcwizard.ui.theme import Theme

REGIONS = {
    "us": {
        "name": "US",
        "issuer": "https://oauth.id.jumpcloud.com/",
        "console_url": "https://console.jumpcloud.com",
    },
    "eu": {
        "name": "EU",
        "issuer": "https://oauth.id.eu.jumpcloud.com/",
        "console_url": "https://console.eu.jumpcloud.com",
    },
    "in": {
        "name": "India",
        "issuer": "https://oauth.id.in.jumpcloud.com/",
        "console_url": "https://console.in.jumpcloud.com",
    },
}

FACETS = {
    "region": "us",
    "control_plane_url": "https://acme.console.facets.cloud",
    "registration_id": "jumpcloud",
}


@dataclass
class Heard:
    """What the context was asked to do."""

    announced: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    crashed: list[BaseException] = field(default_factory=list)


def unwanted(*_: Any) -> Any:
    """Fail a test that reaches out although it should not."""
    raise AssertionError("this test has no network and no keychain")


def sample_context(
    catalogue: Catalogue, theme: Theme, folder: Path, heard: Heard | None = None
) -> Context:
    """Return a Facets setup, some way in, whose saved setups lie in a folder."""
    heard = heard or Heard()
    return Context(
        services=catalogue.services,
        words=catalogue.words,
        explanations=catalogue.explanations,
        around=Surroundings("http://127.0.0.1:14217/callback", REGIONS),
        setup=Setup("facets", FACETS),
        saved=SavedSetups(folder / "setups"),
        theme=theme,
        tasks=Tasks(heard.crashed.append),
        make_client=unwanted,
        make_keychain=unwanted,
        open_url=heard.opened.append,
        announce=heard.announced.append,
        go=heard.went.append,
        crashed=heard.crashed.append,
    )
