"""The Admin API's paths, below its v1 address; an id is one whole part of a path."""

from __future__ import annotations

from urllib.parse import quote

ORGANISATIONS = "/organizations"
APPLICATIONS = "/applications"
USER_GROUPS = "/v2/usergroups"
LISTS = frozenset({APPLICATIONS, USER_GROUPS})


def application(application_id: str) -> str:
    """Return the path of an application: its label, whether it is active, its portal entry."""
    return f"{APPLICATIONS}/{_part(application_id)}"


def sso(application_id: str) -> str:
    """Return the path of an application's sign-in settings (no published document has it)."""
    return f"/v2{application(application_id)}/sso"


def associations(application_id: str) -> str:
    """Return the path of what is bound to an application."""
    return f"/v2{application(application_id)}/associations"


def logo(application_id: str) -> str:
    """Return the path of an application's picture in the portal."""
    return f"/v2{application(application_id)}/logo"


def user_group(group_id: str) -> str:
    """Return the path of a user group."""
    return f"{USER_GROUPS}/{_part(group_id)}"


def _part(text: str) -> str:
    """Return an id as one part of a path; raises ValueError for none.

    Without an id, or with one of dots, the path would be that of something larger.
    """
    if not text:
        raise ValueError("an id is needed")
    encoded = quote(text, safe="")
    return encoded if encoded.strip(".") else encoded.replace(".", "%2E")
