"""The portal's pages My API Key and Service Accounts: what the Admin API is signed in to with."""

from __future__ import annotations

from jcwizard.model.secret import Secret
from jcwizard.practice.admin_keys import MOST_ACCOUNTS, AdminKeys
from jcwizard.practice.form_data import FormData
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.pages import Row
from jcwizard.practice.portal import Portal

KEY, ACCOUNTS = "/api-key", "/service-accounts"


class KeyPages:
    """Shows what exists, makes new ones and shows each new secret once."""

    def __init__(self, portal: Portal, keys: AdminKeys) -> None:
        self._portal = portal
        self._keys = keys
        self._new_key: Secret | None = None
        self._new_account: tuple[str, Secret] | None = None

    async def answer(self, request: Request) -> Response:
        """Answer one request below the two addresses."""
        form = request.form() or FormData()
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["api-key"]:
                return self._key_page()
            case "POST", ["api-key"]:
                return await self._generate(form)
            case "GET", ["service-accounts"]:
                return self._accounts_page()
            case "POST", ["service-accounts"]:
                return await self._create(form)
            case "POST", ["service-accounts", client_id, "delete"]:
                self._keys.remove_account(client_id)
                await self._portal.changed()
                return Response.redirect(ACCOUNTS)
        return self._portal.missing()

    async def _generate(self, form: FormData) -> Response:
        if self._keys.kept.own_key_hash and "sure" not in form:
            return self._key_page(unsure=True)
        self._new_key = self._keys.generate()
        await self._portal.changed()
        return Response.redirect(KEY)

    def _key_page(self, *, unsure: bool = False) -> Response:
        key, self._new_key = self._new_key, None
        return self._portal.page(
            "api_key",
            "My API Key",
            422 if unsure else 200,
            key=key.reveal() if key else "",
            created=self._keys.kept.own_key_created,
            unsure=unsure,
        )

    async def _create(self, form: FormData) -> Response:
        name = form.get("name").strip()
        if not name or len(self._keys.kept.accounts) >= MOST_ACCOUNTS:
            return self._accounts_page(refused=True)
        self._new_account = self._keys.add_account(name)
        await self._portal.changed()
        return Response.redirect(ACCOUNTS)

    def _accounts_page(self, *, refused: bool = False) -> Response:
        new, self._new_account = self._new_account, None
        rows: list[Row] = [
            {"client_id": one.client_id, "name": one.name, "created": one.created}
            for one in self._keys.kept.accounts
        ]
        return self._portal.page(
            "service_accounts",
            "Service Accounts",
            422 if refused else 200,
            new_id=new[0] if new else "",
            new_secret=new[1].reveal() if new else "",
            refused=refused,
            rows=rows,
        )
