"""Talks to JumpCloud's Admin API: the one place that a key is sent from, and only to its host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from jcwizard.jumpcloud.access import ApiKey, Credential, Place
from jcwizard.jumpcloud.admin_answers import NOT_FOUND, NOT_UNDERSTOOD, Answer, Asking, judge
from jcwizard.jumpcloud.paging import LIMIT, Entry, IsEntry, OnPage, Query, all_pages, any_object
from jcwizard.jumpcloud.patience import OnWait, Wait, asleep, nobody, patiently
from jcwizard.jumpcloud.public_members import PUBLIC
from jcwizard.jumpcloud.service_account import Tokens
from jcwizard.model.finding import Finding
from jcwizard.model.secret import Secret
from jcwizard.net import answers
from jcwizard.net import trouble as network
from jcwizard.net.client import Client
from jcwizard.net.messages import Field, Request, Upload

__all__ = ["AdminApi", "Answer", "outcome_unknown"]

Meanwhile = Callable[[float], Awaitable[Finding | None]]
"""Waits so many seconds, and says why a write must not be sent any more, None when it may."""

MOST_BYTES = 8_388_608
"""Bytes of one answer; a hundred applications with everything that JumpCloud keeps are fewer."""

# After these nobody can say whether a request arrived, or whether it was carried out.
_ARRIVED_PERHAPS = frozenset(
    {
        network.TIMEOUT,
        network.CUT_OFF,
        network.NOT_HTTP,
        network.TOO_LARGE,
        network.UNREADABLE,
        network.TLS_FAILED,
        network.FAILED,
        answers.SERVER_ERROR,
        answers.SIGN_IN_PAGE,
        answers.REDIRECTED,
        NOT_UNDERSTOOD,
    }
)


def outcome_unknown(finding: Finding) -> bool:
    """Return whether nobody can say if a request that ended so was carried out.

    False for a refusal (4xx) and where no connection was made: then surely nothing was done.
    """
    return finding.code in _ARRIVED_PERHAPS


@dataclass(frozen=True)
class _Question:
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: object | None = None
    upload: Upload | None = None


class _Session:
    """What all views of one session share, each organisation's alike."""

    def __init__(
        self, client: Client, place: Place, credential: Credential, on_wait: OnWait
    ) -> None:
        self.client = client
        self.place = place
        self.on_wait = on_wait
        self.worked = False
        self._login: Secret | Tokens
        if isinstance(credential, ApiKey):
            self._login = credential.key
        else:
            self._login = Tokens(client, place, credential, on_wait)

    @property
    def renews(self) -> bool:
        """Return whether a login that was refused can be had anew."""
        return isinstance(self._login, Tokens)

    async def header(self, refused: Field | None = None) -> Field | Finding:
        """Return the header that opens the door; `refused` is one that was not taken."""
        if isinstance(self._login, Secret):
            return "x-api-key", self._login
        before = refused[1] if refused is not None else None
        bearer = await self._login.bearer(before if isinstance(before, Secret) else None)
        return bearer if isinstance(bearer, Finding) else ("Authorization", bearer)


class AdminApi:
    """The Admin API at one place, with one credential, within one organisation (or none named).

    Paths are relative to the place's v1 address and start with a slash; those of v2 with `/v2/`.
    `on_wait` is told the seconds of each wait that JumpCloud asks for. Every call may be cancelled.
    """

    def __init__(
        self,
        client: Client,
        place: Place,
        credential: Credential,
        organisation: str = "",
        *,
        on_wait: OnWait = nobody,
    ) -> None:
        self._session = _Session(client, place, credential, on_wait)
        self._organisation = organisation
        self._home = organisation

    @property
    def place(self) -> Place:
        """Return where this is."""
        return self._session.place

    @property
    def organisation(self) -> str:
        """Return the id that goes along as `x-org-id`, "" for none."""
        return self._organisation

    @property
    def home(self) -> str:
        """Return the id of the organisation that is asked, named or not; "" when not known."""
        return self._home

    def within(self, organisation: str) -> AdminApi:
        """Return the same session within another organisation."""
        other = self.belonging_to(organisation)
        other._organisation = organisation
        return other

    def belonging_to(self, home: str) -> AdminApi:
        """Return the same session, knowing whose it is; nothing of that is sent."""
        other = object.__new__(AdminApi)
        other._session, other._organisation, other._home = self._session, self._organisation, home
        return other

    async def get(
        self, path: str, query: Query = (), *, also: Collection[int] = ()
    ) -> Answer | Finding:
        """Ask; a status in `also` is handed back instead of judged."""
        judged, _earlier = await self._ask(_Question("GET", path, tuple(query)), also)
        return judged

    async def write(
        self,
        method: str,
        path: str,
        body: object | None,
        *,
        also: Collection[int] = (),
        meanwhile: Meanwhile | None = None,
    ) -> Answer | Finding:
        """Change something; `body` is sent as JSON, None is no body. See `patiently` for repeats.

        What a DELETE that had to be repeated does not find any more, it has deleted. What
        `meanwhile` says against it ends a write that JumpCloud let wait: then nothing was done.
        """
        judged, earlier = await self._ask_unless(
            _Question(method, path, body=body), also, meanwhile
        )
        gone = isinstance(judged, Finding) and judged.code == NOT_FOUND
        if gone and earlier and method == "DELETE":
            return Answer(404, None, judged.evidence)
        return judged

    async def upload(
        self, path: str, file: Upload, meanwhile: Meanwhile | None = None
    ) -> Answer | Finding:
        """Send one file as `multipart/form-data`; it goes out once. `meanwhile` as in `write`."""
        judged, _ = await self._ask_unless(_Question("POST", path, upload=file), (), meanwhile)
        return judged

    async def pages(
        self,
        path: str,
        query: Query,
        on_page: OnPage,
        *,
        v1: bool,
        limit: int = LIMIT,
        is_entry: IsEntry = any_object,
    ) -> list[Entry] | Finding:
        """Return every entry of a list; `on_page(new entries, total or None)` is told each page.

        An entry that `is_entry` does not know makes the list one that is not understood.
        """

        async def ask(whole: Query) -> Answer | Finding:
            return await self.get(path, whole)

        return await all_pages(
            ask, self.place, tuple(query), on_page, v1=v1, limit=limit, is_entry=is_entry
        )

    async def _ask_unless(
        self, question: _Question, also: Collection[int], meanwhile: Meanwhile | None
    ) -> tuple[Answer | Finding, int]:
        """Ask as `_ask` does, or return what `meanwhile` says against it."""
        if meanwhile is None:
            return await self._ask(question, also)
        said: Finding | None = None

        async def wait(seconds: float) -> bool:
            nonlocal said
            said = await meanwhile(seconds)
            return said is None

        judged, earlier = await self._ask(question, also, wait)
        return judged if said is None else said, earlier

    async def _ask(
        self, question: _Question, also: Collection[int] = (), wait: Wait = asleep
    ) -> tuple[Answer | Finding, int]:
        """Return what the answer means, and how many earlier tries may have had an effect."""
        session = self._session
        login = await session.header()
        if isinstance(login, Finding):
            return login, 0
        request = self._request(question, login)
        reply, earlier = await patiently(session.client, request, session.on_wait, wait)
        if reply.status == 401 and session.renews:
            # A token may end before its time: 401 says that nothing was done, so ask once more.
            login = await session.header(refused=login)
            if isinstance(login, Finding):
                return login, 0
            request = self._request(question, login)
            reply, earlier = await patiently(session.client, request, session.on_wait, wait)
        asking = Asking(
            session.place,
            question.method,
            question.path,
            not session.renews,
            self._organisation,
            session.worked,
            request.secrets(),
        )
        judged = judge(reply, asking, also)
        session.worked = session.worked or isinstance(judged, Answer)
        return judged, earlier

    def _request(self, question: _Question, login: Field) -> Request:
        """Return the request; raises ValueError for a path that would lead to another host."""
        if not question.path.startswith("/"):
            raise ValueError("a path starts with a slash")
        url = f"{self.place.admin_api}{question.path}"
        if question.query:
            url += "?" + urlencode(question.query, quote_via=quote)
        within: tuple[Field, ...] = (("x-org-id", self._organisation),)
        return Request(
            question.method,
            url,
            headers=(login, *within) if self._organisation else (login,),
            max_bytes=MOST_BYTES,
            json=question.body,
            upload=question.upload,
            public=PUBLIC,
        )
