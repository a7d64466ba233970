"""What comes back to this computer: queries, pasted addresses, and whatever knocks at the port."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import cast
from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from jcwizard.model.finding import Finding, Status
from jcwizard.model.secret import Secret
from jcwizard.oidc.answer_check import check_answer
from jcwizard.oidc.callback import Callback, Ignored, Problem, read_pasted, read_query
from jcwizard.oidc.discovery import Provider
from jcwizard.oidc.screening import Kind, Screened, screen
from jcwizard.oidc.wire import Connection, Incoming, Malformed
from tests.fuzz.cases import ISSUER, REDIRECT, at_once, cases, is_told, near, soon

STATE = "state-of-this-attempt-0123456789abcdef"
AUTHORIZE = f"{ISSUER}oauth2/auth"
HOSTS = frozenset({"127.0.0.1:14217"})

fields = st.lists(
    st.tuples(
        near("code", "state", "error", "error_description", "iss", "error_hint"),
        near(STATE, "ory_ac_123", ISSUER, "access_denied", "login_required", "%00", "&", ";"),
    ),
    max_size=6,
)
queries = (
    fields.map(lambda pairs: urlencode(pairs, errors="replace"))
    | fields.map(lambda pairs: urlencode([*pairs, ("state", STATE)], errors="replace"))
    | near("code=", "state=", STATE, "&", "error=", "=", "%", "+", ";")
    | st.text(max_size=200)
)


def provider(announces: bool) -> Provider:
    return Provider(ISSUER, AUTHORIZE, f"{ISSUER}token", f"{ISSUER}keys", announces_iss=announces)


@cases
@given(queries, st.booleans())
def test_a_query_counts_only_with_the_one_right_state(query: str, announces: bool) -> None:
    with soon():
        found = read_query(query, Secret(STATE))
    states = [value for name, value in parse_qsl(query, True) if name == "state"]
    if isinstance(found, Ignored):
        assert states != [STATE] or len(query) > 8_192 or query.count("&") >= 50
        return
    assert states == [STATE]
    check = check_answer(found, provider(announces), ("openid",), Secret(STATE))
    if check.status is Status.PASSED:
        assert found.code is not None
        assert not found.error
        assert found.problem is Problem.NONE
        assert found.iss in ((ISSUER,) if announces else (ISSUER, None))
    else:
        is_told(check.finding)


pasted = (
    st.builds(lambda query: f"{REDIRECT}?{query}", queries)
    | near(REDIRECT, "?code=", "&state=", STATE, "https://", "#", "[", "]", "@", "\u200b", "\n")
    | st.builds(
        lambda place, query: f"{place}?{query}", near(AUTHORIZE, "http://", ":99999"), queries
    )
    | st.text(max_size=300)
)


@cases
@given(pasted)
def test_whatever_is_pasted_is_this_attempts_answer_or_a_finding(text: str) -> None:
    with soon():
        found = read_pasted(
            text, redirect_uri=REDIRECT, state=Secret(STATE), authorization_endpoint=AUTHORIZE
        )
    if isinstance(found, Finding):
        is_told(found)
    else:
        assert isinstance(found, Callback)
        assert STATE in text.replace("%", "") or "%" in text or _hidden(text)


def _hidden(text: str) -> bool:
    """Whether the state is there once what nobody typed on purpose is left out."""
    return STATE in "".join(char for char in text if char in STATE)


class _Writer:
    """Stands where the connection's other half would be; hearing must not need it."""


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def heard(pieces: list[bytes]) -> object:
    reader = asyncio.StreamReader(limit=2**20, loop=_loop())
    connection = Connection(reader, cast("asyncio.StreamWriter", _Writer()))
    for piece in pieces:
        reader.feed_data(piece)
    reader.feed_eof()
    return at_once(connection.hear())


lines = st.lists(
    st.tuples(
        st.sampled_from(["Host", "Content-Length", "Transfer-Encoding", "Sec-Fetch-Mode",
                         "Sec-Fetch-Dest", "Sec-Purpose", "X"]),
        near("127.0.0.1:14217", "localhost", "0", "chunked", "navigate", "document", "prefetch"),
    ),
    max_size=5,
)  # fmt: skip


def written(
    method: str, path: str, query: str, more: list[tuple[str, str]], version: str, end: str
) -> bytes:
    named = end.join(f"{name}: {value}" for name, value in more)
    return f"{method} {path}?{query} {version}{end}{named}{end}{end}".encode("utf-8", "replace")


requests = st.builds(
    written,
    near("GET", "POST", "OPTIONS"),
    near("/callback", "/done", "/", "//", "http://127.0.0.1:14217/callback"),
    queries,
    lines | lines.map(lambda more: [("Host", "127.0.0.1:14217"), *more]),
    near("HTTP/1.1", "HTTP/1.0", "HTTP/2.0"),
    st.sampled_from(["\r\n", "\r\n", "\r\n", "\n", "\r"]),
) | st.binary(max_size=400)


@cases
@given(requests, st.integers(1, 200))
def test_whatever_knocks_is_heard_as_something_and_raises_nothing(data: bytes, size: int) -> None:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    with soon():
        told = heard(pieces)
    if isinstance(told, Malformed):
        assert 400 <= told.status < 600
    if not isinstance(told, Incoming):
        return
    screened: Screened = screen(told, HOSTS, "/callback")
    if screened.kind is Kind.CALLBACK:
        assert data.startswith(b"GET /callback")
        assert told.all("host") == ["127.0.0.1:14217"]
        found = read_query(screened.query, Secret(STATE))
        assert (
            isinstance(found, Ignored)
            or screened.query.count("state=") >= 1
            or "%" in screened.query
        )
