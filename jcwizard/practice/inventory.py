"""What is in a practice world and can be looked at, counted and spoilt without asking by HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from jcwizard.model.secret import Secret
from jcwizard.practice.admin_faults import AdminCall, AdminFault
from jcwizard.practice.applications import Applications
from jcwizard.practice.filling import many_applications
from jcwizard.practice.groups import ORGANISATIONS, Groups, Organisation
from jcwizard.practice.holdings import Holdings
from jcwizard.practice.integrations import Integrations


class Inventory:
    """The holdings of a world and where its Admin API is; `console_url` is set by the world."""

    console_url: str

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    @property
    def applications(self) -> Applications:
        """Every application, as the portal and the Admin API see them."""
        return self._holdings.applications

    @property
    def integrations(self) -> Integrations:
        """What is entered at the pretend Facets."""
        return self._holdings.integrations

    @property
    def groups(self) -> Groups:
        """Every user group, by id and by name."""
        return self._holdings.groups

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Acme, where everything is, and a second one for an admin of several."""
        return ORGANISATIONS

    @property
    def keys(self) -> Mapping[str, Secret]:
        """A key of the Admin API of each kind (`admin_keys.KINDS`), made anew at every start."""
        return self._holdings.keys.ready

    @property
    def api_key(self) -> Secret:
        """The key of an admin who may do everything."""
        return self.keys["admin"]

    @property
    def service_account(self) -> tuple[str, Secret]:
        """Client ID and secret of a service account, made anew at every start."""
        return self._holdings.keys.ready_account

    @property
    def admin_faults(self) -> list[AdminFault]:
        """What goes wrong at the Admin API; may be changed at any time."""
        return self._holdings.log.faults

    @property
    def admin_calls(self) -> list[AdminCall]:
        """The calls of the Admin API in the order they came; may be cleared to count anew."""
        return self._holdings.log.calls

    @property
    def admin_token_calls(self) -> list[AdminCall]:
        """What service accounts asked tokens with; these are not among `admin_calls`."""
        return self._holdings.log.token_calls

    def end_admin_tokens(self) -> None:
        """Let the tokens of all service accounts be over, as after an hour."""
        self._holdings.keys.end_tokens()

    def fill(self, *, applications: int = 0, groups: int = 0) -> None:
        """Add many applications and user groups, which are not kept in the file."""
        self.groups.fill(groups)
        for application in many_applications(applications):
            self.applications.put(application)

    @property
    def key_page(self) -> str:
        """The portal's page My API Key."""
        return f"{self.console_url}/api-key"

    @property
    def service_account_page(self) -> str:
        """The portal's page Service Accounts."""
        return f"{self.console_url}/service-accounts"

    @property
    def admin_token_url(self) -> str:
        """Where a service account gets its token for the Admin API."""
        return f"{self.console_url}/admin-oauth/oauth2/token"

    def admin_api(self, region: str) -> str:
        """Return a region's address of the Admin API (v1; v2 lies below it)."""
        return f"{self.console_url}/{region}/api"
