"""Gets a service account its token, which stays in memory for as long as it is good."""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Mapping
from urllib.parse import quote_plus

from jcwizard.jumpcloud.access import Place, ServiceAccount
from jcwizard.jumpcloud.admin_answers import (
    SERVICE_ACCOUNT_REFUSED,
    Answer,
    Asking,
    judge,
    not_understood,
)
from jcwizard.jumpcloud.patience import OnWait, patiently
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net.client import Client
from jcwizard.net.messages import Reply, Request

_EARLY = 60.0
_USUAL_LIFETIME = 3_600.0
_SENDABLE = re.compile(r"[\x21-\x7e]+")  # in a header (RFC 6750 2.1)
_REFUSALS = frozenset({"invalid_client", "unauthorized_client", "invalid_grant", "access_denied"})


class Tokens:
    """The token of one service account at one place; questions at the same time share it."""

    def __init__(
        self, client: Client, place: Place, account: ServiceAccount, on_wait: OnWait
    ) -> None:
        self._client = client
        self._place = place
        self._account = account
        self._on_wait = on_wait
        self._token: Secret | None = None
        self._good_until = 0.0
        self._asking = asyncio.Lock()

    async def bearer(self, refused: Secret | None = None) -> Secret | Finding:
        """Return the value of the Authorization header, or why there is none.

        `refused` is one that was not taken: it is not given out again.
        """
        async with self._asking:
            if refused is not None and refused == self._token:
                self._token = None
            if self._token is not None and time.monotonic() < self._good_until:
                return self._token
            return await self._ask()

    async def _ask(self) -> Secret | Finding:
        """Ask for a token (RFC 6749 4.4.2), the account in the header (2.3.1)."""
        request = self._request()
        reply, _repeated = await patiently(self._client, request, self._on_wait)
        asking = Asking(self._place, "POST", "", False, "", False, request.secrets())
        answer = judge(reply, asking, also={400, 401})
        if isinstance(answer, Finding):
            return answer
        if answer.status != 200:
            return self._refused(reply, answer, asking)
        members = answer.value if isinstance(answer.value, Mapping) else {}
        token, kind = members.get("access_token"), members.get("token_type", "bearer")
        if not isinstance(token, str) or not _SENDABLE.fullmatch(token):
            return not_understood(reply, asking)
        if str(kind).lower() != "bearer":
            return not_understood(reply, asking)
        self._token = Secret(f"Bearer {token}")
        self._good_until = time.monotonic() + _seconds(members.get("expires_in"))
        return self._token

    def _request(self) -> Request:
        pair = (self._account.client_id, self._account.client_secret.reveal())
        login = ":".join(quote_plus(part) for part in pair).encode()
        basic = Secret(f"Basic {base64.b64encode(login).decode()}")
        return Request(
            "POST",
            self._place.token_url,
            form=(("grant_type", "client_credentials"), ("scope", "api")),
            headers=(("Authorization", basic),),
        )

    def _refused(self, reply: Reply, answer: Answer, asking: Asking) -> Finding:
        """Tell a refused account (RFC 6749 5.2) from a refusal of anything else."""
        members = answer.value if isinstance(answer.value, Mapping) else {}
        judged = judge(reply, asking)
        if not isinstance(judged, Finding):
            return not_understood(reply, asking)
        if members.get("error") not in _REFUSALS or judged.code == SERVICE_ACCOUNT_REFUSED:
            return judged
        return Finding(
            SERVICE_ACCOUNT_REFUSED,
            actual=judged.actual,
            values=judged.values,
            evidence=judged.evidence,
        )


def _seconds(expires_in: object) -> float:
    """Return for how long a token is used; JumpCloud's are good for about an hour."""
    known = isinstance(expires_in, int | float) and not isinstance(expires_in, bool)
    lifetime = float(expires_in) if known else _USUAL_LIFETIME  # type: ignore[arg-type]
    return max(0.0, lifetime - min(_EARLY, lifetime / 2))
