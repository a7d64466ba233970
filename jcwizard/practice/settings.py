"""What an admin enters for one application in the pretend Admin Portal."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = ("firstname", "lastname", "fullname")
"""JumpCloud's attributes that the scope `profile` stands for."""
GROUP_NAMES = "groups"
"""JumpCloud's attribute that holds the names of a person's bound groups."""


@dataclass(frozen=True)
class Settings:
    """What an admin enters on the application's tabs.

    `authentication` is `client_secret_post`, `client_secret_basic` or `none`. `claims` are the rows
    of the Attribute Mapping (name at the service, JumpCloud's attribute) and `constants` its rows
    with a fixed text; `email` and `profile` are only the boxes that fill such rows in. `groups` are
    the names of the bound user groups. `consent` is JumpCloud's word for it, "" where none is set.
    """

    display_label: str = ""
    description: str = ""
    image: str = ""
    show_in_portal: bool = True
    refresh_token: bool = False
    redirect_uris: tuple[str, ...] = ()
    authentication: str = "client_secret_post"
    login_url: str = ""
    email: bool = False
    profile: bool = False
    group_attribute: str = ""
    groups: tuple[str, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    active: bool = True
    consent: str = "trusted"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that the application may ask for.

        What JumpCloud registers at its engine is not published. Its article "OIDC Attributes"
        names `openid` (always), `email` and `profile` (the boxes under Standard Scopes) and
        `offline_access`, which "can only be requested" under a condition that is cut off in every
        stored copy, most likely the Refresh Token grant; `groups` was seen tolerated as a scope
        once, on an application with a group attribute. So a box that is not ticked is refused
        here, unless a row brings what the scope is for (an application made through the Admin API
        has rows only): the stricter reading, because practice must be able to show a refused scope.
        """
        mapped = {attribute for _, attribute in self.claims}
        allowed = {
            "openid": True,
            "email": self.email or "email" in mapped,
            "profile": self.profile or not mapped.isdisjoint(NAMES),
            "groups": bool(self.group_attribute) or GROUP_NAMES in mapped,
            "offline_access": self.refresh_token,
        }
        return frozenset(scope for scope, granted in allowed.items() if granted)

    @property
    def grant_types(self) -> tuple[str, ...]:
        """The grants of the application; Authorization Code cannot be taken away."""
        more = ("refresh_token",) if self.refresh_token else ()
        return ("authorization_code", *more)
