"""What the pretend Admin Portal's pages share: frame, the three tabs, what is shown once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from jcwizard.model.secret import Secret
from jcwizard.practice.application_form import TABS, read_application, tab_values
from jcwizard.practice.applications import Applications, Registered
from jcwizard.practice.form_data import FormData
from jcwizard.practice.groups import ACME, Groups
from jcwizard.practice.messages import Response
from jcwizard.practice.pages import Pages, Row, Value
from jcwizard.practice.settings import Settings

MENU = ("sso", "key", "accounts")
UNLABELLED = "OpenID Connect"
MOST_GROUPS = 200


@dataclass(frozen=True)
class Tabs:
    """One look at an application's tabs; `client_id` is empty until it is activated.

    `listed` says that it stands in the list all the same, as one made through the Admin API does.
    `rows` is how many fields for redirect URIs there are at least.
    """

    settings: Settings
    action: str
    client_id: str = ""
    listed: bool = False
    tab: str = "sso"
    rows: int = 1
    mistakes: tuple[str, ...] = ()
    saved: bool = False


@dataclass
class Portal:
    """The portal's registrations and pages. `changed` is awaited after something was registered."""

    applications: Applications
    groups: Groups
    changed: Callable[[], Awaitable[None]]
    pages: Pages = field(default_factory=lambda: Pages("portal"))
    shown_once: dict[str, Secret] = field(default_factory=dict)

    def page(self, name: str, title: str, status: int = 200, **shown: Value) -> Response:
        """Answer with one page in the portal's frame."""
        menu = {"api_key": "key", "service_accounts": "accounts"}.get(name, "sso")
        here = {f"in_{entry}": entry == menu for entry in MENU}
        return Response.page(self.pages.page(name, title=title, **here, **shown), status)

    def missing(self) -> Response:
        """Answer that there is no such page."""
        return self.page("missing", "Not found", 404)

    def tabs(self, look: Tabs) -> Response:
        """Answer with an application's tabs: General Info, SSO, User Groups."""
        settings = look.settings
        return self.page(
            "application",
            settings.display_label or UNLABELLED,
            422 if look.mistakes else 200,
            action=look.action,
            client_id=look.client_id,
            active=bool(look.client_id),
            listed=look.listed or bool(look.client_id),
            inactive=not settings.active,
            has_secret=bool(look.client_id) and settings.authentication != "none",
            saved=look.saved,
            refusals=refusal_rows(look.mistakes),
            **tab_values(
                settings,
                self.group_names(settings),
                look.rows,
                look.tab if look.tab in TABS else "sso",
            ),
        )

    def read(self, form: FormData, before: Settings) -> Settings:
        """Return `before` with what the three tabs say."""
        return read_application(form, before, self.group_names(before))

    def group_names(self, settings: Settings) -> list[str]:
        """Return the user groups that a page can show: those bound, and the first of all."""
        names = [group.name for group in self.groups.of(ACME.id)[:MOST_GROUPS]]
        return sorted({*settings.groups, *names})


def shown_name(registered: Registered) -> str:
    """Return what the list calls an application: its label, or its template's name without one."""
    name = registered.application.members.general.get("displayName")
    return registered.settings.display_label or (name if isinstance(name, str) else UNLABELLED)


def refusal_rows(mistakes: tuple[str, ...]) -> list[Row]:
    """Return the mistakes as rows of a page."""
    return [{"refusal": text} for text in mistakes]


def tab_of(mistakes: tuple[str, ...]) -> str:
    """Return the tab to open first: that of the first mistake."""
    return "general" if mistakes[0].startswith(("Display Label", "Description")) else "sso"
