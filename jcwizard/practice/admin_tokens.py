"""Where a service account gets its token for the pretend Admin API (jumpcloud.md 3.2)."""

from __future__ import annotations

from jcwizard.practice.admin_faults import AdminCall, AdminLog
from jcwizard.practice.admin_keys import TOKEN_SECONDS, AdminKeys
from jcwizard.practice.authorization import NO_STORE
from jcwizard.practice.client_authentication import basic_credentials
from jcwizard.practice.form_data import FormData, unescape
from jcwizard.practice.messages import Request, Response
from jcwizard.practice.refusals import TRIM_YOUR_PARAMETERS, RefusedError

ADDRESS = "/admin-oauth/oauth2/token"


class AdminTokens:
    """`POST …/oauth2/token` of the admin engine: Basic only, client credentials, scope `api`."""

    def __init__(self, keys: AdminKeys, log: AdminLog) -> None:
        self._keys = keys
        self._log = log

    async def answer(self, request: Request) -> Response:
        """Give out a token, or refuse in the engine's words."""
        form = request.form() or FormData()
        # Only these two: a secret that was sent in the wrong place must not be in the record.
        fields = tuple(pair for pair in form if pair[0] in ("grant_type", "scope"))
        for fault in self._log.note_token(AdminCall("POST", ADDRESS, fields, None, "", "")):
            if (response := await fault.strike()) is not None:
                return response
        try:
            client_id = self._account(request)
            if form.get("grant_type") != "client_credentials":
                raise RefusedError("invalid_request", TRIM_YOUR_PARAMETERS)
            if form.words("scope") != ["api"]:
                hint = (
                    f"The OAuth 2.0 Client is not allowed to request scope '{form.get('scope')}'."
                )
                raise RefusedError("invalid_scope", hint)
        except RefusedError as refused:
            return Response.of_json(refused.fields(), refused.status, NO_STORE)
        token = self._keys.issue_token(client_id)
        answer = {
            "access_token": token.reveal(),
            "expires_in": TOKEN_SECONDS - 1,
            "scope": "api",
            "token_type": "bearer",
        }
        return Response.of_json(answer, 200, NO_STORE)

    def _account(self, request: Request) -> str:
        basic = basic_credentials(request.header("authorization"))
        if basic is not None:
            client_id, secret = unescape(basic[0]), unescape(basic[1])
            if client_id and secret and self._keys.knows_account(client_id, secret):
                return client_id
        raise RefusedError("invalid_client")
