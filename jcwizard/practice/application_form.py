"""The form of an application in the pretend Admin Portal: read, judged and written back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from jcwizard.practice.attribute_rows import Rows, after_boxes
from jcwizard.practice.form_data import FormData
from jcwizard.practice.pages import Row, Value
from jcwizard.practice.redirects import is_valid
from jcwizard.practice.settings import Settings

AUTHENTICATION_TYPES = (
    ("client_secret_basic", "Client Secret Basic"),
    ("client_secret_post", "Client Secret Post"),
    ("none", "Public (None PKCE)"),
)
TABS = ("general", "sso", "groups")
LONGEST_DESCRIPTION = 256
DEFAULT_GROUP_ATTRIBUTE = "memberOf"
CLAIM, CONSTANT = "user", "constant"


def read_general(form: FormData, before: Settings) -> Settings:
    """Return `before` with what the General Info page says."""
    return replace(
        before,
        display_label=form.get("display_label").strip(),
        description=form.get("description").strip(),
        # Only the file's name arrives, which is enough to show that one was chosen.
        image=form.get("image") or before.image if form.get("display") == "logo" else "",
        show_in_portal="show_in_portal" in form,
    )


def read_application(form: FormData, before: Settings, groups: Collection[str]) -> Settings:
    """Return `before` with what the three tabs say; empty rows of redirect URIs are left out.

    `groups` are the names that the page can show. A row of the Attribute Mapping that the page
    showed and that is not ticked any more goes.
    """
    authentication = form.get("authentication", before.authentication)
    known = [value for value, _ in AUTHENTICATION_TYPES]
    uris = [line.strip() for text in form.all("redirect_uri") for line in text.splitlines()]
    attribute = form.get("group_attribute").strip() or DEFAULT_GROUP_ATTRIBUTE
    chosen = set(form.all("group"))
    gone = set(form.all("row_shown")) - set(form.all("row"))
    after = replace(
        read_general(form, before),
        refresh_token="refresh_token" in form.all("grant"),
        redirect_uris=tuple(dict.fromkeys(uri for uri in uris if uri)),
        authentication=authentication if authentication in known else before.authentication,
        login_url=form.get("login_url").strip(),
        email="email" in form.all("standard_scope"),
        profile="profile" in form.all("standard_scope"),
        group_attribute=attribute if "include_groups" in form else "",
        groups=tuple(group for group in groups if group in chosen),
        claims=tuple(row for shown, row in _listed(CLAIM, before.claims) if shown not in gone),
        constants=tuple(
            row for shown, row in _listed(CONSTANT, before.constants) if shown not in gone
        ),
    )
    return after_boxes(before, after)


def general_mistakes(settings: Settings) -> tuple[str, ...]:
    """Say what is wrong on the General Info page."""
    found = []
    if not settings.display_label:
        found.append("Display Label is mandatory.")
    if len(settings.description) > LONGEST_DESCRIPTION:
        found.append("Description may have at most 256 characters.")
    return tuple(found)


def mistakes(settings: Settings) -> tuple[str, ...]:
    """Say what is wrong on any of the tabs.

    The engine itself asks only for an absolute URI without a fragment (hydra.md 2).
    """
    found = [*general_mistakes(settings)]
    if not settings.redirect_uris:
        found.append("Redirect URIs: at least one is needed.")
    found += [
        f"Redirect URIs: {uri} is not a complete address, or it has a # in it."
        for uri in settings.redirect_uris
        if not is_valid(uri)
    ]
    if not settings.login_url:
        found.append("Login URL is mandatory.")
    return tuple(found)


def tab_values(
    settings: Settings, groups: Collection[str], rows: int, tab: str
) -> dict[str, Value]:
    """Return what the tabs show; `rows` is how many redirect URI fields there are at least."""
    uris = [*settings.redirect_uris]
    uris += [""] * (rows - len(uris))
    uri_rows: list[Row] = [
        {"number": str(number), "uri": uri} for number, uri in enumerate(uris, start=1)
    ]
    type_rows: list[Row] = [
        {"value": value, "label": label, "checked": settings.authentication == value}
        for value, label in AUTHENTICATION_TYPES
    ]
    group_rows: list[Row] = [
        {"number": str(number), "group": group, "checked": group in settings.groups}
        for number, group in enumerate(groups, start=1)
    ]
    return {
        **general_values(settings),
        "refresh_token": settings.refresh_token,
        "uris": uri_rows,
        "types": type_rows,
        "login_url": settings.login_url,
        "email": settings.email,
        "profile": settings.profile,
        "include_groups": bool(settings.group_attribute),
        "group_attribute": settings.group_attribute,
        "group_rows": group_rows,
        "has_rows": bool(settings.claims or settings.constants),
        "user_rows": _row_values(CLAIM, settings.claims),
        "constant_rows": _row_values(CONSTANT, settings.constants),
        **{f"on_{name}": name == tab for name in TABS},
    }


def _listed(kind: str, rows: Rows) -> list[tuple[str, tuple[str, str]]]:
    """Return each row with what the page calls it: the same row may be there twice."""
    return [
        (f"{kind} {number} {name} {value}", (name, value))
        for number, (name, value) in enumerate(rows, start=1)
    ]


def _row_values(kind: str, rows: Rows) -> list[Row]:
    between = " \N{LEFTWARDS ARROW} " if kind == CLAIM else " = "
    return [
        {"shown": shown, "words": f"{name}{between}{value}"}
        for shown, (name, value) in _listed(kind, rows)
    ]


def general_values(settings: Settings) -> dict[str, Value]:
    """Return what the General Info page shows."""
    return {
        "display_label": settings.display_label,
        "description": settings.description,
        "logo": bool(settings.image),
        "image": settings.image,
        "show_in_portal": settings.show_in_portal,
    }
