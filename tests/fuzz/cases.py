"""How many cases each target gets, and what all targets build their input from.

In the suite every target runs the same few hundred cases; `tools/fuzz.py` runs the same functions
with random ones, as many as it is told to, and with coverage where atheris is installed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from jcwizard.model.exchange import Exchange
from jcwizard.model.finding import Check, Finding
from jcwizard.model.secret import Secret
from jcwizard.net.messages import Reply
from jcwizard.net.trouble import Trouble
from jcwizard.oidc.target import Target

T = TypeVar("T")

CASES = 300
# Far above what any input takes, and far below what a person would call hanging.
MOST_SECONDS = 5.0

cases = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

ISSUER = "https://oauth.id.jumpcloud.example/"
CLIENT_ID = "4ff122de-428e-48c8-a4f7-d4f6b11c71a6"
REDIRECT = "http://127.0.0.1:14217/callback"

TARGET = Target(
    issuer=ISSUER,
    client_id=CLIENT_ID,
    secret=Secret("HWcI.p6WmTqCv6.OHtG3Dp0~Ep"),
    client_authentication="client_secret_post",
    service_redirects=("https://facets.acme.example/login/oauth2/code/jumpcloud",),
    test_redirect=REDIRECT,
    scopes=("openid", "email"),
    needs_refresh=True,
    needs_email=True,
    other_issuers=(("eu", "https://oauth.id.eu.jumpcloud.example/"),),
)

# Text as it comes out of JSON, half characters and all.
anything = st.text(st.characters(codec=None), max_size=60)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=40)
)
json_values = st.recursive(
    scalars,
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4)
    ),
    max_leaves=8,
)


def near(*words: str) -> st.SearchStrategy[str]:
    """Return texts that are one of the words, pieces of them put together, or anything."""
    piece = st.sampled_from(words) | st.text(max_size=6)
    return st.sampled_from(words) | st.lists(piece, max_size=4).map("".join) | st.text(max_size=30)


def members(known: Mapping[str, object]) -> st.SearchStrategy[dict[str, object]]:
    """Return objects that begin as `known`, with members changed, left out and added."""

    def changed(pairs: list[tuple[str, object]], gone: list[str]) -> dict[str, object]:
        made = {**known, **dict(pairs)}
        return {name: value for name, value in made.items() if name not in gone}

    names = st.sampled_from(sorted(known)) | st.text(max_size=12)
    pair = st.tuples(names, json_values)
    few = st.lists(pair, max_size=3)
    return st.builds(changed, few, st.lists(st.sampled_from(sorted(known)), max_size=2))


headers = st.dictionaries(
    st.sampled_from(
        ["content-type", "location", "retry-after", "date", "age", "www-authenticate", "server"]
    ),
    near(
        "application/json", "text/html", "application/jwt", "https://", "example", "120",
        "Sun, 22 Nov 2026 01:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2359", "Bearer error=",
    ),
    max_size=4,
)  # fmt: skip
statuses = st.sampled_from([200, 200, 200, 200, 301, 302, 400, 401, 403, 429, 500, 511]) | (
    st.integers(100, 599)
)
troubles = st.none() | st.none() | st.builds(Trouble, st.just("network.timeout"), st.text())


def bodies(known: Mapping[str, object]) -> st.SearchStrategy[bytes]:
    """Return bodies: mostly JSON of the known members, else other JSON, a page, or any bytes."""
    as_json = members(known).map(lambda value: json.dumps(value).encode())
    cut = st.builds(lambda body, at: body[:at], as_json, st.integers(0, 300))
    other = json_values.map(lambda value: json.dumps(value).encode())
    page = st.text(max_size=40).map(lambda text: f"<html><title>{text}".encode("utf-8", "replace"))
    return as_json | as_json | cut | other | page | st.binary(max_size=200)


def replies(known: Mapping[str, object]) -> st.SearchStrategy[Reply]:
    """Return replies whose body is near a right one."""

    def made(status: int, told: Mapping[str, str], body: bytes, trouble: Trouble | None) -> Reply:
        received = tuple(told.items())
        exchange = Exchange("GET", ISSUER, (), status, received, "", 0.1, "")
        return Reply(exchange, status, told, body, trouble)

    return st.builds(made, statuses, headers, bodies(known), troubles)


def at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """Return the result of a coroutine that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("it waits for something")


@contextmanager
def soon() -> Iterator[None]:
    """Fail when the block takes longer than any input may take."""
    started = time.perf_counter()
    yield
    assert time.perf_counter() - started < MOST_SECONDS


def is_told(found: Finding | None) -> None:
    """Assert that a finding has a code and that its texts can be shown and kept."""
    assert found is not None
    assert found.code.count(".") == 1
    for text in (found.expected, found.actual, *found.values.values()):
        assert isinstance(text, str)


def is_judged(check: Check) -> None:
    """Assert that a check says why, whenever it is no pass."""
    is_told(check.finding)
