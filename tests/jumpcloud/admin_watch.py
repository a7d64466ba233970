"""Holds every request to the Admin API in any test, and practice's answers, to the description."""

from __future__ import annotations

import functools
from collections.abc import Callable, Generator, Mapping
from typing import Any

import httpx
import pytest

from jcwizard.jumpcloud.access import ApiKey, Place
from jcwizard.practice.admin_api import AdminApi as PracticeApi
from jcwizard.practice.admin_api import Asked
from jcwizard.practice.messages import Response
from tests.conformance.record import Conformance
from tests.jumpcloud.described import Description, Exchanged, admin_api, token_host

MARK = "undescribed(reason): this test sends the Admin API what the wizard itself does not send"


class AdminWatch:
    """A plugin of pytest: a test in which a request or an answer is not as described has failed.

    A request to the Admin API is one to a `Place` that was made in this process, as it goes over
    the wire; whether the test, a page or the command line made it is all the same. A key that is
    sent anywhere else is wrong, whatever the request. The answers are those that practice comes to
    itself, before a test spoils them.
    """

    def __init__(self, record: Conformance) -> None:
        self._record = record
        self._places: dict[str, Description] = {}
        self._keys: list[ApiKey] = []
        self._mistakes: list[str] = []
        self._made: set[str] = set()
        self._undo: list[Callable[[], None]] = []

    def begin(self) -> None:
        """Look at each place, each request on the wire and each answer of practice."""
        self._wrap(Place, "__init__", self._watched_place)
        self._wrap(ApiKey, "__init__", self._watched_key)
        self._wrap(httpx.AsyncHTTPTransport, "handle_async_request", self._watched_wire)
        self._wrap(PracticeApi, "_done", self._watched_answer)

    def _wrap(self, owner: type, name: str, wrapper: Callable[[Any], Any]) -> None:
        plain = getattr(owner, name)
        setattr(owner, name, functools.wraps(plain)(wrapper(plain)))
        self._undo.append(lambda: setattr(owner, name, plain))

    def _watched_place(self, plain: Callable[..., None]) -> Callable[..., None]:
        def made(place: Place, *args: Any, **more: Any) -> None:
            plain(place, *args, **more)
            if place.admin_api:
                self._places[f"{place.admin_api}/"] = admin_api()
            if place.token_url:
                self._places[place.token_url] = token_host()

        return made

    def _watched_key(self, plain: Callable[..., None]) -> Callable[..., None]:
        def made(key: ApiKey, *args: Any, **more: Any) -> None:
            plain(key, *args, **more)
            self._keys.append(key)

        return made

    def _watched_wire(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        async def sent(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> Any:
            self.look_at(request.method, str(request.url), dict(request.headers), request.content)
            return await plain(transport, request)

        return sent

    def _watched_answer(self, plain: Callable[..., Any]) -> Callable[..., Any]:
        async def answered(api: PracticeApi, asked: Asked) -> Response:
            response: Response = await plain(api, asked)
            request = Exchanged(asked.request.method, asked.path)
            mistakes = admin_api().answer_mistakes(
                request, response.status, dict(response.headers), response.body
            )
            self._mistakes += [f"practice answers {mistake}" for mistake in mistakes]
            return response

        return answered

    def notes(self) -> list[str]:
        """Return which described calls were made, for a run that is shared among workers."""
        return sorted(self._made)

    def join(self, notes: list[str]) -> None:
        """Add what a worker noted."""
        self._made.update(notes)

    @property
    def mistakes(self) -> list[str]:
        """Return what was noted in the course of this test."""
        return list(dict.fromkeys(self._mistakes))

    def look_at(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Note what is wrong with a request, when it is one to the Admin API."""
        for place, description in self._places.items():
            if not url.startswith(place):
                continue
            path, _, query = url.removeprefix(_front(place)).partition("?")
            request = Exchanged(method, path, query, headers, body)
            self._mistakes += description.mistakes(request)
            operation = description.operation(request)
            if operation is not None:
                self._made.add(operation.id)
            return
        sent = "\n".join([url, *headers.values(), body.decode("latin-1")])
        if any(key.key.reveal() in sent for key in self._keys):
            self._mistakes.append(f"{method} {httpx.URL(url).host}: an Admin API key is sent there")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """When everything has ended, see what was noted in the course of the test."""
        result = yield
        found, self._mistakes, self._keys = self.mistakes, [], []
        self._places.clear()  # another server may get the port next
        if item.get_closest_marker("undescribed"):
            assert found, "all is as described, although a mark says otherwise"
        else:
            assert not found, "not as the Admin API is described:\n" + "\n".join(found)
        return result

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """After a whole run, note which of the described calls were made."""
        for undo in reversed(self._undo):
            undo()
        config = session.config
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
        if whole and not config.option.collectonly and not self._record.left_out:
            known = {one.id for one in admin_api().operations.values()}
            known |= {one.id for one in token_host().operations.values()}
            self._record.figure(
                "described calls of the Admin API that were made, each as described",
                len(self._made & known),
                len(known),
                ", ".join(sorted(known - self._made)),
            )


def _front(place: str) -> str:
    """Return what stands before a described path; practice has one host for all."""
    return place.removesuffix("/oauth2/token").removesuffix("/")
