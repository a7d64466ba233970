"""Reads a control plane's public list of login options, whatever shape it comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from jcwizard.model.finding import Finding
from jcwizard.net.answers import host_of, no_answer
from jcwizard.net.client import Client, Reply, Request
from jcwizard.net.redaction import page_title

PATH = "/public/v1/loginOptions"


@dataclass(frozen=True)
class LoginOption:
    """One button of the login screen; a member is None when it is absent or not text."""

    registration_id: str
    provider: str | None = None
    client_id: str | None = None
    login_button_text: str | None = None


@dataclass(frozen=True)
class LoginOptions:
    """The list: its readable entries, and how many entries had no readable registration ID."""

    entries: tuple[LoginOption, ...]
    unreadable: int = 0

    @property
    def ids(self) -> frozenset[str]:
        """Return the registration IDs in use."""
        return frozenset(entry.registration_id for entry in self.entries)

    def find(self, registration_id: str) -> LoginOption | None:
        """Return the entry with exactly this registration ID, or None."""
        found = (entry for entry in self.entries if entry.registration_id == registration_id)
        return next(found, None)


def read_login_options(items: Sequence[object]) -> LoginOptions:
    """Return the list as understood; unknown members are ignored, odd types never fail."""
    entries: list[LoginOption] = []
    for item in items:
        if not isinstance(item, dict):
            continue
        registration_id = _text(item.get("registrationId"))
        if registration_id:
            entries.append(
                LoginOption(
                    registration_id,
                    _text(item.get("provider")),
                    _text(item.get("clientId")),
                    _text(item.get("loginButtonText")),
                )
            )
    return LoginOptions(tuple(entries), len(items) - len(entries))


async def ask_login_options(
    control_plane_url: str, client: Client
) -> tuple[LoginOptions | Finding, Reply]:
    """Ask the control plane for its list, without any credentials.

    Returns the list, or the finding that says why there is none: a page of HTML with status 200
    proves nothing, because a control plane answers every unknown path with its start page.
    """
    reply = await client.send(Request("GET", base_address(control_plane_url) + PATH))
    finding = no_answer(reply)
    if finding is not None:
        return finding, reply
    items = reply.json_array()
    if reply.status == 200 and items is not None:
        return read_login_options(items), reply
    odd = reply.status == 200 and reply.json_object() is not None
    code = "facets.list_not_understood" if odd else "facets.no_public_list"
    return Finding(code, "200", seen(reply), seen_values(reply), (reply.exchange,)), reply


def base_address(control_plane_url: str) -> str:
    """Return scheme, host and port of any page of the control plane."""
    try:
        parts = urlsplit(control_plane_url.strip())
    except ValueError:
        return control_plane_url  # which the client refuses by name
    return f"{parts.scheme}://{parts.netloc}"


def seen(reply: Reply) -> str:
    """Return in a few technical words what came back: the status and the page's title."""
    title = page_title(reply.body)
    return f"{reply.status} {title}".strip()


def seen_values(reply: Reply) -> dict[str, str]:
    """Return what a sentence may name of an answer that proves nothing."""
    return {
        "host": host_of(reply),
        "status": str(reply.status),
        "title": page_title(reply.body),
        "target": dict(reply.exchange.received).get("location", ""),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
